//! The English texts, which the widget carries. Those of other languages are files of their own,
//! `www/words`, of which a page gets the one that it needs.

/// One English text.
pub(super) fn english(key: &str) -> Option<&'static str> {
    ENGLISH
        .iter()
        .find(|(known, _)| *known == key)
        .map(|(_, text)| *text)
}

/// Every message of the widget in English, by key.
pub const ENGLISH: &[(&str, &str)] = &[
    ("heading.product", "Frequently bought together"),
    ("heading.cart", "Goes well with your cart"),
    ("heading.bundle", "Buy the set"),
    ("heading.upgrade", "A step up"),
    ("heading.thankyou", "Goes well with what you bought"),
    ("heading.progress", "Free delivery"),
    ("goal.left", "{money} to go"),
    ("goal.reached", "Your order is delivered free"),
    ("heading.steps", "More for less"),
    ("step.left", "Add {count} more for {saving} off"),
    ("step.reached", "You have enough for {saving} off"),
    ("step", "From {count}: {saving} off"),
    ("loading", "Loading suggestions"),
    ("this", "This item"),
    ("reason.one", "Bought together in {count} order"),
    ("reason.other", "Bought together in {count} orders"),
    ("reason.with.one", "Bought with {title} in {count} order"),
    ("reason.with.other", "Bought with {title} in {count} orders"),
    ("tick", "Add {title}"),
    ("in-cart", "In your cart"),
    ("sold-out", "Sold out"),
    ("total.one", "Total for {count} item"),
    ("total.other", "Total for {count} items"),
    ("total.unknown.one", "{count} item, priced in the cart"),
    ("total.unknown.other", "{count} items, priced in the cart"),
    ("choose", "Tick what you would like to add"),
    ("add.one", "Add {count} to cart"),
    ("add.other", "Add {count} to cart"),
    ("add", "Add to cart"),
    ("adding", "Adding…"),
    ("added.one", "{count} item added to your cart"),
    ("added.other", "{count} items added to your cart"),
    ("added.some", "{added} of {count} items added to your cart"),
    ("added.none", "Nothing was added to your cart"),
    (
        "added.unknown",
        "Your cart did not answer. Please check it before you try again.",
    ),
    ("missing", "{title} was not added"),
    ("repriced", "{title} costs {money} in your cart"),
    ("more", "{money} more"),
    ("swap", "Take this instead"),
    ("swapped", "Swapped in your cart"),
    ("swapped.not", "Both are in your cart now"),
    ("dismiss", "Do not suggest {title}"),
    ("dismissed", "{title} is not suggested any more"),
    ("fewer", "Fewer like this"),
    ("lessened", "Things like {title} come last from now on"),
    ("about", "Why these suggestions?"),
    (
        "about.text",
        "They come from past orders of this shop, and from what the shop itself recommends. Worked out on your device, without knowing who you are.",
    ),
    (
        "about.orders",
        "{title}: in {count} of {orders} orders with {with}",
    ),
    ("hide", "Hide all suggestions"),
    ("show", "Show suggestions"),
    ("complete.one", "Complete the set: add {count}"),
    ("complete.other", "Complete the set: add {count}"),
    ("discount", "Discount applied in cart"),
    ("discount.until", "Discount applied in cart, until {time}"),
    ("saved", "Your cart takes {money} off"),
    ("saved.not", "Your cart takes nothing off for it"),
    ("undo", "Undo"),
    ("undone", "Taken out of your cart again"),
    ("undone.not", "It is still in your cart"),
    ("retry", "Try again"),
    ("open-cart", "View cart"),
];
