//! Opening: the header and the section directory, every bound checked.

use super::{
    error::OpenError,
    keys::KeyIndex,
    layout::{
        CHECKED_FROM, FIXED_HEADER_BYTES, MAGIC, MAGIC_AS_TEXT, MAX_RULES_PER_ITEM,
        ROWS_PER_RECORD, SECTION_ENTRY_BYTES, TAGS, VERSION,
    },
    models::Models,
    records::Records,
};

/// What a table says about its making.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// Orders that the counts rest on.
    pub order_count: u32,
    /// Distinct customers among them; 0 where the export names none.
    pub customer_count: u32,
    /// Orders that a mined pair was seen in, at least.
    pub min_pair_orders: u32,
    /// Distinct customers that a mined pair was seen with, at least; 0 where none are known.
    pub min_pair_customers: u32,
    /// Day of the first order, in days since 1970-01-01.
    pub data_from_day: i32,
    /// Day of the last order, in days since 1970-01-01.
    pub data_until_day: i32,
    /// Codes per rule: 1 (page) or 2 (page and cart).
    pub planes: u8,
    /// The most rules that an item has: at most [`MAX_RULES_PER_ITEM`].
    pub rules_per_item: u8,
}

/// A rule table over borrowed or owned bytes.
///
/// After [`open`](Self::open) every method is total: damaged records give an error or `None`, never
/// a panic, and nothing is allocated on the word of the file.
#[derive(Debug, Clone, Copy)]
pub struct Table<B> {
    pub(super) bytes: B,
    pub(super) meta: Meta,
    pub(super) item_count: u32,
    pub(super) rule_count: u32,
    pub(super) checksum: u64,
    pub(super) header_bytes: u32,
    pub(super) section_bytes: [u32; TAGS.len()],
    pub(super) models: Models,
    pub(super) rows: Records,
    pub(super) keys: KeyIndex,
    pub(super) pairs: Records,
    pub(super) orders: Records,
}

/// A section of the file, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// What it holds: `header`, `models`, `rules`, `keys`, `pair counts`, `item counts`,
    /// `alternatives`; the last is empty in most tables.
    pub name: &'static str,
    /// Its tag in the file; empty for the header.
    pub tag: &'static str,
    /// Its bytes.
    pub bytes: u32,
    /// Whether it is evidence, which a page reads only to explain.
    pub is_evidence: bool,
}

/// Little-endian numbers of the header; its length is checked before.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn bytes<const N: usize>(&self, at: usize) -> Result<[u8; N], OpenError> {
        self.0
            .get(at..)
            .and_then(|rest| rest.first_chunk::<N>())
            .copied()
            .ok_or(OpenError::Header { offset: at })
    }

    fn u16(&self, at: usize) -> Result<u16, OpenError> {
        self.bytes(at).map(u16::from_le_bytes)
    }

    fn u32(&self, at: usize) -> Result<u32, OpenError> {
        self.bytes(at).map(u32::from_le_bytes)
    }

    fn i32(&self, at: usize) -> Result<i32, OpenError> {
        self.bytes(at).map(i32::from_le_bytes)
    }
}

impl<B: AsRef<[u8]>> Table<B> {
    /// Opens a table: header, sections and directories, every bound checked.
    ///
    /// Takes a time that does not depend on the table's size, allocates nothing, reads no record.
    ///
    /// # Errors
    /// One [`OpenError`] for the first thing that is wrong; what came instead of a table is named
    /// where it can be told (a web page, a gzip file, text, a part of a table).
    pub fn open(bytes: B) -> Result<Self, OpenError> {
        let all = bytes.as_ref();
        let found = all.len() as u64;
        check_magic(all)?;
        let fields = Fields(all);
        if all.len() < CHECKED_FROM {
            return Err(OpenError::Truncated {
                expected: FIXED_HEADER_BYTES as u64,
                found,
            });
        }
        match fields.u16(8)? {
            VERSION => {}
            0 => return Err(OpenError::UnknownVersion { found: 0 }),
            newer => {
                return Err(OpenError::NewerVersion {
                    found: newer,
                    supported: VERSION,
                });
            }
        }
        let expected = u64::from(fields.u32(12)?);
        if expected < FIXED_HEADER_BYTES as u64 {
            return Err(OpenError::Header { offset: 12 });
        }
        if found < expected {
            return Err(OpenError::Truncated { expected, found });
        }
        if found > expected {
            return Err(OpenError::TrailingBytes { expected, found });
        }
        let item_count = fields.u32(24)?;
        let rule_count = fields.u32(28)?;
        let [planes, rules_per_item, section_count, reserved] = fields.bytes(56)?;
        let meta = Meta {
            order_count: fields.u32(32)?,
            customer_count: fields.u32(36)?,
            min_pair_orders: fields.u32(40)?,
            min_pair_customers: fields.u32(44)?,
            data_from_day: fields.i32(48)?,
            data_until_day: fields.i32(52)?,
            planes,
            rules_per_item,
        };
        if !(1..=2).contains(&planes) {
            return Err(OpenError::Header { offset: 56 });
        }
        if usize::from(rules_per_item) > MAX_RULES_PER_ITEM {
            return Err(OpenError::Header { offset: 57 });
        }
        if reserved != 0 {
            return Err(OpenError::Header { offset: 59 });
        }
        let header_bytes = u32::from(fields.u16(10)?);
        let announced = FIXED_HEADER_BYTES + SECTION_ENTRY_BYTES * usize::from(section_count);
        if header_bytes as usize != announced || announced > all.len() {
            return Err(OpenError::Header { offset: 10 });
        }
        let spans = spans(&fields, section_count, all.len())?;
        let [codes, rows, keys, pairs, orders] = spans;
        let [codes_tag, rows_tag, keys_tag, pairs_tag, orders_tag] = TAGS;
        let records = |tag, (start, end): (usize, usize), count| {
            Records::open(all, start, end, count).ok_or(OpenError::Section { tag })
        };
        Ok(Self {
            meta,
            item_count,
            rule_count,
            checksum: fields.bytes(16).map(u64::from_le_bytes)?,
            header_bytes,
            section_bytes: spans.map(|(start, end)| end.saturating_sub(start) as u32),
            models: Models::open(all, codes.0, codes.1, planes)
                .ok_or(OpenError::Section { tag: codes_tag })?,
            rows: records(rows_tag, rows, item_count.div_ceil(ROWS_PER_RECORD))?,
            keys: KeyIndex::open(all, keys.0, keys.1)
                .ok_or(OpenError::Section { tag: keys_tag })?,
            pairs: records(pairs_tag, pairs, item_count)?,
            orders: records(
                orders_tag,
                orders,
                item_count.div_ceil(super::layout::BLOCK),
            )?,
            bytes,
        })
    }

    /// Items in the table: ids are `0..item_count`.
    #[must_use]
    pub const fn item_count(&self) -> u32 {
        self.item_count
    }

    /// Rules in the table, as its header says.
    #[must_use]
    pub const fn rule_count(&self) -> u32 {
        self.rule_count
    }

    /// What the table says about its making.
    #[must_use]
    pub const fn meta(&self) -> Meta {
        self.meta
    }

    /// The parts of the file and their sizes, in file order; they add up to the file.
    #[must_use]
    pub fn sections(&self) -> [Section; 7] {
        let [codes, rows, keys, pairs, orders] = self.section_bytes;
        let section = |name, tag, bytes, is_evidence| Section {
            name,
            tag,
            bytes,
            is_evidence,
        };
        [
            section("header", "", self.header_bytes, false),
            section("models", "CODE", codes, false),
            section("rules", "ROWS", rows, false),
            section("keys", "KEYS", keys, false),
            section("pair counts", "PAIR", pairs, true),
            section("item counts", "ORDS", orders, true),
            section(
                "alternatives",
                "ALTS",
                self.alternative_bytes().len() as u32,
                true,
            ),
        ]
    }
}

/// Tells a table from what hosts and transfers put in its place.
fn check_magic(bytes: &[u8]) -> Result<(), OpenError> {
    if bytes.starts_with(&MAGIC) {
        return Ok(());
    }
    let after_space = bytes.trim_ascii_start();
    let begins = |text: &[u8]| {
        after_space
            .get(..text.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(text))
    };
    Err(if bytes.is_empty() {
        OpenError::Empty
    } else if MAGIC.starts_with(bytes) {
        OpenError::Truncated {
            expected: FIXED_HEADER_BYTES as u64,
            found: bytes.len() as u64,
        }
    } else if begins(b"<!") || begins(b"<htm") || begins(b"<?xml") || begins(b"\xEF\xBB\xBF<") {
        OpenError::Html
    } else if bytes.starts_with(&[0x1F, 0x8B]) {
        OpenError::Gzip
    } else if bytes.starts_with(&MAGIC_AS_TEXT) || bytes.starts_with(b"\x89TDM") {
        OpenError::ReadAsText
    } else {
        OpenError::NotATable
    })
}

/// Begin and end of each section of [`TAGS`]. Sections lie behind the header, in the directory's
/// order, without overlap; tags that this version does not know are passed over.
fn spans(
    fields: &Fields<'_>,
    section_count: u8,
    file_bytes: usize,
) -> Result<[(usize, usize); TAGS.len()], OpenError> {
    let mut found = [None; TAGS.len()];
    let header_bytes = FIXED_HEADER_BYTES + SECTION_ENTRY_BYTES * usize::from(section_count);
    let mut free_from = header_bytes;
    for entry_at in (FIXED_HEADER_BYTES..header_bytes).step_by(SECTION_ENTRY_BYTES) {
        let tag = fields.bytes::<4>(entry_at)?;
        let start = fields.u32(entry_at + 4)? as usize;
        let length = fields.u32(entry_at + 8)? as usize;
        let end = start
            .checked_add(length)
            .filter(|&end| start >= free_from && end <= file_bytes)
            .ok_or(OpenError::Section { tag })?;
        free_from = end;
        for (known, slot) in TAGS.iter().zip(&mut found) {
            if *known == tag && slot.replace((start, end)).is_some() {
                return Err(OpenError::Section { tag });
            }
        }
    }
    let mut spans = [(0, 0); TAGS.len()];
    for ((span, found), tag) in spans.iter_mut().zip(found).zip(TAGS) {
        *span = found.ok_or(OpenError::SectionMissing { tag })?;
    }
    Ok(spans)
}
