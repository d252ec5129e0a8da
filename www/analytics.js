// What shoppers do in the boxes, as GA4 has it, for the page's `dataLayer` and for an address of the
// shop's. The widget fetches this only where its tag asks for it and the shopper has agreed.
//
// Nothing names the shopper: no cookie goes along, no id is made, and what could not be sent is gone.

const MOST_WAITING = 20;
const LONGEST_MILLISECONDS = 5_000;

const nameOf = (box, sku) => box.shadowRoot?.querySelector(`[data-sku="${CSS.escape(sku)}"] [part=title]`)?.textContent;

/** Gives a function that is told whether the shopper agrees; as long as not, nothing is noted or sent. */
export default ({ analytics, endpoint }) => {
  let agrees = false;
  let waiting = [];
  let timer;

  const send = () => {
    clearTimeout(timer);
    timer = undefined;
    const events = waiting.splice(0);
    // As text, so that no other request has to come first.
    if (events.length) fetch(new URL(endpoint, document.baseURI), { method: "POST", keepalive: true, mode: "no-cors", credentials: "omit", referrerPolicy: "no-referrer", body: JSON.stringify({ events }) }).catch(() => {});
  };

  const note = (event, ecommerce) => {
    if (analytics === "datalayer") (window.dataLayer ??= []).push({ ecommerce: null }, { event, ecommerce });
    if (!endpoint) return;
    if (waiting.push({ event, ecommerce }) >= MOST_WAITING) send();
    timer ??= setTimeout(send, LONGEST_MILLISECONDS);
  };

  const list = ({ placement }) => ({ item_list_id: `tandem_${placement}`, item_list_name: `Tandem ${placement}` });

  // A price is there where the shop has stated it.
  const price = ({ priceMinor, exponent }) => (priceMinor === undefined ? {} : { price: priceMinor / 10 ** exponent });

  const item = (box, detail, { sku, index, confirmed, ...money }) => ({
    item_id: sku,
    item_name: nameOf(box, sku) ?? sku,
    ...(index !== undefined && { index }),
    ...price(money),
    ...(confirmed && { quantity: confirmed }),
    ...list(detail),
  });

  const currencyOf = (items) => {
    const [currency, ...others] = new Set(items.map((item) => item.currency));
    return others.length ? undefined : currency;
  };

  const on = (name, event, use) =>
    document.addEventListener(`tandem:${name}`, ({ target, detail }) => {
      const items = agrees ? use(detail.items) : [];
      if (!items.length) return;
      const currency = currencyOf(items);
      const value = name === "added" && items.reduce((sum, { priceMinor, exponent, confirmed }) => sum + (priceMinor * confirmed) / 10 ** exponent, 0);
      note(event, {
        ...(currency && { currency }),
        ...(currency && value && { value: Number(value.toFixed(items[0].exponent)) }),
        ...(name !== "added" && list(detail)),
        items: items.map((one) => item(target, detail, one)),
      });
    });

  on("impression", "view_item_list", (items) => items);
  on("select", "select_item", (items) => items);
  on("added", "add_to_cart", (items) => items.filter(({ confirmed }) => confirmed > 0));
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", () => document.hidden && send());

  return (now) => {
    agrees = now;
    if (!now) waiting = [];
  };
};
