// Motifs of the garden, of animals and of the seasons.

const eyes = (k, x, y, gap) => k.circle(x - gap, y, 3.5, k.ink) + k.circle(x + gap, y, 3.5, k.ink);

export const nature = {
  wateringcan: (k) =>
    k.floor(104, 56) +
    k.line("M84 84c0-46 56-46 60 0M148 96c24 0 24 50-4 50", k.dark, 9) +
    k.path("M72 118L34 72l-12 6-4-12 34-16 6 11-11 6 31 39Z", k.dark) +
    k.coat("M66 84h84v70c0 6-4 8-8 8H74c-4 0-8-2-8-8Z") +
    k.shade("M126 84h24v70c0 6-4 8-8 8h-16Z"),
  plantpot: (k) =>
    k.floor(100, 42) +
    k.path("M100 96c-8-30-40-26-46-46 30-8 48 12 46 46ZM100 96c8-30 40-26 46-46-30-8-48 12-46 46ZM100 98c-16-30-8-54 0-72 8 18 16 42 0 72Z", k.leaf) +
    k.coat("M62 106h76l-10 52c-1 3-3 4-6 4H78c-3 0-5-1-6-4Z") +
    k.rect(56, 94, 88, 18, 4, k.dark),
  trowel: (k) =>
    k.floor(100, 50, 172) +
    k.group(k.rectCoat(-9, -70, 18, 58, 9) + k.rect(-5, -14, 10, 24, 0, k.metal) + k.path("M-24 8h48c4 34-10 56-24 66-14-10-28-32-24-66Z", k.metal), "translate(74 96) rotate(8)") +
    k.group(k.rectCoat(-9, -70, 18, 58, 9) + k.line("M0-12v30M-18 66V30c0-8 4-12 18-12s18 4 18 12v36M0 18v48", k.metal, 8), "translate(134 96) rotate(-6)"),
  windmill: (k) =>
    k.line("M100 92v80", k.wood, 7) +
    [0, 90, 180, 270].map((turn, i) => k.group(k.path("M0 0C8-22 40-26 48-52 20-62-8-40 0 0Z", i % 2 ? k.second : k.main), `translate(100 90) rotate(${turn})`)).join("") +
    k.circle(100, 90, 8, k.cream),
  basket: (k) =>
    k.floor(100, 62) +
    k.line("M52 92c0-76 96-76 96 0", k.wood, 9) +
    k.path("M34 90h132l-14 66c-1 4-4 6-8 6H56c-4 0-7-2-8-6Z", k.wood) +
    k.line("M40 108h120M44 126h112M48 144h104", "#9c7549", 4) +
    k.coat("M30 84h140v12c-12 16-24 16-35 0-11 16-24 16-35 0-11 16-24 16-35 0-11 16-23 16-35 0Z"),
  birdhouse: (k) =>
    k.line("M100 120v56", k.wood, 9) +
    k.rectCoat(60, 76, 80, 74, 4) +
    k.path("M100 28l58 54H42Z", k.second) +
    k.circle(100, 104, 16, k.ink) +
    k.line("M100 130v12", k.wood, 6),
  house: (k) =>
    k.floor(100, 60) +
    k.rectCoat(48, 84, 104, 78, 3) +
    k.path("M100 32l68 58H32Z", k.second) +
    k.rect(88, 116, 24, 46, 3, k.wood) +
    k.rect(60, 100, 20, 22, 2, k.cream) +
    k.rect(120, 100, 20, 22, 2, k.cream),
  flower: (k) =>
    k.line("M100 110c4 20 0 40-2 62", k.leaf, 7) +
    k.path("M98 150c-10-22-34-20-40-20 6 18 22 24 40 20ZM100 140c10-20 30-18 38-16-6 16-20 22-38 16Z", k.leaf) +
    k.around(8, 100, 76, 32, (x, y) => k.circle(x, y, 18, k.main)) +
    k.around(8, 100, 76, 17, (x, y) => k.circle(x, y, 9, k.light)) +
    k.circle(100, 76, 15, k.second),
  bouquet: (k) =>
    k.line("M100 120L76 66M100 120L124 66M100 120V52", k.leaf, 5) +
    [[70, 62, k.main], [130, 62, k.second], [100, 44, k.light], [86, 84, k.second], [116, 86, k.main]].map(([x, y, colour]) => k.around(6, x, y, 11, (cx, cy) => k.circle(cx, cy, 8, colour)) + k.circle(x, y, 7, "#f0c766")).join("") +
    k.coat("M62 104h76l-26 66H88Z") +
    k.line("M82 134h36", k.second, 6),
  bird: (k) =>
    k.line("M50 160h100", k.wood, 7) +
    k.line("M92 134v24M106 134v24", k.ink, 3) +
    k.path("M60 116L22 140l10-44Z", k.dark) +
    k.coat("M56 120c-8-40 30-56 46-54 2-30 50-34 56-2 0 60-32 78-62 76-22-2-36-8-40-20Z") +
    k.path("M64 108c16 24 44 24 58-2-8-16-46-20-58 2Z", k.dark) +
    k.path("M158 62l20 8-20 8Z", "#dd9a45") +
    k.circle(136, 64, 5, k.ink),
  butterfly: (k) =>
    k.coat("M98 92C84 40 26 34 30 72c2 26 24 36 44 34-30 4-34 48-6 50 22 0 30-30 30-52Z") +
    k.coat("M102 92c14-52 72-58 68-20-2 26-24 36-44 34 30 4 34 48 6 50-22 0-30-30-30-52Z") +
    k.circle(54, 70, 10, k.second) +
    k.circle(146, 70, 10, k.second) +
    k.line("M100 78v78M100 78c-4-18-14-26-22-28M100 78c4-18 14-26 22-28", k.ink, 5),
  rabbit: (k) =>
    k.floor(100, 44, 168) +
    k.path("M76 78c-22-52 2-76 14-12ZM124 78c22-52-2-76-14-12Z", k.dark) +
    k.path("M80 70c-12-32-2-46 6-6ZM120 70c12-32 2-46-6-6Z", k.second) +
    k.coat("M100 62c24 0 38 16 36 34 16 20 20 40 14 58-4 10-16 14-50 14s-46-4-50-14c-6-18-2-38 14-58-2-18 12-34 36-34Z") +
    eyes(k, 100, 90, 14) +
    k.path("M94 100h12l-6 7Z", k.second) +
    k.ellipse(100, 142, 24, 20, k.cream),
  cat: (k) =>
    k.floor(100, 46, 168) +
    k.line("M142 150c34 4 30-44 14-46", k.dark, 10) +
    k.path("M64 74l2-42 28 24ZM136 74l-2-42-28 24Z", k.dark) +
    k.coat("M100 50c28 0 42 16 40 38 14 18 18 46 12 66-4 10-18 14-52 14s-48-4-52-14c-6-20-2-48 12-66-2-22 12-38 40-38Z") +
    eyes(k, 100, 82, 15) +
    k.path("M94 92h12l-6 7Z", k.second) +
    k.line("M74 96l-22-4M74 102l-20 6M126 96l22-4M126 102l20 6", k.ink, 2) +
    k.line("M72 114c16 8 40 8 56 0", k.second, 7),
  dog: (k) =>
    k.floor(100, 48, 168) +
    k.coat("M100 46c26 0 42 16 40 40 12 18 16 46 10 66-4 12-16 16-50 16s-46-4-50-16c-6-20-2-48 10-66-2-24 14-40 40-40Z") +
    k.path("M66 54c-30-4-34 44-20 58 16-6 22-34 20-58ZM134 54c30-4 34 44 20 58-16-6-22-34-20-58Z", k.dark) +
    eyes(k, 100, 82, 14) +
    k.ellipse(100, 104, 20, 15, k.cream) +
    k.ellipse(100, 98, 8, 6, k.ink) +
    k.line("M74 124c16 8 36 8 52 0", k.second, 7),
  hen: (k) =>
    k.floor(100, 46, 168) +
    k.line("M90 146v20M110 146v20", "#dd9a45", 5) +
    k.path("M116 44c-4-16 8-18 10-8 4-12 16-8 12 2 10-4 14 8 4 12Z", "#c1443c") +
    k.coat("M30 86c14 12 34 14 48 10 16-6 20-50 50-52 26 0 30 24 26 44 0 46-26 64-56 64-36 0-60-24-68-66Z") +
    k.path("M64 112c10 26 46 28 60-2-20 4-40 4-60 2Z", k.dark) +
    k.path("M154 64l20 8-18 8Z", "#e0a33f") +
    k.circle(136, 64, 4.5, k.ink),
  egg: (k) =>
    k.floor(100, 42, 164) +
    k.coat("M100 30c32 0 54 46 54 80 0 32-24 52-54 52s-54-20-54-52c0-34 22-80 54-80Z") +
    k.path("M48 96c18-14 34 12 52 0s34 12 52 0l2 22c-18 14-34-8-54 4s-36-18-54-4Z", k.second) +
    k.gleam("M66 84c4-24 16-36 28-42-10 14-16 26-20 46Z"),
  shell: (k) =>
    k.floor(100, 46, 160) +
    k.coat("M100 156c-12 0-16-6-22-12-40-10-52-46-44-66 10-28 42-40 66-40s56 12 66 40c8 20-4 56-44 66-6 6-10 12-22 12Z") +
    k.line("M100 146V50M88 144L58 62M112 144l30-82M80 140L40 92M120 140l40-48", k.dark, 4),
  feather: (k) =>
    k.coat("M150 30c12 60-20 96-76 112-14-56 20-104 76-112Z") +
    k.line("M150 30C116 70 90 100 52 172", k.dark, 5) +
    k.line("M112 76l-2-26M94 100l-8-24M124 62l22 8M104 88l30 14", k.light, 3),
  heart: (k) =>
    k.line("M100 72V24", k.ink, 3) +
    k.circle(100, 26, 5, k.second) +
    k.coat(k.heart(100, 106, 56)) +
    k.gleam("M56 92c0-22 12-34 26-34-12 8-18 22-18 40Z"),
  star: (k) => k.line("M100 40V18", k.ink, 3) + k.coat(k.star(100, 104, 70)) + k.path(k.star(100, 104, 30), k.light),
  bauble: (k) =>
    k.line("M100 52V20", k.ink, 3) +
    k.rect(88, 44, 24, 18, 4, "#cda24c") +
    k.circleCoat(100, 112, 54) +
    k.path("M48 100c30 14 74 14 104 0v24c-30 14-74 14-104 0Z", k.second) +
    k.gleam("M64 96c4-18 18-26 30-26-12 8-18 16-20 28Z"),
  tree: (k) =>
    k.floor(100, 44, 170) +
    k.rect(91, 146, 18, 24, 2, k.wood) +
    k.path("M100 30l34 46h-18l28 38h-20l30 38H46l30-38H56l28-38H66Z", k.main === "#f4ead9" ? k.leaf : k.main) +
    k.path(k.star(100, 30, 14), "#e0b24d") +
    [[92, 78], [112, 102], [84, 112], [104, 136], [76, 140], [126, 138]].map(([x, y], i) => k.circle(x, y, 5.5, i % 2 ? k.second : k.cream)).join(""),
  wreath: (k) =>
    k.around(18, 100, 104, 50, (x, y, i) => k.circle(x, y, 17, i % 2 ? k.leaf : "#5f7d58")) +
    k.around(9, 100, 104, 50, (x, y) => k.circle(x, y, 6, k.main)) +
    k.path("M100 152c-18-22-46-14-36 8 6 10 24 4 36-4ZM100 152c18-22 46-14 36 8-6 10-24 4-36-4Z", k.second) +
    k.circle(100, 154, 8, k.dark),
  stocking: (k) =>
    k.line("M112 36c10-18 24-4 12 8", k.ink, 4) +
    k.coat("M74 60h56v50c0 20 30 22 30 42 0 16-18 20-40 18-30-2-48-12-46-36Z") +
    k.rect(66, 38, 72, 28, 8, k.cream) +
    k.path("M160 148c2 18-18 24-42 22 2-18 22-30 42-22Z", k.second),
  bunting: (k) =>
    k.line("M14 54c50 32 122 32 172 0", k.ink, 4) +
    [[22, 58], [62, 74], [104, 76], [144, 66]].map(([x, y], i) => (i % 2 ? k.path(`M${x} ${y}l36-5-14 62Z`, k.second) : k.coat(`M${x} ${y}l36-1-16 64Z`))).join(""),
  bell: (k) =>
    k.line("M100 44V24", k.ink, 4) +
    k.circle(100, 154, 12, k.ink) +
    k.coat("M100 40c34 0 38 34 42 64 2 16 8 26 18 36v8H40v-8c10-10 16-20 18-36 4-30 8-64 42-64Z") +
    k.shade("M116 44c22 10 24 36 26 60 2 16 8 26 18 36v8h-30c0-30-2-76-14-104Z") +
    k.path("M100 40c-12-20-34-14-26 0ZM100 40c12-20 34-14 26 0Z", k.second),
};
