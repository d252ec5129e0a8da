//! What the first rows of a file tell: its delimiter, its dates and numbers, its lists.

use super::{
    OrderColumn, date,
    header::{Header, Places},
    list::ListForm,
    number,
    rows::{Row, separator_line},
    text::{bare, decode, quoted, tidy},
};
use crate::mine::config::ImportSettings;

/// How many rows are looked at. Where dates stay ambiguous, more are.
pub(super) const SAMPLE_ROWS: u64 = 1_000;

/// The delimiter under which the first lines make most sense: most known headers, then lines as long
/// as the header, then most columns.
pub(super) fn sniff_delimiter(head: &[u8], known: impl Fn(&Header) -> usize) -> u8 {
    if let Some(delimiter) = separator_line(head) {
        return delimiter;
    }
    const LINES: usize = 50;
    let score = |delimiter: u8| {
        let mut csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(head);
        let mut records = csv.byte_records().map_while(Result::ok).take(LINES);
        let Some(first) = records.next() else {
            return (0, 0, 0);
        };
        let header = Header::new(&first);
        let alike = records.filter(|row| row.len() == first.len()).count();
        let many = first.len().min(2) - 1;
        (known(&header) * many, alike * many, first.len())
    };
    [b'|', b'\t', b';', b',']
        .into_iter()
        .max_by_key(|&delimiter| score(delimiter))
        .unwrap_or(b',')
}

/// What the first rows hold.
#[derive(Debug, Default)]
pub(super) struct Sample {
    pub(super) rows: u64,
    pub(super) plain_ids: u64,
    pub(super) dates: date::Evidence,
    pub(super) numbers: number::Evidence,
    values: std::collections::BTreeMap<OrderColumn, Vec<String>>,
    /// Cells that may be lists, as they are.
    lists: Vec<String>,
}

impl Sample {
    const VALUES: usize = 3;
    const LISTS: usize = 200;

    pub(super) fn add(&mut self, row: Row<'_>, places: &Places<OrderColumn>) {
        self.rows += 1;
        let cell = |column: OrderColumn| {
            let cell = places.get(&column).and_then(|&place| row.get(place));
            bare(cell.unwrap_or_default())
        };
        let order = cell(OrderColumn::Order);
        if !order.is_empty() && order.iter().all(u8::is_ascii_digit) {
            self.plain_ids += 1;
        }
        self.dates.add(cell(OrderColumn::Date));
        if self.rows > SAMPLE_ROWS {
            return;
        }
        self.numbers.add(cell(OrderColumn::Price));
        self.numbers.add(cell(OrderColumn::Quantity));
        for &column in places.keys() {
            let values = self.values.entry(column).or_default();
            let text = cell(column);
            let full = values.len() >= Self::VALUES && column != OrderColumn::Currency;
            if full || text.is_empty() {
                continue;
            }
            let text = quoted(text);
            if !values.contains(&text) {
                values.push(text);
            }
        }
        let list = places
            .get(&OrderColumn::Items)
            .or_else(|| places.get(&OrderColumn::Sku))
            .and_then(|&place| row.get(place))
            .unwrap_or_default()
            .trim_ascii();
        if self.lists.len() < Self::LISTS && !list.is_empty() {
            self.lists.push(decode(list).into_owned());
        }
    }

    pub(super) fn values_of(&self, column: OrderColumn) -> &[String] {
        self.values.get(&column).map_or(&[], Vec::as_slice)
    }

    /// Whether a row is an order. A column named as a list is one unless it only counts; a SKU column
    /// is one where a fifth of its cells hold separators. Takes the place out of [`Places`] then.
    pub(super) fn list(
        &self,
        places: &mut Places<OrderColumn>,
        settings: &ImportSettings,
    ) -> Option<(usize, ListForm)> {
        let set = settings.list_separator;
        let named = settings.columns.contains_key(&OrderColumn::Items);
        let by_line = places.contains_key(&OrderColumn::Sku) && !named;
        let counts_only = self
            .lists
            .iter()
            .all(|cell| tidy(cell).bytes().all(|byte| byte.is_ascii_digit()));
        if let Some(place) = places.remove(&OrderColumn::Items)
            && !by_line
            && (named || !counts_only)
        {
            for by_line in [
                OrderColumn::Sku,
                OrderColumn::Title,
                OrderColumn::Quantity,
                OrderColumn::Price,
            ] {
                if !settings.columns.contains_key(&by_line) {
                    places.remove(&by_line);
                }
            }
            places.insert(OrderColumn::Items, place);
            let cells = self.lists.iter().map(String::as_str);
            return Some((place, ListForm::sniff(cells, set)));
        }
        let place = *places.get(&OrderColumn::Sku)?;
        let parted = self
            .lists
            .iter()
            .filter(|cell| match set {
                Some(mark) => cell.contains(mark),
                None => cell.contains([';', '|', '\n']),
            })
            .count();
        if parted == 0 || parted * 5 < self.lists.len() {
            return None;
        }
        places.remove(&OrderColumn::Quantity);
        places.remove(&OrderColumn::Price);
        places.remove(&OrderColumn::Title);
        let cells = self.lists.iter().map(String::as_str);
        Some((place, ListForm::sniff(cells, set)))
    }
}
