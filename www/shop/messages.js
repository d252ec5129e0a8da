// The shop's own words. Product titles stay as the shop wrote them, in English.

import { current } from "./settings.js";
import ar from "./words/ar.js";
import de from "./words/de.js";
import en from "./words/en.js";
import fr from "./words/fr.js";
import ja from "./words/ja.js";

const MESSAGES = { en, de, fr, ja, ar };
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** The message of that name in the page's language: that of the shop shown, where it has one of its own. */
function message(name) {
  const { locale, store } = current();
  return MESSAGES[locale][`${store}.${name}`] ?? MESSAGES[locale][name];
}

/** The message of that name, with `{name}` filled from `values`. */
export const t = (name, values = {}) => fill(message(name), values);

/** The message of that name in the form that the language uses for `n` things. */
export function plural(name, n, values = {}) {
  const { locale } = current();
  const forms = message(name);
  const form = new Intl.PluralRules(locale).select(n);
  return fill(forms[form] ?? forms.other, { n: n.toLocaleString(locale), ...values });
}
