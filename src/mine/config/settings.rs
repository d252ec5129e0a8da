//! Settings as they run: complete and in range.

use std::collections::BTreeMap;

use super::{BundleSettings, ColdSettings, RecipePins};
use crate::{
    domain::{Currency, KeyKind, Locale},
    mine::import::{CatalogColumn, OrderColumn},
};

/// Everything that a run can be told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// `[import]`: how an export is read and cleaned.
    pub import: ImportSettings,
    /// `[mine]`: how orders become rules.
    pub mine: MineSettings,
    /// `[table]`: what goes into the rule table.
    pub table: TableSettings,
    /// `[catalog]`: what a card shows.
    pub catalog: CatalogSettings,
    /// `[rules]`: what the merchant wants and does not want suggested.
    pub rules: super::RulesSettings,
    /// `[offer]`: what the widget offers.
    pub offer: OfferSettings,
    /// `[output]`: which files are written.
    pub output: OutputSettings,
    /// `[bundles]`: sets of items to sell as one offer.
    pub bundles: BundleSettings,
    /// `[[break]]`: more of one item for less.
    pub breaks: Vec<super::QuantityBreak>,
    /// `[relation]`: what is offered beside an item, and what in its place.
    pub relation: super::RelationSettings,
    /// `[cold]`: items with few orders or none.
    pub cold: ColdSettings,
    /// `[words]`: the shop's own texts.
    pub words: Vec<super::OwnText>,
}

/// How slashed and dashed dates such as `1/12/2010` are read. Dates that start with the year, dates
/// with dots (day first), names of months and Unix seconds need no telling.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum DateForm {
    /// Decided by the whole column: a 13 or more in one place settles it.
    #[default]
    Auto,
    /// `1/12/2010` is the first of December.
    DayFirst,
    /// `12/1/2010` is the first of December.
    MonthFirst,
    /// A pattern in `strftime` form, and nothing else: `%d-%m-%Y %H.%M`.
    Pattern(String),
}

/// Which character parts whole units from fractions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DecimalMark {
    /// Decided by a sample of the column.
    #[default]
    Auto,
    /// `1,234.50`.
    Point,
    /// `1.234,50`.
    Comma,
}

/// What becomes of lines whose unit price is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FreeLines {
    /// Left out: gifts, samples and stock corrections were not chosen by a shopper. Where no line at
    /// all has a price above zero, they are kept.
    #[default]
    LeaveOut,
    /// Kept, their prices unknown (quotes, subscriptions, price on request).
    Keep,
}

/// Whether `85123a` and `85123A` are one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SkuCase {
    /// One item: ASCII letters are compared without case.
    #[default]
    Ignore,
    /// Two items.
    Exact,
}

/// `[import]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportSettings {
    /// Headers named by the shop; the rest is recognised.
    pub columns: BTreeMap<OrderColumn, String>,
    /// The delimiter, or `None` to sniff it.
    pub delimiter: Option<u8>,
    /// The encoding, or `None` for UTF-8 with Windows-1252 where a cell is no valid UTF-8.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// How ambiguous dates are read.
    pub dates: DateForm,
    /// How fractions are written.
    pub decimal: DecimalMark,
    /// The currency of prices where the export has no such column.
    pub currency: Option<Currency>,
    /// What parts the items of a list column, or `None` to recognise it.
    pub list_separator: Option<char>,
    /// Stop at the first line that cannot be read.
    pub strict: bool,
    /// Without [`Self::strict`]: how large a share of lines may be unreadable, `0.0..=1.0`.
    pub max_bad_share: f64,
    /// Letters that, before an order number of digits, mean a cancellation. They apply only where
    /// the export's other order numbers are plain digits.
    pub cancelled_prefixes: Vec<String>,
    /// The same for bookkeeping adjustments.
    pub adjustment_prefixes: Vec<String>,
    /// Order states that are no sale, compared without case, with `-` and `_` as spaces.
    pub left_out_statuses: Vec<String>,
    /// SKUs that are fees, postage, vouchers and the like: whole-SKU patterns, `*` for any run of
    /// characters, no case.
    pub fee_skus: Vec<String>,
    /// The same for descriptions. An item counts as a fee by its most frequent description.
    pub fee_titles: Vec<String>,
    /// Lines with a price of zero.
    pub free_lines: FreeLines,
    /// Whether SKUs are compared with case.
    pub sku_case: SkuCase,
    /// Identify an item by its description where its SKU is empty.
    pub sku_from_title: bool,
    /// Orders with more distinct items than this are no shopping: left out.
    pub max_order_items: u32,
    /// Where one customer orders the very same items, two or more, more often than this, only the
    /// newest of those orders counts. At least 1.
    pub max_same_orders: u32,
    /// Of one customer's orders the newest count, up to this share of all orders, `0.0..=1.0`; but
    /// never fewer than 10, nor than five times what a named customer places on average.
    pub max_customer_share: f64,
    /// Unix time after which no order can have been placed. No key of the file, but the clock of who
    /// reads; `None` asks nothing. Later orders are left out, up to [`Self::MAX_FUTURE_SHARE`] of
    /// all: where there are more, the clock is wrong.
    pub latest_time: Option<i64>,
    /// Bytes that orders may take while they are read and laid out for counting. No key of the file,
    /// but a matter of the machine; it changes no result. `None`: as much as it takes.
    pub memory_bytes: Option<u64>,
}

/// How much one order counts, by the number `n` of its distinct items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderWeight {
    /// `1 / sqrt(n)`.
    #[default]
    InverseSqrt,
    /// `1 / n`.
    Inverse,
    /// 1.
    Equal,
    /// `ln(M / (1 + n))^2` of a shop of M items: the rarity of an order, as TF-IDF has it, where items
    /// are documents and orders words.
    Rarity,
}

impl OrderWeight {
    /// Every weight, the default first.
    pub const ALL: [Self; 4] = [Self::InverseSqrt, Self::Inverse, Self::Equal, Self::Rarity];

    /// The weight of an order of *n* items, for people.
    #[must_use]
    pub const fn formula(self) -> &'static str {
        match self {
            Self::InverseSqrt => "1/sqrt(n)",
            Self::Inverse => "1/n",
            Self::Equal => "1",
            Self::Rarity => "ln(M/(1+n))^2",
        }
    }
}

/// What is offered where no rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fallback {
    /// Nothing: an empty box is a right answer.
    #[default]
    None,
    /// The most popular items, not in the cart.
    Popularity,
}

/// `[mine]`.
#[derive(Debug, Clone, PartialEq)]
pub struct MineSettings {
    /// What the shop wants of its suggestions beside hits.
    pub preset: super::Preset,
    /// The strongest this many neighbours of an item are kept: `1..=32`.
    pub rules_per_item: u8,
    /// Evidence floor: pairs seen in fewer orders are dropped. At least 1; `None` for
    /// [`Self::floor_for`] the orders.
    pub min_pair_orders: Option<u32>,
    /// Privacy floor: pairs bought by fewer distinct customers are dropped. Anonymous orders
    /// together are one customer. Without a customer column, orders are counted instead, and the
    /// report says so. At least 1; `None` for [`Self::floor_for`] the orders.
    pub min_pair_customers: Option<u32>,
    /// Choose what the recipes leave open by measurement on the shop's own newest orders. Otherwise
    /// the defaults fill it.
    pub choose: bool,
    /// How a product's page is answered, as far as the shop says.
    pub page: RecipePins,
    /// How a cart is answered, as far as the shop says.
    pub cart: RecipePins,
    /// What is offered where no rule applies.
    pub fallback: Fallback,
}

/// `[table]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSettings {
    /// Which of the shop's ids a page may look an item up with. Never empty.
    pub keys: Vec<KeyKind>,
}

/// `[catalog]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogSettings {
    /// An item's page where the catalogue names none: an address with `{sku}`, or `None`.
    pub url: Option<String>,
    /// An item's picture where the catalogue names none: an address with `{sku}`, or `None`.
    pub image: Option<String>,
    /// What becomes of titles in capitals.
    pub title_case: super::TitleCase,
    /// Items in one catalogue file: `64..=65_536`.
    pub shard_items: u32,
    /// Headers of the catalogue named by the shop; the rest is recognised.
    pub columns: BTreeMap<CatalogColumn, String>,
    /// Headers of columns whose values an upgrade is compared by, the most telling first.
    pub attributes: Vec<String>,
}

/// `[offer]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferSettings {
    /// At most this many items beside the one on the page: `1..=12`.
    pub max_items: u8,
    /// Say in how many orders a pair was bought together.
    pub show_orders: bool,
    /// The languages of the shop's pages, the main one first. Never empty.
    pub locales: Vec<Locale>,
}

/// `[output]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputSettings {
    /// Write `fallback/<sku>.html` for pages where no script runs.
    pub fallback: bool,
    /// Write `report.html`.
    pub report: bool,
}

const LEFT_OUT_STATUSES: [&str; 14] = [
    "abandoned",
    "canceled",
    "cancelled",
    "checkout draft",
    "closed",
    "declined",
    "draft",
    "expired",
    "failed",
    "fraud",
    "incomplete",
    "refunded",
    "trash",
    "voided",
];

const FEE_SKUS: [&str; 34] = [
    "adjust",
    "adjustment",
    "amazonfee",
    "bank charges",
    "carriage",
    "coupon*",
    "delivery",
    "discount*",
    "donation*",
    "fee",
    "fees",
    "freight",
    "gift card*",
    "gift-card*",
    "giftcard*",
    "handling",
    "manual",
    "p&p",
    "post",
    "postage",
    "sample",
    "samples",
    "shipping",
    "shipping cost*",
    "shipping fee*",
    "surcharge*",
    "test",
    "tip",
    "tips",
    "voucher*",
    "* fee",
    "*-fee",
    "*_fee",
    "*-voucher",
];

const FEE_TITLES: [&str; 40] = [
    "adjust bad debt",
    "adjustment",
    "bank charge*",
    "carriage",
    "delivery",
    "delivery charge*",
    "delivery fee*",
    "discount",
    "donation",
    "e-gift card",
    "freight",
    "gift card",
    "gift voucher",
    "gutschein",
    "handling",
    "handling fee*",
    "manual",
    "porto",
    "postage",
    "postage and packing",
    "sample",
    "samples",
    "shipping",
    "shipping charge*",
    "shipping cost*",
    "shipping fee*",
    "surcharge",
    "test",
    "test item",
    "test product*",
    "tip",
    "versand",
    "versandkosten*",
    "* commission",
    "* fee",
    "* gift voucher*",
    "* postage",
    "*gift card $*",
    "*gift card £*",
    "*gift card €*",
];

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|&word| word.to_owned()).collect()
}

impl ImportSettings {
    /// Up to which share of all orders those after [`Self::latest_time`] are mistakes of their own.
    pub const MAX_FUTURE_SHARE: f64 = 0.01;
}

impl Default for ImportSettings {
    fn default() -> Self {
        Self {
            columns: BTreeMap::new(),
            delimiter: None,
            encoding: None,
            dates: DateForm::Auto,
            decimal: DecimalMark::Auto,
            currency: None,
            list_separator: None,
            strict: false,
            max_bad_share: 0.01,
            cancelled_prefixes: words(&["C"]),
            adjustment_prefixes: words(&["A"]),
            left_out_statuses: words(&LEFT_OUT_STATUSES),
            fee_skus: words(&FEE_SKUS),
            fee_titles: words(&FEE_TITLES),
            free_lines: FreeLines::LeaveOut,
            sku_case: SkuCase::Ignore,
            sku_from_title: false,
            max_order_items: 5_000,
            max_same_orders: 20,
            max_customer_share: 0.02,
            latest_time: None,
            memory_bytes: None,
        }
    }
}

impl MineSettings {
    /// The most that a table holds for one item.
    pub const MAX_RULES_PER_ITEM: u32 = 32;

    /// Numbers of orders below this are not told, whatever the floors that the shop leaves open.
    pub const TOLD_FROM: u32 = 3;

    /// From so many orders on a floor that the shop leaves open is 3, and 2 below.
    pub const SMALL_SHOP_ORDERS: usize = 20_000;

    /// Both floors where the shop says nothing. Few orders hold few pairs, and 2 of each keep what
    /// one order or one customer bought out of the table as well.
    #[must_use]
    pub const fn floor_for(orders: usize) -> u32 {
        if orders < Self::SMALL_SHOP_ORDERS {
            2
        } else {
            3
        }
    }
}

impl Default for MineSettings {
    fn default() -> Self {
        Self {
            preset: super::Preset::default(),
            rules_per_item: 16,
            min_pair_orders: None,
            min_pair_customers: None,
            choose: true,
            page: RecipePins::default(),
            cart: RecipePins::default(),
            fallback: Fallback::None,
        }
    }
}

impl Default for TableSettings {
    fn default() -> Self {
        Self {
            keys: KeyKind::ALL.to_vec(),
        }
    }
}

impl Default for CatalogSettings {
    fn default() -> Self {
        Self {
            url: None,
            image: None,
            title_case: super::TitleCase::Keep,
            shard_items: 4_096,
            attributes: Vec::new(),
            columns: BTreeMap::new(),
        }
    }
}

impl Default for OfferSettings {
    fn default() -> Self {
        Self {
            max_items: 3,
            show_orders: true,
            locales: vec![Locale::default()],
        }
    }
}

impl Default for OutputSettings {
    fn default() -> Self {
        Self {
            fallback: true,
            report: true,
        }
    }
}
