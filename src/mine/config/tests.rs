use super::*;

#[test]
fn an_empty_file_is_the_defaults() {
    let settings = Config::parse("").expect("TOML").check().expect("settings");
    assert_eq!(settings, Settings::default());
}
