//! One item's rules: which items go with it, and how strongly.

use super::{
    Table,
    bits::BitReader,
    error::RowError,
    layout::{
        CODE_BITS, COUNT_BITS, MANTISSA, MAX_CODE, MAX_RULES_PER_ITEM, PACKING_BITS, PACKING_PLAIN,
        SCALE_BITS, TENTHS_PER_CODE, WEIGHT_ONE,
    },
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
        unpack(bytes, item, self.item_count, self.meta.planes).ok_or(RowError::Damaged { item })
    }
}

/// How many rules a row's first bits announce; 0 for no bytes.
pub(super) fn rule_count(bytes: &[u8]) -> usize {
    BitReader::new(bytes)
        .read(COUNT_BITS)
        .map_or(0, |count| count as usize + 1)
}

fn unpack(bytes: &[u8], item: ItemId, item_count: u32, planes: u8) -> Option<Row> {
    let mut row = Row::EMPTY;
    let bits = &mut BitReader::new(bytes);
    row.count = bits.read(COUNT_BITS)? as u8 + 1;
    let page_packing = open_plane(bits, &mut row.page)?;
    let mut cart = PlaneCodes::default();
    let cart_packing = match planes {
        1 => None,
        _ => Some(open_plane(bits, &mut cart)?),
    };

    let before_ids = bits.position();
    let ids = row.ids.get_mut(..usize::from(row.count))?;
    // One id less than there are items, and those from the item on move up by one: the item itself
    // cannot be written.
    interpolate(bits, ids, 0, item_count.checked_sub(1)?)?;
    for id in ids {
        *id += u32::from(*id >= item.0);
    }
    row.id_bits = (bits.position() - before_ids) as u16;

    read_codes(bits, &mut row.page, row.count, page_packing)?;
    if let Some(packing) = cart_packing {
        read_codes(bits, &mut cart, row.count, packing)?;
        row.cart = Some(cart);
    }
    bits.is_finished().then_some(row)
}

fn open_plane(bits: &mut BitReader<'_>, plane: &mut PlaneCodes) -> Option<u32> {
    plane.scale = bits.read(SCALE_BITS)? as u8;
    bits.read(PACKING_BITS)
}

fn read_codes(
    bits: &mut BitReader<'_>,
    plane: &mut PlaneCodes,
    count: u8,
    packing: u32,
) -> Option<()> {
    let before = bits.position();
    for code in plane.codes.iter_mut().take(usize::from(count)) {
        let value = if packing == PACKING_PLAIN {
            bits.read(CODE_BITS)?
        } else {
            MAX_CODE.checked_sub(bits.rice(packing)?)?
        };
        *code = value as u8;
    }
    plane.bits = (bits.position() - before) as u16;
    Some(())
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
