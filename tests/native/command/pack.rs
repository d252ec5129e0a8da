//! `tandem pack`: what a shop owner uploads, platform by platform.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Read as _, Write as _},
    path::Path,
    process::Command,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384};

use super::shop;
use crate::driver::{Ran, Scratch};

const PLATFORMS: [&str; 4] = ["shopify", "woocommerce", "magento", "static"];

/// Embed files in small: the names as packing makes them, digests beside.
fn embed(scratch: &Scratch) {
    let files = [
        ("tandem.js", "loader"),
        ("tandem_widget-0123456789abcdef.js", "glue"),
        ("tandem_widget_bg-0123456789abcdef.wasm", "\0asm"),
        ("tandem_words_fr-0123456789abcdef.json", "{}"),
        ("tandem_adapter_shopify-0123456789abcdef.js", "adapter"),
    ];
    let digests: BTreeMap<&str, String> = files
        .iter()
        .map(|(name, text)| {
            scratch.file(&format!("embed/{name}"), text);
            let digest = STANDARD.encode(Sha384::digest(text));
            (*name, format!("sha384-{digest}"))
        })
        .collect();
    let text = serde_json::to_string(&digests).expect("JSON");
    scratch.file("embed/integrity.json", text);
}

fn try_pack(scratch: &Scratch, platform: &str, out: &str) -> Ran {
    let arguments = [
        "pack", "public", "--for", platform, "--embed", "embed", "--out", out,
    ];
    scratch.tandem(&arguments)
}

/// Everything under a folder, by path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("under it");
                let bytes = fs::read(&path).expect("a file");
                found.insert(name.to_str().expect("a name").replace('\\', "/"), bytes);
            }
        }
    }
    found
}

/// A built shop and its pack for each platform.
fn packed() -> (Scratch, BTreeMap<&'static str, BTreeMap<String, Vec<u8>>>) {
    let scratch = Scratch::new();
    // A pin, so that there is a list of sources, which stays at home.
    scratch.file(
        "tandem.toml",
        "[rules]\npin = [{ beside = \"P010\", show = [\"P020\"] }]\n",
    );
    shop::built(&scratch, "public");
    embed(&scratch);
    let packs = PLATFORMS.map(|platform| {
        let ran = try_pack(&scratch, platform, platform).expect_code(0);
        assert!(ran.stdout.contains("packed for"), "{}", ran.stdout);
        (platform, files(&scratch.path().join(platform)))
    });
    (scratch, packs.into())
}

fn text<'f>(files: &'f BTreeMap<String, Vec<u8>>, name: &str) -> &'f str {
    let bytes = files
        .get(name)
        .unwrap_or_else(|| panic!("{name} is missing"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

fn names(files: &BTreeMap<String, Vec<u8>>) -> BTreeSet<&str> {
    files.keys().map(String::as_str).collect()
}

#[test]
fn every_pack_holds_what_its_platform_looks_for() {
    let (_scratch, packs) = packed();
    for (platform, expected) in [
        (
            "shopify",
            &[
                "extensions/tandem-offers/shopify.extension.toml",
                "extensions/tandem-offers/blocks/tandem-embed.liquid",
                "extensions/tandem-offers/blocks/tandem-product.liquid",
                "extensions/tandem-offers/blocks/tandem-cart.liquid",
                "extensions/tandem-offers/locales/en.default.schema.json",
                "extensions/tandem-offers/assets/tandem.js",
                "extensions/tandem-offers/assets/manifest.json",
            ][..],
        ),
        (
            "woocommerce",
            &[
                "tandem-together.zip",
                "tandem-together/tandem-together.php",
                "tandem-together/readme.txt",
                "tandem-together/assets/.htaccess",
                "tandem-together/assets/embed/tandem.js",
                "tandem-together/assets/data/manifest.json",
            ],
        ),
        (
            "magento",
            &[
                "app/code/Tandem/Together/registration.php",
                "app/code/Tandem/Together/composer.json",
                "app/code/Tandem/Together/etc/module.xml",
                "app/code/Tandem/Together/etc/config.xml",
                "app/code/Tandem/Together/etc/csp_whitelist.xml",
                "app/code/Tandem/Together/view/frontend/layout/default.xml",
                "app/code/Tandem/Together/view/frontend/layout/catalog_product_view.xml",
                "app/code/Tandem/Together/view/frontend/layout/checkout_cart_index.xml",
                "app/code/Tandem/Together/view/frontend/layout/checkout_onepage_success.xml",
                "app/code/Tandem/Together/view/frontend/templates/tag.phtml",
                "app/code/Tandem/Together/view/frontend/web/embed/tandem.js",
                "app/code/Tandem/Together/view/frontend/web/data/manifest.json",
            ],
        ),
        (
            "static",
            &[
                "_headers",
                ".htaccess",
                "nginx.conf",
                "tag.html",
                "embed/tandem.js",
                "data/manifest.json",
                "fallback/P010.html",
            ],
        ),
    ] {
        let pack = &packs[platform];
        for name in expected {
            assert!(
                pack.contains_key(*name),
                "{platform}: {name} in {:?}",
                names(pack)
            );
        }
        for (name, bytes) in pack {
            assert!(
                !name.contains("report") && !name.contains("sources"),
                "{name}"
            );
            if let Ok(text) = std::str::from_utf8(bytes) {
                assert!(
                    !text.contains("__VERSION__") && !text.contains("__LOADER__"),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn a_packed_manifest_names_the_files_beside_it() {
    let (scratch, packs) = packed();
    for (platform, pack) in &packs {
        let (path, manifest) = pack
            .iter()
            .find(|(name, _)| name.ends_with("manifest.json"))
            .expect("a manifest");
        let folder = path.trim_end_matches("manifest.json");
        let manifest: Value = serde_json::from_slice(manifest).expect("JSON");
        let mut entries = vec![&manifest["rules"]];
        entries.extend(manifest["catalog"]["shards"].as_array().expect("shards"));
        for entry in &entries {
            let name = entry["file"].as_str().expect("a name");
            let bytes = &pack[&format!("{folder}{name}")];
            let digest: String = Sha256::digest(bytes)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            assert_eq!(entry["sha256"], digest.as_str(), "{platform}: {name}");
            assert_eq!(entry["bytes"], bytes.len() as u64, "{platform}: {name}");
        }
        assert!(entries.len() >= 2 && manifest["sources"].is_null());
        // What goes to shoppers is a whole folder of its own.
        let verified = scratch
            .tandem(&["verify", &format!("{platform}/{folder}")])
            .expect_code(0);
        assert!(verified.stdout.contains("all as they were built"));
        // And so is the widget: each file with the digest that it came with.
        let digests = fs::read(scratch.path().join("embed/integrity.json")).expect("a list");
        let digests: BTreeMap<String, String> = serde_json::from_slice(&digests).expect("JSON");
        for (name, integrity) in digests {
            let ending = format!("/{name}");
            let (_, bytes) = pack
                .iter()
                .find(|(path, _)| path.ends_with(&ending))
                .expect(&name);
            let found = format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)));
            assert_eq!(found, integrity, "{platform}: {name}");
        }
    }
}

#[test]
fn shopifys_assets_are_flat_and_of_kinds_that_it_takes() {
    let (_scratch, packs) = packed();
    let pack = &packs["shopify"];
    let mut liquid_bytes = 0;
    for (name, bytes) in pack.iter().filter(|(name, _)| !name.starts_with('.')) {
        let inner = name.strip_prefix("extensions/tandem-offers/").expect(name);
        let (folder, file) = inner.split_once('/').unwrap_or(("", inner));
        assert!(!file.contains('/'), "{name}");
        let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
        match folder {
            "" => assert_eq!(file, "shopify.extension.toml"),
            "assets" => assert!(["js", "json", "wasm"].contains(&ending), "{name}"),
            "blocks" => assert_eq!(ending, "liquid", "{name}"),
            "locales" => assert_eq!(ending, "json", "{name}"),
            _ => panic!("{name}"),
        }
        if ending == "liquid" {
            liquid_bytes += bytes.len();
            liquid(name, text(pack, name), pack);
        }
    }
    assert!((1..100 << 10).contains(&liquid_bytes));
    let toml: toml::Table = text(pack, "extensions/tandem-offers/shopify.extension.toml")
        .parse()
        .expect("TOML");
    assert_eq!(toml["type"].as_str(), Some("theme"));
    assert!(toml["name"].as_str().is_some_and(|name| !name.is_empty()));
}

/// Tags are closed, the schema is JSON, its words are all in the locale, and assets exist.
fn liquid(name: &str, source: &str, pack: &BTreeMap<String, Vec<u8>>) {
    for (open, close) in [("{%", "%}"), ("{{", "}}")] {
        let code = source.split("{% schema %}").next().expect("code");
        assert_eq!(
            code.matches(open).count(),
            code.matches(close).count(),
            "{name}"
        );
    }
    let code = source.replace("{%-", "{%").replace("-%}", "%}");
    for block in ["if", "comment", "schema"] {
        let count = |mark: String| code.matches(&mark).count();
        assert_eq!(
            count(format!("{{% {block} ")),
            count(format!("{{% end{block} %}}")),
            "{name}: {block}"
        );
    }
    let schema = code
        .split_once("{% schema %}")
        .and_then(|(_, rest)| rest.split_once("{% endschema %}"))
        .expect("a schema")
        .0;
    let schema: Value = serde_json::from_str(schema).expect("a schema in JSON");
    assert!(["section", "head"].contains(&schema["target"].as_str().expect("a target")));
    let words = text(
        pack,
        "extensions/tandem-offers/locales/en.default.schema.json",
    );
    let words: Value = serde_json::from_str(words).expect("words in JSON");
    let mut asked = 0;
    for key in schema.to_string().split("\"t:").skip(1) {
        let key = key.split('"').next().expect("a key").replace('.', "/");
        assert!(
            words
                .pointer(&format!("/{key}"))
                .is_some_and(Value::is_string),
            "{name}: {key}"
        );
        asked += 1;
    }
    assert!(asked >= 2, "{name}");
    assert!(
        schema["name"]
            .as_str()
            .is_some_and(|name| name.starts_with("t:"))
    );
    for asset in source.rsplit(" | asset_url").skip(1) {
        let asset = asset.rsplit('\'').nth(1).expect("an asset");
        assert!(
            pack.contains_key(&format!("extensions/tandem-offers/assets/{asset}")),
            "{asset}"
        );
    }
    // Whatever a product, a setting or a shop says is escaped; what Shopify writes itself is not.
    for output in source.split("{{").skip(1) {
        let output = output.split("}}").next().expect("an end").trim();
        assert!(
            output.ends_with("| escape")
                || output.ends_with("| asset_url")
                || ["block.shopify_attributes", "block.settings.max_items"].contains(&output),
            "{name}: {output}"
        );
    }
}

#[test]
fn the_attributes_are_those_of_the_documentation() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/embed.md"))
        .expect("docs/embed.md");
    let documented = |heading: &str| -> BTreeSet<String> {
        let (_, section) = page
            .split_once(&format!("\n## {heading}\n"))
            .expect(heading);
        let rows = section.split("\n## ").next().expect("a section").lines();
        rows.filter_map(|row| row.strip_prefix("| `")?.split('`').next())
            .map(str::to_owned)
            .collect()
    };
    let (on_script, on_element, placements) = (
        documented("Attributes of the script"),
        documented("Attributes of the element"),
        documented("Placements"),
    );
    let (_scratch, packs) = packed();
    let mut seen = BTreeSet::new();
    for (platform, pack) in &packs {
        let (mut tags, mut boxes) = (0, 0);
        for (name, bytes) in pack {
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
            if !["liquid", "php", "phtml", "html"].contains(&ending)
                || name.starts_with("fallback/")
            {
                continue;
            }
            let source = std::str::from_utf8(bytes).expect("text");
            assert!(
                !source.contains("style=") && !source.contains("onclick"),
                "{name}"
            );
            for tag in source.split("<script").skip(1) {
                tags += 1;
                let (tag, rest) = tag.split_once("</script>").expect("an end");
                assert!(
                    tag.trim_end().ends_with('>'),
                    "{name}: a script of its own in the page: {rest}"
                );
                assert!(tag.contains("async") && tag.contains("src="), "{name}");
                assert!(tag.contains("data-manifest="), "{name}");
            }
            for attribute in source.split("data-").skip(1) {
                let end = attribute
                    .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-')
                    .expect("an end");
                let attribute = format!("data-{}", &attribute[..end]);
                assert!(on_script.contains(&attribute), "{name}: {attribute}");
                seen.insert(attribute);
            }
            boxes += source.matches("<tandem-offers").count();
            for placement in source.split("placement=\"").skip(1) {
                let placement = placement.split('"').next().expect("an end");
                assert!(
                    placement.contains("{{") || placements.contains(placement),
                    "{name}: {placement}"
                );
            }
            for attribute in [
                "product",
                "items",
                "goal-minor",
                "max-items",
                "heading",
                "placement",
            ] {
                if source.contains(&format!("{attribute}=\""))
                    || source.contains(&format!("'{attribute}'"))
                {
                    assert!(on_element.contains(attribute), "{name}: {attribute}");
                }
            }
        }
        assert!(boxes >= 1, "{platform}");
        assert!(tags >= 1 || *platform == "woocommerce", "{platform}");
    }
    for attribute in [
        "data-manifest",
        "data-base",
        "data-shop",
        "data-currency",
        "data-analytics",
    ] {
        assert!(seen.contains(attribute), "{attribute}");
    }
    let plugin = text(&packs["woocommerce"], "tandem-together/tandem-together.php");
    for hook in [
        "wp_enqueue_scripts",
        "script_loader_tag",
        "woocommerce_after_single_product_summary",
        "woocommerce_after_cart_table",
        "woocommerce_thankyou",
    ] {
        assert!(
            plugin.contains(&format!("( '{hook}', 'tandem_offers_")),
            "{hook}"
        );
    }
    assert!(plugin.starts_with("<?php") && plugin.contains("Plugin Name: Tandem offers"));
}

#[test]
fn no_address_that_a_browser_sees_has_a_name_that_lists_of_filters_block() {
    let (_scratch, packs) = packed();
    for (platform, served) in [
        ("shopify", "extensions/tandem-offers/assets/"), // Shopify names the folder before it.
        ("woocommerce", ""),
        ("magento", "app/code/"),
        ("static", ""),
    ] {
        let served: Vec<&str> = names(&packs[platform])
            .into_iter()
            .filter_map(|name| name.strip_prefix(served))
            .collect();
        assert!(served.len() > 5, "{platform}");
        for name in served {
            let name = name.to_lowercase();
            for word in [
                "offer",
                "upsell",
                "recommend",
                "promo",
                "banner",
                "track",
                "advert",
            ] {
                assert!(!name.contains(word), "{platform}: {name}");
            }
        }
    }
}

#[test]
fn xml_and_php_can_be_read() {
    let (scratch, packs) = packed();
    let mut xml_files = 0;
    let mut php_files = Vec::new();
    for (platform, pack) in &packs {
        for name in pack.keys() {
            if name.ends_with(".xml") {
                let mut reader = quick_xml::Reader::from_str(text(pack, name));
                let mut depth = 0;
                loop {
                    match reader.read_event().expect(name) {
                        quick_xml::events::Event::Start(_) => depth += 1,
                        quick_xml::events::Event::End(_) => depth -= 1,
                        quick_xml::events::Event::Eof => break,
                        _ => {}
                    }
                }
                assert_eq!(depth, 0, "{name}");
                xml_files += 1;
            } else if name.ends_with(".php") || name.ends_with(".phtml") {
                balanced(name, text(pack, name));
                php_files.push(scratch.path().join(platform).join(name));
            }
        }
    }
    assert_eq!((xml_files, php_files.len()), (7, 7));
    // Templates that the layouts name are there, and so is the class.
    let magento = &packs["magento"];
    for (name, bytes) in magento.iter().filter(|(name, _)| name.contains("/layout/")) {
        let layout = std::str::from_utf8(bytes).expect("text");
        let template = layout.split("Tandem_Together::").nth(1).expect(name);
        let template = template.split('"').next().expect("an end");
        assert!(
            magento.contains_key(&format!(
                "app/code/Tandem/Together/view/frontend/templates/{template}"
            )),
            "{template}"
        );
    }
    for file in &php_files {
        match Command::new("php").arg("-l").arg(file).output() {
            Ok(output) => assert!(output.status.success(), "{}: {output:?}", file.display()),
            Err(_) => {
                // Past the capture of a passing test: a check that is left out is told.
                let _ = writeln!(
                    std::io::stderr(),
                    "pack: php is not on this machine, `php -l` of {} files left out",
                    php_files.len()
                );
                break;
            }
        }
    }
}

/// Brackets of PHP code, outside texts and comments, close in the order in which they opened.
fn balanced(name: &str, source: &str) {
    let mut open = Vec::new();
    let mut rest = source;
    let mut is_code = false;
    while let Some(letter) = rest.chars().next() {
        let skip_to = |mark: &str| rest.find(mark).map_or("", |at| &rest[at + mark.len()..]);
        if !is_code {
            is_code = rest.contains("<?");
            rest = skip_to("<?");
            continue;
        }
        if rest.starts_with("?>") {
            is_code = false;
            rest = skip_to("?>");
        } else if rest.starts_with("/*") {
            rest = skip_to("*/");
        } else if rest.starts_with("//") {
            rest = skip_to("\n");
        } else if letter == '\'' || letter == '"' {
            let text = &rest[1..];
            let end = text
                .find(letter)
                .unwrap_or_else(|| panic!("{name}: an open text"));
            rest = &text[end + 1..];
        } else {
            match letter {
                '(' | '[' | '{' => open.push(letter),
                ')' | ']' | '}' => {
                    let expected = match letter {
                        ')' => '(',
                        ']' => '[',
                        _ => '{',
                    };
                    assert_eq!(open.pop(), Some(expected), "{name}: {rest}");
                }
                _ => {}
            }
            rest = &rest[letter.len_utf8()..];
        }
    }
    assert!(open.is_empty(), "{name}: {open:?}");
}

#[test]
fn the_archive_holds_the_plugin_and_is_always_the_same() {
    let (scratch, packs) = packed();
    let pack = &packs["woocommerce"];
    let archive = &pack["tandem-together.zip"];
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive)).expect("an archive");
    let plugin: BTreeSet<&str> = names(pack)
        .into_iter()
        .filter(|name| name.starts_with("tandem-together/"))
        .collect();
    assert_eq!(zip.len(), plugin.len());
    for name in plugin {
        let mut bytes = Vec::new();
        let mut file = zip.by_name(name).expect(name);
        file.read_to_end(&mut bytes).expect("unpacked");
        assert_eq!(bytes, pack[name], "{name}");
    }
    try_pack(&scratch, "woocommerce", "again").expect_code(0);
    assert_eq!(*pack, files(&scratch.path().join("again")));
}

#[test]
fn what_is_not_its_own_is_left_alone() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    embed(&scratch);
    // Its own, and an empty folder, are replaced.
    fs::create_dir(scratch.path().join("out")).expect("a folder");
    for _ in 0..2 {
        try_pack(&scratch, "static", "out").expect_code(0);
    }
    let refused = |platform: &str, file: &str| {
        let before = files(&scratch.path().join("out"));
        let ran = try_pack(&scratch, platform, "out").expect_code(1);
        assert!(ran.stderr.contains(file), "{file}: {}", ran.stderr);
        assert!(ran.stderr.contains("nothing was written"), "{}", ran.stderr);
        assert_eq!(before, files(&scratch.path().join("out")));
        let names = fs::read_dir(scratch.path()).expect("a folder");
        let left = names.filter(|entry| {
            let name = entry.as_ref().expect("an entry").file_name();
            name.to_string_lossy().starts_with(".tandem-pack-")
        });
        assert_eq!(left.count(), 0);
    };
    // Another platform's, a file more, a file changed, a file in its place.
    refused("magento", "out");
    scratch.file("out/data/notes.txt", "mine");
    refused("static", "notes.txt");
    fs::remove_file(scratch.path().join("out/data/notes.txt")).expect("removed");
    scratch.file("out/nginx.conf", "mine");
    refused("static", "nginx.conf");
    scratch.file("file", "mine");
    let ran = try_pack(&scratch, "static", "file").expect_code(1);
    assert!(ran.stderr.contains("file is not of"), "{}", ran.stderr);
    scratch.file("other/index.html", "mine");
    let ran = try_pack(&scratch, "static", "other").expect_code(1);
    assert!(ran.stderr.contains("index.html"), "{}", ran.stderr);
}

#[test]
fn what_is_not_what_was_built_is_not_packed() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let none = try_pack(&scratch, "static", "out").expect_code(1);
    assert!(none.stderr.contains("--embed"), "{}", none.stderr);
    embed(&scratch);
    let glue = "embed/tandem_widget-0123456789abcdef.js";
    scratch.file(glue, "changed");
    let changed = try_pack(&scratch, "static", "out").expect_code(1);
    assert!(changed.stderr.contains(glue), "{}", changed.stderr);
    assert!(changed.stderr.contains("digest"), "{}", changed.stderr);
    scratch.file(
        "embed/integrity.json",
        "{\"tandem.js\":\"x\",\"../tandem.toml\":\"x\"}",
    );
    let outside = try_pack(&scratch, "static", "out").expect_code(1);
    assert!(
        outside.stderr.contains("outside its folder"),
        "{}",
        outside.stderr
    );
    embed(&scratch);
    let table = fs::read_dir(scratch.path().join("public"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.extension().is_some_and(|ending| ending == "tdm"))
        .expect("a table");
    let mut bytes = fs::read(&table).expect("bytes");
    *bytes.last_mut().expect("a byte") ^= 1;
    fs::write(&table, bytes).expect("written");
    let damaged = try_pack(&scratch, "static", "out").expect_code(1);
    assert!(
        damaged.stderr.contains("public: rules-"),
        "{}",
        damaged.stderr
    );
    let nothing = scratch
        .tandem(&[
            "pack", "nowhere", "--for", "static", "--embed", "embed", "--out", "out",
        ])
        .expect_code(1);
    assert!(
        nothing.stderr.contains("no such folder"),
        "{}",
        nothing.stderr
    );
    assert!(!scratch.path().join("out").exists());
}

#[test]
fn a_web_server_is_told_types_origins_and_how_long_to_keep() {
    let (_scratch, packs) = packed();
    let pack = &packs["static"];
    let headers = text(pack, "_headers");
    assert!(
        headers.starts_with("/*\n  Access-Control-Allow-Origin: *\n"),
        "{headers}"
    );
    let about = |name: &str| {
        let (_, rest) = headers.split_once(&format!("\n/{name}\n")).expect(name);
        rest.split("\n/").next().expect("its lines").to_owned()
    };
    for (name, _) in pack
        .iter()
        .filter(|(name, _)| name.starts_with("embed/") || name.starts_with("data/"))
    {
        let lines = about(name);
        let is_hashed = name.contains('-');
        assert_eq!(lines.contains("immutable"), is_hashed, "{name}: {lines}");
        let is_wasm = name.ends_with(".wasm");
        assert_eq!(
            lines.contains("application/wasm"),
            is_wasm,
            "{name}: {lines}"
        );
    }
    for file in [".htaccess", "nginx.conf"] {
        let settings = text(pack, file);
        for needed in [
            "application/wasm",
            "Access-Control-Allow-Origin",
            "immutable",
            "[0-9a-f]{16}",
        ] {
            assert!(settings.contains(needed), "{file}: {needed}");
        }
    }
    let tag = text(pack, "tag.html");
    for address in ["/embed/tandem.js\"", "/data/manifest.json\""] {
        assert!(tag.contains(address), "{address}");
    }
}
