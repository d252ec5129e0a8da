// Tandem's loader: what a page carries before a box is near. It finds the boxes, reserves their
// space, and fetches the widget when one comes near the viewport. Where the browser or the page's
// policy cannot run the widget, it downloads nothing and changes nothing.
// The names and digests below are stamped in when the files are packed.
import { module as checked } from "../src/browser/load/fetch.js";

(() => {
  // What puts scripts in again, or makes one of many, leaves no current one, or another: then the tag is looked for.
  const TAGS = "script[data-manifest],script[data-base],script[src*=tandem]";
  const current = document.currentScript;
  const script = current?.matches(TAGS) ? current : (document.querySelector(TAGS) ?? current);
  if (!script || window.tandem) return;

  const TAG = "tandem-offers";
  const OPT_OUT = "tandem-opt-out";
  const boxes = new Map(); // element → { root, frame, near?, handle?, leave? }
  let widget; // the promise of the widget's module
  let adapter;
  let broken; // why nothing can run here
  let agreed; // what the page said of measuring
  let hidden; // what the way back is called, where the shopper has hidden all
  let back; // and the way back itself

  // The frame keeps the height that a full box has, until it may be let go out of sight.
  let sheet;
  const CSS =
    ":host{display:block;container-type:inline-size;min-inline-size:min(100%,16rem)}" +
    ":host([hidden]){display:none}" +
    ".frame{display:grid;grid-template-columns:100%;min-block-size:var(--tandem-reserve,49em)}" +
    ".upgrade{min-block-size:var(--tandem-reserve,42em)}" +
    "@container(min-width:40em){.frame{min-block-size:var(--tandem-reserve,calc(23em + min(12em,25cqi - 1.5em)))}}" +
    "@container(min-width:62em){.frame{min-block-size:var(--tandem-reserve,calc(12.25em + min(12.5em,25cqi - 6em)))}}" +
    "@container(min-width:62em){.cart,.thankyou,.upgrade{min-block-size:var(--tandem-reserve,36em)}}" +
    ":host([data-state=loading]) .root{contain:size;overflow:hidden}" + // What stands for a box takes no more than its room.
    ".free{min-block-size:0}" + // After all that it undoes.
    ":host(:not([data-state=empty])) .progress{min-block-size:var(--tandem-reserve,31em)}" + // What it offers comes and goes.
    ":host([data-state=ready]) slot,:host(:not([data-state=ready])) .full .root{display:none}" +
    ":host>button{padding:.4em;border:0;background:0;color:inherit;font:inherit;text-decoration:underline}";

  const beside = (name) => new URL(name, script.dataset.base ?? script.src).href;
  const tell = (element, name, detail) => element.dispatchEvent(new CustomEvent(`tandem:${name}`, { bubbles: true, composed: true, detail: { source: "tandem", placement: element.getAttribute("placement") ?? element.dataset.tandem, items: [], ...detail } }));
  const stored = (verb, value) => {
    try {
      return localStorage[verb](OPT_OUT, value);
    } catch {} // Storage is refused: the choice holds until the page is left.
  };

  const fill = (element, child) => {
    const shadow = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.replaceChildren(child);
  };

  // Where nothing can run the element is left as it was found, and says so: one event each, one line
  // for all. Where the shopper has hidden all nothing is left, not even a fallback, but for one way back.
  const off = (element) => {
    drop(element);
    element.dataset.state = "off";
    if (broken) {
      tell(element, "error", { code: "cannot-run", message: `${broken}` });
      return;
    }
    const link = document.createElement("button");
    link.textContent = hidden;
    link.onclick = window.tandem.optIn;
    fill(element, hidden[1] && !back?.isConnected ? (back = link) : "");
  };

  const fail = (error) => {
    if (!broken) console.warn(`tandem: cannot-run: ${error}. It needs script-src 'wasm-unsafe-eval' and connect-src.`);
    broken = error;
    for (const element of [...boxes.keys()]) off(element);
  };

  // Both files at the same time, each only as it was packed.
  const load = () =>
    (widget ??= Promise.all([checked(beside("__TANDEM_GLUE__"), "__TANDEM_GLUE_DIGEST__"), fetch(beside("__TANDEM_WASM__"), { integrity: "__TANDEM_WASM_DIGEST__" })]).then(async ([module, wasm]) => {
      await module.default({ module_or_path: wasm });
      module.measure(script, agreed);
      return module;
    }));

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) mount(target);
      }
    },
    { rootMargin: "400px" },
  );
  const mount = async (element) => {
    const box = boxes.get(element);
    near.unobserve(element);
    box.near = true;
    element.dataset.state = "loading";
    try {
      const module = await load();
      if (boxes.get(element) !== box) return;
      end(box);
      box.handle = module.mount(element, box.root, script, adapter ?? window.tandemAdapter);
      box.leave = module.watch(element, box.frame, box.handle, () => mount(element));
    } catch (error) {
      fail(error);
    }
  };

  const end = (box) => {
    box.leave?.();
    box.handle?.free();
  };

  const add = (element) => {
    if (boxes.has(element)) return;
    hidden ??= stored("getItem");
    if (broken || hidden) {
      if (element.dataset.state !== "off") off(element);
      return;
    }
    const frame = document.createElement("div");
    const root = document.createElement("div");
    frame.className = `frame ${element.getAttribute("placement") ?? element.dataset.tandem}${element.childElementCount ? " full" : ""}`;
    root.className = root.part = "root";
    frame.append(root, document.createElement("slot"));
    fill(element, frame);
    boxes.set(element, { root, frame });
    element.dataset.state = "waiting";
    near.observe(element);
  };

  const drop = (element) => {
    const box = boxes.get(element);
    if (!box) return;
    boxes.delete(element);
    near.unobserve(element);
    end(box);
    box.frame.className = "frame free";
  };

  const scan = () => {
    for (const element of boxes.keys()) if (!element.isConnected) drop(element);
    document.querySelectorAll(`${TAG},[data-tandem]`).forEach(add);
  };

  window.tandem = {
    version: "0.1.0",
    score: async (items, { limit = 4 } = {}) => (await load()).score(script, [...items], limit),
    refresh() {
      scan();
      for (const box of boxes.values()) box.handle?.refresh();
    },
    setAdapter(value) {
      adapter = value;
      for (const [element, box] of boxes) if (box.near) mount(element);
    },
    consent(value) {
      agreed = value;
      widget?.then((module) => module.measure(script, value), () => {});
    },
    optOut(words) {
      hidden = words?.[1] ? words : "1"; // A listener is given an event.
      stored("setItem", hidden);
      for (const element of [...boxes.keys()]) {
        off(element);
        tell(element, "optout");
      }
      back?.focus();
    },
    optIn() {
      hidden = "";
      stored("removeItem");
      scan();
    },
    on(name, listener) {
      document.addEventListener(`tandem:${name}`, listener);
      return () => document.removeEventListener(`tandem:${name}`, listener);
    },
  };

  try {
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)); // The smallest one: a policy refuses it as it would the real one.
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  } catch (error) {
    fail(error);
  }

  if (!customElements.get(TAG))
    customElements.define(
      TAG,
      class extends HTMLElement {
        static observedAttributes = ["placement", "product", "items", "goal-minor", "max-items", "heading", "heading-level"];
        connectedCallback() {
          add(this);
        }
        disconnectedCallback() {
          queueMicrotask(() => this.isConnected || drop(this)); // A move is no removal.
        }
        attributeChangedCallback() {
          if (boxes.get(this)?.near) mount(this);
        }
      },
    );
  scan();
  // Boxes come and go with the parser, and with a theme's own navigation. They have their room before
  // the next frame; a frame of our own would have a page that loads lay itself out once more.
  new MutationObserver((records) => {
    // A page that is morphed into what it has become takes off what it does not know.
    for (const { target, oldValue } of records) if (oldValue && boxes.has(target)) target.dataset.state ??= oldValue;
    scan();
  }).observe(document, { childList: true, subtree: true, attributeFilter: ["data-state"], attributeOldValue: true });
})();
