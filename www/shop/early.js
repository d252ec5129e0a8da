// Runs before the first paint, so that theme, language and direction never flash. A classic script:
// it reads the preview's settings from the address and sets four attributes of the root element.
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
    root.dataset.store = chosen.get("store") === "planted" ? "planted" : "real";
    root.lang = ["en", "de", "fr", "ja", "ar"].includes(locale) ? locale : "en";
    root.dir = direction === "rtl" || direction === "ltr" ? direction : locale === "ar" ? "rtl" : "ltr";
  };
  apply();
  if (settings().get("fault") === "csp") {
    // The policy of a shop that has not allowed WebAssembly yet.
    const policy = document.createElement("meta");
    policy.httpEquiv = "content-security-policy";
    policy.content = "script-src 'self'";
    document.head.append(policy);
  }
  dark.addEventListener("change", apply);
  addEventListener("hashchange", apply);
  document.addEventListener("preview:settings", apply);
})();
