//! Path templates of `google.api.http` (AIP-127).
//!
//! ```text
//! Template = "/" Segment { "/" Segment } [ ":" Verb ]
//! Segment  = "*" | "**" | Literal | "{" FieldPath [ "=" Segment { "/" Segment } ] "}"
//! ```
//! `*` is one segment that is not empty, `**` is the rest of the path, at least one segment, and stands last.

use std::fmt;

/// What one segment of a path must be. The order is that of matching: what says more comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Segment {
    Literal(String),
    One,
    Rest,
}

/// A variable and the segments that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variable {
    /// Dotted path of the field in the request.
    pub(crate) field: String,
    pub(crate) from: usize,
    /// Exclusive.
    pub(crate) to: usize,
}

/// What a template matches, without the names of its variables: two methods with the same shape share a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shape {
    pub(crate) segments: Vec<Segment>,
    /// `None` is after every verb: a verb says more.
    pub(crate) verb: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) shape: Shape,
    pub(crate) variables: Vec<Variable>,
}

impl Template {
    /// Reads a template; `Err` says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let rest = text.strip_prefix('/').ok_or("it must begin with /")?;
        let after_variables = rest.rfind('}').map_or(0, |at| at + 1);
        let (rest, verb) = match rest.rfind(':').filter(|at| *at >= after_variables) {
            Some(at) => {
                let (rest, verb) = rest.split_at_checked(at).ok_or("it cannot be read")?;
                let verb = verb.trim_start_matches(':');
                if !is_literal(verb) {
                    return Err(format!("{verb:?} is no verb"));
                }
                (rest, Some(verb.to_owned()))
            }
            None => (rest, None),
        };

        let mut template = Self { shape: Shape { segments: Vec::new(), verb }, variables: Vec::new() };
        for part in split(rest)? {
            template.add(part)?;
        }
        let last = template.shape.segments.len() - 1;
        if template.shape.segments.iter().take(last).any(|segment| *segment == Segment::Rest) {
            return Err("** can only be the last segment".to_owned());
        }
        Ok(template)
    }

    fn add(&mut self, part: &str) -> Result<(), String> {
        let Some(variable) = part.strip_prefix('{') else {
            self.shape.segments.push(segment(part)?);
            return Ok(());
        };
        let variable = variable.strip_suffix('}').ok_or_else(|| format!("{part:?} must end with }}"))?;
        let (field, pattern) = variable.split_once('=').unwrap_or((variable, "*"));
        if field.is_empty() || !field.split('.').all(is_field) {
            return Err(format!("{field:?} is no path of a field"));
        }
        if self.variables.iter().any(|known| known.field == field) {
            return Err(format!("{field} is bound twice"));
        }
        let from = self.shape.segments.len();
        for part in pattern.split('/') {
            self.shape.segments.push(segment(part)?);
        }
        let to = self.shape.segments.len();
        self.variables.push(Variable { field: field.to_owned(), from, to });
        Ok(())
    }
}

impl Shape {
    /// Whether the path has this shape; `verb` is what stands after the last colon, the last of `segments` is without it.
    pub(crate) fn matches(&self, segments: &[String]) -> bool {
        let open = self.segments.last() == Some(&Segment::Rest);
        let fits =
            if open { segments.len() >= self.segments.len() } else { segments.len() == self.segments.len() };
        fits && self.segments.iter().zip(segments).all(|(want, segment)| match want {
            Segment::Literal(literal) => literal == segment,
            Segment::One | Segment::Rest => !segment.is_empty(),
        })
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.segments {
            match segment {
                Segment::Literal(literal) => write!(f, "/{literal}")?,
                Segment::One => write!(f, "/*")?,
                Segment::Rest => write!(f, "/**")?,
            }
        }
        match &self.verb {
            Some(verb) => write!(f, ":{verb}"),
            None => Ok(()),
        }
    }
}

/// Splits at slashes outside of braces.
fn split(text: &str) -> Result<Vec<&str>, String> {
    let mut parts = Vec::new();
    let mut begin = 0;
    let mut inside = false;
    for (at, c) in text.char_indices() {
        match c {
            '{' if inside => return Err("a variable cannot be inside a variable".to_owned()),
            '{' => inside = true,
            '}' => inside = false,
            '/' if !inside => {
                parts.extend(text.get(begin..at));
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(begin..));
    Ok(parts)
}

fn segment(text: &str) -> Result<Segment, String> {
    match text {
        "*" => Ok(Segment::One),
        "**" => Ok(Segment::Rest),
        literal if is_literal(literal) => Ok(Segment::Literal(literal.to_owned())),
        "" => Err("it has an empty segment".to_owned()),
        other => Err(format!("{other:?} is no segment: letters, digits, `-`, `_`, `.` and `~` are allowed")),
    }
}

/// Unreserved characters (RFC 3986, section 2.3): nothing that needs an escape.
fn is_literal(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~'))
}

fn is_field(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> String {
        Template::parse(text).map(|template| template.shape.to_string()).unwrap_or_else(|error| error)
    }

    #[test]
    fn templates_are_read_as_aip_127_writes_them() {
        for (text, want) in [
            ("/api/v1/checks", "/api/v1/checks"),
            ("/v1/{a}", "/v1/*"),
            ("/v1/{a.b}", "/v1/*"),
            ("/v1/{a=*}/x", "/v1/*/x"),
            ("/v1/{name=shelves/*/books/*}", "/v1/shelves/*/books/*"),
            ("/v1/{name=files/**}", "/v1/files/**"),
            ("/v1/**", "/v1/**"),
            ("/v1/checks:preview", "/v1/checks:preview"),
            ("/v1/{series_id}:range", "/v1/*:range"),
            ("/v1/{name=a/*}:cancel", "/v1/a/*:cancel"),
        ] {
            assert_eq!(shape(text), want, "{text}");
        }
        let template = Template::parse("/v1/{site}/x/{name=a/*}:go").unwrap();
        let variables = template.variables;
        assert_eq!((variables[0].from, variables[0].to, variables[1].from, variables[1].to), (1, 2, 3, 5));
    }

    #[test]
    fn malformed_templates_are_refused() {
        for text in [
            "",
            "v1",
            "/",
            "/v1/",
            "//v1",
            "/v1/{",
            "/v1/{a",
            "/v1/}",
            "/v1/{a}b",
            "/v1/{a=}",
            "/v1/{A}",
            "/v1/{a..b}",
            "/v1/{a{b}}",
            "/v1/{a}/{a}",
            "/v1/**/x",
            "/v1/{a=**}/x",
            "/v1/x:",
            "/v1/x:a b",
            "/v1/a%20b",
            "/v1/ü",
            "/v1/a*",
            "/v1/{}",
            "/v1/{=*}",
        ] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_says_more_is_matched_first() {
        let mut shapes: Vec<Shape> = ["/a/*", "/a/**", "/a/b", "/a/*:go"]
            .into_iter()
            .map(|text| Template::parse(text).unwrap().shape)
            .collect();
        shapes.sort();

        let order: Vec<String> = shapes.iter().map(ToString::to_string).collect();
        assert_eq!(order, ["/a/b", "/a/*", "/a/*:go", "/a/**"]);
    }
}
