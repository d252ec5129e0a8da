// Magento behind a storefront of its own, of Venia's make: one page's worth of an app that keeps the id of
// its cart in storage and speaks GraphQL, questions by GET and writes by POST, errors with 200.
//
// Switches besides those of every host: `customer` (the shopper is signed in; the storefront keeps a token,
// which ends with the session), `bySession` (signed in without a token: the server knows by its cookie),
// `atomic` (an add of which one line fails takes none), `coupled` (the cart's id stands on the page, nothing
// in storage), `keeps` (false: the app has no cart yet), `staleTokens()` (for a customer: all carts get
// other ids, their lines stay). `cartsMade` counts, the app's own among them.

import { randomUUID } from "node:crypto";
import { countOf, escaped, put, rows, shop } from "./shop.mjs";

const STYLE = `
body{font:300 1rem/1.5 Muli,system-ui,sans-serif;color:#212121}
header.site{border-color:#fff;box-shadow:0 1px #d9d9d9}
h1{font-weight:600;font-size:1.3rem}
button{padding:.7rem 1.8rem;border:2px solid #1f4cc7;border-radius:100px;background:#1f4cc7;font-weight:700;font-size:.875rem;text-transform:uppercase}
.lines td{border-color:#d9d9d9}
`;

// The app has its cart before anything is drawn. What follows is as little of it as a cart needs.
const GLOBALS = (host, session) => String.raw`
const KEY = "M2_VENIA_BROWSER_PERSISTENCE__";
const keep = (name, value, ttl) => localStorage.setItem(KEY + name, JSON.stringify({ value: JSON.stringify(value), timeStored: Date.now(), ttl }));
const kept = (name) => JSON.parse(JSON.parse(localStorage.getItem(KEY + name) ?? '{"value":"null"}').value);
${host.customer && !host.bySession ? `keep("signin_token", ${JSON.stringify(tokenOf(session))}, 3600);` : "localStorage.removeItem(KEY + 'signin_token');"}
const graphql = (query, variables = {}) => {
  const isWrite = query.startsWith("mutation");
  const request = new XMLHttpRequest();
  request.open(isWrite ? "POST" : "GET", isWrite ? "/graphql" : "/graphql?" + new URLSearchParams({ query, variables: JSON.stringify(variables) }), false);
  const token = kept("signin_token");
  if (token) request.setRequestHeader("Authorization", "Bearer " + token);
  if (isWrite) request.setRequestHeader("Content-Type", "application/json");
  request.send(isWrite ? JSON.stringify({ query, variables }) : null);
  return JSON.parse(request.responseText);
};
const IS_CUSTOMER = ${host.customer};
const PARTS = "{id total_quantity items{quantity product{sku}}}";
const ownCart = () => {
  if (IS_CUSTOMER) return graphql("{customerCart" + PARTS + "}").data?.customerCart;
  const id = document.querySelector("[data-cart-id]")?.dataset.cartId ?? kept("cartId");
  return id && graphql("query($id:String!){cart(cart_id:$id)" + PARTS + "}", { id }).data?.cart;
};
if (${host.keeps} && !IS_CUSTOMER && !ownCart()) keep("cartId", graphql("mutation{createEmptyCart}").data.createEmptyCart);
`;

const SCRIPT = String.raw`
const redraw = () => {
  document.querySelector("[data-count]").textContent = ownCart()?.total_quantity ?? 0;
  const list = document.querySelector("main .cart-page");
  if (!list) return;
  const request = new XMLHttpRequest();
  request.open("GET", location.href);
  request.responseType = "document";
  request.onload = () => list.replaceChildren(...request.response.querySelector("main .cart-page").childNodes);
  request.send();
};
document.addEventListener("tandem:cart", redraw);
document.querySelector("form.add")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const sku = event.target.elements.sku.value;
  const id = ownCart()?.id;
  graphql("mutation($id:String!,$items:[CartItemInput!]!){addProductsToCart(cartId:$id,cartItems:$items){cart{total_quantity}user_errors{code message}}}", { id, items: [{ sku, quantity: 1 }] });
  redraw();
});
`;

const tokenOf = (session) => (session.token ??= randomUUID());

const money = (minor) => ({ value: minor / 100, currency: "GBP" });

const productOf = (host, product) => ({
  sku: product.sku,
  name: product.title,
  url_key: product.handle,
  url_suffix: ".html",
  stock_status: product.left > 0 ? "IN_STOCK" : "OUT_OF_STOCK",
  small_image: { url: `${host.embed.origin}/${product.image}` },
  price_range: { minimum_price: { final_price: money(product.priceMinor) } },
});

const uidOf = (product) => btoa(String(product.variantId));

const cartOf = (host, session) => ({
  id: session.cartId,
  total_quantity: countOf(session),
  items: session.lines.map(({ product, quantity }) => ({ uid: uidOf(product), quantity, product: { sku: product.sku }, prices: { price: money(product.priceMinor) } })),
  applied_coupons: session.codes?.length ? session.codes.map((code) => ({ code })) : null,
  prices: {
    grand_total: money(session.lines.reduce((sum, { product, quantity }) => sum + product.priceMinor * quantity, 0) - host.discountMinor(session)),
    discounts: host.granted(session).length ? host.granted(session).map(({ name, minor }) => ({ label: name, amount: money(minor) })) : null,
  },
});

const newId = (host, session) => {
  host.cartsMade += 1;
  return (session.cartId = randomUUID().replaceAll("-", ""));
};

/** What is refused of a whole question: an error beside the data, by its category. */
const failed = (message, category) => Object.assign(new Error(message), { category });

/** One item into a cart, or the `user_errors` entry that says why not. */
function added(host, session, { sku, quantity }) {
  const product = host.products.get(sku);
  if (!product) return { code: "PRODUCT_NOT_FOUND", message: `Could not find a product with SKU "${sku}"` };
  if (host.unsalable.has(sku)) return { code: "NOT_SALABLE", message: "Product that you are trying to add is not available." };
  if (host.odd.has(sku)) return { code: "UNDEFINED", message: "The fewest you may purchase is 6." };
  const holds = session.lines.find((line) => line.product === product)?.quantity ?? 0;
  if (product.left === 0) return { code: "NOT_SALABLE", message: "Product that you are trying to add is not available." };
  if (holds + quantity > product.left) return { code: "INSUFFICIENT_STOCK", message: "The requested qty is not available" };
  put(session, product, holds + quantity);
  return undefined;
}

/** The answer to one operation, as far as storefronts ask. */
function resolved({ host, session, isWrite, query, variables, token }) {
  const signedIn = host.customer && (host.bySession ? session : [...host.sessions.values()].find((other) => other.token === token));
  if (token && !signedIn) throw failed("The current customer isn't authorized.", "graphql-authorization");
  const cartBy = (id) => {
    const found = [...host.sessions.values()].find((other) => other.cartId === id);
    if (!found) throw failed(`Could not find a cart with ID "${id}"`, "graphql-no-such-entity");
    if (host.customer && found !== signedIn) throw failed(`The current user cannot perform operations on cart "${id}"`, "graphql-authorization");
    return found;
  };
  if (query.includes("storeConfig")) return { storeConfig: { default_display_currency_code: "GBP" } };
  if (query.includes("products(")) return { products: { items: variables.skus.flatMap((sku) => (host.products.has(sku) ? productOf(host, host.products.get(sku)) : [])) } };
  if (query.includes("customerCart")) {
    if (!signedIn) throw failed("The request is allowed for logged in customer", "graphql-authorization");
    if (!signedIn.cartId) newId(host, signedIn);
    return { customerCart: cartOf(host, signedIn) };
  }
  if (query.includes("cart(cart_id")) return { cart: cartOf(host, cartBy(variables.id)) };
  if (!isWrite) throw failed("Syntax Error: Unexpected Name", "graphql-input");
  if (query.includes("createEmptyCart") || query.includes("createGuestCart")) {
    // Another cart: what the last one held is not in it.
    Object.assign(session, { lines: [], codes: [] });
    const id = newId(host, session);
    return query.includes("createEmptyCart") ? { createEmptyCart: id } : { createGuestCart: { cart: { id } } };
  }
  if (query.includes("addProductsToCart")) {
    let cart;
    try {
      cart = cartBy(variables.id);
    } catch (error) {
      if (host.goneBeside) throw error;
      return { addProductsToCart: { cart: null, user_errors: [{ code: "CART_ID_INVALID", message: error.message }] } };
    }
    const lines = cart.lines.map((line) => ({ ...line }));
    const errors = variables.items.map((item) => added(host, cart, item)).filter(Boolean);
    if (errors.length && host.atomic) cart.lines = lines;
    return { addProductsToCart: { cart: cartOf(host, cart), user_errors: errors } };
  }
  const cart = cartBy(variables.id);
  if (query.includes("applyCouponToCart")) {
    if (!host.discounts.some(({ name, isCode }) => isCode && name === variables.code)) throw failed("The coupon code isn't valid. Verify the code and try again.", "graphql-no-such-entity");
    cart.codes = [variables.code]; // One at a time.
    return { applyCouponToCart: { cart: cartOf(host, cart) } };
  }
  const line = cart.lines.find(({ product }) => uidOf(product) === variables.uid);
  if (!line) throw failed(`Could not find cart item with id: ${variables.uid}.`, "graphql-no-such-entity");
  put(cart, line.product, query.includes("removeItemFromCart") ? 0 : variables.keeps);
  return { [query.includes("removeItemFromCart") ? "removeItemFromCart" : "updateCartItems"]: { cart: cartOf(host, cart) } };
}

function route({ host, method, path, query, body, headers, session, answer, text }) {
  if (path === "/globals.js") return text(200, "text/javascript", GLOBALS(host, session));
  if (path !== "/graphql") return false;
  const asked = method === "POST" ? body : { query: query.get("query"), variables: JSON.parse(query.get("variables") ?? "{}") };
  const isWrite = /^\s*mutation/.test(asked.query);
  if (isWrite && method === "GET") return answer(200, { errors: [{ message: "Mutation requests allowed only for POST requests", extensions: { category: "graphql-input" } }] });
  host.asked.push({ query: asked.query, token: headers.authorization, store: headers.store });
  try {
    return answer(200, { data: resolved({ host, session, isWrite, query: asked.query, variables: asked.variables ?? {}, token: /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] }) });
  } catch (error) {
    if (!error.category) throw error;
    return answer(200, { errors: [{ message: error.message, extensions: { category: error.category } }], data: null });
  }
}

export async function start(dist, { port, customer = false } = {}) {
  let host;
  host = await shop(dist, {
    port,
    kind: "magento-graphql",
    style: STYLE,
    htmlAttributes: 'data-media-backend="/media/"',
    script: SCRIPT,
    addressOf: ({ handle }) => `/${handle}.html`,
    basketPath: "/cart",
    head: () => '<script src="/globals.js"></script>',
    header: (session) => `<a href="/">Tandem</a><a href="/cart" class="cart-trigger"${host.coupled ? ` data-cart-id="${escaped((session.cartId ??= newId(host, session)))}"` : ""}>Cart <span data-count>${countOf(session)}</span></a>`,
    product: (product) => `<form class="add"><input type="hidden" name="sku" value="${escaped(product.sku)}"><button>Add to Cart</button></form>`,
    basket: (session) => `<div class="cart-page">${rows(session)}</div>`,
    route: (call) => route(call),
  });
  const staleTokens = () => {
    for (const session of host.sessions.values()) if (host.customer && session.cartId) newId(host, session);
  };
  return Object.assign(host, { customer, bySession: false, atomic: false, coupled: false, keeps: true, goneBeside: false, unsalable: new Set(), odd: new Set(), cartsMade: 0, asked: [], staleTokens, idOf: ({ sku }) => sku });
}
