mod drawn;
mod gap;
mod setup;

use core::num::NonZeroU32;

use self::setup::Choice;
pub use self::setup::{Ability, Candidate, Discount, Setup, Step, Support};
use super::{AddLine, Attempt, Badge, LineResult, Live, ShopError};
use crate::domain::{Basket, Money, Placement, ProductRecord, Stock};

/// How far an add has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Progress {
    #[default]
    Idle,
    Busy,
    /// The lines, whether the cart could be read afterwards, and how much more than before it takes
    /// off, where it says so.
    Over(Vec<LineResult>, bool, Option<Money>),
    /// Whether the cart is as it was again.
    Undone(bool),
    /// The item that was taken out of the suggestions last, and its kind where fewer of that are
    /// wanted as well.
    Dismissed(String, Option<String>),
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
    /// Items that the shopper does not want to be suggested.
    dismissed: Vec<String>,
    /// What the last add took the place of, and how many of it the cart held.
    swapped: Option<(String, u32)>,
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
            dismissed: Vec::new(),
            swapped: None,
            progress: Progress::Idle,
        }
    }

    /// Takes over what the shopper did in the box that this one replaces: ticks, what was added from
    /// it, and the account of it.
    pub fn carry_over(&mut self, previous: &Self) {
        self.ticked.clone_from(&previous.ticked);
        self.kept.clone_from(&previous.kept);
        self.dismissed.clone_from(&previous.dismissed);
        self.swapped.clone_from(&previous.swapped);
        self.progress.clone_from(&previous.progress);
    }

    /// The cart as last read.
    #[must_use]
    pub const fn basket(&self) -> &Basket {
        &self.basket
    }

    /// Whether there is something to tell, and perhaps to take back, though nothing be left to offer.
    #[must_use]
    pub const fn has_news(&self) -> bool {
        !matches!(self.progress, Progress::Idle | Progress::Busy)
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

    /// Wants one item and no other, as the button on its card says.
    pub fn want(&mut self, sku: &str) {
        if !self.is_busy() {
            self.ticked.clear();
            self.tick(sku, true);
        }
    }

    /// Takes an item out of the suggestions; the next one steps in.
    pub fn dismiss(&mut self, sku: &str) {
        if !self.is_busy() {
            self.dismissed.push(sku.to_owned());
            self.progress = Progress::Dismissed(sku.to_owned(), None);
        }
    }

    /// Has the kind of what was dismissed last come after all others, and gives it; `None` where
    /// there is none, or that was not the last thing that happened.
    pub fn lessen(&mut self) -> Option<String> {
        let Progress::Dismissed(sku, None) = &self.progress else {
            return None;
        };
        let kind = self.record(sku)?.kind.clone()?;
        self.progress = Progress::Dismissed(sku.clone(), Some(kind.clone()));
        self.setup.fewer.push(kind.clone());
        Some(kind)
    }

    /// Suggests again what was dismissed last, with its kind: its SKU, and the kind where fewer of
    /// that were wanted; `None` where that was not the last thing that happened.
    pub fn undismiss(&mut self) -> Option<(String, Option<String>)> {
        let Progress::Dismissed(sku, kind) = &self.progress else {
            return None;
        };
        let back = (sku.clone(), kind.clone());
        self.dismissed.retain(|other| *other != back.0);
        self.setup
            .fewer
            .retain(|other| Some(other) != back.1.as_ref());
        self.progress = Progress::Idle;
        Some(back)
    }

    /// The card of a pick.
    fn record(&self, sku: &str) -> Option<&ProductRecord> {
        let mut records = self.setup.candidates.iter().map(|pick| &pick.record);
        records.find(|record| record.sku == sku)
    }

    /// What an add takes the place of: an upgrade's product, where the cart holds it and can let go
    /// of it.
    #[must_use]
    pub fn swaps(&self) -> Option<(&str, NonZeroU32)> {
        let anchor = self.setup.anchor.as_ref()?;
        let held = NonZeroU32::new(self.basket.quantity_of(&anchor.sku))?;
        let can_undo = matches!(self.setup.ability, Ability::Add { can_undo: true, .. });
        (self.setup.placement == Placement::Upgrade && can_undo).then_some((&anchor.sku, held))
    }

    /// The lines that an add would send: what is wanted and can be had, in the order shown.
    #[must_use]
    pub fn lines(&self) -> Vec<AddLine> {
        let quantity = self.quantity();
        self.shown()
            .iter()
            .filter(|item| self.is_wanted(item))
            .map(|item| AddLine {
                sku: item.record.sku.clone(),
                quantity,
            })
            .collect()
    }

    /// How many of each item an add would send.
    fn quantity(&self) -> NonZeroU32 {
        let swapped = self.swaps().map(|(_, held)| held);
        let missing = || Some(self.next_step()?.1);
        swapped.or_else(missing).unwrap_or(NonZeroU32::MIN)
    }

    /// The step that comes next, and how many pieces are missing.
    fn next_step(&self) -> Option<(&Step, NonZeroU32)> {
        let held = self.held();
        let mut steps = self.setup.steps.iter();
        steps.find_map(|step| Some((step, NonZeroU32::new(step.quantity.saturating_sub(held))?)))
    }

    /// How many pieces the cart holds of what there are steps for.
    fn held(&self) -> u32 {
        let item = self.setup.candidates.first();
        item.map_or(0, |item| self.basket.quantity_of(&item.record.sku))
    }

    /// The name of the shop's discount on what an add would send.
    #[must_use]
    pub fn discount(&self) -> Option<&str> {
        let discount = self.setup.discount.as_ref()?;
        Some(&discount.name)
    }

    /// Starts an add: the lines to send, or `None` where one is under way or nothing is ticked. So
    /// a second click sends nothing.
    pub fn begin_add(&mut self) -> Option<Vec<AddLine>> {
        let lines = self.lines();
        if self.progress == Progress::Busy || lines.is_empty() {
            return None;
        }
        self.swapped = self.swaps().map(|(sku, held)| (sku.to_owned(), held.get()));
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
        let mut saving = None;
        if let Ok(basket) = attempt.cart {
            // An empty cart takes nothing off.
            let was = self.basket.discount.map(|was| was.minor);
            let was = was.or_else(|| self.basket.lines.is_empty().then_some(0));
            saving = basket
                .discount
                .zip(was)
                .map(|(now, was)| Money::new(now.minor.saturating_sub(was), now.currency));
            self.basket = basket;
        }
        self.progress = Progress::Over(attempt.lines, was_read, saving);
    }

    /// Starts to take the last add back: what the cart is to hold of each item. `None` where there
    /// is nothing to take back, or the cart is busy.
    pub fn begin_undo(&mut self) -> Option<Vec<(String, u32)>> {
        let Progress::Over(lines, true, _) = &self.progress else {
            return None;
        };
        let back: Vec<_> = lines
            .iter()
            .filter(|line| line.confirmed > 0)
            .map(|line| {
                let now = self.basket.quantity_of(&line.sku);
                (line.sku.clone(), now.saturating_sub(line.confirmed))
            })
            .collect();
        if back.is_empty() {
            return None;
        }
        self.progress = Progress::Busy;
        Some(back)
    }

    /// What an undo adds again before it takes anything out: what was swapped, as far as the cart is
    /// without it.
    #[must_use]
    pub fn brings_back(&self) -> Option<AddLine> {
        let (sku, held) = self.swapped.as_ref()?;
        let missing = held.saturating_sub(self.basket.quantity_of(sku));
        Some(AddLine {
            sku: sku.clone(),
            quantity: NonZeroU32::new(missing)?,
        })
    }

    /// Takes the cart as it is after an undo. Done is what the cart shows.
    pub fn finish_undo(&mut self, back: &[(String, u32)], cart: Result<Basket, ShopError>) {
        let is_undone = cart.as_ref().is_ok_and(|cart| {
            let swapped = self.swapped.as_ref();
            let is_back = swapped.is_none_or(|(sku, held)| cart.quantity_of(sku) >= *held);
            let is_gone = |(sku, quantity): &(String, u32)| cart.quantity_of(sku) <= *quantity;
            is_back && back.iter().all(is_gone)
        });
        if let Ok(cart) = cart {
            self.basket = cart;
        }
        self.kept
            .retain(|sku| !back.iter().any(|(other, _)| other == sku));
        self.swapped = None;
        self.progress = Progress::Undone(is_undone);
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

    fn shown(&self) -> Vec<Shown<'_>> {
        match self.setup.placement {
            Placement::Bundle => self.whole_set(),
            Placement::Progress if self.setup.steps.is_empty() => self.what_reaches_the_goal(),
            Placement::Progress => self.what_reaches_the_step(),
            // One, and only beside what it is better than.
            Placement::Upgrade if self.setup.anchor.is_none() => Vec::new(),
            Placement::Product | Placement::Cart | Placement::Upgrade | Placement::ThankYou => {
                self.best()
            }
        }
    }

    /// Every item of a set, as long as all can be had and some are not in the cart.
    fn whole_set(&self) -> Vec<Shown<'_>> {
        let set: Vec<_> = self.picks().collect();
        let is_sold_out = set.iter().any(|item| item.badge == Some(Badge::SoldOut));
        let is_new =
            |item: &Shown<'_>| item.badge.is_none() || self.kept.contains(&item.record.sku);
        if is_sold_out || !set.iter().any(is_new) {
            return Vec::new();
        }
        set
    }

    fn what_reaches_the_goal(&self) -> Vec<Shown<'_>> {
        let (Some(goal_minor), Some(worth)) = (self.setup.goal_minor, self.worth()) else {
            return Vec::new();
        };
        let mut free: Vec<_> = self.picks().collect();
        free.retain(|item| item.badge.is_none());
        let mut prices = Vec::with_capacity(free.len());
        for item in &free {
            let price = item.price.filter(|price| price.currency == worth.currency);
            prices.push(price.map(|price| price.minor));
        }
        let Some((first, second)) = gap::fill(goal_minor.saturating_sub(worth.minor), &prices)
        else {
            return Vec::new();
        };
        free.truncate(second + 1);
        free.drain(first + 1..second.max(first + 1));
        free.drain(..first);
        free
    }

    /// More of the one item, as long as there is a step to come and it can be had.
    fn what_reaches_the_step(&self) -> Vec<Shown<'_>> {
        let mut one: Vec<_> = self.picks().take(1).collect();
        one.retain(|item| item.badge != Some(Badge::SoldOut) && self.next_step().is_some());
        for item in &mut one {
            item.badge = None;
        }
        one
    }

    fn picks(&self) -> impl Iterator<Item = Shown<'_>> {
        self.setup
            .candidates
            .iter()
            .map(|pick| self.look_at(&pick.record, pick.support.as_ref(), false))
    }

    /// The anchor and the best picks that can be had: one of a kind, as long as there are others, and
    /// of what the shopper wants fewer only where there is nothing else.
    fn best(&self) -> Vec<Shown<'_>> {
        let anchor = self.setup.anchor.as_ref();
        let mut shown: Vec<Shown<'_>> = anchor
            .map(|record| self.look_at(record, None, true))
            .into_iter()
            .collect();
        let limit = shown.len() + self.setup.max_items;
        let free: Vec<_> = self.picks().filter(|item| self.is_offered(item)).collect();
        let is_another = |item: &Shown<'_>, others: &[Shown<'_>]| {
            let is_same =
                |other: &Shown<'_>| !other.is_anchor && other.record.kind == item.record.kind;
            item.record.kind.is_some() && others.iter().any(is_same)
        };
        let fewer = &self.setup.fewer;
        let is_unwanted = |item: &Shown<'_>| {
            item.record
                .kind
                .as_ref()
                .is_some_and(|kind| fewer.contains(kind))
        };
        for turn in 0..3 {
            for item in &free {
                let is_new = shown
                    .iter()
                    .all(|other| other.record.sku != item.record.sku);
                let its_turn = match is_unwanted(item) {
                    true => 2,
                    false => i32::from(is_another(item, &shown)),
                };
                if shown.len() < limit && is_new && its_turn == turn {
                    shown.push(*item);
                }
            }
        }
        shown
    }

    fn is_offered(&self, item: &Shown<'_>) -> bool {
        let sku = &item.record.sku;
        self.kept.contains(sku) || (item.badge.is_none() && !self.dismissed.contains(sku))
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
        let refused = matches!(&self.progress, Progress::Over(lines, ..)
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

    fn is_wanted(&self, item: &Shown<'_>) -> bool {
        self.can_add()
            && item.badge.is_none()
            && (self.setup.choice() == Choice::All || self.ticked.contains(&item.record.sku))
    }

    /// What the cart comes to; `None` where a line has no price, or they are in several currencies.
    /// An empty cart comes to nothing, in the page's currency.
    fn worth(&self) -> Option<Money> {
        let mut lines = self.basket.lines.iter();
        let sum = |sum: Money, price: Option<Money>, quantity: u32| {
            let price = price?;
            let minor = price.minor.checked_mul(quantity.into())?;
            sum.checked_add(Money::new(minor, price.currency))
        };
        let currency = match self.basket.lines.first() {
            Some(line) => line.unit_price?.currency,
            None => self.setup.currency?,
        };
        lines.try_fold(Money::new(0, currency), |worth, line| {
            sum(worth, line.unit_price, line.quantity.get())
        })
    }
}

/// One item as it may be shown now.
#[derive(Clone, Copy)]
struct Shown<'a> {
    record: &'a ProductRecord,
    live: Option<&'a Live>,
    support: Option<&'a Support>,
    is_anchor: bool,
    badge: Option<Badge>,
    price: Option<Money>,
}
