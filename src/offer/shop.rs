use core::{any::Any, future::Future, pin::Pin};

use crate::domain::{Basket, Money, Quantity, SafeUrl, Stock};

/// What a shop's page answers, some time later.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, ShopError>>>>;

/// A subscription. Dropping it ends it.
#[must_use = "a subscription ends when it is dropped"]
pub struct Watch(
    #[expect(
        dead_code,
        reason = "kept for what happens when it is dropped, never read"
    )]
    Box<dyn Any>,
);

impl Watch {
    /// A subscription that ends when `owner` is dropped.
    pub fn new(owner: impl Any) -> Self {
        Self(Box::new(owner))
    }
}

/// One line that an add asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddLine {
    /// The shop's id of the item.
    pub sku: String,
    /// How many.
    pub quantity: Quantity,
}

/// Why the shop did not take a line, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusal {
    /// The line it is about; empty where the shop refused the add as a whole.
    pub sku: String,
    /// The shop's code, such as `sold_out`. May be empty.
    pub code: String,
    /// The shop's text for the shopper. Plain text; may be empty.
    pub message: String,
}

impl Refusal {
    /// Whether the code says that the item cannot be had.
    #[must_use]
    pub fn is_sold_out(&self) -> bool {
        matches!(
            self.code.as_str(),
            "sold_out" | "sold-out" | "out_of_stock" | "out-of-stock"
        )
    }
}

/// What the shop says of an item right now. Absent fields are not known; they are never guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Live {
    /// The shop's id of the item.
    pub sku: String,
    /// The name to show in place of the catalogue's.
    pub title: Option<String>,
    /// The page to link in place of the catalogue's.
    pub url: Option<SafeUrl>,
    /// The picture to show in place of the catalogue's.
    pub image: Option<SafeUrl>,
    /// The price of one.
    pub price: Option<Money>,
    /// Whether it can be bought.
    pub stock: Stock,
}

/// Why a shop's page gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShopError {
    /// The page's function threw, or its promise was rejected.
    Rejected,
    /// The answer is not of the documented shape.
    Malformed,
    /// No answer in time.
    TimedOut,
}

impl ShopError {
    /// A stable name for events and the console.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Rejected => "shop-rejected",
            Self::Malformed => "shop-malformed",
            Self::TimedOut => "shop-timeout",
        }
    }
}

/// The shop's own cart.
pub trait Cart {
    /// What is in it now.
    fn read(&self) -> Answer<Basket>;

    /// Asks for the lines to be added. An answer, even without refusals, proves nothing: what was
    /// added is what [`Cart::read`] says afterwards.
    ///
    /// `discount` is the name of one that the shop gives on these lines. A shop whose carts take codes
    /// enters it, where the cart has not got it by itself. What came of it is what the cart then says.
    fn add(&self, lines: &[AddLine], discount: Option<&str>) -> Answer<Vec<Refusal>>;

    /// Whether [`Cart::set_quantity`] does anything.
    fn can_set_quantity(&self) -> bool;

    /// Asks that the cart hold so many of an item; 0 takes it out. What came of it is what
    /// [`Cart::read`] says afterwards.
    fn set_quantity(&self, sku: &str, quantity: u32) -> Answer<()>;

    /// Calls `changed` whenever the page changes the cart, until the [`Watch`] is dropped.
    fn watch(&self, changed: Box<dyn Fn()>) -> Watch;

    /// Whether [`Cart::open`] does anything.
    fn can_open(&self) -> bool;

    /// Shows the cart: a drawer, a page.
    fn open(&self);
}

/// The shop's live prices and stock.
pub trait Products {
    /// What the shop says of these items, in any order; items it says nothing about are left out.
    /// `None` where the shop has no such service: a catalogue's prices may then be shown.
    fn look_up(&self, skus: &[String]) -> Option<Answer<Vec<Live>>>;
}
