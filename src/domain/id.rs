/// A product's dense number inside one rule table, `0..item_count`, in an order that the table
/// chose.
///
/// It means nothing outside that table; a shop's own ids are found through [`KeyKind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub u32);

impl ItemId {
    /// The id as a position in a per-item array.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Which of a shop's own ids a key is. A page looks a product up with whichever one it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum KeyKind {
    /// The stock-keeping unit: what order exports carry.
    Sku = 0,
    /// The platform's product id.
    Product = 1,
    /// The platform's variant id.
    Variant = 2,
    /// The product's name in its URL.
    Handle = 3,
}

impl KeyKind {
    /// Every kind, in the order in which an unlabelled id is tried.
    pub const ALL: [Self; 4] = [Self::Sku, Self::Product, Self::Variant, Self::Handle];
}
