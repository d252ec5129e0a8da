// The preview's settings: kept in the address, so that a state can be linked to, reloaded and tested.

/** Every setting with its values; the first is the default and is left out of the address. */
export const SETTINGS = {
  store: ["real", "planted"],
  theme: ["auto", "light", "dark"],
  dir: ["auto", "ltr", "rtl"],
  locale: ["en", "de", "fr", "ja", "ar"],
  currency: ["own", "GBP", "EUR", "JPY", "KWD"],
  stock: ["normal", "none", "random"],
  shop: ["custom", "demo", "absent"],
  fault: ["none", "slow", "409", "422", "nonce", "partial", "html", "table", "csp"],
};

/** The settings that a query string names, with defaults for the rest. Unknown values are ignored. */
export function readSettings(query) {
  const read = {};
  for (const [name, values] of Object.entries(SETTINGS)) {
    const value = query.get(name);
    read[name] = values.includes(value) ? value : values[0];
  }
  return read;
}

/** The settings of the page as it is. */
export const current = () => readSettings(new URLSearchParams(location.hash.split("?")[1] ?? ""));

/**
 * The address of a page of the shop: `path` as in `/product/85123A`, `query` for that page, and the
 * preview's own settings carried along.
 */
export function href(path, query = {}, settings = current()) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") parameters.set(name, String(value));
  }
  for (const [name, values] of Object.entries(SETTINGS)) {
    if (settings[name] !== values[0]) parameters.set(name, settings[name]);
  }
  const text = parameters.toString();
  return `#${path}${text ? `?${text}` : ""}`;
}
