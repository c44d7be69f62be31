//! More connections than open files allow. Callers and operators can still reach the service.

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::house::{House, until};
use crate::support::{ports::free_address, server::page};

const PEERS: usize = 400;

async fn answers_in_a_crowd(limit: &str) -> String {
    let mut house = House::new();
    let admin = free_address();
    let variables = [("CUSTOMER_QUALITY_ADMIN", &*admin.to_string())];
    house.spawn_after(limit, &variables);
    until("the service serves", async || {
        house.health().await.is_some()
    })
    .await;
    let mut crowd = Vec::new();
    for _ in 0..PEERS {
        crowd.push(TcpStream::connect(house.listens()).await.unwrap());
        let mut half = TcpStream::connect(admin).await.unwrap();
        half.write_all(b"GET /livez HTTP/1.1\r\nho").await.unwrap();
        crowd.push(half);
    }
    assert!(house.health().await.is_some());
    for path in ["/livez", "/readyz"] {
        assert_eq!(page(admin, path).await.0, "HTTP/1.1 200 OK");
    }
    assert!(house.stop().await.success());
    drop(crowd);
    house.read("service.log")
}

#[tokio::test]
async fn a_low_soft_limit_of_files_is_raised() {
    let log = answers_in_a_crowd("ulimit -S -n 256").await;
    assert!(!log.contains("too few files"), "{log}");
}

#[tokio::test]
async fn under_a_low_hard_limit_of_files_fewer_connections_are_taken_and_the_log_says_so() {
    let log = answers_in_a_crowd("ulimit -n 300").await;
    let said = "too few files for `--max-connections` 1024: at most 194 connections are taken";
    assert!(log.contains(said), "{log}");
}
