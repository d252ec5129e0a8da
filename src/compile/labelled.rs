//! Tables for pages that name a segment or a loyalty tier of which the shop's rules speak.
//!
//! What a rule changes is known before the table is written, so each set of labels has a table of its
//! own, and a page fetches one, as ever. Rules that ask for labels so cost a page no byte of its
//! table and no work, and those for everybody hold in each.

use serde::{Deserialize, Serialize};

use super::{
    BuildError, Lint,
    build::{self, BuildInput},
    catalog::Listing,
    cold::ColdChoice,
    manifest::{CatalogFiles, FileEntry, Manifest, RulesFile},
    relations::Related,
    staging::Staging,
    word::{Finished, Word},
};
use crate::{
    eval::Choice,
    mine::config::{LabelRules, Labels, RulesSettings},
};

/// What a page with these labels fetches in place of the manifest's own table and catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Labelled {
    /// The segment that the page names; absent for any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// The loyalty tier that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// The rule table.
    pub rules: RulesFile,
    /// What cards show.
    pub catalog: CatalogFiles,
    /// Which rules do not come from orders alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<FileEntry>,
}

impl Manifest {
    /// What a page with these labels fetches: the first that fits, as the widget chooses.
    #[must_use]
    pub fn labelled(&self, labels: &Labels) -> Option<&Labelled> {
        let is = |own: &Option<String>, named: &Option<String>| own.is_none() || own == named;
        let mut all = self.labelled.iter();
        all.find(|it| is(&it.segment, &labels.segment) && is(&it.tier, &labels.tier))
    }
}

/// What is wrong with the rules of each label.
pub(super) fn lints(input: BuildInput<'_>, listing: Option<&Listing<'_>>) -> Vec<Lint> {
    let mut found = Vec::new();
    for LabelRules { key, rules, .. } in &input.settings.rules.labelled {
        let settings = with(input, rules.clone());
        let (_, lints) = Word::new(input.dataset, listing, &settings);
        found.extend(lints.into_iter().map(|lint| lint.under(key)));
    }
    found
}

fn with(input: BuildInput<'_>, rules: RulesSettings) -> crate::mine::config::Settings {
    let mut settings = input.settings.clone();
    settings.rules = rules;
    settings
}

/// Writes the files for each set of labels, ranked as was chosen for all.
pub(super) fn write(
    input: BuildInput<'_>,
    listing: Option<&Listing<'_>>,
    chosen: (&Choice, &ColdChoice),
    manifest: &Manifest,
    staging: &mut Staging,
) -> Result<Vec<Labelled>, BuildError> {
    let rules = &input.settings.rules;
    let mut written = Vec::new();
    for labels in rules.label_sets() {
        let settings = with(input, rules.for_labels(&labels));
        let (word, _) = Word::new(input.dataset, listing, &settings);
        let related = Related::new(input.dataset, &word, &settings);
        let (choice, cold) = (chosen.0, chosen.1.clone());
        let (_, Finished { mined, sources }) =
            build::mine_as(choice, cold, input.dataset, &word, &related, &settings);
        let (rules, table) = build::rule_table(input.dataset, listing, &settings, &mined)?;
        staging.write(&rules.entry.file, &table)?;
        let cards = build::cards(input.dataset, listing, &settings, &mined);
        let shards = build::write_cards(&cards, &settings, staging)?;
        let sources = match sources.file() {
            None => None,
            Some((entry, bytes)) => {
                staging.write(&entry.file, &bytes)?;
                Some(entry)
            }
        };
        written.push(Labelled {
            segment: labels.segment,
            tier: labels.tier,
            rules,
            catalog: CatalogFiles {
                shards,
                ..manifest.catalog.clone()
            },
            sources,
        });
    }
    Ok(written)
}
