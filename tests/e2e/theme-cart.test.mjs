// Shopify's own client for the Ajax API, `@shopify/theme-cart`, against the host that stands for
// Shopify: what that client asks, and what it was written to get, is what the host speaks.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { start } from "../hosts/shopify.mjs";
import { CUP, DIST, launch, open, using } from "./harness.mjs";

const client = createRequire(import.meta.url).resolve("@shopify/theme-cart");
const source = readFileSync(client, "utf8");
const fixture = (name) => JSON.parse(readFileSync(join(dirname(client), "../__fixtures__", `${name}.json`), "utf8"));

const set = {};
let host;
before(async () => {
  set.browser = await launch();
  host = await start(DIST);
});
after(async () => {
  await set.browser?.close();
  await host?.close();
});

/** A shopper's page with the client on it: `call(name, ...words)` gives its answer, or its refusal as `{refused}`. */
const shopping = (work) =>
  using(open(set, host.addressOf(CUP).slice(1), { site: host }), async (page) => {
    await page.evaluate(`{ const exports = {}; ${source}; window.themeCart = exports; }`);
    const call = (name, ...words) =>
      page.evaluate(async ([name, words]) => {
        try {
          return await window.themeCart[name](...words);
        } catch (error) {
          return { refused: error instanceof Response ? { status: error.status, ...(await error.json()) } : String(error) };
        }
      }, [name, words]);
    await work(call, page);
  });

const [cup, other] = [CUP, "22423"];
const idOf = (sku) => host.products.get(sku).variantId;
const priceOf = (sku) => host.products.get(sku).priceMinor;
const quantities = ({ items }) => Object.fromEntries(items.map(({ sku, quantity }) => [sku, quantity]));

/** Everything of an example is in an answer, of the same kind; what is nothing in the example may be anything. */
function assertShaped(answer, example, where) {
  if (example === null || answer === null) return;
  if (Array.isArray(example)) {
    assert.ok(Array.isArray(answer), where);
    if (example.length) answer.forEach((entry, at) => assertShaped(entry, example[0], `${where}[${at}]`));
    return;
  }
  assert.equal(typeof answer, typeof example, where);
  if (typeof example !== "object") return;
  for (const [name, part] of Object.entries(example)) {
    assert.ok(Object.hasOwn(answer, name), `${where}.${name} is missing`);
    assertShaped(answer[name], part, `${where}.${name}`);
  }
}

describe("Shopify's client for carts", () => {
  test("answers are shaped as its examples are", () =>
    shopping(async (call) => {
      assertShaped(await call("getState"), fixture("cart-empty"), "the empty cart");
      await call("addItem", idOf(cup), { quantity: 2, properties: { Engraving: "A" } });
      const cart = await call("getState");
      assertShaped(cart, fixture("cart-populated"), "the cart");
      assert.equal(cart.items.length, 1);
      const rates = await call("getShippingRates");
      assertShaped(rates, fixture("shipping-rates"), "the rates");
      assert.ok(rates.shipping_rates.length > 0);
    }));

  test("a line is added, found, changed and taken out by its key", () =>
    shopping(async (call) => {
      const line = await call("addItem", idOf(cup));
      assert.equal(line.sku, cup);
      assert.equal(line.quantity, 1);
      assert.equal((await call("addItem", idOf(cup), { quantity: 2 })).quantity, 3, "the line's new quantity, not what was added");
      await call("addItem", idOf(other));
      assert.deepEqual(quantities(await call("getState")), { [cup]: 3, [other]: 1 });
      assert.equal((await call("getItem", line.key)).line_price, 3 * priceOf(cup));
      assert.equal(await call("getItemIndex", line.key), 2, "the latest stands first");
      assert.deepEqual(quantities(await call("updateItem", line.key, { quantity: 5 })), { [cup]: 5, [other]: 1 });
      const cart = await call("removeItem", line.key);
      assert.deepEqual(quantities(cart), { [other]: 1 });
      assert.equal(cart.total_price, priceOf(other));
      assert.equal(cart.item_count, 1);
      assert.match((await call("getItem", line.key)).refused, /Unable to match/);
    }));

  test("another engraving is another line; one that is changed keeps its quantity", () =>
    shopping(async (call) => {
      const plain = await call("addItem", idOf(cup));
      const engraved = await call("addItem", idOf(cup), { quantity: 1, properties: { Engraving: "A" } });
      assert.notEqual(plain.key, engraved.key);
      assert.equal((await call("getState")).items.length, 2);
      const cart = await call("updateItem", engraved.key, { properties: { Engraving: "B" } });
      assert.deepEqual(cart.items.map(({ properties, quantity }) => [properties, quantity]), [[{ Engraving: "B" }, 1], [{}, 1]]);
    }));

  test("a theme's form is added as the form says", () =>
    shopping(async (call, page) => {
      const line = await page.evaluate(() => window.themeCart.addItemFromForm(document.querySelector("form[action$='/cart/add']")));
      assert.equal(line.sku, cup);
      assert.deepEqual(quantities(await call("getState")), { [cup]: 1 });
    }));

  test("what is sold out, and more than there is, is refused with 422 and changes nothing", () =>
    shopping(async (call) => {
      const product = host.products.get(cup);
      const { left } = product;
      try {
        product.left = 0;
        const { refused } = await call("addItem", idOf(cup));
        assert.equal(refused.status, 422);
        assert.match(refused.description, /already sold out/);
        product.left = 3;
        assert.equal((await call("addItem", idOf(cup), { quantity: 4 })).refused.status, 422);
        assert.deepEqual((await call("getState")).items, []);
        const { key } = await call("addItem", idOf(cup), { quantity: 3 });
        assert.deepEqual(quantities(await call("updateItem", key, { quantity: 9 })), { [cup]: 3 }, "a change takes what there is");
      } finally {
        product.left = left;
      }
    }));

  test("note and attributes are kept, also when the lines are cleared", () =>
    shopping(async (call) => {
      await call("addItem", idOf(cup));
      assert.equal((await call("updateNote", "Leave it at the door")).note, "Leave it at the door");
      assert.deepEqual((await call("updateAttributes", { gift: "yes", floor: "2" })).attributes, { gift: "yes", floor: "2" });
      const cart = await call("clearItems");
      assert.deepEqual([cart.items, cart.item_count, cart.total_price], [[], 0, 0]);
      assert.deepEqual([await call("getNote"), await call("getAttributes")], ["Leave it at the door", { gift: "yes", floor: "2" }]);
      assert.equal((await call("clearNote")).note, "");
      assert.deepEqual((await call("clearAttributes")).attributes, {});
    }));
});
