// A BigCommerce storefront with a theme of Cornerstone's make: carts with a version (409 for an older
// one), no cart until the first add and none after the last line goes, prices as fractions of the main
// unit, GraphQL with the theme's token, and a theme that adds by `/remote/v1/cart/add`.
//
// Switches besides those of every host: `moved` (so many writes find a cart that has moved on), `hasToken`
// (false: the page does not have the theme's token).

import { countOf, escaped, put, rows, shop } from "./shop.mjs";

const TOKEN = "theme.token";

const STYLE = `
body{font:14px/1.5 Karla,Arial,Helvetica,sans-serif;color:#4f4f4f}
header.site{justify-content:space-around;text-transform:uppercase;border-color:#e5e5e5}
h1{font-family:Montserrat,Arial,Helvetica,sans-serif;font-weight:400;color:#333}
button{padding:.85rem 2rem;border-color:#444;border-radius:4px;background:#444}
`;

const SCRIPT = String.raw`
// Cornerstone's cart-preview.js: jQuery is its own, and not on the window.
const pill = document.querySelector(".cart-quantity");
document.querySelector("form[data-cart-item-add]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const json = await (await fetch("/remote/v1/cart/add", { method: "POST", body: new URLSearchParams(new FormData(event.target)) })).json();
  if (json.data.error) return;
  pill.textContent = json.data.cart_item.quantity_total;
});
`;

const idOf = ({ id }) => id;
const itemId = (product) => `item-${product.id}`;

const cartOf = (host, session) => ({
  id: session.cart.id,
  version: session.cart.version,
  currency: { name: "British Pounds", code: "GBP", symbol: "£", decimalPlaces: 2 },
  // By code under `coupons`, by itself as the order's.
  discountAmount: host.granted(session).reduce((sum, { minor, isCode }) => sum + (isCode ? 0 : minor / 100), 0),
  coupons: host.granted(session).filter(({ isCode }) => isCode).map(({ name, minor }) => ({ code: name, couponType: "per_total_discount", discountedAmount: minor / 100 })),
  lineItems: {
    physicalItems: session.lines.map(({ product, quantity }) => ({ id: itemId(product), productId: product.id, variantId: product.variantId, sku: product.sku, name: product.title, quantity, listPrice: product.priceMinor / 100, salePrice: product.priceMinor / 100, extendedSalePrice: (product.priceMinor * quantity) / 100, options: [] })),
    digitalItems: [],
    giftCertificates: [],
    customItems: [],
  },
});

let carts = 0;

/** Adds all or none, and gives what is in the way. */
function add(host, session, items) {
  const wanted = items.map(({ productId, variantId, quantity }) => ({ product: [...host.products.values()].find(({ id, variantId: own }) => id === Number(productId) && (!variantId || variantId === own)), quantity: Number(quantity) }));
  const held = (product) => session.lines.find((line) => line.product === product)?.quantity ?? 0;
  for (const { product, quantity } of wanted) {
    if (!product) return "The product does not exist";
    if (held(product) + quantity > product.left) return `The requested quantity of ${product.title} is not available`;
  }
  session.cart ??= { id: `cart-${(carts += 1)}`, version: 0 };
  session.cart.version += 1;
  for (const { product, quantity } of wanted) put(session, product, held(product) + quantity);
}

const graphql = (host, query) => {
  const site = {};
  for (const [, alias, name, value] of query.matchAll(/(\w+):product\((sku|entityId):("(?:[^"\\]|\\.)*"|\d+)\)/g)) {
    const wanted = JSON.parse(value);
    const product = [...host.products.values()].find((product) => (name === "sku" ? product.sku === wanted : product.id === wanted));
    const prices = product && { price: { value: product.priceMinor / 100, currencyCode: "GBP" } };
    const inventory = product && { isInStock: product.left > 0 };
    site[alias] = product ? { entityId: product.id, sku: product.sku, name: product.title, path: host.addressOf(product.sku), defaultImage: { url: `${host.embed.origin}/${product.image}` }, prices, availabilityV2: { status: "Available" }, inventory, variants: { edges: [{ node: { entityId: product.variantId, sku: product.sku, isPurchasable: product.left > 0, inventory, prices } }] } } : null;
  }
  return { data: { site } };
};

function route({ host, method, path, body, headers, session, answer, text }) {
  if (path === "/globals.js") return text(200, "text/javascript", "window.BCData = { product_attributes: {} };");
  if (method === "POST" && path === "/graphql") return headers.authorization === `Bearer ${TOKEN}` ? answer(200, graphql(host, body.query)) : answer(401, { title: "Unauthorized" });
  if (method === "POST" && path === "/remote/v1/cart/add") {
    const error = add(host, session, [{ productId: body.product_id, quantity: 1 }]);
    return answer(200, { data: error ? { error } : { cart_item: { quantity_total: countOf(session) } } });
  }
  const [, checkout] = /^\/api\/storefront\/checkouts\/([^/]+)\/coupons$/.exec(path) ?? [];
  if (method === "POST" && checkout) {
    if (checkout !== session.cart?.id) return answer(404, { status: 404, title: "Checkout does not exist" });
    session.codes = [...(session.codes ?? []), body.couponCode];
    if (host.granted(session).some(({ name }) => name === body.couponCode)) return answer(200, { id: checkout, cart: cartOf(host, session) });
    session.codes.pop();
    return answer(422, { status: 422, title: "The coupon code is not valid" });
  }
  if (!path.startsWith("/api/storefront/carts")) return false;
  const [, id, , item] = path.slice("/api/storefront".length).split("/").slice(1);
  if (method === "GET") return answer(200, session.cart ? [cartOf(host, session)] : []);
  if (id && id !== session.cart?.id) return answer(404, { status: 404, title: "Cart does not exist" });
  if (id && host.moved > 0) {
    host.moved -= 1;
    session.cart.version += 1;
  }
  if (id && body.version !== undefined && body.version !== session.cart.version) return answer(409, { status: 409, title: "Conflict", detail: "The cart version does not match" });
  if (method === "POST") {
    const error = add(host, session, body.lineItems);
    return error ? answer(422, { status: 422, title: error, detail: error }) : answer(200, cartOf(host, session));
  }
  const line = session.lines.find(({ product }) => itemId(product) === item);
  if (!line) return answer(404, { status: 404, title: "Item does not exist" });
  put(session, line.product, method === "DELETE" ? 0 : Number(body.lineItem.quantity));
  session.cart.version += 1;
  if (session.lines.length > 0) return answer(200, cartOf(host, session));
  session.cart = undefined;
  return text(204, "application/json", "");
}

export async function start(dist, { port, tag = "" } = {}) {
  let host;
  host = await shop(dist, {
    port,
    kind: "bigcommerce",
    style: STYLE,
    script: SCRIPT,
    addressOf: ({ handle }) => `/${handle}/`,
    basketPath: "/cart.php",
    head: () => `<script src="/globals.js"></script>${host.hasToken ? `<meta name="tandem-bigcommerce-token" content="${escaped(TOKEN)}">` : ""}`,
    header: (session) => `<a href="/">Tandem</a><a href="/cart.php">Cart <span class="countPill cart-quantity" data-count>${countOf(session)}</span></a>`,
    product: (product) => `<form method="post" action="/cart.php" data-cart-item-add><input type="hidden" name="product_id" value="${product.id}"><button>Add to Cart</button></form>`,
    basket: (session) => `<div data-cart-content>${rows(session)}</div>`,
    route: (call) => route(call),
  });
  return Object.assign(host, { moved: 0, hasToken: true, idOf, tag });
}
