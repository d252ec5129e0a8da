//! What to add so that a cart reaches a goal.

/// How many of the best picks are looked at: what goes with the cart, not whatever fits the sum.
const CANDIDATES: usize = 12;

/// The places of the item, or of the two, that bring a cart over a gap with the least beyond it; of
/// equals the fewer, then the better ranked. `None` where the gap is none, or no two reach it.
///
/// `prices_minor` are in the order of the ranking, `None` where none is stated. `O(n²)` for the first
/// twelve.
pub(super) fn fill(gap_minor: i64, prices_minor: &[Option<i64>]) -> Option<(usize, usize)> {
    let mut best = None;
    let mut least = i64::MAX;
    let mut weigh = |sum: i64, places| {
        if gap_minor > 0 && sum >= gap_minor && sum < least {
            least = sum;
            best = Some(places);
        }
    };
    let first = prices_minor.get(..CANDIDATES).unwrap_or(prices_minor);
    for (place, price) in first.iter().enumerate() {
        weigh(price.unwrap_or(0), (place, place));
    }
    for (place, price) in first.iter().enumerate() {
        for (second, other) in first.iter().enumerate().skip(place + 1) {
            if let (Some(price), Some(other)) = (price, other) {
                weigh(price.saturating_add(*other), (place, second));
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_beyond_the_gap_then_the_fewest_then_the_best_ranked() {
        let prices = [Some(900), Some(300), Some(500), None, Some(800), Some(300)];
        assert_eq!(
            fill(800, &prices),
            Some((4, 4)),
            "one item before a pair of the same sum"
        );
        assert_eq!(fill(600, &prices), Some((1, 5)), "exactly, by two");
        assert_eq!(
            fill(300, &prices),
            Some((1, 1)),
            "of two equals the better ranked"
        );
        assert_eq!(fill(850, &prices), Some((0, 0)));
        assert_eq!(fill(1_701, &prices), None, "out of reach of two");
        assert_eq!(fill(0, &prices), None);
        assert_eq!(fill(-5, &prices), None);
        assert_eq!(fill(5, &[]), None);
    }

    #[test]
    fn what_ranks_low_is_not_looked_at() {
        let mut prices = vec![Some(1_000); CANDIDATES];
        prices.push(Some(10));
        assert_eq!(fill(10, &prices), Some((0, 0)));
    }
}
