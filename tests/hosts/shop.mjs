// What all hosts of the tests have in common: a small shop on this machine that sells what the demo
// shop sells, with a product page and a basket page. A host adds its platform's cart endpoints, as
// their documentation has them, and looks like a usual theme of that platform.
//
// Nothing is kept but in memory. Sessions are cookies, as on all these platforms.

import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { listening, serve } from "../e2e/serve.mjs";
import { THEME } from "./theme.mjs";

/** Text for a page. */
export const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Every price of a host is this much above the demo's catalogue, so that a live price is told from a kept one. */
export const DEARER_MINOR = 7;

/** How many products the start page has. */
const SHELF = 12;

/** A product's name in an address. */
const handleOf = ({ title, sku }) => `${title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}-${sku.toLowerCase()}`;

/** What the demo shop sells, with the ids that a platform would give. */
function stock(dist) {
  const { products } = JSON.parse(readFileSync(join(dist, "demo/products.json"), "utf8"));
  return products
    .filter(({ priceMinor }) => priceMinor > 0)
    .map((product, at) => ({ ...product, id: 1_000 + at, variantId: 40_000_000 + at, handle: handleOf(product), priceMinor: product.priceMinor + DEARER_MINOR, left: product.available ? 50 : 0 }));
}

/** The embed files on another origin, with the catalogue as `tandem build --catalog` writes it for this shop. */
async function embedded(dist, addressOf) {
  const manifest = JSON.parse(readFileSync(join(dist, "demo/manifest.json"), "utf8"));
  const files = new Map();
  for (const shard of manifest.catalog.shards) {
    const columns = JSON.parse(gunzipSync(readFileSync(join(dist, "demo", shard.file))));
    columns.url = columns.sku.map((sku) => addressOf(sku) || null);
    const bytes = gzipSync(JSON.stringify(columns));
    shard.bytes = bytes.length;
    shard.sha256 = createHash("sha256").update(bytes).digest("hex");
    files.set(`/demo/${shard.file}`, bytes);
  }
  const site = await serve(dist);
  site.offer = (bundles) => files.set("/demo/manifest.json", Buffer.from(JSON.stringify({ ...manifest, bundles })));
  site.offer(manifest.bundles);
  site.fault = (path) => (files.has(path) ? { body: files.get(path) } : undefined);
  return site;
}

const cookiesOf = (request) => Object.fromEntries((request.headers.cookie ?? "").split("; ").map((pair) => pair.split("=")));

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("multipart/")) return Object.fromEntries(await new Response(bytes, { headers: { "content-type": type } }).formData());
  const text = bytes.toString("utf8");
  if (type.includes("json")) return text ? JSON.parse(text) : {};
  return Object.fromEntries(new URLSearchParams(text));
}

/**
 * Starts a host of a platform: `{kind, port?, htmlAttributes?, style?, script, addressOf(product), basketPath, head?(host),
 * header(session, isBasket), product(product, session), basket(session), route(call), policy?}`.
 *
 * `route` gets `{method, path, query, body, headers, session, answer(status, json, headers?)}` and
 * returns true where it has answered. What it gives back as the host is what tests use: `origin`,
 * `requests` (method and path), `products` by SKU, and the switches: `slow_ms` for cart calls, `caching` (what answers say of caches),
 * `discounts` (see `granted`), `instead(call)` for another answer than the shop's (`{status, type, body}`), `endSessions()`.
 * `strip` and `choose` are the preview's: see `preview.mjs`.
 */
export async function shop(dist, platform) {
  const products = new Map(stock(dist).map((product) => [product.sku, product]));
  const sessions = new Map();
  const embed = await embedded(dist, (sku) => platform.addresses !== false && products.has(sku) && platform.addressOf(products.get(sku)));
  const host = {
    kind: platform.kind,
    origin: "",
    embed,
    products,
    requests: [],
    sessions,
    slow_ms: 0,
    caching: "no-store",
    instead: () => undefined,
    tag: "",
    inHead: "",
    boxes: "",
    discounts: [],
    addressOf: (sku) => platform.addressOf(products.get(sku)),
    basketPath: platform.basketPath,
    endSessions: () => sessions.clear(),
  };
  host.policy = () =>
    `default-src 'none'; script-src 'self' ${embed.origin} 'wasm-unsafe-eval'; connect-src 'self' ${embed.origin}; style-src 'self'; img-src 'self' ${embed.origin}; form-action 'self'; base-uri 'none'${platform.policy ?? ""}`;

  host.discountMinor = (session) => granted(host, session).reduce((sum, { minor }) => sum + minor, 0);
  host.granted = (session) => granted(host, session);

  const page = (title, main, session, path, isBasket = false) => `<!doctype html>
<html lang="en"${platform.htmlAttributes ? ` ${platform.htmlAttributes}` : ""}>
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="/theme.css">
${platform.head?.(host, session) ?? ""}
<script async src="${embed.origin}/embed/tandem.js" data-manifest="${embed.origin}/demo/manifest.json" ${host.tag}></script>
${host.inHead}
</head>
<body class="${platform.bodyClass ?? ""}">
${host.strip?.(session, path) ?? ""}<header class="site">${platform.header(session, isBasket)}</header>
<main>${main}</main>
<script src="/theme.js"></script>
</body>
</html>`;

  const productPage = (product, session) =>
    page(
      product.title,
      `<article class="product"><img src="${embed.origin}/${escaped(product.image)}" alt="" width="320" height="320"><div>
<h1>${escaped(product.title)}</h1><p class="price">£${(product.priceMinor / 100).toFixed(2)}</p>${platform.product(product, session)}</div></article>
<script type="application/ld+json">${JSON.stringify({ "@context": "https://schema.org", "@type": "Product", sku: product.sku, name: product.title }).replaceAll("<", "\\u003c")}</script>
<tandem-offers placement="product"></tandem-offers>${host.discounts.length ? `<tandem-offers placement="bundle" product="${escaped(product.sku)}"></tandem-offers>` : ""}${host.boxes}`,
      session,
      platform.addressOf(product),
    );

  const startPage = (session) => {
    const shelf = [...products.values()].slice(0, SHELF);
    const item = (product) => `<li><a href="${escaped(platform.addressOf(product))}"><img src="${embed.origin}/${escaped(product.image)}" alt="" width="160" height="160">${escaped(product.title)}</a></li>`;
    return page("Tandem", `<h1>Most bought</h1><ul class="shelf">${shelf.map(item).join("")}</ul>`, session, "/");
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    const path = decodeURIComponent(url.pathname);
    host.requests.push(`${request.method} ${path}`);
    const send = (status, type, body, headers = {}) => {
      if (!response.headersSent) response.writeHead(status, { "content-type": type, "cache-control": "no-store", ...headers }).end(request.method === "HEAD" ? undefined : body);
      return true;
    };
    try {
      if (path === "/theme.css") return send(200, "text/css", THEME + (platform.style ?? ""));
      if (path === "/theme.js") return send(200, "text/javascript", platform.script);
      if (path === "/favicon.ico") return send(204, "image/x-icon", "");
      let id = cookiesOf(request).session;
      const isNew = !sessions.has(id);
      // Ports share cookies: a shop at another one may have named the session.
      if (isNew) sessions.set((id ??= randomUUID()), { id, lines: [] });
      const session = sessions.get(id);
      const cookie = isNew ? { "set-cookie": `session=${id}; Path=/; SameSite=Lax` } : {};
      const html = (body) => send(200, "text/html; charset=utf-8", body, { ...cookie, "content-security-policy": host.policy() });

      if (path === "/" && request.method === "GET" && !url.search) return html(startPage(session));
      if (path === "/preview" && host.choose) return send(303, "text/plain", "", { ...cookie, location: host.choose(session, url.searchParams) });
      const product = [...products.values()].find((candidate) => platform.addressOf(candidate) === path);
      const isPart = ["section_id", "sections"].some((name) => url.searchParams.has(name));
      if (product && request.method === "GET" && !isPart) return html(productPage(product, session));
      if (path === platform.basketPath && request.method === "GET" && !isPart) {
        return html(page("Your basket", `<h1>Your basket</h1>${platform.basket(session)}<tandem-offers placement="cart"></tandem-offers>`, session, path, true));
      }
      const call = {
        host,
        method: request.method,
        path,
        query: url.searchParams,
        body: await bodyOf(request),
        headers: request.headers,
        session,
        isNew,
        answer: (status, json, headers = {}) => send(status, "application/json; charset=utf-8", JSON.stringify(json), { "cache-control": host.caching, ...cookie, ...headers }),
        text: (status, type, body, headers = {}) => send(status, type, body, { ...cookie, ...headers }),
      };
      const { slow_ms } = host;
      if (slow_ms) await new Promise((later) => setTimeout(later, slow_ms));
      const other = await host.instead(call);
      if (other) return send(other.status ?? 200, other.type ?? "text/html", other.body ?? "<!doctype html><title>One moment</title>", cookie);
      if (platform.route(call)) return true;
      return send(404, "text/html", "<!doctype html><title>Not found</title><h1>Not found</h1>");
    } catch (error) {
      console.error(`${platform.kind} ${request.method} ${path}`, error);
      return send(500, "text/plain", String(error));
    }
  });
  const { origin, close } = await listening(server, platform.port);
  host.origin = origin;
  host.close = async () => {
    await embed.close();
    await close();
  };
  return host;
}

/** The cart then holds so many of a product. */
export function put(session, product, quantity) {
  const line = session.lines.find((other) => other.product === product);
  if (line) line.quantity = quantity;
  else session.lines.unshift({ product, quantity }); // The latest stands first.
  session.lines = session.lines.filter((other) => other.quantity > 0);
}

/**
 * What the shop gives on a cart: of `host.discounts`, `{name, skus, minor, isCode?}`, those whose items are
 * all in it and whose code, where they are by code, the shopper has entered. Each once.
 */
const granted = (host, session) =>
  host.discounts.filter(({ name, skus, isCode }) => skus.every((sku) => session.lines.some(({ product }) => product.sku === sku)) && (!isCode || session.codes?.includes(name)));

/** How many things are in a cart. */
export const countOf = ({ lines }) => lines.reduce((sum, { quantity }) => sum + quantity, 0);

/** The basket's lines as rows; every host's basket page has them so. */
export const rows = ({ lines }, money = (minor) => `£${(minor / 100).toFixed(2)}`) =>
  `<table class="lines">${lines.map(({ product, quantity }) => `<tr data-sku="${escaped(product.sku)}"><td>${escaped(product.title)}</td><td data-quantity>${quantity}</td><td data-sum>${money(product.priceMinor * quantity)}</td></tr>`).join("")}</table>
<p class="total">Total <strong data-total>${money(lines.reduce((sum, { product, quantity }) => sum + product.priceMinor * quantity, 0))}</strong></p>`;
