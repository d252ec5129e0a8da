//! The merchant's word: what `[rules]` and the catalogue's own links make of what was mined.
//!
//! Two steps around the choice of a row's best. [`Judged`] stands before it: it drops what is not
//! wanted and weighs what is left, so that a row is filled from what may stay. [`Word::finish`]
//! stands after it: it puts pins and links first and keeps the shares of a box. Both are done before
//! the table is written, so that whatever reads the table gives the same answers.
//!
//! The precedence, strongest first:
//!
//! | | is | gives way to |
//! |---|---|---|
//! | 1 | `block` | nothing |
//! | 2 | `never_together` | a block has nothing left to keep apart |
//! | 3 | `pin` | 1, 2 |
//! | 4 | a link of the shop's catalogue | 1, 2; comes after pins |
//! | 5 | `link` | 1, 2; comes after the catalogue's links |
//! | 6 | `min_margin`, `max_brand_share` | 1 to 5: what was named by hand stays, and counts |
//! | 7 | `boost`, `bury` | all above: they weigh mined suggestions alone |
//! | 8 | what was mined | all above |

mod finish;
mod goods;
mod judge;
mod lending;
mod margins;
mod resolve;

use std::collections::BTreeMap;

pub(super) use finish::Finished;
pub(super) use goods::Goods;
pub use goods::ProductFault;
pub(super) use judge::Judged;
pub(super) use lending::{lay_aside, put_back};
pub(super) use resolve::skus;
use serde::{Deserialize, Serialize};

use super::{Lint, catalog::Listing};
use crate::mine::{config::Settings, dataset::Dataset, import::LinkKind};

/// Pins and links of one product: what is beyond is not used.
pub(super) const MAX_HEAD: usize = 8;

/// Why a rule is in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Past orders alone.
    Mined,
    /// The merchant's `rules.pin`.
    Pinned,
    /// The catalogue's own links, or the merchant's `rules.link`.
    Linked,
    /// What similar products are bought with.
    Similar,
}

impl Source {
    /// The word for people and for JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mined => "mined",
            Self::Pinned => "pinned",
            Self::Linked => "linked",
            Self::Similar => "similar",
        }
    }
}

/// A rule that was named by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceNote {
    /// SKU of the product that it stands beside.
    pub item: String,
    /// SKU of what is suggested.
    pub pick: String,
    /// Why it is in the table.
    pub source: Source,
    /// Which rule it was, in words.
    pub reason: String,
}

/// A suggestion named by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    to: u32,
    by: By,
}

/// Who named it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// `rules.pin`, by number from 1.
    Pin(usize),
    /// The catalogue.
    Shop(LinkKind),
    /// `rules.link`, by number from 1.
    Link(usize),
}

impl By {
    const fn source(self) -> Source {
        match self {
            Self::Pin(_) => Source::Pinned,
            Self::Shop(_) | Self::Link(_) => Source::Linked,
        }
    }

    fn reason(self) -> String {
        match self {
            Self::Pin(number) => format!("pinned by rules.pin {number}"),
            Self::Shop(kind) => format!("the shop's own {}", kind.label()),
            Self::Link(number) => format!("linked by rules.link {number}"),
        }
    }
}

/// A `rules.link` with its products found.
#[derive(Debug)]
struct TagLink {
    /// Among which to choose, the most popular first.
    to: Vec<u32>,
    items: usize,
}

/// `[rules]` and the catalogue's links, told of products by their place in [`Goods`].
#[derive(Debug)]
pub(super) struct Word<'a> {
    goods: Goods<'a>,
    blocked: Vec<bool>,
    /// Under the least margin.
    thin: Vec<bool>,
    factors: Vec<f64>,
    /// Which entry of which list of `never_together` a product is in.
    apart: Vec<Vec<(usize, usize)>>,
    /// Lists of one entry: its products keep apart from each other.
    apart_alone: Vec<bool>,
    /// Pins and the catalogue's links, in order, at most [`MAX_HEAD`].
    named: BTreeMap<u32, Vec<Named>>,
    /// `rules.upgrade`: a product and what is offered in its place, in order.
    upgrades: Vec<(u32, u32)>,
    links: Vec<TagLink>,
    /// Which links begin and end at a product.
    link_from: Vec<Vec<usize>>,
    link_to: Vec<Vec<usize>>,
    /// Brands by number.
    brands: Vec<Option<usize>>,
    /// How many of one brand a box takes; `None` where there is no limit.
    brand_cap: Option<usize>,
    box_items: usize,
}

impl<'a> Word<'a> {
    /// Finds the products that the rules speak of, and what is wrong with what they say.
    pub(super) fn new(
        dataset: &'a Dataset,
        listing: Option<&Listing<'a>>,
        settings: &Settings,
    ) -> (Self, Vec<Lint>) {
        resolve::resolve(Goods::new(dataset, listing, settings), settings)
    }

    pub(super) fn goods(&self) -> &Goods<'a> {
        &self.goods
    }

    /// Whether an ordered item, by its place in the dataset, may be suggested at all.
    pub(super) fn may_suggest(&self, place: u32) -> bool {
        self.goods.is_offered(place) && !self.is_blocked(place)
    }

    /// Whether nothing was said: then what was mined stays as it is.
    pub(super) fn is_silent(&self) -> bool {
        self.named.is_empty()
            && self.links.is_empty()
            && self.apart.is_empty()
            && self.brand_cap.is_none()
            && !self.blocked.contains(&true)
            && !self.thin.contains(&true)
            && self.factors.iter().all(|factor| *factor == 1.0)
    }

    /// Whether two products keep apart.
    fn is_apart(&self, one: u32, other: u32) -> bool {
        at(&self.apart, one).iter().any(|(list, entry)| {
            at(&self.apart, other)
                .iter()
                .any(|(other_list, other_entry)| {
                    let alone = || self.apart_alone.get(*list).copied().unwrap_or(false);
                    list == other_list && (entry != other_entry || alone())
                })
        })
    }

    fn is_blocked(&self, place: u32) -> bool {
        self.blocked.get(place as usize).copied().unwrap_or(false)
    }

    /// Whether it earns less than the merchant wants.
    fn is_thin(&self, place: u32) -> bool {
        self.thin.get(place as usize).copied().unwrap_or(false)
    }

    fn factor(&self, place: u32) -> f64 {
        self.factors.get(place as usize).copied().unwrap_or(1.0)
    }

    /// Whether a suggestion is forbidden whoever names it.
    fn is_forbidden(&self, from: u32, to: u32) -> bool {
        self.is_blocked(to) || self.is_apart(from, to)
    }

    /// Whether a product may be offered in another's place.
    pub(super) fn may_replace(&self, from: u32, to: u32) -> bool {
        self.goods.fault(to).is_none() && !self.is_forbidden(from, to)
    }

    /// Whether two products may be parts of one set.
    pub(super) fn may_join(&self, one: u32, other: u32) -> bool {
        !self.is_apart(one, other)
    }

    /// What is named in a product's place: by the rules, then the catalogue's up-sells.
    pub(super) fn up_sells(&self, from: u32) -> impl Iterator<Item = u32> {
        let chosen = self.upgrades.iter().filter(move |pair| pair.0 == from);
        let named = self.named.get(&from).into_iter().flatten();
        let shop = named.filter(|named| named.by == By::Shop(LinkKind::UpSell));
        chosen
            .map(|pair| pair.1)
            .chain(shop.map(|named| named.to))
            .filter(move |to| *to != from)
    }

    /// Whether a suggestion is pinned, or the catalogue's own.
    pub(super) fn is_named(&self, from: u32, to: u32) -> bool {
        let named = self.named.get(&from);
        named.is_some_and(|list| list.iter().any(|named| named.to == to))
    }
}

fn at<T>(lists: &[Vec<T>], place: u32) -> &[T] {
    lists
        .get(place as usize)
        .map(Vec::as_slice)
        .unwrap_or_default()
}
