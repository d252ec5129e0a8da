use super::Money;

/// How many of an item. At least one: a line of none is no line.
pub type Quantity = core::num::NonZeroU32;

/// One line of a shopper's cart, as the shop states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasketLine {
    /// The shop's id of the item: the SKU where the shop gives one.
    pub sku: String,
    /// How many.
    pub quantity: Quantity,
    /// The price of one, where the shop says it.
    pub unit_price: Option<Money>,
}

/// What is in the cart, as the shop last stated it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Basket {
    /// The lines in the shop's order. One item may stand on several lines (gift wrap, engraving).
    pub lines: Vec<BasketLine>,
    /// What the cart takes off by discounts, where the shop says it.
    pub discount: Option<Money>,
}

impl Basket {
    /// Whether any line holds this item. Linear in the lines.
    #[must_use]
    pub fn contains(&self, sku: &str) -> bool {
        self.lines.iter().any(|line| line.sku == sku)
    }

    /// How many of the item are in the cart, over all its lines.
    #[must_use]
    pub fn quantity_of(&self, sku: &str) -> u32 {
        self.lines
            .iter()
            .filter(|line| line.sku == sku)
            .fold(0, |sum, line| sum.saturating_add(line.quantity.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_on_two_lines_counts_once_for_contains_and_twice_for_quantity() {
        let line = BasketLine {
            sku: "A".to_owned(),
            quantity: Quantity::MIN,
            unit_price: None,
        };
        let basket = Basket {
            lines: vec![line.clone(), line],
            discount: None,
        };
        assert!(basket.contains("A"));
        assert!(!basket.contains("B"));
        assert_eq!(basket.quantity_of("A"), 2);
        assert_eq!(basket.quantity_of("B"), 0);
    }
}
