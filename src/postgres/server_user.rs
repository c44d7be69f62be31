//! The user that runs the server and owns its data. It is the current user; if that is root, it is another
//! one, because Postgres refuses to run as root.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process;

use nix::unistd::{Gid, Uid, User, getegid, geteuid};
use tokio::process::Command;

use crate::error::{ADD_USER, EmbeddedError, OWN_USER, io_error};
use crate::report::Report;

/// The user that packages of Postgres create. A shared user such as `nobody` is never chosen, because its
/// other programs could read and change the data.
const POSTGRES: &str = "postgres";
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
    /// Chooses the current user unless that is root. For root it chooses the owner of an existing
    /// `cluster`. For new data it chooses the service's own user, which is added if it is missing and
    /// `install` allows it, else the user of Postgres.
    pub(super) fn choose(
        cluster: &Path,
        install: bool,
        report: &Report,
    ) -> Result<Self, EmbeddedError> {
        if !is_root() {
            return Ok(Self::numbered(geteuid(), getegid()));
        }
        let owner = fs::metadata(cluster).ok().filter(|found| found.uid() != 0);
        let user = match owner {
            Some(found) => Self::numbered(Uid::from_raw(found.uid()), Gid::from_raw(found.gid())),
            None => Self::for_new_data(install, &Self::named, &|| add_user(report))?,
        };
        Ok(Self {
            differs: true,
            ..user
        })
    }

    fn for_new_data(
        install: bool,
        named: &dyn Fn(&str) -> Option<Self>,
        add: &dyn Fn() -> Result<(), EmbeddedError>,
    ) -> Result<Self, EmbeddedError> {
        if let Some(own) = named(OWN_USER) {
            return Ok(own);
        }
        if install {
            add()?;
            return named(OWN_USER).ok_or(EmbeddedError::NoServerUser);
        }
        named(POSTGRES).ok_or(EmbeddedError::NoServerUser)
    }

    fn named(name: &str) -> Option<Self> {
        User::from_name(name).ok().flatten().map(Self::from)
    }

    /// The user with this number, with or without a name.
    fn numbered(uid: Uid, gid: Gid) -> Self {
        let named = User::from_uid(uid).ok().flatten().map(Self::from);
        named.unwrap_or_else(|| Self {
            name: uid.to_string(),
            uid: uid.as_raw(),
            gid: gid.as_raw(),
            differs: false,
        })
    }

    /// Fails if Postgres would refuse to create data as this user.
    pub(super) fn check_name(&self) -> Result<(), EmbeddedError> {
        match User::from_uid(Uid::from_raw(self.uid)) {
            Ok(None) => Err(EmbeddedError::NamelessUser(self.uid)),
            _ => Ok(()),
        }
    }

    /// A command that this user runs with an empty environment, so that none of our settings affects it.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // The launcher reads the messages, so they must be in English.
        command.env_clear().env("LC_ALL", "C").current_dir("/");
        if self.differs {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Makes this user the owner of `path`.
    pub(super) fn take(&self, path: &Path) -> Result<(), EmbeddedError> {
        if self.differs {
            chown(path, Some(self.uid), Some(self.gid))
                .map_err(io_error("change the owner of", path))?;
        }
        Ok(())
    }

    /// Whether a file with this metadata belongs to this user.
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

fn add_user(report: &Report) -> Result<(), EmbeddedError> {
    report(&format!(
        "adding the user `{OWN_USER}`, which the data will belong to"
    ));
    let [program, arguments @ ..] = ADD_USER;
    // The `PATH` may lack the folder of system programs.
    let found = ["/usr/sbin", "/sbin"].map(|folder| Path::new(folder).join(program));
    let found = found.iter().find(|path| path.exists());
    let program = found.map_or(Path::new(program), PathBuf::as_path);
    let output = process::Command::new(program)
        .args(arguments)
        .stdin(process::Stdio::null())
        .output()
        .map_err(io_error("run", program))?;
    if output.status.success() {
        return Ok(());
    }
    Err(EmbeddedError::Program {
        program: ADD_USER.join(" "),
        output: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn user(name: &str) -> ServerUser {
        ServerUser {
            name: name.to_owned(),
            uid: 1,
            gid: 1,
            differs: false,
        }
    }

    /// The user that is chosen if the `existing` users exist and `install` allows adding one, and whether
    /// one was added.
    fn chosen(existing: &[&str], install: bool) -> (Option<String>, bool) {
        let added = Cell::new(false);
        let named = |name: &str| {
            let exists = existing.contains(&name) || added.get() && name == OWN_USER;
            exists.then(|| user(name))
        };
        let add = || {
            added.set(true);
            Ok(())
        };
        let chosen = ServerUser::for_new_data(install, &named, &add).ok();
        (chosen.map(|user| user.name), added.get())
    }

    #[test]
    fn new_data_belong_to_no_shared_user_and_one_is_added_only_if_asked() {
        let own = || Some(OWN_USER.to_owned());
        let everyone = [OWN_USER, POSTGRES, "nobody"];
        assert_eq!(chosen(&everyone, false), (own(), false));
        assert_eq!(chosen(&everyone, true), (own(), false));
        let system = [POSTGRES, "nobody"];
        assert_eq!(chosen(&system, false), (Some(POSTGRES.to_owned()), false));
        assert_eq!(chosen(&system, true), (own(), true));
        assert_eq!(chosen(&["nobody"], false), (None, false));
        assert_eq!(chosen(&["nobody"], true), (own(), true));
    }

    #[test]
    fn the_refusal_names_the_command_that_adds_the_user() {
        let words = EmbeddedError::NoServerUser.to_string();
        assert!(
            words.contains("`useradd --system --no-create-home customer-quality`"),
            "{words}"
        );
    }
}
