//! What a change would do, and what it did.

use nocturne_proto::api::v1 as wire;
use serde::Serialize;

use super::{Column, Value, View, change::Change, detail, listed};
use crate::{
    human,
    output::{Look, Tone},
};

/// Agents that a table names for one check; more are counted.
const AGENTS_SHOWN: usize = 20;

/// What became, or would become, of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ApplyResult {
    /// It did not exist.
    Created,
    /// It was different.
    Updated,
    /// It was as it should be.
    Unchanged,
    /// The coordinator refused it.
    Failed,
    /// An earlier one failed.
    NotTried,
}

impl ApplyResult {
    const fn word(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Updated => "UPDATED",
            Self::Unchanged => "UNCHANGED",
            Self::Failed => "FAILED",
            Self::NotTried => "NOT_TRIED",
        }
    }

    const fn tone(self) -> Tone {
        match self {
            Self::Created | Self::Updated => Tone::Good,
            Self::Unchanged | Self::NotTried => Tone::Dim,
            Self::Failed => Tone::Bad,
        }
    }

    const fn plan(self) -> &'static str {
        match self {
            Self::Created => "would be created",
            Self::Updated => "would be changed",
            Self::Unchanged => "is as it should be",
            Self::Failed => "would be refused",
            Self::NotTried => "was not looked at",
        }
    }
}

/// What `apply` did with one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Applied {
    /// The check's name.
    pub slug: String,
    /// What became of it.
    pub result: ApplyResult,
    /// Revision after it; 0 when it is not known.
    pub revision: u32,
}

impl View for Applied {
    const COLUMNS: &'static [Column] =
        &[listed("slug", "CHECK"), listed("result", "RESULT"), listed("revision", "REVISION")];
    const EMPTY: &'static str = "No checks in the file.";

    fn values(&self) -> Vec<Value> {
        let revision = if self.revision == 0 {
            Value::Text(String::new())
        } else {
            Value::Number(u64::from(self.revision))
        };
        let result = Value::Status { word: self.result.word(), tone: self.result.tone() };
        vec![Value::Text(self.slug.clone()), result, revision]
    }
}

/// What a change of one check would do.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Planned {
    /// The check's name.
    pub slug: String,
    /// What would become of it.
    pub result: ApplyResult,
    /// Fields that would differ.
    pub changes: Vec<Change>,
    /// What it would mean for agents; null when nothing would change or the coordinator cannot tell.
    pub preview: Option<Preview>,
}

/// Agents, targets and load of a change.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Preview {
    agents: Vec<PreviewAgent>,
    added_agents: u32,
    removed_agents: u32,
    changed_agents: u32,
    unchanged_agents: u32,
    added_targets: Vec<String>,
    removed_targets: Vec<String>,
    kept_targets: u32,
    total_executions: u64,
    executions_per_second: f64,
    next_revision: bool,
}

#[derive(Debug, Clone, Serialize)]
struct PreviewAgent {
    agent_id: String,
    agent: String,
    site: String,
    change: &'static str,
}

impl From<wire::PreviewCheckResponse> for Preview {
    fn from(answer: wire::PreviewCheckResponse) -> Self {
        let agent = |agent: wire::preview_check_response::Agent| PreviewAgent {
            change: agent.change().as_str_name().trim_start_matches("CHANGE_"),
            agent_id: agent.agent_id,
            agent: agent.agent,
            site: agent.site,
        };
        Self {
            agents: answer.agents.into_iter().map(agent).collect(),
            added_agents: answer.added_agents,
            removed_agents: answer.removed_agents,
            changed_agents: answer.changed_agents,
            unchanged_agents: answer.unchanged_agents,
            added_targets: answer.added_targets,
            removed_targets: answer.removed_targets,
            kept_targets: answer.kept_targets,
            total_executions: answer.total_executions,
            executions_per_second: answer.executions_per_second,
            next_revision: answer.next_revision,
        }
    }
}

impl Planned {
    /// For people.
    pub(crate) fn text(&self, look: &Look) -> String {
        let mark = look.paint(&look.status(self.result.word(), self.result.tone()), self.result.tone());
        let mut lines = vec![format!("{mark}  {} {}", human::clean(&self.slug), self.result.plan())];
        if let Some(preview) = &self.preview {
            let revision = if preview.next_revision { "makes a next revision" } else { "keeps the revision" };
            lines.push(format!("  {revision}"));
        }
        // Targets have a line of their own, which also counts those that stay.
        let fields = self.changes.iter().filter(|change| self.preview.is_none() || change.field != "targets");
        lines.extend(fields.map(|change| format!("  {}", change.text())));
        lines.extend(self.preview.iter().flat_map(|preview| preview.lines(look)));
        lines.join("\n") + "\n"
    }
}

impl Preview {
    fn lines(&self, look: &Look) -> Vec<String> {
        let marked = |sign: &'static str, of: &[String]| {
            of.iter().map(|target| format!(" {sign}{}", human::clean(target))).collect::<String>()
        };
        let mut lines = vec![
            format!(
                "  targets:{}{} (as before: {})",
                marked("+", &self.added_targets),
                marked("−", &self.removed_targets),
                self.kept_targets
            ),
            format!(
                "  agents: {} start, {} stop, {} run it differently, {} go on as before",
                self.added_agents, self.removed_agents, self.changed_agents, self.unchanged_agents
            ),
        ];
        let touched: Vec<&PreviewAgent> =
            self.agents.iter().filter(|agent| agent.change != "UNCHANGED").collect();
        for agent in touched.iter().take(AGENTS_SHOWN) {
            let (sign, tone) = match agent.change {
                "ADDED" => ("+", Tone::Good),
                "REMOVED" => ("−", Tone::Bad),
                _ => ("~", Tone::Warn),
            };
            let line = format!("    {sign} {} ({})", human::clean(&agent.agent), human::clean(&agent.site));
            lines.push(look.paint(&line, tone));
        }
        let n_hidden = touched.len().saturating_sub(AGENTS_SHOWN);
        if n_hidden > 0 {
            lines.push(format!("    … {n_hidden} more; -o json names up to 500"));
        }
        lines.push(format!(
            "  load: {} check and target pairs, {} executions a second over all agents",
            self.total_executions,
            human::measure("rate", self.executions_per_second)
        ));
        lines
    }
}

impl View for Planned {
    const COLUMNS: &'static [Column] = &[
        listed("slug", "CHECK"),
        listed("result", "RESULT"),
        listed("changes", "CHANGES"),
        listed("added_agents", "AGENTS +"),
        listed("removed_agents", "AGENTS −"),
        listed("changed_agents", "AGENTS ~"),
        detail("unchanged_agents", "AGENTS ="),
        detail("added_targets", "TARGETS +"),
        detail("removed_targets", "TARGETS −"),
        detail("kept_targets", "TARGETS ="),
        detail("total_executions", "PAIRS"),
        listed("executions_per_second", "A SECOND"),
        detail("next_revision", "NEXT REVISION"),
    ];
    const EMPTY: &'static str = Applied::EMPTY;

    fn values(&self) -> Vec<Value> {
        let none = || Value::Text(String::new());
        let of = |read: &dyn Fn(&Preview) -> Value| self.preview.as_ref().map_or_else(none, read);
        let count = |read: fn(&Preview) -> u32| of(&|preview| Value::Number(read(preview).into()));
        vec![
            Value::Text(self.slug.clone()),
            Value::Status { word: self.result.word(), tone: self.result.tone() },
            Value::Text(self.changes.iter().map(Change::text).collect::<Vec<_>>().join("; ")),
            count(|preview| preview.added_agents),
            count(|preview| preview.removed_agents),
            count(|preview| preview.changed_agents),
            count(|preview| preview.unchanged_agents),
            of(&|preview| Value::List(preview.added_targets.clone())),
            of(&|preview| Value::List(preview.removed_targets.clone())),
            count(|preview| preview.kept_targets),
            of(&|preview| Value::Number(preview.total_executions)),
            of(&|preview| Value::Measure { metric: "rate".to_owned(), value: preview.executions_per_second }),
            of(&|preview| Value::Flag(preview.next_revision)),
        ]
    }
}
