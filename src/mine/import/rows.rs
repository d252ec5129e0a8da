//! Rows of a delimited file, with the line each cell stands on.
//!
//! A row without a quote ends at the next line break and its cells at delimiters: it is cut where it
//! lies. A row with one goes through the state machine of the `csv` crate; what either gives for a row
//! without quotes is the same.

use std::{
    cell::Cell,
    io::{self, Read},
    path::{Path, PathBuf},
    rc::Rc,
};

use csv_core::ReadRecordResult;
use memchr::{memchr_iter, memchr2};

use super::{
    ImportError,
    source::{self, Source},
};

/// How much is read at a time. A row may be longer.
const BLOCK_BYTES: usize = 1 << 18;

/// How many rows are cut at a time.
pub(super) const BATCH: usize = 32;

/// A file's rows, the header among them.
pub(super) struct Rows<'a> {
    bytes: Box<dyn Read + 'a>,
    block: Vec<u8>,
    /// What of the block is still to be read.
    from: usize,
    to: usize,
    ended: bool,
    /// Whether all of the block is ASCII.
    is_ascii: bool,
    delimiter: u8,
    machine: csv_core::Reader,
    /// Rows that were cut where they lie, or one that was not, and which of them was read last.
    batch: Vec<Place>,
    at: usize,
    is_cut: bool,
    is_fresh: bool,
    /// A row that was not cut.
    unquoted: Vec<u8>,
    /// Where each cell ends, in its row.
    ends: Vec<usize>,
    /// The line of what comes next.
    next_line: u64,
    file: PathBuf,
    gzip: bool,
    last_byte: Rc<Cell<u8>>,
    /// The line of the row last read, if its last cell ends in a line break.
    maybe_open: Option<u64>,
}

/// Where a row lies.
#[derive(Clone, Copy, Default)]
struct Place {
    start: usize,
    end: usize,
    /// Its cells, among the ends of all rows of the batch.
    first_cell: usize,
    end_cell: usize,
    /// The line that it starts on.
    line: u64,
}

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    bytes: &'a [u8],
    ends: &'a [usize],
    /// Bytes between cells.
    gap: usize,
}

impl<'a> Row<'a> {
    /// How many cells it has.
    pub(super) fn len(self) -> usize {
        self.ends.len()
    }

    /// A cell, by its place.
    #[inline]
    pub(super) fn get(self, place: usize) -> Option<&'a [u8]> {
        let end = *self.ends.get(place)?;
        let start = match place.checked_sub(1) {
            Some(before) => *self.ends.get(before)? + self.gap,
            None => 0,
        };
        self.bytes.get(start..end)
    }

    /// All cells.
    pub(super) fn iter(self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.len()).map(move |place| self.get(place).unwrap_or_default())
    }

    /// Whether all of it is UTF-8, cells taken together.
    fn is_utf8(self) -> bool {
        let is_text = |cell: &[u8]| std::str::from_utf8(cell).is_ok();
        // A character may begin in one cell and end in another.
        self.iter().all(is_text) || is_text(&self.iter().collect::<Vec<_>>().concat())
    }
}

impl<'a> Rows<'a> {
    pub(super) fn new(file: &Path, source: Source<'a>, delimiter: u8) -> Result<Self, ImportError> {
        let mut rows = Self {
            bytes: source.bytes,
            block: Vec::new(),
            from: 0,
            to: 0,
            ended: false,
            is_ascii: true,
            delimiter,
            machine: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            batch: Vec::with_capacity(BATCH),
            at: 0,
            is_cut: false,
            is_fresh: false,
            unquoted: Vec::new(),
            ends: Vec::new(),
            next_line: 1,
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

    /// Reads the next row that has any text, into [`Self::row`]. `false` at the end.
    pub(super) fn advance(&mut self) -> Result<bool, ImportError> {
        loop {
            self.at += 1;
            let more = match self.batch.len() {
                ready if self.at < ready => Ok(true),
                _ => self.read(),
            };
            let more = match more {
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
            self.maybe_open = None;
            if !self.is_cut {
                // Only inside quotes can a cell end in a line break: if no quote ends the file, the
                // last one was never closed.
                let cells = self.row().len();
                let last_cell = cells.checked_sub(1).and_then(|last| self.row().get(last));
                self.maybe_open = last_cell
                    .is_some_and(|cell| cell.ends_with(b"\n"))
                    .then(|| self.line_of(cells.saturating_sub(1)) + 1);
            }
            if !more || self.row().iter().any(|cell| !cell.trim_ascii().is_empty()) {
                return Ok(more);
            }
        }
    }

    fn skip_empty_lines(&mut self) -> io::Result<()> {
        loop {
            let waiting = self.waiting();
            let empty = waiting.iter().take_while(|byte| **byte == b'\n').count();
            let is_all = empty == waiting.len();
            self.from += empty;
            self.next_line += empty as u64;
            if !is_all || !self.fill()? {
                return Ok(());
            }
        }
    }

    /// Reads one row at least.
    fn read(&mut self) -> io::Result<bool> {
        self.batch.clear();
        self.ends.clear();
        self.at = 0;
        self.is_fresh = true;
        // The machine reads the first row, which may begin with a byte order mark.
        let can_cut = !self.block.is_empty() && !matches!(self.delimiter, b'"' | b'\n' | b'\r');
        if can_cut {
            self.skip_empty_lines()?;
        }
        let mut seen = 0;
        while can_cut && self.batch.len() < BATCH {
            let waiting = self.block.get(self.from..self.to).unwrap_or_default();
            let unseen = waiting.get(seen..).unwrap_or_default();
            match memchr2(b'\n', b'"', unseen).map(|at| (at + seen, unseen.get(at))) {
                Some((0, Some(b'\n'))) => {
                    self.from += 1;
                    self.next_line += 1;
                }
                Some((end, Some(b'\n'))) => {
                    let row = waiting.get(..end).unwrap_or_default();
                    let first_cell = self.ends.len();
                    self.ends.extend(memchr_iter(self.delimiter, row));
                    self.ends.push(end);
                    self.batch.push(Place {
                        start: self.from,
                        end: self.from + end,
                        first_cell,
                        end_cell: self.ends.len(),
                        line: self.next_line,
                    });
                    self.from += end + 1;
                    self.next_line += 1;
                    seen = 0;
                }
                // What is read on moves what was cut.
                None if self.batch.is_empty() => {
                    seen = waiting.len();
                    if !self.fill()? {
                        break;
                    }
                }
                _ => break,
            }
        }
        self.is_cut = !self.batch.is_empty();
        if self.is_cut {
            return Ok(true);
        }
        self.read_quoted()
    }

    /// Reads one row through the machine.
    fn read_quoted(&mut self) -> io::Result<bool> {
        const LEAST_ROOM: usize = 1 << 10;
        const BOM_BYTES: usize = 3;
        let (mut bytes, mut cells) = (0, 0);
        // The machine knows a byte order mark only where it is given all of it at once, and more: nothing
        // after it is the end of the file.
        while self.next_line == 1 && self.to - self.from <= BOM_BYTES && self.fill()? {}
        loop {
            if self.unquoted.len() == bytes {
                self.unquoted.resize((bytes * 2).max(LEAST_ROOM), 0);
            }
            if self.ends.len() == cells {
                self.ends.resize((cells * 2).max(LEAST_ROOM), 0);
            }
            // To the machine, nothing is the end of the file.
            if self.from == self.to {
                self.fill()?;
            }
            let waiting = self.block.get(self.from..self.to).unwrap_or_default();
            let (result, taken, written, ended) = self.machine.read_record(
                waiting,
                self.unquoted.get_mut(bytes..).unwrap_or_default(),
                self.ends.get_mut(cells..).unwrap_or_default(),
            );
            let breaks = waiting.get(..taken).unwrap_or_default();
            self.next_line += memchr_iter(b'\n', breaks).count() as u64;
            self.from += taken;
            bytes += written;
            cells += ended;
            match result {
                ReadRecordResult::InputEmpty
                | ReadRecordResult::OutputFull
                | ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::Record | ReadRecordResult::End => {
                    self.ends.truncate(cells);
                    let row = self.unquoted.get(..bytes).unwrap_or_default();
                    let breaks = memchr_iter(b'\n', row).count() as u64;
                    self.batch.push(Place {
                        start: 0,
                        end: bytes,
                        first_cell: 0,
                        end_cell: cells,
                        // The next line is the one after the row: every row ends in a line break.
                        line: self.next_line.saturating_sub(1 + breaks),
                    });
                    return Ok(matches!(result, ReadRecordResult::Record));
                }
            }
        }
    }

    fn waiting(&self) -> &[u8] {
        self.block.get(self.from..self.to).unwrap_or_default()
    }

    /// Reads on; `false` where nothing comes any more.
    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let waiting = self.from..self.to;
        if waiting.len() * 2 > self.block.len() || self.block.is_empty() {
            self.block.resize(
                self.block.len() * 2 + BLOCK_BYTES * usize::from(self.block.is_empty()),
                0,
            );
        }
        self.block.copy_within(waiting.clone(), 0);
        (self.from, self.to) = (0, waiting.len());
        let count = loop {
            let room = self.block.get_mut(self.to..).unwrap_or_default();
            match self.bytes.read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                count => break count?,
            }
        };
        self.ended = count == 0;
        self.to += count;
        self.is_ascii = self.waiting().is_ascii();
        Ok(!self.ended)
    }

    /// The row last read.
    #[inline]
    pub(super) fn row(&self) -> Row<'_> {
        self.row_at(&self.place())
    }

    fn place(&self) -> Place {
        self.batch.get(self.at).copied().unwrap_or_default()
    }

    #[inline]
    fn row_at(&self, place: &Place) -> Row<'_> {
        let all = if self.is_cut {
            &self.block
        } else {
            &self.unquoted
        };
        let ends = self.ends.get(place.first_cell..place.end_cell);
        Row {
            bytes: all.get(place.start..place.end).unwrap_or_default(),
            ends: ends.unwrap_or_default(),
            gap: usize::from(self.is_cut),
        }
    }

    /// The rows that are read at once, where that was not asked before.
    pub(super) fn fresh(&mut self) -> Option<impl Iterator<Item = Row<'_>>> {
        let is_fresh = core::mem::take(&mut self.is_fresh);
        is_fresh.then(|| self.batch.iter().map(|place| self.row_at(place)))
    }

    /// Which of them was read last.
    pub(super) fn place_in_batch(&self) -> usize {
        self.at
    }

    /// Whether the row last read is UTF-8.
    #[inline]
    pub(super) fn is_utf8(&self) -> bool {
        (self.is_cut && self.is_ascii) || self.row().is_utf8()
    }

    /// The line, from 1, on which a cell of the row last read starts. Counts line breaks inside
    /// quotes; linear in the row, so only for telling.
    pub(super) fn line_of(&self, cell: usize) -> u64 {
        let cells = self.row().iter().take(cell);
        self.place().line
            + cells
                .map(|cell| memchr_iter(b'\n', cell).count() as u64)
                .sum::<u64>()
    }

    fn stopped(&self, source: io::Error) -> ImportError {
        let line = self.next_line.saturating_sub(1);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives what it has in pieces of a given size.
    struct Pieces(Vec<u8>, usize);

    impl Read for Pieces {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(self.1).min(into.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0.drain(..count);
            Ok(count)
        }
    }

    fn rows(text: &[u8], delimiter: u8, size: usize) -> Rows<'static> {
        let last = text.iter().rev().find(|byte| **byte != b'\n');
        let source = Source {
            bytes: Box::new(Pieces(text.to_vec(), size)),
            head: Vec::new(),
            whole: true,
            gzip: false,
            last: Rc::new(Cell::new(last.copied().unwrap_or(b'\n'))),
            encoding: None,
        };
        Rows::new(Path::new("orders.csv"), source, delimiter).expect("rows")
    }

    /// Every row with the line of each cell and whether it is UTF-8; at last whether a quote was open.
    type Told = (Vec<(Vec<Vec<u8>>, Vec<u64>, bool)>, bool);

    fn told(text: &[u8], delimiter: u8, size: usize) -> Told {
        let mut rows = rows(text, delimiter, size);
        let mut all = Vec::new();
        loop {
            match rows.advance() {
                Ok(true) => {
                    let cells: Vec<Vec<u8>> = rows.row().iter().map(<[u8]>::to_vec).collect();
                    let lines = (0..cells.len()).map(|cell| rows.line_of(cell)).collect();
                    all.push((cells, lines, rows.is_utf8()));
                }
                Ok(false) => return (all, false),
                Err(ImportError::OpenQuote { .. }) => return (all, true),
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// The same by the csv crate alone.
    fn told_by_csv(text: &[u8], delimiter: u8) -> Told {
        let mut csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text);
        let breaks = |cell: &[u8]| cell.iter().filter(|byte| **byte == b'\n').count() as u64;
        let last = text.iter().rev().find(|byte| **byte != b'\n');
        let mut record = csv::ByteRecord::new();
        let (mut all, mut maybe_open) = (Vec::new(), false);
        while csv.read_byte_record(&mut record).expect("a row") {
            let cells: Vec<Vec<u8>> = record.iter().map(<[u8]>::to_vec).collect();
            maybe_open = cells.last().is_some_and(|cell| cell.ends_with(b"\n"));
            if cells.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            let inside: u64 = cells.iter().map(|cell| breaks(cell)).sum();
            let mut line = csv.position().line().saturating_sub(1 + inside);
            let lines = cells.iter().map(|cell| {
                line += breaks(cell);
                line - breaks(cell)
            });
            let lines = lines.collect();
            let is_utf8 = std::str::from_utf8(record.as_slice()).is_ok();
            all.push((cells, lines, is_utf8));
        }
        (all, maybe_open && last != Some(&b'"'))
    }

    proptest! {
        #[test]
        fn rows_are_those_of_the_csv_crate(
            cells in prop::collection::vec(
                ("[a-c0-9 ]{0,5}|\"[a-c,\n;]{0,4}\"|\"a\"\"b\"|[a-c]\"[a-c,]|\"[a-c]{0,2}|\"a\"b|é|\u{feff}", "[,;]|\n|\n\n|\n \n"),
                0..30,
            ),
            bad_byte in 0..200_usize,
            delimiter in prop::sample::select(vec![b',', b';', b'"']),
            size in 1..40_usize,
        ) {
            let mut text: Vec<u8> = cells.into_iter().map(|(cell, end)| cell + &end).collect::<String>().into_bytes();
            if let Some(byte) = text.get_mut(bad_byte).filter(|byte| byte.is_ascii_lowercase()) {
                *byte = 0xe9;
            }
            // As every source ends, see `LineEnds`.
            if text.last().is_some_and(|byte| *byte != b'\n') {
                text.push(b'\n');
            }
            prop_assert_eq!(told(&text, delimiter, size), told_by_csv(&text, delimiter));
        }
    }

    #[test]
    fn a_row_longer_than_what_is_read_at_a_time_is_whole() {
        let long = "x".repeat(3 * BLOCK_BYTES);
        let text = format!("a,b\n1,{long}\n\"2\",\"{long}\"\n");
        assert_eq!(
            told(text.as_bytes(), b',', usize::MAX),
            told_by_csv(text.as_bytes(), b',')
        );
    }
}
