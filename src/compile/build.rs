use std::{collections::BTreeMap, path::Path};

use super::{
    BundleList, Coverage, Lint, Mined, Severity, breaks, bundles,
    cards::{self, Card},
    catalog::{CatalogFit, Listing, item_of},
    cold::{self, ColdChoice, Permission},
    fallback, gains, hash, labelled,
    lint::{self, Looked},
    manifest::{
        CatalogFiles, DataSpan, FallbackRule, MANIFEST_FORMAT, Manifest, MineRules, OfferRules,
        PriceSource, RulesFile, ShardFile, written,
    },
    relations::Related,
    report,
    staging::{FALLBACK_FOLDER, FileError, Staging},
    texts,
    word::{self, Finished, Word},
};
use crate::{
    domain::{ItemId, KeyKind, SafeUrl},
    eval::Choice,
    mine::{
        config::{BackOff, Fallback, Recipes, Settings},
        count::Floors,
        dataset::{Dataset, Item},
        import::Catalog,
    },
    table::{self, OpenError, Table, write::WriteError},
};

/// Why a build wrote nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// No pair clears the floors.
    #[error("{0}")]
    NoRules(NoRules),
    /// The shop's rules, or its data, are not fit to be published.
    #[error("nothing was written")]
    Refused(Vec<Lint>),
    /// The catalogue lists none of the ordered items.
    #[error(
        "the catalogue lists {products} products and none of the {items} that were ordered ({example} is the most popular): both exports must use the same SKUs; name the catalogue's column under [catalog.columns] in tandem.toml"
    )]
    OtherCatalog {
        /// Products listed.
        products: usize,
        /// Items ordered.
        items: usize,
        /// The most popular of them.
        example: String,
    },
    /// The settings accept bundles that are none.
    #[error(
        "bundles.accept names {}, which {} no bundle of these orders: take names from the report, or lower bundles.min_orders or raise bundles.recent_days in tandem.toml; products that stand in for each other, or are never to stand together, make none",
        .0.join(", "), if .0.len() == 1 { "is" } else { "are" }
    )]
    Bundles(Vec<String>),
    /// The table cannot hold what was mined.
    #[error("the rule table cannot be written: {0}")]
    Table(#[from] WriteError),
    /// The table written cannot be read: a fault of this program.
    #[error("the rule table written cannot be read: {0}")]
    Open(#[from] OpenError),
    /// The report cannot be rendered.
    #[error("the report cannot be written: {0}")]
    Report(#[from] askama::Error),
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// What stood in the way of every pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoRules {
    /// Orders counted.
    pub orders: usize,
    /// Items in them.
    pub items: usize,
    /// Orders with at least two items.
    pub orders_with_pairs: usize,
    /// The evidence floor.
    pub min_pair_orders: u32,
    /// The privacy floor; 0 where the export names no customers.
    pub min_pair_customers: u32,
}

impl core::fmt::Display for NoRules {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self {
            orders,
            items,
            orders_with_pairs,
            min_pair_orders,
            min_pair_customers,
        } = self;
        if *orders_with_pairs == 0 {
            return write!(
                f,
                "none of the {orders} orders holds two different items ({items} in all), so nothing \
                 can be learned about what goes together: check which column is the order number \
                 with `tandem init`, or give an export with one row for each order line"
            );
        }
        write!(
            f,
            "no pair of items was bought together in at least {min_pair_orders} orders"
        )?;
        if *min_pair_customers > 0 {
            write!(f, " by {min_pair_customers} customers")?;
        }
        write!(
            f,
            " ({orders} orders, {orders_with_pairs} of them with two items or more): give a longer \
             stretch of orders, or lower mine.min_pair_orders and mine.min_pair_customers in \
             tandem.toml (2 suits a small shop)"
        )
    }
}

/// What a build is at, for whoever shows progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Choosing how to rank.
    Choosing,
    /// Counting pairs and ranking them.
    Mining,
    /// Writing the rule table.
    Table,
    /// Writing what cards show.
    Catalog,
    /// Writing fallback fragments.
    Fallback,
    /// Writing the report.
    Report,
}

/// What is to be built.
#[derive(Debug, Clone, Copy)]
pub struct BuildInput<'a> {
    /// The orders.
    pub dataset: &'a Dataset,
    /// The products, where the shop gave them.
    pub catalog: Option<&'a Catalog>,
    /// How.
    pub settings: &'a Settings,
    /// The time to write down.
    pub built_at: jiff::Timestamp,
    /// Go on where a finding is an error: what a rule says wrongly is left out.
    pub warn_only: bool,
}

/// What was built.
#[derive(Debug)]
pub struct Built {
    /// The manifest in place.
    pub manifest: Manifest,
    /// How ranking was chosen, and what presets are worth.
    pub choice: Choice,
    /// How far the rules reach.
    pub coverage: Coverage,
    /// What the shop should know.
    pub lints: Vec<Lint>,
    /// How the catalogue fits.
    pub catalog: Option<CatalogFit>,
    /// Sets of items to sell as one.
    pub bundles: BundleList,
    /// How new and seldom bought products are served.
    pub cold: ColdChoice,
    /// Fallback fragments written, and their bytes in all.
    pub fallbacks: (usize, u64),
    /// Bytes of the report; 0 where none was asked for.
    pub report_bytes: u64,
}

/// Mines the orders and writes everything that a page fetches into `out`.
///
/// All files are written beside their place first and moved there at the end, the manifest last. An
/// error leaves the previous build as it was.
///
/// # Errors
/// Where nothing can be learned from the orders, or the files cannot be written.
pub fn build(
    input: BuildInput<'_>,
    out: &Path,
    on_stage: &dyn Fn(Stage),
) -> Result<Built, BuildError> {
    let BuildInput {
        dataset,
        catalog,
        settings,
        built_at,
        warn_only,
    } = input;
    let listing = catalog.map(|catalog| Listing::new(catalog, settings.import.sku_case));
    let listing = listing.as_ref();
    let (word, mut lints) = Word::new(dataset, listing, settings);
    let related = Related::new(dataset, &word, settings);
    let (choice, cold, Finished { mined, sources }) =
        mine(dataset, &word, &related, settings, on_stage);
    let coverage = Coverage::of(&mined, settings.offer.max_items.into());
    let fit = listing.map(|listing| listing.fit(dataset, &mined));
    if mined.rule_count() == 0 {
        return Err(refuse(&mined, dataset, &coverage, fit.as_ref()));
    }
    let bundles = bundles::list(
        dataset,
        listing,
        &settings.bundles,
        mined.meta.min_pair_customers,
        &|item| word.may_suggest(item),
        &|one, other| word.may_join(one, other) && related.may_join(one, other, &word),
    );
    if !bundles.unknown.is_empty() {
        return Err(BuildError::Bundles(bundles.unknown));
    }
    lints.extend(lint::preset(settings.mine.preset, word.goods()));
    lints.extend(lint::locales(&settings.offer, &settings.words));
    lints.extend(labelled::lints(input, listing));
    let (wrong_texts, own_texts) = texts::check(&settings.words);
    lints.extend(wrong_texts);
    lints.extend(lint::bundles(&bundles, built_at));
    let (breaks, wrong_breaks) = breaks::offers(word.goods(), &settings.breaks, built_at);
    lints.extend(wrong_breaks);
    lints.extend(lint::lint(Looked {
        dataset,
        catalog,
        goods: word.goods(),
        floors: Floors {
            min_pair_orders: mined.meta.min_pair_orders,
            min_pair_customers: mined.meta.min_pair_customers,
        },
        mined: &mined,
        fit: fit.as_ref(),
        coverage: &coverage,
        built_at_seconds: built_at.as_second(),
    }));
    // Stable: each kind in the order in which it was found.
    lints.sort_by_key(Lint::severity);
    let is_refused = lints.iter().any(|lint| lint.severity() == Severity::Error);
    if is_refused && !warn_only {
        return Err(BuildError::Refused(lints));
    }

    on_stage(Stage::Table);
    let mut staging = Staging::new(out)?;
    let (rules, table) = rule_table(dataset, listing, settings, &mined)?;
    staging.write(&rules.entry.file, &table)?;

    on_stage(Stage::Catalog);
    let cards = cards(dataset, listing, settings, &mined);
    let shards = write_cards(&cards, settings, &mut staging)?;
    let currency = catalog.map_or(dataset.currency, |catalog| catalog.currency);
    let mut manifest = Manifest {
        format: MANIFEST_FORMAT,
        generator: concat!("tandem ", env!("CARGO_PKG_VERSION")).to_owned(),
        built_at: written(built_at),
        data: data_span(&mined),
        rules,
        catalog: CatalogFiles {
            shard_items: settings.catalog.shard_items,
            currency: currency.map(|currency| currency.code().to_owned()),
            exponent: currency.map(|currency| currency.exponent()),
            prices: if catalog.is_some() {
                PriceSource::Catalog
            } else {
                PriceSource::Orders
            },
            shards,
        },
        offer: OfferRules {
            max_items: settings.offer.max_items,
            fallback: match settings.mine.fallback {
                Fallback::None => FallbackRule::None,
                Fallback::Popularity => FallbackRule::Popularity,
            },
            show_orders: settings.offer.show_orders,
            locale: fallback::locale(settings).as_str().to_owned(),
        },
        mine: mine_rules(&mined, &choice.recipes),
        bundles: bundles.offers(dataset, &settings.bundles, built_at),
        breaks,
        words: own_texts,
        labelled: Vec::new(),
        sources: match sources.file() {
            None => None,
            Some((entry, bytes)) => {
                staging.write(&entry.file, &bytes)?;
                Some(entry)
            }
        },
    };

    manifest.labelled = labelled::write(input, listing, (&choice, &cold), &manifest, &mut staging)?;

    on_stage(Stage::Fallback);
    let open = Table::open(table.as_slice())?;
    let fallbacks = if settings.output.fallback {
        fallback::write(&mut staging, &open, &cards, currency, &manifest)?
    } else {
        (0, 0)
    };

    on_stage(Stage::Report);
    let mut report_bytes = 0;
    if settings.output.report {
        let html = report::render(&report::Input {
            dataset,
            settings,
            choice: &choice,
            mined: &mined,
            coverage: &coverage,
            bundles: &bundles,
            related: &related,
            cold: &cold,
            lints: &lints,
            catalog: fit.as_ref(),
            manifest: &manifest,
            table: &open,
            fallbacks,
        })?;
        report_bytes = html.len() as u64;
        staging.write("report.html", html.as_bytes())?;
    }
    staging.publish(&manifest)?;
    Ok(Built {
        manifest,
        choice,
        coverage,
        lints,
        catalog: fit,
        bundles,
        cold,
        fallbacks,
        report_bytes,
    })
}

/// Of the products that nobody ordered so many are looked at: a search each.
const MOST_UNSOLD: usize = 20_000;

/// Chooses how to rank, mines with the merchant's word laid upon it, and gives the items the table's
/// own order.
fn mine(
    dataset: &Dataset,
    word: &Word<'_>,
    related: &Related,
    settings: &Settings,
    on_stage: &dyn Fn(Stage),
) -> (Choice, ColdChoice, Finished) {
    let is_offered = |item| word.goods().is_offered(item);
    let all = 0..dataset.orders.len();
    on_stage(Stage::Choosing);
    let choice = Choice::new(
        dataset,
        all.clone(),
        &settings.mine,
        &is_offered,
        &word.goods().margins().unwrap_or_default(),
    );
    on_stage(Stage::Mining);
    let traits = |place: u32| word.goods().traits(place);
    let cold = ColdChoice::new(&settings.cold, || {
        cold::measured(
            dataset,
            all,
            settings,
            &choice.recipes,
            &is_offered,
            &traits,
        )
    });
    let (cold, finished) = mine_as(&choice, cold, dataset, word, related, settings);
    (choice, cold, finished)
}

/// The same, as was chosen before.
pub(super) fn mine_as(
    choice: &Choice,
    mut cold: ColdChoice,
    dataset: &Dataset,
    word: &Word<'_>,
    related: &Related,
    settings: &Settings,
) -> (ColdChoice, Finished) {
    let is_offered = |item| word.goods().is_offered(item);
    let all = 0..dataset.orders.len();
    let recipes = &choice.recipes;
    let mined = Mined::judged(
        dataset,
        all.clone(),
        &settings.mine,
        recipes,
        &is_offered,
        Some(word),
        Some(related),
    );
    let limit = match settings.cold.back_off {
        BackOff::Never => 0,
        BackOff::Measured | BackOff::Always => MOST_UNSOLD,
    };
    let (mut mined, not_looked_at) = word.with_unsold(mined, limit);
    let traits = |place: u32| word.goods().traits(place);
    let held = word::lay_aside(&mut mined.rows);
    let likeness = cold::likeness_of(dataset, &mined, &traits);
    let permission = Permission {
        is_offered: &|place| word.may_be_new(place),
        may_lead: &|from, to| {
            word.may_lead(from, to)
                && (related.relations.admits(from, to) || word.is_named(from, to))
        },
    };
    cold.apply(
        dataset,
        all,
        &mut mined,
        &likeness,
        &settings.cold,
        permission,
    );
    cold.not_looked_at = if limit > 0 { not_looked_at } else { 0 };
    let kept = mined.meta.rules_per_item.into();
    word::put_back(&mut mined.rows, held, kept);
    let Finished { mined, mut sources } = word.finish(mined);
    sources.similar = word.by_sku(&cold.lent);
    let mut mined = mined.without_idle().arranged();
    mined.alternatives = related.alternatives(&mined, word);
    (cold, Finished { mined, sources })
}

/// The table, with its entry in the manifest.
pub(super) fn rule_table(
    dataset: &Dataset,
    listing: Option<&Listing<'_>>,
    settings: &Settings,
    mined: &Mined,
) -> Result<(RulesFile, Vec<u8>), BuildError> {
    let table = mined.table(|item| keys_of(dataset, listing, settings, mined, item))?;
    let rules = RulesFile {
        entry: hash::entry("rules", "tdm", &table),
        count: u32::try_from(mined.rule_count()).unwrap_or(u32::MAX),
        version: table::VERSION,
    };
    Ok((rules, table))
}

/// Writes the catalogue's files.
pub(super) fn write_cards(
    cards: &[Option<Card>],
    settings: &Settings,
    staging: &mut Staging,
) -> Result<Vec<ShardFile>, FileError> {
    let mut shards = Vec::new();
    for (shard, bytes) in cards::pack(cards, settings.catalog.shard_items) {
        staging.write(&shard.entry.file, &bytes)?;
        shards.push(shard);
    }
    Ok(shards)
}

fn refuse(
    mined: &Mined,
    dataset: &Dataset,
    coverage: &Coverage,
    fit: Option<&CatalogFit>,
) -> BuildError {
    if let Some(fit) = fit
        && fit.known_items == 0
    {
        return BuildError::OtherCatalog {
            products: fit.products,
            items: mined.baskets.item_count(),
            example: fit.unknown_examples.first().cloned().unwrap_or_default(),
        };
    }
    BuildError::NoRules(NoRules {
        orders: coverage.orders,
        items: dataset.items.len(),
        orders_with_pairs: coverage.orders_with_pairs,
        min_pair_orders: mined.meta.min_pair_orders,
        min_pair_customers: mined.meta.min_pair_customers,
    })
}

fn data_span(mined: &Mined) -> DataSpan {
    DataSpan {
        from: day_text(mined.meta.data_from_day),
        until: day_text(mined.meta.data_until_day),
        orders: mined.meta.order_count,
        items: u32::try_from(mined.rows.len()).unwrap_or(u32::MAX),
        customers: mined.meta.customer_count,
    }
}

/// A day as `2010-12-01`.
#[must_use]
pub fn day_text(days_since_1970: i32) -> String {
    day_of(i64::from(days_since_1970) * 86_400)
}

/// The day of a time, given in seconds since 1970-01-01, as `2010-12-01`.
#[must_use]
pub fn day_of(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map(|time| time.strftime("%Y-%m-%d").to_string())
        .unwrap_or_default()
}

fn mine_rules(mined: &Mined, recipes: &Recipes) -> MineRules {
    MineRules {
        rules_per_item: mined.meta.rules_per_item,
        min_pair_orders: mined.meta.min_pair_orders,
        min_pair_customers: mined.meta.min_pair_customers,
        page: recipes.page,
        cart: recipes.cart,
    }
}

/// Every id under which a page may know an item, of the kinds that the shop wants.
fn keys_of(
    dataset: &Dataset,
    listing: Option<&Listing<'_>>,
    settings: &Settings,
    mined: &Mined,
    id: ItemId,
) -> Vec<(KeyKind, String)> {
    let Some(item) = item_of(dataset, mined, id) else {
        return Vec::new();
    };
    let product = listing.and_then(|listing| listing.find(item));
    let skus = core::iter::once(&item.sku).chain(&item.other_skus);
    let skus = skus.map(|sku| (KeyKind::Sku, Some(sku)));
    let catalog_sku = (KeyKind::Sku, product.map(|product| &product.sku));
    let product_id = product
        .and_then(|product| product.product_id.as_ref())
        .or(item.product_id.as_ref());
    let variant_id = product
        .and_then(|product| product.variant_id.as_ref())
        .or(item.variant_id.as_ref());
    let handle = product.and_then(|product| product.handle.as_ref());
    skus.chain([
        catalog_sku,
        (KeyKind::Product, product_id),
        (KeyKind::Variant, variant_id),
        (KeyKind::Handle, handle),
    ])
    .filter(|(kind, _)| settings.table.keys.contains(kind))
    .filter_map(|(kind, key)| Some((kind, key?.clone())))
    .collect()
}

/// The card of each item that a page may show, by id.
pub(super) fn cards(
    dataset: &Dataset,
    listing: Option<&Listing<'_>>,
    settings: &Settings,
    mined: &Mined,
) -> Vec<Option<Card>> {
    let in_rules = mined.items_in_rules();
    let popularity = settings.mine.fallback == Fallback::Popularity;
    let mut cards: Vec<_> = (0..)
        .map(ItemId)
        .zip(in_rules)
        .map(|(id, is_named)| {
            let item = item_of(dataset, mined, id).filter(|_| is_named || popularity)?;
            card(item, listing, settings)
        })
        .collect();
    let attributes = |id| {
        let product = listing?.find(item_of(dataset, mined, id)?)?;
        Some(product.attributes.as_slice())
    };
    let names = &settings.catalog.attributes;
    gains::compare(&mut cards, &mined.alternatives, names, attributes);
    cards
}

/// An item's card; `None` where a catalogue is given and does not show it to shoppers.
fn card(item: &Item, listing: Option<&Listing<'_>>, settings: &Settings) -> Option<Card> {
    let from_template = |template: &Option<String>| {
        let template = template.as_deref()?;
        SafeUrl::new(&template.replace("{sku}", &percent_encoded(&item.sku)))
    };
    let product = match listing {
        None => None,
        Some(listing) => Some(listing.find(item).filter(|record| record.published)?),
    };
    let title = product
        .and_then(|product| product.title.clone())
        .unwrap_or_else(|| item.title.clone());
    Some(Card {
        sku: product.map_or(&item.sku, |product| &product.sku).clone(),
        title: settings.catalog.title_case.apply(&title).into_owned(),
        url: product
            .and_then(|product| product.url.clone())
            .or_else(|| from_template(&settings.catalog.url)),
        image: product
            .and_then(|product| product.image.clone())
            .or_else(|| from_template(&settings.catalog.image)),
        price_minor: product
            .and_then(|product| product.price_minor)
            .filter(|minor| *minor > 0),
        product_type: product.and_then(|product| product.kind.clone()),
        gains: BTreeMap::new(),
    })
}

/// Text as one segment of an address: all but RFC 3986's unreserved characters become `%XX`.
#[must_use]
pub fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                let digit = char::from_digit(digit.into(), 16).unwrap_or('0');
                encoded.push(digit.to_ascii_uppercase());
            }
        }
    }
    encoded
}

/// The path of an item's fallback fragment beside the manifest.
#[must_use]
pub fn fallback_path(sku: &str) -> String {
    let mut name = percent_encoded(sku);
    if name.starts_with('.') {
        // `.` and `..` are folders.
        name.replace_range(..1, "%2E");
    }
    format!("{FALLBACK_FOLDER}/{name}.html")
}
