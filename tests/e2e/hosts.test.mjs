// Pages, hosts and policies: the plain page on another origin, strict policies, and browsers in
// which the widget cannot run.

import assert from "node:assert/strict";
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
    ["a meta tag", '<meta property="product:retailer_item_id" content="22697">'],
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

  test("an optimiser that inserts the script later does no harm", async () => {
    const usual = shop.fault;
    const late = `addEventListener("load", () => { const tag = document.createElement("script"); tag.src = "ORIGIN/embed/tandem.js"; tag.dataset.manifest = "ORIGIN/demo/manifest.json"; document.body.append(tag); });`;
    shop.fault = (path) => {
      if (path === "/embed.html") return { transform: (bytes) => usual(path).transform(bytes).replace(/<script async[^>]*>/, '<script src="/late.js">') };
      if (path === "/late.js") return { body: Buffer.from(late.replaceAll("ORIGIN", set.site.origin)) };
      return undefined;
    };
    try {
      await using(embed(null), async (page) => {
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await boxOf(page).state("ready");
        await assertStill(page);
      });
    } finally {
      shop.fault = usual;
    }
  });
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
