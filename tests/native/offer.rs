//! What a box does with what a shopper does, without a page.

use std::{
    cell::RefCell,
    future::{Future, ready},
    pin::pin,
    task::{Context, Poll, Waker},
};

use tandem_widget::{
    domain::{Basket, BasketLine, Locale, Money, Placement, Quantity, Stock},
    offer::{
        self, Ability, AddLine, Answer, BoxView, Candidate, Cart, Discount, Messages, Phase,
        Refusal, Session, Setup, ShopError, Step, Watch, Words,
    },
    render::PlainFormats,
};

use crate::html::states::{SHELF, basket, live, pounds, record, setup};

/// A cart that answers at once and keeps what it was asked, in order.
#[derive(Default)]
struct Till {
    lines: RefCell<Vec<(String, u32)>>,
    asked: RefCell<Vec<String>>,
    /// It says yes, and adds nothing.
    is_full: bool,
    /// What it takes off, before an add and after; `None` where it does not say.
    off_minor: [Option<i64>; 2],
    /// What it asks for one of an item, in pence; items that are not named have no price.
    priced: Vec<(String, i64)>,
}

impl Till {
    fn holding(sku: &str, quantity: u32) -> Self {
        Self {
            lines: vec![(sku.to_owned(), quantity)].into(),
            ..Self::default()
        }
    }

    fn held(&self, sku: &str) -> u32 {
        let lines = self.lines.borrow();
        let mut lines = lines.iter().filter(|(other, _)| other == sku);
        lines.next().map_or(0, |(_, quantity)| *quantity)
    }

    fn put(&self, sku: &str, quantity: u32) {
        let mut lines = self.lines.borrow_mut();
        lines.retain(|(other, _)| other != sku);
        lines.extend((quantity > 0).then(|| (sku.to_owned(), quantity)));
    }
}

impl Cart for Till {
    fn read(&self) -> Answer<Basket> {
        let lines = self.lines.borrow();
        let lines = lines.iter().map(|(sku, quantity)| BasketLine {
            sku: sku.clone(),
            quantity: Quantity::new(*quantity).expect("more than none"),
            unit_price: (self.priced.iter())
                .find(|(other, _)| other == sku)
                .map(|(_, minor)| Money::new(*minor, pounds())),
        });
        let off_minor = self.off_minor[usize::from(!self.asked.borrow().is_empty())];
        Box::pin(ready(Ok(Basket {
            lines: lines.collect(),
            discount: off_minor.map(|minor| Money::new(minor, pounds())),
        })))
    }

    fn add(&self, lines: &[AddLine], discount: Option<&str>) -> Answer<Vec<Refusal>> {
        if let Some(name) = discount {
            self.asked.borrow_mut().push(format!("discount {name}"));
        }
        for line in lines {
            self.asked.borrow_mut().push(format!("add {}", line.sku));
            if !self.is_full {
                let held = self.held(&line.sku);
                self.put(&line.sku, held + line.quantity.get());
            }
        }
        Box::pin(ready(Ok(Vec::new())))
    }

    fn can_set_quantity(&self) -> bool {
        true
    }

    fn set_quantity(&self, sku: &str, quantity: u32) -> Answer<()> {
        self.asked
            .borrow_mut()
            .push(format!("set {sku} {quantity}"));
        self.put(sku, quantity);
        Box::pin(ready(Ok(())))
    }

    fn watch(&self, _: Box<dyn Fn()>) -> Watch {
        Watch::new(())
    }

    fn can_open(&self) -> bool {
        false
    }

    fn open(&self) {}
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a till answers at once"),
    }
}

/// The cake tins, and the cake stand as something better.
fn better(in_cart: &[&str]) -> Session {
    let mut session = Session::new(
        Setup {
            placement: Placement::Upgrade,
            anchor: Some(record(&SHELF[4])),
            candidates: vec![Candidate {
                gain: None,
                record: record(&SHELF[0]),
                support: None,
            }],
            max_items: 1,
            ..setup("en")
        },
        basket(in_cart),
    );
    session.set_live(live());
    session
}

/// Presses the button of the better one, and puts the answer into the box.
fn take(session: &mut Session, till: &Till) {
    session.set_basket(now(till.read()).expect("a cart"));
    session.want("22423");
    let instead = session.swaps().map(|(sku, _)| sku.to_owned());
    let lines = session.begin_add().expect("lines");
    let before = session.basket().clone();
    let instead = instead.as_deref();
    session.finish_add(now(offer::add(till, &lines, &before, None, instead)));
}

#[test]
fn a_swap_keeps_the_number_and_takes_out_nothing_before_the_better_one_is_in() {
    let till = Till::holding("22720", 3);
    let mut session = better(&["22720"]);
    take(&mut session, &till);
    assert_eq!(*till.asked.borrow(), ["add 22423", "set 22720 0"]);
    assert_eq!(*till.lines.borrow(), [("22423".to_owned(), 3)]);

    let back = session.begin_undo().expect("something to take back");
    let again = session.brings_back().expect("something to bring back");
    assert_eq!(again.sku, "22720");
    assert_eq!(again.quantity.get(), 3);
    assert_eq!(back, [("22423".to_owned(), 0)]);
}

#[test]
fn a_swap_that_adds_nothing_takes_out_nothing() {
    let till = Till {
        is_full: true,
        ..Till::holding("22720", 1)
    };
    take(&mut better(&["22720"]), &till);
    assert_eq!(*till.asked.borrow(), ["add 22423"]);
    assert_eq!(*till.lines.borrow(), [("22720".to_owned(), 1)]);
}

#[test]
fn nothing_is_swapped_that_is_not_in_the_cart_or_cannot_be_taken_out() {
    assert_eq!(better(&[]).swaps(), None);
    assert!(better(&["22720"]).swaps().is_some());
    let mut plain = Setup {
        ability: Ability::Add {
            can_open_cart: false,
            can_undo: false,
        },
        ..setup("en")
    };
    plain.placement = Placement::Upgrade;
    plain.anchor = Some(record(&SHELF[4]));
    assert_eq!(Session::new(plain, basket(&["22720"])).swaps(), None);
}

#[test]
fn an_undone_swap_is_undone_only_when_the_first_is_back() {
    let till = Till::holding("22720", 2);
    let mut session = better(&["22720"]);
    take(&mut session, &till);
    let mut lost = session.clone();
    let back = lost.begin_undo().expect("something to take back");
    lost.finish_undo(&back, Ok(basket(&[])));
    let mut unread = session.clone();
    unread.begin_undo();
    unread.finish_undo(&back, Err(ShopError::TimedOut));
    let mut done = session;
    done.begin_undo();
    till.put("22423", 0);
    till.put("22720", 2);
    done.finish_undo(&back, now(till.read()));
    assert_ne!(lost, done);
    let said = |session: &Session| format!("{session:?}").contains("Undone(true)");
    assert!(said(&done) && !said(&lost) && !said(&unread));
}

fn shown_of(session: &Session) -> BoxView {
    let messages = Messages::default();
    session.view(Words {
        messages: &messages,
        formats: &PlainFormats::new(&Locale::default()),
    })
}

fn on_show(session: &Session) -> Vec<String> {
    session.on_show().into_iter().map(|(sku, _)| sku).collect()
}

/// A tea shop: two of the cups, then the tins and the stand.
fn typed(kinds: &[Option<&str>]) -> Session {
    let mut setup = Setup {
        max_items: 2,
        ..setup("en")
    };
    for (pick, kind) in setup.candidates.iter_mut().zip(kinds) {
        pick.record.kind = kind.map(str::to_owned);
    }
    Session::new(setup, Basket::default())
}

fn picks(session: &Session) -> Vec<String> {
    on_show(session).split_off(1)
}

#[test]
fn of_what_fewer_are_wanted_everything_else_comes_first_and_nothing_is_lost() {
    let (cup, tin) = (Some("Cups"), Some("Tins"));
    let mut session = typed(&[cup, cup, cup, tin]);
    assert_eq!(picks(&session), ["22699", "22720"], "one of a kind");
    assert_eq!(session.lessen(), None, "of nothing");
    session.dismiss("22699");
    assert_eq!(picks(&session), ["22697", "22720"], "the next cup");
    assert_eq!(session.lessen().as_deref(), Some("Cups"));
    assert_eq!(picks(&session), ["22720", "22697"], "last, but there");
    assert_eq!(session.lessen(), None, "once");
    let back = Some(("22699".to_owned(), Some("Cups".to_owned())));
    assert_eq!(session.undismiss(), back);
    assert_eq!(picks(&session), ["22699", "22720"]);

    let mut untyped = typed(&[None, cup, cup, tin]);
    untyped.dismiss("22699");
    assert_eq!(untyped.lessen(), None, "of no kind");
    assert!(untyped.undismiss().is_some());
}

#[test]
fn why_these_is_told_from_counts_and_only_where_the_shop_shows_them() {
    let say = |session: &Session| {
        let about = shown_of(session).about.expect("an account");
        about
            .text
            .lines()
            .skip(2)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let told = say(&typed(&[]));
    assert_eq!(
        told,
        [
            "Roses Regency Teacup and Saucer: in 312 of 1020 orders with Regency Cakestand 3 Tier",
            "Green Regency Teacup and Saucer: in 289 of 1020 orders with Regency Cakestand 3 Tier",
        ]
    );
    let silent = Setup {
        show_orders: false,
        ..setup("en")
    };
    assert!(say(&Session::new(silent, Basket::default())).is_empty());
    let mut unknown = setup("en");
    for pick in &mut unknown.candidates {
        pick.support = None;
    }
    assert!(say(&Session::new(unknown, Basket::default())).is_empty());
}

#[test]
fn what_is_dismissed_makes_way_and_can_come_back() {
    let mut session = Session::new(setup("en"), basket(&[]));
    session.set_live(live());
    assert_eq!(on_show(&session), ["22423", "22699", "22697", "22698"]);
    session.dismiss("22697");
    assert_eq!(on_show(&session), ["22423", "22699", "22698", "22720"]);
    assert_eq!(session.undismiss(), Some(("22697".to_owned(), None)));
    assert_eq!(on_show(&session), ["22423", "22699", "22697", "22698"]);
    assert_eq!(session.undismiss(), None, "once");
    session.dismiss("22697");
    session.tick("22699", true);
    assert_eq!(session.undismiss(), None, "not after something else");
}

#[test]
fn one_of_a_kind_is_shown_as_long_as_there_are_others() {
    let with_kinds = |kinds: [Option<&str>; 4]| {
        let mut setup = setup("en");
        for (candidate, kind) in setup.candidates.iter_mut().zip(kinds) {
            candidate.record.kind = kind.map(str::to_owned);
        }
        on_show(&Session::new(setup, basket(&[])))
    };
    let cup = Some("cup");
    assert_eq!(
        with_kinds([None; 4]),
        ["22423", "22699", "22697", "22698"],
        "what has no kind is not of one kind"
    );
    assert_eq!(
        with_kinds([cup, cup, Some("plate"), Some("tin")]),
        ["22423", "22699", "22698", "22720"]
    );
    assert_eq!(
        with_kinds([cup, cup, cup, Some("tin")]),
        ["22423", "22699", "22720", "22697"],
        "the best of the others where kinds run out"
    );
    assert_eq!(with_kinds([cup; 4]), ["22423", "22699", "22697", "22698"]);
}

/// A set of three with a discount of the shop's, or without one.
fn set(discount: Option<&str>) -> Session {
    let discount = discount.map(|name| Discount {
        name: name.to_owned(),
        until: None,
    });
    let mut session = Session::new(
        Setup {
            placement: Placement::Bundle,
            anchor: None,
            discount,
            ..setup("en")
        },
        basket(&[]),
    );
    session.set_live(live());
    session
}

/// Adds the set, and gives what is said below the account of it.
fn bought(session: &mut Session, till: &Till) -> String {
    session.set_basket(now(till.read()).expect("a cart"));
    let before = session.basket().clone();
    let name = session.discount().map(str::to_owned);
    let lines = session.begin_add().expect("lines");
    let name = name.as_deref();
    session.finish_add(now(offer::add(till, &lines, &before, name, None)));
    let notice = shown_of(session).notice.expect("an account");
    notice.details.join("; ")
}

#[test]
fn a_saving_is_what_the_cart_takes_off_more_than_before() {
    let holding = |off_minor| Till {
        off_minor,
        ..Till::holding("other", 1)
    };
    for (off_minor, said) in [
        ([Some(0), Some(250)], "Your cart takes 2.50 GBP off"),
        ([Some(100), Some(350)], "Your cart takes 2.50 GBP off"),
        ([Some(100), Some(100)], "Your cart takes nothing off for it"),
        ([Some(100), Some(0)], "Your cart takes nothing off for it"),
        // Some of it may have been off before; or the cart never says.
        ([None, Some(250)], ""),
        ([None, None], ""),
    ] {
        let till = holding(off_minor);
        assert_eq!(bought(&mut set(Some("SET")), &till), said, "{off_minor:?}");
        assert_eq!(till.asked.borrow()[0], "discount SET");
    }
    let empty = Till {
        off_minor: [None, Some(250)],
        ..Till::default()
    };
    let said = bought(&mut set(Some("SET")), &empty);
    assert_eq!(
        said, "Your cart takes 2.50 GBP off",
        "nothing is off nothing"
    );
}

#[test]
fn without_a_named_discount_no_saving_is_told_or_asked_for() {
    let till = Till {
        off_minor: [Some(0), Some(250)],
        ..Till::default()
    };
    let mut session = set(None);
    assert_eq!(bought(&mut session, &till), "");
    let asked = till.asked.borrow();
    assert!(!asked.iter().any(|word| word.starts_with("discount")));
}

#[test]
fn nothing_is_said_of_a_discount_on_what_was_not_added() {
    let till = Till {
        is_full: true,
        off_minor: [Some(0), Some(0)],
        ..Till::default()
    };
    assert_eq!(bought(&mut set(Some("SET")), &till), "");
}

#[test]
fn a_price_that_is_not_the_one_on_the_card_is_told_as_the_cart_has_it() {
    let shown = set(None).on_show();
    let priced = |by: &dyn Fn(usize, i64) -> i64| Till {
        priced: (shown.iter().enumerate())
            .filter_map(|(at, (sku, price))| Some((sku.clone(), by(at, price.as_ref()?.minor))))
            .collect(),
        ..Till::default()
    };
    assert!(shown.len() > 2 && shown.iter().all(|(_, price)| price.is_some()));
    let first = record(
        SHELF
            .iter()
            .find(|item| item.0 == shown[0].0)
            .expect("a record"),
    );
    let now_costs = |minor: i64| {
        let pence = minor % 100;
        format!(
            "{} costs {}.{pence:02} GBP in your cart",
            first.title,
            minor / 100
        )
    };
    let was = shown[0].1.expect("a price").minor;
    let only_first = |other: i64| move |at: usize, minor: i64| if at == 0 { other } else { minor };

    assert_eq!(bought(&mut set(None), &priced(&|_, minor| minor)), "");
    assert_eq!(
        bought(&mut set(None), &Till::default()),
        "",
        "the cart says no prices"
    );
    let dearer = || priced(&only_first(was + 101));
    assert_eq!(bought(&mut set(None), &dearer()), now_costs(was + 101));
    let cheaper = || priced(&only_first(was - 1));
    assert_eq!(bought(&mut set(None), &cheaper()), now_costs(was - 1));
    assert_eq!(
        bought(&mut set(Some("SET")), &cheaper()),
        "",
        "less is what the discount promised"
    );
    assert_eq!(
        bought(&mut set(Some("SET")), &dearer()),
        now_costs(was + 101)
    );
    let full = Till {
        is_full: true,
        ..priced(&only_first(was + 101))
    };
    assert_eq!(bought(&mut set(None), &full), "", "nothing was added");
}

/// Cups, six of which are cheaper, and twelve cheaper still.
fn by_the_dozen() -> Session {
    by_the_dozen_with(setup("en").ability)
}

fn by_the_dozen_with(ability: Ability) -> Session {
    let step = |quantity, saving: &str| Step {
        quantity,
        saving: saving.to_owned(),
    };
    let mut session = Session::new(
        Setup {
            placement: Placement::Progress,
            ability,
            anchor: None,
            candidates: vec![Candidate {
                record: record(&SHELF[1]),
                support: None,
                gain: None,
            }],
            discount: Some(Discount {
                name: "SIX".to_owned(),
                until: None,
            }),
            steps: vec![step(6, "10%"), step(12, "15%")],
            ..setup("en")
        },
        Basket::default(),
    );
    session.set_live(live());
    session
}

#[test]
fn what_is_missing_to_the_next_step_is_told_priced_and_added() {
    for (held, left, bar, price, asked) in [
        (0, "Add 6 more for 10% off", (0, 6), "17.70 GBP", 6),
        (5, "Add 1 more for 10% off", (5, 6), "2.95 GBP", 1),
        (6, "Add 6 more for 15% off", (6, 12), "17.70 GBP", 6),
        (11, "Add 1 more for 15% off", (11, 12), "2.95 GBP", 1),
    ] {
        let mut session = by_the_dozen();
        if held > 0 {
            let till = Till::holding("22699", held);
            session.set_basket(now(till.read()).expect("a cart"));
        }
        let view = shown_of(&session);
        let goal = view.goal.expect("a bar");
        let ladder = format!("{left}\nFrom 6: 10% off\nFrom 12: 15% off");
        assert_eq!((goal.text, (goal.now, goal.goal)), (ladder, bar), "{held}");
        let summary = view.summary.expect("a button");
        assert_eq!(summary.total.as_deref(), Some(price), "{held}");
        assert!(view.about.is_none(), "no order is behind it");
        let lines = session.begin_add().expect("lines");
        assert_eq!(lines.len(), 1);
        assert_eq!(
            (lines[0].sku.as_str(), lines[0].quantity.get()),
            ("22699", asked)
        );
    }
}

#[test]
fn at_the_last_step_there_is_nothing_to_add_and_sold_out_is_not_offered() {
    let mut session = by_the_dozen();
    let till = Till::holding("22699", 12);
    session.set_basket(now(till.read()).expect("a cart"));
    let view = shown_of(&session);
    assert!(view.cards.is_empty() && view.summary.is_none() && view.phase == Phase::Ready);
    assert_eq!(
        view.goal.expect("a bar").text,
        "You have enough for 15% off"
    );
    assert_eq!(session.begin_add(), None);

    let linked = by_the_dozen_with(Ability::Link);
    assert_eq!(
        shown_of(&linked).phase,
        Phase::Empty,
        "nobody read the cart"
    );

    let mut session = by_the_dozen();
    let mut stock = live();
    stock[1].stock = Stock::SoldOut;
    session.set_live(stock);
    assert_eq!(shown_of(&session).phase, Phase::Empty);
}

#[test]
fn what_more_of_one_item_saves_the_cart_says() {
    for (off_minor, told) in [
        ([Some(0), Some(177)], "Your cart takes 1.77 GBP off"),
        ([Some(0), Some(0)], "Your cart takes nothing off for it"),
    ] {
        let till = Till {
            off_minor,
            ..Till::holding("22699", 5)
        };
        let mut session = by_the_dozen();
        session.set_basket(now(till.read()).expect("a cart"));
        let lines = session.begin_add().expect("lines");
        let before = session.basket().clone();
        till.asked.borrow_mut().clear();
        session.finish_add(now(offer::add(&till, &lines, &before, Some("SIX"), None)));
        let notice = shown_of(&session).notice.expect("an account");
        assert_eq!(notice.details, [told]);
    }
}
