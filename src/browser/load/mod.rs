//! Manifest, table and catalogue: fetched once for a page, whatever the number of boxes, checked,
//! and shared.

mod catalog;
mod error;
mod fetch;
mod manifest;
mod shared;

use std::{cell::RefCell, rc::Rc};

use self::{catalog::Shard, error::Fault, shared::Shared};
pub(super) use self::{error::LoadError, fetch::words, manifest::Manifest};
use super::tell;
use crate::{
    domain::{ItemId, ProductRecord},
    table::Table,
};

/// What a page wants of a shop.
#[derive(Clone, PartialEq, Default)]
pub(super) struct Wanted {
    /// The manifest's whole address.
    pub(super) address: String,
    /// What has to have signed it.
    pub(super) key: Option<String>,
    /// What the shop calls this shopper's segment and loyalty tier: labels, and nothing else.
    pub(super) segment: Option<String>,
    pub(super) tier: Option<String>,
}

/// Everything that was built for the shop, as far as it is needed.
pub(super) struct Data {
    pub(super) manifest: Manifest,
    pub(super) table: Table<Vec<u8>>,
    address: String,
    /// As many as the manifest names; absent until asked for.
    shards: RefCell<Vec<(usize, Loading<Shard>)>>,
}

type Loading<T> = Shared<Result<Rc<T>, LoadError>>;

thread_local! {
    static WARNED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static DATA: RefCell<Vec<(Wanted, Loading<Data>)>> = const { RefCell::new(Vec::new()) };
}

/// Says it in the console, once for a page however many boxes it stops.
pub(super) fn warn_once(error: &LoadError) {
    let sentence = error.sentence();
    let is_new = WARNED.with_borrow(|warned| !warned.contains(&sentence));
    if is_new {
        tell::warn(error.code(), &sentence);
        WARNED.with_borrow_mut(|warned| warned.push(sentence));
    }
}

/// What the manifest at this address names. Boxes that ask at the same time share one answer; a
/// failure is not kept, so that a later box tries again.
///
/// Where the page has a key, only what that has signed.
pub(super) async fn data(wanted: &Wanted) -> Result<Rc<Data>, LoadError> {
    let loading =
        DATA.with_borrow_mut(|all| known_or(all, wanted, || Shared::new(load(wanted.clone()))));
    let loaded = loading.get().await;
    if loaded.is_err() {
        DATA.with_borrow_mut(|all| all.retain(|(known, _)| known != wanted));
    }
    loaded
}

/// The entry under a key, made where there is none. The lists are as short as the page's manifests,
/// and the manifest's shards.
fn known_or<K: PartialEq + Clone, V: Clone>(
    all: &mut Vec<(K, V)>,
    key: &K,
    make: impl FnOnce() -> V,
) -> V {
    if let Some((_, known)) = all.iter().find(|(known, _)| known == key) {
        return known.clone();
    }
    let made = make();
    all.push((key.clone(), made.clone()));
    made
}

async fn load(wanted: Wanted) -> Result<Rc<Data>, LoadError> {
    let json = fetch::manifest(&wanted, manifest::MAX_BYTES).await?;
    let address = wanted.address;
    let manifest = Manifest::read(&json).map_err(|fault| fault.of(&address))?;
    let rules = fetch::beside(&address, &manifest.rules)?;
    let bytes = fetch::bytes(&rules, &manifest.rules).await?;
    let table = Table::open(bytes).map_err(|error| Fault::Table(error).of(&rules))?;
    Ok(Rc::new(Data {
        manifest,
        table,
        address,
        shards: RefCell::default(),
    }))
}

impl Data {
    /// Fetches what the cards of these items need. Afterwards [`Data::card`] and [`Data::sku`] know
    /// them.
    pub(super) async fn prepare(&self, items: &[ItemId]) -> Result<(), LoadError> {
        for item in items {
            let Some((position, entry)) = self.manifest.shard_of(*item) else {
                continue;
            };
            let loading = known_or(&mut self.shards.borrow_mut(), &position, || {
                Shared::new(Shard::load(self.address.clone(), entry.clone()))
            });
            if let Err(error) = loading.get().await {
                self.shards
                    .borrow_mut()
                    .retain(|(known, _)| *known != position);
                return Err(error);
            }
        }
        Ok(())
    }

    /// The card of a prepared item; `None` where the shop has none for it.
    pub(super) fn card(&self, item: ItemId) -> Option<ProductRecord> {
        self.shard(item)?.card(item, self.manifest.shown_currency())
    }

    /// What an upgrade has more than a prepared item, in the shop's words.
    pub(super) fn gain(&self, item: ItemId, upgrade: &str) -> Option<String> {
        self.shard(item)?.gain(item, upgrade)
    }

    /// The SKU of a prepared item.
    pub(super) fn sku(&self, item: ItemId) -> Option<String> {
        self.shard(item)?.sku(item)
    }

    fn shard(&self, item: ItemId) -> Option<Rc<Shard>> {
        let (position, _) = self.manifest.shard_of(item)?;
        let shards = self.shards.borrow();
        let (_, loading) = shards.iter().find(|(known, _)| *known == position)?;
        loading.now()?.ok()
    }
}
