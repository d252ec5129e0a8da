// The page after the order: what was bought, and what goes with it.

import { find, pictureOf } from "./catalog.js";
import { el } from "./dom.js";
import { t } from "./messages.js";
import { href } from "./settings.js";

/** The order just placed; its SKUs are the second part of the path, so that the page can be gone back to. */
export function thanksPage({ parts }) {
  const skus = (parts[1] ?? "").split(",").filter((sku) => find(sku) !== null);
  const bought = skus.map((sku) => {
    const product = find(sku);
    return el(
      "li",
      { class: "bought" },
      el("img", { class: "picture", src: pictureOf(product), alt: "", width: 400, height: 400 }),
      el("a", { class: "line-title", href: href(`/product/${encodeURIComponent(sku)}`), lang: "en", dir: "auto" }, product.title),
    );
  });
  return {
    title: t("thanks"),
    content: [
      el("h1", { tabindex: -1 }, t("thanks")),
      el("p", { class: "muted" }, t("thanksNote")),
      el("ul", { class: "lines bought-list" }, bought),
      el("tandem-offers", { placement: "thankyou", items: skus.join(",") }),
      el("a", { class: "button", href: href("/") }, t("browse")),
    ],
  };
}
