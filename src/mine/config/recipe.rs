use serde::{Deserialize, Serialize};

use super::OrderWeight;

/// How one plane of the table scores its pairs: what a page asks for one product, or a cart for
/// several.
///
/// A score is a share of a ridge's weight and the rest of a pair score
/// C<sub>ij</sub> / (n<sub>i</sub><sup>a</sup> n<sub>j</sub><sup>b</sup>), over counts of weighted
/// orders.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// How much one order counts.
    pub order_weight: OrderWeight,
    /// a, `0.0..=1.0`: how much an item's own sales hold its suggestions down in a cart. It changes
    /// nothing where one item alone is asked about.
    pub exponent_antecedent: f64,
    /// b, `0.0..=1.0`: how much best-sellers are held down. 0 is confidence, ½ with a = ½ cosine.
    pub exponent_consequent: f64,
    /// How much of the score is the ridge's: `0.0..=1.0`. 0 does without it.
    pub ridge_share: f64,
    /// How strong the ridge is, in means of the diagonal: `0.001..=1000.0`. Stronger trusts single
    /// items more and combinations less.
    pub ridge_strength: f64,
    /// The most neighbours that explain one item: `1..=1000`. Time grows with the cube.
    pub ridge_neighbours: u32,
    /// How far what sells more lately is lifted, and what sells less held down: each suggestion's
    /// score is multiplied by its movement ([`crate::mine::count::trend`]) to this power, `0.0..=1.0`.
    #[serde(default)]
    pub trend: f64,
}

impl Recipe {
    /// What a page's plane does where nothing is known of a shop.
    pub const PAGE: Self = Self {
        order_weight: OrderWeight::InverseSqrt,
        exponent_antecedent: 0.8,
        exponent_consequent: 0.2,
        ridge_share: 0.0,
        ridge_strength: 1.0,
        ridge_neighbours: 100,
        trend: 0.0,
    };

    /// What a cart's plane does where there are too few orders to fit or choose anything: the plain
    /// pair score, best-sellers held down further.
    pub const THIN_CART: Self = Self {
        exponent_antecedent: 0.5,
        exponent_consequent: 0.3,
        ..Self::PAGE
    };

    /// What a cart's plane does where nothing is known of a shop.
    pub const CART: Self = Self {
        order_weight: OrderWeight::InverseSqrt,
        exponent_antecedent: 0.8,
        exponent_consequent: 0.2,
        ridge_share: 0.8,
        ridge_strength: 0.3,
        ridge_neighbours: 100,
        trend: 0.0,
    };
}

/// The formula, for people: `C / (n_i^0.8 n_j^0.2), an order of n items counting 1/sqrt(n)`.
impl core::fmt::Display for Recipe {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let percent = |share: f64| (share * 100.0).round();
        if self.ridge_share > 0.0 {
            write!(
                f,
                "{} % ridge of strength {} over {} neighbours",
                percent(self.ridge_share),
                self.ridge_strength,
                self.ridge_neighbours,
            )?;
        }
        if self.ridge_share < 1.0 {
            if self.ridge_share > 0.0 {
                write!(f, ", {} % ", percent(1.0 - self.ridge_share))?;
            }
            write!(
                f,
                "C / (n_i^{} n_j^{})",
                self.exponent_antecedent, self.exponent_consequent
            )?;
        }
        write!(
            f,
            ", an order of n items counting {}",
            self.order_weight.formula()
        )?;
        match self.trend > 0.0 {
            true => write!(f, ", times how sales moved lately to the {}", self.trend),
            false => Ok(()),
        }
    }
}

impl Default for Recipe {
    fn default() -> Self {
        Self::PAGE
    }
}

/// What a shop says itself of a [`Recipe`]. What is `None` is chosen by measurement.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[allow(missing_docs, reason = "each is documented once, on Recipe")]
pub struct RecipePins {
    pub order_weight: Option<OrderWeight>,
    pub exponent_antecedent: Option<f64>,
    pub exponent_consequent: Option<f64>,
    pub ridge_share: Option<f64>,
    pub ridge_strength: Option<f64>,
    pub ridge_neighbours: Option<u32>,
    pub trend: Option<f64>,
}

impl RecipePins {
    /// A recipe with what the shop says in place of its own.
    #[must_use]
    pub fn over(&self, recipe: Recipe) -> Recipe {
        Recipe {
            order_weight: self.order_weight.unwrap_or(recipe.order_weight),
            exponent_antecedent: self
                .exponent_antecedent
                .unwrap_or(recipe.exponent_antecedent),
            exponent_consequent: self
                .exponent_consequent
                .unwrap_or(recipe.exponent_consequent),
            ridge_share: self.ridge_share.unwrap_or(recipe.ridge_share),
            ridge_strength: self.ridge_strength.unwrap_or(recipe.ridge_strength),
            ridge_neighbours: self.ridge_neighbours.unwrap_or(recipe.ridge_neighbours),
            trend: self.trend.unwrap_or(recipe.trend),
        }
    }
}

/// The recipes of both planes. A table has one plane where they are the same.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Recipes {
    /// For one item: a product's page.
    pub page: Recipe,
    /// For several: a cart.
    pub cart: Recipe,
    /// How far both lean the way [`super::Preset`] says: 0, not at all, to 1; see [`crate::mine::lean`].
    #[serde(default)]
    pub lean: f64,
}

impl Recipes {
    /// Whether carts are scored as pages are, so that one plane serves both. Settings of a ridge that
    /// has no share make no difference.
    #[must_use]
    pub fn is_one_plane(&self) -> bool {
        let without_ridge = |recipe: Recipe| match recipe.ridge_share > 0.0 {
            true => recipe,
            false => Recipe {
                ridge_strength: Recipe::PAGE.ridge_strength,
                ridge_neighbours: Recipe::PAGE.ridge_neighbours,
                ..recipe
            },
        };
        without_ridge(self.page) == without_ridge(self.cart)
    }
}

impl Default for Recipes {
    fn default() -> Self {
        Self {
            page: Recipe::PAGE,
            cart: Recipe::CART,
            lean: 0.0,
        }
    }
}
