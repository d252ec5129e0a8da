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

/// Bits of the rule count, less one, of a row that is not full.
pub(super) const COUNT_BITS: u32 = 5;

/// Bytes of a plane's part of the code book before its prefix codes.
pub(super) const PLANE_PREFIX_BYTES: usize = 3;

/// The most bits of a scale.
pub(super) const MAX_SCALE_BITS: u32 = 8;

/// The most bits of a row's choice among a plane's prefix codes.
pub(super) const MAX_CHOICE_BITS: u32 = 3;

/// Bytes of a prefix code: 16 lengths of four bits.
pub(super) const TABLE_BYTES: usize = 8;

/// Prefix codes of one choice in the cart plane, one for each [`cart_context`].
pub(super) const CART_CONTEXTS: usize = 4;

/// What a rule's page code says about its cart code.
pub(super) const fn cart_context(page_code: u8) -> usize {
    match page_code {
        15.. => 0,
        12.. => 1,
        9.. => 2,
        _ => 3,
    }
}

/// The code of a row's strongest rule. Code 0 is *absent from this plane*.
pub(super) const MAX_CODE: u32 = 15;

/// Tenths of an octave between two codes: each is 2^0.4 = 1.32 times the one below.
pub(super) const TENTHS_PER_CODE: u32 = 4;

/// Tenths of an octave of the strongest rule of a plane: its weight is exactly [`WEIGHT_ONE`].
pub(super) const STRONGEST_TENTHS: u32 = 310;

/// `round(128 * 2^(i / 10))`: a weight of `l` tenths of an octave is `MANTISSA[l % 10] << (l / 10)`.
pub(super) const MANTISSA: [u8; 10] = [128, 137, 147, 158, 169, 181, 194, 208, 223, 239];

/// The weight of the strongest rule of a plane.
pub(super) const WEIGHT_ONE: u64 = 128 << (STRONGEST_TENTHS / 10);

/// Bits of the parameter that opens a `PAIR` or `ORDS` record.
pub(super) const PARAMETER_BITS: u32 = 5;

/// The exp-Golomb parameter of the first number of an `ORDS` record.
pub(super) const FIRST_ORDERS_PARAMETER: u32 = 8;

/// Bytes of the `KEYS` section before its records.
pub(super) const KEYS_PREFIX_BYTES: usize = 12;

/// The smallest Rice parameter of key gaps. It keeps every entry longer than the padding at a
/// record's end, which is how a reader knows that end.
pub(super) const MIN_GAP_PARAMETER: u32 = 8;

/// The most bits of a key's hash below its bucket.
pub(super) const MAX_REMAINDER_BITS: u32 = 32;
