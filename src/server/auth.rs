//! Who may call: everyone who reaches the loopback address, or whoever has a token of the token file.

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use sha2::{Digest, Sha256};
use thiserror::Error;
use tracing::{error, info, warn};

use crate::{error, tokens::tokens};

const MIN_TOKEN_LEN: usize = 16;
/// How often at most the file is looked at again.
const LOOK_EVERY: Duration = Duration::from_secs(1);

type Fingerprint = [u8; 32];

/// Why no one can be let in.
#[derive(Debug, Error)]
pub enum AuthError {
    /// Anyone could call.
    #[error(
        "`{0}` can be reached from other machines, so anyone there could read and write: give \
         `--token-file FILE` (one token a line), listen on 127.0.0.1, or say `--allow-open` if \
         something else keeps strangers out"
    )]
    Open(SocketAddr),
    /// The file cannot be read.
    #[error("cannot read the token file `{}`: {}", .0.display(), .1)]
    Unreadable(PathBuf, #[source] io::Error),
    /// The file has no usable token.
    #[error("the token file `{}` {}", .0.display(), .1)]
    Unusable(PathBuf, String),
}

/// Who may call.
#[derive(Debug, Clone)]
pub struct Auth(Option<Arc<Mutex<Tokens>>>);

#[derive(Debug)]
struct Tokens {
    path: PathBuf,
    known: Vec<Fingerprint>,
    version: Version,
    looked: Instant,
}

/// What changes when a file does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Version(Option<SystemTime>, u64);

impl Auth {
    /// Reads the token file, if there is one. Without, only a loopback address is served, unless
    /// `allow_open`.
    ///
    /// # Errors
    /// The address is open to anyone, or the file holds no usable tokens.
    pub fn new(
        address: SocketAddr,
        token_file: Option<&Path>,
        allow_open: bool,
    ) -> Result<Self, AuthError> {
        let Some(path) = token_file else {
            if !address.ip().is_loopback() && !allow_open {
                return Err(AuthError::Open(address));
            }
            return Ok(Self(None));
        };
        let (known, version) = read(path)?;
        let tokens = Tokens {
            path: path.to_owned(),
            known,
            version,
            looked: Instant::now(),
        };
        Ok(Self(Some(Arc::new(Mutex::new(tokens)))))
    }

    /// Checks the value of a call's `authorization` metadata.
    pub(super) fn check(&self, header: Option<&str>) -> Result<(), error::Error> {
        let Some(tokens) = &self.0 else { return Ok(()) };
        let token = header.and_then(bearer).ok_or(error::Error::TokenMissing)?;
        let mut tokens = tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.refresh();
        if tokens.knows(token) {
            Ok(())
        } else {
            Err(error::Error::TokenInvalid)
        }
    }
}

impl Tokens {
    /// Reads the file again if it has changed. A file that became unusable leaves the old tokens in
    /// force: nobody is let in who was not, and nobody is locked out by a half-written file.
    fn refresh(&mut self) {
        if self.looked.elapsed() < LOOK_EVERY {
            return;
        }
        self.looked = Instant::now();
        let path = &self.path;
        if version(path).is_ok_and(|version| version == self.version) {
            return;
        }
        match read(path) {
            Ok((known, version)) => {
                info!(tokens = known.len(), "read the token file again");
                (self.known, self.version) = (known, version);
            }
            Err(cause) => {
                error!(%cause, "the token file is unusable: the old tokens stay in force");
            }
        }
    }

    /// Compares with every token in the same time, wherever they differ.
    fn knows(&self, token: &str) -> bool {
        let given = fingerprint(token);
        let differs = |known: &Fingerprint| {
            known
                .iter()
                .zip(&given)
                .fold(0, |differs, (one, other)| differs | (one ^ other))
        };
        self.known
            .iter()
            .fold(false, |found, known| found | (differs(known) == 0))
    }
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token.trim())
}

fn fingerprint(token: &str) -> Fingerprint {
    Sha256::digest(token.as_bytes()).into()
}

fn version(path: &Path) -> io::Result<Version> {
    let metadata = fs::metadata(path)?;
    Ok(Version(metadata.modified().ok(), metadata.len()))
}

fn read(path: &Path) -> Result<(Vec<Fingerprint>, Version), AuthError> {
    let unreadable = |cause| AuthError::Unreadable(path.to_owned(), cause);
    // The version is taken first: a change in between is then seen as one.
    let version = version(path).map_err(unreadable)?;
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let mut known = Vec::new();
    for (number, token) in tokens(&text) {
        if token.len() < MIN_TOKEN_LEN || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            let why = format!(
                "has in line {number} no token: it must be {MIN_TOKEN_LEN} or more letters, digits \
                 and signs"
            );
            return Err(AuthError::Unusable(path.to_owned(), why));
        }
        known.push(fingerprint(token));
    }
    if known.is_empty() {
        return Err(AuthError::Unusable(
            path.to_owned(),
            "holds no token".to_owned(),
        ));
    }
    warn_if_readable_by_all(path);
    Ok((known, version))
}

fn warn_if_readable_by_all(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o004 != 0) {
        warn!(file = %path.display(), "every user of this machine can read the token file");
    }
}
