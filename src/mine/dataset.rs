//! What an import gives: items, orders, and the account of how they came about.
//!
//! Plain data with no behaviour worth a name; imports [`crate::domain`] and the import's report.

use super::import::ImportReport;
pub use super::orders::{CustomerId, Order, OrderRange, OrderView, Orders};
use crate::{domain::Currency, score::measure::is_everywhere};

/// A shop's orders, cleaned. Names and addresses of customers are not in it.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// Every item of some kept order, by first appearance in the input.
    pub items: Vec<Item>,
    /// The kept orders, by time, then by order number (bytes ascending). None is empty.
    pub orders: Orders,
    /// Whether the export has a customer column at all. Where it has none, [`Order::customer`] is
    /// always `None` and a floor of distinct customers cannot be kept: count orders instead.
    pub has_customers: bool,
    /// How many distinct customers are named by some kept order: [`CustomerId`]s are `0..` this.
    pub customer_count: u32,
    /// What [`Item::price_minor`] is counted in. `None` where nothing says so: then no item has a
    /// price, because a currency is never guessed.
    pub currency: Option<Currency>,
    /// What was read, what was left out and why.
    pub report: ImportReport,
}

impl Dataset {
    /// Whether nearly every order holds the item, as with carrier bags: it would be the first pick
    /// beside anything, and is to be suggested beside nothing.
    #[must_use]
    pub fn is_everywhere(&self, item: &Item) -> bool {
        let count = |all: usize| u32::try_from(all).unwrap_or(u32::MAX);
        is_everywhere(
            item.orders,
            count(self.orders.len()),
            count(self.items.len()),
        )
    }
}

/// One thing a shop sells, as its orders show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The SKU in its most frequent spelling (ties: bytes ascending), trimmed.
    pub sku: String,
    /// Other spellings of the SKU in the export (`85123a` beside `85123A`), bytes ascending.
    pub other_skus: Vec<String>,
    /// The platform's product id, where the export has that column: the first one seen.
    pub product_id: Option<String>,
    /// The platform's variant id, where the export has that column: the first one seen.
    pub variant_id: Option<String>,
    /// The most frequent description over the kept lines, ties to the most recent; runs of spaces
    /// are one space. The SKU where there is none. Plain text: markup in it is just characters.
    pub title: String,
    /// The usual price of one, recently: the most frequent unit price over the item's newest
    /// [`Item::PRICE_LINES`] priced lines, ties to the most recent line, in minor units of
    /// [`Dataset::currency`]. For reports; a shopper is shown the shop's own prices.
    pub price_minor: Option<i64>,
    /// How many kept orders hold the item. At least one.
    pub orders: u32,
}

impl Item {
    /// How many of an item's newest priced lines decide its usual price.
    pub const PRICE_LINES: usize = 32;
}
