//! Every state of the box, for the static renderer and for the browser.

use tandem_widget::{
    domain::{
        Basket, BasketLine, Currency, Locale, Money, Placement, ProductRecord, Quantity, SafeUrl,
        Stock,
    },
    offer::{
        Ability, Attempt, BoxView, Candidate, Discount, Formats, HeadingLevel, LineResult, Live,
        Messages, Session, Setup, ShopError, Step, Support, Words,
    },
};

/// What each target has its own means for.
#[derive(Clone, Copy)]
pub(crate) struct Of {
    /// Money, numbers and plurals of a locale.
    pub(crate) formats: fn(&Locale) -> Box<dyn Formats>,
    /// Its texts, from their file.
    pub(crate) texts: fn(&Locale) -> Vec<(String, String)>,
}

pub(crate) const SHELF: [(&str, &str, i64, u32); 5] = [
    ("22423", "Regency Cakestand 3 Tier", 1275, 0),
    ("22699", "Roses Regency Teacup and Saucer", 295, 312),
    ("22697", "Green Regency Teacup and Saucer", 295, 289),
    ("22698", "Pink Regency Teacup and Saucer", 295, 1),
    ("22720", "Set of 3 Cake Tins Pantry Design", 495, 204),
];

pub(crate) fn record((sku, title, _, _): &(&str, &str, i64, u32)) -> ProductRecord {
    ProductRecord {
        sku: (*sku).to_owned(),
        title: (*title).to_owned(),
        kind: None,
        url: SafeUrl::new(&format!("/products/{sku}")),
        image: SafeUrl::new(&format!("/pictures/{sku}.png")),
        price: None,
        stock: Stock::Unknown,
    }
}

pub(crate) fn setup(locale: &str) -> Setup {
    Setup {
        placement: Placement::Product,
        anchor: Some(record(&SHELF[0])),
        candidates: SHELF[1..]
            .iter()
            .map(|item| Candidate {
                record: record(item),
                support: Some(Support {
                    pair_orders: item.3,
                    antecedent_orders: 1_020,
                    with: None,
                }),
                gain: None,
            })
            .collect(),
        max_items: 3,
        ability: Ability::Add {
            can_open_cart: true,
            can_undo: true,
        },
        discount: None,
        goal_minor: None,
        steps: Vec::new(),
        show_orders: true,
        can_dismiss: true,
        fewer: Vec::new(),
        heading: None,
        heading_level: HeadingLevel::default(),
        currency: None,
        locale: Locale::new(locale).expect("a locale"),
    }
}

pub(crate) fn pounds() -> Currency {
    Currency::new("GBP", 2).expect("a currency")
}

pub(crate) fn live() -> Vec<Live> {
    SHELF
        .iter()
        .map(|(sku, _, price, _)| Live {
            sku: (*sku).to_owned(),
            price: Some(Money::new(*price, pounds())),
            stock: Stock::Available,
            ..Live::default()
        })
        .collect()
}

pub(crate) fn basket(skus: &[&str]) -> Basket {
    Basket {
        lines: skus
            .iter()
            .map(|sku| BasketLine {
                sku: (*sku).to_owned(),
                quantity: Quantity::MIN,
                unit_price: None,
            })
            .collect(),
        discount: None,
    }
}

fn session(setup: Setup, in_cart: &[&str]) -> Session {
    let mut session = Session::new(setup, basket(in_cart));
    session.set_live(live());
    session
}

fn view_of(session: &Session, locale: &str, of: Of) -> BoxView {
    let locale = Locale::new(locale).expect("a locale");
    let messages = Messages::new((of.texts)(&locale));
    session.view(Words {
        messages: &messages,
        formats: &*(of.formats)(&locale),
    })
}

fn line(sku: &str, confirmed: u32, why: &str, sold_out: bool) -> LineResult {
    LineResult {
        sku: sku.to_owned(),
        requested: 1,
        confirmed,
        why: why.to_owned(),
        sold_out,
    }
}

/// The file's name without its ending, what it shows, and the view.
pub(crate) fn states(of: Of) -> Vec<(&'static str, &'static str, BoxView)> {
    let ready = session(setup("en"), &[]);
    let mut ticked = ready.clone();
    ticked.tick("22699", true);
    ticked.tick("22697", true);
    let mut nothing_ticked = ready.clone();
    nothing_ticked.tick("22423", false);
    let mut busy = ticked.clone();
    busy.begin_add();
    let over = |lines: Vec<LineResult>, cart: Result<&[&str], ShopError>| {
        let mut over = busy.clone();
        over.finish_add(Attempt {
            lines,
            cart: cart.map(basket),
            error: None,
        });
        view_of(&over, "en", of)
    };
    let mut sold_out = ready.clone();
    let mut stock = live();
    stock[0].stock = Stock::SoldOut;
    stock[1].stock = Stock::SoldOut;
    sold_out.set_live(stock);
    let mut unpriced = ticked.clone();
    let mut prices = live();
    prices[1].price = None;
    unpriced.set_live(prices);
    let linked = Session::new(
        Setup {
            ability: Ability::Link,
            ..setup("en")
        },
        Basket::default(),
    );
    let mut german = session(setup("de"), &[]);
    german.tick("22699", true);
    let mut arabic = session(setup("ar"), &[]);
    arabic.tick("22699", true);
    let mut hostile = setup("en");
    hostile.candidates[0].record.title = "\"><script>alert(1)</script> & {count} 🫖".to_owned();
    let for_cart = Setup {
        placement: Placement::Cart,
        anchor: None,
        candidates: SHELF[1..]
            .iter()
            .map(|item| Candidate {
                gain: None,
                record: record(item),
                support: Some(Support {
                    pair_orders: item.3,
                    antecedent_orders: 1_020,
                    with: Some("Regency Cakestand 3 Tier".to_owned()),
                }),
            })
            .collect(),
        ..setup("en")
    };
    let mut one_added = session(for_cart.clone(), &["22423"]);
    one_added.want("22697");
    let mut one_busy = one_added.clone();
    one_busy.begin_add();
    one_added.begin_add();
    one_added.finish_add(Attempt {
        lines: vec![line("22697", 1, "", false)],
        cart: Ok(basket(&["22423", "22697"])),
        error: None,
    });
    let mut undone = one_added.clone();
    let back = undone.begin_undo().expect("something to take back");
    assert_eq!(back, [("22697".to_owned(), 0)]);
    undone.finish_undo(&back, Ok(basket(&["22423"])));
    let for_set = Setup {
        placement: Placement::Bundle,
        candidates: SHELF[..3]
            .iter()
            .map(|item| Candidate {
                gain: None,
                record: record(item),
                support: None,
            })
            .collect(),
        ..for_cart.clone()
    };
    let for_less = Setup {
        discount: Some(Discount {
            name: "TEASET".to_owned(),
            until: Some("24 December 2026 at 23:59".to_owned()),
        }),
        ..for_set.clone()
    };
    let bought_for = |off_minor| {
        let mut session = session(for_less.clone(), &[]);
        let lines = session.begin_add().expect("lines");
        let skus: Vec<&str> = lines.iter().map(|line| line.sku.as_str()).collect();
        session.finish_add(Attempt {
            lines: skus.iter().map(|sku| line(sku, 1, "", false)).collect(),
            cart: Ok(Basket {
                discount: Some(Money::new(off_minor, pounds())),
                ..basket(&skus)
            }),
            error: None,
        });
        session
    };
    let for_goal = Setup {
        placement: Placement::Progress,
        goal_minor: Some(2_000),
        ..for_cart.clone()
    };
    let for_steps = Setup {
        discount: Some(Discount {
            name: "SIX".to_owned(),
            until: None,
        }),
        goal_minor: None,
        steps: [(6, "10%"), (12, "15%")]
            .map(|(quantity, saving)| Step {
                quantity,
                saving: saving.to_owned(),
            })
            .to_vec(),
        candidates: vec![Candidate {
            record: record(&SHELF[1]),
            support: None,
            gain: None,
        }],
        ..for_goal.clone()
    };
    let holding = |quantity: u32| {
        let mut held = basket(&["22699"]);
        for line in &mut held.lines {
            line.quantity = Quantity::new(quantity).expect("more than none");
        }
        let mut session = session(for_steps.clone(), &[]);
        session.set_basket(held);
        session
    };
    let for_better = Setup {
        placement: Placement::Upgrade,
        anchor: Some(record(&SHELF[4])),
        candidates: vec![Candidate {
            record: record(&SHELF[0]),
            support: None,
            gain: Some("Tiers:\u{a0}+2, Height:\u{a0}+12\u{a0}cm".to_owned()),
        }],
        max_items: 1,
        ..setup("en")
    };
    let better = session(for_better.clone(), &[]);
    let in_cart = session(for_better, &["22720"]);
    let mut swapped = in_cart.clone();
    swapped.want("22423");
    swapped.begin_add();
    swapped.finish_add(Attempt {
        lines: vec![line("22423", 1, "", false)],
        cart: Ok(basket(&["22423"])),
        error: None,
    });
    let mut last = session(
        Setup {
            placement: Placement::Cart,
            anchor: None,
            candidates: setup("en").candidates.split_off(3),
            ..setup("en")
        },
        &["22423"],
    );
    last.dismiss("22720");
    let mut dismissed = ready.clone();
    dismissed.dismiss("22699");
    let mut typed = setup("en");
    typed.candidates[0].record.kind = Some("Teacups".to_owned());
    let mut lessened = session(typed, &[]);
    lessened.dismiss("22699");
    let may_lessen = lessened.clone();
    lessened.lessen();
    let toward = |skus: &[&str]| {
        let mut session = session(for_goal.clone(), &[]);
        let mut basket = basket(skus);
        for line in &mut basket.lines {
            let price = SHELF
                .iter()
                .find(|item| item.0 == line.sku)
                .expect("an item")
                .2;
            line.unit_price = Some(Money::new(price, pounds()));
        }
        session.set_basket(basket);
        session
    };
    vec![
        ("loading", "Waiting for the table or the shop", {
            let locale = Locale::default();
            let messages = Messages::new((of.texts)(&locale));
            BoxView::loading(
                &setup("en"),
                Words {
                    messages: &messages,
                    formats: &*(of.formats)(&locale),
                },
            )
        }),
        (
            "ready",
            "As it comes: this item ticked, add-ons not",
            view_of(&ready, "en", of),
        ),
        ("ticked", "Two add-ons ticked", view_of(&ticked, "en", of)),
        (
            "nothing-ticked",
            "Nothing ticked",
            view_of(&nothing_ticked, "en", of),
        ),
        (
            "dismissed",
            "One that is not wanted made way for the next",
            view_of(&dismissed, "en", of),
        ),
        (
            "dismissed-typed",
            "One of a type is not wanted, and there may be fewer of it",
            view_of(&may_lessen, "en", of),
        ),
        (
            "lessened",
            "There will be fewer of it",
            view_of(&lessened, "en", of),
        ),
        (
            "dismissed-last",
            "The only suggestion is not wanted, and can still come back",
            view_of(&last, "en", of),
        ),
        (
            "upgrade",
            "Something better, and how much dearer it is",
            view_of(&better, "en", of),
        ),
        (
            "upgrade-in-cart",
            "Something better than what is in the cart",
            view_of(&in_cart, "en", of),
        ),
        (
            "upgrade-swapped",
            "Taken in its place",
            view_of(&swapped, "en", of),
        ),
        ("adding", "An add under way", view_of(&busy, "en", of)),
        (
            "added",
            "All three added, and the cart says so",
            over(
                vec![
                    line("22423", 1, "", false),
                    line("22699", 1, "", false),
                    line("22697", 1, "", false),
                ],
                Ok(&["22423", "22699", "22697"]),
            ),
        ),
        (
            "added-some",
            "One of three refused",
            over(
                vec![
                    line("22423", 1, "", false),
                    line("22699", 0, "", true),
                    line("22697", 1, "", false),
                ],
                Ok(&["22423", "22697"]),
            ),
        ),
        (
            "added-none",
            "The shop refused with a reason",
            over(
                vec![
                    line("22423", 0, "At most 20 pieces in one order", false),
                    line("22699", 0, "", false),
                    line("22697", 0, "", false),
                ],
                Ok(&[]),
            ),
        ),
        (
            "added-unknown",
            "The cart could not be read after the add",
            over(vec![line("22423", 0, "", false)], Err(ShopError::TimedOut)),
        ),
        (
            "sold-out",
            "This item and one add-on sold out",
            view_of(&sold_out, "en", of),
        ),
        (
            "in-cart",
            "This item and one add-on in the cart",
            view_of(&session(setup("en"), &["22423", "22699"]), "en", of),
        ),
        (
            "empty",
            "Everything is in the cart",
            view_of(
                &session(setup("en"), &["22699", "22697", "22698", "22720"]),
                "en",
                of,
            ),
        ),
        (
            "unpriced",
            "A ticked item without a price: no total",
            view_of(&unpriced, "en", of),
        ),
        (
            "links",
            "No cart on this page: links only",
            view_of(&linked, "en", of),
        ),
        (
            "cart",
            "Beside the cart",
            view_of(&session(for_cart.clone(), &["22423"]), "en", of),
        ),
        (
            "cart-adding",
            "One item beside the cart is being added",
            view_of(&one_busy, "en", of),
        ),
        (
            "cart-added",
            "It was added, and can be taken out again",
            view_of(&one_added, "en", of),
        ),
        (
            "cart-undone",
            "It was taken out again",
            view_of(&undone, "en", of),
        ),
        (
            "bundle",
            "A set, nothing of it in the cart",
            view_of(&session(for_set.clone(), &[]), "en", of),
        ),
        (
            "bundle-complete",
            "A set, one item of it in the cart",
            view_of(&session(for_set.clone(), &["22699"]), "en", of),
        ),
        (
            "bundle-discount",
            "A set with a discount of the shop's, for some time",
            view_of(&session(for_less.clone(), &[]), "en", of),
        ),
        (
            "bundle-saved",
            "The cart has it, and takes something off",
            view_of(&bought_for(187), "en", of),
        ),
        (
            "bundle-not-saved",
            "The cart has it, and takes nothing off",
            view_of(&bought_for(0), "en", of),
        ),
        (
            "progress",
            "Some way to go, and the two items that reach it",
            view_of(&toward(&["22423"]), "en", of),
        ),
        (
            "progress-reached",
            "The goal is reached",
            view_of(&toward(&["22423", "22423"]), "en", of),
        ),
        (
            "steps",
            "More of one item for less: four in the cart, two to go",
            view_of(&holding(4), "en", of),
        ),
        (
            "steps-reached",
            "The last step is reached",
            view_of(&holding(12), "en", of),
        ),
        ("german", "German", view_of(&german, "de", of)),
        (
            "arabic",
            "Arabic, right to left",
            view_of(&arabic, "ar", of),
        ),
        (
            "hostile",
            "A name that looks like markup",
            view_of(&session(hostile, &[]), "en", of),
        ),
    ]
}
