//! The one way from settings as written to settings that run.

use std::collections::BTreeMap;

use super::{
    CatalogConfig, CatalogSettings, Config, ConfigError, DateForm, DecimalMark, Fallback,
    FreeLines, ImportConfig, ImportSettings, MineConfig, MineSettings, NumberOrWord, OfferConfig,
    OfferSettings, OrderWeight, OutputConfig, OutputSettings, Preset, RecipeConfig, RecipePins,
    Settings, SkuCase, TableConfig, TableSettings, TitleCase,
};
use crate::{
    domain::{Currency, KeyKind, Locale},
    mine::import::currency_of,
};

/// The word for "find out by yourself", and the word for "none", in the settings file.
const AUTO: &str = "auto";

impl Config {
    /// Checks every value and fills what is not said with its default.
    ///
    /// # Errors
    /// [`ConfigError::Value`] for the first value that is out of range or not a known word.
    pub fn check(&self) -> Result<Settings, ConfigError> {
        Ok(Settings {
            import: self.import.check()?,
            mine: self.mine.check()?,
            table: self.table.check()?,
            catalog: self.catalog.check()?,
            rules: self.rules.check()?,
            offer: self.offer.check()?,
            output: self.output.check(),
            bundles: self.bundles.check(&self.bundle)?,
            breaks: self
                .breaks
                .iter()
                .map(super::BreakConfig::check)
                .collect::<Result<_, _>>()?,
            relation: self.relation.check()?,
            cold: self.cold.check()?,
            words: self.words.texts.clone(),
        })
    }
}

pub(super) fn wrong(key: &str, value: impl std::fmt::Debug, expected: &'static str) -> ConfigError {
    ConfigError::Value {
        key: key.to_owned(),
        value: format!("{value:?}"),
        expected,
    }
}

/// A word of a closed list, or the default where nothing is written.
pub(super) fn word<T: Copy + Default>(
    key: &str,
    value: Option<&String>,
    known: &[(&str, T)],
    expected: &'static str,
) -> Result<T, ConfigError> {
    let Some(value) = value else {
        return Ok(T::default());
    };
    known
        .iter()
        .find(|(name, _)| name == value)
        .map(|&(_, meaning)| meaning)
        .ok_or_else(|| wrong(key, value, expected))
}

/// A number within bounds, or the default where nothing is written.
pub(super) fn within<T: Copy + PartialOrd + std::fmt::Debug>(
    key: &str,
    value: Option<T>,
    default: T,
    range: std::ops::RangeInclusive<T>,
    expected: &'static str,
) -> Result<T, ConfigError> {
    match value {
        None => Ok(default),
        Some(number) if range.contains(&number) => Ok(number),
        Some(number) => Err(wrong(key, number, expected)),
    }
}

/// A text that means something, as opposed to nothing, `""` and `"auto"`.
fn said(value: Option<&String>) -> Option<&str> {
    value
        .map(|text| text.as_str())
        .filter(|text| !text.is_empty() && *text != AUTO)
}

fn named<K: Copy + Ord>(columns: &BTreeMap<K, String>) -> BTreeMap<K, String> {
    columns
        .iter()
        .filter_map(|(&column, name)| Some((column, said(Some(name))?.to_owned())))
        .collect()
}

/// One ASCII character, with `tab` and `\t` for the one that is hard to write.
fn separator(key: &str, value: Option<&String>) -> Result<Option<char>, ConfigError> {
    let Some(text) = said(value) else {
        return Ok(None);
    };
    if matches!(text, "tab" | "\\t" | "\t") {
        return Ok(Some('\t'));
    }
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii() && !letter.is_ascii_alphanumeric() => {
            Ok(Some(letter))
        }
        _ => Err(wrong(
            key,
            text,
            "one ASCII character that is no letter or digit, \"tab\" or \"auto\"",
        )),
    }
}

impl ImportConfig {
    fn check(&self) -> Result<ImportSettings, ConfigError> {
        let default = ImportSettings::default();
        let dates = match said(self.dates.as_ref()) {
            None => DateForm::Auto,
            Some("day-first") => DateForm::DayFirst,
            Some("month-first") => DateForm::MonthFirst,
            Some(pattern) if pattern.contains('%') => DateForm::Pattern(pattern.to_owned()),
            Some(other) => {
                return Err(wrong(
                    "import.dates",
                    other,
                    "\"auto\", \"day-first\", \"month-first\" or a pattern such as \"%d.%m.%Y %H:%M\"",
                ));
            }
        };
        let encoding = said(self.encoding.as_ref())
            .map(|label| {
                encoding_rs::Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                    wrong(
                        "import.encoding",
                        label,
                        "\"auto\" or the name of an encoding, such as \"utf-8\" or \"windows-1252\"",
                    )
                })
            })
            .transpose()?;
        let list =
            |value: &Option<Vec<String>>, default: Vec<String>| value.clone().unwrap_or(default);
        Ok(ImportSettings {
            latest_time: default.latest_time,
            memory_bytes: default.memory_bytes,
            columns: named(&self.columns),
            delimiter: separator("import.delimiter", self.delimiter.as_ref())?
                .and_then(|letter| u8::try_from(letter).ok()),
            encoding,
            dates,
            decimal: word(
                "import.decimal",
                self.decimal.as_ref(),
                &[
                    (AUTO, DecimalMark::Auto),
                    ("point", DecimalMark::Point),
                    ("comma", DecimalMark::Comma),
                ],
                "\"auto\", \"point\" or \"comma\"",
            )?,
            currency: said(self.currency.as_ref())
                .map(|code| currency("import.currency", code))
                .transpose()?,
            list_separator: separator("import.list_separator", self.list_separator.as_ref())?,
            strict: self.strict.unwrap_or(default.strict),
            max_bad_share: within(
                "import.max_bad_share",
                self.max_bad_share,
                default.max_bad_share,
                0.0..=1.0,
                "a share from 0.0 to 1.0",
            )?,
            cancelled_prefixes: list(&self.cancelled_prefixes, default.cancelled_prefixes),
            adjustment_prefixes: list(&self.adjustment_prefixes, default.adjustment_prefixes),
            left_out_statuses: list(&self.left_out_statuses, default.left_out_statuses),
            fee_skus: list(&self.fee_skus, default.fee_skus),
            fee_titles: list(&self.fee_titles, default.fee_titles),
            free_lines: word(
                "import.free_lines",
                self.free_lines.as_ref(),
                &[
                    ("leave-out", FreeLines::LeaveOut),
                    ("keep", FreeLines::Keep),
                ],
                "\"leave-out\" or \"keep\"",
            )?,
            sku_case: word(
                "import.sku_case",
                self.sku_case.as_ref(),
                &[("ignore", SkuCase::Ignore), ("exact", SkuCase::Exact)],
                "\"ignore\" or \"exact\"",
            )?,
            sku_from_title: self.sku_from_title.unwrap_or(default.sku_from_title),
            max_order_items: within(
                "import.max_order_items",
                self.max_order_items,
                default.max_order_items,
                1..=1_000_000,
                "from 1 to 1000000",
            )?,
            max_same_orders: within(
                "import.max_same_orders",
                self.max_same_orders,
                default.max_same_orders,
                1..=1_000_000,
                "from 1 to 1000000",
            )?,
            max_customer_share: within(
                "import.max_customer_share",
                self.max_customer_share,
                default.max_customer_share,
                0.0..=1.0,
                "a share from 0.0 to 1.0",
            )?,
        })
    }
}

fn currency(key: &str, code: &str) -> Result<Currency, ConfigError> {
    currency_of(code).ok_or_else(|| {
        wrong(
            key,
            code,
            "\"auto\" or the ISO 4217 code of a currency, such as \"GBP\"",
        )
    })
}

impl MineConfig {
    fn check(&self) -> Result<MineSettings, ConfigError> {
        let default = MineSettings::default();
        let rules = within(
            "mine.rules_per_item",
            self.rules_per_item,
            u32::from(default.rules_per_item),
            1..=MineSettings::MAX_RULES_PER_ITEM,
            "from 1 to 32",
        )?;
        let presets = Preset::ALL.map(|preset| (preset.as_str(), preset));
        Ok(MineSettings {
            preset: word(
                "mine.preset",
                self.preset.as_ref(),
                &presets,
                "\"relevance\", \"discovery\" or \"value\"",
            )?,
            rules_per_item: u8::try_from(rules).unwrap_or(default.rules_per_item),
            min_pair_orders: floor("mine.min_pair_orders", self.min_pair_orders.as_ref())?,
            min_pair_customers: floor("mine.min_pair_customers", self.min_pair_customers.as_ref())?,
            choose: self.choose.unwrap_or(default.choose),
            page: self.page.check("page")?,
            cart: self.cart.check("cart")?,
            fallback: word(
                "mine.fallback",
                self.fallback.as_ref(),
                &[
                    ("none", Fallback::None),
                    ("popularity", Fallback::Popularity),
                ],
                "\"none\" or \"popularity\"",
            )?,
        })
    }
}

/// A whole number from 1, or `None` for "auto".
fn floor(key: &str, value: Option<&NumberOrWord>) -> Result<Option<u32>, ConfigError> {
    const EXPECTED: &str = "at least 1";
    match value {
        None => Ok(None),
        Some(NumberOrWord::Word(word)) if word == AUTO => Ok(None),
        Some(NumberOrWord::Word(word)) => Err(wrong(key, word, "a whole number or \"auto\"")),
        Some(NumberOrWord::Number(number)) => {
            let whole = *number as u32;
            if f64::from(whole).to_bits() == number.to_bits() {
                within(key, Some(whole), whole, 1..=u32::MAX, EXPECTED).map(Some)
            } else {
                Err(wrong(key, *number, "a whole number from 1, or \"auto\""))
            }
        }
    }
}

impl RecipeConfig {
    fn check(&self, plane: &str) -> Result<RecipePins, ConfigError> {
        let number = |key, value: &Option<NumberOrWord>, range, expected| match value {
            None => Ok(None),
            Some(NumberOrWord::Word(word)) if word == AUTO => Ok(None),
            Some(NumberOrWord::Word(word)) => {
                Err(wrong(&format!("mine.{plane}.{key}"), word, expected))
            }
            Some(NumberOrWord::Number(number)) => within(
                &format!("mine.{plane}.{key}"),
                Some(*number),
                *number,
                range,
                expected,
            )
            .map(Some),
        };
        const UNIT: &str = "a number from 0.0 to 1.0, or \"auto\"";
        let neighbours = number(
            "ridge_neighbours",
            &self.ridge_neighbours,
            1.0..=1000.0,
            "from 1 to 1000, or \"auto\"",
        )?;
        Ok(RecipePins {
            order_weight: said(self.order_weight.as_ref())
                .map(|said| {
                    word(
                        &format!("mine.{plane}.order_weight"),
                        Some(&said.to_owned()),
                        &[
                            ("inverse-sqrt", OrderWeight::InverseSqrt),
                            ("inverse", OrderWeight::Inverse),
                            ("equal", OrderWeight::Equal),
                            ("rarity", OrderWeight::Rarity),
                        ],
                        "\"auto\", \"inverse-sqrt\", \"inverse\", \"equal\" or \"rarity\"",
                    )
                })
                .transpose()?,
            exponent_antecedent: number(
                "exponent_antecedent",
                &self.exponent_antecedent,
                0.0..=1.0,
                UNIT,
            )?,
            exponent_consequent: number(
                "exponent_consequent",
                &self.exponent_consequent,
                0.0..=1.0,
                UNIT,
            )?,
            ridge_share: number("ridge_share", &self.ridge_share, 0.0..=1.0, UNIT)?,
            ridge_strength: number(
                "ridge_strength",
                &self.ridge_strength,
                0.001..=1000.0,
                "from 0.001 to 1000.0, or \"auto\"",
            )?,
            // In range, so exact.
            ridge_neighbours: neighbours.map(|number| number as u32),
            trend: number("trend", &self.trend, 0.0..=1.0, UNIT)?,
        })
    }
}

impl TableConfig {
    fn check(&self) -> Result<TableSettings, ConfigError> {
        let Some(names) = &self.keys else {
            return Ok(TableSettings::default());
        };
        const KNOWN: &str =
            "a list with at least one of \"sku\", \"product\", \"variant\" and \"handle\"";
        let mut keys = names
            .iter()
            .map(|name| match name.as_str() {
                "sku" => Ok(KeyKind::Sku),
                "product" => Ok(KeyKind::Product),
                "variant" => Ok(KeyKind::Variant),
                "handle" => Ok(KeyKind::Handle),
                _ => Err(wrong("table.keys", names, KNOWN)),
            })
            .collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(wrong("table.keys", names, KNOWN));
        }
        keys.sort_unstable_by_key(|&kind| kind as u8);
        keys.dedup();
        Ok(TableSettings { keys })
    }
}

impl CatalogConfig {
    fn check(&self) -> Result<CatalogSettings, ConfigError> {
        let default = CatalogSettings::default();
        let template = |key, value: &Option<String>| match said(value.as_ref()) {
            Some(text) if !text.contains("{sku}") => Err(wrong(
                key,
                text,
                "\"\" or an address with {sku} in it, such as \"/products/{sku}\"",
            )),
            text => Ok(text.map(str::to_owned)),
        };
        Ok(CatalogSettings {
            url: template("catalog.url", &self.url)?,
            image: template("catalog.image", &self.image)?,
            title_case: word(
                "catalog.title_case",
                self.title_case.as_ref(),
                &[
                    ("keep", TitleCase::Keep),
                    ("title", TitleCase::Title),
                    ("sentence", TitleCase::Sentence),
                ],
                "\"keep\", \"title\" or \"sentence\"",
            )?,
            shard_items: within(
                "catalog.shard_items",
                self.shard_items,
                default.shard_items,
                64..=65_536,
                "from 64 to 65536",
            )?,
            columns: named(&self.columns),
            attributes: self.attributes.clone().unwrap_or_default(),
        })
    }
}

impl OfferConfig {
    fn check(&self) -> Result<OfferSettings, ConfigError> {
        let default = OfferSettings::default();
        let max_items = within(
            "offer.max_items",
            self.max_items,
            u32::from(default.max_items),
            1..=12,
            "from 1 to 12",
        )?;
        let tags = self.locales.iter().flatten();
        let locales = tags.map(|tag| {
            Locale::new(tag).ok_or_else(|| {
                wrong(
                    "offer.locales",
                    tag,
                    "language tags, as \"de\" or \"pt-BR\"",
                )
            })
        });
        let locales = locales.collect::<Result<Vec<_>, _>>()?;
        Ok(OfferSettings {
            locales: if locales.is_empty() {
                default.locales
            } else {
                locales
            },
            max_items: u8::try_from(max_items).unwrap_or(default.max_items),
            show_orders: self.show_orders.unwrap_or(default.show_orders),
        })
    }
}

impl OutputConfig {
    fn check(&self) -> OutputSettings {
        let default = OutputSettings::default();
        OutputSettings {
            fallback: self.fallback.unwrap_or(default.fallback),
            report: self.report.unwrap_or(default.report),
        }
    }
}
