// The picture of django-oscar's guide: the shop of the tests, with what its own orders say.

import { boxOf, DIST, guidePicture, launch, open } from "../e2e/harness.mjs";
import { serve } from "../e2e/serve.mjs";
import { learned, SOLD } from "./learned.mjs";
import { start } from "./shop.mjs";

const host = await serve(DIST);
const shop = await start(SOLD, host.origin);
const browser = await launch();
try {
  await learned(shop, host);
  const page = await open({ browser, site: shop }, `catalogue/any_${SOLD[0].id}/`, { width: 1000, height: 860 });
  const box = boxOf(page);
  await box.host.scrollIntoViewIfNeeded();
  await box.state("ready");
  for (const at of [0, 1]) await box.picks.nth(at).locator('[part="checkbox"]').check();
  await guidePicture(page, "oscar");
} finally {
  await browser.close();
  await shop.close();
  await host.close();
}
