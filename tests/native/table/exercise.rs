//! Everything that a page or the command does with a table's bytes. The fuzz target includes this
//! very file.

use tandem_widget::{
    domain::{ItemId, KeyKind},
    score::{Fallback, Plane, RankOptions, rank},
    table::{Table, Weight},
};

/// Uses the bytes as a table in every way there is, and checks what the reader promises whatever
/// the bytes are. Gives whether they opened and whether they are sound.
pub(crate) fn exercise(bytes: &[u8]) -> (bool, bool) {
    let Ok(table) = Table::open(bytes) else {
        return (false, false);
    };
    // A damaged header may count millions of items that are all empty: some are enough.
    let items = table.item_count();
    let ids = (0..items.min(2_000)).chain([items.saturating_sub(1), items, u32::MAX]);
    for item in ids.map(ItemId) {
        if let Ok(row) = table.rules(item) {
            assert!(row.consequents().is_sorted_by(|a, b| a < b));
            assert!(row.consequents().all(|id| id != item && id.0 < items));
            for plane in [Plane::Page, Plane::Cart] {
                assert_eq!(row.rules(plane).count(), row.len());
                assert!(row.rules(plane).all(|rule| rule.weight <= Weight::ONE));
            }
        }
        if item.0 >= items {
            assert!(table.rules(item).is_err() && table.item_orders(item).is_none());
        }
        let _ = (table.item_orders(item), table.pair_orders(item));
    }
    for kind in KeyKind::ALL {
        for key in ["", "TEAPOT", "1001", "SKU-3", "☕"] {
            assert!(table.find(kind, key).is_none_or(|item| item.0 < items));
        }
    }
    for basket in [&[0][..], &[1, 0], &[3, 7, 3, 11, u32::MAX]] {
        let basket: Vec<_> = basket.iter().copied().map(ItemId).collect();
        for fallback in [Fallback::None, Fallback::Popularity] {
            let options = RankOptions {
                limit: 10,
                fallback,
            };
            let picks = rank(&table, &basket, &options);
            assert!(picks.len() <= options.limit);
            assert!(picks.iter().all(|pick| !basket.contains(&pick.item)));
            assert!(picks.iter().all(|pick| pick.item.0 < items));
        }
    }
    (true, table.verify().is_ok())
}
