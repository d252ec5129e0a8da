//! What can be wrong with a table, as data.

use crate::domain::ItemId;

/// Why bytes are not a table that can be read.
///
/// The sentences are for whoever runs the shop: they name a remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// No bytes at all.
    #[error("the rule table is empty: upload it again")]
    Empty,
    /// A web page came instead: a host that answers 200 to a missing file.
    #[error(
        "a web page came instead of a rule table: check its address, and that the host answers 404 for missing files"
    )]
    Html,
    /// Still packed with gzip.
    #[error(
        "the rule table is still packed with gzip: unpack it, or let the host send it with `Content-Encoding: gzip`"
    )]
    Gzip,
    /// Read as text and written again somewhere on its way.
    #[error("the rule table was changed as if it were text: transfer it as binary")]
    ReadAsText,
    /// Something else altogether.
    #[error(
        "this is not a rule table: it must begin with the bytes 89 54 44 4D; check its address"
    )]
    NotATable,
    /// Written by a newer version of the format.
    #[error(
        "the rule table has format version {found}, and this reader knows versions up to {supported}: update the reader, or build the table with the version that goes with it"
    )]
    NewerVersion {
        /// The table's version.
        found: u16,
        /// The newest version that this reader knows.
        supported: u16,
    },
    /// A version that never was.
    #[error("the rule table has format version {found}, which never was: build it again")]
    UnknownVersion {
        /// The table's version.
        found: u16,
    },
    /// Fewer bytes than its header says: a transfer that broke off.
    #[error("the rule table breaks off after {found} of {expected} bytes: transfer it again")]
    Truncated {
        /// Bytes that the header announces.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// More bytes than its header says.
    #[error("the rule table has {found} bytes where its header says {expected}: transfer it again")]
    TrailingBytes {
        /// Bytes that the header announces.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// A number of the header is outside its range.
    #[error("the rule table's header is damaged (byte {offset}): transfer it again")]
    Header {
        /// Where in the file the number stands.
        offset: usize,
    },
    /// A section of this version is not there.
    #[error("the rule table lacks its section {}: build it again", tag_text(tag))]
    SectionMissing {
        /// The section's name.
        tag: [u8; 4],
    },
    /// A section lies outside the file, overlaps another, or is too small for what the header
    /// counts.
    #[error(
        "the rule table's section {} is damaged: transfer it again",
        tag_text(tag)
    )]
    Section {
        /// The section's name.
        tag: [u8; 4],
    },
}

impl OpenError {
    /// A short name that stays the same over versions, for a page's log and events.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "table-empty",
            Self::Html => "table-html",
            Self::Gzip => "table-gzip",
            Self::ReadAsText => "table-read-as-text",
            Self::NotATable => "table-not-a-table",
            Self::NewerVersion { .. } => "table-newer-version",
            Self::UnknownVersion { .. } => "table-unknown-version",
            Self::Truncated { .. } => "table-truncated",
            Self::TrailingBytes { .. } => "table-trailing-bytes",
            Self::Header { .. } => "table-header",
            Self::SectionMissing { .. } => "table-section-missing",
            Self::Section { .. } => "table-section",
        }
    }
}

/// A tag as text; a tag that is not ASCII comes from a damaged file and shows as `????`.
pub(super) fn tag_text(tag: &[u8; 4]) -> &str {
    core::str::from_utf8(tag).unwrap_or("????")
}

/// Why an item's record cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// The table has no such item.
    #[error("the rule table has no item {}", item.0)]
    UnknownItem {
        /// The item asked for.
        item: ItemId,
    },
    /// The record breaks off or says what no writer says.
    #[error("the rule table's record of item {} is damaged: transfer it again", item.0)]
    Damaged {
        /// The item asked for.
        item: ItemId,
    },
}

/// One thing that [`verify`](super::Table::verify) found wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The bytes are not those that were written.
    #[error("the checksum is {found:016x} where the header says {expected:016x}")]
    Checksum {
        /// What the header says.
        expected: u64,
        /// What the bytes give.
        found: u64,
    },
    /// A record does not begin where the one before it ends, or the last does not end with its
    /// section.
    #[error(
        "record {index} of section {} is not where it should be",
        tag_text(tag)
    )]
    Place {
        /// The section's name.
        tag: [u8; 4],
        /// The record's number.
        index: u32,
    },
    /// A table of symbols breaks off, or its frequencies are not in order.
    #[error("table {index} of the models is damaged")]
    Model {
        /// Its number.
        index: usize,
    },
    /// What may be taken in items' places is in no order, or names no item.
    #[error("the alternatives are damaged")]
    Alternatives,
    /// An item's rules cannot be read.
    #[error("the rules of item {} cannot be read", item.0)]
    Row {
        /// The item.
        item: ItemId,
    },
    /// A row holds more rules than the header allows.
    #[error("item {} has {found} rules where the header allows {allowed}", item.0)]
    RowLength {
        /// The item.
        item: ItemId,
        /// Its rules.
        found: u32,
        /// What the header allows.
        allowed: u32,
    },
    /// A row's strongest code is not the highest, so its scale is not what a writer would write.
    #[error("the scale of item {} does not fit its codes", item.0)]
    Scale {
        /// The item.
        item: ItemId,
    },
    /// A rule is absent from every plane.
    #[error("the rule from item {} to item {} has no weight", item.0, consequent.0)]
    Weightless {
        /// The rule's antecedent.
        item: ItemId,
        /// The rule's consequent.
        consequent: ItemId,
    },
    /// The rows do not hold as many rules as the header says.
    #[error("the rows hold {found} rules where the header says {expected}")]
    RuleCount {
        /// What the header says.
        expected: u32,
        /// What the rows hold.
        found: u32,
    },
    /// An item's pair counts cannot be read.
    #[error("the pair counts of item {} cannot be read", item.0)]
    Pairs {
        /// The item.
        item: ItemId,
    },
    /// A pair was seen in more orders than one of its items.
    #[error(
        "items {} and {} are together in {pair_orders} orders, more than one of them is in",
        item.0, consequent.0
    )]
    PairAboveItem {
        /// The rule's antecedent.
        item: ItemId,
        /// The rule's consequent.
        consequent: ItemId,
        /// Orders with both.
        pair_orders: u32,
    },
    /// An item's order count cannot be read.
    #[error("the order count of item {} cannot be read", item.0)]
    Orders {
        /// The item.
        item: ItemId,
    },
    /// An item is in more orders than there are.
    #[error("item {} is in {orders} orders, and there are {at_most}", item.0)]
    ItemOrders {
        /// The item.
        item: ItemId,
        /// Orders with the item.
        orders: u32,
        /// How many orders there are.
        at_most: u32,
    },
    /// A bucket of the key index cannot be read.
    #[error("bucket {bucket} of the key index cannot be read")]
    Keys {
        /// The bucket's number.
        bucket: u32,
    },
    /// The index does not hold as many keys as it says.
    #[error("the key index holds {found} keys where it says {expected}")]
    KeyCount {
        /// What the index says.
        expected: u32,
        /// What its buckets hold.
        found: u32,
    },
    /// There are more faults than are worth listing.
    #[error("there are more faults; the first {listed} are listed")]
    More {
        /// How many are listed.
        listed: usize,
    },
}
