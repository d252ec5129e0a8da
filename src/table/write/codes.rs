//! Building the code book: which few prefix codes suit a plane's rows.

use super::{bits::BitWriter, weights::Coded};
use crate::table::layout::{CART_CONTEXTS, MAX_CHOICE_BITS, MAX_CODE, TABLE_BYTES, cart_context};

/// Rounds of assigning rows and building codes anew; it settles in fewer, as a rule.
const ROUNDS: usize = 20;

/// How often each code occurs, or how many bits it takes, by context.
type ByContext = Vec<[u32; 16]>;

/// One plane's part of the code book, and each row's choice.
pub(super) struct PlaneBook {
    lowest_scale: u8,
    scale_bits: u32,
    choice_bits: u32,
    /// Lengths of each choice.
    lengths: Vec<ByContext>,
    choices: Vec<usize>,
}

impl PlaneBook {
    /// The book for these rows; with the page's rows for the cart plane.
    pub(super) fn new(rows: &[Coded], page: Option<&[Coded]>) -> Self {
        let contexts = if page.is_some() { CART_CONTEXTS } else { 1 };
        let counts: Vec<_> = rows
            .iter()
            .enumerate()
            .map(|(place, row)| {
                let mut counts = vec![[0; 16]; contexts];
                for (context, code) in with_contexts(row, page.and_then(|page| page.get(place))) {
                    add(&mut counts, context, code, 1);
                }
                counts
            })
            .collect();
        // The cheapest book; the smallest of equals.
        let clustering = (0..=MAX_CHOICE_BITS)
            .map(|choice_bits| Clustering::new(&counts, contexts, choice_bits))
            .min_by_key(|clustering| clustering.bits)
            .unwrap_or_default();

        let scales = || {
            let filled = rows.iter().filter(|row| !row.codes.is_empty());
            filled.map(|row| row.scale)
        };
        let lowest_scale = scales().min().unwrap_or_default();
        let highest_scale = scales().max().unwrap_or_default();
        Self {
            lowest_scale,
            scale_bits: u8::BITS - (highest_scale - lowest_scale).leading_zeros(),
            choice_bits: clustering.choice_bits,
            lengths: clustering.lengths,
            choices: clustering.choices,
        }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![
            self.lowest_scale,
            self.scale_bits as u8,
            self.choice_bits as u8,
        ];
        for lengths in self.lengths.iter().flatten() {
            let packed = lengths
                .iter()
                .rev()
                .fold(0, |packed, &length| packed << 4 | u64::from(length));
            bytes.extend(packed.to_le_bytes());
        }
        bytes
    }

    fn choice(&self, place: usize) -> usize {
        self.choices.get(place).copied().unwrap_or_default()
    }

    pub(super) fn write_head(&self, bits: &mut BitWriter, place: usize, row: &Coded) {
        bits.write(u32::from(row.scale - self.lowest_scale), self.scale_bits);
        bits.write(self.choice(place) as u32, self.choice_bits);
    }

    pub(super) fn write_codes(
        &self,
        bits: &mut BitWriter,
        place: usize,
        row: &Coded,
        page: Option<&Coded>,
    ) {
        let Some(lengths) = self.lengths.get(self.choice(place)) else {
            return;
        };
        let words: Vec<_> = lengths.iter().map(words).collect();
        for (context, code) in with_contexts(row, page) {
            let length = get(lengths, context, code);
            let word = get(&words, context, code);
            // The first bit of a word is the first to be read.
            for place in (0..length).rev() {
                bits.write(word >> place & 1, 1);
            }
        }
    }
}

/// A row's codes with what decides over their prefix code.
fn with_contexts<'a>(
    row: &'a Coded,
    page: Option<&'a Coded>,
) -> impl Iterator<Item = (usize, u8)> + 'a {
    let contexts = page.into_iter().flat_map(|page| &page.codes);
    let contexts = contexts.map(|&code| cart_context(code));
    contexts
        .chain(core::iter::repeat(0))
        .zip(row.codes.iter().copied())
}

fn add(counts: &mut ByContext, context: usize, code: u8, more: u32) {
    if let Some(count) = counts
        .get_mut(context)
        .and_then(|counts| counts.get_mut(usize::from(code)))
    {
        *count += more;
    }
}

fn get(table: &ByContext, context: usize, code: u8) -> u32 {
    table
        .get(context)
        .and_then(|row| row.get(usize::from(code)))
        .copied()
        .unwrap_or_default()
}

/// Rows sorted into groups that share prefix codes.
#[derive(Default)]
struct Clustering {
    choice_bits: u32,
    lengths: Vec<ByContext>,
    choices: Vec<usize>,
    bits: u64,
}

impl Clustering {
    /// Groups rows by the rule of k-means, with bits as the distance: codes from groups, groups
    /// from codes. Starts from slices of rows by their mean code.
    fn new(rows: &[ByContext], contexts: usize, choice_bits: u32) -> Self {
        let groups = 1 << choice_bits;
        let mut choices = first_choices(rows, groups);
        for _ in 0..ROUNDS {
            let lengths = build(rows, &choices, contexts, groups, true);
            let better: Vec<_> = rows.iter().map(|row| cheapest(row, &lengths)).collect();
            if better == choices {
                break;
            }
            choices = better;
        }
        let lengths = build(rows, &choices, contexts, groups, false);
        let codes: u64 = rows
            .iter()
            .zip(&choices)
            .filter_map(|(row, &choice)| Some(cost(row, lengths.get(choice)?)))
            .sum();
        let is_filled = |row: &&ByContext| row.iter().flatten().any(|&times| times > 0);
        let filled = rows.iter().filter(is_filled).count();
        let book = (groups * contexts * TABLE_BYTES * 8) as u64;
        Self {
            choice_bits,
            lengths,
            choices,
            bits: codes + book + filled as u64 * u64::from(choice_bits),
        }
    }
}

/// Rows in as many equal parts, by falling mean code.
fn first_choices(rows: &[ByContext], groups: usize) -> Vec<usize> {
    let mean_below_highest = |row: &ByContext| {
        let (mut sum, mut count) = (0_u64, 0_u64);
        for context in row {
            for (code, &times) in (0..).zip(context) {
                sum += u64::from(MAX_CODE - code) * u64::from(times);
                count += u64::from(times);
            }
        }
        (sum << 16) / count.max(1)
    };
    let mut order: Vec<_> = rows.iter().map(mean_below_highest).zip(0..).collect();
    order.sort_unstable();
    let mut choices = vec![0; rows.len()];
    for (rank, (_, place)) in order.into_iter().enumerate() {
        let place: usize = place;
        if let Some(choice) = choices.get_mut(place) {
            *choice = rank * groups / rows.len();
        }
    }
    choices
}

/// Lengths for each group. `open_to_all` gives a word to codes that the group lacks, so that other
/// rows may join it.
fn build(
    rows: &[ByContext],
    choices: &[usize],
    contexts: usize,
    groups: usize,
    open_to_all: bool,
) -> Vec<ByContext> {
    let mut totals = vec![vec![[0_u32; 16]; contexts]; groups];
    for (row, &choice) in rows.iter().zip(choices) {
        let Some(total) = totals.get_mut(choice) else {
            continue;
        };
        for (total, row) in total.iter_mut().flatten().zip(row.iter().flatten()) {
            *total += row;
        }
    }
    totals
        .iter()
        .map(|group| {
            let lengths = group.iter().map(|counts| {
                huffman(counts.map(|count| {
                    let count = u64::from(count) * 16;
                    if open_to_all { count + 1 } else { count }
                }))
            });
            lengths.collect()
        })
        .collect()
}

fn cost(row: &ByContext, lengths: &ByContext) -> u64 {
    let bits = row.iter().flatten().zip(lengths.iter().flatten());
    bits.map(|(&times, &length)| u64::from(times) * u64::from(length))
        .sum()
}

fn cheapest(row: &ByContext, lengths: &[ByContext]) -> usize {
    let costs = lengths.iter().map(|lengths| cost(row, lengths));
    costs
        .enumerate()
        .min_by_key(|&(choice, cost)| (cost, choice))
        .map_or(0, |(choice, _)| choice)
}

/// Word lengths that make these frequencies cheapest (Huffman 1952); 0 for codes that do not occur,
/// 1 for a single one. Sixteen codes have words of 15 bits at most.
fn huffman(frequencies: [u64; 16]) -> [u32; 16] {
    let mut lengths = [0; 16];
    // Each tree: its frequency, its lowest code (so that ties have one answer), its codes as bits.
    let mut trees: Vec<(u64, u32, u16)> = (0..)
        .zip(frequencies)
        .filter(|&(_, frequency)| frequency > 0)
        .map(|(code, frequency)| (frequency, code, 1 << code))
        .collect();
    if let [(_, _, only)] = *trees {
        deepen(&mut lengths, only);
    }
    while trees.len() > 1 {
        trees.sort_unstable_by(|a, b| b.cmp(a));
        if let (Some(low), Some(high)) = (trees.pop(), trees.pop()) {
            let codes = low.2 | high.2;
            deepen(&mut lengths, codes);
            trees.push((low.0 + high.0, low.1.min(high.1), codes));
        }
    }
    lengths
}

fn deepen(lengths: &mut [u32; 16], codes: u16) {
    for (code, length) in lengths.iter_mut().enumerate() {
        *length += u32::from(codes >> code & 1);
    }
}

/// The words of a canonical prefix code: by length, then by value.
fn words(lengths: &[u32; 16]) -> [u32; 16] {
    let mut words = [0; 16];
    let mut next = 0;
    for wanted in 1..=15 {
        next <<= 1;
        for (word, &length) in words.iter_mut().zip(lengths) {
            if length == wanted {
                *word = next;
                next += 1;
            }
        }
    }
    words
}
