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

/// Lines in a run at least, and how often it is asked whether there is room for more.
pub(super) const FEWEST: usize = 1 << 14;

/// A line in the file: order, item, hash, part.
const RECORD: usize = 16;

/// Lines of a run that are read at a time while runs are merged.
const AT_A_TIME: usize = 1 << 9;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Kept {
    held: Vec<Line>,
    file: Option<File>,
    /// Where each run starts and how many lines it has.
    runs: Vec<(u64, usize)>,
    failed: Option<io::Error>,
}

type Key = (u32, u32, u32, u32);

fn key(order: u32, line: &Line) -> Key {
    (order, line.item, line.hash, line.part)
}

impl Kept {
    pub(super) fn push(&mut self, line: Line) {
        if self.held.len() == self.held.capacity() {
            // Doubling would hold three times as much while it copies.
            let more = (self.held.len() / 4).max(FEWEST);
            self.held.reserve_exact(more);
        }
        self.held.push(line);
    }

    /// Whether it is time to ask for room.
    pub(super) fn is_due(&self) -> bool {
        self.held.len().is_multiple_of(FEWEST)
    }

    /// Lines in memory.
    pub(super) fn held(&self) -> usize {
        self.held.len()
    }

    /// Puts what is in memory into the file. A failure is kept until it is asked for.
    pub(super) fn spill(&mut self, order_of: impl Fn(&Line) -> u32) {
        if let Err(error) = self.try_spill(order_of) {
            self.failed = Some(error);
        }
        self.held = Vec::new();
    }

    fn try_spill(&mut self, order_of: impl Fn(&Line) -> u32) -> io::Result<()> {
        self.held
            .sort_unstable_by_key(|line| key(order_of(line), line));
        let mut file = match self.file.take() {
            Some(file) => file,
            None => tempfile::tempfile()?,
        };
        let start = file.seek(SeekFrom::End(0))?;
        let mut out = BufWriter::new(&mut file);
        for line in &self.held {
            for word in [order_of(line), line.item, line.hash, line.part] {
                out.write_all(&word.to_le_bytes())?;
            }
        }
        out.flush()?;
        drop(out);
        self.file = Some(file);
        self.runs.push((start, self.held.len()));
        Ok(())
    }

    /// What went wrong with the file since this was asked last.
    pub(super) fn failure(&mut self) -> Option<io::Error> {
        self.failed.take()
    }

    /// Every line, in no order that matters.
    pub(super) fn for_each(&mut self, mut each: impl FnMut(&Line)) -> io::Result<()> {
        self.held.iter().for_each(&mut each);
        let runs = self.runs.clone();
        for (start, lines) in runs {
            let mut run = Run::new(start, lines);
            while let Some((_, line)) = run.next(self.file.as_mut())? {
                each(&line);
            }
        }
        Ok(())
    }

    /// The lines of each order, by item and hash; orders by number.
    pub(super) fn by_order(
        mut self,
        order_of: impl Fn(&Line) -> u32,
        mut each: impl FnMut(u32, &[Line]),
    ) -> io::Result<()> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        if self.runs.is_empty() {
            // Exports come order by order: then only the few lines of each are to be sorted.
            if !self.held.is_sorted_by_key(&order_of) {
                self.held.sort_by_key(&order_of);
            }
            let same = self.held.chunk_by_mut(|a, b| order_of(a) == order_of(b));
            for same in same {
                let Some(order) = same.first().map(&order_of) else {
                    continue;
                };
                same.sort_unstable_by_key(|line| key(order, line));
                each(order, same);
            }
            return Ok(());
        }
        self.try_spill(&order_of)?;
        self.held = Vec::new();
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
            let order_of = |line: &Line| line.part / 10;
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
