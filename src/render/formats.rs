use crate::{
    domain::{Locale, Money},
    offer::{Formats, Plural},
};

/// Money, numbers and plurals without a browser's `Intl`: the amount with a point and the currency's
/// code (`12.50 GBP`), numbers without grouping, and the plural rules of the languages that come with the package.
#[derive(Debug, Clone)]
pub struct PlainFormats {
    rules: Rules,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rules {
    English,
    Arabic,
    French,
    Japanese,
}

impl PlainFormats {
    /// The formats of the locale's language; English rules for any other.
    #[must_use]
    pub fn new(locale: &Locale) -> Self {
        Self {
            rules: match locale.language().to_ascii_lowercase().as_str() {
                "ar" => Rules::Arabic,
                "fr" => Rules::French,
                "ja" => Rules::Japanese,
                _ => Rules::English,
            },
        }
    }
}

impl Formats for PlainFormats {
    fn money(&self, money: Money) -> String {
        format!("{} {}", money.to_decimal(), money.currency)
    }

    fn count(&self, count: u32) -> String {
        count.to_string()
    }

    fn plural(&self, count: u32) -> Plural {
        match (self.rules, count) {
            (Rules::Japanese, _) => Plural::Other,
            (Rules::Arabic, 0) => Plural::Zero,
            (Rules::French, 0) | (_, 1) => Plural::One,
            (Rules::French, _) if count.is_multiple_of(1_000_000) => Plural::Many,
            (Rules::Arabic, 2) => Plural::Two,
            (Rules::Arabic, _) if (3..=10).contains(&(count % 100)) => Plural::Few,
            (Rules::Arabic, _) if (11..=99).contains(&(count % 100)) => Plural::Many,
            _ => Plural::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_has_six_forms() {
        let arabic = PlainFormats::new(&Locale::new("ar-EG").expect("a locale"));
        let forms = [0, 1, 2, 3, 11, 100, 103, 111].map(|count| arabic.plural(count));
        use Plural::{Few, Many, One, Other, Two, Zero};
        assert_eq!(forms, [Zero, One, Two, Few, Many, Other, Few, Many]);
    }

    #[test]
    fn french_counts_nothing_as_one_and_japanese_has_one_form() {
        let forms = |tag| {
            let formats = PlainFormats::new(&Locale::new(tag).expect("a locale"));
            [0, 1, 2, 1_000_000].map(|count| formats.plural(count))
        };
        use Plural::{Many, One, Other};
        assert_eq!(forms("fr-CA"), [One, One, Other, Many]);
        assert_eq!(forms("ja"), [Other; 4]);
    }
}
