/// What the shopper does in a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Ticks or unticks an item.
    Tick {
        /// The item.
        sku: String,
        /// The new state of the tick.
        ticked: bool,
    },
    /// Follows an item's link.
    Select {
        /// The item.
        sku: String,
    },
    /// Adds what is ticked, or all that is shown; also *try again*.
    Add,
    /// Adds one item.
    AddOne {
        /// The item.
        sku: String,
    },
    /// Takes back the last add, swap or dismissal.
    Undo,
    /// Asks to see the cart.
    OpenCart,
    /// Wants an item not to be suggested any more.
    Dismiss {
        /// The item.
        sku: String,
    },
    /// Wants fewer of the kind of what was dismissed last.
    Fewer,
    /// Wants no suggestions at all, on any page.
    HideAll,
}

/// What an element that a shopper may press does: the value of its `data-control`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Ticks or unticks its item.
    Tick,
    /// Follows its item's link.
    Select,
    /// Adds what is ticked, or all that is shown.
    Add,
    /// Adds its item.
    AddOne,
    /// Takes back the last add, swap or dismissal.
    Undo,
    /// Shows the cart.
    OpenCart,
    /// Takes its item out of what is suggested.
    Dismiss,
    /// Has the kind of what was dismissed last come after all others.
    Fewer,
    /// Hides all suggestions.
    HideAll,
}

impl Control {
    const ALL: [Self; 9] = [
        Self::Tick,
        Self::Select,
        Self::Add,
        Self::AddOne,
        Self::Undo,
        Self::OpenCart,
        Self::Dismiss,
        Self::Fewer,
        Self::HideAll,
    ];

    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tick => "tick",
            Self::Select => "select",
            Self::Add => "add",
            Self::AddOne => "add-one",
            Self::Undo => "undo",
            Self::OpenCart => "open-cart",
            Self::Dismiss => "dismiss",
            Self::Fewer => "fewer",
            Self::HideAll => "hide-all",
        }
    }

    /// The control of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }

    /// What a press on it asks for. `sku` is the item whose card it stands on, empty where it stands
    /// on none; `ticked` is the state it has after the press.
    #[must_use]
    pub fn intent(self, sku: String, ticked: bool) -> Intent {
        match self {
            Self::Tick => Intent::Tick { sku, ticked },
            Self::Select => Intent::Select { sku },
            Self::Add => Intent::Add,
            Self::AddOne => Intent::AddOne { sku },
            Self::Undo => Intent::Undo,
            Self::OpenCart => Intent::OpenCart,
            Self::Dismiss => Intent::Dismiss { sku },
            Self::Fewer => Intent::Fewer,
            Self::HideAll => Intent::HideAll,
        }
    }
}
