use super::{PairCounts, QueryKind, Trial, inverse::Symmetric};
use crate::domain::ItemId;

/// EASE<sup>R</sup>: the linear item-item model of least squared error with a zero diagonal, in closed
/// form over all pairs (Steck, *Embarrassingly shallow autoencoders for sparse data*, WWW 2019).
///
/// With G the plain pair counts, n<sub>i</sub> on the diagonal, and P = (G + λ I)⁻¹, the weight from i
/// to j is −P<sub>ij</sub> / P<sub>jj</sub>; a query's score is the sum over its items. No shop ships
/// it, as it keeps a number for every pair of items, but few methods are better: it is what a table
/// of a few rules an item is held against.
#[derive(Debug)]
pub struct Ease {
    /// −P.
    negated: Symmetric,
    /// 1 / P<sub>jj</sub>.
    scales: Vec<f64>,
}

impl Ease {
    /// Its name in reports.
    pub const NAME: &str = "ease";

    /// With more items than this it is left out: memory is four bytes, time a multiplication, for
    /// each pair and each triple of items.
    pub const MAX_ITEMS: usize = 10_000;

    /// What λ is chosen among, in shares of the mean of n<sub>i</sub>.
    pub const STRENGTHS: [f64; 4] = [0.05, 0.15, 0.5, 5.0];

    /// Solves for λ = `strength` × mean n<sub>i</sub>, above 0. `None` where rounding has made the
    /// matrix indefinite, which no counts do.
    ///
    /// Memory 4 n² bytes, time n³ multiplications on all threads: half a minute for 10,000 items on
    /// two cores.
    #[must_use]
    pub fn new(counts: &PairCounts, strength: f64) -> Option<Self> {
        let items = counts.item_count();
        let diagonal: Vec<f64> = (0..)
            .map(ItemId)
            .take(items)
            .map(|item| counts.orders_of(item))
            .collect();
        let ridge = strength * counts.mean_orders();
        let diagonal: Vec<f64> = diagonal.into_iter().map(|orders| orders + ridge).collect();
        let mut matrix = Symmetric::diagonal(&diagonal);
        for (row, pairs) in counts.rows().iter().enumerate() {
            for pair in pairs.iter().take_while(|pair| pair.item.index() < row) {
                matrix.set(row, pair.item.index(), f64::from(pair.orders));
            }
        }
        matrix.invert_and_negate().ok()?;
        let scales = matrix
            .diagonal_values()
            .into_iter()
            .map(|value| -value.recip())
            .collect();
        Some(Self {
            negated: matrix,
            scales,
        })
    }

    /// Writes every item's score for a query. Scores may be negative: such items rank behind those
    /// that nothing is known of.
    pub fn score(&self, query: &[ItemId], scores: &mut [f64]) {
        scores.fill(0.0);
        for item in query {
            self.negated.add_row(item.index(), scores);
        }
        for (score, scale) in scores.iter_mut().zip(&self.scales) {
            *score *= scale;
        }
    }

    /// The strengths that are best by NDCG@10 on a trial, one for each kind of query; ties to the
    /// weaker one.
    #[must_use]
    pub fn choose(trial: &Trial, counts: &PairCounts) -> [f64; QueryKind::ALL.len()] {
        let mut best = QueryKind::ALL.map(|_| (f64::NEG_INFINITY, 1.0));
        for strength in Self::STRENGTHS {
            let Some(ease) = Self::new(counts, strength) else {
                continue;
            };
            for (kind, best) in QueryKind::ALL.into_iter().zip(&mut best) {
                let metrics = trial.measure(kind, &|query, scores| ease.score(query, scores));
                if metrics.ndcg_10.mean > best.0 {
                    *best = (metrics.ndcg_10.mean, strength);
                }
            }
        }
        best.map(|(_, strength)| strength)
    }
}
