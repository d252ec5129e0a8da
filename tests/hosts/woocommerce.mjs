// A WooCommerce shop with a theme of Storefront's make: the Store API as version 11 answers, measured,
// and the classic scripts' events and fragments.
//
// Switches besides those of every host: `staleTokens()` (all nonces given out are refused from now
// on, as after a day, or from a cached page).

import { createHash } from "node:crypto";
import { countOf, escaped, put, rows, shop } from "./shop.mjs";

const API = "/wp-json/wc/store/v1";

const STYLE = `
body{font:1rem/1.6 "Source Sans Pro",system-ui,sans-serif;color:#5e5e5e}
header.site{border-color:#f0f0f0}
h1{font-weight:300;color:#333}
a{color:#333}
.product img{border-radius:3px}
button{border:0;border-radius:0;background:#eee;color:#333;font-weight:600}
.site-header-cart{font-weight:600}
a.cart-contents{text-decoration:none}
`;

// The little of jQuery that the classic scripts use, then what they do with it.
const SCRIPT = String.raw`
const heard = new Map();
window.jQuery = (element) => ({
  on(names, callback) {
    for (const name of names.split(" ")) heard.set(name, [...(heard.get(name) ?? []), callback]);
    return this;
  },
  off(names, callback) {
    for (const name of names.split(" ")) heard.set(name, (heard.get(name) ?? []).filter((other) => other !== callback));
    return this;
  },
  trigger(name, words = []) {
    for (const callback of heard.get(name) ?? []) callback.call(element, new Event(name), ...words);
    return this;
  },
});
const $body = jQuery(document.body);
const swap = (fragments) => {
  for (const [selector, html] of Object.entries(fragments)) {
    for (const element of document.querySelectorAll(selector)) element.outerHTML = html;
  }
};

$body.on("wc_fragment_refresh", async () => swap((await (await fetch("/?wc-ajax=get_refreshed_fragments", { method: "POST" })).json()).fragments));
$body.on("added_to_cart", (event, fragments) => {
  swap(fragments);
  document.body.dispatchEvent(new CustomEvent("wc-blocks_added_to_cart", { bubbles: true, detail: { preserveCartData: false } }));
});
$body.on("wc_update_cart", async () => {
  const form = document.querySelector(".woocommerce-cart-form");
  if (!form) return;
  const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
  form.innerHTML = page.querySelector(".woocommerce-cart-form").innerHTML;
  $body.trigger("updated_cart_totals");
});

document.querySelector("form.cart")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch("/?wc-ajax=add_to_cart", { method: "POST", body: new URLSearchParams({ product_id: event.target.elements["add-to-cart"].value, quantity: "1" }) });
  const { error, fragments, cart_hash: hash } = await answer.json(); // 200 either way.
  if (!error) $body.trigger("added_to_cart", [fragments, hash, jQuery(event.target)]);
});
`;

const texturized = (text) => escaped(text).replaceAll("&#39;", "&#8217;");
const contents = (cart) => `<a class="cart-contents" href="/cart/"><span class="count" data-count>${countOf(cart)}</span> items</a>`;
const fragments = (cart) => ({ fragments: { "a.cart-contents": contents(cart) }, cart_hash: createHash("md5").update(String(countOf(cart))).digest("hex") });

const MONEY = { currency_code: "GBP", currency_symbol: "£", currency_minor_unit: 2, currency_decimal_separator: ".", currency_thousand_separator: ",", currency_prefix: "£", currency_suffix: "" };
const pricesOf = ({ priceMinor }) => ({ price: String(priceMinor), regular_price: String(priceMinor), sale_price: String(priceMinor), price_range: null, ...MONEY });
const imagesOf = (host, product) => [{ id: product.id, src: `${host.embed.origin}/${product.image}`, thumbnail: `${host.embed.origin}/${product.image}`, name: product.title, alt: "" }];
const permalinkOf = (host, product) => `${host.origin}/product/${product.handle}/`;

const cartOf = (host, session) => ({
  items: session.lines.map(({ product, quantity }) => ({
    key: createHash("md5").update(product.sku).digest("hex"),
    id: product.id,
    type: "simple",
    quantity,
    quantity_limits: { minimum: 1, maximum: product.left, multiple_of: 1, editable: true },
    name: texturized(product.title),
    sku: product.sku,
    permalink: permalinkOf(host, product),
    images: imagesOf(host, product),
    variation: [],
    prices: { ...pricesOf(product), raw_prices: { precision: 6, price: String(product.priceMinor * 10_000) } },
    totals: { line_subtotal: String(product.priceMinor * quantity), line_total: String(product.priceMinor * quantity), ...MONEY },
  })),
  coupons: host.granted(session).map(({ name, minor }) => ({ code: name.toLowerCase(), discount_type: "fixed_cart", totals: { total_discount: String(minor), total_discount_tax: "0", ...MONEY } })),
  cross_sells: [],
  errors: [],
  items_count: countOf(session),
  totals: { total_items: String(session.lines.reduce((sum, { product, quantity }) => sum + product.priceMinor * quantity, 0)), total_discount: String(host.discountMinor(session)), total_discount_tax: "0", ...MONEY },
});

const failed = (code, message, status) => ({ status, body: { code, message, data: { status } } });

/** One write to the cart: its status and its body. */
function written(host, session, path, body, given) {
  if (!given) return failed("woocommerce_rest_missing_nonce", "Missing the Nonce header. This endpoint requires a valid nonce.", 401);
  if (given !== nonceOf(host, session)) return failed("woocommerce_rest_invalid_nonce", "Nonce is invalid.", 403);
  if (path === "/cart/add-item") {
    const product = [...host.products.values()].find(({ id }) => id === Number(body.id));
    if (!product) return failed("woocommerce_rest_cart_invalid_product", "This product cannot be added to the cart.", 400);
    const held = session.lines.find((line) => line.product === product)?.quantity ?? 0;
    if (product.left === 0) return failed("woocommerce_rest_product_out_of_stock", `You cannot add &quot;${texturized(product.title)}&quot; to the cart because the product is out of stock.`, 400);
    if (held + body.quantity > product.left) return failed("woocommerce_rest_product_partially_out_of_stock", `You cannot add that amount of &quot;${texturized(product.title)}&quot; to the cart because there is not enough stock (${product.left} remaining).`, 400);
    put(session, product, held + body.quantity);
    return { status: 201, body: cartOf(host, session) };
  }
  if (path === "/cart/apply-coupon") {
    session.codes = [...(session.codes ?? []), body.code];
    if (host.granted(session).some(({ name }) => name === body.code)) return { status: 201, body: cartOf(host, session) };
    session.codes.pop();
    return failed("woocommerce_rest_cart_coupon_error", `Coupon &quot;${escaped(body.code)}&quot; cannot be applied because it does not exist.`, 400);
  }
  const line = session.lines.find(({ product }) => createHash("md5").update(product.sku).digest("hex") === body.key);
  if (!line) return failed("woocommerce_rest_cart_invalid_key", "Cart item no longer exists or is invalid.", 409);
  put(session, line.product, path === "/cart/remove-item" ? 0 : body.quantity);
  return { status: 200, body: cartOf(host, session) };
}

const nonceOf = (host, session) => createHash("sha1").update(`${session.id} ${host.day}`).digest("hex").slice(0, 10);

function route({ host, method, path, query, body, headers, session, answer }) {
  const ajax = query.get("wc-ajax");
  if (path === "/" && ajax === "get_refreshed_fragments") return answer(200, fragments(session));
  if (path === "/" && ajax === "add_to_cart") {
    const product = [...host.products.values()].find(({ id }) => id === Number(body.product_id));
    if (!product || product.left === 0) return answer(200, { error: true, product_url: product && permalinkOf(host, product) });
    put(session, product, (session.lines.find((line) => line.product === product)?.quantity ?? 0) + 1);
    return answer(200, fragments(session));
  }
  if (!path.startsWith(API)) return false;
  const at = path.slice(API.length);
  const own = { nonce: nonceOf(host, session), "nonce-timestamp": "1700000000", "cart-token": "never.send.this", "cart-hash": fragments(session).cart_hash };
  if (method === "GET" && at === "/cart") return answer(200, cartOf(host, session), own);
  if (method === "GET" && at === "/products") {
    const skus = query.get("sku")?.split(",");
    const ids = query.get("include")?.split(",").map(Number);
    const found = [...host.products.values()].filter(({ sku, id }) => (skus ? skus.includes(sku) : ids?.includes(id))).slice(0, Number(query.get("per_page") ?? 10));
    return answer(
      200,
      found.map((product) => ({ id: product.id, name: texturized(product.title), slug: product.handle, parent: 0, type: "simple", variation: "", permalink: permalinkOf(host, product), sku: product.sku, prices: pricesOf(product), images: imagesOf(host, product), has_options: false, is_purchasable: true, is_in_stock: product.left > 0, is_on_backorder: false, low_stock_remaining: null })),
    );
  }
  if (method === "POST" && at === "/batch") {
    // A header of the whole is no header of its parts.
    const responses = body.requests.map((one) => ({ ...written(host, session, one.path.replace("/wc/store/v1", ""), one.body, one.headers?.Nonce), headers: own }));
    return answer(207, { responses });
  }
  if (method === "POST" && ["/cart/add-item", "/cart/update-item", "/cart/remove-item", "/cart/apply-coupon"].includes(at)) {
    // A token without its cookie leads to a cart of its own.
    const { status, body: said } = written(host, headers["cart-token"] ? { id: "another", lines: [] } : session, at, body, headers.nonce);
    return answer(status, said, own);
  }
  return answer(404, { code: "rest_no_route", message: "No route was found matching the URL and request method.", data: { status: 404 } });
}

export async function start(dist, { port } = {}) {
  const host = await shop(dist, {
    port,
    kind: "woocommerce",
    style: STYLE,
    script: SCRIPT,
    bodyClass: "theme-storefront woocommerce-js",
    addressOf: ({ handle }) => `/product/${handle}/`,
    basketPath: "/cart/",
    head: () => '<link rel="https://api.w.org/" href="/wp-json/">',
    header: (session) => `<a href="/">Tandem</a><div class="site-header-cart">${contents(session)}</div>`,
    product: (product) => `<form class="cart" method="post"><input type="hidden" name="add-to-cart" value="${product.id}"><button>Add to basket</button></form>`,
    basket: (session) => `<form class="woocommerce-cart-form" action="/cart/" method="post">${rows(session)}</form>`,
    route,
  });
  host.day = 0;
  return Object.assign(host, { idOf: ({ id }) => id, staleTokens: () => (host.day += 1) });
}
