//! From a file on disk to a stream of UTF-8-like bytes with `\n` line ends.
//!
//! ```text
//! file → count bytes → gunzip? → look at the head → decode? → line ends → csv
//! ```
//! Whether a file is compressed is told by its magic bytes, not its name.

use std::{
    cell::Cell,
    fs::File,
    io::{self, BufReader, Cursor, Read},
    path::Path,
    rc::Rc,
};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;
use memchr::memchr;

use super::{ImportError, Progress};

/// How much of a file is looked at before it is read: enough for a header and hundreds of lines.
pub(super) const HEAD_BYTES: usize = 64 * 1024;

/// How far reading has come, over several files.
pub(super) struct Meter<'a> {
    progress: &'a dyn Progress,
    read: Cell<u64>,
    total: u64,
}

impl<'a> Meter<'a> {
    pub(super) fn new(progress: &'a dyn Progress, total: u64) -> Self {
        Self {
            progress,
            read: Cell::new(0),
            total,
        }
    }
}

/// An open file, ready for the csv reader.
pub(super) struct Source<'a> {
    pub(super) bytes: Box<dyn Read + 'a>,
    /// The first bytes of the stream, already decoded, for recognition. They are read again from
    /// [`Self::bytes`].
    pub(super) head: Vec<u8>,
    /// Whether the head is the whole file.
    pub(super) whole: bool,
    pub(super) gzip: bool,
    /// The last byte read so far that is no line end.
    pub(super) last: Rc<Cell<u8>>,
    /// The encoding that was decoded; `None` where cells decide one by one.
    pub(super) encoding: Option<&'static Encoding>,
}

/// Opens a file of orders or another table, and looks at its head.
pub(super) fn open<'a>(
    file: &Path,
    encoding: Option<&'static Encoding>,
    meter: &'a Meter<'a>,
) -> Result<Source<'a>, ImportError> {
    let source = open_any(file, encoding, meter)?;
    refuse_foreign(file, &source.head, "Export the orders as CSV")?;
    Ok(source)
}

/// The same for a file that may be anything.
pub(super) fn open_any<'a>(
    file: &Path,
    encoding: Option<&'static Encoding>,
    meter: &'a Meter<'a>,
) -> Result<Source<'a>, ImportError> {
    let opened = File::open(file).map_err(|source| ImportError::Open {
        file: file.to_owned(),
        source,
    })?;
    let is_folder = opened.metadata().is_ok_and(|data| data.is_dir());
    if is_folder {
        return Err(ImportError::NotATable {
            file: file.to_owned(),
            what: "a folder",
            remedy: "Name the files in it",
        });
    }
    let mut counted = BufReader::with_capacity(
        HEAD_BYTES,
        Counted {
            inner: opened,
            meter,
        },
    );
    let stopped = |source| ImportError::Read {
        file: file.to_owned(),
        line: 0,
        source,
    };
    let magic = head_of(&mut counted, 4).map_err(stopped)?;
    let gzip = magic.starts_with(&[0x1f, 0x8b]);
    let plain = Cursor::new(magic).chain(counted);
    let mut stream: Box<dyn Read + 'a> = if gzip {
        Box::new(BufReader::with_capacity(
            HEAD_BYTES,
            MultiGzDecoder::new(plain),
        ))
    } else {
        Box::new(plain)
    };
    let mut head = match head_of(&mut stream, HEAD_BYTES) {
        Err(_) if gzip => {
            return Err(ImportError::Gzip {
                file: file.to_owned(),
                line: 0,
            });
        }
        head => head.map_err(stopped)?,
    };
    let whole = head.len() < HEAD_BYTES;
    let marked = Encoding::for_bom(&head);
    if let Some((_, length)) = marked {
        head.drain(..length.min(head.len()));
    }
    let encoding = marked
        .map(|(encoding, _)| encoding)
        .filter(|&encoding| encoding == UTF_16LE || encoding == UTF_16BE)
        .or(encoding.filter(|&encoding| encoding != UTF_8))
        .or(marked.map(|(encoding, _)| encoding));
    let mut bytes: Box<dyn Read + 'a> = Box::new(Cursor::new(head).chain(stream));
    if let Some(encoding) = encoding.filter(|&encoding| encoding != UTF_8) {
        bytes = Box::new(Decoded::new(bytes, encoding));
    }
    let lines = LineEnds::new(bytes);
    let last = Rc::clone(&lines.last_in_line);
    let mut bytes: Box<dyn Read + 'a> = Box::new(lines);
    let head = head_of(&mut bytes, HEAD_BYTES).map_err(stopped)?;
    if head.iter().all(u8::is_ascii_whitespace) && whole {
        return Err(ImportError::Empty {
            file: file.to_owned(),
        });
    }
    Ok(Source {
        bytes: Box::new(Cursor::new(head.clone()).chain(bytes)),
        head,
        whole,
        gzip,
        last,
        encoding,
    })
}

/// Refuses what is no table. `export` says what to do about a file that holds something else.
pub(super) fn refuse_foreign(
    file: &Path,
    head: &[u8],
    export: &'static str,
) -> Result<(), ImportError> {
    match foreign(head, export) {
        None => Ok(()),
        Some((what, remedy)) => Err(ImportError::NotATable {
            file: file.to_owned(),
            what,
            remedy,
        }),
    }
}

/// Why a stream ended before its end.
pub(super) fn broken(file: &Path, gzip: bool, line: u64, source: io::Error) -> ImportError {
    let file = file.to_owned();
    let is_damage = matches!(
        source.kind(),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
    );
    if gzip && is_damage {
        ImportError::Gzip { file, line }
    } else {
        ImportError::Read { file, line, source }
    }
}

/// What a file is that is no table, and what to do about it.
fn foreign(head: &[u8], export: &'static str) -> Option<(&'static str, &'static str)> {
    let text = head.trim_ascii_start();
    let starts = |magic: &[u8]| {
        text.get(..magic.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(magic))
    };
    if starts(b"PK\x03\x04") {
        return Some((
            "a ZIP archive or an Excel workbook",
            "Unpack it, or save the sheet as CSV",
        ));
    }
    if starts(b"\xd0\xcf\x11\xe0") {
        return Some(("an old Excel workbook", "Save the sheet as CSV"));
    }
    if starts(b"%PDF") {
        return Some(("a PDF", export));
    }
    if starts(b"<!doctype") || starts(b"<html") {
        return Some((
            "a web page",
            "The download was answered by a page, perhaps a login: sign in and export again",
        ));
    }
    if starts(b"<?xml") {
        return Some(("XML", export));
    }
    if starts(b"{") || starts(b"[") {
        return Some(("JSON", export));
    }
    head.contains(&0).then_some(("a binary file", export))
}

/// Up to `want` bytes: fewer only at the end of the stream.
fn head_of(stream: &mut impl Read, want: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let limit = u64::try_from(want).unwrap_or(u64::MAX);
    stream.by_ref().take(limit).read_to_end(&mut head)?;
    Ok(head)
}

/// Tells the meter what is read.
struct Counted<'a> {
    inner: File,
    meter: &'a Meter<'a>,
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        let read = self.meter.read.get() + u64::try_from(count).unwrap_or(0);
        self.meter.read.set(read);
        self.meter
            .progress
            .advance(read, self.meter.total.max(read));
        Ok(count)
    }
}

/// Decodes a known encoding to UTF-8. What cannot be decoded becomes U+FFFD.
struct Decoded<R> {
    inner: R,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    raw_len: usize,
    ended: bool,
    ready: Vec<u8>,
    given: usize,
}

impl<R: Read> Decoded<R> {
    fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; HEAD_BYTES],
            raw_len: 0,
            ended: false,
            // No encoding grows by more than a factor of three.
            ready: vec![0; HEAD_BYTES * 4],
            given: 0,
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given >= self.raw_len && !self.ended {
            let count = self.inner.read(&mut self.raw)?;
            self.ended = count == 0;
            let raw = self.raw.get(..count).unwrap_or_default();
            let (_, _, written, _) = self
                .decoder
                .decode_to_utf8(raw, &mut self.ready, self.ended);
            self.raw_len = written;
            self.given = 0;
        }
        let waiting = self.ready.get(self.given..self.raw_len).unwrap_or_default();
        let count = copy(waiting, into);
        self.given += count;
        Ok(count)
    }
}

/// Makes every `\r\n` and lone `\r` a `\n`, and ends the last line: so line numbers can be counted
/// from `\n` alone, and text with line breaks is the same whatever system wrote it.
struct LineEnds<R> {
    inner: R,
    after_return: bool,
    last: u8,
    last_in_line: Rc<Cell<u8>>,
    ended: bool,
}

impl<R: Read> LineEnds<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            after_return: false,
            last: b'\n',
            last_in_line: Rc::new(Cell::new(b'\n')),
            ended: false,
        }
    }
}

impl<R: Read> Read for LineEnds<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() || self.ended {
            return Ok(0);
        }
        loop {
            let count = self.inner.read(into)?;
            let Some(chunk) = into.get_mut(..count).filter(|chunk| !chunk.is_empty()) else {
                self.ended = true;
                return match into.first_mut() {
                    Some(first) if self.last != b'\n' => {
                        *first = b'\n';
                        Ok(1)
                    }
                    _ => Ok(0),
                };
            };
            let kept = if !self.after_return && memchr(b'\r', chunk).is_none() {
                chunk.len()
            } else {
                self.rewrite(chunk)
            };
            if kept > 0 {
                let chunk = into.get(..kept).unwrap_or_default();
                self.last = chunk.last().copied().unwrap_or(b'\n');
                if let Some(&byte) = chunk.iter().rev().find(|&&byte| byte != b'\n') {
                    self.last_in_line.set(byte);
                }
                return Ok(kept);
            }
        }
    }
}

impl<R> LineEnds<R> {
    /// Rewrites in place; gives how many bytes are left.
    fn rewrite(&mut self, chunk: &mut [u8]) -> usize {
        let (mut from, mut kept) = (0, 0);
        if self.after_return && chunk.first() == Some(&b'\n') {
            from = 1;
        }
        self.after_return = chunk.last() == Some(&b'\r');
        loop {
            let rest = chunk.get(from..).unwrap_or_default();
            let next = memchr(b'\r', rest);
            let line = next.unwrap_or(rest.len());
            chunk.copy_within(from..from + line, kept);
            kept += line;
            if next.is_none() {
                return kept;
            }
            if let Some(place) = chunk.get_mut(kept) {
                *place = b'\n';
            }
            kept += 1;
            from += line + 1;
            if chunk.get(from) == Some(&b'\n') {
                from += 1;
            }
        }
    }
}

fn copy(from: &[u8], into: &mut [u8]) -> usize {
    let count = from.len().min(into.len());
    if let (Some(from), Some(into)) = (from.get(..count), into.get_mut(..count)) {
        into.copy_from_slice(from);
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives what it has in pieces of a given size.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = copy(&self.0[..self.0.len().min(self.1)], into);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn all(mut stream: impl Read) -> Vec<u8> {
        let mut out = Vec::new();
        stream.read_to_end(&mut out).expect("no error");
        out
    }

    proptest! {
        #[test]
        fn line_ends_are_the_same_however_the_bytes_arrive(text in "[ab\r\n]{0,40}", size in 1..7_usize) {
            let mut expected = text.replace("\r\n", "\n").replace('\r', "\n");
            if !expected.is_empty() && !expected.ends_with('\n') {
                expected.push('\n');
            }
            let got = all(LineEnds::new(Pieces(text.as_bytes(), size)));
            prop_assert_eq!(String::from_utf8(got).expect("UTF-8"), expected);
        }

        #[test]
        fn utf_16_decodes_however_the_bytes_arrive(text in "[a-zé€😀\n]{0,40}", size in 1..7_usize) {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let got = all(Decoded::new(Pieces(&bytes, size), UTF_16LE));
            prop_assert_eq!(String::from_utf8(got).expect("UTF-8"), text);
        }
    }
}
