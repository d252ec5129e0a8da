use js_sys::Array;
use wasm_bindgen::JsValue;

use super::{super::js, error::Fault};
use crate::{
    domain::{Currency, ItemId},
    score::Fallback,
};

/// The manifest's format that this widget reads.
const FORMAT: u32 = 1;

/// A manifest's largest size.
pub(super) const MAX_BYTES: u32 = 1 << 20;

/// The largest file that a manifest may name: a phone has to hold it.
const MAX_FILE_BYTES: u32 = 64 << 20;

/// A file that the manifest names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) file: String,
    pub(super) bytes: u32,
    /// 64 hexadecimal digits.
    pub(super) sha256: String,
}

struct ShardEntry {
    entry: Entry,
    first: u32,
    count: u32,
}

/// What `tandem build` wrote, as far as the widget needs it.
pub(in crate::browser) struct Manifest {
    pub(super) rules: Entry,
    shards: Vec<ShardEntry>,
    currency: Option<Currency>,
    pub(in crate::browser) max_items: usize,
    pub(in crate::browser) fallback: Fallback,
    pub(in crate::browser) show_orders: bool,
    /// The sets that the shop offers as one, as they stand there.
    pub(in crate::browser) bundles: Array,
    /// What the shop takes off for more of one item, as it stands there.
    pub(in crate::browser) breaks: Array,
    /// The shop's own texts, as they stand there.
    pub(in crate::browser) words: Array,
}

impl Manifest {
    pub(super) fn read(json: &JsValue) -> Result<Self, Fault> {
        match js::count(json, "format") {
            Some(FORMAT) => {}
            Some(format) if format > FORMAT => return Err(Fault::Newer),
            _ => return Err(Fault::Malformed),
        }
        Self::read_fields(json).ok_or(Fault::Malformed)
    }

    fn read_fields(json: &JsValue) -> Option<Self> {
        let catalog = js::field(json, "catalog");
        let offer = js::field(json, "offer");
        let shards = js::list(&catalog, "shards")?
            .iter()
            .map(|shard| {
                Some(ShardEntry {
                    entry: entry(&shard)?,
                    first: js::count(&shard, "first")?,
                    count: js::count(&shard, "count")?,
                })
            })
            .collect::<Option<_>>()?;
        let states_prices = js::text(&catalog, "prices").as_deref() == Some("catalog");
        let currency = js::text(&catalog, "currency")
            .zip(js::whole(&catalog, "exponent"))
            .and_then(|(code, exponent)| Currency::new(&code, u8::try_from(exponent).ok()?));
        Some(Self {
            rules: entry(&js::field(json, "rules"))?,
            shards,
            currency: currency.filter(|_| states_prices),
            max_items: usize::try_from(js::count(&offer, "max_items").unwrap_or(3)).ok()?,
            fallback: match js::text(&offer, "fallback").as_deref() {
                Some("popularity") => Fallback::Popularity,
                _ => Fallback::None,
            },
            show_orders: js::field(&offer, "show_orders").as_bool().unwrap_or(true),
            bundles: js::list(json, "bundles").unwrap_or_default(),
            breaks: js::list(json, "breaks").unwrap_or_default(),
            words: js::list(json, "words").unwrap_or_default(),
        })
    }

    /// What the catalogue's prices are counted in, where the shop's own catalogue states them.
    /// Prices that were taken from orders are for reports, never for a shopper.
    pub(super) const fn shown_currency(&self) -> Option<Currency> {
        self.currency
    }

    /// The shard that holds an item's card.
    pub(super) fn shard_of(&self, item: ItemId) -> Option<(usize, &Entry)> {
        self.shards
            .iter()
            .enumerate()
            .find(|(_, shard)| {
                item.0
                    .checked_sub(shard.first)
                    .is_some_and(|at| at < shard.count)
            })
            .map(|(position, shard)| (position, &shard.entry))
    }
}

fn entry(json: &JsValue) -> Option<Entry> {
    let bytes = js::count(json, "bytes")?;
    (bytes <= MAX_FILE_BYTES).then_some(())?;
    Some(Entry {
        file: js::text(json, "file")?,
        bytes,
        sha256: js::text(json, "sha256")?,
    })
}
