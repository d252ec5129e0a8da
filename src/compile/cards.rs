use std::{collections::BTreeMap, io::Write as _};

use flate2::{Compression, GzBuilder};
use serde::{Deserialize, Serialize};

use super::{
    hash,
    manifest::{FileEntry, ShardFile},
};
use crate::domain::{ItemId, SafeUrl};

/// What a page shows of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The shop's id.
    pub sku: String,
    /// Plain text.
    pub title: String,
    /// The item's page.
    pub url: Option<SafeUrl>,
    /// Its picture.
    pub image: Option<SafeUrl>,
    /// Its price at build time, in the currency's minor unit, where a catalogue states it.
    pub price_minor: Option<i64>,
    /// Its product type, where a catalogue states it.
    pub product_type: Option<String>,
    /// What the upgrades offered in its place have more, by their SKUs.
    pub gains: BTreeMap<String, String>,
}

/// A run of items' cards as they lie on the wire: one list a field, by item less `first`, null for
/// what is not known and for items without a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Shard {
    /// The item that position 0 of each list is about.
    pub first: u32,
    /// The shop's ids.
    pub sku: Vec<Option<String>>,
    /// Titles.
    pub title: Vec<Option<String>>,
    /// Pages.
    pub url: Vec<Option<String>>,
    /// Pictures.
    pub image: Vec<Option<String>>,
    /// Prices in minor units.
    pub price_minor: Vec<Option<i64>>,
    /// Product types.
    #[serde(rename = "type")]
    pub product_type: Vec<Option<String>>,
    /// What upgrades have more, by their SKUs; empty where there is nothing to say of any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gains: Vec<Option<BTreeMap<String, String>>>,
}

impl Shard {
    /// Lays cards out, the first of them item `first`'s.
    #[must_use]
    pub fn new(first: u32, cards: &[Option<Card>]) -> Self {
        fn column<T>(cards: &[Option<Card>], field: impl Fn(&Card) -> Option<T>) -> Vec<Option<T>> {
            cards
                .iter()
                .map(|card| card.as_ref().and_then(&field))
                .collect()
        }
        let address = |url: &Option<SafeUrl>| url.as_ref().map(|url| url.as_str().to_owned());
        Self {
            first,
            sku: column(cards, |card| Some(card.sku.clone())),
            title: column(cards, |card| Some(card.title.clone())),
            url: column(cards, |card| address(&card.url)),
            image: column(cards, |card| address(&card.image)),
            price_minor: column(cards, |card| card.price_minor),
            product_type: column(cards, |card| card.product_type.clone()),
            gains: if cards.iter().flatten().all(|card| card.gains.is_empty()) {
                Vec::new()
            } else {
                column(cards, |card| {
                    Some(card.gains.clone()).filter(|gains| !gains.is_empty())
                })
            },
        }
    }

    /// An item's card; `None` for items elsewhere and for those without one.
    #[must_use]
    pub fn card(&self, item: ItemId) -> Option<Card> {
        fn cell<T: Clone>(column: &[Option<T>], position: usize) -> Option<T> {
            column.get(position).cloned().flatten()
        }
        let position = item.0.checked_sub(self.first)? as usize;
        let address = |column: &[Option<String>]| SafeUrl::new(&cell(column, position)?);
        Some(Card {
            sku: cell(&self.sku, position)?,
            title: cell(&self.title, position)?,
            url: address(&self.url),
            image: address(&self.image),
            price_minor: cell(&self.price_minor, position),
            product_type: cell(&self.product_type, position),
            gains: cell(&self.gains, position).unwrap_or_default(),
        })
    }

    /// Whether every list is as long as the first.
    #[must_use]
    pub fn is_rectangular(&self) -> bool {
        let lengths = [
            self.title.len(),
            self.url.len(),
            self.image.len(),
            self.price_minor.len(),
            self.product_type.len(),
        ];
        let length = self.sku.len();
        lengths.iter().all(|other| *other == length)
            && (self.gains.is_empty() || self.gains.len() == length)
    }
}

/// Packs all items' cards into shards: files to write, and their entries.
///
/// The bytes depend on the cards alone: the gzip header holds no time and no system.
pub(super) fn pack(cards: &[Option<Card>], shard_items: u32) -> Vec<(ShardFile, Vec<u8>)> {
    let shard_items = shard_items.max(1);
    (0_u32..)
        .zip(cards.chunks(shard_items as usize))
        .map(|(number, chunk)| {
            let first = number * shard_items;
            let json = serde_json::to_vec(&Shard::new(first, chunk)).unwrap_or_default();
            let bytes = gzip(&json);
            let entry: FileEntry = hash::entry(&format!("catalog-{number}"), "json.gz", &bytes);
            let shard = ShardFile {
                entry,
                first,
                count: u32::try_from(chunk.len()).unwrap_or(u32::MAX),
            };
            (shard, bytes)
        })
        .collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    const UNKNOWN_SYSTEM: u8 = 255;
    let mut encoder = GzBuilder::new()
        .mtime(0)
        .operating_system(UNKNOWN_SYSTEM)
        .write(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn card(sku: &str) -> Option<Card> {
        Some(Card {
            sku: sku.to_owned(),
            title: format!("</script>{sku}"),
            url: SafeUrl::new("/p/1"),
            image: None,
            price_minor: Some(250),
            product_type: None,
            gains: BTreeMap::new(),
        })
    }

    #[test]
    fn shards_come_back_as_they_went() {
        let cards = [card("a"), None, card("c")];
        let packed = pack(&cards, 2);
        let [(first, bytes), (second, _)] = packed.as_slice() else {
            panic!("two shards, got {}", packed.len());
        };
        assert_eq!((first.first, first.count), (0, 2));
        assert_eq!((second.first, second.count), (2, 1));

        let mut json = String::new();
        flate2::read::GzDecoder::new(bytes.as_slice())
            .read_to_string(&mut json)
            .unwrap();
        let shard: Shard = serde_json::from_str(&json).unwrap();
        assert_eq!(shard, Shard::new(0, &cards[..2]));
        assert!(shard.is_rectangular());
        for (id, card) in (0..).map(ItemId).zip(&cards) {
            assert_eq!(shard.card(id), card.clone().filter(|_| id.0 < 2));
        }
        assert_eq!(shard.sku, [Some("a".to_owned()), None]);
        assert_eq!(&bytes[4..8], [0; 4], "no time in the gzip header");
    }
}
