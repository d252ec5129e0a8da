//! One item's rules: which items go with it, and how strongly.

use super::{
    Table,
    bits::BitReader,
    error::RowError,
    layout::{COUNT_BITS, MANTISSA, MAX_RULES_PER_ITEM, TENTHS_PER_CODE, WEIGHT_ONE},
};
use crate::domain::ItemId;

/// Which of a rule's codes is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Plane {
    /// For a single item, as on a product's page.
    Page,
    /// For several items at once, as in a cart. A table of one plane has none: its page codes
    /// stand in.
    Cart,
}

/// How strongly an item suggests another, as an integer, so that browser and command agree bit for
/// bit. Only comparisons and sums within one plane of one table mean anything.
///
/// Range: 0 (absent) to below 2^39. [`Weight::ONE`] is the strongest rule of its plane, so sums of
/// 16,384 weights stay below 2^53 and convert to `f64` exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Weight(pub u64);

impl Weight {
    /// The strongest rule of a plane.
    pub const ONE: Self = Self(WEIGHT_ONE);

    /// The weight of a code under its row's scale: 0 for code 0, else
    /// `MANTISSA[l % 10] << (l / 10)` with `l = scale + 4 * code`, in tenths of an octave.
    #[must_use]
    pub fn from_code(scale: u8, code: u8) -> Self {
        if code == 0 {
            return Self(0);
        }
        let tenths = u32::from(scale) + TENTHS_PER_CODE * u32::from(code);
        let mantissa = MANTISSA
            .get((tenths % 10) as usize)
            .copied()
            .unwrap_or_default();
        Self(
            u64::from(mantissa)
                .checked_shl(tenths / 10)
                .unwrap_or_default(),
        )
    }
}

/// One rule of a row, seen in one plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The item that goes with the row's item.
    pub consequent: ItemId,
    /// How strongly; zero where the rule is absent from the plane.
    pub weight: Weight,
}

/// One plane of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PlaneCodes {
    pub(super) scale: u8,
    pub(super) codes: [u8; MAX_RULES_PER_ITEM],
    pub(super) bits: u16,
}

/// An item's rules, unpacked. No heap: some 200 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub(super) count: u8,
    pub(super) ids: [u32; MAX_RULES_PER_ITEM],
    pub(super) page: PlaneCodes,
    pub(super) cart: Option<PlaneCodes>,
    pub(super) head_bits: u16,
    pub(super) id_bits: u16,
}

impl Row {
    const EMPTY: Self = Self {
        count: 0,
        ids: [0; MAX_RULES_PER_ITEM],
        page: PlaneCodes {
            scale: 0,
            codes: [0; MAX_RULES_PER_ITEM],
            bits: 0,
        },
        cart: None,
        head_bits: 0,
        id_bits: 0,
    };

    /// How many rules, at most [`MAX_RULES_PER_ITEM`].
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether nothing is known to go with the item.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn plane(&self, plane: Plane) -> &PlaneCodes {
        match (plane, &self.cart) {
            (Plane::Cart, Some(cart)) => cart,
            _ => &self.page,
        }
    }

    /// The consequents, ascending.
    pub fn consequents(&self) -> impl Iterator<Item = ItemId> + '_ {
        self.ids.iter().take(self.len()).copied().map(ItemId)
    }

    /// The rules by ascending consequent. Rules absent from the plane are there, with weight zero,
    /// so that positions agree with [`Table::pair_orders`].
    pub fn rules(&self, plane: Plane) -> impl Iterator<Item = Rule> + '_ {
        let PlaneCodes { scale, codes, .. } = self.plane(plane);
        self.consequents()
            .zip(codes)
            .map(|(consequent, &code)| Rule {
                consequent,
                weight: Weight::from_code(*scale, code),
            })
    }

    /// The scale of a plane, in tenths of an octave: for inspection.
    #[must_use]
    pub fn scale(&self, plane: Plane) -> u8 {
        self.plane(plane).scale
    }

    /// The codes of a plane, by ascending consequent: for inspection.
    pub fn codes(&self, plane: Plane) -> impl Iterator<Item = u8> + '_ {
        self.plane(plane).codes.iter().take(self.len()).copied()
    }
}

impl<B: AsRef<[u8]>> Table<B> {
    /// An item's rules. Empty where nothing is known to go with it.
    ///
    /// Reads the item's record and its directory block, some 60 bytes; allocates nothing. Whatever
    /// the bytes are, the consequents are ascending, distinct, within the table and never the item
    /// itself.
    ///
    /// # Errors
    /// [`RowError`] where the table has no such item or the record is damaged.
    pub fn rules(&self, item: ItemId) -> Result<Row, RowError> {
        if item.0 >= self.item_count {
            return Err(RowError::UnknownItem { item });
        }
        let bytes = self
            .rows
            .get(self.bytes.as_ref(), item.0)
            .ok_or(RowError::Damaged { item })?;
        if bytes.is_empty() {
            return Ok(Row::EMPTY);
        }
        self.unpack(bytes, item).ok_or(RowError::Damaged { item })
    }

    /// How many rules a row's first bits announce; 0 for no bytes.
    pub(super) fn row_length(&self, row: &[u8]) -> Option<u8> {
        if row.is_empty() {
            return Some(0);
        }
        self.read_count(&mut BitReader::new(row))
    }

    fn read_count(&self, bits: &mut BitReader<'_>) -> Option<u8> {
        match bits.read(1)? {
            1 => Some(self.meta.rules_per_item),
            _ => Some(bits.read(COUNT_BITS)? as u8 + 1),
        }
    }

    fn unpack(&self, row_bytes: &[u8], item: ItemId) -> Option<Row> {
        let bytes = self.bytes.as_ref();
        let bits = &mut BitReader::new(row_bytes);
        let mut row = Row::EMPTY;
        row.count = self.read_count(bits)?;
        let count = row.len();
        let (scale, page_choice) = self.codes.page.read_head(bits)?;
        row.page.scale = scale;
        let cart_head = match &self.codes.cart {
            Some(book) => Some((book, book.read_head(bits)?)),
            None => None,
        };
        row.head_bits = bits.position() as u16;

        let ids = row.ids.get_mut(..count)?;
        // One id less than there are items, and those from the item on move up by one: the item
        // itself cannot be written.
        interpolate(bits, ids, 0, self.item_count.checked_sub(1)?)?;
        for id in ids {
            *id += u32::from(*id >= item.0);
        }
        row.id_bits = (bits.position() as u16).saturating_sub(row.head_bits);

        let before_page = bits.position();
        let page_codes = row.page.codes.get_mut(..count)?;
        self.codes
            .page
            .read_page(bytes, bits, page_choice, page_codes)?;
        row.page.bits = (bits.position() - before_page) as u16;

        if let Some((book, (scale, choice))) = cart_head {
            let before_cart = bits.position();
            let mut cart = PlaneCodes {
                scale,
                ..PlaneCodes::default()
            };
            let codes = cart.codes.get_mut(..count)?;
            book.read_cart(bytes, bits, choice, page_codes, codes)?;
            cart.bits = (bits.position() - before_cart) as u16;
            row.cart = Some(cart);
        }
        bits.is_finished().then_some(row)
    }
}

/// Reads ascending distinct numbers of `low..end`: the middle one first, in just the bits that its
/// possible places need, then both halves within the bounds that it sets (binary interpolative
/// coding; Moffat and Stuiver 2000). Five levels deep at most.
fn interpolate(bits: &mut BitReader<'_>, out: &mut [u32], low: u32, end: u32) -> Option<()> {
    let Some((left, [middle, right @ ..])) = out.split_at_mut_checked(out.len() / 2) else {
        return Some(());
    };
    let first = low.checked_add(left.len() as u32)?;
    let choices = end.checked_sub(right.len() as u32)?.checked_sub(first)?;
    let value = first.checked_add(bits.below(choices)?)?;
    *middle = value;
    interpolate(bits, left, low, value)?;
    interpolate(bits, right, value.checked_add(1)?, end)
}
