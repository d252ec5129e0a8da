//! Which file goes where, platform by platform. What is not data lies in `templates/pack` as it is
//! written, but for the marks of a version.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::{LOADER, PackError, PackedFile, Parts, Platform, manifest_file};

/// What a theme app extension may hold in all, in bytes.
const SHOPIFY_BYTES: u64 = 10 << 20;
/// What its `assets` may end in.
const SHOPIFY_ENDINGS: [&str; 3] = [".js", ".json", ".wasm"];

macro_rules! templates {
    ($platform:literal: $($file:literal),+ $(,)?) => {
        [$(($file, include_str!(concat!("../../../templates/pack/", $platform, "/", $file)))),+]
    };
}

const SHOPIFY: [(&str, &str); 5] = templates!("shopify":
    "shopify.extension.toml",
    "blocks/tandem-cart.liquid",
    "blocks/tandem-embed.liquid",
    "blocks/tandem-product.liquid",
    "locales/en.default.schema.json",
);
const WOOCOMMERCE: [(&str, &str); 2] =
    templates!("woocommerce": "readme.txt", "tandem-together.php");
const MAGENTO: [(&str, &str); 14] = templates!("magento":
    "ViewModel/Ordered.php",
    "composer.json",
    "etc/config.xml",
    "etc/csp_whitelist.xml",
    "etc/module.xml",
    "registration.php",
    "view/frontend/layout/catalog_product_view.xml",
    "view/frontend/layout/checkout_cart_index.xml",
    "view/frontend/layout/checkout_onepage_success.xml",
    "view/frontend/layout/default.xml",
    "view/frontend/templates/cart.phtml",
    "view/frontend/templates/product.phtml",
    "view/frontend/templates/tag.phtml",
    "view/frontend/templates/thankyou.phtml",
);
const HTACCESS: &str = include_str!("../../../templates/pack/static/htaccess");
const NGINX: &str = include_str!("../../../templates/pack/static/nginx.conf");
const TAG: &str = include_str!("../../../templates/pack/static/tag.html");

/// All files of a pack, by path.
pub(super) fn of(platform: Platform, parts: Parts) -> Result<Vec<PackedFile>, PackError> {
    let mut files = match platform {
        Platform::Shopify => shopify(parts)?,
        Platform::WooCommerce => woocommerce(parts)?,
        Platform::Magento => magento(parts),
        Platform::Static => hosted(parts),
    };
    files.sort_unstable();
    Ok(files)
}

/// Templates under a folder, their marks filled in.
fn filled(folder: &str, templates: &[(&str, &str)], loader: &str) -> Vec<PackedFile> {
    let fill = |text: &str| {
        text.replace("__VERSION__", env!("CARGO_PKG_VERSION"))
            .replace("__LOADER__", loader)
    };
    templates
        .iter()
        .map(|(name, text)| (format!("{folder}{name}"), fill(text).into_bytes()))
        .collect()
}

/// Embed files under `embed`, the manifest and what it names under `data`.
fn two_folders(folder: &str, parts: Parts) -> Vec<PackedFile> {
    let mut files: Vec<PackedFile> = parts
        .embed
        .into_iter()
        .map(|(name, bytes)| (format!("{folder}embed/{name}"), bytes))
        .collect();
    let data = format!("{folder}data/");
    files.push(manifest_file(&data, &parts.manifest));
    files.extend(
        parts
            .data
            .into_iter()
            .map(|(entry, bytes)| (format!("{data}{}", entry.file), bytes)),
    );
    files
}

/// `assets` has no folders and takes few endings, so all lies side by side, and what ends otherwise
/// gets one more ending, in the manifest too. The bytes, and so their digests, stay.
fn shopify(mut parts: Parts) -> Result<Vec<PackedFile>, PackError> {
    const FOLDER: &str = "extensions/tandem-offers/";
    let ended = |name: &str| match SHOPIFY_ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        true => name.to_owned(),
        false => format!("{name}.wasm"),
    };
    let manifest = &mut parts.manifest;
    let own = (&mut manifest.rules, &mut manifest.catalog);
    let labelled = manifest.labelled.iter_mut();
    let labelled = labelled.map(|own| (&mut own.rules, &mut own.catalog));
    for (rules, catalog) in labelled.chain([own]) {
        rules.entry.file = ended(&rules.entry.file);
        for shard in &mut catalog.shards {
            shard.entry.file = ended(&shard.entry.file);
        }
    }
    let assets = format!("{FOLDER}assets/");
    let mut files = filled(FOLDER, &SHOPIFY, "");
    files.push(manifest_file(&assets, &parts.manifest));
    let data = parts
        .data
        .into_iter()
        .map(|(entry, bytes)| (ended(&entry.file), bytes));
    files.extend(
        data.chain(parts.embed)
            .map(|(name, bytes)| (format!("{assets}{name}"), bytes)),
    );
    let bytes = files.iter().map(|(_, bytes)| bytes.len() as u64).sum();
    if bytes > SHOPIFY_BYTES {
        return Err(PackError::TooLarge {
            bytes,
            limit: SHOPIFY_BYTES,
        });
    }
    Ok(files)
}

fn woocommerce(parts: Parts) -> Result<Vec<PackedFile>, PackError> {
    const FOLDER: &str = "tandem-together/";
    let mut files = filled(FOLDER, &WOOCOMMERCE, &parts.loader_digest());
    files.push((
        format!("{FOLDER}assets/.htaccess"),
        HTACCESS.as_bytes().to_vec(),
    ));
    files.extend(two_folders(&format!("{FOLDER}assets/"), parts));
    files.sort_unstable();
    let archive = zipped(&files)?;
    files.push(("tandem-together.zip".to_owned(), archive));
    Ok(files)
}

/// The same files give the same bytes: no clock, no owner.
fn zipped(files: &[PackedFile]) -> Result<Vec<u8>, PackError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(name.as_str(), options)?;
        archive
            .write_all(bytes)
            .map_err(zip::result::ZipError::from)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn magento(parts: Parts) -> Vec<PackedFile> {
    const FOLDER: &str = "app/code/Tandem/Together/";
    let mut files = filled(FOLDER, &MAGENTO, "");
    files.extend(two_folders(&format!("{FOLDER}view/frontend/web/"), parts));
    files
}

fn hosted(mut parts: Parts) -> Vec<PackedFile> {
    let fallbacks = core::mem::take(&mut parts.fallbacks);
    let mut files = two_folders("", parts);
    let headers = headers(&files);
    files.extend(fallbacks);
    files.extend([
        ("_headers".to_owned(), headers.into_bytes()),
        (".htaccess".to_owned(), HTACCESS.as_bytes().to_vec()),
        ("nginx.conf".to_owned(), NGINX.as_bytes().to_vec()),
        ("tag.html".to_owned(), TAG.as_bytes().to_vec()),
    ]);
    files
}

/// `_headers`, as several static hosts read it: each file by name, since what carries its hash may be
/// kept for good and the rest may not.
fn headers(files: &[PackedFile]) -> String {
    let mut text = String::from(
        "/*\n  Access-Control-Allow-Origin: *\n  Cross-Origin-Resource-Policy: cross-origin\n  \
         X-Content-Type-Options: nosniff\n",
    );
    for (name, _) in files {
        let (kind, seconds) = match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "wasm" => ("application/wasm", None),
            "js" => ("text/javascript", None),
            "json" => ("application/json", None),
            _ => ("application/octet-stream", None::<u32>),
        };
        let seconds = match name.as_str() {
            "data/manifest.json" => Some(300),
            name if name.strip_prefix("embed/") == Some(LOADER) => Some(300),
            _ => seconds,
        };
        let cache = match seconds {
            Some(seconds) => format!("public, max-age={seconds}"),
            None => "public, max-age=31536000, immutable".to_owned(),
        };
        let _ = write!(
            text,
            "/{name}\n  Content-Type: {kind}\n  Cache-Control: {cache}\n"
        );
    }
    text
}
