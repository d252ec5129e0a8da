// Motifs of the kitchen and the tea table.

export const kitchen = {
  mug: (k) =>
    k.floor(98, 56) +
    k.line("M138 82c28-6 34 44-4 46", k.dark, 11) +
    k.coat("M52 62h92l-5 82c-1 10-8 17-18 17H75c-10 0-17-7-18-17Z") +
    k.shade("M118 62h26l-5 82c-1 10-8 17-18 17h-14c8-2 9-6 10-17Z") +
    k.ellipse(98, 62, 46, 9, k.dark) +
    k.ellipse(98, 63.5, 39, 6, "#7a5640"),
  teacup: (k) =>
    k.floor(100, 74) +
    k.ellipse(100, 154, 74, 11, k.light) +
    k.ellipse(100, 152, 58, 7, k.dark) +
    k.line("M146 86c26-8 30 32-10 36", k.second, 8) +
    k.coat("M46 78h108c0 42-22 70-42 74H88c-20-4-42-32-42-74Z") +
    k.shade("M124 78h30c0 42-22 70-42 74h-10c16-8 22-40 22-74Z") +
    k.ellipse(100, 78, 54, 10, k.cream) +
    k.ellipse(100, 80, 46, 7, "#b5744a") +
    k.line("M84 56c-6-8 6-12 0-20M104 56c-6-8 6-12 0-20", "#fff", 4),
  teapot: (k) =>
    k.floor(98, 62) +
    k.line("M50 96c-30-8-34 38 4 42", k.dark, 10) +
    k.path("M136 118c20-4 16-34 36-40l6 8c-14 10-10 44-36 52Z", k.dark) +
    k.coat("M98 72c36 0 52 26 50 50-2 22-18 38-50 38s-48-16-50-38c-2-24 14-50 50-50Z") +
    k.shade("M98 72c36 0 52 26 50 50-2 22-18 38-50 38 30-6 36-60 0-88Z") +
    k.path("M70 76c4-14 52-14 56 0-14 6-42 6-56 0Z", k.second) +
    k.circle(98, 60, 8, k.second),
  jug: (k) =>
    k.floor(100, 44) +
    k.line("M132 76c32-4 30 48-2 50", k.dark, 10) +
    k.coat("M66 48h60l10 4-6 22c14 22 12 56 0 86H70c-12-30-12-64 0-86Z") +
    k.shade("M112 48h14l10 4-6 22c14 22 12 56 0 86h-22c14-36 12-80 4-112Z") +
    k.ellipse(97, 49, 32, 6, k.dark),
  cakestand: (k) =>
    k.floor(100, 50) +
    k.path("M94 60h12v92l16 8H78l16-8Z", k.metal) +
    k.circle(100, 34, 7, k.second) +
    k.line("M100 40v20", k.metal, 6) +
    k.path("M56 130h88l-8 10H64Z", k.dark) +
    k.rectCoat(38, 122, 124, 10, 5) +
    k.rectCoat(56, 86, 88, 9, 4.5) +
    k.rectCoat(72, 56, 56, 8, 4) +
    [64, 92, 120].map((x) => k.path(`M${x} 106h18l-4 16h-10Z`, k.cream) + k.path(`M${x - 2} 107c0-14 22-14 22 0Z`, k.second)).join("") +
    [78, 106].map((x) => k.path(`M${x} 72h16l-3 14h-10Z`, k.light) + k.path(`M${x - 2} 73c0-13 20-13 20 0Z`, "#9c6b4c")).join(""),
  cupcake: (k) =>
    k.floor(100, 44) +
    k.coat("M58 98h84l-14 62H72Z") +
    k.line("M74 100l8 58M92 100l3 58M108 100l-3 58M126 100l-8 58", k.dark, 2) +
    k.path("M50 98c-6-20 12-26 16-28 4-22 28-30 36-34 4 16 32 14 34 36 8 2 20 10 14 26Z", k.second) +
    k.path("M60 92c30 8 56 2 82-4-2 6-2 8 8 10H50Z", "#2c2320").replace("/>", ' opacity=".08"/>') +
    k.circle(102, 36, 8, "#b8393c"),
  cutlery: (k) =>
    k.floor(100, 56, 170) +
    k.group(k.rectCoat(-8, 20, 16, 62, 8) + k.path("M-5 20V-8h10v28Z", k.metal) + k.path("M-14-8v-44c0-4 5-4 5 0v26h4v-26c0-4 5-4 5 0v26h4v-26c0-4 5-4 5 0v44Z", k.metal), "translate(58 86)") +
    k.group(k.rectCoat(-8, 20, 16, 62, 8) + k.path("M-5 20V-10h10v30Z", k.metal) + k.ellipse(0, -28, 17, 26, k.metal) + k.ellipse(-3, -30, 9, 17, "#d5d7d3"), "translate(102 86)") +
    k.group(k.rectCoat(-8, 20, 16, 62, 8) + k.path("M-7 20V-52c14 4 20 46 14 72Z", k.metal), "translate(144 86)"),
  plate: (k) =>
    k.floor(100, 66, 168) +
    k.circleCoat(100, 98, 68) +
    k.circle(100, 98, 48, k.cream) +
    k.circle(100, 98, 43, k.light) +
    k.gleam("M62 84c6-20 24-28 40-28-16 4-28 14-32 34Z"),
  bowl: (k) =>
    k.floor(100, 48) +
    k.path("M78 150h44l6 12H72Z", k.dark) +
    k.coat("M34 84h132c0 44-26 70-52 70H86c-26 0-52-26-52-70Z") +
    k.shade("M134 84h32c0 44-26 70-52 70h-14c24-8 34-40 34-70Z") +
    k.ellipse(100, 84, 66, 12, k.light) +
    k.ellipse(100, 86, 58, 8.5, k.dark),
  tray: (k) =>
    k.floor(100, 76, 150) +
    k.line("M30 104c-16-4-16-26 2-28M170 104c16-4 16-26-2-28", k.wood, 8) +
    k.path("M22 104h156l-14 44H36Z", k.dark) +
    k.coat("M34 62h132l14 66c1 6-3 10-9 10H29c-6 0-10-4-9-10Z") +
    k.line("M40 72h120l11 54H29Z", k.cream, 3),
  glass: (k) =>
    k.floor(100, 36) +
    k.path("M96 112h8v42h22v8H74v-8h22Z", "#c9d5d6") +
    `<g opacity=".88">${k.coat("M62 44h76c4 44-14 72-38 72S58 88 62 44Z")}</g>` +
    k.gleam("M72 50h12c-4 30 2 48 12 58-20-8-26-32-24-58Z") +
    k.ellipse(100, 44, 38, 6, "#e6eeee"),
  pan: (k) =>
    k.floor(92, 62) +
    k.rect(140, 92, 50, 11, 5.5, k.wood) +
    k.coat("M32 88h116v50c0 14-8 22-22 22H54c-14 0-22-8-22-22Z") +
    k.shade("M122 88h26v50c0 14-8 22-22 22h-18c10-4 14-10 14-22Z") +
    k.rect(28, 80, 124, 11, 5.5, k.dark) +
    k.path("M42 80c8-24 88-24 96 0Z", k.light) +
    k.circle(90, 57, 7, k.dark),
  apron: (k) =>
    k.line("M76 54c0-34 48-34 48 0", k.second, 6) +
    k.line("M54 102c-20 6-24 22-18 34M146 102c20 6 24 22 18 34", k.second, 5) +
    k.coat("M74 52h52c0 26 10 40 24 48v66c-30 8-70 8-100 0v-66c14-8 24-22 24-48Z") +
    k.path("M76 116h48v18c0 12-8 18-24 18s-24-6-24-18Z", k.light) +
    k.line("M76 116h48", k.second, 4),
  towel: (k) =>
    k.rect(28, 42, 144, 9, 4.5, k.wood) +
    k.coat("M52 46h96v112H52Z") +
    k.path("M52 134h96v6H52zM52 146h96v4H52z", k.second) +
    k.shade("M118 46h30v112h-30Z"),
  jar: (k) =>
    k.floor(100, 42) +
    k.rect(66, 40, 68, 20, 6, k.second) +
    k.path("M70 60h60c2 8 12 10 12 24v62c0 10-6 16-16 16H74c-10 0-16-6-16-16V84c0-14 10-16 12-24Z", "#dfe7e3") +
    k.coat("M62 92h76v52c0 8-4 12-12 12H74c-8 0-12-4-12-12Z") +
    k.rect(74, 104, 52, 32, 4, k.cream) +
    k.path(k.heart(100, 121, 9), k.second),
  bottle: (k) =>
    k.floor(100, 32) +
    k.rect(90, 26, 20, 16, 4, k.wood) +
    k.coat("M90 42h20v26c0 10 18 14 18 34v48c0 8-4 12-12 12H84c-8 0-12-4-12-12v-48c0-20 18-24 18-34Z") +
    k.rect(76, 106, 48, 34, 3, k.cream) +
    k.gleam("M82 92c4-8 10-12 12-20v-28h5v30c-2 12-12 16-12 26Z") +
    k.line("M86 118h28M90 128h20", k.second, 3),
  lunchbox: (k) =>
    k.floor(100, 66) +
    k.line("M76 62V46c0-6 4-10 10-10h28c6 0 10 4 10 10v16", k.dark, 8) +
    k.rectCoat(32, 60, 136, 100, 18) +
    k.shade("M132 60h18c10 0 18 8 18 18v64c0 10-8 18-18 18h-18Z") +
    k.rect(32, 94, 136, 5, 0, k.dark) +
    k.rect(88, 86, 24, 20, 5, k.cream) +
    k.circle(100, 96, 4, k.dark),
  scales: (k) =>
    k.floor(100, 56) +
    k.path("M58 160l10-66h64l10 66Z", k.main) +
    k.circle(100, 126, 25, k.cream) +
    k.line("M100 126l10-14M100 106v4M80 126h4M116 126h4", k.ink, 3) +
    k.coat("M44 62h112c-4 22-24 32-56 32s-52-10-56-32Z") +
    k.ellipse(100, 62, 56, 8, k.light),
};
