//! What a chart shows at present, shared by the component and by what uPlot calls back.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use nocturne_proto::api::v1::CheckEvent;
use nocturne_web_model::{
    chart::{ChartData, GapBand, Hover, StatusSegment, Surroundings, TimeRange, hover},
    format::{Unit, metric_unit},
};
use yew::Callback;

use super::colors::Colors;

/// What is drawn. Compared by identity: whoever makes it makes it anew when it differs.
#[derive(Clone, Default)]
pub(super) struct Content {
    pub data: Rc<ChartData>,
    pub gaps: Rc<Vec<GapBand>>,
    pub events: Rc<Vec<CheckEvent>>,
    pub status: Rc<Vec<StatusSegment>>,
    /// Lines that are hidden, by index.
    pub hidden: Rc<Vec<usize>>,
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.data, &other.data)
            && Rc::ptr_eq(&self.gaps, &other.gaps)
            && Rc::ptr_eq(&self.events, &other.events)
            && Rc::ptr_eq(&self.status, &other.status)
            && self.hidden == other.hidden
    }
}

impl Content {
    pub(super) fn unit(&self) -> Unit {
        metric_unit(&self.data.metric)
    }

    /// Least and greatest value of the lines in sight.
    pub(super) fn extent(&self) -> (Option<f64>, Option<f64>) {
        let lines = self.data.stats.iter().enumerate().filter(|(index, _)| !self.hidden.contains(index));
        lines.fold((None, None), |(min, max), (_, stats)| {
            let least = |a: Option<f64>, b: Option<f64>| a.into_iter().chain(b).reduce(f64::min);
            let greatest = |a: Option<f64>, b: Option<f64>| a.into_iter().chain(b).reduce(f64::max);
            (least(min, stats.min), greatest(max, stats.max))
        })
    }
}

/// Where the cursor is.
#[derive(Clone, PartialEq)]
pub(super) struct Pointed {
    /// What is there.
    pub hover: Hover,
    /// From the left edge of the chart, CSS pixels.
    pub left: f64,
    /// Width of the chart, CSS pixels.
    pub width: f64,
    /// True when a key moved it there: it is read out then.
    pub by_key: bool,
}

/// Shared between the component and the chart.
#[derive(Default)]
pub(super) struct Shown {
    content: RefCell<Content>,
    colors: RefCell<Colors>,
    isolated: RefCell<Vec<Vec<usize>>>,
    reach: Cell<f64>,
    /// The pointer or the focus is on this chart, and not on one that it moves together with.
    pub is_active: Cell<bool>,
    /// A key moved the cursor.
    pub by_key: Cell<bool>,
    /// Where a key moved it.
    pub keyed: Cell<Option<f64>>,
    pub on_range: RefCell<Option<Callback<TimeRange>>>,
    pub on_reset: RefCell<Option<Callback<()>>>,
    tooltip: RefCell<Option<Callback<Option<Pointed>>>>,
}

impl Shown {
    pub(super) fn content(&self) -> Content {
        self.content.borrow().clone()
    }

    pub(super) fn set_content(&self, content: Content) {
        *self.isolated.borrow_mut() = content.data.isolated();
        self.reach.set(content.data.reach());
        *self.content.borrow_mut() = content;
    }

    pub(super) fn colors(&self) -> Colors {
        self.colors.borrow().clone()
    }

    pub(super) fn read_colors(&self) {
        *self.colors.borrow_mut() = Colors::read();
    }

    /// Samples of a line that no line leads to.
    pub(super) fn isolated(&self, line: usize) -> Vec<usize> {
        self.isolated.borrow().get(line).cloned().unwrap_or_default()
    }

    /// Who draws the tooltip.
    pub(super) fn set_tooltip(&self, tooltip: Option<Callback<Option<Pointed>>>) {
        *self.tooltip.borrow_mut() = tooltip;
    }

    /// The cursor is at a time, or nowhere.
    pub(super) fn point(&self, at: Option<f64>, left: f64, width: f64) {
        let Some(tooltip) = self.tooltip.borrow().clone() else { return };
        let Some(at) = at.filter(|_| self.is_active.get()) else {
            tooltip.emit(None);
            return;
        };
        let content = self.content.borrow();
        let around = Surroundings { gaps: &content.gaps, status: &content.status, events: &content.events };
        let hover = hover(&content.data, around, at, self.reach.get());
        tooltip.emit(Some(Pointed { hover, left, width, by_key: self.by_key.get() }));
    }
}
