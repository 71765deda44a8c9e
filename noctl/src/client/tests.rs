//! Against a real gRPC server on loopback that rotates refresh tokens as the coordinator does.

use std::sync::{Arc, Mutex};

use nocturne_proto::{
    api::v1::{
        GetHealthRequest, GetStatusRequest, Health, RefreshResponse, SystemStatus,
        auth_service_server::AuthServiceServer,
        system_service_client::SystemServiceClient,
        system_service_server::{SystemService, SystemServiceServer},
    },
    convert::time::timestamp_to_wire,
};
use nocturne_shared::time::sub;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;

use super::*;

#[tokio::test]
async fn pages_are_followed_to_the_end_or_the_limit() {
    let fetch = async |size: i32, token: String| {
        let from: i32 = token.parse().unwrap_or(0);
        let to = (from + size.min(3)).min(7);
        let next = if to == 7 { String::new() } else { to.to_string() };
        Ok(((from..to).collect::<Vec<_>>(), next))
    };

    assert_eq!(pages(None, fetch).await.unwrap(), [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(pages(Some(4), fetch).await.unwrap(), [0, 1, 2, 3]);
    assert_eq!(pages(Some(0), fetch).await.unwrap(), [] as [i32; 0]);
}

#[tokio::test]
async fn a_page_that_names_itself_ends_the_walk() {
    let walk = pages(None, async |_size, _token| Ok((vec![1], "x".to_owned()))).await;

    assert!(matches!(walk, Err(Error::Answer(_))));
}

#[tokio::test]
async fn credentials_travel_encrypted_or_stay_here() {
    let try_channel = |url: &str, insecure| {
        channel(&url.parse().unwrap(), None, insecure, Duration::from_secs(1)).map(|_channel| ())
    };

    assert!(try_channel("http://127.0.0.1:1", false).is_ok());
    assert!(matches!(try_channel("http://10.0.0.1:1", false), Err(Error::PlainHttp { .. })));
    assert!(try_channel("http://10.0.0.1:1", true).is_ok());
    assert!(matches!(try_channel("https://10.0.0.1:1", true), Err(Error::NoCa { .. })));
}

#[test]
fn half_a_session_is_refused() {
    let session = Session { access_token: "a".to_owned(), ..Session::default() };

    assert!(keep_session(&mut Profile::default(), session).is_err());
}
/// Accepts `access-N` and `refresh-N` of the latest N only.
#[derive(Clone, Default)]
struct Rotating {
    n_refreshed: Arc<Mutex<u64>>,
}

impl Rotating {
    fn latest(&self) -> u64 {
        *self.n_refreshed.lock().unwrap()
    }

    async fn serve(&self) -> ApiUrl {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Server::builder()
            .add_service(AuthServiceServer::new(self.clone()))
            .add_service(SystemServiceServer::new(self.clone()))
            .serve_with_incoming(TcpListenerStream::new(listener));
        #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
        tokio::spawn(server);
        url.parse().unwrap()
    }
}

renewing! {
    Rotating, |self, request| {
        let mut n = self.n_refreshed.lock().unwrap();
        if request.into_inner().refresh_token != format!("refresh-{n}") {
            return Err(Status::unauthenticated("the refresh token was used before"));
        }
        *n += 1;
        let session = Session {
            access_token: format!("access-{n}"),
            access_expire_time: Some(timestamp_to_wire(add(Timestamp::now(), Duration::from_mins(10)))),
            refresh_token: format!("refresh-{n}"),
            ..Session::default()
        };
        Ok(Response::new(RefreshResponse { session: Some(session) }))
    }
}

#[tonic::async_trait]
impl SystemService for Rotating {
    async fn get_status(&self, request: Request<GetStatusRequest>) -> Result<Response<SystemStatus>, Status> {
        let given = request.metadata().get("authorization").and_then(|value| value.to_str().ok());
        if given == Some(&format!("Bearer access-{}", self.latest())) {
            Ok(Response::new(SystemStatus::default()))
        } else {
            Err(Status::unauthenticated("the access token is not valid"))
        }
    }

    async fn get_health(&self, _: Request<GetHealthRequest>) -> Result<Response<Health>, Status> {
        Ok(Response::new(Health::default()))
    }
}

/// A profile with `access-0` and a refresh token; the access token ends at `expires`.
async fn profile_with(folder: &tempfile::TempDir, refresh: &str, expires: Timestamp) -> ProfileFile {
    let file = ProfileFile::find(Some(folder.path().join("noctl.yaml")), None, None).unwrap();
    let lock = file.lock().await.unwrap();
    let profile = Profile {
        access_token: Some(Secret::new("access-0".to_owned())),
        access_expire_time: Some(expires),
        refresh_token: Some(Secret::new(refresh.to_owned())),
        ..Profile::default()
    };
    file.save(&profile, &lock).unwrap();
    file
}

fn api_of(url: &ApiUrl, file: &ProfileFile) -> Api {
    let profile = file.load().unwrap();
    let credential = Credential::Session {
        access: profile.access_token.unwrap(),
        expires: profile.access_expire_time.unwrap(),
    };
    let timeout = Duration::from_secs(10);
    Api::new(channel(url, None, false, timeout).unwrap(), url.clone(), timeout, credential, file.clone())
}

async fn ask(api: &Api) -> Result<SystemStatus, Error> {
    api.call("get the status", GetStatusRequest {}, async |channel, request| {
        SystemServiceClient::new(channel).get_status(request).await
    })
    .await
}

#[tokio::test]
async fn calls_at_a_time_rotate_an_expired_session_once() {
    let (folder, server) = (tempfile::tempdir().unwrap(), Rotating::default());
    let url = server.serve().await;
    let past = sub(Timestamp::now(), Duration::from_secs(1));
    let file = profile_with(&folder, "refresh-0", past).await;
    let apis = [api_of(&url, &file), api_of(&url, &file), api_of(&url, &file)];

    let answers = tokio::join!(ask(&apis[0]), ask(&apis[1]), ask(&apis[2]));

    assert!(answers.0.is_ok() && answers.1.is_ok() && answers.2.is_ok(), "{answers:?}");
    assert_eq!(server.latest(), 1);
    assert_eq!(file.load().unwrap().refresh_token, Some(Secret::new("refresh-1".to_owned())));
}

#[tokio::test]
async fn a_token_refused_before_its_end_is_renewed_once() {
    let (folder, server) = (tempfile::tempdir().unwrap(), Rotating::default());
    *server.n_refreshed.lock().unwrap() = 5;
    let url = server.serve().await;
    let future = add(Timestamp::now(), Duration::from_mins(5));
    let file = profile_with(&folder, "refresh-5", future).await;

    ask(&api_of(&url, &file)).await.unwrap();

    assert_eq!(server.latest(), 6);
}

#[tokio::test]
async fn a_session_that_is_over_is_forgotten_and_said_so() {
    let (folder, server) = (tempfile::tempdir().unwrap(), Rotating::default());
    *server.n_refreshed.lock().unwrap() = 5;
    let url = server.serve().await;
    let past = sub(Timestamp::now(), Duration::from_secs(1));
    let file = profile_with(&folder, "refresh-3", past).await;

    let error = ask(&api_of(&url, &file)).await.unwrap_err();

    assert!(
        error.report().contains("session is over") && error.report().contains("noctl login"),
        "{}",
        error.report()
    );
    assert_eq!(file.load().unwrap().refresh_token, None);
}

#[tokio::test]
async fn a_port_where_nothing_listens_and_one_that_is_silent_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let file = profile_with(&folder, "refresh-0", add(Timestamp::now(), Duration::from_mins(5))).await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent_url: ApiUrl = format!("http://{}", silent.local_addr().unwrap()).parse().unwrap();
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone_url: ApiUrl = format!("http://{}", gone.local_addr().unwrap()).parse().unwrap();
    drop(gone);

    let refused = ask(&api_of(&gone_url, &file)).await.unwrap_err();
    let mut patient = api_of(&silent_url, &file);
    patient.timeout = Duration::from_millis(200);
    let unanswered = ask(&patient).await.unwrap_err();

    assert!(refused.report().contains("nothing listens at"), "{}", refused.report());
    assert!(
        unanswered.report().contains("no answer from") && unanswered.report().contains("200ms"),
        "{}",
        unanswered.report()
    );
}
