//! Components that every page is made of. They draw and tell; what they show is decided elsewhere.

mod button;
mod chart;
mod code;
mod dialog;
mod dom;
mod form;
mod icon;
mod layout;
mod marks;
mod menu;
mod state;
mod status;
mod table;
mod tabs;
mod time;
mod toast;

pub(crate) use self::{
    button::{Button, ButtonKind, ButtonLink, ButtonType, IconButton},
    chart::{StatusStrip, TimeChart, TimeRangePicker},
    code::{ApiCall, ApiCallButton, CodeBlock, CopyButton},
    dialog::{ConfirmDialog, Dialog, Drawer},
    form::{
        Choice, DurationField, Field, FormErrors, NumberField, PairsField, Segmented, SelectField,
        SwitchField, TextArea, TextField, TextKind, described_by,
    },
    icon::{Icon, IconName},
    layout::{Facts, PageHeader, Panel, Stat},
    marks::{Badge, Keys, Meter, Tags},
    menu::{Menu, MenuItem},
    state::{EmptyState, ErrorState, Forbidden, Notice, Skeleton, SkeletonKind},
    status::{Status, StatusShape},
    table::{Bulk, Column, DataTable, Priority, TableHeight},
    tabs::{Tab, Tabs},
    time::{Age, Time, TimeStyle, local_offset},
    toast::{Toast, Toasts, ToastsProvider, use_toasts},
};
