use rustc_hash::{FxHashMap, FxHashSet};

use super::{Thing, ordered};

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
    pub(super) fn new(things: &[Thing<'_>]) -> Self {
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
        let alike = alike(things, &of, &names);
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

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
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

/// Items of one kind with alike titles, the most alike first, both ways. Words of the kind's own name
/// do not count.
fn alike(things: &[Thing<'_>], kinds: &[Option<u32>], names: &[String]) -> Vec<Vec<(u32, f64)>> {
    let own: Vec<FxHashSet<String>> = names
        .iter()
        .map(|name| {
            let plural = words(name).map(|word| format!("{word}s"));
            words(name).chain(plural).collect()
        })
        .collect();
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    let mut postings: Vec<Vec<u32>> = Vec::new();
    let mut vectors: Vec<Vec<(u32, f64)>> = Vec::with_capacity(things.len());
    for (place, (thing, kind)) in (0_u32..).zip(things.iter().zip(kinds)) {
        let own = kind.and_then(|kind| own.get(kind as usize));
        let mut found: Vec<u32> = words(thing.title)
            .filter(|word| own.is_none_or(|own| !own.contains(word)))
            .map(|word| {
                let next = numbers.len() as u32;
                *numbers.entry(word).or_insert(next)
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        postings.resize(numbers.len(), Vec::new());
        for word in &found {
            if let Some(list) = postings.get_mut(*word as usize) {
                list.push(place);
            }
        }
        vectors.push(found.into_iter().map(|word| (word, 0.0)).collect());
    }
    let titles = |word: u32| {
        postings
            .get(word as usize)
            .map_or(&[] as &[u32], Vec::as_slice)
    };
    for vector in &mut vectors {
        let mut squares = 0.0;
        for (word, weight) in vector.iter_mut() {
            // Twice as many titles: a word that all titles share still counts a little.
            *weight = (2.0 * things.len() as f64 / titles(*word).len().max(1) as f64).ln();
            squares += *weight * *weight;
        }
        for (_, weight) in vector.iter_mut() {
            *weight /= squares.sqrt();
        }
    }
    let mut all = vec![Vec::new(); things.len()];
    for (place, vector) in (0_u32..).zip(&vectors) {
        let Some(kind) = kinds.get(place as usize).copied().flatten() else {
            continue;
        };
        let mut others: Vec<u32> = vector
            .iter()
            .map(|(word, _)| titles(*word))
            .filter(|titles| titles.len() <= MAX_TITLES_OF_WORD)
            .flatten()
            .copied()
            .filter(|other| *other != place && kinds.get(*other as usize) == Some(&Some(kind)))
            .collect();
        others.sort_unstable();
        others.dedup();
        let mut near: Vec<(u32, f64)> = others
            .into_iter()
            .filter_map(|other| Some((other, cosine(vector, vectors.get(other as usize)?))))
            .filter(|(_, likeness)| *likeness >= LIKENESS)
            .collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.truncate(MAX_ALIKE);
        if let Some(slot) = all.get_mut(place as usize) {
            *slot = near;
        }
    }
    all
}

/// Of vectors of unit length, ascending words.
fn cosine(one: &[(u32, f64)], other: &[(u32, f64)]) -> f64 {
    one.iter()
        .filter_map(|(word, weight)| {
            let at = other.binary_search_by_key(word, |entry| entry.0).ok()?;
            Some(weight * other.get(at)?.1)
        })
        .sum()
}
