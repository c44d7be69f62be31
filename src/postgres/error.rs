//! The errors of the embedded Postgres. Each text gives the problem, the rule and the remedy.

use std::io;
use std::path::{Path, PathBuf};

/// The service's own user, as which the server runs where we are root.
pub(super) const OWN_USER: &str = "customer-quality";

/// The command that adds that user.
pub(super) const ADD_USER: [&str; 4] = ["useradd", "--system", "--no-create-home", OWN_USER];

/// The reason why the embedded Postgres could not be found, created, started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No default place for the data is known.
    #[error(
        "no data folder: neither `XDG_DATA_HOME` nor `HOME` is set; name a data folder or set \
         `DATABASE_URL`"
    )]
    NoDataFolder,
    /// A file or folder operation failed.
    #[error("cannot {action} `{path}`: {source}")]
    Io {
        /// The attempted action, such as `create`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// Another running service holds the data folder.
    #[error(
        "data folder `{0}` is in use by another running service: stop that one or choose \
         another data folder"
    )]
    InUse(PathBuf),
    /// The folder has contents that this service did not put there.
    #[error(
        "`{0}` is not empty and not a data folder of this service: choose an empty or new \
         folder"
    )]
    ForeignFolder(PathBuf),
    /// The folder's cluster was not written by Postgres.
    #[error(
        "`{0}` is not a Postgres cluster (it has no readable `PG_VERSION`), and no new one was \
         created: put it back from a backup, or name another or an empty data folder"
    )]
    NotACluster(PathBuf),
    /// The folder was in use before, but its cluster is gone.
    #[error(
        "data folder `{root}` was in use (it holds `{proof}`), but its folder `postgres` with all \
         data is gone, and nothing was created in its place: put `postgres` back from a backup, \
         or name another or an empty data folder"
    )]
    ClusterGone {
        /// The data folder.
        root: PathBuf,
        /// The file that proves that there was a cluster.
        proof: &'static str,
    },
    /// The user who runs the server cannot reach the data folder.
    #[error(
        "Postgres cannot run as root, and the user `{user}` cannot enter `{barrier}` on the \
         way to `{folder}`: choose a data folder that it can reach, such as \
         `/var/lib/customer-quality`"
    )]
    OutOfReach {
        /// The user that the server runs as.
        user: String,
        /// The folder that the user may not enter.
        barrier: PathBuf,
        /// The data folder.
        folder: PathBuf,
    },
    /// The folder for the socket belongs to another user, or others may enter it.
    #[error(
        "socket folder `{0}` must belong to the user of the server, with mode 0700: remove it \
         or choose a shorter data folder"
    )]
    UnsafeSocketFolder(PathBuf),
    /// The process runs as root, and there is no user to run the server as.
    #[error(
        "Postgres cannot run as root, and there is no user for its data, neither \
         `customer-quality` nor `postgres`: run `{}`, or start with `--install-postgres` \
         to have that done, as another user than root, or with `DATABASE_URL`",
        ADD_USER.join(" ")
    )]
    NoServerUser,
    /// The user of the service has a number but no name, as can happen in a container.
    #[error(
        "the user with the number {0} has no name in `/etc/passwd`, without which Postgres does not \
         create its data: give it one, run as another user, or set `DATABASE_URL`"
    )]
    NamelessUser(u32),
    /// The folder named by the setting holds no usable Postgres.
    #[error(
        "`CUSTOMER_QUALITY_PG_BIN` is `{folder}`, where {problem}: name the folder with the \
         `postgres` and `initdb` of a Postgres 15 to 18, or unset it"
    )]
    UnusableSetting {
        /// The folder that the setting names.
        folder: PathBuf,
        /// The problem with it.
        problem: String,
    },
    /// The data were written by another major version than the programs found.
    #[error(
        "data folder `{folder}` was written by Postgres {data}, which is not installed here \
         ({found}): install Postgres {data} and name its folder in `CUSTOMER_QUALITY_PG_BIN`, \
         or bring the data over with pg_upgrade"
    )]
    OtherMajor {
        /// The data folder.
        folder: PathBuf,
        /// The version that wrote the data.
        data: u32,
        /// The versions found instead.
        found: String,
    },
    /// There is no Postgres, and it could not be fetched.
    #[error(
        "no Postgres 15 to 18 found ({found}), and fetching it failed ({reason}): run \
         `{cure}`{choice}, or set `DATABASE_URL`"
    )]
    NoPostgres {
        /// The programs that were found and rejected, with reasons.
        found: String,
        /// The reason why the fetch failed.
        reason: String,
        /// The command that installs it here.
        cure: &'static str,
        /// Another remedy; empty if it was tried or would not help.
        choice: &'static str,
    },
    /// A program could not be run, or ended with an error.
    #[error("`{program}` failed: {output}")]
    Program {
        /// The program.
        program: String,
        /// The end of its output.
        output: String,
    },
    /// The server ended while it was starting.
    #[error("Postgres ended while starting ({status}), see `{log}`: {tail}")]
    ServerEnded {
        /// Its exit status.
        status: String,
        /// Its log file.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// The server did not become ready in time.
    #[error("Postgres was not ready within {seconds} s, see `{log}`: {last}")]
    NotReady {
        /// The seconds that it was given.
        seconds: u64,
        /// Its log file.
        log: PathBuf,
        /// The last answer.
        last: String,
    },
    /// The server runs, but a statement failed.
    #[error("the embedded Postgres refused a statement: {0}")]
    Sql(#[from] sqlx::Error),
}

/// Converts an I/O error, adding the action and the path.
pub(super) fn io_error(
    action: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> EmbeddedError {
    move |source| EmbeddedError::Io {
        action,
        path: path.to_owned(),
        source,
    }
}
