/// The way a script runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    LeftToRight,
    /// Right to left.
    RightToLeft,
}

impl Direction {
    /// The value of HTML's `dir` attribute.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// A BCP 47 language tag, kept as written: `"en"`, `"de-AT"`, `"ar"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Locale(String);

impl Locale {
    /// A tag of letters, digits and hyphens, as BCP 47 wants it; `None` for anything else, so that
    /// a page's stray text never reaches `Intl`, which throws on a malformed tag.
    #[must_use]
    pub fn new(tag: &str) -> Option<Self> {
        let tag = tag.trim();
        let well_formed = (2..=35).contains(&tag.len())
            && tag.split('-').enumerate().all(|(position, part)| {
                (1..=8).contains(&part.len())
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
                    && (position > 0
                        || (part.len() >= 2 && part.bytes().all(|b| b.is_ascii_alphabetic())))
            });
        well_formed.then(|| Self(tag.to_owned()))
    }

    /// The whole tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone, as written: `"de"` of `"de-AT"`.
    #[must_use]
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// How the language's usual script runs.
    #[must_use]
    pub fn direction(&self) -> Direction {
        const RIGHT_TO_LEFT: [&str; 8] = ["ar", "dv", "fa", "he", "ps", "sd", "ur", "yi"];
        if RIGHT_TO_LEFT
            .iter()
            .any(|language| language.eq_ignore_ascii_case(self.language()))
        {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        }
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self("en".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_well_formed_tags() {
        for good in ["en", "de-AT", "zh-Hant-TW", "ar"] {
            assert!(Locale::new(good).is_some(), "{good}");
        }
        for bad in ["", "e", "en_GB", "en-", "<b>", "12", "en-toolongsubtag"] {
            assert!(Locale::new(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn arabic_runs_right_to_left() {
        let direction = |tag| Locale::new(tag).map(|locale| locale.direction());
        assert_eq!(direction("ar-EG"), Some(Direction::RightToLeft));
        assert_eq!(direction("en"), Some(Direction::LeftToRight));
    }
}
