/// The upper tail of the hypergeometric distribution, for a number of orders.
///
/// Holds the logarithms of all factorials up to that number: eight bytes each.
#[derive(Debug, Clone)]
pub struct Tail {
    /// `ln(n!)` at *n*.
    ln_factorials: Vec<f64>,
}

impl Tail {
    /// For `order_count` orders in all.
    #[must_use]
    pub fn new(order_count: usize) -> Self {
        let mut sum = 0.0;
        let mut ln_factorials = vec![0.0];
        ln_factorials.extend((1..=order_count).map(|n| {
            sum += (n as f64).ln();
            sum
        }));
        Self { ln_factorials }
    }

    /// The logarithm of the chance that at least `both` orders hold two things that `left` and
    /// `right` orders hold, if the one said nothing of the other:
    /// ln Σ C(left, x) C(N - left, right - x) / C(N, right) over x ≥ both. Fisher's exact test, one
    /// side (Fisher, 1922). `-inf` where it cannot be, 0 where it must.
    #[must_use]
    pub fn ln_at_least(&self, both: u32, left: u32, right: u32) -> f64 {
        let all = self.ln_factorials.len().saturating_sub(1) as u64;
        let (left, right) = (u64::from(left), u64::from(right));
        let least = (left + right).saturating_sub(all);
        let most = left.min(right);
        let start = u64::from(both);
        if start <= least {
            return 0.0;
        }
        if start > most {
            return f64::NEG_INFINITY;
        }
        let first = self.ln_choose(left, start) + self.ln_choose(all - left, right - start)
            - self.ln_choose(all, right);
        // The sum as a multiple of its first term: each term follows from the one before.
        let (mut term, mut sum) = (1.0_f64, 1.0_f64);
        for x in start..most {
            let up = (left - x) as f64 * (right - x) as f64;
            let down = (x + 1) as f64 * (all - left + x + 1 - right) as f64;
            term *= up / down;
            sum += term;
            if term < sum * 1e-15 {
                break;
            }
        }
        (first + sum.ln()).min(0.0)
    }

    fn ln_choose(&self, n: u64, k: u64) -> f64 {
        let ln = |n: u64| {
            let at = usize::try_from(n).unwrap_or(usize::MAX);
            self.ln_factorials.get(at).copied().unwrap_or(f64::INFINITY)
        };
        ln(n) - ln(k) - ln(n - k)
    }
}
