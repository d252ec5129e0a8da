//! The rule table. (Format page follows.)

mod bits;
mod codes;
mod error;
mod evidence;
mod keys;
mod layout;
mod open;
mod records;
mod row;
mod verify;
pub mod write;

pub use error::{Fault, OpenError, RowError};
pub use evidence::PairOrders;
pub use layout::{MAX_RULES_PER_ITEM, VERSION};
pub use open::{Meta, Section, Table};
pub use row::{Plane, Row, Rule, Weight};
pub use verify::{RowBits, Statistics};
