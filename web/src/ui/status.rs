//! Status as shape, word and colour together.

use nocturne_web_model::status::StatusKind;
use yew::prelude::*;

/// Shape of a status on a grid of 16: `solid` is filled with the colour, `line` is drawn in it, `glyph` is cut out.
struct Shape {
    solid: &'static str,
    line: &'static str,
    glyph: &'static str,
}

const RING: &str = "M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 0 1 0-11.6z";

const fn shape(kind: StatusKind) -> Shape {
    match kind {
        StatusKind::Up => Shape {
            solid: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z",
            line: "",
            glyph: "M5.2 8.2l2 2 3.6-4.2",
        },
        StatusKind::Degraded => Shape {
            solid: "M8 1.6c.5 0 .95.27 1.2.7l5.4 9.7c.5.9-.15 2-1.2 2H2.6c-1.05 0-1.7-1.1-1.2-2l5.4-9.7c.25-.43.7-.7 1.2-.7z",
            line: "",
            glyph: "M8 5.8v3.2M8 11.4v.01",
        },
        StatusKind::Partial => Shape { solid: "M8 2.2a5.8 5.8 0 0 1 0 11.6z", line: RING, glyph: "" },
        StatusKind::Down => Shape {
            solid: "M5.5 1.5h5l4 4v5l-4 4h-5l-4-4v-5z",
            line: "",
            glyph: "M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
        },
        StatusKind::Unknown => Shape {
            solid: "",
            line: "M6.4 6.5a1.65 1.65 0 1 1 2.4 1.5c-.5.27-.8.6-.8 1.15M8 11.3v.01M2.2 8a5.8 5.8 0 0 1 1.7-4.1M8 2.2M12.1 3.9a5.8 5.8 0 0 1 0 8.2M3.9 12.1A5.8 5.8 0 0 1 2.2 8M6 2.55a5.8 5.8 0 0 1 4 0M6 13.45a5.8 5.8 0 0 0 4 0",
            glyph: "",
        },
        StatusKind::Inconclusive => Shape {
            solid: "",
            line: "M8 1.7L14.3 8 8 14.3 1.7 8zM5.4 8.5c.85-1.3 1.7-1.3 2.6-.5s1.75.8 2.6-.5",
            glyph: "",
        },
        StatusKind::Online => {
            Shape { solid: "M8 3.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9z", line: "", glyph: "" }
        }
        StatusKind::Offline => Shape {
            solid: "",
            line: "M8 3.8a4.2 4.2 0 1 1 0 8.4a4.2 4.2 0 0 1 0-8.4zM2.5 13.5l11-11",
            glyph: "",
        },
        StatusKind::Pending => Shape {
            solid: "",
            line: "M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 0 1 0-11.6zM8 4.9V8l2 1.3",
            glyph: "",
        },
        StatusKind::Revoked => {
            Shape { solid: "", line: "M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 0 1 0-11.6zM4 8h8", glyph: "" }
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct StatusShapeProps {
    pub kind: StatusKind,
    /// Edge in CSS pixels.
    #[prop_or(14)]
    pub size: u16,
}

/// The shape alone, for where the word stands already.
#[component]
pub(crate) fn StatusShape(props: &StatusShapeProps) -> Html {
    let Shape { solid, line, glyph } = shape(props.kind);
    let size = props.size.to_string();
    html! {
        <svg
            class={classes!("status-shape", format!("status-shape--{}", props.kind.slug()))}
            width={size.clone()}
            height={size}
            viewBox="0 0 16 16"
            aria-hidden="true"
            focusable="false"
        >
            if !solid.is_empty() {
                <path class="status-shape__solid" d={solid} />
            }
            if !line.is_empty() {
                <path class="status-shape__line" d={line} />
            }
            if !glyph.is_empty() {
                <path class="status-shape__glyph" d={glyph} />
            }
        </svg>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct StatusProps {
    pub kind: StatusKind,
    /// Instead of the usual word.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// The shape with a hidden word.
    #[prop_or_default]
    pub compact: bool,
    /// It was so when it was last heard of.
    #[prop_or_default]
    pub stale: bool,
    /// A word on a tinted ground, for headers.
    #[prop_or_default]
    pub pill: bool,
}

/// Status of anything: its shape, its word, its colour.
#[component]
pub(crate) fn Status(props: &StatusProps) -> Html {
    let label = props.label.clone().unwrap_or_else(|| AttrValue::from(props.kind.label()));
    let title = if props.stale {
        format!("{label}: as last known. {}", props.kind.meaning())
    } else {
        format!("{label}: {}", props.kind.meaning())
    };
    html! {
        <span
            class={classes!(
                "status",
                format!("status--{}", props.kind.slug()),
                props.compact.then_some("status--compact"),
                props.stale.then_some("status--stale"),
                props.pill.then_some("status--pill"),
            )}
            {title}
        >
            <StatusShape kind={props.kind} />
            <span class={if props.compact { "visually-hidden" } else { "status__label" }}>{ label }</span>
            if props.stale {
                <span class="visually-hidden">{ ", as last known" }</span>
            }
        </span>
    }
}
