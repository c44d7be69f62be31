//! The data folder: its layout, its owner, the lock that reserves it for one service, and the place of the
//! socket.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf, absolute};

use sha2::{Digest, Sha256};

use crate::error::{EmbeddedError, io_error};
use crate::report::Report;
use crate::server_user::ServerUser;

const CLUSTER: &str = "postgres";
const LOCK: &str = "service.lock";
const LOG: &str = "postgres.log";
/// This file stands beside a cluster from its creation on.
const MARKER: &str = "postgres.made";
const MARKER_TEXT: &str = "\
The folder `postgres` beside this file holds all data of the service. While this file is here, the
service does not start without that folder: it would begin anew, with no data.
";
const PROGRAMS: &str = "programs";
const UNFINISHED: &str = "unfinished-";
const OWNER_ONLY: u32 = 0o700;
/// The longest path of a socket, without the final zero. Addresses have 108 bytes on Linux and 104 on
/// macOS.
const SOCKET_PATH_MAX: usize = 103;
const SOCKET_NAME: &str = "/.s.PGSQL.5432";

/// A data folder that this process holds until it ends or drops this value.
#[derive(Debug)]
pub(super) struct DataFolder {
    root: PathBuf,
    user: ServerUser,
    lock: File,
}

impl DataFolder {
    /// Creates or opens the folder and takes its lock. With `install` a user for the data may be added to
    /// the system.
    pub(super) fn open(
        folder: &Path,
        install: bool,
        report: &Report,
    ) -> Result<Self, EmbeddedError> {
        let root = absolute(folder).map_err(io_error("resolve", folder))?;
        refuse_foreign(&root)?;
        refuse_bereft(&root)?;
        let user = ServerUser::choose(&root.join(CLUSTER), install, report)?;
        user.check_reach(&root)?;
        fs::create_dir_all(&root).map_err(io_error("create", &root))?;
        // The server reports the path of its data without symbolic links, and our path is compared with it.
        let root = fs::canonicalize(&root).map_err(io_error("resolve", &root))?;
        user.check_reach(&root)?;
        let lock = lock(&root)?;
        user.take(&root)?;
        fs::set_permissions(&root, Permissions::from_mode(OWNER_ONLY))
            .map_err(io_error("close to others", &root))?;
        sweep(&root);
        Ok(Self { root, user, lock })
    }

    /// The user that owns the cluster and runs the server.
    pub(super) fn user(&self) -> &ServerUser {
        &self.user
    }

    /// The folder itself, absolute and without symbolic links.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the Postgres data.
    pub(super) fn cluster(&self) -> PathBuf {
        self.root.join(CLUSTER)
    }

    /// The log file of the server.
    pub(super) fn log(&self) -> PathBuf {
        self.root.join(LOG)
    }

    /// A new name for an unfinished cluster. If it is not finished, the next start removes it.
    pub(super) fn unfinished_cluster(&self) -> PathBuf {
        unfinished(&self.root)
    }

    /// The major version that wrote the cluster; `None` if there is no cluster yet.
    ///
    /// `initdb` works in another folder, which is renamed when it is complete. A cluster with this file is
    /// therefore complete.
    pub(super) fn major(&self) -> Result<Option<u32>, EmbeddedError> {
        let cluster = self.cluster();
        match fs::read_to_string(cluster.join("PG_VERSION")) {
            Ok(text) => text
                .trim()
                .parse()
                .map(Some)
                .map_err(|_| EmbeddedError::NotACluster(cluster)),
            Err(_) if cluster.exists() => Err(EmbeddedError::NotACluster(cluster)),
            Err(_) => Ok(None),
        }
    }

    /// Records that there is a cluster, so that a later start without it is refused. This happens after the
    /// cluster is in its place. If a start is killed in between, the next one writes the marker.
    pub(super) fn mark(&self) -> Result<(), EmbeddedError> {
        let path = self.root.join(MARKER);
        if path.exists() {
            return Ok(());
        }
        // An earlier version of the service made this cluster, and its log may quote values of rows.
        if let Ok(log) = OpenOptions::new().write(true).open(self.log()) {
            log.set_len(0).map_err(io_error("empty", &self.log()))?;
        }
        fs::write(&path, MARKER_TEXT).map_err(io_error("write", &path))?;
        self.sync()
    }

    /// Waits until the entries of this folder are on the disk.
    pub(super) fn sync(&self) -> Result<(), EmbeddedError> {
        let root = File::open(&self.root).map_err(io_error("open", &self.root))?;
        root.sync_all().map_err(io_error("write", &self.root))
    }

    /// The folder for the socket: this folder, or a private one under `temporary` if this path is too long
    /// for a socket address.
    pub(super) fn socket_folder(&self, temporary: &Path) -> PathBuf {
        let fits = self.root.as_os_str().len() + SOCKET_NAME.len() <= SOCKET_PATH_MAX;
        // Postgres splits its list of socket folders at commas and interprets quotes.
        let plain = |text: &str| !text.contains([',', '"']);
        if fits && self.root.to_str().is_some_and(plain) {
            return self.root.clone();
        }
        let digest = Sha256::digest(self.root.as_os_str().as_encoded_bytes());
        let digest = digest
            .iter()
            .fold(0, |all: u64, byte| all.rotate_left(8) ^ u64::from(*byte));
        temporary.join(format!("customer-quality-{digest:016x}"))
    }

    /// Makes the socket's folder, if that is another folder.
    pub(super) fn make_socket_folder(&self, folder: &Path) -> Result<(), EmbeddedError> {
        if folder == self.root {
            return Ok(());
        }
        match DirBuilder::new().mode(OWNER_ONLY).create(folder) {
            Ok(()) => self.user.take(folder)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(io_error("create", folder)(error)),
        }
        // Another user may have made it first. The socket must not be where others can reach it.
        let found = fs::symlink_metadata(folder).map_err(io_error("inspect", folder))?;
        let mode = found.permissions().mode() & 0o777;
        if !found.is_dir() || mode != OWNER_ONLY || !self.user.owns(&found) {
            return Err(EmbeddedError::UnsafeSocketFolder(folder.to_owned()));
        }
        Ok(())
    }

    /// Removes the socket's folder, if that is another folder. The next start makes it again.
    pub(super) fn remove_socket_folder(&self, folder: &Path) {
        if folder != self.root {
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Drop for DataFolder {
    /// Unlocks explicitly. Closing the file is not enough, because a child process that is starting may
    /// still share it.
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

/// The folder in a data folder that holds fetched Postgres programs.
pub(super) fn programs_folder(root: &Path) -> PathBuf {
    root.join(PROGRAMS)
}

/// A new name in `folder` for something unfinished.
pub(super) fn unfinished(folder: &Path) -> PathBuf {
    let chance: u64 = rand::random();
    folder.join(format!("{UNFINISHED}{}-{chance}", std::process::id()))
}

/// Removes everything unfinished in `folder`. An orphaned `initdb` may still write there; a later start
/// removes the rest.
pub(super) fn sweep(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        if entry
            .file_name()
            .as_encoded_bytes()
            .starts_with(UNFINISHED.as_bytes())
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Refuses a folder with foreign contents, because its owner and mode are about to be changed.
fn refuse_foreign(root: &Path) -> Result<(), EmbeddedError> {
    let names: Vec<OsString> = match fs::read_dir(root) {
        Ok(entries) => entries.flatten().map(|entry| entry.file_name()).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error("read", root)(error)),
    };
    let ours = |name: &OsString| name == LOCK || name == PROGRAMS || name == MARKER;
    // A fresh volume contains `lost+found`.
    if names.iter().all(|name| name == "lost+found") || names.iter().any(ours) {
        return Ok(());
    }
    Err(EmbeddedError::ForeignFolder(root.to_owned()))
}

/// Refuses a folder whose cluster is gone, before anything in it is changed. The log proves a cluster too:
/// Postgres does not run without one, and earlier versions of the service left no marker.
fn refuse_bereft(root: &Path) -> Result<(), EmbeddedError> {
    let proof = [MARKER, LOG]
        .into_iter()
        .find(|name| root.join(name).exists());
    let Some(proof) = proof else {
        return Ok(());
    };
    let cluster = root.join(CLUSTER);
    if cluster
        .try_exists()
        .map_err(io_error("inspect", &cluster))?
    {
        return Ok(());
    }
    let root = root.to_owned();
    Err(EmbeddedError::ClusterGone { root, proof })
}

fn lock(root: &Path) -> Result<File, EmbeddedError> {
    let path = root.join(LOCK);
    let file = open_lock_file(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(EmbeddedError::InUse(root.to_owned())),
        Err(TryLockError::Error(error)) => Err(io_error("lock", &path)(error)),
    }
}

/// Opens or creates a file to be locked. Child processes do not inherit the lock.
pub(super) fn open_lock_file(path: &Path) -> Result<File, EmbeddedError> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(io_error("open", path))
}
