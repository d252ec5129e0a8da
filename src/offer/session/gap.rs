//! What to add so that a cart reaches a goal.

/// How many of the best picks are looked at: what goes with the cart, not whatever fits the sum.
const CANDIDATES: usize = 12;

/// The places of the item, or of the two, that bring a cart over a gap with the least beyond it; of
/// equals the fewer, then the better ranked. Empty where the gap is none, or no two reach it.
///
/// `prices_minor` are in the order of the ranking, `None` where none is stated. `O(n²)` for the first
/// twelve.
pub(super) fn fill(gap_minor: i64, prices_minor: &[Option<i64>]) -> Vec<usize> {
    let priced = || {
        let first = prices_minor.iter().take(CANDIDATES).enumerate();
        first.filter_map(|(place, price)| Some((place, (*price)?)))
    };
    let singles = priced().map(|(place, price)| (price, vec![place]));
    let pairs = priced().flat_map(|(first, one)| {
        priced()
            .filter(move |(second, _)| *second > first)
            .map(move |(second, other)| (one.saturating_add(other), vec![first, second]))
    });
    singles
        .chain(pairs)
        .filter(|(sum, _)| gap_minor > 0 && *sum >= gap_minor)
        .min_by_key(|(sum, places)| (*sum, places.len()))
        .map_or_else(Vec::new, |(_, places)| places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_beyond_the_gap_then_the_fewest_then_the_best_ranked() {
        let prices = [Some(900), Some(300), Some(500), None, Some(800), Some(300)];
        assert_eq!(
            fill(800, &prices),
            [4],
            "one item before a pair of the same sum"
        );
        assert_eq!(fill(600, &prices), [1, 5], "exactly, by two");
        assert_eq!(fill(300, &prices), [1], "of two equals the better ranked");
        assert_eq!(fill(850, &prices), [0]);
        assert_eq!(
            fill(1_701, &prices),
            Vec::<usize>::new(),
            "out of reach of two"
        );
        assert_eq!(fill(0, &prices), Vec::<usize>::new());
        assert_eq!(fill(-5, &prices), Vec::<usize>::new());
        assert_eq!(fill(5, &[]), Vec::<usize>::new());
    }

    #[test]
    fn what_ranks_low_is_not_looked_at() {
        let mut prices = vec![Some(1_000); CANDIDATES];
        prices.push(Some(10));
        assert_eq!(fill(10, &prices), [0]);
    }
}
