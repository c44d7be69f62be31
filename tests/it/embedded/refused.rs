//! The refusals of the embedded Postgres, and their messages.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use postgres::{Cluster, EmbeddedError, Environment, Options};

use super::{execute, folder, options, start, started};

#[tokio::test]
async fn a_second_service_on_the_same_folder_is_refused() {
    let (_parent, data) = folder();
    let cluster = started(&data).await;
    let refused = start(&data).await.unwrap_err();
    assert!(matches!(refused, EmbeddedError::InUse(_)), "{refused}");
    execute(&cluster.url(), "SELECT 1").await;
    cluster.stop().await;
}

#[tokio::test]
async fn a_server_that_cannot_start_says_why() {
    let (_parent, data) = folder();
    let settings = vec![("shared_buffers".to_owned(), "nonsense".to_owned())];
    let wrong = Options {
        settings,
        ..options(&data)
    };
    let error = Cluster::start(wrong, &|_| ()).await.unwrap_err();
    assert!(
        error.to_string().contains("invalid value for parameter"),
        "{error}"
    );
}

#[tokio::test]
async fn a_folder_with_other_contents_is_refused() {
    let (_parent, data) = folder();
    fs::create_dir(&data).unwrap();
    fs::write(data.join("thesis.txt"), "precious").unwrap();
    let refused = start(&data).await.unwrap_err();
    assert!(
        matches!(refused, EmbeddedError::ForeignFolder(_)),
        "{refused}"
    );
}

#[tokio::test]
async fn data_of_another_major_version_are_refused() {
    let (_parent, data) = folder();
    started(&data).await.stop().await;
    fs::write(data.join("postgres/PG_VERSION"), "13\n").unwrap();
    let refused = start(&data).await.unwrap_err();
    assert!(
        matches!(refused, EmbeddedError::OtherMajor { data: 13, .. }),
        "{refused}"
    );
}

#[tokio::test]
async fn an_unsupported_postgres_is_refused_by_name() {
    let (parent, data) = folder();
    let programs = parent.path().join("bin");
    fs::create_dir(&programs).unwrap();
    for name in ["postgres", "initdb"] {
        let program = programs.join(name);
        fs::write(&program, "#!/bin/sh\necho 'postgres (PostgreSQL) 13.4'\n").unwrap();
        fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    }
    let postgres_programs = Some(programs);
    let environment = Environment {
        postgres_programs,
        ..Environment::of_process()
    };
    let wrong = Options {
        environment,
        ..options(&data)
    };
    let refused = Cluster::start(wrong, &|_| ()).await.unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("is Postgres 13, and 15 to 18 are supported"),
        "{refused}"
    );
}
