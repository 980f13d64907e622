// Says in plain words why the page cannot open. It runs first, and in browsers
// too old for the scripts after it: so it keeps to the JavaScript of 2009.
(function () {
  "use strict";

  var detail = "";
  var over = false;

  function paragraph(text) {
    var element = document.createElement("p");
    element.appendChild(document.createTextNode(text));
    return element;
  }

  function fail(sentence) {
    if (over) {
      return;
    }
    over = true;
    var place = document.getElementById("app");
    while (place.firstChild) {
      place.removeChild(place.firstChild);
    }
    var alert = document.createElement("div");
    alert.setAttribute("role", "alert");
    alert.appendChild(paragraph(sentence));
    alert.appendChild(paragraph("Nothing was read and nothing was sent."));
    if (detail) {
      alert.appendChild(paragraph("What the browser said: " + detail));
    }
    place.appendChild(alert);
  }

  function stumbled(event) {
    detail = detail || (event && event.message) || "";
    fail("Reroute could not open in this browser. Open this file in Microsoft Edge, Chrome or Firefox of 2024 or later.");
  }

  // The smallest module with a function that uses a vector: `i32.const 0, i8x16.splat, drop`.
  var vectors = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11];
  var lacks = [];
  function need(present, name) {
    if (!present) {
      lacks.push(name);
    }
  }
  need(typeof Promise === "function", "Promise");
  need(typeof Blob === "function" && typeof Blob.prototype.stream === "function", "Blob.stream");
  need(typeof Worker === "function", "Worker");

  if (lacks.length > 0) {
    fail("This browser is too old for Reroute: it lacks " + lacks.join(", ") + ". Open this file in Microsoft Edge, Chrome or Firefox of 2024 or later.");
  } else if (window.top !== window.self) {
    fail("Reroute does not open inside another page, where that page could look on. Open its file in a tab of its own.");
  } else if (typeof WebAssembly !== "object") {
    fail("WebAssembly is switched off in this browser, and Reroute needs it. Allow WebAssembly for this page, or open the file in another browser.");
  } else if (!WebAssembly.validate(new Uint8Array(vectors))) {
    fail("This browser is too old for Reroute: it lacks vectors in WebAssembly. Open this file in Microsoft Edge, Chrome or Firefox of 2024 or later.");
  }

  window.addEventListener("error", stumbled);

  // What the start script takes from here: whether to go on, and whom to tell.
  window.reroute = {
    usable: !over,
    fail: function (error) {
      detail = String(error);
      stumbled();
    },
    opened: function () {
      over = true;
      window.removeEventListener("error", stumbled);
    }
  };
})();
