//! Reading order exports as shops make them.
//!
//! [`read`] takes files exactly as exported (gzip or plain, any usual delimiter and encoding, a row a
//! line or a row an order) and gives a cleaned [`Dataset`](super::dataset::Dataset) with a
//! [`ImportReport`] that accounts for every line. What is decided for each kind of mess, and why, is
//! in `docs/import.md`. Imports [`crate::domain`] and the settings.

mod catalog;
mod columns;
mod date;
mod error;
mod excess;
mod finish;
mod header;
mod intake;
mod kept;
mod lines;
mod list;
mod memory;
mod names;
mod number;
mod progress;
mod report;
mod rows;
mod sample;
mod shop_link;
mod source;
mod stats;
mod survey;
mod synonyms;
mod text;

use std::path::PathBuf;

use encoding_rs::{UTF_8, WINDOWS_1252};

pub use catalog::{Catalog, CatalogRecord, CatalogReport, read_catalog};
pub use columns::{CatalogColumn, OrderColumn};
pub use error::{BadLine, Fault, ImportError};
pub use progress::{Progress, Silent};
pub use report::{FeeItem, FileReport, ImportReport, LeftOut, Note, Reason, grouped};
pub use shop_link::{LinkKind, LinkTarget, ShopLink};
pub use survey::{Recognised, Survey, survey};
pub(crate) use text::fits;

use self::{intake::Intake, source::Meter};
use super::{
    config::{FreeLines, ImportSettings},
    dataset::Dataset,
};
use crate::domain::Currency;

/// Which shop system made an export, as far as its header tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ShopSystem {
    /// None that is known: columns were recognised one by one.
    #[default]
    Generic,
    /// Shopify's order export.
    Shopify,
    /// An order export plugin of WooCommerce.
    WooCommerce,
    /// An order item export of Magento or Adobe Commerce.
    Magento,
    /// BigCommerce's order export.
    BigCommerce,
}

impl ShopSystem {
    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Generic => "no shop system that is known",
            Self::Shopify => "Shopify",
            Self::WooCommerce => "WooCommerce",
            Self::Magento => "Magento",
            Self::BigCommerce => "BigCommerce",
        }
    }
}

/// A currency by its ISO 4217 code, in any case, with its exponent; `None` where there is none.
#[must_use]
pub fn currency_of(code: &str) -> Option<Currency> {
    let upper = code.trim().to_ascii_uppercase();
    let exponent = iso_currency::Currency::from_code(&upper)?.exponent()?;
    Currency::new(&upper, u8::try_from(exponent).ok()?)
}

/// Reads order exports, several files as if they were one.
///
/// Each file is read once, and its head once more before to recognise it; where dates are ambiguous,
/// that look goes on until one date settles it. Where no line has a price above zero, all are read a
/// second time, with those of price zero. Memory: 4 bytes a line, 8 where lines say
/// more than a SKU, and what orders, items and customers take once each; with [`ImportSettings::memory_bytes`], lines that have no room are
/// sorted in a temporary file. The result is the same.
///
/// # Errors
/// Where a file cannot be read or recognised, where more lines than
/// [`ImportSettings::max_bad_share`] are unreadable (with [`ImportSettings::strict`]: at the first),
/// where no order is left, and where orders take more memory than allowed.
pub fn read(
    paths: &[PathBuf],
    settings: &ImportSettings,
    progress: &dyn Progress,
) -> Result<Dataset, ImportError> {
    if paths.is_empty() {
        return Err(ImportError::NoFiles);
    }
    let dataset = match take_in(paths, settings, settings.free_lines, progress)? {
        (intake, report) if intake.says_no_price() => {
            let lines = intake.free();
            drop((intake, report));
            let (intake, mut report) = take_in(paths, settings, FreeLines::Keep, progress)?;
            report.notes.push(Note::NothingPriced { lines });
            close(intake, report, settings)?
        }
        (intake, report) => close(intake, report, settings)?,
    };
    if dataset.orders.is_empty() {
        return Err(ImportError::NothingLeft {
            report: Box::new(dataset.report),
        });
    }
    Ok(dataset)
}

/// Closes the books, and says so where they did not fit into the memory allowed.
fn close(
    intake: Intake<'_>,
    report: ImportReport,
    settings: &ImportSettings,
) -> Result<Dataset, ImportError> {
    let reading = intake.least_bytes();
    let dataset = finish::finish(intake, report).map_err(|source| ImportError::Spill { source })?;
    let least_bytes = reading.max(memory::of_counting(&dataset));
    match settings.memory_bytes {
        Some(limit_bytes) if limit_bytes < least_bytes => Err(ImportError::Memory {
            limit_bytes,
            least_bytes,
        }),
        _ => Ok(dataset),
    }
}

/// Reads every line of every file.
fn take_in<'s>(
    paths: &[PathBuf],
    settings: &'s ImportSettings,
    free_lines: FreeLines,
    progress: &dyn Progress,
) -> Result<(Intake<'s>, ImportReport), ImportError> {
    let sizes: Vec<u64> = paths
        .iter()
        .map(|file| std::fs::metadata(file).map_or(0, |data| data.len()))
        .collect();
    let meter = Meter::new(progress, sizes.iter().sum());
    let mut report = ImportReport::default();
    let mut intake = Intake::new(settings, free_lines);
    for ((number, file), &bytes) in paths.iter().enumerate().zip(&sizes) {
        let survey = survey(file, settings)?;
        if let Some(example) = &survey.ambiguous_date {
            report.notes.push(Note::AmbiguousDates {
                file: file.clone(),
                example: example.clone(),
                day_first: survey.layout.dates.day_first,
            });
        }
        let mut file_report = survey.file_report(bytes);
        let mut rows = survey.open(settings, &meter)?;
        intake.start(&survey.layout, number);
        while rows.advance()? {
            if let Some(ahead) = rows.fresh() {
                intake.look_ahead(&survey.layout, ahead);
            }
            file_report.rows += 1;
            if file_report.encoding == UTF_8.name() && !rows.is_utf8() {
                file_report.encoding = WINDOWS_1252.name();
            }
            let mut stop = None;
            intake.row(
                &survey.layout,
                rows.row(),
                rows.place_in_batch(),
                &mut |(cell, fault)| {
                    report.bad_lines += 1;
                    if report.bad_examples.len() < BAD_EXAMPLES || settings.strict {
                        let bad = BadLine {
                            file: file.clone(),
                            line: rows.line_of(cell.unwrap_or(0)),
                            column: cell.and_then(|cell| survey.layout.header.name(cell)),
                            fault,
                        };
                        if settings.strict && stop.is_none() {
                            stop = Some(bad);
                        } else {
                            report.bad_examples.push(bad);
                        }
                    }
                },
            );
            if let Some(bad) = stop {
                return Err(ImportError::BadLine(bad));
            }
            if let Some(source) = intake.lines.failure() {
                return Err(ImportError::Spill { source });
            }
        }
        report.files.push(file_report);
    }
    if exceeds(report.bad_lines, intake.lines_read, settings.max_bad_share) {
        return Err(ImportError::TooManyBadLines {
            bad: report.bad_lines,
            lines: intake.lines_read,
            share: settings.max_bad_share,
            examples: report.bad_examples,
        });
    }
    Ok((intake, report))
}

/// How many bad lines are shown.
const BAD_EXAMPLES: usize = 5;

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of lines are far below 2^53"
)]
fn exceeds(bad: u64, lines: u64, share: f64) -> bool {
    bad > 0 && bad as f64 > share * lines as f64
}
