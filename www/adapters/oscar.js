// django-oscar, by django-oscar-api on the same session: `ApiBasketMiddleWare` in place of Oscar's own.
//
// - A product's number is in the catalogue's address of it, `/catalogue/NAME_12/`; orders may also name
//   items by that number itself.
// - Lines have sums, not prices, and addresses in place of ids; of an address only the path is taken,
//   for behind a proxy its origin may be another.
// - A line that cannot be had is refused with 406 and a reason. 403 is a refused token: nothing was done.

import { ask, careful, digits, redraw, spread, sure, watch } from "../platform/common.js";

const FRESH_MILLISECONDS = 60_000;
const CHANGES = /\/basket\/(add-product|add-voucher)\/|\/baskets\/\d+\/lines\//;

const numberIn = (address) => /\/products\/(\d+)\//.exec(address)?.[1];

const pathOf = (address) => new URL(address, location.href).pathname;

const minor = (decimal, currency) => Math.round(decimal * 10 ** digits(currency));

// The page of now without its scripts, as the browser parses it.
const page = () =>
  new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.responseType = "document";
    request.onload = () => done(request.response);
    request.onerror = failed;
    request.send();
  });

export default ({ pageOf }) => {
  const api = pathOf(document.querySelector('link[rel="oscarapi"]')?.href ?? "/api/");
  const products = new Map();
  const named = new Map(); // The name an item was asked for by, by its number.
  let fresh = document;

  const numberOf = (sku) => {
    const number = /_(\d+)\/?$/.exec(pageOf(sku) ?? "")?.[1] ?? /^\d+$/.exec(sku)?.[0];
    if (number) named.set(number, sku);
    return number;
  };

  const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? fresh?.querySelector("input[name=csrfmiddlewaretoken]")?.value;

  // Writes; where the token is refused once more with the one that the page has by now.
  const write = async (address, body, method) => {
    const send = () => ask(address, body, { "X-CSRFToken": token() ?? "" }, method);
    const answer = await send();
    if (answer.status !== 403) return answer;
    fresh = await page();
    return send();
  };

  const read = async () => {
    const basket = sure(await ask(`${api}basket/`));
    return { basket, currency: basket.currency, lines: sure(await ask(pathOf(basket.lines))) };
  };

  // All that comes off, with tax where the shop knows it.
  const off = ({ total_incl_tax, total_incl_tax_excl_discounts, total_excl_tax, total_excl_tax_excl_discounts }) => (total_incl_tax == null ? total_excl_tax_excl_discounts - total_excl_tax : total_incl_tax_excl_discounts - total_incl_tax);

  // Enters the discount as a voucher, where the basket has it neither so nor as an offer of its own.
  const enter = async (code) => {
    const { voucher_discounts: vouchers = [], offer_discounts: offers = [] } = sure(await ask(`${api}basket/`));
    if (![...vouchers, ...offers].some(({ name, voucher }) => name === code || voucher?.code === code.toUpperCase())) await write(`${api}basket/add-voucher/`, { vouchercode: code });
  };

  const skuOf = ({ product }) => named.get(numberIn(product)) ?? numberIn(product);

  const find = async (sku) => {
    const number = numberOf(sku);
    if (!number) return;
    const [price, stock] = (await Promise.all([ask(`${api}products/${number}/price/`), ask(`${api}products/${number}/availability/`)])).map(sure);
    return { sku, currency: price.currency, priceMinor: minor(price.incl_tax ?? price.excl_tax, price.currency), available: stock.is_available_to_buy };
  };

  // What the shop says of an item; nothing where it does not answer.
  const known = (sku) => {
    if (!products.has(sku)) {
      products.set(sku, find(sku).catch(() => products.delete(sku) && undefined));
      setTimeout(() => products.delete(sku), FRESH_MILLISECONDS);
    }
    return products.get(sku);
  };

  const announce = () => redraw(".basket-mini,#basket_formset,#basket_totals");

  return careful({
    async getCart() {
      const { basket, currency, lines } = await read(); // An empty basket names no currency.
      return { currency, discountMinor: currency && minor(off(basket), currency), lines: lines.map((line) => ({ sku: skuOf(line), quantity: line.quantity, unitPriceMinor: minor((line.price_incl_tax_excl_discounts ?? line.price_incl_tax) / line.quantity, currency) })) };
    },

    async addLines(lines, discount) {
      const errors = [];
      for (const { sku, quantity } of lines) {
        const number = numberOf(sku);
        const answer = number && (await write(`${api}basket/add-product/`, { url: new URL(`${api}products/${number}/`, location.href).href, quantity }));
        if (answer?.ok) continue;
        if (answer && !answer.json) sure(answer); // A page is no answer.
        products.delete(sku);
        const reason = answer?.json?.reason;
        const live = await known(sku);
        errors.push({ sku, code: live?.available === false ? "sold_out" : `${answer?.status ?? "unknown"}`, message: typeof reason === "string" ? reason : "" });
      }
      if (discount && !errors.length) await enter(discount).catch(() => {}); // The cart says what came of it.
      if (errors.length < lines.length) await announce();
      return { errors };
    },

    async setQuantity(sku, quantity) {
      const { lines } = await read();
      const ours = lines.filter((line) => skuOf(line) === sku);
      for (const [{ url, quantity: now }, keeps] of spread(ours, quantity)) {
        if (keeps === now) continue;
        const answer = await write(pathOf(url), keeps ? { quantity: keeps } : undefined, keeps ? "PATCH" : "DELETE");
        if (!answer.ok) sure(answer);
      }
      await announce();
    },

    getProducts: async (skus) => (await Promise.all(skus.map(known))).filter(Boolean),

    onCartChange: (callback) => watch(CHANGES, [], callback),

    openCart: () => location.assign(document.querySelector('a[href$="/basket/"]')?.href ?? "/basket/"),
  });
};
