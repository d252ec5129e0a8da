//! Rows of a delimited file, with the line each cell stands on.

use std::{
    cell::Cell,
    io::Read,
    path::{Path, PathBuf},
    rc::Rc,
};

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::{
    ImportError,
    source::{self, Source},
};

/// A file's rows, the header among them.
pub(super) struct Rows<'a> {
    csv: Reader<Box<dyn Read + 'a>>,
    record: ByteRecord,
    file: PathBuf,
    gzip: bool,
    last_byte: Rc<Cell<u8>>,
    /// The line of the row last read, if its last cell ends in a line break.
    maybe_open: Option<u64>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(file: &Path, source: Source<'a>, delimiter: u8) -> Result<Self, ImportError> {
        let mut rows = Self {
            csv: ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(delimiter)
                .buffer_capacity(1 << 18)
                .from_reader(source.bytes),
            record: ByteRecord::new(),
            file: file.to_owned(),
            gzip: source.gzip,
            last_byte: source.last,
            maybe_open: None,
        };
        if separator_line(&source.head).is_some() {
            rows.advance()?;
        }
        Ok(rows)
    }

    /// Reads the next row that has any text, into [`Self::record`]. `false` at the end.
    pub(super) fn advance(&mut self) -> Result<bool, ImportError> {
        loop {
            let more = match self.csv.read_byte_record(&mut self.record) {
                Ok(more) => more,
                Err(error) => return Err(self.stopped(error)),
            };
            if let Some(line) = self
                .maybe_open
                .filter(|_| !more && self.last_byte.get() != b'"')
            {
                return Err(ImportError::OpenQuote {
                    file: self.file.clone(),
                    line,
                });
            }
            // Only inside quotes can a cell end in a line break: if no quote ends the file, the
            // last one was never closed.
            let cells = self.record.len();
            let last_cell = cells.checked_sub(1).and_then(|last| self.record.get(last));
            self.maybe_open = last_cell
                .is_some_and(|cell| cell.ends_with(b"\n"))
                .then(|| self.line_of(cells.saturating_sub(1)) + 1);
            if !more || !self.record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                return Ok(more);
            }
        }
    }

    /// The row last read.
    pub(super) fn record(&self) -> &ByteRecord {
        &self.record
    }

    /// The line, from 1, on which a cell of the row last read starts. Counts line breaks inside
    /// quotes; linear in the row, so only for telling.
    pub(super) fn line_of(&self, cell: usize) -> u64 {
        let breaks = |cells: usize| {
            let count = self
                .record
                .iter()
                .take(cells)
                .flatten()
                .filter(|&&byte| byte == b'\n')
                .count();
            u64::try_from(count).unwrap_or(u64::MAX)
        };
        // The reader stands on the line after the row: every row ends in a line break.
        let next = self.csv.position().line();
        next.saturating_sub(1 + breaks(usize::MAX)) + breaks(cell)
    }

    fn stopped(&self, error: csv::Error) -> ImportError {
        let line = self.csv.position().line().saturating_sub(1);
        let source = match error.into_kind() {
            csv::ErrorKind::Io(source) => source,
            other => std::io::Error::other(format!("{other:?}")),
        };
        source::broken(&self.file, self.gzip, line, source)
    }
}

/// The delimiter of a first line `sep=;`, as spreadsheets write it.
pub(super) fn separator_line(head: &[u8]) -> Option<u8> {
    let line = head.split(|&byte| byte == b'\n').next()?.trim_ascii();
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    match line.get(..4)?.eq_ignore_ascii_case(b"sep=") {
        true => line.get(4).copied(),
        false => None,
    }
}
