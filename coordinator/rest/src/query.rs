//! The query string of a request.

use std::collections::BTreeMap;

use prost_reflect::{DynamicMessage, Value};

use crate::{
    assign,
    binding::{Binding, Body},
    decode,
    finding::{Finding, Findings, Place},
    json::{
        name::listed,
        scalar::{self, shown},
    },
    parameter::Parameter,
};

/// Sets the fields that a query names; what is wrong goes to `findings`.
pub(crate) fn apply(message: &mut DynamicMessage, binding: &Binding, query: &str, findings: &mut Findings) {
    let mut given: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let Ok(name) = decode::percent(name, true) else {
            findings.push(Finding::head(Place::Query, name, "this name has an escape that cannot be read"));
            continue;
        };
        let known = binding.parameters.iter().position(|known| known.name == name || known.camel == name);
        match (known, decode::percent(value, true)) {
            (None, _) => findings.push(Finding::head(Place::Query, &name, unknown(binding, &name))),
            (_, Err(reason)) => {
                findings.push(Finding::head(Place::Query, &name, format!("the value {reason}")))
            }
            (Some(index), Ok(value)) => given.entry(index).or_default().push(value),
        }
    }
    for (index, values) in given {
        if let Some(parameter) = binding.parameters.get(index)
            && let Err(reason) = set(message, parameter, &values)
        {
            findings.push(Finding::head(Place::Query, &parameter.name, reason));
        }
    }
}

fn set(message: &mut DynamicMessage, parameter: &Parameter, values: &[String]) -> Result<(), String> {
    let kind = parameter.field.kind();
    if let Some(rival) = assign::rival(message, &parameter.path) {
        return Err(format!("cannot be given together with {rival}"));
    }
    let value = if parameter.field.is_list() {
        let values = values.iter().map(|value| scalar::from_text(&kind, value));
        Value::List(values.collect::<Result<_, _>>()?)
    } else {
        match values {
            [value] => scalar::from_text(&kind, value)?,
            many => return Err(format!("is there {} times; give it once", many.len())),
        }
    };
    assign::set(message, &parameter.path, value);
    Ok(())
}

fn unknown(binding: &Binding, name: &str) -> String {
    let known: Vec<&str> = binding.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    let name = shown(name);
    match (known.as_slice(), &binding.body) {
        ([], Body::Whole) => {
            format!("there is no parameter {name}; this method takes everything in its body")
        }
        ([], _) => format!("there is no parameter {name}; this method takes none"),
        (known, _) => format!("there is no parameter {name}; there are {}", listed(known)),
    }
}
