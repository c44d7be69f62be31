//! Who the server runs as: ourselves, or if we are root another user, because Postgres refuses to
//! run as root.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};

use nix::unistd::{Uid, User, geteuid};
use tokio::process::Command;

use super::error::{EmbeddedError, io_error};

/// The user that owns the cluster and runs its server.
#[derive(Debug, Clone)]
pub(super) struct ServerUser {
    name: String,
    uid: u32,
    gid: u32,
    differs: bool,
}

/// Whether this process runs as root.
pub(super) fn is_root() -> bool {
    geteuid().is_root()
}

impl ServerUser {
    /// Chooses ourselves; as root the owner of an existing `cluster`, `postgres`, or `nobody`.
    pub(super) fn choose(cluster: &Path) -> Result<Self, EmbeddedError> {
        if !is_root() {
            return Ok(Self::from_uid(geteuid()).unwrap_or_else(Self::nameless));
        }
        let owner = fs::metadata(cluster)
            .ok()
            .map(|found| Uid::from_raw(found.uid()));
        let user = owner
            .filter(|uid| !uid.is_root())
            .and_then(Self::from_uid)
            .or_else(|| Self::named("postgres"))
            .or_else(|| Self::named("nobody"))
            .ok_or(EmbeddedError::NoServerUser)?;
        Ok(Self {
            differs: true,
            ..user
        })
    }

    fn from_uid(uid: Uid) -> Option<Self> {
        User::from_uid(uid).ok().flatten().map(Self::from)
    }

    fn named(name: &str) -> Option<Self> {
        User::from_name(name).ok().flatten().map(Self::from)
    }

    fn nameless() -> Self {
        let (uid, gid) = (geteuid().as_raw(), nix::unistd::getegid().as_raw());
        Self {
            name: uid.to_string(),
            uid,
            gid,
            differs: false,
        }
    }

    /// Fails if Postgres would not create data as this user.
    pub(super) fn check_name(&self) -> Result<(), EmbeddedError> {
        match User::from_uid(Uid::from_raw(self.uid)) {
            Ok(None) => Err(EmbeddedError::NamelessUser(self.uid)),
            _ => Ok(()),
        }
    }

    /// A command run by this user with an empty environment, so that no setting of ours leaks in.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // Messages are read by the launcher, so they must be in English.
        command.env_clear().env("LC_ALL", "C").current_dir("/");
        if self.differs {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Gives `path` to this user.
    pub(super) fn take(&self, path: &Path) -> Result<(), EmbeddedError> {
        if self.differs {
            chown(path, Some(self.uid), Some(self.gid))
                .map_err(io_error("change the owner of", path))?;
        }
        Ok(())
    }

    /// Whether `path` belongs to this user.
    pub(super) fn owns(&self, found: &fs::Metadata) -> bool {
        found.uid() == self.uid
    }

    /// Fails if a folder above `folder` keeps this user out.
    pub(super) fn check_reach(&self, folder: &Path) -> Result<(), EmbeddedError> {
        let enters = |found: &fs::Metadata| {
            let through_group = found.gid() == self.gid && found.mode() & 0o010 != 0;
            self.owns(found) || through_group || found.mode() & 0o001 != 0
        };
        let barrier = |path: &&Path| fs::metadata(path).is_ok_and(|found| !enters(&found));
        match folder.ancestors().skip(1).find(barrier) {
            Some(barrier) if self.differs => Err(EmbeddedError::OutOfReach {
                user: self.name.clone(),
                barrier: PathBuf::from(barrier),
                folder: folder.to_owned(),
            }),
            _ => Ok(()),
        }
    }
}

impl From<User> for ServerUser {
    fn from(user: User) -> Self {
        Self {
            name: user.name,
            uid: user.uid.as_raw(),
            gid: user.gid.as_raw(),
            differs: false,
        }
    }
}
