use rayon::prelude::*;

use super::{
    build::fallback_path,
    cards::Card,
    manifest::Manifest,
    staging::{FileError, Staging},
    texts,
};
use crate::{
    domain::{Currency, ItemId, Locale, Money, Placement, ProductRecord, Stock},
    mine::config::Settings,
    offer::{Candidate, Support},
    render,
    score::{Fallback, Pick, RankOptions, rank},
    table::Table,
};

/// Fragments rendered between two writes to disk: bounds the memory of a large shop.
const FRAGMENTS_AT_A_TIME: usize = 512;

/// What a card says, as the renderer wants it.
fn record(card: &Card, currency: Option<Currency>) -> ProductRecord {
    ProductRecord {
        sku: card.sku.clone(),
        title: card.title.clone(),
        kind: card.product_type.clone(),
        url: card.url.clone(),
        image: card.image.clone(),
        price: card
            .price_minor
            .zip(currency)
            .map(|(minor, currency)| Money::new(minor, currency)),
        stock: Stock::Unknown,
    }
}

/// The language of the fragments: the first of the shop's pages, or English where there are no texts
/// in it.
pub(super) fn locale(settings: &Settings) -> Locale {
    let main = settings.offer.locales.first();
    main.filter(|locale| render::speaks(locale) || texts::are_whole(&settings.words, locale))
        .cloned()
        .unwrap_or_default()
}

/// The box of one product as plain links; empty where nothing goes with it.
pub(super) fn fragment(
    picks: &[Pick],
    anchor: &Card,
    card_of: impl Fn(ItemId) -> Option<Card>,
    currency: Option<Currency>,
    manifest: &Manifest,
) -> String {
    let locale = Locale::new(&manifest.offer.locale).unwrap_or_default();
    let candidates: Vec<_> = picks
        .iter()
        .filter_map(|pick| {
            Some(Candidate {
                gain: None,
                record: record(&card_of(pick.item)?, currency),
                support: pick
                    .because
                    .filter(|_| manifest.offer.show_orders)
                    .map(|because| Support {
                        pair_orders: because.pair_orders,
                        antecedent_orders: because.antecedent_orders,
                        with: None,
                    }),
            })
        })
        .collect();
    if candidates.is_empty() {
        return String::new();
    }
    let own = texts::for_box(&manifest.words, &locale, Placement::Product);
    render::fallback(&record(anchor, currency), &candidates, &locale, own)
}

/// Writes a fragment for each item that has a card and a suggestion. Gives their number and bytes.
pub(super) fn write<B: AsRef<[u8]> + Sync>(
    staging: &mut Staging,
    table: &Table<B>,
    cards: &[Option<Card>],
    currency: Option<Currency>,
    manifest: &Manifest,
) -> Result<(usize, u64), FileError> {
    let options = RankOptions {
        limit: manifest.offer.max_items.into(),
        fallback: Fallback::None,
    };
    let card_of = |item: ItemId| cards.get(item.index())?.clone();
    let (mut count, mut bytes) = (0, 0);
    for (chunk, start) in cards
        .chunks(FRAGMENTS_AT_A_TIME)
        .zip((0_u32..).step_by(FRAGMENTS_AT_A_TIME))
    {
        let fragments: Vec<_> = chunk
            .par_iter()
            .zip(start..start.saturating_add(FRAGMENTS_AT_A_TIME as u32))
            .filter_map(|(card, id)| {
                let card = card.as_ref()?;
                let picks = rank(table, &[ItemId(id)], &options);
                let html = fragment(&picks, card, card_of, currency, manifest);
                (!html.is_empty()).then(|| (fallback_path(&card.sku), html))
            })
            .collect();
        for (path, html) in fragments {
            staging.write(&path, html.as_bytes())?;
            count += 1;
            bytes += html.len() as u64;
        }
    }
    Ok((count, bytes))
}
