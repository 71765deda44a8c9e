//! One chart in the page, from its making to its end.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::Element;

use super::{
    options::{Options, Shape, data, object},
    shown::Shown,
    uplot::{AttributeObserver, Chart, Media, SizeObserver, match_media},
};

/// uPlot draws at the end of the task or with the next frame; a tab in the background may take longer.
const LAST_DRAWING_MILLIS: u32 = 5_000;

/// A chart that is drawn. Dropping it takes it out of the page.
pub(super) struct Plot {
    chart: Rc<Chart>,
    shown: Rc<Shown>,
    height: u32,
    options: Option<Options>,
}

impl Plot {
    /// Draws into `host`; `None` when there is no uPlot.
    pub(super) fn new(host: &Element, shown: &Rc<Shown>, shape: &Shape) -> Option<Self> {
        shown.read_colors();
        let options = Options::new(shown, shape, f64::from(host.client_width().max(1)));
        let chart = Chart::new(&options.object, &data(&shown.content().data), host).ok()?;
        Some(Self {
            chart: Rc::new(chart),
            shown: shown.clone(),
            height: shape.height,
            options: Some(options),
        })
    }

    /// Draws what is shown at present.
    pub(super) fn show(&self) {
        let content = self.shown.content();
        for line in 0..content.data.labels.len() {
            let show = object(&[("show", &(!content.hidden.contains(&line)).into())]);
            if let Ok(series) = u32::try_from(line + 1) {
                self.chart.set_series(series, &show, false);
            }
        }
        self.chart.set_data(&data(&content.data), true);
    }

    /// Draws in another width.
    pub(super) fn resize(&self, width: i32) {
        if width > 0 {
            let size =
                object(&[("width", &f64::from(width).into()), ("height", &f64::from(self.height).into())]);
            self.chart.set_size(&size);
        }
    }

    /// Draws in the colours of another theme.
    pub(super) fn recolor(&self) {
        self.shown.read_colors();
        self.chart.redraw(false, true);
    }

    /// Moves the cursor to a time, or away.
    pub(super) fn point(&self, at: Option<f64>) {
        let left = at.map_or(-10.0, |at| self.chart.val_to_pos(at, "x", false));
        let top = if at.is_some() { 10.0 } else { -10.0 };
        self.chart.set_cursor(&object(&[("left", &left.into()), ("top", &top.into())]));
    }
}

impl Drop for Plot {
    fn drop(&mut self) {
        self.chart.destroy();
        // A drawing that was asked for before goes on in a later task, and calls what its options hold.
        let options = self.options.take();
        Timeout::new(LAST_DRAWING_MILLIS, move || drop(options)).forget();
    }
}

/// Tells of the size of an element while it is held.
pub(super) struct SizeWatch {
    observer: SizeObserver,
    _told: Closure<dyn Fn(Array)>,
}

impl SizeWatch {
    pub(super) fn new(element: &Element, told: impl Fn(i32) + 'static) -> Self {
        let watched = element.clone();
        let told = Closure::<dyn Fn(Array)>::new(move |_| told(watched.client_width()));
        let observer = SizeObserver::new(told.as_ref().unchecked_ref());
        observer.observe(element);
        Self { observer, _told: told }
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Tells of another theme while it is held: chosen here, or in the system.
pub(super) struct ThemeWatch {
    observer: AttributeObserver,
    media: Media,
    told: Closure<dyn Fn()>,
}

impl ThemeWatch {
    pub(super) fn new(told: impl Fn() + 'static) -> Self {
        let told = Closure::<dyn Fn()>::new(told);
        let observer = AttributeObserver::new(told.as_ref().unchecked_ref());
        if let Some(root) = web_sys::window().and_then(|window| window.document()?.document_element()) {
            let filter = Array::of1(&"data-theme".into());
            observer.observe(&root, &object(&[("attributes", &true.into()), ("attributeFilter", &filter)]));
        }
        let media = match_media("(prefers-color-scheme: light)");
        media.add_listener("change", told.as_ref().unchecked_ref());
        Self { observer, media, told }
    }
}

impl Drop for ThemeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
        self.media.remove_listener("change", self.told.as_ref().unchecked_ref());
    }
}
