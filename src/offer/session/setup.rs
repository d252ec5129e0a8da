use crate::{
    domain::{Currency, Locale, Placement, ProductRecord},
    offer::HeadingLevel,
};

/// What the box is able to do on this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ability {
    /// Only link: the page gives no cart. Prices are the catalogue's, where the shop stated them.
    Link,
    /// Add to the shop's cart. Prices are what the shop's page says now, or absent.
    Add {
        /// Whether the page can show its cart on request.
        can_open_cart: bool,
        /// Whether it can take out again what was added.
        can_undo: bool,
    },
}

/// The orders behind a pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// How many orders hold both items.
    pub pair_orders: u32,
    /// How many orders hold the other item.
    pub antecedent_orders: u32,
    /// The other item's name, where it is not the product being looked at.
    pub with: Option<String>,
}

/// A ranked pick with what its card needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The catalogue's card.
    pub record: ProductRecord,
    /// Why it was picked; absent for a popular item shown as a last resort.
    pub support: Option<Support>,
    /// What an upgrade has more than the product in whose place it stands, in the shop's words:
    /// `Lenses: +2`.
    pub gain: Option<String>,
}

/// What the shop gives on a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discount {
    /// Its name or code in the shop.
    pub name: String,
    /// When it ends, in the shopper's words; absent where it has no end.
    pub until: Option<String>,
}

/// One step of what the shop takes off for more of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// From so many pieces on.
    pub quantity: u32,
    /// How much comes off, in the shopper's words: `10%`.
    pub saving: String,
}

/// What stays the same for as long as a box stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// Where it stands.
    pub placement: Placement,
    /// The product being looked at.
    pub anchor: Option<ProductRecord>,
    /// The picks, best first; more than are shown, so that some may drop out.
    pub candidates: Vec<Candidate>,
    /// How many picks are shown beside the anchor.
    pub max_items: usize,
    /// What it can do.
    pub ability: Ability,
    /// Whether a shopper may take an item out of the suggestions, ask why it is there, or hide all.
    pub can_dismiss: bool,
    /// Kinds of which the shopper wants fewer: their items come after all others.
    pub fewer: Vec<String>,
    /// Whether reasons are shown.
    pub show_orders: bool,
    /// The page's own heading.
    pub heading: Option<String>,
    /// Where the heading stands in the page's outline.
    pub heading_level: HeadingLevel,
    /// The currency the page sells in. Prices in another are not shown.
    pub currency: Option<Currency>,
    /// The shop's discount on what is shown, taken as a whole.
    pub discount: Option<Discount>,
    /// What the cart has to come to, in minor units of its own currency.
    pub goal_minor: Option<i64>,
    /// What the shop takes off for more of the one candidate, the smallest number first; empty where
    /// the goal is another.
    pub steps: Vec<Step>,
    /// The language of the texts.
    pub locale: Locale,
}

/// How a shopper chooses from a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// Ticks, then one button for all that is ticked.
    Tick,
    /// A button on each card.
    Each,
    /// One button for all that is shown.
    All,
}

impl Setup {
    /// Whether it is a bar that fills, and what fills it.
    pub(super) const fn has_goal(&self) -> bool {
        self.goal_minor.is_some() || !self.steps.is_empty()
    }

    pub(super) const fn choice(&self) -> Choice {
        match self.placement {
            Placement::Product => Choice::Tick,
            Placement::Cart | Placement::Upgrade | Placement::ThankYou => Choice::Each,
            Placement::Bundle | Placement::Progress => Choice::All,
        }
    }
}
