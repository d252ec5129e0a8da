use core::cmp::Ordering;

use ndarray::{Array2, linalg::general_mat_mul};
use rayon::prelude::*;

/// Rows and columns of a tile: three of them fit a core's second cache.
const TILE: usize = 128;

/// A symmetric matrix as tiles, of which only those on and under the diagonal are kept.
#[derive(Debug)]
pub(super) struct Symmetric {
    order: usize,
    /// Tile (I, J), I ≥ J, at I (I + 1) / 2 + J.
    tiles: Vec<Array2<f64>>,
}

/// The matrix is not positive definite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotPositive;

fn position(row: usize, column: usize) -> usize {
    row * (row + 1) / 2 + column
}

impl Symmetric {
    /// A diagonal matrix.
    pub(super) fn diagonal(values: &[f64]) -> Self {
        let order = values.len();
        let blocks = order.div_ceil(TILE);
        let side = |block: usize| TILE.min(order - block * TILE);
        let mut tiles: Vec<_> = (0..blocks)
            .flat_map(|row| (0..=row).map(move |column| (side(row), side(column))))
            .map(Array2::zeros)
            .collect();
        for (block, values) in values.chunks(TILE).enumerate() {
            if let Some(tile) = tiles.get_mut(position(block, block)) {
                for (cell, value) in tile.diag_mut().iter_mut().zip(values) {
                    *cell = *value;
                }
            }
        }
        Self { order, tiles }
    }

    /// Sets a cell and its mirror image.
    pub(super) fn set(&mut self, row: usize, column: usize, value: f64) {
        for (row, column) in [(row, column), (column, row)] {
            if row / TILE >= column / TILE
                && let Some(tile) = self.tiles.get_mut(position(row / TILE, column / TILE))
                && let Some(cell) = tile.get_mut((row % TILE, column % TILE))
            {
                *cell = value;
            }
        }
    }

    /// Adds a row of the matrix to `sums`, `order` numbers.
    pub(super) fn add_row(&self, row: usize, sums: &mut [f64]) {
        let (block, inner) = (row / TILE, row % TILE);
        for (other, sums) in sums.chunks_mut(TILE).enumerate() {
            let line = if other <= block {
                let tile = self.tiles.get(position(block, other));
                tile.filter(|tile| inner < tile.nrows())
                    .map(|tile| tile.row(inner))
            } else {
                let tile = self.tiles.get(position(other, block));
                tile.filter(|tile| inner < tile.ncols())
                    .map(|tile| tile.column(inner))
            };
            if let Some(line) = line {
                for (sum, value) in sums.iter_mut().zip(line) {
                    *sum += value;
                }
            }
        }
    }

    /// The diagonal.
    pub(super) fn diagonal_values(&self) -> Vec<f64> {
        (0..self.order.div_ceil(TILE))
            .filter_map(|block| self.tiles.get(position(block, block)))
            .flat_map(|tile| tile.diag().to_vec())
            .collect()
    }

    /// Replaces a positive definite matrix by minus its inverse, in place: the sweep operator
    /// (Goodnight, *A tutorial on the SWEEP operator*, 1979) a tile at a time, so that nearly all
    /// the work, n³ multiplications and additions, is in products of tiles. The result does not
    /// depend on the number of threads.
    pub(super) fn invert_and_negate(&mut self) -> Result<(), NotPositive> {
        let blocks = self.order.div_ceil(TILE);
        for pivot in 0..blocks {
            let tile_at = |row: usize, column: usize| self.tiles.get(position(row, column));
            let mut inverse = tile_at(pivot, pivot).ok_or(NotPositive)?.clone();
            invert_tile(&mut inverse)?;
            // The pivot's columns, whole, before and after multiplication by the inverse.
            let panel: Vec<Array2<f64>> = (0..blocks)
                .filter_map(|row| match row.cmp(&pivot) {
                    Ordering::Less => Some(tile_at(pivot, row)?.t().to_owned()),
                    Ordering::Equal => Some(Array2::zeros((0, 0))),
                    Ordering::Greater => Some(tile_at(row, pivot)?.clone()),
                })
                .collect();
            let scaled: Vec<Array2<f64>> = panel
                .par_iter()
                .map(|tile| {
                    if tile.is_empty() {
                        tile.clone()
                    } else {
                        tile.dot(&inverse)
                    }
                })
                .collect();
            let places: Vec<(usize, usize)> = (0..blocks)
                .flat_map(|row| (0..=row).map(move |column| (row, column)))
                .collect();
            self.tiles
                .par_iter_mut()
                .zip(&places)
                .for_each(|(tile, &(row, column))| {
                    let (Some(left), Some(right), Some(up)) =
                        (scaled.get(row), panel.get(column), scaled.get(column))
                    else {
                        return;
                    };
                    match (row == pivot, column == pivot) {
                        (false, false) => general_mat_mul(-1.0, left, &right.t(), 1.0, tile),
                        (false, true) => tile.assign(left),
                        (true, false) => tile.assign(&up.t()),
                        (true, true) => tile.zip_mut_with(&inverse, |cell, value| *cell = -value),
                    }
                });
        }
        Ok(())
    }
}

/// The inverse of a small positive definite matrix, in place: the same sweep, a row at a time.
fn invert_tile(tile: &mut Array2<f64>) -> Result<(), NotPositive> {
    for pivot in 0..tile.nrows() {
        let line = tile.row(pivot).to_vec();
        let Some(&head) = line.get(pivot).filter(|head| **head > 0.0) else {
            return Err(NotPositive);
        };
        for (number, mut row) in tile.rows_mut().into_iter().enumerate() {
            if number == pivot {
                for (cell, value) in row.iter_mut().zip(&line) {
                    *cell = value / head;
                }
                if let Some(cell) = row.get_mut(pivot) {
                    *cell = -head.recip();
                }
                continue;
            }
            let factor = line.get(number).copied().unwrap_or(0.0) / head;
            for (cell, value) in row.iter_mut().zip(&line) {
                *cell -= factor * value;
            }
            if let Some(cell) = row.get_mut(pivot) {
                *cell = factor;
            }
        }
    }
    tile.mapv_inplace(|cell| -cell);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A matrix that is surely positive definite: symmetric, with a heavy diagonal.
    fn sample(order: usize) -> Vec<Vec<f64>> {
        let cell = |a: usize, b: usize| {
            let (low, high) = (a.min(b) as f64, a.max(b) as f64);
            ((low * 12.9898 + high * 78.233).sin() * 43_758.547).fract()
        };
        (0..order)
            .map(|row| {
                (0..order)
                    .map(|column| cell(row, column) + f64::from(row == column) * order as f64)
                    .collect()
            })
            .collect()
    }

    fn tiled(matrix: &[Vec<f64>]) -> Symmetric {
        let diagonal: Vec<f64> = (0..matrix.len()).map(|row| matrix[row][row]).collect();
        let mut tiled = Symmetric::diagonal(&diagonal);
        for (row, cells) in matrix.iter().enumerate() {
            for (column, value) in cells.iter().enumerate().take(row) {
                tiled.set(row, column, *value);
            }
        }
        tiled
    }

    #[test]
    fn the_inverse_undoes_the_matrix_at_every_edge_of_a_tile() {
        for order in [1, 2, TILE - 1, TILE, TILE + 1, 2 * TILE + 57] {
            let matrix = sample(order);
            let mut inverse = tiled(&matrix);
            inverse.invert_and_negate().expect("positive definite");
            let mut worst = 0.0_f64;
            for row in (0..order).step_by(7) {
                let mut line = vec![0.0; order];
                inverse.add_row(row, &mut line);
                for (column, cells) in matrix.iter().enumerate() {
                    let product: f64 = line.iter().zip(cells).map(|(a, b)| -a * b).sum();
                    worst = worst.max((product - f64::from(row == column)).abs());
                }
            }
            assert!(worst < 1e-12, "order {order}: {worst}");
        }
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_is_refused() {
        let mut singular = Symmetric::diagonal(&[1.0, 1.0]);
        singular.set(1, 0, 1.0);
        assert_eq!(singular.invert_and_negate(), Err(NotPositive));
    }
}
