// The main flows in browsers besides Chromium: whatever a shopper's is, the box is there, does what it
// says, and moves nothing. What goes on inside is Chromium's suite's to test, in `tests/e2e`.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { CUP, DIST, pounds, productOf, PRODUCTS } from "../e2e/harness.mjs";
import { serve, TRUSTED_TYPES } from "../e2e/serve.mjs";
import { ENGINES } from "./engines.mjs";

/** Where the plain page looks for the widget. */
const EMBEDDED = "http://localhost:8080";

const SMALL = "22182";
const MEDIUM = "22183";
const POTS = ["23173", "23174", "23175"];

/** What the page saw go wrong, from before its first script on. */
const WATCH = `window.wrong = [];
addEventListener("error", ({ message }) => wrong.push(message));
addEventListener("unhandledrejection", ({ reason }) => wrong.push(String(reason)));
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => wrong.push(violatedDirective + " " + blockedURI));
document.addEventListener("tandem:error", ({ detail }) => wrong.push("tandem:error " + detail.code));`;

const watched = (bytes) => bytes.toString("utf8").replace(/<head>/, '<head><script src="/watch.js"></script>').replaceAll(EMBEDDED, site?.origin);

// These run in the page.
const boxOf = (placement) => document.querySelector(`tandem-offers[placement="${placement}"]`);
const part = (placement, selector, at = 0) => document.querySelector(`tandem-offers[placement="${placement}"]`)?.shadowRoot?.querySelectorAll(selector)[at];
const textOf = (placement, selector, at = 0) => document.querySelector(`tandem-offers[placement="${placement}"]`)?.shadowRoot?.querySelectorAll(selector)[at]?.textContent.trim() ?? "";
const isReady = (placement) => document.querySelector(`tandem-offers[placement="${placement}"][data-state="ready"]`) !== null;
const found = (selector) => document.querySelector(selector);
const titlesOf = (placement) => [...document.querySelector(`tandem-offers[placement="${placement}"]`).shadowRoot.querySelectorAll('[part="card"]:not(:has([part="lead"])) [part="title"]')].map((title) => title.textContent.trim());
const inCart = () => JSON.parse(sessionStorage.getItem("preview-cart") ?? "[]");
const top = (selector) => Math.round(document.querySelector(selector).getBoundingClientRect().top + scrollY); // Scrolling rounds its fractions.

const PICK = '[part="card"]:not(:has([part="lead"]))';
const priceOf = (skus) => pounds(skus.reduce((sum, sku) => sum + productOf(sku).priceMinor, 0));

let site;

for (const [name, launch] of Object.entries(ENGINES)) {
  describe(name, () => {
    let page;
    let other;
    before(async () => {
      [site, other] = await Promise.all([serve(DIST), serve(DIST)]);
      page = await launch();
    });
    after(async () => {
      await page?.close();
      await Promise.all([site?.close(), other?.close()]);
    });
    afterEach(async () => {
      assert.deepEqual(await page.run(() => window.wrong), [], "the page has nothing to complain of");
    });

    /** Opens a page with this cart, and nothing remembered. */
    async function open(path, { cart = [], width = 1280, of = site, policy = TRUSTED_TYPES, fault = () => undefined } = {}) {
      of.headers = policy ? { "content-security-policy": policy } : {};
      of.fault = (path) => fault(path) ?? (path === "/watch.js" ? { body: WATCH, type: "text/javascript" } : /^\/(index\.html|embed\.html)?$/.test(path) ? { transform: watched } : undefined);
      await page.open(`${of.origin}/shop/icon.svg`);
      await page.size(width, 900);
      await page.run((lines) => (localStorage.clear(), sessionStorage.setItem("preview-cart", lines)), JSON.stringify(cart));
      await page.open(`${of.origin}/${path}`);
    }

    /** Waits until the box in a placement is ready, with the page at it, and gives its suggestions. */
    async function ready(placement = "product") {
      await page.until(() => document.querySelector("tandem-offers") !== null);
      await page.until(boxOf, placement);
      await page.run((placement) => document.querySelector(`tandem-offers[placement="${placement}"]`).scrollIntoView({ block: "center" }), placement);
      await page.until(isReady, placement);
      const titles = await page.run(titlesOf, placement);
      return titles.map((title) => PRODUCTS.find((product) => product.title === title)?.sku ?? title);
    }

    const amount = () => page.run(textOf, "product", '[part="amount"]');
    const held = async () => Object.fromEntries((await page.run(inCart)).map(({ sku, quantity }) => [sku, quantity]));
    const holds = (lines) => page.until((lines) => sessionStorage.getItem("preview-cart") === lines, JSON.stringify(lines));

    test("tick, add, and the basket has all at the shop's prices", async () => {
      await open(`#/product/${CUP}`);
      const picks = await ready();
      assert.equal(picks.length, 3);
      assert.equal(await amount(), priceOf([CUP]));
      await page.click(part, "product", `${PICK} [part="checkbox"]`, 0);
      await page.click(part, "product", `${PICK} [part="checkbox"]`, 1);
      const wanted = [CUP, picks[0], picks[1]];
      assert.equal(await amount(), priceOf(wanted));
      await page.click(part, "product", '[part="button"]');
      await page.until(textOf, "product", '[part~="notice"]');
      assert.deepEqual(await held(), Object.fromEntries(wanted.map((sku) => [sku, 1])));
      await page.click(found, "[data-basket]");
      await page.until(found, ".total-sum");
      assert.equal(await page.run(() => document.querySelector(".total-sum").textContent), priceOf(wanted));
    });

    test("the same by keyboard alone, at a phone's width", async () => {
      await open(`#/product/${CUP}`, { width: 400 });
      const [first] = await ready();
      await page.run(() => document.querySelector(".buy button").focus());
      const partInFocus = () => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return at?.getAttribute("part") ?? "";
      };
      const tabTo = async (wanted) => {
        for (let times = 0; times < 20; times += 1) {
          await page.press("Tab");
          if ((await page.run(partInFocus)) === wanted) return;
        }
        assert.fail(`Tab does not come to ${wanted}`);
      };
      await tabTo("checkbox");
      await tabTo("checkbox");
      await page.press("Space");
      assert.equal(await amount(), priceOf([CUP, first]));
      await tabTo("button");
      await page.press("Enter");
      await page.until(textOf, "product", '[part~="notice"]');
      assert.deepEqual(await held(), { [CUP]: 1, [first]: 1 });
      assert.equal(await page.run(partInFocus), "button", "the focus stays");
    });

    test("nothing moves when the box comes", async () => {
      for (const width of [400, 1280]) {
        await open(`#/product/${CUP}`, { width, fault: (path) => (path.endsWith(".wasm") ? { delay_ms: 1_500 } : undefined) });
        await page.until(found, "tandem-offers[data-state=loading]");
        const before = await page.run(top, "footer");
        await ready();
        assert.equal(await page.run(top, "footer"), before, `the footer, ${width} px`);
        assert.equal(await page.run(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, `the page is no wider than ${width} px`);
      }
    });

    test("one more beside the basket, and taken out again", async () => {
      await open("#/cart", { cart: [{ sku: CUP, quantity: 1 }] });
      const [first] = await ready("cart");
      await page.click(part, "cart", '[part="add"]');
      await page.until(found, `.line[data-sku="${first}"]`);
      await page.click(part, "cart", '[part="notice-button"]');
      await holds([{ sku: CUP, quantity: 1 }]);
    });

    test("the way to free delivery, and what reaches it", async () => {
      await open("#/cart", { cart: [{ sku: CUP, quantity: 15 }] });
      const picks = await ready("progress");
      assert.equal(await page.run(textOf, "progress", '[part="goal-text"]'), `${pounds(5000 - 15 * productOf(CUP).priceMinor)} to go`);
      assert.ok(picks.length >= 1, "something reaches it");
      await page.click(part, "progress", '[part="button"]');
      await page.until(() => document.querySelector('[placement="progress"]').shadowRoot.querySelector('[part="goal-text"]').textContent.includes("free"));
    });

    test("something better is swapped in, in the same number, and back", async () => {
      await open("#/cart", { cart: [{ sku: SMALL, quantity: 3 }] });
      assert.deepEqual(await ready("upgrade"), [MEDIUM]);
      await page.click(part, "upgrade", '[part="add"]');
      await holds([{ sku: MEDIUM, quantity: 3 }]);
      await page.click(part, "upgrade", '[part="notice-button"]');
      await holds([{ sku: SMALL, quantity: 3 }]);
    });

    test("a set goes into the basket whole", async () => {
      await open(`#/product/${POTS[0]}`);
      assert.deepEqual((await ready("bundle")).sort(), POTS);
      await page.click(part, "bundle", '[part="button"]');
      await page.until(textOf, "bundle", '[part~="notice"]');
      assert.deepEqual(Object.keys(await held()).sort(), POTS);
    });

    test("after the order: what goes with it, for a new one", async () => {
      await open("#/cart", { cart: [{ sku: CUP, quantity: 1 }, { sku: "22699", quantity: 1 }] });
      await page.click(found, ".till .button");
      const [first] = await ready("thankyou");
      await page.click(part, "thankyou", '[part="add"]');
      await holds([{ sku: first, quantity: 1 }]);
    });

    test("what is not wanted stays away on the next page", async () => {
      await open(`#/product/${CUP}`);
      const before = await ready();
      await page.click(part, "product", '[part="dismiss"]');
      await page.until((first) => !document.querySelector('tandem-offers[placement="product"]').shadowRoot.querySelector(`[part="list"]`).textContent.includes(first), productOf(before[0]).title);
      await page.open(`${site.origin}/?again#/product/${CUP}`);
      const then = await ready();
      assert.ok(!then.includes(before[0]), then.join());
    });

    test("from right to left, in Arabic, without a word of English", async () => {
      await open(`#/product/${CUP}?locale=ar`, { width: 400 });
      await ready();
      const [first, list] = await page.run(() => {
        const { shadowRoot } = document.querySelector('tandem-offers[placement="product"]');
        const mid = (name) => ((box) => box.left + box.width / 2)(shadowRoot.querySelector(`[part="${name}"]`).getBoundingClientRect());
        return [mid("picture"), mid("list")];
      });
      assert.ok(first > list, "pictures stand on the right");
      assert.match(await page.run(textOf, "product", '[part="button"]'), /\p{Script=Arabic}/u);
      assert.equal(await page.run(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    });

    test("on a page of another origin, by its digests", async () => {
      const policy = `default-src 'none'; script-src 'self' ${site.origin} 'wasm-unsafe-eval'; connect-src 'self' ${site.origin}; style-src 'self'; img-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`;
      await open("embed.html", { of: other, policy });
      const picks = await ready();
      assert.ok(picks.length >= 1);
      await page.click(part, "product", `${PICK} [part="checkbox"]`);
      await page.click(part, "product", '[part="button"]');
      await page.until(textOf, "product", '[part~="notice"]');
    });

    test("a widget that does not come leaves the page as it was", async () => {
      site.fault = (path) => (path.endsWith(".wasm") ? { status: 500 } : undefined);
      await open("embed.html", { of: other, policy: null });
      await page.run(() => document.querySelector("tandem-offers").scrollIntoView());
      await page.until(found, 'tandem-offers[data-state="off"]');
      assert.equal(await page.run(() => document.querySelector("tandem-offers a").checkVisibility()), true);
      assert.deepEqual(await page.run(() => window.wrong.splice(0)), ["tandem:error cannot-run"]);
    });
  });
}
