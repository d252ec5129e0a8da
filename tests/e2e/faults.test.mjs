// What a shopper and a page see when something is wrong: a cart that refuses, files that are not
// what they should be. The page always stays whole.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { assertAccessible, assertStill, boxOf, CUP, DIST, eventsOf, MANIFEST, offered, open, openProduct, productOf, stage, using } from "./harness.mjs";

const set = stage();
const inCart = (page) => page.evaluate(() => JSON.parse(sessionStorage.getItem("preview-cart") ?? "[]"));

describe("a cart that refuses", () => {
  const refusals = [
    ["409", "a conflict that stays", /Nothing was added/],
    ["html", "a web page in place of an answer", /Nothing was added/],
  ];
  for (const [fault, what, text] of refusals) {
    test(`${what}: nothing is claimed, and it can be tried again`, () =>
      using(openProduct(set, CUP, `?fault=${fault}`), async (page) => {
        const box = boxOf(page);
        await box.picks.first().locator('[part="checkbox"]').check();
        await box.add.click();
        await box.notice.waitFor();
        assert.match(await box.notice.textContent(), text);
        assert.deepEqual(await inCart(page), []);
        assert.equal((await eventsOf(page, "added")).length, 0);
        assert.equal((await eventsOf(page, "error")).length, 1, "an add that came to nothing is told as such");
        assert.equal(await box.add.getAttribute("aria-busy"), "false");
        assert.equal(await box.picks.first().locator('[part="checkbox"]').isChecked(), true, "the choice is kept");
        await assertAccessible(page, what);
        await assertStill(page);
        assert.deepEqual(page.errors, []);

        await page.evaluate(() => history.replaceState(history.state, "", location.hash.replace(/[?&]fault=\w+/, "")));
        await box.add.click();
        await page.waitForFunction(() => JSON.parse(sessionStorage.getItem("preview-cart") ?? "[]").length === 2);
      }));
  }

  test("sold a moment ago: nothing is claimed, and what is gone cannot be chosen again", () =>
    using(openProduct(set, CUP, "?fault=422"), async (page) => {
      const box = boxOf(page);
      const [first] = await offered(box);
      await box.picks.first().locator('[part="checkbox"]').check();
      await box.add.click();
      await box.notice.waitFor();
      const text = await box.notice.textContent();
      assert.match(text, /Nothing was added/);
      assert.ok(text.includes(productOf(first).title), text);
      assert.deepEqual(await inCart(page), []);
      assert.equal(await box.picks.first().locator('[part="checkbox"]').count(), 0);
      assert.match(await box.picks.first().textContent(), /Sold out/);
      await assertAccessible(page, "sold a moment ago");
      await assertStill(page);
    }));

  test("a part is taken: the box says how many and names what is missing", () =>
    using(openProduct(set, CUP, "?fault=partial"), async (page) => {
      const box = boxOf(page);
      const [first] = await offered(box);
      await box.picks.first().locator('[part="checkbox"]').check();
      await box.add.click();
      await box.notice.waitFor();
      const text = await box.notice.textContent();
      assert.match(text, /1 of 2/);
      assert.ok(text.includes(productOf(first).title), text);
      assert.deepEqual(await inCart(page), [{ sku: CUP, quantity: 1 }]);
      const [event] = await eventsOf(page, "added");
      assert.deepEqual(event.detail.items.map(({ sku, quantity, confirmed }) => [sku, quantity, confirmed]).sort(), [[CUP, 1, 1], [first, 1, 0]].sort());
      await assertAccessible(page, "a part was added");
    }));

  test("a slow cart: the button says so, and the outcome moves nothing", () =>
    using(openProduct(set, CUP, "?fault=slow"), async (page) => {
      const box = boxOf(page);
      await box.add.click();
      await page.waitForFunction(() => document.querySelector("tandem-offers").shadowRoot.querySelector('[part="button"]')?.getAttribute("aria-busy") === "true");
      assert.match(await box.add.textContent(), /Adding/);
      await assertAccessible(page, "adding");
      await box.notice.waitFor();
      assert.match(await box.notice.textContent(), /1 item added/);
      await assertStill(page);
    }));

  test("an adapter that throws everywhere leaves the page whole", () =>
    using(open(set, "#/"), async (page) => {
      await page.waitForSelector(".card");
      await page.evaluate((sku) => {
        const broken = () => {
          throw new Error("no");
        };
        window.tandem.setAdapter({ getCart: broken, addLines: broken, getProducts: broken, onCartChange: broken });
        location.hash = `#/product/${sku}`;
      }, CUP);
      await page.waitForSelector(".product");
      await boxOf(page).host.scrollIntoViewIfNeeded();
      await page.waitForFunction(() => /ready|error|empty/.test(document.querySelector("tandem-offers").dataset.state));
      assert.deepEqual(page.errors, []);
      await page.click(".buy button");
      await page.waitForSelector(".buy-status a");
    }));
});

/** Opens a product under a fault of the host, and checks that the failure ends as every failure does. */
async function assertFailsWell(fault, code, message) {
  set.site.fault = fault;
  try {
    await using(open(set, `#/product/${CUP}`), async (page) => {
      const box = boxOf(page);
      await page.waitForSelector(".product");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("error");
      assert.equal(await box.cards.count(), 0);
      const told = await eventsOf(page, "error");
      assert.equal(told.length, 1);
      assert.match(told[0].detail.code, code);
      assert.match(told[0].detail.message, message);
      assert.ok(told[0].detail.message.length > 20, told[0].detail.message);
      const lines = page.said.filter((line) => line.includes("tandem: "));
      assert.equal(lines.length, 1, page.said.join("\n"));
      assert.deepEqual(page.errors, []);
      await assertStill(page);
      await assertAccessible(page, "failed");
      await page.click(".buy button");
      await page.waitForSelector(".buy-status a");
    });
  } finally {
    set.site.fault = () => undefined;
  }
}

/** Where a table says its version: two bytes after the magic. */
const VERSION_AT = 8;

const HTML = { status: 200, type: "text/html", body: Buffer.from("<!doctype html><title>Shop</title><p>Welcome") };
const isManifest = (path) => path === "/demo/manifest.json";
const isTable = (path) => path.endsWith(".tdm");
const isCatalog = (path) => /\/catalog-.*\.json\.gz$/.test(path);

/** A table changed by `change`, under a manifest that vouches for the change. */
function vouched(change) {
  const bytes = change(Buffer.from(readFileSync(join(DIST, "demo", MANIFEST.rules.file))));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const manifest = { ...MANIFEST, rules: { ...MANIFEST.rules, bytes: bytes.length, sha256 } };
  return (path) => (isManifest(path) ? { body: Buffer.from(JSON.stringify(manifest)) } : isTable(path) ? { body: bytes } : undefined);
}

describe("files that are not what they should be", () => {
  const answer = (is, with_) => (path) => (is(path) ? with_ : undefined);
  const text = (body) => ({ body: Buffer.from(body) });
  const newer = vouched((bytes) => {
    bytes.writeUInt16LE(MANIFEST.rules.version + 1, VERSION_AT);
    return bytes;
  });
  const half = (bytes) => bytes.subarray(0, bytes.length >> 1);
  const cases = [
    ["a manifest that is a web page", answer(isManifest, HTML), /^not-json$/, /manifest\.json/],
    ["a manifest that is missing", answer(isManifest, { status: 404 }), /^status$/, /manifest\.json answered 404/],
    ["a manifest that is cut off", answer(isManifest, text('{"format": 1,')), /^not-json$/, /manifest\.json/],
    ["a manifest of another shape", answer(isManifest, text('{"format": 1}')), /^malformed$/, /manifest\.json/],
    ["a manifest of a newer format", answer(isManifest, text(JSON.stringify({ ...MANIFEST, format: 2 }))), /^newer-manifest$/, /newer/],
    ["a table that is a web page", answer(isTable, HTML), /^changed$/, /rules-/],
    ["a table that is missing", answer(isTable, { status: 404 }), /^status$/, /rules-.* answered 404/],
    ["a table that was cut off on the way", answer(isTable, { transform: half }), /^changed$/, /rules-/],
    ["a table that is cut off, and vouched for", vouched(half), /^table-truncated$/, /./],
    ["a table of a newer version", newer, /^table-newer-version$/, /version/],
    ["an empty table", vouched(() => Buffer.alloc(0)), /^table-empty$/, /./],
    ["a catalogue that is missing", answer(isCatalog, { status: 404 }), /^status$/, /catalog-/],
    ["a catalogue that is a web page", answer(isCatalog, HTML), /^(changed|not-json)$/, /catalog-/],
    ["a host that is too busy", answer(isTable, { status: 503, body: Buffer.from("busy") }), /^status$/, /503/],
  ];
  for (const [what, fault, code, message] of cases) test(what, () => assertFailsWell(fault, code, message));

  test("the panel's own fault, a missing table, ends the same way", () =>
    using(open(set, `#/product/${CUP}?fault=table`), async (page) => {
      await boxOf(page).host.scrollIntoViewIfNeeded();
      await boxOf(page).state("error");
      assert.equal((await eventsOf(page, "error")).length, 1);
    }));

  test("a slow host: the space is kept, and what comes moves nothing", async () => {
    set.site.fault = (path) => (isTable(path) || isCatalog(path) || path.startsWith("/embed/tandem_widget") ? { delay_ms: 700 } : undefined);
    try {
      await using(open(set, `#/product/${CUP}`), async (page) => {
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await boxOf(page).state("loading");
        await boxOf(page).state("ready");
        await assertStill(page);
      });
    } finally {
      set.site.fault = () => undefined;
    }
  });
});
