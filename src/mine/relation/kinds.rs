use rustc_hash::{FxHashMap, FxHashSet};

use super::{Thing, ordered};
use crate::mine::similar::{Say, Space, words};

/// Titles whose words' cosine is at least this are alike.
pub const LIKENESS: f64 = 0.5;

/// What so many titles share says little of any.
const MAX_TITLES_OF_WORD: usize = 300;

/// The most alike that are kept of an item.
const MAX_ALIKE: usize = 12;

/// Variants of one product beyond this are a catalogue's fault.
const MAX_FAMILY: usize = 200;

/// Kinds of items and which of them are alike.
#[derive(Debug)]
pub(super) struct Kinds {
    names: Vec<String>,
    /// Numbers of kinds, by item; `None` where nothing tells one.
    of: Vec<Option<u32>>,
    /// Whether a catalogue told it.
    told: Vec<bool>,
    alike: Vec<Vec<(u32, f64)>>,
    families: Vec<Vec<u32>>,
}

impl Kinds {
    pub(super) fn new(things: &[Thing<'_>], ordered: usize) -> Self {
        let mut numbers: FxHashMap<(bool, String), u32> = FxHashMap::default();
        let mut names = Vec::new();
        let mut of = Vec::with_capacity(things.len());
        for thing in things {
            let told = thing.kind.map(|kind| kind.trim().to_lowercase());
            let told = told
                .filter(|kind| !kind.is_empty())
                .map(|kind| (true, kind));
            let key = told.or_else(|| Some((false, head(thing.title)?)));
            of.push(key.map(|key| {
                let next = names.len() as u32;
                *numbers.entry(key).or_insert_with_key(|(_, name)| {
                    names.push(name.clone());
                    next
                })
            }));
        }
        let mut families: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
        for (place, thing) in (0..).zip(things) {
            if let Some(family) = thing.family {
                families.entry(family).or_default().push(place);
            }
        }
        let mut families: Vec<Vec<u32>> = families
            .into_values()
            .filter(|family| (2..=MAX_FAMILY).contains(&family.len()))
            .collect();
        families.sort_unstable();
        let alike = alike(things, ordered, &of, &names);
        Self {
            names,
            of,
            told: things.iter().map(|thing| thing.kind.is_some()).collect(),
            alike,
            families,
        }
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn of(&self, item: u32) -> Option<u32> {
        self.of.get(item as usize).copied().flatten()
    }

    pub(super) fn alike(&self, item: u32) -> &[(u32, f64)] {
        self.alike
            .get(item as usize)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn is_told(&self, item: u32) -> bool {
        self.told.get(item as usize).copied().unwrap_or(false)
    }

    pub(super) fn has_told(&self) -> bool {
        self.told.contains(&true)
    }

    /// Whether the catalogue calls both something, and not the same.
    pub(super) fn are_told_apart(&self, one: u32, other: u32) -> bool {
        self.is_told(one) && self.is_told(other) && self.of(one) != self.of(other)
    }

    /// Every pair of alternatives once, lower place first, ascending.
    pub(super) fn pairs(&self) -> Vec<(u32, u32)> {
        let mut pairs: Vec<(u32, u32)> = (0_u32..)
            .zip(&self.alike)
            .flat_map(|(item, alike)| alike.iter().map(move |(other, _)| ordered(item, *other)))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Every pair of variants of one product.
    pub(super) fn families(&self) -> impl Iterator<Item = (u32, u32)> {
        self.families.iter().flat_map(|family| {
            let pairs = (1..).zip(family);
            pairs.flat_map(|(next, &one)| {
                let others = family.get(next..).unwrap_or_default();
                others.iter().map(move |&other| ordered(one, other))
            })
        })
    }
}

/// What a title is about: its last word before anything that adds to it, without a plural's s.
fn head(title: &str) -> Option<String> {
    let lower = title.to_lowercase();
    let mut end = lower.len();
    for mark in [
        ",", "(", "[", " - ", " – ", ";", ":", " with ", " for ", " in ",
    ] {
        if let Some(at) = lower.find(mark).filter(|at| *at > 0) {
            end = end.min(at);
        }
    }
    let about = lower.get(..end).unwrap_or(&lower);
    let named: Vec<String> = words(about)
        .filter(|word| word.chars().count() > 2 && word.chars().all(char::is_alphabetic))
        .collect();
    let word = named.last()?;
    let single = word
        .strip_suffix('s')
        .filter(|word| word.chars().count() > 2);
    Some(single.unwrap_or(word).to_owned())
}

/// Items of one kind with alike titles, the most alike first, both ways: of those that were ordered and
/// of the others [`MAX_ALIKE`] each. Words of the kind's own name do not count.
fn alike(
    things: &[Thing<'_>],
    ordered: usize,
    kinds: &[Option<u32>],
    names: &[String],
) -> Vec<Vec<(u32, f64)>> {
    let own: Vec<FxHashSet<String>> = names
        .iter()
        .map(|name| {
            let plural = words(name).map(|word| format!("{word}s"));
            words(name).chain(plural).collect()
        })
        .collect();
    let kind_of = |place: usize| kinds.get(place).copied().flatten();
    let say = |place: usize, say: Say<'_>| {
        let own = kind_of(place).and_then(|kind| own.get(kind as usize));
        for word in things.get(place).into_iter().flat_map(|it| words(it.title)) {
            if own.is_none_or(|own| !own.contains(&word)) {
                say(word, 1.0);
            }
        }
    };
    // Twice as many titles: a word that all titles share still counts a little. What was never ordered
    // makes no word more frequent, so that the orders' own alternatives stay what they were.
    let space = Space::new(things.len(), ordered, 2.0, MAX_TITLES_OF_WORD, say);
    (0..things.len())
        .map(|place| {
            let Some(kind) = kind_of(place) else {
                return Vec::new();
            };
            let near = |was_ordered: bool| {
                space.alike(place as u32, LIKENESS, MAX_ALIKE, |other| {
                    ((other as usize) < ordered) == was_ordered
                        && kind_of(other as usize) == Some(kind)
                })
            };
            let mut all = near(true);
            if ordered < things.len() {
                all.extend(near(false));
            }
            all
        })
        .collect()
}
