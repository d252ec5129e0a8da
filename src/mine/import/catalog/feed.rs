//! Feeds as tables: one row a product or variant, its columns by first appearance.

use std::{
    borrow::Cow,
    cell::Cell,
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    rc::Rc,
};

use csv::ByteRecord;

use super::super::{
    BadLine, CatalogColumn, Fault, ImportError, header::Header, intake::Bad, rows::Rows,
    source::Source, text::folded,
};
use super::{json, xml};

/// What a file of a catalogue is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Delimited,
    Json,
    Xml,
}

impl Kind {
    pub(super) fn of(head: &[u8]) -> Self {
        let text = head.trim_ascii_start();
        let starts = |magic: &[u8]| {
            text.get(..magic.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(magic))
        };
        match text.first() {
            Some(b'{' | b'[') => Self::Json,
            Some(b'<') if !starts(b"<html") && !starts(b"<!doctype html") => Self::Xml,
            _ => Self::Delimited,
        }
    }
}

/// A file's rows, whatever its form.
pub(super) enum Table<'a> {
    Delimited {
        rows: Box<Rows<'a>>,
        header: Header,
    },
    Feed {
        header: Header,
        rows: std::vec::IntoIter<FeedRow>,
        now: Option<FeedRow>,
    },
}

/// One product or variant of a feed.
pub(super) struct FeedRow {
    record: ByteRecord,
    /// The line of each cell.
    lines: Vec<u64>,
    /// Where it stands, to go before the name of a column: `products[3].variants[0].`.
    path: String,
    /// What is wrong with all of it.
    fault: Option<Fault>,
}

impl Table<'_> {
    pub(super) fn header(&self) -> &Header {
        match self {
            Self::Delimited { header, .. } | Self::Feed { header, .. } => header,
        }
    }

    /// The rows of a feed that are still to come.
    pub(super) fn feed_rows(&self) -> Option<impl Iterator<Item = &ByteRecord>> {
        match self {
            Self::Delimited { .. } => None,
            Self::Feed { rows, .. } => Some(rows.as_slice().iter().map(|row| &row.record)),
        }
    }

    /// Goes to the next row; `false` at the end.
    pub(super) fn advance(&mut self) -> Result<bool, ImportError> {
        match self {
            Self::Delimited { rows, .. } => rows.advance(),
            Self::Feed { rows, now, .. } => {
                *now = rows.next();
                Ok(now.is_some())
            }
        }
    }

    /// The row, or what is wrong with all of it.
    pub(super) fn record(&self) -> Result<Cow<'_, ByteRecord>, Bad> {
        const NOTHING: (Option<usize>, Fault) = (None, Fault::Empty);
        match self {
            Self::Delimited { rows, .. } => Ok(Cow::Owned(rows.row().iter().collect())),
            Self::Feed { now, .. } => {
                let row = now.as_ref().ok_or(NOTHING)?;
                match &row.fault {
                    Some(fault) => Err((None, fault.clone())),
                    None => Ok(Cow::Borrowed(&row.record)),
                }
            }
        }
    }

    /// The row that could not be read, for people.
    pub(super) fn bad_line(&self, file: &Path, cell: Option<usize>, fault: Fault) -> BadLine {
        let name = cell.and_then(|cell| self.header().name(cell));
        let (line, column) = match self {
            Self::Delimited { rows, .. } => (rows.line_of(cell.unwrap_or(0)), name),
            Self::Feed { now, .. } => {
                let row = now.as_ref();
                let line = row.and_then(|row| {
                    let line = cell.and_then(|cell| row.lines.get(cell));
                    line.or(row.lines.first()).copied()
                });
                let path = row.map_or("", |row| row.path.as_str());
                let column = match name {
                    Some(name) => Some(format!("{path}{name}")),
                    None => Some(path.trim_end_matches('.').to_owned()),
                };
                (
                    line.unwrap_or_default(),
                    column.filter(|name| !name.is_empty()),
                )
            }
        };
        BadLine {
            file: file.to_owned(),
            line,
            column,
            fault,
        }
    }
}

/// Reads a feed to its end. Only what a catalogue can use is kept of it.
pub(super) fn read(
    kind: Kind,
    file: &Path,
    source: Source<'_>,
    named: &BTreeMap<CatalogColumn, String>,
) -> Result<Table<'static>, ImportError> {
    let gzip = source.gzip;
    let lines = Rc::new(Cell::new(1));
    let stream = Lines {
        inner: BufReader::new(source.bytes),
        lines: Rc::clone(&lines),
        left: MAX_BYTES,
    };
    let mut rows = Collected {
        names: Vec::new(),
        wanted: named.values().map(|name| folded(name)).collect(),
        rows: Vec::new(),
    };
    let outcome = match kind {
        Kind::Xml => xml::read(stream, &lines, &mut rows),
        Kind::Json | Kind::Delimited => json::read(stream, &lines, &mut rows),
    };
    outcome.map_err(|stop| match stop {
        Stop::Stream(source) => {
            super::super::source::broken(file, gzip, lines.get().saturating_sub(1), source)
        }
        Stop::Malformed { line, column, what } => ImportError::Malformed {
            file: file.to_owned(),
            line,
            column,
            what,
        },
        Stop::Foreign { what, remedy } => ImportError::NotACatalog {
            file: file.to_owned(),
            what,
            remedy,
        },
    })?;
    let header: ByteRecord = rows.names.iter().collect();
    Ok(Table::Feed {
        header: Header::new(&header),
        rows: rows.rows.into_iter(),
        now: None,
    })
}

/// The largest feed that is read, unpacked: some million products.
const MAX_BYTES: u64 = 1 << 30;

/// Why reading a feed stops.
pub(super) enum Stop {
    Stream(io::Error),
    Malformed {
        line: u64,
        column: Option<u64>,
        what: String,
    },
    Foreign {
        what: &'static str,
        remedy: &'static str,
    },
}

/// The rows of a feed while it is read.
pub(super) struct Collected {
    names: Vec<String>,
    /// Columns that the settings name, folded.
    wanted: Vec<String>,
    rows: Vec<FeedRow>,
}

/// A cell: its column, its text, and its line.
pub(super) type FeedCell = (String, String, u64);

impl Collected {
    /// Whether the settings ask for a column of this name.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.wanted.contains(&folded(name))
    }

    pub(super) fn push(&mut self, path: String, line: u64, cells: Vec<FeedCell>) {
        let mut by_column: Vec<Option<(String, u64)>> = Vec::new();
        for (name, text, line) in cells {
            let place = match self.names.iter().position(|known| *known == name) {
                Some(place) => place,
                None => {
                    self.names.push(name);
                    self.names.len() - 1
                }
            };
            if by_column.len() <= place {
                by_column.resize(place + 1, None);
            }
            if let Some(slot) = by_column.get_mut(place) {
                *slot = Some((text, line));
            }
        }
        let mut record = ByteRecord::new();
        let mut lines = Vec::with_capacity(by_column.len());
        for cell in by_column {
            let (text, line) = cell.unwrap_or((String::new(), line));
            record.push_field(text.as_bytes());
            lines.push(line);
        }
        self.rows.push(FeedRow {
            record,
            lines,
            path,
            fault: None,
        });
    }

    pub(super) fn push_fault(&mut self, path: String, line: u64, fault: Fault) {
        self.rows.push(FeedRow {
            record: ByteRecord::new(),
            lines: vec![line],
            path,
            fault: Some(fault),
        });
    }
}

/// Counts the lines that were taken from a stream, and ends one that is too long.
pub(super) struct Lines<R> {
    inner: R,
    lines: Rc<Cell<u64>>,
    left: u64,
}

impl<R: BufRead> BufRead for Lines<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other(
                "a feed of more than 1 GiB is not read; part it into several files",
            ));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if let Ok(buffer) = self.inner.fill_buf() {
            let taken = buffer.get(..count).unwrap_or(buffer);
            let breaks = taken.iter().filter(|&&byte| byte == b'\n').count();
            self.lines
                .set(self.lines.get() + u64::try_from(breaks).unwrap_or(0));
        }
        self.left = self
            .left
            .saturating_sub(u64::try_from(count).unwrap_or(u64::MAX));
        self.inner.consume(count);
    }
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let waiting = self.fill_buf()?;
        let count = waiting.len().min(into.len());
        if let (Some(from), Some(into)) = (waiting.get(..count), into.get_mut(..count)) {
            into.copy_from_slice(from);
        }
        self.consume(count);
        Ok(count)
    }
}
