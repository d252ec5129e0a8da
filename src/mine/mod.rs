//! From a shop's order export to counted pairs. Native only.
//!
//! [`import`] reads exports as shops make them and gives a [`dataset::Dataset`]; [`config`] holds
//! every setting of `tandem.toml`; counting stands on both. [`plant`] grows shops of which the truth
//! is known. Imports [`crate::domain`] and [`crate::score::measure`], nothing above them.
//!
//! ```no_run
//! use tandem_widget::mine::{config::Settings, import};
//!
//! let settings = Settings::default();
//! let data = import::read(&["orders.csv.gz".into()], &settings.import, &import::Silent)?;
//! println!("{} orders of {} items", data.orders.len(), data.items.len());
//! # Ok::<(), import::ImportError>(())
//! ```

pub mod bundle;
pub mod config;
pub mod count;
pub mod dataset;
pub mod import;
pub mod lean;
mod orders;
mod pieces;
pub mod plant;
pub(crate) mod random;
pub mod relation;
pub mod similar;
