use std::path::Path;

use super::failure::Failure;
use crate::{
    compile::{ArtefactFault, Published, Shard, Source, Sources},
    domain::ItemId,
    mine::config::Labels,
    score::{Fallback, Pick, RankOptions, Score},
};

/// A built folder with the names of its items.
pub(super) struct Folder {
    pub(super) published: Published,
    shards: Vec<Shard>,
    sources: Sources,
}

impl Folder {
    pub(super) fn open(dir: &Path) -> Result<Self, Failure> {
        Self::open_for(dir, &Labels::default())
    }

    /// As a page with these labels has it.
    pub(super) fn open_for(dir: &Path, labels: &Labels) -> Result<Self, Failure> {
        let told = |fault: ArtefactFault| Failure::told(sentence(dir, &fault));
        let published = Published::open_for(dir, labels).map_err(told)?;
        let shards = published.shards().map_err(told)?;
        let sources = published.sources().map_err(told)?;
        Ok(Self {
            published,
            shards,
            sources,
        })
    }

    /// An item by any id that the table knows.
    pub(super) fn find(&self, key: &str) -> Option<ItemId> {
        self.published.table.find_any(key)
    }

    /// The same, or a sentence.
    pub(super) fn require(&self, key: &str) -> Result<ItemId, Failure> {
        self.find(key).ok_or_else(|| {
            Failure::told(format!(
                "{key} is not in the table: give a SKU as it stands in the order export"
            ))
        })
    }

    /// The fragment that stands in for an item's box; empty where nothing goes with it.
    pub(super) fn fallback(&self, item: ItemId) -> String {
        self.published.fallback(&self.shards, item)
    }

    fn cell<'a>(
        &'a self,
        item: ItemId,
        column: impl Fn(&'a Shard) -> &'a [Option<String>],
    ) -> Option<&'a str> {
        let shard_items = self.published.manifest.catalog.shard_items.max(1);
        let shard = self.shards.get((item.0 / shard_items) as usize)?;
        let position = (item.0 % shard_items) as usize;
        column(shard).get(position)?.as_deref()
    }

    /// An item's SKU; `None` for one that no rule names and that has no card therefore.
    pub(super) fn sku(&self, item: ItemId) -> Option<&str> {
        self.cell(item, |shard| &shard.sku)
    }

    /// An item's title.
    pub(super) fn title(&self, item: ItemId) -> Option<&str> {
        self.cell(item, |shard| &shard.title)
    }

    /// An item's price, where the catalogue tells one.
    pub(super) fn price_minor(&self, item: ItemId) -> Option<i64> {
        let shard_items = self.published.manifest.catalog.shard_items.max(1);
        let shard = self.shards.get((item.0 / shard_items) as usize)?;
        let price = shard.price_minor.get((item.0 % shard_items) as usize)?;
        price.filter(|price| *price > 0)
    }

    /// How the shop wants items ranked, with another limit where one is asked for.
    pub(super) fn rank_options(&self, limit: Option<usize>) -> RankOptions {
        let offer = &self.published.manifest.offer;
        RankOptions {
            limit: limit.unwrap_or(offer.max_items.into()),
            fallback: Fallback::from(offer.fallback),
        }
    }

    /// Where a suggestion comes from and, but for orders alone, why it stands where it does.
    pub(super) fn source(&self, antecedent: ItemId, pick: ItemId) -> (Source, Option<&str>) {
        match (self.sku(antecedent), self.sku(pick)) {
            (Some(item), Some(pick)) => self.sources.of(item, pick),
            _ => (Source::Mined, None),
        }
    }

    /// Why an item was picked, for a person who knows neither item's number.
    pub(super) fn why(&self, pick: &Pick) -> String {
        let Some(because) = pick.because else {
            return if pick.score == Score(0) {
                "popular, as no rule names anything".to_owned()
            } else {
                "not from orders: too few hold both to tell a number".to_owned()
            };
        };
        format!(
            "bought together in {} of the {} orders with {}",
            because.pair_orders,
            because.antecedent_orders,
            self.title(because.antecedent).unwrap_or("the item"),
        )
    }
}

/// A fault with the folder's name and what to do.
pub(super) fn sentence(dir: &Path, fault: &ArtefactFault) -> String {
    let dir = dir.display();
    let remedy = match fault {
        ArtefactFault::NoFolder | ArtefactFault::NoManifest => {
            format!("give the folder that `tandem build --out {dir}` writes")
        }
        ArtefactFault::Unreadable { .. } => "check that you may read it".to_owned(),
        ArtefactFault::ManifestIsHtml => "the host answered with a page, most likely an error \
             page: copy the file that `tandem build` wrote"
            .to_owned(),
        ArtefactFault::ManifestNewer { .. } => {
            "install a newer `tandem`, or build the folder again with this one".to_owned()
        }
        // The table's own sentences end in what to do.
        ArtefactFault::Table { .. } => return format!("{dir}: {fault}"),
        _ => "copy the folder again, whole, or build it again".to_owned(),
    };
    format!("{dir}: {fault}: {remedy}")
}
