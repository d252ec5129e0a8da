//! The words of the field, as types: what every other layer speaks in.
//!
//! This is the lowest layer: it imports nothing of this crate, allocates only for text, and never
//! touches a file, a clock or a browser.
//!
//! ```
//! use tandem_widget::domain::{Currency, Money};
//!
//! let gbp = Currency::new("GBP", 2).expect("three letters");
//! let total = Money::new(295, gbp).checked_add(Money::new(105, gbp));
//! assert_eq!(total.map(|money| money.minor), Some(400));
//! ```

mod basket;
mod id;
mod locale;
mod money;
mod placement;
mod product;
mod url;

pub use basket::{Basket, BasketLine, Quantity};
pub use id::{ItemId, KeyKind};
pub use locale::{Direction, Locale};
pub use money::{Currency, Money};
pub use placement::Placement;
pub use product::{ProductRecord, Stock};
pub use url::SafeUrl;
