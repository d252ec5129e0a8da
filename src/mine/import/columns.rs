//! The columns that an import looks for.

use serde::{Deserialize, Serialize};

/// What a column of an order export holds. The text form is the key in `[import.columns]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderColumn {
    /// The order number.
    Order,
    /// The SKU of one line.
    Sku,
    /// What the item is called.
    Title,
    /// How many; negative for returns.
    Quantity,
    /// The price of one.
    Price,
    /// When the order was placed.
    Date,
    /// Who ordered: an address or a number, never kept.
    Customer,
    /// The ISO code of the currency.
    Currency,
    /// The state of the order or of its payment.
    Status,
    /// Filled only where the order was cancelled.
    CancelledAt,
    /// All items of an order in one cell.
    Items,
    /// The platform's product id.
    ProductId,
    /// The platform's variant id.
    VariantId,
}

/// What a column of a catalogue holds. The text form is the key in `[catalog.columns]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatalogColumn {
    /// The SKU.
    Sku,
    /// What the item is called.
    Title,
    /// Its page.
    Url,
    /// Its picture; the first of a list.
    Image,
    /// Its price.
    Price,
    /// The ISO code of the currency, where the price does not carry it.
    Currency,
    /// Whether it can be bought.
    Available,
    /// Its type or category.
    Type,
    /// Whether it is published.
    Status,
    /// The name of the product in its page's address.
    Handle,
    /// The platform's product id.
    ProductId,
    /// The platform's variant id.
    VariantId,
    /// Words that the shop sorts its products by.
    Tags,
    /// Whose product it is.
    Brand,
    /// What one costs the shop.
    Cost,
    /// Whether it is a gift card.
    GiftCard,
    /// The product that this is a variant of.
    Parent,
    /// Products that the shop itself shows beside it, as complements.
    Complementary,
    /// Products that the shop itself offers in the cart with it.
    CrossSells,
    /// Products that the shop itself lists as related.
    Related,
    /// Products that the shop itself offers in its place.
    UpSells,
    /// What it costs while a sale is on.
    SalePrice,
    /// When the sale begins; or its begin and end, parted by a slash.
    SaleStarts,
    /// When the sale ends.
    SaleEnds,
}

impl OrderColumn {
    /// Every column, in the order in which people are told of them.
    pub const ALL: [Self; 13] = [
        Self::Order,
        Self::Date,
        Self::Sku,
        Self::Title,
        Self::Quantity,
        Self::Price,
        Self::Currency,
        Self::Customer,
        Self::Status,
        Self::CancelledAt,
        Self::Items,
        Self::ProductId,
        Self::VariantId,
    ];

    /// What the column holds, in words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Order => "order number",
            Self::Sku => "SKU",
            Self::Title => "description",
            Self::Quantity => "quantity",
            Self::Price => "unit price",
            Self::Date => "order date",
            Self::Customer => "customer",
            Self::Currency => "currency",
            Self::Status => "state of the order",
            Self::CancelledAt => "cancelled at",
            Self::Items => "list of items",
            Self::ProductId => "product id",
            Self::VariantId => "variant id",
        }
    }

    /// The key in `[import.columns]`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Sku => "sku",
            Self::Title => "title",
            Self::Quantity => "quantity",
            Self::Price => "price",
            Self::Date => "date",
            Self::Customer => "customer",
            Self::Currency => "currency",
            Self::Status => "status",
            Self::CancelledAt => "cancelled_at",
            Self::Items => "items",
            Self::ProductId => "product_id",
            Self::VariantId => "variant_id",
        }
    }
}

impl CatalogColumn {
    /// Every column, in the order in which people are told of them.
    pub const ALL: [Self; 24] = [
        Self::Sku,
        Self::Title,
        Self::Url,
        Self::Image,
        Self::Price,
        Self::Currency,
        Self::Available,
        Self::Type,
        Self::Status,
        Self::Handle,
        Self::ProductId,
        Self::VariantId,
        Self::Tags,
        Self::Brand,
        Self::Cost,
        Self::GiftCard,
        Self::Parent,
        Self::Complementary,
        Self::CrossSells,
        Self::Related,
        Self::UpSells,
        Self::SalePrice,
        Self::SaleStarts,
        Self::SaleEnds,
    ];

    /// The key in `[catalog.columns]`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Sku => "sku",
            Self::Title => "title",
            Self::Url => "url",
            Self::Image => "image",
            Self::Price => "price",
            Self::Currency => "currency",
            Self::Available => "available",
            Self::Type => "type",
            Self::Status => "status",
            Self::Handle => "handle",
            Self::ProductId => "product_id",
            Self::VariantId => "variant_id",
            Self::Tags => "tags",
            Self::Brand => "brand",
            Self::Cost => "cost",
            Self::GiftCard => "gift_card",
            Self::Parent => "parent",
            Self::Complementary => "complementary",
            Self::CrossSells => "cross_sells",
            Self::Related => "related",
            Self::UpSells => "up_sells",
            Self::SalePrice => "sale_price",
            Self::SaleStarts => "sale_starts",
            Self::SaleEnds => "sale_ends",
        }
    }
}
