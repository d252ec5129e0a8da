//! How often each symbol of a row occurs: the tables that its decoder needs, and which is for what.

use super::{
    decoder::Decoder,
    layout::{
        CODE_PREFIX_BYTES, FIRST_GAP_TABLE, FREQUENCY_BITS, GAP_CONTEXTS, MAX_CODE, PAGE_CONTEXTS,
        SCALE_LOW_BITS, SCALE_TABLE, cart_context, distance_part, gap_context, map_bytes,
        page_context, scale_part,
    },
};

/// The `CODE` section's numbers and where its parts lie. Holds no bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Models {
    pub(super) table_count: u8,
    first_page_table: u8,
    first_cart_table: u8,
    distance_limits: [u8; 2],
    scale_limits: [u8; 3],
    map_at: usize,
    starts_at: usize,
    tables_at: usize,
    end: usize,
}

impl Models {
    /// The models in the bytes from `start` to `end` of the file. Reads their first bytes.
    pub(super) fn open(bytes: &[u8], start: usize, end: usize, planes: u8) -> Option<Self> {
        let [
            table_count,
            first_page_table,
            first_cart_table,
            d0,
            d1,
            s0,
            s1,
            s2,
        ] = *bytes.get(start..end)?.first_chunk::<CODE_PREFIX_BYTES>()?;
        let map_at = start.checked_add(CODE_PREFIX_BYTES)?;
        let starts_at = map_at.checked_add(map_bytes(planes))?;
        let tables_at = starts_at.checked_add(2 * usize::from(table_count))?;
        (tables_at <= end).then_some(Self {
            table_count,
            first_page_table,
            first_cart_table,
            distance_limits: [d0, d1],
            scale_limits: [s0, s1, s2],
            map_at,
            starts_at,
            tables_at,
            end,
        })
    }

    /// A table by number, and what follows it in the section.
    pub(super) fn table<'a>(&self, bytes: &'a [u8], index: usize) -> Option<&'a [u8]> {
        if index >= usize::from(self.table_count) {
            return None;
        }
        let start = bytes
            .get(self.starts_at.checked_add(2 * index)?..self.tables_at)?
            .first_chunk()?;
        let start = usize::from(u16::from_le_bytes(*start));
        bytes.get(self.tables_at.checked_add(start)?..self.end)
    }

    /// The table of a context: the map says which, from `first` on.
    fn mapped<'a>(&self, bytes: &'a [u8], context: usize, first: usize) -> Option<&'a [u8]> {
        let both = *bytes.get(self.map_at.checked_add(context / 2)?)?;
        let table = both >> (context % 2 * 4) & 15;
        self.table(bytes, first + usize::from(table))
    }

    /// A symbol of one of the tables that every file has.
    pub(super) fn fixed(&self, bytes: &[u8], index: usize, from: &mut Decoder<'_>) -> Option<u32> {
        from.symbol(self.table(bytes, index)?)
    }

    /// By how many steps a row's scale is above the lowest.
    pub(super) fn scale_step(&self, bytes: &[u8], from: &mut Decoder<'_>) -> Option<u8> {
        let high = self.fixed(bytes, SCALE_TABLE, from)?;
        u8::try_from(high << SCALE_LOW_BITS | from.raw(SCALE_LOW_BITS)).ok()
    }

    /// The class of a gap, the place of its highest bit: at most 31.
    pub(super) fn gap_class(
        &self,
        bytes: &[u8],
        class_before: Option<u32>,
        from: &mut Decoder<'_>,
    ) -> Option<u32> {
        let table = self.mapped(bytes, gap_context(class_before), FIRST_GAP_TABLE)?;
        from.symbol(table).filter(|class| *class < u32::BITS)
    }

    fn code(
        &self,
        bytes: &[u8],
        context: usize,
        first_table: u8,
        from: &mut Decoder<'_>,
    ) -> Option<u8> {
        let before = GAP_CONTEXTS.next_multiple_of(2);
        let table = self.mapped(bytes, before + context, first_table.into())?;
        let code = from.symbol(table)?;
        (code <= MAX_CODE).then_some(code as u8)
    }

    /// A row's codes in the page plane.
    pub(super) fn page_codes(
        &self,
        bytes: &[u8],
        (distances, scale): (&[u32], u8),
        from: &mut Decoder<'_>,
        codes: &mut [u8],
    ) -> Option<()> {
        let scale = scale_part(self.scale_limits, scale);
        let (mut sum, mut count) = (0, 0);
        for (code, distance) in codes.iter_mut().zip(distances) {
            let distance = distance_part(self.distance_limits, *distance);
            let context = page_context(sum, count, scale, distance);
            *code = self.code(bytes, context, self.first_page_table, from)?;
            sum += u32::from(*code);
            count += 1;
        }
        Some(())
    }

    /// A row's codes in the cart plane.
    pub(super) fn cart_codes(
        &self,
        bytes: &[u8],
        (page, scale): (&[u8], u8),
        from: &mut Decoder<'_>,
        codes: &mut [u8],
    ) -> Option<()> {
        let scale = scale_part(self.scale_limits, scale);
        let (mut difference, mut count) = (0, 0);
        for (code, page) in codes.iter_mut().zip(page) {
            let context = cart_context(*page, difference, count, scale);
            let context = PAGE_CONTEXTS + context;
            *code = self.code(bytes, context, self.first_cart_table, from)?;
            difference += i32::from(*code) - i32::from(*page);
            count += 1;
        }
        Some(())
    }

    /// Whether a table is whole and its frequencies are in order.
    pub(super) fn is_sound(&self, bytes: &[u8], index: usize) -> bool {
        let Some(([_, more], ends)) = self
            .table(bytes, index)
            .and_then(|table| table.split_first_chunk())
        else {
            return false;
        };
        let ends = ends.get(..2 * usize::from(*more)).unwrap_or_default();
        let ends = ends
            .as_chunks()
            .0
            .iter()
            .map(|end| u16::from_le_bytes(*end));
        ends.len() == usize::from(*more)
            && ends.clone().all(|end| end <= 1 << FREQUENCY_BITS)
            && ends.is_sorted()
    }
}
