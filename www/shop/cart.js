// The simulated shop's cart: what a real shop keeps on its server. It answers as a server would,
// with a `Response`, and knows every fault that the preview can switch on.

import { currencyNow, find, isAvailable, priceOf } from "./catalog.js";
import { current } from "./settings.js";
import { store } from "./stores.js";

/** A cart for each shop; the first has no name of its own. */
const KEY = current().store === "real" ? "preview-cart" : `preview-cart-${current().store}`;
const MOST_OF_ONE = 99;
const SLOW_MS = 2000;

let lines = read();
const listeners = new Set();

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((line) => typeof line?.sku === "string" && Number.isInteger(line.quantity) && line.quantity > 0) : [];
  } catch {
    return [];
  }
}

function write(next) {
  lines = next;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(lines));
  } catch {
    // Storage is refused: the cart lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

/** Takes over lines that another cart has. */
export function adopt(other) {
  if (JSON.stringify(other) !== JSON.stringify(lines)) write(other);
}

/** What comes off for so many of one item: the last step that they reach. */
function takenOff({ sku, quantity, product }) {
  const [, share] = (store().breaks[sku] ?? []).findLast(([pieces]) => quantity >= pieces) ?? [0, 0];
  return Math.round((priceOf(product) ?? 0) * quantity * share);
}

/** The cart as the shop reports it. */
export function snapshot() {
  const known = lines.map((line) => ({ ...line, product: find(line.sku) })).filter(({ product }) => product !== null);
  const sums = store().discounts.filter(({ skus }) => skus.every((sku) => known.some((line) => line.sku === sku))).map(({ skus, share }) => Math.round(skus.reduce((sum, sku) => sum + (priceOf(find(sku)) ?? 0), 0) * share));
  return {
    ...currencyNow(),
    discountMinor: [...sums, ...known.map(takenOff)].reduce((sum, minor) => sum + minor, 0),
    lines: known.map(({ sku, quantity, product }) => ({ sku, quantity, unitPriceMinor: priceOf(product) ?? 0 })),
  };
}

/** Takes everything out, as an order does. */
export const empty = () => write([]);

/** Pieces in the cart. */
export const count = () => lines.reduce((sum, line) => sum + line.quantity, 0);

/** Calls `listener` after every change, until the returned function is called. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const json = (status, body) => new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function refusalOf({ sku, quantity }) {
  const product = find(sku);
  if (product === null) return { sku, code: "unknown", message: "It is not sold here" };
  if (!Number.isInteger(quantity) || quantity < 1) return { sku, code: "quantity", message: "A quantity is a whole number from 1" };
  if (!isAvailable(product)) return { sku, code: "sold_out", message: "It is sold out" };
  return null;
}

function add(wanted) {
  const next = lines.map((line) => ({ ...line }));
  for (const { sku, quantity } of wanted) {
    const line = next.find((other) => other.sku === sku);
    if (line) line.quantity = Math.min(MOST_OF_ONE, line.quantity + quantity);
    else next.push({ sku, quantity: Math.min(MOST_OF_ONE, quantity) });
  }
  if (wanted.length > 0) write(next);
}

/** What an add had to carry when the page was read, and what it has to carry now. */
export const FIRST_NONCE = 1;
export const nonceNow = () => (current().fault === "nonce" ? FIRST_NONCE + 1 : FIRST_NONCE);

function post(wanted, shown) {
  const { fault } = current();
  if (shown !== nonceNow()) return json(403, { code: "stale_nonce", message: "The page is older than the session" });
  if (fault === "html") return new Response("<!doctype html><title>Please wait</title><p>Checking your browser", { status: 200, headers: { "content-type": "text/html" } });
  if (fault === "409") return json(409, { code: "conflict", message: "The cart was changed elsewhere", cart: snapshot() });
  const refused = wanted.map(refusalOf).filter(Boolean);
  const last = wanted.at(-1);
  const justSold = { sku: last?.sku, code: "sold_out", message: "It was sold a moment ago" };
  if (fault === "422") return json(422, { errors: [justSold], cart: snapshot() });
  if (fault === "partial" && wanted.length > 1 && refused.length === 0) refused.push(justSold);
  add(wanted.filter(({ sku }) => !refused.some((refusal) => refusal.sku === sku)));
  return json(refused.length === 0 ? 201 : refused.length < wanted.length ? 207 : 422, { errors: refused, cart: snapshot() });
}

/**
 * The shop's cart interface: `GET`, `POST` with `{lines: [{sku, quantity}], nonce}` to add, and `PUT`
 * with one line to set its quantity, where 0 removes it.
 */
export async function request(method, body = null) {
  if (current().fault === "slow") await pause(SLOW_MS);
  if (method === "GET") return json(200, snapshot());
  if (method === "POST") return post(body.lines, body.nonce);
  const { sku, quantity } = body;
  write(quantity > 0 ? lines.map((line) => (line.sku === sku ? { sku, quantity: Math.min(MOST_OF_ONE, quantity) } : line)) : lines.filter((line) => line.sku !== sku));
  return json(200, snapshot());
}
