// The simulated shop. It starts before the widget does, so that the widget finds the cart adapter.

import { adapter } from "./adapter.js";
import { basketPage } from "./basket.js";
import { load } from "./catalog.js";
import { count, onChange } from "./cart.js";
import { controls } from "./controls.js";
import { share } from "./demo-cart.js";
import { announce, el } from "./dom.js";
import { departments, listPage } from "./list.js";
import { plural, t } from "./messages.js";
import { productPage } from "./product.js";
import { amend, go, parse, start } from "./router.js";
import { current, href } from "./settings.js";
import { store } from "./stores.js";
import { thanksPage } from "./thanks.js";


const main = document.querySelector("main");
const searchField = document.querySelector("[data-search]");
const basketLink = document.querySelector("[data-basket]");
const basketCount = document.querySelector("[data-count]");
const menu = document.querySelector("[data-menu]");
const footer = document.querySelector("[data-footer]");

const PAGES = { product: productPage, cart: basketPage, thanks: thanksPage };

let follower = null;
onChange(() => {
  showCount();
  follower?.();
});

function showCount() {
  const pieces = count();
  basketCount.textContent = pieces === 0 ? "" : pieces.toLocaleString(current().locale);
  basketLink.setAttribute("aria-label", `${t("basket")}: ${plural("pieces", pieces)}`);
}

/** The parts of the page that every page shares, in the language and with the links of now. */
function drawFrame(department) {
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const link of document.querySelectorAll("[data-home]")) link.href = href("/");
  basketLink.href = href("/cart");
  searchField.setAttribute("aria-label", t("searchFor"));
  searchField.placeholder = t("searchHint");
  menu.setAttribute("aria-label", t("departments"));
  menu.replaceChildren(el("ul", {}, departments(department)));
  footer.replaceChildren(
    el("section", {}, el("h2", {}, t("story")), el("p", {}, t("storyText")), el("p", {}, store().source ? el("a", { href: store().source, rel: "noreferrer" }, t("credit")) : t("credit"))),
  );
  showCount();
}

let refreshControls = () => {};

function draw(route, { fresh, typing = false }) {
  follower = null;
  const page = (PAGES[route.parts[0]] ?? listPage)(route, { onCart: (listener) => (follower = listener) });
  drawFrame(page.department ?? (route.parts.length === 0 && !route.query.get("q") ? null : undefined));
  main.replaceChildren(...page.content.filter(Boolean));
  document.title = `${page.title} · ${t("shop")}`;
  if (!typing && searchField.value !== (route.query.get("q") ?? "")) searchField.value = route.query.get("q") ?? "";
  refreshControls();
  if (typing) announce(page.said);
  else if (fresh && drawn) main.querySelector("h1")?.focus({ preventScroll: true });
  drawn = true;
}

let drawn = false;

searchField.addEventListener("input", () => {
  const address = href("/", { q: searchField.value });
  if (parse(location.hash).parts.length > 0) {
    go(address);
    searchField.focus();
  } else {
    amend(address);
    draw(parse(location.hash), { fresh: false, typing: true });
  }
});
document.querySelector("[data-search-form]").addEventListener("submit", (event) => {
  event.preventDefault();
  const address = href("/", { q: searchField.value });
  if (address !== location.hash) go(address);
  main.querySelector("h1")?.focus();
});

document.querySelector("[data-skip]").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
  main.scrollIntoView();
});

/** Hands the shop's cart to the widget, in the way that the settings ask for. */
function connect() {
  const { shop, fault, locale } = current();
  const tag = document.querySelector("script[data-manifest]");
  if (shop === "custom") window.tandemAdapter = adapter;
  if (shop === "absent") delete tag.dataset.shop;
  else tag.dataset.shop = shop;
  tag.dataset.locale = locale;
  tag.dataset.manifest = `${store().folder}/${fault === "table" ? "missing/" : ""}manifest.json`;
}

connect();
try {
  await load();
  if (current().shop === "demo") share(() => go(href("/cart")));
  refreshControls = controls(document.querySelector("[data-controls]"));
  start(draw);
} catch {
  drawFrame(undefined);
  main.replaceChildren(el("div", { class: "nothing" }, el("h1", { tabindex: -1 }, t("unbuilt")), el("p", { class: "muted" }, t("unbuiltHint"))));
}
document.documentElement.dataset.shop = "shown";
