// Shopify, by the Ajax API that every theme has, and by the standard storefront actions where a theme
// has configured them: such a theme adds by itself. Any other is asked for the parts of the page to
// draw anew, as the actions' default would load the whole page.
//
// - Money is in hundredths whatever the currency: 1,000 yen are 100000, a dinar is 100.
// - An add of many lines is all or nothing by the documentation, and has been seen to be otherwise:
//   after a refusal the cart decides, and only where nothing came of it each line is tried alone. The
//   actions take what there is, and say so in a warning: there too the cart decides.
// - The cart as the actions report it does not say what its lines are of: it is read, and lines are
//   changed, by the Ajax API alone. What is so written is told by the standard events.
// - A discount that comes by itself stands in the cart by its name, as one by code does. The codes of a
//   cart are set all at once: those it has are sent along.
// - An answer may be a page: a shop behind a password, a check for robots.

import { ask, careful, digits, spread, watch } from "../platform/common.js";

const FRESH_MILLISECONDS = 60_000;
const MOST_SECTIONS = 5;
const CHANGES = /\/cart\/(add|change|update|clear)/;
const HEARD = ["lines-update", "discount-update", "error"].map((name) => `shopify:cart:${name}`);
const OURS = { source: "tandem" };

const gid = (kind, id) => `gid://shopify/${kind}/${id}`;

// The actions of a theme that has configured how carts change.
const actions = () => {
  const all = globalThis.Shopify?.actions;
  return all?.updateCart?.isDefault?.() === false ? all : undefined;
};

export default ({ pageOf }) => {
  const root = () => globalThis.Shopify?.routes?.root ?? "/";
  const products = new Map();
  let currency;

  const call = async (path, body) => {
    const { ok, status, json } = await ask(root() + path, body);
    if (!ok || !json) throw Object.assign(new Error(json?.description ?? json?.message ?? `${status}`), { status: json && status });
    return json;
  };

  const cart = async () => {
    const now = await call("cart.js");
    currency = now.currency;
    return now;
  };

  const minor = (hundredths) => Math.round(hundredths * 10 ** (digits(currency) - 2));

  // Variants by any of the names that orders may have them under.
  const isOf = (sku) => (variant) => variant.sku === sku || `${variant.id}` === sku;

  const find = async (sku) => {
    let handle = /\/products\/([^/?#]+)/.exec(pageOf(sku))?.[1];
    if (!handle) {
      const query = new URLSearchParams({ q: sku, "resources[type]": "product", "resources[limit]": 1, "resources[options][fields]": "variants.sku" });
      handle = (await call(`search/suggest.json?${query}`)).resources.results.products[0]?.handle;
    }
    const product = handle && (await call(`products/${handle}.js`));
    const variant = product?.variants.find(isOf(sku));
    return variant && { sku, variant: variant.id, product, price: variant.price, available: variant.available, image: variant.featured_image?.src ?? product.featured_image };
  };

  // What the shop says of an item; nothing where it does not answer.
  const known = (sku) => {
    if (!products.has(sku)) {
      products.set(sku, find(sku).catch(() => products.delete(sku) && undefined));
      setTimeout(() => products.delete(sku), FRESH_MILLISECONDS);
    }
    return products.get(sku);
  };

  // The theme's own cart, of the kind that themes took over from Dawn.
  const drawer = () => {
    const element = document.querySelector("cart-drawer,cart-notification");
    return element?.renderContents && element.getSectionsToRender ? element : undefined;
  };

  // The cart as the standard events have it.
  const summary = ({ token, item_count: totalQuantity, total_price: total, items, discount_codes: discountCodes = [], currency: currencyCode }) => {
    const cost = (hundredths) => ({ totalAmount: { amount: `${hundredths / 100}`, currencyCode } });
    return { id: gid("Cart", token), totalQuantity, cost: cost(total), lines: items.map((item) => ({ id: item.key, quantity: item.quantity, cost: cost(item.final_line_price) })), discountCodes };
  };

  // Tells whoever listens to the standard events of a change that is under way.
  const tell = (name, payload, answer) => {
    const dispatch = (name, payload) => document.dispatchEvent(Object.assign(new Event(`shopify:cart:${name}`, { bubbles: true }), { ...payload, detail: OURS }));
    const result = async () => {
      try {
        const now = await answer;
        return { cart: summary(now.token ? now : await cart()), userErrors: [] };
      } catch (error) {
        if (error.status === 422) return { cart: null, userErrors: [{ message: error.message }] };
        dispatch("error", { error: error.message, code: "SERVICE_UNAVAILABLE" });
        throw error;
      }
    };
    const promise = result();
    promise.catch(() => {});
    dispatch(name, { ...payload, promise });
  };

  // Writes, tells of it as `name` with `payload`, and has the theme draw what changed.
  const change = async (path, body, name, payload) => {
    const theme = path === "cart/add.js" ? drawer() : undefined;
    const ids = new Set(["cart-icon-bubble", ...(theme?.getSectionsToRender() ?? []).map(({ section, id }) => section ?? id)]);
    const written = call(path, { ...body, sections: [...ids].slice(0, MOST_SECTIONS).join(), sections_url: location.pathname });
    tell(name, payload, written);
    const answer = await written;
    try {
      if (theme) {
        theme.renderContents({ ...answer.items?.[0], ...answer });
        theme.classList.remove("is-empty");
      } else draw("cart-icon-bubble", answer.sections);
      globalThis.publish?.("cart-update", { source: "tandem", cartData: answer });
    } catch {} // The theme is of another make. The cart has it.
    return answer;
  };

  // By the theme's own action. Gives what the shop says of a change that it made in part.
  const act = async (payload) => {
    const { userErrors, warnings } = await actions().updateCart(payload, { event: { detail: OURS } });
    if (userErrors?.length) throw Object.assign(new Error(userErrors[0].message), { status: 422 });
    return warnings?.[0]?.message;
  };

  const draw = (id, sections) => {
    const html = new DOMParser().parseFromString(sections?.[id] ?? "", "text/html");
    const [now, then] = [document.getElementById(id), html.querySelector(".shopify-section")];
    if (now && then) now.replaceChildren(...then.childNodes);
  };

  const quantities = ({ items }) => items.map(({ key, quantity }) => `${key} ${quantity}`).join();
  const count = ({ items }, id) => items.reduce((sum, item) => sum + (item.variant_id === id ? item.quantity : 0), 0);

  const add = (items) => {
    const lines = items.map(({ id, quantity }) => ({ merchandiseId: gid("ProductVariant", id), quantity }));
    if (actions()) return act({ lines });
    return change("cart/add.js", { items: items.map(({ id, quantity }) => ({ id, quantity })) }, "lines-update", { action: "add", context: "product", lines }).then(() => undefined);
  };

  // Enters the discount as a code, where the cart has not got it by itself.
  const enter = async (discount) => {
    const { items, discount_codes: codes = [], cart_level_discount_applications: applied = [] } = await cart();
    const titles = [...applied, ...items.flatMap((item) => item.discounts ?? [])].map(({ title }) => `${title}`.toLowerCase());
    if (titles.includes(discount.toLowerCase())) return;
    const discountCodes = [...codes.map(({ code }) => code), discount];
    if (actions()) await act({ discountCodes });
    else await change("cart/update.js", { discount: discountCodes.join() }, "discount-update", { discountCodes: discountCodes.map((code) => ({ code })) });
  };

  // Gives the refusals.
  const tryAdd = async (items) => {
    if (!items.length) return [];
    const before = (items.length > 1 || actions()) && (await cart());
    let [missing, said] = [items];
    try {
      said = await add(items);
      if (!said) return [];
      const after = await cart();
      missing = items.filter(({ id, quantity }) => count(after, id) < count(before, id) + quantity);
    } catch (error) {
      if (error.status !== 422) throw error;
      if (items.length > 1 && quantities(await cart()) === quantities(before)) {
        const refusals = [];
        for (const item of items) refusals.push(...(await tryAdd([item])));
        return refusals;
      }
      said = error.message;
    }
    return Promise.all(
      missing.map(async ({ sku }) => {
        products.delete(sku);
        return { sku, code: (await known(sku))?.available === false ? "sold_out" : "", message: said };
      }),
    );
  };

  // A variant that is chosen on the page is what a box that names another of that product is about.
  const follow = async (id, handle = /\/products\/([^/?#]+)/.exec(location.pathname)?.[1]) => {
    const variants = (handle && (await call(`products/${handle}.js`)).variants) || [];
    const chosen = variants.find((variant) => `${variant.id}` === `${id}`.split("/").pop());
    for (const box of chosen ? document.querySelectorAll("tandem-offers[product]") : []) {
      const named = variants.find(isOf(box.getAttribute("product")));
      const name = box.getAttribute("product") === `${named?.id}` ? `${chosen.id}` : chosen.sku || `${chosen.id}`;
      if (named && named !== chosen) box.setAttribute("product", name);
    }
  };
  const chosen = (id, handle) => id && follow(id, handle).catch(() => {}); // The box stays as it is.
  document.addEventListener("shopify:product:select", async ({ promise, product }) => chosen((await promise?.catch(() => {}))?.variant?.id, product?.handle));
  globalThis.subscribe?.("variant-change", ({ data }) => chosen(data?.variant?.id));

  return careful({
    async getCart() {
      const { items, total_discount: discount } = await cart();
      return { currency, exponent: digits(currency), discountMinor: minor(discount), lines: items.map((item) => ({ sku: item.sku || `${item.variant_id}`, quantity: item.quantity, unitPriceMinor: minor(item.final_price ?? item.price) })) };
    },

    async addLines(lines, discount) {
      const found = await Promise.all(lines.map(async (line) => ({ ...line, id: (await known(line.sku))?.variant })));
      const unknown = found.filter(({ id }) => !id).map(({ sku }) => ({ sku, code: "unknown", message: "" }));
      const errors = [...unknown, ...(await tryAdd(found.filter(({ id }) => id)))];
      if (discount && !errors.length) await enter(discount).catch(() => {}); // The cart says what came of it.
      return { errors };
    },

    async setQuantity(sku, quantity) {
      const lines = (await cart()).items.filter((item) => item.sku === sku || `${item.variant_id}` === sku);
      // What has engravings or a subscription stays longest.
      lines.sort((one, other) => Object.keys(other.properties ?? {}).length - Object.keys(one.properties ?? {}).length);
      for (const [{ key: id, quantity: now }, keeps] of spread(lines, quantity)) {
        if (keeps !== now) await change("cart/change.js", { id, quantity: keeps }, "lines-update", { action: keeps ? "update" : "remove", context: "cart", lines: [{ id, quantity: keeps }] });
      }
    },

    async getProducts(skus) {
      const found = await Promise.all(skus.map(known));
      currency ??= globalThis.Shopify?.currency?.active ?? (await cart()).currency;
      return found.filter(Boolean).map(({ sku, product, image, price, available }) => ({ sku, priceMinor: minor(price), available, currency, exponent: digits(currency), title: product.title, url: new URL(product.url, location.href).href, image: image && new URL(image, location.href).href }));
    },

    onCartChange(callback) {
      // It is told before the change, with a promise of it.
      const told = ({ promise, detail }) => detail?.source !== OURS.source && Promise.resolve(promise ?? detail?.promise).then(callback, callback);
      for (const name of HEARD) document.addEventListener(name, told);
      const ends = [watch(CHANGES, [], callback), globalThis.subscribe?.("cart-update", () => callback())];
      return () => {
        for (const name of HEARD) document.removeEventListener(name, told);
        for (const end of ends) end?.();
      };
    },

    openCart() {
      const open = globalThis.Shopify?.actions?.openCart;
      const theme = document.querySelector("cart-drawer");
      if (open && (open.isDefault?.() === false || !theme?.open)) open();
      else if (theme?.open) theme.open();
      else location.assign(`${root()}cart`);
    },
  });
};
