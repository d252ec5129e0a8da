//! From an imported dataset to the files that a page fetches. Native only.
//!
//! May import [`crate::mine`], [`crate::eval`], [`crate::table`], [`crate::score`], [`crate::render`] and what is
//! below them.
//!
//! [`build`] mines the orders, looks for what the shop should know, and writes a folder:
//!
//! | file | is |
//! |---|---|
//! | `manifest.json` | names, sizes and hashes of the rest; the one name that stays the same |
//! | `rules-<hash>.tdm` | the rule table |
//! | `catalog-<n>-<hash>.json.gz` | what cards show, a run of items each |
//! | `fallback/<sku>.html` | the box of one product as plain links, for pages without script |
//! | `sources-<hash>.json` | which rules do not come from orders alone, where there are any |
//! | `manifest-<hash>.sig` | the shop's signature of the manifest, where `tandem sign` put one |
//! | `report.html` | what was read, mined and written, for the shop's owner |
//!
//! `<hash>` is the first 16 hexadecimal digits of the file's SHA-256. Everything but the times in the
//! manifest and the report is a function of input and settings, whatever the number of threads.
//!
//! [`Published`] opens such a folder, [`verify`] checks it.

mod breaks;
mod build;
mod bundles;
mod cards;
mod catalog;
mod chosen;
mod cold;
mod coverage;
mod fallback;
mod gains;
mod hash;
mod labelled;
mod lint;
mod manifest;
mod pack;
mod published;
mod relations;
mod report;
mod rules;
mod signature;
mod sources;
mod staging;
mod texts;
mod word;

pub use build::{
    BuildError, BuildInput, Built, NoRules, Stage, build, day_of, day_text, fallback_path,
    percent_encoded,
};
pub use bundles::{BundleList, NamedBundle};
pub use cards::{Card, Shard};
pub use catalog::CatalogFit;
pub use cold::{
    Asking, ColdChoice, ColdFigures, ColdStep, ColdTrial, Hits, Permission, STRIPPED_ONE_IN,
    likeness_of, measured,
};
pub use coverage::{Coverage, PairEvidence, most_frequent_pairs, strongest_pairs};
pub use labelled::Labelled;
pub use lint::{Lint, Severity};
pub use manifest::{
    BreakOffer, BundleOffer, CatalogFiles, DataSpan, FallbackRule, FileEntry, MANIFEST_FILE,
    MANIFEST_FORMAT, Manifest, MineRules, OfferRules, PriceSource, RulesFile, ShardFile,
};
pub use pack::{PackError, Packed, Platform, pack};
pub use published::{ArtefactFault, Published, verify};
pub use rules::Mined;
pub use signature::{SignatureFault, Signed, check_signature, sign};
pub(crate) use signature::{accepts, signature_file};
pub use sources::{Sources, Weighed};
pub use staging::{FALLBACK_FOLDER, FileError};
pub use texts::{OwnTexts, TextFault};
pub use word::{ProductFault, Source, SourceNote};
