//! Manifest, table and catalogue: fetched once for a page, whatever the number of boxes, checked,
//! and shared.

mod catalog;
mod error;
mod fetch;
mod manifest;
mod shared;

use std::{cell::RefCell, rc::Rc};

use self::{catalog::Shard, fetch::Address, manifest::Entry};
pub(super) use self::{error::LoadError, fetch::json, manifest::Manifest, shared::Shared};
use super::tell;
use crate::{
    domain::{ItemId, ProductRecord},
    table::Table,
};

/// Everything that was built for the shop, as far as it is needed.
pub(super) struct Data {
    pub(super) manifest: Manifest,
    pub(super) table: Table<Vec<u8>>,
    address: String,
    shards: RefCell<Vec<(usize, LoadingShard)>>,
}

type Loaded = Result<Rc<Data>, LoadError>;
type LoadingShard = Shared<Result<Shard, LoadError>>;

thread_local! {
    static WARNED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static DATA: RefCell<Vec<(String, Shared<Loaded>)>> = const { RefCell::new(Vec::new()) };
}

/// Says it in the console, once for a page however many boxes it stops.
pub(super) fn warn_once(code: &str, sentence: &str) {
    let is_new = WARNED.with_borrow_mut(|warned| {
        let is_new = !warned.iter().any(|known| known == sentence);
        if is_new {
            warned.push(sentence.to_owned());
        }
        is_new
    });
    if is_new {
        tell::warn(code, sentence);
    }
}

/// What the manifest at this address names. Boxes that ask at the same time share one answer; a
/// failure is not kept, so that a later box tries again.
pub(super) async fn data(address: &str) -> Loaded {
    let known = DATA.with_borrow(|all| {
        all.iter()
            .find(|(known, _)| known == address)
            .map(|(_, shared)| shared.clone())
    });
    let shared = known.unwrap_or_else(|| {
        let shared = Shared::new(load(address.to_owned()));
        DATA.with_borrow_mut(|all| all.push((address.to_owned(), shared.clone())));
        shared
    });
    let loaded = shared.get().await.unwrap_or(Err(LoadError::TimedOut {
        file: address.to_owned(),
    }));
    if loaded.is_err() {
        DATA.with_borrow_mut(|all| all.retain(|(known, _)| known != address));
    }
    loaded
}

async fn load(address: String) -> Loaded {
    let manifest = Manifest::read(&fetch::json(&address, manifest::MAX_BYTES).await?)?;
    let bytes = file(&address, &manifest.rules).await?;
    let table = Table::open(bytes).map_err(LoadError::Table)?;
    Ok(Rc::new(Data {
        manifest,
        table,
        address,
        shards: RefCell::default(),
    }))
}

/// A file that the manifest names, as the manifest describes it.
async fn file(manifest: &str, entry: &Entry) -> Result<Vec<u8>, LoadError> {
    let address = Address::beside(manifest, &entry.file)?;
    let bytes = fetch::bytes(&address, entry.bytes).await?;
    fetch::check(&bytes, entry).await?;
    Ok(bytes)
}

impl Data {
    /// The cards of these items, in their order; `None` for an item without one.
    pub(super) async fn cards(
        &self,
        items: &[ItemId],
    ) -> Result<Vec<Option<ProductRecord>>, LoadError> {
        let mut cards = Vec::with_capacity(items.len());
        for item in items {
            let shard = self.shard(*item).await?;
            cards.push(shard.and_then(|shard| shard.card(*item, self.manifest.shown_currency())));
        }
        Ok(cards)
    }

    /// The SKUs of these items, in their order; empty for an item without one.
    pub(super) async fn skus(&self, items: &[ItemId]) -> Result<Vec<String>, LoadError> {
        let mut skus = Vec::with_capacity(items.len());
        for item in items {
            let shard = self.shard(*item).await?;
            skus.push(shard.and_then(|shard| shard.sku(*item)).unwrap_or_default());
        }
        Ok(skus)
    }

    async fn shard(&self, item: ItemId) -> Result<Option<Shard>, LoadError> {
        let Some((position, entry)) = self.manifest.shard_of(item) else {
            return Ok(None);
        };
        let known = self
            .shards
            .borrow()
            .iter()
            .find(|(known, _)| *known == position)
            .map(|(_, shared)| shared.clone());
        let shared = known.unwrap_or_else(|| {
            let (address, entry) = (self.address.clone(), entry.clone());
            let shared = Shared::new(async move { Shard::load(&address, &entry).await });
            self.shards.borrow_mut().push((position, shared.clone()));
            shared
        });
        let loaded = shared.get().await;
        match loaded {
            Some(Ok(shard)) => Ok(Some(shard)),
            Some(Err(error)) => {
                self.shards
                    .borrow_mut()
                    .retain(|(known, _)| *known != position);
                Err(error)
            }
            None => Ok(None),
        }
    }
}
