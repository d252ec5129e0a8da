// Shoppers who look at page after page of a shop that has its bad days: what the box told them is held
// against the cart that the shop then has, after every press.

import assert from "node:assert/strict";
import { eventsOf, open } from "./harness.mjs";

/** What happens to the writes of a view. The shop is well half of the time. */
const FAULTS = ["none", "none", "none", "none", "none", "gone", "stale", "refuses", "fails", "page", "lost", "slow", "ended", "gone"];

const SLOW_MS = 300;
const SHELF = 12;

/** The same sequence from the same seed: a linear congruential generator (Park and Miller, 1988). */
function chances(seed) {
  let state = seed;
  return (count) => (state = (state * 48_271) % 2_147_483_647) % count;
}

/** What a notice says of an add: how many were added (`undefined`: not known), and the titles that were not. */
function told(words) {
  const missing = (title) => words.includes(`${title} was not added`);
  if (words.includes("did not answer")) return { missing, isUnknown: true };
  if (words.includes("Nothing was added")) return { missing, added: 0 };
  const some = /(\d+)(?: of (\d+))? items? added/.exec(words);
  assert.ok(some, `a notice of another kind: ${words}`);
  return { missing, added: Number(some[1]), of: Number(some[2] ?? some[1]) };
}

/** One shopper's page, kept open over many views; the cart is that of its session. */
async function shopper(set, host, chance, faults, counts) {
  const shelf = [...host.products.values()].filter(({ left }) => left > 0).slice(0, SHELF);
  const page = await open(set, host.addressOf(shelf[0].sku).slice(1), { site: host });
  const sessionId = async () => (await page.context().cookies(host.origin)).find(({ name }) => name === "session")?.value;
  const held = async () => Object.fromEntries((host.sessions.get(await sessionId())?.lines ?? []).map(({ product, quantity }) => [product.sku, quantity]));
  let losing = "";
  await page.route(
    (url) => url.origin === host.origin,
    async (route) => {
      if (!losing || route.request().method() === "GET") return route.continue();
      const how = losing;
      losing = "";
      if (how === "slow") return setTimeout(() => route.continue().catch(() => {}), SLOW_MS);
      await route.fetch(); // Arrives, and its answer does not.
      return route.abort();
    },
  );

  return async (view) => {
    const order = async () => {
      const session = host.sessions.get(await sessionId());
      if (session) session.lines = [];
    };
    if (chance(4) === 0) await order(); // On with an empty cart.
    const product = shelf[chance(shelf.length)];
    await page.goto(host.origin + host.addressOf(product.sku));
    const box = page.locator('tandem-offers[placement="product"]');
    await box.scrollIntoViewIfNeeded();
    await page.locator('tandem-offers[placement="product"]:is([data-state="ready"], [data-state="empty"])').waitFor({ state: "attached" });
    const ticks = box.locator('[part="card"]:not(:has([part="lead"])) [part="checkbox"]:enabled');
    for (let at = (await ticks.count()) - 1; at >= 0; at -= 1) if (chance(2)) await ticks.nth(at).check();
    const button = box.locator('[part="button"]');
    if (!(await button.count()) || !(await button.isEnabled())) {
      counts.without = (counts.without ?? 0) + 1; // All of it is in the cart.
      return order();
    }
    const asked = await box.locator('[part="card"]:has([part="checkbox"]:checked)').evaluateAll((cards) => cards.map((card) => ({ sku: card.dataset.sku, title: card.querySelector('[part="title"]').textContent.trim() })));

    const fault = FAULTS[chance(FAULTS.length)];
    const gone = host.products.get(asked[chance(asked.length)].sku);
    const [before, id] = [await held(), await sessionId()];
    const [soldOut, isCalm] = [faults.soldOut, !faults.isAnyGone()];
    if (fault === "gone") faults.sellOut(gone);
    if (fault === "stale") host.staleTokens?.();
    if (fault === "ended") host.sessions.delete(id);
    if (["refuses", "fails", "page"].includes(fault)) faults.of.set(id, { refuses: 422, fails: 500, page: 200 }[fault]);
    losing = fault === "lost" || fault === "slow" ? fault : "";
    await (chance(4) ? button.click() : button.dblclick());
    const notice = box.locator('[part~="notice"]:not([aria-busy])');
    await notice.waitFor();
    await page.locator('tandem-offers[placement="product"] [part="button"][aria-busy="true"]').waitFor({ state: "detached" });
    const words = await notice.textContent();
    faults.of.delete(id);
    losing = "";
    if (fault === "gone") faults.restock(gone);

    const after = await held();
    const base = fault === "ended" ? {} : before;
    const grown = asked.map(({ sku }) => (after[sku] ?? 0) - (base[sku] ?? 0));
    const where = `view ${view}, ${fault}: "${words}" ${JSON.stringify({ asked, before, after })}`;
    const said = told(words);
    assert.ok(grown.every((count) => count === 0 || count === 1), where);
    const others = Object.keys(after).filter((sku) => !asked.some((line) => line.sku === sku));
    for (const sku of others) assert.equal(after[sku], base[sku], where);
    if (!said.isUnknown) {
      assert.equal(grown.filter(Boolean).length, said.added, where);
      asked.forEach(({ title }, at) => said.missing(title) && assert.equal(grown[at], 0, where));
    }
    if (fault === "none" && isCalm && faults.soldOut === soldOut) assert.equal(said.added, asked.length, where);
    assert.deepEqual(page.errors, [], where);
    assert.ok((await eventsOf(page, "added")).length <= 1, `${where}: told twice`);
    const kind = said.isUnknown ? "unknown" : said.added === asked.length ? "whole" : said.added ? "part" : "nothing";
    counts[kind] = (counts[kind] ?? 0) + 1;
    counts.pressed = (counts.pressed ?? 0) + 1;
    page.asked.length = 0;
  };
}

/**
 * At least `count` page views of a host by `shoppers` at a time, each with a press on the box's button,
 * every fourth a double one, and a fault by chance; views `without` anything to add come on top. Fails on the first
 * cart that is not what its shopper was told; gives how often the box said what.
 */
export async function views(set, host, { count, shoppers = 4, seed = 20_261_123 }) {
  const left = new Map();
  const faults = {
    of: new Map(),
    soldOut: 0, // How often, for all shoppers together.
    isAnyGone: () => left.size > 0,
    sellOut(product) {
      this.soldOut += 1;
      const { holders } = left.get(product) ?? { holders: 0 };
      if (!holders) left.set(product, { stock: product.left, holders: 1 });
      else left.get(product).holders += 1;
      product.left = 0;
    },
    restock(product) {
      const entry = left.get(product);
      entry.holders -= 1;
      if (entry.holders) return;
      product.left = entry.stock;
      left.delete(product);
    },
  };
  const usual = host.instead;
  host.instead = ({ method, session }) => {
    const status = method === "GET" ? undefined : faults.of.get(session.id);
    return status && (status === 200 ? {} : { status, type: "application/json", body: "{}" });
  };
  for (const product of host.products.values()) product.left = Math.max(product.left, product.left ? 100_000 : 0);
  const counts = {};
  let next = 0;
  try {
    await Promise.all(
      Array.from({ length: shoppers }, async (_, at) => {
        const view = await shopper(set, host, chances(seed + at), faults, counts);
        while ((counts.pressed ?? 0) < count) await view((next += 1));
      }),
    );
  } finally {
    host.instead = usual;
  }
  return counts;
}
