//! One box on the page, from the settings of its element to its end.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use super::{
    canvas::Canvas,
    focus::Held,
    intl::Intl,
    js,
    load::{self, Data, LoadError},
    page,
    settings::Settings,
    sheet,
    task::{begin, spawn},
    tell,
};
use crate::{
    domain::{Basket, ItemId, Placement, ProductRecord, Stock},
    offer::{
        self, Ability, BoxView, Candidate, Cart as _, Discount, EmptyReason, Intent, Messages,
        OfferEvent, Phase, Products as _, Refusals, Session, Setup, ShopError, Step, Support,
        Watch, Words,
    },
    score::{Pick, RankOptions, Score, rank, upgrades},
};

/// How many picks are looked at, so that some may be in the cart or sold out.
const CANDIDATES: usize = 12;

#[wasm_bindgen(module = "/src/browser/page.js")]
extern "C" {
    /// The offers that are not over, their ends and their savings in words.
    fn offered(offers: &Array, locale: &str) -> Array;

    /// Takes every box off the pages of this shop; a link of these words brings them back.
    #[wasm_bindgen(js_name = hideAll)]
    fn hide_all(words: &str);

    /// Texts, and over them those of the shop's own that fit the box.
    fn reworded(
        texts: &JsValue,
        own: &Array,
        locale: &str,
        placement: &str,
        segment: Option<&str>,
        tier: Option<&str>,
    ) -> JsValue;
}

/// A mounted box; dropping it takes it off the page and ends its listeners.
pub(super) struct Mounted {
    place: Rc<Place>,
}

impl Mounted {
    pub(super) fn seen(&self) -> bool {
        self.place.clone().seen()
    }

    pub(super) fn refresh(&self) {
        let place = self.place.clone();
        spawn(async move { place.plan().await });
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.place.is_alive.set(false);
        page::leave(&self.place.host);
        self.place.canvas.draw(BoxView::empty());
        self.place.watch.take();
    }
}

struct Place {
    host: HtmlElement,
    shadow: Option<ShadowRoot>,
    settings: Settings,
    messages: RefCell<Messages>,
    /// The texts of the language, as its file has them.
    texts: RefCell<JsValue>,
    formats: Intl,
    canvas: Canvas,
    session: RefCell<Option<Session>>,
    watch: RefCell<Option<Watch>>,
    state: Cell<&'static str>,
    was_seen: Cell<bool>,
    is_alive: Cell<bool>,
}

pub(super) fn mount(host: HtmlElement, root: HtmlElement, settings: Settings) -> Mounted {
    let shadow: Option<ShadowRoot> = root.get_root_node().dyn_into().ok();
    if let Some(shadow) = &shadow {
        sheet::adopt(shadow);
    }
    let place = Rc::new_cyclic(|place: &Weak<Place>| {
        let place = place.clone();
        let canvas = Canvas::new(root, move |intent| {
            if let Some(place) = place.upgrade() {
                place.on(intent);
            }
        });
        Place {
            host,
            shadow,
            messages: RefCell::default(),
            texts: RefCell::default(),
            formats: Intl::new(settings.locale.clone(), settings.shop.clone()),
            canvas,
            session: RefCell::default(),
            watch: RefCell::default(),
            state: Cell::new(""),
            was_seen: Cell::new(false),
            is_alive: Cell::new(true),
            settings,
        }
    });
    place.set_state("loading");
    let started = place.clone();
    spawn(async move {
        started.clone().begin().await;
        started.clone().plan().await;
        started.listen();
    });
    Mounted { place }
}

/// What a box is, as far as the settings and the manifest say.
fn setup(settings: &Settings, data: Option<&Data>, anchor: Option<ProductRecord>) -> Setup {
    let said = data.map_or(3, |data| data.manifest.max_items);
    Setup {
        placement: settings.placement,
        anchor,
        candidates: Vec::new(),
        max_items: settings.max_items.unwrap_or(said),
        ability: settings
            .shop
            .as_ref()
            .map_or(Ability::Link, |shop| Ability::Add {
                can_open_cart: shop.can_open(),
                can_undo: shop.can_set_quantity(),
            }),
        can_dismiss: true,
        fewer: Vec::new(),
        show_orders: data.is_none_or(|data| data.manifest.show_orders),
        heading: settings.heading.clone(),
        heading_level: settings.heading_level,
        currency: settings.currency,
        discount: None,
        goal_minor: settings.goal_minor,
        steps: Vec::new(),
        locale: settings.locale.clone(),
    }
}

impl Place {
    /// Fetches the words, and the files meanwhile, and shows that something is to come.
    async fn begin(self: Rc<Self>) {
        let place = self.clone();
        spawn(async move {
            // What fails is asked for again, and told, by who needs it.
            let _ = place.data().await;
        });
        let texts = load::words(self.settings.locale.language()).await;
        self.say_with(&texts);
        self.texts.replace(texts);
        if self.is_alive.get() {
            let messages = self.messages.borrow();
            let setup = setup(&self.settings, None, None);
            self.draw(BoxView::loading(&setup, self.words(&messages)));
        }
    }

    /// Takes texts, below the page's own.
    fn say_with(&self, texts: &JsValue) {
        let own = Messages::new(self.settings.messages.clone());
        self.messages.replace(own.above(js::texts(texts)));
    }

    async fn data(&self) -> Result<Rc<load::Data>, LoadError> {
        load::data(&self.settings.wanted).await
    }

    /// Reads everything anew and shows what came of it.
    async fn plan(self: Rc<Self>) {
        let outcome = self.session_now().await;
        if !self.is_alive.get() {
            return;
        }
        match outcome {
            Ok(Ok(session)) => {
                self.session.replace(Some(session));
                self.show(EmptyReason::NothingLeft);
            }
            Ok(Err(reason)) => {
                self.session.replace(None);
                self.show(reason);
            }
            Err(error) => {
                self.session.replace(None);
                self.fail(&error);
            }
        }
    }

    async fn session_now(&self) -> Result<Result<Session, EmptyReason>, LoadError> {
        // The cart is asked while the files are on their way.
        let shop = self.settings.shop.clone();
        let cart = match &shop {
            Some(shop) => Some(begin(shop.read()).await),
            None => None,
        };
        let data = self.data().await?;
        let settings = &self.settings;
        self.say_with(&reworded(
            &self.texts.borrow(),
            &data.manifest.words,
            settings.locale.as_str(),
            settings.placement.as_str(),
            settings.wanted.segment.as_deref(),
            settings.wanted.tier.as_deref(),
        ));
        let mut basket = Basket::default();
        let mut ability = None;
        if let Some(cart) = cart {
            match cart.get().await {
                Ok(read) => basket = read,
                Err(error) => {
                    self.complain(
                        error,
                        "The cart could not be read, so nothing can be added.",
                    );
                    ability = Some(Ability::Link);
                }
            }
        }
        let find = |sku: &String| data.table.find_any(sku);
        let named = self.settings.product.as_ref().and_then(find);
        let items = || basket.lines.iter().filter_map(|line| find(&line.sku));
        let anchor = match self.settings.placement {
            Placement::Product => named,
            // In a cart: of the first item that has one.
            Placement::Upgrade => named
                .or_else(|| items().find(|item| !upgrades(&data.table, *item, &[], 1).is_empty())),
            _ => None,
        };
        let query: Vec<ItemId> = match self.settings.placement {
            Placement::Product | Placement::Upgrade => match anchor {
                Some(item) => vec![item],
                None => return Ok(Err(EmptyReason::UnknownProduct)),
            },
            Placement::Cart | Placement::Progress => items().collect(),
            Placement::ThankYou => self.settings.items.iter().filter_map(find).collect(),
            Placement::Bundle => Vec::new(),
        };
        let locale = self.settings.locale.as_str();
        let set = || set(&data, named, locale).unwrap_or_default();
        let mut discount = None;
        let mut steps = Vec::new();
        let options = RankOptions {
            limit: CANDIDATES,
            fallback: data.manifest.fallback,
        };
        let picks = match self.settings.placement {
            Placement::Bundle => {
                let set = set();
                discount = set.discount;
                set.picks
            }
            // Without a sum to come to, more of the product, or of the first in the cart that is cheaper so.
            Placement::Progress if self.settings.goal_minor.is_none() => {
                let offers = offered(&data.manifest.breaks, locale);
                let mut picks = Vec::new();
                for item in named.map_or(query, |item| vec![item]) {
                    if let Some(more) = more(&data, item, &offers) {
                        (steps, discount) = (more.0, Some(more.1));
                        picks.push(as_listed(item));
                        break;
                    }
                }
                picks
            }
            Placement::Upgrade => anchor
                .map(|item| upgrades(&data.table, item, &[], CANDIDATES))
                .unwrap_or_default()
                .into_iter()
                .map(as_listed)
                .collect(),
            _ => {
                let mut picks = rank(&data.table, &query, &options);
                if self.has_set_beside() {
                    let set = set().picks;
                    picks.retain(|pick| set.iter().all(|other| other.item != pick.item));
                }
                picks
            }
        };
        if picks.is_empty() && self.settings.goal_minor.is_none() {
            // What the shopper did last is still told where the cart is as it was then.
            let told = self
                .session
                .borrow_mut()
                .take_if(|session| session.has_news() && *session.basket() == basket);
            return Ok(told.ok_or(EmptyReason::NoRules));
        }
        let mut needed: Vec<ItemId> = picks.iter().map(|pick| pick.item).collect();
        needed.extend(anchor);
        needed.extend(
            picks
                .iter()
                .filter_map(|pick| Some(pick.because?.antecedent)),
        );
        data.prepare(&needed).await?;
        let card = anchor.and_then(|item| data.card(item));
        // A product without a card of its own still is the product being looked at.
        let card = card.or_else(|| {
            anchor
                .and(self.settings.product.clone())
                .map(|sku| ProductRecord {
                    title: sku.clone(),
                    sku,
                    kind: None,
                    url: None,
                    image: None,
                    price: None,
                    stock: Stock::Unknown,
                })
        });
        let mut setup = setup(&self.settings, Some(&data), card);
        setup.discount = discount;
        setup.steps = steps;
        setup.candidates = picks
            .iter()
            .filter_map(|pick| candidate(&data, pick, anchor))
            .collect();
        if self.settings.placement != Placement::Bundle && setup.steps.is_empty() {
            let others = page::shown_beside(&self.host);
            let refused = page::refused();
            setup.candidates.retain(|pick| {
                !others.contains(&pick.record.sku) && !refused.hold(&pick.record.sku)
            });
            let kinds = setup
                .candidates
                .iter()
                .filter_map(|pick| pick.record.kind.clone());
            setup.fewer = kinds
                .filter(|kind| refused.hold(&Refusals::of_kind(kind)))
                .collect();
        }
        setup.ability = ability.unwrap_or(setup.ability);
        let mut session = Session::new(setup, basket);
        if let Some(previous) = self.session.borrow().as_ref() {
            session.carry_over(previous);
        }
        page::show(&self.host, &session.on_show());
        if let Some(asked) = shop.and_then(|shop| shop.look_up(&session.skus())) {
            match asked.await {
                Ok(live) => session.set_live(live),
                Err(error) => {
                    session.set_live(Vec::new());
                    self.complain(
                        error,
                        "The shop did not state its prices, so none are shown.",
                    );
                }
            }
        }
        Ok(Ok(session))
    }

    /// Whether the page offers a set as well, whose items this box then leaves to it.
    fn has_set_beside(&self) -> bool {
        let page = self.host.owner_document();
        let set = page.and_then(|page| {
            let set = page.query_selector("[placement=bundle],[data-tandem=bundle]");
            set.ok().flatten()
        });
        set.is_some()
    }

    fn listen(self: &Rc<Self>) {
        let shop = self.settings.shop.as_ref().filter(|_| self.is_alive.get());
        let Some(shop) = shop else {
            return;
        };
        let place = Rc::downgrade(self);
        let watch = shop.watch(Box::new(move || {
            if let Some(place) = place.upgrade() {
                place.cart_changed();
            }
        }));
        self.watch.replace(Some(watch));
    }

    fn cart_changed(self: Rc<Self>) {
        let is_busy = self.session.borrow().as_ref().is_some_and(Session::is_busy);
        // An add under way reads the cart itself.
        let Some(shop) = self.settings.shop.clone().filter(|_| !is_busy) else {
            return;
        };
        spawn(async move {
            if matches!(
                self.settings.placement,
                Placement::Cart | Placement::Progress
            ) {
                self.plan().await;
                return;
            }
            let Ok(basket) = shop.read().await else {
                return;
            };
            let mut changed = false;
            if let Some(session) = self.session.borrow_mut().as_mut()
                && !session.is_busy()
                && *session.basket() != basket
            {
                session.set_basket(basket);
                changed = true;
            }
            if changed && self.is_alive.get() {
                self.show(EmptyReason::NothingLeft);
            }
        });
    }

    /// What the shopper does.
    fn on(self: Rc<Self>, intent: Intent) {
        match intent {
            Intent::Tick { sku, ticked } => {
                if let Some(session) = self.session.borrow_mut().as_mut() {
                    session.tick(&sku, ticked);
                }
                self.show(EmptyReason::NothingLeft);
            }
            Intent::Select { sku } => {
                self.tell(&OfferEvent::Select { sku });
            }
            Intent::OpenCart => {
                if let Some(shop) = &self.settings.shop {
                    shop.open();
                }
            }
            Intent::Add => self.add(),
            Intent::AddOne { sku } => {
                if let Some(session) = self.session.borrow_mut().as_mut() {
                    session.want(&sku);
                }
                self.add();
            }
            Intent::Undo => self.undo(),
            Intent::Dismiss { sku } => {
                if let Some(session) = self.session.borrow_mut().as_mut() {
                    session.dismiss(&sku);
                }
                page::refuse(&sku, true);
                self.show(EmptyReason::NothingLeft);
                self.tell(&OfferEvent::Dismiss { sku });
            }
            Intent::Fewer => {
                let kind = self.session.borrow_mut().as_mut().and_then(Session::lessen);
                if let Some(kind) = kind {
                    page::refuse(&Refusals::of_kind(&kind), true);
                    self.show(EmptyReason::NothingLeft);
                }
            }
            Intent::HideAll => {
                let words = self.words(&self.messages.borrow()).say("show", &[]);
                hide_all(&words);
            }
        }
    }

    fn add(self: Rc<Self>) {
        let Some(shop) = self.settings.shop.clone() else {
            return;
        };
        let begun = self.session.borrow_mut().as_mut().and_then(|session| {
            let before = session.basket().clone();
            let swapped = session.swaps().map(|(sku, _)| sku.to_owned());
            let discount = session.discount().map(str::to_owned);
            let lines = session.begin_add()?;
            Some((lines, before, discount, swapped))
        });
        let Some((lines, before, discount, swapped)) = begun else {
            return;
        };
        let event = OfferEvent::Add {
            lines: lines.clone(),
        };
        if !self.tell(&event) {
            if let Some(session) = self.session.borrow_mut().as_mut() {
                session.cancel_add();
            }
            return;
        }
        self.show(EmptyReason::NothingLeft);
        spawn(async move {
            let (discount, swapped) = (discount.as_deref(), swapped.as_deref());
            let attempt = offer::add(&*shop, &lines, &before, discount, swapped).await;
            let results = attempt.lines.clone();
            let error = attempt.cart.as_ref().err().copied().or(attempt.error);
            if let Some(session) = self.session.borrow_mut().as_mut() {
                session.finish_add(attempt);
            }
            if self.is_alive.get() {
                self.show(EmptyReason::NothingLeft);
            }
            let confirmed = results.iter().any(|line| line.confirmed > 0);
            if let Some(error) = error {
                self.complain(
                    error,
                    "The add did not go as asked; the box says what the cart says.",
                );
            } else if !confirmed {
                self.tell(&OfferEvent::Error {
                    code: "not-added",
                    message: "The shop refused every line.".to_owned(),
                });
            }
            if confirmed {
                self.tell(&OfferEvent::Added { lines: results });
            }
        });
    }

    fn undo(self: Rc<Self>) {
        let wanted = self
            .session
            .borrow_mut()
            .as_mut()
            .and_then(Session::undismiss);
        if let Some((sku, kind)) = wanted {
            page::refuse(&sku, false);
            if let Some(kind) = kind {
                page::refuse(&Refusals::of_kind(&kind), false);
            }
            self.show(EmptyReason::NothingLeft);
            return;
        }
        let begun = self
            .session
            .borrow_mut()
            .as_mut()
            .and_then(|session| Some((session.begin_undo()?, session.brings_back())));
        let Some((shop, (back, again))) = self.settings.shop.clone().zip(begun) else {
            return;
        };
        self.show(EmptyReason::NothingLeft);
        spawn(async move {
            // First what comes back: a cart that fails in between holds too much, not too little.
            if let Some(line) = again {
                let _ = shop.add(&[line], None).await;
            }
            for (sku, quantity) in &back {
                // The cart says what came of it.
                let _ = shop.set_quantity(sku, *quantity).await;
            }
            let cart = shop.read().await;
            if let Some(session) = self.session.borrow_mut().as_mut() {
                session.finish_undo(&back, cart);
            }
            if self.is_alive.get() {
                self.show(EmptyReason::NothingLeft);
            }
        });
    }

    fn seen(self: Rc<Self>) -> bool {
        if self.state.get() == "ready" && !self.was_seen.replace(true) {
            self.tell(&OfferEvent::Impression);
        }
        self.was_seen.get()
    }

    /// Draws the session as it is now. `reason` is why there is none, or nothing in it.
    fn show(&self, reason: EmptyReason) {
        let messages = self.messages.borrow();
        let view = self
            .session
            .borrow()
            .as_ref()
            .map(|session| session.view(self.words(&messages)));
        let view = view.unwrap_or_else(BoxView::empty);
        if let Some(session) = self.session.borrow().as_ref() {
            page::show(&self.host, &session.on_show());
        } else {
            page::leave(&self.host);
        }
        let phase = view.phase;
        self.draw(view);
        if phase == Phase::Empty {
            if self.set_state("empty") {
                self.tell(&OfferEvent::Empty { reason });
            }
        } else if self.set_state("ready") {
            self.tell(&OfferEvent::Ready);
        }
    }

    fn words<'a>(&'a self, messages: &'a Messages) -> Words<'a> {
        Words {
            messages,
            formats: &self.formats,
        }
    }

    fn draw(&self, mut view: BoxView) {
        // Inside a page its own direction holds.
        view.direction = None;
        let held = self.shadow.as_ref().and_then(Held::of);
        self.canvas.draw(view);
        if let (Some(held), Some(shadow)) = (held, &self.shadow)
            && self.host.is_connected()
        {
            held.give_back(shadow);
        }
    }

    /// Takes the box off: the page is as it was. One line, one event.
    fn fail(&self, error: &LoadError) {
        self.draw(BoxView::empty());
        self.set_state("error");
        load::warn_once(error);
        self.tell(&OfferEvent::Error {
            code: error.code(),
            message: error.sentence(),
        });
    }

    /// Says that the shop's page did not answer as it should. The box stays.
    fn complain(&self, error: ShopError, what: &str) {
        tell::warn(error.code(), what);
        self.tell(&OfferEvent::Error {
            code: error.code(),
            message: what.to_owned(),
        });
    }

    /// Sets the element's state. True where it is another than before.
    fn set_state(&self, state: &'static str) -> bool {
        let _ = self.host.set_attribute("data-state", state);
        self.state.replace(state) != state
    }

    fn tell(&self, event: &OfferEvent) -> bool {
        let on_show = self
            .session
            .borrow()
            .as_ref()
            .map(Session::on_show)
            .unwrap_or_default();
        tell::dispatch(&self.host, self.settings.placement, event, &on_show)
    }
}

/// A set that the shop offers.
#[derive(Default)]
struct Set {
    picks: Vec<Pick>,
    discount: Option<Discount>,
}

/// The first set that holds the product, or the first one where the page names none, of those that are
/// not over.
fn set(data: &Data, product: Option<ItemId>, locale: &str) -> Option<Set> {
    for set in offered(&data.manifest.bundles, locale).iter() {
        let mut picks = Vec::new();
        let mut is_it = product.is_none();
        for sku in js::list(&set, "skus").unwrap_or_default().iter() {
            let item = sku.as_string().and_then(|sku| data.table.find_any(&sku));
            is_it |= item.is_some() && item == product;
            picks.extend(item.map(as_listed));
        }
        if is_it {
            return Some(Set {
                picks,
                discount: discount(&set),
            });
        }
    }
    None
}

/// What the shop takes off for more of an item, by what discount: the first of these offers.
fn more(data: &Data, item: ItemId, offers: &Array) -> Option<(Vec<Step>, Discount)> {
    for offer in offers.iter() {
        for sku in js::list(&offer, "skus")?.iter() {
            if sku.as_string().and_then(|sku| data.table.find_any(&sku)) != Some(item) {
                continue;
            }
            let mut steps = Vec::new();
            for step in js::list(&offer, "steps")?.iter() {
                steps.push(Step {
                    quantity: js::count(&step, "quantity")?,
                    saving: js::words(&step, "saving")?,
                });
            }
            return Some((steps, discount(&offer)?));
        }
    }
    None
}

/// The shop's own discount on an offer.
fn discount(offer: &JsValue) -> Option<Discount> {
    Some(Discount {
        name: js::words(offer, "discount")?,
        until: js::words(offer, "until"),
    })
}

/// An item that no score has put where it stands.
fn as_listed(item: ItemId) -> Pick {
    Pick {
        item,
        score: Score(0),
        because: None,
    }
}

/// A pick with its card; `None` where the shop has no card for it.
fn candidate(data: &Data, pick: &Pick, anchor: Option<ItemId>) -> Option<Candidate> {
    let support = pick.because.and_then(|because| {
        let is_about_anchor = Some(because.antecedent) == anchor;
        let other = || Some(data.card(because.antecedent)?.title);
        let with = if is_about_anchor {
            None
        } else {
            Some(other()?)
        };
        Some(Support {
            pair_orders: because.pair_orders,
            antecedent_orders: because.antecedent_orders,
            with,
        })
    });
    let record = data.card(pick.item)?;
    Some(Candidate {
        gain: anchor.and_then(|anchor| data.gain(anchor, &record.sku)),
        record,
        support,
    })
}
