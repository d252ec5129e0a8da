//! What a shop already shows beside a product, as its own export lists it.
//!
//! | system | column | names products by |
//! |---|---|---|
//! | Shopify | metafields `product_recommendation.complementary_products` and `.related_products` | handle, or `gid://shopify/Product/<id>` |
//! | WooCommerce | `Cross-sells`, `Upsells` | SKU, or `id:<product id>` where a product has none |
//! | Magento | `related_skus`, `crosssell_skus`, `upsell_skus` | SKU |
//!
//! Lists are parted by `,`, `;` or `|`; a backslash before one of these makes it part of a SKU.

use super::{CatalogColumn, text::tidy};

/// What the shop calls a link. The text form is the word in `rules.shop_links`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// Shopify's complementary products.
    Complementary,
    /// Offered in the cart: WooCommerce's and Magento's cross-sells.
    CrossSell,
    /// Shopify's and Magento's related products.
    Related,
    /// Offered in the product's place: WooCommerce's and Magento's up-sells.
    UpSell,
}

impl LinkKind {
    /// Every kind, strongest first: complements before what may take a product's place.
    pub const ALL: [Self; 4] = [
        Self::Complementary,
        Self::CrossSell,
        Self::Related,
        Self::UpSell,
    ];

    /// The word in `rules.shop_links`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Complementary => "complementary",
            Self::CrossSell => "cross-sells",
            Self::Related => "related",
            Self::UpSell => "up-sells",
        }
    }

    /// One such link, in words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Complementary => "complementary product",
            Self::CrossSell => "cross-sell",
            Self::Related => "related product",
            Self::UpSell => "up-sell",
        }
    }

    pub(super) const fn column(self) -> CatalogColumn {
        match self {
            Self::Complementary => CatalogColumn::Complementary,
            Self::CrossSell => CatalogColumn::CrossSells,
            Self::Related => CatalogColumn::Related,
            Self::UpSell => CatalogColumn::UpSells,
        }
    }
}

/// How a link names its product.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LinkTarget {
    /// By the platform's product id.
    ProductId(String),
    /// By SKU or, where no product has that SKU, by handle.
    Name(String),
}

impl core::fmt::Display for LinkTarget {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::ProductId(id) => write!(f, "id:{id}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// A link from a product to another one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ShopLink {
    /// What the shop calls it.
    pub kind: LinkKind,
    /// Where it leads.
    pub target: LinkTarget,
}

/// The links of one cell, each once, in its order.
pub(super) fn parse(kind: LinkKind, cell: &str) -> Vec<ShopLink> {
    let mut links: Vec<ShopLink> = Vec::new();
    for part in parts(cell) {
        let id = part
            .strip_prefix("id:")
            .or_else(|| part.strip_prefix("gid://shopify/Product/"));
        let target = match id {
            Some(id) => LinkTarget::ProductId(id.trim().to_owned()),
            None => LinkTarget::Name(part),
        };
        let link = ShopLink { kind, target };
        if !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

fn parts(cell: &str) -> Vec<String> {
    // Some exports write a list as JSON.
    let inner = cell.trim();
    let json = inner.starts_with('[') && inner.ends_with(']');
    let mut parts = vec![String::new()];
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                if let (Some(part), Some(next)) = (parts.last_mut(), letters.next()) {
                    part.push(next);
                }
            }
            ',' | ';' | '|' | '\n' => parts.push(String::new()),
            '[' | ']' | '"' if json => {}
            _ => {
                if let Some(part) = parts.last_mut() {
                    part.push(letter);
                }
            }
        }
    }
    parts.retain_mut(|part| {
        *part = tidy(part);
        !part.is_empty()
    });
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(cell: &str) -> Vec<String> {
        parse(LinkKind::Related, cell)
            .iter()
            .map(|link| link.target.to_string())
            .collect()
    }

    #[test]
    fn lists_as_shops_write_them() {
        assert_eq!(targets("A-1, A-2,A-1"), ["A-1", "A-2"]);
        assert_eq!(targets("mug; tea-pot ;"), ["mug", "tea-pot"]);
        assert_eq!(targets(r"a\,b, id:17"), ["a,b", "id:17"]);
        assert_eq!(
            targets(r#"["gid://shopify/Product/12","gid://shopify/Product/7"]"#),
            ["id:12", "id:7"]
        );
        assert_eq!(targets("  "), [""; 0]);
    }
}
