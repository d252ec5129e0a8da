//! Made-up shops, grown from a seed, of which the truth is known: what goes with what, what stands
//! in for what, and who distorts the counts.
//!
//! For tests, benches and shop windows: what a miner finds can be held against what was planted.
//! Imports `super::random` and nothing else of this crate.
//!
//! ```
//! use tandem_widget::mine::plant::{Plan, Relation, Shop};
//!
//! let shop = Shop::new(Plan::new(7, 1_000));
//! assert_eq!(shop.sales().count(), 1_000);
//! // The first series: three cameras that stand in for each other, then what goes with them.
//! assert_eq!(shop.products()[0].title, "Alano One camera");
//! assert_eq!(shop.relation(0, 1), Relation::Substitute);
//! assert_eq!(shop.relation(0, 3), Relation::Complement);
//! ```
//!
//! # What is planted
//!
//! Products come in *series*: three models of a base (cameras), three or four accessories that fit
//! them (batteries), and some sorts of a consumable (photo paper). A customer who takes a base takes
//! one model, and each accessory with a chance of its own; later the same customers come back for
//! another model, for accessories alone, or for several sorts of the consumable. So, within a series:
//!
//! | | planted as | bought together |
//! |---|---|---|
//! | model and model | substitutes | never, but by customers of several orders |
//! | sort and sort | variants | often |
//! | any other two | complements | as often as the accessory's chance says |
//!
//! A better model has more of what [`Product::features`] names and costs up to half as much again;
//! series of one department cost alike, or more than half as much again.
//!
//! Between series nothing is planted. What the counts show there is noise: popular series meet
//! unrelated ones, seasons bring strangers into the same weeks, wholesale buyers take a department's
//! whole shelf, bots repeat an order that nobody else places.

mod export;
mod goods;
mod sales;
#[cfg(test)]
mod tests;

pub use sales::{Buyer, Sale, Sales};

use goods::{DEPARTMENTS, MODELS, series_name};

/// What to grow. Shares are 0 to 1, of all orders but where it says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Decides everything that chance decides.
    pub seed: u64,
    /// How many orders.
    pub orders: u32,
    /// About how many products: series are whole.
    pub products: u32,
    /// The first so many departments, 1 to 8: cameras, coffee, phones, then garden, painting, tea,
    /// cycling and baking.
    pub departments: u32,
    /// Over how many days, ending 2024-12-31.
    pub days: u32,
    /// Strangers in an order, on average.
    pub noise_lines: f64,
    /// Orders without a customer.
    pub anonymous_share: f64,
    /// Orders of wholesale buyers: 20 to 60 products across two departments.
    pub wholesale_share: f64,
    /// Orders of two bots, each always for its own three unrelated products.
    pub bot_share: f64,
    /// Orders of one customer who always takes some of the same six unrelated products.
    pub regular_share: f64,
    /// Orders with a carrier bag on top.
    pub bag_share: f64,
}

impl Plan {
    /// A shop of so many orders over two years, with as many products as such a shop would have (25
    /// for 50 orders, 2,000 for 100,000, 20,000 for five million), some noise, a few wholesale
    /// buyers and bots.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "under 10^6"
    )]
    pub fn new(seed: u64, orders: u32) -> Self {
        Self {
            seed,
            orders,
            products: (2.5 * f64::from(orders).powf(0.58)) as u32,
            departments: u32::MAX,
            days: 730,
            noise_lines: 0.6,
            anonymous_share: 0.25,
            wholesale_share: 0.01,
            bot_share: 0.01,
            regular_share: 0.0,
            bag_share: 0.0,
        }
    }
}

/// What a product is within its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// One model of the thing to own.
    Base,
    /// What fits it.
    Accessory,
    /// One sort of what is used up.
    Consumable,
    /// A carrier bag: of no series.
    Bag,
}

/// How two products stand to each other by plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// They fit together.
    Complement,
    /// Sorts of one consumable: bought together, and of one kind.
    Variant,
    /// One is taken in place of the other.
    Substitute,
    /// Nothing.
    Stranger,
}

/// Something that a made-up shop sells.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Unique; no two differ only in case.
    pub sku: String,
    /// `Alano One camera`.
    pub title: String,
    /// The department.
    pub department: &'static str,
    /// The kind within it: `camera`, `battery`.
    pub kind: &'static str,
    /// In euro cents.
    pub price_minor: i64,
    /// What a better model has more of, by the name of a column: `("Lenses", "2")`.
    pub features: Vec<(&'static str, &'static str)>,
    /// Its part in the series.
    pub role: Role,
    /// Which series.
    pub series: usize,
    /// The chance that an order with a base holds it.
    attach: f64,
}

/// A run of products that fit one another.
#[derive(Debug, Clone, PartialEq)]
struct Series {
    department: usize,
    first: usize,
    len: usize,
}

/// A made-up shop: what it sells and to whom. Orders are made as they are asked for.
#[derive(Debug, Clone)]
pub struct Shop {
    plan: Plan,
    products: Vec<Product>,
    series: Vec<Series>,
    /// Sums of the series' popularities, up to and with each.
    popularity: Vec<f64>,
    /// Pets of the bots, then of the regular customer.
    habits: [Vec<usize>; 3],
}

impl Shop {
    /// Stocks a shop. At least one series, whatever the plan says. Time and memory are linear in the
    /// products.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let mut products = Vec::new();
        let mut series = Vec::new();
        let departments = (plan.departments.max(1) as usize).min(DEPARTMENTS.len());
        let places = DEPARTMENTS.iter().enumerate().take(departments);
        for (number, (place, department)) in places.cycle().enumerate() {
            if number > 0 && products.len() >= plan.products as usize {
                break;
            }
            let first = products.len();
            let name = series_name(number);
            let code = department.code;
            let mut add = |suffix: String, title, kind, price_minor, role, attach| {
                products.push(Product {
                    sku: format!("{code}-{number:04}-{suffix}"),
                    title,
                    department: department.name,
                    kind,
                    price_minor,
                    features: Vec::new(),
                    role,
                    series: number,
                    attach,
                });
            };
            let base = department.base;
            let base_price_minor = department.price_minor(number / departments);
            for ((model, _), step) in MODELS.iter().zip(0..) {
                let price = base_price_minor * (4 + step) / 4;
                let title = format!("{name} {model} {base}");
                add(format!("B{step}"), title, base, price, Role::Base, 0.0);
            }
            for (&(kind, attach), step) in department.accessories.iter().zip(0..) {
                let price = base_price_minor * (step + 2) / 50;
                let title = format!("{name} {base} {kind}");
                add(
                    format!("A{step}"),
                    title,
                    kind,
                    price,
                    Role::Accessory,
                    attach,
                );
            }
            let kind = department.consumable;
            for (sort, step) in department.sorts.iter().zip(0..) {
                let title = format!("{name} {kind}, {sort}");
                add(
                    format!("C{step}"),
                    title,
                    kind,
                    790 + 100 * step,
                    Role::Consumable,
                    0.1,
                );
            }
            for (product, model) in products.iter_mut().skip(first).zip(0..MODELS.len()) {
                let of_model =
                    |&(name, values): &(_, [_; MODELS.len()])| Some((name, *values.get(model)?));
                product.features = department.features.iter().filter_map(of_model).collect();
            }
            series.push(Series {
                department: place,
                first,
                len: products.len() - first,
            });
        }
        if plan.bag_share > 0.0 {
            products.push(Product {
                sku: "BAG".to_owned(),
                title: "Carrier bag".to_owned(),
                department: "Checkout",
                kind: "bag",
                price_minor: 10,
                features: Vec::new(),
                role: Role::Bag,
                series: series.len(),
                attach: 0.0,
            });
        }
        let mut sum = 0.0;
        let popularity = (1..=series.len())
            .map(|rank| {
                sum += (rank as f64).powf(-0.8);
                sum
            })
            .collect();
        // Unrelated: each of another series, as far as there are any, and never of the first.
        let last = series.len().saturating_sub(1).max(1);
        let pets = |from: usize, count: usize| {
            (from..from + count)
                .filter_map(|number| {
                    let series: &Series = series.get((1 + number % last).min(series.len() - 1))?;
                    Some(series.first + (number * 5 + 3) % series.len)
                })
                .collect()
        };
        let habits = [pets(0, 3), pets(3, 3), pets(6, 6)];
        Self {
            plan,
            products,
            series,
            popularity,
            habits,
        }
    }

    /// What it was grown from.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What it sells. Products are named by their position here.
    #[must_use]
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// How two products stand to each other by plan. A product is a stranger to itself.
    #[must_use]
    pub fn relation(&self, left: usize, right: usize) -> Relation {
        let (Some(a), Some(b)) = (self.products.get(left), self.products.get(right)) else {
            return Relation::Stranger;
        };
        if left == right || a.series != b.series {
            return Relation::Stranger;
        }
        match (a.role, b.role) {
            (Role::Base, Role::Base) => Relation::Substitute,
            (Role::Consumable, Role::Consumable) => Relation::Variant,
            _ => Relation::Complement,
        }
    }

    /// What each of the bots, and last the regular customer, always takes.
    #[must_use]
    pub fn habits(&self) -> &[Vec<usize>; 3] {
        &self.habits
    }

    /// The orders, by time, made one at a time: the same shop gives the same orders, whatever was
    /// asked before.
    #[must_use]
    pub fn sales(&self) -> Sales<'_> {
        Sales::new(self)
    }
}
