// Runs before the first paint, so that theme, language and direction never flash. A classic script:
// it reads the preview's settings from the address and sets three attributes of the root element.
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const settings = () => new URLSearchParams(location.hash.split("?")[1] ?? "");
  const apply = () => {
    const chosen = settings();
    const theme = chosen.get("theme");
    const locale = chosen.get("locale") ?? "en";
    const direction = chosen.get("dir") ?? "auto";
    root.dataset.theme = theme === "light" || theme === "dark" ? theme : dark.matches ? "dark" : "light";
    root.lang = ["en", "de", "ar"].includes(locale) ? locale : "en";
    root.dir = direction === "rtl" || direction === "ltr" ? direction : locale === "ar" ? "rtl" : "ltr";
  };
  apply();
  dark.addEventListener("change", apply);
  addEventListener("hashchange", apply);
  document.addEventListener("preview:settings", apply);
})();
