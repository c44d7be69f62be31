//! Finds the programs of an installed Postgres that this service can use.

use std::env;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use crate::environment::Environment;
use crate::error::EmbeddedError;
use crate::server_user::ServerUser;

/// The major versions that the service supports.
const SUPPORTED: RangeInclusive<u32> = 15..=18;

/// The programs of one Postgres.
#[derive(Debug, Clone)]
pub(super) struct Programs {
    folder: PathBuf,
    major: u32,
}

impl Programs {
    /// The server.
    pub(super) fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    /// The program that creates a cluster.
    pub(super) fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }

    /// The major version.
    pub(super) fn major(&self) -> u32 {
        self.major
    }
}

/// The search conditions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search<'a> {
    pub(super) environment: &'a Environment,
    /// The folder of fetched programs, which is tried last.
    pub(super) fetched: &'a Path,
    /// The user that will run the programs; programs that this user cannot reach are useless.
    pub(super) user: &'a ServerUser,
    /// The version that wrote the existing data; only that version can read them.
    pub(super) major: Option<u32>,
}

/// The outcome of a search.
#[derive(Debug)]
pub(super) enum Found {
    /// Suitable programs.
    Programs(Programs),
    /// No suitable programs. The text describes those that were found.
    Nothing(String),
}

/// Looks only in the folder of `CUSTOMER_QUALITY_PG_BIN` if that is set. Otherwise it looks in the usual
/// folders, the newest version first, then on the `PATH`, then among the fetched programs.
pub(super) async fn find(search: Search<'_>) -> Result<Found, EmbeddedError> {
    if let Some(folder) = &search.environment.postgres_programs {
        let unusable = |problem| EmbeddedError::UnusableSetting {
            folder: folder.clone(),
            problem,
        };
        let programs = examine(folder, search.user).await.map_err(unusable)?;
        return Ok(fit(programs, search.major).map_or_else(Found::Nothing, Found::Programs));
    }
    let mut rejected = Vec::new();
    for folder in candidates(search) {
        let examined = examine(&folder, search.user).await;
        match examined.and_then(|programs| fit(programs, search.major)) {
            Ok(programs) => return Ok(Found::Programs(programs)),
            Err(problem) => rejected.push(format!("in `{}` {problem}", folder.display())),
        }
    }
    let nothing = "no `postgres` in the usual folders nor on the PATH";
    let words = if rejected.is_empty() {
        nothing.to_owned()
    } else {
        rejected.join("; ")
    };
    Ok(Found::Nothing(words))
}

/// Refuses programs that cannot read the existing data.
fn fit(programs: Programs, major: Option<u32>) -> Result<Programs, String> {
    match major {
        Some(major) if major != programs.major => Err(format!("is Postgres {}", programs.major)),
        _ => Ok(programs),
    }
}

/// Asks the `postgres` in `folder` for its version.
pub(super) async fn examine(folder: &Path, user: &ServerUser) -> Result<Programs, String> {
    let folder = fs::canonicalize(folder.join("postgres"))
        .ok()
        .and_then(|program| program.parent().map(Path::to_owned))
        .ok_or("there is no `postgres`")?;
    if !folder.join("initdb").exists() {
        return Err("there is no `initdb`".to_owned());
    }
    let output = user
        .command(&folder.join("postgres"))
        .arg("--version")
        .output()
        .await;
    let output = output.map_err(|error| format!("`postgres` cannot be run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let major = parse_major(&text).ok_or_else(|| {
        let complaint = String::from_utf8_lossy(&output.stderr);
        format!(
            "`postgres --version` says `{}`",
            format!("{text}{complaint}").trim()
        )
    })?;
    if SUPPORTED.contains(&major) {
        Ok(Programs { folder, major })
    } else {
        Err(format!("is Postgres {major}, and 15 to 18 are supported"))
    }
}

/// Reads `postgres (PostgreSQL) 15.18 (Debian ...)`, and `18beta1`.
fn parse_major(text: &str) -> Option<u32> {
    let version = text.split_once("(PostgreSQL) ")?.1;
    let digits = version
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(version.len());
    version[..digits].parse().ok()
}

fn candidates(search: Search<'_>) -> Vec<PathBuf> {
    let mut folders = versioned("/usr/lib/postgresql", "", "bin");
    folders.extend(versioned("/usr", "pgsql-", "bin"));
    folders.extend(versioned("/opt/homebrew/opt", "postgresql@", "bin"));
    folders.extend(versioned("/usr/local/opt", "postgresql@", "bin"));
    // The sort is stable, so equal versions stay in the order above.
    folders.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let path = search.environment.path.iter().flat_map(env::split_paths);
    let on_path = path.filter(|folder| folder.is_absolute() && folder.join("postgres").exists());
    let fetched = Some(search.fetched.to_owned()).filter(|folder| folder.exists());
    folders
        .into_iter()
        .map(|(_, folder)| folder)
        .chain(on_path)
        .chain(fetched)
        .collect()
}

/// The folders `parent/<prefix><version>/<child>` with their versions.
fn versioned(parent: &str, prefix: &str, child: &str) -> Vec<(u32, PathBuf)> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let version = |name: &str| name.strip_prefix(prefix)?.parse::<u32>().ok();
    entries
        .filter_map(|entry| {
            Some((
                version(entry.file_name().to_str()?)?,
                entry.path().join(child),
            ))
        })
        .filter(|(_, folder)| folder.join("postgres").exists())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_postgres_says() {
        let cases = [
            (
                "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n",
                Some(15),
            ),
            ("postgres (PostgreSQL) 18beta1\n", Some(18)),
            ("postgres (PostgreSQL) 9.6.24\n", Some(9)),
            ("postgres: command not found\n", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_major(text), expected, "{text}");
        }
    }
}
