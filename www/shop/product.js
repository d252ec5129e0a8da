// One product: its picture, its price, the buy button, and below it the suggestions.

import { choicesOf, find, isAvailable, pictureOf } from "./catalog.js";
import { nonceNow, request } from "./cart.js";
import { el, ICONS, icon } from "./dom.js";
import { priceText } from "./list.js";
import { t } from "./messages.js";
import { href } from "./settings.js";
import { store } from "./stores.js";

function missing() {
  return {
    title: t("missing"),
    content: [el("div", { class: "nothing" }, el("h1", { tabindex: -1 }, t("missing")), el("p", { class: "muted" }, t("missingHint")), el("a", { class: "button", href: href("/") }, t("browse")))],
  };
}

function buyForm(product) {
  const status = el("p", { class: "buy-status", role: "status" });
  const field = el("input", { id: "quantity", name: "quantity", type: "number", min: 1, max: 99, value: 1, inputmode: "numeric" });
  const label = el("span", {}, t("add"));
  const button = el("button", { class: "button primary", type: "submit" }, label);
  const submit = async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    label.textContent = t("adding");
    status.replaceChildren();
    status.classList.remove("bad");
    try {
      const answer = await request("POST", { lines: [{ sku: product.sku, quantity: Number.parseInt(field.value, 10) || 1 }], nonce: nonceNow() });
      const body = await answer.json();
      if (!answer.ok || body.errors.length > 0) throw new Error(body.errors?.[0]?.message ?? body.message);
      status.replaceChildren(icon(ICONS.check), `${t("added")} · `, el("a", { href: href("/cart") }, t("seeBasket")));
    } catch {
      status.classList.add("bad");
      status.replaceChildren(t("addFailed"));
    }
    button.removeAttribute("aria-disabled");
    label.textContent = t("add");
  };
  return el("form", { class: "buy", onsubmit: submit }, el("label", { for: "quantity" }, t("quantity")), el("div", { class: "buy-row" }, field, button), status);
}

/** Links to what the product may be had as, with this one marked; nothing where there is no choice. */
function choices(product) {
  const all = choicesOf(product);
  if (all.length < 2) return null;
  const links = all.map((other) => el("li", {}, el("a", { class: isAvailable(other) ? "choice" : "choice out", href: href(`/product/${encodeURIComponent(other.sku)}`), "aria-current": other === product ? "page" : null, lang: "en" }, other.choice)));
  return el("nav", { class: "choices", "aria-label": t("choices") }, el("p", { "aria-hidden": "true" }, t("choices")), el("ul", {}, links));
}

/** What the product has, by name. */
function features({ features: all }) {
  return all ? el("dl", { class: "features" }, all.map(([name, value]) => el("div", {}, el("dt", {}, t(name)), el("dd", { lang: "en", dir: "auto" }, value)))) : null;
}

/** The page of the product whose SKU is the second part of the path. */
export function productPage({ parts }) {
  const product = find(parts[1] ?? "");
  if (product === null) return missing();
  const available = isAvailable(product);
  return {
    title: product.title,
    department: product.department,
    content: [
      el("nav", { class: "crumbs" }, el("a", { href: href("/") }, icon(ICONS.back), t("back")), el("a", { href: href("/", { in: product.department }) }, t(product.department))),
      el(
        "div",
        { class: "product" },
        el("img", { class: "picture", src: pictureOf(product), alt: "", width: 400, height: 400 }),
        el(
          "div",
          { class: "product-text" },
          el("h1", { tabindex: -1 }, el("bdi", { lang: "en" }, product.title)),
          el("p", { class: "price" }, priceText(product)),
          el("p", { class: available ? "stock" : "stock out" }, el("span", { class: "dot", "aria-hidden": "true" }), available ? t("inStock") : t("soldOut")),
          features(product),
          choices(product),
          available ? buyForm(product) : null,
          el("ul", { class: "notes" }, el("li", {}, t("dispatch")), el("li", {}, t("itemNumber", { sku: product.sku }))),
        ),
      ),
      el("tandem-offers", { placement: "product", product: product.sku }),
      store().hasUpgrade(product.sku) ? el("tandem-offers", { placement: "upgrade", product: product.sku }) : null,
      product.sku in store().breaks ? el("tandem-offers", { placement: "progress", product: product.sku }) : null,
      store().hasSet(product.sku) ? el("tandem-offers", { placement: "bundle", product: product.sku }) : null,
    ],
  };
}

