/// How many places of a row are told apart: what a page shows at most.
const PLACES: usize = 10;

/// A code and a hair below: half an octave. Codes are rounded, and two scores so far from each other
/// never round to the same one.
const STEP: f64 = std::f64::consts::FRAC_1_SQRT_2 * 0.999_999;

/// Codes below the first that the last of [`PLACES`] may be. The table has 14, and one is left for
/// what comes after.
const LOWEST: usize = 13;

/// Page scores, best first, that stay apart as codes of four bits.
///
/// A page asks one row alone, so that only the order of its scores counts, never their sums. Codes of
/// half an octave bring a third of neighbouring scores level; here each of the first ten is put at
/// least one code below the one before it, and high enough that all those after it find a code of
/// their own. Between these bounds a score stays what it is. Where carts ask the same plane it must
/// not be done.
pub fn set_apart<'a>(scores: impl ExactSizeIterator<Item = &'a mut f64>) {
    let places = scores.len().min(PLACES);
    let mut first = 0.0;
    let mut most = f64::INFINITY;
    // What keeps a code free for each of those that follow.
    let mut least = 0.0;
    for (place, score) in scores.enumerate() {
        if place == 0 {
            first = *score;
            least = (places..=LOWEST).fold(first, |least, _| least * STEP);
        } else {
            *score = score.min(most);
            least *= STEP;
        }
        if place < places {
            *score = score.max(least).min(first);
            most = *score * STEP;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ten_are_apart_and_the_order_stays(scores in prop::collection::vec(1e-9..1.0_f64, 1..20)) {
            let mut scores = scores;
            scores.sort_unstable_by(|a, b| b.total_cmp(a));
            let mut apart = scores.clone();
            set_apart(apart.iter_mut());
            prop_assert!((apart[0] - scores[0]).abs() < 1e-15);
            for pair in apart.windows(2).take(PLACES) {
                prop_assert!(pair[1] <= pair[0] * STEP * 1.000_000_1);
            }
            // Steps of half an octave below the first, fifteen codes of them.
            let codes = apart.iter().take(PLACES).map(|score| (2.0 * (scores[0] / score).log2()).round());
            let codes: Vec<_> = codes.collect();
            prop_assert!(codes.windows(2).all(|pair| pair[0] < pair[1]) && codes.last() <= Some(&13.0));
        }
    }

    #[test]
    fn what_is_apart_stays() {
        let mut scores = [8.0, 4.0, 1.0];
        set_apart(scores.iter_mut());
        assert!(
            scores
                .iter()
                .zip([8.0, 4.0, 1.0])
                .all(|(a, b)| (a - b).abs() < 1e-15)
        );
    }
}
