// Pictures held against pictures: small ones are kept, and two are alike where hardly a pixel differs.

import { deflateSync } from "node:zlib";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

/** How far two colours may be apart, 0 to 1, in the measure of Kotsarenko and Ramos (2010). */
const COLOUR = 0.1;

/** How many pixels may differ all the same; smoothed edges of letters and shapes are not counted. */
const MOST_PIXELS = 30;

const MOST_COLOURS = 256;

/**
 * Takes colours that are alike in their high bits for one, as few bits as leave a palette; each stands
 * for its most frequent. Gives the palette and a place in it for each pixel.
 */
function palettised(data) {
  const colours = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  const often = [...colours].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  for (let bits = 8; ; bits -= 1) {
    const high = 0x010101 * (256 - (1 << (8 - bits)));
    const [groups, palette] = [new Map(), []];
    for (const colour of often) {
      if (groups.has(colour & high)) continue;
      groups.set(colour & high, palette.length);
      palette.push([colour >> 16, (colour >> 8) & 255, colour & 255]);
      if (palette.length > MOST_COLOURS) break;
    }
    if (palette.length > MOST_COLOURS) continue;
    const pixels = Buffer.alloc(data.length / 4);
    for (let at = 0; at < data.length; at += 4) pixels[at / 4] = groups.get(((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]) & high);
    return { palette, pixels };
  }
}

const CRC = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = CRC[(crc ^ byte) & 255] ^ (crc >>> 8);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return Buffer.concat([length, body, sum]);
}

/** A PNG as one to be kept: 256 colours at most, and a fourth of the bytes. */
export function reduced(png) {
  const { width, height, data } = PNG.sync.read(png);
  const { palette, pixels } = palettised(data);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Array.from({ length: height }, (_, y) => Buffer.concat([Buffer.of(0), pixels.subarray(y * width, (y + 1) * width)]));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header), chunk("PLTE", Buffer.from(palette.flat())), chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 9, memLevel: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

/** What is different between two PNGs, in words and as a third; `null` where they are alike. */
export function difference(want, got) {
  const [before, after] = [PNG.sync.read(want), PNG.sync.read(got)];
  const { width, height } = before;
  if (width !== after.width || height !== after.height) return { words: `it is ${after.width} by ${after.height} pixels, and was ${width} by ${height}`, picture: null };
  const marked = new PNG({ width, height });
  const count = pixelmatch(before.data, after.data, marked.data, width, height, { threshold: COLOUR });
  if (count <= MOST_PIXELS) return null;
  return { words: `${count} of ${width * height} pixels differ`, picture: PNG.sync.write(marked) };
}
