//! Settings.

use nocturne_proto::api::v1::{
    self as wire,
    setting::{Source, Type},
};
use nocturne_shared::time::Timestamp;
use serde::Serialize;

use super::{Column, Value, View, detail, listed, time_of};
use crate::output::Tone;

/// One setting.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Setting {
    /// Section and key.
    pub name: String,
    value: String,
    source: &'static str,
    layers: Vec<Layer>,
    default_value: String,
    r#type: &'static str,
    unit: String,
    minimum: Option<u64>,
    maximum: Option<u64>,
    choices: Vec<String>,
    description: String,
    changeable: bool,
    restart_required: bool,
    pending_restart: bool,
    running_value: String,
    secret: bool,
    etag: String,
    update_time: Option<Timestamp>,
    updated_by: String,
}

/// What one layer says.
#[derive(Debug, Clone, Serialize)]
struct Layer {
    source: &'static str,
    value: String,
    place: String,
}

impl From<wire::Setting> for Setting {
    fn from(setting: wire::Setting) -> Self {
        let (source, kind) = (setting.source(), setting.r#type());
        let layers = setting.layers.into_iter().map(|layer| Layer {
            source: source_text(layer.source()),
            value: layer.value,
            place: layer.place,
        });
        Self {
            name: setting.name,
            value: setting.value,
            source: source_text(source),
            layers: layers.collect(),
            default_value: setting.default_value,
            r#type: type_text(kind),
            unit: setting.unit,
            minimum: setting.minimum,
            maximum: setting.maximum,
            choices: setting.choices,
            description: setting.description,
            changeable: setting.changeable,
            restart_required: setting.restart_required,
            pending_restart: setting.pending_restart,
            running_value: setting.running_value,
            secret: setting.secret,
            etag: setting.etag,
            update_time: time_of(setting.update_time),
            updated_by: setting.updated_by,
        }
    }
}

impl Setting {
    /// What holds, and from when on.
    pub(crate) fn in_force(&self) -> String {
        let value = self.shown(&self.value);
        if self.pending_restart {
            format!("{value} holds after a restart, until then {}", self.shown(&self.running_value))
        } else {
            format!("{value} is in force ({})", self.source.to_lowercase())
        }
    }

    /// A stored value that another layer overrides.
    pub(crate) fn warning(&self) -> Option<String> {
        let stored = self.layers.iter().find(|layer| layer.source == "DATABASE")?;
        let over = self.layers.iter().find(|layer| layer.source == "ENVIRONMENT")?;
        Some(format!(
            "{} has no effect while the coordinator's environment has {}={}",
            self.shown(&stored.value),
            over.place,
            over.value
        ))
    }

    fn shown(&self, value: &str) -> String {
        match (self.secret, value) {
            (true, _) => "(not shown)".to_owned(),
            (false, "") => "none".to_owned(),
            (false, value) => format!("{value} {}", self.unit).trim_end().to_owned(),
        }
    }

    fn takes(&self) -> String {
        match (self.minimum, self.maximum) {
            (Some(least), Some(most)) => format!("{least} to {most} {}", self.unit).trim_end().to_owned(),
            _ if !self.choices.is_empty() => self.choices.join(", "),
            _ => self.r#type.to_lowercase(),
        }
    }
}

impl View for Setting {
    const COLUMNS: &'static [Column] = &[
        listed("name", "NAME"),
        listed("value", "VALUE"),
        listed("unit", "UNIT"),
        listed("source", "SOURCE"),
        listed("default_value", "DEFAULT"),
        listed("changeable", "STORABLE"),
        listed("pending_restart", "RESTART"),
        detail("restart_required", "NEEDS RESTART"),
        detail("running_value", "RUNNING WITH"),
        detail("type", "TAKES"),
        detail("layers", "LAYERS"),
        detail("update_time", "STORED"),
        detail("updated_by", "STORED BY"),
        detail("description", "WHAT IT DOES"),
    ];
    const EMPTY: &'static str = "No such settings.";

    fn values(&self) -> Vec<Value> {
        let layers = self.layers.iter().map(|layer| {
            let place = if layer.place.is_empty() { String::new() } else { format!(" ({})", layer.place) };
            format!("{}={}{place}", layer.source.to_lowercase(), layer.value)
        });
        let bare = |value: &str| Value::Text(if self.secret { "(not shown)" } else { value }.to_owned());
        vec![
            Value::Text(self.name.clone()),
            bare(&self.value),
            if self.unit.is_empty() { Value::Blank } else { Value::Text(self.unit.clone()) },
            Value::Text(self.source.to_lowercase()),
            bare(&self.default_value),
            Value::Flag(self.changeable),
            Value::Mark { set: self.pending_restart, word: "pending", tone: Tone::Warn },
            Value::Flag(self.restart_required),
            bare(&self.running_value),
            Value::Text(self.takes()),
            Value::List(layers.collect()),
            Value::Time(self.update_time),
            Value::Text(self.updated_by.clone()),
            Value::Text(self.description.clone()),
        ]
    }
}

const fn source_text(source: Source) -> &'static str {
    match source {
        Source::Unspecified => "UNSPECIFIED",
        Source::Default => "DEFAULT",
        Source::File => "FILE",
        Source::Database => "DATABASE",
        Source::Environment => "ENVIRONMENT",
    }
}

const fn type_text(kind: Type) -> &'static str {
    match kind {
        Type::Unspecified => "UNSPECIFIED",
        Type::Boolean => "BOOLEAN",
        Type::Integer => "INTEGER",
        Type::Duration => "DURATION",
        Type::Text => "TEXT",
        Type::List => "LIST",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Format, Look, render_list};

    fn setting(source: Source, layers: &[(Source, &str, &str)]) -> Setting {
        let layers = layers.iter().map(|(source, value, place)| wire::setting::Layer {
            source: (*source).into(),
            value: (*value).to_owned(),
            place: (*place).to_owned(),
        });
        Setting::from(wire::Setting {
            name: "retention.samples_days".to_owned(),
            value: "14".to_owned(),
            source: source.into(),
            layers: layers.collect(),
            default_value: "30".to_owned(),
            r#type: Type::Duration.into(),
            unit: "d".to_owned(),
            minimum: Some(1),
            maximum: Some(3_650),
            changeable: true,
            running_value: "14".to_owned(),
            ..wire::Setting::default()
        })
    }

    #[test]
    fn a_value_that_the_environment_overrides_is_said_to_have_no_effect() {
        let default = (Source::Default, "30", "");
        let stored = (Source::Database, "7", "");
        let variable = (Source::Environment, "14", "NOCTURNE_RETENTION__SAMPLES_DAYS");

        let overridden = setting(Source::Environment, &[default, stored, variable]);
        assert_eq!(
            overridden.warning().unwrap(),
            "7 d has no effect while the coordinator's environment has NOCTURNE_RETENTION__SAMPLES_DAYS=14"
        );
        assert_eq!(overridden.in_force(), "14 d is in force (environment)");
        assert_eq!(setting(Source::Environment, &[default, variable]).warning(), None);
        assert_eq!(setting(Source::Database, &[default, stored]).warning(), None);
    }

    #[test]
    fn a_value_that_waits_for_a_restart_says_what_holds_until_then() {
        let mut waiting = setting(Source::Database, &[]);
        waiting.pending_restart = true;
        waiting.running_value = "30".to_owned();

        assert_eq!(waiting.in_force(), "14 d holds after a restart, until then 30 d");
        let look = Look {
            now: Timestamp::UNIX_EPOCH,
            symbols: false,
            colour: false,
            width: None,
            height: None,
            brief: false,
        };
        let table = render_list(Format::Table, &look, &[waiting]).unwrap();
        assert!(table.contains("pending") && table.contains("database"), "{table}");
    }
}
