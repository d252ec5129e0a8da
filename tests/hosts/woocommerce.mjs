// A WooCommerce shop with a theme of Storefront's make: the Store API as version 11 answers, measured,
// and the classic scripts' events and fragments.
//
// Switches besides those of every host: `staleTokens()` (all nonces given out are refused from now
// on, as after a day, or from a cached page), `variable(sku, attributes, variations)` (a product becomes
// the parent of variations, and gives the function that undoes it).

import { createHash } from "node:crypto";
import { countOf, escaped, rows, shop } from "./shop.mjs";

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

// As add-to-cart-variation.js: a variation is chosen once all attributes are.
window.wc_add_to_cart_variation_params = { i18n_make_a_selection_text: "Please select some product options before adding this product to your cart." };
const form = document.querySelector("form.variations_form");
form?.addEventListener("change", () => {
  const choice = [...form.querySelectorAll("select")].map(({ value }) => value);
  const fits = ({ values }) => choice.every((value, at) => value && (values[at] === null || values[at] === value));
  form.elements.variation_id.value = JSON.parse(form.dataset.product_variations).find(fits)?.id ?? 0;
  jQuery(form).trigger("woocommerce_variation_has_changed");
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

/** How the shop writes money; a test may change it. */
export const MONEY = { currency_code: "GBP", currency_symbol: "£", currency_minor_unit: 2, currency_decimal_separator: ".", currency_thousand_separator: ",", currency_prefix: "£", currency_suffix: "" };
const pricesOf = ({ priceMinor }) => ({ price: String(priceMinor), regular_price: String(priceMinor), sale_price: String(priceMinor), price_range: null, ...MONEY });
const imagesOf = (host, product) => [{ id: product.id, src: `${host.embed.origin}/${product.image}`, thumbnail: `${host.embed.origin}/${product.image}`, name: product.title, alt: "" }];
const permalinkOf = (host, product) => `${host.origin}/product/${product.handle}/`;

/** A product or a variation, by its id. */
const byId = (host, id) => [...host.products.values(), ...host.variations.values()].find((one) => one.id === Number(id));

const keyOf = ({ product, values }) => createHash("md5").update(`${product.id} ${JSON.stringify(values ?? [])}`).digest("hex");
const held = (session, product) => session.lines.reduce((sum, line) => sum + (line.product === product ? line.quantity : 0), 0);

function more(session, product, quantity, values) {
  const line = session.lines.find((line) => keyOf(line) === keyOf({ product, values }));
  if (line) line.quantity += quantity;
  else session.lines.unshift({ product, quantity, ...(values && { values }) });
}

function keep(session, line, quantity) {
  line.quantity = quantity;
  session.lines = session.lines.filter((other) => other.quantity > 0);
}

const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-");

/** A product as the Store API has it. A variation without a SKU of its own has its parent's. */
function productOf(host, product) {
  const parent = host.parents.get(product.sku);
  const isParent = parent && !product.parent;
  const children = isParent ? parent.variations : [];
  const prices = children.length ? { ...pricesOf(product), price_range: { min_amount: String(Math.min(...children.map(({ priceMinor }) => priceMinor))), max_amount: String(Math.max(...children.map(({ priceMinor }) => priceMinor))) } } : pricesOf(product);
  return {
    id: product.id,
    name: texturized(product.title),
    slug: product.handle,
    parent: product.parent?.id ?? 0,
    type: product.parent ? "variation" : isParent ? "variable" : "simple",
    variation: product.parent ? product.values.map((value, at) => `${host.parents.get(product.parent.sku).attributes[at].name}: ${value ?? ""}`).join(", ") : "",
    permalink: permalinkOf(host, product),
    sku: product.ownSku ?? product.sku,
    prices,
    images: imagesOf(host, product),
    attributes: isParent ? parent.attributes.map(({ name, taxonomy, terms, usual }, at) => ({ id: at, name, taxonomy: taxonomy ?? null, has_variations: true, terms: terms.map((term, id) => ({ id, name: term, slug: slug(term), default: term === usual })) })) : [],
    variations: children.map(({ id, values }) => ({ id, attributes: values.map((value, at) => ({ name: parent.attributes[at].name, value: value && slug(value) })) })),
    has_options: isParent ?? false,
    is_purchasable: true,
    is_in_stock: isParent ? children.some(({ left }) => left > 0) : product.left > 0,
    is_on_backorder: false,
    low_stock_remaining: null,
  };
}

/** The variation that a write is about, with its values, or what is refused of it. */
function choice(host, product, given) {
  const parent = product.parent ?? product;
  const { attributes, variations } = host.parents.get(parent.sku);
  const sent = attributes.map(({ name, taxonomy }) => (given ?? []).find(({ attribute }) => attribute === name || attribute === taxonomy)?.value);
  const isOf = (value, other) => other !== undefined && slug(value) === slug(other);
  if (!product.parent && !given?.length) return failed("woocommerce_rest_missing_attributes", "Missing attributes for variable product.", 400);
  const variation = product.parent ? product : variations.find(({ values }) => values.every((value, at) => (value === null ? sent[at] !== undefined : isOf(value, sent[at]))));
  if (!variation) return failed("woocommerce_rest_variation_id_from_variation_data", "No matching variation found.", 400);
  const values = variation.values.map((value, at) => value ?? attributes[at].terms.find((term) => isOf(term, sent[at])));
  const wrong = attributes.find((_, at) => sent[at] !== undefined && (values[at] === undefined || !isOf(values[at], sent[at])));
  if (wrong) return failed("woocommerce_rest_invalid_variation_data", `Invalid value posted for ${wrong.name}. Allowed values: ${wrong.terms.map(slug).join(", ")}`, 400);
  const missing = attributes.filter((_, at) => values[at] === undefined).map(({ name }) => name);
  if (missing.length) return failed("woocommerce_rest_missing_variation_data", `Missing variation data for variable product. ${missing.join(" and ")} ${missing.length > 1 ? "are required fields" : "is a required field"}`, 400);
  return { variation, values };
}

const cartOf = (host, session) => ({
  items: session.lines.map((line) => ({
    key: keyOf(line),
    id: line.product.id,
    type: line.product.parent ? "variation" : "simple",
    quantity: line.quantity,
    quantity_limits: { minimum: 1, maximum: line.product.left, multiple_of: 1, editable: true },
    name: texturized(line.product.title),
    sku: line.product.ownSku ?? line.product.sku,
    permalink: permalinkOf(host, line.product),
    images: imagesOf(host, line.product),
    variation: (line.values ?? []).map((value, at) => ({ attribute: host.parents.get(line.product.parent.sku).attributes[at].name, value })),
    prices: { ...pricesOf(line.product), raw_prices: { precision: 6, price: String(line.product.priceMinor * 10_000) } },
    totals: { line_subtotal: String(line.product.priceMinor * line.quantity), line_total: String(line.product.priceMinor * line.quantity), ...MONEY },
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
    const wanted = byId(host, body.id);
    if (!wanted) return failed("woocommerce_rest_cart_invalid_product", "This product cannot be added to the cart.", 400);
    const { variation, values, ...refusal } = wanted.parent || host.parents.has(wanted.sku) ? choice(host, wanted, body.variation) : { variation: wanted };
    if (!variation) return refusal;
    const has = held(session, variation);
    if (variation.left === 0) return failed("woocommerce_rest_product_out_of_stock", `You cannot add &quot;${texturized(variation.title)}&quot; to the cart because the product is out of stock.`, 400);
    if (has + body.quantity > variation.left) return failed("woocommerce_rest_product_partially_out_of_stock", `You cannot add that amount of &quot;${texturized(variation.title)}&quot; to the cart because there is not enough stock (${variation.left} remaining).`, 400);
    more(session, variation, body.quantity, values);
    return { status: 201, body: cartOf(host, session) };
  }
  if (path === "/cart/apply-coupon") {
    session.codes = [...(session.codes ?? []), body.code];
    if (host.granted(session).some(({ name }) => name === body.code)) return { status: 201, body: cartOf(host, session) };
    session.codes.pop();
    return failed("woocommerce_rest_cart_coupon_error", `Coupon &quot;${escaped(body.code)}&quot; cannot be applied because it does not exist.`, 400);
  }
  const line = session.lines.find((line) => keyOf(line) === body.key);
  if (!line) return failed("woocommerce_rest_cart_invalid_key", "Cart item no longer exists or is invalid.", 409);
  keep(session, line, path === "/cart/remove-item" ? 0 : body.quantity);
  return { status: 200, body: cartOf(host, session) };
}

const nonceOf = (host, session) => createHash("sha1").update(`${session.id} ${host.day}`).digest("hex").slice(0, 10);

function route({ host, method, path, query, body, headers, session, answer }) {
  const ajax = query.get("wc-ajax");
  if (path === "/" && ajax === "get_refreshed_fragments") return answer(200, fragments(session));
  if (path === "/" && ajax === "add_to_cart") {
    const product = [...host.products.values()].find(({ id }) => id === Number(body.product_id));
    if (!product || product.left === 0) return answer(200, { error: true, product_url: product && permalinkOf(host, product) });
    more(session, product, 1);
    return answer(200, fragments(session));
  }
  if (!path.startsWith(API)) return false;
  const at = path.slice(API.length);
  const own = { nonce: nonceOf(host, session), "nonce-timestamp": "1700000000", "cart-token": "never.send.this", "cart-hash": fragments(session).cart_hash };
  if (method === "GET" && at === "/cart") return answer(200, cartOf(host, session), own);
  if (method === "GET" && at === "/products") {
    // By SKU all are found; by id no variation is, unless it is asked for as one.
    const skus = query.get("sku")?.split(",");
    const ids = query.get("include")?.split(",").map(Number);
    const isVariation = query.get("type") === "variation";
    const all = skus ? [...host.products.values(), ...host.variations.values()] : [...(isVariation ? host.variations : host.products).values()];
    const found = all.filter((one) => (skus ? (!one.parent || one.ownSku !== one.sku) && skus.includes(one.ownSku ?? one.sku) : ids?.includes(one.id))).slice(0, Number(query.get("per_page") ?? 10));
    return answer(200, found.map((product) => productOf(host, product)));
  }
  const [, single] = /^\/products\/(\d+)$/.exec(at) ?? [];
  if (method === "GET" && single) {
    const product = byId(host, single);
    return product ? answer(200, productOf(host, product)) : answer(404, { code: "woocommerce_rest_product_invalid_id", message: "Invalid product ID.", data: { status: 404 } });
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

/** The form of a product's own page. */
function form(host, product) {
  const parent = host.parents.get(product.sku);
  const button = "<button>Add to basket</button>";
  if (!parent) return `<form class="cart" method="post"><input type="hidden" name="add-to-cart" value="${product.id}">${button}</form>`;
  const option = (term) => `<option value="${escaped(slug(term))}">${escaped(term)}</option>`;
  const selects = parent.attributes.map(({ name, taxonomy, terms }) => `<label>${escaped(name)} <select name="attribute_${escaped(taxonomy ?? slug(name))}"><option value="">Choose an option</option>${terms.map(option).join("")}</select></label>`);
  const variations = parent.variations.map(({ id, values }) => ({ id, values: values.map((value) => value && slug(value)) }));
  return `<form class="variations_form cart" method="post" data-product_id="${product.id}" data-product_variations="${escaped(JSON.stringify(variations))}">${selects.join("")}<input type="hidden" name="add-to-cart" value="${product.id}"><input type="hidden" name="variation_id" class="variation_id" value="0">${button}</form>`;
}

let children = 0;

export async function start(dist, { port } = {}) {
  let host;
  host = await shop(dist, {
    port,
    kind: "woocommerce",
    style: STYLE,
    script: SCRIPT,
    bodyClass: "theme-storefront woocommerce-js",
    addressOf: ({ handle }) => `/product/${handle}/`,
    basketPath: "/cart/",
    head: () => '<link rel="https://api.w.org/" href="/wp-json/">',
    header: (session) => `<a href="/">Tandem</a><div class="site-header-cart">${contents(session)}</div>`,
    product: (product) => form(host, product),
    basket: (session) => `<form class="woocommerce-cart-form" action="/cart/" method="post">${rows(session)}</form>`,
    route,
  });
  /** `attributes`: `{name, taxonomy?, terms, usual?}`; `variations`: `{sku?, values, priceMinor?, left?}`, a value of null being any. */
  const variable = (sku, attributes, variations) => {
    const parent = host.products.get(sku);
    const made = variations.map(({ sku: ownSku, ...more }) => ({ ...parent, ...more, id: 7_000_000 + (children += 1), parent, ownSku: ownSku ?? sku }));
    host.parents.set(sku, { attributes, variations: made });
    for (const one of made) host.variations.set(one.id, one);
    return () => {
      host.parents.delete(sku);
      for (const { id } of made) host.variations.delete(id);
    };
  };
  return Object.assign(host, { day: 0, parents: new Map(), variations: new Map(), variable, idOf: ({ id }) => id, staleTokens: () => (host.day += 1) });
}
