use super::{
    BreakOffer, Lint,
    manifest::written,
    word::{self, Goods},
};
use crate::mine::config::QuantityBreak;

/// What the manifest tells a page of quantity breaks, those that are not over; and what of the shop's
/// word for them cannot be kept.
pub(super) fn offers(
    goods: &Goods<'_>,
    breaks: &[QuantityBreak],
    now: jiff::Timestamp,
) -> (Vec<BreakOffer>, Vec<Lint>) {
    let (mut offers, mut lints) = (Vec::new(), Vec::new());
    for (number, one) in (1..).zip(breaks) {
        let (skus, wrong) = word::skus(goods, "break", number, &one.what);
        lints.extend(wrong);
        if let Some(ended) = one.ends.filter(|ends| *ends <= now) {
            lints.push(Lint::ExpiredOffer {
                offer: format!("break {number}"),
                key: "break.ends",
                ended,
            });
        } else if !skus.is_empty() {
            offers.push(BreakOffer {
                skus,
                steps: one.steps.clone(),
                discount: one.discount.clone(),
                ends: one.ends.map(written),
            });
        }
    }
    (offers, lints)
}
