use crate::mine::pieces::Pieces;

/// Orders one after another, each in one piece, so that looking one up misses the cache once: how many
/// items it holds; where orders differ in weight or customer, how many it held when it was laid out and
/// the customer from 1; and the items, ascending.
#[derive(Debug, Default)]
pub(super) struct Rows {
    words: Pieces<u32>,
    /// Whether rows have nothing to tell but their items.
    is_bare: bool,
}

/// One order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Row<'a> {
    /// How many items it held when it was laid out.
    pub(super) length: u32,
    /// From 1.
    pub(super) customer: u32,
    /// Ids, ascending.
    pub(super) items: &'a [u32],
}

impl Rows {
    pub(super) fn new(is_bare: bool) -> Self {
        Self {
            words: Pieces::default(),
            is_bare,
        }
    }

    /// Puts a row down after all others.
    pub(super) fn push(&mut self, row: Row<'_>) {
        let count = u32::try_from(row.items.len()).unwrap_or(u32::MAX);
        let head = [count, row.length, row.customer];
        let head = head.get(..self.head_words()).unwrap_or_default();
        self.words.push_two(head, row.items);
    }

    fn head_words(&self) -> usize {
        if self.is_bare { 1 } else { 3 }
    }

    /// The row at a place.
    #[inline]
    pub(super) fn at(&self, place: u32) -> Option<Row<'_>> {
        self.first(self.words.rest(place))
    }

    #[inline]
    fn first<'a>(&self, words: &'a [u32]) -> Option<Row<'a>> {
        let (count, length, customer, rest) = match words {
            [count, rest @ ..] if self.is_bare => (count, count, &0, rest),
            [count, length, customer, rest @ ..] => (count, length, customer, rest),
            _ => return None,
        };
        Some(Row {
            length: *length,
            customer: *customer,
            items: rest.get(..*count as usize)?,
        })
    }

    /// Every row with its place.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Row<'_>)> {
        self.words.iter().flat_map(move |(mut place, piece)| {
            let mut left = piece;
            core::iter::from_fn(move || {
                let row = self.first(left)?;
                let words = self.head_words() + row.items.len();
                let found = (place, row);
                place += words as u32;
                left = left.get(words..).unwrap_or_default();
                Some(found)
            })
        })
    }
}
