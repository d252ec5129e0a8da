// A Shopify storefront with a theme of Dawn's make, from the documentation of the Ajax API
// (shopify.dev/docs/api/ajax) and of the standard storefront actions and events
// (shopify.dev/docs/api/storefront-events-and-actions). Shopify's own client for the Ajax API passes
// its calls against it: `theme-cart.test.mjs`.
//
// Switches besides those of every host: `root` (the locale's part of all addresses), `currency`
// (`JPY` too is counted in hundredths), `partial` (an add of more than there is takes what there is,
// as announced in 2025, and still answers 422), `standard` (the theme has configured the standard
// actions and dispatches the standard events; without it they do what they do by default), `strict`
// (what cannot be had is a user error of the actions, not a warning), `cartType` ("drawer",
// "notification" or "page", as in Dawn's settings), `siblings` (SKUs that are variants of one product).

import { createHash } from "node:crypto";
import { countOf, escaped, rows, shop } from "./shop.mjs";

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
  const id = event.target.id.value;
  const change = fetch(Shopify.routes.root + "cart/add.js", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id, quantity: 1, sections: "cart-drawer,cart-icon-bubble", sections_url: location.pathname }),
  }).then((answer) => answer.json());
  standard("cart:lines-update", { action: "add", context: "product", lines: [{ merchandiseId: gid("ProductVariant", id), quantity: 1 }], promise: change.then(async (state) => ({ cart: await summary(), userErrors: state.status ? [{ message: state.description }] : [] })) }, event.target);
  const state = await change;
  if (state.status) return;
  document.getElementById("cart-icon-bubble").innerHTML = inner(state.sections["cart-icon-bubble"]);
  publish("cart-update", { source: "product-form", productVariantId: id, cartData: state });
});

document.querySelector("[name=variant]")?.addEventListener("change", async ({ target }) => {
  const { id, title, handle } = target.dataset;
  target.form.elements.id.value = target.value;
  const variant = fetch(Shopify.routes.root + "products/" + handle + ".js").then((answer) => answer.json()).then(({ variants }) => variants.find((variant) => String(variant.id) === target.value));
  standard("product:select", { product: { id: gid("Product", id), title, handle }, selectedOptions: [{ name: "Title", value: target.selectedOptions[0].textContent }], promise: variant.then((it) => ({ variant: { id: gid("ProductVariant", it.id), title: it.title, availableForSale: it.available } })) }, target);
  publish("variant-change", { data: { variant: await variant } });
});

// What a theme that takes part tells, and how it does what it is asked for.
addEventListener("DOMContentLoaded", async () => {
  standard("page:view", { page: { template: document.body.className, title: document.title, url: location.href } });
  if (document.querySelector("cart-items")) standard("cart:view", { context: "page", cart: await summary() });
  if (!IS_STANDARD) return;
  Shopify.actions.updateCart.configure({
    async handler(byDefault) {
      const result = await byDefault();
      const sections = await (await fetch(location.pathname + "?sections=cart-icon-bubble,cart-drawer,main-cart-items")).json();
      for (const [name, selector, section] of [["#cart-icon-bubble", undefined, "cart-icon-bubble"], ["#CartDrawer", "#CartDrawer", "cart-drawer"], ["cart-items", "cart-items", "main-cart-items"]]) {
        const element = document.querySelector(name);
        if (element) element.innerHTML = inner(sections[section], selector);
      }
      return result;
    },
  });
  Shopify.actions.openCart.configure({
    async handler(byDefault) {
      const drawer = document.querySelector("cart-drawer");
      if (!drawer) return byDefault();
      drawer.open();
      standard("cart:view", { context: "dialog", cart: await summary() }, drawer);
    },
  });
});
`;

// What Shopify's own runtime gives every page. The actions write by the Storefront API, of which
// `/api/storefront` is as much as they need: it is no address of the Ajax API's, and its ids are not.
const GLOBALS = (host) => String.raw`
window.Shopify = { shop: "tandem.myshopify.com", locale: "en", currency: { active: ${JSON.stringify(host.currency)}, rate: "1.0" }, routes: { root: ${JSON.stringify(host.root)} } };
const IS_STANDARD = ${host.standard};
window.standardCalls = [];
window.standardEvents = [];
const gid = (kind, id) => "gid://shopify/" + kind + "/" + id;
const dispatch = (name, payload, from = document) => {
  window.standardEvents.push({ name, ...JSON.parse(JSON.stringify(payload)) });
  from.dispatchEvent(Object.assign(new Event("shopify:" + name, { bubbles: true }), payload));
  payload.promise?.catch((error) => dispatch("cart:error", { error: String(error), code: "SERVICE_UNAVAILABLE" }, from));
};
const standard = (name, payload, from) => IS_STANDARD && dispatch(name, payload, from);
const storefront = async (body) => {
  const answer = await fetch("/api/storefront", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error("the request failed: " + answer.status);
  return answer.json();
};
const summary = async () => (await storefront({})).cart;
const action = (name, byDefault) => {
  let own;
  const call = (...words) => {
    window.standardCalls.push(name);
    return own ? own.handler(() => byDefault(...words), ...words) : byDefault(...words).then((result) => (name === "updateCart" && !document.querySelector("cart-drawer,cart-notification") && location.reload(), result));
  };
  return Object.assign((...words) => {
    const result = call(...words);
    if (name === "updateCart") {
      const [{ lines, note, discountCodes }, { event } = {}] = words;
      const told = (part, payload) => dispatch("cart:" + part, { context: "standard-action", ...event, ...payload, promise: result }, own?.eventTarget?.({ type: "shopify:cart:" + part }) ?? document);
      if (lines) told("lines-update", { action: lines[0].merchandiseId ? "add" : lines.every(({ quantity }) => quantity === 0) ? "remove" : "update", lines });
      if (note !== undefined) told("note-update", { note });
      if (discountCodes) told("discount-update", { discountCodes: discountCodes.map((code) => ({ code })) });
    }
    return result;
  }, { isDefault: () => !own, configure: (words) => (own = words) });
};
document.addEventListener("DOMContentLoaded", () => {
  Shopify.actions = {
    getCart: async () => ({ cart: await summary() }),
    updateCart: action("updateCart", storefront),
    openCart: action("openCart", async () => {
      const drawer = document.querySelector("cart-drawer");
      if (drawer) drawer.open();
      else location.assign(Shopify.routes.root + "cart");
    }),
  };
});
`;

const bubble = (cart) => `<span class="count" data-count>${countOf(cart)}</span> in cart`;

const sectionsOf = (host, session) => ({
  "cart-icon-bubble": `<div id="shopify-section-cart-icon-bubble" class="shopify-section">${bubble(session)}</div>`,
  "cart-drawer": `<div id="shopify-section-cart-drawer" class="shopify-section"><cart-drawer><div id="CartDrawer">${drawerInner(session)}</div></cart-drawer></div>`,
  "cart-notification-product": session.lines.map((line) => `<div id="cart-notification-product-${keyOf(line)}">${escaped(line.product.title)}</div>`).join(""),
  "main-cart-items": `<div id="shopify-section-main-cart-items" class="shopify-section"><cart-items>${rows(session)}</cart-items></div>`,
});

const drawerInner = (session) => `<h2>Your cart</h2>${rows(session)}<button type="button" data-close>Close</button>`;

/** A line's key: the variant, and a digest of what makes it a line of its own. */
const keyOf = ({ product, properties }) => `${product.variantId}:${createHash("md5").update(JSON.stringify(properties ?? {})).digest("hex")}`;

/** Its id for the Storefront API, which is another one. */
const gidOf = (line) => `gid://shopify/CartLine/${createHash("md5").update(`line ${keyOf(line)}`).digest("hex")}`;

const isSame = (one, other = {}) => JSON.stringify(one ?? {}) === JSON.stringify(other ?? {});
const lineWith = (session, product, properties) => session.lines.find((line) => line.product === product && isSame(line.properties, properties));
const held = (session, product) => session.lines.reduce((sum, line) => sum + (line.product === product ? line.quantity : 0), 0);

/** Puts so many more of a product into the cart, as a line of its own where its properties differ. */
function more(session, product, quantity, properties) {
  const line = lineWith(session, product, properties);
  if (line) line.quantity += quantity;
  else session.lines.unshift({ product, quantity, ...(properties && { properties }) });
}

function keep(session, line, quantity) {
  line.quantity = quantity;
  session.lines = session.lines.filter((other) => other.quantity > 0);
}


/** Money as the Ajax API has it: in hundredths, whatever the currency. The demo's pence are whole yen. */
const hundredths = (host, minor) => (host.currency === "JPY" ? minor * 100 : minor);

/** A line as `cart.js` has it. */
const lineOf = (host, line, price = hundredths(host, line.product.priceMinor)) => ({
  id: line.product.variantId,
  properties: line.properties ?? {},
  quantity: line.quantity,
  variant_id: line.product.variantId,
  key: keyOf(line),
  title: line.product.title,
  price,
  original_price: price,
  presentment_price: price,
  discounted_price: price,
  line_price: price * line.quantity,
  original_line_price: price * line.quantity,
  total_discount: 0,
  discounts: [],
  sku: line.product.sku,
  grams: 0,
  vendor: "Tandem",
  taxable: true,
  product_id: line.product.id,
  product_has_only_default_variant: true,
  gift_card: false,
  final_price: price,
  final_line_price: price * line.quantity,
  url: `/products/${line.product.handle}?variant=${line.product.variantId}`,
  featured_image: { url: `${host.embed.origin}/${line.product.image}`, alt: "" },
  image: `${host.embed.origin}/${line.product.image}`,
  handle: line.product.handle,
  requires_shipping: true,
  product_type: "",
  product_title: line.product.title,
  product_description: "",
  variant_title: null,
  variant_options: ["Default Title"],
  options_with_values: [{ name: "Title", value: "Default Title" }],
  line_level_discount_allocations: [],
  line_level_total_discount: 0,
});

const cartOf = (host, session, sum = hundredths(host, session.lines.reduce((sum, { product, quantity }) => sum + product.priceMinor * quantity, 0))) => ({
  token: session.id,
  note: session.note ?? null,
  attributes: session.attributes ?? {},
  original_total_price: sum,
  total_price: sum - host.discountMinor(session),
  total_discount: host.discountMinor(session),
  total_weight: 0,
  item_count: countOf(session),
  items: session.lines.map((line) => lineOf(host, line)),
  requires_shipping: session.lines.length > 0,
  currency: host.currency,
  items_subtotal_price: sum,
  cart_level_discount_applications: host.granted(session).map(({ name, minor, isCode }) => ({ type: isCode ? "discount_code" : "automatic", title: name, total_allocated_amount: minor })),
  discount_codes: (session.codes ?? []).map((code) => ({ code, applicable: host.granted(session).some(({ name }) => name === code) })),
});

/** The cart as actions and events report it: no line says what it is of. */
function summaryOf(host, session) {
  const { total_price, item_count, items, discount_codes } = cartOf(host, session);
  const amount = (hundredths) => ({ totalAmount: { amount: (hundredths / 100).toFixed(2), currencyCode: host.currency } });
  return { id: `gid://shopify/Cart/${session.id}`, totalQuantity: item_count, cost: amount(total_price), lines: items.map(({ quantity, final_line_price }, at) => ({ id: gidOf(session.lines[at]), quantity, cost: amount(final_line_price) })), discountCodes: discount_codes };
}

/** A change by the Storefront API: what cannot be had is a warning, and what there is is taken; or a user error, and nothing is. */
function updated(host, session, { lines = [], note, discountCodes }) {
  const warnings = [];
  const userErrors = [];
  for (const { merchandiseId, id, quantity } of lines) {
    const line = id && session.lines.find((line) => gidOf(line) === id);
    const product = line ? line.product : byVariant(host, merchandiseId?.split("/").pop());
    if (!product) userErrors.push({ code: "INVALID_MERCHANDISE_LINE", field: ["lines"], message: "The merchandise does not exist." });
    else if (line) keep(session, line, Math.min(quantity, product.left));
    else {
      const can = Math.max(0, Math.min(quantity, product.left - held(session, product)));
      const [code, message] = product.left === 0 ? ["MERCHANDISE_OUT_OF_STOCK", `The product '${product.title}' is already sold out.`] : ["MERCHANDISE_NOT_ENOUGH_STOCK", `Only ${can} items were added to your cart due to availability.`];
      if (can < quantity) (host.strict ? userErrors : warnings).push({ code, message, target: merchandiseId });
      if (can > 0 && !(host.strict && can < quantity)) more(session, product, can);
    }
  }
  if (note !== undefined) session.note = note;
  if (discountCodes) session.codes = discountCodes;
  return { cart: summaryOf(host, session), userErrors, warnings };
}

const refused = (answer, description) => answer(422, { status: 422, message: "Cart Error", description });
const byVariant = (host, id) => [...host.products.values()].find((product) => product.variantId === Number(id));

/** The variants of a product: those of all its siblings. */
const siblingsOf = (host, product) => (host.siblings.includes(product.sku) ? host.siblings.map((sku) => host.products.get(sku)) : [product]);

function route({ host, method, path: whole, query, body, session, answer, text }) {
  if (whole === "/globals.js") return text(200, "text/javascript", GLOBALS(host));
  if (method === "POST" && whole === "/api/storefront") return answer(200, updated(host, session, body));
  const sections = (named) => {
    const ids = String(named ?? "").split(",").filter(Boolean);
    const all = sectionsOf(host, session);
    return Object.fromEntries(ids.map((id) => [id, all[id] ?? null]));
  };
  if (method === "GET" && query.has("sections")) return answer(200, sections(query.get("sections")));
  if (!whole.startsWith(host.root)) return false;
  const path = whole.slice(host.root.length);
  const bundled = (named) => (named ? { sections: sections(named) } : {});
  if (String(body.sections ?? "").split(",").length > 5) return answer(400, { status: 400, message: "Bad Request", description: "Only 5 sections may be rendered" });

  if (method === "GET" && path === "cart.js") return answer(200, cartOf(host, session));
  if (method === "GET" && path === "cart" && query.has("section_id")) return text(200, "text/html", sectionsOf(host, session)[query.get("section_id")] ?? "");
  if (method === "GET" && path === "cart/shipping_rates.json") {
    const rates = session.lines.length > 0 ? [["Standard", "4.90"], ["Express", "9.90"]] : [];
    return answer(200, { shipping_rates: rates.map(([name, price]) => ({ name, presentment_name: name, code: name, price, markup: null, source: "shopify", delivery_date: null, delivery_range: null, delivery_days: [], compare_price: null, phone_required: false, currency: host.currency })) });
  }
  if (method === "GET" && path.startsWith("products/") && path.endsWith(".js")) {
    const product = [...host.products.values()].find(({ handle }) => path === `products/${handle}.js`);
    if (!product) return false;
    const variants = siblingsOf(host, product).map((variant) => ({ id: variant.variantId, title: variant === product && host.siblings.length === 0 ? "Default Title" : variant.title, sku: variant.sku, available: variant.left > 0, price: hundredths(host, variant.priceMinor), compare_at_price: null, featured_image: null }));
    return answer(200, { id: product.id, title: product.title, handle: product.handle, price: hundredths(host, product.priceMinor), available: variants.some(({ available }) => available), variants, images: [], featured_image: `${host.embed.origin}/${product.image}`.replace("http:", ""), url: `/products/${product.handle}` });
  }
  if (method === "GET" && path === "search/suggest.json") {
    const found = [...host.products.values()].filter(({ sku }) => sku === query.get("q"));
    return answer(200, { resources: { results: { products: found.map(({ id, handle, title }) => ({ id, handle, title, url: `/products/${handle}` })) } } });
  }
  if (method !== "POST") return false;
  if (path === "cart/add.js") {
    const items = body.items ?? [body];
    const wanted = items.map(({ id, quantity, properties }) => ({ product: byVariant(host, id), quantity: Number(quantity ?? 1), properties }));
    if (wanted.some(({ product }) => !product)) return answer(404, { status: 404, message: "Cart Error", description: "Cannot find variant" });
    for (const { product, quantity } of wanted) {
      const has = held(session, product);
      if (product.left === 0) return refused(answer, `The product '${product.title}' is already sold out.`);
      if (has + quantity > product.left) {
        if (host.partial && product.left > has) more(session, product, product.left - has);
        return refused(answer, host.partial ? `Only ${product.left - has} items were added to your cart due to availability.` : `You can't add more ${product.title} to the cart.`);
      }
    }
    for (const { product, quantity, properties } of wanted) more(session, product, quantity, properties);
    const lines = wanted.map(({ product, properties }) => lineOf(host, lineWith(session, product, properties)));
    return answer(200, { ...(body.items ? { items: lines } : lines[0]), ...bundled(body.sections) });
  }
  const cartNow = () => answer(200, { ...cartOf(host, session), ...bundled(body.sections) });
  if (path === "cart/update.js") {
    if (body.discount !== undefined) session.codes = body.discount.split(",").filter(Boolean);
    if (body.note !== undefined) session.note = body.note;
    if (body.attributes) session.attributes = Object.fromEntries(Object.entries({ ...session.attributes, ...body.attributes }).filter(([, value]) => value !== ""));
    for (const [id, quantity] of Object.entries(body.updates ?? {})) {
      const line = session.lines.find((line) => keyOf(line) === id || String(line.product.variantId) === id);
      if (line) keep(session, line, Math.min(Number(quantity), line.product.left));
    }
    return cartNow();
  }
  if (path === "cart/clear.js") {
    session.lines = [];
    return cartNow();
  }
  if (path === "cart/change.js") {
    const line = body.line ? session.lines[body.line - 1] : session.lines.find((line) => keyOf(line) === body.id || String(line.product.variantId) === String(body.id));
    if (!line) return answer(400, { status: "bad_request", message: "no valid id or line parameter", description: "" });
    if (body.properties) line.properties = body.properties;
    // More than there is becomes what there is, as the client of Shopify's has it.
    if (body.quantity !== undefined) keep(session, line, Math.min(Number(body.quantity), line.product.left));
    return cartNow();
  }
  return false;
}

/** A choice between the variants of a product, where it has siblings. */
const choice = (host, product) => {
  const variants = siblingsOf(host, product);
  return variants.length < 2 ? "" : `<label>Variant <select name="variant" data-id="${product.id}" data-title="${escaped(product.title)}" data-handle="${escaped(product.handle)}">${variants.map(({ variantId, title }) => `<option value="${variantId}">${escaped(title)}</option>`).join("")}</select></label>`;
};

export async function start(dist, { port, addresses = true } = {}) {
  let host;
  host = await shop(dist, {
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
    product: (product) => `<form action="/cart/add" method="post"><input type="hidden" name="id" value="${product.variantId}">${choice(host, product)}<button>Add to cart</button></form>`,
    basket: (session) => `<cart-items>${rows(session)}</cart-items>`,
    route: (call) => route(call),
  });
  return Object.assign(host, { root: "/", currency: "GBP", partial: false, standard: false, strict: false, cartType: "drawer", siblings: [], idOf: ({ variantId }) => variantId });
}
