// One product picture as an SVG file, drawn from its title. The same title and SKU give the same
// bytes: no script, no text, no outside reference, so that it is safe wherever an image is.

import { coloursOf, hash } from "./colours.mjs";
import { home } from "./home.mjs";
import { keepsakes } from "./keepsakes.mjs";
import { kit } from "./kit.mjs";
import { kitchen } from "./kitchen.mjs";
import { motifOf } from "./motifs.mjs";
import { nature } from "./nature.mjs";
import { printOf } from "./patterns.mjs";

const MOTIFS = { ...kitchen, ...home, ...keepsakes, ...nature };

/** How many of the thing a title sells, as far as a picture can show it: 1, 2 or 3. */
function copiesOf(title) {
  const upper = title.toUpperCase();
  if (/\b(PAIR|TWO|DUO)\b|\b(SET|PACK|BOX)(\/| OF )2\b|\bS\/2\b/.test(upper)) return 2;
  if (/\b(SET|PACK|BOX)(\/| OF )[3-9]\b|\b(SET|PACK) OF [1-9][0-9]|\bS\/[3-9]\b|\bTRIO\b|^[3-9] /.test(upper)) return 3;
  return 1;
}

const ARRANGEMENTS = {
  1: ["translate(10 10) scale(.9)"],
  2: ["translate(62 14) scale(.66)", "translate(4 44) scale(.72)"],
  3: ["translate(6 6) scale(.56)", "translate(86 10) scale(.56)", "translate(34 60) scale(.66)"],
};

/** Motifs that show several things already. */
const SEVERAL = new Set(["cutlery", "lights", "bunting", "earrings", "cards", "card", "wrap", "stickers", "blocks", "pencils", "trowel", "drawers", "hook", "wreath"]);

/** The SVG file of a product. */
export function drawPicture(title, sku) {
  const seed = hash(`${sku} ${title}`);
  const colours = coloursOf(title, seed);
  const print = printOf(title, seed, colours);
  const { motif } = motifOf(title);
  const copies = SEVERAL.has(motif) ? 1 : copiesOf(title);
  const drawn = MOTIFS[motif](kit(colours, print));
  const defs = (print ? print : "") + (copies > 1 ? `<g id="one">${drawn}</g>` : "");
  const things = copies > 1 ? ARRANGEMENTS[copies].map((place) => `<use href="#one" transform="${place}"/>`).join("") : `<g transform="${ARRANGEMENTS[1][0]}">${drawn}</g>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="400" height="400">` +
    (defs ? `<defs>${defs}</defs>` : "") +
    `<rect width="200" height="200" fill="${colours.ground}"/>` +
    `<circle cx="100" cy="98" r="84" fill="#fff" opacity=".38"/>` +
    `${things}</svg>\n`
  );
}
