use core::str::FromStr;

/// Where on a shop's pages an offer stands. The text form is the `placement` attribute's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placement {
    /// *Frequently bought together*, on a product's page.
    Product,
    /// Cross-sells, in the cart.
    Cart,
}

impl Placement {
    /// Every placement that this version renders.
    pub const ALL: [Self; 2] = [Self::Product, Self::Cart];

    /// The attribute's value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Cart => "cart",
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
