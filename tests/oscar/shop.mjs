// A django-oscar shop on this machine: installed by `cargo xtask test`, filled, run, shopped in by
// plain requests as a browser without script would send them.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { request } from "playwright-core";

const MANAGE = fileURLToPath(new URL("manage.py", import.meta.url));
const START_MS = 60_000;

const PYTHON = env.OSCAR_PYTHON ?? "";
if (!existsSync(PYTHON)) throw new Error("OSCAR_PYTHON names no Python with django-oscar: `cargo xtask test --only oscar` makes one");

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Starts a shop with these products (`{sku, title, priceMinor, left}`) and the tag of a widget on another origin. */
export async function start(products, widget) {
  const data = mkdtempSync(join(tmpdir(), "tandem-oscar-"));
  const settings = { ...env, SHOP_DATA: data, SHOP_WIDGET: widget, PYTHONDONTWRITEBYTECODE: "1" };
  const python = (...words) => spawn(PYTHON, [MANAGE, ...words], { env: settings, stdio: ["ignore", "pipe", "pipe"] });

  /** Runs a command of the shop's to its end. */
  const manage = async (...words) => {
    const child = python(...words);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (said += bytes));
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`${words.join(" ")}: ${said}`);
  };

  const list = join(data, "products.json");
  writeFileSync(list, JSON.stringify(products));
  await manage("migrate", "--run-syncdb", "--verbosity", "0");
  await manage("seed", list);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = python("runserver", "--noreload", "--insecure", `127.0.0.1:${port}`);
  let log = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (bytes) => (log += bytes));
  const until = Date.now() + START_MS;
  for (;;) {
    const up = await fetch(`${origin}/catalogue/`).catch(() => undefined);
    if (up?.ok) break;
    if (server.exitCode !== null || Date.now() > until) throw new Error(`the shop does not start: ${log}`);
    await new Promise((later) => setTimeout(later, 200));
  }
  return {
    data,
    origin,
    manage,
    log: () => log,
    async close() {
      server.kill();
      await once(server, "close");
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/**
 * A shopper without a browser window: the shop's own forms, cookies kept. Pages that nobody looks at
 * are not fetched.
 */
export async function shopper(shop) {
  const web = await request.newContext({ baseURL: shop.origin });
  const token = async () => (await web.storageState()).cookies.find(({ name }) => name === "csrftoken")?.value ?? "";
  const post = async (path, form, maxRedirects = 0) => web.post(path, { form, headers: { "x-csrftoken": await token() }, maxRedirects });
  await web.get("/basket/");
  return {
    add: (id) => post(`/basket/add/${id}/`, { quantity: "1" }),

    /** Goes to the checkout as a guest and orders what is in the basket. Gives the page at the end. */
    async order(email) {
      await post("/checkout/", { username: email, options: "anonymous" });
      await post("/checkout/shipping-address/", { first_name: "A", last_name: "Shopper", line1: "1 High Street", line4: "Sandford", postcode: "N1 9RT", country: "GB" });
      await web.get("/checkout/shipping-method/", { maxRedirects: 0 });
      const end = await post("/checkout/preview/", { action: "place_order" });
      const place = end.headers().location ?? "";
      if (!place.includes("thank-you")) throw new Error(`no order: ${end.status()} ${place}`);
    },

    close: () => web.dispose(),
  };
}
