// Boxes look as they did: each state's box against the picture of it in `references`.
//
// With TANDEM_BLESS set the pictures are taken anew; look at them before they are kept. What differs
// lies in `target/pictures`: NAME.was.png, NAME.is.png, and NAME.diff.png with the pixels marked.
// PICTURES, a part of their names, takes only those.
// Fonts are those that the page ships, and no text here is in a script that they lack.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "node:process";
import { after, before, describe, test } from "node:test";
import { PNG } from "pngjs";
import { boxOf, DIST, launch, open } from "../e2e/harness.mjs";
import { serve, TRUSTED_TYPES } from "../e2e/serve.mjs";
import { difference, reduced } from "./compare.mjs";
import { faultOf, stateOf, withSetting } from "./states.mjs";

const REFERENCES = "tests/pictures/references";
const FOUND = "target/pictures";
const BLESS = Boolean(env.TANDEM_BLESS);
const MOST_BYTES = 1_500_000;

/** State, width, theme, direction. Every placement at each width, in both themes and directions; every state once. */
const KEPT = [
  ["product", 360, "light", "ltr"],
  ["product", 768, "dark", "rtl"],
  ["product", 1440, "light", "ltr"],
  ["box-ticked", 360, "dark", "ltr"],
  ["box-ticked", 1440, "light", "rtl"],
  ["box-focus", 768, "light", "ltr"],
  ["box-about", 360, "light", "rtl"],
  ["box-about", 1440, "dark", "ltr"],
  ["box-added", 360, "light", "ltr"],
  ["box-part", 768, "light", "ltr"],
  ["box-refused", 360, "dark", "rtl"],
  ["box-gone", 768, "dark", "ltr"],
  ["box-loading", 360, "light", "ltr"],
  ["box-sold-out", 768, "light", "ltr"],
  ["box-links-only", 768, "light", "rtl"],
  ["box-german", 360, "light", "ltr"],
  ["box-french", 360, "dark", "ltr"],
  ["long-titles", 360, "light", "ltr"],
  ["cart", 360, "light", "ltr"],
  ["cart", 768, "dark", "ltr"],
  ["cart", 1440, "light", "rtl"],
  ["cart-added", 768, "light", "ltr"],
  ["bundle", 360, "light", "ltr"],
  ["bundle", 768, "light", "rtl"],
  ["bundle", 1440, "dark", "ltr"],
  ["bundle-rest", 768, "light", "ltr"],
  ["bundle-added", 360, "light", "ltr"],
  ["upgrade", 360, "light", "rtl"],
  ["upgrade", 768, "light", "ltr"],
  ["upgrade-cart", 1440, "dark", "ltr"],
  ["progress", 360, "light", "ltr"],
  ["progress", 1440, "dark", "rtl"],
  ["progress-reached", 768, "light", "ltr"],
  ["steps", 360, "light", "ltr"],
  ["steps", 1440, "dark", "rtl"],
  ["thankyou", 360, "dark", "ltr"],
  ["thankyou", 1440, "light", "ltr"],
  ["thankyou", 768, "light", "rtl"],
  ["planted-product", 360, "light", "ltr"],
  ["planted-upgrade", 360, "dark", "ltr"],
  ["planted-upgrade", 1440, "light", "ltr"],
  ["planted-bundle", 768, "light", "ltr"],
];

/** The same letters on every machine with this browser: no hints of the screen's, no colours at their edges. */
const PLAIN_TEXT = ["--font-render-hinting=none", "--disable-font-subpixel-positioning", "--disable-lcd-text", "--force-color-profile=srgb", "--hide-scrollbars"];

const set = {};
before(async () => {
  await mkdir(REFERENCES, { recursive: true });
  await rm(FOUND, { recursive: true, force: true });
  await mkdir(FOUND, { recursive: true });
  set.browser = await launch(PLAIN_TEXT);
  set.site = await serve(DIST);
  set.site.headers = { "content-security-policy": TRUSTED_TYPES };
});
after(async () => {
  await set.browser?.close();
  await set.site?.close();
});

/** Fonts are waited for, however long they take: a shop would rather show its text. */
const withFonts = (path) => (path.endsWith("/shop.css") ? { transform: (bytes) => bytes.toString("utf8").replaceAll("font-display: optional", "font-display: block") } : undefined);

/** The box by itself at the page's corner, as tall as it is: neither where it stood nor the room kept for it is in the picture. */
const ALONE = `tandem-offers { --tandem-reserve: 0px } tandem-offers::part(box) { align-self: start }`;

const styled = (page, rules) =>
  page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  }, rules);

const moved = (host) =>
  host.evaluate((element) => {
    const { width } = element.getBoundingClientRect();
    const background = getComputedStyle(document.body).backgroundColor;
    const place = { position: "absolute", top: "0", left: "0", width: `${Math.round(width)}px`, margin: "0", "z-index": "99", background };
    for (const [name, value] of Object.entries(place)) element.style.setProperty(name, value);
    scrollTo(0, 0);
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });

/** Takes the picture of a state's box. `rules` are more styles for the page. */
async function pictureOf([name, width, theme, direction], rules = "") {
  const state = stateOf(name);
  set.site.fault = faultOf(state, withFonts);
  const path = withSetting(withSetting(state.path, "theme", theme), "dir", direction);
  const page = await open(set, path, { width, height: 900, scheme: theme, cart: state.cart });
  try {
    await page.waitForSelector('[data-shop="shown"]');
    await styled(page, ALONE + rules);
    await state.act(page);
    await page.mouse.move(0, 0); // No rings where it was.
    const { host } = boxOf(page, state.placement);
    await moved(host);
    return await host.locator('[part~="box"]').first().screenshot({ animations: "disabled", caret: "hide" });
  } finally {
    await page.context().close();
  }
}

const fileOf = (kept) => `${kept.join("-")}.png`;

describe("a box looks as it did", () => {
  for (const kept of KEPT.filter((kept) => kept.join("-").includes(env.PICTURES ?? ""))) {
    test(kept.join(", "), async () => {
      const got = reduced(await pictureOf(kept));
      const reference = join(REFERENCES, fileOf(kept));
      if (BLESS) return writeFile(reference, got);
      assert.ok(existsSync(reference), `there is no ${reference}: TANDEM_BLESS=1 takes it`);
      const want = await readFile(reference);
      const different = difference(want, got);
      if (!different) return undefined;
      const beside = (what) => join(FOUND, fileOf(kept).replace(".png", `.${what}.png`));
      await Promise.all([writeFile(beside("was"), want), writeFile(beside("is"), got), different.picture && writeFile(beside("diff"), different.picture)]);
      return assert.fail(`${different.words}: look at ${beside("*")}; TANDEM_BLESS=1 keeps it as it is now`);
    });
  }
});

describe("a box that looks different is told", () => {
  const kept = KEPT[0];
  let want;
  before(async () => {
    want = reduced(await pictureOf(kept));
  });
  const changes = {
    "square buttons": "tandem-offers::part(button) { border-radius: 0 }",
    "another colour": "tandem-offers { --tandem-accent: #5d2f50 }",
    "paler words": "tandem-offers { --tandem-quiet: #b0a8a0 }",
    "a pixel more room": "tandem-offers::part(list) { padding-block-start: 1px }",
    "no prices": "tandem-offers::part(price) { visibility: hidden }",
  };
  for (const [what, rule] of Object.entries(changes)) {
    test(what, async () => {
      assert.notEqual(difference(want, reduced(await pictureOf(kept, rule))), null);
    });
  }

  test("one taken twice is the same", async () => {
    assert.equal(difference(want, reduced(await pictureOf(kept))), null);
  });
});

describe("what is kept", () => {
  test("is no more and no less than is looked at, and small", async () => {
    const files = (await readdir(REFERENCES)).sort();
    assert.deepEqual(files, KEPT.map(fileOf).sort());
    const sizes = await Promise.all(files.map(async (file) => (await readFile(join(REFERENCES, file))).length));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
  });

  test("a kept picture is the one that was taken, but for shades", () => {
    const png = new PNG({ width: 64, height: 48 });
    for (let at = 0; at < png.data.length; at += 4) png.data.set([at % 251, (at * 7) % 253, (at >> 4) % 256, 255], at);
    const { data, width } = PNG.sync.read(reduced(PNG.sync.write(png)));
    assert.equal(width, 64);
    for (let at = 0; at < data.length; at += 1) assert.ok(Math.abs(data[at] - png.data[at]) <= 64, `${at}`);
  });
});
