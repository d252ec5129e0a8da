//! The cart ranker: a ridge regression per item over its strongest neighbours.
//!
//! A pair score judges each item of a cart alone, so three cups say "saucer" three times over. A
//! regression judges them together: what one item explains, the next does not explain again. Solved
//! over all items at once it is EASE^R (Steck, *Embarrassingly Shallow Autoencoders for Sparse
//! Data*, WWW 2019), whose cost grows with the cube of the catalogue. Solved for each item over its
//! ~100 strongest neighbours alone it ranks as well, costs the same for every item, and needs no
//! matrix of items by items (cf. Ning & Karypis, *SLIM*, ICDM 2011, on neighbourhoods).
//!
//! For a target *j* with neighbours *S*, over the weighted co-purchase counts *G* of pairs that
//! clear the floors:
//!
//! > w = (G<sub>SS</sub> + r·ḡ·I)<sup>−1</sup> g<sub>Sj</sub>
//!
//! with ḡ the mean of *G*'s diagonal. w<sub>i</sub> is what having *i* in the cart says of *j*. The
//! cart score of a rule is w<sub>ij</sub> plus a share of the pair score, each first divided by the
//! mean of its row maxima; a rule whose sum is not positive is absent from carts.
//!
//! The solver is written out here, as a Cholesky factorisation in a fixed order of operations: a
//! library that picks its kernel by the processor would give tables that differ between machines.

use rayon::prelude::*;

use super::{Baskets, Floors, Neighbour, PairRanker, Ranker, Scores};
use crate::domain::ItemId;

/// Settings of a [`RidgeRanker`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RidgeSettings {
    /// Strength r of the ridge, in means of the diagonal. Above 0; stronger trusts single items
    /// more and combinations less.
    pub strength: f64,
    /// The most neighbours that explain one target.
    pub neighbours: usize,
    /// How much of the pair score is added, both scaled to a mean row maximum of 1. 0 or more.
    pub pair_share: f64,
}

impl Default for RidgeSettings {
    fn default() -> Self {
        Self {
            strength: 0.5,
            neighbours: 100,
            pair_share: 0.2,
        }
    }
}

/// Pair scores for a page, ridge weights blended with them for a cart.
#[derive(Debug)]
pub struct RidgeRanker {
    pair: PairRanker,
    /// By antecedent: consequent and weight, ascending consequents.
    weights: Vec<Vec<(ItemId, f64)>>,
    /// What one unit of ridge weight counts: 1 over the mean row maximum.
    ridge_unit: f64,
    /// What one unit of pair score counts.
    pair_unit: f64,
}

impl RidgeRanker {
    /// Solves every item's regression, on all threads of the current rayon pool.
    ///
    /// Per item: k³/3 multiplications and the lengths of k count rows, for k neighbours. Holds
    /// the admitted pairs (12 bytes each) while it works and the weights afterwards. The result
    /// does not depend on the number of threads.
    #[must_use]
    pub fn fit(
        baskets: &Baskets,
        pair: PairRanker,
        floors: Floors,
        settings: RidgeSettings,
    ) -> Self {
        let counted = baskets.map_rows(|antecedent, neighbours| {
            neighbours.retain(|neighbour| floors.admit(neighbour));
            let strongest = strongest(&pair.score(baskets, antecedent, neighbours));
            (counts(neighbours), strongest)
        });
        let (rows, strongest_pairs): (Vec<Vec<Count>>, Vec<f64>) = counted.into_iter().unzip();
        let diagonal: Vec<f64> = (0..baskets.item_count())
            .map(|id| baskets.weight_of(item(id)).as_f64())
            .collect();
        let problem = Problem {
            ridge: settings.strength * mean(diagonal.iter().copied()),
            neighbours: settings.neighbours,
            rows,
            diagonal,
        };
        let columns: Vec<Vec<(ItemId, f64)>> = (0..problem.rows.len())
            .into_par_iter()
            .map_init(
                || Solver::new(problem.rows.len()),
                |solver, target| solver.solve(&problem, target),
            )
            .collect();
        let weights = by_antecedent(columns);
        let ridge_unit = unit(weights.iter().map(|row| {
            row.iter()
                .fold(0.0, |most: f64, (_, weight)| most.max(*weight))
        }));
        Self {
            pair,
            weights,
            ridge_unit,
            pair_unit: settings.pair_share * unit(strongest_pairs.into_iter()),
        }
    }

    fn weight(&self, antecedent: ItemId, consequent: ItemId) -> f64 {
        self.weights
            .get(antecedent.index())
            .and_then(|row| {
                let at = row
                    .binary_search_by_key(&consequent, |(item, _)| *item)
                    .ok()?;
                row.get(at)
            })
            .map_or(0.0, |(_, weight)| *weight)
    }
}

impl Ranker for RidgeRanker {
    fn score(
        &self,
        baskets: &Baskets,
        antecedent: ItemId,
        neighbours: &[Neighbour],
    ) -> Vec<Scores> {
        let mut scores = self.pair.score(baskets, antecedent, neighbours);
        for (scores, neighbour) in scores.iter_mut().zip(neighbours) {
            let ridge = self.weight(antecedent, neighbour.item) * self.ridge_unit;
            scores.cart = Some((ridge + scores.page * self.pair_unit).max(0.0));
        }
        scores
    }
}

/// One entry of the matrix of weighted counts.
#[derive(Debug, Clone, Copy)]
struct Count {
    item: ItemId,
    weight: f64,
}

fn counts(neighbours: &[Neighbour]) -> Vec<Count> {
    neighbours
        .iter()
        .map(|neighbour| Count {
            item: neighbour.item,
            weight: neighbour.weight.as_f64(),
        })
        .collect()
}

/// What all regressions share.
struct Problem {
    rows: Vec<Vec<Count>>,
    diagonal: Vec<f64>,
    ridge: f64,
    neighbours: usize,
}

/// One thread's working memory.
struct Solver {
    /// By item: its place in the system being solved, plus one; 0 for all others.
    places: Vec<u32>,
    chosen: Vec<(f64, Count)>,
    matrix: Vec<f64>,
    right: Vec<f64>,
}

impl Solver {
    fn new(item_count: usize) -> Self {
        Self {
            places: vec![0; item_count],
            chosen: Vec::new(),
            matrix: Vec::new(),
            right: Vec::new(),
        }
    }

    /// The weights of one target's neighbours.
    fn solve(&mut self, problem: &Problem, target: usize) -> Vec<(ItemId, f64)> {
        self.choose(problem, target);
        self.fill(problem);
        if !factor(&mut self.matrix, self.chosen.len()) {
            return Vec::new();
        }
        substitute(&self.matrix, &mut self.right);
        self.chosen
            .iter()
            .zip(&self.right)
            .map(|((_, count), &weight)| (count.item, weight))
            .collect()
    }

    /// The target's strongest neighbours by size-weighted cosine, ties by id.
    fn choose(&mut self, problem: &Problem, target: usize) {
        self.chosen.clear();
        for &count in problem.rows.get(target).into_iter().flatten() {
            let total = problem
                .diagonal
                .get(count.item.index())
                .copied()
                .unwrap_or(0.0);
            if total > 0.0 {
                self.chosen.push((count.weight / total.sqrt(), count));
            }
        }
        self.chosen
            .sort_unstable_by(|(a, x), (b, y)| b.total_cmp(a).then(x.item.cmp(&y.item)));
        self.chosen.truncate(problem.neighbours);
    }

    /// The system's matrix, row by row, and its right-hand side.
    fn fill(&mut self, problem: &Problem) {
        let size = self.chosen.len();
        for (place, (_, count)) in (1..).zip(&self.chosen) {
            if let Some(slot) = self.places.get_mut(count.item.index()) {
                *slot = place;
            }
        }
        self.matrix.clear();
        self.matrix.resize(size * size, 0.0);
        self.right.clear();
        for (row, ((_, chosen), cells)) in self
            .chosen
            .iter()
            .zip(self.matrix.chunks_exact_mut(size.max(1)))
            .enumerate()
        {
            self.right.push(chosen.weight);
            for count in problem.rows.get(chosen.item.index()).into_iter().flatten() {
                let place = self.places.get(count.item.index()).copied().unwrap_or(0) as usize;
                if let Some(cell) = place.checked_sub(1).and_then(|at| cells.get_mut(at)) {
                    *cell = count.weight;
                }
            }
            let total = problem
                .diagonal
                .get(chosen.item.index())
                .copied()
                .unwrap_or(0.0);
            if let Some(cell) = cells.get_mut(row) {
                *cell = total + problem.ridge;
            }
        }
        for (_, count) in &self.chosen {
            if let Some(slot) = self.places.get_mut(count.item.index()) {
                *slot = 0;
            }
        }
    }
}

/// Cholesky in place, row by row: the lower triangle becomes L with L·Lᵀ the matrix. False where
/// the matrix is not positive definite.
fn factor(matrix: &mut [f64], size: usize) -> bool {
    for row in 0..size {
        let (above, rest) = matrix.split_at_mut(row * size);
        let Some(cells) = rest.get_mut(..=row) else {
            return false;
        };
        for (column, upper) in above.chunks_exact(size).enumerate() {
            let (Some((known, [cell, ..])), Some((upper, [pivot, ..]))) = (
                cells.split_at_mut_checked(column),
                upper.split_at_checked(column),
            ) else {
                return false;
            };
            *cell = (*cell - dot(known, upper)) / pivot;
        }
        let Some((pivot, known)) = cells.split_last_mut() else {
            return false;
        };
        let square = *pivot - dot(known, known);
        if square.is_nan() || square <= 0.0 {
            return false;
        }
        *pivot = square.sqrt();
    }
    true
}

/// Solves L·Lᵀ·x = right in place.
fn substitute(lower: &[f64], right: &mut [f64]) {
    let size = right.len().max(1);
    for (row, cells) in lower.chunks_exact(size).enumerate() {
        let (Some((known, [value, ..])), Some((cells, [pivot, ..]))) =
            (right.split_at_mut_checked(row), cells.split_at_checked(row))
        else {
            return;
        };
        *value = (*value - dot(cells, known)) / pivot;
    }
    for (row, cells) in lower.chunks_exact(size).enumerate().rev() {
        let (Some((above, [value, ..])), Some((cells, [pivot, ..]))) =
            (right.split_at_mut_checked(row), cells.split_at_checked(row))
        else {
            return;
        };
        *value /= pivot;
        for (value_above, cell) in above.iter_mut().zip(cells) {
            *value_above -= *value * cell;
        }
    }
}

/// Four running sums, so that the processor may overlap them; always the same four.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a_fours, a_rest) = a.as_chunks::<4>();
    let (b_fours, b_rest) = b.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (a, b) in a_fours.iter().zip(b_fours) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

/// Columns of (antecedent, weight) turned into rows of (consequent, weight), both ascending.
fn by_antecedent(columns: Vec<Vec<(ItemId, f64)>>) -> Vec<Vec<(ItemId, f64)>> {
    let mut rows = vec![Vec::new(); columns.len()];
    for (target, column) in columns.into_iter().enumerate() {
        for (antecedent, weight) in column {
            if let Some(row) = rows.get_mut(antecedent.index()) {
                row.push((item(target), weight));
            }
        }
    }
    rows
}

fn item(index: usize) -> ItemId {
    ItemId(u32::try_from(index).unwrap_or(u32::MAX))
}

fn strongest(scores: &[Scores]) -> f64 {
    scores
        .iter()
        .fold(0.0, |most, scores| most.max(scores.page))
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    if count > 0.0 { sum / count } else { 0.0 }
}

/// 1 over the mean of the row maxima that are above 0; 0 where there is none.
fn unit(row_maxima: impl Iterator<Item = f64>) -> f64 {
    let mean = mean(row_maxima.filter(|most| *most > 0.0));
    if mean > 0.0 { 1.0 / mean } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mine::{config::OrderWeight, count::Purchase};

    /// Gauss-Jordan with full pivoting, the slow way.
    fn solve_slowly(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
        let size = right.len();
        for column in 0..size {
            let pivot = (column..size)
                .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))
                .unwrap();
            matrix.swap(column, pivot);
            right.swap(column, pivot);
            for row in 0..size {
                if row != column {
                    let factor = matrix[row][column] / matrix[column][column];
                    let pivot = matrix[column].clone();
                    for (value, pivot) in matrix[row].iter_mut().zip(pivot) {
                        *value -= factor * pivot;
                    }
                    right[row] -= factor * right[column];
                }
            }
        }
        (0..size).map(|row| right[row] / matrix[row][row]).collect()
    }

    #[test]
    fn cholesky_agrees_with_gauss() {
        let mut state = 7_u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 40) as f64 / f64::from(1_u32 << 24)
        };
        for size in [0, 1, 2, 3, 4, 5, 9, 30] {
            let a: Vec<Vec<f64>> = (0..size)
                .map(|_| (0..size).map(|_| next()).collect())
                .collect();
            let mut matrix = vec![0.0; size * size];
            for i in 0..size {
                for j in 0..size {
                    matrix[i * size + j] = (0..size).map(|k| a[i][k] * a[j][k]).sum::<f64>()
                        + if i == j { 0.5 } else { 0.0 };
                }
            }
            let right: Vec<f64> = (0..size).map(|_| next()).collect();
            let slow = solve_slowly(
                matrix.chunks(size.max(1)).map(<[f64]>::to_vec).collect(),
                right.clone(),
            );
            let mut fast = right;
            assert!(factor(&mut matrix, size));
            substitute(&matrix, &mut fast);
            for (fast, slow) in fast.iter().zip(&slow) {
                assert!((fast - slow).abs() < 1e-9, "{size}: {fast} {slow}");
            }
        }
    }

    #[test]
    fn an_indefinite_matrix_is_refused() {
        assert!(!factor(&mut [1.0, 2.0, 2.0, 1.0], 2));
        assert!(!factor(&mut [f64::NAN], 1));
    }

    /// Tea and sugar are always bought together, and a cup whenever tea is. Sugar says nothing of
    /// cups that tea has not said: the pair score counts it in full, the regression shares it out.
    #[test]
    fn what_one_item_explains_the_other_does_not_explain_again() {
        let skus = ["tea", "sugar", "cup", "soap"];
        let mut orders = vec![vec![0_u32, 1, 2]; 20];
        orders.extend(vec![vec![3_u32, 2]; 20]);
        let purchases = orders.iter().map(|items| Purchase {
            items,
            customer: None,
        });
        let baskets = Baskets::new(&skus, purchases, false, OrderWeight::InverseSqrt);
        let id = |source| baskets.id_of(source).unwrap();
        let floors = Floors {
            min_pair_orders: 1,
            min_pair_customers: 1,
        };
        let settings = RidgeSettings {
            pair_share: 0.0,
            ..RidgeSettings::default()
        };
        let ranker = RidgeRanker::fit(&baskets, PairRanker::default(), floors, settings);
        let (tea, sugar, cup, soap) = (id(0), id(1), id(2), id(3));
        let from_tea = ranker.weight(tea, cup);
        let from_sugar = ranker.weight(sugar, cup);
        let from_soap = ranker.weight(soap, cup);
        assert!(
            (from_tea - from_sugar).abs() < 1e-9,
            "alike, so shared equally"
        );
        assert!(
            from_soap > 1.5 * from_tea,
            "soap alone says what tea and sugar say together"
        );
    }
}
