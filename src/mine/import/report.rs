//! The account that an import gives of itself.

use std::{fmt, path::PathBuf};

use super::{BadLine, ShopSystem};
use crate::domain::Currency;

/// What was read, what was left out and why. Every line read is either kept, left out under exactly
/// one [`Reason`], or bad: the counts add up.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImportReport {
    /// One entry a file, in the order given.
    pub files: Vec<FileReport>,
    /// Order lines met, header and blank rows apart. A row that holds a whole order counts once for
    /// each item in its list.
    pub lines_read: u64,
    /// Lines kept: distinct items of kept orders, summed over the orders.
    pub lines_kept: u64,
    /// What was left out, in the order in which the reasons are asked. Reasons with no line are not
    /// listed.
    pub left_out: Vec<LeftOut>,
    /// Lines that could not be read and were skipped.
    pub bad_lines: u64,
    /// The first few of them.
    pub bad_examples: Vec<BadLine>,
    /// Orders left out because they lie in the future.
    pub future_orders: u64,
    /// The number of the latest of them.
    pub future_example: Option<String>,
    /// Kept orders.
    pub orders: u64,
    /// Distinct items of kept orders.
    pub items: u64,
    /// Distinct customers named by kept orders.
    pub customers: u64,
    /// Kept orders without a customer.
    pub anonymous_orders: u64,
    /// What was taken for fees, postage, vouchers and the like, by lines descending, then SKU.
    pub fees: Vec<FeeItem>,
    /// What else a person should know.
    pub notes: Vec<Note>,
}

/// One input file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// As given.
    pub file: PathBuf,
    /// Its size on disk.
    pub bytes: u64,
    /// Whether it was compressed.
    pub gzip: bool,
    /// Rows under the header, blank ones apart.
    pub rows: u64,
    /// Which shop system's export it looks like.
    pub system: ShopSystem,
    /// What parts its columns.
    pub delimiter: char,
    /// Name of the encoding: `UTF-8`; `windows-1252` where any cell is no valid UTF-8; or what was
    /// decoded.
    pub encoding: &'static str,
}

/// Why a line is left out. A line is counted under the first reason that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// Its order number starts with a cancellation's letter.
    Cancelled,
    /// Its order number starts with a bookkeeping adjustment's letter.
    Adjustment,
    /// The state of its order is no sale.
    Status,
    /// It names no item.
    NoItem,
    /// It takes goods back, or moves none.
    Returned,
    /// Its price is below zero.
    NegativePrice,
    /// Its price is zero.
    Free,
    /// It is a fee, postage, a voucher or the like.
    Fee,
    /// Its order stands with the same lines in an earlier file.
    SameOrderInTwoFiles,
    /// It repeats a line of its order in every detail.
    ExactCopy,
    /// It repeats an item of its order.
    RepeatedItem,
    /// Its order holds more items than anybody shops for.
    HugeOrder,
    /// Its order repeats what the same customer has ordered often enough.
    SameBasket,
    /// Its customer has placed more orders than anybody shops.
    OneCustomer,
    /// Its order lies in the future.
    Future,
}

impl Reason {
    /// Every reason, in the order in which they are asked.
    pub const ALL: [Self; 15] = [
        Self::Cancelled,
        Self::Adjustment,
        Self::Status,
        Self::NoItem,
        Self::Returned,
        Self::NegativePrice,
        Self::Free,
        Self::Fee,
        Self::SameOrderInTwoFiles,
        Self::ExactCopy,
        Self::RepeatedItem,
        Self::HugeOrder,
        Self::SameBasket,
        Self::OneCustomer,
        Self::Future,
    ];

    /// What kind of lines they are, before the word *lines* or after it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled lines",
            Self::Adjustment => "bookkeeping lines",
            Self::Status => "lines of orders that are no sale",
            Self::NoItem => "lines without an item",
            Self::Returned => "returned lines",
            Self::NegativePrice => "lines with a negative price",
            Self::Free => "free lines",
            Self::Fee => "fee, postage and voucher lines",
            Self::SameOrderInTwoFiles => "lines of orders exported twice",
            Self::ExactCopy => "exact copies of a line",
            Self::RepeatedItem => "lines repeating an item of their order",
            Self::HugeOrder => "lines of huge orders",
            Self::SameBasket => "lines of orders placed over and over",
            Self::OneCustomer => "lines of customers who own the counts",
            Self::Future => "lines of orders from the future",
        }
    }
}

/// How many lines were left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Why.
    pub reason: Reason,
    /// How many lines. At least one.
    pub lines: u64,
    /// How it was told: `order numbers starting with C`.
    pub because: String,
}

impl fmt::Display for LeftOut {
    /// `9,288 cancelled lines left out: order numbers starting with C`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} left out: {}",
            grouped(self.lines),
            self.reason.label(),
            self.because
        )
    }
}

/// An item that was taken for a fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeItem {
    /// Its SKU.
    pub sku: String,
    /// Its most frequent description.
    pub title: String,
    /// How many lines it had, after the reasons before [`Reason::Fee`].
    pub lines: u64,
}

/// Something about the input that a person should know; none of it stops an import.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// Items whose SKU is written in several ways.
    SkuSpellings {
        /// How many items.
        items: u64,
    },
    /// Items with several descriptions.
    TitlesVary {
        /// How many items.
        items: u64,
    },
    /// Items named by their description because they have no SKU.
    SkuFromTitle {
        /// How many items.
        items: u64,
    },
    /// Orders far above the usual size; they are kept.
    LargeOrders {
        /// How many orders have more than [`Note::LARGE_ORDER_ITEMS`] items.
        orders: u64,
        /// Items of the largest.
        largest: u64,
    },
    /// Customers who place the same order over and over, as bots and standing orders do.
    SameBaskets {
        /// How many orders were left out for it.
        orders: u64,
        /// How many customers placed them.
        customers: u64,
        /// How many of the same orders one customer may place.
        most: u32,
    },
    /// Customers with more orders than anybody shops.
    LoudCustomers {
        /// How many customers.
        customers: u64,
        /// How many orders the one with most has.
        largest: u64,
        /// Of how many in all.
        of: u64,
        /// How many of a customer's orders count.
        most: u64,
    },
    /// An item that nearly every order holds, such as a carrier bag.
    Everywhere {
        /// Its SKU.
        sku: String,
        /// Its description.
        title: String,
        /// How many orders hold it.
        orders: u64,
        /// Of how many in all.
        of: u64,
    },
    /// Kept orders that name no customer.
    AnonymousOrders {
        /// How many orders.
        orders: u64,
    },
    /// There is no customer column.
    NoCustomers,
    /// No line has a price above zero, so a price of zero says nothing.
    NothingPriced {
        /// How many lines say zero.
        lines: u64,
    },
    /// Nothing says which currency the prices are in.
    NoCurrency,
    /// Prices in more than one currency.
    SeveralCurrencies {
        /// Whose prices are used: that of most priced lines, ties by code.
        kept: Currency,
        /// The others, with their priced lines.
        others: Vec<(String, u64)>,
    },
    /// A currency code that is not in ISO 4217; its prices are not used.
    UnknownCurrency {
        /// As written.
        code: String,
        /// How many priced lines.
        lines: u64,
    },
    /// Nothing in the column tells day and month apart.
    AmbiguousDates {
        /// Which file.
        file: PathBuf,
        /// One of its dates.
        example: String,
        /// How they were read.
        day_first: bool,
    },
    /// Orders that stand in more than one file with different lines; the lines are joined.
    OrdersJoined {
        /// How many orders.
        orders: u64,
    },
    /// Only one order is left.
    OneOrder,
    /// Only one item is left.
    OneItem,
    /// Every order is left with a single item.
    NothingTogether,
}

impl Note {
    /// Above how many items an order is called large.
    pub const LARGE_ORDER_ITEMS: usize = 100;

    /// Whether the result is likely not what the person wants, as opposed to a remark.
    #[must_use]
    pub const fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::AmbiguousDates { .. }
                | Self::SeveralCurrencies { .. }
                | Self::UnknownCurrency { .. }
                | Self::LoudCustomers { .. }
                | Self::Everywhere { .. }
                | Self::NothingPriced { .. }
                | Self::OneOrder
                | Self::OneItem
                | Self::NothingTogether
        )
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SkuSpellings { items } => write!(
                f,
                "{} items have SKUs that differ only in capitals: taken as one item each ([import] sku_case)",
                grouped(*items)
            ),
            Self::TitlesVary { items } => write!(
                f,
                "{} items have several descriptions: the most frequent is used, on ties the most recent",
                grouped(*items)
            ),
            Self::SkuFromTitle { items } => write!(
                f,
                "{} items have no SKU: their description stands for it",
                grouped(*items)
            ),
            Self::LargeOrders { orders, largest } => write!(
                f,
                "{} orders have more than {} items, the largest {}: kept, and weighted down ([mine.page] and [mine.cart] order_weight)",
                grouped(*orders),
                Self::LARGE_ORDER_ITEMS,
                grouped(*largest)
            ),
            Self::SameBaskets {
                orders,
                customers,
                most,
            } => write!(
                f,
                "{} orders of {} customers repeat the very same items more than {most} times, as bots and standing orders do: the newest of each counts ([import] max_same_orders)",
                grouped(*orders),
                grouped(*customers),
            ),
            Self::LoudCustomers {
                customers,
                largest,
                of,
                most,
            } => write!(
                f,
                "{} customers place more orders than anybody shops, one of them {} of {}: only the newest {} of each count ([import] max_customer_share)",
                grouped(*customers),
                grouped(*largest),
                grouped(*of),
                grouped(*most),
            ),
            Self::Everywhere {
                sku,
                title,
                orders,
                of,
            } => write!(
                f,
                "{title} ({sku}) is in {} of {} orders: it goes with everything and is suggested beside nothing",
                grouped(*orders),
                grouped(*of),
            ),
            Self::AnonymousOrders { orders } => write!(
                f,
                "{} orders name no customer: together they count as one customer ([mine] min_pair_customers)",
                grouped(*orders)
            ),
            Self::NoCustomers => f.write_str(
                "no column names customers: [mine] min_pair_customers counts orders instead",
            ),
            Self::NothingPriced { lines } => write!(
                f,
                "no line has a price above zero: the {} that say zero are kept, and no price is known ([import] free_lines)",
                grouped(*lines)
            ),
            Self::NoCurrency => f.write_str(
                "nothing says which currency the prices are in, so none are used: set [import] currency",
            ),
            Self::SeveralCurrencies { kept, others } => {
                write!(f, "prices in several currencies: only {kept} is used, prices in")?;
                for (position, (code, lines)) in others.iter().enumerate() {
                    let comma = if position > 0 { "," } else { "" };
                    write!(f, "{comma} {code} ({} lines)", grouped(*lines))?;
                }
                f.write_str(" are not; their orders count. To keep shops apart, build each from its own export")
            }
            Self::UnknownCurrency { code, lines } => write!(
                f,
                "{code:?} is no ISO 4217 currency: the prices of {} lines are not used",
                grouped(*lines)
            ),
            Self::AmbiguousDates {
                file,
                example,
                day_first,
            } => write!(
                f,
                "{}: no date tells day and month apart (such as {example}): read {} first. Set [import] dates = \"day-first\" or \"month-first\"",
                file.display(),
                if *day_first { "day" } else { "month" }
            ),
            Self::OrdersJoined { orders } => write!(
                f,
                "{} orders stand in more than one file with different lines: joined",
                grouped(*orders)
            ),
            Self::OneOrder => f.write_str(
                "only one order is left: nothing can be learnt from one. Check that the right column was taken for the order number, or export a longer time",
            ),
            Self::OneItem => f.write_str(
                "only one item is left: there is nothing to suggest beside it. Check that the right column was taken for the SKU",
            ),
            Self::NothingTogether => f.write_str(
                "every order holds a single item: nothing was bought together. Check that the order number is the same on all lines of an order",
            ),
        }
    }
}

/// A count for people: `541,909`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn what_was_left_out_reads_as_a_sentence() {
        let left_out = LeftOut {
            reason: Reason::Cancelled,
            lines: 9_288,
            because: "order numbers starting with C".to_owned(),
        };
        assert_eq!(
            left_out.to_string(),
            "9,288 cancelled lines left out: order numbers starting with C"
        );
    }
}
