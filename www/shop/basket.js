// The basket: lines with quantities, a total, and suggestions for the whole of it.

import { currencyNow, find, freeDeliveryMinor, pictureOf } from "./catalog.js";
import { empty, request, snapshot } from "./cart.js";
import { announce, el, ICONS, icon } from "./dom.js";
import { t } from "./messages.js";
import { format } from "./money.js";
import { go } from "./router.js";
import { current, href } from "./settings.js";
import { store } from "./stores.js";

const money = (minor) => format(minor, currencyNow().currency, current().locale);

/** Places the order: the cart is empty, and the next page says what was bought. */
function order() {
  const skus = snapshot().lines.map(({ sku }) => sku);
  empty();
  go(href(`/thanks/${encodeURIComponent(skus.join(","))}`));
}

function emptyPage() {
  return [
    el("div", { class: "nothing" }, el("h1", { tabindex: -1 }, t("emptyBasket")), el("p", { class: "muted" }, t("emptyBasketHint")), el("a", { class: "button primary", href: href("/") }, t("browse"))),
  ];
}

function lineOf(line, changed) {
  const product = find(line.sku);
  const { title } = product;
  const set = async (quantity) => {
    await request("PUT", { sku: line.sku, quantity });
    if (quantity === 0) changed(line.sku, title);
  };
  const field = el("input", {
    type: "number",
    min: 1,
    max: 99,
    value: line.quantity,
    inputmode: "numeric",
    "aria-label": t("quantityOf", { title }),
    onchange: () => set(Math.max(1, Math.min(99, Number.parseInt(field.value, 10) || 1))),
  });
  const sum = el("p", { class: "line-sum" });
  const fewer = el("button", { class: "round", type: "button", "aria-label": t("fewer", { title }), onclick: () => field.valueAsNumber > 1 && set(field.valueAsNumber - 1) }, icon(ICONS.minus));
  const more = el("button", { class: "round", type: "button", "aria-label": t("more", { title }), onclick: () => set(Math.min(99, field.valueAsNumber + 1)) }, icon(ICONS.plus));
  const row = el(
    "li",
    { class: "line", "data-sku": line.sku },
    el("img", { class: "picture", src: pictureOf(product), alt: "", width: 400, height: 400 }),
    el(
      "div",
      { class: "line-text" },
      el("a", { class: "line-title", href: href(`/product/${encodeURIComponent(line.sku)}`), lang: "en", dir: "auto" }, title),
      el("p", { class: "muted line-each" }, t("each", { price: money(line.unitPriceMinor) })),
    ),
    el("div", { class: "line-quantity" }, fewer, field, more),
    sum,
    el("button", { class: "quiet", type: "button", "aria-label": t("removeNamed", { title }), onclick: () => set(0) }, t("remove")),
  );
  return {
    row,
    update(now) {
      field.value = now.quantity;
      fewer.setAttribute("aria-disabled", String(now.quantity <= 1));
      sum.textContent = money(now.unitPriceMinor * now.quantity);
    },
  };
}

/** The page of the basket. `onCart` registers what follows later changes of the cart. */
export function basketPage(_route, { onCart }) {
  const list = el("ul", { class: "lines" });
  const total = el("output", { class: "total-sum" });
  const off = el("span", {});
  const offRow = el("p", { class: "total-off" }, el("span", {}, t("discount")), off);
  const heading = el("h1", { tabindex: -1 }, t("basket"));
  const filled = [
    heading,
    el(
      "div",
      { class: "basket" },
      list,
      el(
        "div",
        { class: "till" },
        el(
          "section",
          { class: "total", "aria-label": t("total") },
          offRow,
          el("p", { class: "total-row" }, el("span", {}, t("total")), total),
          el("p", { class: "muted" }, t("delivery")),
          el("button", { class: "button primary wide", type: "button", onclick: order }, t("checkout")),
          el("p", { class: "muted" }, t("checkoutNote")),
        ),
        el("tandem-offers", { placement: "progress", "goal-minor": freeDeliveryMinor() }),
      ),
    ),
    el("tandem-offers", { placement: "cart" }),
    snapshot().lines.some(({ sku }) => store().hasUpgrade(sku)) ? el("tandem-offers", { placement: "upgrade" }) : null,
  ].filter(Boolean);
  const rows = new Map();
  const holder = el("div", { class: "basket-page" });

  const removed = (sku, title) => {
    announce(t("removed", { title }));
    const next = list.querySelector(".line-title") ?? holder.querySelector("h1");
    next?.focus();
  };
  const update = () => {
    const { lines, discountMinor } = snapshot();
    if (lines.length === 0) {
      rows.clear();
      list.replaceChildren();
      if (!holder.querySelector(".nothing")) holder.replaceChildren(...emptyPage());
      return;
    }
    if (!list.isConnected || !holder.contains(list)) holder.replaceChildren(...filled);
    const present = new Set(lines.map(({ sku }) => sku));
    for (const [sku, { row }] of rows) {
      if (!present.has(sku)) {
        row.remove();
        rows.delete(sku);
      }
    }
    for (const line of lines) {
      if (!rows.has(line.sku)) {
        const made = lineOf(line, removed);
        rows.set(line.sku, made);
        list.append(made.row);
      }
      rows.get(line.sku).update(line);
    }
    offRow.hidden = discountMinor === 0;
    off.textContent = money(-discountMinor);
    total.textContent = money(lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, -discountMinor));
  };
  update();
  onCart(update);
  return { title: t("basket"), content: [holder] };
}
