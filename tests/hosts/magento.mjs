// A Magento shop with a theme of Luma's make: the session's cart by its section, its form and the mini
// cart's own addresses; the form key of the cookie; GraphQL for products, whose errors come with 200.
// The theme's customer-data is a RequireJS module, as much of it as a cart needs.
//
// Switches besides those of every host: `root` (a store's part of all addresses), `staleTokens()` (the
// next write is refused, and the server gives another form key with that, as after a log-in).

import { countOf, put, rows, shop } from "./shop.mjs";

const STYLE = `
body{font:14px/1.43 "Open Sans","Helvetica Neue",Helvetica,Arial,sans-serif;color:#333}
header.site{border-color:#c1c1c1}
h1{font-weight:300;font-size:2.5rem;line-height:1.1}
.price{font-weight:700}
button{padding:.9rem 1.2rem;border-color:#1979c3;border-radius:3px;background:#1979c3;font-weight:600}
`;

const SCRIPT = String.raw`
const subscribers = new Set();
const cartSection = Object.assign(() => ({}), { subscribe: (callback) => (subscribers.add(callback), { dispose: () => subscribers.delete(callback) }) });
const customerData = {
  get: () => cartSection,
  async reload() {
    const { cart } = await (await fetch(BASE_URL + "customer/section/load/?sections=cart&force_new_section_timestamp=true")).json();
    document.querySelector("[data-count]").textContent = cart.summary_count;
    subscribers.forEach((callback) => callback(cart));
  },
};
window.require = (names, use) => setTimeout(() => use(customerData));
document.querySelector("form[data-role=tocart-form]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = new FormData(event.target);
  fields.set("form_key", document.cookie.match(/form_key=([^;]+)/)[1]);
  await fetch(BASE_URL + "checkout/cart/add/product/" + fields.get("product") + "/", { method: "POST", headers: { "X-Requested-With": "XMLHttpRequest" }, body: new URLSearchParams(fields) });
  customerData.reload();
});
`;

let keys = 0;
const keyOf = (session) => (session.formKey ??= `key${(keys += 1)}`);

const products = (host, skus) =>
  skus.flatMap((sku) => {
    const product = host.products.get(sku);
    return product ? { uid: btoa(product.id), sku, name: product.title, url_key: product.handle, url_suffix: ".html", stock_status: product.left > 0 ? "IN_STOCK" : "OUT_OF_STOCK", small_image: { url: `${host.embed.origin}/${product.image}` }, price_range: { minimum_price: { final_price: { value: product.priceMinor / 100, currency: "GBP" } } } } : [];
  });

const section = (session) => ({
  summary_count: countOf(session),
  items: session.lines.map(({ product, quantity }) => ({ item_id: `${product.variantId}`, product_id: `${product.id}`, product_sku: product.sku, product_name: product.title, qty: quantity, product_price: `<span class="price">£${(product.priceMinor / 100).toFixed(2)}</span>`, product_price_value: product.priceMinor / 100 })),
});

function route({ host, method, path: whole, body, headers, session, answer, text }) {
  if (whole === "/globals.js") return text(200, "text/javascript", `var BASE_URL = ${JSON.stringify(host.origin + host.root)};`, { "set-cookie": `form_key=${keyOf(session)}; Path=/; SameSite=Lax` });
  if (!whole.startsWith(host.root)) return false;
  const path = whole.slice(host.root.length);
  if (method === "POST" && path === "graphql") {
    if (body.query.includes("storeConfig")) return answer(200, { data: { storeConfig: { default_display_currency_code: "GBP" } } });
    if (!Array.isArray(body.variables?.skus)) return answer(200, { errors: [{ message: 'Variable "$skus" got invalid value', extensions: { category: "graphql" } }] });
    return answer(200, { data: { products: { items: products(host, body.variables.skus) } } });
  }
  if (method === "GET" && path === "customer/section/load/") return answer(200, { cart: section(session) });
  if (method !== "POST" || !path.startsWith("checkout/")) return false;
  // The key of the cookie counts, whatever the session had: that is how cached pages can have forms.
  const cookie = /(?:^|; )form_key=([^;]+)/.exec(headers.cookie ?? "")?.[1];
  if (host.refuses) {
    host.refuses = false;
    return text(302, "text/html", "", { location: `${host.root}checkout/cart/`, "set-cookie": `form_key=${(session.formKey = `key${(keys += 1)}`)}; Path=/; SameSite=Lax` });
  }
  if (!cookie || body.form_key !== cookie) return text(302, "text/html", "", { location: `${host.root}checkout/cart/` });
  if (path === "checkout/cart/couponPost/") {
    session.codes = [...(session.codes ?? []), body.coupon_code];
    if (!host.granted(session).some(({ name }) => name === body.coupon_code)) session.codes.pop();
    return text(302, "text/html", "", { location: `${host.root}checkout/cart/` });
  }
  const [, id] = /^checkout\/cart\/add\/product\/(\d+)\/$/.exec(path) ?? [];
  if (id) {
    const product = [...host.products.values()].find((product) => product.id === Number(id));
    const holds = session.lines.find((line) => line.product === product)?.quantity ?? 0;
    const quantity = Number(body.qty ?? 1);
    if (!product || holds + quantity > product.left) return answer(200, { backUrl: `${host.origin}${product ? host.addressOf(product.sku) : "/"}` });
    put(session, product, holds + quantity);
    return answer(200, []);
  }
  const line = session.lines.find(({ product }) => `${product.variantId}` === body.item_id);
  if (!line) return answer(200, { success: false, error_message: "We can't find the quote item." });
  put(session, line.product, path === "checkout/sidebar/removeItem/" ? 0 : Number(body.item_qty));
  return answer(200, { success: true });
}

export async function start(dist, { port } = {}) {
  let host;
  host = await shop(dist, {
    port,
    kind: "magento",
    style: STYLE,
    bodyClass: "catalog-product-view page-layout-1column",
    script: SCRIPT,
    addressOf: ({ handle }) => `/${handle}.html`,
    basketPath: "/checkout/cart/",
    head: () => '<script src="/globals.js"></script>',
    header: (session) => `<a href="/">Tandem</a><div class="minicart-wrapper" data-mage-init="{}"><a class="action showcart" href="/checkout/cart/">My Cart <span class="counter-number" data-count>${countOf(session)}</span></a></div>`,
    product: (product) => `<form data-role="tocart-form" method="post"><input type="hidden" name="product" value="${product.id}"><button class="tocart">Add to Cart</button></form>`,
    basket: (session) => `<form class="form-cart">${rows(session)}</form><script type="application/json">window.checkoutConfig = {"quoteItemData":[{"item_id":"1","discount_amount":"9.0000"}],"totalsData":{"grand_total":0,"subtotal":0,"discount_amount":${-(host.discountMinor(session) / 100)},"items":[{"discount_amount":8}]}};</script>`,
    route: (call) => route(call),
  });
  return Object.assign(host, { root: "/", refuses: false, staleTokens: () => (host.refuses = true), idOf: ({ id }) => id });
}
