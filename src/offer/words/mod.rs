use crate::domain::Money;

mod texts;

pub use texts::ENGLISH;

/// A plural category of CLDR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plural {
    /// Arabic 0.
    Zero,
    /// English 1.
    One,
    /// Arabic 2.
    Two,
    /// Arabic 3 to 10, Polish 2 to 4.
    Few,
    /// Arabic 11 to 99.
    Many,
    /// Everything else; every language has it.
    Other,
}

impl Plural {
    /// The category's name as `Intl.PluralRules` gives it; anything unknown is [`Plural::Other`].
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "zero" => Self::Zero,
            "one" => Self::One,
            "two" => Self::Two,
            "few" => Self::Few,
            "many" => Self::Many,
            _ => Self::Other,
        }
    }

    /// The ending of a message's key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zero => ".zero",
            Self::One => ".one",
            Self::Two => ".two",
            Self::Few => ".few",
            Self::Many => ".many",
            Self::Other => ".other",
        }
    }
}

/// How a locale writes money and numbers. The browser fills it with `Intl`.
pub trait Formats {
    /// An amount with its currency.
    fn money(&self, money: Money) -> String;
    /// A whole number, grouped.
    fn count(&self, count: u32) -> String;
    /// Which plural form goes with a number.
    fn plural(&self, count: u32) -> Plural;
}

/// The texts of a locale: a page's own first, then those of its language, then English.
///
/// English is built in. Keys are listed in `docs/embed.md`; a text that depends on a number has a
/// key for each plural form of its language (`add.one`, `add.other`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Messages(Vec<(String, String)>);

impl Messages {
    /// Texts by key. Of a key that comes twice the first counts.
    #[must_use]
    pub fn new(texts: Vec<(String, String)>) -> Self {
        Self(texts)
    }

    /// These texts, and below them those of another list.
    #[must_use]
    pub fn above(mut self, texts: Vec<(String, String)>) -> Self {
        self.0.extend(texts);
        self
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, text)| text.as_str())
    }
}

/// Texts and formats together: what puts a view into words.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The texts.
    pub messages: &'a Messages,
    /// Money, numbers and plural forms.
    pub formats: &'a dyn Formats,
}

impl Words<'_> {
    /// The text of a key with its `{placeholders}` filled. A key that nobody knows gives an empty
    /// text. What is filled in is never looked at again, so an item called `{price}` stays that.
    #[must_use]
    pub fn say(&self, key: &str, fills: &[(&str, &str)]) -> String {
        self.messages
            .get(key)
            .or_else(|| texts::english(key))
            .map_or_else(String::new, |text| fill(text, fills))
    }

    /// The text in the plural form for `count`, with `{count}` filled besides.
    #[must_use]
    pub fn say_count(&self, key: &str, count: u32, fills: &[(&str, &str)]) -> String {
        let written = self.formats.count(count);
        let mut all = vec![("count", written.as_str())];
        all.extend_from_slice(fills);
        let form = [key, self.formats.plural(count).as_str()].concat();
        let other = [key, Plural::Other.as_str()].concat();
        self.messages
            .get(&form)
            .or_else(|| self.messages.get(&other))
            .or_else(|| texts::english(&form))
            .or_else(|| texts::english(&other))
            .map_or_else(String::new, |text| fill(text, &all))
    }
}

fn fill(text: &str, fills: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = fills.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        if let Some((value, after)) = known {
            filled.push_str(value);
            rest = after;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests;
