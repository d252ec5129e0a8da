// A shop of somebody's own making, with a cart of its own shape: decimal prices, ids that are not its
// SKUs, a token in the page's head, and 500 for what is out of stock. It forbids all that Trusted
// Types forbid. Its token is in a meta tag, an input and, once the basket was asked for, a cookie.
//
// Switches besides those of every host: `staleTokens()`.

import { createHash } from "node:crypto";
import { countOf, escaped, put, rows, shop } from "./shop.mjs";

/** What its page says to the widget: the whole installation. */
export const SETTINGS = {
  currency: "GBP",
  decimal: true,
  event: "basket:changed",
  open: "/basket",
  token: { meta: "csrf-token", header: "X-CSRF" },
  cart: { url: "/api/basket", lines: "basket.entries", sku: "article.code", quantity: "amount", price: "article.cost", line: "nr", discount: "basket.off" },
  coupon: { url: "/api/basket/codes", body: { word: "{code}" } },
  add: { url: "/api/basket/entries", body: { article: "{id}", amount: "{quantity}" } },
  set: { url: "/api/basket/entries/{line}", method: "PUT", body: { amount: "{quantity}" } },
  remove: { url: "/api/basket/entries/{line}", method: "DELETE" },
  products: { url: "/api/articles?codes={skus}", list: "articles", id: "nr", sku: "code", title: "name", page: "href", image: "picture", price: "cost", available: "left" },
  error: { code: "fault.kind", message: "fault.text", soldOut: ["STOCK"] },
};

const STYLE = `
body{font:17px/1.6 Georgia,serif;color:#24352d;background:#fbf8f1}
h1{font-weight:400}
button{border-color:#2e5e4e;border-radius:99px;background:#2e5e4e}
`;

const SCRIPT = String.raw`
const drawn = () =>
  new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.responseType = "document";
    request.onload = () => done(request.response);
    request.send();
  });
addEventListener("basket:changed", async () => {
  const then = await drawn();
  for (const part of ["[data-count]", ".lines", "main .total"]) document.querySelector(part)?.replaceWith(then.querySelector(part) ?? "");
});
document.querySelector("form.order")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  await fetch("/api/basket/entries", {
    method: "POST",
    headers: { "content-type": "application/json", "X-CSRF": document.querySelector("meta[name=csrf-token]").content },
    body: JSON.stringify({ article: Number(event.target.elements.article.value), amount: 1 }),
  });
  document.dispatchEvent(new CustomEvent("basket:changed", { bubbles: true }));
});
`;

const tokenOf = (host, session) => createHash("sha256").update(`${session.id} ${host.day}`).digest("hex");
const decimal = (minor) => (minor / 100).toFixed(2);
const article = (host, product) => ({ nr: product.id, code: product.sku, name: product.title, href: `/article/${product.id}`, picture: `${host.embed.origin}/${product.image}`, cost: decimal(product.priceMinor), left: product.left });
const basketOf = (host, session) => ({ basket: { off: decimal(host.discountMinor(session)), entries: session.lines.map(({ product, quantity }) => ({ nr: `e${product.id}`, amount: quantity, article: article(host, product) })) } });

function route({ host, method, path, query, body, headers, session, answer }) {
  if (path === "/api/articles") {
    const codes = query.get("codes").split(",");
    return answer(200, { articles: codes.map((code) => host.products.get(code)).filter(Boolean).map((product) => article(host, product)) });
  }
  if (path === "/api/basket") return answer(200, basketOf(host, session), { "set-cookie": `csrf=${tokenOf(host, session)}; Path=/; SameSite=Lax` });
  if (!path.startsWith("/api/basket/")) return false;
  if (headers["x-csrf"] !== tokenOf(host, session)) return answer(419, { fault: { kind: "TOKEN", text: "The page has expired." } });
  if (method === "POST" && path === "/api/basket/entries") {
    const amount = Number(body.amount);
    const product = [...host.products.values()].find(({ id }) => id === Number(body.article));
    if (!product) return answer(404, { fault: { kind: "UNKNOWN", text: "No such article." } });
    const held = session.lines.find((line) => line.product === product)?.quantity ?? 0;
    if (held + amount > product.left) return answer(500, { fault: { kind: "STOCK", text: "We have no more of it." } });
    put(session, product, held + amount);
    return answer(200, basketOf(host, session));
  }
  if (path === "/api/basket/codes") {
    session.codes = [...(session.codes ?? []), body.word];
    if (host.granted(session).some(({ name }) => name === body.word)) return answer(200, basketOf(host, session));
    session.codes.pop();
    return answer(404, { fault: { kind: "UNKNOWN", text: "No such code." } });
  }
  const line = session.lines.find(({ product }) => path.endsWith(`/e${product.id}`));
  if (!line) return answer(404, { fault: { kind: "UNKNOWN", text: "No such entry." } });
  put(session, line.product, method === "DELETE" ? 0 : body.amount);
  return answer(200, basketOf(host, session));
}

export async function start(dist, { port } = {}) {
  const host = await shop(dist, {
    port,
    kind: "custom",
    style: STYLE,
    script: SCRIPT,
    policy: "; require-trusted-types-for 'script'; trusted-types 'none'",
    addressOf: ({ id }) => `/article/${id}`,
    basketPath: "/basket",
    head: (host, session) => `<meta name="csrf-token" content="${tokenOf(host, session)}">
<script type="application/json" data-tandem-shop>${JSON.stringify(host.settings)}</script>`,
    header: (session) => `<input type="hidden" name="csrf" value="${tokenOf(host, session)}"><a href="/">${escaped("Tandem & Co")}</a><a href="/basket">Basket: <span data-count>${countOf(session)}</span></a>`,
    product: (product) => `<form class="order"><input type="hidden" name="article" value="${product.id}"><button>Order</button></form>`,
    basket: (session) => rows(session),
    route,
  });
  return Object.assign(host, { settings: SETTINGS, day: 0, idOf: ({ id }) => id, staleTokens: () => (host.day += 1) });
}
