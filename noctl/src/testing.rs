//! What tests of several modules share.

/// An `AuthService` that renews sessions by the function that is given, and is asked for nothing else.
macro_rules! renewing {
    ($who:ty, |$self:ident, $request:ident| $refresh:block) => {
        renewing! {
            $who, $self, $request, $refresh,
            login: LoginRequest => LoginResponse,
            logout: LogoutRequest => LogoutResponse,
            sign_up: SignUpRequest => SignUpResponse,
            change_password: ChangePasswordRequest => ChangePasswordResponse,
            list_sessions: ListSessionsRequest => ListSessionsResponse,
            end_session: EndSessionRequest => EndSessionResponse,
            begin_totp: BeginTotpRequest => BeginTotpResponse,
            confirm_totp: ConfirmTotpRequest => ConfirmTotpResponse,
            disable_totp: DisableTotpRequest => DisableTotpResponse,
            who_am_i: WhoAmIRequest => WhoAmIResponse,
        }
    };
    ($who:ty, $self:ident, $request:ident, $refresh:block, $($method:ident: $input:ident => $output:ident,)*) => {
        #[tonic::async_trait]
        impl nocturne_proto::api::v1::auth_service_server::AuthService for $who {
            async fn refresh(
                &$self,
                $request: tonic::Request<nocturne_proto::api::v1::RefreshRequest>,
            ) -> Result<tonic::Response<nocturne_proto::api::v1::RefreshResponse>, tonic::Status> $refresh

            $(async fn $method(
                &self,
                _: tonic::Request<nocturne_proto::api::v1::$input>,
            ) -> Result<tonic::Response<nocturne_proto::api::v1::$output>, tonic::Status> {
                Err(tonic::Status::unimplemented("not asked for"))
            })*
        }
    };
}
