//! The built-in texts. Every key and every plural form of each language is listed; a test says when
//! one is missing.

type Texts = &'static [(&'static str, &'static str)];

/// The texts of a language, English where it is not built in.
pub(super) fn of_language(language: &str) -> Texts {
    if language.eq_ignore_ascii_case("de") {
        GERMAN
    } else if language.eq_ignore_ascii_case("ar") {
        ARABIC
    } else {
        ENGLISH
    }
}

/// One English text.
pub(super) fn english(key: &str) -> Option<&'static str> {
    ENGLISH
        .iter()
        .find(|(known, _)| *known == key)
        .map(|(_, text)| *text)
}

pub(super) const ENGLISH: Texts = &[
    ("heading.product", "Frequently bought together"),
    ("heading.cart", "Goes well with your cart"),
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
    ("retry", "Try again"),
    ("open-cart", "View cart"),
];

pub(super) const GERMAN: Texts = &[
    ("heading.product", "Wird oft zusammen gekauft"),
    ("heading.cart", "Passt gut zu Ihrem Warenkorb"),
    ("loading", "Vorschläge werden geladen"),
    ("this", "Dieser Artikel"),
    ("reason.one", "In {count} Bestellung zusammen gekauft"),
    ("reason.other", "In {count} Bestellungen zusammen gekauft"),
    (
        "reason.with.one",
        "In {count} Bestellung mit {title} gekauft",
    ),
    (
        "reason.with.other",
        "In {count} Bestellungen mit {title} gekauft",
    ),
    ("tick", "{title} hinzufügen"),
    ("in-cart", "Im Warenkorb"),
    ("sold-out", "Ausverkauft"),
    ("total.one", "Summe für {count} Artikel"),
    ("total.other", "Summe für {count} Artikel"),
    ("total.unknown.one", "{count} Artikel, Preis im Warenkorb"),
    ("total.unknown.other", "{count} Artikel, Preis im Warenkorb"),
    ("choose", "Wählen Sie aus, was Sie hinzufügen möchten"),
    ("add.one", "{count} Artikel in den Warenkorb"),
    ("add.other", "{count} Artikel in den Warenkorb"),
    ("add", "In den Warenkorb"),
    ("adding", "Wird hinzugefügt…"),
    ("added.one", "{count} Artikel liegt jetzt im Warenkorb"),
    ("added.other", "{count} Artikel liegen jetzt im Warenkorb"),
    (
        "added.some",
        "{added} von {count} Artikeln liegen jetzt im Warenkorb",
    ),
    ("added.none", "Es wurde nichts in den Warenkorb gelegt"),
    (
        "added.unknown",
        "Der Warenkorb hat nicht geantwortet. Bitte prüfen Sie ihn, bevor Sie es erneut versuchen.",
    ),
    ("missing", "{title} wurde nicht hinzugefügt"),
    ("retry", "Erneut versuchen"),
    ("open-cart", "Warenkorb ansehen"),
];

pub(super) const ARABIC: Texts = &[
    ("heading.product", "تُشترى معًا كثيرًا"),
    ("heading.cart", "يناسب ما في سلتك"),
    ("loading", "جارٍ تحميل الاقتراحات"),
    ("this", "هذا المنتج"),
    ("reason.zero", "لم تُشترَ معًا بعد"),
    ("reason.one", "اشتُريت معًا في طلب واحد"),
    ("reason.two", "اشتُريت معًا في طلبين"),
    ("reason.few", "اشتُريت معًا في {count} طلبات"),
    ("reason.many", "اشتُريت معًا في {count} طلبًا"),
    ("reason.other", "اشتُريت معًا في {count} طلب"),
    ("reason.with.zero", "لم يُشترَ مع {title} بعد"),
    ("reason.with.one", "اشتُري مع {title} في طلب واحد"),
    ("reason.with.two", "اشتُري مع {title} في طلبين"),
    ("reason.with.few", "اشتُري مع {title} في {count} طلبات"),
    ("reason.with.many", "اشتُري مع {title} في {count} طلبًا"),
    ("reason.with.other", "اشتُري مع {title} في {count} طلب"),
    ("tick", "أضف {title}"),
    ("in-cart", "في سلتك"),
    ("sold-out", "نفدت الكمية"),
    ("total.zero", "لا منتجات"),
    ("total.one", "مجموع منتج واحد"),
    ("total.two", "مجموع منتجين"),
    ("total.few", "مجموع {count} منتجات"),
    ("total.many", "مجموع {count} منتجًا"),
    ("total.other", "مجموع {count} منتج"),
    ("total.unknown.zero", "السعر في السلة"),
    ("total.unknown.one", "منتج واحد، السعر في السلة"),
    ("total.unknown.two", "منتجان، السعر في السلة"),
    ("total.unknown.few", "{count} منتجات، السعر في السلة"),
    ("total.unknown.many", "{count} منتجًا، السعر في السلة"),
    ("total.unknown.other", "{count} منتج، السعر في السلة"),
    ("choose", "حدّد ما تود إضافته"),
    ("add.zero", "أضف إلى السلة"),
    ("add.one", "أضف منتجًا إلى السلة"),
    ("add.two", "أضف منتجين إلى السلة"),
    ("add.few", "أضف {count} منتجات إلى السلة"),
    ("add.many", "أضف {count} منتجًا إلى السلة"),
    ("add.other", "أضف {count} منتج إلى السلة"),
    ("add", "أضف إلى السلة"),
    ("adding", "جارٍ الإضافة…"),
    ("added.zero", "لم يُضف شيء إلى سلتك"),
    ("added.one", "أُضيف منتج واحد إلى سلتك"),
    ("added.two", "أُضيف منتجان إلى سلتك"),
    ("added.few", "أُضيفت {count} منتجات إلى سلتك"),
    ("added.many", "أُضيف {count} منتجًا إلى سلتك"),
    ("added.other", "أُضيف {count} منتج إلى سلتك"),
    ("added.some", "أُضيف {added} من {count} إلى سلتك"),
    ("added.none", "لم يُضف شيء إلى سلتك"),
    (
        "added.unknown",
        "لم تستجب السلة. يُرجى مراجعتها قبل المحاولة مجددًا.",
    ),
    ("missing", "لم يُضف {title}"),
    ("retry", "حاول مجددًا"),
    ("open-cart", "عرض السلة"),
];
