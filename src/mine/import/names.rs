//! Names with dense numbers: of orders, customers and SKUs.

use core::hash::Hasher as _;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::mine::orders::Texts;

/// Distinct byte strings with dense numbers by first appearance. One takes its bytes, one more, and 9
/// to 14 for finding it.
#[derive(Default)]
pub(super) struct Names {
    texts: Texts,
    places: Vec<u32>,
    numbers: HashTable<u32>,
}

fn hash_of(name: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(name);
    hasher.finish()
}

impl Names {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// A name by its number; empty where there is none.
    #[inline]
    pub(super) fn get(&self, number: u32) -> &[u8] {
        match self.places.get(number as usize) {
            Some(place) => self.texts.bytes_at(*place),
            None => &[],
        }
    }

    /// All of them, by number.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.places.iter().map(|place| self.texts.bytes_at(*place))
    }

    /// The number of a known name.
    #[inline]
    pub(super) fn find(&self, name: &[u8]) -> Option<u32> {
        let is_it = |number: &u32| self.get(*number) == name;
        self.numbers.find(hash_of(name), is_it).copied()
    }

    /// The number of a name, new or old.
    pub(super) fn number_of(&mut self, name: &[u8]) -> u32 {
        self.find(name).unwrap_or_else(|| self.add(name))
    }

    /// Adds a name that is known to be new; gives its number.
    pub(super) fn add(&mut self, name: &[u8]) -> u32 {
        let number = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.places.push(self.texts.push(name));
        let (texts, places) = (&self.texts, &self.places);
        let hash_of_known = |number: &u32| {
            let place = places.get(*number as usize).copied();
            hash_of(texts.bytes_at(place.unwrap_or(u32::MAX)))
        };
        self.numbers
            .insert_unique(hash_of(name), number, hash_of_known);
        number
    }

    /// The texts with the place of each, by number; nothing can be found any more.
    pub(super) fn into_texts(self) -> (Texts, Vec<u32>) {
        (self.texts, self.places)
    }

    /// What they take in memory.
    pub(super) fn bytes(&self) -> usize {
        self.texts.bytes()
            + self.places.capacity() * size_of::<u32>()
            + self.numbers.allocation_size()
    }
}

/// Names of up to 11 bytes with their numbers, each in one place: finding one misses the cache once.
#[derive(Default)]
pub(super) struct ShortNames(HashTable<ShortName>);

/// A short name as numbers, and its own.
#[derive(Clone, Copy)]
struct ShortName {
    /// Its first 8 bytes.
    front: u64,
    /// The others, and how many they are all together.
    back: u32,
    number: u32,
}

impl ShortName {
    const LONGEST: usize = 11;

    #[inline]
    fn new(name: &[u8], number: u32) -> Option<Self> {
        let (front, back) = match name.split_first_chunk::<8>() {
            Some((front, back)) => (u64::from_le_bytes(*front), back),
            None => (joined(name), &[][..]),
        };
        (name.len() <= Self::LONGEST).then(|| Self {
            front,
            back: (joined(back) as u32) << 8 | name.len() as u32,
            number,
        })
    }

    fn hash(&self) -> u64 {
        let mut hasher = FxHasher::default();
        hasher.write_u64(self.front);
        hasher.write_u32(self.back);
        hasher.finish()
    }
}

/// Fewer than eight bytes as a number.
fn joined(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |all, byte| all << 8 | u64::from(*byte))
}

impl ShortNames {
    /// The number of a name, where it is known and short.
    #[inline]
    pub(super) fn find(&self, name: &[u8]) -> Option<u32> {
        let wanted = ShortName::new(name, 0)?;
        let is_it = |it: &ShortName| (it.front, it.back) == (wanted.front, wanted.back);
        self.0.find(wanted.hash(), is_it).map(|it| it.number)
    }

    /// Adds a new name; nothing where it is long.
    pub(super) fn add(&mut self, name: &[u8], number: u32) {
        if let Some(name) = ShortName::new(name, number) {
            self.0.insert_unique(name.hash(), name, ShortName::hash);
        }
    }

    /// What they take in memory.
    pub(super) fn bytes(&self) -> usize {
        self.0.allocation_size()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_go_by_first_appearance(names in prop::collection::vec("[ab]{0,3}|[ab]{6,12}|c{250,260}", 0..60)) {
            let mut known: Vec<&str> = Vec::new();
            let mut numbers = Names::default();
            for name in &names {
                let place = known.iter().position(|it| it == name);
                prop_assert_eq!(numbers.find(name.as_bytes()).map(|it| it as usize), place);
                if place.is_none() {
                    known.push(name);
                }
                let number = numbers.number_of(name.as_bytes());
                prop_assert_eq!(known[number as usize].as_bytes(), numbers.get(number));
            }
            prop_assert_eq!(numbers.len(), known.len());
            let mut short = ShortNames::default();
            for (number, name) in (0..).zip(&known) {
                short.add(name.as_bytes(), number);
            }
            for (number, name) in (0..).zip(&known) {
                let is_short = name.len() <= ShortName::LONGEST;
                prop_assert_eq!(short.find(name.as_bytes()), is_short.then_some(number));
            }
            prop_assert!(numbers.iter().eq(known.iter().map(|it| it.as_bytes())));
        }
    }
}
