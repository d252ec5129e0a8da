//! Taking rows in: each line is kept, left out for one reason, or bad.
//!
//! A kept line costs 12 bytes; text is stored once. Nothing is decided here that needs the whole
//! input: fees, double exports and repeats are decided in [`super::finish`].

use csv::ByteRecord;
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::{
    Fault, OrderColumn, Reason,
    kept::Kept,
    list::Entry,
    stats::{ItemStats, LatePrice, Spelling},
    survey::Layout,
    text::{bare, decode, folded, quoted},
};
use crate::mine::config::{FreeLines, ImportSettings};

/// Distinct byte strings with dense numbers by first appearance.
pub(super) type Names = IndexSet<Box<[u8]>, FxBuildHasher>;

/// The number of a name, new or old. Allocates only for new ones.
pub(super) fn number_of(names: &mut Names, name: &[u8]) -> u32 {
    let position = match names.get_index_of(name) {
        Some(position) => position,
        None => names.insert_full(name.into()).0,
    };
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Names of up to 15 bytes with their numbers, each in one place: finding one misses the cache once.
pub(super) type ShortNames = FxHashMap<u128, u32>;

/// A name as a number, if it is short enough: its bytes and how many they are.
pub(super) fn short(name: &[u8]) -> Option<u128> {
    let mut bytes = [0; 16];
    let (last, room) = bytes.split_last_mut()?;
    room.get_mut(..name.len())?.copy_from_slice(name);
    *last = u8::try_from(name.len()).ok()?;
    Some(u128::from_le_bytes(bytes))
}

/// The lines of one order in one file.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) order: u32,
    pub(super) file: u32,
    /// The earliest of its dates; `None` until one is met.
    pub(super) time: Option<i64>,
    pub(super) customer: Option<u32>,
    pub(super) currency: Option<u8>,
    pub(super) no_sale: bool,
    /// Kept lines, and a sum of their hashes that does not depend on their order.
    pub(super) lines: u32,
    pub(super) sum: u64,
}

/// A kept line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) part: u32,
    pub(super) item: u32,
    /// Of everything the line says.
    pub(super) hash: u32,
}

/// The cells of one line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cells<'a> {
    pub(super) sku: &'a [u8],
    pub(super) title: &'a [u8],
    pub(super) quantity: &'a [u8],
    pub(super) price: &'a [u8],
    pub(super) product_id: &'a [u8],
    pub(super) variant_id: &'a [u8],
}

/// Where a fault is: the cell and what is wrong with it. `None` for the whole line.
pub(super) type Bad = (Option<usize>, Fault);

/// What a line said of its item: the place of its title there, and its price.
pub(super) struct Said {
    pub(super) item: u32,
    pub(super) title: Option<usize>,
    pub(super) price: Option<(i64, u8)>,
}

/// What the lines of one part said, to be taken back if the order is huge; no more than such an order
/// may hold.
#[derive(Default)]
pub(super) struct LastSaid {
    pub(super) part: Option<u32>,
    pub(super) is_huge: bool,
    pub(super) lines: Vec<Said>,
}

/// Everything taken in so far.
pub(super) struct Intake<'s> {
    pub(super) settings: &'s ImportSettings,
    pub(super) free_lines: FreeLines,
    pub(super) orders: Names,
    pub(super) parts: Vec<Part>,
    /// Per order its first and its newest part.
    pub(super) spans: Vec<(u32, u32)>,
    /// SKUs as written, each with its item: one look-up a line.
    pub(super) written: Names,
    pub(super) written_short: ShortNames,
    pub(super) spellings: Vec<Spelling>,
    pub(super) item_keys: Names,
    pub(super) items: Vec<ItemStats>,
    pub(super) customers: Names,
    pub(super) has_customers: bool,
    /// Currency codes as written, in capitals. The first is that of the settings, for lines that
    /// name none, or empty.
    pub(super) currencies: Vec<String>,
    /// Per currency its priced lines, of those kept so far.
    pub(super) priced: Vec<u64>,
    pub(super) lines: Kept,
    /// What lines of an order's second file say of their items: counted only if the order is no
    /// double export.
    pub(super) late: Vec<LatePrice>,
    /// What the last part's lines said, while they follow one another.
    pub(super) said: LastSaid,
    pub(super) left_out: [u64; Reason::ALL.len()],
    pub(super) lines_read: u64,
    file: u32,
    statuses: Vec<String>,
    last_order: u32,
    last_date: (Vec<u8>, i64),
    last_status: (Vec<u8>, bool),
    pub(super) key: Vec<u8>,
}

impl<'s> Intake<'s> {
    pub(super) fn new(settings: &'s ImportSettings, free_lines: FreeLines) -> Self {
        Self {
            settings,
            free_lines,
            orders: Names::default(),
            parts: Vec::new(),
            spans: Vec::new(),
            written: Names::default(),
            written_short: ShortNames::default(),
            spellings: Vec::new(),
            item_keys: Names::default(),
            items: Vec::new(),
            customers: Names::default(),
            has_customers: false,
            currencies: vec![
                settings
                    .currency
                    .map_or_else(String::new, |known| known.code().to_owned()),
            ],
            priced: vec![0],
            lines: Kept::default(),
            late: Vec::new(),
            said: LastSaid::default(),
            left_out: [0; Reason::ALL.len()],
            lines_read: 0,
            file: 0,
            statuses: settings
                .left_out_statuses
                .iter()
                .map(|status| folded(status))
                .collect(),
            last_order: 0,
            last_date: (Vec::new(), 0),
            last_status: (Vec::new(), false),
            key: Vec::new(),
        }
    }

    /// Lines left out for their price of zero.
    pub(super) fn free(&self) -> u64 {
        self.left_out
            .get(Reason::Free as usize)
            .copied()
            .unwrap_or(0)
    }

    /// Whether prices of zero were left out, and there are no others.
    pub(super) fn says_no_price(&self) -> bool {
        self.free() > 0 && self.priced.iter().all(|&lines| lines == 0)
    }

    /// Starts the next file.
    pub(super) fn start(&mut self, layout: &Layout, file: usize) {
        self.file = u32::try_from(file).unwrap_or(u32::MAX);
        self.has_customers |= layout.place(OrderColumn::Customer).is_some();
        self.last_date.0.clear();
    }

    /// Takes one row in. Every line of it that is bad goes to `bad`.
    pub(super) fn row(&mut self, layout: &Layout, row: &ByteRecord, bad: &mut dyn FnMut(Bad)) {
        let header = layout.header.names.len();
        let extra = row
            .iter()
            .skip(header)
            .any(|cell| !cell.trim_ascii().is_empty());
        let fault = if row.len() < layout.needed_cells {
            Some(Fault::Short {
                cells: row.len(),
                header,
            })
        } else if extra {
            Some(Fault::Long {
                cells: row.len(),
                header,
            })
        } else {
            None
        };
        if let Some(fault) = fault {
            self.lines_read += 1;
            return bad((None, fault));
        }
        let part = match self.part(layout, row) {
            Ok(part) => part,
            Err(fault) => {
                self.lines_read += 1;
                return bad(fault);
            }
        };
        let cell = |column| {
            let place = layout.place(column);
            bare(place.and_then(|place| row.get(place)).unwrap_or_default())
        };
        let Some((place, form)) = layout.list else {
            let cells = Cells {
                sku: cell(OrderColumn::Sku),
                title: cell(OrderColumn::Title),
                quantity: cell(OrderColumn::Quantity),
                price: cell(OrderColumn::Price),
                product_id: cell(OrderColumn::ProductId),
                variant_id: cell(OrderColumn::VariantId),
            };
            if let Err(fault) = self.line(layout, part, cells) {
                bad(fault);
            }
            return;
        };
        let text = decode(row.get(place).unwrap_or_default());
        let mut entries: Vec<Entry<'_>> = Vec::new();
        if !form.parse(&text, &mut entries) {
            self.lines_read += 1;
            return bad((
                Some(place),
                Fault::List {
                    value: quoted(text.as_bytes()),
                },
            ));
        }
        if entries.is_empty() {
            entries.push(Entry::default());
        }
        for entry in &entries {
            let field = |field: &'_ Option<std::borrow::Cow<'_, str>>| -> Vec<u8> {
                field.as_deref().unwrap_or("").trim().as_bytes().to_vec()
            };
            let (sku, title, quantity, price) = (
                field(&entry.sku),
                field(&entry.title),
                field(&entry.quantity),
                field(&entry.price),
            );
            let (product_id, variant_id) = (field(&entry.product_id), field(&entry.variant_id));
            let cells = Cells {
                sku: &sku,
                title: &title,
                quantity: &quantity,
                price: &price,
                product_id: &product_id,
                variant_id: &variant_id,
            };
            if let Err((_, fault)) = self.line(layout, part, cells) {
                bad((Some(place), fault));
            }
        }
    }

    /// The order of a row, with what the row says about it.
    fn part(&mut self, layout: &Layout, row: &ByteRecord) -> Result<u32, Bad> {
        let cell = |column| {
            let place = layout.place(column);
            bare(place.and_then(|place| row.get(place)).unwrap_or_default())
        };
        let id = cell(OrderColumn::Order);
        if id.is_empty() {
            return Err((layout.place(OrderColumn::Order), Fault::Empty));
        }
        let date = cell(OrderColumn::Date);
        let time = self.time(layout, date)?;
        // Lines of one order mostly follow each other.
        let order = match self.orders.get_index(self.last_order as usize) {
            Some(last) if **last == *id => self.last_order,
            _ => number_of(&mut self.orders, id),
        };
        self.last_order = order;
        let newest = self.spans.get(order as usize).map(|&(_, newest)| newest);
        let known = newest.filter(|&part| {
            self.parts
                .get(part as usize)
                .is_some_and(|part| part.file == self.file)
        });
        let part = match known {
            Some(part) => part,
            None => {
                if time.is_none() {
                    return Err((layout.place(OrderColumn::Date), Fault::Empty));
                }
                let number = u32::try_from(self.parts.len()).unwrap_or(u32::MAX);
                self.parts.push(Part {
                    order,
                    file: self.file,
                    time: None,
                    customer: None,
                    currency: None,
                    no_sale: false,
                    lines: 0,
                    sum: 0,
                });
                match self.spans.get_mut(order as usize) {
                    Some((_, newest)) => *newest = number,
                    None => self.spans.push((number, number)),
                }
                number
            }
        };
        let status = cell(OrderColumn::Status);
        let no_sale = (!status.is_empty() && self.is_no_sale(status))
            || !cell(OrderColumn::CancelledAt).is_empty();
        let customer = cell(OrderColumn::Customer);
        let currency = cell(OrderColumn::Currency);
        let currency = (!currency.is_empty()).then(|| self.currency(currency));
        if let Some(part) = self.parts.get_mut(part as usize) {
            if let Some(time) = time {
                part.time = Some(part.time.map_or(time, |known| known.min(time)));
            }
            part.no_sale |= no_sale;
            part.currency = currency.or(part.currency);
            if part.customer.is_none() && !is_nobody(customer) {
                // Addresses are the same in any case.
                self.key.clear();
                self.key.extend(customer.iter().map(u8::to_ascii_lowercase));
                part.customer = Some(number_of(&mut self.customers, &self.key));
            }
        }
        Ok(part)
    }

    /// The row's time, where it says one. Lines of one order repeat it, so the last is remembered.
    fn time(&mut self, layout: &Layout, date: &[u8]) -> Result<Option<i64>, Bad> {
        if date.is_empty() {
            return Ok(None);
        }
        if self.last_date.0 != date {
            let Some(time) = layout.dates.parse(date) else {
                return Err((
                    layout.place(OrderColumn::Date),
                    Fault::Date {
                        value: quoted(date),
                        day_first: layout.dates.day_first,
                    },
                ));
            };
            self.last_date.0.clear();
            self.last_date.0.extend_from_slice(date);
            self.last_date.1 = time;
        }
        Ok(Some(self.last_date.1))
    }

    fn is_no_sale(&mut self, status: &[u8]) -> bool {
        if self.last_status.0 != status {
            let folded = folded(&decode(status));
            let bare = folded.strip_prefix("wc").unwrap_or(&folded);
            let no_sale = self
                .statuses
                .iter()
                .any(|known| *known == folded || known == bare);
            self.last_status = (status.to_vec(), no_sale);
        }
        self.last_status.1
    }

    pub(super) fn currency(&mut self, code: &[u8]) -> u8 {
        let known = self
            .currencies
            .iter()
            .position(|known| known.as_bytes().eq_ignore_ascii_case(code));
        let position = known.unwrap_or_else(|| {
            self.currencies.push(quoted(code).to_uppercase());
            self.priced.push(0);
            self.currencies.len() - 1
        });
        // Past 255 kinds of junk, all further ones are as good as unknown.
        u8::try_from(position).unwrap_or(u8::MAX)
    }
}

/// What shops write where there is no customer account.
fn is_nobody(customer: &[u8]) -> bool {
    customer.is_empty()
        || [
            &b"0"[..],
            b"guest",
            b"n/a",
            b"na",
            b"nan",
            b"null",
            b"none",
            b"-",
            b"anonymous",
        ]
        .iter()
        .any(|nobody| customer.eq_ignore_ascii_case(nobody))
}
