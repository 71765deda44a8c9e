//! The API as it is described to people and programs: OpenAPI 3.1 and one page of HTML, both from the descriptors.

mod comment;
mod example;
mod html;
mod message;
mod openapi;
mod operation;
mod page;
mod reference;
mod schema;

use std::sync::Arc;

use prost_reflect::DescriptorPool;

use crate::{
    binding::Binding,
    document::{comment::Comments, operation::Group, schema::Schemas},
    json::Json,
    options::RestOptions,
};

/// The stylesheet of the page.
pub(crate) const CSS: &[u8] = include_bytes!("document/page.css");

/// Everything that both descriptions say.
pub(crate) struct Api<'a> {
    options: &'a RestOptions,
    groups: Vec<Group>,
    schemas: Schemas<'a>,
}

impl<'a> Api<'a> {
    /// Reads names and comments.
    pub(crate) fn new(pool: &DescriptorPool, bindings: &[Arc<Binding>], options: &'a RestOptions) -> Self {
        let comments = Comments::read(pool);
        let groups = operation::groups(bindings, &comments, options);
        let schemas = Schemas::new(bindings, comments, options.server_made);
        Self { options, groups, schemas }
    }

    /// OpenAPI 3.1.
    pub(crate) fn openapi(&self) -> Json {
        openapi::document(self)
    }

    /// One page of HTML.
    pub(crate) fn page(&self) -> String {
        page::page(self)
    }
}
