//! Comments of the contract.

use std::collections::HashMap;

use prost_reflect::{
    DescriptorPool, EnumDescriptor, EnumValueDescriptor, FieldDescriptor, MessageDescriptor,
    MethodDescriptor, ServiceDescriptor,
};

/// Leading comments by file and place (`SourceCodeInfo.Location.path`).
#[derive(Debug, Default)]
pub(crate) struct Comments(HashMap<(String, Vec<i32>), String>);

impl Comments {
    pub(crate) fn read(pool: &DescriptorPool) -> Self {
        let mut comments = HashMap::new();
        for file in pool.file_descriptor_protos() {
            let locations = file.source_code_info.iter().flat_map(|info| &info.location);
            for location in locations {
                let text = clean(location.leading_comments());
                if !text.is_empty() {
                    comments.insert((file.name().to_owned(), location.path.clone()), text);
                }
            }
        }
        Self(comments)
    }

    pub(crate) fn service(&self, service: &ServiceDescriptor) -> &str {
        self.at(service.parent_file().name(), service.path())
    }

    pub(crate) fn method(&self, method: &MethodDescriptor) -> &str {
        self.at(method.parent_file().name(), method.path())
    }

    pub(crate) fn message(&self, message: &MessageDescriptor) -> &str {
        self.at(message.parent_file().name(), message.path())
    }

    pub(crate) fn field(&self, field: &FieldDescriptor) -> &str {
        self.at(field.parent_file().name(), field.path())
    }

    pub(crate) fn an_enum(&self, an_enum: &EnumDescriptor) -> &str {
        self.at(an_enum.parent_file().name(), an_enum.path())
    }

    pub(crate) fn value(&self, value: &EnumValueDescriptor) -> &str {
        self.at(value.parent_file().name(), value.path())
    }

    fn at(&self, file: &str, path: &[i32]) -> &str {
        self.0.get(&(file.to_owned(), path.to_owned())).map_or("", String::as_str)
    }
}

/// The first sentence, without its full stop.
pub(crate) fn first_sentence(text: &str) -> String {
    let line = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let end = line.find(". ").unwrap_or(line.len());
    line.get(..end).unwrap_or_default().trim_end_matches('.').to_owned()
}

/// What a comment gives as an example: the code behind "e.g.".
pub(crate) fn example(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("e.g. `")?;
    rest.split_once('`').map(|(example, _)| example).filter(|example| !example.contains('\n'))
}

fn clean(text: &str) -> String {
    let lines = text.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end());
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_text() {
        assert_eq!(clean(" One line.\n\n Another, e.g. `a b`.\n"), "One line.\n\nAnother, e.g. `a b`.");
        assert_eq!(first_sentence("Lists agents\nby name. Then more."), "Lists agents by name");
        assert_eq!(example("A name, e.g. `www.example.org`."), Some("www.example.org"));
        assert_eq!(example("A name."), None);
    }
}
