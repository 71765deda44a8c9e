//! What is drawn around the lines: times without data, status, changes of status.

use nocturne_web_model::{
    chart::{GapBand, instant},
    format::timestamp,
    status::StatusKind,
};

use super::{
    colors::Colors,
    shown::{Content, Shown},
    uplot::{Canvas, Chart},
};

/// Between two strokes of a hatched area, CSS pixels.
const HATCH: f64 = 7.0;
/// Height of the strip of status along the lower edge, CSS pixels.
const STRIP: f64 = 4.0;
/// Events closer together than this share one mark, CSS pixels.
const MARK_GAP: f64 = 5.0;

/// The plotting area, canvas pixels.
#[derive(Clone, Copy)]
struct Frame {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    /// Canvas pixels of a CSS pixel.
    ratio: f64,
}

impl Frame {
    fn of(chart: &Chart) -> Self {
        let area = chart.bbox();
        let (left, top) = (area.left().unwrap_or(0.0), area.top().unwrap_or(0.0));
        Self {
            left,
            top,
            right: left + area.width().unwrap_or(0.0),
            bottom: top + area.height().unwrap_or(0.0),
            ratio: super::uplot::PIXEL_RATIO.with(|ratio| *ratio).max(1.0),
        }
    }

    /// A time as a place, inside of the area.
    fn x(&self, chart: &Chart, at: f64) -> f64 {
        chart.val_to_pos(at, "x", true).clamp(self.left, self.right)
    }
}

/// Under the lines: a tint for what was bad, hatching for what is not known.
pub(super) fn behind(chart: &Chart, shown: &Shown) {
    let (content, colors, frame, canvas) = (shown.content(), shown.colors(), Frame::of(chart), chart.ctx());
    canvas.save();
    for segment in content.status.iter() {
        let tint = match segment.kind {
            StatusKind::Down => 0.10,
            StatusKind::Degraded | StatusKind::Partial => 0.07,
            _ => continue,
        };
        canvas.set_global_alpha(tint);
        canvas.set_fill_style(colors.status(segment.kind));
        let (from, to) = (frame.x(chart, segment.from), frame.x(chart, segment.to));
        canvas.fill_rect(from, frame.top, to - from, frame.bottom - frame.top);
    }
    canvas.restore();
    for band in content.gaps.iter() {
        hatch(chart, &canvas, &frame, &colors, band);
    }
}

fn hatch(chart: &Chart, canvas: &Canvas, frame: &Frame, colors: &Colors, band: &GapBand) {
    let from = frame.x(chart, band.from);
    // What lasts a moment is seen all the same.
    let to = frame.x(chart, band.to).max(from + 2.0 * frame.ratio).min(frame.right);
    canvas.save();
    canvas.begin_path();
    canvas.rect(from, frame.top, to - from, frame.bottom - frame.top);
    canvas.clip();
    canvas.set_global_alpha(0.35);
    canvas.set_fill_style(&colors.gap);
    canvas.fill_rect(from, frame.top, to - from, frame.bottom - frame.top);
    canvas.set_global_alpha(1.0);
    canvas.set_stroke_style(&colors.gap);
    canvas.set_line_width(1.5 * frame.ratio);
    canvas.begin_path();
    let height = frame.bottom - frame.top;
    // The pattern hangs on the area and not on the band, so that neighbours join.
    let step = HATCH * frame.ratio;
    let mut x = frame.left - height + ((from - frame.left) / step).floor() * step;
    while x < to {
        canvas.move_to(x, frame.bottom);
        canvas.line_to(x + height, frame.top);
        x += step;
    }
    canvas.stroke();
    canvas.restore();
}

/// Over the lines: causes, the strip of status, marks where it changed.
pub(super) fn above(chart: &Chart, shown: &Shown) {
    let (content, colors, frame, canvas) = (shown.content(), shown.colors(), Frame::of(chart), chart.ctx());
    canvas.save();
    labels(chart, &canvas, &frame, &colors, &content);
    strip(chart, &canvas, &frame, &colors, &content);
    marks(chart, &canvas, &frame, &colors, &content);
    canvas.restore();
}

/// The cause in its band where it has room, each beside the one before.
fn labels(chart: &Chart, canvas: &Canvas, frame: &Frame, colors: &Colors, content: &Content) {
    canvas.set_font(&colors.font_at(colors.font_size * 0.92 * frame.ratio));
    canvas.set_text_baseline("top");
    canvas.set_text_align("left");
    let (pad, line) = (5.0 * frame.ratio, (colors.font_size + 5.0) * frame.ratio);
    let mut rows: Vec<f64> = Vec::new();
    for band in content.gaps.iter() {
        let (from, to) = (frame.x(chart, band.from), frame.x(chart, band.to));
        let text = if band.agent.is_empty() {
            band.label.clone()
        } else {
            format!("{}: {}", band.agent, band.label)
        };
        let fits = |text: &str| {
            let width = canvas.measure_text(text).width().unwrap_or(f64::INFINITY);
            (width + 2.0 * pad <= to - from).then_some(width)
        };
        let Some((text, width)) = [text.as_str(), band.label.as_str()]
            .into_iter()
            .find_map(|text| fits(text).map(|width| (text, width)))
        else {
            continue;
        };
        // Bands of several agents lie over each other; their words must not.
        let row = rows.iter().position(|end| *end <= from).unwrap_or(rows.len());
        match rows.get_mut(row) {
            Some(end) => *end = from + width + 2.0 * pad,
            None => rows.push(from + width + 2.0 * pad),
        }
        #[expect(clippy::cast_precision_loss, reason = "as many rows as a chart is high")]
        let y = frame.top + 6.0 * frame.ratio + row as f64 * line;
        canvas.set_global_alpha(0.85);
        canvas.set_fill_style(&colors.surface);
        canvas.fill_rect(from + pad * 0.4, y - 2.0 * frame.ratio, width + pad * 1.2, line - frame.ratio);
        canvas.set_global_alpha(1.0);
        canvas.set_fill_style(&colors.text);
        canvas.fill_text(text, from + pad, y);
    }
}

fn strip(chart: &Chart, canvas: &Canvas, frame: &Frame, colors: &Colors, content: &Content) {
    let height = STRIP * frame.ratio;
    for segment in content.status.iter() {
        let (from, to) = (frame.x(chart, segment.from), frame.x(chart, segment.to));
        // What is worse stands higher, so that it does not hang on the colour alone.
        let share = match segment.kind {
            StatusKind::Down | StatusKind::Partial => 1.0,
            StatusKind::Degraded | StatusKind::Inconclusive => 0.75,
            _ => 0.5,
        };
        canvas.set_global_alpha(if segment.kind == StatusKind::Unknown { 0.4 } else { 0.95 });
        canvas.set_fill_style(colors.status(segment.kind));
        canvas.fill_rect(from, frame.bottom - height * share, (to - from).max(frame.ratio), height * share);
    }
    canvas.set_global_alpha(1.0);
}

fn marks(chart: &Chart, canvas: &Canvas, frame: &Frame, colors: &Colors, content: &Content) {
    let mut places: Vec<(f64, StatusKind)> = content
        .events
        .iter()
        .filter_map(|event| {
            let at = timestamp(event.time.as_ref())?;
            let (from, to) = content.data.range;
            let inside = instant(from) <= at && at <= instant(to);
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of this era")]
            let seconds = at.as_millisecond() as f64 / 1e3;
            inside.then(|| (frame.x(chart, seconds), StatusKind::from(event.to_status())))
        })
        .collect();
    nocturne_web_model::order::sort_by(&mut places, |(a, _), (b, _)| a.total_cmp(b));
    let (size, mut last) = (3.5 * frame.ratio, f64::NEG_INFINITY);
    for (x, kind) in places {
        if x - last < MARK_GAP * frame.ratio {
            continue;
        }
        last = x;
        canvas.set_fill_style(colors.status(kind));
        canvas.begin_path();
        canvas.move_to(x - size, frame.top);
        canvas.line_to(x + size, frame.top);
        canvas.line_to(x, frame.top + size * 1.6);
        canvas.fill();
    }
}
