// Every way out of a realm that a browser has. Each function runs where an attacker would: in the
// page's own realm or in its worker, with nothing but the address to reach. It may throw.
// `url` is http://127.0.0.1:PORT/, and the same port listens for UDP.

/** Ways that leave the page where it is. */
export const staying = {
  fetch: (url) => fetch(url, { mode: "no-cors" }),
  "fetch, kept alive": (url) => fetch(url, { mode: "no-cors", method: "POST", body: "x", keepalive: true }),
  "fetch, later": (url) => fetchLater(url, { activateAfter: 0 }),
  XMLHttpRequest: (url) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.send();
  },
  WebSocket: (url) => new WebSocket(url.replace("http", "ws")),
  EventSource: (url) => new EventSource(url),
  WebTransport: (url) => new WebTransport(url.replace("http", "https")),
  "import()": (url) => import(url),
  "worker of its own": (url) => {
    const text = `fetch(${JSON.stringify(url)}, { mode: "no-cors" })`;
    new Worker(URL.createObjectURL(new Blob([text])));
  },
  "cache, add": async (url) => (await caches.open("x")).add(new Request(url, { mode: "no-cors" })),
};

/** Ways that only a worker has. */
export const ofWorker = {
  importScripts: (url) => importScripts(url),
};

/** Ways that only a document has. */
export const ofPage = {
  sendBeacon: (url) => navigator.sendBeacon(url, "x"),
  Image: (url) => {
    new Image().src = url;
  },
  "image, srcset": (url) => {
    const image = document.body.appendChild(document.createElement("img"));
    image.srcset = `${url} 1x`;
  },
  "image, svg": (url) => {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.body.appendChild(document.createElementNS(space, "svg"));
    svg.appendChild(document.createElementNS(space, "image")).setAttribute("href", url);
  },
  "button with a picture": (url) => {
    const input = document.body.appendChild(document.createElement("input"));
    input.type = "image";
    input.src = url;
  },
  "style, by the object model": (url) => {
    document.body.style.backgroundImage = `url(${url})`;
  },
  "style, element": (url) => {
    document.head.appendChild(document.createElement("style")).textContent = `@import "${url}";`;
  },
  "style, constructed": (url) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`body { background-image: url(${url}) }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  },
  "font face": (url) => new FontFace("x", `url(${url})`).load(),
  ...Object.fromEntries(
    [
      ["stylesheet", {}],
      ["icon", {}],
      ["prefetch", {}],
      ["preconnect", {}],
      ["preload", { as: "image" }],
      ["modulepreload", {}],
      ["manifest", {}],
    ].map(([rel, more]) => [
      `link, ${rel}`,
      new Function(
        "url",
        `const link = document.createElement("link");
         Object.assign(link, ${JSON.stringify({ rel, ...more })}, { href: url });
         document.head.appendChild(link);`,
      ),
    ]),
  ),
  script: (url) => {
    document.head.appendChild(document.createElement("script")).src = url;
  },
  "script, speculation rules": (url) => {
    const script = document.createElement("script");
    script.type = "speculationrules";
    script.textContent = JSON.stringify({ prefetch: [{ source: "list", urls: [url], eagerness: "immediate" }] });
    document.head.appendChild(script);
  },
  iframe: (url) => {
    document.body.appendChild(document.createElement("iframe")).src = url;
  },
  "iframe, srcdoc": (url) => {
    document.body.appendChild(document.createElement("iframe")).srcdoc = `<img src="${url}">`;
  },
  object: (url) => {
    document.body.appendChild(document.createElement("object")).data = url;
  },
  embed: (url) => {
    document.body.appendChild(document.createElement("embed")).src = url;
  },
  video: (url) => {
    document.body.appendChild(document.createElement("video")).src = url;
  },
  "video, poster": (url) => {
    document.body.appendChild(document.createElement("video")).poster = url;
  },
  audio: (url) => {
    new Audio(url).load();
  },
  "markup, innerHTML": (url) => {
    document.body.appendChild(document.createElement("p")).innerHTML = `<img src="${url}">`;
  },
  "markup, insertAdjacentHTML": (url) => {
    document.body.insertAdjacentHTML("beforeend", `<img src="${url}">`);
  },
  "markup, fragment": (url) => {
    document.body.append(document.createRange().createContextualFragment(`<iframe src="${url}"></iframe>`));
  },
  "markup, parsed apart": (url) => {
    const apart = new DOMParser().parseFromString(`<iframe src="${url}"></iframe>`, "text/html");
    document.body.append(document.adoptNode(apart.querySelector("iframe")));
  },
  "markup, edited in": (url) => {
    const area = document.body.appendChild(document.createElement("p"));
    area.contentEditable = "true";
    area.focus();
    document.execCommand("insertHTML", false, `<img src="${url}">`);
  },
  RTCPeerConnection: async (url) => {
    const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:${new URL(url).host}` }] });
    connection.createDataChannel("x");
    await connection.setLocalDescription(await connection.createOffer());
  },
  "fresh realm, fetch": (url) => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    return frame.contentWindow.fetch(url, { mode: "no-cors" });
  },
  "fresh realm, RTCPeerConnection": async (url) => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    const { RTCPeerConnection } = frame.contentWindow;
    const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:${new URL(url).host}` }] });
    connection.createDataChannel("x");
    await connection.setLocalDescription(await connection.createOffer());
  },
  "fresh realm, by markup": async (url) => {
    const holder = document.body.appendChild(document.createElement("p"));
    holder.innerHTML = "<iframe></iframe>";
    const { RTCPeerConnection } = holder.firstChild.contentWindow;
    const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:${new URL(url).host}` }] });
    connection.createDataChannel("x");
    await connection.setLocalDescription(await connection.createOffer());
  },
  "worker, shared": (url) => {
    const text = `fetch(${JSON.stringify(url)}, { mode: "no-cors" })`;
    new SharedWorker(URL.createObjectURL(new Blob([text])));
  },
  "worker, service": (url) => navigator.serviceWorker.register(url),
  worklet: (url) => new OfflineAudioContext(1, 1, 8000).audioWorklet.addModule(url),
  "link, ping": (url) => {
    const link = document.body.appendChild(document.createElement("a"));
    link.href = "#";
    link.ping = url;
    link.click();
  },
};

/** Ways that take the window elsewhere, or open another. */
export const leaving = {
  location: (url) => {
    location.href = url;
  },
  "location, replace": (url) => location.replace(url),
  "link, pressed by a script": (url) => {
    const link = document.createElement("a");
    link.href = url;
    link.click();
  },
  "link, event by a script": (url) => {
    const link = document.body.appendChild(document.createElement("a"));
    link.href = url;
    link.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  },
  "link to a new window, pressed by a script": (url) => {
    const link = document.createElement("a");
    link.href = url;
    link.target = "_blank";
    link.click();
  },
  form: (url) => {
    const form = document.body.appendChild(document.createElement("form"));
    form.action = url;
    form.submit();
  },
  "form, requested": (url) => {
    const form = document.body.appendChild(document.createElement("form"));
    form.action = url;
    form.requestSubmit();
  },
  "meta, refresh": (url) => {
    const meta = document.createElement("meta");
    meta.httpEquiv = "refresh";
    meta.content = `0; url=${url}`;
    document.head.appendChild(meta);
  },
  "window.open": (url) => {
    window.open(url);
  },
};
