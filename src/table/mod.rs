//! The rule table: which items go with which, in a file that a page downloads once and reads in
//! place.
//!
//! [`write::write`] makes the bytes, [`Table::open`] checks every bound of the header and reads
//! nothing else, [`Table::find`] turns any id that a page has into an [`ItemId`](crate::domain::ItemId),
//! [`Table::rules`] unpacks one item's rules, [`Table::verify`] checks the checksum and every record.
//!
//! May import `domain`. The reader allocates nothing, uses no floats, and whatever the bytes are it
//! gives an error or an answer within the table. This page is the format's definition.
//!
//! # Format, version 1
//!
//! Numbers are little-endian and stand at any byte. Bit fields fill each byte from its lowest bit
//! up, a number's lowest bit first.
//!
//! ```text
//! ┌──────────────┬───────────────────┬──────┬──────┬──────┬──────┬──────┐
//! │ fixed header │ section directory │ CODE │ ROWS │ KEYS │ PAIR │ ORDS │
//! │ 60 bytes     │ 12 bytes each     │      │      │      │      │      │
//! └──────────────┴───────────────────┴──────┴──────┴──────┴──────┴──────┘
//!                                     what ranking reads   evidence
//! ```
//!
//! ## Fixed header
//!
//! ```text
//!  0                               8       10      12              16
//! ┌───────────────────────────────┬───────┬───────┬───────────────┬─────────────┐
//! │ 89 54 44 4D 0D 0A 1A 0A       │ u16   │ u16   │ u32           │ u64         │
//! │ magic: ‰TDM, CR LF, ^Z, LF    │version│header │ file bytes    │ checksum    │
//! │                               │       │bytes  │               │ of 24..     │
//! └───────────────────────────────┴───────┴───────┴───────────────┴─────────────┘
//!  24      28      32       36          40          44          48     52     56
//! ┌───────┬───────┬────────┬───────────┬───────────┬───────────┬──────┬──────┬──┐
//! │ u32   │ u32   │ u32    │ u32       │ u32       │ u32       │ i32  │ i32  │ …│
//! │ items │ rules │ orders │ customers │ floor:    │ floor:    │ from │ until│  │
//! │       │       │        │           │ orders    │ customers │ day  │ day  │  │
//! └───────┴───────┴────────┴───────────┴───────────┴───────────┴──────┴──────┴──┘
//!  56           57                 58              59         60
//! ┌────────────┬──────────────────┬───────────────┬──────────┐
//! │ u8 planes  │ u8 rules an item │ u8 sections   │ u8 zero  │
//! │ 1 or 2     │ 0 to 32          │               │          │
//! └────────────┴──────────────────┴───────────────┴──────────┘
//! ```
//!
//! The checksum is xxh64 with seed 0 over all bytes from 24 on; the bytes before it are checked by
//! their meaning. *Header bytes* is 60 + 12 × sections. *File bytes* is the length of the file, so
//! a broken-off transfer is told from a damaged one. Days count from 1970-01-01. A customer count
//! and floor of 0 mean that the export names no customers.
//!
//! ## Section directory
//!
//! ```text
//! ┌──────────┬────────────┬───────────┐
//! │ 4 bytes  │ u32        │ u32       │   × sections
//! │ tag      │ offset     │ length    │
//! └──────────┴────────────┴───────────┘
//! ```
//!
//! Offsets count from the start of the file. Sections come in the directory's order and never
//! overlap. A reader passes over tags that it does not know; the five of version 1 must each be
//! there once.
//!
//! ## Records
//!
//! Every section but `CODE` is a numbered list of byte strings:
//!
//! ```text
//! ┌────────┬─────────────────────────────────────────────┬────────────────┐
//! │ u8 w   │ ┌──────────┬──────────────────────────────┐ │ records,       │
//! │        │ │ u32 base │ 32 lengths in bytes, w bits  │ │ end to end     │
//! │        │ └──────────┴──────────────────────────────┘ │                │
//! │        │ × ⌈records / 32⌉                            │                │
//! └────────┴─────────────────────────────────────────────┴────────────────┘
//! ```
//!
//! A base is where the first record of its block begins, from the first record byte on. The last
//! block is filled up with lengths of 0. So one record is found by reading 4 + 4 w bytes, and `w` is
//! 32 at most. Bits left over at a record's end are 0.
//!
//! ## `CODE`: the code book
//!
//! ```text
//! ┌──────────────┬───────────────┬────────────────┬──────────────────────────────┐
//! │ u8           │ u8, 0 to 8    │ u8 c, 0 to 3   │ prefix codes of 8 bytes:     │ × planes
//! │ lowest scale │ bits a scale  │ bits a choice  │ page 2^c, cart 2^c × 4       │
//! └──────────────┴───────────────┴────────────────┴──────────────────────────────┘
//! ```
//!
//! A prefix code is 16 word lengths of 4 bits, that of code 0 first; 0 is a code that never occurs.
//! Words are canonical: by length, then by code, each one more than the one before; the first bit of
//! a word comes first. The four prefix codes of a choice in the cart plane are for rules whose page
//! code is 15, 12 to 14, 9 to 11, and 0 to 8.
//!
//! ## `ROWS`: one record an item, by id
//!
//! ```text
//! ┌─────────┬───────────┬─────────────────────────┬────────────┬────────────┬───────┐
//! │ 1 bit   │ 5 bits    │ scale − lowest, choice  │ ids        │ page codes │ cart  │
//! │ full    │ count − 1 │ of each plane           │            │            │ codes │
//! └─────────┴───────────┴─────────────────────────┴────────────┴────────────┴───────┘
//! ```
//!
//! A row without rules has no bytes. A full row has as many rules as the header allows, and then no
//! count. Ids ascend; ids above the item's own are less by one, so that no row can name its own
//! item. They are written middle first (place ⌊n / 2⌋ of n), then what is left of it, then what is
//! right of it, each in truncated binary among the values that still can be (binary interpolative
//! coding): whatever the bits are, the ids are in order and within the table. Truncated binary among
//! `n` values, with `b = ⌈log2 n⌉` and `s = 2^b − n`: a value below `s` takes `b − 1` bits, another
//! one is `s` more in `b` bits, its lowest bit last.
//!
//! A **code** says how strong a rule is in a plane: 0 is absent, and from 1 to 15 each is 2^0.4 times
//! the one below. Its weight is `l = scale + 4 × code` tenths of an octave, as an integer:
//! `M[l mod 10] << (l / 10)` with `M` = 128 137 147 158 169 181 194 208 223 239, the rounded powers
//! `128 × 2^(i/10)`. The strongest code of a row is 15, the strongest weight of a plane 2^38. What a
//! score loses by it: at most 2^±0.2 (−13 %, +15 %), its row's strongest 2^±0.05 (4 %); what is more
//! than 5.6 octaves (a factor of 48) below its row's strongest, or a row more than 25 octaves below
//! the plane's, is raised to that.
//!
//! ## `KEYS`: from any id to the item
//!
//! ```text
//! ┌───────┬───────┬─────────┬───────────┬──────────────┬─────────────┬──────────────┐
//! │ u32   │ u32   │ u8      │ u8        │ u8, 8 to 32  │ u8, 0 to 32 │ records:     │
//! │ seed  │ keys  │ hash    │ bucket    │ Rice         │ bits an     │ 2^bucket     │
//! │       │       │ bits    │ bits      │ parameter    │ item        │ bits buckets │
//! └───────┴───────┴─────────┴───────────┴──────────────┴─────────────┴──────────────┘
//! ```
//!
//! A key's hash is the top *hash bits* of xxh64 with the seed over its kind (one byte: 0 SKU,
//! 1 product id, 2 variant id, 3 handle) and its UTF-8 bytes. The top bits of that name the bucket.
//! A bucket holds, ascending, the rest of each hash as a Rice-coded gap (from 0 or from one above the
//! last), then the item's id; it ends where less than a byte is left. The writer takes the first seed
//! under which no two keys share a hash. A key that no item has is taken for some item's with a
//! probability of at most 2^-17.
//!
//! ## `PAIR` and `ORDS`: the counts behind the rules
//!
//! ```text
//! ┌────────┬──────────────────────────┐   ┌────────┬─────────────┬────────────────────┐
//! │ 5 bits │ Rice-coded, for each     │   │ 5 bits │ exp-Golomb  │ exp-Golomb (k),    │
//! │ k      │ rule of the item's row   │   │ k      │ (8): orders │ for each of up to  │
//! │        │                          │   │        │ of an item  │ 31 items more      │
//! └────────┴──────────────────────────┘   └────────┴─────────────┴────────────────────┘
//!   PAIR, one record an item                ORDS, one record for 32 items
//! ```
//!
//! A pair count of 0 is a rule that does not come from orders, 1 the floor of the header (at least
//! 1), 2 one more. Items come in falling popularity, so `ORDS` says how many orders fewer each item
//! is in than the one before.
//!
//! A Rice code with parameter `k` is `value >> k` zeros, a one, and the low `k` bits. An exp-Golomb
//! code is that of `value + 2^k`, of `n + 1` bits: `n − k` zeros, a one, and its low `n` bits.
//!
//! # Quirks
//!
//! - Ids mean nothing outside their table. A page that keeps one across a new table keeps a wrong
//!   one; keep keys.
//! - Keys are not stored, only their hashes: a table cannot list the SKUs it knows.
//! - Weights of two planes, or of two tables, cannot be compared.
//! - A file has at most 4 GiB, a row at most 32 rules.
//!
//! # Versions
//!
//! | version | since | change |
//! |---|---|---|
//! | 1 | 0.1.0 | the first |
//!
//! A reader reads its own version and every one before, never one after: it says so and names both.
//! `tests/golden/table` keeps a table of each.
//!
//! # A whole table
//!
//! ```
//! use tandem_widget::{
//!     domain::{ItemId, KeyKind},
//!     table::{
//!         Meta, Plane, Table, Weight,
//!         write::{ItemInput, RuleInput, write},
//!     },
//! };
//!
//! let rule = |consequent, page, pair_orders| RuleInput {
//!     consequent: ItemId(consequent),
//!     page,
//!     cart: None,
//!     pair_orders,
//! };
//! let item = |sku: &str, orders, rules| ItemInput {
//!     keys: vec![(KeyKind::Sku, sku.to_owned())],
//!     orders,
//!     rules,
//! };
//! let meta = Meta {
//!     order_count: 100,
//!     customer_count: 60,
//!     min_pair_orders: 3,
//!     min_pair_customers: 2,
//!     data_from_day: 14_944,  // 2010-12-01
//!     data_until_day: 15_317, // 2011-12-09
//!     planes: 1,
//!     rules_per_item: 2,
//! };
//! let bytes = write(
//!     &meta,
//!     &[
//!         item("TEAPOT", 40, vec![rule(1, 0.3, 12), rule(2, 0.1, 5)]),
//!         item("CUP", 31, vec![rule(0, 0.4, 12)]),
//!         item("SAUCER", 22, vec![]),
//!     ],
//! )?;
//!
//! let sample = "
//!     89 54 44 4D 0D 0A 1A 0A   magic
//!     01 00                     version 1
//!     78 00                     120 bytes of header
//!     DD 00 00 00               221 bytes of file
//!     6E 9C 0A B9 75 8A B1 5B   checksum of what follows
//!     03 00 00 00               3 items
//!     03 00 00 00               3 rules
//!     64 00 00 00               100 orders,
//!     3C 00 00 00               of 60 customers
//!     03 00 00 00               a pair is in 3 orders at least,
//!     02 00 00 00               of 2 customers at least
//!     60 3A 00 00               from 2010-12-01
//!     D5 3B 00 00               until 2011-12-09
//!     01 02 05 00               1 plane, 2 rules an item, 5 sections
//!     43 4F 44 45  78 00 00 00  0B 00 00 00   CODE at 120, 11 bytes
//!     52 4F 57 53  83 00 00 00  10 00 00 00   ROWS at 131, 16 bytes
//!     4B 45 59 53  93 00 00 00  29 00 00 00   KEYS at 147, 41 bytes
//!     50 41 49 52  BC 00 00 00  11 00 00 00   PAIR at 188, 17 bytes
//!     4F 52 44 53  CD 00 00 00  10 00 00 00   ORDS at 205, 16 bytes
//!
//!     F6 03 00                  CODE: scales from 246 in 3 bits, no choice
//!     00 00 00 00 00 10 00 10   codes 11 and 15 have words of 1 bit: 0 and 1
//!
//!     02                        ROWS: lengths of 2 bits
//!     00 00 00 00               the first block begins at 0
//!     09 00 00 00 00 00 00 00   lengths 1 and 2, then zeros
//!     11                        TEAPOT: full; scale 246; ids 1 and 2 (no choice); codes 15, 11
//!     00 05                     CUP: not full, 1 rule; scale 250; id 0; code 15
//!
//!     00 00 00 00  03 00 00 00  KEYS: seed 0, 3 keys
//!     13 00 11 02               hashes of 19 bits, 1 bucket, Rice parameter 17, ids of 2 bits
//!     04                        lengths of 4 bits
//!     00 00 00 00               the first block begins at 0
//!     08 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   length 8, then zeros
//!     3A 80 54 07 9A 44 94 17   gap and item, three times
//!
//!     02                        PAIR: lengths of 2 bits
//!     00 00 00 00               the first block begins at 0
//!     0A 00 00 00 00 00 00 00   lengths 2 and 2, then zeros
//!     82 1E                     TEAPOT: Rice parameter 2; 10 for 12 orders, 3 for 5
//!     82 02                     CUP: Rice parameter 2; 10 for 12 orders
//!
//!     02                        ORDS: lengths of 2 bits
//!     00 00 00 00               the first block begins at 0
//!     03 00 00 00 00 00 00 00   length 3, then zeros
//!     22 8A B5                  parameter 2; 40 orders; 9 fewer; 9 fewer
//! ";
//! let byte = |word: &str| u8::from_str_radix(word, 16).ok().filter(|_| word.len() == 2);
//! let bytes_of = |line: &str| line.split_whitespace().map_while(byte).collect::<Vec<_>>();
//! assert_eq!(bytes, sample.lines().flat_map(bytes_of).collect::<Vec<_>>());
//!
//! let table = Table::open(bytes)?;
//! let teapot = table.find(KeyKind::Sku, "TEAPOT").expect("a key of the table");
//! let row = table.rules(teapot)?;
//! let strongest = row.rules(Plane::Page).next().expect("a rule");
//! assert_eq!(strongest.consequent, ItemId(1));
//! assert_eq!(strongest.weight, Weight(194 << 30)); // 246 + 4 * 15 = 306 tenths of an octave
//! assert_eq!(table.pair_orders(teapot)?.as_slice(), [12, 5]);
//! assert_eq!(table.item_orders(teapot), Some(40));
//! assert!(table.verify().is_ok());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bits;
mod decoder;
mod error;
mod evidence;
mod keys;
mod layout;
mod models;
mod open;
mod records;
mod row;
mod verify;
pub mod write;

pub use error::{Fault, OpenError, RowError};
pub use evidence::PairOrders;
pub use layout::{MAX_RULES_PER_ITEM, VERSION};
pub use open::{Meta, Section, Table};
pub use row::{Plane, Row, Rule, Weight};
pub use verify::{RowBits, Statistics};
