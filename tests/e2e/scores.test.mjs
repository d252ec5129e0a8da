// The browser and the native program rank by the same code: the same items with the same numbers,
// bit for bit, over thousands of random baskets.
//
// Environment: TANDEM, the native program (default `target/debug/tandem`).

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { env } from "node:process";
import { test } from "node:test";
import { DIST, open, PRODUCTS, stage, using } from "./harness.mjs";

const set = stage();
const QUERIES = 3000;
const LIMIT = 10;
const TANDEM = resolve(env.TANDEM ?? "target/debug/tandem");

/** Numbers from 0 to 1, the same each time (mulberry32). */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Baskets of one to twenty items, popular ones more often; some repeat an item or name none we know. */
function baskets() {
  const next = numbers(20101201);
  return Array.from({ length: QUERIES }, () => {
    const size = next() < 0.4 ? 1 : 1 + Math.floor(next() ** 2 * 20);
    const items = Array.from({ length: size }, () => PRODUCTS[Math.floor(next() ** 2 * PRODUCTS.length)].sku);
    if (next() < 0.1) items.push(items[0]);
    if (next() < 0.1) items.push(`unknown-${Math.floor(next() * 1e6)}`);
    return items;
  });
}

test(`${QUERIES} random baskets rank alike in the browser and natively, to the last bit`, () => {
  const queries = baskets();
  const folder = mkdtempSync(join(tmpdir(), "tandem-scores-"));
  let native;
  try {
    writeFileSync(join(folder, "queries.jsonl"), `${queries.map((items) => JSON.stringify({ items })).join("\n")}\n`);
    execFileSync(TANDEM, ["score", join(DIST, "demo"), "--queries", join(folder, "queries.jsonl"), "--out", join(folder, "answers.jsonl"), "-k", String(LIMIT)], { stdio: "inherit" });
    native = readFileSync(join(folder, "answers.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line).items);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return using(open(set, "#/"), async (page) => {
    await page.waitForFunction(() => window.tandem);
    const shown = await page.evaluate(
      async ([all, limit]) => {
        const answers = [];
        for (const items of all) answers.push(await window.tandem.score(items, { limit }));
        return answers;
      },
      [queries, LIMIT],
    );
    assert.equal(native.length, QUERIES);
    assert.equal(shown.length, QUERIES);
    let compared = 0;
    shown.forEach((picks, i) => {
      assert.deepEqual(picks.map(({ sku, score }) => ({ sku, score })), native[i].map(({ sku, score }) => ({ sku, score })), `basket ${i}: ${queries[i]}`);
      compared += picks.length;
    });
    assert.ok(compared > QUERIES, `only ${compared} scores to compare`);
  });
});
