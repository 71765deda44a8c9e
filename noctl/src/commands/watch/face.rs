//! How a watch shows itself: drawn over on a screen, a line for each event elsewhere.

use std::{io::Write as _, time::Duration};

use nocturne_shared::time::{Timestamp, add, since};

use crate::{
    error::Error,
    live::{
        board::{Board, Lists},
        event::{Line, What},
        frame::{Connection, Head, Wants, frame},
    },
    output::{self, Format, Look, Output},
};

/// Takes another page of the terminal, whose end gives back what was there (xterm, "alternate screen"), hides the cursor.
const ENTER: &str = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[2J";
/// Undoes it.
const LEAVE: &str = "\u{1b}[?25h\u{1b}[?1049l";
/// Puts the cursor in the upper left corner.
const HOME: &str = "\u{1b}[H";
/// Clears the rest of the line.
const CLEAR_LINE: &str = "\u{1b}[K";
/// Clears everything below.
const CLEAR_BELOW: &str = "\u{1b}[J";
/// Ages on a screen are drawn again after this.
const REDRAW: Duration = Duration::from_secs(1);
/// How long a note stands beside the address.
const NOTE: Duration = Duration::from_secs(10);

/// Where a watch is shown.
#[derive(Debug)]
pub(super) enum Face {
    /// On a terminal.
    Screen(Screen),
    /// Anywhere else.
    Lines(Lines),
}

/// A terminal, given back when dropped.
#[derive(Debug)]
pub(super) struct Screen {
    wants: Wants,
    head: Head,
    colour: bool,
    note_at: Option<Timestamp>,
    drawn_at: Option<Timestamp>,
    is_dirty: bool,
}

/// A file or a pipe.
#[derive(Debug)]
pub(super) struct Lines {
    format: Format,
    look: Look,
    /// The header of CSV is written once.
    is_begun: bool,
    /// Whether what is there is to be said when it is known.
    owes_present: bool,
    /// Why it is not live; empty is live. Said once.
    trouble: String,
}

impl Face {
    /// A screen when there is one and people read it.
    pub(super) fn new(output: &Output, wants: Wants, url: String) -> Self {
        if output.format == Format::Table && output.look.height.is_some() {
            Self::Screen(Screen::enter(wants, url, output.look.colour))
        } else {
            let look = Look { brief: false, ..output.look.clone() };
            Self::Lines(Lines {
                format: output.format,
                look,
                is_begun: false,
                owes_present: true,
                trouble: String::new(),
            })
        }
    }

    /// True on a screen.
    pub(super) const fn is_screen(&self) -> bool {
        matches!(self, Self::Screen(_))
    }

    /// The watch is live; `is_gap` when events may have been missed.
    pub(super) fn opened(&mut self, is_gap: bool) {
        match self {
            Self::Screen(screen) => {
                screen.head.connection = Connection::Live { heard_at: Timestamp::now() };
                if is_gap {
                    screen.note("events may have been missed; everything is read again");
                }
                screen.is_dirty = true;
            }
            Self::Lines(lines) => {
                if !std::mem::take(&mut lines.trouble).is_empty() {
                    output::note("connected again");
                }
                if is_gap {
                    lines.owes_present = true;
                    output::note("events may have been missed; what is there follows");
                }
            }
        }
    }

    /// Something came.
    pub(super) fn heard(&mut self) {
        if let Self::Screen(screen) = self {
            screen.head.connection = Connection::Live { heard_at: Timestamp::now() };
            screen.head.known_at = screen.head.known_at.map(|_| Timestamp::now());
        }
    }

    /// It was read too slowly.
    pub(super) fn lagged(&mut self, waiting: u64) {
        let text = format!(
            "read too slowly: the coordinator cut the watch with {waiting} messages waiting; it goes on where it was"
        );
        match self {
            Self::Screen(screen) => screen.note(&text),
            Self::Lines(_) => output::note(&text),
        }
    }

    /// It is not live.
    pub(super) fn waiting(&mut self, reason: &str, after: Duration) {
        match self {
            Self::Screen(screen) => {
                let retry_at = add(Timestamp::now(), after);
                screen.head.connection = Connection::Waiting { reason: reason.to_owned(), retry_at };
                screen.is_dirty = true;
            }
            Self::Lines(lines) => {
                if lines.trouble != reason {
                    output::note(&format!("not connected: {reason}; trying again"));
                    reason.clone_into(&mut lines.trouble);
                }
            }
        }
    }

    /// Lists could not be read.
    pub(super) fn not_listed(&mut self, reason: &str) {
        match self {
            Self::Screen(screen) => screen.note(reason),
            Self::Lines(_) => output::note(&format!("{reason}; trying again")),
        }
    }

    /// Lists were read. Where lines are written, what is there is said at first and after events were missed.
    pub(super) fn listed(&mut self, lists: &Lists, board: &Board) -> Result<(), Error> {
        match self {
            Self::Screen(screen) => {
                screen.head.known_at = Some(Timestamp::now());
                Ok(())
            }
            Self::Lines(lines) if lines.owes_present => {
                lines.owes_present = false;
                lines.present(lists, board)
            }
            Self::Lines(_) => Ok(()),
        }
    }

    /// One event.
    pub(super) fn line(&mut self, line: Line) -> Result<(), Error> {
        match self {
            Self::Screen(screen) => {
                screen.is_dirty = true;
                Ok(())
            }
            Self::Lines(lines) => lines.put(&[line]),
        }
    }

    /// Draws what changed, and ages from time to time.
    pub(super) fn tick(&mut self, board: &Board) -> Result<(), Error> {
        match self {
            Self::Screen(screen) if screen.is_due() => screen.draw(board),
            Self::Screen(_) | Self::Lines(_) => Ok(()),
        }
    }

    /// Draws.
    pub(super) fn draw(&mut self, board: &Board) -> Result<(), Error> {
        match self {
            Self::Screen(screen) => screen.draw(board),
            Self::Lines(_) => Ok(()),
        }
    }
}

impl Screen {
    fn enter(wants: Wants, url: String, colour: bool) -> Self {
        output::put(ENTER).ok();
        let head = Head { url, connection: Connection::Opening, known_at: None, note: String::new() };
        Self { wants, head, colour, note_at: None, drawn_at: None, is_dirty: true }
    }

    fn note(&mut self, text: &str) {
        text.clone_into(&mut self.head.note);
        self.note_at = Some(Timestamp::now());
        self.is_dirty = true;
    }

    fn is_due(&self) -> bool {
        self.is_dirty || self.drawn_at.is_none_or(|at| since(at, Timestamp::now()) >= REDRAW)
    }

    fn draw(&mut self, board: &Board) -> Result<(), Error> {
        // The screen may have another size than a moment ago.
        let look = Look { colour: self.colour, ..Look::of_stdout(false) };
        if self.note_at.is_some_and(|at| since(at, look.now) > NOTE) {
            self.note_at = None;
            self.head.note.clear();
        }
        let room = look.height.map_or(usize::MAX, usize::from);
        let text = frame(board, &self.head, self.wants, &look);
        // No line break behind the last line: it would move the screen.
        let drawn: Vec<String> = text.lines().take(room).map(|line| format!("{line}{CLEAR_LINE}")).collect();
        self.is_dirty = false;
        self.drawn_at = Some(look.now);
        output::put(&format!("{HOME}{}{CLEAR_BELOW}", drawn.join("\n")))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Nobody is left to tell when that fails.
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(LEAVE.as_bytes()).and_then(|()| stdout.flush()).ok();
    }
}

impl Lines {
    fn present(&mut self, lists: &Lists, board: &Board) -> Result<(), Error> {
        let states = lists.states.iter().flatten().map(|state| What::CheckState(state.clone()));
        let agents = lists.agents.iter().flatten().map(|agent| What::Agent(Box::new(agent.clone())));
        let gaps = lists.gaps.iter().flatten().map(|gap| What::Gap(gap.clone()));
        let values = lists.values.iter().flatten().map(|value| What::Value(value.clone()));
        let all = states.chain(agents).chain(gaps).chain(values);
        let lines: Vec<Line> = all.filter(|what| board.takes(what)).map(Line::present).collect();
        self.put(&lines)
    }

    fn put(&mut self, lines: &[Line]) -> Result<(), Error> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut text = String::new();
        match self.format {
            Format::Table => text.extend(lines.iter().map(|line| line.text() + "\n")),
            Format::Json => {
                for line in lines {
                    text.push_str(&output::json_line(line)?);
                }
            }
            Format::Yaml => {
                for line in lines {
                    text.push_str("---\n");
                    text.push_str(&output::render_one(self.format, &self.look, line, String::new)?);
                }
            }
            Format::Csv => {
                let all = output::render_list(self.format, &self.look, lines)?;
                let rows = all.split_once('\n').map_or("", |(_header, rows)| rows);
                text.push_str(if self.is_begun { rows } else { &all });
            }
        }
        self.is_begun = true;
        output::put(&text)
    }
}
