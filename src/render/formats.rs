use crate::{
    domain::{Locale, Money},
    offer::{Formats, Plural},
};

/// Money, numbers and plurals without a browser's `Intl`: the amount with a point and the currency's
/// code (`12.50 GBP`), numbers without grouping, and the plural rules of the built-in languages.
#[derive(Debug, Clone)]
pub struct PlainFormats {
    is_arabic: bool,
}

impl PlainFormats {
    /// The formats of the locale's language; English rules where it is not built in.
    #[must_use]
    pub fn new(locale: &Locale) -> Self {
        Self {
            is_arabic: locale.language().eq_ignore_ascii_case("ar"),
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
        match (self.is_arabic, count) {
            (true, 0) => Plural::Zero,
            (_, 1) => Plural::One,
            (true, 2) => Plural::Two,
            (true, _) if (3..=10).contains(&(count % 100)) => Plural::Few,
            (true, _) if (11..=99).contains(&(count % 100)) => Plural::Many,
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
}
