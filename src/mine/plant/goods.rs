//! What a made-up shop sells.

/// A department: things to own, and what goes with them. Every series of a department has one set
/// of its items, which fit one another and nothing else.
pub(super) struct Department {
    pub(super) name: &'static str,
    pub(super) code: &'static str,
    /// What a customer owns one of: its models stand for each other.
    pub(super) base: &'static str,
    base_price_minor: i64,
    /// What its models differ in: the name of a column, and what each model has of it.
    pub(super) features: &'static [(&'static str, [&'static str; MODELS.len()])],
    /// What goes with it, and in what share of the orders with the base it is bought at once.
    pub(super) accessories: &'static [(&'static str, f64)],
    /// What is bought again and again, several sorts at once.
    pub(super) consumable: &'static str,
    pub(super) sorts: &'static [&'static str],
    /// The day of the year about which it sells five times as well, if any.
    pub(super) peak_day: Option<u32>,
}

/// What a series costs, in per cent of what its department's first one does. More than a half apart:
/// no accessory of one series is a better one of another.
const LEVELS: [i64; 8] = [100, 65, 160, 100, 65, 100, 260, 65];

/// The columns of a catalogue that [`Department::features`] names.
pub(super) const FEATURES: [&str; 4] = ["Lenses", "Storage", "Pressure", "Cups at once"];

impl Department {
    /// What the first model of its series of that number costs, in whole fours of euros: a quarter
    /// and a half more are whole euros too.
    pub(super) fn price_minor(&self, number: usize) -> i64 {
        let level = LEVELS.get(number % LEVELS.len());
        (self.base_price_minor * level.copied().unwrap_or(100) + 20_000) / 40_000 * 400
    }
}

/// Names of a base's models, with the share of base buyers that take each.
pub(super) const MODELS: [(&str, f64); 3] = [("One", 0.5), ("Plus", 0.3), ("Max", 0.2)];

pub(super) const DEPARTMENTS: [Department; 8] = [
    Department {
        name: "Cameras",
        code: "CAM",
        base: "camera",
        base_price_minor: 69_900,
        features: &[
            ("Lenses", ["1", "2", "3"]),
            ("Storage", ["64 GB", "128 GB", "256 GB"]),
        ],
        accessories: &[
            ("battery", 0.45),
            ("memory card", 0.4),
            ("lens filter", 0.25),
            ("shoulder bag", 0.3),
        ],
        consumable: "photo paper",
        sorts: &["matt", "glossy", "silk"],
        peak_day: Some(345),
    },
    Department {
        name: "Coffee",
        code: "COF",
        base: "espresso machine",
        base_price_minor: 44_900,
        features: &[
            ("Pressure", ["9 bar", "15 bar", "19 bar"]),
            ("Cups at once", ["1", "2", "2"]),
        ],
        accessories: &[
            ("milk jug", 0.4),
            ("tamper", 0.25),
            ("descaler", 0.35),
            ("water filter", 0.3),
        ],
        consumable: "coffee beans",
        sorts: &["dark roast", "light roast", "decaf", "house blend"],
        peak_day: None,
    },
    Department {
        name: "Phones",
        code: "PHO",
        base: "phone",
        base_price_minor: 54_900,
        features: &[
            ("Storage", ["128 GB", "256 GB", "512 GB"]),
            ("Lenses", ["2", "3", "4"]),
        ],
        accessories: &[
            ("case", 0.5),
            ("screen protector", 0.45),
            ("charger", 0.25),
            ("earbuds", 0.2),
        ],
        consumable: "wrist strap",
        sorts: &["black", "red", "sand"],
        peak_day: None,
    },
    Department {
        name: "Garden",
        code: "GAR",
        base: "lawn mower",
        base_price_minor: 29_900,
        features: &[],
        accessories: &[
            ("spare blade", 0.35),
            ("mower oil", 0.4),
            ("mower cover", 0.25),
        ],
        consumable: "lawn seed",
        sorts: &["shade", "sun", "sport"],
        peak_day: Some(115),
    },
    Department {
        name: "Painting",
        code: "PAI",
        base: "easel",
        base_price_minor: 8_900,
        features: &[],
        accessories: &[
            ("brush set", 0.5),
            ("palette", 0.3),
            ("canvas pack", 0.45),
            ("apron", 0.2),
        ],
        consumable: "acrylic paint",
        sorts: &["white", "ochre", "cobalt", "crimson", "black"],
        peak_day: None,
    },
    Department {
        name: "Tea",
        code: "TEA",
        base: "teapot",
        base_price_minor: 3_900,
        features: &[],
        accessories: &[
            ("strainer", 0.4),
            ("tea cosy", 0.25),
            ("cup and saucer", 0.45),
        ],
        consumable: "tea",
        sorts: &["assam", "oolong", "mint", "rooibos"],
        peak_day: Some(20),
    },
    Department {
        name: "Cycling",
        code: "CYC",
        base: "bicycle",
        base_price_minor: 89_900,
        features: &[],
        accessories: &[
            ("lock", 0.5),
            ("floor pump", 0.3),
            ("bell", 0.2),
            ("light set", 0.45),
        ],
        consumable: "inner tube",
        sorts: &["26 inch", "28 inch", "29 inch"],
        peak_day: Some(150),
    },
    Department {
        name: "Baking",
        code: "BAK",
        base: "stand mixer",
        base_price_minor: 24_900,
        features: &[],
        accessories: &[("dough hook", 0.3), ("mixing bowl", 0.4), ("whisk", 0.35)],
        consumable: "baking cups",
        sorts: &["small", "large", "gold"],
        peak_day: Some(335),
    },
];

const FIRST: [&str; 24] = [
    "Al", "Bel", "Cor", "Dor", "El", "Fen", "Gal", "Hel", "Il", "Jun", "Kal", "Lor", "Mir", "Nor",
    "Or", "Pel", "Quin", "Ros", "Sol", "Tor", "Ul", "Ver", "Wil", "Zen",
];
const LAST: [&str; 16] = [
    "ano", "bera", "cino", "dara", "esta", "fino", "gora", "hara", "ika", "jano", "kora", "lino",
    "mera", "nova", "oro", "pia",
];

/// The name of a series: `Albera`, and with a number once the names run out.
pub(super) fn series_name(series: usize) -> String {
    // 7 and 384 have no common factor: neighbours sound different, and none repeats too soon.
    let names = FIRST.len() * LAST.len();
    let place = series * 7 % names;
    let first = FIRST.get(place % FIRST.len()).copied().unwrap_or_default();
    let last = LAST.get(place / FIRST.len()).copied().unwrap_or_default();
    match series / names {
        0 => format!("{first}{last}"),
        round => format!("{first}{last} {}", round + 1),
    }
}
