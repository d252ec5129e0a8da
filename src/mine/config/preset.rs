use serde::{Deserialize, Serialize};

/// What a shop wants of its suggestions beside hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// Nothing: what goes together is suggested, whatever it sells or earns.
    #[default]
    Relevance,
    /// More of what is no best-seller.
    Discovery,
    /// More of what earns: of a higher margin, price less cost.
    Value,
}

impl Preset {
    /// Every preset, the default first.
    pub const ALL: [Self; 3] = [Self::Relevance, Self::Discovery, Self::Value];

    /// The preset of a word in the settings file.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == word)
    }

    /// The word in the settings file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Discovery => "discovery",
            Self::Value => "value",
        }
    }
}
