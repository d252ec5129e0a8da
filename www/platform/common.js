// What the carts of several shop systems have in common.

/** How many digits the smallest unit of a currency has. */
export const digits = (currency) => new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;

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
