// The cart of a shop kind that the widget knows: a module of its own, fetched by the pages that name
// it, and made once for a page. ADAPTERS is filled in when the widget is packed: file names by kind.

const adapters = new Map();

// `settings` goes to the module's default export, which gives an adapter with all five functions.
const make = (name, settings) => {
  const made = import(new URL(name, import.meta.url).href).then((module) => module.default(settings));
  const call = (name) => async (argument) => (await made)[name](argument);
  return {
    getCart: call("getCart"),
    addLines: call("addLines"),
    getProducts: call("getProducts"),
    openCart: call("openCart"),
    onCartChange(callback) {
      let end;
      made.then(
        (shop) => (end ??= shop.onCartChange(callback)),
        () => {}, // Whoever calls for the cart is told.
      );
      return () => {
        end?.();
        end = () => {};
      };
    },
  };
};

export const adapter = (kind, settings) => {
  const name = typeof ADAPTERS === "object" && ADAPTERS[kind];
  if (name && !adapters.has(kind)) adapters.set(kind, make(name, settings));
  return adapters.get(kind);
};
