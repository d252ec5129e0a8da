use super::{Goods, goods::Good};

/// The catalogue says too few costs to lean on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct MissingCosts {
    /// Ordered products with a price and a cost.
    pub(in super::super) known: usize,
    /// Ordered products with a price.
    pub(in super::super) of: usize,
}

impl Goods<'_> {
    /// What each ordered product earns, price less cost, in minor units, by place.
    ///
    /// # Errors
    /// Where less than half of the ordered products that the catalogue prices have a cost.
    pub(in super::super) fn margins(&self) -> Result<Vec<Option<i64>>, MissingCosts> {
        let ordered = || self.list.iter().take(self.ordered);
        let margins: Vec<_> = ordered().map(margin).collect();
        let known = margins.iter().flatten().count();
        let of = ordered().filter_map(price).count();
        if known == 0 || known * 2 < of {
            return Err(MissingCosts { known, of });
        }
        Ok(margins)
    }
}

fn price(good: &Good<'_>) -> Option<i64> {
    good.record?.price_minor.filter(|price| *price > 0)
}

/// In money; [`super::goods::margin`] is a share.
fn margin(good: &Good<'_>) -> Option<i64> {
    price(good)?.checked_sub(good.record?.cost_minor?)
}
