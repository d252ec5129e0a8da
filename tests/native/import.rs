//! Order exports as shops make them, good and bad.

mod bad;
mod catalog;
mod feeds;
mod init;
mod real;
mod shops;

use tandem_widget::mine::{
    config::{ImportSettings, Settings},
    dataset::Dataset,
    import::{self, ImportError, Silent},
};

use super::driver::Scratch;

/// Default settings, changed.
fn settings(change: impl FnOnce(&mut ImportSettings)) -> ImportSettings {
    let mut settings = Settings::default().import;
    change(&mut settings);
    settings
}

/// Reads bytes as an export named `orders.csv`.
fn try_read(bytes: impl AsRef<[u8]>, settings: &ImportSettings) -> Result<Dataset, ImportError> {
    let scratch = Scratch::new();
    let file = scratch.file("orders.csv", bytes);
    import::read(&[file], settings, &Silent)
}

#[track_caller]
fn read(bytes: impl AsRef<[u8]>) -> Dataset {
    match try_read(bytes, &Settings::default().import) {
        Ok(data) => data,
        Err(error) => panic!("{error}"),
    }
}

/// `1001: A B` for each order, by time.
fn baskets(data: &Dataset) -> Vec<String> {
    let sku = |&item: &u32| data.items[item as usize].sku.as_str();
    data.orders
        .iter()
        .map(|order| {
            let skus: Vec<&str> = order.items.iter().map(sku).collect();
            format!("{}: {}", order.id, skus.join(" "))
        })
        .collect()
}

/// The message without the folder of the file.
fn message(error: &ImportError) -> String {
    let text = error.to_string();
    match text.find("orders.csv") {
        Some(start) => text[start..].to_owned(),
        None => text,
    }
}
