// Motifs that are worn, carried, written on or played with.

export const keepsakes = {
  bag: (k) =>
    k.floor(100, 60, 166) +
    k.line("M70 84V58c0-34 60-34 60 0v26", k.dark, 9) +
    k.coat("M40 72h120l10 84c1 6-3 10-9 10H39c-6 0-10-4-9-10Z") +
    k.shade("M132 72h28l10 84c1 6-3 10-9 10h-23Z") +
    k.line("M44 84h112", k.second, 4),
  purse: (k) =>
    k.floor(100, 56) +
    k.coat("M60 76h80c24 20 34 44 28 66-2 12-10 18-24 18H56c-14 0-22-6-24-18-6-22 4-46 28-66Z") +
    k.path("M56 70c0-22 88-22 88 0l-4 10H60Z", "#cfa45a") +
    k.circle(92, 50, 8, "#cfa45a") +
    k.circle(108, 50, 8, "#b98b42"),
  luggage: (k) =>
    k.floor(100, 60) +
    k.line("M82 60V46h36v14", k.dark, 8) +
    k.rectCoat(34, 58, 132, 104, 12) +
    k.rect(54, 58, 12, 104, 0, k.wood) +
    k.rect(134, 58, 12, 104, 0, k.wood) +
    k.rect(84, 92, 32, 26, 4, k.cream),
  umbrella: (k) =>
    k.line("M100 40v104c0 22 26 22 26 2", k.wood, 7) +
    k.coat("M20 108c2-52 40-78 80-78s78 26 80 78c-8-12-32-12-40 0-8-12-32-12-40 0-8-12-32-12-40 0-8-12-32-12-40 0Z") +
    k.shade("M140 108c-4-36-16-66-40-78 40 0 78 26 80 78-8-12-32-12-40 0Z") +
    k.line("M100 30v-8", k.ink, 5),
  necklace: (k) =>
    k.line("M46 34c4 84 28 106 54 106s50-22 54-106", k.metal, 3) +
    [[52, 72], [60, 98], [74, 122], [126, 122], [140, 98], [148, 72]].map(([x, y]) => k.circle(x, y, 7, k.main) + k.circle(x - 2, y - 2, 2.2, "#fff")).join("") +
    k.path("M100 128l18 20-18 24-18-24Z", k.second) +
    k.path("M100 128l18 20h-36Z", k.light),
  bracelet: (k) =>
    k.ellipse(100, 150, 64, 8, "#4b3f39").replace("/>", ' opacity=".12"/>') +
    `<ellipse cx="100" cy="104" rx="60" ry="42" fill="none" stroke="${k.metal}" stroke-width="3"/>` +
    k.around(14, 100, 104, 1, (x, y, i) => {
      const cx = 100 + 60 * Math.cos((i * Math.PI) / 7);
      const cy = 104 + 42 * Math.sin((i * Math.PI) / 7);
      return k.circle(cx, cy, 11, i % 3 ? k.main : k.second) + k.circle(cx - 3, cy - 4, 3, "#fff").replace("/>", ' opacity=".6"/>');
    }),
  earrings: (k) =>
    [66, 134]
      .map((x) => k.line(`M${x} 62c-14-8-8-30 4-26`, k.metal, 4) + k.circle(x, 68, 8, k.second) + k.coat(`M${x} 80c24 28 24 62 0 68-24-6-24-40 0-68Z`) + k.circle(x - 6, 120, 5, "#fff").replace("/>", ' opacity=".5"/>'))
      .join(""),
  ring: (k) =>
    k.floor(100, 44, 170) +
    `<circle cx="100" cy="118" r="44" fill="none" stroke="${k.metal}" stroke-width="12"/>` +
    k.path("M72 50h56l16 18-44 40-44-40Z", k.main) +
    k.path("M72 50h56l16 18H56Z", k.light) +
    k.path("M86 68h28l-14 40Z", k.second),
  brooch: (k) =>
    k.around(8, 100, 100, 40, (x, y) => k.circle(x, y, 21, k.main)) +
    k.around(8, 100, 100, 24, (x, y) => k.circle(x, y, 12, k.light)) +
    k.circle(100, 100, 18, k.second) +
    k.circle(94, 94, 5, "#fff").replace("/>", ' opacity=".6"/>'),
  key: (k) =>
    `<circle cx="100" cy="54" r="24" fill="none" stroke="${k.metal}" stroke-width="7"/>` +
    k.line("M100 78v18", k.metal, 6) +
    k.coat(k.heart(100, 130, 36)) +
    k.gleam("M74 118c0-12 8-18 16-18-6 6-10 14-10 26Z"),
  card: (k) =>
    k.floor(100, 56, 168) +
    k.group(k.rect(-46, -60, 92, 120, 4, k.cream), "translate(116 100) rotate(9)") +
    k.group(k.rectCoat(-48, -62, 96, 124, 4) + k.rect(-34, -46, 68, 92, 3, k.cream) + k.path(k.heart(0, -6, 17), k.second) + k.line("M-18 26h36", k.ink, 4), "translate(92 100) rotate(-5)"),
  wrap: (k) =>
    k.floor(100, 70) +
    k.group(k.rect(-70, -18, 140, 36, 4, k.second) + k.ellipse(70, 0, 8, 18, k.cream), "translate(104 128) rotate(-8)") +
    k.group(k.rectCoat(-72, -20, 144, 40, 4) + k.ellipse(72, 0, 9, 20, k.light) + k.ellipse(72, 0, 4, 10, k.dark), "translate(96 84) rotate(-8)"),
  ribbon: (k) =>
    k.floor(96, 54) +
    k.path("M120 120c30 10 34 30 60 26l-4 18c-30 4-40-10-64-14Z", k.dark) +
    k.circleCoat(90, 100, 60) +
    k.circle(90, 100, 26, k.cream) +
    k.circle(90, 100, 17, k.dark),
  notebook: (k) =>
    k.floor(104, 52, 168) +
    k.rect(56, 38, 100, 130, 5, k.cream) +
    k.rectCoat(48, 34, 100, 130, 6) +
    k.rect(48, 34, 16, 130, 6, k.dark) +
    k.rect(82, 60, 48, 30, 4, k.cream) +
    k.line("M90 72h32M90 80h20", k.ink, 3) +
    k.line("M132 34v130", k.second, 4),
  pencils: (k) =>
    k.floor(100, 46) +
    [[66, k.second], [84, k.leaf], [102, "#e0b24d"], [120, k.dark]].map(([x, colour], i) => k.rect(x, 50 - (i % 2) * 12, 14, 80, 0, colour) + k.path(`M${x} ${50 - (i % 2) * 12}l7-18 7 18Z`, "#ecd3ad")).join("") +
    k.coat("M54 94h92l-6 62c0 4-2 6-6 6H66c-4 0-6-2-6-6Z"),
  stickers: (k) =>
    k.rect(42, 34, 116, 134, 8, k.cream) +
    k.path(k.heart(74, 70, 17), k.main) +
    k.path(k.star(126, 70, 20), k.second) +
    k.circle(74, 116, 17, k.second) +
    k.path(k.heart(126, 118, 17), k.light) +
    k.line("M62 150h76", k.main, 8),
  napkin: (k) =>
    k.floor(100, 60) +
    k.group(k.rect(-56, -56, 112, 112, 6, k.cream), "translate(106 104) rotate(8)") +
    k.rectCoat(40, 44, 112, 112, 6) +
    k.path("M40 150V50c0-4 2-6 6-6h104Z", "#fff").replace("/>", ' opacity=".22"/>'),
  doll: (k) =>
    k.floor(100, 40, 170) +
    k.coat("M100 26c24 0 38 18 34 40 18 18 24 44 20 76-2 20-18 28-54 28s-52-8-54-28c-4-32 2-58 20-76-4-22 10-40 34-40Z") +
    k.ellipse(100, 66, 24, 25, k.second) +
    k.ellipse(100, 70, 19, 20, "#f6dcc4") +
    k.circle(93, 70, 2.5, k.ink) +
    k.circle(107, 70, 2.5, k.ink) +
    k.line("M95 79c3 3 7 3 10 0", "#b8504b", 2.5) +
    k.circle(100, 128, 22, k.cream) +
    k.around(6, 100, 128, 10, (x, y) => k.circle(x, y, 6, k.second)) +
    k.circle(100, 128, 5, "#e0b24d"),
  rocket: (k) =>
    k.path("M84 146c2 20 8 26 16 34 8-8 14-14 16-34Z", "#eba24a") +
    k.path("M68 100c-18 12-22 30-20 48l26-14ZM132 100c18 12 22 30 20 48l-26-14Z", k.second) +
    k.coat("M100 20c34 30 40 76 26 126H74C60 96 66 50 100 20Z") +
    k.circle(100, 82, 17, k.cream) +
    k.circle(100, 82, 11, "#7fa9bd"),
  blocks: (k) =>
    k.floor(100, 66) +
    k.rect(34, 104, 58, 58, 6, k.second) +
    k.rect(102, 104, 58, 58, 6, k.leaf) +
    k.rectCoat(68, 42, 58, 58, 6) +
    k.path(k.star(63, 133, 17), k.cream) +
    k.path(k.heart(131, 134, 15), k.cream) +
    k.circle(97, 71, 13, k.cream),
  jigsaw: (k) =>
    k.floor(100, 60) +
    k.coat("M48 56h36c-6-24 34-24 28 0h40v38c24-6 24 34 0 28v38h-40c6-24-34-24-28 0H48v-38c-24 6-24-34 0-28Z") +
    k.shade("M126 56h26v38c24-6 24 34 0 28v38h-26Z"),
  cards: (k) =>
    k.floor(100, 58, 166) +
    k.group(k.rectCoat(-36, -52, 72, 104, 7), "translate(74 102) rotate(-16)") +
    k.group(k.rect(-36, -52, 72, 104, 7, k.cream) + k.path(k.heart(0, 0, 19), k.main), "translate(120 102) rotate(10)"),
  sewing: (k) =>
    k.floor(92, 50) +
    k.line("M136 40L112 150", k.metal, 5) +
    k.line("M92 96c50-20 60 40 24 50", k.second, 3) +
    k.rect(48, 46, 88, 18, 6, k.wood) +
    k.rect(48, 144, 88, 18, 6, k.wood) +
    k.rectCoat(58, 64, 68, 80, 2) +
    k.line("M58 82h68M58 100h68M58 118h68", k.dark, 2),
  balloon: (k) =>
    k.line("M78 116c10 24 22 30 22 62M128 108c-4 30-24 40-28 70", k.ink, 2.5) +
    k.coat("M76 28c30 0 42 26 36 50-4 22-18 38-36 38s-32-16-36-38c-6-24 6-50 36-50Z") +
    k.ellipse(130, 74, 30, 36, k.second) +
    k.gleam("M54 68c0-18 8-26 18-28-8 10-10 20-10 30Z"),
  present: (k) =>
    k.floor(100, 64) +
    k.path("M100 62c-20-34-58-26-44-6 6 8 24 8 44 6ZM100 62c20-34 58-26 44-6-6 8-24 8-44 6Z", k.second) +
    k.rectCoat(42, 78, 116, 84, 5) +
    k.rect(34, 58, 132, 28, 5, k.dark) +
    k.rect(88, 58, 24, 104, 0, k.second),
};
