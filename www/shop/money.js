// Money of the simulated shop: whole minor units, and rates that were made up once and for all.

/** What one pound is worth, and the digits of the minor unit. */
const CURRENCIES = {
  GBP: { rate: 1, exponent: 2 },
  EUR: { rate: 1.18, exponent: 2 },
  JPY: { rate: 190, exponent: 0 },
  KWD: { rate: 0.39, exponent: 3 },
};

/** Digits of a currency's minor unit. */
export const exponentOf = (currency) => CURRENCIES[currency].exponent;

/** Minor units of one currency in those of another, rounded to the nearest. */
export function exchanged(minor, from, to) {
  const [before, after] = [CURRENCIES[from], CURRENCIES[to]];
  return Math.round((minor / 10 ** before.exponent / before.rate) * after.rate * 10 ** after.exponent);
}

const formats = new Map();

/** An amount as a shopper of that language reads it. */
export function format(minor, currency, locale) {
  const key = `${locale} ${currency}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(locale, { style: "currency", currency }));
  return formats.get(key).format(minor / 10 ** exponentOf(currency));
}
