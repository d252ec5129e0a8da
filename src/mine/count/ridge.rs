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
//! with ḡ the mean of *G*'s diagonal. w<sub>i</sub> is what having *i* in the cart says of *j*. A
//! [`Recipe`] says how much of it is blended into a plane's scores; a rule whose sum is not positive
//! is absent there.
//!
//! The solver is written out here, as a Cholesky factorisation in a fixed order of operations: a
//! library that picks its kernel by the processor would give tables that differ between machines.

use rayon::prelude::*;

use super::{Admitted, Link};
use crate::{domain::ItemId, mine::config::Recipe};

/// Settings of a ridge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RidgeSettings {
    /// Strength r of the ridge, in means of the diagonal. Above 0; stronger trusts single items
    /// more and combinations less.
    pub strength: f64,
    /// The most neighbours that explain one target.
    pub neighbours: usize,
}

impl RidgeSettings {
    /// What a recipe says of the ridge.
    #[must_use]
    pub fn of(recipe: &Recipe) -> Self {
        Self {
            strength: recipe.ridge_strength,
            neighbours: recipe.ridge_neighbours as usize,
        }
    }
}

/// Solves every item's regression, on all threads of the current rayon pool: weights by antecedent,
/// ascending consequents.
///
/// Per item: k³/3 multiplications and the lengths of k count rows, for k neighbours. The result does
/// not depend on the number of threads.
pub(super) fn fit(counts: &Admitted, settings: RidgeSettings) -> Vec<Vec<Link>> {
    let known = counts.totals.iter().filter(|total| **total > 0.0).count();
    let problem = Problem {
        ridge: settings.strength * counts.totals.iter().sum::<f64>() / known.max(1) as f64,
        neighbours: settings.neighbours,
        rows: &counts.rows,
        diagonal: &counts.totals,
    };
    let columns: Vec<Vec<Link>> = (0..problem.rows.len())
        .into_par_iter()
        .map_init(
            || Solver::new(problem.rows.len()),
            |solver, target| solver.solve(&problem, target),
        )
        .collect();
    by_antecedent(columns)
}

/// What all regressions share.
struct Problem<'a> {
    rows: &'a [Vec<Link>],
    diagonal: &'a [f64],
    ridge: f64,
    neighbours: usize,
}

/// One thread's working memory.
struct Solver {
    /// By item: its place in the system being solved, plus one; 0 for all others.
    places: Vec<u32>,
    chosen: Vec<(f64, Link)>,
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
    fn solve(&mut self, problem: &Problem<'_>, target: usize) -> Vec<Link> {
        self.choose(problem, target);
        self.fill(problem);
        if !factor(&mut self.matrix, self.chosen.len()) {
            return Vec::new();
        }
        substitute(&self.matrix, &mut self.right);
        self.chosen
            .iter()
            .zip(&self.right)
            .map(|((_, count), &value)| Link {
                item: count.item,
                value,
            })
            .collect()
    }

    /// The target's strongest neighbours by size-weighted cosine, ties by id.
    fn choose(&mut self, problem: &Problem<'_>, target: usize) {
        self.chosen.clear();
        for &count in problem.rows.get(target).into_iter().flatten() {
            let total = problem
                .diagonal
                .get(count.item.index())
                .copied()
                .unwrap_or(0.0);
            if total > 0.0 {
                self.chosen.push((count.value / total.sqrt(), count));
            }
        }
        self.chosen
            .sort_unstable_by(|(a, x), (b, y)| b.total_cmp(a).then(x.item.cmp(&y.item)));
        self.chosen.truncate(problem.neighbours);
    }

    /// The system's matrix, row by row, and its right-hand side.
    fn fill(&mut self, problem: &Problem<'_>) {
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
            self.right.push(chosen.value);
            for count in problem.rows.get(chosen.item.index()).into_iter().flatten() {
                let place = self.places.get(count.item.index()).copied().unwrap_or(0) as usize;
                if let Some(cell) = place.checked_sub(1).and_then(|at| cells.get_mut(at)) {
                    *cell = count.value;
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

/// Columns by target turned into rows by antecedent, both ascending.
fn by_antecedent(columns: Vec<Vec<Link>>) -> Vec<Vec<Link>> {
    let mut rows = vec![Vec::new(); columns.len()];
    for (target, column) in (0..).map(ItemId).zip(columns) {
        for Link { item, value } in column {
            if let Some(row) = rows.get_mut(item.index()) {
                row.push(Link {
                    item: target,
                    value,
                });
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mine::{
        config::OrderWeight,
        count::{Baskets, Floors, Purchase},
    };

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
        let ridge = fitted(&skus, &orders, 0.5);
        let [from_tea, from_sugar, from_soap] = [0, 1, 3].map(|source| ridge(source, 2));
        assert!(
            (from_tea - from_sugar).abs() < 1e-9,
            "alike, so shared equally"
        );
        assert!(
            from_soap > 1.5 * from_tea,
            "soap alone says what tea and sugar say together"
        );
    }

    /// With room for every neighbour, and every pair in some order, each target's system is the
    /// whole matrix but for the target's row and column: solved here the slow way.
    #[test]
    fn a_ridge_over_all_neighbours_is_the_dense_solution() {
        let skus: Vec<String> = (0..7).map(|item| format!("{item}")).collect();
        let skus: Vec<&str> = skus.iter().map(String::as_str).collect();
        let orders: Vec<Vec<u32>> = (1..128_u32)
            .flat_map(|set| vec![set; 1 + (set * 37 % 5) as usize])
            .map(|set| (0..7).filter(|item| set >> item & 1 == 1).collect())
            .collect();
        let strength = 0.3;
        let ridge = fitted(&skus, &orders, strength);
        let count = |i: u32, j: u32| -> f64 {
            let holding = orders.iter().filter(|o| o.contains(&i) && o.contains(&j));
            holding.map(|order| 1.0 / (order.len() as f64).sqrt()).sum()
        };
        let mean = (0..7).map(|i| count(i, i)).sum::<f64>() / 7.0;
        for target in 0..7 {
            let others: Vec<u32> = (0..7).filter(|item| *item != target).collect();
            let matrix = others
                .iter()
                .map(|&i| {
                    let extra = |j| if i == j { strength * mean } else { 0.0 };
                    others.iter().map(|&j| count(i, j) + extra(j)).collect()
                })
                .collect();
            let right = others.iter().map(|&i| count(i, target)).collect();
            for (antecedent, slow) in others.iter().zip(solve_slowly(matrix, right)) {
                let fast = ridge(*antecedent, target);
                assert!((fast - slow).abs() < 1e-5, "{fast} {slow}");
            }
        }
    }

    /// The weights of orders of these items, by positions in the list.
    fn fitted(skus: &[&str], orders: &[Vec<u32>], strength: f64) -> impl Fn(u32, u32) -> f64 {
        let purchases = orders.iter().map(|items| Purchase {
            items,
            customer: None,
        });
        let baskets = Baskets::new(skus, purchases, false, OrderWeight::InverseSqrt);
        let floors = Floors {
            min_pair_orders: 1,
            min_pair_customers: 1,
        };
        let settings = RidgeSettings {
            strength,
            neighbours: 100,
        };
        let weights = Admitted::new(&baskets, floors).ridge_weights(settings);
        move |antecedent, consequent| {
            let id = |source| baskets.id_of(source).unwrap();
            weights.score(id(antecedent), id(consequent))
        }
    }
}
