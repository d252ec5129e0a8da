//! Which rules do not come from orders alone: a small file beside the table, for people and for
//! `tandem inspect`. Pages do not fetch it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    hash,
    manifest::FileEntry,
    word::{Source, SourceNote},
};

/// `sources-<hash>.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Sources {
    /// Rules that were named by hand, by SKUs.
    pub rules: Vec<SourceNote>,
    /// By product what it suggests for products like one of the two; ascending. All other rules were
    /// mined.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub similar: BTreeMap<String, Vec<String>>,
    /// Products whose mined suggestions were made stronger or weaker, by SKU.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weighed: Vec<Weighed>,
}

/// A product that is suggested more, or less, than its orders alone would have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    /// The product.
    pub sku: String,
    /// How much, in words.
    pub reason: String,
}

impl Sources {
    /// By SKUs, for [`Self::of`].
    pub(super) fn new(mut rules: Vec<SourceNote>, mut weighed: Vec<Weighed>) -> Self {
        rules.sort_by(|a, b| (&a.item, &a.pick).cmp(&(&b.item, &b.pick)));
        weighed.sort_by(|a, b| a.sku.cmp(&b.sku));
        Self {
            rules,
            similar: BTreeMap::new(),
            weighed,
        }
    }

    /// Where a suggestion comes from and, but for orders alone, why it stands where it does. Takes
    /// the logarithm of the list's length.
    #[must_use]
    pub fn of(&self, item: &str, pick: &str) -> (Source, Option<&str>) {
        let note = self
            .rules
            .binary_search_by(|note| (note.item.as_str(), note.pick.as_str()).cmp(&(item, pick)));
        if let Some(note) = note.ok().and_then(|at| self.rules.get(at)) {
            return (note.source, Some(&note.reason));
        }
        let lent = self.similar.get(item);
        if lent.is_some_and(|lent| lent.iter().any(|other| other == pick)) {
            return (Source::Similar, None);
        }
        let weighed = self
            .weighed
            .binary_search_by(|weighed| weighed.sku.as_str().cmp(pick));
        let weighed = weighed.ok().and_then(|at| self.weighed.get(at));
        (
            Source::Mined,
            weighed.map(|weighed| weighed.reason.as_str()),
        )
    }

    /// The file and its entry; `None` where there is nothing to say.
    pub(super) fn file(&self) -> Option<(FileEntry, Vec<u8>)> {
        if *self == Self::default() {
            return None;
        }
        // Strings alone: nothing here can fail to serialise.
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        Some((hash::entry("sources", "json", &bytes), bytes))
    }
}
