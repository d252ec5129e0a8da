//! Laying out the embed files, after each build by trunk.
//!
//! Trunk leaves the glue (`NAME.js`) and the wasm (`NAME_bg.wasm`) at the top of its staging
//! folder, and the widget's own JavaScript under `snippets`. Glue and JavaScript become one file,
//! and with the wasm move to `embed/` under names that carry their content's hash, and the loader,
//! which has a name of its own for good, is stamped with theirs. In a release build loader and
//! glue are minified, and so are the names that glue and wasm share. Texts and shop adapters, of which a page fetches one of each, are laid beside
//! under such names too, which the widget's JavaScript is told.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    layout,
    node::{self, Digests},
    shorten::shorten,
};

/// The loader's source, and what stands in it for the names and digests of two files.
const LOADER: &str = "www/tandem.js";
const GLUE_MARK: &str = "__TANDEM_GLUE";
const WASM_MARK: &str = "__TANDEM_WASM";

/// What the loader calls, of what wasm-bindgen exports.
const CALLED: &str = "default, measure, mount, score, watch";

/// What the widget fetches where a shop measures and the shopper agrees, and its name in the widget's
/// JavaScript.
const ANALYTICS: (&str, &str) = ("www/analytics.js", "ANALYTICS");

/// Where wasm-bindgen leaves the JavaScript that Rust code brings.
const SNIPPETS: &str = "snippets";

/// Packs the folder that trunk names in its environment.
pub(crate) fn run() -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .context("trunk runs this after a build: use `trunk build` or `trunk serve`")?;
    let release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    pack(&staging, &layout::root().join(LOADER), release)
}

fn pack(staging: &Path, loader: &Path, release: bool) -> Result<()> {
    let built = Built::find(staging)?;
    let embed = staging.join("embed");
    fs::create_dir_all(&embed)?;
    let mut packed = Vec::new();
    let words = apart(&WORDS, &embed, release, &mut packed)?;
    let adapters = apart(&ADAPTERS, &embed, release, &mut packed)?;
    let (analytics, open_name) = ANALYTICS;
    let analytics = layout::root().join(analytics);
    let (_, analytics) = laid(&analytics, "tandem", &embed, release, &mut packed)?;

    if release {
        shorten(&built.glue, &built.wasm)?;
    }
    // The glue imports the widget's own JavaScript by path. A page gets one file, with what the
    // loader calls.
    let snippets = staging.join(SNIPPETS);
    if release || snippets.exists() {
        let names = [
            (WORDS.open_name, words),
            (ADAPTERS.open_name, adapters),
            (open_name, analytics),
        ];
        let entry = staging.join("entry.js");
        let glue = built.glue.file_name().unwrap_or_default().display();
        fs::write(&entry, format!("export {{ {CALLED} }} from \"./{glue}\";"))?;
        let whole = node::bundled(&entry, release, &names)?;
        fs::remove_file(entry)?;
        fs::write(&built.glue, whole)?;
    }
    if snippets.exists() {
        fs::remove_dir_all(&snippets)?;
    }
    let [glue, wasm] = node::digests(&[&built.glue, &built.wasm])?
        .try_into()
        .map_err(|_| anyhow::anyhow!("two files have two digests"))?;
    let glue_name = format!("tandem_widget-{}.js", glue.short());
    let wasm_name = format!("tandem_widget_bg-{}.wasm", wasm.short());
    fs::rename(&built.glue, embed.join(&glue_name))?;
    fs::rename(&built.wasm, embed.join(&wasm_name))?;

    let source = node::script(loader, release)?;
    let loader = embed.join("tandem.js");
    let source = stamped(&source, GLUE_MARK, &glue_name, &glue)?;
    let source = stamped(&source, WASM_MARK, &wasm_name, &wasm)?;
    fs::write(&loader, source)?;

    let [loader] = node::digests(&[&loader])?
        .try_into()
        .map_err(|_| anyhow::anyhow!("one file has one digest"))?;
    packed.extend([
        ("tandem.js".to_owned(), loader.integrity),
        (glue_name, glue.integrity),
        (wasm_name, wasm.integrity),
    ]);
    packed.sort_unstable();
    let lines: Vec<String> = packed
        .iter()
        .map(|(name, integrity)| format!("  \"{name}\": \"{integrity}\""))
        .collect();
    fs::write(
        embed.join("integrity.json"),
        format!("{{\n{}\n}}\n", lines.join(",\n")),
    )?;
    Ok(())
}

/// Files of which a page fetches the one that it needs.
struct Apart {
    /// Where their sources are.
    folder: &'static str,
    /// What their packed names begin with.
    prefix: &'static str,
    /// The name in the widget's JavaScript that stands for all of them.
    open_name: &'static str,
}

const WORDS: Apart = Apart {
    folder: "www/words",
    prefix: "tandem_words",
    open_name: "WORDS",
};

const ADAPTERS: Apart = Apart {
    folder: "www/adapters",
    prefix: "tandem_adapter",
    open_name: "ADAPTERS",
};

/// Puts the files into `embed` under names that carry their hash, and gives those names and the digests
/// by the files' own names, as JSON. `packed` gets each with its digest.
fn apart(
    these: &Apart,
    embed: &Path,
    release: bool,
    packed: &mut Vec<(String, String)>,
) -> Result<String> {
    let folder = layout::root().join(these.folder);
    let mut files = fs::read_dir(&folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.sort_unstable();
    let mut names = Vec::new();
    for file in files {
        let (stem, name) = laid(&file, these.prefix, embed, release, packed)?;
        names.push(format!("{stem:?}:{name}"));
    }
    Ok(format!("{{{}}}", names.join(",")))
}

/// Puts one file into `embed` under a name that carries its hash. Gives its own name, without ending,
/// and as JSON that one and the digest.
fn laid(
    file: &Path,
    prefix: &str,
    embed: &Path,
    release: bool,
    packed: &mut Vec<(String, String)>,
) -> Result<(String, String)> {
    let (Some(stem), Some(ending)) = (
        file.file_stem().and_then(|stem| stem.to_str()),
        file.extension().and_then(|ending| ending.to_str()),
    ) else {
        bail!("{} has no name of the form NAME.ENDING", file.display());
    };
    let whole = match ending {
        "js" => node::bundled(file, release, &[])?,
        _ => fs::read_to_string(file)?,
    };
    let plain = embed.join("apart");
    fs::write(&plain, whole)?;
    let [digests] = node::digests(&[&plain])?
        .try_into()
        .map_err(|_| anyhow::anyhow!("one file has one digest"))?;
    let name = format!("{prefix}_{stem}-{}.{ending}", digests.short());
    fs::rename(&plain, embed.join(&name))?;
    let named = format!("[{name:?},{:?}]", digests.checked);
    packed.push((name, digests.integrity));
    Ok((stem.to_owned(), named))
}

/// The loader with the name and the digest of a file in place of `MARK__` and `MARK_DIGEST__`.
fn stamped(source: &str, mark: &str, name: &str, digests: &Digests) -> Result<String> {
    let marks = [
        (format!("{mark}__"), name),
        (format!("{mark}_DIGEST__"), &digests.checked),
    ];
    let mut stamped = source.to_owned();
    for (mark, text) in marks {
        if !source.contains(&mark) {
            bail!("{LOADER} has no {mark}, so it cannot be told what to load");
        }
        stamped = stamped.replace(&mark, text);
    }
    Ok(stamped)
}

/// What wasm-bindgen made.
struct Built {
    glue: PathBuf,
    wasm: PathBuf,
}

impl Built {
    fn find(staging: &Path) -> Result<Self> {
        let mut found = Vec::new();
        for entry in
            fs::read_dir(staging).with_context(|| format!("cannot read {}", staging.display()))?
        {
            let wasm = entry?.path();
            let stem = wasm
                .file_name()
                .and_then(|name| name.to_str())
                .and_then(|name| name.strip_suffix("_bg.wasm"));
            if let Some(stem) = stem {
                let glue = staging.join(format!("{stem}.js"));
                if glue.is_file() {
                    found.push(Self { glue, wasm });
                }
            }
        }
        match (found.pop(), found.is_empty()) {
            (Some(built), true) => Ok(built),
            (Some(_), false) => bail!("more than one wasm file in {}", staging.display()),
            (None, _) => bail!("no wasm file with its glue in {}", staging.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A scratch folder of this test.
    fn scratch(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("tandem-xtask-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn files_move_under_their_hash_and_the_loader_knows_their_names() {
        let staging = scratch("pack");
        fs::write(staging.join("tandem-12.js"), "export default 1;").unwrap();
        fs::write(staging.join("tandem-12_bg.wasm"), b"\0asm").unwrap();
        fs::write(staging.join("index.html"), "<p>").unwrap();
        let loader = staging.join("loader.js");
        let marks = "load('__TANDEM_GLUE__', '__TANDEM_GLUE_DIGEST__', '__TANDEM_WASM__', '__TANDEM_WASM_DIGEST__')";
        fs::write(&loader, marks).unwrap();

        pack(&staging, &loader, false).unwrap();

        // SHA-256 of the four bytes `\0asm`.
        let wasm = "tandem_widget_bg-cd5d4935a48c0672.wasm";
        assert!(staging.join("embed").join(wasm).is_file());
        let stamped = fs::read_to_string(staging.join("embed/tandem.js")).unwrap();
        assert!(stamped.contains(wasm), "{stamped}");
        assert!(stamped.contains("load(\"tandem_widget-"), "{stamped}");
        assert!(stamped.contains("\"sha256-zV1JNaSMBnL"), "{stamped}");
        assert!(!staging.join("tandem-12.js").exists());
        let integrity = fs::read_to_string(staging.join("embed/integrity.json")).unwrap();
        let german = integrity
            .lines()
            .find(|line| line.contains("tandem_words_de-"));
        assert!(
            german.is_some_and(|line| line.contains("sha384-")),
            "{integrity}"
        );
        assert!(integrity.contains("\"tandem_adapter_demo-"), "{integrity}");
        fs::remove_dir_all(staging).unwrap();
    }

    #[test]
    fn a_loader_without_its_marks_is_refused() {
        let digests = Digests {
            sha256: String::new(),
            checked: "c".to_owned(),
            integrity: String::new(),
        };
        assert!(stamped("__TANDEM_GLUE__", GLUE_MARK, "a", &digests).is_err());
        let both = stamped(
            "__TANDEM_GLUE__ __TANDEM_GLUE_DIGEST__",
            GLUE_MARK,
            "a",
            &digests,
        );
        assert_eq!(both.unwrap(), "a c");
    }

    #[test]
    fn a_build_without_wasm_is_refused() {
        let staging = scratch("empty");
        assert!(Built::find(&staging).is_err());
        fs::remove_dir_all(staging).unwrap();
    }
}
