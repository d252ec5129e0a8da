use super::{Money, SafeUrl};

/// Whether an item can be bought, as far as the shop has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stock {
    /// The shop has said nothing: no promise is made either way.
    #[default]
    Unknown,
    /// The shop says that it can be bought.
    Available,
    /// The shop says that it cannot.
    SoldOut,
}

/// What a card shows of one item. Text is plain text, whatever it looks like: it is never markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductRecord {
    /// The shop's id, used to add the item to the cart.
    pub sku: String,
    /// The item's name.
    pub title: String,
    /// What kind of thing it is, where the shop's catalogue says.
    pub kind: Option<String>,
    /// Its page.
    pub url: Option<SafeUrl>,
    /// Its picture.
    pub image: Option<SafeUrl>,
    /// The price of one, where the shop states it.
    pub price: Option<Money>,
    /// Whether it can be bought.
    pub stock: Stock,
}
