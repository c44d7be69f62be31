//! The throw-away Postgres behind the test databases. The first test process starts it and the others find
//! it. A guardian (`guardian.sh`) stops and removes it when all of them are gone.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::hash::{Hash, Hasher};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};

use nix::sys::signal::kill;
use nix::sys::statvfs::statvfs;
use nix::unistd::{Pid, geteuid};
use postgres::{Cluster, Environment, Options, default_data_folder};
use sqlx::Connection;
use sqlx::postgres::PgConnection;

/// A database takes 8 MB, and one run may make several hundred of them.
const ROOM: u128 = 2 << 30;
const MEMORY: &str = "/dev/shm";

/// The address of the shared server. The first process starts the server.
pub(crate) async fn url() -> String {
    let meeting = meeting_place();
    let _lock = lock(&meeting);
    if let Some(url) = join(&meeting).await {
        return url;
    }
    start(&meeting).await
}

/// The folder in which the processes of this user and this checkout find each other.
fn meeting_place() -> PathBuf {
    let meeting = env::temp_dir().join(name());
    // Another process may have made the folder, or its guardian may be removing it. `lock` resolves that.
    let _ = DirBuilder::new().mode(0o700).create(&meeting);
    meeting
}

fn name() -> String {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_MANIFEST_DIR").hash(&mut hasher);
    format!("cq-tests-{}-{:08x}", geteuid(), hasher.finish() as u32)
}

/// Waits for the lock of the shared folder. Dropping the file releases the lock.
fn lock(meeting: &Path) -> File {
    let path = meeting.join("lock");
    loop {
        let _ = DirBuilder::new().mode(0o700).create(meeting);
        let found = fs::symlink_metadata(meeting).expect("the meeting place can be made");
        let ours = found.is_dir() && found.uid() == geteuid().as_raw();
        assert!(
            ours,
            "{} belongs to someone else: remove it",
            meeting.display()
        );
        let opened = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path);
        let Ok(file) = opened else { continue };
        file.lock().expect("the file system has locks");
        // A guardian may have removed the file in the meantime. Then the lock has no value.
        let number = |found: fs::Metadata| found.ino();
        if fs::metadata(&path).ok().map(number) == file.metadata().ok().map(number) {
            return file;
        }
    }
}

/// Registers this process with the running server, if there is one.
async fn join(meeting: &Path) -> Option<String> {
    let current = meeting.join("current");
    let folder = fs::read_link(&current).ok()?;
    let url = fs::read_to_string(folder.join("url")).ok()?;
    let holder = hold(&folder)?;
    // The guardian removes the address before it looks for holders the last time.
    let stays = fs::read_link(&current).is_ok_and(|now| now == folder);
    if stays && PgConnection::connect(&url).await.is_ok() {
        return Some(url);
    }
    let _ = fs::remove_file(holder);
    None
}

/// Shows the guardian that this process uses the server.
fn hold(folder: &Path) -> Option<PathBuf> {
    let holder = folder.join("holders").join(process::id().to_string());
    File::create(&holder).ok().map(|_| holder)
}

async fn start(meeting: &Path) -> String {
    adopt_abandoned(meeting);
    let folder = parent().join(format!("{}-{}", name(), process::id()));
    fs::create_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    // Under root, the server's user needs access to its data.
    fs::set_permissions(&folder, Permissions::from_mode(0o711)).expect("the folder is ours");
    fs::create_dir(folder.join("holders")).expect("the folder is ours");
    hold(&folder).expect("the folder is ours");
    guard(&folder, meeting);

    let environment = Environment::of_process();
    let setting = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let options = Options {
        programs_folder: programs_folder(&environment),
        durable: false,
        max_connections: 300,
        settings: vec![
            setting("autovacuum", "off"),
            setting("max_wal_size", "128MB"),
            setting("min_wal_size", "32MB"),
        ],
        ..Options::durable(folder.join("data"), environment)
    };
    let started = Cluster::start(options, &|_| ()).await;
    let cluster = started.unwrap_or_else(|error| {
        panic!("{error} (the tests never use `DATABASE_URL`, but `TEST_DATABASE_URL`)")
    });
    let url = cluster.url();
    // The server outlives this process. The guardian stops it.
    std::mem::forget(cluster);
    fs::write(folder.join("url"), &url).expect("the folder is ours");
    publish(&folder, meeting);
    url
}

/// Publishes the server to other processes. The guardian of an earlier run may remove the shared folder
/// meanwhile, with the lock that this process holds in it.
fn publish(folder: &Path, meeting: &Path) {
    let current = meeting.join("current");
    loop {
        let _ = DirBuilder::new().mode(0o700).create(meeting);
        let _ = fs::remove_file(&current);
        match symlink(folder, &current) {
            Ok(()) => return,
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::AlreadyExists) => {}
            Err(error) => panic!("{}: {error}", current.display()),
        }
    }
}

/// The folder of a fetched Postgres, for all runs and for the service as well.
pub(crate) fn programs_folder(environment: &Environment) -> Option<PathBuf> {
    let data_folder = default_data_folder(environment).ok()?;
    Some(data_folder.join("programs"))
}

/// A folder in memory if there is room, else in the temporary folder.
pub(crate) fn parent() -> PathBuf {
    let room = |found: nix::sys::statvfs::Statvfs| {
        u128::from(found.blocks_available()) * u128::from(found.fragment_size()) >= ROOM
    };
    if statvfs(MEMORY).is_ok_and(room) {
        PathBuf::from(MEMORY)
    } else {
        env::temp_dir()
    }
}

/// Starts a guardian for the server. It is not a child of this process and has a process group of its own,
/// so that Ctrl-C does not reach it.
fn guard(folder: &Path, meeting: &Path) {
    let mut shell = Command::new("sh");
    shell.args([
        "-c",
        r#"sh -c "$0" guardian "$1" "$2" &"#,
        include_str!("guardian.sh"),
    ]);
    shell
        .arg(folder)
        .arg(meeting)
        .current_dir("/")
        .process_group(0);
    shell
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    assert!(shell.status().expect("there is a shell").success());
}

/// Gives new guardians to servers whose guardian was killed.
fn adopt_abandoned(meeting: &Path) {
    for parent in [PathBuf::from(MEMORY), env::temp_dir()] {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            let prefix = format!("{}-", name());
            if !entry.file_name().to_string_lossy().starts_with(&prefix) {
                continue;
            }
            let guardian = fs::read_to_string(entry.path().join("guardian")).unwrap_or_default();
            let pid = guardian.trim().parse().ok().map(Pid::from_raw);
            if pid.is_none_or(|pid| kill(pid, None).is_err()) {
                guard(&entry.path(), meeting);
            }
        }
    }
}
