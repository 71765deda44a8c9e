//! The parts of uPlot and of the browser that charts are drawn with.
//!
//! uPlot is a plain script that leaves one global (`web/vendor/uplot`). Options are plain objects, made in
//! [`super::options`].

use js_sys::{Array, Function, Object};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

#[wasm_bindgen]
extern "C" {
    /// One chart.
    #[wasm_bindgen(js_name = uPlot)]
    pub(super) type Chart;

    #[wasm_bindgen(constructor, js_class = "uPlot", catch)]
    pub(super) fn new(options: &Object, data: &Array, host: &Element) -> Result<Chart, JsValue>;

    /// Takes it out of the page, with everything that listens.
    #[wasm_bindgen(method)]
    pub(super) fn destroy(this: &Chart);

    #[wasm_bindgen(method, js_name = setData)]
    pub(super) fn set_data(this: &Chart, data: &Array, reset_scales: bool);

    #[wasm_bindgen(method, js_name = setSize)]
    pub(super) fn set_size(this: &Chart, size: &Object);

    #[wasm_bindgen(method, js_name = setCursor)]
    pub(super) fn set_cursor(this: &Chart, place: &Object);

    #[wasm_bindgen(method, js_name = setSelect)]
    pub(super) fn set_select(this: &Chart, area: &Object, fire_hook: bool);

    #[wasm_bindgen(method, js_name = setSeries)]
    pub(super) fn set_series(this: &Chart, index: u32, options: &Object, fire_hook: bool);

    #[wasm_bindgen(method)]
    pub(super) fn redraw(this: &Chart, rebuild_paths: bool, recalculate_axes: bool);

    #[wasm_bindgen(method, js_name = posToVal)]
    pub(super) fn pos_to_val(this: &Chart, position: f64, scale: &str) -> f64;

    #[wasm_bindgen(method, js_name = valToPos)]
    pub(super) fn val_to_pos(this: &Chart, value: f64, scale: &str, canvas_pixels: bool) -> f64;

    #[wasm_bindgen(method, getter)]
    pub(super) fn ctx(this: &Chart) -> Canvas;

    /// Plotting area, canvas pixels.
    #[wasm_bindgen(method, getter)]
    pub(super) fn bbox(this: &Chart) -> Area;

    /// What is chosen by dragging, CSS pixels.
    #[wasm_bindgen(method, getter)]
    pub(super) fn select(this: &Chart) -> Area;

    #[wasm_bindgen(method, getter)]
    pub(super) fn cursor(this: &Chart) -> Area;

    /// Element over the plotting area.
    #[wasm_bindgen(method, getter)]
    pub(super) fn over(this: &Chart) -> HtmlElement;

    /// A place on a chart; what is not there is `None`.
    pub(super) type Area;

    #[wasm_bindgen(method, getter)]
    pub(super) fn left(this: &Area) -> Option<f64>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn top(this: &Area) -> Option<f64>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn width(this: &Area) -> Option<f64>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn height(this: &Area) -> Option<f64>;

    /// Where a chart is drawn.
    pub(super) type Canvas;

    #[wasm_bindgen(method)]
    pub(super) fn save(this: &Canvas);

    #[wasm_bindgen(method)]
    pub(super) fn restore(this: &Canvas);

    #[wasm_bindgen(method, js_name = beginPath)]
    pub(super) fn begin_path(this: &Canvas);

    #[wasm_bindgen(method)]
    pub(super) fn rect(this: &Canvas, x: f64, y: f64, width: f64, height: f64);

    #[wasm_bindgen(method)]
    pub(super) fn clip(this: &Canvas);

    #[wasm_bindgen(method, js_name = moveTo)]
    pub(super) fn move_to(this: &Canvas, x: f64, y: f64);

    #[wasm_bindgen(method, js_name = lineTo)]
    pub(super) fn line_to(this: &Canvas, x: f64, y: f64);

    #[wasm_bindgen(method)]
    pub(super) fn stroke(this: &Canvas);

    #[wasm_bindgen(method)]
    pub(super) fn fill(this: &Canvas);

    #[wasm_bindgen(method, js_name = fillRect)]
    pub(super) fn fill_rect(this: &Canvas, x: f64, y: f64, width: f64, height: f64);

    #[wasm_bindgen(method, js_name = fillText)]
    pub(super) fn fill_text(this: &Canvas, text: &str, x: f64, y: f64);

    #[wasm_bindgen(method, js_name = measureText)]
    pub(super) fn measure_text(this: &Canvas, text: &str) -> Area;

    #[wasm_bindgen(method, setter, js_name = fillStyle)]
    pub(super) fn set_fill_style(this: &Canvas, style: &str);

    #[wasm_bindgen(method, setter, js_name = strokeStyle)]
    pub(super) fn set_stroke_style(this: &Canvas, style: &str);

    #[wasm_bindgen(method, setter, js_name = lineWidth)]
    pub(super) fn set_line_width(this: &Canvas, width: f64);

    #[wasm_bindgen(method, setter, js_name = globalAlpha)]
    pub(super) fn set_global_alpha(this: &Canvas, alpha: f64);

    #[wasm_bindgen(method, setter, js_name = font)]
    pub(super) fn set_font(this: &Canvas, font: &str);

    #[wasm_bindgen(method, setter, js_name = textBaseline)]
    pub(super) fn set_text_baseline(this: &Canvas, baseline: &str);

    #[wasm_bindgen(method, setter, js_name = textAlign)]
    pub(super) fn set_text_align(this: &Canvas, align: &str);

    /// Tells when an element has another size.
    #[wasm_bindgen(js_name = ResizeObserver)]
    pub(super) type SizeObserver;

    #[wasm_bindgen(constructor, js_class = "ResizeObserver")]
    pub(super) fn new(told: &Function) -> SizeObserver;

    #[wasm_bindgen(method)]
    pub(super) fn observe(this: &SizeObserver, element: &Element);

    #[wasm_bindgen(method)]
    pub(super) fn disconnect(this: &SizeObserver);

    /// Tells when an element has another attribute.
    #[wasm_bindgen(js_name = MutationObserver)]
    pub(super) type AttributeObserver;

    #[wasm_bindgen(constructor, js_class = "MutationObserver")]
    pub(super) fn new(told: &Function) -> AttributeObserver;

    #[wasm_bindgen(method)]
    pub(super) fn observe(this: &AttributeObserver, element: &Element, what: &Object);

    #[wasm_bindgen(method)]
    pub(super) fn disconnect(this: &AttributeObserver);

    /// The values that an element's styles come to.
    pub(super) type Computed;

    #[wasm_bindgen(js_name = getComputedStyle)]
    pub(super) fn computed(element: &Element) -> Computed;

    #[wasm_bindgen(method, js_name = getPropertyValue)]
    pub(super) fn property(this: &Computed, name: &str) -> String;

    /// A condition of the page that may change.
    pub(super) type Media;

    #[wasm_bindgen(js_name = matchMedia)]
    pub(super) fn match_media(query: &str) -> Media;

    #[wasm_bindgen(method, js_name = addEventListener)]
    pub(super) fn add_listener(this: &Media, event: &str, told: &Function);

    #[wasm_bindgen(method, js_name = removeEventListener)]
    pub(super) fn remove_listener(this: &Media, event: &str, told: &Function);

    #[wasm_bindgen(js_name = devicePixelRatio, thread_local_v2)]
    pub(super) static PIXEL_RATIO: f64;
}
