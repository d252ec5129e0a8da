//! Runs of values that are only ever added, kept in pieces of one size: growing never copies what is
//! there, and a piece that was read for the last time can be given back.

/// Bytes of a piece: enough that the allocator gives it back to the system.
const PIECE_BYTES: usize = 1 << 20;

/// See the module. A run's place is a number; a run lies in one piece.
#[derive(Debug, Clone)]
pub(crate) struct Pieces<T> {
    pieces: Vec<Vec<T>>,
}

impl<T> Default for Pieces<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T: Copy> Pieces<T> {
    /// Values of a piece.
    const LENGTH: usize = PIECE_BYTES / size_of::<T>();

    /// Adds a run after all others; gives its place. Places past 2³² are all one, at which nothing
    /// is found.
    pub(crate) fn push(&mut self, run: &[T]) -> u32 {
        self.push_two(&[], run)
    }

    /// Adds a run that is given in two.
    pub(crate) fn push_two(&mut self, front: &[T], back: &[T]) -> u32 {
        let length = front.len() + back.len();
        let full = |piece: &Vec<T>| piece.len() + length > Self::LENGTH;
        if self.pieces.last().is_none_or(full) {
            self.pieces
                .push(Vec::with_capacity(length.max(Self::LENGTH)));
        }
        let number = self.pieces.len() - 1;
        let Some(piece) = self.pieces.last_mut() else {
            return u32::MAX;
        };
        let place = number * Self::LENGTH + piece.len();
        piece.extend_from_slice(front);
        piece.extend_from_slice(back);
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// What stands from a place on to the end of its piece; empty where nothing does.
    #[inline]
    pub(crate) fn rest(&self, place: u32) -> &[T] {
        let (piece, at) = (place as usize / Self::LENGTH, place as usize % Self::LENGTH);
        self.pieces
            .get(piece)
            .and_then(|piece| piece.get(at..))
            .unwrap_or_default()
    }

    /// The run of so many values at a place.
    #[inline]
    pub(crate) fn get(&self, place: u32, length: u32) -> &[T] {
        self.rest(place).get(..length as usize).unwrap_or_default()
    }

    /// The same, to be changed.
    pub(crate) fn get_mut(&mut self, place: u32, length: u32) -> &mut [T] {
        let (piece, at) = (place as usize / Self::LENGTH, place as usize % Self::LENGTH);
        self.pieces
            .get_mut(piece)
            .and_then(|piece| piece.get_mut(at..)?.get_mut(..length as usize))
            .unwrap_or_default()
    }

    /// Every piece with the place of its first value.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &[T])> {
        let places = (0..).step_by(Self::LENGTH);
        places.zip(self.pieces.iter().map(Vec::as_slice))
    }

    /// Gives back the pieces before the one of a place.
    pub(crate) fn forget_before(&mut self, place: u32) {
        let before = place as usize / Self::LENGTH;
        let used = self.pieces.iter_mut().take(before).rev();
        for piece in used.take_while(|piece| piece.capacity() > 0) {
            *piece = Vec::new();
        }
    }

    /// What all of it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.pieces.iter().map(Vec::capacity).sum::<usize>() * size_of::<T>()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_put_down_is_found(lengths in prop::collection::vec(0..400_000_usize, 1..9)) {
            let mut pieces = Pieces::<u32>::default();
            let runs: Vec<Vec<u32>> = (7..).zip(lengths).map(|(at, length)| (at..).take(length).collect()).collect();
            let places: Vec<u32> = runs.iter().map(|run| pieces.push(run)).collect();
            for (run, place) in runs.iter().zip(&places) {
                prop_assert_eq!(pieces.get(*place, run.len() as u32), run.as_slice());
                prop_assert_eq!(&*pieces.get_mut(*place, run.len() as u32), run.as_slice());
            }
            prop_assert_eq!(pieces.get(u32::MAX, 1), &[] as &[u32]);
            if let (Some(last), Some(place)) = (runs.last(), places.last()) {
                pieces.forget_before(*place);
                prop_assert_eq!(pieces.get(*place, last.len() as u32), last.as_slice());
            }
        }
    }
}
