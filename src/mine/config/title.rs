//! Titles that shout.

use std::borrow::Cow;

/// What becomes of a title that is all capitals, as stock systems like to export them. A title with
/// any small letter was written by a person and is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TitleCase {
    /// As it is.
    #[default]
    Keep,
    /// `White Hanging Heart T-Light Holder`.
    Title,
    /// `White hanging heart t-light holder`.
    Sentence,
}

/// Written in capitals for good.
const ABBREVIATIONS: [&str; 16] = [
    "CD", "DIY", "DVD", "EU", "FM", "HD", "LED", "PC", "TV", "UK", "US", "USA", "USB", "UV", "XL",
    "XXL",
];

impl TitleCase {
    /// The title as it is shown. Words with a digit (`S/3`, `40X40CM`) and common abbreviations keep
    /// their capitals. Linear in the title; allocates only where something changes.
    #[must_use]
    pub fn apply(self, title: &str) -> Cow<'_, str> {
        let shouts =
            !title.chars().any(char::is_lowercase) && title.chars().any(char::is_uppercase);
        if self == Self::Keep || !shouts {
            return Cow::Borrowed(title);
        }
        let mut shown = String::with_capacity(title.len());
        for (position, word) in title.split(' ').enumerate() {
            if position > 0 {
                shown.push(' ');
            }
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            if word.chars().any(char::is_numeric) || ABBREVIATIONS.contains(&bare) {
                shown.push_str(word);
                continue;
            }
            let mut capital = self == Self::Title || position == 0;
            for letter in word.chars() {
                if capital && letter.is_alphabetic() {
                    shown.push(letter);
                    capital = false;
                } else {
                    shown.extend(letter.to_lowercase());
                    capital |= self == Self::Title && matches!(letter, '-' | '/' | '&' | '+');
                }
            }
        }
        Cow::Owned(shown)
    }
}

#[cfg(test)]
mod tests {
    use super::TitleCase::{Keep, Sentence, Title};

    #[test]
    fn only_what_shouts_is_touched() {
        let shout = "WHITE HANGING HEART T-LIGHT HOLDER";
        assert_eq!(Keep.apply(shout), shout);
        assert_eq!(Title.apply(shout), "White Hanging Heart T-Light Holder");
        assert_eq!(Sentence.apply(shout), "White hanging heart t-light holder");
        for kept in ["Boxed GLASS Ashtray", "12", "", "日本"] {
            assert_eq!(Title.apply(kept), kept);
        }
    }

    #[test]
    fn sizes_abbreviations_and_apostrophes() {
        assert_eq!(
            Title.apply("SET/6 3D CHILDREN'S (UK) LED MUGS"),
            "SET/6 3D Children's (UK) LED Mugs"
        );
        assert_eq!(Sentence.apply("\"ÉCLAIR\" TIN"), "\"Éclair\" tin");
    }
}
