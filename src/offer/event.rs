use super::{AddLine, LineResult};

/// Why a box has nothing to show. Nothing to show is a right answer, not a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptyReason {
    /// The page names no product, or one that the table does not know.
    UnknownProduct,
    /// The table has no rule for it with enough orders behind it.
    NoRules,
    /// Every pick is in the cart, sold out, or has no card.
    NothingLeft,
}

impl EmptyReason {
    /// The text form, in the event's `detail.reason`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownProduct => "unknown-product",
            Self::NoRules => "no-rules",
            Self::NothingLeft => "nothing-left",
        }
    }
}

/// What the page is told; at the page's edge each becomes a DOM event `tandem:NAME`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferEvent {
    /// The box shows its items.
    Ready,
    /// At least half of the box was on screen for a second. Once for each box.
    Impression,
    /// The shopper followed an item's link.
    Select {
        /// The item.
        sku: String,
    },
    /// The shopper does not want an item to be suggested.
    Dismiss {
        /// The item.
        sku: String,
    },
    /// The shopper asked for these lines; a listener may cancel it and add them its own way.
    Add {
        /// What would be added.
        lines: Vec<AddLine>,
    },
    /// The add is over, and the cart was read again.
    Added {
        /// What was asked for and what the cart says came of it.
        lines: Vec<LineResult>,
    },
    /// Something failed; the page is as it was.
    Error {
        /// A stable name.
        code: &'static str,
        /// What happened and what to do, for the developer of the page.
        message: String,
    },
    /// There is nothing to offer.
    Empty {
        /// Why.
        reason: EmptyReason,
    },
}

impl OfferEvent {
    /// The part of the event's name after `tandem:`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Impression => "impression",
            Self::Select { .. } => "select",
            Self::Dismiss { .. } => "dismiss",
            Self::Add { .. } => "add",
            Self::Added { .. } => "added",
            Self::Error { .. } => "error",
            Self::Empty { .. } => "empty",
        }
    }

    /// Whether `preventDefault()` stops what would follow.
    #[must_use]
    pub const fn is_cancelable(&self) -> bool {
        matches!(self, Self::Add { .. })
    }
}
