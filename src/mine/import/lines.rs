//! Taking one line in: kept, or left out for the first reason that applies.

use std::hash::Hasher as _;

use rustc_hash::FxHasher;

use super::{
    Fault, OrderColumn, Reason,
    intake::{Bad, Cells, Intake, Line, Said},
    number,
    stats::{ItemStats, LatePrice, Spelling},
    survey::Layout,
    text::quoted,
};
use crate::mine::config::{FreeLines, SkuCase};

impl Intake<'_> {
    fn leave_out(&mut self, reason: Reason) {
        if let Some(count) = self.left_out.get_mut(reason as usize) {
            *count += 1;
        }
    }

    /// Takes one line in. `spelling` is that of its SKU with the item, where it was
    /// looked up.
    pub(super) fn line(
        &mut self,
        layout: &Layout,
        part_number: u32,
        cells: Cells<'_>,
        spelling: Option<(u32, u32)>,
    ) -> Result<(), Bad> {
        self.lines_read += 1;
        let Some(part) = self.parts.get(part_number as usize) else {
            return Ok(());
        };
        let (order, time, is_late) = (part.order, part.time().unwrap_or(0), part.is_late);
        let (no_sale, part_currency) = (part.no_sale, part.currency);
        if layout.plain_ids {
            let id = self.orders.get(order);
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
                if self.free_lines == FreeLines::LeaveOut {
                    self.leave_out(Reason::Free);
                    return Ok(());
                }
            } else if amount.value.is_sign_negative() {
                self.leave_out(Reason::NegativePrice);
                return Ok(());
            } else {
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
        }
        let known = spelling.filter(|_| !cells.sku.is_empty());
        let (spelling, item) = known.unwrap_or_else(|| self.item(key));
        let hash = hash_of(item, &cells);
        if is_late {
            self.late.push(LatePrice {
                part: part_number,
                item,
                spelling,
                title: cells.title.into(),
                price,
            });
        } else {
            if let Some(spelling) = self.spellings.get_mut(spelling as usize) {
                spelling.lines += 1;
            }
            if !cells.title.is_empty() || price.is_some() {
                self.say(part_number, item, cells.title, time, price);
            }
        }
        if (has_ids || from_title)
            && let Some(stats) = self.items.get_mut(item as usize)
        {
            stats.identify(cells.product_id, cells.variant_id, from_title);
        }
        self.lines.push(Line {
            part: part_number,
            item,
            hash,
        });
        if self.lines.is_due() {
            self.make_room();
        }
        Ok(())
    }

    /// Counts what a line says of its item. Where the order turns out to be huge, as no shopper's is,
    /// what its lines said is taken back: a stock take names no product anew.
    fn say(&mut self, part: u32, item: u32, title: &[u8], time: i64, price: Option<(i64, u8)>) {
        if self.said.part != Some(part) {
            self.said.part = Some(part);
            self.said.is_huge = false;
            self.said.lines.clear();
        }
        if self.said.is_huge {
            return;
        }
        if self.said.lines.len() >= self.settings.max_order_items as usize {
            self.said.is_huge = true;
            for said in self.said.lines.drain(..) {
                if let Some(stats) = self.items.get_mut(said.item as usize) {
                    stats.take_back(said.title, time, said.price);
                }
            }
        } else if let Some(stats) = self.items.get_mut(item as usize) {
            let title = stats.add(title, time, price);
            self.said.lines.push(Said { item, title, price });
        }
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

    /// The numbers of a SKU's spelling and of the SKU.
    fn item(&mut self, key: &[u8]) -> (u32, u32) {
        let short = self.written_short.find(key);
        if let Some(spelling) = short.or_else(|| self.written.find(key))
            && let Some(known) = self.spellings.get(spelling as usize)
        {
            return (spelling, known.item);
        }
        let spelling = self.written.add(key);
        self.written_short.add(key, spelling);
        self.key.clear();
        match self.settings.sku_case {
            SkuCase::Ignore => self.key.extend(key.iter().map(u8::to_ascii_uppercase)),
            SkuCase::Exact => self.key.extend_from_slice(key),
        }
        let item = self.item_keys.number_of(&self.key);
        if item as usize == self.items.len() {
            self.items.push(ItemStats::default());
        }
        self.spellings.push(Spelling { item, lines: 0 });
        (spelling, item)
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

/// Of what a line says beside its item; 0 where that is nothing.
fn hash_of(item: u32, cells: &Cells<'_>) -> u32 {
    if cells.title.is_empty() && cells.quantity.is_empty() && cells.price.is_empty() {
        return 0;
    }
    let mut hasher = FxHasher::default();
    hasher.write_u32(item);
    for cell in [cells.title, cells.quantity, cells.price] {
        hasher.write(cell);
        hasher.write_u8(0xff);
    }
    (hasher.finish() >> 32) as u32
}
