//! Kept lines: in memory as far as there is room, beyond that as sorted runs in a temporary file.
//!
//! The file has no name from the moment it is there, so that it is gone when the process is, however
//! that ends. What comes out does not depend on how much went into it.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _},
};

use super::intake::Line;

/// Lines in a piece of memory, and how often it is asked whether there is room for more.
pub(super) const FEWEST: usize = 1 << 15;

/// What so many lines take at most.
pub(super) const FEWEST_BYTES: usize = FEWEST * (2 * size_of::<u32>() + size_of::<Stretch>());

/// A line in the file: order, item, hash, part.
const RECORD: usize = 16;

/// Lines of a run that are read at a time while runs are merged.
const AT_A_TIME: usize = 1 << 9;

/// Lines in memory at most: their places are numbers of 32 bits.
const MOST: usize = 1 << 31;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pieces: Vec<Piece>,
    /// Lines in them.
    held: usize,
    stretches: Vec<Stretch>,
    file: Option<File>,
    /// Where each run starts and how many lines it has.
    runs: Vec<(u64, usize)>,
    failed: Option<io::Error>,
}

/// [`FEWEST`] lines in memory, fewer in the last piece.
#[derive(Debug, Default)]
struct Piece {
    items: Vec<u32>,
    /// None where all are 0.
    hashes: Vec<u32>,
}

/// Lines of one part that came one after the other.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    part: u32,
    /// Its first line.
    start: u32,
}

type Key = (u32, u32, u32, u32);

fn key(order: u32, line: &Line) -> Key {
    (order, line.item, line.hash, line.part)
}

impl Piece {
    fn push(&mut self, item: u32, hash: u32) {
        if hash != 0 || !self.hashes.is_empty() {
            if self.hashes.capacity() == 0 {
                self.hashes.reserve_exact(FEWEST);
            }
            self.hashes.resize(self.items.len(), 0);
            self.hashes.push(hash);
        }
        self.items.push(item);
    }

    fn line(&self, at: usize, part: u32) -> Option<Line> {
        Some(Line {
            part,
            item: *self.items.get(at)?,
            hash: self.hashes.get(at).copied().unwrap_or(0),
        })
    }
}

impl Kept {
    pub(super) fn push(&mut self, line: Line) {
        if self.held.is_multiple_of(FEWEST) {
            self.pieces.push(Piece {
                items: Vec::with_capacity(FEWEST),
                hashes: Vec::new(),
            });
        }
        if self
            .stretches
            .last()
            .is_none_or(|last| last.part != line.part)
        {
            self.stretches.push(Stretch {
                part: line.part,
                start: u32::try_from(self.held).unwrap_or(u32::MAX),
            });
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.push(line.item, line.hash);
            self.held += 1;
        }
    }

    /// Whether it is time to ask for room.
    pub(super) fn is_due(&self) -> bool {
        self.held.is_multiple_of(FEWEST)
    }

    /// Whether there must not be more lines in memory.
    pub(super) fn is_full(&self) -> bool {
        self.held >= MOST
    }

    /// What lines take in memory.
    pub(super) fn held_bytes(&self) -> usize {
        let hashes = self.pieces.iter().filter(|it| !it.hashes.is_empty());
        (self.pieces.len() + hashes.count()) * FEWEST * size_of::<u32>()
            + self.stretches.len() * size_of::<Stretch>()
    }

    /// Puts what is in memory into the file. A failure is kept until it is asked for.
    pub(super) fn spill(&mut self, order_of: impl Fn(u32) -> u32) {
        if let Err(error) = self.try_spill(order_of) {
            self.failed = Some(error);
        }
    }

    fn try_spill(&mut self, order_of: impl Fn(u32) -> u32) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => tempfile::tempfile()?,
        };
        let start = file.seek(SeekFrom::End(0))?;
        let mut out = BufWriter::new(&mut file);
        let held = self.held;
        let mut written = Ok(());
        self.held_by_order(order_of, |order, same| {
            for line in same {
                for word in [order, line.item, line.hash, line.part] {
                    if written.is_ok() {
                        written = out.write_all(&word.to_le_bytes());
                    }
                }
            }
        });
        written?;
        out.flush()?;
        drop(out);
        self.file = Some(file);
        self.runs.push((start, held));
        Ok(())
    }

    /// What went wrong with the file since this was asked last.
    pub(super) fn failure(&mut self) -> Option<io::Error> {
        self.failed.take()
    }

    /// The lines of a stretch in memory.
    fn stretch(&self, number: usize) -> impl Iterator<Item = Line> {
        let at = |number: usize| {
            let stretch = self.stretches.get(number);
            stretch.map_or(self.held, |stretch| stretch.start as usize)
        };
        let part = self.stretches.get(number).map_or(0, |it| it.part);
        (at(number)..at(number + 1))
            .filter_map(move |line| self.pieces.get(line / FEWEST)?.line(line % FEWEST, part))
    }

    /// Every line, in no order that matters.
    pub(super) fn for_each(&mut self, mut each: impl FnMut(&Line)) -> io::Result<()> {
        for number in 0..self.stretches.len() {
            self.stretch(number).for_each(|line| each(&line));
        }
        let runs = self.runs.clone();
        for (start, lines) in runs {
            let mut run = Run::new(start, lines);
            while let Some((_, line)) = run.next(self.file.as_mut())? {
                each(&line);
            }
        }
        Ok(())
    }

    /// What is in memory, order by order, each by its keys. Nothing is there afterwards.
    fn held_by_order(&mut self, order_of: impl Fn(u32) -> u32, mut each: impl FnMut(u32, &[Line])) {
        let order = |number: u32| {
            let stretch = self.stretches.get(number as usize);
            stretch.map_or(u32::MAX, |stretch| order_of(stretch.part))
        };
        let mut same: Vec<Line> = Vec::new();
        let mut give = |order: u32, same: &mut Vec<Line>| {
            same.sort_unstable_by_key(|line| key(order, line));
            each(order, same);
            same.clear();
        };
        // Exports come order by order: then nothing is to be gathered, and pieces go as they are read.
        let count = u32::try_from(self.stretches.len()).unwrap_or(u32::MAX);
        if (1..count).all(|number| order(number - 1) < order(number)) {
            let mut pieces = core::mem::take(&mut self.pieces).into_iter();
            let mut piece = pieces.next().unwrap_or_default();
            let mut at = 0;
            for (number, stretch) in self.stretches.iter().enumerate() {
                let next = self.stretches.get(number + 1);
                let end = next.map_or(self.held, |next| next.start as usize);
                for _ in stretch.start as usize..end {
                    if at == FEWEST {
                        piece = pieces.next().unwrap_or_default();
                        at = 0;
                    }
                    same.extend(piece.line(at, stretch.part));
                    at += 1;
                }
                give(order_of(stretch.part), &mut same);
            }
        } else {
            let mut numbers: Vec<u32> = (0..count).collect();
            numbers.sort_by_key(|number| order(*number));
            for numbers in numbers.chunk_by(|a, b| order(*a) == order(*b)) {
                for number in numbers {
                    same.extend(self.stretch(*number as usize));
                }
                if let Some(first) = numbers.first() {
                    give(order(*first), &mut same);
                }
            }
        }
        self.pieces = Vec::new();
        self.stretches = Vec::new();
        self.held = 0;
    }

    /// The lines of each order, by item and hash; orders by number.
    pub(super) fn by_order(
        mut self,
        order_of: impl Fn(u32) -> u32,
        mut each: impl FnMut(u32, &[Line]),
    ) -> io::Result<()> {
        if let Some(error) = self.failure() {
            return Err(error);
        }
        if self.runs.is_empty() {
            self.held_by_order(order_of, each);
            return Ok(());
        }
        self.try_spill(&order_of)?;
        let mut runs: Vec<Run> = self
            .runs
            .iter()
            .map(|&(start, lines)| Run::new(start, lines))
            .collect();
        let mut heads = BinaryHeap::new();
        for (number, run) in runs.iter_mut().enumerate() {
            let head = run.next(self.file.as_mut())?;
            heads.extend(head.map(|(order, line)| Reverse((key(order, &line), number))));
        }
        let (mut order, mut same) = (0, Vec::new());
        while let Some(Reverse(((of, item, hash, part), number))) = heads.pop() {
            if of != order && !same.is_empty() {
                each(order, &same);
                same.clear();
            }
            order = of;
            same.push(Line { part, item, hash });
            if let Some(run) = runs.get_mut(number) {
                let head = run.next(self.file.as_mut())?;
                heads.extend(head.map(|(order, line)| Reverse((key(order, &line), number))));
            }
        }
        if !same.is_empty() {
            each(order, &same);
        }
        Ok(())
    }
}

/// Reads one run, a piece at a time.
struct Run {
    next: u64,
    left: usize,
    /// The piece, last line first.
    piece: Vec<(u32, Line)>,
}

impl Run {
    fn new(start: u64, lines: usize) -> Self {
        Self {
            next: start,
            left: lines,
            piece: Vec::new(),
        }
    }

    fn next(&mut self, file: Option<&mut File>) -> io::Result<Option<(u32, Line)>> {
        if self.piece.is_empty()
            && self.left > 0
            && let Some(file) = file
        {
            let lines = self.left.min(AT_A_TIME);
            let mut bytes = vec![0; lines * RECORD];
            file.seek(SeekFrom::Start(self.next))?;
            file.read_exact(&mut bytes)?;
            self.next += bytes.len() as u64;
            self.left -= lines;
            let (words, _) = bytes.as_chunks::<4>();
            let (records, _) = words.as_chunks::<4>();
            let read = records.iter().rev().map(|record| {
                let [order, item, hash, part] = record.map(u32::from_le_bytes);
                (order, Line { part, item, hash })
            });
            self.piece.extend(read);
        }
        Ok(self.piece.pop())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Orders are the parts' tens.
        #[test]
        fn what_comes_out_does_not_depend_on_what_was_spilled(
            lines in prop::collection::vec((0..60_u32, 0..5_u32, 0..3_u32), 0..80),
            spills in prop::collection::vec(0..80_usize, 0..5),
        ) {
            let order_of = |part: u32| part / 10;
            let out = |spills: &[usize]| {
                let mut kept = Kept::default();
                for (number, &(part, item, hash)) in lines.iter().enumerate() {
                    kept.push(Line { part, item, hash });
                    if spills.contains(&number) {
                        kept.spill(order_of);
                    }
                }
                let mut met = 0;
                kept.for_each(|_| met += 1).expect("a file");
                assert_eq!(met, lines.len());
                assert!(kept.failure().is_none());
                let mut all = Vec::new();
                kept.by_order(order_of, |order, same| {
                    all.extend(same.iter().map(|line| key(order, line)));
                }).expect("a file");
                all
            };
            let mut sorted: Vec<Key> = lines
                .iter()
                .map(|&(part, item, hash)| (part / 10, item, hash, part))
                .collect();
            sorted.sort_unstable();
            prop_assert_eq!(&out(&[]), &sorted);
            prop_assert_eq!(&out(&spills), &sorted);
        }
    }
}
