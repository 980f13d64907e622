// The file under test, and a server for it that counts.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The page as it is given to people. */
export const product = fileURLToPath(new URL("../../dist/reroute.html", import.meta.url));

/** Its text, without the mark that says how it is encoded. */
export const productText = async () => (await readFile(product, "utf16le")).slice(1);

/** Its address when it is double-clicked. */
export const productAddress = pathToFileURL(product).href;

/** Where screenshots and downloads go. */
export const out = fileURLToPath(new URL("../out/", import.meta.url));

/**
 * A server on this machine, on a free port, that answers `/` with `html` and
 * everything else with 404, and keeps what it was asked.
 */
export async function serve(html) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const found = request.url === "/";
    response.writeHead(found ? 200 : 404, {
      "content-type": found ? "text/html; charset=utf-8" : "text/plain",
      "access-control-allow-origin": "*",
    });
    response.end(found ? html : "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    asked,
    // Not waited for: a browser may hold a connection open that it never used.
    close: () => {
      server.close();
      server.closeAllConnections();
      server.unref();
    },
  };
}

/** The page's server. It says UTF-8, as many hosts do of every page: the mark in the file counts for more. */
export async function serveProduct() {
  return serve(await readFile(product));
}
