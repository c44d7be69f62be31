//! Data folders from earlier use. A start meets a folder whose data are gone, that an earlier version made,
//! that belongs to another user, or that was copied back.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use nix::unistd::{User, geteuid};
use postgres::EmbeddedError;

use super::{count, execute, folder, start, started};

const ONE_ROW: &str = "CREATE TABLE kept AS SELECT 1 AS id";

/// Makes a data folder with one row, and stops its server.
async fn fill(data: &Path) {
    let cluster = started(data).await;
    execute(&cluster.url(), ONE_ROW).await;
    cluster.stop().await;
}

async fn rows(data: &Path) -> i64 {
    let cluster = started(data).await;
    let rows = count(&cluster.url()).await;
    cluster.stop().await;
    rows
}

fn names(data: &Path) -> Vec<String> {
    let entries = fs::read_dir(data).unwrap().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status().unwrap();
    assert!(status.success(), "{program} {arguments:?}");
}

#[tokio::test]
async fn data_that_are_gone_are_missed_and_not_begun_anew() {
    let (parent, data) = folder();
    fill(&data).await;
    let elsewhere = parent.path().join("elsewhere");
    fs::rename(data.join("postgres"), &elsewhere).unwrap();
    let before = names(&data);

    let refused = start(&data).await.unwrap_err();

    assert!(
        matches!(refused, EmbeddedError::ClusterGone { .. }),
        "{refused}"
    );
    let words = refused.to_string();
    for part in [
        &*data.to_string_lossy(),
        "`postgres` with all data is gone",
        "nothing was created",
        "put `postgres` back from a backup, or name another or an empty data folder",
    ] {
        assert!(words.contains(part), "{words}");
    }
    assert_eq!(names(&data), before);
    fs::rename(&elsewhere, data.join("postgres")).unwrap();
    assert_eq!(rows(&data).await, 1);
}

#[tokio::test]
async fn a_cluster_without_its_version_is_missed_and_not_begun_anew() {
    let (_parent, data) = folder();
    fill(&data).await;
    fs::remove_file(data.join("postgres/PG_VERSION")).unwrap();
    let refused = start(&data).await.unwrap_err();
    assert!(
        matches!(refused, EmbeddedError::NotACluster(_)),
        "{refused}"
    );
    assert!(
        refused.to_string().contains("put it back from a backup"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_folder_of_an_earlier_version_opens_and_is_marked_and_its_log_emptied() {
    let (parent, data) = folder();
    fill(&data).await;
    fs::remove_file(data.join("postgres.made")).unwrap();
    let log = data.join("postgres.log");
    fs::write(&log, "DETAIL:  Failing row contains (canary).\n").unwrap();

    assert_eq!(rows(&data).await, 1);
    assert!(data.join("postgres.made").exists());
    assert!(!fs::read_to_string(&log).unwrap().contains("canary"));

    // Its log alone shows as well that there were data.
    fs::remove_file(data.join("postgres.made")).unwrap();
    fs::rename(data.join("postgres"), parent.path().join("elsewhere")).unwrap();
    let refused = start(&data).await.unwrap_err();
    assert!(
        matches!(refused, EmbeddedError::ClusterGone { .. }),
        "{refused}"
    );
}

#[tokio::test]
async fn a_folder_with_programs_and_locks_only_was_never_in_use() {
    let (_parent, data) = folder();
    fs::create_dir_all(data.join("programs")).unwrap();
    for lock in ["service.lock", "programs/fetch.lock"] {
        fs::write(data.join(lock), "").unwrap();
    }
    started(&data).await.stop().await;
}

/// The paragraph on backups in `docs/operating.md`, to the same place and to another.
#[tokio::test]
async fn a_copy_of_a_stopped_folder_is_a_backup() {
    let (parent, data) = folder();
    fill(&data).await;
    let place = |path: &Path| path.to_string_lossy().into_owned();
    let (backup, copy) = (parent.path().join("backup"), parent.path().join("copy"));
    run("cp", &["-a", &place(&data), &place(&backup)]);
    let cluster = started(&data).await;
    execute(&cluster.url(), "INSERT INTO kept VALUES (2)").await;
    cluster.stop().await;

    fs::remove_dir_all(&data).unwrap();
    run("cp", &["-a", &place(&backup), &place(&data)]);
    assert_eq!(rows(&data).await, 1);
    run("cp", &["-a", &place(&backup), &place(&copy)]);
    assert_eq!(rows(&copy).await, 1);
}

#[tokio::test]
async fn new_data_belong_to_the_user_who_starts_or_as_root_to_one_made_for_data() {
    let (_parent, data) = folder();
    fill(&data).await;
    let owner = fs::metadata(data.join("postgres")).unwrap().uid();
    let mut made_for_data = ["customer-quality", "postgres"].into_iter();
    let first = made_for_data.find_map(|name| User::from_name(name).unwrap());
    if geteuid().is_root() {
        assert_eq!(Some(owner), first.map(|user| user.uid.as_raw()));
    } else {
        assert_eq!(owner, geteuid().as_raw());
    }
}

#[tokio::test]
async fn data_keep_the_owner_they_have() {
    let (_parent, data) = folder();
    fill(&data).await;
    // Earlier versions chose `nobody`. A user other than root can give nothing away.
    let owner = if geteuid().is_root() {
        User::from_name("nobody").unwrap().unwrap().uid
    } else {
        geteuid()
    };
    run(
        "chown",
        &["-R", &owner.to_string(), &data.to_string_lossy()],
    );
    assert_eq!(rows(&data).await, 1);
    for path in [data.clone(), data.join("postgres")] {
        assert_eq!(fs::metadata(path).unwrap().uid(), owner.as_raw());
    }
}
