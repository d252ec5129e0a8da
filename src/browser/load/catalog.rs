use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::{
    super::js,
    error::{Fault, LoadError},
    fetch,
    manifest::Entry,
};
use crate::domain::{Currency, ItemId, Money, ProductRecord, SafeUrl, Stock};

/// Cards of consecutive items, as columns. They stay JavaScript arrays, parsed by the browser; only
/// the few cards that are shown are read out of them.
pub(super) struct Shard {
    first: u32,
    columns: JsValue,
}

impl Shard {
    pub(super) async fn load(manifest: String, entry: Entry) -> Result<Rc<Self>, LoadError> {
        let address = fetch::beside(&manifest, &entry)?;
        let columns = fetch::json_file(&address, &entry).await?;
        let first = js::count(&columns, "first").ok_or_else(|| Fault::Malformed.of(&address))?;
        Ok(Rc::new(Self { first, columns }))
    }

    pub(super) fn sku(&self, item: ItemId) -> Option<String> {
        self.at("sku", item)?.as_string()
    }

    /// What an upgrade, by its SKU, has more than the item.
    pub(super) fn gain(&self, item: ItemId, upgrade: &str) -> Option<String> {
        js::words(&self.at("gains", item)?, upgrade)
    }

    /// The item's card; `None` where it has no SKU or no name. The price is there where `currency`
    /// is.
    pub(super) fn card(&self, item: ItemId, currency: Option<Currency>) -> Option<ProductRecord> {
        let text = |column| self.at(column, item)?.as_string();
        let address = |column| SafeUrl::new(&text(column)?);
        let price = || {
            let minor = self.at("price_minor", item)?.as_f64()?;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a whole number of minor units, or none"
            )]
            (minor.trunc() == minor && minor > 0.0).then_some(Money::new(minor as i64, currency?))
        };
        Some(ProductRecord {
            sku: text("sku")?,
            title: text("title").filter(|title| !title.is_empty())?,
            kind: text("type"),
            url: address("url"),
            image: address("image"),
            price: price(),
            stock: Stock::Unknown,
        })
    }

    fn at(&self, column: &str, item: ItemId) -> Option<JsValue> {
        let at = item.0.checked_sub(self.first)?;
        Some(js::list(&self.columns, column)?.get(at))
    }
}
