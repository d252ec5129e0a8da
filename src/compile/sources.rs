//! Which rules do not come from orders alone: a small file beside the table, for people and for
//! `tandem inspect`. Pages do not fetch it.

use serde::{Deserialize, Serialize};

use super::{hash, manifest::FileEntry, word::SourceNote};

/// `sources-<hash>.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Sources {
    /// Rules on which the merchant's word had a say; all others were mined and left as they were.
    pub rules: Vec<SourceNote>,
}

impl Sources {
    /// What is known of a suggestion; `None` where orders alone speak for it.
    #[must_use]
    pub fn of(&self, item: &str, pick: &str) -> Option<&SourceNote> {
        let mut rules = self.rules.iter();
        rules.find(|note| note.item == item && note.pick == pick)
    }

    /// The file and its entry; `None` where there is nothing to say. Sorted by SKUs.
    pub(super) fn file(mut notes: Vec<SourceNote>) -> Option<(FileEntry, Vec<u8>)> {
        if notes.is_empty() {
            return None;
        }
        notes.sort_by(|a, b| (&a.item, &a.pick).cmp(&(&b.item, &b.pick)));
        // Strings alone: nothing here can fail to serialise.
        let bytes = serde_json::to_vec(&Self { rules: notes }).unwrap_or_default();
        Some((hash::entry("sources", "json", &bytes), bytes))
    }
}
