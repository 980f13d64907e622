// Chromium, driven by Playwright.
import { chromium } from "playwright-core";

const executablePath = process.env.REROUTE_CHROMIUM || "/usr/bin/chromium";
const root = process.getuid?.() === 0;

const args = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // No name is looked up, whatever a page or the browser itself asks for.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  // Its sandbox refuses to run as root; nobody else gives it up.
  ...(root ? ["--no-sandbox"] : []),
];

/** How it is started, for other drivers. */
export const launch = { executablePath, headless: true, args };

let browser;

/** A page in a profile of its own. */
export async function newPage({ width, height, theme, forcedColors, reducedMotion, slowDown }) {
  browser ??= await chromium.launch({ ...launch, chromiumSandbox: !root });
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    forcedColors: forcedColors ? "active" : "none",
    reducedMotion: reducedMotion ? "reduce" : "no-preference",
    acceptDownloads: true,
  });
  const page = await context.newPage();
  if (slowDown > 1) {
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowDown });
  }
  return page;
}

export const driver = {
  onRequest: (page, seen) => page.on("request", (request) => seen(request.url())),
  before: (page, script) => page.addInitScript(script),
  goto: (page, address) => page.goto(address, { waitUntil: "load" }),
  setFiles: (page, selector, paths) => page.setInputFiles(selector, paths),
  async download(page, folder, action) {
    const [download] = await Promise.all([page.waitForEvent("download"), action()]);
    const path = `${folder}/${download.suggestedFilename()}`;
    await download.saveAs(path);
    return path;
  },
  close: (page) => page.context().close(),
};

export async function closeBrowsers() {
  await browser?.close();
  browser = undefined;
}
