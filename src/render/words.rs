use crate::domain::Locale;

/// The languages whose texts come with the package, English apart, and their files.
const LANGUAGES: [(&str, &str); 4] = [
    ("ar", include_str!("../../www/words/ar.json")),
    ("de", include_str!("../../www/words/de.json")),
    ("fr", include_str!("../../www/words/fr.json")),
    ("ja", include_str!("../../www/words/ja.json")),
];

/// The texts of a locale's language, by key; none for English, and where there is no file.
#[must_use]
pub fn texts(locale: &Locale) -> Vec<(String, String)> {
    let file = LANGUAGES
        .iter()
        .find(|(language, _)| locale.language().eq_ignore_ascii_case(language));
    let texts = file.and_then(|(_, file)| serde_json::from_str::<Flat>(file).ok());
    texts.map_or_else(Vec::new, |texts| texts.into_iter().collect())
}

/// The cardinal plural forms of CLDR that a locale's language has; `None` for a language that comes
/// without texts.
#[must_use]
pub fn plural_forms(locale: &Locale) -> Option<&'static [&'static str]> {
    Some(match locale.language().to_ascii_lowercase().as_str() {
        "ar" => &["zero", "one", "two", "few", "many", "other"],
        "de" | "en" => &["one", "other"],
        "fr" => &["one", "many", "other"],
        "ja" => &["other"],
        _ => return None,
    })
}

/// Whether the package has texts in a locale's language.
#[must_use]
pub fn speaks(locale: &Locale) -> bool {
    let language = locale.language();
    let languages = LANGUAGES.iter().map(|(language, _)| *language);
    languages
        .chain(["en"])
        .any(|known| language.eq_ignore_ascii_case(known))
}

type Flat = std::collections::BTreeMap<String, String>;

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &[(&str, &str)] = crate::offer::ENGLISH;

    /// A key without its plural form.
    fn stem(key: &str) -> &str {
        ["zero", "one", "two", "few", "many", "other"]
            .iter()
            .find_map(|form| key.strip_suffix(form)?.strip_suffix('.'))
            .unwrap_or(key)
    }

    fn placeholders(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> = text
            .split('{')
            .skip(1)
            .filter_map(|part| part.split('}').next())
            .collect();
        names.sort_unstable();
        names
    }

    fn forms(language: &str) -> &'static [&'static str] {
        let forms = Locale::new(language).and_then(|locale| plural_forms(&locale));
        forms.unwrap_or_else(|| panic!("{language}: say which plural forms it has"))
    }

    #[test]
    fn every_language_has_every_text_and_its_placeholders() {
        for (language, file) in LANGUAGES {
            let texts: Flat = serde_json::from_str(file).expect("a flat object of texts");
            let find = |key: &str| {
                let text = texts.get(key);
                text.unwrap_or_else(|| panic!("{language}: {key} is missing"))
            };
            for (key, english) in ENGLISH {
                let stem = stem(key);
                if stem == *key {
                    let text = find(key);
                    assert_eq!(
                        placeholders(text),
                        placeholders(english),
                        "{language}: {key}"
                    );
                    continue;
                }
                for form in forms(language) {
                    let key = format!("{stem}.{form}");
                    for name in placeholders(find(&key)) {
                        assert!(placeholders(english).contains(&name), "{language}: {key}");
                    }
                }
            }
            for key in texts.keys() {
                let is_known = ENGLISH.iter().any(|(known, _)| stem(known) == stem(key));
                assert!(is_known, "{language}: {key} is in no English text");
            }
        }
    }

    #[test]
    fn every_file_of_texts_is_known() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/words");
        let files = std::fs::read_dir(folder).expect("the folder");
        let mut names: Vec<String> = files
            .map(|file| {
                file.expect("a file")
                    .file_name()
                    .into_string()
                    .expect("a name")
            })
            .collect();
        names.sort_unstable();
        assert_eq!(
            names,
            LANGUAGES.map(|(language, _)| format!("{language}.json"))
        );
    }
}
