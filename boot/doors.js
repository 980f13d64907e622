// Closes every way out of this realm that Reroute never needs, before anything
// else of it runs: in the page and, as the first part of its text, in the worker.
// The policy of the file forbids most of these too; docs/security.md says which
// of the two layers holds for what, and the tests try each without the other.
"use strict";
(() => {
  const inPage = typeof document !== "undefined";

  // What sends, or loads, or makes a realm where these doors would be open again.
  const GLOBALS = [
    "fetch", "fetchLater", "XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource",
    "RTCPeerConnection", "webkitRTCPeerConnection", "mozRTCPeerConnection",
    "Worker", "SharedWorker", "importScripts", "ServiceWorkerContainer", "Worklet", "AudioWorklet",
    "BroadcastChannel", "caches", "Cache", "CacheStorage", "BackgroundFetchManager", "PushManager",
    "Notification", "PaymentRequest", "PresentationRequest", "IdentityCredential", "DigitalCredential",
    "FontFace", "Audio", "DOMParser", "XSLTProcessor", "open", "showModalDialog",
    // Some voices and models are services: what they are given leaves the machine.
    "speechSynthesis", "SpeechSynthesisUtterance", "SpeechRecognition", "webkitSpeechRecognition",
    "Translator", "LanguageDetector", "LanguageModel", "Summarizer", "Writer", "Rewriter", "Proofreader",
  ];
  const NAVIGATOR = [
    "sendBeacon", "serviceWorker", "credentials", "share", "registerProtocolHandler", "bluetooth", "usb",
    "serial", "hid", "presentation", "joinAdInterestGroup", "runAdAuction", "sharedStorage",
  ];
  // Elements that load or send by being there.
  const ELEMENTS = new Set([
    "applet", "audio", "base", "embed", "fencedframe", "frame", "frameset", "iframe", "link", "meta",
    "object", "portal", "script", "source", "track", "video",
  ]);

  function shut(owner, name, value) {
    Object.defineProperty(owner, name, { value, writable: false, enumerable: false, configurable: false });
  }

  // Everywhere along the chain, so that what is taken from one place is not found at the next.
  function close(object, name) {
    for (let owner = object; owner; owner = Object.getPrototypeOf(owner)) {
      if (Object.hasOwn(owner, name)) {
        shut(owner, name, undefined);
      }
    }
  }

  const MakeWorker = globalThis.Worker;
  const addressOf = URL.createObjectURL.bind(URL);
  if (globalThis.Worklet) {
    close(Worklet.prototype, "addModule");
  }
  for (const name of NAVIGATOR) {
    close(navigator, name);
  }
  for (const name of GLOBALS) {
    close(globalThis, name);
  }
  if (!inPage) {
    return;
  }

  const refuse = (what) => {
    throw new TypeError(`Reroute never uses ${what}: closed.`);
  };

  // A method that looks at what it is given before it goes on.
  function guard(owner, name, look) {
    const original = owner?.prototype?.[name];
    if (typeof original === "function") {
      shut(owner.prototype, name, function guarded(...given) {
        return Reflect.apply(original, this, look.call(this, given) ?? given);
      });
    }
  }

  // Each name is made a text once: a value that reads otherwise the second time passes no door.
  const withoutRefused = (at) => (given) => {
    const named = [...given];
    named[at] = String(given[at]);
    const local = named[at].slice(named[at].indexOf(":") + 1).toLowerCase();
    return ELEMENTS.has(local) ? refuse(`<${local}>`) : named;
  };
  const make = document.createElement.bind(document);
  guard(Document, "createElement", withoutRefused(0));
  guard(Document, "createElementNS", withoutRefused(1));

  // Text becomes markup only if it is a constant of the compiled program, and so never from a file.
  let constants = "";
  const isConstant = (text) => constants.includes(text);
  const onlyConstant = (text) => (isConstant(text) ? text : refuse("markup that is not its own"));
  for (const [owner, names] of [
    [globalThis.Element, ["innerHTML", "outerHTML"]],
    [globalThis.ShadowRoot, ["innerHTML"]],
    [globalThis.HTMLIFrameElement, ["srcdoc"]],
  ]) {
    for (const name of names) {
      const { get, set, enumerable } = Object.getOwnPropertyDescriptor(owner.prototype, name);
      Object.defineProperty(owner.prototype, name, {
        get,
        set(value) {
          Reflect.apply(set, this, [onlyConstant(String(value))]);
        },
        enumerable,
        configurable: false,
      });
    }
  }
  for (const [owner, names] of [
    [Element, ["insertAdjacentHTML", "setHTML", "setHTMLUnsafe"]],
    [ShadowRoot, ["setHTML", "setHTMLUnsafe"]],
    [Range, ["createContextualFragment"]],
    [Document, ["write", "writeln"]],
  ]) {
    for (const name of names) {
      guard(owner, name, () => refuse(name));
    }
  }
  for (const name of ["parseHTML", "parseHTMLUnsafe"]) {
    close(Document, name);
  }
  guard(Document, "execCommand", ([command]) => (String(command) === "copy" ? ["copy"] : refuse("execCommand")));

  // Links: people follow those that are constants of the program; scripts only start downloads.
  const address = (link) => link.getAttribute("href") ?? link.getAttributeNS("http://www.w3.org/1999/xlink", "href");
  const isDownload = (link) => link.hasAttribute("download") && address(link).startsWith("blob:");
  const linkOf = (target) => {
    const link = target instanceof Element ? target.closest("a, area") : null;
    return link && address(link) !== null ? link : null;
  };
  function byScript(target) {
    const link = linkOf(target);
    if (link && !isDownload(link)) {
      refuse("links pressed by a script");
    }
  }
  guard(HTMLElement, "click", function look() {
    byScript(this);
  });
  guard(EventTarget, "dispatchEvent", function look() {
    byScript(this);
  });
  const byPerson = (event) => {
    const link = linkOf(event.composedPath()[0]);
    if (link && !address(link).startsWith("#") && !isDownload(link) && !isConstant(address(link))) {
      event.preventDefault();
    }
  };
  addEventListener("click", byPerson, true);
  addEventListener("auxclick", byPerson, true);

  for (const name of ["submit", "requestSubmit"]) {
    guard(HTMLFormElement, name, () => refuse(name));
  }
  addEventListener("submit", (event) => event.preventDefault(), true);

  // What the page makes can be saved and never opened: as plain bytes it is no document, and so no
  // realm without doors, whatever goes to its address.
  const { slice } = Blob.prototype;
  shut(URL, "createObjectURL", (blob) =>
    addressOf(Reflect.apply(slice, blob, [0, undefined, "application/octet-stream"])),
  );

  // Where a script, or a <meta>, would take the window elsewhere. What a person types into the
  // browser is theirs; loading the same file again shows the same file.
  globalThis.navigation?.addEventListener("navigate", (event) => {
    const { sameDocument, url } = event.destination;
    if (!sameDocument && !url.startsWith("blob:") && event.navigationType !== "reload" && event.cancelable) {
      event.preventDefault();
    }
  });

  let workerAddress = null;
  let script = null;
  globalThis.trustedTypes?.createPolicy("default", {
    createHTML: (text) => (isConstant(text) ? text : null),
    createScript: (text) => (text === script ? text : null),
    createScriptURL: (url) => (url === workerAddress ? url : null),
  });

  // For the start script alone, which takes them away.
  globalThis.reroute.doors = {
    // The constants of the compiled program: its data sections.
    know(module) {
      constants = new TextDecoder().decode(dataOf(module));
    },
    // Runs this text, whose hash is in the policy, and no other from then on.
    run(text) {
      script ??= text;
      const element = make("script");
      element.textContent = text;
      document.head.append(element);
      element.remove();
    },
    // Makes a worker of these texts, and of no others from then on.
    worker(texts) {
      workerAddress ??= addressOf(new Blob(texts, { type: "text/javascript" }));
      return new MakeWorker(workerAddress);
    },
  };

  // A module is a head of 8 bytes and sections: an id, a length in LEB128, a body. Data has id 11.
  function dataOf(module) {
    let at = 8;
    while (at < module.length) {
      const id = module[at];
      at += 1;
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = module[at];
        at += 1;
        length += (byte & 0x7f) * 2 ** shift;
        if (byte < 0x80) {
          break;
        }
      }
      if (id === 11) {
        return module.subarray(at, at + length);
      }
      at += length;
    }
    return new Uint8Array(0);
  }
})();
