//! The icons: strokes of 1.75 on a grid of 24, drawn for this console.

use yew::prelude::*;

mod paths;

/// Every icon there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum IconName {
    Activity,
    Agents,
    Alert,
    ArrowDown,
    ArrowRight,
    ArrowUp,
    Ban,
    Bookmark,
    Check,
    Checks,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    Clock,
    Close,
    Code,
    Columns,
    Copy,
    Download,
    Edit,
    Eye,
    Filter,
    Gap,
    Globe,
    Info,
    Key,
    Keyboard,
    Link,
    Lock,
    Logout,
    Menu,
    Monitor,
    Moon,
    More,
    Offline,
    Overview,
    Pause,
    Play,
    Plus,
    Refresh,
    Search,
    Server,
    Sort,
    Sun,
    Trash,
    User,
}

#[derive(Properties, PartialEq)]
pub(crate) struct IconProps {
    pub name: IconName,
    /// Edge in CSS pixels.
    #[prop_or(16)]
    pub size: u16,
    #[prop_or_default]
    pub class: Classes,
}

/// An icon without meaning of its own: the control or text beside it says what it is.
#[component]
pub(crate) fn Icon(props: &IconProps) -> Html {
    let size = props.size.to_string();
    html! {
        <svg
            class={classes!("icon", props.class.clone())}
            width={size.clone()}
            height={size}
            viewBox="0 0 24 24"
            aria-hidden="true"
            focusable="false"
        >
            { for paths::of(props.name).iter().map(|d| html! { <path d={*d} /> }) }
        </svg>
    }
}
