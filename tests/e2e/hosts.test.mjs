// Pages, hosts and policies: the plain page on another origin, strict policies, and browsers in
// which the widget cannot run.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { assertAccessible, assertFits, assertOnly, assertStill, boxOf, CUP, DIST, eventsOf, open, productOf, pounds, stage, using, watched } from "./harness.mjs";
import { serve, STRICT_CSP } from "./serve.mjs";

const set = stage();
const EMBEDDED = "http://localhost:8080";

/** The plain page's own site: it holds the page, not the widget. */
let shop;
const policy = (script, connect) => `default-src 'none'; script-src ${script}; connect-src ${connect}; style-src 'self'; img-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`;
const fair = () => policy(`'self' ${set.site.origin} 'wasm-unsafe-eval'`, `'self' ${set.site.origin}`);

before(async () => {
  shop = await serve(DIST);
  shop.fault = (path) => (path === "/embed.html" ? { transform: (bytes) => bytes.toString("utf8").replaceAll(EMBEDDED, set.site.origin) } : undefined);
});
after(() => shop.close());

const embed = (headers, options = {}) => {
  shop.headers = headers ? { "content-security-policy": headers } : {};
  shop.requests.length = 0;
  return open(set, "embed.html", { site: shop, ...options });
};

const tandemLines = (page) => page.said.filter((line) => line.includes("tandem: "));

/** The page is as if the widget had never been there: its own words inside the element are shown. */
async function assertUntouched(page) {
  assert.equal(await page.locator("tandem-offers a").first().isVisible(), true);
  assert.equal(await boxOf(page).cards.count(), 0);
  assert.deepEqual(page.errors, []);
  await assertStill(page);
  await assertAccessible(page, "untouched");
}

describe("the plain page on another origin", () => {
  test("one script tag: tick two, add, and its own cart has all three", () =>
    using(embed(fair()), async (page) => {
      const box = boxOf(page);
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      assert.equal(await box.picks.count(), 3);
      await box.picks.nth(0).locator('[part="checkbox"]').check();
      await box.picks.nth(1).locator('[part="checkbox"]').check();
      const amount = (await box.amount.textContent()).trim();
      await box.add.click();
      await box.notice.waitFor();
      assert.equal(await page.locator("[data-lines] li").count(), 3);
      assert.equal(await page.locator("[data-sum]").textContent(), `Total ${amount}`);
      assert.equal(await page.locator("[data-price]").textContent(), pounds(productOf(CUP).priceMinor));

      assertOnly(page, [shop.origin, set.site.origin]);
      const wrong = shop.requests.filter((path) => path.startsWith("/embed/") || /\.(tdm|gz|wasm)$|manifest/.test(path));
      assert.deepEqual(wrong, [], "the widget's files come from the widget's origin alone");
      assert.deepEqual(await watched(page, "violations"), []);
      assert.deepEqual(page.said.filter((line) => line.startsWith("error")), []);
      await assertStill(page);
    }));

  for (const [width, scheme] of [[360, "light"], [1280, "light"], [360, "dark"]]) {
    test(`is accessible and fits at ${width} px, ${scheme}`, () =>
      using(embed(fair(), { width, height: 800, scheme }), async (page) => {
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await boxOf(page).state("ready");
        await assertAccessible(page, "embedded");
        await assertFits(page);
        await assertStill(page);
      }));
  }

  test("a nonce and 'strict-dynamic' are enough", async () => {
    const usual = shop.fault;
    shop.fault = (path) => (path === "/embed.html" ? { transform: (bytes) => usual(path).transform(bytes).replaceAll("<script ", '<script nonce="abc" ') } : undefined);
    try {
      await using(embed(policy("'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'", `'self' ${set.site.origin}`)), async (page) => {
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await boxOf(page).state("ready");
        assert.deepEqual(await watched(page, "violations"), []);
      });
    } finally {
      shop.fault = usual;
    }
  });

  const discoveries = [
    ["JSON-LD, after a broken block", '<script type="application/ld+json">{oops</script><script type="application/ld+json">{"@graph":[{"@type":"BreadcrumbList"},{"@type":["Product"],"sku":"22697"}]}</script>'],
    ["JSON-LD of a group, whose number is no text", '<script type="application/ld+json">[{"@type":"WebSite"},{"@type":"ProductGroup","sku":" ","productGroupID":22697}]</script>'],
    ["a meta tag", '<meta property="product:retailer_item_id" content="22697">'],
    ["microdata", '<meta itemprop="sku" content="22697">'],
    ["Magento's form", '<script type="text/plain" id="product_addtocart_form" data-product-sku="22697"></script>'],
    ["WooCommerce's button", "</head><form class='cart'><button name='add-to-cart' value='22697'></button></form>"],
    ["BigCommerce's form", "</head><form data-cart-item-add><input name='product_id' value='22697'></form>"],
    ["Shopify's form", "</head><form action='/en/cart/add'><input name='id' value='22697'></form>"],
  ];
  for (const [what, head] of discoveries) {
    test(`the product is found by ${what}`, async () => {
      const usual = shop.fault;
      shop.fault = (path) => (path === "/embed.html" ? { transform: (bytes) => usual(path).transform(bytes).replace(' product="22697"', "").replace("</head>", `${head}</head>`) } : undefined);
      try {
        await using(embed(fair()), async (page) => {
          await boxOf(page).host.scrollIntoViewIfNeeded();
          await boxOf(page).state("ready");
          assert.match(await boxOf(page).own.locator('[part="title"]').textContent(), /Green regency teacup/i);
        });
      } finally {
        shop.fault = usual;
      }
    });
  }
});

describe("script optimisers", () => {
  const TAG = /<script async[^>]*tandem\.js[^>]*><\/script>/;
  const loader = () => `${set.site.origin}/embed/tandem.js`;
  const attributes = () => `data-manifest="${set.site.origin}/demo/manifest.json"`;
  const running = (work) => `<script>${work}</script>`;
  const copying = `const copy = (old) => { const tag = document.createElement("script"); for (const { name, value } of old.attributes) tag.setAttribute(name.replace(/^data-late-/, ""), value); tag.removeAttribute("type"); old.replaceWith(tag); };`;
  const OPTIMISERS = {
    "puts the tag in when the page is loaded": () => running(`addEventListener("load", () => { const tag = document.createElement("script"); tag.src = "${loader()}"; tag.dataset.manifest = "${set.site.origin}/demo/manifest.json"; document.body.append(tag); })`),
    "gives the tag a type of its own, and puts it in again": () => `<script type="module-later" data-late-src="${loader()}" ${attributes()}></script>${running(`${copying} addEventListener("DOMContentLoaded", () => copy(document.querySelector("[type=module-later]")))`)}`,
    "waits for the shopper's first move": () => `<script type="delayed" data-late-src="${loader()}" ${attributes()}></script>${running(`${copying} addEventListener("mousemove", () => copy(document.querySelector("[type=delayed]")), { once: true })`)}`,
    "runs the file's text itself, so that no tag is the current one": () => `<script type="text/later" data-src="${loader()}" data-base="${set.site.origin}/embed/" ${attributes()}></script>${running(`fetch("${loader()}").then((answer) => answer.text()).then((text) => new Function(text)())`)}`,
    "makes one file of many": () => `<script type="text/plain" data-base="${set.site.origin}/embed/" ${attributes()}></script><script defer src="/cache/all-1.js"></script>`,
    "runs it as a module": () => `<script type="module" src="${loader()}" ${attributes()}></script>`,
    "puts the tag in twice": () => `<script async src="${loader()}" ${attributes()}></script><script defer src="${loader()}" ${attributes()}></script>`,
  };
  for (const [what, tags] of Object.entries(OPTIMISERS)) {
    test(`one that ${what}: the box is there, once, and sells`, async () => {
      const usual = shop.fault;
      const bundle = () => ({ body: Buffer.concat([Buffer.from("window.others = 1;\n"), readFileSync(join(DIST, "embed/tandem.js"))]) });
      shop.fault = (path) => (path === "/embed.html" ? { transform: (bytes) => usual(path).transform(bytes).replace(TAG, tags()) } : path === "/cache/all-1.js" ? bundle() : undefined);
      try {
        await using(embed(null), async (page) => {
          const box = boxOf(page);
          await page.mouse.move(100, 100);
          await page.mouse.move(200, 200);
          await page.waitForFunction(() => window.tandem);
          await box.host.scrollIntoViewIfNeeded();
          await box.state("ready");
          await assertStill(page);
          await box.picks.first().locator('[part="checkbox"]').check();
          await box.add.click();
          await box.notice.waitFor();
          assert.equal((await eventsOf(page, "added")).length, 1);
          assert.equal(page.asked.filter((url) => url.endsWith(".wasm")).length, 1);
          assert.deepEqual(page.errors, []);
        });
      } finally {
        shop.fault = usual;
      }
    });
  }
});

describe("where the widget cannot run", () => {
  test("no 'wasm-unsafe-eval': untouched, one line, one event, nothing downloaded", () =>
    using(embed(policy(`'self' ${set.site.origin}`, `'self' ${set.site.origin}`)), async (page) => {
      await boxOf(page).state("off");
      await assertUntouched(page);
      assert.equal(tandemLines(page).length, 1, page.said.join("\n"));
      assert.equal((await eventsOf(page, "error")).length, 1);
      assert.ok(!page.asked.some((url) => /\.(wasm|tdm|gz)$/.test(url)), page.asked.join("\n"));
    }));

  test("connect-src without the widget's origin: untouched, one line", () =>
    using(embed(policy(`'self' ${set.site.origin} 'wasm-unsafe-eval'`, "'self'")), async (page) => {
      await boxOf(page).host.scrollIntoViewIfNeeded();
      await page.waitForFunction(() => /off|error/.test(document.querySelector("tandem-offers").dataset.state));
      await assertUntouched(page);
      assert.equal(tandemLines(page).length, 1, page.said.join("\n"));
      assert.equal((await eventsOf(page, "error")).length, 1);
    }));

  test("a widget host without CORS: untouched, one line", async () => {
    set.site.cors = false;
    try {
      await using(embed(fair()), async (page) => {
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await page.waitForFunction(() => /off|error/.test(document.querySelector("tandem-offers").dataset.state));
        await assertUntouched(page);
        assert.equal(tandemLines(page).length, 1, page.said.join("\n"));
      });
    } finally {
      set.site.cors = true;
    }
  });

  test("a widget whose files are gone: untouched, one line", async () => {
    set.site.fault = (path) => (path.endsWith(".wasm") ? { status: 404 } : undefined);
    try {
      await using(embed(fair()), async (page) => {
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await page.waitForFunction(() => /off|error/.test(document.querySelector("tandem-offers").dataset.state));
        await assertUntouched(page);
        assert.equal(tandemLines(page).length, 1, page.said.join("\n"));
      });
    } finally {
      set.site.fault = () => undefined;
    }
  });

  test("a table that is missing: the page's own links stay", async () => {
    set.site.fault = (path) => (path.endsWith(".tdm") ? { status: 404 } : undefined);
    try {
      await using(embed(fair()), async (page) => {
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await boxOf(page).state("error");
        await assertUntouched(page);
        assert.equal(tandemLines(page).length, 1, page.said.join("\n"));
      });
    } finally {
      set.site.fault = () => undefined;
    }
  });

  test("no script: the page's own links stand where the box would be", () =>
    using(embed(fair(), { script: false }), async (page) => {
      assert.equal(await page.locator("tandem-offers a").count(), 2);
      assert.equal(await page.locator("tandem-offers a").first().isVisible(), true);
    }));

  test("no script: the shop says that it needs one", () =>
    using(open(set, "", { script: false }), async (page) => {
      assert.match(await page.locator("main").innerText(), /drawn by script/);
    }));
});

describe("a careful shop", () => {
  test("one name is left on the window, and nothing on what every object has", () =>
    using(embed(fair()), async (page) => {
      const before = "window.namesBefore = Object.getOwnPropertyNames(window); window.protosBefore = [Object, Array, Function, Promise, String, Element, EventTarget].map((one) => Object.getOwnPropertyNames(one.prototype).length)";
      await page.addInitScript(before);
      await page.reload();
      await boxOf(page).host.scrollIntoViewIfNeeded();
      await boxOf(page).state("ready");
      await boxOf(page).add.click();
      await boxOf(page).notice.waitFor();
      const [names, protos] = await page.evaluate(() => [Object.getOwnPropertyNames(window).filter((name) => !window.namesBefore.includes(name)), [Object, Array, Function, Promise, String, Element, EventTarget].map((one) => Object.getOwnPropertyNames(one.prototype).length)]);
      const ofThePage = ["namesBefore", "protosBefore", "watched", "tandemAdapter", "demoCart"];
      assert.deepEqual(names.filter((name) => !ofThePage.includes(name) && !/^\d+$/.test(name)), ["tandem"]);
      assert.deepEqual(protos, await page.evaluate(() => window.protosBefore));
    }));

  test("storage that is refused stops nothing", () =>
    using(open(set, "#/"), async (page) => {
      await page.context().addInitScript(() => {
        for (const name of ["localStorage", "sessionStorage"]) {
          Object.defineProperty(window, name, {
            get() {
              throw new DOMException("refused", "SecurityError");
            },
          });
        }
      });
      await page.goto(`${set.site.origin}/#/product/${CUP}`);
      await page.reload();
      const box = boxOf(page);
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      await box.add.click();
      await box.notice.waitFor();
      assert.deepEqual(page.errors, []);
    }));

  test("offline after the first view, the next product still has its box", () =>
    using(open(set, `#/product/${CUP}`), async (page) => {
      await boxOf(page).host.scrollIntoViewIfNeeded();
      await boxOf(page).state("ready");
      await page.context().setOffline(true);
      await page.evaluate(() => (location.hash = "#/product/22423"));
      await page.waitForFunction(() => document.querySelector("tandem-offers")?.getAttribute("product") === "22423");
      await boxOf(page).host.scrollIntoViewIfNeeded();
      await boxOf(page).state("ready");
    }));

  test("nothing is fetched before a box is near", () =>
    using(open(set, "#/"), async (page) => {
      await page.waitForSelector(".card");
      await page.waitForLoadState("networkidle");
      assert.ok(!page.asked.some((url) => /\.(wasm|tdm|gz)$/.test(url)), page.asked.filter((url) => !url.includes("pictures")).join("\n"));
    }));

  test("the policy of these tests is the strict one", () => {
    assert.match(STRICT_CSP, /default-src 'none'/);
    assert.doesNotMatch(STRICT_CSP, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/);
  });
});
