use core::num::NonZeroU32;

use super::{
    AddLine, Attempt, Badge, BadgeView, BoxView, CardState, CardView, HeadingLevel, LineResult,
    Live, NoticeAction, NoticeView, Phase, SummaryView, TickView, Tone, Words,
};
use crate::domain::{Basket, Currency, Locale, Money, Placement, ProductRecord, Stock};

/// What the box is able to do on this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ability {
    /// Only link: the page gives no cart. Prices are the catalogue's, where the shop stated them.
    Link,
    /// Add to the shop's cart. Prices are what the shop's page says now, or absent.
    Add {
        /// Whether the page can show its cart on request.
        can_open_cart: bool,
    },
}

/// The orders behind a pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// How many orders hold both items.
    pub pair_orders: u32,
    /// The other item's name, where it is not the product being looked at.
    pub with: Option<String>,
}

/// A ranked pick with what its card needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The catalogue's card.
    pub record: ProductRecord,
    /// Why it was picked; absent for a popular item shown as a last resort.
    pub support: Option<Support>,
}

/// What stays the same for as long as a box stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// Where it stands.
    pub placement: Placement,
    /// The product being looked at.
    pub anchor: Option<ProductRecord>,
    /// The picks, best first; more than are shown, so that some may drop out.
    pub candidates: Vec<Candidate>,
    /// How many picks are shown beside the anchor.
    pub max_items: usize,
    /// What it can do.
    pub ability: Ability,
    /// Whether reasons are shown.
    pub show_orders: bool,
    /// The page's own heading.
    pub heading: Option<String>,
    /// Where the heading stands in the page's outline.
    pub heading_level: HeadingLevel,
    /// The currency the page sells in. Prices in another are not shown.
    pub currency: Option<Currency>,
    /// The language of the texts.
    pub locale: Locale,
}

/// How far an add has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Progress {
    #[default]
    Idle,
    Busy,
    /// The lines, and whether the cart could be read afterwards.
    Over(Vec<LineResult>, bool),
}

/// One box on one page: what it may show, what is ticked, and what the last add came to.
///
/// Every change is a method; [`Session::view`] turns the whole into words. Nothing here is
/// asynchronous.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    setup: Setup,
    basket: Basket,
    live: Option<Vec<Live>>,
    ticked: Vec<String>,
    /// Items of an add from this box: their cards stay where they are.
    kept: Vec<String>,
    progress: Progress,
}

impl Session {
    /// A box that has just come to stand. The anchor is ticked, nothing else is.
    #[must_use]
    pub fn new(setup: Setup, basket: Basket) -> Self {
        let ticked = setup.anchor.iter().map(|item| item.sku.clone()).collect();
        Self {
            setup,
            basket,
            live: None,
            ticked,
            kept: Vec::new(),
            progress: Progress::Idle,
        }
    }

    /// Takes over what the shopper did in the box that this one replaces: ticks, what was added from
    /// it, and the account of it.
    pub fn carry_over(&mut self, previous: &Self) {
        self.ticked.clone_from(&previous.ticked);
        self.kept.clone_from(&previous.kept);
        self.progress.clone_from(&previous.progress);
    }

    /// The cart as last read.
    #[must_use]
    pub const fn basket(&self) -> &Basket {
        &self.basket
    }

    /// Takes the cart as it is now. Ticks stay.
    pub fn set_basket(&mut self, basket: Basket) {
        self.basket = basket;
    }

    /// Takes the shop's prices and stock as they are now. From then on the catalogue's prices are
    /// not shown any more.
    pub fn set_live(&mut self, live: Vec<Live>) {
        self.live = Some(live);
    }

    /// Every item whose price and stock matter: the anchor and all candidates.
    #[must_use]
    pub fn skus(&self) -> Vec<String> {
        let anchor = self.setup.anchor.iter();
        anchor
            .chain(self.setup.candidates.iter().map(|pick| &pick.record))
            .map(|record| record.sku.clone())
            .collect()
    }

    /// Ticks or unticks an item, also while an add is under way: it is for the next one then. Nothing
    /// happens where the item is not on show.
    pub fn tick(&mut self, sku: &str, ticked: bool) {
        if !self.is_busy() {
            self.progress = Progress::Idle;
        }
        self.ticked.retain(|other| other != sku);
        if ticked && self.shown().iter().any(|item| item.record.sku == sku) {
            self.ticked.push(sku.to_owned());
        }
    }

    /// The lines that an add would send: what is ticked and can be ticked, in the order shown.
    #[must_use]
    pub fn lines(&self) -> Vec<AddLine> {
        self.shown()
            .iter()
            .filter(|item| self.is_ticked(item))
            .map(|item| AddLine {
                sku: item.record.sku.clone(),
                quantity: NonZeroU32::MIN,
            })
            .collect()
    }

    /// Starts an add: the lines to send, or `None` where one is under way or nothing is ticked. So
    /// a second click sends nothing.
    pub fn begin_add(&mut self) -> Option<Vec<AddLine>> {
        let lines = self.lines();
        if self.progress == Progress::Busy || lines.is_empty() {
            return None;
        }
        self.progress = Progress::Busy;
        Some(lines)
    }

    /// Gives up an add before it was sent.
    pub fn cancel_add(&mut self) {
        self.progress = Progress::Idle;
    }

    /// Takes what came of the add. Confirmed items are unticked; what was not added stays ticked,
    /// for another try, unless the shop said that it is sold out.
    pub fn finish_add(&mut self, attempt: Attempt) {
        for line in &attempt.lines {
            if !self.kept.contains(&line.sku) {
                self.kept.push(line.sku.clone());
            }
            if line.confirmed > 0 || line.sold_out {
                self.ticked.retain(|sku| *sku != line.sku);
            }
        }
        let was_read = attempt.cart.is_ok();
        if let Ok(basket) = attempt.cart {
            self.basket = basket;
        }
        self.progress = Progress::Over(attempt.lines, was_read);
    }

    /// Whether an add is under way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.progress == Progress::Busy
    }

    /// What is on show, in order: its id and its price, where one is shown.
    #[must_use]
    pub fn on_show(&self) -> Vec<(String, Option<Money>)> {
        self.shown()
            .iter()
            .map(|item| (item.record.sku.clone(), item.price))
            .collect()
    }

    /// The box in words.
    #[must_use]
    pub fn view(&self, words: Words<'_>) -> BoxView {
        let mut view = BoxView::loading(&self.setup, words);
        let shown = self.shown();
        if shown.iter().all(|item| item.is_anchor) {
            view.phase = Phase::Empty;
            return view;
        }
        view.phase = Phase::Ready;
        view.summary = self.summary(&shown, words);
        view.notice = self.notice(words);
        view.cards = shown.iter().map(|item| self.card(item, words)).collect();
        view
    }

    fn shown(&self) -> Vec<Shown<'_>> {
        let anchor = self.setup.anchor.as_ref();
        let mut shown: Vec<Shown<'_>> = anchor
            .map(|record| self.look_at(record, None, true))
            .into_iter()
            .collect();
        let limit = shown.len() + self.setup.max_items;
        for pick in &self.setup.candidates {
            if shown.len() == limit {
                break;
            }
            let item = self.look_at(&pick.record, pick.support.as_ref(), false);
            let is_new = shown
                .iter()
                .all(|other| other.record.sku != item.record.sku);
            let is_offered = item.badge.is_none() || self.kept.contains(&item.record.sku);
            if is_new && is_offered {
                shown.push(item);
            }
        }
        shown
    }

    fn look_at<'a>(
        &'a self,
        record: &'a ProductRecord,
        support: Option<&'a Support>,
        is_anchor: bool,
    ) -> Shown<'a> {
        let live = self
            .live
            .as_ref()
            .and_then(|live| live.iter().find(|live| live.sku == record.sku));
        let refused = matches!(&self.progress, Progress::Over(lines, _)
            if lines.iter().any(|line| line.sold_out && line.sku == record.sku));
        let stock = live.map_or(record.stock, |live| live.stock);
        let price = match (&self.live, self.setup.ability) {
            (None, Ability::Link) => record.price,
            _ => live.and_then(|live| live.price),
        };
        let badge = if self.basket.contains(&record.sku) {
            Some(Badge::InCart)
        } else if stock == Stock::SoldOut || refused {
            Some(Badge::SoldOut)
        } else {
            None
        };
        Shown {
            record,
            live,
            support,
            is_anchor,
            badge,
            price: price.filter(|price| {
                self.setup
                    .currency
                    .is_none_or(|currency| currency.code() == price.currency.code())
            }),
        }
    }

    fn can_add(&self) -> bool {
        self.setup.ability != Ability::Link
    }

    fn is_ticked(&self, item: &Shown<'_>) -> bool {
        self.can_add() && item.badge.is_none() && self.ticked.contains(&item.record.sku)
    }

    fn card(&self, item: &Shown<'_>, words: Words<'_>) -> CardView {
        let record = item.record;
        let title = item
            .live
            .and_then(|live| live.title.as_ref())
            .unwrap_or(&record.title);
        let tick = (self.can_add() && item.badge.is_none()).then(|| TickView {
            ticked: self.is_ticked(item),
            name: words.say("tick", &[("title", title)]),
        });
        let badge = item.badge.map(|kind| BadgeView {
            kind,
            text: words.say(kind.as_str(), &[]),
        });
        let live_url = item.live.and_then(|live| live.url.as_ref());
        let live_image = item.live.and_then(|live| live.image.as_ref());
        CardView {
            sku: record.sku.clone(),
            url: live_url.or(record.url.as_ref()).cloned(),
            image: live_image.or(record.image.as_ref()).cloned(),
            monogram: monogram(title),
            lead: item.is_anchor.then(|| words.say("this", &[])),
            reason: item
                .support
                .filter(|_| self.setup.show_orders)
                .map(|support| match &support.with {
                    None => words.say_count("reason", support.pair_orders, &[]),
                    Some(with) => {
                        words.say_count("reason.with", support.pair_orders, &[("title", with)])
                    }
                }),
            state: CardState {
                price: item.price.map(|price| words.formats.money(price)),
                badge,
                tick,
            },
            title: title.clone(),
        }
    }

    fn summary(&self, shown: &[Shown<'_>], words: Words<'_>) -> Option<SummaryView> {
        if !self.can_add() {
            return None;
        }
        let ticked: Vec<&Shown<'_>> = shown.iter().filter(|item| self.is_ticked(item)).collect();
        let count = u32::try_from(ticked.len()).unwrap_or(u32::MAX);
        let total = total(ticked.iter().map(|item| item.price));
        let busy = self.is_busy();
        let can_choose = shown.iter().any(|item| item.badge.is_none());
        Some(SummaryView {
            label: match (count, total) {
                _ if !can_choose => String::new(),
                (0, _) => words.say("choose", &[]),
                (_, Some(_)) => words.say_count("total", count, &[]),
                (_, None) => words.say_count("total.unknown", count, &[]),
            },
            total: total.map(|total| words.formats.money(total)),
            action: can_choose.then(|| match (busy, count) {
                (true, _) => words.say("adding", &[]),
                (false, 0) => words.say("add", &[]),
                (false, _) => words.say_count("add", count, &[]),
            }),
            enabled: count > 0 && !busy,
            busy,
        })
    }

    fn notice(&self, words: Words<'_>) -> Option<NoticeView> {
        let Progress::Over(lines, was_read) = &self.progress else {
            return None;
        };
        let count = |pick: fn(&LineResult) -> u32| {
            lines
                .iter()
                .fold(0_u32, |sum, line| sum.saturating_add(pick(line)))
        };
        let (added, asked) = (count(|line| line.confirmed), count(|line| line.requested));
        let (tone, text) = match (*was_read, added) {
            (false, _) => (Tone::Bad, words.say("added.unknown", &[])),
            (true, 0) => (Tone::Bad, words.say("added.none", &[])),
            (true, _) if added == asked => (Tone::Good, words.say_count("added", added, &[])),
            (true, _) => (
                Tone::Mixed,
                words.say(
                    "added.some",
                    &[
                        ("added", words.formats.count(added).as_str()),
                        ("count", words.formats.count(asked).as_str()),
                    ],
                ),
            ),
        };
        let missing = lines
            .iter()
            .filter(|line| *was_read && line.confirmed < line.requested);
        let can_retry = missing.clone().any(|line| !line.sold_out);
        let can_open = self.setup.ability
            == Ability::Add {
                can_open_cart: true,
            };
        let action = if (added < asked && can_retry) || (!*was_read && !can_open) {
            Some((NoticeAction::Retry, words.say("retry", &[])))
        } else if can_open && (added > 0 || !*was_read) {
            Some((NoticeAction::OpenCart, words.say("open-cart", &[])))
        } else {
            None
        };
        Some(NoticeView {
            tone,
            text,
            details: missing
                .filter(|line| added > 0 || line.sold_out || !line.why.is_empty())
                .map(|line| self.missing(line, words))
                .collect(),
            action,
        })
    }

    fn missing(&self, line: &LineResult, words: Words<'_>) -> String {
        let title = self
            .shown()
            .iter()
            .find(|item| item.record.sku == line.sku)
            .map_or_else(|| line.sku.clone(), |item| item.record.title.clone());
        let plain = words.say("missing", &[("title", &title)]);
        let why = if line.why.is_empty() && line.sold_out {
            words.say("sold-out", &[])
        } else {
            line.why.clone()
        };
        if why.is_empty() {
            plain
        } else {
            [plain.as_str(), ": ", &why].concat()
        }
    }
}

/// One item as it may be shown now.
struct Shown<'a> {
    record: &'a ProductRecord,
    live: Option<&'a Live>,
    support: Option<&'a Support>,
    is_anchor: bool,
    badge: Option<Badge>,
    price: Option<Money>,
}

/// The sum of the prices; `None` where one is absent, the currencies differ, there is nothing to
/// sum, or the sum overflows.
fn total(mut prices: impl Iterator<Item = Option<Money>>) -> Option<Money> {
    let first = prices.next()??;
    prices.try_fold(first, |sum, price| sum.checked_add(price?))
}

/// The first letter or digit; empty where there is none. Letters beyond ASCII are told from signs
/// by not being ASCII: the tables that know better are larger than the rest of this layer.
fn monogram(title: &str) -> String {
    title
        .chars()
        .find(|letter| !letter.is_ascii() || letter.is_ascii_alphanumeric())
        .map_or_else(String::new, String::from)
}

impl BoxView {
    /// The box before anything is known but its place and its language.
    #[must_use]
    pub fn loading(setup: &Setup, words: Words<'_>) -> Self {
        Self {
            phase: Phase::Loading,
            language: setup.locale.as_str().to_owned(),
            direction: Some(setup.locale.direction()),
            heading: setup.heading.clone().unwrap_or_else(|| {
                words.say(
                    match setup.placement {
                        Placement::Product => "heading.product",
                        Placement::Cart => "heading.cart",
                    },
                    &[],
                )
            }),
            heading_level: setup.heading_level,
            loading: words.say("loading", &[]),
            cards: Vec::new(),
            summary: None,
            notice: None,
        }
    }
}
