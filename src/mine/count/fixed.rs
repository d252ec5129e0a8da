use core::ops::{Add, AddAssign};

use crate::mine::config::OrderWeight;

/// What an order, or a sum of orders, weighs: a fixed-point number with 24 bits after the point.
///
/// By default an order of *n* distinct items weighs 1/√n, so that a wholesale order of a thousand lines, which
/// holds half a million pairs, does not drown the orders that say what goes with what. Being an
/// integer, a sum of weights is exact whatever the order of adding; 2³⁹ orders fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct FixedWeight(u64);

impl FixedWeight {
    const ONE: f64 = 16_777_216.0;

    /// What an order of this many distinct items weighs, in a shop of so many items, as the shop's
    /// rule has it.
    ///
    /// Square root and division are correctly rounded everywhere, so every machine agrees; the
    /// logarithm is rounded to 24 bits.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and 2³⁴ by construction"
    )]
    pub fn of_order(distinct_items: usize, shop_items: usize, weight: OrderWeight) -> Self {
        let items = f64::from(u32::try_from(distinct_items).unwrap_or(u32::MAX).max(1));
        let weight = match weight {
            OrderWeight::InverseSqrt => Self::ONE / items.sqrt(),
            OrderWeight::Inverse => Self::ONE / items,
            OrderWeight::Equal => Self::ONE,
            OrderWeight::Rarity => {
                let shop_items = f64::from(u32::try_from(shop_items).unwrap_or(u32::MAX));
                Self::ONE * (shop_items / (1.0 + items)).ln().max(0.0).powi(2)
            }
        };
        Self(weight.round().max(1.0) as u64)
    }

    /// What so many orders weigh where each weighs 1.
    #[must_use]
    pub(super) fn of_equal(orders: u32) -> Self {
        Self(u64::from(orders) << 24)
    }

    /// The weight as a number: 1.0 is one order of a single item.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "exact up to 2⁵³, some five hundred million orders"
    )]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / Self::ONE
    }
}

impl Add for FixedWeight {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for FixedWeight {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_lines_weigh_half_a_quarter_or_one() {
        let weight = |items, rule| FixedWeight::of_order(items, 1_000, rule).as_f64();
        assert!((weight(4, OrderWeight::InverseSqrt) - 0.5).abs() < 1e-9);
        assert!((weight(4, OrderWeight::Inverse) - 0.25).abs() < 1e-9);
        assert!((weight(4, OrderWeight::Equal) - 1.0).abs() < 1e-9);
        assert!((weight(4, OrderWeight::Rarity) - 200_f64.ln().powi(2)).abs() < 1e-6);
    }

    #[test]
    fn no_order_is_weightless_and_a_single_item_weighs_one() {
        for rule in [
            OrderWeight::InverseSqrt,
            OrderWeight::Inverse,
            OrderWeight::Equal,
        ] {
            assert!(FixedWeight::of_order(usize::MAX, 9, rule) > FixedWeight::default());
            assert!((FixedWeight::of_order(1, 9, rule).as_f64() - 1.0).abs() < 1e-9);
        }
    }
}
