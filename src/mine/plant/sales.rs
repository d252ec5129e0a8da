use core::ops::Range;

use super::{DEPARTMENTS, MODELS, Role, Series, Shop};
use crate::mine::random::SplitMix;

/// Who placed an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buyer {
    /// Somebody who shops.
    Shopper,
    /// Somebody who fills shelves.
    Wholesaler,
    /// A program.
    Bot,
    /// One customer with a habit and no end of orders.
    Regular,
}

/// An order of a made-up shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    /// From 0, by time.
    pub number: u32,
    /// Seconds since 1970-01-01.
    pub time: i64,
    /// `None` for an order without an account.
    pub customer: Option<u32>,
    /// Positions in [`Shop::products`], ascending and distinct. Never empty.
    pub products: Vec<usize>,
    /// Who placed it.
    pub buyer: Buyer,
}

/// The orders of a made-up shop, by time. See [`Shop::sales`].
#[derive(Debug, Clone)]
pub struct Sales<'a> {
    shop: &'a Shop,
    left: Range<u32>,
}

const SECONDS_PER_DAY: i64 = 86_400;

/// 2025-01-01: every shop's orders end just before.
const END: i64 = 1_735_689_600;

/// Customers `0..` this are the wholesale buyers, the bots and the regular one.
const WHOLESALERS: usize = 5;
const BOTS: usize = 2;
const ODD_CUSTOMERS: u32 = 8;

/// How much better a department sells on its best day.
const PEAK: f64 = 4.0;

/// Days on either side until the peak has fallen to three fifths.
const PEAK_WIDTH: f64 = 20.0;

impl<'a> Sales<'a> {
    pub(super) fn new(shop: &'a Shop) -> Self {
        Self {
            shop,
            left: 0..shop.plan.orders,
        }
    }
}

impl Iterator for Sales<'_> {
    type Item = Sale;

    fn next(&mut self) -> Option<Sale> {
        self.left.next().map(|number| self.shop.sale(number))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl ExactSizeIterator for Sales<'_> {}

impl Shop {
    fn sale(&self, number: u32) -> Sale {
        let plan = &self.plan;
        let mut random = SplitMix::of_part(plan.seed, number.into());
        let span = i64::from(plan.days.max(1)) * SECONDS_PER_DAY;
        let step = |number: u32| span * i64::from(number) / i64::from(plan.orders.max(1));
        let room = usize::try_from(step(number + 1) - step(number)).unwrap_or(0);
        let jitter = i64::try_from(random.below(room)).unwrap_or(0);
        let time = END - span + step(number) + jitter;

        let kind = random.unit();
        let bot = plan.bot_share;
        let regular = bot + plan.regular_share;
        let wholesale = regular + plan.wholesale_share;
        let (buyer, customer, mut products) = if kind < bot {
            let which = random.below(BOTS);
            let habit = self.habits.get(which).cloned().unwrap_or_default();
            (Buyer::Bot, Some(WHOLESALERS + which), habit)
        } else if kind < regular {
            let pets = self.habits.get(BOTS).cloned().unwrap_or_default();
            let chosen = pets.into_iter().filter(|_| random.chance(0.6)).collect();
            (Buyer::Regular, Some(WHOLESALERS + BOTS), chosen)
        } else if kind < wholesale {
            let shelf = self.shelf(&mut random);
            (Buyer::Wholesaler, Some(random.below(WHOLESALERS)), shelf)
        } else {
            let (customer, basket) = self.shop_around(&mut random, time);
            (Buyer::Shopper, customer, basket)
        };
        if products.is_empty() {
            products.push(self.anything(&mut random, time));
        }
        if random.chance(plan.bag_share) {
            products.push(self.products.len().saturating_sub(1));
        }
        products.sort_unstable();
        products.dedup();
        Sale {
            number,
            time,
            customer: customer.and_then(|customer| u32::try_from(customer).ok()),
            products,
            buyer,
        }
    }

    /// What an ordinary customer buys, and who that is.
    fn shop_around(&self, random: &mut SplitMix, time: i64) -> (Option<usize>, Vec<usize>) {
        let customers = (self.plan.orders / 3 + 10) as usize;
        let person = random.below(customers);
        let mut basket = Vec::new();
        for _ in 0..=usize::from(random.chance(0.25)) {
            let series = if random.chance(0.5) {
                // One of two series that this customer keeps coming back to.
                let taste = SplitMix::of_part(!self.plan.seed, person as u64).next();
                let taste = SplitMix::new(taste ^ u64::from(random.chance(0.3))).unit();
                self.series_at(taste)
            } else {
                self.series_in_season(random, time)
            };
            if let Some(series) = self.series.get(series) {
                self.take(series, random, &mut basket);
            }
        }
        for _ in 0..random.poisson(self.plan.noise_lines) {
            basket.push(self.anything(random, time));
        }
        let anonymous = random.chance(self.plan.anonymous_share);
        let customer = ODD_CUSTOMERS as usize + person;
        ((!anonymous).then_some(customer), basket)
    }

    /// One errand in one series: a base with what goes with it, accessories, or consumables.
    fn take(&self, series: &Series, random: &mut SplitMix, basket: &mut Vec<usize>) {
        let products = series.first..series.first + series.len;
        let of = |role: Role| {
            let products = products.clone();
            products
                .filter(move |&place| self.products.get(place).is_some_and(|it| it.role == role))
        };
        let errand = random.unit();
        // Nobody takes two models of one thing home.
        let has_base = of(Role::Base).any(|place| basket.contains(&place));
        let with_base = errand < 0.5 && !has_base;
        if with_base {
            let mut left = random.unit();
            let model = MODELS.iter().position(|(_, share)| {
                left -= share;
                left < 0.0
            });
            basket.extend(of(Role::Base).nth(model.unwrap_or(0)));
        }
        if errand < 0.75 {
            let accessories: Vec<usize> = of(Role::Accessory).collect();
            if !with_base {
                basket.extend(accessories.get(random.below(accessories.len())));
            }
            for place in accessories {
                let attach = self.products.get(place).map_or(0.0, |it| it.attach);
                if random.chance(if with_base { attach } else { attach * 0.5 }) {
                    basket.push(place);
                }
            }
        }
        if errand >= 0.75 || random.chance(0.2) {
            let sorts: Vec<usize> = of(Role::Consumable).collect();
            basket.extend(sorts.get(random.below(sorts.len())));
            basket.extend(sorts.into_iter().filter(|_| random.chance(0.3)));
        }
    }

    /// A wholesale order: 20 to 60 products from the departments of two series.
    fn shelf(&self, random: &mut SplitMix) -> Vec<usize> {
        let department = |random: &mut SplitMix| {
            let series = self.series.get(random.below(self.series.len()));
            series.map(|series| series.department)
        };
        let chosen = [department(random), department(random)];
        let shelf: Vec<&Series> = self
            .series
            .iter()
            .filter(|series| chosen.contains(&Some(series.department)))
            .collect();
        (0..20 + random.below(41))
            .filter_map(|_| {
                let series = shelf.get(random.below(shelf.len()))?;
                Some(series.first + random.below(series.len))
            })
            .collect()
    }

    /// Any product, popular series more often.
    fn anything(&self, random: &mut SplitMix, time: i64) -> usize {
        let series = self.series.get(self.series_in_season(random, time));
        series.map_or(0, |series| series.first + random.below(series.len))
    }

    /// The series at a share, 0 to 1, of all popularity.
    fn series_at(&self, share: f64) -> usize {
        let all = self.popularity.last().copied().unwrap_or(0.0);
        self.popularity.partition_point(|sum| *sum <= share * all)
    }

    /// A series drawn by popularity and season.
    fn series_in_season(&self, random: &mut SplitMix, time: i64) -> usize {
        // Near enough to a calendar: 2024 is a leap year.
        let day = (time - END).div_euclid(SECONDS_PER_DAY).rem_euclid(366) as f64;
        loop {
            let series = self.series_at(random.unit());
            let peak = self
                .series
                .get(series)
                .and_then(|series| DEPARTMENTS.get(series.department))
                .and_then(|department| department.peak_day);
            let lift = peak.map_or(0.0, |peak| {
                let away = (day - f64::from(peak)).abs();
                let away = away.min(366.0 - away) / PEAK_WIDTH;
                PEAK * (-away * away / 2.0).exp()
            });
            if random.chance((1.0 + lift) / (1.0 + PEAK)) {
                return series;
            }
        }
    }
}
