//! Starts that are interrupted.

use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};

use super::house::{House, until};
use super::processes;
use crate::support::{ports::free_address, server::page};

#[tokio::test]
async fn a_start_that_waits_for_postgres_says_that_it_lives_and_is_given_up_when_asked_to_stop() {
    let mut house = House::new();
    house.start().await;
    house.kill_service().await;
    let orphan = processes::postmaster(&house.data()).unwrap();
    // It neither answers nor goes.
    kill(orphan, Signal::SIGSTOP).unwrap();
    house.write("service.log", "");
    let admin = free_address();
    house.spawn_with(&[("CUSTOMER_QUALITY_ADMIN", &admin.to_string())]);
    let log = |words: &str| house.read("service.log").contains(words);
    until("the start has begun", async || {
        log("starting the private database")
    })
    .await;
    assert_eq!(page(admin, "/livez").await.0, "HTTP/1.1 200 OK");
    let not_ready = "HTTP/1.1 503 Service Unavailable";
    let answer = page(admin, "/readyz").await;
    assert_eq!(answer, (not_ready.to_owned(), "starting\n".to_owned()));
    for signal in [Signal::SIGHUP, Signal::SIGUSR1, Signal::SIGALRM] {
        house.signal(signal);
        until("the signal is taken note of", async || log(signal.as_str())).await;
    }
    let began = Instant::now();
    house.signal(Signal::SIGQUIT);
    let ended = house.ended().await;
    assert_eq!(ended.code(), Some(0), "{}", house.read("service.log"));
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "{:?}",
        began.elapsed()
    );
    kill(orphan, Signal::SIGCONT).unwrap();
    house.start().await;
    assert!(house.stop().await.success());
}

#[tokio::test]
async fn a_first_start_that_is_broken_off_is_made_good_by_the_next() {
    let mut house = House::new();
    house.spawn();
    until("the data are being made", async || {
        house.read("service.log").contains("creating the Postgres")
    })
    .await;
    assert_eq!(house.stop().await.code(), Some(0));
    house.start().await;
    house.kill_all().await;
    house.start().await;
    assert!(house.stop().await.success());
}
