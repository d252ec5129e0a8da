// The shops beside the preview: `cargo xtask preview` runs this, each kind at the port that
// `www/shop/hosts.js` has for it.
//
//     node tests/hosts/preview.mjs [FOLDER [ADDRESS OF THE DEMO SHOP]]     (default: dist http://localhost:8080/)
//
// A strip above each shop's page leads to the others and switches a fault. It holds for the session of the
// shopper who chose it; what is sold out is so for everybody until another is chosen.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import process, { argv, exit, ppid, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { HOSTS } from "../../www/shop/hosts.js";
import * as bigcommerce from "./bigcommerce.mjs";
import * as custom from "./custom.mjs";
import * as magento from "./magento.mjs";
import * as graphql from "./magento-graphql.mjs";
import { escaped } from "./shop.mjs";
import * as shopify from "./shopify.mjs";
import * as woocommerce from "./woocommerce.mjs";

const PLATFORMS = { shopify, woocommerce, magento, "magento-graphql": graphql, bigcommerce, custom };
const SLOW_MS = 2_000;
const LOOK_AGAIN_MS = 1_000;

/** What can be wrong with a cart, and the words for it. The last two happen once the shopper adds something. */
const FAULTS = {
  none: "all is well",
  slow: "slow",
  conflict: "409",
  unable: "422",
  broken: "500",
  page: "a page for an answer",
  stale: "stale token",
  gone: "sold out meanwhile",
};

/** Gives a host its strip and its faults. `hosts`: all of them by kind, each with its `origin`. */
function switchable(host, hosts, demo) {
  const chosen = new Map();
  const stock = new Map([...host.products.values()].map((product) => [product, product.left]));
  const happens = {
    slow: () => new Promise((later) => setTimeout(later, SLOW_MS)),
    conflict: () => ({ status: 409 }),
    unable: () => ({ status: 422 }),
    broken: () => ({ status: 500 }),
    page: () => ({}),
    stale({ session }) {
      chosen.delete(session.id);
      host.staleTokens?.();
    },
    gone({ headers }) {
      const looked = new URL(headers.referer ?? host.origin).pathname;
      for (const product of stock.keys()) if (host.addressOf(product.sku) !== looked) product.left = 0;
    },
  };
  const asksOnly = ({ method, path, body }) => method === "GET" || (path.endsWith("/graphql") && !/^\s*mutation/.test(body.query));
  host.instead = (call) => (asksOnly(call) ? undefined : happens[chosen.get(call.session.id)]?.(call));
  host.strip = (session, path) => {
    const fault = chosen.get(session.id) ?? "none";
    const link = (address, words, isThis) => `<a href="${escaped(address)}"${isThis ? ' aria-current="true"' : ""}>${escaped(words)}</a>`;
    const kinds = Object.values(hosts).map(({ kind, origin }) => link(`${origin}/`, HOSTS[kind].name, kind === host.kind));
    const faults = Object.entries(FAULTS).map(([name, words]) => link(`/preview?fault=${name}&back=${encodeURIComponent(path)}`, words, name === fault));
    return `<aside class="preview-strip" aria-label="Preview"><p>${link(demo, "Demo shop")} ${kinds.join(" ")}</p><p>Cart: ${faults.join(" ")}</p></aside>`;
  };
  host.choose = (session, query) => {
    for (const [product, left] of stock) product.left = left;
    chosen.set(session.id, query.get("fault"));
    const back = new URL(query.get("back") ?? "/", host.origin);
    return back.origin === host.origin ? back.pathname : "/"; // Nobody is led away from the shop.
  };
}

/** Starts a host of every kind, `portOf(kind)` being where; 0 takes a free one. Gives them by kind. */
export async function start(dist, demo, portOf) {
  const hosts = {};
  for (const [kind, platform] of Object.entries(PLATFORMS)) hosts[kind] = await platform.start(dist, { port: portOf(kind) });
  for (const host of Object.values(hosts)) switchable(host, hosts, demo);
  return hosts;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [dist, demo] = [resolve(argv[2] ?? "dist"), argv[3] ?? "http://localhost:8080/"];
  const parent = ppid;
  setInterval(() => process.ppid === parent || exit(), LOOK_AGAIN_MS); // Ends with what started it.
  const needed = ["demo/products.json", "demo/manifest.json", "embed/tandem.js"].map((file) => join(dist, file));
  while (!needed.every((file) => existsSync(file))) await new Promise((later) => setTimeout(later, LOOK_AGAIN_MS));
  const hosts = await start(dist, demo, (kind) => HOSTS[kind].port);
  stdout.write(`${Object.values(hosts).map(({ kind, origin }) => `  ${HOSTS[kind].name.padEnd(18)} ${origin}/`).join("\n")}\n`);
}
