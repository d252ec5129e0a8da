// A host, a shop and a page, as the tests want them. Everything under /play/ is answered from here.

const files = new Map();
const realFetch = window.fetch.bind(window);
const asked = [];

window.fetch = async (address, init) => {
  const path = new URL(address, location.href).pathname;
  if (!path.startsWith("/play/")) return realFetch(address, init);
  asked.push(path);
  const file = files.get(path);
  if (file === undefined) return new Response("<!doctype html>Not here", { status: 404 });
  return new Response(file.slice());
};

export const serve = (path, bytes) => files.set(path, bytes.slice()); // What comes over is a view of memory that moves on.
export const clear = () => (files.clear(), (asked.length = 0));
export const askedFor = (path) => asked.filter((other) => other === path).length;

export async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function gzip(bytes) {
  const stream = new Response(bytes).body.pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A shop with a cart. `script` says how it behaves: see the tests. */
export function shop(products, behaviour) {
  let lines = [];
  const listeners = new Set();
  const tell = () => listeners.forEach((listener) => listener());
  const put = (wanted) => {
    for (const { sku, quantity } of wanted) {
      const line = lines.find((other) => other.sku === sku);
      if (line) line.quantity += quantity;
      else lines.push({ sku, quantity, unitPriceMinor: all.find((product) => product.sku === sku)?.priceMinor ?? 100 });
    }
  };
  const all = JSON.parse(products);
  const self = {
    behaviour,
    adds: 0,
    asked: [],
    offMinor: 0,
    put: (sku) => (put([{ sku, quantity: 1 }]), tell()),
    empty: () => ((lines = []), tell()),
    listeners,
    opened: 0,
    adapter: {
      async getCart() {
        if (self.behaviour === "cart-throws") throw new Error("down");
        if (self.behaviour === "cart-nonsense") return "<!doctype html>";
        return { currency: "GBP", exponent: 2, discountMinor: self.offMinor, lines: structuredClone(lines) };
      },
      async addLines(wanted, discount) {
        self.adds += 1;
        self.asked.push(discount ?? "");
        if (discount && self.behaviour === "gives") self.offMinor += 187;
        if (self.behaviour === "add-throws") throw new Error("down");
        if (self.behaviour === "add-throws-but-adds") {
          put(wanted);
          throw new Error("the answer was lost");
        }
        if (self.behaviour === "add-lies") return { lines: [], errors: [] };
        if (self.behaviour === "add-nonsense") return 42;
        if (self.behaviour === "slow") await new Promise((done) => setTimeout(done, 150));
        if (self.behaviour === "refuses-second") {
          put([wanted[0], ...wanted.slice(2)]);
          return { errors: [{ sku: wanted[1].sku, code: "sold_out", message: "<b>Gone</b>" }] };
        }
        put(wanted);
        if (self.behaviour === "add-then-cart-throws") self.behaviour = "cart-throws";
        return {};
      },
      async getProducts(skus) {
        if (self.behaviour === "products-throw") throw new Error("down");
        if (self.behaviour === "products-nonsense") return { skus };
        if (self.behaviour === "products-hostile")
          return [
            null,
            7,
            { sku: "22423", title: "<img src=x onerror=alert(1)>", url: "javascript:alert(1)", priceMinor: 12.5, currency: "GBP", exponent: 2 },
            { sku: "22699", priceMinor: "295", currency: "GBP", exponent: 2, available: "no" },
            { sku: "22697", priceMinor: 295, currency: "pounds", exponent: 2 },
            { sku: "22698", get priceMinor() { throw new Error("a getter"); } },
            JSON.parse('{"__proto__": {"polluted": true}, "sku": "22720", "priceMinor": 495, "currency": "GBP", "exponent": 2}'),
          ];
        return all.filter(({ sku }) => skus.includes(sku));
      },
      onCartChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      openCart() {
        self.opened += 1;
      },
    },
  };
  if (self.behaviour === "bare") self.adapter = { getCart: self.adapter.getCart, addLines: self.adapter.addLines };
  if (self.behaviour === "not-functions") self.adapter = { getCart: 1, addLines: {} };
  return self;
}

export const isPolluted = () => ({}).polluted === true;

const lines = [];
const realWarn = console.warn.bind(console);
console.warn = (...words) => {
  if (String(words[0]).startsWith("tandem:")) lines.push(words.join(" "));
  else realWarn(...words);
};
export const warnings = () => lines.splice(0);
