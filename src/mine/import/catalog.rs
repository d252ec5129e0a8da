//! Reading a catalogue: what the shop itself says of its items.
//!
//! Any table with a column for the SKU: Shopify's and WooCommerce's product exports, a merchant feed
//! (`id`, `title`, `link`, `image_link`, `price` as `12.00 GBP`), or one's own. The same reader,
//! encodings, delimiters and messages as for orders.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

use csv::ByteRecord;
use rustc_hash::FxHashSet;

use super::{
    BAD_EXAMPLES, BadLine, CatalogColumn, Fault, ImportError, Progress, ShopSystem, currency_of,
    exceeds,
    header::{Header, Places},
    intake::Bad,
    number,
    rows::Rows,
    sample::sniff_delimiter,
    shop_link::{self, LinkKind, ShopLink},
    source::{self, Meter},
    text::{bare, decode, fits, folded, quoted, tidy},
};
use crate::{
    domain::{Currency, SafeUrl, Stock},
    mine::config::{CatalogSettings, DecimalMark, ImportSettings},
};

/// What a catalogue says of one item. What it does not say is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogRecord {
    /// The SKU, trimmed.
    pub sku: String,
    /// The item's name.
    pub title: Option<String>,
    /// Its page.
    pub url: Option<SafeUrl>,
    /// Its first picture.
    pub image: Option<SafeUrl>,
    /// Its price in minor units of [`Catalog::currency`]; `None` too where it is in another one. 0
    /// is a price of nothing.
    pub price_minor: Option<i64>,
    /// What one costs the shop, in the same units, by the same rules.
    pub cost_minor: Option<i64>,
    /// Whether it can be bought.
    pub stock: Stock,
    /// Whether the shop shows it at all. `true` where the catalogue does not say.
    pub published: bool,
    /// Its type or the last part of its first category.
    pub kind: Option<String>,
    /// Its type, and every step of every category that it is in.
    pub categories: Vec<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Whose product it is.
    pub brand: Option<String>,
    /// Whether it is a gift card or voucher.
    pub is_gift_card: bool,
    /// What the shop itself shows beside it, in the shop's order, kind by kind.
    pub links: Vec<ShopLink>,
    /// The product that it is a variant of: its SKU, or `id:` and its product id.
    pub parent: Option<String>,
    /// The product's name in its page's address.
    pub handle: Option<String>,
    /// The platform's product id.
    pub product_id: Option<String>,
    /// The platform's variant id.
    pub variant_id: Option<String>,
}

/// A catalogue file.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalog {
    /// By first appearance; SKUs are distinct.
    pub records: Vec<CatalogRecord>,
    /// The currency of most prices, where one is known.
    pub currency: Option<Currency>,
    /// What was read and left out.
    pub report: CatalogReport,
}

/// The account of reading a catalogue.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CatalogReport {
    /// Which file.
    pub file: PathBuf,
    /// Which shop system's export it looks like.
    pub system: ShopSystem,
    /// Rows under the header, blank ones apart.
    pub rows: u64,
    /// Rows without a SKU: pictures and parents of variants in some exports.
    pub without_sku: u64,
    /// Rows whose SKU stood before; the first counts.
    pub repeated: u64,
    /// Addresses that are no `http` or `https` or too long; not used.
    pub refused_urls: u64,
    /// Prices in another currency than most, or in none that is known; not used.
    pub unused_prices: u64,
    /// Rows that could not be read and were skipped.
    pub bad_lines: u64,
    /// The first few of them.
    pub bad_examples: Vec<BadLine>,
}

/// Reads a catalogue. `currency` is that of prices which name none.
///
/// # Errors
/// As [`super::read`]; an unreadable price makes a bad line, anything else unreadable is absent.
pub fn read_catalog(
    file: &Path,
    settings: &CatalogSettings,
    import: &ImportSettings,
    currency: Option<Currency>,
    progress: &dyn Progress,
) -> Result<Catalog, ImportError> {
    let bytes = std::fs::metadata(file).map_or(0, |data| data.len());
    let meter = Meter::new(progress, bytes);
    let source = source::open(file, import.encoding, &meter)?;
    let delimiter = import.delimiter.unwrap_or_else(|| {
        sniff_delimiter(&source.head, |header| {
            header.known_of_catalog(&settings.columns)
        })
    });
    let mut rows = Rows::new(file, source, delimiter)?;
    if !rows.advance()? {
        return Err(ImportError::Empty {
            file: file.to_owned(),
        });
    }
    let header = Header::new(rows.record());
    let (system, places) = header.catalog(file, &settings.columns)?;
    if !places.contains_key(&CatalogColumn::Sku) {
        return Err(ImportError::MissingColumns {
            file: file.to_owned(),
            missing: vec!["the SKU (sku)"],
            header: header.names,
            section: "catalog",
            hint: "",
        });
    }
    let mut reader = Reader {
        places,
        system,
        comma: match import.decimal {
            DecimalMark::Comma => true,
            DecimalMark::Point => false,
            DecimalMark::Auto => price_comma(file, import, &header, delimiter, &settings.columns)?
                .unwrap_or(delimiter == b';'),
        },
        seen: FxHashSet::default(),
        above: None,
        parents: Vec::new(),
        priced: Vec::new(),
        report: CatalogReport {
            file: file.to_owned(),
            system,
            ..CatalogReport::default()
        },
    };
    let mut records = Vec::new();
    while rows.advance()? {
        reader.report.rows += 1;
        match reader.row(rows.record(), header.names.len()) {
            Ok(record) => records.extend(record),
            Err((cell, fault)) => {
                reader.report.bad_lines += 1;
                let bad = BadLine {
                    file: file.to_owned(),
                    line: rows.line_of(cell.unwrap_or(0)),
                    column: cell.and_then(|cell| header.name(cell)),
                    fault,
                };
                if import.strict {
                    return Err(ImportError::BadLine(bad));
                }
                if reader.report.bad_examples.len() < BAD_EXAMPLES {
                    reader.report.bad_examples.push(bad);
                }
            }
        }
    }
    inherit(&mut records, &reader.parents);
    let report = reader.report;
    if report.rows == 0 {
        return Err(ImportError::HeaderOnly {
            file: file.to_owned(),
        });
    }
    if exceeds(report.bad_lines, report.rows, import.max_bad_share) {
        return Err(ImportError::TooManyBadLines {
            bad: report.bad_lines,
            lines: report.rows,
            share: import.max_bad_share,
            examples: report.bad_examples,
        });
    }
    let mut catalog = Catalog {
        records,
        currency: None,
        report,
    };
    settle_prices(&mut catalog, &reader.priced, currency);
    Ok(catalog)
}

/// An amount before the currency is settled.
struct Priced {
    /// The record that it stands in.
    record: usize,
    /// In ten-thousandths.
    amount: i64,
    /// The currency's code as written.
    code: Option<String>,
    is_cost: bool,
}

struct Reader {
    places: Places<CatalogColumn>,
    system: ShopSystem,
    comma: bool,
    seen: FxHashSet<String>,
    /// The last row that had a title: rows below it with the same handle are its variants.
    above: Option<CatalogRecord>,
    /// Rows without a SKU but with an id: what variants below them belong to.
    parents: Vec<CatalogRecord>,
    priced: Vec<Priced>,
    report: CatalogReport,
}

impl Reader {
    fn row(&mut self, row: &ByteRecord, header: usize) -> Result<Option<CatalogRecord>, Bad> {
        let cell = |column: CatalogColumn| {
            let cell = self.places.get(&column).and_then(|&place| row.get(place));
            bare(cell.unwrap_or_default())
        };
        let text = |column| Some(tidy(&decode(cell(column)))).filter(|text| !text.is_empty());
        if row.len() < header.min(2) {
            return Err((
                None,
                Fault::Short {
                    cells: row.len(),
                    header,
                },
            ));
        }
        let (code, price) = self.price(cell(CatalogColumn::Price))?;
        let code = text(CatalogColumn::Currency).or(code);
        let mut refused = 0;
        let mut url = |column| {
            let list = decode(cell(column)).into_owned();
            let first = list
                .split([',', ';', ' ', '\n'])
                .find(|part| !part.is_empty())?;
            let safe = SafeUrl::new(first);
            refused += u64::from(safe.is_none());
            safe
        };
        let mut record = CatalogRecord {
            sku: text(CatalogColumn::Sku).unwrap_or_default(),
            title: text(CatalogColumn::Title),
            url: url(CatalogColumn::Url),
            image: url(CatalogColumn::Image),
            price_minor: None,
            cost_minor: None,
            stock: stock(cell(CatalogColumn::Available)),
            published: published(cell(CatalogColumn::Status)),
            kind: text(CatalogColumn::Type).map(|kind| leaf(&kind)),
            categories: text(CatalogColumn::Type)
                .map(|kind| steps(&kind, self.system))
                .unwrap_or_default(),
            tags: listed(&decode(cell(CatalogColumn::Tags))),
            brand: text(CatalogColumn::Brand),
            is_gift_card: is_said(cell(CatalogColumn::GiftCard)),
            links: LinkKind::ALL
                .into_iter()
                .flat_map(|kind| shop_link::parse(kind, &decode(cell(kind.column()))))
                .collect(),
            parent: text(CatalogColumn::Parent),
            handle: text(CatalogColumn::Handle),
            product_id: text(CatalogColumn::ProductId),
            variant_id: text(CatalogColumn::VariantId),
        };
        self.report.refused_urls += refused;
        if let Some(above) = self.above.as_ref()
            && record.handle.is_some()
            && record.handle == above.handle
        {
            // Shopify says it once a product, on its first row.
            record.title = record.title.or_else(|| above.title.clone());
            record.kind = record.kind.or_else(|| above.kind.clone());
            record.image = record.image.or_else(|| above.image.clone());
            inherit_from(&mut record, above);
            if cell(CatalogColumn::Status).is_empty() {
                record.published = above.published;
            }
        } else {
            self.above = Some(record.clone());
        }
        if record.url.is_none()
            && self.system == ShopSystem::Shopify
            && let Some(handle) = &record.handle
        {
            record.url = SafeUrl::new(&format!("/products/{handle}"));
        }
        if record.sku.is_empty() {
            self.report.without_sku += 1;
            if record.product_id.is_some() {
                self.parents.push(record);
            }
            return Ok(None);
        }
        if !self.seen.insert(record.sku.to_ascii_uppercase()) {
            self.report.repeated += 1;
            return Ok(None);
        }
        record.is_gift_card |= looks_like_gift_card(&record);
        // Nothing is nothing in every currency.
        record.price_minor = price.filter(|&price| price == 0);
        let cost = number::parse(cell(CatalogColumn::Cost), self.comma)
            .and_then(|cost| number::stored(cost.value));
        for (amount, is_cost) in [(price, false), (cost, true)] {
            if let Some(amount) = amount.filter(|&amount| amount > 0) {
                self.priced.push(Priced {
                    record: self.seen.len() - 1,
                    amount,
                    code: code.clone(),
                    is_cost,
                });
            }
        }
        Ok(Some(record))
    }

    fn price(&self, cell: &[u8]) -> Result<(Option<String>, Option<i64>), Bad> {
        if cell.is_empty() {
            return Ok((None, None));
        }
        let Some(amount) = number::parse(cell, self.comma) else {
            let value = quoted(cell);
            let place = self.places.get(&CatalogColumn::Price).copied();
            let fault = if number::parse(cell, !self.comma).is_some() {
                Fault::Decimal {
                    value,
                    comma: self.comma,
                }
            } else {
                Fault::Number { value }
            };
            return Err((place, fault));
        };
        let code = amount.code.map(|code| decode(&code).into_owned());
        Ok((code, number::stored(amount.value)))
    }
}

/// Whether the first prices have a decimal comma.
fn price_comma(
    file: &Path,
    import: &ImportSettings,
    header: &Header,
    delimiter: u8,
    named: &BTreeMap<CatalogColumn, String>,
) -> Result<Option<bool>, ImportError> {
    const ROWS: usize = 1_000;
    let (_, places) = header.catalog(file, named)?;
    let Some(&place) = places.get(&CatalogColumn::Price) else {
        return Ok(None);
    };
    let meter = Meter::new(&super::Silent, 0);
    let mut rows = Rows::new(
        file,
        source::open(file, import.encoding, &meter)?,
        delimiter,
    )?;
    let mut evidence = number::Evidence::default();
    rows.advance()?;
    for _ in 0..ROWS {
        if !rows.advance()? {
            break;
        }
        evidence.add(rows.record().get(place).unwrap_or_default());
    }
    Ok(evidence.comma())
}

/// Keeps the prices of the currency that most are in, ties by code.
fn settle_prices(catalog: &mut Catalog, priced: &[Priced], default: Option<Currency>) {
    let currency_in = |code: &Option<String>| match code {
        Some(code) => currency_of(code),
        None => default,
    };
    let mut counts: Vec<(Currency, u64)> = Vec::new();
    for price in priced.iter().filter(|amount| !amount.is_cost) {
        if let Some(currency) = currency_in(&price.code) {
            match counts.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, count)) => *count += 1,
                None => counts.push((currency, 1)),
            }
        }
    }
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.code().cmp(b.0.code())));
    catalog.currency = counts.first().map(|&(currency, _)| currency);
    for amount in priced {
        let currency =
            currency_in(&amount.code).filter(|&currency| Some(currency) == catalog.currency);
        match (currency, catalog.records.get_mut(amount.record)) {
            (Some(currency), Some(record)) => {
                let minor = Some(number::minor(amount.amount, currency.exponent()));
                if amount.is_cost {
                    record.cost_minor = minor;
                } else {
                    record.price_minor = minor;
                }
            }
            _ => catalog.report.unused_prices += u64::from(!amount.is_cost),
        }
    }
}

/// What a product says for its variants, where they say nothing.
fn inherit_from(record: &mut CatalogRecord, above: &CatalogRecord) {
    fn list<T: Clone>(own: &mut Vec<T>, above: &[T]) {
        if own.is_empty() {
            own.extend_from_slice(above);
        }
    }
    list(&mut record.categories, &above.categories);
    list(&mut record.tags, &above.tags);
    list(&mut record.links, &above.links);
    record.kind = record.kind.take().or_else(|| above.kind.clone());
    record.brand = record.brand.take().or_else(|| above.brand.clone());
    record.is_gift_card |= above.is_gift_card;
}

/// Variants take over from the products that they name as their parents.
fn inherit(records: &mut [CatalogRecord], parents: &[CatalogRecord]) {
    let has_parent = |record: &&CatalogRecord| record.parent.is_some();
    if !records.iter().any(|record| has_parent(&record)) {
        return;
    }
    let mut known: HashMap<String, CatalogRecord> = HashMap::new();
    for record in parents.iter().chain(records.iter()) {
        let sku = Some(record.sku.to_ascii_uppercase()).filter(|sku| !sku.is_empty());
        let id = record.product_id.as_ref().map(|id| format!("ID:{id}"));
        for key in sku.into_iter().chain(id) {
            known.entry(key).or_insert_with(|| record.clone());
        }
    }
    for record in records {
        let parent = record.parent.as_ref();
        if let Some(above) = parent.and_then(|parent| known.get(&parent.to_ascii_uppercase())) {
            inherit_from(record, above);
        }
    }
}

/// The parts of a cell that holds a list, each once.
fn listed(cell: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in cell.split([',', ';', '|', '\n']) {
        let part = tidy(part);
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
}

/// `Home > Kitchen > Mugs, Gifts` is `Home`, `Kitchen`, `Mugs` and `Gifts`. Magento writes `/`.
fn steps(kind: &str, system: ShopSystem) -> Vec<String> {
    let separator = match system {
        ShopSystem::Magento => '/',
        _ => '>',
    };
    let mut steps: Vec<String> = Vec::new();
    // A type such as `Cups, Mugs` is one type; a comma parts categories only beside others' paths.
    let paths: Vec<&str> = match system {
        ShopSystem::WooCommerce | ShopSystem::Magento => kind.split(',').collect(),
        _ => vec![kind],
    };
    for step in paths.iter().flat_map(|path| path.split(separator)) {
        let step = tidy(step);
        if !step.is_empty() && !steps.contains(&step) {
            steps.push(step);
        }
    }
    steps
}

fn is_said(cell: &[u8]) -> bool {
    let word = folded(&decode(cell));
    matches!(word.as_str(), "true" | "yes" | "y" | "1" | "ja")
}

/// By type, category, SKU or title, in the words that shops use.
fn looks_like_gift_card(record: &CatalogRecord) -> bool {
    const KINDS: [&str; 8] = [
        "giftcard",
        "giftcards",
        "giftvoucher",
        "giftvouchers",
        "giftcertificate",
        "giftcertificates",
        "gutschein",
        "gutscheine",
    ];
    const SKUS: [&str; 4] = ["gift card*", "gift-card*", "gift_card*", "giftcard*"];
    const TITLES: [&str; 9] = [
        "gift card",
        "e-gift card*",
        "digital gift card*",
        "gift voucher*",
        "gift certificate*",
        "gutschein",
        "*gift card $*",
        "*gift card £*",
        "*gift card €*",
    ];
    let title = record.title.as_deref().unwrap_or_default();
    let mut kinds = record.kind.iter().chain(&record.categories);
    kinds.any(|kind| KINDS.contains(&folded(kind).as_str()))
        || SKUS.iter().any(|pattern| fits(pattern, &record.sku))
        || TITLES.iter().any(|pattern| fits(pattern, title))
}

fn stock(cell: &[u8]) -> Stock {
    let word = folded(&decode(cell));
    match word.as_str() {
        "instock" | "true" | "yes" | "available" | "backorder" | "onbackorder" | "preorder"
        | "y" | "ja" => Stock::Available,
        "outofstock" | "false" | "no" | "soldout" | "unavailable" | "n" | "nein" => Stock::SoldOut,
        _ => match number::parse(cell, false) {
            Some(count) if count.value.is_sign_negative() || count.value.is_zero() => {
                Stock::SoldOut
            }
            Some(_) => Stock::Available,
            None => Stock::Unknown,
        },
    }
}

fn published(cell: &[u8]) -> bool {
    let word = folded(&decode(cell));
    let hidden = [
        "false",
        "no",
        "n",
        "0",
        "draft",
        "archived",
        "private",
        "hidden",
        "disabled",
        "trash",
        "notvisibleindividually",
        "unlisted",
    ];
    // WooCommerce writes -1 for a draft.
    !hidden.contains(&word.as_str()) && cell != b"-1"
}

/// `Home > Kitchen > Mugs, Gifts` is `Mugs`.
fn leaf(kind: &str) -> String {
    let first = if kind.contains('>') {
        kind.split(',').next().unwrap_or(kind)
    } else {
        kind
    };
    first.rsplit('>').next().unwrap_or(first).trim().to_owned()
}
