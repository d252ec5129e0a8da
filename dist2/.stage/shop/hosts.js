// The shops that `cargo xtask preview` runs beside this one, and the ports they are at: each behaves as
// its platform is documented to, with faults to switch on.

/** Name, as a person says it, and port, of every kind. */
export const HOSTS = {
  shopify: { name: "Shopify", port: 8091 },
  woocommerce: { name: "WooCommerce", port: 8092 },
  magento: { name: "Magento", port: 8093 },
  "magento-graphql": { name: "Magento headless", port: 8096 },
  bigcommerce: { name: "BigCommerce", port: 8094 },
  custom: { name: "JSON cart", port: 8095 },
};
