//! What the connection to the coordinator should do next. Pure: time and randomness are arguments.
//!
//! ```text
//!            Start                Connected              Welcomed
//!   Idle ───────────▶ Connecting ───────────▶ Greeting ───────────▶ Online
//!                       ▲     │ Failed           │ Lost, too late     │ Lost
//!                       │     ▼                  ▼                    ▼
//!                       └── Waiting ◀──────────────────────────────────
//!                     its time is over                                │ GoAway's time is over, Renewed
//!                       ▲─────────────────────────────────────────────┘ (without waiting)
//! ```
//!
//! Waiting is full jitter: a random time up to a ceiling that doubles with each attempt, so that a fleet that lost its
//! coordinator does not come back in waves. A session that lasted [`PROVEN`] starts the doubling anew.

use std::time::{Duration, Instant};

/// A session of this length counts as a success of the attempt that led to it.
pub const PROVEN: Duration = Duration::from_secs(30);
/// How long the coordinator may take to answer Hello.
pub const WELCOME_WITHIN: Duration = Duration::from_secs(20);
/// Beats are sent at least this far apart and at most [`SLOWEST_BEAT`], whatever Welcome says.
const FASTEST_BEAT: Duration = Duration::from_millis(100);
/// See [`FASTEST_BEAT`].
const SLOWEST_BEAT: Duration = Duration::from_mins(5);

/// How long to wait between attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Ceiling after the first failure.
    pub base: Duration,
    /// Ceiling after many failures.
    pub max: Duration,
}

/// Where the connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Before the start.
    Idle,
    /// TCP, TLS and HTTP/2 are being set up.
    Connecting,
    /// Hello is on its way.
    Greeting {
        /// When Welcome must be there.
        until: Instant,
    },
    /// Between Welcome and the end of the session.
    Online {
        /// When Welcome came.
        since: Instant,
        /// Time between two beats.
        beat_interval: Duration,
        /// When the next beat is due.
        next_beat: Instant,
        /// When to reconnect because the coordinator asked for it.
        leave_at: Option<Instant>,
    },
    /// Between two attempts.
    Waiting {
        /// When to try again.
        until: Instant,
    },
    /// After the end.
    Stopped,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The agent is ready to talk.
    Start,
    /// A connection is there.
    Connected,
    /// The attempt failed, or the session ended, and the next attempt may go differently.
    Lost,
    /// The coordinator refused this identity: only a person can change that, so ask seldom.
    Refused,
    /// The coordinator accepted the session.
    Welcomed {
        /// How often it wants a sign of life.
        beat_interval: Duration,
    },
    /// The coordinator asks to reconnect at a random point inside `after`.
    GoAway {
        /// Longest time until then.
        after: Duration,
    },
    /// The identity was renewed and is to be used at once.
    Renewed,
    /// Time passed.
    Tick,
    /// The agent ends.
    Stop,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Set up a connection.
    Connect,
    /// Open Control with Hello.
    Greet,
    /// Open Data and start what belongs to a session.
    OpenData,
    /// Send a Heartbeat.
    Beat,
    /// End the session or the attempt, whatever there is of it.
    HangUp,
}

/// The machine.
#[derive(Debug, Clone)]
pub struct Link {
    state: State,
    pace: Pace,
    /// Attempts since the last proven session.
    n_attempts: u32,
}

impl Link {
    /// A machine that has not started.
    #[must_use]
    pub const fn new(pace: Pace) -> Self {
        Self { state: State::Idle, pace, n_attempts: 0 }
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// When it wants a [`Event::Tick`]; `None` while it waits for something else.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Idle | State::Connecting | State::Stopped => None,
            State::Greeting { until } | State::Waiting { until } => Some(until),
            State::Online { next_beat, leave_at, .. } => {
                Some(leave_at.map_or(next_beat, |at| at.min(next_beat)))
            }
        }
    }

    /// Takes one event at `now`; `random` is uniform in 0 to 1.
    #[must_use = "effects must be carried out"]
    pub fn step(&mut self, event: Event, now: Instant, random: f64) -> Vec<Effect> {
        match (self.state, event) {
            (State::Stopped, _) => Vec::new(),
            (_, Event::Stop) => {
                self.state = State::Stopped;
                vec![Effect::HangUp]
            }
            (State::Idle, Event::Start) => self.connect(),
            (State::Connecting, Event::Connected) => {
                self.state = State::Greeting { until: now + WELCOME_WITHIN };
                vec![Effect::Greet]
            }
            (State::Greeting { .. }, Event::Welcomed { beat_interval }) => {
                let beat_interval = beat_interval.clamp(FASTEST_BEAT, SLOWEST_BEAT);
                self.state = State::Online {
                    since: now,
                    beat_interval,
                    next_beat: now + beat_interval,
                    leave_at: None,
                };
                vec![Effect::OpenData]
            }
            (State::Connecting | State::Greeting { .. } | State::Online { .. }, Event::Lost) => {
                self.wait(now, random)
            }
            (State::Connecting | State::Greeting { .. } | State::Online { .. }, Event::Refused) => {
                self.wait_longest(now, random)
            }
            (State::Greeting { .. }, Event::GoAway { .. }) => self.wait(now, random),
            (State::Online { since, beat_interval, next_beat, .. }, Event::GoAway { after }) => {
                let leave_at = Some(now + after.min(self.pace.max).mul_f64(unit(random)));
                self.state = State::Online { since, beat_interval, next_beat, leave_at };
                Vec::new()
            }
            (State::Online { .. } | State::Greeting { .. }, Event::Renewed) => self.reconnect(),
            (_, Event::Tick) => self.tick(now, random),
            (
                State::Idle
                | State::Connecting
                | State::Greeting { .. }
                | State::Online { .. }
                | State::Waiting { .. },
                Event::Start
                | Event::Connected
                | Event::Lost
                | Event::Refused
                | Event::Welcomed { .. }
                | Event::GoAway { .. }
                | Event::Renewed,
            ) => Vec::new(),
        }
    }

    fn tick(&mut self, now: Instant, random: f64) -> Vec<Effect> {
        match self.state {
            State::Greeting { until } if until <= now => self.wait(now, random),
            State::Waiting { until } if until <= now => self.connect(),
            State::Online { leave_at: Some(at), .. } if at <= now => self.reconnect(),
            State::Online { since, beat_interval, next_beat, leave_at } if next_beat <= now => {
                // Beats that a busy machine missed are not made up for.
                let next_beat = now + beat_interval;
                self.state = State::Online { since, beat_interval, next_beat, leave_at };
                vec![Effect::Beat]
            }
            State::Idle
            | State::Connecting
            | State::Greeting { .. }
            | State::Online { .. }
            | State::Waiting { .. }
            | State::Stopped => Vec::new(),
        }
    }

    fn connect(&mut self) -> Vec<Effect> {
        self.state = State::Connecting;
        vec![Effect::Connect]
    }

    fn reconnect(&mut self) -> Vec<Effect> {
        self.state = State::Connecting;
        vec![Effect::HangUp, Effect::Connect]
    }

    fn wait(&mut self, now: Instant, random: f64) -> Vec<Effect> {
        if let State::Online { since, .. } = self.state
            && now.saturating_duration_since(since) > PROVEN
        {
            self.n_attempts = 0;
        }
        let doubled = 2_u32.checked_pow(self.n_attempts).unwrap_or(u32::MAX);
        let ceiling = self.pace.base.saturating_mul(doubled).min(self.pace.max);
        self.n_attempts = self.n_attempts.saturating_add(1);
        self.state = State::Waiting { until: now + ceiling.mul_f64(unit(random)) };
        vec![Effect::HangUp]
    }

    fn wait_longest(&mut self, now: Instant, random: f64) -> Vec<Effect> {
        self.n_attempts = self.n_attempts.saturating_add(1);
        self.state = State::Waiting { until: now + self.pace.max.mul_f64(0.5 + unit(random) / 2.0) };
        vec![Effect::HangUp]
    }
}

fn unit(random: f64) -> f64 {
    if random.is_finite() { random.clamp(0.0, 1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests;
