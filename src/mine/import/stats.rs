//! What the lines of one item say about it.

use super::{number, text};
use crate::mine::dataset::Item;

/// Counts of how an item is written and priced.
#[derive(Debug, Clone, Default)]
pub(super) struct ItemStats {
    titles: Vec<Title>,
    prices: Vec<Price>,
    ids: Option<Box<Ids>>,
    pub(super) from_title: bool,
}

/// The platform's own ids: most exports have none.
#[derive(Debug, Clone, Default)]
struct Ids {
    product: Option<Box<[u8]>>,
    variant: Option<Box<[u8]>>,
}

#[derive(Debug, Clone)]
struct Title {
    raw: Box<[u8]>,
    lines: u32,
    newest: i64,
}

#[derive(Debug, Clone, Copy)]
struct Price {
    time: i64,
    /// In ten-thousandths, see [`number::stored`].
    stored: i64,
    currency: u8,
}

/// What a line says of its item, held back until its order is known to be no double export.
#[derive(Debug, Clone)]
pub(super) struct LatePrice {
    pub(super) part: u32,
    pub(super) item: u32,
    pub(super) spelling: u32,
    pub(super) title: Box<[u8]>,
    pub(super) price: Option<(i64, u8)>,
}

/// What is known of one way to write a SKU.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelling {
    pub(super) item: u32,
    pub(super) lines: u32,
}

impl ItemStats {
    /// Counts one line; gives the place of its title among the item's. Allocates only for what is new.
    pub(super) fn add(
        &mut self,
        title: &[u8],
        time: i64,
        price: Option<(i64, u8)>,
    ) -> Option<usize> {
        let place = (!title.is_empty()).then(|| self.add_title(title, time));
        if let Some((stored, currency)) = price {
            self.prices.push(Price {
                time,
                stored,
                currency,
            });
            if self.prices.len() >= 4 * Item::PRICE_LINES {
                self.forget_old_prices();
            }
        }
        place
    }

    fn add_title(&mut self, title: &[u8], time: i64) -> usize {
        let known = self.titles.iter().position(|known| *known.raw == *title);
        if let Some(known) = known.and_then(|place| self.titles.get_mut(place)) {
            known.lines += 1;
            known.newest = known.newest.max(time);
        } else {
            self.titles.push(Title {
                raw: title.into(),
                lines: 1,
                newest: time,
            });
        }
        known.unwrap_or(self.titles.len() - 1)
    }

    /// Uncounts a line that [`ItemStats::add`] counted, as far as it is still remembered.
    pub(super) fn take_back(&mut self, title: Option<usize>, time: i64, price: Option<(i64, u8)>) {
        if let Some(title) = title.and_then(|place| self.titles.get_mut(place)) {
            title.lines = title.lines.saturating_sub(1);
        }
        let is_it =
            |known: &Price| known.time == time && price == Some((known.stored, known.currency));
        if let Some(place) = self.prices.iter().rposition(is_it) {
            self.prices.remove(place);
        }
    }

    /// Remembers the platform's own ids, the first of each.
    pub(super) fn identify(&mut self, product_id: &[u8], variant_id: &[u8], from_title: bool) {
        self.from_title |= from_title;
        if product_id.is_empty() && variant_id.is_empty() {
            return;
        }
        let ids = self.ids.get_or_insert_default();
        if ids.product.is_none() && !product_id.is_empty() {
            ids.product = Some(product_id.into());
        }
        if ids.variant.is_none() && !variant_id.is_empty() {
            ids.variant = Some(variant_id.into());
        }
    }

    /// The platform's product id.
    pub(super) fn product_id(&self) -> Option<&[u8]> {
        self.ids.as_ref()?.product.as_deref()
    }

    /// The platform's variant id.
    pub(super) fn variant_id(&self) -> Option<&[u8]> {
        self.ids.as_ref()?.variant.as_deref()
    }

    /// Keeps the newest lines of each currency; of one time, the later ones in the input.
    fn forget_old_prices(&mut self) {
        self.prices
            .sort_by_key(|price| (price.currency, price.time));
        let mut kept = Vec::with_capacity(self.prices.len());
        for same in self.prices.chunk_by(|a, b| a.currency == b.currency) {
            let old = same.len().saturating_sub(Item::PRICE_LINES);
            kept.extend_from_slice(same.get(old..).unwrap_or_default());
        }
        self.prices = kept;
    }

    /// The most frequent description, ties to the most recent, then by bytes; and how many
    /// different ones there are.
    pub(super) fn title(&self) -> (Option<String>, usize) {
        let mut titles: Vec<(String, u32, i64)> = Vec::new();
        for title in self.titles.iter().filter(|title| title.lines > 0) {
            let text = text::tidy(&text::decode(&title.raw));
            if text.is_empty() {
                continue;
            }
            match titles.iter_mut().find(|(known, ..)| *known == text) {
                Some((_, lines, newest)) => {
                    *lines += title.lines;
                    *newest = (*newest).max(title.newest);
                }
                None => titles.push((text, title.lines, title.newest)),
            }
        }
        let count = titles.len();
        let best = titles
            .into_iter()
            .max_by(|a, b| (a.1, a.2).cmp(&(b.1, b.2)).then_with(|| b.0.cmp(&a.0)));
        (best.map(|(title, ..)| title), count)
    }

    /// Priced lines by currency number, of those remembered.
    pub(super) fn usual_price(&mut self, currency: u8, exponent: u8) -> Option<i64> {
        self.forget_old_prices();
        let newest = self
            .prices
            .iter()
            .filter(|price| price.currency == currency);
        // By price: how many lines, and which was the last.
        let mut tally: Vec<(i64, u32, usize)> = Vec::new();
        for (position, price) in newest.enumerate() {
            let minor = number::minor(price.stored, exponent);
            match tally.iter_mut().find(|(known, ..)| *known == minor) {
                Some((_, lines, last)) => {
                    *lines += 1;
                    *last = position;
                }
                None => tally.push((minor, 1, position)),
            }
        }
        tally
            .into_iter()
            .max_by_key(|&(_, lines, last)| (lines, last))
            .map(|(minor, ..)| minor)
            .filter(|&minor| minor > 0)
    }
}

/// Spellings of one SKU with their lines: the most frequent, ties by bytes, and the others by bytes.
pub(super) fn skus(written: &[(&[u8], u32)]) -> (String, Vec<String>) {
    let mut spellings: Vec<(String, u32)> = Vec::new();
    for (raw, lines) in written {
        let text = text::tidy(&text::decode(raw));
        match spellings.iter_mut().find(|(known, _)| *known == text) {
            Some((_, sum)) => *sum += lines,
            None => spellings.push((text, *lines)),
        }
    }
    spellings.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut names = spellings.into_iter().map(|(name, _)| name);
    let first = names.next().unwrap_or_default();
    let mut others: Vec<String> = names.collect();
    others.sort_unstable();
    (first, others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_title_wins_and_ties_go_to_the_newest() {
        let mut stats = ItemStats::default();
        for (title, time) in [
            ("RED MUG", 5),
            ("RED  MUG ", 1),
            ("MUG RED", 9),
            ("?", 7),
            ("MUG RED", 2),
        ] {
            stats.add(title.as_bytes(), time, None);
        }
        assert_eq!(stats.title(), (Some("MUG RED".to_owned()), 3));
        stats.add(b"RED MUG", 0, None);
        assert_eq!(stats.title().0.as_deref(), Some("RED MUG"));
        assert_eq!(ItemStats::default().title(), (None, 0));
    }

    #[test]
    fn the_price_is_the_usual_one_lately() {
        let mut stats = ItemStats::default();
        // Long ago at 9.99, in any order of the input; then 2.55, with one wholesale price last.
        for time in 0..500 {
            stats.add(b"", 1_000 - time, Some((99_900, 1)));
        }
        for time in 0..20 {
            stats.add(b"", 2_000 + time, Some((25_500, 1)));
        }
        stats.add(b"", 3_000, Some((10_000, 1)));
        stats.add(b"", 4_000, Some((31_000, 2)));
        assert_eq!(stats.usual_price(1, 2), Some(255));
        assert_eq!(stats.usual_price(2, 2), Some(310));
        assert_eq!(stats.usual_price(3, 2), None);
    }

    #[test]
    fn what_is_taken_back_was_never_said() {
        let mut stats = ItemStats::default();
        stats.add(b"RED MUG", 1, Some((25_500, 1)));
        let lines = [(); 3].map(|()| stats.add(b"It", 2, Some((50_000, 1))));
        assert_eq!(stats.title().0.as_deref(), Some("It"));
        for title in lines {
            stats.take_back(title, 2, Some((50_000, 1)));
        }
        assert_eq!(stats.title(), (Some("RED MUG".to_owned()), 1));
        assert_eq!(stats.usual_price(1, 2), Some(255));
    }

    #[test]
    fn a_price_below_half_a_penny_is_no_price() {
        let mut stats = ItemStats::default();
        stats.add(b"", 0, Some((10, 1)));
        assert_eq!(stats.usual_price(1, 2), None);
    }
}
