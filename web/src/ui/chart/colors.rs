//! The theme's colours and measures, for what is drawn on a canvas.

use nocturne_web_model::status::StatusKind;

use super::uplot;

/// Lines before colours come again, then dashed.
pub(super) const N_COLORS: usize = 8;

/// What the custom properties of the theme come to.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Colors {
    lines: Vec<String>,
    statuses: Vec<String>,
    pub grid: String,
    pub axis: String,
    pub gap: String,
    pub text: String,
    pub surface: String,
    pub fill_opacity: f64,
    /// Family and size of small text, e.g. `12px sans-serif`.
    pub font: String,
    /// The size alone, CSS pixels.
    pub font_size: f64,
    /// Room for the texts of the value axis, CSS pixels. What stands below a chart leaves the same room.
    pub value_axis: f64,
    /// Room behind the plotting area, CSS pixels.
    pub right_edge: f64,
}

impl Colors {
    /// Reads them anew.
    pub(super) fn read() -> Self {
        let Some(root) = web_sys::window().and_then(|window| window.document()?.document_element()) else {
            return Self::default();
        };
        let computed = uplot::computed(&root);
        let property = |name: &str| computed.property(name).trim().to_owned();
        let font_size = 0.75 * pixels(&property("font-size")).unwrap_or(16.0);
        Self {
            lines: (1..=N_COLORS).map(|n| property(&format!("--chart-{n}"))).collect(),
            statuses: StatusKind::ALL
                .iter()
                .map(|kind| property(&format!("--status-{}", kind.slug())))
                .collect(),
            grid: property("--chart-grid"),
            axis: property("--chart-axis"),
            gap: property("--chart-gap"),
            text: property("--text-muted"),
            surface: property("--surface-panel"),
            fill_opacity: property("--chart-fill-opacity").parse().unwrap_or(0.1),
            font: format!("{font_size}px {}", property("--font-sans")),
            font_size,
            value_axis: pixels(&property("--chart-room-start")).unwrap_or(62.0),
            right_edge: pixels(&property("--chart-room-end")).unwrap_or(12.0),
        }
    }

    /// Colour of a line.
    pub(super) fn line(&self, index: usize) -> &str {
        self.lines.get(index % N_COLORS).map_or("", String::as_str)
    }

    /// Colour of a status.
    pub(super) fn status(&self, kind: StatusKind) -> &str {
        self.statuses.get(usize::from(kind.rank())).map_or("", String::as_str)
    }

    /// The font at another size, canvas pixels.
    pub(super) fn font_at(&self, size: f64) -> String {
        let family = self.font.split_once(' ').map_or("", |(_, family)| family);
        format!("{size}px {family}")
    }
}

fn pixels(text: &str) -> Option<f64> {
    text.strip_suffix("px")?.parse().ok()
}
