// The list: search, departments, pages of products.

import { currencyNow, isAvailable, pictureOf, priceOf, search } from "./catalog.js";
import { el, ICONS, icon } from "./dom.js";
import { plural, t } from "./messages.js";
import { format } from "./money.js";
import { current, href } from "./settings.js";
import { store } from "./stores.js";

const PAGE_SIZE = 24;

/** The price of a product as text, or that it has none. */
export function priceText(product) {
  const price = priceOf(product);
  return price === null ? t("noPrice") : format(price, currencyNow().currency, current().locale);
}

function card(product, i) {
  return el(
    "li",
    { class: "card" },
    el(
      "a",
      { class: "card-link", href: href(`/product/${encodeURIComponent(product.sku)}`) },
      el("img", { class: "picture", src: pictureOf(product), alt: "", width: 400, height: 400, loading: i < 8 ? "eager" : "lazy", decoding: "async" }),
      el("span", { class: "card-title" }, el("bdi", { lang: "en" }, product.title)),
    ),
    el("p", { class: "card-price" }, priceText(product), isAvailable(product) ? null : el("span", { class: "badge" }, t("soldOut"))),
  );
}

/** The numbers of the pages to link to: the first, the last, and those around the page shown. */
export function pagesAround(page, last) {
  const wanted = new Set([1, last, page - 1, page, page + 1].filter((n) => n >= 1 && n <= last));
  const pages = [];
  for (const n of [...wanted].sort((a, b) => a - b)) {
    if (pages.length > 0 && n - pages.at(-1) > 1) pages.push(null);
    pages.push(n);
  }
  return pages;
}

function pager(page, last, query) {
  if (last <= 1) return null;
  const to = (n) => href("/", { ...query, page: n === 1 ? null : n });
  const step = (n, text, shape) => (n < 1 || n > last ? el("span", { class: "step off" }, icon(shape), el("span", {}, text)) : el("a", { class: "step", href: to(n) }, icon(shape), el("span", {}, text)));
  return el(
    "nav",
    { class: "pager", "aria-label": t("pages") },
    step(page - 1, t("previous"), ICONS.back),
    el(
      "ol",
      {},
      pagesAround(page, last).map((n) =>
        el("li", {}, n === null ? el("span", { class: "gap", "aria-hidden": "true" }, "…") : el("a", { href: to(n), "aria-current": n === page ? "page" : null, "aria-label": t("page", { n }) }, n.toLocaleString(current().locale))),
      ),
    ),
    step(page + 1, t("next"), ICONS.forward),
  );
}

/** The departments as links, with the one shown marked. */
export function departments(shown) {
  const link = (name, text) => el("li", {}, el("a", { href: href("/", { in: name }), "aria-current": name === shown ? "page" : null }, text));
  return [link(null, t("everything")), ...store().departments.map((name) => link(name, t(name)))];
}

/** The page for a search, a department, or both. */
export function listPage({ query }) {
  const words = query.get("q") ?? "";
  const department = store().departments.includes(query.get("in")) ? query.get("in") : null;
  const found = search(words, department);
  const last = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
  const page = Math.min(last, Math.max(1, Number.parseInt(query.get("page") ?? "1", 10) || 1));
  const here = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const heading = words.trim() ? plural("foundFor", found.length, { words: words.trim() }) : department ? t(department) : t("popular");

  return {
    title: words.trim() ? `${words.trim()} · ${t("search")}` : heading,
    department,
    said: words.trim() ? heading : plural("found", found.length),
    content: [
      el("div", { class: "list-head" }, el("h1", { tabindex: -1 }, heading), words.trim() ? null : el("p", { class: "muted" }, plural("found", found.length))),
      found.length === 0 ? el("div", { class: "nothing" }, el("p", { class: "nothing-title" }, t("nothing")), el("p", { class: "muted" }, t("nothingHint"))) : el("ul", { class: "cards" }, here.map(card)),
      pager(page, last, { q: words, in: department }),
    ],
  };
}
