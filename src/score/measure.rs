//! Measures of how two items go together, as pure functions of counts.
//!
//! Throughout, of `orders` orders `left` hold one item, `right` the other and `both` hold the two.
//! Counts are `f64` because they may be weighted (an order of many lines counts less), and then
//! `both` is a sum of weights while its bounds stay. A denominator of zero gives 0: nothing is known
//! of items that nobody bought.
//!
//! The functions use the machine's `powf` and `sqrt`; they run where tables are made, never in a
//! page.
//!
//! Sources: Agrawal, Imieliński and Swami, *Mining association rules between sets of items in large
//! databases* (SIGMOD 1993) for support and confidence; Brin, Motwani, Ullman and Tsur, *Dynamic
//! itemset counting and implication rules* (SIGMOD 1997) for lift; Sarwar, Karypis, Konstan and
//! Riedl, *Item-based collaborative filtering recommendation algorithms* (WWW 2001) for cosine;
//! Deshpande and Karypis, *Item-based top-N recommendation algorithms* (TOIS 2004) for the pair
//! score, a conditional probability with the consequent's popularity held back by a power.
//!
//! ```
//! use tandem_widget::score::measure;
//!
//! // Of 1,000 orders 50 hold a teapot, 20 a tea strainer, 10 both.
//! assert_eq!(measure::confidence(10.0, 50.0), 0.2);
//! assert_eq!(measure::lift(10.0, 50.0, 20.0, 1_000.0), 10.0);
//! ```

/// The share of orders that hold both: `both / orders`.
///
/// Range 0 to 1.
#[must_use]
pub fn support(both: f64, orders: f64) -> f64 {
    ratio(both, orders)
}

/// The share of the orders with the left item that hold the right one too: `both / left`.
///
/// Range 0 to 1. Drawn to whatever sells most.
#[must_use]
pub fn confidence(both: f64, left: f64) -> f64 {
    ratio(both, left)
}

/// How many times as often both are together as if they had nothing to do with one another:
/// `both * orders / (left * right)`.
///
/// Range 0 to `orders`; 1 is chance. The same both ways. Wild where counts are small: two items that
/// sold once, together, have the highest lift there is.
#[must_use]
pub fn lift(both: f64, left: f64, right: f64, orders: f64) -> f64 {
    ratio(both * orders, left * right)
}

/// Whether an item of `part` out of `orders` orders is in nearly all of them: over two thirds. Twice
/// as often as by chance is then impossible, so beside anything it says nothing.
///
/// With fewer than 30 orders, or 10 `items`, it may be chance, or all there is: then none is.
#[must_use]
pub fn is_everywhere(part: u32, orders: u32, items: u32) -> bool {
    orders >= 30 && items >= 10 && u64::from(part) * 3 > u64::from(orders) * 2
}

/// The least share that a count of `part` out of `whole` speaks for: the lower end of Wilson's score
/// interval with 95 % confidence, `(p + z²/2n - z sqrt(p(1 - p)/n + z²/4n²)) / (1 + z²/n)` with
/// `p = part / n`, `n = whole` and `z = 1.96`.
///
/// Range 0 to `part / whole`, nearer to it the more is counted: 1 of 2 speaks for 9 %, 500 of 1,000
/// for 47 %. Wilson, *Probable inference, the law of succession, and statistical inference* (1927).
#[must_use]
pub fn share_lower_bound(part: f64, whole: f64) -> f64 {
    const Z: f64 = 1.96;
    if whole <= 0.0 || part <= 0.0 {
        return 0.0;
    }
    let share = (part / whole).min(1.0);
    let correction = Z * Z / whole;
    let spread = Z * (share * (1.0 - share) / whole + correction / (4.0 * whole)).sqrt();
    ((share + correction / 2.0 - spread) / (1.0 + correction)).max(0.0)
}

/// The least [`lift`] that the counts speak for: [`share_lower_bound`] of the confidence, over the
/// share of all orders that hold the right item, which is taken as known.
///
/// Range 0 to `lift`; above 1, the two go together more often than chance would have it, and that is
/// no accident of few orders in 97.5 % of such findings. Not the same both ways.
#[must_use]
pub fn lift_lower_bound(both: f64, left: f64, right: f64, orders: f64) -> f64 {
    ratio(share_lower_bound(both, left) * orders, right)
}

/// The cosine of the two items' order vectors: `both / sqrt(left * right)`.
///
/// Range 0 to 1. The same both ways.
#[must_use]
pub fn cosine(both: f64, left: f64, right: f64) -> f64 {
    ratio(both, (left * right).sqrt())
}

/// The share of the orders with either that hold both: `both / (left + right - both)`.
///
/// Range 0 to 1. The same both ways.
#[must_use]
pub fn jaccard(both: f64, left: f64, right: f64) -> f64 {
    ratio(both, left + right - both)
}

/// The log-likelihood ratio of the two items' being bought together against chance: G², twice the
/// sum of `observed * ln(observed / expected)` over the four cells of the two-by-two table.
///
/// 0 where they are together no more often than by chance, so that it speaks for a pair only; else
/// above 0, without bound. The same both ways. It grows with evidence as well as with strength.
/// Dunning, *Accurate methods for the statistics of surprise and coincidence* (1993).
#[must_use]
pub fn log_likelihood_ratio(both: f64, left: f64, right: f64, orders: f64) -> f64 {
    if orders <= 0.0 || both * orders <= left * right {
        return 0.0;
    }
    let (not_left, not_right) = (orders - left, orders - right);
    let cells = [
        (both, left * right),
        (left - both, left * not_right),
        (right - both, not_left * right),
        (orders - left - right + both, not_left * not_right),
    ];
    let sum: f64 = cells
        .into_iter()
        .filter(|(observed, _)| *observed > 0.0)
        .map(|(observed, product)| observed * (observed * orders / product).ln())
        .sum();
    2.0 * sum.max(0.0)
}

/// The pair score: `both / (left^left_power * right^right_power)`.
///
/// At or above 0. Powers 1 and 0 are [`confidence`], 1 and 1 [`lift`] but for a constant, one half
/// each [`cosine`]. Within one left item only `right_power` changes the order; `left_power` weighs
/// the items of a basket against each other.
#[must_use]
pub fn pair_score(both: f64, left: f64, right: f64, left_power: f64, right_power: f64) -> f64 {
    ratio(both, left.powf(left_power) * right.powf(right_power))
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_known_scores_nothing() {
        assert_eq!(support(0.0, 0.0), 0.0);
        assert_eq!(lift(0.0, 0.0, 3.0, 9.0), 0.0);
        assert_eq!(pair_score(0.0, 0.0, 0.0, 0.8, 0.2), 0.0);
        assert_eq!(log_likelihood_ratio(0.0, 0.0, 0.0, 0.0), 0.0);
    }

    /// Worked out apart, from the formula as a textbook has it.
    #[test]
    fn lower_bounds_are_wilsons() {
        for (part, whole, low) in [
            (1.0, 2.0, 0.094_531),
            (10.0, 50.0, 0.112_437),
            (500.0, 1_000.0, 0.469_070),
            (3.0, 3.0, 0.438_503),
        ] {
            let bound = share_lower_bound(part, whole);
            assert!((bound - low).abs() < 1e-5, "{part} of {whole}: {bound}");
        }
        let bound = lift_lower_bound(10.0, 50.0, 20.0, 1_000.0);
        assert!((bound - 5.621_85).abs() < 1e-3, "{bound}");
    }

    #[test]
    fn the_likelihood_ratio_of_a_table_done_by_hand() {
        // Cells 10, 10, 40, 140 of 200; expected 5, 15, 45, 135.
        let by_hand = 10.0 * 2_f64.ln()
            + 10.0 * (10.0_f64 / 15.0).ln()
            + 40.0 * (40.0_f64 / 45.0).ln()
            + 140.0 * (140.0_f64 / 135.0).ln();
        let ratio = log_likelihood_ratio(10.0, 20.0, 50.0, 200.0);
        assert!((ratio - 2.0 * by_hand).abs() < 1e-9, "{ratio}");
        assert_eq!(log_likelihood_ratio(5.0, 20.0, 50.0, 200.0), 0.0, "chance");
        assert_eq!(log_likelihood_ratio(2.0, 20.0, 50.0, 200.0), 0.0, "apart");
    }

    proptest! {
        #[test]
        fn ranges_symmetry_and_special_cases(
            both in 1_u32..500,
            left_more in 0_u32..500,
            right_more in 0_u32..500,
            neither in 0_u32..10_000,
        ) {
            let [both, left_more, right_more, neither] =
                [both, left_more, right_more, neither].map(f64::from);
            let (left, right) = (both + left_more, both + right_more);
            let orders = left + right_more + neither;
            for share in [
                support(both, orders),
                confidence(both, left),
                cosine(both, left, right),
                jaccard(both, left, right),
            ] {
                prop_assert!(share > 0.0 && share <= 1.0 + 1e-12);
            }
            prop_assert!(share_lower_bound(both, left) <= confidence(both, left) + 1e-12);
            prop_assert!(share_lower_bound(both * 2.0, left * 2.0) >= share_lower_bound(both, left) - 1e-12);
            prop_assert!(
                lift_lower_bound(both, left, right, orders)
                    <= lift(both, left, right, orders) + 1e-9
            );
            prop_assert!(jaccard(both, left, right) <= cosine(both, left, right) + 1e-12);
            prop_assert_eq!(cosine(both, left, right), cosine(both, right, left));
            prop_assert_eq!(lift(both, left, right, orders), lift(both, right, left, orders));
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs();
            prop_assert!(near(pair_score(both, left, right, 1.0, 0.0), confidence(both, left)));
            prop_assert!(near(pair_score(both, left, right, 0.5, 0.5), cosine(both, left, right)));
            prop_assert!(near(
                pair_score(both, left, right, 1.0, 1.0) * orders,
                lift(both, left, right, orders),
            ));
        }
    }
}
