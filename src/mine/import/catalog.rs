//! Reading a catalogue: what the shop itself says of its items.
//!
//! Any table with a column for the SKU: Shopify's and WooCommerce's product exports, a merchant feed
//! (`id`, `title`, `link`, `image_link`, `price` as `12.00 GBP`), or one's own. The same reader,
//! encodings, delimiters and messages as for orders.

use std::{
    collections::BTreeMap,
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
    source::{self, Meter},
    text::{bare, decode, folded, quoted, tidy},
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
    /// Its price in minor units of [`Catalog::currency`]; `None` too where it is in another one.
    pub price_minor: Option<i64>,
    /// Whether it can be bought.
    pub stock: Stock,
    /// Whether the shop shows it at all. `true` where the catalogue does not say.
    pub published: bool,
    /// Its type or the last part of its first category.
    pub kind: Option<String>,
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

/// A row's price before the currency is settled: record, ten-thousandths, code as written.
type Priced = (usize, i64, Option<String>);

struct Reader {
    places: Places<CatalogColumn>,
    system: ShopSystem,
    comma: bool,
    seen: FxHashSet<String>,
    /// The last row that had a title: rows below it with the same handle are its variants.
    above: Option<CatalogRecord>,
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
            stock: stock(cell(CatalogColumn::Available)),
            published: published(cell(CatalogColumn::Status)),
            kind: text(CatalogColumn::Type).map(|kind| leaf(&kind)),
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
            return Ok(None);
        }
        if !self.seen.insert(record.sku.to_ascii_uppercase()) {
            self.report.repeated += 1;
            return Ok(None);
        }
        if let Some(price) = price.filter(|&price| price > 0) {
            self.priced.push((self.seen.len() - 1, price, code));
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
    for (_, _, code) in priced {
        if let Some(currency) = currency_in(code) {
            match counts.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, count)) => *count += 1,
                None => counts.push((currency, 1)),
            }
        }
    }
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.code().cmp(b.0.code())));
    catalog.currency = counts.first().map(|&(currency, _)| currency);
    for (record, price, code) in priced {
        let currency = currency_in(code).filter(|&currency| Some(currency) == catalog.currency);
        match (currency, catalog.records.get_mut(*record)) {
            (Some(currency), Some(record)) => {
                record.price_minor = Some(number::minor(*price, currency.exponent()));
            }
            _ => catalog.report.unused_prices += 1,
        }
    }
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
