//! The settings of `tandem.toml`.
//!
//! What a person wrote is a [`Config`]: every key optional, nothing checked but its type. What runs
//! is [`Settings`]: complete, in range, in the types that the work needs. [`Config::check`] is the
//! one way from the first to the second. `tandem.example.toml` documents every key with its meaning,
//! unit and default; a test loads that very file and compares it with [`Settings::default`].
//!
//! ```
//! use tandem_widget::mine::config::Config;
//!
//! let settings = Config::parse("[mine]\nmin_pair_orders = 2")?.check()?;
//! assert_eq!(settings.mine.min_pair_orders, Some(2));
//! assert_eq!(settings.mine.rules_per_item, 16);
//! # Ok::<(), tandem_widget::mine::config::ConfigError>(())
//! ```

mod breaks;
mod bundle;
mod check;
mod cold;
mod labels;
mod preset;
mod raw;
mod recipe;
mod relation;
mod rules;
mod settings;
#[cfg(test)]
mod tests;
mod title;
mod words;

use std::path::{Path, PathBuf};

pub use breaks::{BreakConfig, BreakStep, QuantityBreak, StepConfig};
pub use bundle::{BundleConfig, BundleRank, BundleSettings, BundleTerms, BundleTermsConfig};
pub use cold::{BackOff, ColdConfig, ColdSettings};
pub use labels::{LabelRules, LabelRulesConfig, Labels};
pub use preset::Preset;
pub use raw::{
    CatalogConfig, Config, ImportConfig, MineConfig, NumberOrWord, OfferConfig, OutputConfig,
    RecipeConfig, TableConfig,
};
pub use recipe::{Recipe, RecipePins, Recipes};
pub use relation::{RelationConfig, RelationSettings};
pub use rules::{
    Bounds, Condition, FactorConfig, FactorRule, LinkConfig, LinkRule, PinConfig, PinRule,
    RulesConfig, RulesSettings, Selector, ten_thousandths,
};
pub use settings::{
    CatalogSettings, DateForm, DecimalMark, Fallback, FreeLines, ImportSettings, MineSettings,
    OfferSettings, OrderWeight, OutputSettings, Settings, SkuCase, TableSettings,
};
pub use title::TitleCase;
pub use words::{OwnText, WordsConfig};

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{file}: cannot be read ({source}). Check the path given with --config", file = file.display())]
    Read {
        /// The settings file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML, or a key that does not exist, or a value of the wrong type.
    #[error(
        "line {line}, column {column}: {message}. Every key is documented in tandem.example.toml"
    )]
    Syntax {
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What the parser met, without its drawing of the line.
        message: String,
    },
    /// A value that is out of range or not one of the known words.
    #[error("{key} = {value} cannot be used: it must be {expected}")]
    Value {
        /// The key with its section: `mine.min_pair_orders`.
        key: String,
        /// The value as written.
        value: String,
        /// What would do.
        expected: &'static str,
    },
}

impl Config {
    /// Reads a settings file.
    ///
    /// # Errors
    /// Where the file cannot be read, and as [`Config::parse`].
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|source| ConfigError::Read {
            file: file.to_owned(),
            source,
        })?;
        let mut config = Self::parse(&text)?;
        for text in &mut config.words.texts {
            text.at = text.at.replacen("tandem.toml", &file.to_string_lossy(), 1);
        }
        Ok(config)
    }

    /// Reads settings from TOML text. A key that does not exist is an error: it would otherwise be
    /// a misspelt setting that silently does nothing.
    ///
    /// # Errors
    /// [`ConfigError::Syntax`] with line and column.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let text = text.trim_start_matches('\u{feff}');
        let mut config: Self = toml::from_str(text).map_err(|error| {
            let (line, column) = place_of(text, error.span().map_or(0, |span| span.start));
            ConfigError::Syntax {
                line,
                column,
                message: error.message().replace('\n', " "),
            }
        })?;
        config.words.read(text)?;
        Ok(config)
    }
}

/// Line and column of a byte, both from 1, the column in characters.
fn place_of(text: &str, start: usize) -> (usize, usize) {
    let before = text.get(..start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}
