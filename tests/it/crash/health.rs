//! `health` asks the service that runs with the same settings. The container image relies on it.

use super::house::{End, House, command, until};

#[tokio::test]
async fn health_follows_the_settings_of_the_service_unless_another_one_is_named() {
    let mut house = House::new();
    house.start().await;
    let server = format!("http://{}", house.listens());
    let port = house.listens().port();
    let everywhere = format!("0.0.0.0:{port}");
    house.write("cq.yaml", format!("listen: 127.0.0.1:{port}\n"));
    let nobody = "127.0.0.1:1";
    let listen = "CUSTOMER_QUALITY_LISTEN";
    let file = ("CUSTOMER_QUALITY_CONFIG", "cq.yaml");
    for (variables, flags) in [
        (vec![(listen, everywhere.as_str())], vec![]),
        (vec![file], vec![]),
        (
            vec![
                file,
                ("CUSTOMER_QUALITY_SERVER", ""),
                ("CUSTOMER_QUALITY_CA", ""),
            ],
            vec![],
        ),
        (vec![], vec!["--config", "cq.yaml"]),
        (vec![(listen, nobody)], vec!["--server", &server]),
        (
            vec![(listen, nobody), ("CUSTOMER_QUALITY_SERVER", &server)],
            vec![],
        ),
        // What needs no token needs no file of tokens.
        (vec![file, ("CUSTOMER_QUALITY_TOKEN_FILE", "none")], vec![]),
    ] {
        let end = health(&house, &variables, &flags).await;
        assert_eq!(
            (end.code, end.answer.as_str()),
            (Some(0), "SERVING\n"),
            "{end:?}"
        );
    }
    for (variables, flags, said) in [
        (
            vec![(listen, nobody)],
            vec![],
            "cannot reach the service at http://127.0.0.1:1",
        ),
        (
            vec![file],
            vec!["--server", "http://127.0.0.1:1"],
            "cannot reach the service at http://127.0.0.1:1",
        ),
        (
            vec![(listen, "[::]:1")],
            vec![],
            "cannot reach the service at http://[::1]:1",
        ),
        (vec![(listen, "127.0.0.1:0")], vec![], "port 0"),
        (
            vec![("CUSTOMER_QUALITY_LISTNE", "x")],
            vec![],
            "did you mean `CUSTOMER_QUALITY_LISTEN`?",
        ),
    ] {
        let end = health(&house, &variables, &flags).await;
        assert_eq!(end.code, Some(1), "{end:?}");
        assert!(end.remarks.contains(said), "{end:?}");
    }
    assert!(house.stop().await.success());
    until("it is gone", async || house.health().await.is_none()).await;
}

async fn health(house: &House, variables: &[(&str, &str)], flags: &[&str]) -> End {
    let mut health = command(house.folder());
    health.arg("health").args(flags);
    health.envs(variables.iter().copied());
    health.output().await.unwrap().into()
}
