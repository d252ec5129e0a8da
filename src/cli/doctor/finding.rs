//! What the doctor says: a stable code, where, what, and what to do about it.

use serde::Serialize;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    /// Shoppers see no box.
    Error,
    /// Shoppers see one, but slower, older or less often than they could.
    Warning,
    /// Good to know.
    Note,
}

impl Level {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One thing found. Codes stay the same over versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) level: Level,
    pub(super) code: &'static str,
    /// The address or file it was found at.
    pub(super) at: String,
    pub(super) message: String,
    pub(super) remedy: String,
}

/// All that was found, in the order of looking.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, level: Level, code: &'static str, at: &str, what: String, remedy: &str) {
        let finding = Finding {
            level,
            code,
            at: plain(at),
            message: plain(&what),
            remedy: plain(remedy),
        };
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }

    pub(super) fn error(&mut self, code: &'static str, at: &str, what: String, remedy: &str) {
        self.add(Level::Error, code, at, what, remedy);
    }

    pub(super) fn warning(&mut self, code: &'static str, at: &str, what: String, remedy: &str) {
        self.add(Level::Warning, code, at, what, remedy);
    }

    pub(super) fn note(&mut self, code: &'static str, at: &str, what: String, remedy: &str) {
        self.add(Level::Note, code, at, what, remedy);
    }

    pub(super) fn count(&self, level: Level) -> usize {
        let same = self.0.iter().filter(|finding| finding.level == level);
        same.count()
    }

    /// The worst first, otherwise as they were found.
    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.0.sort_by_key(|finding| finding.level);
        self.0
    }
}

/// What a stranger's page or host says, without line breaks and terminal codes, and not endless.
fn plain(text: &str) -> String {
    const MOST: usize = 600;
    let mut plain: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(MOST)
        .collect();
    if text.chars().nth(MOST).is_some() {
        plain.push('…');
    }
    plain
}
