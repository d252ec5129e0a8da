use core::ops::{Add, AddAssign};

/// What an order, or a sum of orders, weighs: a fixed-point number with 24 bits after the point.
///
/// An order of *n* distinct items weighs 1/√n, so that a wholesale order of a thousand lines, which
/// holds half a million pairs, does not drown the orders that say what goes with what. Being an
/// integer, a sum of weights is exact whatever the order of adding; 2³⁹ orders fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct OrderWeight(u64);

impl OrderWeight {
    const ONE: f64 = 16_777_216.0;

    /// The weight of an order of this many distinct items: 1/√n, and 1 for an empty one.
    ///
    /// Square root and division are correctly rounded everywhere, so every machine agrees.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and 2²⁴ by construction"
    )]
    pub fn of_order(distinct_items: usize) -> Self {
        let lines = u32::try_from(distinct_items).unwrap_or(u32::MAX).max(1);
        Self((Self::ONE / f64::from(lines).sqrt()).round().max(1.0) as u64)
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

impl Add for OrderWeight {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for OrderWeight {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_lines_weigh_half() {
        assert!((OrderWeight::of_order(1).as_f64() - 1.0).abs() < 1e-9);
        assert!((OrderWeight::of_order(4).as_f64() - 0.5).abs() < 1e-9);
        assert_eq!(OrderWeight::of_order(0), OrderWeight::of_order(1));
    }

    #[test]
    fn no_order_is_weightless() {
        assert!(OrderWeight::of_order(usize::MAX) > OrderWeight::default());
    }
}
