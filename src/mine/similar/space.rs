use rustc_hash::FxHashMap;

/// Items by what is said of them: sparse vectors of unit length, each feature weighing the logarithm
/// of its rarity (TF-IDF; Salton and Buckley 1988, without term counts). Items are places in a list.
#[derive(Debug)]
pub(in crate::mine) struct Space {
    /// By item: features, ascending, and their weights.
    vectors: Vec<Vec<(u32, f64)>>,
    /// By feature: the items that have it, ascending, and their weights. Empty where too many do.
    postings: Vec<Vec<(u32, f64)>>,
}

/// Says everything of an item: each feature and what it weighs before its rarity.
pub(in crate::mine) type Say<'a> = &'a mut dyn FnMut(String, f64);

impl Space {
    /// Of so many items. What more than `most_items` share says little of any and costs most of the
    /// time: nothing is found by it. A feature that n of the first N = `counted` items have weighs
    /// ln(`spread` N / n), one that none of them has as if one did: with a spread of 1 what all have
    /// weighs nothing. Linear in what is said.
    pub(in crate::mine) fn new(
        items: usize,
        counted: usize,
        spread: f64,
        most_items: usize,
        mut say_of: impl FnMut(usize, Say<'_>),
    ) -> Self {
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        let mut counts: Vec<usize> = Vec::new();
        let mut vectors: Vec<Vec<(u32, f64)>> = Vec::with_capacity(items);
        for item in 0..items {
            let mut vector: Vec<(u32, f64)> = Vec::new();
            say_of(item, &mut |feature, weight| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                let number = *numbers.entry(feature).or_insert(next);
                vector.push((number, weight));
            });
            vector.sort_unstable_by_key(|feature| feature.0);
            vector.dedup_by_key(|feature| feature.0);
            counts.resize(numbers.len(), 0);
            for (feature, _) in vector.iter().filter(|_| item < counted) {
                if let Some(count) = counts.get_mut(*feature as usize) {
                    *count += 1;
                }
            }
            vectors.push(vector);
        }
        let mut postings: Vec<Vec<(u32, f64)>> = vec![Vec::new(); counts.len()];
        for (item, vector) in (0_u32..).zip(&mut vectors) {
            let mut squares = 0.0;
            for (feature, weight) in vector.iter_mut() {
                let count = counts.get(*feature as usize).copied().unwrap_or(0).max(1);
                *weight *= (spread * counted as f64 / count as f64).ln();
                squares += *weight * *weight;
            }
            let length = squares.sqrt();
            if length <= 0.0 {
                vector.clear();
            }
            for (feature, weight) in vector.iter_mut() {
                *weight /= length;
                let count = counts.get(*feature as usize).copied().unwrap_or(0);
                if count <= most_items
                    && let Some(list) = postings.get_mut(*feature as usize)
                {
                    list.push((item, *weight));
                }
            }
        }
        Self { vectors, postings }
    }

    fn vector(&self, item: u32) -> &[(u32, f64)] {
        self.vectors
            .get(item as usize)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// What shares something with an item, and how much, once for each thing shared.
    fn shared(&self, item: u32) -> impl Iterator<Item = (u32, f64)> {
        self.vector(item).iter().flat_map(move |(feature, weight)| {
            let list = self.postings.get(*feature as usize).into_iter().flatten();
            list.filter(move |(other, _)| *other != item)
                .map(move |(other, theirs)| (*other, weight * theirs))
        })
    }

    /// The wanted items most like this one by what they can be found by, none that shares nothing.
    /// Linear in the items that share something.
    pub(in crate::mine) fn nearest(
        &self,
        item: u32,
        limit: usize,
        is_wanted: impl Fn(u32) -> bool,
    ) -> Vec<(u32, f64)> {
        let mut sums: FxHashMap<u32, f64> = FxHashMap::default();
        for (other, product) in self.shared(item) {
            *sums.entry(other).or_default() += product;
        }
        sums.retain(|other, likeness| *likeness > 0.0 && is_wanted(*other));
        first(sums.into_iter().collect(), limit)
    }

    /// The wanted items whose cosine with this one is at least `least`, the most alike first, found
    /// by what few share and judged by everything.
    pub(in crate::mine) fn alike(
        &self,
        item: u32,
        least: f64,
        limit: usize,
        is_wanted: impl Fn(u32) -> bool,
    ) -> Vec<(u32, f64)> {
        let others = self.shared(item).map(|(other, _)| other);
        let mut others: Vec<u32> = others.filter(|other| is_wanted(*other)).collect();
        others.sort_unstable();
        others.dedup();
        let judged = others
            .into_iter()
            .map(|other| (other, self.cosine(item, other)));
        first(
            judged.filter(|(_, cosine)| *cosine >= least).collect(),
            limit,
        )
    }

    fn cosine(&self, one: u32, other: u32) -> f64 {
        let theirs = self.vector(other);
        self.vector(one)
            .iter()
            .filter_map(|(feature, weight)| {
                let at = theirs.binary_search_by_key(feature, |entry| entry.0).ok()?;
                Some(weight * theirs.get(at)?.1)
            })
            .sum()
    }
}

/// The most alike first, of equals the lower place.
fn first(mut found: Vec<(u32, f64)>, limit: usize) -> Vec<(u32, f64)> {
    let order = |a: &(u32, f64), b: &(u32, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if found.len() > limit && limit > 0 {
        found.select_nth_unstable_by(limit - 1, order);
    }
    found.truncate(limit);
    found.sort_unstable_by(order);
    found
}

/// A text's words in lower case.
pub(in crate::mine) fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}
