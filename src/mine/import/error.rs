//! Why an export cannot be read: where, and what to do about it.

use std::{fmt, io, path::PathBuf};

use super::{ImportReport, report::grouped};

/// Bytes as `--memory` takes them: whole megabytes where there are any, rounded up.
fn size(bytes: u64) -> String {
    const MEGABYTE: u64 = 1 << 20;
    if bytes < MEGABYTE {
        return format!("{}K", bytes.div_ceil(1 << 10));
    }
    format!("{}M", bytes.div_ceil(MEGABYTE))
}

/// Why an import stops.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// No file was named.
    #[error("no order export was given: name at least one file with --orders")]
    NoFiles,
    /// Lines that had no room in memory could not be put into a temporary file, or read again.
    #[error(
        "a temporary file for lines cannot be used ({source}). Make room in the folder for temporary files (TMPDIR), or allow more --memory"
    )]
    Spill {
        /// What the system said.
        source: io::Error,
    },
    /// The orders take more memory than allowed.
    #[error("these orders do not fit into --memory {limit}: the least that works is --memory {least}", limit = size(*.limit_bytes), least = size(*.least_bytes))]
    Memory {
        /// What was allowed.
        limit_bytes: u64,
        /// What is needed.
        least_bytes: u64,
    },
    /// The file cannot be opened.
    #[error("{file}: cannot be opened ({source}). Check the path", file = file.display())]
    Open {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Reading stopped half way.
    #[error("{file}: reading stopped after line {line} ({source})", file = file.display())]
    Read {
        /// Which file.
        file: PathBuf,
        /// The last line read.
        line: u64,
        /// What the system said.
        source: io::Error,
    },
    /// The compressed file ends too early or is damaged.
    #[error(
        "{file}: the gzip file is cut off or damaged after line {line}. Export or download it again",
        file = file.display()
    )]
    Gzip {
        /// Which file.
        file: PathBuf,
        /// The last line that came out whole.
        line: u64,
    },
    /// No byte, or nothing but white space.
    #[error("{file}: the file is empty. Export the orders again", file = file.display())]
    Empty {
        /// Which file.
        file: PathBuf,
    },
    /// A header with nothing under it.
    #[error(
        "{file}: there is a header but no line under it. Export a time span that has orders",
        file = file.display()
    )]
    HeaderOnly {
        /// Which file.
        file: PathBuf,
    },
    /// Not text with delimiters.
    #[error("{file}: this is {what}, not a table of text. {remedy}", file = file.display())]
    NotATable {
        /// Which file.
        file: PathBuf,
        /// What it seems to be.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// No catalogue, whatever else it is.
    #[error("{file}: this is {what}. {remedy}", file = file.display())]
    NotACatalog {
        /// Which file.
        file: PathBuf,
        /// What it seems to be.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A feed that is no JSON or XML from some place on.
    #[error(
        "{file}, line {line}{column}: {what}. Download the feed again, whole, or correct it",
        file = file.display(),
        column = .column.map(|column| format!(", column {column}")).unwrap_or_default()
    )]
    Malformed {
        /// Which file.
        file: PathBuf,
        /// Where, from 1.
        line: u64,
        /// Where in the line, from 1, in bytes.
        column: Option<u64>,
        /// What the parser said.
        what: String,
    },
    /// A catalogue without any product.
    #[error("{file}: there is no product in it. Give the first page of the feed, or export again", file = file.display())]
    NoProduct {
        /// Which file.
        file: PathBuf,
    },
    /// The header has a single column whatever the delimiter.
    #[error(
        "{file}, line 1: the header {header:?} has one column{tried}. The columns must be parted by , ; | or a tab: \
         export as CSV, or set [import] delimiter",
        file = file.display(),
        tried = .delimiter.map(|letter| format!(" when parted by {letter:?}")).unwrap_or_default()
    )]
    OneColumn {
        /// Which file.
        file: PathBuf,
        /// The first line.
        header: String,
        /// The delimiter of the settings, if it was set.
        delimiter: Option<char>,
    },
    /// Columns that are needed are not there.
    #[error(
        "{file}, line 1: no column found for {missing}. The header has: {header}. \
         Name the column under [{section}.columns] in tandem.toml{hint}",
        file = file.display(),
        missing = missing.join(" and "),
        header = header.join(", ")
    )]
    MissingColumns {
        /// Which file.
        file: PathBuf,
        /// What is missing, in words.
        missing: Vec<&'static str>,
        /// What the header has.
        header: Vec<String>,
        /// The section of the settings that names it.
        section: &'static str,
        /// What else to say for this shop system.
        hint: &'static str,
    },
    /// The settings name a column that is not there.
    #[error(
        "{file}, line 1: [{section}] {key} names the column {name:?}, which is not in the header: {header}",
        file = file.display(),
        header = header.join(", ")
    )]
    NamedColumnAbsent {
        /// Which file.
        file: PathBuf,
        /// The section of the settings that names it.
        section: &'static str,
        /// The key in the settings.
        key: &'static str,
        /// Its value.
        name: String,
        /// What the header has.
        header: Vec<String>,
    },
    /// A quote that is opened and never closed: what follows is one endless cell.
    #[error(
        "{file}, line {line}: a quote is opened here and never closed, so all lines below are lost in it. \
         Close or remove it, or export again",
        file = file.display()
    )]
    OpenQuote {
        /// Which file.
        file: PathBuf,
        /// The line on which the cell starts.
        line: u64,
    },
    /// A line that cannot be read, where the settings are strict.
    #[error("{0}. Correct the line, or run without --strict to skip it")]
    BadLine(BadLine),
    /// More lines cannot be read than the settings allow.
    #[error(
        "{bad} of {lines} lines cannot be read, more than [import] max_bad_share = {share} allows:{examples}",
        bad = grouped(*bad),
        lines = grouped(*lines),
        examples = listed(examples)
    )]
    TooManyBadLines {
        /// How many.
        bad: u64,
        /// Of how many.
        lines: u64,
        /// The share that is allowed.
        share: f64,
        /// The first few.
        examples: Vec<BadLine>,
    },
    /// Every line was left out.
    #[error("no order is left of {lines} lines:{reasons}", lines = grouped(report.lines_read), reasons = reasons(report))]
    NothingLeft {
        /// What became of the lines.
        report: Box<ImportReport>,
    },
}

fn listed(examples: &[BadLine]) -> String {
    examples.iter().map(|line| format!("\n  {line}")).collect()
}

fn reasons(report: &ImportReport) -> String {
    let mut text: String = report
        .left_out
        .iter()
        .map(|left_out| format!("\n  {left_out}"))
        .collect();
    text.push_str(&listed(&report.bad_examples));
    text
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Which file.
    pub file: PathBuf,
    /// The line of the file where the trouble is, from 1, line breaks inside quotes counted.
    pub line: u64,
    /// The header of the column, where one column is to blame.
    pub column: Option<String>,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for BadLine {
    /// `orders.csv, line 12, column "Quantity": "abc" is no number; write it with digits`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file.display(), self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column {column:?}")?;
        }
        write!(f, ": {}", self.fault)
    }
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Fewer cells than the header.
    Short {
        /// Cells in the line.
        cells: usize,
        /// Cells in the header.
        header: usize,
    },
    /// More cells than the header.
    Long {
        /// Cells in the line.
        cells: usize,
        /// Cells in the header.
        header: usize,
    },
    /// Nothing where something is needed.
    Empty,
    /// No number.
    Number {
        /// The cell, shortened.
        value: String,
    },
    /// A number with its comma and point the other way round.
    Decimal {
        /// The cell, shortened.
        value: String,
        /// What fractions start with in this file, as far as known.
        comma: bool,
    },
    /// No date, or one that does not exist.
    Date {
        /// The cell, shortened.
        value: String,
        /// How slashed dates are read in this file.
        day_first: bool,
    },
    /// A list of items that makes no sense.
    List {
        /// The cell, shortened.
        value: String,
    },
    /// A part of a feed that has another shape.
    Shape {
        /// What should be there.
        is: &'static str,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short { cells, header } => write!(
                f,
                "{cells} of {header} columns; the line is cut off or has a line break outside quotes"
            ),
            Self::Long { cells, header } => write!(
                f,
                "{cells} columns where the header has {header}; put quotes around cells that hold the delimiter"
            ),
            Self::Empty => f.write_str("the cell is empty; fill it in the export"),
            Self::Number { value } => {
                write!(f, "{value:?} is no number; write it with digits")
            }
            Self::Decimal { value, comma } => write!(
                f,
                "{value:?} is no number where a {} parts units from fractions; set [import] decimal",
                if *comma { "comma" } else { "point" }
            ),
            Self::Date { value, day_first } => write!(
                f,
                "{value:?} is no date ({} first where both could be); set [import] dates",
                if *day_first { "day" } else { "month" }
            ),
            Self::List { value } => write!(
                f,
                "{value:?} is no list of items; see [import] list_separator"
            ),
            Self::Shape { is } => write!(f, "there is no {is} here; download the feed again"),
        }
    }
}
