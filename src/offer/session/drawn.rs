use super::{Ability, Choice, Progress, Session, Setup, Shown, Step};
use crate::{
    domain::{Money, Placement},
    offer::{
        AboutView, AddView, BadgeView, BoxView, CardState, CardView, Control, GoalView, Layout,
        LineResult, NoticeView, Phase, SummaryView, TickView, Tone, Words,
    },
};

impl Session {
    /// The box in words.
    #[must_use]
    pub fn view(&self, words: Words<'_>) -> BoxView {
        let mut view = BoxView::loading(&self.setup, words);
        let shown = self.shown();
        view.goal = self.goal(words);
        if view.goal.is_none()
            && !self.has_news()
            && (self.setup.has_goal() || shown.iter().all(|item| item.is_anchor))
        {
            view.phase = Phase::Empty;
            return view;
        }
        view.phase = Phase::Ready;
        view.summary = self.summary(&shown, words);
        view.notice = self.notice(words);
        view.about = self.about(&shown, words);
        view.cards = shown.iter().map(|item| self.card(item, words)).collect();
        view
    }

    /// How far the cart is; `None` without a goal, or where the cart does not say what it comes to.
    fn goal(&self, words: Words<'_>) -> Option<GoalView> {
        if let Some(last) = self.setup.steps.last() {
            let can_reach = self.next_step().is_none() || !self.shown().is_empty();
            return (self.can_add() && can_reach).then(|| self.step(last, words));
        }
        let goal_minor = self.setup.goal_minor?;
        let now = self.worth()?;
        let gap = Money::new(goal_minor - now.minor, now.currency);
        Some(GoalView {
            now: now.minor.min(goal_minor),
            goal: goal_minor,
            text: if gap.minor > 0 {
                words.say("goal.left", &[("money", &words.formats.money(gap))])
            } else {
                words.say("goal.reached", &[])
            },
        })
    }

    /// How many pieces are missing to the next step, and all steps; or that the last is reached.
    fn step(&self, last: &Step, words: Words<'_>) -> GoalView {
        let say = |key: &str, count: u32, step: &Step| {
            let count = words.formats.count(count);
            words.say(key, &[("count", &count), ("saving", &step.saving)])
        };
        let next = self.next_step();
        let goal = next.map_or(last, |(step, _)| step);
        let mut text = match next {
            Some((step, missing)) => say("step.left", missing.get(), step),
            None => say("step.reached", last.quantity, last),
        };
        for step in self.setup.steps.iter().filter(|_| next.is_some()) {
            text.push('\n');
            text += &say("step", step.quantity, step);
        }
        GoalView {
            now: i64::from(self.held().min(goal.quantity)),
            goal: goal.quantity.into(),
            text,
        }
    }

    fn card(&self, item: &Shown<'_>, words: Words<'_>) -> CardView {
        let record = item.record;
        let title = item
            .live
            .and_then(|live| live.title.as_ref())
            .unwrap_or(&record.title);
        let choice = self.setup.choice();
        let is_upgrade = self.setup.placement == Placement::Upgrade;
        let can_choose = self.can_add() && item.badge.is_none() && !(is_upgrade && item.is_anchor);
        let tick = (can_choose && choice == Choice::Tick).then(|| TickView {
            ticked: self.is_wanted(item),
            name: words.say("tick", &[("title", title)]),
        });
        let add = (can_choose && choice == Choice::Each).then(|| {
            let busy = self.is_busy() && self.is_wanted(item);
            AddView {
                label: words.say(
                    match (busy, self.swaps()) {
                        (true, _) => "adding",
                        (false, None) => "add",
                        (false, Some(_)) => "swap",
                    },
                    &[],
                ),
                busy,
            }
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
            dismiss: (self.setup.can_dismiss
                && !item.is_anchor
                && item.badge.is_none()
                && !self.is_busy()
                && choice != Choice::All)
                .then(|| words.say("dismiss", &[("title", title)])),
            reason: self.better(item, words).or_else(|| {
                item.support
                    .filter(|_| self.setup.show_orders)
                    .map(|support| match &support.with {
                        None => words.say_count("reason", support.pair_orders, &[]),
                        Some(with) => {
                            words.say_count("reason.with", support.pair_orders, &[("title", with)])
                        }
                    })
            }),
            state: CardState {
                price: item.price.map(|price| words.formats.money(price)),
                badge,
                tick,
                add,
            },
            title: title.clone(),
        }
    }

    /// How much dearer an upgrade is, and what it has more.
    fn better(&self, item: &Shown<'_>, words: Words<'_>) -> Option<String> {
        let more = self.more(item, words);
        let is_upgrade = self.setup.placement == Placement::Upgrade;
        let mut picks = self.setup.candidates.iter();
        let pick = picks.find(|pick| is_upgrade && pick.record.sku == item.record.sku);
        let Some(gain) = pick.and_then(|pick| pick.gain.as_ref()) else {
            return more;
        };
        // Isolated: a shop's signs and units stand as it wrote them, whichever way the page runs.
        let gain = ["\u{2068}", gain, "\u{2069}"].concat();
        Some(match more {
            None => gain,
            Some(more) => [&more, "\n", &gain].concat(),
        })
    }

    /// How much dearer an upgrade is, where the shop states both prices.
    fn more(&self, item: &Shown<'_>, words: Words<'_>) -> Option<String> {
        let anchor = self.setup.anchor.as_ref();
        let anchor = anchor.filter(|_| self.setup.placement == Placement::Upgrade)?;
        let (price, own) = (item.price?, self.look_at(anchor, None, true).price?);
        let more = Money::new(price.minor.checked_sub(own.minor)?, price.currency);
        (more.minor > 0 && price.currency == own.currency)
            .then(|| words.say("more", &[("money", &words.formats.money(more))]))
    }

    fn summary(&self, shown: &[Shown<'_>], words: Words<'_>) -> Option<SummaryView> {
        let choice = self.setup.choice();
        if !self.can_add() || choice == Choice::Each || shown.is_empty() {
            return None;
        }
        let wanted: Vec<&Shown<'_>> = shown.iter().filter(|item| self.is_wanted(item)).collect();
        let of_each = self.quantity().get();
        let count = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
        let count = count.saturating_mul(of_each);
        let total = total(wanted.iter().map(|item| item.price?.checked_mul(of_each)));
        let busy = self.is_busy();
        let can_choose = shown.iter().any(|item| item.badge.is_none());
        Some(SummaryView {
            label: match (count, total) {
                _ if !can_choose => String::new(),
                (0, _) => words.say("choose", &[]),
                (_, total) => {
                    let key = if total.is_some() {
                        "total"
                    } else {
                        "total.unknown"
                    };
                    words.say_count(key, count, &[]) + &self.promise(words)
                }
            },
            total: total.map(|total| words.formats.money(total)),
            action: can_choose.then(|| match (busy, count) {
                (true, _) => words.say("adding", &[]),
                (false, 0) => words.say("add", &[]),
                (false, _)
                    if self.setup.placement == Placement::Bundle && wanted.len() < shown.len() =>
                {
                    words.say_count("complete", count, &[])
                }
                (false, _) => words.say_count("add", count, &[]),
            }),
            enabled: count > 0 && !busy,
            busy,
        })
    }

    /// That the shop's discount comes off in the cart, as a line of its own. How much it is the cart
    /// says.
    fn promise(&self, words: Words<'_>) -> String {
        let Some(discount) = &self.setup.discount else {
            return String::new();
        };
        let (key, until) = match &discount.until {
            None => ("discount", ""),
            Some(until) => ("discount.until", until.as_str()),
        };
        ["\n", &words.say(key, &[("time", until)])].concat()
    }

    fn notice(&self, words: Words<'_>) -> Option<NoticeView> {
        let (lines, was_read, saving) = match &self.progress {
            Progress::Over(lines, was_read, saving) => (lines, was_read, saving),
            Progress::Undone(is_undone) => {
                let (tone, key) = match is_undone {
                    true => (Tone::Good, "undone"),
                    false => (Tone::Bad, "undone.not"),
                };
                return Some(NoticeView {
                    tone,
                    text: words.say(key, &[]),
                    details: Vec::new(),
                    actions: [None, None],
                });
            }
            Progress::Dismissed(sku, kind) => {
                let record = self.record(sku);
                let title = record.map_or(sku, |record| &record.title);
                let key = match kind {
                    None => "dismissed",
                    Some(_) => "lessened",
                };
                let more = record.and_then(|record| record.kind.as_ref());
                let more = more.filter(|kind| !self.setup.fewer.contains(kind));
                return Some(NoticeView {
                    tone: Tone::Good,
                    text: words.say(key, &[("title", title)]),
                    details: Vec::new(),
                    actions: [
                        Some((Control::Undo, words.say("undo", &[]))),
                        more.map(|_| (Control::Fewer, words.say("fewer", &[]))),
                    ],
                });
            }
            Progress::Idle | Progress::Busy => return None,
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
            (true, _) if added == asked => match &self.swapped {
                None => (Tone::Good, words.say_count("added", added, &[])),
                Some((sku, _)) if self.basket.contains(sku) => {
                    (Tone::Mixed, words.say("swapped.not", &[]))
                }
                Some(_) => (Tone::Good, words.say("swapped", &[])),
            },
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
        let (can_open, can_undo) = match self.setup.ability {
            Ability::Add {
                can_open_cart,
                can_undo,
            } => (can_open_cart, can_undo),
            Ability::Link => (false, false),
        };
        let action = if (added < asked && can_retry) || (!*was_read && !can_open) {
            Some((Control::Add, words.say("retry", &[])))
        } else if can_undo && added > 0 && self.setup.choice() == Choice::Each {
            Some((Control::Undo, words.say("undo", &[])))
        } else if can_open && (added > 0 || !*was_read) {
            Some((Control::OpenCart, words.say("open-cart", &[])))
        } else {
            None
        };
        let mut details: Vec<String> = missing
            .filter(|line| added > 0 || line.sold_out || !line.why.is_empty())
            .map(|line| self.missing(line, words))
            .collect();
        let repriced = self.repriced(lines, words);
        let tone = match tone {
            Tone::Good if !repriced.is_empty() => Tone::Mixed,
            tone => tone,
        };
        details.extend(repriced);
        if let Some(saving) = saving.filter(|_| added > 0 && self.setup.discount.is_some()) {
            let money = words.formats.money(saving);
            let key = if saving.minor > 0 {
                "saved"
            } else {
                "saved.not"
            };
            details.push(words.say(key, &[("money", &money)]));
        }
        Some(NoticeView {
            tone,
            text,
            details,
            actions: [action, None],
        })
    }

    /// How suggestions are chosen, and what past orders say of those shown.
    fn about(&self, shown: &[Shown<'_>], words: Words<'_>) -> Option<AboutView> {
        let is_wanted = self.setup.can_dismiss && !shown.is_empty() && self.setup.steps.is_empty();
        is_wanted.then(|| {
            let mut text = words.say("about.text", &[]) + "\n";
            let anchor = self.setup.anchor.as_ref().map(|anchor| &anchor.title);
            for item in shown.iter().filter(|_| self.setup.show_orders) {
                if let Some(support) = item.support
                    && let Some(with) = support.with.as_ref().or(anchor)
                {
                    let count = words.formats.count(support.pair_orders);
                    let orders = words.formats.count(support.antecedent_orders);
                    text.push('\n');
                    text += &words.say(
                        "about.orders",
                        &[
                            ("title", &item.record.title),
                            ("count", &count),
                            ("orders", &orders),
                            ("with", with),
                        ],
                    );
                }
            }
            AboutView {
                label: words.say("about", &[]),
                text,
                hide: words.say("hide", &[]),
            }
        })
    }

    /// What the cart asks for one of each thing that was added, where that is not the price on its card.
    /// Less than that is no news where a discount was promised: it is told as a sum.
    fn repriced(&self, lines: &[LineResult], words: Words<'_>) -> Vec<String> {
        let told = self.shown().into_iter().filter_map(|item| {
            let sku = &item.record.sku;
            lines
                .iter()
                .find(|line| line.sku == *sku && line.confirmed > 0)?;
            let own = self.basket.lines.iter().filter(|line| line.sku == *sku);
            let shown = item.price?;
            let now = own.clone().next()?.unit_price?;
            let is_as_shown = own.clone().any(|line| line.unit_price == Some(shown));
            let is_less = now.minor < shown.minor && self.setup.discount.is_some();
            let is_news = now.currency == shown.currency && !is_as_shown && !is_less;
            is_news.then(|| {
                let money = words.formats.money(now);
                words.say(
                    "repriced",
                    &[("title", &item.record.title), ("money", &money)],
                )
            })
        });
        told.collect()
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
            layout: match setup.choice() {
                Choice::Each => Layout::Each,
                Choice::All if setup.has_goal() => Layout::Compact,
                Choice::Tick | Choice::All => Layout::Together,
            },
            language: setup.locale.as_str().to_owned(),
            direction: Some(setup.locale.direction()),
            heading: setup.heading.clone().unwrap_or_else(|| {
                words.say(
                    match setup.placement {
                        Placement::Product => "heading.product",
                        Placement::Cart => "heading.cart",
                        Placement::Bundle => "heading.bundle",
                        Placement::Upgrade => "heading.upgrade",
                        Placement::ThankYou => "heading.thankyou",
                        Placement::Progress if !setup.steps.is_empty() => "heading.steps",
                        Placement::Progress => "heading.progress",
                    },
                    &[],
                )
            }),
            heading_level: setup.heading_level,
            loading: words.say("loading", &[]),
            goal: None,
            cards: Vec::new(),
            summary: None,
            notice: None,
            about: None,
        }
    }
}
