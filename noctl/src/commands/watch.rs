//! `noctl watch`: statuses, values, agents and gaps as they change.
//!
//! On a screen a table that is drawn over; elsewhere a line for each event. The watch is opened first, what is there is
//! listed then, and what happened meanwhile is applied on top (see [`crate::live`]).

use std::{pin::Pin, time::Duration};

use nocturne_proto::api::v1::Topic;
use nocturne_shared::time::Timestamp;
use tokio::{
    signal::unix::{SignalKind, signal},
    time::{Instant, MissedTickBehavior},
};

use super::{agents, gaps, parse_selector, results, states};
use crate::{
    client::Api,
    context::Context,
    error::Error,
    live::{
        board::{Board, Filter, Lists, MAX_GAPS},
        event::{Line, lines_of},
        frame::Wants,
        source::{SILENCE, Source, Update, Wanted},
    },
};

mod face;

use face::Face;

/// Events that may wait for lists; more are left with the coordinator, which cuts a reader that is too slow.
const MAX_WAITING: usize = 100_000;
/// A screen is drawn this often at most.
const DRAW_STEP: Duration = Duration::from_millis(200);
/// Statuses grow stale without an event, so lists are read again on a screen.
const REFRESH: Duration = Duration::from_secs(30);
/// After an event that says "look again", so that several are one look.
const SETTLE: Duration = Duration::from_secs(1);
/// After lists could not be read.
const LIST_PAUSE: Duration = Duration::from_secs(3);

/// Examples.
pub(crate) const HELP: &str = "\
Examples:
  noctl watch                          statuses of all checks, drawn over
  noctl watch checks agents --check web
  noctl watch values --selector check=web,site=ams
  noctl watch all -o json              one JSON object for each event
  noctl watch gaps | tee gaps.log      one line for each event

What is there comes first, then what changes. Cuts are mended by themselves. Ctrl-C ends it with exit code 0.";

/// What can be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum WatchTopic {
    /// Statuses, and definitions of checks.
    Checks,
    /// Values as they are committed.
    Values,
    /// Agents that enrol, come, go or are revoked.
    Agents,
    /// Gaps as they are declared.
    Gaps,
    /// Everything.
    All,
}

/// What to watch.
#[derive(Debug, clap::Args)]
pub(crate) struct WatchArgs {
    /// What; several are shown below each other.
    #[arg(value_enum, value_name = "TOPIC", default_value = "checks")]
    topics: Vec<WatchTopic>,
    /// Only what has these labels: of values all of theirs, of statuses check, target, agent and site.
    #[arg(long, short = 'l', value_parser = parse_selector, default_value = "")]
    selector: String,
    /// Only this check (its name; without values also its id).
    #[arg(long, value_name = "NAME", default_value = "")]
    check: String,
    /// End after so many: the lists are one, each event that follows is another.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
}

impl WatchArgs {
    fn has(&self, topic: WatchTopic) -> bool {
        self.topics.contains(&topic) || self.topics.contains(&WatchTopic::All)
    }

    fn wants(&self) -> Wants {
        Wants {
            states: self.has(WatchTopic::Checks),
            values: self.has(WatchTopic::Values),
            agents: self.has(WatchTopic::Agents),
            gaps: self.has(WatchTopic::Gaps),
        }
    }

    fn wanted(&self) -> Wanted {
        let topics = [
            (WatchTopic::Checks, Topic::Checks),
            (WatchTopic::Checks, Topic::CheckEvents),
            (WatchTopic::Agents, Topic::Agents),
            (WatchTopic::Gaps, Topic::Gaps),
            (WatchTopic::Values, Topic::Values),
        ];
        let topics = topics.into_iter().filter(|(topic, _)| self.has(*topic)).map(|(_, topic)| topic);
        // The coordinator selects values only.
        let selector = if self.wants().values { self.value_selector() } else { String::new() };
        Wanted { topics: topics.collect(), selector }
    }

    fn value_selector(&self) -> String {
        match (self.check.as_str(), self.selector.trim()) {
            ("", selector) => selector.to_owned(),
            (check, "") => format!("check={check}"),
            (check, selector) => format!("check={check},{selector}"),
        }
    }
}

/// Does it until `--count` or an interrupt.
///
/// # Errors
///
/// What repeating does not mend.
pub(crate) async fn run(context: &Context, arguments: WatchArgs) -> Result<(), Error> {
    let selector = arguments.wanted().selector;
    parse_selector(&selector)
        .map_err(|reason| Error::Usage(format!("--check {}: {reason}", arguments.check)))?;
    let api = context.api()?;
    let (mut interrupt, mut end) = (
        signal(SignalKind::interrupt()).map_err(Error::Runtime)?,
        signal(SignalKind::terminate()).map_err(Error::Runtime)?,
    );
    // Whatever ends it, the screen is given back when the other future is dropped.
    tokio::select! {
        _ = interrupt.recv() => Ok(()),
        _ = end.recv() => Ok(()),
        done = Follow::new(context, &api, &arguments).run() => done,
    }
}

type Listing<'a> = Pin<Box<dyn Future<Output = Result<Lists, Error>> + 'a>>;

/// One watch that is followed.
struct Follow<'a> {
    api: &'a Api,
    arguments: &'a WatchArgs,
    board: Board,
    face: Face,
    /// Lists that are being read.
    listing: Option<Listing<'a>>,
    /// When they are to be read again.
    list_at: Option<Instant>,
    /// True from the moment something may have been missed until lists are there.
    must_list: bool,
    /// Lines that wait until what was there is shown.
    held: Vec<Line>,
    n_shown: u64,
}

impl<'a> Follow<'a> {
    fn new(context: &Context, api: &'a Api, arguments: &'a WatchArgs) -> Self {
        Self {
            api,
            arguments,
            board: Board::new(Filter::new(&arguments.check, &arguments.selector)),
            face: Face::new(&context.output, arguments.wants(), api.url().to_string()),
            listing: None,
            list_at: None,
            must_list: false,
            held: Vec::new(),
            n_shown: 0,
        }
    }

    async fn run(mut self) -> Result<(), Error> {
        let mut source = Source::new(self.api, self.arguments.wanted(), SILENCE);
        let mut tick = tokio::time::interval(DRAW_STEP);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.face.draw(&self.board)?;
        while !self.is_done() {
            // Awaited to its end: an attempt that is dropped would begin anew.
            let next = source.next();
            tokio::pin!(next);
            let update = loop {
                let list_at = self.list_at.filter(|_| self.listing.is_none());
                tokio::select! {
                    update = &mut next, if self.board.n_waiting() < MAX_WAITING => break update?,
                    lists = listed(&mut self.listing) => {
                        self.listing = None;
                        self.list_end(lists)?;
                        if self.is_done() {
                            return Ok(());
                        }
                    }
                    () = sleep_until(list_at) => self.list_begin(),
                    _ = tick.tick() => self.face.tick(&self.board)?,
                }
            };
            self.update(update)?;
        }
        Ok(())
    }

    fn is_done(&self) -> bool {
        self.arguments.count.is_some_and(|count| self.n_shown >= count)
    }

    fn update(&mut self, update: Update) -> Result<(), Error> {
        match update {
            Update::Opened { list } => {
                self.face.opened(list && self.board.is_listed());
                self.must_list |= list;
                if self.must_list {
                    self.list_begin();
                } else if self.face.is_screen() {
                    self.list_at = Some(Instant::now() + SETTLE);
                }
            }
            Update::Message(message) => {
                self.face.heard();
                let lines = lines_of(*message);
                self.take(lines)?;
            }
            Update::Lagged { waiting } => self.face.lagged(waiting),
            Update::Waiting { reason, after } => {
                // Who cannot be watched cannot be asked either; it is asked when the watch is live.
                if self.listing.take().is_some() {
                    self.board.list_failed();
                    self.must_list = true;
                }
                self.list_at = None;
                self.face.waiting(&reason, after);
            }
        }
        Ok(())
    }

    fn take(&mut self, lines: Vec<Line>) -> Result<(), Error> {
        let now = Timestamp::now();
        for line in lines {
            if !self.board.takes(&line.what) {
                continue;
            }
            let must_list = self.board.apply(line.what.clone(), now);
            let soon = Instant::now() + SETTLE;
            if must_list && self.list_at.is_none_or(|at| at > soon) {
                self.list_at = Some(soon);
            }
            if self.board.is_listed() {
                self.show(line)?;
            } else {
                self.held.push(line);
            }
        }
        Ok(())
    }

    fn show(&mut self, line: Line) -> Result<(), Error> {
        self.n_shown += 1;
        self.face.line(line)
    }

    fn list_begin(&mut self) {
        self.board.list_begin();
        self.list_at = None;
        let selector = self.arguments.value_selector();
        self.listing =
            Some(Box::pin(lists(self.api, self.arguments.wants(), &self.arguments.check, selector)));
    }

    fn list_end(&mut self, lists: Result<Lists, Error>) -> Result<(), Error> {
        let lists = match lists {
            Ok(lists) => lists,
            Err(error) if error.is_away() => {
                self.board.list_failed();
                self.face.not_listed(&error.line());
                self.list_at = Some(Instant::now() + LIST_PAUSE);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let is_first = !self.board.is_listed();
        self.face.listed(&lists, &self.board)?;
        self.board.list_end(lists, Timestamp::now());
        self.n_shown += u64::from(is_first);
        self.must_list = false;
        for line in std::mem::take(&mut self.held) {
            if !self.is_done() {
                self.show(line)?;
            }
        }
        self.list_at = self.face.is_screen().then(|| Instant::now() + REFRESH);
        self.face.draw(&self.board)
    }
}

/// The lists, when they are there.
async fn listed(listing: &mut Option<Listing<'_>>) -> Result<Lists, Error> {
    match listing {
        Some(listing) => listing.await,
        None => std::future::pending().await,
    }
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// What is there, of all that is wanted.
async fn lists(api: &Api, wants: Wants, check: &str, selector: String) -> Result<Lists, Error> {
    let mut lists = Lists::default();
    if wants.states {
        lists.states = Some(states::fetch(api, check, None).await?);
    }
    if wants.agents {
        lists.agents = Some(agents::fetch(api, "", None).await?);
    }
    if wants.gaps {
        lists.gaps = Some(gaps::fetch(api, "", None, Some(MAX_GAPS)).await?);
    }
    if wants.values {
        lists.values = Some(results::latest(api, "", &selector, None).await?);
    }
    Ok(lists)
}

#[cfg(test)]
mod tests;
