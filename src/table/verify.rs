//! Checking a whole table: its checksum and every record.

use xxhash_rust::xxh64::xxh64;

use super::{
    Table,
    error::Fault,
    layout::{CHECKED_FROM, CHECKSUM_SEED, HIGHEST_PAGE_SCALE, LOWEST_SCALE, MAX_CODE, TAGS},
    open::Section,
    records::Records,
    row::{Plane, Row},
};
use crate::domain::ItemId;

/// What a sound table holds: counts, ranges, and where its bytes go.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// Items.
    pub items: u32,
    /// Items with at least one rule.
    pub items_with_rules: u32,
    /// Items that some rule names.
    pub items_named: u32,
    /// Rules.
    pub rules: u32,
    /// Rules of the longest row.
    pub longest_row: u32,
    /// Keys in the index.
    pub keys: u32,
    /// The smallest and the largest pair count of a rule that has one.
    pub pair_orders: Option<(u32, u32)>,
    /// The smallest and the largest order count of an item.
    pub item_orders: Option<(u32, u32)>,
    /// Bytes of the file.
    pub file_bytes: u64,
    /// The parts of the file.
    pub sections: [Section; 7],
    /// Bits of the rows by what they say. With `rows_directory_bytes` they add up to the section.
    pub row_bits: RowBits,
    /// Bytes that say where rows begin and end.
    pub rows_directory_bytes: u64,
}

impl Statistics {
    /// Bytes per rule, evidence apart; `None` without rules.
    #[must_use]
    pub fn bytes_per_rule(&self) -> Option<f64> {
        self.per_rule(false)
    }

    /// Bytes of evidence per rule; `None` without rules.
    #[must_use]
    pub fn evidence_bytes_per_rule(&self) -> Option<f64> {
        self.per_rule(true)
    }

    fn per_rule(&self, evidence: bool) -> Option<f64> {
        let bytes: u64 = self
            .sections
            .iter()
            .filter(|section| section.is_evidence == evidence)
            .map(|section| u64::from(section.bytes))
            .sum();
        (self.rules > 0).then(|| bytes as f64 / f64::from(self.rules))
    }
}

/// Where the bits of all rows go, to within one in a thousand: a symbol takes no whole number of
/// bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowBits {
    /// Rows without rules.
    pub heads: u64,
    /// How many rules, and which items.
    pub ids: u64,
    /// Scales, and codes of the page plane.
    pub page_codes: u64,
    /// Codes of the cart plane.
    pub cart_codes: u64,
    /// What is left: records are whole bytes.
    pub padding: u64,
}

/// Faults, up to a number that a person may still read.
struct Faults(Vec<Fault>);

impl Faults {
    const LISTED: usize = 100;

    fn push(&mut self, fault: Fault) {
        if self.0.len() < Self::LISTED {
            self.0.push(fault);
        } else if self.0.len() == Self::LISTED {
            self.0.push(Fault::More {
                listed: Self::LISTED,
            });
        }
    }
}

impl<B: AsRef<[u8]>> Table<B> {
    /// Checks the checksum and every record, and counts what there is.
    ///
    /// Reads the whole file once or twice; allocates a byte per item and the answer.
    ///
    /// # Errors
    /// Every [`Fault`], up to a hundred.
    pub fn verify(&self) -> Result<Statistics, Vec<Fault>> {
        let mut faults = Faults(Vec::new());
        let bytes = self.bytes.as_ref();
        let found = xxh64(bytes.get(CHECKED_FROM..).unwrap_or_default(), CHECKSUM_SEED);
        if found != self.checksum {
            faults.push(Fault::Checksum {
                expected: self.checksum,
                found,
            });
        }
        let [_, rows_tag, keys_tag, pairs_tag, orders_tag] = TAGS;
        for (tag, records) in [
            (rows_tag, &self.rows),
            (keys_tag, &self.keys.buckets),
            (pairs_tag, &self.pairs),
            (orders_tag, &self.orders),
        ] {
            if let Err(index) = check_places(bytes, records) {
                faults.push(Fault::Place { tag, index });
            }
        }
        if !self.are_alternatives_sound() {
            faults.push(Fault::Alternatives);
        }
        self.verify_models(&mut faults);
        let item_orders = self.verify_orders(&mut faults);
        let mut statistics = Statistics {
            items: self.item_count,
            items_with_rules: 0,
            items_named: 0,
            rules: 0,
            longest_row: 0,
            keys: self.verify_keys(&mut faults),
            pair_orders: None,
            item_orders,
            file_bytes: bytes.len() as u64,
            sections: self.sections(),
            row_bits: RowBits::default(),
            rows_directory_bytes: self.rows.directory_bytes() as u64,
        };
        self.verify_rows(&mut statistics, &mut faults);
        if statistics.rules != self.rule_count {
            faults.push(Fault::RuleCount {
                expected: self.rule_count,
                found: statistics.rules,
            });
        }
        if faults.0.is_empty() {
            Ok(statistics)
        } else {
            Err(faults.0)
        }
    }

    fn verify_models(&self, faults: &mut Faults) {
        for index in 0..usize::from(self.models.table_count) {
            if !self.models.is_sound(self.bytes.as_ref(), index) {
                faults.push(Fault::Model { index });
            }
        }
    }

    fn verify_rows(&self, statistics: &mut Statistics, faults: &mut Faults) {
        // The directory, one byte for eight items at least, was found to be in the file.
        let mut named = vec![false; self.item_count as usize];
        for item in (0..self.item_count).map(ItemId) {
            let Ok(row) = self.rules(item) else {
                faults.push(Fault::Row { item });
                continue;
            };
            let rules = row.len() as u32;
            statistics.rules = statistics.rules.saturating_add(rules);
            statistics.items_with_rules += u32::from(rules > 0);
            statistics.longest_row = statistics.longest_row.max(rules);
            if rules > u32::from(self.meta.rules_per_item) {
                faults.push(Fault::RowLength {
                    item,
                    found: rules,
                    allowed: u32::from(self.meta.rules_per_item),
                });
            }
            for consequent in row.consequents() {
                if let Some(named) = named.get_mut(consequent.index()) {
                    *named = true;
                }
            }
            count_bits(&row, &mut statistics.row_bits);
            self.verify_codes(item, &row, faults);
            self.verify_pairs(item, &row, statistics, faults);
        }
        let bits = &mut statistics.row_bits;
        let said = bits.heads + bits.ids + bits.page_codes + bits.cart_codes;
        bits.padding = (self.rows.data_bytes() as u64 * 8).saturating_sub(said);
        statistics.items_named = named.iter().filter(|&&named| named).count() as u32;
    }

    /// A plane's strongest code is the highest one, or the rules are all absent, under the lowest scale
    /// where the plane has scales; and no rule is absent everywhere.
    fn verify_codes(&self, item: ItemId, row: &Row, faults: &mut Faults) {
        let planes: &[Plane] = match self.meta.planes {
            1 => &[Plane::Page],
            _ => &[Plane::Page, Plane::Cart],
        };
        if row.is_empty() {
            return;
        }
        for &plane in planes {
            let strongest = row.codes(plane).max().unwrap_or_default();
            let lowest = match plane {
                Plane::Page if planes.len() > 1 => HIGHEST_PAGE_SCALE,
                _ => LOWEST_SCALE,
            };
            if u32::from(strongest) != MAX_CODE && (strongest, row.scale(plane)) != (0, lowest) {
                faults.push(Fault::Scale { item });
            }
        }
        let weights = row.codes(Plane::Page).zip(row.codes(Plane::Cart));
        for (consequent, (page, cart)) in row.consequents().zip(weights) {
            if page == 0 && cart == 0 {
                faults.push(Fault::Weightless { item, consequent });
            }
        }
    }

    fn verify_pairs(
        &self,
        item: ItemId,
        row: &Row,
        statistics: &mut Statistics,
        faults: &mut Faults,
    ) {
        let Ok(pairs) = self.pair_orders(item) else {
            faults.push(Fault::Pairs { item });
            return;
        };
        if pairs.as_slice().len() != row.len() {
            faults.push(Fault::Pairs { item });
        }
        let own = self.item_orders(item).unwrap_or(u32::MAX);
        for (consequent, &pair_orders) in row.consequents().zip(pairs.as_slice()) {
            if pair_orders == 0 {
                continue;
            }
            let other = self.item_orders(consequent).unwrap_or(u32::MAX);
            let most = own.min(other);
            if pair_orders > most {
                faults.push(Fault::PairAboveItem {
                    item,
                    consequent,
                    pair_orders,
                });
            }
            let (low, high) = statistics.pair_orders.unwrap_or((pair_orders, pair_orders));
            statistics.pair_orders = Some((low.min(pair_orders), high.max(pair_orders)));
        }
    }

    fn verify_orders(&self, faults: &mut Faults) -> Option<(u32, u32)> {
        let mut range = None;
        for item in (0..self.item_count).map(ItemId) {
            let Some(orders) = self.item_orders(item) else {
                faults.push(Fault::Orders { item });
                continue;
            };
            if orders > self.meta.order_count {
                faults.push(Fault::ItemOrders {
                    item,
                    orders,
                    at_most: self.meta.order_count,
                });
            }
            let (low, high) = range.unwrap_or((orders, orders));
            range = Some((low.min(orders), high.max(orders)));
        }
        range
    }

    fn verify_keys(&self, faults: &mut Faults) -> u32 {
        let bytes = self.bytes.as_ref();
        let mut found = 0_u32;
        let remainders = 1_u64 << (self.keys.hash_bits - self.keys.bucket_bits);
        for bucket in 0..1 << self.keys.bucket_bits {
            let sound = self.keys.entries(bytes, bucket).is_some_and(|mut entries| {
                entries.all(|entry| {
                    found = found.saturating_add(1);
                    entry.is_some_and(|entry| {
                        entry.item.0 < self.item_count && entry.remainder < remainders
                    })
                })
            });
            if !sound {
                faults.push(Fault::Keys { bucket });
            }
        }
        if found != self.keys.key_count {
            faults.push(Fault::KeyCount {
                expected: self.keys.key_count,
                found,
            });
        }
        found
    }
}

fn count_bits(row: &Row, bits: &mut RowBits) {
    bits.heads += u64::from(row.head_bits);
    bits.ids += u64::from(row.id_bits);
    bits.page_codes += u64::from(row.page.bits);
    bits.cart_codes += row.cart.map_or(0, |cart| u64::from(cart.bits));
}

/// Records follow one another without gaps and fill their section; else the first that does not.
fn check_places(bytes: &[u8], records: &Records) -> Result<(), u32> {
    let mut expected = 0;
    for index in 0..records.count() {
        match records.range(bytes, index) {
            Some((begin, end)) if begin == expected => expected = end,
            _ => return Err(index),
        }
    }
    if expected == records.data_bytes() as u64 {
        Ok(())
    } else {
        Err(records.count())
    }
}
