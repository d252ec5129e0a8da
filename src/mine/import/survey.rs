//! Looking at a file before it is read: delimiter, columns, dates, decimal marks, lists.

use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::{
    FileReport, ImportError, OrderColumn, ShopSystem, Silent, date,
    header::{Header, Places},
    list::ListForm,
    rows::Rows,
    sample::{SAMPLE_ROWS, Sample, sniff_delimiter},
    source::{self, Meter},
    text::quoted,
};
use crate::mine::config::{DateForm, DecimalMark, ImportSettings};

/// What a look at an order export tells. Made by [`survey`].
#[derive(Debug, Clone)]
pub struct Survey {
    /// Which file.
    pub file: PathBuf,
    /// Which shop system's export it looks like.
    pub system: ShopSystem,
    /// Whether it is compressed.
    pub gzip: bool,
    /// Name of the encoding; of the first rows where cells decide one by one.
    pub encoding: &'static str,
    /// What parts its columns.
    pub delimiter: char,
    /// The header.
    pub header: Vec<String>,
    /// The columns that were recognised or named by the settings.
    pub columns: Vec<Recognised>,
    /// Whether one row holds a whole order, its items in a list.
    pub is_list: bool,
    /// Whether days come first in its dates, where that makes a difference and is known.
    pub day_first: Option<bool>,
    /// A date that could be read either way, where no date settles it.
    pub ambiguous_date: Option<String>,
    /// Whether a comma parts units from fractions, where the sample tells.
    pub decimal_comma: Option<bool>,
    /// Currency codes met in the sample, by first appearance.
    pub currencies: Vec<String>,
    pub(super) layout: Layout,
}

/// A column of an export and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// What it was taken for.
    pub column: OrderColumn,
    /// Its header.
    pub name: String,
    /// The first few different values. Always empty for [`OrderColumn::Customer`]: those are people.
    pub samples: Vec<String>,
}

/// How rows of one file are taken apart.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) header: Header,
    /// By column: asked for each cell of each line.
    places: [Option<usize>; OrderColumn::ALL.len()],
    pub(super) dates: date::Dates,
    pub(super) comma: bool,
    /// The list column and its form, where a row is an order.
    pub(super) list: Option<(usize, ListForm)>,
    /// Whether order numbers are plain digits, so that a letter in front means something.
    pub(super) plain_ids: bool,
    /// Cells that a row must have.
    pub(super) needed_cells: usize,
}

impl Layout {
    pub(super) fn place(&self, column: OrderColumn) -> Option<usize> {
        self.places.get(column as usize).copied().flatten()
    }
}

fn by_column(places: &Places<OrderColumn>) -> [Option<usize>; OrderColumn::ALL.len()] {
    let mut by_column = [None; OrderColumn::ALL.len()];
    for (column, place) in places {
        if let Some(slot) = by_column.get_mut(*column as usize) {
            *slot = Some(*place);
        }
    }
    by_column
}

/// Looks at an order export without reading it all.
///
/// # Errors
/// As [`super::read`], as far as the first rows tell.
pub fn survey(file: &Path, settings: &ImportSettings) -> Result<Survey, ImportError> {
    let meter = Meter::new(&Silent, 0);
    let source = source::open(file, settings.encoding, &meter)?;
    let (gzip, decoded, whole) = (source.gzip, source.encoding, source.whole);
    let delimiter = match settings.delimiter {
        Some(delimiter) => delimiter,
        None => sniff_delimiter(&source.head, |header| header.known(&settings.columns)),
    };
    let encoding = decoded.map_or_else(|| seen_encoding(&source.head, whole), Encoding::name);
    let mut rows = Rows::new(file, source, delimiter)?;
    if !rows.advance()? {
        return Err(ImportError::Empty {
            file: file.to_owned(),
        });
    }
    let header = Header::new(rows.row().iter());
    if header.names.len() < 2 {
        return Err(ImportError::OneColumn {
            file: file.to_owned(),
            header: quoted(rows.row().get(0).unwrap_or_default()),
            delimiter: settings.delimiter.map(char::from),
        });
    }
    let (system, mut places) = header.orders(file, &settings.columns)?;
    require(file, &header, system, &places)?;
    let mut sample = Sample::default();
    while rows.advance()? && (sample.rows < SAMPLE_ROWS || sample.dates.is_open()) {
        sample.add(rows.row(), &places);
        if sample.rows >= SAMPLE_ROWS && settings.dates != DateForm::Auto {
            break;
        }
    }
    if sample.rows == 0 {
        return Err(ImportError::HeaderOnly {
            file: file.to_owned(),
        });
    }
    let list = sample.list(&mut places, settings);
    let decimal_comma = sample.numbers.comma();
    let currencies: Vec<String> = sample.values_of(OrderColumn::Currency).to_vec();
    let comma = match settings.decimal {
        DecimalMark::Point => false,
        DecimalMark::Comma => true,
        // A semicolon parts columns where the comma is taken.
        DecimalMark::Auto => decimal_comma.unwrap_or(delimiter == b';'),
    };
    let told = match settings.dates {
        DateForm::DayFirst => Some(true),
        DateForm::MonthFirst => Some(false),
        DateForm::Auto | DateForm::Pattern(_) => sample.dates.day_first(),
    };
    let is_open = told.is_none() && matches!(settings.dates, DateForm::Auto);
    let usd = currencies.first().map(String::as_str) == Some("USD")
        || settings
            .currency
            .is_some_and(|currency| currency.code() == "USD");
    let columns = places
        .iter()
        .filter_map(|(&column, &place)| {
            Some(Recognised {
                column,
                name: header.name(place)?,
                samples: match column {
                    OrderColumn::Customer => Vec::new(),
                    _ => sample.values_of(column).to_vec(),
                },
            })
        })
        .collect();
    let needed_cells = [
        OrderColumn::Order,
        OrderColumn::Date,
        OrderColumn::Sku,
        OrderColumn::Quantity,
        OrderColumn::Price,
    ]
    .into_iter()
    .filter_map(|column| places.get(&column).copied())
    .chain(list.map(|(place, _)| place))
    .max()
    .map_or(0, |place| place + 1);
    Ok(Survey {
        file: file.to_owned(),
        system,
        gzip,
        encoding,
        delimiter: char::from(delimiter),
        header: header.names.clone(),
        columns,
        is_list: list.is_some(),
        day_first: told,
        ambiguous_date: sample.dates.ambiguous.filter(|_| is_open),
        decimal_comma,
        currencies,
        layout: Layout {
            dates: date::Dates {
                // Most of the world writes the day first; the country of the dollar does not.
                day_first: told.unwrap_or(!usd),
                pattern: match &settings.dates {
                    DateForm::Pattern(pattern) => Some(pattern.clone()),
                    _ => None,
                },
            },
            comma,
            list,
            plain_ids: sample.plain_ids * 5 >= sample.rows * 4,
            needed_cells,
            header,
            places: by_column(&places),
        },
    })
}

impl Survey {
    /// Opens the file for reading from its first row.
    pub(super) fn open<'a>(
        &self,
        settings: &ImportSettings,
        meter: &'a Meter<'a>,
    ) -> Result<Rows<'a>, ImportError> {
        let source = source::open(&self.file, settings.encoding, meter)?;
        let delimiter = u8::try_from(self.delimiter).unwrap_or(b',');
        let mut rows = Rows::new(&self.file, source, delimiter)?;
        rows.advance()?;
        Ok(rows)
    }

    /// What is known of the file before its rows are counted.
    pub(super) fn file_report(&self, bytes: u64) -> FileReport {
        FileReport {
            file: self.file.clone(),
            bytes,
            gzip: self.gzip,
            rows: 0,
            system: self.system,
            delimiter: self.delimiter,
            encoding: self.encoding,
        }
    }
}

fn require(
    file: &Path,
    header: &Header,
    system: ShopSystem,
    places: &Places<OrderColumn>,
) -> Result<(), ImportError> {
    let mut missing = Vec::new();
    if !places.contains_key(&OrderColumn::Order) {
        missing.push("the order number (order)");
    }
    if !places.contains_key(&OrderColumn::Date) {
        missing.push("the order date (date)");
    }
    let names_items = [
        OrderColumn::Sku,
        OrderColumn::Items,
        OrderColumn::ProductId,
        OrderColumn::VariantId,
        OrderColumn::Title,
    ];
    let by_name_only = system == ShopSystem::Magento && !places.contains_key(&OrderColumn::Sku);
    if !names_items.iter().any(|column| places.contains_key(column)) || by_name_only {
        missing.push("the items (sku, or items for a list)");
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(ImportError::MissingColumns {
        file: file.to_owned(),
        missing,
        header: header.names.clone(),
        section: "import",
        hint: match system {
            ShopSystem::Magento => {
                ". Magento's order grid has no items: export the order items (increment_id, created_at, sku, qty_ordered)"
            }
            _ => "; if the first line is no header, add one",
        },
    })
}

/// What the head is written in; a character cut off at its end is no fault.
fn seen_encoding(head: &[u8], whole: bool) -> &'static str {
    match std::str::from_utf8(head) {
        Ok(_) => UTF_8.name(),
        Err(error) if error.error_len().is_none() && !whole => UTF_8.name(),
        Err(_) => WINDOWS_1252.name(),
    }
}
