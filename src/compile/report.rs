use askama::Template;

use super::{
    BundleList, ColdChoice, Coverage, Lint, Mined, NamedBundle, PairEvidence,
    build::day_of,
    catalog::{CatalogFit, item_of},
    chosen,
    coverage::{most_frequent_pairs, strongest_pairs},
    manifest::Manifest,
    relations::Related,
};
use crate::{
    domain::{ItemId, Money},
    eval::Choice,
    mine::{
        config::{Fallback, Settings},
        count::Floors,
        dataset::{Dataset, Item},
        import::grouped,
        relation::KindEvidence,
    },
    score::{Fallback as NoRule, RankOptions, rank},
    table::Table,
};

const FREQUENT_PAIRS: usize = 15;
const STRONG_PAIRS: usize = 15;
const BEST_SELLERS: usize = 15;

/// The strongest pairs must be in this share of orders, in thousandths, to be shown as strong: a
/// lift on a handful of orders is luck.
const STRONG_PERMILLE: u32 = 2;

/// What the report tells.
pub(super) struct Input<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) settings: &'a Settings,
    pub(super) choice: &'a Choice,
    pub(super) mined: &'a Mined,
    pub(super) coverage: &'a Coverage,
    pub(super) bundles: &'a BundleList,
    pub(super) related: &'a Related,
    pub(super) cold: &'a ColdChoice,
    pub(super) lints: &'a [Lint],
    pub(super) catalog: Option<&'a CatalogFit>,
    pub(super) manifest: &'a Manifest,
    pub(super) table: &'a Table<&'a [u8]>,
    pub(super) fallbacks: (usize, u64),
}

/// A page for the shop's owner: one file, no network, everything escaped.
#[derive(Template)]
#[template(path = "report.html")]
struct Report {
    from: String,
    until: String,
    built_at: String,
    generator: String,
    orders: String,
    floor: String,
    strong_floor: String,
    tiles: Vec<Fact>,
    warnings: Vec<String>,
    frequent: Vec<Pair>,
    strong: Vec<Pair>,
    sellers: Vec<Seller>,
    bundles: Vec<BundleRow>,
    bundle_floor: String,
    cold: Vec<String>,
    read: Vec<Fact>,
    reach: Vec<Fact>,
    files: Vec<Fact>,
    choice: String,
    planes: Vec<chosen::Plane>,
    preset_columns: [&'static str; chosen::PRESET_COLUMNS.len()],
    presets: Vec<chosen::PresetRow>,
    settings: Vec<Fact>,
}

/// A number with its meaning.
struct Fact {
    label: String,
    value: String,
    note: String,
}

struct Named {
    sku: String,
    title: String,
}

struct Pair {
    left: Named,
    right: Named,
    orders: String,
    /// Share of the longest bar, 1 to 100.
    bar_percent: u32,
    words: String,
}

struct Seller {
    item: Named,
    orders: String,
    picks: Vec<Suggested>,
}

struct BundleRow {
    items: Vec<Named>,
    name: String,
    orders: String,
    words: String,
    price: String,
    terms: String,
    is_accepted: bool,
}

struct Suggested {
    title: String,
    orders: String,
}

fn fact(label: impl Into<String>, value: impl Into<String>, note: impl Into<String>) -> Fact {
    Fact {
        label: label.into(),
        value: value.into(),
        note: note.into(),
    }
}

/// The report's HTML.
pub(super) fn render(input: &Input<'_>) -> Result<String, askama::Error> {
    let Input {
        mined, manifest, ..
    } = input;
    let strong_floor = (mined.meta.order_count / 1_000)
        .saturating_mul(STRONG_PERMILLE)
        .max(mined.meta.min_pair_orders * 2);
    let most = most_frequent_pairs(mined, FREQUENT_PAIRS);
    let longest = most.first().map_or(1, |pair| pair.orders).max(1);
    let pairs = |pairs: &[PairEvidence]| {
        pairs
            .iter()
            .map(|pair| told(input, pair, longest))
            .collect()
    };
    Report {
        from: manifest.data.from.clone(),
        until: manifest.data.until.clone(),
        built_at: manifest.built_at.replace('T', " ").replace('Z', " UTC"),
        generator: manifest.generator.clone(),
        orders: grouped(mined.meta.order_count.into()),
        floor: floor_words(mined),
        strong_floor: grouped(strong_floor.into()),
        tiles: tiles(input),
        warnings: warnings(input),
        frequent: pairs(&most),
        strong: pairs(&strongest_pairs(mined, strong_floor, STRONG_PAIRS)),
        sellers: sellers(input),
        bundles: input
            .bundles
            .shown
            .iter()
            .map(|named| bundle_row(input, named))
            .collect(),
        bundle_floor: grouped(input.bundles.min_orders.into()),
        cold: cold_words(input.cold, input.settings.cold.max_loss),
        read: read_facts(input),
        reach: reach_facts(input)
            .into_iter()
            .chain(relation_facts(input))
            .collect(),
        files: file_facts(input),
        choice: chosen::words(input.choice),
        planes: chosen::planes(input.choice),
        preset_columns: chosen::PRESET_COLUMNS,
        presets: chosen::presets(input.choice, input.settings.mine.preset, &|minor| {
            money(input, minor)
        }),
        settings: setting_facts(input),
    }
    .render()
}

/// `3 orders by 3 different customers`.
fn floor_words(mined: &Mined) -> String {
    let orders = count_of(mined.meta.min_pair_orders.into(), "order", "orders");
    match mined.meta.min_pair_customers {
        0 => orders,
        customers => format!(
            "{orders} by {}",
            count_of(customers.into(), "customer", "different customers")
        ),
    }
}

fn count_of(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// A share for people: `98.2 %`, never 0 or 100 when it is not.
pub(super) fn percent(part: usize, whole: usize) -> String {
    let share = part as f64 * 100.0 / whole.max(1) as f64;
    if part > 0 && share < 0.1 {
        "under 0.1 %".to_owned()
    } else if part < whole && share > 99.9 {
        "over 99.9 %".to_owned()
    } else {
        format!("{share:.1} %")
    }
}

fn named(input: &Input<'_>, id: ItemId) -> Named {
    item_of(input.dataset, input.mined, id).map_or_else(
        || Named {
            sku: String::new(),
            title: String::new(),
        },
        |item| named_item(input, item),
    )
}

fn named_item(input: &Input<'_>, item: &Item) -> Named {
    Named {
        sku: item.sku.clone(),
        title: input
            .settings
            .catalog
            .title_case
            .apply(&item.title)
            .into_owned(),
    }
}

fn told(input: &Input<'_>, pair: &PairEvidence, longest: u32) -> Pair {
    let percent = (pair.confidence * 100.0).round();
    Pair {
        left: named(input, pair.antecedent),
        right: named(input, pair.consequent),
        orders: grouped(pair.orders.into()),
        bar_percent: (pair.orders * 100 / longest).clamp(1, 100),
        words: format!(
            "Of the orders with the first, {percent:.0} % had the second: {} times as often as by chance. {}.",
            times(pair.lift),
            count_of(pair.customers.into(), "customer", "customers"),
        ),
    }
}

/// A factor for people: two digits that count.
pub(super) fn times(factor: f64) -> String {
    if factor < 9.95 {
        format!("{factor:.1}")
    } else {
        grouped(factor.round() as u64)
    }
}

fn tiles(input: &Input<'_>) -> Vec<Fact> {
    let coverage = input.coverage;
    let fetched = input.manifest.files();
    let fetched = fetched.filter(|entry| Some(*entry) != input.manifest.sources.as_ref());
    let bytes: u64 = fetched.map(|entry| entry.bytes).sum();
    vec![
        fact(
            "products that get a suggestion",
            percent(coverage.items_with_rules, coverage.items),
            "",
        ),
        fact(
            "past orders with a product that gets one",
            percent(coverage.orders_covered, coverage.orders),
            "",
        ),
        fact(
            format!(
                "suggestions for {} products",
                grouped(coverage.items_with_rules as u64)
            ),
            grouped(input.manifest.rules.count.into()),
            "",
        ),
        fact("for a browser to fetch, at most", kilobytes(bytes), ""),
    ]
}

fn kilobytes(bytes: u64) -> String {
    if bytes < 1_000 {
        format!("{bytes} bytes")
    } else {
        format!("{} kB", grouped(bytes.div_ceil(1_000)))
    }
}

fn warnings(input: &Input<'_>) -> Vec<String> {
    let notes = input.dataset.report.notes.iter();
    let notes = notes.filter(|note| note.is_warning());
    input
        .lints
        .iter()
        .map(ToString::to_string)
        .chain(notes.map(|note| sentence(&note.to_string())))
        .collect()
}

/// Text with a capital at its start and a full stop at its end.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    let stop = if text.ends_with('.') { "" } else { "." };
    format!("{}{}{stop}", first.unwrap_or_default(), letters.as_str())
}

/// Asked of the table itself: what is told here is what a shopper sees.
fn sellers(input: &Input<'_>) -> Vec<Seller> {
    let options = RankOptions {
        limit: input.settings.offer.max_items.into(),
        fallback: NoRule::None,
    };
    let items = input.mined.by_popularity();
    items
        .into_iter()
        .take(BEST_SELLERS)
        .map(|id| Seller {
            item: named(input, id),
            orders: grouped(input.mined.baskets.orders_with(id).into()),
            picks: rank(input.table, &[id], &options)
                .iter()
                .map(|pick| Suggested {
                    title: named(input, pick.item).title,
                    orders: pick.because.map_or_else(
                        || "named by you".to_owned(),
                        |because| grouped(because.pair_orders.into()),
                    ),
                })
                .collect(),
        })
        .collect()
}

fn bundle_row(input: &Input<'_>, named: &NamedBundle) -> BundleRow {
    let bundle = &named.bundle;
    let money = |minor| money(input, minor);
    let apart = named.apart_minor.and_then(money);
    BundleRow {
        items: bundle
            .items
            .iter()
            .filter_map(|item| input.dataset.items.get(*item as usize))
            .map(|item| named_item(input, item))
            .collect(),
        name: named.name.clone(),
        orders: grouped(bundle.orders.into()),
        words: format!(
            "Of the orders with the first, {:.0} % had all: {} times as often as by chance. {}. Last on {}.",
            bundle.attach_rate() * 100.0,
            times(f64::from(bundle.orders) / bundle.expected_orders.max(f64::MIN_POSITIVE)),
            count_of(bundle.customers.into(), "customer", "customers"),
            day_of(bundle.last_time),
        ),
        price: match (apart, named.idea_minor.and_then(money)) {
            (Some(apart), Some(idea)) => format!("{apart} apart; {idea} keeps your margin"),
            (Some(apart), None) => format!("{apart} apart"),
            _ => String::new(),
        },
        terms: terms(named),
        is_accepted: named.is_accepted,
    }
}

/// What the shop has said of a bundle.
fn terms(named: &NamedBundle) -> String {
    let Some(terms) = &named.terms else {
        return String::new();
    };
    let mut words = match (&terms.discount, terms.saving) {
        (None, _) => "Without a discount".to_owned(),
        (Some(name), None) => format!("With your discount {name}"),
        (Some(name), Some(share)) => {
            format!("With your discount {name}, {:.0} % off", share * 100.0)
        }
    };
    if let Some(ends) = terms.ends {
        words += &format!(", until {}", ends.strftime("%Y-%m-%d %H:%M UTC"));
    }
    words + "."
}

/// How products with few orders are served, in sentences.
fn cold_words(cold: &ColdChoice, max_loss: f64) -> Vec<String> {
    let mut words = Vec::new();
    if cold.lending.rows {
        words.push(format!(
            "{} with few orders or none, which had no suggestion of their own, have those of products with similar names, categories and prices; no number of orders is shown for those.",
            count_of(cold.borrowers as u64, "product", "products"),
        ));
    } else {
        words.push(
            "Products with few orders have the suggestions of their own orders alone.".to_owned(),
        );
    }
    words.push(format!(
        "{} of {} are suggested where products like them are.",
        grouped(cold.placed as u64),
        count_of(cold.new_items as u64, "new product", "new products"),
    ));
    if cold.not_looked_at > 0 {
        words.push(format!(
            "{} of the catalogue that nobody ordered were not looked at: there are too many.",
            count_of(
                cold.not_looked_at as u64,
                "further product",
                "further products"
            ),
        ));
    }
    let Some(trial) = &cold.trial else {
        return words;
    };
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    words.push(format!(
        "Measured on {} of your products, as if they were new, and your newest orders: on their pages what was bought too is among the first ten {} of the time ({} with best-sellers, {} with their own history).",
        grouped(trial.stripped as u64),
        percent(trial.as_query.lent.hr_10),
        percent(trial.as_query.without.hr_10),
        percent(trial.as_query.own.hr_10),
    ));
    let step = trial
        .steps
        .iter()
        .find(|step| step.boldness == cold.lending.boldness);
    if let Some(step) = step {
        words.push(format!(
            "They themselves are found {} of the time ({} with their own history), which costs other products {} of NDCG@10 while one product in ten is new, and less where fewer are; cold.max_loss is {}.",
            percent(step.as_target.lent.hr_10),
            percent(step.as_target.own.hr_10),
            percent(step.loss.max(0.0)),
            percent(max_loss),
        ));
    } else {
        words
            .push("Suggesting them beside others was found to cost more than it finds.".to_owned());
    }
    words
}

/// A price in the catalogue's currency.
fn money(input: &Input<'_>, minor: i64) -> Option<String> {
    let currency = input.manifest.catalog.currency()?;
    let decimal = Money::new(minor, currency).to_decimal();
    Some(format!("{decimal} {}", currency.code()))
}

fn read_facts(input: &Input<'_>) -> Vec<Fact> {
    let report = &input.dataset.report;
    let mut facts = Vec::new();
    for file in &report.files {
        let name = file.file.file_name().map_or_else(
            || file.file.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        facts.push(fact(
            name,
            count_of(file.rows, "row", "rows"),
            format!(
                "{}{}, {}",
                kilobytes(file.bytes),
                if file.gzip { " packed" } else { "" },
                file.encoding
            ),
        ));
    }
    facts.push(fact("Order lines read", grouped(report.lines_read), ""));
    for left_out in &report.left_out {
        facts.push(fact(
            format!("left out: {}", left_out.reason.label()),
            grouped(left_out.lines),
            left_out.because.clone(),
        ));
    }
    if report.bad_lines > 0 {
        let examples: Vec<_> = report
            .bad_examples
            .iter()
            .map(ToString::to_string)
            .collect();
        facts.push(fact(
            "skipped: lines that could not be read",
            grouped(report.bad_lines),
            examples.join("; "),
        ));
    }
    facts.push(fact(
        "Lines kept",
        grouped(report.lines_kept),
        format!(
            "{} of {}, from {}",
            count_of(report.orders, "order", "orders"),
            count_of(report.items, "product", "products"),
            count_of(report.customers, "named customer", "named customers"),
        ),
    ));
    if !report.fees.is_empty() {
        const SHOWN: usize = 12;
        let fees: Vec<_> = report
            .fees
            .iter()
            .take(SHOWN)
            .map(|fee| format!("{} ({})", fee.sku, fee.title))
            .collect();
        let more = report.fees.len().saturating_sub(SHOWN);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        facts.push(fact(
            "Taken for fees, postage, vouchers",
            grouped(report.fees.len() as u64),
            format!("{}{more}", fees.join(", ")),
        ));
    }
    for note in report.notes.iter().filter(|note| !note.is_warning()) {
        facts.push(fact("Note", "", sentence(&note.to_string())));
    }
    if let Some(fit) = input.catalog {
        facts.extend(catalog_facts(fit));
    }
    facts
}

fn catalog_facts(fit: &CatalogFit) -> Vec<Fact> {
    let reading = &fit.reading;
    let left_out = [
        (
            "left out: rows without a SKU",
            reading.without_sku,
            "pictures and parents of variants in some exports",
        ),
        (
            "left out: rows whose SKU stood before",
            reading.repeated,
            "the first counts",
        ),
        (
            "left out: prices in another currency",
            reading.unused_prices,
            "or in none that is known",
        ),
        (
            "skipped: rows that could not be read",
            reading.bad_lines,
            "",
        ),
    ];
    let mut facts = vec![fact("Catalogue rows read", grouped(reading.rows), "")];
    facts.extend(
        left_out
            .into_iter()
            .filter(|(_, count, _)| *count > 0)
            .map(|(label, count, note)| fact(label, grouped(count), note)),
    );
    facts.push(fact(
        "Products in the catalogue",
        grouped(fit.products as u64),
        format!(
            "of the ordered products {} are in it, {} are not, {} are unpublished",
            grouped(fit.known_items as u64),
            grouped(fit.unknown_items as u64),
            grouped(fit.unpublished_items as u64),
        ),
    ));
    facts
}

/// What is kept apart, and what is offered in a product's place.
fn relation_facts(input: &Input<'_>) -> Vec<Fact> {
    const NAMED: usize = 5;
    let relations = &input.related.relations;
    let mut kinds: Vec<_> = relations
        .kinds()
        .filter(|(_, evidence)| evidence.is_substitute())
        .collect();
    kinds.sort_by(|a, b| b.1.pairs.cmp(&a.1.pairs).then(a.0.cmp(b.0)));
    let told = |(name, evidence): &(&str, &KindEvidence)| {
        format!("{name} ({:.1} times chance)", evidence.ratio())
    };
    let named: Vec<String> = kinds.iter().take(NAMED).map(told).collect();
    let upgraded = input.mined.alternatives.iter();
    let mut upgraded: Vec<_> = upgraded
        .filter(|(_, alternative)| alternative.is_upgrade)
        .map(|(item, _)| *item)
        .collect();
    upgraded.dedup();
    vec![
        fact(
            "Pairs taken in place of each other",
            grouped(relations.substitute_pairs() as u64),
            if named.is_empty() {
                "no kind of product whose alternatives shun each other".to_owned()
            } else {
                format!("never in one box; kinds: {}", named.join(", "))
            },
        ),
        fact(
            "Products with an upgrade",
            grouped(upgraded.len() as u64),
            "alike, of one kind, somewhat dearer; whether shoppers take them, orders cannot say",
        ),
    ]
}

fn reach_facts(input: &Input<'_>) -> Vec<Fact> {
    let coverage = input.coverage;
    let number = |count: usize| grouped(count as u64);
    let share = |part, whole, of: &str| format!("{} of {of}", percent(part, whole));
    let box_items = input.settings.offer.max_items;
    vec![
        fact(
            "Products that were ordered",
            number(coverage.items),
            "every one can be looked up",
        ),
        fact(
            "with at least one suggestion",
            number(coverage.items_with_rules),
            share(coverage.items_with_rules, coverage.items, "them"),
        ),
        fact(
            format!("with at least {box_items}, a full box"),
            number(coverage.items_with_full_box),
            share(coverage.items_with_full_box, coverage.items, "them"),
        ),
        fact("Orders counted", number(coverage.orders), ""),
        fact(
            "with two products or more",
            number(coverage.orders_with_pairs),
            "only these say what goes together",
        ),
        fact(
            "with a product that gets a suggestion",
            number(coverage.orders_covered),
            share(coverage.orders_covered, coverage.orders, "all orders"),
        ),
        fact(
            "Pairs ever bought together",
            grouped(coverage.pairs_seen / 2),
            "",
        ),
        fact(
            "in enough orders to be used",
            grouped(coverage.pairs_admitted.div_ceil(2)),
            format!("at least {}", floor_words(input.mined)),
        ),
        fact(
            "Suggestions kept",
            grouped(input.manifest.rules.count.into()),
            format!(
                "the best {} of each product, each way counted apart",
                input.mined.meta.rules_per_item
            ),
        ),
    ]
}

fn file_facts(input: &Input<'_>) -> Vec<Fact> {
    let rules = &input.manifest.rules;
    let per_rule = |bytes: f64| format!("{:.2}", bytes / f64::from(rules.count.max(1)));
    let mut facts = vec![fact(
        rules.entry.file.clone(),
        grouped(rules.entry.bytes),
        format!(
            "the rule table: {} bytes a suggestion in all",
            per_rule(rules.entry.bytes as f64)
        ),
    )];
    let written = input.table.sections().into_iter();
    for section in written.filter(|section| section.bytes > 0) {
        let evidence = if section.is_evidence {
            ", read only to say why"
        } else {
            ""
        };
        facts.push(fact(
            format!("\u{2003}{}", section.name),
            grouped(section.bytes.into()),
            format!("{} a suggestion{evidence}", per_rule(section.bytes.into())),
        ));
    }
    for shard in &input.manifest.catalog.shards {
        facts.push(fact(
            shard.entry.file.clone(),
            grouped(shard.entry.bytes),
            format!(
                "names and addresses for the cards of products {} to {}",
                grouped(u64::from(shard.first) + 1),
                grouped(u64::from(shard.first) + u64::from(shard.count)),
            ),
        ));
    }
    let (fragments, bytes) = input.fallbacks;
    if fragments > 0 {
        facts.push(fact(
            "fallback/",
            grouped(bytes),
            format!(
                "{} for pages without script",
                count_of(fragments as u64, "fragment", "fragments")
            ),
        ));
    }
    facts
}

fn setting_facts(input: &Input<'_>) -> Vec<Fact> {
    let mine = &input.settings.mine;
    let floors = Floors::of(mine, input.dataset.orders.len());
    vec![
        fact(
            "mine.preset",
            mine.preset.as_str(),
            "what is wanted of suggestions beside hits",
        ),
        fact(
            "mine.rules_per_item",
            mine.rules_per_item.to_string(),
            "suggestions kept for a product, at most",
        ),
        fact(
            "mine.min_pair_orders",
            floors.min_pair_orders.to_string(),
            "a pair in fewer orders is chance",
        ),
        fact(
            "mine.min_pair_customers",
            floors.min_pair_customers.to_string(),
            if input.dataset.has_customers {
                "a pair of fewer customers stays private; all unnamed ones count as one"
            } else {
                "counted in orders, as the export names no customers"
            },
        ),
        fact("[mine.page]", "", input.manifest.mine.page.to_string()),
        fact("[mine.cart]", "", input.manifest.mine.cart.to_string()),
        fact(
            "mine.fallback",
            match mine.fallback {
                Fallback::None => "none",
                Fallback::Popularity => "popularity",
            },
            "what is offered where nothing goes with a product",
        ),
        fact(
            "offer.max_items",
            input.settings.offer.max_items.to_string(),
            "suggestions in a box",
        ),
        fact(
            "offer.show_orders",
            input.settings.offer.show_orders.to_string(),
            "whether shoppers see in how many orders a pair was bought together",
        ),
    ]
}
