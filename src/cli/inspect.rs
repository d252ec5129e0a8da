//! `tandem inspect DIR [--item SKU | --every] [--json]`.

use std::{collections::BTreeMap, io::Write};

use jiff::Timestamp;
use serde::Serialize;

use super::{args::InspectArguments, clock, failure::Failure, folder::Folder};
use crate::{
    compile::{DataSpan, Manifest, MineRules, OfferRules, Source},
    domain::ItemId,
    mine::import::grouped,
    score::{Fallback, Pick, RankOptions, measure, rank},
    table::{Alternative, MAX_RULES_PER_ITEM},
};

const SECONDS_PER_DAY: i64 = 86_400;

pub(super) fn run(arguments: &InspectArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let folder = Folder::open(&arguments.dir)?;
    if arguments.every {
        return every(&folder, out);
    }
    match &arguments.item {
        None => {
            let summary = Summary::of(&folder, clock::now()?);
            if arguments.json {
                json(&summary, out)
            } else {
                summary.write(out)
            }
        }
        Some(key) => {
            let item = folder.require(key)?;
            let view = ItemView::of(&folder, key, item);
            if arguments.json {
                json(&view, out)
            } else {
                view.write(out)
            }
        }
    }
}

/// All items that have a card, in the table's order, one object a line.
fn every(folder: &Folder, out: &mut dyn Write) -> Result<(), Failure> {
    for item in (0..folder.published.table.item_count()).map(ItemId) {
        if let Some(sku) = folder.sku(item) {
            serde_json::to_writer(&mut *out, &ItemView::of(folder, sku, item))?;
            writeln!(out)?;
        }
    }
    Ok(())
}

fn json(value: &impl Serialize, out: &mut dyn Write) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)?;
    Ok(())
}

/// A folder as a whole.
#[derive(Serialize)]
struct Summary<'a> {
    generator: &'a str,
    built_at: &'a str,
    /// Whole days since the build; `None` where its time cannot be read.
    age_days: Option<i64>,
    /// Whole days since the last order.
    data_age_days: i64,
    data: &'a DataSpan,
    format_version: u16,
    rules: u32,
    items: u32,
    items_with_rules: usize,
    rules_per_item: u8,
    codes_per_rule: u8,
    bytes_per_rule: f64,
    bytes_per_rule_without_evidence: f64,
    bytes: Bytes,
    mine: &'a MineRules,
    offer: &'a OfferRules,
}

/// Sizes of files, in bytes.
#[derive(Serialize)]
struct Bytes {
    total: u64,
    table: u64,
    catalog: u64,
    /// Of the table, by section.
    sections: BTreeMap<&'static str, u32>,
}

impl<'a> Summary<'a> {
    fn of(folder: &'a Folder, now: Timestamp) -> Self {
        let Manifest {
            generator,
            built_at,
            data,
            rules,
            catalog,
            offer,
            mine,
            ..
        } = &folder.published.manifest;
        let table = &folder.published.table;
        let meta = table.meta();
        let days_since = |seconds: i64| (now.as_second() - seconds).div_euclid(SECONDS_PER_DAY);
        let evidence: u32 = table
            .sections()
            .iter()
            .filter(|section| section.is_evidence)
            .map(|section| section.bytes)
            .sum();
        let rule_count = f64::from(table.rule_count().max(1));
        let catalog = catalog.shards.iter().map(|shard| shard.entry.bytes).sum();
        Self {
            generator,
            built_at,
            age_days: built_at
                .parse::<Timestamp>()
                .ok()
                .map(|built| days_since(built.as_second())),
            data_age_days: days_since(i64::from(meta.data_until_day) * SECONDS_PER_DAY),
            data,
            format_version: rules.version,
            rules: table.rule_count(),
            items: table.item_count(),
            items_with_rules: (0..table.item_count())
                .filter(|item| table.rules(ItemId(*item)).is_ok_and(|row| !row.is_empty()))
                .count(),
            rules_per_item: meta.rules_per_item,
            codes_per_rule: meta.planes,
            bytes_per_rule: rules.entry.bytes as f64 / rule_count,
            bytes_per_rule_without_evidence: (rules.entry.bytes as f64 - f64::from(evidence))
                / rule_count,
            bytes: Bytes {
                total: rules.entry.bytes + catalog,
                table: rules.entry.bytes,
                catalog,
                sections: table
                    .sections()
                    .iter()
                    .filter(|section| section.bytes > 0)
                    .map(|section| (section.name, section.bytes))
                    .collect(),
            },
            mine,
            offer,
        }
    }

    fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let age = self
            .age_days
            .map_or(String::new(), |days| format!(", {}", ago(days)));
        writeln!(
            out,
            "built      {} by {}{age}",
            self.built_at, self.generator
        )?;
        writeln!(
            out,
            "orders     {} of {} items by {} customers, {} to {} ({})",
            grouped(self.data.orders.into()),
            grouped(self.data.items.into()),
            grouped(self.data.customers.into()),
            self.data.from,
            self.data.until,
            ago(self.data_age_days),
        )?;
        writeln!(
            out,
            "rules      {} for {} items, at most {} each, {} code{} a rule, format {}",
            grouped(self.rules.into()),
            grouped(self.items_with_rules as u64),
            self.rules_per_item,
            self.codes_per_rule,
            if self.codes_per_rule == 1 { "" } else { "s" },
            self.format_version,
        )?;
        writeln!(
            out,
            "floors     {} orders, {} customers a pair",
            self.mine.min_pair_orders, self.mine.min_pair_customers
        )?;
        writeln!(
            out,
            "table      {} bytes: {:.2} a rule, {:.2} without evidence",
            grouped(self.bytes.table),
            self.bytes_per_rule,
            self.bytes_per_rule_without_evidence,
        )?;
        let rules = f64::from(self.rules.max(1));
        for (name, bytes) in &self.bytes.sections {
            writeln!(
                out,
                "           {:>9}  {name} ({:.2} a rule)",
                grouped((*bytes).into()),
                f64::from(*bytes) / rules,
            )?;
        }
        writeln!(out, "catalogue  {} bytes", grouped(self.bytes.catalog))?;
        writeln!(out, "page       {}", self.mine.page)?;
        writeln!(out, "cart       {}", self.mine.cart)?;
        Ok(())
    }
}

fn ago(days: i64) -> String {
    match days {
        ..0 => "in the future".to_owned(),
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{} days ago", grouped(days.unsigned_abs())),
    }
}

/// One item and what goes with it.
#[derive(Serialize)]
struct ItemView<'a> {
    sku: &'a str,
    title: Option<&'a str>,
    /// Orders that hold it.
    orders: u32,
    /// Best first.
    rules: Vec<RuleView<'a>>,
    /// What is offered in its place, the best first.
    upgrades: Vec<UpgradeView<'a>>,
    /// What is bought instead of it, and never stands in its box.
    substitutes: Vec<&'a str>,
}

#[derive(Serialize)]
struct UpgradeView<'a> {
    sku: Option<&'a str>,
    title: Option<&'a str>,
    /// How much more it costs, in minor units, where the catalogue tells both prices.
    price_difference_minor: Option<i64>,
    why: String,
}

impl<'a> UpgradeView<'a> {
    fn of(folder: &'a Folder, item: ItemId, upgrade: Alternative) -> Self {
        let prices = folder
            .price_minor(item)
            .zip(folder.price_minor(upgrade.other));
        let times = prices.map(|(ours, theirs)| theirs as f64 / ours as f64);
        let (_, reason) = folder.source(item, upgrade.other);
        let mut why = match reason {
            Some(reason) => reason.to_owned(),
            None if upgrade.is_stand_in => "alike, and bought instead".to_owned(),
            None => "alike and of one kind".to_owned(),
        };
        if let Some(times) = times {
            why = format!("{why}, at {times:.2} times the price");
        }
        Self {
            sku: folder.sku(upgrade.other),
            title: folder.title(upgrade.other),
            price_difference_minor: prices.map(|(ours, theirs)| theirs - ours),
            why,
        }
    }

    fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        writeln!(
            out,
            "up  {:<14} {}\n    {}",
            self.sku.unwrap_or("?"),
            self.title.unwrap_or("?"),
            self.why
        )?;
        Ok(())
    }
}

#[derive(Serialize)]
struct RuleView<'a> {
    sku: Option<&'a str>,
    title: Option<&'a str>,
    score: f64,
    /// Orders that hold the consequent.
    orders: u32,
    /// Orders that hold both; `None` where the table tells no number.
    pair_orders: Option<u32>,
    /// Orders that hold the item.
    item_orders: u32,
    /// Share of all orders that hold both.
    support: Option<f64>,
    /// Share of the item's orders that hold the consequent too.
    confidence: Option<f64>,
    /// How many times as often as by chance.
    lift: Option<f64>,
    /// At least how many times, with 95 % confidence.
    lift_at_least: Option<f64>,
    /// `mined`, `pinned`, `linked` or `similar`.
    source: &'static str,
    why: String,
}

impl<'a> ItemView<'a> {
    fn of(folder: &'a Folder, key: &'a str, item: ItemId) -> Self {
        let table = &folder.published.table;
        let options = RankOptions {
            limit: MAX_RULES_PER_ITEM,
            fallback: Fallback::None,
        };
        Self {
            sku: folder.sku(item).unwrap_or(key),
            title: folder.title(item),
            orders: table.item_orders(item).unwrap_or(0),
            rules: rank(table, &[item], &options)
                .iter()
                .map(|pick| RuleView::of(folder, item, pick))
                .collect(),
            upgrades: table
                .alternatives(item)
                .filter(|other| other.is_upgrade)
                .map(|other| UpgradeView::of(folder, item, other))
                .collect(),
            substitutes: table
                .alternatives(item)
                .filter(|other| other.is_stand_in)
                .filter_map(|other| folder.sku(other.other))
                .collect(),
        }
    }

    fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        writeln!(
            out,
            "{}  {}, in {} orders",
            self.sku,
            self.title.unwrap_or("(no card)"),
            grouped(self.orders.into())
        )?;
        if self.rules.is_empty() {
            writeln!(out, "nothing goes with it: no pair clears the floors")?;
        } else {
            writeln!(
                out,
                "\n    {:<14} {:>6}  {:>6} {:>8} {:>7} {:>6} {:>6}  source",
                "sku", "score", "orders", "support", "conf.", "lift", "least"
            )?;
        }
        for (place, rule) in (1..).zip(&self.rules) {
            writeln!(
                out,
                "{place:>2}  {:<14} {:>6.4}  {:>6} {:>8} {:>7} {:>6} {:>6}  {}",
                rule.sku.unwrap_or("?"),
                rule.score,
                told(rule.pair_orders, |orders| grouped(orders.into())),
                told(rule.support, |share| format!("{:.2}%", share * 100.0)),
                told(rule.confidence, |share| format!("{:.1}%", share * 100.0)),
                told(rule.lift, |lift| format!("{lift:.1}")),
                told(rule.lift_at_least, |lift| format!("{lift:.1}")),
                rule.source,
            )?;
            writeln!(out, "    {}: {}", rule.title.unwrap_or("?"), rule.why)?;
        }
        if !self.upgrades.is_empty() {
            writeln!(out, "\noffered in its place")?;
        }
        for upgrade in &self.upgrades {
            upgrade.write(out)?;
        }
        if !self.substitutes.is_empty() {
            writeln!(
                out,
                "\nbought instead of it, never beside it: {}",
                self.substitutes.join(", ")
            )?;
        }
        Ok(())
    }
}

/// A number, or a dash where there is none.
fn told<T>(number: Option<T>, text: impl Fn(T) -> String) -> String {
    number.map_or_else(|| "-".to_owned(), text)
}

impl<'a> RuleView<'a> {
    fn of(folder: &'a Folder, antecedent: ItemId, pick: &Pick) -> Self {
        let table = &folder.published.table;
        let count = |item| table.item_orders(item).unwrap_or(0);
        let pair_orders = pick.because.map(|because| because.pair_orders);
        let all = f64::from(table.meta().order_count);
        let (left, right) = (f64::from(count(antecedent)), f64::from(count(pick.item)));
        let both = pair_orders.map(f64::from);
        let lift = both.map(|both| measure::lift(both, left, right, all));
        let (source, reason) = folder.source(antecedent, pick.item);
        let mut why = folder.why(pick);
        if source == Source::Similar {
            why = "not from orders of its own: similar products go together".to_owned();
        }
        if let Some(lift) = lift {
            why = format!("{why}, {lift:.1} times as often as by chance");
        }
        if let Some(reason) = reason {
            why = format!("{reason}; {why}");
        }
        Self {
            sku: folder.sku(pick.item),
            title: folder.title(pick.item),
            score: pick.score.as_f64(),
            orders: count(pick.item),
            pair_orders,
            item_orders: count(antecedent),
            support: both.map(|both| measure::support(both, all)),
            confidence: both.map(|both| measure::confidence(both, left)),
            lift,
            lift_at_least: both.map(|both| measure::lift_lower_bound(both, left, right, all)),
            source: source.as_str(),
            why,
        }
    }
}
