//! Access: the callers that the service accepts and refuses.

use std::path::Path;

use customer_quality::{
    pb::v1::ErrorReason,
    server::{Auth, Server},
    telemetry::Metrics,
};
use tonic::{Code, Status};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_types::StatusExt;

use crate::support::server::{TestServer, asking, config, until, write};

const OLD: &str = "an-old-token-of-billing";
const NEW: &str = "a-new-token-of-billing!";

async fn call(server: &TestServer, authorization: Option<&str>) -> Result<(), Status> {
    let mut request = asking("");
    if let Some(value) = authorization {
        request
            .metadata_mut()
            .insert("authorization", value.parse().unwrap());
    }
    server
        .client()
        .await
        .get_system_info(request)
        .await
        .map(|_| ())
}

#[tokio::test]
async fn only_a_known_token_gets_in_and_health_needs_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens");
    write(
        &file,
        &format!("\u{feff}# billing\r\n{OLD}\r\n\r\nanother-token-of-sales\r\n"),
    );
    let server = TestServer::start(&[("token-file", file.to_str().unwrap())]).await;
    let (missing, invalid) = (ErrorReason::TokenMissing, ErrorReason::TokenInvalid);
    for (authorization, refused) in [
        (None, Some(missing)),
        (Some(""), Some(missing)),
        (Some("Bearer"), Some(missing)),
        (Some("Bearer "), Some(missing)),
        (Some("Basic an-old-token-of-billing"), Some(missing)),
        (Some("Bearer an-old-token-of-billin"), Some(invalid)),
        (Some("Bearer an-old-token-of-billing2"), Some(invalid)),
        (Some("Bearer # billing"), Some(invalid)),
        (Some("Bearer an-old-token-of-billing"), None),
        (Some("bearer another-token-of-sales"), None),
    ] {
        let result = call(&server, authorization).await;
        let reason = result.as_ref().err().map(|status| {
            assert_eq!(status.code(), Code::Unauthenticated);
            status.get_details_error_info().unwrap().reason
        });
        assert_eq!(
            reason,
            refused.map(|r| r.as_str_name().to_owned()),
            "{authorization:?}"
        );
    }
    let mut health = HealthClient::new(server.channel().await);
    health.check(HealthCheckRequest::default()).await.unwrap();
}

#[tokio::test]
async fn without_a_token_nothing_is_said_about_which_methods_exist() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens");
    write(&file, OLD);
    let server = TestServer::start(&[("token-file", file.to_str().unwrap())]).await;
    let mut reflection =
        tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient::new(
            server.channel().await,
        );
    let status = reflection
        .server_reflection_info(futures::stream::empty())
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
}

/// Puts another text in the place of a token file in one step, as it is documented.
fn replace(file: &Path, text: &str) {
    let beside = file.with_extension("new");
    write(&beside, text);
    std::fs::rename(beside, file).unwrap();
}

#[tokio::test]
async fn a_changed_token_file_is_in_force_soon_even_if_its_length_and_time_stay() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens");
    write(&file, OLD);
    let server = TestServer::start(&[("token-file", file.to_str().unwrap())]).await;
    let bearer = |token: &str| format!("Bearer {token}");
    call(&server, Some(&bearer(OLD))).await.unwrap();

    replace(&file, &format!("{OLD}\n{NEW}\n"));
    until("the new token gets in", async || {
        call(&server, Some(&bearer(NEW))).await.is_ok()
    })
    .await;
    call(&server, Some(&bearer(OLD))).await.unwrap();

    replace(&file, NEW);
    until("the old token is out", async || {
        call(&server, Some(&bearer(OLD))).await.is_err()
    })
    .await;
    call(&server, Some(&bearer(NEW))).await.unwrap();

    let before = std::fs::metadata(&file).unwrap().modified().unwrap();
    assert_eq!(OLD.len(), NEW.len());
    let beside = folder.path().join("tokens.new");
    write(&beside, OLD);
    let changed = std::fs::File::options().write(true).open(&beside).unwrap();
    changed.set_modified(before).unwrap();
    std::fs::rename(beside, &file).unwrap();
    until("the other token is out", async || {
        call(&server, Some(&bearer(NEW))).await.is_err()
    })
    .await;
    call(&server, Some(&bearer(OLD))).await.unwrap();
}

#[tokio::test]
async fn a_token_file_without_tokens_refuses_everyone_until_it_has_some() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens");
    write(&file, OLD);
    let server = TestServer::start(&[("token-file", file.to_str().unwrap())]).await;
    let bearer = format!("Bearer {OLD}");
    let spoil: [(&str, &dyn Fn()); 5] = [
        ("emptied", &|| replace(&file, "")),
        ("removed", &|| std::fs::remove_file(&file).unwrap()),
        ("a folder", &|| {
            std::fs::remove_file(&file).unwrap();
            std::fs::create_dir(&file).unwrap();
        }),
        ("spoiled in a line", &|| {
            replace(&file, &format!("{OLD}\nshort\n"));
        }),
        ("no text", &|| {
            std::fs::write(&file, [OLD.as_bytes(), &[0xff]].concat()).unwrap();
        }),
    ];
    for (how, spoil) in spoil {
        call(&server, Some(&bearer)).await.unwrap();
        spoil();
        until(how, async || call(&server, Some(&bearer)).await.is_err()).await;
        let status = call(&server, Some(&bearer)).await.unwrap_err();
        assert_eq!(status.code(), Code::Unauthenticated);
        let reason = status.get_details_error_info().unwrap().reason;
        assert_eq!(reason, ErrorReason::TokenInvalid.as_str_name());
        if file.is_dir() {
            std::fs::remove_dir(&file).unwrap();
        }
        replace(&file, OLD);
        until("the token gets in again", async || {
            call(&server, Some(&bearer)).await.is_ok()
        })
        .await;
    }
}

#[tokio::test]
async fn an_address_that_others_can_reach_needs_a_token_or_a_clear_word() {
    let start = async |settings: &[(&'static str, &str)]| {
        Server::new(&config(settings), Metrics::new().unwrap()).await
    };
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:50051"] {
        let refused = start(&[("listen", address)]).await.unwrap_err().to_string();
        assert!(
            refused.contains(address) && refused.contains("--token-file"),
            "{refused}"
        );
        start(&[("listen", address), ("allow-open", "true")])
            .await
            .unwrap();
    }
    for address in ["127.0.0.1:0", "[::1]:0", "127.9.9.9:0"] {
        start(&[("listen", address)]).await.unwrap();
    }
}

#[test]
fn a_token_file_without_a_usable_token_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens");
    let auth = || Auth::new("0.0.0.0:1".parse().unwrap(), Some(&file), false);
    assert!(auth().unwrap_err().to_string().contains("cannot read"));
    for (text, said) in [
        ("", "holds no token"),
        ("# none\n", "holds no token"),
        ("ok\n", "line 1"),
    ] {
        write(&file, text);
        let refused = auth().unwrap_err().to_string();
        assert!(refused.contains(said), "{refused}");
    }
    write(&file, OLD);
    auth().unwrap();
    let pipe = folder.path().join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let refused = Auth::new("127.0.0.1:1".parse().unwrap(), Some(&pipe), false);
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("no regular file"), "{refused}");
}
