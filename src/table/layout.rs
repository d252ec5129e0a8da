//! The numbers that reader and writer agree on. They share these constants and no code, so that a
//! slip in one is caught by the other.

/// The version of the format that this crate writes, and the newest that it reads.
pub const VERSION: u16 = 1;

/// The most rules that one row can hold.
pub const MAX_RULES_PER_ITEM: usize = 32;

/// First bytes of every table. The high bit, the line ends and the control character are there to
/// be broken: a transfer that treats the file as text breaks them first.
pub(super) const MAGIC: [u8; 8] = *b"\x89TDM\r\n\x1a\n";

/// What [`MAGIC`] turns into when the file is read as UTF-8 text and written again.
pub(super) const MAGIC_AS_TEXT: [u8; 6] = *b"\xEF\xBF\xBDTDM";

/// Bytes before the section directory.
pub(super) const FIXED_HEADER_BYTES: usize = 60;

/// Bytes of one entry of the section directory: tag, offset, length.
pub(super) const SECTION_ENTRY_BYTES: usize = 12;

/// Where the bytes begin that the checksum covers: all that follow it.
pub(super) const CHECKED_FROM: usize = 24;

/// Seed of the checksum.
pub(super) const CHECKSUM_SEED: u64 = 0;

/// Names of the sections of version 1, in file order.
pub(super) const TAGS: [[u8; 4]; 5] = [*b"CODE", *b"ROWS", *b"KEYS", *b"PAIR", *b"ORDS"];

/// Records, or items of one `ORDS` record, that share one base.
pub(super) const BLOCK: u32 = 32;

/// Rows that share one record of `ROWS`.
pub(super) const ROWS_PER_RECORD: u32 = 4;

/// Frequencies of a table of symbols add up to two to this power; at most as many raw bits are read
/// at a time.
pub(super) const FREQUENCY_BITS: u32 = 12;

/// The decoder's state is filled up to at least this, as long as there are bytes.
pub(super) const STATE_LOW: u32 = 1 << 23;

/// The tables that every file has, by number: how long a row is, how many of its ids lie below the
/// item, and its scale. Tables of gaps follow, then tables of page codes, then of cart codes.
pub(super) const LENGTH_TABLE: usize = 0;
/// See [`LENGTH_TABLE`].
pub(super) const BELOW_TABLE: usize = 1;
/// See [`LENGTH_TABLE`].
pub(super) const SCALE_TABLE: usize = 2;
/// The first table of gaps.
pub(super) const FIRST_GAP_TABLE: usize = 3;

/// Symbols of [`LENGTH_TABLE`]: a row without rules.
pub(super) const EMPTY: u8 = 0;
/// A row of as many rules as the header allows.
pub(super) const FULL: u8 = 1;
/// Another row: its number of rules, less one, follows in [`COUNT_BITS`].
pub(super) const PARTIAL: u8 = 2;

/// Bits of the rule count, less one, of a row that is neither empty nor full.
pub(super) const COUNT_BITS: u32 = 5;

/// Tenths of an octave between two scales; they begin at [`LOWEST_SCALE`].
pub(super) const TENTHS_PER_SCALE: u8 = 2;

/// The lowest scale, and that of a row which is absent from a plane.
pub(super) const LOWEST_SCALE: u8 = 1;

/// The low bits of a scale that follow its symbol as they are.
pub(super) const SCALE_LOW_BITS: u32 = 1;

/// The page scale of every row in a table of two planes, where no two rows' page codes are ever
/// compared: the highest there is.
pub(super) const HIGHEST_PAGE_SCALE: u8 =
    (STRONGEST_TENTHS - TENTHS_PER_PAGE_CODE as u32 * MAX_CODE) as u8;

/// Bytes of the `CODE` section before its map of contexts: the number of tables, the numbers of
/// the first table of page codes and of cart codes, two limits of distances, three of scales.
pub(super) const CODE_PREFIX_BYTES: usize = 8;

/// Contexts of a gap: the first on its side, or the class of the gap before, 0 to 15.
pub(super) const GAP_CONTEXTS: usize = 17;

/// Contexts of a page code.
pub(super) const PAGE_CONTEXTS: usize = 9 * 4 * 3;

/// Contexts of a cart code.
pub(super) const CART_CONTEXTS: usize = 16 * 4 * 2;

/// Bytes of the map of contexts: four bits each, gaps, page codes and cart codes from a whole byte
/// on.
pub(super) const fn map_bytes(planes: u8) -> usize {
    let both = GAP_CONTEXTS.div_ceil(2) + PAGE_CONTEXTS / 2;
    if planes == 1 {
        both
    } else {
        both + CART_CONTEXTS / 2
    }
}

/// About how far from the item an id is whose gap has this class, when the id before is that far:
/// the class as one and a half times its least gap.
pub(super) const fn next_distance(distance: u32, class: u32) -> u32 {
    distance.saturating_add(1_u32.unbounded_shl(class) | 1_u32.unbounded_shl(class) >> 1)
}

/// What the class of the gap before says about a gap's.
pub(super) const fn gap_context(class_before: Option<u32>) -> usize {
    match class_before {
        None => 0,
        Some(class @ 0..=15) => 1 + class as usize,
        Some(_) => 16,
    }
}

/// Which of four parts of its range a scale is in.
pub(super) fn scale_part(limits: [u8; 3], scale: u8) -> usize {
    limits.iter().filter(|limit| scale >= **limit).count()
}

/// Which of three parts of its range a consequent's distance from the item, about, is in.
pub(super) fn distance_part(limits: [u8; 2], distance: u32) -> usize {
    let bits = (u32::BITS - distance.leading_zeros()) as u8;
    limits.iter().filter(|limit| bits >= **limit).count()
}

/// What the `count` page codes before, of that sum, say about the next one, with the part of the
/// row's scale and of the consequent's distance.
pub(super) const fn page_context(sum: u32, count: u32, scale: usize, distance: usize) -> usize {
    let mean = match count {
        0 => 0,
        // 12 counts as one code more.
        _ => match (sum + 12 + count.div_ceil(2)) / (count + 1) {
            ..=8 => 1,
            15.. => 8,
            mean => mean as usize - 7,
        },
    };
    (mean * 4 + scale) * 3 + distance
}

/// What a rule's page code says about its cart code, when the `count` cart codes before were
/// together `difference` above their page codes.
pub(super) const fn cart_context(page: u8, difference: i32, count: i32, scale: usize) -> usize {
    let n = count + 1;
    // In halves of a code; one rule more counts as one below.
    let expected = (2 * page as i32 * n + 2 * (difference - 1) + n / 2).div_euclid(n);
    let expected = match expected {
        ..=16 => 0,
        31.. => 15,
        _ => expected as usize - 16,
    };
    (expected * 4 + scale) * 2 + (page as u32 == MAX_CODE) as usize
}

/// The code of a row's strongest rule. Code 0 is *absent from this plane*.
pub(super) const MAX_CODE: u32 = 15;

/// Tenths of an octave between two codes of the page plane: each is 2^0.5 = 1.41 times the one
/// below.
pub(super) const TENTHS_PER_PAGE_CODE: u8 = 5;

/// Tenths of an octave between two codes of the cart plane: each is 2^0.8 = 1.74 times the one
/// below. Sums over a cart even out what single codes lose.
pub(super) const TENTHS_PER_CART_CODE: u8 = 8;

/// Tenths of an octave of the strongest rule of a plane: its weight is exactly [`WEIGHT_ONE`].
pub(super) const STRONGEST_TENTHS: u32 = 310;

/// `round(128 * 2^(i / 10))`: a weight of `l` tenths of an octave is `MANTISSA[l % 10] << (l / 10)`.
pub(super) const MANTISSA: [u8; 10] = [128, 137, 147, 158, 169, 181, 194, 208, 223, 239];

/// The weight of the strongest rule of a plane.
pub(super) const WEIGHT_ONE: u64 = 128 << (STRONGEST_TENTHS / 10);

/// Bits of the parameter that opens a `PAIR` record.
pub(super) const PARAMETER_BITS: u32 = 5;

/// Bytes of the `KEYS` section before its records.
pub(super) const KEYS_PREFIX_BYTES: usize = 12;

/// The smallest Rice parameter of key gaps. It keeps every entry longer than the padding at a
/// record's end, which is how a reader knows that end.
pub(super) const MIN_GAP_PARAMETER: u32 = 8;

/// The most bits of a key's hash below its bucket.
pub(super) const MAX_REMAINDER_BITS: u32 = 32;
