//! Every state of the box as a page that one can open: `tests/golden/html/*.html`.
//!
//! `TANDEM_BLESS=1 cargo test --test native html` writes them anew; review the difference.

use std::{fs, path::PathBuf};

use tandem_widget::{
    domain::{
        Basket, BasketLine, Currency, Locale, Money, Placement, ProductRecord, Quantity, SafeUrl,
        Stock,
    },
    offer::{
        Ability, Attempt, BoxView, Candidate, HeadingLevel, LineResult, Live, Messages, Session,
        Setup, ShopError, Support, Words,
    },
    render::{self, PlainFormats},
};

const SHELF: [(&str, &str, i64, u32); 5] = [
    ("22423", "Regency Cakestand 3 Tier", 1275, 0),
    ("22699", "Roses Regency Teacup and Saucer", 295, 312),
    ("22697", "Green Regency Teacup and Saucer", 295, 289),
    ("22698", "Pink Regency Teacup and Saucer", 295, 1),
    ("22720", "Set of 3 Cake Tins Pantry Design", 495, 204),
];

fn record((sku, title, _, _): &(&str, &str, i64, u32)) -> ProductRecord {
    ProductRecord {
        sku: (*sku).to_owned(),
        title: (*title).to_owned(),
        url: SafeUrl::new(&format!("/products/{sku}")),
        image: SafeUrl::new(&format!("/pictures/{sku}.png")),
        price: None,
        stock: Stock::Unknown,
    }
}

fn setup(locale: &str) -> Setup {
    Setup {
        placement: Placement::Product,
        anchor: Some(record(&SHELF[0])),
        candidates: SHELF[1..]
            .iter()
            .map(|item| Candidate {
                record: record(item),
                support: Some(Support {
                    pair_orders: item.3,
                    with: None,
                }),
            })
            .collect(),
        max_items: 3,
        ability: Ability::Add {
            can_open_cart: true,
        },
        show_orders: true,
        heading: None,
        heading_level: HeadingLevel::default(),
        currency: None,
        locale: Locale::new(locale).expect("a locale"),
    }
}

fn pounds() -> Currency {
    Currency::new("GBP", 2).expect("a currency")
}

fn live() -> Vec<Live> {
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

fn basket(skus: &[&str]) -> Basket {
    Basket {
        lines: skus
            .iter()
            .map(|sku| BasketLine {
                sku: (*sku).to_owned(),
                quantity: Quantity::MIN,
                unit_price: None,
            })
            .collect(),
    }
}

fn session(setup: Setup, in_cart: &[&str]) -> Session {
    let mut session = Session::new(setup, basket(in_cart));
    session.set_live(live());
    session
}

fn view_of(session: &Session, locale: &str) -> BoxView {
    let locale = Locale::new(locale).expect("a locale");
    let messages = Messages::new(&locale, Vec::new());
    session.view(Words {
        messages: &messages,
        formats: &PlainFormats::new(&locale),
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
fn states() -> Vec<(&'static str, &'static str, BoxView)> {
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
        view_of(&over, "en")
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
                record: record(item),
                support: Some(Support {
                    pair_orders: item.3,
                    with: Some("Regency Cakestand 3 Tier".to_owned()),
                }),
            })
            .collect(),
        ..setup("en")
    };
    vec![
        ("loading", "Waiting for the table or the shop", {
            let locale = Locale::default();
            let messages = Messages::new(&locale, Vec::new());
            BoxView::loading(
                &setup("en"),
                Words {
                    messages: &messages,
                    formats: &PlainFormats::new(&locale),
                },
            )
        }),
        (
            "ready",
            "As it comes: this item ticked, add-ons not",
            view_of(&ready, "en"),
        ),
        ("ticked", "Two add-ons ticked", view_of(&ticked, "en")),
        (
            "nothing-ticked",
            "Nothing ticked",
            view_of(&nothing_ticked, "en"),
        ),
        ("adding", "An add under way", view_of(&busy, "en")),
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
            view_of(&sold_out, "en"),
        ),
        (
            "in-cart",
            "This item and one add-on in the cart",
            view_of(&session(setup("en"), &["22423", "22699"]), "en"),
        ),
        (
            "empty",
            "Everything is in the cart",
            view_of(
                &session(setup("en"), &["22699", "22697", "22698", "22720"]),
                "en",
            ),
        ),
        (
            "unpriced",
            "A ticked item without a price: no total",
            view_of(&unpriced, "en"),
        ),
        (
            "links",
            "No cart on this page: links only",
            view_of(&linked, "en"),
        ),
        (
            "cart",
            "Beside the cart",
            view_of(&session(for_cart, &["22423"]), "en"),
        ),
        ("german", "German", view_of(&german, "de")),
        ("arabic", "Arabic, right to left", view_of(&arabic, "ar")),
        (
            "hostile",
            "A name that looks like markup",
            view_of(&session(hostile, &[]), "en"),
        ),
    ]
}

#[test]
fn every_state_is_as_stored() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/html");
    let bless = std::env::var_os("TANDEM_BLESS").is_some();
    let mut stale = Vec::new();
    for (name, what, view) in states() {
        let made = lines(&format!("<!-- {what} -->{}", render::html(&view)));
        let path = folder.join(format!("{name}.html"));
        if bless {
            fs::write(&path, &made).expect("a written file");
        } else if fs::read_to_string(&path).unwrap_or_default() != made {
            stale.push(name);
        }
    }
    assert!(
        stale.is_empty(),
        "not as stored: {stale:?}; TANDEM_BLESS=1 writes them anew"
    );
}

#[test]
fn no_markup_comes_from_a_name() {
    let (_, _, hostile) = states().pop().expect("the last state");
    let html = render::html(&hostile);
    assert!(!html.contains("<script"), "{html}");
    assert!(html.contains("&lt;script&gt;"), "{html}");
}

#[test]
fn what_is_static_has_no_style_attribute_and_no_handler() {
    for (name, _, view) in states() {
        let html = render::html(&view);
        assert!(
            !html.contains(" style=") && !html.contains(" onclick"),
            "{name}"
        );
    }
}

#[test]
fn a_fallback_is_links_and_only_links() {
    let mut anchor = record(&SHELF[0]);
    anchor.price = Some(Money::new(1275, pounds()));
    let picks: Vec<Candidate> = SHELF[1..4]
        .iter()
        .map(|item| Candidate {
            record: record(item),
            support: Some(Support {
                pair_orders: item.3,
                with: None,
            }),
        })
        .collect();
    let html = render::fallback(&anchor, &picks, &Locale::default());
    assert_eq!(html.matches("<a ").count(), 4, "{html}");
    assert!(html.contains("12.75 GBP"), "{html}");
    assert!(html.contains("Bought together in 312 orders"), "{html}");
    for absent in ["<input", "<button", "<style", "<script", "<!--"] {
        assert!(!html.contains(absent), "{absent} in {html}");
    }
    assert_eq!(render::fallback(&anchor, &[], &Locale::default()), "");
}

/// A tag or a text on each line, indented: something to read as a difference.
fn lines(html: &str) -> String {
    const VOID: [&str; 3] = ["<input", "<img", "<!--"];
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut rest = html;
    while !rest.is_empty() {
        let end = if rest.starts_with('<') {
            rest.find('>').map_or(rest.len(), |at| at + 1)
        } else {
            rest.find('<').unwrap_or(rest.len())
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        if piece.trim().is_empty() {
            continue;
        }
        if piece.starts_with("</") {
            depth = depth.saturating_sub(1);
        }
        out.push_str(&"  ".repeat(depth));
        out.push_str(piece.trim());
        out.push('\n');
        let opens = piece.starts_with('<') && !piece.starts_with("</");
        if opens && !VOID.iter().any(|void| piece.starts_with(void)) {
            depth += 1;
        }
    }
    out
}
