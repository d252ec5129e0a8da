// What the carts of several shop systems have in common.

/** How many digits the smallest unit of a currency has. */
export const digits = (currency) => new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;

/** A plain decimal with these signs between its thousands and before its fraction. */
export const grouped = (decimal, thousands, point) => {
  const [whole, part] = decimal.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, thousands) + (part ? point + part : "");
};

/**
 * Asks the shop: with a body a POST, unless a method is named. `json` is absent where the answer is
 * none, as with a page of a bot check.
 */
export const ask = async (url, body, headers, method = body ? "POST" : "GET") => {
  const answer = await fetch(url, {
    method,
    cache: "no-store",
    credentials: "same-origin",
    headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }), ...headers },
    body: body && JSON.stringify(body),
  });
  return { ok: answer.ok, status: answer.status, headers: answer.headers, json: await answer.json().catch(() => undefined) };
};

/** The JSON of an answer, or nothing at all: no cart is ever guessed. */
export const sure = ({ ok, status, json }) => {
  if (!ok || !json) throw new Error(`the shop answered ${status}${json ? "" : " without JSON"}`);
  return json;
};

/**
 * Calls back after whatever may have changed the cart: a request of the page whose address matches, as
 * the browser's own record has it; an event that reaches the window; a page that comes back whole.
 */
export const watch = (changes, events, callback) => {
  let soon;
  const changed = () => {
    clearTimeout(soon);
    soon = setTimeout(callback, 50);
  };
  const seen = new PerformanceObserver((list) => list.getEntries().some(({ name }) => changes.test(name)) && changed());
  const back = ({ persisted }) => persisted && changed();
  seen.observe({ type: "resource" });
  addEventListener("pageshow", back);
  for (const name of events) addEventListener(name, changed);
  return () => {
    clearTimeout(soon);
    seen.disconnect();
    removeEventListener("pageshow", back);
    for (const name of events) removeEventListener(name, changed);
  };
};

const LOCK = "tandem-add";
const LONGEST_WAIT_MILLISECONDS = 5_000;

// Does `work` while no other box of this shop does, in this tab or another; `waited` is called first
// where it had to wait. Rejects where the wait is too long, with nothing done.
const alone = async (work, waited) => {
  const { locks } = navigator;
  let done;
  const now = async (lock) => lock && (done = work());
  // A page that may not have locks, as it has no origin or no https, goes without.
  await locks?.request(LOCK, { ifAvailable: true }, now).catch(() => (done ??= work()));
  if (done || !locks) return done ?? work();
  waited();
  return locks.request(LOCK, { signal: AbortSignal.timeout(LONGEST_WAIT_MILLISECONDS) }, work);
};

// A sign to the other tabs of the shop. Nothing of it is kept.
const SIGN = "tandem-cart";
const sign = () => {
  try {
    localStorage.setItem(SIGN, "1");
    localStorage.removeItem(SIGN);
  } catch {} // Storage is refused: they look when the shopper turns to them.
};

const counted = ({ lines }) => {
  const counts = new Map();
  for (const { sku, quantity } of lines) counts.set(sku, (counts.get(sku) ?? 0) + quantity);
  return counts;
};

/**
 * A shop for pages that are open several times: one cart, one shopper. Adds wait for each other; what
 * has come into the cart by another tab since this one last read it counts as what this add was to
 * bring, and is not added once more. A tab looks at the cart after another's change, and when the
 * shopper turns back to it.
 */
export const careful = (shop) => {
  let seen; // quantities by name, as last read here
  let isOld = false; // whether another tab may have changed the cart since
  const age = () => (isOld = true);
  const other = ({ key }) => key === SIGN && age();
  addEventListener("blur", age);
  addEventListener("storage", other);

  // Boxes that ask at the same time share an answer; after a change none asks for one that is older.
  let reading;
  const getCart = () =>
    (reading ??= (async () => {
      isOld = false;
      const cart = await shop.getCart();
      seen = counted(cart);
      return cart;
    })().finally(over));
  const over = () => {
    reading = undefined;
  };

  const missing = async (lines) => {
    if (!isOld || !seen) return lines;
    const before = seen;
    const now = counted(await getCart());
    const came = (sku) => Math.max(0, (now.get(sku) ?? 0) - (before.get(sku) ?? 0));
    return lines.map((line) => ({ ...line, quantity: line.quantity - came(line.sku) })).filter(({ quantity }) => quantity > 0);
  };

  return {
    ...shop,
    getCart,

    addLines: (lines, discount) =>
      alone(async () => {
        const wanted = await missing(lines);
        over();
        try {
          return wanted.length || discount ? await shop.addLines(wanted, discount) : { errors: [] };
        } finally {
          over();
          sign();
        }
      }, age),

    async setQuantity(sku, quantity) {
      try {
        await shop.setQuantity(sku, quantity);
      } finally {
        over();
        sign();
      }
    },

    onCartChange(callback) {
      const end = shop.onCartChange(callback);
      const told = ({ key }) => key === SIGN && callback();
      const shown = () => document.visibilityState === "visible" && callback();
      addEventListener("storage", told);
      document.addEventListener("visibilitychange", shown);
      return () => {
        end?.();
        removeEventListener("storage", told);
        document.removeEventListener("visibilitychange", shown);
      };
    },
  };
};

const FRESH_MILLISECONDS = 60_000;

/**
 * What `find` says of items, each asked for once in a minute of a page view: `look` gives it, `anew` asks
 * again before that.
 */
export const kept = (find) => {
  const known = new Map();
  const forget = (sku) => known.delete(sku);
  const look = async (skus) => {
    const missing = skus.filter((sku) => !known.has(sku));
    if (missing.length) {
      const found = find(missing).then((products) => new Map(products.map((product) => [product.sku, product])));
      found.catch(() => missing.forEach(forget));
      for (const sku of missing) {
        known.set(sku, found);
        setTimeout(forget, FRESH_MILLISECONDS, sku);
      }
    }
    const all = await Promise.all(skus.map((sku) => known.get(sku)));
    return skus.flatMap((sku, at) => all[at].get(sku) ?? []);
  };
  const anew = (skus) => {
    skus.forEach(forget);
    return look(skus);
  };
  return { look, anew };
};

/** How many each line of an item keeps, so that all of them come to `quantity`: [[line, number]…]. */
export const spread = (lines, quantity) =>
  lines.map((line, at) => {
    const keeps = at === lines.length - 1 ? quantity : Math.min(line.quantity, quantity);
    quantity -= keeps;
    return [line, keeps];
  });

/**
 * Draws these parts of a basket page anew, from the shop's own page of now. The theme listens to what
 * was there before: it starts anew when the shopper turns to them.
 */
export const redraw = async (parts) => {
  const olds = document.querySelectorAll(parts);
  if (!olds.length) return;
  try {
    const page = await (await fetch(location.href)).text();
    const news = new DOMParser().parseFromString(page, "text/html").querySelectorAll(parts);
    olds.forEach((old, at) => {
      old.replaceChildren(...(news[at]?.childNodes ?? []));
      old.addEventListener("pointerdown", () => location.reload(), { once: true });
    });
  } catch {} // A page that lets nobody parse keeps its list until it is loaded again.
};
