// The preview's own panel: settings, the numbers behind the suggestions, and the events as they come.

import { onChange } from "./cart.js";
import { el, ICONS, icon } from "./dom.js";
import { HOSTS } from "./hosts.js";
import { fillNumbers, numbers } from "./numbers.js";
import { amend, parse, redraw } from "./router.js";
import { current, href, SETTINGS } from "./settings.js";

const LABELS = {
  store: "Shop",
  theme: "Theme",
  dir: "Direction",
  locale: "Language",
  currency: "Currency",
  stock: "Stock",
  shop: "Cart",
  fault: "Fault",
};

const VALUES = {
  real: "real orders",
  planted: "made-up orders",
  auto: "as the system",
  light: "light",
  dark: "dark",
  ltr: "left to right",
  rtl: "right to left",
  en: "English",
  de: "Deutsch",
  fr: "Français",
  ja: "日本語",
  ar: "العربية",
  own: "the shop's own",
  normal: "normal",
  none: "none",
  random: "a third is sold out",
  custom: "the shop's (adapter)",
  demo: "built-in demo cart",
  absent: "no cart: links only",
  slow: "cart takes 2 seconds",
  409: "cart: 409 conflict",
  422: "cart: 422, sold a moment ago",
  nonce: "cart: 403, stale nonce",
  partial: "cart: takes all but one",
  html: "cart answers HTML",
  table: "table is missing",
  csp: "policy without wasm",
};

const EVENTS = ["ready", "impression", "select", "add", "added", "error", "dismiss", "optout", "empty"];
const MOST_EVENTS = 30;
/** How long the boxes may take to follow the cart before the numbers do. */
const SETTLED_MS = 400;
const OPEN = "preview-controls-open";

/** Settings that the widget reads once, when it starts: a change needs a fresh page. */
const needsReload = (before, after) => ["store", "locale", "shop"].some((name) => before[name] !== after[name]) || ["table", "csp"].some((fault) => (before.fault === fault) !== (after.fault === fault));

function change(name, value) {
  const before = current();
  const after = { ...before, [name]: value };
  const { query } = parse(location.hash);
  for (const setting of Object.keys(SETTINGS)) query.delete(setting);
  // What one shop sells the other has not.
  const isElsewhere = before.store !== after.store;
  const path = (isElsewhere ? "" : location.hash.replace(/^#/, "").split("?")[0]) || "/";
  amend(href(path, isElsewhere ? {} : Object.fromEntries(query), after));
  document.dispatchEvent(new CustomEvent("preview:settings"));
  if (needsReload(before, after)) location.reload();
  else redraw();
}

function field(name) {
  const select = el("select", { id: `control-${name}`, name, onchange: () => change(name, select.value) }, SETTINGS[name].map((value) => el("option", { value }, name === "stock" && value === "none" ? "everything sold out" : (VALUES[value] ?? value))));
  return el("p", { class: "control" }, el("label", { for: `control-${name}` }, LABELS[name]), select);
}

/** Links to the shops of other systems; where the preview runs on this machine, they are beside it. */
function otherShops() {
  if (!["localhost", "127.0.0.1"].includes(location.hostname)) return [];
  const links = Object.values(HOSTS).map(({ name, port }) => el("li", {}, el("a", { href: `http://127.0.0.1:${port}/` }, name)));
  return [el("h2", {}, "Other shop systems"), el("p", { class: "muted" }, "As cargo xtask preview runs them, each with its own cart and faults."), el("ul", { class: "other-shops" }, links)];
}

function eventLine(event) {
  const { source, placement, items, ...rest } = event.detail ?? {};
  const skus = (items ?? []).map((item) => item.sku ?? item.id ?? item).join(", ");
  const more = Object.entries(rest).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value)).map(([name, value]) => `${name}: ${value}`);
  return [placement, skus, ...more].filter(Boolean).join(" · ");
}

/** Puts the panel into the page. Returns a function that brings it up to date with the page shown. */
export function controls(holder) {
  const log = el("ol", { class: "event-log" }, el("li", { class: "muted" }, "None yet."));
  const behind = numbers();
  let events = 0;
  for (const name of EVENTS) {
    document.addEventListener(`tandem:${name}`, (event) => {
      if (events === 0) log.replaceChildren();
      events += 1;
      log.prepend(el("li", {}, el("b", {}, name), ` ${eventLine(event)}`));
      while (log.children.length > MOST_EVENTS) log.lastElementChild.remove();
      if (panel.open) fillNumbers(behind);
    });
  }
  const panel = el(
    "details",
    { class: "controls", ontoggle: () => opened(panel.open) },
    el("summary", {}, "Preview controls"),
    el(
      "div",
      { class: "controls-body", role: "group", "aria-label": "Settings of the preview" },
      el("div", { class: "controls-head" }, el("h2", {}, "Settings"), el("button", { class: "round", type: "button", "aria-label": "Close the settings", onclick: () => close() }, icon(ICONS.close))),
      el("form", { class: "controls-fields" }, Object.keys(SETTINGS).map(field)),
      ...otherShops(),
      el("h2", {}, "Numbers behind the suggestions"),
      behind,
      el("h2", {}, "Events"),
      log,
    ),
  );
  onChange(() => setTimeout(() => panel.open && fillNumbers(behind), SETTLED_MS));
  const opened = (open) => {
    try {
      sessionStorage.setItem(OPEN, String(open));
    } catch {
      // Storage is refused: the panel starts closed each time.
    }
    if (open) fillNumbers(behind);
  };
  const close = () => {
    panel.open = false;
    panel.querySelector("summary").focus();
  };
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.open) close();
  });
  try {
    panel.open = sessionStorage.getItem(OPEN) === "true";
  } catch {
    panel.open = false;
  }
  holder.append(panel);
  return () => {
    const settings = current();
    for (const name of Object.keys(SETTINGS)) panel.querySelector(`[name="${name}"]`).value = settings[name];
    if (panel.open) fillNumbers(behind);
  };
}
