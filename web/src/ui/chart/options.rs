//! uPlot's options: plain objects with functions that look at what is shown when they are called.

use std::{any::Any, rc::Rc};

use js_sys::{Array, Float64Array, Function, Object, Reflect};
use nocturne_web_model::{
    chart::{Cell, ChartData, TimeRange, time_ticks, value_range, value_ticks},
    format::Unit,
};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};

use super::{canvas, colors::N_COLORS, shown::Shown, uplot::Chart};
use crate::ui::time::local_offset;

/// Shorter than this a drag is a click with an unsteady hand, CSS pixels.
const LEAST_DRAG: f64 = 8.0;

/// Options of one chart, with the functions in them: they must live as long as the chart.
pub(super) struct Options {
    pub object: Object,
    held: Vec<Box<dyn Any>>,
}

/// What does not change while a chart lives.
#[derive(Clone, PartialEq)]
pub(super) struct Shape {
    pub n_lines: usize,
    /// Decides the unit of the axis.
    pub metric: String,
    pub height: u32,
    pub sync: Option<String>,
    pub can_choose: bool,
}

/// An object of these fields.
pub(super) fn object(fields: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // A plain object takes every property.
        Reflect::set(&object, &(*name).into(), value).ok();
    }
    object
}

impl Options {
    pub(super) fn new(shown: &Rc<Shown>, shape: &Shape, width: f64) -> Self {
        let mut options = Self { object: Object::new(), held: Vec::new() };
        let series = options.series(shown, shape.n_lines);
        let axes = options.axes(shown);
        let scales = options.scales(shown);
        let hooks = options.hooks(shown);
        let cursor = options.cursor(shown, shape);
        options.object = object(&[
            ("width", &width.into()),
            ("height", &f64::from(shape.height).into()),
            ("series", &series),
            ("axes", &axes),
            ("scales", &scales),
            ("hooks", &hooks),
            ("cursor", &cursor),
            ("legend", &object(&[("show", &false.into())])),
            (
                "padding",
                &Array::of4(&10.0.into(), &shown.colors().right_edge.into(), &0.0.into(), &0.0.into()),
            ),
        ]);
        options
    }

    fn hold<T: ?Sized + 'static>(&mut self, closure: Closure<T>) -> Function
    where
        Closure<T>: AsRef<JsValue>,
    {
        let function = closure.as_ref().unchecked_ref::<Function>().clone();
        self.held.push(Box::new(closure));
        function
    }

    fn text(&mut self, shown: &Rc<Shown>, read: impl Fn(&Shown) -> String + 'static) -> Function {
        let shown = shown.clone();
        self.hold(Closure::<dyn Fn() -> String>::new(move || read(&shown)))
    }

    fn series(&mut self, shown: &Rc<Shown>, n_lines: usize) -> Array {
        let all = Array::of1(&Object::new());
        for line in 0..n_lines {
            let stroke = self.text(shown, move |shown| shown.colors().line(line).to_owned());
            let alone = {
                let shown = shown.clone();
                // Null means all of them, which uPlot asks for where there is room between them.
                self.hold(Closure::<dyn Fn(JsValue, JsValue, bool) -> JsValue>::new(
                    move |_, _, all: bool| {
                        if all { JsValue::NULL } else { indexes(&shown.isolated(line)).into() }
                    },
                ))
            };
            let points = object(&[("filter", &alone), ("size", &4.0.into()), ("space", &24.0.into())]);
            let dash = if line < N_COLORS {
                JsValue::UNDEFINED
            } else {
                Array::of2(&6.0.into(), &4.0.into()).into()
            };
            all.push(&object(&[
                ("stroke", &stroke),
                ("width", &1.6.into()),
                ("points", &points),
                ("dash", &dash),
                ("spanGaps", &false.into()),
            ]));
        }
        all
    }

    fn axes(&mut self, shown: &Rc<Shown>) -> Array {
        let times = self.hold(Closure::<dyn Fn(JsValue, Array, JsValue, JsValue, f64) -> Array>::new(
            |_, places: Array, _, _, step: f64| texts(&time_ticks(&numbers(&places), step, local_offset)),
        ));
        let values = {
            let shown = shown.clone();
            self.hold(Closure::<dyn Fn(JsValue, Array) -> Array>::new(move |_, places: Array| {
                texts(&value_ticks(shown.content().unit(), &numbers(&places)))
            }))
        };
        let mut axis = |values: &Function, extra: &[(&str, JsValue)]| {
            let stroke = self.text(shown, |shown| shown.colors().axis);
            let grid = self.text(shown, |shown| shown.colors().grid);
            let line = object(&[("stroke", &grid), ("width", &1.0.into())]);
            let ticks = object(&[("stroke", &grid), ("width", &1.0.into()), ("size", &4.0.into())]);
            let axis = object(&[
                ("stroke", &stroke),
                ("font", &shown.colors().font.into()),
                ("values", values),
                ("grid", &line),
                ("ticks", &ticks),
            ]);
            for (name, value) in extra {
                Reflect::set(&axis, &(*name).into(), value).ok();
            }
            axis
        };
        let x = axis(&times, &[("space", 76.0.into()), ("size", 30.0.into())]);
        let mut extra = vec![("space", 34.0.into()), ("size", shown.colors().value_axis.into())];
        if shown.content().unit() == Unit::Bytes {
            // Round numbers of bytes are powers of two.
            let steps = (0..50).map(|power| JsValue::from(2_f64.powi(power))).collect::<Array>();
            extra.push(("incrs", steps.into()));
        }
        let y = axis(&values, &extra);
        Array::of2(&x, &y)
    }

    fn scales(&mut self, shown: &Rc<Shown>) -> Object {
        let pair = |(from, to): (f64, f64)| Array::of2(&from.into(), &to.into());
        let times = {
            let shown = shown.clone();
            self.hold(Closure::<dyn Fn() -> Array>::new(move || pair(shown.content().data.range)))
        };
        let values = {
            let shown = shown.clone();
            self.hold(Closure::<dyn Fn() -> Array>::new(move || {
                let content = shown.content();
                let (min, max) = content.extent();
                pair(value_range(content.unit(), min, max))
            }))
        };
        object(&[
            ("x", &object(&[("time", &true.into()), ("range", &times)])),
            ("y", &object(&[("range", &values)])),
        ])
    }

    fn hooks(&mut self, shown: &Rc<Shown>) -> Object {
        let mut hook = |told: fn(&Chart, &Shown)| {
            let shown = shown.clone();
            Array::of1(&self.hold(Closure::<dyn Fn(Chart)>::new(move |chart: Chart| told(&chart, &shown))))
        };
        object(&[
            ("drawClear", &hook(canvas::behind)),
            ("draw", &hook(canvas::above)),
            ("setCursor", &hook(pointed)),
            ("setSelect", &hook(chosen)),
        ])
    }

    fn cursor(&mut self, shown: &Rc<Shown>, shape: &Shape) -> Object {
        let reset = {
            let shown = shown.clone();
            self.hold(Closure::<dyn Fn()>::new(move || {
                if let Some(on_reset) = shown.on_reset.borrow().as_ref() {
                    on_reset.emit(());
                }
            }))
        };
        let factory = self.hold(Closure::<dyn Fn() -> Function>::new(move || reset.clone()));
        let cursor = object(&[
            (
                "drag",
                &object(&[
                    ("x", &shape.can_choose.into()),
                    ("y", &false.into()),
                    ("setScale", &false.into()),
                    ("dist", &LEAST_DRAG.into()),
                ]),
            ),
            ("y", &false.into()),
            ("bind", &object(&[("dblclick", &factory)])),
            ("points", &object(&[("size", &7.0.into())])),
        ]);
        if let Some(key) = &shape.sync {
            let sync = object(&[("key", &key.as_str().into()), ("setSeries", &false.into())]);
            Reflect::set(&cursor, &"sync".into(), &sync).ok();
        }
        cursor
    }
}

/// The cursor moved.
fn pointed(chart: &Chart, shown: &Shown) {
    let over = chart.over();
    let offset = f64::from(over.offset_left());
    let left = chart.cursor().left().filter(|left| *left >= 0.0);
    let at = left.map(|left| chart.pos_to_val(left, "x"));
    let width = offset + f64::from(over.client_width());
    shown.point(at, offset + left.unwrap_or(0.0), width);
}

/// A range was chosen by dragging.
fn chosen(chart: &Chart, shown: &Shown) {
    let area = chart.select();
    let (Some(left), Some(width)) = (area.left(), area.width().filter(|width| *width > 0.0)) else { return };
    let range = TimeRange::zoomed(chart.pos_to_val(left, "x"), chart.pos_to_val(left + width, "x"));
    chart.set_select(
        &object(&[
            ("left", &0.0.into()),
            ("top", &0.0.into()),
            ("width", &0.0.into()),
            ("height", &0.0.into()),
        ]),
        false,
    );
    if let Some(on_range) = shown.on_range.borrow().as_ref() {
        on_range.emit(range);
    }
}

/// Lines as uPlot takes them: null ends a line, undefined belongs to another one.
pub(super) fn data(data: &ChartData) -> Array {
    if data.xs.is_empty() {
        let (from, to) = data.range;
        let nothing = Array::of2(&JsValue::NULL, &JsValue::NULL);
        let all = Array::of1(&Array::of2(&from.into(), &to.into()));
        for _ in &data.labels {
            all.push(&nothing);
        }
        return all;
    }
    let all = Array::of1(&Float64Array::from(data.xs.as_slice()));
    for column in &data.columns {
        let cells = column.iter().map(|cell| match cell {
            Cell::Value(value) => JsValue::from_f64(*value),
            Cell::Skip => JsValue::UNDEFINED,
            Cell::Break => JsValue::NULL,
        });
        all.push(&cells.collect::<Array>());
    }
    all
}

fn numbers(places: &Array) -> Vec<f64> {
    places.iter().filter_map(|place| place.as_f64()).collect()
}

fn texts(all: &[String]) -> Array {
    all.iter().map(|text| JsValue::from_str(text)).collect()
}

fn indexes(all: &[usize]) -> Array {
    #[expect(clippy::cast_precision_loss, reason = "as many as a chart has places")]
    let numbers = all.iter().map(|index| JsValue::from_f64(*index as f64));
    numbers.collect()
}
