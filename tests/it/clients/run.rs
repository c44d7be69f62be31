//! Runs of the examples, and of the programs that build them.

use std::{
    io::ErrorKind,
    process::{Command, Stdio},
    time::Duration,
};

use tokio::{process::Child, time::timeout};

/// Everything that is waited for comes within this, also on a busy machine.
const SOON: Duration = Duration::from_mins(2);

/// A run of an example that has begun.
pub(super) struct Run(Child);

/// What a run printed and how it ended.
#[derive(Debug)]
pub(super) struct End {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl Run {
    /// Begins a run, which ends with the test at the latest.
    pub(super) fn begin(command: Command) -> Self {
        let mut command = tokio::process::Command::from(command);
        command.stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.kill_on_drop(true).spawn().unwrap())
    }

    pub(super) async fn end(self) -> End {
        let ended = timeout(SOON, self.0.wait_with_output()).await;
        let ended = ended.expect("the example ends in time").unwrap();
        End {
            code: ended.status.code(),
            out: String::from_utf8(ended.stdout).unwrap(),
            err: String::from_utf8(ended.stderr).unwrap(),
        }
    }
}

impl End {
    /// The output of a run that went well.
    #[track_caller]
    pub(super) fn said(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""));
        self.out
    }
}

/// What a command printed, which must succeed; `remedy` says what to install where it is missing.
pub(super) fn printed(command: &mut Command, remedy: &str) -> String {
    let ended = match command.stdin(Stdio::null()).output() {
        Err(error) if error.kind() == ErrorKind::NotFound => panic!("{command:?}: {remedy}"),
        ended => ended.unwrap(),
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&ended.stdout), text(&ended.stderr));
    assert!(
        ended.status.success(),
        "{command:?}: {}\n{out}{err}",
        ended.status
    );
    out
}
