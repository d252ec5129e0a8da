// Many page views of each shop's host, with faults by chance, four shoppers at a time.
//
//     cargo xtask load [VIEWS]      (1,000 of each host)

import { argv, exit, stdout } from "node:process";
import * as bigcommerce from "../hosts/bigcommerce.mjs";
import * as custom from "../hosts/custom.mjs";
import * as magento from "../hosts/magento.mjs";
import * as graphql from "../hosts/magento-graphql.mjs";
import * as shopify from "../hosts/shopify.mjs";
import * as woocommerce from "../hosts/woocommerce.mjs";
import { DIST, launch } from "./harness.mjs";
import { views } from "./views.mjs";

const count = Number(argv[2] ?? 1_000);
const only = argv.slice(3);
const customer = { start: (dist) => graphql.start(dist, { customer: true }) };
const PLATFORMS = { shopify, woocommerce, magento, "magento-graphql": graphql, "magento-customer": customer, bigcommerce, custom };
let isBroken = false;
for (const [name, platform] of Object.entries(PLATFORMS)) {
  if (only.length > 0 && !only.includes(name)) continue;
  const browser = await launch();
  const host = await platform.start(DIST);
  const started = Date.now();
  try {
    const { pressed, without = 0, ...said } = await views({ browser }, host, { count });
    const outcomes = Object.entries(said).map(([what, times]) => `${what} ${times}`);
    stdout.write(`${name.padEnd(16)} ${pressed} presses, every cart as told: ${outcomes.join(", ")}; ${without} views more had nothing to add (${Math.round((Date.now() - started) / 1_000)} s)\n`);
  } catch (error) {
    isBroken = true;
    stdout.write(`${name.padEnd(16)} ${error.message}\n`);
  }
  await browser.close();
  await host.close();
}
exit(isBroken ? 1 : 0);
