use core::str::FromStr;

/// Where on a shop's pages an offer stands. The text form is the `placement` attribute's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placement {
    /// *Frequently bought together*, on a product's page.
    Product,
    /// Cross-sells, in the cart.
    Cart,
    /// A set that the shop offers as one.
    Bundle,
    /// Something better in a product's place.
    Upgrade,
    /// What goes with the order just placed.
    ThankYou,
    /// How far the cart is from a goal such as free shipping, and what would reach it.
    Progress,
}

impl Placement {
    /// Every placement that this version renders.
    pub const ALL: [Self; 6] = [
        Self::Product,
        Self::Cart,
        Self::Bundle,
        Self::Upgrade,
        Self::ThankYou,
        Self::Progress,
    ];

    /// The attribute's value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Cart => "cart",
            Self::Bundle => "bundle",
            Self::Upgrade => "upgrade",
            Self::ThankYou => "thankyou",
            Self::Progress => "progress",
        }
    }
}

impl FromStr for Placement {
    type Err = ();

    /// Reads the attribute's value, exactly as written by [`Placement::as_str`].
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|placement| placement.as_str() == text)
            .ok_or(())
    }
}
