//! From a verb and a path to a method.

use std::{collections::BTreeMap, sync::Arc};

use http::{HeaderValue, Method};

use crate::{binding::Binding, decode, problem::Problem, template::Shape};

/// Every binding by path.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    /// In the order of matching.
    places: Vec<Place>,
}

/// A path, and what can be done there.
#[derive(Debug)]
struct Place {
    shape: Shape,
    bindings: Vec<Arc<Binding>>,
}

/// A path as it was asked for.
struct Asked<'a> {
    /// Decoded, without a verb that a shape has taken.
    segments: Vec<String>,
    /// What has this shape, best first.
    places: Vec<&'a Place>,
}

/// What a path leads to.
#[derive(Debug)]
pub enum Route {
    /// A method.
    Call(Match),
    /// OPTIONS: what the path allows. No credential is needed for it.
    Options(Allowed),
}

/// A method that was asked for, with the variables of its path.
#[derive(Debug, Clone)]
pub struct Match {
    pub(crate) binding: Arc<Binding>,
    /// In the order of the binding's variables, decoded.
    pub(crate) variables: Vec<String>,
    /// HEAD: answered as GET, without the body.
    pub(crate) head: bool,
}

impl Match {
    /// The gRPC method: `/package.Service/Method`.
    #[must_use]
    pub fn method(&self) -> &str {
        self.binding.grpc.path()
    }

    /// A variable of the path, decoded, by the name of its field: `check.check_id`.
    #[must_use]
    pub fn variable(&self, field: &str) -> Option<&str> {
        let names = self.binding.template.variables.iter();
        names.zip(&self.variables).find(|(known, _)| known.field == field).map(|(_, value)| value.as_str())
    }
}

/// Verbs that a path allows, as in the `Allow` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed(Vec<Method>);

impl Allowed {
    fn of<'a>(bindings: impl IntoIterator<Item = &'a Arc<Binding>>) -> Self {
        let mut verbs: Vec<Method> = bindings.into_iter().map(|binding| binding.verb.clone()).collect();
        if verbs.contains(&Method::GET) {
            verbs.push(Method::HEAD);
        }
        verbs.push(Method::OPTIONS);
        verbs.sort_by_key(Method::to_string);
        verbs.dedup();
        Self(verbs)
    }

    /// `GET, HEAD, OPTIONS`.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(Method::as_str).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn value(&self) -> HeaderValue {
        HeaderValue::from_str(&self.text()).unwrap_or(HeaderValue::from_static("OPTIONS"))
    }
}

impl Routes {
    /// Orders the bindings; two that cannot be told apart go to `findings`.
    pub(crate) fn new(bindings: Vec<Arc<Binding>>, findings: &mut Vec<String>) -> Self {
        let mut shapes: BTreeMap<Shape, Vec<Arc<Binding>>> = BTreeMap::new();
        for binding in bindings {
            let same = shapes.entry(binding.template.shape.clone()).or_default();
            if let Some(other) = same.iter().find(|other| other.verb == binding.verb) {
                findings.push(format!(
                    "{} and {} are both {} {}",
                    other.method.full_name(),
                    binding.method.full_name(),
                    binding.verb,
                    binding.template.shape
                ));
            }
            same.push(binding);
        }
        Self { places: shapes.into_iter().map(|(shape, bindings)| Place { shape, bindings }).collect() }
    }

    /// Finds the method. Literals come before variables; where a path has a custom verb, nothing else is looked at.
    pub(crate) fn find(&self, verb: &Method, path: &str) -> Result<Route, Problem> {
        let asked = self.ask(path)?;
        let Some(first) = asked.places.first() else {
            return Err(self.nothing_at(path));
        };
        let wanted = if *verb == Method::HEAD { &Method::GET } else { verb };
        let mut bindings = asked.places.iter().flat_map(|place| &place.bindings);
        if let Some(binding) = bindings.find(|binding| binding.verb == *wanted) {
            let variables = variables(binding, &asked.segments);
            let head = *verb == Method::HEAD;
            return Ok(Route::Call(Match { binding: Arc::clone(binding), variables, head }));
        }
        let allowed = Allowed::of(asked.places.iter().flat_map(|place| &place.bindings));
        if *verb == Method::OPTIONS {
            return Ok(Route::Options(allowed));
        }
        Err(Problem::method_not_allowed(verb, &first.shape.to_string(), allowed))
    }

    fn ask(&self, path: &str) -> Result<Asked<'_>, Problem> {
        let path = path.strip_prefix('/').unwrap_or(path);
        if let Some((base, verb)) = path.rsplit_once(':').filter(|(_, verb)| !verb.contains('/')) {
            let segments = decoded(base)?;
            let places = self.places(Some(verb), &segments);
            if !places.is_empty() {
                return Ok(Asked { segments, places });
            }
        }
        let segments = decoded(path)?;
        let places = self.places(None, &segments);
        Ok(Asked { segments, places })
    }

    fn places(&self, verb: Option<&str>, segments: &[String]) -> Vec<&Place> {
        let fits = |shape: &Shape| shape.verb.as_deref() == verb && shape.matches(segments);
        self.places.iter().filter(|place| fits(&place.shape)).collect()
    }

    fn nothing_at(&self, path: &str) -> Problem {
        let trimmed = path.trim_end_matches('/');
        let without = trimmed != path && self.ask(trimmed).is_ok_and(|asked| !asked.places.is_empty());
        Problem::no_such_path(path, without.then_some(trimmed))
    }
}

fn decoded(path: &str) -> Result<Vec<String>, Problem> {
    let segments = path.split('/').map(|segment| decode::percent(segment, false));
    segments.collect::<Result<_, _>>().map_err(|reason| Problem::malformed_path(&reason))
}

fn variables(binding: &Binding, segments: &[String]) -> Vec<String> {
    let open = binding.template.shape.segments.last() == Some(&crate::template::Segment::Rest);
    let end = binding.template.shape.segments.len();
    let value = |from: usize, to: usize| {
        let to = if open && to == end { segments.len() } else { to };
        let taken = segments.get(from..to).unwrap_or_default();
        match taken {
            [one] => one.clone(),
            // A slash inside of a segment stays escaped: it is none between segments.
            many => many.iter().map(|one| one.replace('/', "%2F")).collect::<Vec<_>>().join("/"),
        }
    };
    binding.variables.iter().map(|bound| value(bound.from, bound.to)).collect()
}
