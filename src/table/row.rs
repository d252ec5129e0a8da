//! One item's rules: which items go with it, and how strongly.

use super::{
    Table,
    decoder::Decoder,
    error::RowError,
    layout::{
        BELOW_TABLE, COUNT_BITS, EMPTY, FULL, HIGHEST_PAGE_SCALE, LENGTH_TABLE, LOWEST_SCALE,
        MANTISSA, MAX_CODE, MAX_RULES_PER_ITEM, PARTIAL, ROWS_PER_RECORD, STRONGEST_TENTHS,
        TENTHS_PER_CART_CODE, TENTHS_PER_PAGE_CODE, TENTHS_PER_SCALE, WEIGHT_ONE, next_distance,
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
/// Range: 0 (absent) to 2^38. [`Weight::ONE`] is the strongest rule of its plane, so sums of
/// 16,384 weights stay below 2^53 and convert to `f64` exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Weight(pub u64);

impl Weight {
    /// The strongest rule of a plane.
    pub const ONE: Self = Self(WEIGHT_ONE);

    /// The weight of a code under its row's scale: 0 for code 0, else
    /// `MANTISSA[l % 10] << (l / 10)` with `l = scale + step * code`, in tenths of an octave, and 310
    /// at most.
    fn from_code(scale: u8, step: u8, code: u8) -> Self {
        if code == 0 {
            return Self(0);
        }
        let tenths = u32::from(scale) + u32::from(step) * u32::from(code);
        let tenths = tenths.min(STRONGEST_TENTHS);
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
        let step = match (plane, &self.cart) {
            (Plane::Cart, Some(_)) => TENTHS_PER_CART_CODE,
            _ => TENTHS_PER_PAGE_CODE,
        };
        self.consequents()
            .zip(codes)
            .map(move |(consequent, &code)| Rule {
                consequent,
                weight: Weight::from_code(*scale, step, code),
            })
    }

    /// The rules as a cart of few items asks them, ascending like [`Self::rules`]: to what the cart
    /// plane says comes what the page plane says, lifted so that the strongest codes of both are level.
    /// What is absent from carts stays so. Weights compare with those of the cart plane and are up to
    /// twice [`Weight::ONE`]. Of one plane, its rules.
    pub fn rules_of_few(&self) -> impl Iterator<Item = Rule> + '_ {
        const LIFT: u8 = (TENTHS_PER_CART_CODE - TENTHS_PER_PAGE_CODE) * MAX_CODE as u8;
        let lifted = self
            .cart
            .as_ref()
            .map(|cart| cart.scale.saturating_add(LIFT));
        self.rules(Plane::Cart)
            .zip(&self.page.codes)
            .map(move |(mut rule, &code)| {
                if let Some(scale) = lifted
                    && rule.weight > Weight(0)
                {
                    let page = Weight::from_code(scale, TENTHS_PER_PAGE_CODE, code);
                    rule.weight.0 = rule.weight.0.saturating_add(page.0);
                }
                rule
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
    /// Reads the record of four rows that the item's is one of and its directory block, some 130
    /// bytes, and unpacks the rows up to the item's; allocates nothing. Whatever the bytes are, the
    /// consequents are ascending, distinct, within the table and never the item itself.
    ///
    /// # Errors
    /// [`RowError`] where the table has no such item or the record is damaged.
    pub fn rules(&self, item: ItemId) -> Result<Row, RowError> {
        if item.0 >= self.item_count {
            return Err(RowError::UnknownItem { item });
        }
        self.unpack(item).ok_or(RowError::Damaged { item })
    }

    fn unpack(&self, item: ItemId) -> Option<Row> {
        let bytes = self.bytes.as_ref();
        let record = item.0 / ROWS_PER_RECORD;
        let packed = self.rows.get(bytes, record)?;
        let from = &mut Decoder::new(packed);
        for before in record * ROWS_PER_RECORD..item.0 {
            self.unpack_next(before, packed.len(), from)?;
        }
        let row = self.unpack_next(item.0, packed.len(), from)?;
        // A record ends with its last row; so does the table.
        let is_last = item.0 % ROWS_PER_RECORD == ROWS_PER_RECORD - 1;
        let must_end = is_last || item.0 == self.item_count - 1;
        (!must_end || from.is_finished()).then_some(row)
    }

    /// The row that is next in a record.
    fn unpack_next(&self, item: u32, of_bytes: usize, from: &mut Decoder<'_>) -> Option<Row> {
        let bytes = self.bytes.as_ref();
        let begin = from.position(of_bytes);
        let mut row = Row::EMPTY;
        row.count = match u8::try_from(self.models.fixed(bytes, LENGTH_TABLE, from)?).ok()? {
            EMPTY => 0,
            FULL => self.meta.rules_per_item,
            PARTIAL => from.raw(COUNT_BITS) as u8 + 1,
            _ => return None,
        };
        if row.count == 0 {
            row.head_bits = (from.position(of_bytes).saturating_sub(begin)) as u16;
            return Some(row);
        }
        let count = usize::from(row.count);
        let ids = row.ids.get_mut(..count)?;
        let below = self.models.fixed(bytes, BELOW_TABLE, from)?;
        let (below, above) = ids.split_at_mut_checked(below as usize)?;
        // Only the class of each gap as yet: how far away the ids are, about.
        let mut distances = [0; MAX_RULES_PER_ITEM];
        let (near_below, near_above) = distances.split_at_mut_checked(below.len())?;
        self.read_classes(
            bytes,
            from,
            below.iter_mut().rev().zip(near_below.iter_mut().rev()),
        )?;
        self.read_classes(bytes, from, above.iter_mut().zip(near_above))?;
        let after_ids = from.position(of_bytes);

        let scale = scale_of_step(self.models.scale_step(bytes, from)?)?;
        row.page.scale = scale;
        let page_codes = row.page.codes.get_mut(..count)?;
        self.models
            .page_codes(bytes, (&distances, scale), from, page_codes)?;
        let after_page = from.position(of_bytes);

        if self.meta.planes > 1 {
            row.page.scale = HIGHEST_PAGE_SCALE;
            let mut cart = PlaneCodes {
                scale,
                ..PlaneCodes::default()
            };
            let codes = cart.codes.get_mut(..count)?;
            self.models
                .cart_codes(bytes, (page_codes, scale), from, codes)?;
            cart.bits = from.position(of_bytes).saturating_sub(after_page) as u16;
            row.cart = Some(cart);
        }
        let before_rest = from.position(of_bytes);

        // The rest of each gap: bits as they are, so that a record ends with them.
        let mut place = item;
        for id in below.iter_mut().rev() {
            place = place.checked_sub(gap(*id, from)?)?;
            *id = place;
        }
        place = item;
        for id in above {
            place = place.checked_add(gap(*id, from)?)?;
            if place >= self.item_count {
                return None;
            }
            *id = place;
        }
        let rest = from.position(of_bytes).saturating_sub(before_rest);
        row.id_bits = (after_ids.saturating_sub(begin) + rest) as u16;
        row.page.bits = after_page.saturating_sub(after_ids) as u16;
        Some(row)
    }

    /// The classes of the gaps on one side, from the item on, and about how far away that is.
    fn read_classes<'a>(
        &self,
        bytes: &[u8],
        from: &mut Decoder<'_>,
        slots: impl Iterator<Item = (&'a mut u32, &'a mut u32)>,
    ) -> Option<()> {
        let (mut distance, mut class_before) = (0, None);
        for (slot, near) in slots {
            let class = self.models.gap_class(bytes, class_before, from)?;
            distance = next_distance(distance, class);
            (*slot, *near) = (class, distance);
            class_before = Some(class);
        }
        Some(())
    }
}

/// A scale, in tenths of an octave, by how many steps it is above the lowest.
fn scale_of_step(step: u8) -> Option<u8> {
    step.checked_mul(TENTHS_PER_SCALE)?
        .checked_add(LOWEST_SCALE)
}

/// A gap of this class: its highest bit and what follows.
fn gap(class: u32, from: &mut Decoder<'_>) -> Option<u32> {
    Some(1_u32.checked_shl(class)? | from.raw(class))
}
