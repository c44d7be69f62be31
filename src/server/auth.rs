//! Access: everyone who reaches a loopback address may call, otherwise every caller with a token of the token
//! file.

use std::{
    fs,
    future::pending,
    io::{self, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use client::tokens;
use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    task::spawn_blocking,
    time::sleep,
};
use tracing::{error, info, warn};

use crate::error;

const MIN_TOKEN_LEN: usize = 16;
const MAX_FILE_BYTES: u64 = 1024 * 1024;
/// The time between two readings of the file.
const READ_EVERY: Duration = Duration::from_millis(700);
/// An unusable file is read again after this time before its state counts, because somebody may be writing it
/// at this moment.
const READ_AGAIN: Duration = Duration::from_millis(200);

type Fingerprint = [u8; 32];

/// The reason why the server can admit nobody.
#[derive(Debug, Error)]
pub enum AuthError {
    /// Everybody could call.
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

/// The check of callers. It holds the token file, if there is one.
#[derive(Debug, Clone)]
pub struct Auth(Option<Arc<TokenFile>>);

#[derive(Debug)]
struct TokenFile {
    path: PathBuf,
    known: RwLock<Accepted>,
}

/// The fingerprints of the file's tokens, or the reason why nobody is admitted.
type Accepted = Result<Vec<Fingerprint>, String>;

impl Auth {
    /// Reads the token file, if there is one. Without a token file the address must be a loopback address,
    /// unless `allow_open` is set.
    ///
    /// # Errors
    /// The address is open to everybody, or the file has no usable tokens.
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
        let known = read(path)?;
        warn_if_readable_by_all(path);
        Ok(Self(Some(Arc::new(TokenFile {
            path: path.to_owned(),
            known: RwLock::new(Ok(known)),
        }))))
    }

    /// Checks the value of a call's `authorization` metadata.
    pub(super) fn check(&self, header: Option<&str>) -> Result<(), error::Error> {
        let Some(file) = &self.0 else { return Ok(()) };
        let token = header.and_then(bearer).ok_or(error::Error::TokenMissing)?;
        if file.knows(token) {
            Ok(())
        } else {
            Err(error::Error::TokenInvalid)
        }
    }

    /// Reads the file again at regular times, and at once on SIGHUP, for as long as it is polled. It reads
    /// the whole file, because a change may show neither in its length nor in its time stamp.
    pub(super) async fn watch(&self) {
        let Some(file) = &self.0 else {
            return pending().await;
        };
        let mut hangups = signal(SignalKind::hangup()).ok();
        loop {
            let mut found = file.read().await;
            if found.is_err() {
                sleep(READ_AGAIN).await;
                found = file.read().await;
            }
            file.take(found);
            tokio::select! {
                () = sleep(READ_EVERY) => {}
                () = next(&mut hangups) => {}
            }
        }
    }
}

/// The next signal. It waits for ever if signals are not available.
async fn next(signals: &mut Option<Signal>) {
    match signals {
        Some(signals) => drop(signals.recv().await),
        None => pending().await,
    }
}

impl TokenFile {
    async fn read(&self) -> Accepted {
        let path = self.path.clone();
        let found = spawn_blocking(move || read(&path).map_err(|cause| cause.to_string()));
        found.await.unwrap_or_else(|cause| Err(cause.to_string()))
    }

    /// Puts the present state of the file in force. Without a usable token nobody is admitted, because
    /// operators empty or remove the file to revoke all tokens at once.
    fn take(&self, found: Accepted) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if *known == found {
            return;
        }
        match &found {
            Ok(tokens) => {
                info!(tokens = tokens.len(), "read a changed token file");
                warn_if_readable_by_all(&self.path);
            }
            Err(cause) => error!(
                cause,
                "every call is refused until the token file is usable"
            ),
        }
        *known = found;
    }

    fn knows(&self, token: &str) -> bool {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().is_ok_and(|known| is_among(known, token))
    }
}

/// Compares with every token. It takes the same time wherever they differ, so that the time reveals nothing.
fn is_among(known: &[Fingerprint], token: &str) -> bool {
    let given = fingerprint(token);
    let differs = |known: &Fingerprint| {
        known
            .iter()
            .zip(&given)
            .fold(0, |differs, (one, other)| differs | (one ^ other))
    };
    known
        .iter()
        .fold(false, |found, known| found | (differs(known) == 0))
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token.trim())
}

fn fingerprint(token: &str) -> Fingerprint {
    Sha256::digest(token.as_bytes()).into()
}

fn read(path: &Path) -> Result<Vec<Fingerprint>, AuthError> {
    let unreadable = |cause| AuthError::Unreadable(path.to_owned(), cause);
    let unusable = |why: &str| AuthError::Unusable(path.to_owned(), why.to_owned());
    // A pipe gives its tokens only once, and opening it may block for ever.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(unusable("is no regular file, which can be read again"));
    }
    let mut text = String::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(MAX_FILE_BYTES + 1)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    if text.len() as u64 > MAX_FILE_BYTES {
        return Err(unusable("is larger than 1 MiB"));
    }
    let mut known = Vec::new();
    for (number, token) in tokens(&text) {
        if token.len() < MIN_TOKEN_LEN || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(unusable(&format!(
                "has in line {number} no token: it must be {MIN_TOKEN_LEN} or more letters, digits \
                 and signs"
            )));
        }
        known.push(fingerprint(token));
    }
    if known.is_empty() {
        return Err(unusable("holds no token"));
    }
    Ok(known)
}

fn warn_if_readable_by_all(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o004 != 0) {
        warn!(file = %path.display(), "every user of this machine can read the token file");
    }
}
