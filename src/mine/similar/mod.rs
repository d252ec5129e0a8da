//! Which items are alike by what is said of them, and rules lent from one to another.
//!
//! May import [`crate::domain`] and its neighbours in [`crate::mine`]; knows nothing of tables.
//!
//! A new item has no orders to learn from, but it has a name: [`Likeness`] finds the items whose
//! titles, categories, tags and price are closest, and [`lend`] gives it what they are bought with.
//! Lent rules carry no counts, so that nothing is claimed of them.
//!
//! ```
//! use tandem_widget::{domain::ItemId, mine::similar::{Likeness, Traits}};
//!
//! let titles = ["red retrospot mug", "blue garden spade", "red retrospot plate"];
//! let traits = titles.map(|title| Traits { title, ..Traits::default() });
//! let likeness = Likeness::new(&traits);
//! let nearest = likeness.nearest(ItemId(0), 1, |_| true);
//! assert_eq!(nearest[0].item, ItemId(2));
//! ```

mod lend;
mod space;
#[cfg(test)]
mod tests;

pub use lend::{Lending, Newness, lend};
pub(in crate::mine) use space::{Say, Space, words};

use crate::domain::ItemId;

/// What is said of an item, besides its orders.
#[derive(Debug, Clone, Default)]
pub struct Traits<'a> {
    /// Its name.
    pub title: &'a str,
    /// Its category, tags and attributes, each as one word that is either shared or not.
    pub labels: Vec<&'a str>,
    /// Its price, in minor units; items of different currencies are never in one list.
    pub price_minor: Option<i64>,
}

/// An item like another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similar {
    /// The other item.
    pub item: ItemId,
    /// The cosine of what is said of both: above 0, 1 where it is the same.
    pub likeness: f64,
}

/// Items by the words, pairs of words and letter triples of their titles, their labels and price bands,
/// each weighing the logarithm of its rarity.
#[derive(Debug)]
pub struct Likeness(Space);

/// A letter triple counts less than a word: there are many, and chance brings them together.
const TRIPLE_WEIGHT: f64 = 0.4;
/// Two words in a row tell one range of goods from another.
const BIGRAM_WEIGHT: f64 = 1.0;
const LABEL_WEIGHT: f64 = 1.0;
const PRICE_WEIGHT: f64 = 0.25;

/// What so many items have says little of any, and costs most of the time.
const MAX_ITEMS_OF_FEATURE: usize = 1_500;

impl Likeness {
    /// Looks at everything that is said of the items; their ids are the places in the list. Linear
    /// in the texts.
    #[must_use]
    pub fn new(items: &[Traits<'_>]) -> Self {
        let say = |place: usize, say: Say<'_>| {
            if let Some(item) = items.get(place) {
                features(item, say);
            }
        };
        let count = items.len();
        Self(Space::new(count, count, 1.0, MAX_ITEMS_OF_FEATURE, say))
    }

    /// The items most like this one, most first, of equals the lower id first; only those that are
    /// wanted, and none that shares nothing. Linear in the items that share something.
    #[must_use]
    pub fn nearest(
        &self,
        item: ItemId,
        limit: usize,
        is_wanted: impl Fn(ItemId) -> bool,
    ) -> Vec<Similar> {
        let found = self
            .0
            .nearest(item.0, limit, |other| is_wanted(ItemId(other)));
        let similar = |(other, likeness)| Similar {
            item: ItemId(other),
            likeness,
        };
        found.into_iter().map(similar).collect()
    }
}

/// Everything that an item can share with another, with what it weighs before its rarity.
fn features(item: &Traits<'_>, add: Say<'_>) {
    let mut before = String::new();
    for word in words(item.title) {
        add(format!("w{word}"), 1.0);
        if !before.is_empty() {
            add(format!("b{before} {word}"), BIGRAM_WEIGHT);
        }
        let mut letters = vec![' '];
        letters.extend(word.chars());
        letters.push(' ');
        for triple in letters.windows(3) {
            let triple: String = triple.iter().collect();
            add(format!("t{triple}"), TRIPLE_WEIGHT);
        }
        before = word;
    }
    for label in &item.labels {
        if !label.is_empty() {
            add(format!("l{}", label.to_lowercase()), LABEL_WEIGHT);
        }
    }
    if let Some(price) = item.price_minor.filter(|price| *price > 0) {
        // Bands of a factor of two.
        add(format!("p{}", price.ilog2()), PRICE_WEIGHT);
    }
}
