use std::{
    io::{self, IsTerminal as _},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar for reading or a spinner for the rest, on a terminal; nothing anywhere else.
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::no_length();
        bar.set_draw_target(if io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        });
        Self(bar)
    }

    /// Shows how far a read has come.
    pub(super) fn reading(&self, what: &str) -> impl Fn(u64, u64) + use<> {
        let style = ProgressStyle::with_template(
            "{msg:22} {wide_bar} {bytes:>10} of {total_bytes:10} {eta:>4}",
        );
        if let Ok(style) = style {
            self.0.set_style(style);
        }
        self.0.set_message(what.to_owned());
        let bar = self.0.clone();
        move |read, total| {
            bar.set_length(total);
            bar.set_position(read);
        }
    }

    /// Shows what is being done, for work that does not know its length.
    pub(super) fn working(&self, what: &'static str) {
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            self.0.set_style(style);
        }
        self.0.set_message(what);
        self.0.enable_steady_tick(Duration::from_millis(120));
    }

    /// Takes the line away.
    pub(super) fn done(&self) {
        self.0.finish_and_clear();
    }
}
