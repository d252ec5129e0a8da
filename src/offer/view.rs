use super::Control;
use crate::domain::{Direction, SafeUrl};

/// The level of a box's heading in the page's outline: 2 to 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadingLevel(u8);

impl HeadingLevel {
    /// The nearest level in range.
    #[must_use]
    pub fn new(level: u8) -> Self {
        Self(level.clamp(2, 6))
    }

    /// The number, for `aria-level`.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Default for HeadingLevel {
    fn default() -> Self {
        Self(2)
    }
}

/// What a box as a whole is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// Waiting for the table, the catalogue or the shop: a skeleton is shown.
    #[default]
    Loading,
    /// Showing items.
    Ready,
    /// Nothing to offer: nothing is shown.
    Empty,
}

/// How a box is laid out: the class of its element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// Things that go together, a plus sign between them.
    #[default]
    Together,
    /// Things to choose from, each with its own button.
    Each,
    /// Small lines under a bar.
    Compact,
}

impl Layout {
    /// The class.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Together => "together",
            Self::Each => "each",
            Self::Compact => "compact",
        }
    }
}

/// All that a box shows, in words and states. Two equal views look the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoxView {
    /// What the box is doing.
    pub phase: Phase,
    /// How it is laid out.
    pub layout: Layout,
    /// The locale's tag, for `lang`.
    pub language: String,
    /// The way its script runs, where the page does not already say so.
    pub direction: Option<Direction>,
    /// The box's name. It labels the region.
    pub heading: String,
    /// Where the heading stands in the page's outline.
    pub heading_level: HeadingLevel,
    /// Read out while loading.
    pub loading: String,
    /// How far the cart is from its goal, where there is one.
    pub goal: Option<GoalView>,
    /// The product being looked at first, then the picks, best first.
    pub cards: Vec<CardView>,
    /// The total and the button; `None` where the box can only link.
    pub summary: Option<SummaryView>,
    /// What came of the last add.
    pub notice: Option<NoticeView>,
    /// Why these are suggested; absent where nobody could do anything about it.
    pub about: Option<AboutView>,
}

impl BoxView {
    /// Nothing at all.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            phase: Phase::Empty,
            ..Self::default()
        }
    }
}

/// A bar that fills, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalView {
    /// How far it is, `goal` at most: what the cart comes to in minor units, or pieces of one item.
    pub now: i64,
    /// What it has to come to.
    pub goal: i64,
    /// How much is missing, or that nothing is; below it the steps, where there are some.
    pub text: String,
}

/// Why these are suggested, and how to be spared them. Closed until it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutView {
    /// What opens it.
    pub label: String,
    /// How suggestions are chosen; below it a line for each item that has real orders behind it.
    pub text: String,
    /// What the button that hides all suggestions is called.
    pub hide: String,
}

/// One item. Everything but `state` stays the same for as long as the card is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardView {
    /// The shop's id, and the card's key in the list.
    pub sku: String,
    /// The item's name: plain text, of any length.
    pub title: String,
    /// Its page.
    pub url: Option<SafeUrl>,
    /// Its picture.
    pub image: Option<SafeUrl>,
    /// Stands in for a picture that is missing or does not load: the name's first letter or digit.
    pub monogram: String,
    /// *This item*, on the product being looked at.
    pub lead: Option<String>,
    /// What a button that takes it out of the suggestions is called.
    pub dismiss: Option<String>,
    /// Why it is offered.
    pub reason: Option<String>,
    /// What changes.
    pub state: CardState,
}

/// What changes about a card while it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CardState {
    /// The price, formatted; absent where the shop has not stated it.
    pub price: Option<String>,
    /// Why the item cannot be ticked.
    pub badge: Option<BadgeView>,
    /// The tick; absent where there is nothing to choose.
    pub tick: Option<TickView>,
    /// A button that adds this item alone.
    pub add: Option<AddView>,
}

/// A card's own button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddView {
    /// What it says. The item's name follows for screen readers.
    pub label: String,
    /// Whether this item is being added.
    pub busy: bool,
}

/// A checkbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TickView {
    /// Whether it is ticked.
    pub ticked: bool,
    /// Its accessible name, with the item's name in it.
    pub name: String,
}

/// Which badge a card wears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Badge {
    /// The cart holds the item.
    InCart,
    /// The shop says that it cannot be had.
    SoldOut,
}

impl Badge {
    /// The key of its text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InCart => "in-cart",
            Self::SoldOut => "sold-out",
        }
    }

    /// The names that style it.
    #[must_use]
    pub const fn part(self) -> &'static str {
        match self {
            Self::InCart => "badge in-cart",
            Self::SoldOut => "badge sold-out",
        }
    }
}

/// A badge with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadgeView {
    /// Which one.
    pub kind: Badge,
    /// What it says.
    pub text: String,
}

/// The foot of a box: what is ticked, what it comes to, and the button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryView {
    /// What the total is of, and on a second line what the shop's discount does; or what to do while
    /// nothing is ticked.
    pub label: String,
    /// The sum, formatted; absent where no total may be claimed.
    pub total: Option<String>,
    /// The button's label; absent where nothing is left to choose.
    pub action: Option<String>,
    /// Whether the button does something.
    pub enabled: bool,
    /// Whether an add is under way.
    pub busy: bool,
}

/// How a notice feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// All went well.
    Good,
    /// Some of it did.
    Mixed,
    /// It failed.
    Bad,
}

impl Tone {
    /// The names that style it.
    #[must_use]
    pub const fn part(self) -> &'static str {
        match self {
            Self::Good => "notice good",
            Self::Mixed => "notice mixed",
            Self::Bad => "notice bad",
        }
    }
}

/// What came of an add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// How it feels.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
    /// One line for each item that was not added.
    pub details: Vec<String>,
    /// The buttons beside it and their labels; two, so that both are of one type.
    pub actions: [Option<(Control, String)>; 2],
}
