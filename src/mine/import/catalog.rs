//! Reading a catalogue: what the shop itself says of its items.
//!
//! | form | told by | read by |
//! |---|---|---|
//! | Any table with a column for the SKU: Shopify's and WooCommerce's product exports, a merchant feed as text, or one's own | anything else | the same reader, encodings, delimiters and messages as for orders |
//! | A storefront's `products.json` | a brace | [`json`] |
//! | A merchant feed in RSS 2.0 or Atom | an angle bracket | [`xml`] |
//!
//! Feeds become rows of a table, with the line of each cell; from there on all are read alike.

mod cells;
mod feed;
mod json;
mod product;
mod sale;
mod xml;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use self::{
    feed::{Kind, Table},
    product::{Form, Priced, Reader},
};
use super::{
    BAD_EXAMPLES, BadLine, CatalogColumn, ImportError, Progress, ShopSystem, currency_of, exceeds,
    header::Header,
    number,
    rows::Rows,
    sample::sniff_delimiter,
    shop_link::ShopLink,
    source::{self, Meter},
};
use crate::{
    domain::{Currency, SafeUrl, Stock},
    mine::config::{DecimalMark, ImportSettings, Settings},
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
    /// What it says of each of `catalog.attributes`, in that order; empty where it says nothing.
    pub attributes: Vec<String>,
}

/// A catalogue, of one file or several.
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
    /// Which files.
    pub files: Vec<PathBuf>,
    /// Which shop system's export the first one looks like.
    pub system: ShopSystem,
    /// Rows under the headers, blank ones apart; of a feed, products or variants.
    pub rows: u64,
    /// Rows without a SKU: pictures and parents of variants in some exports.
    pub without_sku: u64,
    /// Rows whose SKU stood before in the same file; the first counts.
    pub repeated: u64,
    /// Addresses that are no `http` or `https` or too long; not used.
    pub refused_urls: u64,
    /// Prices in another currency than most, in none that is known, or of a sale whose dates cannot be
    /// read; not used.
    pub unused_prices: u64,
    /// Rows that could not be read and were skipped.
    pub bad_lines: u64,
    /// The first few of them.
    pub bad_examples: Vec<BadLine>,
}

/// Reads a catalogue of one file or several. `currency` is that of prices which name none; `now`, Unix
/// time, decides which sales are on.
///
/// Of several files the first that names an item counts, and later ones say what it leaves open:
/// WooCommerce's export has no addresses, a merchant feed no up-sells.
///
/// # Errors
/// As [`super::read`]; an unreadable price makes a bad line, anything else unreadable is absent.
pub fn read_catalog(
    files: &[PathBuf],
    settings: &Settings,
    currency: Option<Currency>,
    now: i64,
    progress: &dyn Progress,
) -> Result<Catalog, ImportError> {
    let bytes = files
        .iter()
        .map(|file| std::fs::metadata(file).map_or(0, |data| data.len()))
        .sum();
    let meter = Meter::new(progress, bytes);
    let mut reader = Reader::new(now);
    for (number, file) in files.iter().enumerate() {
        reader.start(number);
        read_file(file, settings, &meter, &mut reader)?;
    }
    reader.inherit();
    let report = reader.report;
    if report.rows == 0 {
        let file = files.first().cloned().unwrap_or_default();
        return Err(ImportError::NoProduct { file });
    }
    let import = &settings.import;
    if exceeds(report.bad_lines, report.rows, import.max_bad_share) {
        return Err(ImportError::TooManyBadLines {
            bad: report.bad_lines,
            lines: report.rows,
            share: import.max_bad_share,
            examples: report.bad_examples,
        });
    }
    let mut catalog = Catalog {
        records: reader.records,
        currency: None,
        report,
    };
    settle_prices(&mut catalog, &reader.priced, currency);
    Ok(catalog)
}

fn read_file(
    file: &Path,
    settings: &Settings,
    meter: &Meter<'_>,
    reader: &mut Reader,
) -> Result<(), ImportError> {
    let (import, columns) = (&settings.import, &settings.catalog.columns);
    let (mut table, comma) = open(file, import, columns, meter)?;
    let header = table.header().clone();
    let (mut system, places) = header.catalog(file, columns)?;
    let is_feed = matches!(table, Table::Feed { .. });
    if is_feed && places.contains_key(&CatalogColumn::VariantId) {
        system = ShopSystem::Shopify;
    }
    // A last page of a feed has a list, and nothing in it.
    let is_last_page = is_feed && header.names.is_empty();
    if !is_last_page && !places.contains_key(&CatalogColumn::Sku) {
        return Err(ImportError::MissingColumns {
            file: file.to_owned(),
            missing: vec!["the SKU (sku)"],
            header: header.names,
            section: "catalog",
            hint: "",
        });
    }
    let form = Form {
        places,
        system,
        comma,
        // Feeds have the columns of their kind and no others.
        attributes: if is_feed {
            Vec::new()
        } else {
            header.attributes(file, &settings.catalog.attributes)?
        },
        header_cells: if is_feed { 0 } else { header.names.len() },
    };
    if reader.report.files.is_empty() {
        reader.report.system = system;
    }
    reader.report.files.push(file.to_owned());
    let before = reader.report.rows;
    while table.advance()? {
        reader.report.rows += 1;
        let outcome = table.record().and_then(|row| reader.row(&form, &row));
        let Err((cell, fault)) = outcome else {
            continue;
        };
        reader.report.bad_lines += 1;
        let bad = table.bad_line(file, cell, fault);
        if import.strict {
            return Err(ImportError::BadLine(bad));
        }
        if reader.report.bad_examples.len() < BAD_EXAMPLES {
            reader.report.bad_examples.push(bad);
        }
    }
    if reader.report.rows == before && !is_feed {
        return Err(ImportError::HeaderOnly {
            file: file.to_owned(),
        });
    }
    Ok(())
}

/// Opens a file by what it is. Beside it, whether a comma parts units from fractions.
fn open<'a>(
    file: &Path,
    import: &ImportSettings,
    columns: &BTreeMap<CatalogColumn, String>,
    meter: &'a Meter<'a>,
) -> Result<(Table<'a>, bool), ImportError> {
    let source = source::open_any(file, import.encoding, meter)?;
    let kind = Kind::of(&source.head);
    let (table, delimiter) = match kind {
        Kind::Delimited => {
            source::refuse_foreign(file, &source.head, "Export the products as CSV")?;
            let delimiter = import.delimiter.unwrap_or_else(|| {
                sniff_delimiter(&source.head, |header| header.known_of_catalog(columns))
            });
            let mut rows = Rows::new(file, source, delimiter)?;
            if !rows.advance()? {
                return Err(ImportError::Empty {
                    file: file.to_owned(),
                });
            }
            let header = Header::new(rows.row().iter());
            (
                Table::Delimited {
                    rows: Box::new(rows),
                    header,
                },
                delimiter,
            )
        }
        Kind::Json => (feed::read(kind, file, source, columns)?, b','),
        Kind::Xml => {
            let source = match xml::declared(&source.head).filter(|_| import.encoding.is_none()) {
                Some(encoding) => source::open_any(file, Some(encoding), meter)?,
                None => source,
            };
            (feed::read(kind, file, source, columns)?, b',')
        }
    };
    let comma = match import.decimal {
        DecimalMark::Comma => true,
        DecimalMark::Point => false,
        // What a storefront answers is written by a program, with points.
        DecimalMark::Auto if kind == Kind::Json => false,
        DecimalMark::Auto => {
            price_comma(file, import, &table, delimiter, columns)?.unwrap_or(delimiter == b';')
        }
    };
    Ok((table, comma))
}

/// Whether the first prices have a decimal comma.
fn price_comma(
    file: &Path,
    import: &ImportSettings,
    table: &Table<'_>,
    delimiter: u8,
    named: &BTreeMap<CatalogColumn, String>,
) -> Result<Option<bool>, ImportError> {
    const ROWS: usize = 1_000;
    let (_, places) = table.header().catalog(file, named)?;
    let Some(&place) = places.get(&CatalogColumn::Price) else {
        return Ok(None);
    };
    let mut evidence = number::Evidence::default();
    if let Some(feed) = table.feed_rows() {
        for record in feed.take(ROWS) {
            evidence.add(record.get(place).unwrap_or_default());
        }
        return Ok(evidence.comma());
    }
    let meter = Meter::new(&super::Silent, 0);
    let mut rows = Rows::new(
        file,
        source::open(file, import.encoding, &meter)?,
        delimiter,
    )?;
    rows.advance()?;
    for _ in 0..ROWS {
        if !rows.advance()? {
            break;
        }
        evidence.add(rows.row().get(place).unwrap_or_default());
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
