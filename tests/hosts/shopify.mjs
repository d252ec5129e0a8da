// A Shopify storefront with a theme of Dawn's make, from the documentation of the Ajax API
// (shopify.dev/docs/api/ajax) and of the standard storefront actions and events.
//
// Switches besides those of every host: `root` (the locale's part of all addresses), `currency`
// (`JPY` too is counted in hundredths), `partial` (an add of more than there is takes what there is,
// as announced in 2025, and still answers 422), `standard` (the theme takes part in the standard
// actions), `cartType` ("drawer", "notification" or "page", as in Dawn's settings).

import { countOf, escaped, put, rows, shop } from "./shop.mjs";

const STYLE = `
body{font:1rem/1.8 Assistant,system-ui,sans-serif;letter-spacing:.04em;color:#121212bf}
header.site{border-color:#12121214}
h1{font-weight:400;line-height:1.3;color:#121212}
button{min-height:2.8rem;border-radius:0;letter-spacing:.06em}
cart-drawer{position:fixed;inset:0 0 0 auto;width:22rem;max-width:100%;padding:1.5rem;background:#fff;border-left:1px solid #121212;transform:translateX(100%);visibility:hidden;z-index:9}
cart-drawer.active{transform:none;visibility:visible}
cart-notification{position:fixed;top:0;right:0;padding:1rem;background:#fff;border:1px solid #121212;visibility:hidden}
cart-notification.active{visibility:visible}
#cart-icon-bubble{text-decoration:none}
`;

// Classic script with globals, as Dawn's is.
const SCRIPT = String.raw`
const subscribers = {};
function subscribe(name, callback) {
  (subscribers[name] ??= []).push(callback);
  return () => (subscribers[name] = subscribers[name].filter((other) => other !== callback));
}
function publish(name, data) {
  return Promise.all((subscribers[name] ?? []).map((callback) => callback(data)));
}
const inner = (html, selector = ".shopify-section") => new DOMParser().parseFromString(html, "text/html").querySelector(selector).innerHTML;

customElements.define("cart-drawer", class extends HTMLElement {
  connectedCallback() {
    document.querySelector("#cart-icon-bubble").addEventListener("click", (event) => (event.preventDefault(), this.open()));
    this.addEventListener("click", (event) => event.target.closest("[data-close]") && this.classList.remove("active"));
    subscribe("cart-update", async () => {
      const answer = await fetch(Shopify.routes.root + "cart?section_id=cart-drawer");
      this.querySelector("#CartDrawer").innerHTML = inner(await answer.text(), "#CartDrawer");
    });
  }
  getSectionsToRender() {
    return [{ id: "cart-drawer", selector: "#CartDrawer" }, { id: "cart-icon-bubble" }];
  }
  renderContents(state) {
    this.productId = state.id;
    for (const { id, selector } of this.getSectionsToRender()) {
      const element = selector ? document.querySelector(selector) : document.getElementById(id);
      element.innerHTML = inner(state.sections[id], selector);
    }
    setTimeout(() => this.open());
  }
  open() {
    this.classList.add("active");
  }
});

customElements.define("cart-notification", class extends HTMLElement {
  getSectionsToRender() {
    return [{ id: "cart-notification-product", selector: '[id="cart-notification-product-' + this.cartItemKey + '"]' }, { id: "cart-icon-bubble" }];
  }
  renderContents(state) {
    this.cartItemKey = state.key;
    for (const { id, selector } of this.getSectionsToRender()) document.getElementById(id).innerHTML = inner(state.sections[id], selector);
    this.classList.add("active");
  }
});

customElements.define("cart-items", class extends HTMLElement {
  connectedCallback() {
    subscribe("cart-update", async ({ source }) => {
      if (source === "cart-items") return;
      const answer = await fetch(Shopify.routes.root + "cart?section_id=main-cart-items");
      this.innerHTML = inner(await answer.text(), "cart-items");
    });
  }
});

document.querySelector("form[action$='/cart/add']")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(Shopify.routes.root + "cart/add.js", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id: event.target.id.value, quantity: 1, sections: "cart-drawer,cart-icon-bubble", sections_url: location.pathname }),
  });
  const state = await answer.json();
  if (state.status) return;
  document.getElementById("cart-icon-bubble").innerHTML = inner(state.sections["cart-icon-bubble"]);
  publish("cart-update", { source: "product-form", productVariantId: event.target.id.value, cartData: state });
});
`;

// What Shopify's own runtime gives every page.
const GLOBALS = (host) => `
window.Shopify = { shop: "tandem.myshopify.com", locale: "en", currency: { active: ${JSON.stringify(host.currency)}, rate: "1.0" }, routes: { root: ${JSON.stringify(host.root)} } };
const inStandard = ${host.standard};
if (inStandard) document.addEventListener("DOMContentLoaded", () => {
  const updateCart = async ({ lines }) => {
    window.standardCalls = (window.standardCalls ?? 0) + 1;
    const items = lines.map(({ merchandiseId, quantity }) => ({ id: Number(merchandiseId.split("/").pop()), quantity }));
    const promise = (async () => {
      const answer = await fetch(Shopify.routes.root + "cart/add.js", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ items, sections: "cart-icon-bubble" }) });
      const state = await answer.json();
      if (!answer.ok) return { cart: null, userErrors: [{ code: "MERCHANDISE_NOT_ENOUGH_STOCK", message: state.description }] };
      document.getElementById("cart-icon-bubble").innerHTML = new DOMParser().parseFromString(state.sections["cart-icon-bubble"], "text/html").querySelector(".shopify-section").innerHTML;
      return { cart: {}, userErrors: [] };
    })();
    document.dispatchEvent(Object.assign(new Event("shopify:cart:lines-update", { bubbles: true }), { action: "add", context: "standard-action", lines, promise }));
    return promise;
  };
  Shopify.actions = { updateCart: Object.assign(updateCart, { isDefault: () => false }), getCart: async () => ({}), openCart: async () => {} };
});
`;

const bubble = (cart) => `<span class="count" data-count>${countOf(cart)}</span> in cart`;

const sectionsOf = (host, session) => ({
  "cart-icon-bubble": `<div id="shopify-section-cart-icon-bubble" class="shopify-section">${bubble(session)}</div>`,
  "cart-drawer": `<div id="shopify-section-cart-drawer" class="shopify-section"><cart-drawer><div id="CartDrawer">${drawerInner(session)}</div></cart-drawer></div>`,
  "cart-notification-product": session.lines.map(({ product }) => `<div id="cart-notification-product-${keyOf(product)}">${escaped(product.title)}</div>`).join(""),
  "main-cart-items": `<div id="shopify-section-main-cart-items" class="shopify-section"><cart-items>${rows(session)}</cart-items></div>`,
});

const drawerInner = (session) => `<h2>Your cart</h2>${rows(session)}<button type="button" data-close>Close</button>`;
const keyOf = (product) => `${product.variantId}:0123456789abcdef`;

/** Money as the Ajax API has it: in hundredths, whatever the currency. The demo's pence are whole yen. */
const hundredths = (host, minor) => (host.currency === "JPY" ? minor * 100 : minor);

/** A line as `cart.js` has it, in what matters. */
const lineOf = (host, { product, quantity }, price = hundredths(host, product.priceMinor)) => ({
  id: product.variantId,
  properties: {},
  quantity,
  variant_id: product.variantId,
  key: keyOf(product),
  title: product.title,
  price,
  original_price: price,
  discounted_price: price,
  final_price: price,
  line_price: price * quantity,
  final_line_price: price * quantity,
  sku: product.sku,
  vendor: "Tandem",
  product_id: product.id,
  handle: product.handle,
  url: `/products/${product.handle}?variant=${product.variantId}`,
  requires_shipping: true,
  product_title: product.title,
  variant_title: null,
  options_with_values: [{ name: "Title", value: "Default Title" }],
});

const cartOf = (host, session, sum = hundredths(host, session.lines.reduce((sum, { product, quantity }) => sum + product.priceMinor * quantity, 0))) => ({
  token: session.id,
  note: "",
  attributes: {},
  original_total_price: sum,
  total_price: sum - host.discountMinor(session),
  total_discount: host.discountMinor(session),
  total_weight: 0,
  item_count: countOf(session),
  items: session.lines.map((line) => lineOf(host, line)),
  requires_shipping: true,
  currency: host.currency,
  items_subtotal_price: sum,
  cart_level_discount_applications: host.granted(session).map(({ name, minor, isCode }) => ({ type: isCode ? "discount_code" : "automatic", title: name, total_allocated_amount: minor })),
  discount_codes: (session.codes ?? []).map((code) => ({ code, applicable: host.granted(session).some(({ name }) => name === code) })),
});

const refused = (answer, description) => answer(422, { status: 422, message: "Cart Error", description });

function route({ host, method, path: whole, query, body, session, answer, text }) {
  if (whole === "/globals.js") return text(200, "text/javascript", GLOBALS(host));
  if (!whole.startsWith(host.root)) return false;
  const path = whole.slice(host.root.length);
  const byVariant = (id) => [...host.products.values()].find((product) => product.variantId === Number(id));
  const bundled = (named) => {
    const ids = String(named ?? "").split(",").filter(Boolean);
    const sections = sectionsOf(host, session);
    return ids.length ? { sections: Object.fromEntries(ids.map((id) => [id, sections[id] ?? null])) } : {};
  };
  if (String(body.sections ?? "").split(",").length > 5) return answer(400, { status: 400, message: "Bad Request", description: "Only 5 sections may be rendered" });

  if (method === "GET" && path === "cart.js") return answer(200, cartOf(host, session));
  if (method === "GET" && path === "cart" && query.has("section_id")) return text(200, "text/html", sectionsOf(host, session)[query.get("section_id")] ?? "");
  if (method === "GET" && path.startsWith("products/") && path.endsWith(".js")) {
    const product = [...host.products.values()].find(({ handle }) => path === `products/${handle}.js`);
    if (!product) return false;
    const variant = { id: product.variantId, title: "Default Title", sku: product.sku, available: product.left > 0, price: hundredths(host, product.priceMinor), compare_at_price: null, featured_image: null };
    return answer(200, { id: product.id, title: product.title, handle: product.handle, price: hundredths(host, product.priceMinor), available: variant.available, variants: [variant], images: [], featured_image: `${host.embed.origin}/${product.image}`.replace("http:", ""), url: `/products/${product.handle}` });
  }
  if (method === "GET" && path === "search/suggest.json") {
    const found = [...host.products.values()].filter(({ sku }) => sku === query.get("q"));
    return answer(200, { resources: { results: { products: found.map(({ id, handle, title }) => ({ id, handle, title, url: `/products/${handle}` })) } } });
  }
  if (method === "POST" && path === "cart/add.js") {
    const items = body.items ?? [body];
    const wanted = items.map(({ id, quantity = 1 }) => ({ product: byVariant(id), quantity: Number(quantity) }));
    if (wanted.some(({ product }) => !product)) return answer(404, { status: 404, message: "Cart Error", description: "Cannot find variant" });
    for (const { product, quantity } of wanted) {
      const held = session.lines.find((line) => line.product === product)?.quantity ?? 0;
      if (product.left === 0) return refused(answer, `The product '${product.title}' is already sold out.`);
      if (held + quantity > product.left) {
        if (host.partial && product.left > held) put(session, product, product.left);
        return refused(answer, host.partial ? `Only ${product.left - held} items were added to your cart due to availability.` : `You can't add more ${product.title} to the cart.`);
      }
    }
    for (const { product, quantity } of wanted) put(session, product, quantity + (session.lines.find((line) => line.product === product)?.quantity ?? 0));
    const lines = wanted.map(({ product }) => lineOf(host, session.lines.find((line) => line.product === product)));
    return answer(200, { ...(body.items ? { items: lines } : lines[0]), ...bundled(body.sections) });
  }
  if (method === "POST" && path === "cart/update.js") {
    if (body.discount !== undefined) session.codes = body.discount.split(",").filter(Boolean);
    return answer(200, { ...cartOf(host, session), ...bundled(body.sections) });
  }
  if (method === "POST" && path === "cart/change.js") {
    const at = body.line ? body.line - 1 : session.lines.findIndex(({ product }) => keyOf(product) === body.id || String(product.variantId) === String(body.id));
    if (!session.lines[at]) return answer(400, { status: "bad_request", message: "no valid id or line parameter", description: "" });
    put(session, session.lines[at].product, Number(body.quantity));
    return answer(200, { ...cartOf(host, session), ...bundled(body.sections) });
  }
  return false;
}

export async function start(dist, { port, addresses = true } = {}) {
  const host = await shop(dist, {
    port,
    addresses,
    kind: "shopify",
    style: STYLE,
    script: SCRIPT,
    addressOf: ({ handle }) => `/products/${handle}`,
    basketPath: "/cart",
    head: () => '<script src="/globals.js"></script>',
    header: (session, isBasket) => `<a href="/">Tandem</a><a href="/cart" id="cart-icon-bubble">${bubble(session)}</a>${
      { drawer: `<cart-drawer><div id="CartDrawer">${drawerInner(session)}</div></cart-drawer>`, notification: '<cart-notification><div id="cart-notification-product"></div></cart-notification>' }[isBasket ? "page" : host.cartType] ?? ""
    }`,
    product: (product) => `<form action="/cart/add" method="post"><input type="hidden" name="id" value="${product.variantId}"><button>Add to cart</button></form>`,
    basket: (session) => `<cart-items>${rows(session)}</cart-items>`,
    route: (call) => route(call),
  });
  return Object.assign(host, { root: "/", currency: "GBP", partial: false, standard: false, cartType: "drawer", idOf: ({ variantId }) => variantId });
}
