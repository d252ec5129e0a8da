//! Counting which items are bought together: orders in, one row of neighbours an item out.
//!
//! May import [`crate::domain`] and [`crate::score::measure`]; knows nothing of files or tables.
//!
//! Three steps, each usable alone:
//!
//! 1. [`Baskets::new`] renumbers items by falling popularity and lays the orders out as flat rows,
//!    grouped by customer.
//! 2. [`Baskets::map_rows`] counts one item's neighbours at a time (Gustavson's row-wise product of
//!    the order × item matrix with its transpose), on every thread, and hands each row to a closure.
//!    Memory is one cell an item and thread; no matrix of pairs ever exists. What costs time is
//!    missing the cache, so cells hold only what differs, and an order lies in one piece.
//! 3. A [`Ranker`] scores a row; [`mine`] keeps the best of each row that stands on enough evidence.
//!
//! Every count is an integer, an order's weight too ([`FixedWeight`]), so sums do not depend on the
//! order of adding and results do not depend on the number of threads.
//!
//! ```
//! use tandem_widget::domain::ItemId;
//! use tandem_widget::mine::{config::OrderWeight, count::{Baskets, Floors, Purchase}};
//!
//! let skus = ["tea", "cup", "pot"];
//! let orders = [vec![0, 1], vec![0, 1, 2], vec![0]];
//! let purchases = orders.iter().map(|items| Purchase { items, customer: None });
//! let baskets = Baskets::new(&skus, purchases, false, OrderWeight::InverseSqrt);
//!
//! assert_eq!(baskets.orders_with(ItemId(0)), 3); // tea: the most popular, hence id 0
//! let all = Floors { min_pair_orders: 1, min_pair_customers: 1 };
//! let together = baskets.map_rows(all, |_, _, row| row.iter().map(|n| n.orders).max().unwrap_or(0));
//! assert_eq!(together, [2, 2, 1]); // tea and cup were bought together twice
//! ```

mod admitted;
mod apart;
mod baskets;
mod fixed;
mod pairs;
mod rank;
mod ridge;
mod rows;
#[cfg(test)]
mod tests;
pub mod trend;

pub use admitted::{Admitted, Link, Scored};
pub use apart::set_apart;
pub use baskets::{Baskets, Purchase};
pub use fixed::FixedWeight;
pub use pairs::Neighbour;
pub use rank::{
    Floors, MinedRow, MinedRule, PairRanker, PreparedPairs, Ranker, RecipeRanker, Scores, keep,
    map_best, mine, page_places,
};
pub use ridge::RidgeSettings;
