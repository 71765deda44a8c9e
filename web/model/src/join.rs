//! Commands that turn a join token into an agent.
//!
//! The token never stands in a command line, where everybody on the host could read it: it goes in through standard input
//! or a mounted secret. One token makes one agent, so the Kubernetes objects are for one pod.

use std::net::SocketAddr;

use crate::as_call::shell::{here_document, quoted};

/// Where an agent keeps what it owns.
const STATE: &str = "/var/lib/nocturne-agent";
/// Tells an enrolled folder from an empty one.
const IDENTITY: &str = "/var/lib/nocturne-agent/identity/agent.json";

/// What was made, as the coordinator answered.
#[derive(Debug, Clone, Copy)]
pub struct Join<'a> {
    /// The token.
    pub secret: &'a str,
    /// Host and port that agents connect to.
    pub agent_address: &'a str,
    /// Site.
    pub site: &'a str,
    /// Name of the agent; empty is derived from its host's.
    pub agent_slug: &'a str,
    /// Version of the coordinator, which the agent should have too.
    pub version: &'a str,
}

/// One way to run an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// Name of the tab.
    pub id: &'static str,
    /// Heading.
    pub title: &'static str,
    /// When it is the right one, and what it needs.
    pub text: &'static str,
    /// Steps in order.
    pub steps: Vec<RecipeStep>,
}

/// Something to paste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipeStep {
    /// What it does.
    pub title: &'static str,
    /// What to paste, or to keep as a file.
    pub code: String,
}

/// Whether nobody but the coordinator's own host reaches the address: loopback, or no address of a host at all.
#[must_use]
pub fn is_local(agent_address: &str) -> bool {
    is_loopback(agent_address)
        || agent_address.parse::<SocketAddr>().is_ok_and(|address| address.ip().is_unspecified())
}

fn is_loopback(agent_address: &str) -> bool {
    agent_address.starts_with("localhost:")
        || agent_address.parse::<SocketAddr>().is_ok_and(|address| address.ip().is_loopback())
}

/// What that means for one way to run an agent.
#[must_use]
pub fn local_warning(recipe: &str) -> &'static str {
    match recipe {
        "kubernetes" => "A pod never reaches it: to a pod, this address is the pod itself.",
        _ => {
            "The agent has to run on the same host as this coordinator: elsewhere, this address is the agent's own host."
        }
    }
}

/// The ways, simplest first.
#[must_use]
pub fn recipes(join: Join<'_>) -> Vec<Recipe> {
    vec![shell(join), systemd(join), kubernetes(join)]
}

fn enrol(join: Join<'_>, before: &str) -> String {
    format!(
        "{before}nocturne-agent enrol --coordinator {} --state {STATE} --token-file - {}",
        quoted(join.agent_address),
        here_document(join.secret, "TOKEN")
    )
}

fn shell(join: Join<'_>) -> Recipe {
    let mut steps = vec![RecipeStep {
        title: "Make its folder and enrol",
        code: format!("sudo install -d -m 0700 {STATE}\n{}", enrol(join, "sudo ")),
    }];
    steps.extend(allow_loopback(join));
    steps.push(RecipeStep { title: "Run it", code: format!("sudo nocturne-agent {}", run(join)) });
    Recipe {
        id: "shell",
        title: "Shell",
        text: "To try it. The agent runs until Ctrl-C; what it measured and could not send waits on disk.",
        steps,
    }
}

fn run(join: Join<'_>) -> String {
    let config = if is_loopback(join.agent_address) { " --config /etc/nocturne-agent.yaml" } else { "" };
    format!("run --state {STATE}{config}")
}

/// An agent beside its coordinator is there to try it, and what it is to measure then is on the same host.
fn allow_loopback(join: Join<'_>) -> Option<RecipeStep> {
    is_loopback(join.agent_address).then(|| RecipeStep {
        title: "Let it measure this host's own addresses, where the demo's targets are",
        code: format!(
            "sudo tee /etc/nocturne-agent.yaml >/dev/null {}",
            here_document("egress:\n  allow: [127.0.0.0/8, \"::1/128\"]", "CONFIG")
        ),
    })
}

fn systemd(join: Join<'_>) -> Recipe {
    let user = format!(
        "sudo useradd --system --user-group --home-dir {STATE} --shell /usr/sbin/nologin nocturne-agent\n\
         sudo install -d -m 0700 -o nocturne-agent -g nocturne-agent {STATE}"
    );
    let start = "sudo systemctl daemon-reload\nsudo systemctl enable --now nocturne-agent";
    let unit = UNIT.replace("{run}", &run(join));
    let mut steps = vec![
        RecipeStep { title: "Make its user and its folder", code: user },
        RecipeStep { title: "Enrol", code: enrol(join, "sudo -u nocturne-agent ") },
    ];
    steps.extend(allow_loopback(join));
    steps.extend([
        RecipeStep {
            title: "Install the unit",
            code: format!(
                "sudo tee /etc/systemd/system/nocturne-agent.service >/dev/null {}",
                here_document(&unit, "UNIT")
            ),
        },
        RecipeStep { title: "Start it, and at every boot", code: start.to_owned() },
    ]);
    Recipe {
        id: "systemd",
        title: "systemd",
        text: "For a host that stays. The agent has a user of its own, and of root's rights only the one to ping.",
        steps,
    }
}

/// `CAP_NET_RAW` is for ICMP; everything else is taken away.
const UNIT: &str = "\
[Unit]
Description=Nocturne agent
Wants=network-online.target
After=network-online.target

[Service]
User=nocturne-agent
ExecStart=/usr/bin/env nocturne-agent {run}
Restart=on-failure
RestartSec=5
# Wrong usage and wrong configuration do not mend themselves.
RestartPreventExitStatus=64 78
TimeoutStopSec=30
StateDirectory=nocturne-agent
StateDirectoryMode=0700
AmbientCapabilities=CAP_NET_RAW
CapabilityBoundingSet=CAP_NET_RAW
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
UMask=0077

[Install]
WantedBy=multi-user.target";

fn kubernetes(join: Join<'_>) -> Recipe {
    let name = if join.agent_slug.is_empty() {
        "nocturne-agent".to_owned()
    } else {
        // A label of a pod holds 63 characters, and controllers append to it.
        let tail: String = join.agent_slug.chars().take(36).collect();
        format!("nocturne-agent-{}", tail.trim_end_matches('-'))
    };
    let manifest = manifest(join, &name);
    Recipe {
        id: "kubernetes",
        title: "Kubernetes",
        text: "For a cluster. One pod that keeps its identity on a volume; a token makes one agent, so make one for each. \
               There is no published image: build one with the program in it, and put its name where the manifest says image.",
        steps: vec![
            RecipeStep {
                title: "Keep the token as a secret",
                code: format!(
                    "kubectl create namespace nocturne --dry-run=client -o yaml | kubectl apply -f -\n\
                     kubectl -n nocturne create secret generic {name} --from-file=token=/dev/stdin {}",
                    here_document(join.secret, "TOKEN")
                ),
            },
            RecipeStep {
                title: "Apply the manifest",
                code: format!("kubectl -n nocturne apply -f - {}", here_document(&manifest, "MANIFEST")),
            },
        ],
    }
}

fn manifest(join: Join<'_>, name: &str) -> String {
    let image = format!("nocturne-agent:{}", if join.version.is_empty() { "latest" } else { join.version });
    // JSON strings are YAML strings, whatever is in them.
    let text = |value: &str| serde_json::Value::from(value).to_string();
    let script = format!(
        "test -e {IDENTITY} || exec nocturne-agent enrol --coordinator {} --state {STATE} --token-file /run/join/token",
        quoted(join.agent_address)
    );
    MANIFEST
        .replace("{name}", name)
        .replace("{image}", &text(&image))
        .replace("{script}", &text(&script))
        .replace("{site}", &text(join.site))
}

/// Ping sockets instead of a capability: the pod is as restricted as Kubernetes has it.
const MANIFEST: &str = r#"apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {name}
  labels: {app.kubernetes.io/name: nocturne-agent}
  annotations: {nocturne/site: {site}}
spec:
  serviceName: {name}
  replicas: 1
  selector:
    matchLabels: {app.kubernetes.io/instance: {name}}
  template:
    metadata:
      labels: {app.kubernetes.io/name: nocturne-agent, app.kubernetes.io/instance: {name}}
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 30
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        runAsGroup: 10001
        fsGroup: 10001
        seccompProfile: {type: RuntimeDefault}
        sysctls: [{name: net.ipv4.ping_group_range, value: "0 2147483647"}]
      initContainers:
        - name: enrol
          image: {image}  # yours: one with nocturne-agent and sh in its path
          command: [sh, -c, {script}]
          securityContext: &restricted
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
          volumeMounts:
            - {name: state, mountPath: /var/lib/nocturne-agent}
            - {name: join, mountPath: /run/join, readOnly: true}
      containers:
        - name: agent
          image: {image}  # the same
          command: [nocturne-agent, run, --state, /var/lib/nocturne-agent]
          securityContext: *restricted
          resources:
            requests: {cpu: 50m, memory: 64Mi}
            limits: {memory: 256Mi}
          volumeMounts:
            - {name: state, mountPath: /var/lib/nocturne-agent}
      volumes:
        - name: join
          secret: {secretName: {name}, defaultMode: 0440, optional: true}
  volumeClaimTemplates:
    - metadata: {name: state}
      spec:
        accessModes: [ReadWriteOnce]
        resources: {requests: {storage: 2Gi}}"#;

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "noc1.id.secret.pin";

    fn join<'a>() -> Join<'a> {
        Join {
            secret: SECRET,
            agent_address: "coordinator.example.org:8444",
            site: "ams",
            agent_slug: "ams-1",
            version: "0.1.0",
        }
    }

    #[test]
    fn the_token_goes_in_through_standard_input_or_a_secret_and_nowhere_else() {
        for recipe in recipes(join()) {
            let whole: Vec<&str> = recipe.steps.iter().map(|step| step.code.as_str()).collect();
            let text = whole.join("\n");

            let with_token: Vec<&str> = text.lines().filter(|line| line.contains(SECRET)).collect();
            assert_eq!(with_token, [SECRET], "{}", recipe.id);
            assert!(text.contains("--token-file"), "{}", recipe.id);
            assert!(!text.contains("--token "), "{}", recipe.id);
            assert!(text.contains("coordinator.example.org:8444"), "{}", recipe.id);
        }
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        for recipe in recipes(Join { agent_slug: "", version: "", ..join() }) {
            for step in recipe.steps {
                for hole in ["{name}", "{image}", "{script}", "{site}", "{run}"] {
                    assert!(!step.code.contains(hole), "{hole} in {}", step.title);
                }
            }
        }
    }

    #[test]
    fn an_address_that_only_one_host_reaches_is_known_and_what_such_an_agent_needs_is_in_its_commands() {
        for local in ["127.0.0.1:42817", "[::1]:1", "localhost:8444", "0.0.0.0:8444", "[::]:8444"] {
            assert!(is_local(local), "{local}");
        }
        for open in ["10.0.0.1:8444", "coordinator.example.org:8444", "[2001:db8::1]:8444", ""] {
            assert!(!is_local(open), "{open}");
        }

        let text = |agent_address, n: usize| {
            let steps = recipes(Join { agent_address, ..join() }).remove(n).steps;
            steps.into_iter().map(|step| step.code).collect::<Vec<_>>().join("\n")
        };
        for n in [0, 1] {
            let here = text("127.0.0.1:42817", n);
            assert!(here.contains("allow: [127.0.0.0/8"), "{here}");
            assert!(
                here.contains("run --state /var/lib/nocturne-agent --config /etc/nocturne-agent.yaml"),
                "{here}"
            );

            let elsewhere = text("10.0.0.1:8444", n);
            assert!(!elsewhere.contains("egress") && !elsewhere.contains("--config"), "{elsewhere}");
        }
    }

    #[test]
    fn what_the_coordinator_says_cannot_leave_its_place() {
        let odd = Join { agent_address: "a b'; reboot", site: "x\": }", ..join() };

        let all = recipes(odd);

        assert!(all[0].steps[0].code.contains(r"--coordinator 'a b'\''; reboot'"));
        let manifest = &all[2].steps[1].code;
        assert!(manifest.contains(r#"nocturne/site: "x\": }""#), "{manifest}");
    }

    #[test]
    fn names_of_kubernetes_objects_are_short_enough() {
        let long = "a".repeat(63);
        let recipes = recipes(Join { agent_slug: &long, ..join() });
        let line = recipes[2].steps[1].code.lines().find(|line| line.starts_with("  name:")).unwrap();

        assert!(line.trim_start_matches("  name: ").len() <= 52);
    }
}
