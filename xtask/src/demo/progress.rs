//! What a person sees meanwhile: one line per step that counts the time on a terminal, a plain line elsewhere.

use std::{
    env, fmt,
    io::{IsTerminal as _, stdout},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// How often the mark of a running step turns.
const TICK: Duration = Duration::from_millis(90);
/// The mark as it turns, as in `scripts/demo`; the last is never seen.
const MARKS: &str = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ ";
/// Room for what a step does; `scripts/demo` prints its own steps as wide.
const WIDTH: usize = 36;

/// How steps are shown.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    terminal: bool,
    colour: bool,
}

impl Progress {
    /// By what standard output is, and what the environment asks for (<https://no-color.org>).
    pub fn new() -> Self {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let terminal = stdout().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb");
        Self { terminal, colour: terminal && !set("NO_COLOR") }
    }

    /// Neither a terminal nor colours.
    #[cfg(test)]
    pub fn plain() -> Self {
        Self { terminal: false, colour: false }
    }

    /// Runs a step and says how long it took.
    ///
    /// # Errors
    ///
    /// Those of the step.
    pub fn step<T>(self, what: &str, run: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
        let begun = Instant::now();
        let turning = self.terminal.then(|| self.turning(what));
        let done = run();
        if let Some(turning) = turning {
            turning.finish_and_clear();
        }
        println!("{}", self.line(what, done.is_ok(), begun.elapsed()));
        done
    }

    /// Ends the line in which a terminal showed what was typed.
    pub fn new_line(self) {
        if self.terminal {
            println!();
        }
    }

    /// `text` as what matters.
    pub fn strong(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// `text` as what accompanies.
    pub fn quiet(self, text: &str) -> String {
        self.paint("2", text)
    }

    fn turning(self, what: &str) -> ProgressBar {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stdout());
        let mark = if self.colour { "{spinner:.cyan}" } else { "{spinner}" };
        // The template is a constant; the default would do as well.
        let style = ProgressStyle::with_template(&format!("  {mark} {{msg:{WIDTH}}} {{took:>9}}"));
        let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
        let took = |state: &ProgressState, out: &mut dyn fmt::Write| {
            let _ = out.write_str(&seconds(state.elapsed()));
        };
        bar.set_style(style.tick_chars(MARKS).with_key("took", took));
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(TICK);
        bar
    }

    fn line(self, what: &str, well: bool, took: Duration) -> String {
        let took = seconds(took);
        if !self.terminal {
            return format!("demo: {what} ({took}){}", if well { "" } else { " failed" });
        }
        let mark = if well { self.paint("32", "✓") } else { self.paint("31", "✗") };
        format!("  {mark} {what:WIDTH$} {}", self.quiet(&format!("{took:>9}")))
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn seconds(took: Duration) -> String {
    match took.as_secs() {
        whole @ 60.. => format!("{} m {:02} s", whole / 60, whole % 60),
        _ => format!("{:.1} s", took.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREY: Progress = Progress { terminal: true, colour: false };
    const COLOURED: Progress = Progress { terminal: true, colour: true };

    #[test]
    fn a_step_is_one_line_that_suits_where_it_is_read() {
        let took = Duration::from_millis(1234);

        assert_eq!(Progress::plain().line("checks", true, took), "demo: checks (1.2 s)");
        assert_eq!(Progress::plain().line("checks", false, took), "demo: checks (1.2 s) failed");
        assert_eq!(GREY.line("checks", true, took), format!("  ✓ {:36} {:>9}", "checks", "1.2 s"));
        assert!(COLOURED.line("checks", false, took).starts_with("  \x1b[31m✗\x1b[0m checks"));
    }

    #[test]
    fn a_long_step_is_told_in_minutes() {
        assert_eq!(seconds(Duration::from_millis(59_900)), "59.9 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 m 05 s");
    }
}
