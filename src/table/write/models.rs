//! Which symbols occur how often in which context, and which contexts are alike enough to share a
//! table.

use super::{cost, encoder::Encoder};
use crate::table::layout::{
    CART_CONTEXTS, FIRST_GAP_TABLE, FREQUENCY_BITS, GAP_CONTEXTS, PAGE_CONTEXTS, SCALE_LOW_BITS,
    SCALE_TABLE,
};

/// How often each symbol occurs.
type Counts = Vec<u32>;

/// A table as it is written: the first symbol, and the sums of frequencies up to each.
#[derive(Debug, Clone, Default)]
pub(super) struct Frequencies {
    first: u32,
    ends: Vec<u32>,
}

impl Frequencies {
    /// Frequencies that add up to 2^[`FREQUENCY_BITS`] and are close to the counts; none of a
    /// symbol that occurs is zero.
    fn new(counts: &[u32]) -> Self {
        let whole = 1_u32 << FREQUENCY_BITS;
        let total: u64 = counts.iter().copied().map(u64::from).sum();
        let Some(first) = counts.iter().position(|&count| count > 0) else {
            return Self::default();
        };
        let last = counts.iter().rposition(|&count| count > 0).unwrap_or(first);
        let counts = counts.get(first..=last).unwrap_or_default();
        let mut widths: Vec<u32> = counts
            .iter()
            .map(|&count| match count {
                0 => 0,
                _ => (u64::from(count) * u64::from(whole) / total).max(1) as u32,
            })
            .collect();
        // What rounding lost or took goes to or comes from where a bit more or less costs least.
        let mut sum: u32 = widths.iter().sum();
        while sum != whole {
            let places = widths.iter().zip(counts).enumerate();
            let weighed = places.map(|(place, (width, count))| {
                let worth = (u64::from(*count) << 24) / u64::from((*width).max(1));
                (worth, place, *width)
            });
            let chosen = if sum < whole {
                weighed.max_by_key(|&(worth, place, _)| (worth, usize::MAX - place))
            } else {
                weighed.filter(|(_, _, width)| *width > 1).min()
            };
            let Some(width) = chosen.and_then(|(_, place, _)| widths.get_mut(place)) else {
                break;
            };
            if sum < whole {
                *width += 1;
                sum += 1;
            } else {
                *width -= 1;
                sum -= 1;
            }
        }
        let ends = widths.iter().scan(0, |end, width| {
            *end += width;
            Some(*end)
        });
        Self {
            first: first as u32,
            ends: ends.collect(),
        }
    }

    /// Where a symbol's range begins, and how wide it is.
    pub(super) fn share(&self, symbol: u32) -> (u32, u32) {
        let place = symbol.wrapping_sub(self.first) as usize;
        let end = self.ends.get(place).copied().unwrap_or_default();
        let begin = place
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or_default();
        (begin, end.saturating_sub(begin))
    }

    /// Bits of a symbol, times 2^16; more than any other's of one that has no share.
    fn bits(&self, symbol: u32) -> u64 {
        match self.share(symbol) {
            (_, 0) => 16 << 16,
            (_, width) => (u64::from(FREQUENCY_BITS) << 16) - cost::log2(width),
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let more = self.ends.len().saturating_sub(1);
        let mut bytes = vec![self.first as u8, more as u8];
        for end in self.ends.iter().take(more) {
            bytes.extend((*end as u16).to_le_bytes());
        }
        bytes
    }
}

/// The limits that part scales and distances.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Limits {
    pub(super) distances: [u8; 2],
    pub(super) scales: [u8; 3],
}

/// Limits that part sorted values in as many parts, one more than limits, about alike.
pub(super) fn limits<const N: usize>(mut values: Vec<u8>) -> [u8; N] {
    values.sort_unstable();
    core::array::from_fn(|place| {
        let at = values.len() * (place + 1) / (N + 1);
        values.get(at).copied().unwrap_or_default()
    })
}

/// What rows say their symbols to: counted first, written then.
pub(super) trait Sink {
    /// A symbol of one of the tables that every file has.
    fn fixed(&mut self, table: usize, symbol: u32);
    /// A gap's class.
    fn gap(&mut self, context: usize, class: u32);
    /// A code of the page plane.
    fn page_code(&mut self, context: usize, code: u8);
    /// A code of the cart plane.
    fn cart_code(&mut self, context: usize, code: u8);
    /// Bits as they are.
    fn raw(&mut self, value: u32, bits: u32);

    /// By how many steps a row's scale is above the lowest.
    fn scale_step(&mut self, step: u8) {
        self.fixed(SCALE_TABLE, u32::from(step) >> SCALE_LOW_BITS);
        let low = u32::from(step) & ((1 << SCALE_LOW_BITS) - 1);
        self.raw(low, SCALE_LOW_BITS);
    }
}

/// Counts symbols by context.
pub(super) struct Counting {
    fixed: Vec<Counts>,
    gaps: Vec<Counts>,
    page: Vec<Counts>,
    cart: Vec<Counts>,
}

impl Counting {
    pub(super) fn new() -> Self {
        Self {
            fixed: vec![Counts::new(); FIRST_GAP_TABLE],
            gaps: vec![Counts::new(); GAP_CONTEXTS],
            page: vec![Counts::new(); PAGE_CONTEXTS],
            cart: vec![Counts::new(); CART_CONTEXTS],
        }
    }
}

fn count(contexts: &mut [Counts], context: usize, symbol: u32) {
    if let Some(counts) = contexts.get_mut(context) {
        let symbol = symbol as usize;
        if counts.len() <= symbol {
            counts.resize(symbol + 1, 0);
        }
        if let Some(count) = counts.get_mut(symbol) {
            *count += 1;
        }
    }
}

impl Sink for Counting {
    fn fixed(&mut self, table: usize, symbol: u32) {
        count(&mut self.fixed, table, symbol);
    }

    fn gap(&mut self, context: usize, class: u32) {
        count(&mut self.gaps, context, class);
    }

    fn page_code(&mut self, context: usize, code: u8) {
        count(&mut self.page, context, code.into());
    }

    fn cart_code(&mut self, context: usize, code: u8) {
        count(&mut self.cart, context, code.into());
    }

    fn raw(&mut self, _: u32, _: u32) {}
}

/// The tables of a file.
pub(super) struct Models {
    limits: Limits,
    fixed: Vec<Frequencies>,
    gaps: Shared,
    page: Shared,
    cart: Shared,
}

impl Models {
    pub(super) fn new(limits: Limits, counting: &Counting) -> Self {
        Self {
            limits,
            fixed: counting
                .fixed
                .iter()
                .map(|counts| Frequencies::new(counts))
                .collect(),
            gaps: Shared::new(&counting.gaps),
            page: Shared::new(&counting.page),
            cart: Shared::new(&counting.cart),
        }
    }

    /// Bits of a code of the page plane, times 2^16.
    pub(super) fn page_bits(&self, context: usize, code: u8) -> u64 {
        let table = self.page.of(context);
        table.map_or(0, |table| table.bits(code.into()))
    }

    /// Bits of a code of the cart plane, times 2^16.
    pub(super) fn cart_bits(&self, context: usize, code: u8) -> u64 {
        let table = self.cart.of(context);
        table.map_or(0, |table| table.bits(code.into()))
    }

    /// The `CODE` section.
    pub(super) fn to_bytes(&self, planes: u8) -> Vec<u8> {
        let tables: Vec<_> = self
            .fixed
            .iter()
            .chain(&self.gaps.tables)
            .chain(&self.page.tables)
            .chain(&self.cart.tables)
            .map(Frequencies::to_bytes)
            .collect();
        let first_page_table = FIRST_GAP_TABLE + self.gaps.tables.len();
        let first_cart_table = first_page_table + self.page.tables.len();
        let mut bytes = vec![
            tables.len() as u8,
            first_page_table as u8,
            first_cart_table as u8,
        ];
        bytes.extend(self.limits.distances);
        bytes.extend(self.limits.scales);
        bytes.extend(in_nibbles(&self.gaps.map));
        bytes.extend(in_nibbles(&self.page.map));
        if planes > 1 {
            bytes.extend(in_nibbles(&self.cart.map));
        }
        let mut start = 0_usize;
        for table in &tables {
            bytes.extend((start as u16).to_le_bytes());
            start += table.len();
        }
        bytes.extend(tables.iter().flatten());
        bytes
    }
}

fn in_nibbles(map: &[u8]) -> impl Iterator<Item = u8> + '_ {
    map.chunks(2)
        .map(|two| two.iter().rev().fold(0, |byte, table| byte << 4 | table))
}

/// Writes symbols with the models' tables.
pub(super) struct Writing<'a> {
    pub(super) models: &'a Models,
    pub(super) encoder: Encoder,
}

impl Sink for Writing<'_> {
    fn fixed(&mut self, table: usize, symbol: u32) {
        if let Some(table) = self.models.fixed.get(table) {
            self.encoder.symbol(symbol, table);
        }
    }

    fn gap(&mut self, context: usize, class: u32) {
        if let Some(table) = self.models.gaps.of(context) {
            self.encoder.symbol(class, table);
        }
    }

    fn page_code(&mut self, context: usize, code: u8) {
        if let Some(table) = self.models.page.of(context) {
            self.encoder.symbol(code.into(), table);
        }
    }

    fn cart_code(&mut self, context: usize, code: u8) {
        if let Some(table) = self.models.cart.of(context) {
            self.encoder.symbol(code.into(), table);
        }
    }

    fn raw(&mut self, value: u32, bits: u32) {
        self.encoder.raw(value, bits);
    }
}

/// Contexts and the tables that they share.
struct Shared {
    map: Vec<u8>,
    tables: Vec<Frequencies>,
}

/// Tables that a context can choose from.
const MAX_TABLES: usize = 16;

/// Contexts on their way to share a table.
struct Group {
    contexts: Vec<usize>,
    counts: Counts,
    bits: u64,
}

impl Group {
    fn new(contexts: Vec<usize>, counts: Counts) -> Self {
        // The table: its place, its first symbol and length, two bytes a symbol.
        let used = counts.iter().skip_while(|count| **count == 0).count();
        let table = (4 + 2 * used.saturating_sub(1)) as u64 * 8;
        let bits = cost::entropy(&counts) + (table << 16);
        Self {
            contexts,
            counts,
            bits,
        }
    }

    fn with(&self, other: &Self) -> Self {
        let longer = self.counts.len().max(other.counts.len());
        let of = |counts: &Counts, place| counts.get(place).copied().unwrap_or_default();
        let counts = (0..longer).map(|place| of(&self.counts, place) + of(&other.counts, place));
        let contexts = [self.contexts.as_slice(), &other.contexts].concat();
        Self::new(contexts, counts.collect())
    }

    /// What it costs, in bits times 2^16, to have one table where there are two: less than zero
    /// where it saves.
    fn cost_with(&self, other: &Self) -> i64 {
        self.with(other).bits as i64 - self.bits as i64 - other.bits as i64
    }
}

impl Shared {
    /// Every context has a table of its own at first; then the two that lose least by it become
    /// one, as long as that saves bits or there are too many.
    fn new(contexts: &[Counts]) -> Self {
        let mut groups: Vec<Group> = contexts
            .iter()
            .enumerate()
            .filter(|(_, counts)| !counts.is_empty())
            .map(|(context, counts)| Group::new(vec![context], counts.clone()))
            .collect();
        // The best partner of each group among those behind it.
        let best = |groups: &[Group], place: usize| {
            let group = groups.get(place)?;
            groups
                .iter()
                .enumerate()
                .skip(place + 1)
                .map(|(other, partner)| (group.cost_with(partner), other))
                .min()
        };
        let mut partners: Vec<_> = (0..groups.len())
            .map(|place| best(&groups, place))
            .collect();
        loop {
            let next = partners
                .iter()
                .enumerate()
                .filter_map(|(place, partner)| partner.map(|(cost, other)| (cost, place, other)))
                .min();
            let Some((cost, place, other)) = next else {
                break;
            };
            if cost >= 0 && groups.len() <= MAX_TABLES {
                break;
            }
            let gone = groups.remove(other);
            partners.remove(other);
            if let Some(group) = groups.get_mut(place) {
                *group = group.with(&gone);
            }
            for at in 0..groups.len() {
                let Some(Some((_, partner))) = partners.get(at).copied() else {
                    continue;
                };
                let anew = if at == place || partner == place || partner == other {
                    best(&groups, at)
                } else {
                    // One place less behind the one that is gone; the grown group may be better.
                    let kept = partners
                        .get(at)
                        .copied()
                        .flatten()
                        .map(|(cost, partner)| (cost, partner - usize::from(partner > other)));
                    let grown = groups
                        .get(at)
                        .zip(groups.get(place))
                        .and_then(|(one, grown)| {
                            (place > at).then(|| (one.cost_with(grown), place))
                        });
                    kept.into_iter().chain(grown).min()
                };
                if let Some(slot) = partners.get_mut(at) {
                    *slot = anew;
                }
            }
        }
        let mut map = vec![0; contexts.len()];
        for (table, group) in groups.iter().enumerate() {
            for context in &group.contexts {
                if let Some(slot) = map.get_mut(*context) {
                    *slot = table as u8;
                }
            }
        }
        let tables = groups
            .iter()
            .map(|group| Frequencies::new(&group.counts))
            .collect();
        Self { map, tables }
    }

    fn of(&self, context: usize) -> Option<&Frequencies> {
        self.tables.get(usize::from(*self.map.get(context)?))
    }
}
