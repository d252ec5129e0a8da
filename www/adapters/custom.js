// Any cart that answers in JSON, told by a block of settings on the page: see docs/shops.md.
//
// Settings are data: only own keys are read, and only addresses of the page's own origin are asked,
// so that nothing put into the block can send the shopper's token elsewhere.

import { careful, digits, grouped, spread } from "../platform/common.js";

const FRESH_MILLISECONDS = 60_000;

// What stands at a path such as `basket.entries.0.code`; nothing where there is none.
const at = (value, path) => {
  for (const key of path ? `${path}`.split(".") : []) value = value !== null && typeof value === "object" && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
};

// A text with the values in place of {their names}; a text that is nothing but a name is the value itself.
const fill = (text, values) => {
  const whole = /^\{(\w+)\}$/.exec(text)?.[1];
  const named = (all, name) => (Object.hasOwn(values, name) ? values[name] : all);
  return whole ? named(text, whole) : text.replace(/\{(\w+)\}/g, named);
};

// The same for all texts of a template.
const filled = (template, values) => {
  if (typeof template === "string") return fill(template, values);
  if (!template || typeof template !== "object") return template;
  if (Array.isArray(template)) return template.map((entry) => filled(entry, values));
  return Object.fromEntries(Object.entries(template).map(([name, entry]) => [name, filled(entry, values)]));
};

const own = (address) => {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) throw new Error(`${url.origin} is not this shop`);
  return url.href;
};

// A document without script, as the browser parses it: no markup is made from text.
const page = () =>
  new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.responseType = "document";
    request.onload = () => done(request.response);
    request.onerror = failed;
    request.send();
  });

export default ({ configuration }) => {
  const settings = JSON.parse(configuration);
  const say = (path) => at(settings, path);
  const products = new Map();
  const listeners = new Set();
  let fresh = document;

  const token = () => {
    const cookie = say("token.cookie");
    if (cookie) return decodeURIComponent(document.cookie.split("; ").find((pair) => pair.startsWith(`${cookie}=`))?.slice(cookie.length + 1) ?? "");
    const named = (kind) => say(`token.${kind}`) && fresh?.querySelector(`${kind}[name="${CSS.escape(say(`token.${kind}`))}"]`);
    return named("meta")?.content ?? named("input")?.value;
  };

  const ask = async (name, values) => {
    const method = say(`${name}.method`) ?? (values && name !== "products" ? "POST" : "GET");
    const headers = { accept: "application/json" };
    let body;
    if (method !== "GET") {
      const known = token();
      if (known) headers[say("token.header") ?? "X-CSRF-Token"] = known;
      const content = filled(say(`${name}.body`) ?? {}, values);
      const isForm = say("encode") === "form";
      if (!isForm) headers["content-type"] = "application/json";
      body = isForm ? new URLSearchParams(content) : JSON.stringify(content);
    }
    const inAddress = Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, encodeURIComponent(value)]));
    const answer = await fetch(own(fill(`${say(`${name}.url`)}`, inAddress)), { method, headers, body, cache: "no-store" });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : {} };
  };

  // A write. Where its token is refused, and so nothing was done, once more with a new one.
  const write = async (name, values) => {
    const answer = await ask(name, values);
    if (!(say("token.stale") ?? [401, 403, 419]).includes(answer.status)) return answer;
    if (say("token.cookie")) await ask("cart");
    else fresh = await page();
    return ask(name, values);
  };

  const money = (currency) => ({ currency, exponent: say("exponent") ?? (currency && digits(currency)) });
  const minor = (value, { exponent }) => {
    const number = value === null || value === "" ? NaN : +value;
    return Number.isNaN(number) ? undefined : Math.round(say("decimal") ? number * 10 ** exponent : number);
  };

  // A field of an entry, as the settings name it.
  const part = (entry, name, field) => at(entry, say(`${name}.${field}`));

  const cart = async () => {
    const { status, body } = await ask("cart");
    const lines = at(body, say("cart.lines"));
    if (status >= 300 || !Array.isArray(lines)) throw new Error(`cart: ${status}`);
    const usual = money(say("currency") ?? part(body, "cart", "currency"));
    const discount = say("cart.discount") && part(body, "cart", "discount");
    return { ...usual, discountMinor: minor(discount ?? "", usual), lines: lines.map((line) => ({ line: part(line, "cart", "line"), sku: `${part(line, "cart", "sku")}`, quantity: +part(line, "cart", "quantity"), unitPriceMinor: minor(say("cart.price") && part(line, "cart", "price"), usual) })) };
  };

  const look = async (skus) => {
    const { body } = await ask("products", { skus: skus.join() });
    const list = at(body, say("products.list"));
    return new Map((Array.isArray(list) ? list : [body]).map((product) => [`${part(product, "products", "sku")}`, product]));
  };

  const known = (skus) => {
    const missing = skus.filter((sku) => !products.has(sku));
    const found = missing.length && say("products.url") ? look(missing).catch(() => new Map()) : undefined;
    for (const sku of missing) {
      products.set(sku, found?.then((all) => all.get(sku)));
      setTimeout(() => products.delete(sku), FRESH_MILLISECONDS);
    }
    return Promise.all(skus.map((sku) => products.get(sku)));
  };

  const announce = () => {
    const name = say("event");
    if (name) document.dispatchEvent(new CustomEvent(name, { bubbles: true }));
    else for (const listener of listeners) listener();
  };

  return careful({
    getCart: cart,

    async addLines(lines, code) {
      const found = await known(lines.map(({ sku }) => sku));
      const errors = [];
      const coupon = code && say("coupon.url");
      const off = coupon && (await cart()).discountMinor;
      for (const [place, { sku, quantity }] of lines.entries()) {
        const { status, body } = await write("add", { sku, quantity, id: part(found[place], "products", "id") ?? sku });
        const [code, message] = [at(body, say("error.code")), at(body, say("error.message"))];
        // Some answer 200 with an error in it, some 500 for what is out of stock.
        if (status < 300 && (!say("error.code") || code === undefined || code === null)) continue;
        products.delete(sku);
        errors.push({ sku, code: say("error.soldOut")?.includes?.(code) ? "sold_out" : `${(say("error.code") && code) ?? status}`, message: say("error.message") && typeof message === "string" ? message : "" });
      }
      // Where the cart takes no more off by itself; it says what came of it.
      if (coupon && !errors.length && (await cart()).discountMinor === off) await write("coupon", { code }).catch(() => {});
      if (errors.length < lines.length) announce();
      return { errors };
    },

    async setQuantity(sku, quantity) {
      const { lines } = await cart();
      const ours = lines.filter((line) => line.sku === sku);
      for (const [line, keeps] of spread(ours, quantity)) {
        if (keeps !== line.quantity) await write(keeps || !say("remove") ? "set" : "remove", { ...line, quantity: keeps });
      }
      announce();
    },

    async getProducts(skus) {
      const found = await known(skus);
      return skus.flatMap((sku, place) => {
        const product = found[place];
        if (!product) return [];
        const usual = money(say("currency") ?? part(product, "products", "currency"));
        const stated = (name) => (say(`products.${name}`) ? part(product, "products", name) : undefined);
        const address = (name) => stated(name) && new URL(stated(name), location.href).href;
        const left = stated("available");
        return { sku, ...usual, title: stated("title"), url: address("page"), image: address("image"), priceMinor: minor(stated("price") ?? "", usual), available: typeof left === "number" ? left > 0 : left };
      });
    },

    onCartChange(callback) {
      const name = say("event");
      if (name) addEventListener(name, callback);
      else listeners.add(callback);
      return () => {
        removeEventListener(name, callback);
        listeners.delete(callback);
      };
    },

    formatMoney(decimal, currency) {
      if (!say("money.text") || (say("currency") && say("currency") !== currency)) return undefined;
      const amount = grouped(decimal, say("money.thousands") ?? "", say("money.point") ?? ".");
      return `${fill(`${say("money.text")}`, { amount })}`;
    },

    openCart: () => location.assign(own(say("open") ?? "/cart")),
  });
};
