// Pages that are not kind: themes that style everything, navigation without loading, frames, extensions
// and blockers, and files that were changed on their way.

import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { assertFits, assertStill, boxOf, DIST, eventsOf, open, productOf, stage, using } from "./harness.mjs";
import { serve } from "./serve.mjs";

const set = stage();
const EMBEDDED = "http://localhost:8080";
const CAKE_STAND = "22423";

/** The plain page's site, and what a test makes of that page. */
let shop;
let edit = (html) => html;
/** Files of a test's own, by path: a text, or a change of the plain page. */
let files = {};
before(async () => {
  shop = await serve(DIST);
  const plain = readFileSync(join(DIST, "embed.html"), "utf8");
  const page = (change) => Buffer.from(change(plain.replaceAll(EMBEDDED, set.site.origin)));
  shop.fault = (path) => {
    if (path === "/embed.html") return { body: page(edit), type: "text/html" };
    if (path === "/favicon.ico") return { status: 204, body: "" };
    const own = files[path];
    if (typeof own === "function") return { body: page((html) => own(edit(html))), type: "text/html" };
    return own && { body: Buffer.from(own), type: "text/javascript" };
  };
});
after(() => shop.close());

/** Opens the plain page as `change` leaves it, and runs `work` on it. */
const onPage = (change, work, path = "embed.html") => {
  edit = change;
  return using(open(set, path, { site: shop }), work);
};
const withHead = (more) => (html) => html.replace("</head>", `${more}</head>`);

/** The box comes, and what it adds is in the basket. */
async function assertSells(page, where = page) {
  const box = boxOf(where);
  await box.host.scrollIntoViewIfNeeded();
  await where.locator('tandem-offers[data-state="ready"]').waitFor();
  await box.picks.first().locator('[part="checkbox"]').check();
  await box.add.click();
  await where.locator("[data-lines] [data-sku]").nth(1).waitFor();
  assert.deepEqual(page.errors, []);
}

describe("themes that style everything", () => {
  const themes = [
    ["* in every way", "*{margin:7px;padding:5px;border:2px solid red;letter-spacing:.2em;text-transform:uppercase;box-sizing:content-box}"],
    ["all: unset", "*{all:unset}"],
    ["z-index on everything", "*{position:relative;z-index:2147483647}header,main{z-index:-1}"],
    ["display and overflow", "main *{display:inline;overflow:hidden;float:left}"],
    ["buttons and labels of their own", "button,input,label,a,ul,li,h2{position:absolute!important;opacity:0!important;pointer-events:none!important}"],
  ];
  for (const [what, css] of themes) {
    test(what, () =>
      onPage(withHead(`<style>${css}</style>`), async (page) => {
        const box = boxOf(page);
        await page.evaluate(() => document.querySelector("tandem-offers").scrollIntoView());
        await box.state("ready");
        const { width } = await box.host.boundingBox();
        assert.ok(width >= 256, `it is ${width} px wide`);
        for (const part of ["heading", "title", "price", "button"]) assert.ok(await box.host.locator(`[part="${part}"]`).first().isVisible(), part);
        await box.picks.first().locator('[part="checkbox"]').check();
        await box.add.click();
        await box.notice.waitFor();
        assert.equal((await eventsOf(page, "added"))[0].detail.items.length, 2);
        assert.deepEqual(page.errors, []);
      }));
  }

  test("what lies over the page stays over it", () =>
    onPage(withHead("<style>.bar{position:fixed;inset-block-start:0;inset-inline:0;block-size:50vh;z-index:1;background:#fff}</style>"), async (page) => {
      await page.evaluate(() => document.body.append(Object.assign(document.createElement("div"), { className: "bar" })));
      await page.evaluate(() => document.querySelector("tandem-offers").scrollIntoView());
      await boxOf(page).state("ready");
      assert.equal(await page.evaluate(() => document.elementFromPoint(innerWidth / 2, 100).className), "bar");
    }));

  test("<base href>", () =>
    onPage(
      (html) => html.replace("<head>", '<head><base href="/somewhere/else/">').replace(/(href|src)="shop\//g, '$1="/shop/').replace("</head>", "<script>Object.defineProperty(window, 'relative', { value: location.href })</script></head>"),
      async (page) => {
        await page.evaluate(() => document.querySelector("tandem-offers").scrollIntoView());
        await boxOf(page).state("ready");
        assert.ok((await boxOf(page).picks.count()) > 0);
        assert.deepEqual(page.errors, []);
      },
    ));

  for (const [what, attributes] of [
    ["without an origin", 'sandbox="allow-scripts"'],
    ["that may run scripts and nothing else", 'sandbox="allow-scripts allow-same-origin" referrerpolicy="no-referrer" allow="" loading="lazy"'],
    ["without credentials", "credentialless"],
  ]) {
    test(`a frame ${what}`, () =>
      onPage(
        (html) => html,
        async (page) => {
          // The page before it is finished: its script would miss what is taken away.
          await page.waitForFunction(() => document.querySelector("[data-price]").textContent.trim());
          await page.setContent(`<iframe ${attributes} src="${shop.origin}/embed.html" width="900" height="1400"></iframe>`);
          await assertSells(page, page.frameLocator("iframe"));
        },
      ));
  }
});

describe("libraries that swap parts of pages", () => {
  const library = (path) => readFileSync(join("node_modules", path));
  const another = (html) => html.replaceAll('"22697"', `"${CAKE_STAND}"`).replaceAll("Green Regency Teacup", "Another");
  const links = (html) => html.replace("<main>", '<nav><a id="another" href="/another.html">Another</a></nav><main>');
  const about = (page, sku) => page.waitForFunction((text) => document.querySelector("tandem-offers").shadowRoot?.querySelector("[part=card]:has([part=lead]) [part=title]")?.textContent === text, productOf(sku).title);
  const swapping = (head, change, work) => {
    files = { "/turbo.js": library("@hotwired/turbo/dist/turbo.es2017-umd.js"), "/htmx.js": library("htmx.org/dist/htmx.js"), "/another.html": another };
    return onPage(
      (html) => change(withHead(head)(html)),
      async (page) => {
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await boxOf(page).state("ready");
        await page.evaluate(() => (window.isSame = true));
        await work(page);
        assert.ok(await page.evaluate(() => window.isSame), "the page was loaded anew");
        // Turbo shows a page that it has kept until the new one comes.
        await page.waitForLoadState("networkidle");
        await page.waitForFunction(() => !document.documentElement.matches("[data-turbo-preview],[aria-busy]"));
        await assertSells(page);
        assert.equal(page.asked.filter((url) => url.endsWith(".wasm")).length, 1, "the widget was loaded twice");
      },
    );
  };

  for (const [where, change] of [
    ["the head", links],
    ["the body, where it is run again each time", (html) => links(html).replace(/(<script async[^>]*tandem\.js[^>]*><\/script>)([^]*)<\/body>/, "$2$1</body>")],
  ]) {
    test(`Turbo, the tag in ${where}: on, back and on again`, () =>
      swapping('<script src="/turbo.js"></script>', change, async (page) => {
        await page.click("#another");
        await about(page, CAKE_STAND);
        await page.goBack();
        await about(page, "22697");
        await page.click("#another");
        await about(page, CAKE_STAND);
      }));
  }

  test("Turbo, a page morphed into what it has become", () =>
    swapping('<meta name="turbo-refresh-method" content="morph"><meta name="turbo-refresh-scroll" content="preserve"><script src="/turbo.js"></script>', links, async (page) => {
      const before = edit;
      edit = (html) => before(html).replace("Bone china, made for long afternoons.", "Back in stock.");
      await page.evaluate(() => window.Turbo.visit(location.href, { action: "replace" }));
      await page.getByText("Back in stock.").waitFor();
      await boxOf(page).state("ready");
      assert.ok(await boxOf(page).picks.first().isVisible());
      edit = (html) => another(before(html));
      await page.evaluate(() => window.Turbo.visit(location.href, { action: "replace" }));
      await about(page, CAKE_STAND);
    }));

  for (const swap of ["outerHTML", "innerHTML", "outerMorph", "innerMorph"]) {
    test(`htmx, ${swap}`, () =>
      swapping('<script src="/htmx.js"></script>', (html) => html.replace("<main>", `<nav><a id="another" href="/another.html" hx-get="/another.html" hx-select="${swap.startsWith("inner") ? "main > *" : "main"}" hx-target="main" hx-swap="${swap}">Another</a></nav><main>`), async (page) => {
        await page.click("#another");
        await about(page, CAKE_STAND);
        await boxOf(page).state("ready");
        assert.ok(await boxOf(page).picks.first().isVisible());
      }));
  }
});

describe("navigation without loading", () => {
  test("boxes that are put in are found, whatever their element", () =>
    onPage(
      (html) => html,
      async (page) => {
        await page.evaluate((sku) => {
          history.pushState(null, "", "/another");
          document.querySelector("main").innerHTML = `<h1>Another</h1><div data-tandem="product" data-product="${sku}"></div>`;
        }, CAKE_STAND);
        await page.locator('[data-tandem][data-state="ready"]').waitFor({ state: "attached" });
        assert.match(await page.locator('[data-tandem] [part="card"]:has([part="lead"]) [part="title"]').textContent(), /cake\s?stand/i);
        assert.deepEqual(page.errors, []);
      },
    ));

  test("a page that grows is not laid out for it, and a box in what has grown has its room at once", () =>
    onPage(
      (html) => html.replace(/<tandem-offers[^]*<\/tandem-offers>/, ""),
      async (page) => {
        await page.waitForFunction(() => customElements.get("tandem-offers"));
        const seen = await page.evaluate(async () => {
          const asked = window.requestAnimationFrame;
          let frames = 0;
          window.requestAnimationFrame = (work) => {
            frames += 1;
            return asked.call(window, work);
          };
          const main = document.querySelector("main");
          for (let time = 0; time < 10; time += 1) {
            main.append(document.createElement("p"));
            await new Promise((later) => setTimeout(later));
          }
          const box = document.createElement("div");
          box.dataset.tandem = "product";
          main.append(box);
          await undefined;
          return { frames, height: box.getBoundingClientRect().height };
        });
        assert.equal(seen.frames, 0);
        assert.ok(seen.height > 100, `${seen.height} px`);
      },
    ));

  test("a body in place of the body", () =>
    onPage(
      (html) => html,
      async (page) => {
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await boxOf(page).state("ready");
        for (let time = 0; time < 3; time += 1) {
          await page.evaluate(() => {
            const next = document.createElement("body");
            next.innerHTML = document.body.innerHTML;
            document.body.replaceWith(next);
          });
          await boxOf(page).host.scrollIntoViewIfNeeded();
          await boxOf(page).state("ready");
        }
        await assertSells(page);
      },
    ));

  test("a box that stays while the page's product changes follows it, and stays still where it does not", () =>
    onPage(
      (html) => html.replace(' product="22697"', "").replace("</head>", '<script type="application/ld+json">{"@type":"Product","sku":"22697"}</script></head>'),
      async (page) => {
        const box = boxOf(page);
        await box.host.scrollIntoViewIfNeeded();
        await box.state("ready");
        const title = box.own.locator('[part="title"]');
        assert.equal(await title.textContent(), productOf("22697").title);
        const handle = await box.own.elementHandle();
        await page.evaluate(() => document.querySelector("main").append("What is no product."));
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        assert.ok(await handle.evaluate((card) => card.isConnected), "the box was drawn anew for nothing");
        await page.evaluate((sku) => {
          history.pushState(null, "", "/another");
          document.querySelector("[type='application/ld+json']").textContent = JSON.stringify({ "@type": "Product", sku });
        }, CAKE_STAND);
        await page.waitForFunction((text) => document.querySelector("tandem-offers").shadowRoot.querySelector("[part=card]:has([part=lead]) [part=title]")?.textContent === text, productOf(CAKE_STAND).title);
        assert.deepEqual(page.errors, []);
      },
    ));
});

describe("extensions and blockers", () => {
  test("a translator that wraps every word", () =>
    onPage(
      (html) => html,
      async (page) => {
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await boxOf(page).state("ready");
        await page.evaluate(() => {
          for (const root of [document.body, document.querySelector("tandem-offers").shadowRoot]) {
            const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
            const texts = [];
            while (walker.nextNode()) if (walker.currentNode.data.trim() && !walker.currentNode.parentElement.closest("script,style")) texts.push(walker.currentNode);
            for (const text of texts) {
              const font = document.createElement("font");
              text.replaceWith(font);
              font.append(`«${text.data}»`);
            }
          }
        });
        await assertSells(page);
      },
    ));

  test("what measures is blocked, and nothing else is lost", () =>
    onPage(
      (html) => html.replace("<script async ", '<script async data-analytics="datalayer" data-consent="granted" '),
      async (page) => {
        await page.route(/analytics/, (route) => route.abort("blockedbyclient"));
        await page.reload();
        await assertSells(page);
        assert.equal(await page.evaluate(() => window.dataLayer), undefined);
      },
    ));

  test("names that lists of filters block are in no address and on no element that a page needs", () =>
    onPage(
      (html) => html.replace(/<tandem-offers[^>]*>/, '<div data-tandem="product" data-product="22697">').replace("</tandem-offers>", "</div>").replace("</head>", "<style>[class*=offer],[id*=offer],tandem-offers,[class*=upsell],[class*=recommend],[class*=promo]{display:none!important}</style></head>"),
      async (page) => {
        const blocked = [];
        await page.route(/offer|upsell|recommend|promo|banner|sponsor|affiliate|advert|[/._-]ads?[/._-]|track|beacon|pixel/i, (route) => (blocked.push(route.request().url()), route.abort("blockedbyclient")));
        await page.reload();
        const box = page.locator("[data-tandem]");
        await box.scrollIntoViewIfNeeded();
        await page.locator('[data-tandem][data-state="ready"]').waitFor();
        await box.locator('[part="card"]:not(:has([part="lead"])) [part="checkbox"]').first().check();
        await box.locator('[part="button"]').click();
        await page.locator("[data-lines] [data-sku]").nth(1).waitFor();
        assert.deepEqual(blocked, []);
        assert.deepEqual(page.errors, []);
      },
    ));

  test("the element is hidden by a list of filters: nothing is fetched for it", () =>
    onPage(withHead("<style>tandem-offers{display:none!important}</style>"), async (page) => {
      await page.waitForLoadState("networkidle");
      assert.deepEqual(page.errors, []);
      assert.deepEqual(page.asked.filter((url) => /tandem_|manifest|tdm/.test(url)), []);
      await assertFits(page);
    }));
});

describe("files that were changed on their way", () => {
  const foul = "window.foul = true;";
  /** The page with a file of the widget's changed. */
  const changed = async (file, change, edit, work) => {
    set.site.fault = (path) => (file.test(path) ? { transform: change } : undefined);
    try {
      await onPage(edit, async (page) => {
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await work(page);
        assert.equal(await page.evaluate(() => window.foul), undefined, "what was changed has run");
      });
    } finally {
      set.site.fault = () => undefined;
    }
  };
  const infected = (bytes) => Buffer.concat([Buffer.from(foul), bytes]);
  const tag = (more) => (html) => html.replace("<script async ", `<script async ${more} `);

  for (const [what, file, change] of [
    ["the glue", /tandem_widget-\w+\.js$/, infected],
    ["the wasm", /\.wasm$/, (bytes) => Buffer.concat([bytes, Buffer.from([0, 3, 1, 0x78, 0])])],
  ]) {
    test(`${what}: it does not run, the page's own links stay, one line`, () =>
      changed(file, change, (html) => html, async (page) => {
        await boxOf(page).state("off");
        assert.equal(await page.locator("tandem-offers a").first().isVisible(), true);
        assert.equal(page.said.filter((line) => line.includes("tandem: ")).length, 1);
        await assertStill(page);
      }));
  }

  test("a shop's adapter: it does not run, and nothing can be added", () =>
    changed(/tandem_adapter_demo/, infected, (html) => tag('data-shop="demo"')(html).replace('<script src="shop/embed.js"></script>', ""), async (page) => {
      await page.waitForFunction(() => /ready|error/.test(document.querySelector("tandem-offers").dataset.state));
      assert.ok(page.asked.some((url) => url.includes("tandem_adapter_demo")));
      assert.equal(await boxOf(page).host.locator('[part="price"]').count(), 0);
    }));

  test("a language's words: the built-in ones are shown", () =>
    changed(/tandem_words_de/, (bytes) => Buffer.from(bytes.toString("utf8").replace("Wird oft", "Wird nie")), tag('data-locale="de"'), async (page) => {
      await boxOf(page).state("ready");
      assert.match(await boxOf(page).host.locator('[part="heading"]').textContent(), /^Frequently bought/i);
    }));

  test("what measures: it does not run", () =>
    changed(/tandem_analytics/, infected, tag('data-analytics="datalayer" data-consent="granted"'), async (page) => {
      await assertSells(page);
      assert.ok(page.asked.some((url) => url.includes("tandem_analytics")));
    }));
});

describe("files that are signed", () => {
  const manifest = readFileSync(join(DIST, "demo/manifest.json"));
  const [own, another] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
  const publicKey = ({ publicKey }) => publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("base64");
  const file = `/demo/manifest-${createHash("sha256").update(manifest).digest("hex").slice(0, 16)}.sig`;

  /** The page with this key, of a host with this signature. */
  const page = async (key, signature, work) => {
    set.site.fault = (path) => (path === file && signature ? { body: signature } : undefined);
    try {
      await onPage((html) => html.replace("<script async ", `<script async data-key="${key}" `), async (page) => {
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await page.waitForFunction(() => /ready|error/.test(document.querySelector("tandem-offers").dataset.state));
        await work(page);
      });
    } finally {
      set.site.fault = () => undefined;
    }
  };

  test("by the page's key: it sells", () => page(publicKey(own), sign(null, manifest, own.privateKey), assertSells));

  for (const [what, key, signature] of [
    ["by another key", publicKey(own), sign(null, manifest, another.privateKey)],
    ["another manifest", publicKey(own), sign(null, Buffer.concat([manifest, Buffer.from(" ")]), own.privateKey)],
    ["not at all", publicKey(own), undefined],
    ["by a key that is none", "key", sign(null, manifest, own.privateKey)],
    ["by a key that was forgotten", "", sign(null, manifest, own.privateKey)],
  ]) {
    test(`${what}: the page's own links stay, one line`, () =>
      page(key, signature, async (page) => {
        await boxOf(page).state("error");
        assert.equal(await page.locator("tandem-offers a").first().isVisible(), true);
        const lines = page.said.filter((line) => line.includes("tandem: "));
        assert.ok(lines.length === 1 && lines[0].includes("unsigned"), lines.join("\n"));
        assert.equal((await eventsOf(page, "error"))[0].detail.code, "unsigned");
        await assertStill(page);
      }));
  }
});
