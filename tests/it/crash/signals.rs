//! Signals that arrive while the service serves.

use std::fs::{self, File, OpenOptions};
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;
use std::process::Stdio;

use customer_quality::pb::v1::ListCustomersRequest;
use nix::fcntl::OFlag;
use nix::pty;
use nix::sys::signal::Signal;
use tokio::io::AsyncReadExt;
use tonic::{Code, Request};

use super::house::{End, House, command, signal, until};
use super::processes;
use crate::support::server::write;

const TOKEN: &str = "the-token-of-billing";
const OTHER: &str = "the-token-of-selling";

/// Whether a token gets in.
async fn gets_in(house: &House, token: &str) -> bool {
    let mut request = Request::new(ListCustomersRequest::default());
    let value = format!("Bearer {token}").parse().unwrap();
    request.metadata_mut().insert("authorization", value);
    match house.records().list_customers(request).await {
        Ok(_) => true,
        Err(status) => {
            assert_eq!(status.code(), Code::Unauthenticated, "{status:?}");
            false
        }
    }
}

#[tokio::test]
async fn signals_end_nothing_and_a_quit_stops_the_private_postgres_too() {
    let mut house = House::new();
    let file = house.folder().join("tokens");
    write(&file, TOKEN);
    house.spawn_with(&[("CUSTOMER_QUALITY_TOKEN_FILE", file.to_str().unwrap())]);
    until("the service serves", async || {
        house.health().await.is_some()
    })
    .await;
    assert!(gets_in(&house, TOKEN).await);
    let postmaster = processes::postmaster(&house.data()).unwrap();
    for signal in [
        Signal::SIGHUP,
        Signal::SIGUSR1,
        Signal::SIGUSR2,
        Signal::SIGALRM,
        Signal::SIGVTALRM,
        Signal::SIGPROF,
        Signal::SIGIO,
    ] {
        house.signal(signal);
        until("the signal is taken note of", async || {
            house.read("service.log").contains(signal.as_str())
        })
        .await;
    }
    // Of these nothing is said.
    house.signal(Signal::SIGPIPE);
    house.signal(Signal::SIGXFSZ);

    let before = fs::metadata(&file).unwrap().modified().unwrap();
    write(&file, OTHER);
    File::options()
        .write(true)
        .open(&file)
        .unwrap()
        .set_modified(before)
        .unwrap();
    house.signal(Signal::SIGHUP);
    until("the old token is out", async || {
        !gets_in(&house, TOKEN).await
    })
    .await;
    assert!(gets_in(&house, OTHER).await);

    house.signal(Signal::SIGQUIT);
    let ended = house.ended().await;
    assert_eq!(ended.code(), Some(0), "{}", house.read("service.log"));
    assert_eq!(processes::postmaster(&house.data()), None);
    assert!(!processes::lives(postmaster));
}

/// A terminal that is closed sends the same signal as one who wants the tokens to be read again.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_hangup_ends_a_service_whose_terminal_was_closed_and_no_other() {
    let house = House::new();
    let (terminal, screen) = terminal();
    let mut serve = command(house.folder());
    serve.args(["serve", "--listen", "127.0.0.1:0", "--admin", "off"]);
    serve.arg("--data-folder").arg(house.data());
    serve.stdout(Stdio::null()).stderr(screen);
    let service = serve.spawn().unwrap();
    drop(serve);
    let mut terminal = tokio::fs::File::from_std(terminal);
    let mut shown = String::new();
    for (words, answer) in [
        ("starting the private database", Some(Signal::SIGHUP)),
        ("reading the token file again", None),
        ("answering", None),
    ] {
        until(words, async || {
            let mut bytes = [0; 1024];
            let read = terminal.read(&mut bytes).await.unwrap();
            shown.push_str(&String::from_utf8_lossy(&bytes[..read]));
            shown.contains(words)
        })
        .await;
        if let Some(answer) = answer {
            signal(&service, answer);
        }
    }
    drop(terminal);
    signal(&service, Signal::SIGHUP);
    let ended = End::of(service).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(processes::postmaster(&house.data()), None);
}

/// A terminal and what is shown in it. No process that is started at the same time gets hold of it.
#[cfg(target_os = "linux")]
fn terminal() -> (File, File) {
    let flags = OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC;
    let terminal = pty::posix_openpt(flags).unwrap();
    pty::grantpt(&terminal).unwrap();
    pty::unlockpt(&terminal).unwrap();
    let screen = OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(OFlag::O_NOCTTY.bits())
        .open(pty::ptsname_r(&terminal).unwrap());
    // Its descriptor is taken along as a copy.
    let terminal = terminal.as_fd().try_clone_to_owned().unwrap();
    (File::from(terminal), screen.unwrap())
}
