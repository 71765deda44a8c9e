// Sets the theme before the first paint and starts the console. A script of its own, because the content security policy
// allows nothing inline.
(() => {
  "use strict";

  const SLOW_MS = 10_000;
  const me = document.currentScript.dataset;

  // The same key and words as in web/src/frame/theme.rs.
  let theme = null;
  try {
    theme = localStorage.getItem("nocturne.theme");
  } catch {
    // A browser that keeps nothing shows the default.
  }
  document.documentElement.dataset.theme = ["light", "system"].includes(theme) ? theme : "dark";

  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const fail = (title, text, detail) => {
    const box = element("div", "boot boot--failed", "");
    box.setAttribute("role", "alert");
    const retry = element("button", "boot__retry", "Load again");
    retry.type = "button";
    retry.addEventListener("click", () => location.reload());
    box.append(element("h1", "boot__title", title), element("p", "boot__text", text));
    if (detail) box.append(element("pre", "boot__detail", detail));
    box.append(retry);
    document.getElementById("app").replaceChildren(box);
  };

  const parsed = new Promise((done) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", done, { once: true });
    else done();
  });

  const start = async () => {
    if (typeof WebAssembly !== "object" || typeof WebAssembly.instantiate !== "function") {
      await parsed;
      fail("This browser cannot run the console", "It needs WebAssembly. Any current browser has it.");
      return;
    }
    const slow = setTimeout(() => {
      const text = document.querySelector("[data-boot-text]");
      if (text) text.textContent = "Still loading: the connection is slow, or the coordinator is busy";
    }, SLOW_MS);
    try {
      const module = import(me.module);
      const code = fetch(me.wasm, { credentials: "same-origin" }).then((response) => {
        if (!response.ok) throw new Error(`${me.wasm}: HTTP ${response.status}`);
        return response;
      });
      const [{ default: run }, response] = await Promise.all([module, code, parsed]);
      await run({ module_or_path: response });
    } catch (error) {
      await parsed;
      fail(
        "The console did not start",
        "Its files could not be loaded or do not fit this browser. If the coordinator was updated a moment ago, loading " +
          "again helps.",
        String(error),
      );
      console.error(error);
    } finally {
      clearTimeout(slow);
    }
  };

  start();
})();
