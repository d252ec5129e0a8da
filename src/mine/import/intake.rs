//! Taking rows in: each line is kept, left out for one reason, or bad.
//!
//! A kept line costs 16 bytes; text is stored once. Nothing is decided here that needs the whole
//! input: fees, double exports and repeats are decided in [`super::finish`].

use std::hash::Hasher as _;

use csv::ByteRecord;
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHasher};

use super::{
    Fault, OrderColumn, Reason,
    list::Entry,
    number,
    stats::{ItemStats, LatePrice},
    survey::Layout,
    text::{bare, decode, folded, quoted},
};
use crate::mine::config::{FreeLines, ImportSettings, SkuCase};

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

/// The lines of one order in one file.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) order: u32,
    pub(super) file: u32,
    /// The earliest of its dates; `None` until one is met.
    pub(super) time: Option<i64>,
    pub(super) customer: Option<u32>,
    currency: Option<u8>,
    no_sale: bool,
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
    pub(super) hash: u64,
}

/// The cells of one line.
#[derive(Debug, Clone, Copy, Default)]
struct Cells<'a> {
    sku: &'a [u8],
    title: &'a [u8],
    quantity: &'a [u8],
    price: &'a [u8],
    product_id: &'a [u8],
    variant_id: &'a [u8],
}

/// Where a fault is: the cell and what is wrong with it. `None` for the whole line.
pub(super) type Bad = (Option<usize>, Fault);

/// Everything taken in so far.
pub(super) struct Intake<'s> {
    pub(super) settings: &'s ImportSettings,
    pub(super) orders: Names,
    pub(super) parts: Vec<Part>,
    /// Per order its first and its newest part.
    spans: Vec<(u32, u32)>,
    pub(super) item_keys: Names,
    pub(super) items: Vec<ItemStats>,
    pub(super) customers: Names,
    pub(super) has_customers: bool,
    /// Currency codes as written, in capitals. The first is that of the settings, for lines that
    /// name none, or empty.
    pub(super) currencies: Vec<String>,
    /// Per currency its priced lines, of those kept so far.
    pub(super) priced: Vec<u64>,
    pub(super) lines: Vec<Line>,
    /// What lines of an order's second file say of their items: counted only if the order is no
    /// double export.
    pub(super) late: Vec<LatePrice>,
    pub(super) left_out: [u64; Reason::ALL.len()],
    pub(super) lines_read: u64,
    file: u32,
    statuses: Vec<String>,
    last_date: (Vec<u8>, i64),
    last_status: (Vec<u8>, bool),
    key: Vec<u8>,
}

impl<'s> Intake<'s> {
    pub(super) fn new(settings: &'s ImportSettings) -> Self {
        Self {
            settings,
            orders: Names::default(),
            parts: Vec::new(),
            spans: Vec::new(),
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
            lines: Vec::new(),
            late: Vec::new(),
            left_out: [0; Reason::ALL.len()],
            lines_read: 0,
            file: 0,
            statuses: settings
                .left_out_statuses
                .iter()
                .map(|status| folded(status))
                .collect(),
            last_date: (Vec::new(), 0),
            last_status: (Vec::new(), false),
            key: Vec::new(),
        }
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
        let order = number_of(&mut self.orders, id);
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

    fn currency(&mut self, code: &[u8]) -> u8 {
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

    fn leave_out(&mut self, reason: Reason) {
        if let Some(count) = self.left_out.get_mut(reason as usize) {
            *count += 1;
        }
    }

    /// Takes one line in.
    fn line(&mut self, layout: &Layout, part_number: u32, cells: Cells<'_>) -> Result<(), Bad> {
        self.lines_read += 1;
        let Some(part) = self.parts.get(part_number as usize) else {
            return Ok(());
        };
        let (order, time) = (part.order, part.time.unwrap_or(0));
        let (no_sale, part_currency) = (part.no_sale, part.currency);
        if layout.plain_ids {
            let id = self
                .orders
                .get_index(order as usize)
                .map_or(&[][..], |id| id);
            if starts_with_any(id, &self.settings.cancelled_prefixes) {
                self.leave_out(Reason::Cancelled);
                return Ok(());
            }
            if starts_with_any(id, &self.settings.adjustment_prefixes) {
                self.leave_out(Reason::Adjustment);
                return Ok(());
            }
        }
        if no_sale {
            self.leave_out(Reason::Status);
            return Ok(());
        }
        let has_sku_column = layout.list.is_some() || layout.place(OrderColumn::Sku).is_some();
        let has_ids = !cells.variant_id.is_empty() || !cells.product_id.is_empty();
        let (key, from_title) = match (cells.sku, has_sku_column) {
            ([], _) if !has_sku_column && !cells.variant_id.is_empty() => (cells.variant_id, false),
            ([], _) if !has_sku_column && has_ids => (cells.product_id, false),
            ([], true) if !self.settings.sku_from_title => (cells.sku, false),
            ([], _) => (cells.title, true),
            (sku, _) => (sku, false),
        };
        if key.is_empty() {
            self.leave_out(Reason::NoItem);
            return Ok(());
        }
        let quantity_place = layout.place(OrderColumn::Quantity);
        if !cells.quantity.is_empty() {
            let quantity = self.amount(layout, cells.quantity, quantity_place)?;
            if quantity.value.is_sign_negative() || quantity.value.is_zero() {
                self.leave_out(Reason::Returned);
                return Ok(());
            }
        } else if quantity_place.is_some() {
            return Err((quantity_place, Fault::Empty));
        }
        let mut price = None;
        if !cells.price.is_empty() {
            let place = layout.place(OrderColumn::Price);
            let amount = self.amount(layout, cells.price, place)?;
            if amount.value.is_zero() {
                if self.settings.free_lines == FreeLines::LeaveOut {
                    self.leave_out(Reason::Free);
                    return Ok(());
                }
            } else if amount.value.is_sign_negative() {
                self.leave_out(Reason::NegativePrice);
                return Ok(());
            }
            let currency = match (part_currency, amount.code) {
                (Some(currency), _) => currency,
                (None, Some(code)) => self.currency(&code),
                (None, None) => 0,
            };
            price = number::stored(amount.value).map(|stored| (stored, currency));
            if let Some(lines) = self.priced.get_mut(usize::from(currency)) {
                *lines += 1;
            }
        }
        let item = self.item(key);
        let hash = hash_of(item, &cells);
        // The order already stands in an earlier file.
        let is_late = self
            .spans
            .get(order as usize)
            .is_some_and(|&(first, _)| first != part_number);
        if is_late {
            self.late.push(LatePrice {
                part: part_number,
                item,
                sku: key.into(),
                title: cells.title.into(),
                price,
            });
        } else if let Some(stats) = self.items.get_mut(item as usize) {
            stats.add(key, cells.title, time, price);
        }
        if let Some(stats) = self.items.get_mut(item as usize) {
            stats.identify(cells.product_id, cells.variant_id, from_title);
        }
        if let Some(part) = self.parts.get_mut(part_number as usize) {
            part.lines += 1;
            part.sum = part.sum.wrapping_add(hash);
        }
        self.lines.push(Line {
            part: part_number,
            item,
            hash,
        });
        Ok(())
    }

    fn amount(
        &self,
        layout: &Layout,
        cell: &[u8],
        place: Option<usize>,
    ) -> Result<number::Amount, Bad> {
        number::parse(cell, layout.comma).ok_or_else(|| {
            let value = quoted(cell);
            let fault = if number::parse(cell, !layout.comma).is_some() {
                Fault::Decimal {
                    value,
                    comma: layout.comma,
                }
            } else {
                Fault::Number { value }
            };
            (place, fault)
        })
    }

    fn item(&mut self, key: &[u8]) -> u32 {
        self.key.clear();
        match self.settings.sku_case {
            SkuCase::Ignore => self.key.extend(key.iter().map(u8::to_ascii_uppercase)),
            SkuCase::Exact => self.key.extend_from_slice(key),
        }
        let item = number_of(&mut self.item_keys, &self.key);
        if item as usize == self.items.len() {
            self.items.push(ItemStats::default());
        }
        item
    }
}

/// Whether an order number is one of these letters, then digits alone.
fn starts_with_any(id: &[u8], prefixes: &[String]) -> bool {
    prefixes.iter().any(|prefix| {
        id.split_at_checked(prefix.len())
            .is_some_and(|(front, rest)| {
                front.eq_ignore_ascii_case(prefix.as_bytes())
                    && !rest.is_empty()
                    && rest.iter().all(u8::is_ascii_digit)
            })
    })
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

fn hash_of(item: u32, cells: &Cells<'_>) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u32(item);
    for cell in [cells.title, cells.quantity, cells.price] {
        hasher.write(cell);
        hasher.write_u8(0xff);
    }
    hasher.finish()
}
