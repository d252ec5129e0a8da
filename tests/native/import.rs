//! Order exports as shops make them, good and bad.

mod real;
