//! Reads the process environment for the embedded Postgres, in this one place.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::error::EmbeddedError;
use crate::server_user;

/// The environment variables that matter here, from the process or from a test.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `CUSTOMER_QUALITY_PG_BIN`: the folder with `postgres` and `initdb`. If set, no other folder is
    /// tried.
    pub postgres_programs: Option<PathBuf>,
    /// `PATH`: further folders that may hold `postgres`.
    pub path: Option<OsString>,
    /// `XDG_DATA_HOME`: the folder of the user's data.
    pub xdg_data_home: Option<PathBuf>,
    /// `HOME`: the user's home folder.
    pub home: Option<PathBuf>,
    /// `TMPDIR`, else the system's temporary folder. It holds the socket if the path in the data folder
    /// would be too long.
    pub temporary: PathBuf,
}

impl Environment {
    /// Reads the environment of this process.
    pub fn of_process() -> Self {
        let folder = |name| {
            env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        Self {
            postgres_programs: folder("CUSTOMER_QUALITY_PG_BIN"),
            path: env::var_os("PATH"),
            xdg_data_home: folder("XDG_DATA_HOME"),
            home: folder("HOME"),
            temporary: env::temp_dir(),
        }
    }
}

/// The default data folder.
///
/// # Errors
/// Fails where a plain user has neither `XDG_DATA_HOME` nor `HOME`.
pub fn default_data_folder(environment: &Environment) -> Result<PathBuf, EmbeddedError> {
    const NAME: &str = "customer-quality";
    if server_user::is_root() {
        return Ok(Path::new("/var/lib").join(NAME));
    }
    let home = environment.home.as_deref();
    let data_home = if cfg!(target_os = "macos") {
        home.map(|home| home.join("Library/Application Support"))
    } else {
        let named = environment
            .xdg_data_home
            .clone()
            .filter(|folder| folder.is_absolute());
        named.or_else(|| home.map(|home| home.join(".local/share")))
    };
    data_home
        .map(|folder| folder.join(NAME))
        .ok_or(EmbeddedError::NoDataFolder)
}
