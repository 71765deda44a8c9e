//! Which rows are in the window, wherever it is that scrolls.

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use web_sys::Element;
use yew::prelude::*;

use crate::ui::dom::{self, Area};

/// Rows beyond each edge that are drawn already when scrolling reaches them.
const AHEAD: usize = 12;
/// The window moves by so many rows at a time, so that not every pixel draws anew.
const STEP: usize = 6;
const FIRST_ROWS: usize = 60;
/// Until a row was measured.
const ROW_HEIGHT: f64 = 36.0;

/// Rows from `from` to before `to` are drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Window {
    pub from: usize,
    pub to: usize,
    pub row_height: f64,
}

impl Window {
    fn around(body: &Element, n_rows: usize) -> Self {
        let measured = body
            .query_selector(".data-table__row")
            .ok()
            .flatten()
            .map(|row| Area::of(&row).height)
            .filter(|height| *height >= 1.0);
        let row_height = measured.unwrap_or(ROW_HEIGHT);
        let seen = seen(body);
        let first = rows((seen.top - Area::of(body).top) / row_height);
        let n = rows(seen.height / row_height) + 1;
        let from = first.saturating_sub(AHEAD) / STEP * STEP;
        let to = (first + n + AHEAD).div_ceil(STEP) * STEP;
        Self { from: from.min(n_rows), to: to.min(n_rows), row_height }
    }

    /// Heights of what is not drawn, above and below.
    pub(super) fn padding(self, n_rows: usize) -> (f64, f64) {
        (height(self.from, self.row_height), height(n_rows.saturating_sub(self.to), self.row_height))
    }
}

fn rows(count: f64) -> usize {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a table's size")]
    let rows = count.clamp(0.0, 1e7) as usize;
    rows
}

fn height(n_rows: usize, row_height: f64) -> f64 {
    f64::from(u32::try_from(n_rows).unwrap_or(u32::MAX)) * row_height
}

/// The part of the screen in which the table may be seen: its own scrolling box, within the window.
fn seen(body: &Element) -> Area {
    let window = Area::of_window();
    let Some(scroller) = body.closest(".data-table__scroll").ok().flatten() else { return window };
    let scroller = Area::of(&scroller);
    let top = scroller.top.max(window.top);
    let bottom = scroller.bottom().min(window.bottom());
    Area { top, height: (bottom - top).max(0.0), ..window }
}

/// Follows scrolling and resizing of anything around `body`.
#[hook]
pub(super) fn use_window(body: &NodeRef, n_rows: usize) -> Window {
    let window = use_state_eq(|| Window { from: 0, to: FIRST_ROWS.min(n_rows), row_height: ROW_HEIGHT });
    use_effect_with((body.clone(), n_rows), {
        let window = window.setter();
        move |(body, n_rows)| {
            let (body, n_rows) = (body.clone(), *n_rows);
            let look = move || {
                if let Some(body) = body.cast::<Element>() {
                    window.set(Window::around(&body, n_rows));
                }
            };
            look();
            let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: true };
            let scrolled = dom::document().map(|document| {
                let look = look.clone();
                EventListener::new_with_options(&document, "scroll", options, move |_| look())
            });
            let resized = dom::window().map(|page| EventListener::new(&page, "resize", move |_| look()));
            move || drop((scrolled, resized))
        }
    });
    // The box grows with what is drawn in it, up to its height: what came into sight by that is drawn too.
    use_effect_with((body.clone(), n_rows, *window), {
        let window = window.setter();
        move |(body, n_rows, _)| {
            if let Some(body) = body.cast::<Element>() {
                window.set(Window::around(&body, *n_rows));
            }
        }
    });
    let held = *window;
    Window { from: held.from.min(n_rows), to: held.to.min(n_rows).max(held.from.min(n_rows)), ..held }
}
