use super::{
    catalog::Listing,
    manifest::{BundleOffer, written},
};
use crate::mine::{
    bundle::{self, Bundle, Bundles},
    config::{BundleSettings, BundleTerms},
    dataset::Dataset,
};

/// A bundle with its name and what the shop's own catalogue says of its price.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedBundle {
    /// Its SKUs, bytes ascending, joined by `+`: the same from build to build.
    pub name: String,
    /// What was counted.
    pub bundle: Bundle,
    /// The prices of its items together, in minor units; `None` where one is not known.
    pub apart_minor: Option<i64>,
    /// A price that leaves the margin; `None` where a cost is not known or there is no room.
    pub idea_minor: Option<i64>,
    /// Whether the shop offers it.
    pub is_accepted: bool,
    /// On what terms.
    pub terms: Option<BundleTerms>,
}

/// The bundles of a build.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BundleList {
    /// What the report shows: the best, and all that the shop offers.
    pub shown: Vec<NamedBundle>,
    /// Names that the shop accepted and that are no bundle, or no longer.
    pub unknown: Vec<String>,
    /// Sets that enough orders hold.
    pub frequent: usize,
    /// Of those, sets that pass every test.
    pub kept: usize,
    /// The evidence floor that was kept, in orders.
    pub min_orders: u32,
}

impl BundleList {
    /// What the manifest tells a page: the accepted ones that are not over, in the shop's order.
    pub(super) fn offers(
        &self,
        dataset: &Dataset,
        settings: &BundleSettings,
        now: jiff::Timestamp,
    ) -> Vec<BundleOffer> {
        let mut names: Vec<String> = Vec::new();
        for name in settings.accept.iter().map(|name| sorted(name)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let of = |name: &String| self.shown.iter().find(|shown| shown.name == *name);
        names
            .iter()
            .filter_map(of)
            .filter(|named| ends_of(named).is_none_or(|ends| ends > now))
            .map(|named| BundleOffer {
                discount: named
                    .terms
                    .as_ref()
                    .and_then(|terms| terms.discount.clone()),
                ends: ends_of(named).map(written),
                name: named.name.clone(),
                skus: skus(dataset, &named.bundle).map(str::to_owned).collect(),
                orders: named.bundle.orders,
            })
            .collect()
    }
}

fn ends_of(named: &NamedBundle) -> Option<jiff::Timestamp> {
    named.terms.as_ref()?.ends
}

/// Finds, names and prices them.
pub(super) fn list(
    dataset: &Dataset,
    listing: Option<&Listing<'_>>,
    settings: &BundleSettings,
    min_customers: u32,
    is_offered: &dyn Fn(u32) -> bool,
    go_together: &dyn Fn(u32, u32) -> bool,
) -> BundleList {
    let found = bundle::find(dataset, settings, min_customers, is_offered, go_together);
    let accepted: Vec<String> = settings.accept.iter().map(|name| sorted(name)).collect();
    let Bundles {
        all,
        shown,
        frequent,
        min_orders,
        ..
    } = found;
    let mut list = BundleList {
        frequent,
        min_orders,
        kept: all.len(),
        ..BundleList::default()
    };
    for (at, bundle) in (0..).zip(all) {
        let name = name(dataset, &bundle);
        let is_accepted = accepted.contains(&name);
        if is_accepted || shown.contains(&at) {
            let apart_minor = sum(dataset, listing, &bundle, |record| record.price_minor);
            let cost_minor = sum(dataset, listing, &bundle, |record| record.cost_minor);
            let mut terms = settings.terms.iter();
            list.shown.push(NamedBundle {
                terms: terms.find(|terms| sorted(&terms.name) == name).cloned(),
                idea_minor: apart_minor
                    .zip(cost_minor)
                    .and_then(|(apart, cost)| price_idea(apart, cost, settings)),
                name,
                bundle,
                apart_minor,
                is_accepted,
            });
        }
    }
    list.unknown = settings
        .accept
        .iter()
        .filter(|name| !list.shown.iter().any(|shown| shown.name == sorted(name)))
        .cloned()
        .collect();
    list
}

/// The lowest price down to the largest saving that keeps the margin; `None` where that is no saving
/// that a shopper would notice, 3 %.
fn price_idea(apart_minor: i64, cost_minor: i64, settings: &BundleSettings) -> Option<i64> {
    let share = |minor: i64, factor: f64| (minor as f64 * factor).ceil() as i64;
    let floor = share(cost_minor, 1.0 / (1.0 - settings.min_margin));
    let idea = floor.max(share(apart_minor, 1.0 - settings.max_saving));
    (idea > 0 && idea <= share(apart_minor, 0.97)).then_some(idea)
}

fn sum(
    dataset: &Dataset,
    listing: Option<&Listing<'_>>,
    bundle: &Bundle,
    of: impl Fn(&crate::mine::import::CatalogRecord) -> Option<i64>,
) -> Option<i64> {
    let listing = listing?;
    let parts = bundle.items.iter().map(|item| {
        let item = dataset.items.get(*item as usize)?;
        of(listing.find(item)?).filter(|minor| *minor > 0)
    });
    parts.sum()
}

fn skus<'a>(dataset: &'a Dataset, bundle: &'a Bundle) -> impl Iterator<Item = &'a str> {
    let items = bundle.items.iter();
    items.filter_map(|item| Some(dataset.items.get(*item as usize)?.sku.as_str()))
}

fn name(dataset: &Dataset, bundle: &Bundle) -> String {
    let mut skus: Vec<&str> = skus(dataset, bundle).collect();
    skus.sort_unstable();
    skus.join("+")
}

/// A name with its SKUs in the order of names.
fn sorted(name: &str) -> String {
    let mut skus: Vec<&str> = name.split('+').map(str::trim).collect();
    skus.sort_unstable();
    skus.join("+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_idea_keeps_the_margin_and_is_a_saving() {
        let settings = BundleSettings::default();
        // 10 % off 1000 is 900; a cost of 500 would allow 715.
        assert_eq!(price_idea(1_000, 500, &settings), Some(900));
        // A cost of 658 asks for 940.
        assert_eq!(price_idea(1_000, 658, &settings), Some(940));
        // 690 asks for 986: nobody notices that.
        assert_eq!(price_idea(1_000, 690, &settings), None);
        assert_eq!(price_idea(1_000, 2_000, &settings), None);
        assert_eq!(price_idea(0, 0, &settings), None);
    }

    #[test]
    fn a_name_may_be_written_in_any_order() {
        assert_eq!(sorted("C+A+B"), "A+B+C");
        assert_eq!(sorted("C + A+ B"), "A+B+C");
    }
}
