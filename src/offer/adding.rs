use super::{AddLine, Cart, Refusal, ShopError};
use crate::domain::Basket;

/// What came of one line of an add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineResult {
    /// The item.
    pub sku: String,
    /// How many were asked for.
    pub requested: u32,
    /// How many more the cart holds than before, at most `requested`.
    pub confirmed: u32,
    /// The shop's text for what is missing. Empty where it gave none.
    pub why: String,
    /// Whether the shop said that the item cannot be had.
    pub sold_out: bool,
}

/// The whole account of an add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Line by line; nothing is confirmed where the cart could not be read.
    pub lines: Vec<LineResult>,
    /// The cart afterwards, or why it could not be read.
    pub cart: Result<Basket, ShopError>,
    /// Why the add itself got no answer. The cart decides all the same: a request may be carried
    /// out although its answer is lost.
    pub error: Option<ShopError>,
}

/// Adds the lines, reads the cart again, and says what the cart says.
///
/// `before` is the cart as it was last read. The shop's answer to the add is used for its reasons
/// only, never as proof. `discount` is the name of one that the shop gives on the lines. `instead_of` is
/// taken out, but not before the cart holds every line.
pub async fn add(
    cart: &dyn Cart,
    lines: &[AddLine],
    before: &Basket,
    discount: Option<&str>,
    instead_of: Option<&str>,
) -> Attempt {
    let (refusals, error) = match cart.add(lines, discount).await {
        Ok(refusals) => (refusals, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    let mut after = cart.read().await;
    let lines: Vec<_> = lines
        .iter()
        .map(|line| judge(line, before, after.as_ref().ok(), &refusals))
        .collect();
    if let Some(sku) = instead_of
        && lines.iter().all(|line| line.confirmed == line.requested)
    {
        // Whether it is gone is what the cart says next.
        let _ = cart.set_quantity(sku, 0).await;
        after = cart.read().await;
    }
    Attempt {
        lines,
        cart: after,
        error,
    }
}

fn judge(
    line: &AddLine,
    before: &Basket,
    after: Option<&Basket>,
    refusals: &[Refusal],
) -> LineResult {
    let requested = line.quantity.get();
    let confirmed = after.map_or(0, |after| {
        after
            .quantity_of(&line.sku)
            .saturating_sub(before.quantity_of(&line.sku))
            .min(requested)
    });
    let refusal = refusals
        .iter()
        .find(|refusal| refusal.sku == line.sku)
        .or_else(|| refusals.iter().find(|refusal| refusal.sku.is_empty()))
        .filter(|_| confirmed < requested);
    LineResult {
        sku: line.sku.clone(),
        requested,
        confirmed,
        why: refusal.map_or_else(String::new, |refusal| refusal.message.clone()),
        sold_out: refusal.is_some_and(Refusal::is_sold_out),
    }
}
