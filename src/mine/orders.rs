//! Orders, laid down so that millions of them take little more than what they say.

use core::{fmt, ops::Range};

use super::pieces::Pieces;

/// A customer's dense number inside one dataset; it says nothing about who that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerId(pub u32);

/// One order: what was bought together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The shop's order number.
    pub id: String,
    /// When, in seconds since 1970-01-01, the shop's local clock read as if it were UTC. Where
    /// lines of one order differ, the earliest.
    pub time: i64,
    /// Who, or `None` for an anonymous order.
    pub customer: Option<CustomerId>,
    /// Positions in [`Dataset::items`](super::dataset::Dataset::items), ascending and distinct: an
    /// item bought on two lines of an order, or twice, is bought in one order. Never empty.
    pub items: Vec<u32>,
}

/// The same, where it lies in [`Orders`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderView<'a> {
    /// See [`Order::id`].
    pub id: &'a str,
    /// See [`Order::time`].
    pub time: i64,
    /// See [`Order::customer`].
    pub customer: Option<CustomerId>,
    /// See [`Order::items`].
    pub items: &'a [u32],
}

impl OrderView<'_> {
    /// A copy that stands alone.
    #[must_use]
    pub fn to_order(&self) -> Order {
        Order {
            id: self.id.to_owned(),
            time: self.time,
            customer: self.customer,
            items: self.items.to_vec(),
        }
    }
}

/// Orders in a row. One takes 24 bytes, 4 for each of its items, and its number with one byte more.
///
/// ```
/// use tandem_widget::mine::dataset::{Order, Orders};
///
/// let order = |id: &str, time, items: &[u32]| Order { id: id.into(), time, customer: None, items: items.into() };
/// let orders: Orders = [order("A1", 5, &[0, 2]), order("A2", 9, &[1])].into_iter().collect();
/// assert_eq!(orders.len(), 2);
/// assert_eq!(orders.get(1).map(|order| order.id), Some("A2"));
/// assert_eq!(orders.range(0..1).iter().map(|order| order.items.len()).sum::<usize>(), 2);
/// ```
#[derive(Clone, Default)]
pub struct Orders {
    heads: Vec<Head>,
    items: Pieces<u32>,
    ids: Texts,
}

/// What of an order has a fixed size.
#[derive(Debug, Clone, Copy)]
struct Head {
    time: i64,
    /// [`NOBODY`] for an anonymous order.
    customer: u32,
    id: u32,
    items: u32,
    length: u32,
}

const NOBODY: u32 = u32::MAX;

impl Head {
    fn customer(&self) -> Option<CustomerId> {
        (self.customer != NOBODY).then_some(CustomerId(self.customer))
    }
}

impl Orders {
    /// Orders whose numbers are already among these texts.
    pub(super) fn with_ids(ids: Texts, orders: usize) -> Self {
        Self {
            heads: Vec::with_capacity(orders),
            items: Pieces::default(),
            ids,
        }
    }

    /// The texts, for numbers of orders that are still to come.
    pub(super) fn ids(&mut self) -> &mut Texts {
        &mut self.ids
    }

    /// Adds an order whose number stands at a place among the texts.
    pub(super) fn add(&mut self, id: u32, time: i64, customer: Option<CustomerId>, items: &[u32]) {
        let place = self.items.push(items);
        self.heads.push(Head {
            time,
            customer: customer.map_or(NOBODY, |customer| customer.0),
            id,
            items: place,
            length: u32::try_from(items.len()).unwrap_or(u32::MAX),
        });
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// One of them, by position.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<OrderView<'_>> {
        self.heads.get(at).map(|head| self.view(head))
    }

    /// What one of them bought, and who.
    pub(super) fn bought(&self, at: usize) -> Option<(&[u32], Option<CustomerId>)> {
        let head = self.heads.get(at)?;
        Some((self.items_of(head), head.customer()))
    }

    /// The first.
    #[must_use]
    pub fn first(&self) -> Option<OrderView<'_>> {
        self.get(0)
    }

    /// The last.
    #[must_use]
    pub fn last(&self) -> Option<OrderView<'_>> {
        self.heads.last().map(|head| self.view(head))
    }

    /// Some of them, by position; none where they are not all there.
    #[must_use]
    pub fn range(&self, range: Range<usize>) -> OrderRange<'_> {
        OrderRange {
            heads: self.heads.get(range).unwrap_or_default(),
            orders: self,
        }
    }

    /// All of them.
    #[must_use]
    pub fn iter(
        &self,
    ) -> impl DoubleEndedIterator<Item = OrderView<'_>> + ExactSizeIterator + Clone {
        self.heads.iter().map(|head| self.view(head))
    }

    /// How many stand at the front of which this is true, where they are followed by those of which
    /// it is not.
    #[must_use]
    pub fn partition_point(&self, is_before: impl Fn(OrderView<'_>) -> bool) -> usize {
        self.heads
            .partition_point(|head| is_before(self.view(head)))
    }

    fn view(&self, head: &Head) -> OrderView<'_> {
        OrderView {
            id: self.ids.text(head.id),
            time: head.time,
            customer: head.customer(),
            items: self.items_of(head),
        }
    }

    fn items_of(&self, head: &Head) -> &[u32] {
        self.items.get(head.items, head.length)
    }

    /// How many items each holds.
    pub(super) fn sizes(&self) -> impl Iterator<Item = usize> {
        self.heads.iter().map(|head| head.length as usize)
    }

    /// Keeps those that hold at most so many items; gives how many lines went.
    pub(super) fn retain_sizes(&mut self, most: usize) -> usize {
        let mut lines = 0;
        self.heads.retain(|head| {
            let keep = head.length as usize <= most;
            lines += if keep { 0 } else { head.length as usize };
            keep
        });
        lines
    }

    /// Puts them in order: by time, then by number (bytes ascending).
    pub(super) fn sort(&mut self) {
        let ids = &self.ids;
        let order = |a: &Head, b: &Head| {
            let ids = || ids.bytes_at(a.id).cmp(ids.bytes_at(b.id));
            a.time.cmp(&b.time).then_with(ids)
        };
        if !self.heads.is_sorted_by(|a, b| order(a, b).is_le()) {
            self.heads.sort_by(order);
        }
    }

    /// Keeps those of which this is true, asked in order; gives how many orders and lines went.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(OrderView<'_>) -> bool) -> (usize, usize) {
        let mut heads = core::mem::take(&mut self.heads);
        let (before, mut lines) = (heads.len(), 0);
        heads.retain(|head| {
            let keep = keep(self.view(head));
            lines += if keep { 0 } else { head.length as usize };
            keep
        });
        self.heads = heads;
        (before - self.heads.len(), lines)
    }

    /// Renumbers items by a list of new numbers and sorts them anew, and customers by a function that
    /// is asked order by order.
    pub(super) fn renumber(
        &mut self,
        items: &[u32],
        mut customer: impl FnMut(CustomerId) -> CustomerId,
    ) {
        for head in &mut self.heads {
            let old = self.items.get_mut(head.items, head.length);
            for item in &mut *old {
                *item = items.get(*item as usize).copied().unwrap_or(u32::MAX);
            }
            old.sort_unstable();
            if head.customer != NOBODY {
                head.customer = customer(CustomerId(head.customer)).0;
            }
        }
    }

    /// The same orders with no numbers: less memory by what those take.
    pub(super) fn nameless(mut self) -> Self {
        self.ids = Texts::default();
        self
    }

    /// Whether what each holds lies behind what those before hold.
    pub(super) fn is_in_place(&self) -> bool {
        self.heads.is_sorted_by_key(|head| head.items)
    }

    /// Gives back memory of what orders hold before one of them, where [`Self::is_in_place`].
    pub(super) fn forget_before(&mut self, at: usize) {
        if let Some(head) = self.heads.get(at) {
            self.items.forget_before(head.items);
        }
    }

    /// What they take in memory.
    pub(super) fn bytes(&self) -> usize {
        self.heads.capacity() * size_of::<Head>() + self.items.bytes() + self.ids.bytes()
    }

    /// What an order takes beside its items and its number.
    pub(super) const HEAD_BYTES: usize = size_of::<Head>();
}

impl FromIterator<Order> for Orders {
    fn from_iter<I: IntoIterator<Item = Order>>(orders: I) -> Self {
        let mut all = Self::default();
        for order in orders {
            let id = all.ids.push(order.id.as_bytes());
            all.add(id, order.time, order.customer, &order.items);
        }
        all
    }
}

impl PartialEq for Orders {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Orders {}

impl fmt::Debug for Orders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Some of [`Orders`], one after the other.
#[derive(Clone, Copy)]
pub struct OrderRange<'a> {
    heads: &'a [Head],
    orders: &'a Orders,
}

impl<'a> OrderRange<'a> {
    /// How many.
    #[must_use]
    pub fn len(self) -> usize {
        self.heads.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.heads.is_empty()
    }

    /// One of them, by position among these.
    #[must_use]
    pub fn get(self, at: usize) -> Option<OrderView<'a>> {
        self.heads.get(at).map(|head| self.orders.view(head))
    }

    /// What one of them bought, and who.
    pub(super) fn bought(self, at: usize) -> Option<(&'a [u32], Option<CustomerId>)> {
        let head = self.heads.get(at)?;
        Some((self.orders.items_of(head), head.customer()))
    }

    /// The first.
    #[must_use]
    pub fn first(self) -> Option<OrderView<'a>> {
        self.get(0)
    }

    /// The last.
    #[must_use]
    pub fn last(self) -> Option<OrderView<'a>> {
        self.heads.last().map(|head| self.orders.view(head))
    }

    /// All of them.
    pub fn iter(
        self,
    ) -> impl DoubleEndedIterator<Item = OrderView<'a>> + ExactSizeIterator + Clone {
        self.heads.iter().map(move |head| self.orders.view(head))
    }
}

/// Texts in pieces of memory, each behind its length: a byte, or 255 and four.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts(Pieces<u8>);

impl Texts {
    /// Adds one; gives its place.
    pub(super) fn push(&mut self, text: &[u8]) -> u32 {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let [a, b, c, d] = length.to_le_bytes();
        if length < 255 {
            self.0.push_two(&[a], text)
        } else {
            self.0.push_two(&[255, a, b, c, d], text)
        }
    }

    /// The text at a place.
    #[inline]
    pub(super) fn bytes_at(&self, place: u32) -> &[u8] {
        match self.0.rest(place) {
            [255, a, b, c, d, rest @ ..] => {
                let length = u32::from_le_bytes([*a, *b, *c, *d]);
                rest.get(..length as usize).unwrap_or_default()
            }
            [length, rest @ ..] => rest.get(..usize::from(*length)).unwrap_or_default(),
            [] => &[],
        }
    }

    /// The same as text; empty where it is none.
    fn text(&self, place: u32) -> &str {
        core::str::from_utf8(self.bytes_at(place)).unwrap_or_default()
    }

    /// What all of it takes.
    pub(super) fn bytes(&self) -> usize {
        self.0.bytes()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn orders_come_back_as_they_went_in(
            orders in prop::collection::vec((".{0,300}", -5..5_i64, prop::option::of(0..9_u32), prop::collection::vec(0..99_u32, 1..9)), 0..40),
            range in 0..40_usize,
        ) {
            let mut all: Vec<Order> = orders
                .into_iter()
                .map(|(id, time, customer, items)| Order { id, time, customer: customer.map(CustomerId), items })
                .collect();
            let mut laid: Orders = all.iter().cloned().collect();
            let owned = |orders: &Orders| -> Vec<Order> { orders.iter().map(|it| it.to_order()).collect() };
            prop_assert_eq!(&owned(&laid), &all);
            let part = laid.range(range.min(all.len())..all.len());
            prop_assert!(part.iter().map(|it| it.to_order()).eq(all[range.min(all.len())..].iter().cloned()));
            laid.sort();
            all.sort_by(|a, b| a.time.cmp(&b.time).then_with(|| a.id.cmp(&b.id)));
            prop_assert_eq!(&owned(&laid), &all);
            let went = laid.retain(|order| order.items.len() > 2);
            let (kept, gone): (Vec<Order>, Vec<Order>) = all.into_iter().partition(|it| it.items.len() > 2);
            prop_assert_eq!(&owned(&laid), &kept);
            prop_assert_eq!(went, (gone.len(), gone.iter().map(|it| it.items.len()).sum()));
        }
    }
}
