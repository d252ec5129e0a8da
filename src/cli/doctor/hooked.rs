//! The product by what shop systems put on its page, in the order in which the widget looks: microdata,
//! then the forms of Magento, WooCommerce, BigCommerce and Shopify.

use super::page::Attributes;

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Hooked {
    found: [Option<String>; 5],
    /// What the last form is: BigCommerce's or Shopify's own, as one of `found`.
    form: Option<usize>,
}

impl Hooked {
    pub(super) fn element(&mut self, name: &str, attributes: &Attributes) {
        if name == "form" {
            let is_shopify = |action: &str| action.trim().ends_with("/cart/add");
            self.form = match attributes.get("action") {
                _ if attributes.get("data-cart-item-add").is_some() => Some(3),
                Some(action) if is_shopify(action) => Some(4),
                _ => None,
            };
        }
        let (at, value) = match attributes.get("name") {
            _ if attributes.is("itemprop", "sku") => (0, "content"),
            _ if attributes.is("id", "product_addtocart_form") => (1, "data-product-sku"),
            Some("add-to-cart") => (2, "value"),
            Some("product_id") if self.form == Some(3) => (3, "value"),
            Some("id") if self.form == Some(4) => (4, "value"),
            _ => return,
        };
        let value = attributes.own(value).filter(|value| !value.is_empty());
        if let Some(found) = self.found.get_mut(at) {
            *found = found.take().or(value);
        }
    }

    pub(super) fn product(&self) -> Option<String> {
        self.found.iter().flatten().next().cloned()
    }
}
