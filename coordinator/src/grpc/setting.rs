//! `SettingService`: what can be set.

use std::sync::Arc;

use nocturne_core::setting::{Kind, Said, Source, Value};
use nocturne_proto::{
    api::v1::{
        self as wire,
        setting::{Layer, Source as WireSource, Type},
        setting_service_server::SettingService,
    },
    convert::time::timestamp_to_wire,
};
use tonic::{Request, Response, Status};

use super::caller::{page_request, page_to_wire, principal};
use crate::{
    api_state::ApiState,
    app::setting::{self as app, etag},
    error::ApiError,
    settings::SettingView,
};

/// Settings of the installation.
pub struct SettingApi(pub Arc<ApiState>);

#[tonic::async_trait]
impl SettingService for SettingApi {
    async fn list_settings(
        &self,
        request: Request<wire::ListSettingsRequest>,
    ) -> Result<Response<wire::ListSettingsResponse>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        let page =
            app::setting_list(&self.0, &caller, &page_request(sent.page_size, sent.page_token)).await?;
        let (settings, next_page_token) = page_to_wire(page, to_wire);
        Ok(Response::new(wire::ListSettingsResponse { settings, next_page_token }))
    }

    async fn get_setting(
        &self,
        request: Request<wire::GetSettingRequest>,
    ) -> Result<Response<wire::Setting>, Status> {
        let caller = principal(&request)?;
        let view = app::setting_get(&self.0, &caller, &request.into_inner().name).await?;
        Ok(Response::new(to_wire(view)))
    }

    async fn update_setting(
        &self,
        request: Request<wire::UpdateSettingRequest>,
    ) -> Result<Response<wire::Setting>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        let setting = sent.setting.ok_or_else(|| ApiError::invalid("setting", "is missing"))?;
        let paths = sent.update_mask.map(|mask| mask.paths).unwrap_or_default();
        if let Some(other) = paths.iter().find(|path| !["value", "*"].contains(&path.as_str())) {
            let reason = format!("names {other:?}; only `value` can be changed");
            return Err(ApiError::invalid("update_mask", reason).into());
        }
        let wire::Setting { name, value, etag, .. } = setting;
        let view = app::setting_update(&self.0, &caller, &name, &value, &etag).await?;
        Ok(Response::new(to_wire(view)))
    }

    async fn reset_setting(
        &self,
        request: Request<wire::ResetSettingRequest>,
    ) -> Result<Response<wire::Setting>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        let view = app::setting_reset(&self.0, &caller, &sent.name, &sent.etag).await?;
        Ok(Response::new(to_wire(view)))
    }
}

fn to_wire(view: SettingView) -> wire::Setting {
    let definition = view.definition;
    let shown = |value: &Value| if definition.secret { String::new() } else { value.to_string() };
    let range = definition.kind.range();
    let default_value = view.layers.iter().find(|said| said.source == Source::Default);
    wire::Setting {
        name: definition.name.to_owned(),
        value: shown(&view.decides.value),
        source: source_to_wire(view.decides.source).into(),
        layers: view.layers.iter().map(|said| layer_to_wire(said, shown(&said.value))).collect(),
        default_value: default_value.map(|said| shown(&said.value)).unwrap_or_default(),
        r#type: type_to_wire(definition.kind).into(),
        unit: definition.kind.unit().to_owned(),
        minimum: range.map(|(least, _)| least),
        maximum: range.map(|(_, most)| most),
        choices: definition.kind.choices().iter().map(|choice| (*choice).to_owned()).collect(),
        description: definition.description.to_owned(),
        changeable: definition.change.is_stored(),
        restart_required: definition.change.needs_restart(),
        pending_restart: view.pending_restart(),
        running_value: shown(&view.running),
        secret: definition.secret,
        etag: etag(&view),
        update_time: view.stored.as_ref().map(|row| timestamp_to_wire(row.updated_at)),
        updated_by: view.stored.map(|row| row.updated_by).unwrap_or_default(),
    }
}

fn layer_to_wire(said: &Said, value: String) -> Layer {
    Layer { source: source_to_wire(said.source).into(), value, place: said.place.clone() }
}

const fn source_to_wire(source: Source) -> WireSource {
    match source {
        Source::Default => WireSource::Default,
        Source::File => WireSource::File,
        Source::Database => WireSource::Database,
        Source::Environment => WireSource::Environment,
    }
}

const fn type_to_wire(kind: Kind) -> Type {
    match kind {
        Kind::Boolean => Type::Boolean,
        Kind::Integer { .. } => Type::Integer,
        Kind::Duration { .. } => Type::Duration,
        Kind::Text { .. } | Kind::Choice(_) => Type::Text,
        Kind::Origins => Type::List,
    }
}
