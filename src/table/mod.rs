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
//! ## Symbols
//!
//! Rows are written in symbols that take as many bits as their frequency is worth (asymmetric numeral
//! systems, in the range variant with bytes; Duda 2013). A **table** says how often each symbol occurs:
//!
//! ```text
//! ┌──────────────┬───────────┬────────────────────────────────────────────┐
//! │ u8           │ u8 n      │ u16: frequencies up to and with a symbol,  │
//! │ first symbol │ how many  │ for each but the last                      │
//! │              │ more      │ × n                                        │
//! └──────────────┴───────────┴────────────────────────────────────────────┘
//! ```
//!
//! Frequencies of a table add up to 4,096. The decoder has a state, 0 at first. Before a record and
//! after each symbol it is filled: while it is below 2^23 and bytes are left, it becomes
//! `256 × state + byte`. A symbol is the first one whose sum of frequencies is above `state mod 4096`;
//! with `b` the sum before it and `f` its own frequency, the state becomes
//! `f × (state div 4096) + state mod 4096 − b`. *Raw* bits are the low bits of the state, which is
//! shifted by as many; more than 12 come in parts of 12, the lowest first. At the end of a record the
//! state is 0 and no byte is left.
//!
//! ## `CODE`: the models
//!
//! ```text
//! ┌────────┬────────────┬────────────┬───────────┬───────────┐
//! │ u8     │ u8         │ u8         │ 2 × u8    │ 3 × u8    │
//! │ tables │ first page │ first cart │ limits of │ limits of │
//! │        │ table      │ table      │ distances │ scales    │
//! ├────────┴────────────┴──┬─────────┴───────────┼───────────┤
//! │ 9, 54 and, of 2 planes,│ u16: where a table  │ tables    │
//! │ 64 bytes: the table of │ begins, from the    │           │
//! │ each context, 4 bits   │ first one on        │           │
//! │                        │ × tables            │           │
//! └────────────────────────┴─────────────────────┴───────────┘
//! ```
//!
//! The first three tables are those of row lengths, of ids below the item and of scales; tables of
//! gaps follow, then of page codes, then of cart codes. The four bits of a context
//! count from the first table of their kind. Contexts that are alike share a table, so a small shop has
//! few tables and a large one up to 16 of a kind.
//!
//! A gap has 17 contexts: 0 for the first of its side, else one more than the class of the gap before,
//! 16 at most.
//!
//! A page code has 9 × 4 × 3: `(mean × 4 + scale) × 3 + distance`. `mean` is 0 for a row's first code,
//! else the mean of 12 and the codes before, rounded and brought into 8 to 15, less 7. `scale` is how
//! many limits the row's scale reaches, `distance` how many limits the bits of the consequent's distance
//! reach. That distance is a rough one: a gap of class `c` counts as 1.5 × 2^c, rounded down.
//!
//! A cart code has 16 × 4 × 2: `(expected × 4 + scale) × 2 + top`. `expected` is, in halves of a code,
//! the rule's page code and the mean of −1 and what the cart codes before had above their page codes,
//! rounded and brought into 16 to 31, less 16; `top` is 1 where the page code is 15.
//!
//! ## `ROWS`: one record for four items, by id
//!
//! ```text
//! ┌────────┬───────┬─────────┬───────────┬───────┬───────┬─────────┐
//! │ length │ ids   │ classes │ scale     │ page  │ cart  │ rest of │  × 4
//! │        │ below │ of gaps │ and a bit │ codes │ codes │ gaps    │
//! └────────┴───────┴─────────┴───────────┴───────┴───────┴─────────┘
//! ```
//!
//! *Length* is 0 for a row without rules, which ends there; 1 for one of as many rules as the header
//! allows; 2 for another, whose number of rules, less one, follows in 5 raw bits. Ids go outward from the
//! item: first those below it, from the nearest down, then those above it, from the nearest up. Each is
//! written as its gap from the one before, or from the item: as the class, which is the place of the
//! gap's highest bit, and at the row's end the bits below that one, raw, in the same order. So ids are
//! ascending and distinct and never the item itself, whatever the bits are; a reader refuses one that is
//! outside the table. Codes go by ascending id.
//!
//! A **code** says how strong a rule is in a plane: 0 is absent, and from 1 to 15 each is a *step*
//! above the one below: 5 tenths of an octave in the page plane (a factor of 1.41), 8 in the cart plane
//! (1.74). Its weight is `l = scale + step × code` tenths of an octave, 310 at most, as an integer:
//! `M[l mod 10] << (l div 10)` with `M` = 128 137 147 158 169 181 194 208 223 239, the rounded powers
//! `128 × 2^(i/10)`. A scale is 1 and twice a number: its symbol, doubled, and the bit. It is the cart
//! plane's where there is one: rows add up only there, and the page scale of every row is then 235. The
//! strongest code of a row is 15.
//!
//! A cart of two or three items adds the two planes up: a rule that is in the cart plane weighs what it
//! says there and, on top, its page code under the cart's scale and 45 more, so that the strongest codes
//! of both are level. There each item speaks mostly for itself, as on a page.
//!
//! What a score loses by it: less than a step (a factor of 1.41 in the page plane, 1.74 in the cart
//! plane), as of the two codes beside it the writer takes the one whose bits and squared error weigh
//! least together; its row's strongest at most 2^±0.1 (7 %); what is more than 14 steps below its row's
//! strongest is raised to that.
//!
//! Items that name each other stand close together in a table that the writer arranged: that is what
//! makes gaps short. A row is read by unpacking the rows of its record up to it, 2.5 on average.
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
//! under which no two keys share a hash, nor a key, taken for one of an earlier kind, another's. A key that no item has is taken for some item's with a
//! probability of at most 2^-12.
//!
//! ## `PAIR` and `ORDS`: the counts behind the rules
//!
//! ```text
//! ┌────────┬──────────────────────────┐   ┌────────────────────────────────────┐
//! │ 5 bits │ Rice-coded, for each     │   │ the orders of each of 32 items, in │
//! │ k      │ rule of the item's row   │   │ as many bits as the largest needs  │
//! └────────┴──────────────────────────┘   └────────────────────────────────────┘
//!   PAIR, one record an item                ORDS, one record for 32 items
//! ```
//!
//! A pair count of 0 is a rule that does not come from orders, 1 the floor of the header (at least
//! 1), 2 one more. A record of `PAIR` ends where only zeros are left in its last byte. One of `ORDS`
//! is filled up with zeros to 32 numbers, so its length, four bytes for each bit, tells their width.
//!
//! A Rice code with parameter `k` is `value >> k` zeros, a one, and the low `k` bits.
//!
//! One more section may follow, `ALTS`: what may be taken in an item's place. Its records have eight
//! bytes, the item and the other as two `u32`, by ascending item, upgrades in their order. Bit 31 of
//! the second says that the other is offered as an upgrade, bit 30 that it never stands in the item's
//! box. Tables without such pairs have no such section.
//!
//! # Quirks
//!
//! - Ids mean nothing outside their table. A page that keeps one across a new table keeps a wrong
//!   one; keep keys.
//! - Keys are not stored, only their hashes: a table cannot list the SKUs it knows.
//! - Ids are in no order that means anything: not by popularity, not by key.
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
//! # Sizes
//!
//! The Online Retail export, 56,185 rules of 3,756 items with two codes each (`tandem inspect`): 1.75
//! bytes a rule, of which rows are 1.50, keys 0.23 and models 0.02; the counts behind the rules are 0.82
//! more. Choosing codes by what they cost, and one scale a row instead of two, save 0.11 of that. NDCG@10 of
//! `tandem eval` before and after: of a page .0739 and .0738, of up to three items .1074 and .1073, of
//! the whole cart .1937 and .1934, each ± .003 to .004. In popularity order, without arranging, rows
//! take 0.3 bytes a rule more.
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
//!     54 01 00 00               340 bytes of file
//!     30 59 41 ED 48 9C 49 74   checksum of what follows
//!     03 00 00 00               3 items
//!     03 00 00 00               3 rules
//!     64 00 00 00               100 orders,
//!     3C 00 00 00               of 60 customers
//!     03 00 00 00               a pair is in 3 orders at least,
//!     02 00 00 00               of 2 customers at least
//!     60 3A 00 00               from 2010-12-01
//!     D5 3B 00 00               until 2011-12-09
//!     01 02 05 00               1 plane, 2 rules an item, 5 sections
//!     43 4F 44 45  78 00 00 00  67 00 00 00   CODE at 120, 103 bytes
//!     52 4F 57 53  DF 00 00 00  10 00 00 00   ROWS at 223, 16 bytes
//!     4B 45 59 53  EF 00 00 00  23 00 00 00   KEYS at 239, 35 bytes
//!     50 41 49 52  12 01 00 00  11 00 00 00   PAIR at 274, 17 bytes
//!     4F 52 44 53  23 01 00 00  31 00 00 00   ORDS at 291, 49 bytes
//!
//!     06 04 06                  CODE: 6 tables; 4 is the first of page codes, 6 would be of cart codes
//!     01 02                     distances of 0 bits, 1 bit, more (the first never occurs)
//!     E7 EB EB                  scales below 231, to 234, from 235
//!     00 00 00 00 00 00 00 00  00                       gaps: every context has the first table
//!     00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  page codes: the first table too,
//!     00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
//!     00 00 00 00 00 00 00 00  00 00 00 00 10 00 00 00
//!     00 00 00 00 00 00                                 but the second in context 89
//!     00 00  06 00  0A 00  0E 00  10 00  12 00   where the tables begin
//!     00 02  56 05  AB 0A       row lengths 0, 1, 2: a third each
//!     00 01  00 08              0 or 1 ids below: a half each
//!     39 01  00 08              scales of step 114 or 115, and of 116 or 117
//!     00 00                     gaps: all of class 0
//!     0F 00                     page codes: 15
//!     0C 00                     page codes: 12
//!
//!     02                        ROWS: lengths of 2 bits
//!     00 00 00 00               the first block begins at 0
//!     03 00 00 00 00 00 00 00   length 3, then zeros
//!     D8 DA 7C                  the three rows
//!
//!     00 00 00 00  03 00 00 00  KEYS: seed 0, 3 keys
//!     0E 00 0C 02               hashes of 14 bits, 1 bucket, Rice parameter 12, ids of 2 bits
//!     03                        lengths of 3 bits
//!     00 00 00 00               the first block begins at 0
//!     06 00 00 00 00 00 00 00  00 00 00 00   length 6, then zeros
//!     02 A4 7E 26 29 2F         gap and item, three times
//!
//!     02                        PAIR: lengths of 2 bits
//!     00 00 00 00               the first block begins at 0
//!     0A 00 00 00 00 00 00 00   lengths 2 and 2, then zeros
//!     82 1E                     TEAPOT: Rice parameter 2; 10 for 12 orders, 3 for 5
//!     82 02                     CUP: Rice parameter 2; 10 for 12 orders
//!
//!     05                        ORDS: lengths of 5 bits
//!     00 00 00 00               the first block begins at 0
//!     18 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  00 00 00 00   length 24, then zeros
//!     E8 67 01                  40, 31 and 22 orders in 6 bits each, then zeros
//!     00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  00 00 00 00 00
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
//! assert_eq!(strongest.weight, Weight(194 << 30)); // 231 + 5 * 15 = 306 tenths of an octave
//! assert_eq!(table.pair_orders(teapot)?.as_slice(), [12, 5]);
//! assert_eq!(table.item_orders(teapot), Some(40));
//! assert!(table.verify().is_ok());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod alternatives;
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

pub use alternatives::Alternative;
pub use error::{Fault, OpenError, RowError};
pub use evidence::PairOrders;
pub use layout::{MAX_RULES_PER_ITEM, VERSION};
pub use open::{Meta, Section, Table};
pub use row::{Plane, Row, Rule, Weight};
pub use verify::{RowBits, Statistics};
