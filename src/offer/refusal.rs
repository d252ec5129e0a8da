/// For how many days a refusal holds: a season, after which tastes and ranges have changed. Who still
/// does not want the item says so again.
pub const REFUSAL_DAYS: u32 = 90;

/// How many refusals are kept, the newest.
pub const MOST_REFUSALS: usize = 50;

/// What a shopper does not want to be suggested, each with the day on which that was said.
///
/// Days are counted from 1970-01-01, and handed in: nothing here has a clock. As text, a refusal is a
/// line of the SKU, a tab and the day; that of a whole kind begins with a tab, see
/// [`Refusals::of_kind`]. A line without a day, as they once were written, counts as of
/// the day on which it is read, and so does one of a day to come: a clock was wrong.
///
/// ```
/// use tandem_widget::offer::Refusals;
///
/// let mut refusals = Refusals::read("22697\t20300\n22699\t20400\n85123A", 20_410);
/// assert!(!refusals.hold("22697") && refusals.hold("22699") && refusals.hold("85123A"));
/// refusals.put("22699", false, 20_410);
/// assert_eq!(refusals.write(), "85123A\t20410");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusals(Vec<(String, u32)>);

impl Refusals {
    /// Those of a text that still hold, the oldest first, [`MOST_REFUSALS`] at most.
    #[must_use]
    pub fn read(text: &str, today: u32) -> Self {
        let mut all = Self::default();
        for line in text.lines().filter(|line| !line.is_empty()) {
            let dated = line.rsplit_once('\t').and_then(|(sku, day)| {
                let day: u32 = day.parse().ok()?;
                Some((sku, day.min(today)))
            });
            let (sku, day) = dated.unwrap_or((line, today));
            if today - day < REFUSAL_DAYS {
                all.put(sku, true, day);
            }
        }
        all
    }

    /// The text that [`Refusals::read`] reads.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::new();
        for (sku, day) in &self.0 {
            if !text.is_empty() {
                text.push('\n');
            }
            text += sku;
            text.push('\t');
            text += &day.to_string();
        }
        text
    }

    /// The name under which a kind of items stands among SKUs.
    #[must_use]
    pub fn of_kind(kind: &str) -> String {
        ["\t", kind].concat()
    }

    /// Whether an item is refused.
    #[must_use]
    pub fn hold(&self, sku: &str) -> bool {
        self.0.iter().any(|(other, _)| other == sku)
    }

    /// Takes a refusal, as the newest, or takes it back.
    pub fn put(&mut self, sku: &str, is_refused: bool, today: u32) {
        self.0.retain(|(other, _)| other != sku);
        if is_refused {
            self.0.push((sku.to_owned(), today));
        }
        self.0.drain(..self.0.len().saturating_sub(MOST_REFUSALS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: u32 = 20_500;

    #[test]
    fn a_refusal_holds_for_its_days_and_not_one_more() {
        for (age, holds) in [
            (0, true),
            (1, true),
            (REFUSAL_DAYS - 1, true),
            (REFUSAL_DAYS, false),
            (TODAY, false),
        ] {
            let text = format!("CUP\t{}", TODAY - age);
            assert_eq!(Refusals::read(&text, TODAY).hold("CUP"), holds, "{age}");
        }
    }

    #[test]
    fn what_was_written_without_a_day_is_of_today_and_a_day_to_come_too() {
        for text in ["CUP", "CUP\t99999999", "CUP\t20500"] {
            assert_eq!(Refusals::read(text, TODAY).write(), "CUP\t20500", "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let mut all = Refusals::default();
        for (sku, day) in [("a b", 1), ("tab\there", 2), ("日本", 3), ("12", 4)] {
            all.put(sku, true, TODAY - day);
        }
        all.put(&Refusals::of_kind("12"), true, TODAY);
        all.put("12", false, TODAY);
        assert!(all.hold(&Refusals::of_kind("12")) && !all.hold("12"));
        assert_eq!(Refusals::read(&all.write(), TODAY), all);
        assert_eq!(Refusals::read("", TODAY), Refusals::default());
        assert_eq!(Refusals::default().write(), "");
    }

    #[test]
    fn anything_can_lie_in_storage() {
        for text in ["\n\n\t\n", "\t1", "a\t-1", "a\t1e9", "\u{0}\t\t\t", "null"] {
            let read = Refusals::read(text, TODAY);
            assert_eq!(Refusals::read(&read.write(), TODAY), read, "{text:?}");
        }
    }

    #[test]
    fn the_newest_are_kept_and_each_once() {
        let mut all = Refusals::default();
        for at in 0..60 {
            all.put(&format!("{at}"), true, TODAY);
        }
        assert!(!all.hold("9") && all.hold("10") && all.hold("59"));
        all.put("10", true, TODAY);
        all.put("60", true, TODAY);
        assert!(all.hold("10") && !all.hold("11"));
        assert_eq!(all.write().lines().count(), MOST_REFUSALS);
    }
}
