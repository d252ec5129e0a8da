//! Taking rows in: each line is kept, left out for one reason, or bad.
//!
//! A kept line costs 4 bytes, 8 where it says more than its SKU, and 8 more where the line before is
//! another order's; text is stored once. Nothing is decided here that needs the whole
//! input: fees, double exports and repeats are decided in [`super::finish`].

use super::{
    Fault, OrderColumn, Reason,
    kept::Kept,
    list::Entry,
    names::{Names, ShortNames},
    rows::Row,
    stats::{ItemStats, LatePrice, Spelling},
    survey::Layout,
    text::{bare, decode, folded, quoted},
};
use crate::mine::config::{FreeLines, ImportSettings};

/// The lines of one order in one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// The earliest of its dates; [`NO_TIME`] until one is met.
    time: i64,
    pub(super) order: u32,
    pub(super) file: u32,
    /// [`NOBODY`] where none is named.
    customer: u32,
    pub(super) currency: Option<u8>,
    pub(super) no_sale: bool,
    /// Whether the order already stands in an earlier file.
    pub(super) is_late: bool,
}

/// Columns that speak of the order.
const PART_COLUMNS: [OrderColumn; 6] = [
    OrderColumn::Order,
    OrderColumn::Date,
    OrderColumn::Status,
    OrderColumn::CancelledAt,
    OrderColumn::Customer,
    OrderColumn::Currency,
];

const NO_TIME: i64 = i64::MIN;
const NOBODY: u32 = u32::MAX;

impl Part {
    /// The earliest of its dates.
    pub(super) fn time(&self) -> Option<i64> {
        (self.time != NO_TIME).then_some(self.time)
    }

    /// The first customer that is named.
    pub(super) fn customer(&self) -> Option<u32> {
        (self.customer != NOBODY).then_some(self.customer)
    }
}

/// A kept line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) part: u32,
    pub(super) item: u32,
    /// Of everything the line says; 0 where that is the item alone.
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

/// The row before: rows of one order mostly follow one another and say the same of it.
#[derive(Default)]
struct LastRow {
    /// Where cells are that speak of the order.
    places: Vec<usize>,
    /// What they held, one after the other, and where each ends.
    cells: Vec<u8>,
    ends: Vec<usize>,
    /// Its part, where there was one.
    part: Option<u32>,
}

impl LastRow {
    /// The part of a row that says the same of its order.
    fn part_of(&self, row: Row<'_>) -> Option<u32> {
        let mut start = 0;
        let mut is_same = |(place, end): (&usize, &usize)| {
            let cell = self.cells.get(start..*end);
            start = *end;
            cell == row.get(*place).or(Some(&[]))
        };
        let part = self.part?;
        (self.places.iter().zip(&self.ends).all(&mut is_same)).then_some(part)
    }

    fn remember(&mut self, row: Row<'_>, part: u32) {
        self.cells.clear();
        self.ends.clear();
        for place in &self.places {
            let cell = row.get(*place).unwrap_or_default();
            self.cells.extend_from_slice(cell);
            self.ends.push(self.cells.len());
        }
        self.part = Some(part);
    }
}

/// Everything taken in so far.
pub(super) struct Intake<'s> {
    pub(super) settings: &'s ImportSettings,
    pub(super) free_lines: FreeLines,
    pub(super) orders: Names,
    pub(super) parts: Vec<Part>,
    /// Per order its newest part; nothing while each has one, of its own number.
    pub(super) newest: Vec<u32>,
    /// SKUs as written, each with its item: one look-up a line.
    pub(super) written: Names,
    pub(super) written_short: ShortNames,
    /// The spelling and the item of each row that is read at once, where they are known.
    ahead: Vec<Option<(u32, u32)>>,
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
    last: LastRow,
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
            newest: Vec::new(),
            written: Names::default(),
            written_short: ShortNames::default(),
            ahead: Vec::new(),
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
            last: LastRow::default(),
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
        let places = PART_COLUMNS.into_iter().filter_map(|it| layout.place(it));
        self.last.places = places.collect();
        self.last.part = None;
    }

    /// Looks up the SKUs of rows that are read at once: their cache misses overlap.
    pub(super) fn look_ahead<'r>(&mut self, layout: &Layout, rows: impl Iterator<Item = Row<'r>>) {
        self.ahead.clear();
        if let (Some(place), None) = (layout.place(OrderColumn::Sku), layout.list) {
            let (known, spellings) = (&self.written_short, &self.spellings);
            let look = |row: Row<'_>| {
                let number = known.find(bare(row.get(place).unwrap_or_default()))?;
                Some((number, spellings.get(number as usize)?.item))
            };
            self.ahead.extend(rows.map(look));
        }
    }

    /// Takes one row in, of which [`Self::look_ahead`] has seen the SKU at that place among others.
    /// Every line of it that is bad goes to `bad`.
    pub(super) fn row(
        &mut self,
        layout: &Layout,
        row: Row<'_>,
        place_in_batch: usize,
        bad: &mut dyn FnMut(Bad),
    ) {
        let spelling = self.ahead.get(place_in_batch).copied().flatten();
        let header = layout.header.names.len();
        let is_blank = |place: usize| row.get(place).unwrap_or_default().trim_ascii().is_empty();
        let extra = (header..row.len()).any(|place| !is_blank(place));
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
        let part = match self.last.part_of(row) {
            Some(part) => part,
            None => {
                self.last.part = None;
                match self.part(layout, row) {
                    Ok(part) => {
                        self.last.remember(row, part);
                        part
                    }
                    Err(fault) => {
                        self.lines_read += 1;
                        return bad(fault);
                    }
                }
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
            if let Err(fault) = self.line(layout, part, cells, spelling) {
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
            if let Err((_, fault)) = self.line(layout, part, cells, None) {
                bad((Some(place), fault));
            }
        }
    }

    /// The order of a row, with what the row says about it.
    fn part(&mut self, layout: &Layout, row: Row<'_>) -> Result<u32, Bad> {
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
        let order = self.orders.find(id);
        let newest = order.map(|order| match self.newest.get(order as usize) {
            Some(newest) => *newest,
            None => order,
        });
        let known = newest.filter(|&part| {
            let part = self.parts.get(part as usize);
            part.is_some_and(|part| part.file == self.file)
        });
        let part = match known {
            Some(part) => part,
            None => {
                if time.is_none() {
                    return Err((layout.place(OrderColumn::Date), Fault::Empty));
                }
                let number = u32::try_from(self.parts.len()).unwrap_or(u32::MAX);
                let order = order.unwrap_or_else(|| self.orders.add(id));
                self.parts.push(Part {
                    time: NO_TIME,
                    order,
                    file: self.file,
                    customer: NOBODY,
                    currency: None,
                    no_sale: false,
                    is_late: newest.is_some(),
                });
                if order != number {
                    let orders = u32::try_from(self.newest.len()).unwrap_or(u32::MAX);
                    self.newest.extend(orders..=order);
                    if let Some(newest) = self.newest.get_mut(order as usize) {
                        *newest = number;
                    }
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
                part.time = part.time().map_or(time, |known| known.min(time));
            }
            part.no_sale |= no_sale;
            part.currency = currency.or(part.currency);
            if part.customer == NOBODY && !is_nobody(customer) {
                // Addresses are the same in any case.
                self.key.clear();
                self.key.extend(customer.iter().map(u8::to_ascii_lowercase));
                part.customer = self.customers.number_of(&self.key);
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
