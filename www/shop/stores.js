// The two shops of the preview, and what each of them has decided that the simulator must know.

import { DEPARTMENTS } from "./draw/motifs.mjs";
import { current } from "./settings.js";

const TEASET = ["23173", "23174", "23175"];
const CAKE_STANDS = ["22182", "22183"];
const STARTER = ["PHO-0002-A0", "PHO-0002-A1", "PHO-0002-B0"];
const ORNAMENT = "84879";
const BEANS = ["COF-0001-C0", "COF-0001-C1", "COF-0001-C2"];

/**
 * `folder`: where its table and products are. `departments`: in the order of its menu.
 * `freeDeliveryMinor`: from which sum on delivery is free, in its own currency. `discounts`: what it
 * gives by itself, once for a cart: the name in its settings in `data`, on all of these, so much of
 * their prices. `breaks`: what it takes off for more of one item, by `[pieces, share]`. `hasSet`,
 * `hasUpgrade`: whether a product is sold in a set, or has something better.
 */
const STORES = {
  real: {
    folder: "demo",
    departments: DEPARTMENTS,
    freeDeliveryMinor: 5000,
    discounts: [{ name: "TEASET", skus: TEASET, share: 0.1 }],
    hasSet: (sku) => TEASET.includes(sku),
    breaks: { [ORNAMENT]: [[6, 0.1], [12, 0.15]] },
    hasUpgrade: (sku) => CAKE_STANDS.includes(sku),
    source: "https://doi.org/10.24432/C5BW33",
  },
  planted: {
    folder: "planted",
    departments: ["cameras", "phones", "coffee"],
    freeDeliveryMinor: 10000,
    discounts: [{ name: "STARTER", skus: STARTER, share: 0.1 }],
    hasSet: (sku) => STARTER.includes(sku) || BEANS.includes(sku),
    breaks: Object.fromEntries(BEANS.map((sku) => [sku, [[3, 0.1]]])),
    hasUpgrade: (sku) => /-B[01]$/.test(sku),
    source: null,
  },
};

/** The shop that is shown. */
export const store = () => STORES[current().store];
