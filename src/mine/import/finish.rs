//! From what was taken in to a dataset: what only the whole input can decide.

use std::{hash::Hasher as _, io};

use rustc_hash::FxHasher;

use super::{
    FeeItem, ImportReport, LeftOut, Note, Reason, currency_of,
    excess::drop_excess,
    intake::{Intake, Line, Part},
    stats::skus,
    text::{decode, fits, tidied, tidy},
};
use crate::{
    domain::Currency,
    mine::{
        config::ImportSettings,
        dataset::{CustomerId, Dataset, Item, Orders},
    },
};

/// Closes the books. The report's files, bad lines and dates are the caller's.
///
/// # Errors
/// Where lines were put into a file that cannot be read again.
pub(super) fn finish(mut intake: Intake<'_>, mut report: ImportReport) -> io::Result<Dataset> {
    let settings = intake.settings;
    intake.make_room_for_orders();
    let is_double = settle_double_exports(&mut intake, &mut report)?;
    let fees = settle_fees(&mut intake, &is_double, &mut report)?;
    let currency = settle_currency(&intake, &mut report);
    let mut baskets = baskets(&mut intake, &is_double, &fees)?;
    let future = drop_future(&mut baskets, settings, &mut report);
    count(&mut intake.left_out, Reason::Future, future);
    let most = settings.max_order_items as usize;
    let huge = baskets.retain_sizes(most);
    count(&mut intake.left_out, Reason::HugeOrder, huge);
    let excess = drop_excess(&mut baskets, settings);
    for (reason, lines) in [
        (Reason::SameBasket, excess.same_basket_lines),
        (Reason::OneCustomer, excess.one_customer_lines),
    ] {
        count(&mut intake.left_out, reason, lines);
    }
    report.notes.extend(excess.notes);
    let (items, customer_count) = items(&mut intake, &mut baskets, currency, &mut report);
    report.lines_read = intake.lines_read;
    report.lines_kept = baskets.sizes().map(|size| size as u64).sum();
    report.left_out = left_out(&intake.left_out, settings);
    report.orders = u64::try_from(baskets.len()).unwrap_or(0);
    report.items = u64::try_from(items.len()).unwrap_or(0);
    report.customers = u64::from(customer_count);
    note_shape(&baskets, intake.has_customers, &mut report);
    let mut dataset = Dataset {
        items,
        orders: baskets,
        has_customers: intake.has_customers,
        customer_count,
        currency: currency.map(|(currency, _)| currency),
        report,
    };
    note_everywhere(&mut dataset);
    Ok(dataset)
}

fn count(counts: &mut [u64], reason: Reason, lines: usize) {
    if let Some(count) = counts.get_mut(reason as usize) {
        *count += u64::try_from(lines).unwrap_or(0);
    }
}

/// An order's lines in a second file: the same lines are a double export, other lines are joined.
/// Gives, per part, whether it is dropped; nothing where none is.
fn settle_double_exports(
    intake: &mut Intake<'_>,
    report: &mut ImportReport,
) -> io::Result<Vec<bool>> {
    if intake.late.is_empty() {
        return Ok(Vec::new());
    }
    let mut is_double = vec![false; intake.parts.len()];
    let mut by_order: Vec<u32> = (0..).take(intake.parts.len()).collect();
    by_order.sort_by_key(|&part| {
        intake
            .parts
            .get(part as usize)
            .map(|part| (part.order, part.file))
    });
    let part_of = |number: u32| intake.parts.get(number as usize);
    // Per part its lines and a sum over them that does not depend on their order.
    let mut contents = vec![(0_u32, 0_u64); intake.parts.len()];
    intake.lines.for_each(|line| {
        if let Some((lines, sum)) = contents.get_mut(line.part as usize) {
            let mut hasher = FxHasher::default();
            hasher.write_u32(line.item);
            hasher.write_u32(line.hash);
            *lines += 1;
            *sum = sum.wrapping_add(hasher.finish());
        }
    })?;
    let mut joined = 0;
    for group in
        by_order.chunk_by(|&a, &b| part_of(a).map(|p| p.order) == part_of(b).map(|p| p.order))
    {
        let mut different: Vec<(u32, u64)> = Vec::new();
        for &number in group {
            let content = contents.get(number as usize).copied();
            let Some(content) = content.filter(|(lines, _)| *lines > 0) else {
                continue;
            };
            if !different.contains(&content) {
                different.push(content);
            } else if let Some(double) = is_double.get_mut(number as usize) {
                *double = true;
            }
        }
        joined += u64::from(different.len() > 1);
    }
    for late in std::mem::take(&mut intake.late) {
        let part = late.part as usize;
        let time = intake.parts.get(part).and_then(Part::time);
        if !is_double.get(part).copied().unwrap_or(false)
            && let Some(stats) = intake.items.get_mut(late.item as usize)
        {
            stats.add(&late.title, time.unwrap_or(0), late.price);
            if let Some(spelling) = intake.spellings.get_mut(late.spelling as usize) {
                spelling.lines += 1;
            }
        }
    }
    if joined > 0 {
        report.notes.push(Note::OrdersJoined { orders: joined });
    }
    Ok(is_double)
}

/// Which items are fees, by SKU or by their most frequent description. Counts their lines, and those
/// of double exports.
fn settle_fees(
    intake: &mut Intake<'_>,
    is_double: &[bool],
    report: &mut ImportReport,
) -> io::Result<Vec<bool>> {
    let settings = intake.settings;
    let any = |patterns: &[String], text: &str| patterns.iter().any(|pattern| fits(pattern, text));
    let is_fee: Vec<bool> = intake
        .items
        .iter()
        .zip(intake.item_keys.iter())
        .map(|(stats, key)| {
            any(&settings.fee_skus, &tidy(&decode(key)))
                || stats
                    .title()
                    .0
                    .is_some_and(|title| any(&settings.fee_titles, &title))
        })
        .collect();
    if is_double.is_empty() && !is_fee.contains(&true) {
        return Ok(is_fee);
    }
    let mut lines_of = vec![0_u64; intake.items.len()];
    let left_out = &mut intake.left_out;
    intake.lines.for_each(|line| {
        if is_double.get(line.part as usize).copied().unwrap_or(false) {
            count(left_out, Reason::SameOrderInTwoFiles, 1);
        } else if is_fee.get(line.item as usize).copied().unwrap_or(false) {
            count(left_out, Reason::Fee, 1);
            if let Some(lines) = lines_of.get_mut(line.item as usize) {
                *lines += 1;
            }
        }
    })?;
    let written = Written::new(intake);
    report.fees = lines_of
        .iter()
        .zip(intake.items.iter().zip(0..))
        .filter(|&(&lines, _)| lines > 0)
        .map(|(&lines, (stats, item))| {
            let sku = skus(&written.of(intake, item)).0;
            FeeItem {
                title: stats.title().0.unwrap_or_else(|| sku.clone()),
                sku,
                lines,
            }
        })
        .collect();
    report
        .fees
        .sort_by(|a, b| b.lines.cmp(&a.lines).then_with(|| a.sku.cmp(&b.sku)));
    Ok(is_fee)
}

/// Each item's spellings, in order of appearance.
struct Written {
    /// By item: its last one, from 1; 0 where there is none.
    last: Vec<u32>,
    /// By spelling: the item's one before.
    before: Vec<u32>,
}

impl Written {
    fn new(intake: &Intake<'_>) -> Self {
        let mut last = vec![0; intake.items.len()];
        let spellings = (1..).zip(&intake.spellings);
        let before = spellings.map(|(number, spelling)| {
            let last = last.get_mut(spelling.item as usize);
            last.map_or(0, |last| std::mem::replace(last, number))
        });
        Self {
            before: before.collect(),
            last,
        }
    }

    /// Those that some line has, with their lines.
    fn of<'i>(&self, intake: &'i Intake<'_>, item: u32) -> Vec<(&'i [u8], u32)> {
        let mut next = self.last.get(item as usize).copied().unwrap_or(0);
        let mut written = Vec::new();
        while let Some(number) = next.checked_sub(1) {
            let spelling = intake.spellings.get(number as usize);
            let lines = spelling.map_or(0, |spelling| spelling.lines);
            if lines > 0 {
                written.push((intake.written.get(number), lines));
            }
            next = self.before.get(number as usize).copied().unwrap_or(0);
        }
        written.reverse();
        written
    }
}

/// The currency of most priced lines (ties by code) with its number, where one is known.
fn settle_currency(intake: &Intake<'_>, report: &mut ImportReport) -> Option<(Currency, u8)> {
    let mut known: Vec<(Currency, u8, u64)> = Vec::new();
    for ((number, code), lines) in (0_u8..).zip(&intake.currencies).zip(&intake.priced) {
        let lines = *lines;
        match currency_of(code) {
            _ if lines == 0 => {}
            Some(currency) => known.push((currency, number, lines)),
            None if code.is_empty() => report.notes.push(Note::NoCurrency),
            None => report.notes.push(Note::UnknownCurrency {
                code: code.clone(),
                lines,
            }),
        }
    }
    known.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.code().cmp(b.0.code())));
    let (&(kept, number, _), others) = known.split_first()?;
    let others: Vec<(String, u64)> = others
        .iter()
        .map(|(currency, _, lines)| (currency.code().to_owned(), *lines))
        .collect();
    if !others.is_empty() {
        report.notes.push(Note::SeveralCurrencies { kept, others });
    }
    Some((kept, number))
}

/// Kept orders by time and number, items still by their first numbers. Counts repeats.
fn baskets(intake: &mut Intake<'_>, is_double: &[bool], is_fee: &[bool]) -> io::Result<Orders> {
    let flagged =
        |flags: &[bool], number: u32| flags.get(number as usize).copied().unwrap_or(false);
    let parts = std::mem::take(&mut intake.parts);
    let order_of = |part: u32| parts.get(part as usize).map_or(u32::MAX, |part| part.order);
    // Per order the earliest time and the first customer named, over all its parts. Where each has
    // one, orders and parts have the same numbers.
    let mut joined: Vec<(i64, Option<u32>)> = Vec::new();
    if parts.len() > intake.orders.len() {
        joined = vec![(i64::MAX, None); intake.orders.len()];
        for (number, part) in (0_u32..).zip(&parts) {
            if !flagged(is_double, number)
                && let Some((time, customer)) = joined.get_mut(part.order as usize)
            {
                *time = (*time).min(part.time().unwrap_or(i64::MAX));
                *customer = customer.or(part.customer());
            }
        }
    }
    let facts = |order: u32| {
        let alone = || {
            let part = parts.get(order as usize)?;
            Some((part.time().unwrap_or(i64::MAX), part.customer()))
        };
        joined.get(order as usize).copied().or_else(alone)
    };
    intake.newest = Vec::new();
    let (ids, places) = std::mem::take(&mut intake.orders).into_texts();
    let mut orders = Orders::with_ids(ids, places.len());
    let mut items: Vec<u32> = Vec::new();
    let (mut copies, mut repeats) = (0, 0);
    let lines = std::mem::take(&mut intake.lines);
    lines.by_order(order_of, |order, same| {
        let mut last: Option<&Line> = None;
        let same = same
            .iter()
            .filter(|line| !flagged(is_double, line.part) && !flagged(is_fee, line.item));
        for line in same {
            match last {
                Some(last) if last.item == line.item && last.hash == line.hash => copies += 1,
                Some(last) if last.item == line.item => repeats += 1,
                _ => items.push(line.item),
            }
            last = Some(line);
        }
        if items.is_empty() {
            return;
        }
        if let (Some(&place), Some((time, customer))) = (places.get(order as usize), facts(order)) {
            let ids = orders.ids();
            let id = match tidied(ids.bytes_at(place)) {
                Some(tidied) => ids.push(tidied.as_bytes()),
                None => place,
            };
            orders.add(id, time, customer.map(CustomerId), &items);
        }
        items.clear();
    })?;
    count(&mut intake.left_out, Reason::ExactCopy, copies);
    count(&mut intake.left_out, Reason::RepeatedItem, repeats);
    orders.sort();
    Ok(orders)
}

/// Drops the few orders that nobody can have placed yet, and gives their lines. One of them would
/// else be the newest of all, from which ages are counted.
fn drop_future(
    baskets: &mut Orders,
    settings: &ImportSettings,
    report: &mut ImportReport,
) -> usize {
    let latest = settings.latest_time.unwrap_or(i64::MAX);
    let past = baskets.partition_point(|basket| basket.time <= latest);
    let future = baskets.len() - past;
    if future as f64 > baskets.len() as f64 * ImportSettings::MAX_FUTURE_SHARE {
        return 0;
    }
    report.future_orders = future as u64;
    report.future_example = baskets
        .last()
        .filter(|_| future > 0)
        .map(|it| it.id.to_owned());
    if future == 0 {
        return 0;
    }
    baskets.retain(|basket| basket.time <= latest).1
}

/// The items of kept orders, renumbered without gaps by first appearance in the input, and how many
/// customers there are, renumbered by first order.
fn items(
    intake: &mut Intake<'_>,
    baskets: &mut Orders,
    currency: Option<(Currency, u8)>,
    report: &mut ImportReport,
) -> (Vec<Item>, u32) {
    let mut orders_of = vec![0_u32; intake.items.len()];
    let bought = (0..baskets.len()).filter_map(|at| baskets.bought(at));
    for item in bought.flat_map(|(items, _)| items) {
        if let Some(orders) = orders_of.get_mut(*item as usize) {
            *orders += 1;
        }
    }
    let (mut spellings, mut varied, mut from_title) = (0, 0, 0);
    let mut items = Vec::new();
    let mut renumbered = vec![u32::MAX; orders_of.len()];
    let written = Written::new(intake);
    let mut all = std::mem::take(&mut intake.items);
    for (((stats, item), &orders), new) in
        all.iter_mut().zip(0..).zip(&orders_of).zip(&mut renumbered)
    {
        if orders == 0 {
            continue;
        }
        let (sku, other_skus) = skus(&written.of(intake, item));
        *new = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let (title, titles) = stats.title();
        spellings += u64::from(!other_skus.is_empty());
        varied += u64::from(titles > 1);
        from_title += u64::from(stats.from_title);
        let text = |id: Option<&[u8]>| id.map(|id| tidy(&decode(id)));
        items.push(Item {
            title: title.unwrap_or_else(|| sku.clone()),
            product_id: text(stats.product_id()),
            variant_id: text(stats.variant_id()),
            price_minor: currency
                .and_then(|(currency, number)| stats.usual_price(number, currency.exponent())),
            sku,
            other_skus,
            orders,
        });
    }
    let mut customers = vec![None; intake.customers.len()];
    let mut customer_count = 0;
    baskets.renumber(&renumbered, |customer| {
        let new = customers.get_mut(customer.0 as usize);
        let new = new.and_then(|new: &mut Option<CustomerId>| {
            if new.is_none() {
                *new = Some(CustomerId(customer_count));
                customer_count += 1;
            }
            *new
        });
        new.unwrap_or(customer)
    });
    for (note, items) in [
        (Note::SkuSpellings { items: spellings }, spellings),
        (Note::TitlesVary { items: varied }, varied),
        (Note::SkuFromTitle { items: from_title }, from_title),
    ] {
        if items > 0 {
            report.notes.push(note);
        }
    }
    (items, customer_count)
}

fn note_shape(baskets: &Orders, has_customers: bool, report: &mut ImportReport) {
    let sizes = || baskets.sizes();
    let large = sizes()
        .filter(|&size| size > Note::LARGE_ORDER_ITEMS)
        .count();
    if large > 0 {
        report.notes.push(Note::LargeOrders {
            orders: u64::try_from(large).unwrap_or(0),
            largest: u64::try_from(sizes().max().unwrap_or(0)).unwrap_or(0),
        });
    }
    let anonymous = (0..baskets.len())
        .filter_map(|at| baskets.bought(at))
        .filter(|(_, customer)| customer.is_none())
        .count();
    report.anonymous_orders = u64::try_from(anonymous).unwrap_or(0);
    if !has_customers {
        report.notes.push(Note::NoCustomers);
    } else if anonymous > 0 {
        report.notes.push(Note::AnonymousOrders {
            orders: report.anonymous_orders,
        });
    }
    match (report.orders, report.items) {
        (0, _) => {}
        (1, _) => report.notes.push(Note::OneOrder),
        (_, 1) => report.notes.push(Note::OneItem),
        _ if sizes().all(|size| size == 1) => report.notes.push(Note::NothingTogether),
        _ => {}
    }
}

fn note_everywhere(dataset: &mut Dataset) {
    let orders = dataset.orders.len() as u64;
    let everywhere: Vec<Note> = dataset
        .items
        .iter()
        .filter(|item| dataset.is_everywhere(item))
        .map(|item| Note::Everywhere {
            sku: item.sku.clone(),
            title: item.title.clone(),
            orders: item.orders.into(),
            of: orders,
        })
        .collect();
    dataset.report.notes.extend(everywhere);
}

fn left_out(counts: &[u64], settings: &ImportSettings) -> Vec<LeftOut> {
    Reason::ALL
        .into_iter()
        .zip(counts)
        .filter(|&(_, &lines)| lines > 0)
        .map(|(reason, &lines)| LeftOut {
            reason,
            lines,
            because: match reason {
                Reason::Cancelled => format!(
                    "order numbers starting with {}",
                    settings.cancelled_prefixes.join(" or ")
                ),
                Reason::Adjustment => format!(
                    "order numbers starting with {}",
                    settings.adjustment_prefixes.join(" or ")
                ),
                Reason::Status => {
                    "cancelled, failed, refunded, … ([import] left_out_statuses)".to_owned()
                }
                Reason::NoItem => "the SKU is empty ([import] sku_from_title)".to_owned(),
                Reason::Returned => "quantities of zero and below".to_owned(),
                Reason::NegativePrice => "prices below zero".to_owned(),
                Reason::Free => {
                    "prices of zero: gifts, samples and corrections ([import] free_lines)"
                        .to_owned()
                }
                Reason::Fee => {
                    "SKU or description is on the list ([import] fee_skus, fee_titles)".to_owned()
                }
                Reason::SameOrderInTwoFiles => {
                    "the order stands in an earlier file with the same lines".to_owned()
                }
                Reason::ExactCopy => "the same order has the very same line".to_owned(),
                Reason::RepeatedItem => {
                    "an order counts an item once, whatever the quantity".to_owned()
                }
                Reason::HugeOrder => format!(
                    "orders of more than {} items ([import] max_order_items)",
                    super::grouped(u64::from(settings.max_order_items))
                ),
                Reason::SameBasket => format!(
                    "where one customer orders the very same items more than {} times, the newest order counts ([import] max_same_orders)",
                    settings.max_same_orders
                ),
                Reason::Future => {
                    "their dates are later than today: check day and month ([import] dates)".to_owned()
                }
                Reason::OneCustomer => {
                    "of a customer with more orders than anybody shops the newest count ([import] max_customer_share)".to_owned()
                }
            },
        })
        .collect()
}
