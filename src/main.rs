//! The command `customer-quality`.

use clap::{Parser, Subcommand};
use commands::ClientCommand;
use commands::demo;
use commands::failure::Failure;
use customer_quality::clock::Clock;
use customer_quality::config::{Config, DatabaseFlags, Flags, Variables};
use customer_quality::server::Ended;
use customer_quality::service::{self, Content, Demonstration, StartError, Terminal};
use std::error::Error;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;

const TERMINAL: Terminal = Terminal {
    answer,
    remark: commands::out::remark,
    agreed: |question, yes| {
        let agreed = commands::out::agreed(question, yes);
        agreed.map_err(|failure| failure.to_string())
    },
};

const DEMONSTRATION: Demonstration = Demonstration {
    edition: demo::edition::EDITION,
    can_be_sent: demo::edition::can_be_sent,
    weeks_on: |day| demo::shift_for(day).weeks(),
    everybody: || demo::everybody().map_err(|failure| failure.to_string()),
    send: |server, weeks| {
        let shift = demo::Shift::from_weeks(weeks);
        Box::pin(async move {
            let sent = demo::send(&server, shift).await;
            sent.map_err(|failure| failure.to_string())
        })
    },
    try_lines: |port, weeks| {
        // As it was called, because it may be on no path. A shell would cut a name with a blank.
        let called = std::env::args_os()
            .next()
            .and_then(|name| name.into_string().ok());
        let called = called.filter(|name| !name.contains(char::is_whitespace));
        let program = called.as_deref().unwrap_or("customer-quality");
        demo::try_lines(port, demo::Shift::from_weeks(weeks), program)
    },
    terminal: TERMINAL,
};

/// How good is this customer for us?
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one, parsed at the start"
)]
#[expect(clippy::doc_markdown, reason = "the help is no markdown")]
enum Command {
    /// Run the service, on a private Postgres unless DATABASE_URL is set
    Serve(Flags),
    /// Run the service with demonstration data, in a folder of its own, and say what to try
    Demo {
        /// Take the demonstration out of the data folder of `serve`, or out of DATABASE_URL, where it got mixed with
        /// your own customers. Stop the service first
        #[arg(long)]
        remove: bool,
        /// Do not ask before taking it out
        #[arg(long, requires = "remove")]
        yes: bool,
        #[command(flatten)]
        flags: Flags,
    },
    /// Bring the schema of DATABASE_URL up to date
    Migrate(DatabaseFlags),
    /// Check that what is stored beside the facts fits them
    Verify {
        /// Put right what does not fit
        #[arg(long)]
        repair: bool,
        #[command(flatten)]
        flags: DatabaseFlags,
    },
    #[command(flatten)]
    Client(ClientCommand),
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return print_parser_error(&error),
    };
    match arguments.command {
        Command::Serve(flags) => serve(&flags, Content::Callers).await,
        Command::Demo {
            remove: true,
            yes,
            flags,
        } => {
            let removed = service::remove(&flags, DEMONSTRATION, yes).await;
            ended(removed.map(|()| Ended::Drained))
        }
        Command::Demo { flags, .. } => serve(&flags, Content::Demonstration(DEMONSTRATION)).await,
        Command::Migrate(flags) => ended(service::migrate(&flags.0).await.map(|()| Ended::Drained)),
        Command::Verify { repair, flags } => {
            verified(service::verify(&flags.0, repair, TERMINAL).await)
        }
        Command::Client(command) => ask(command).await,
    }
}

async fn serve(flags: &Flags, content: Content) -> ExitCode {
    ended(Box::pin(service::run(flags, content, Clock::system())).await)
}

/// Runs a command that calls a service. As in `serve`, an unknown variable with the service's prefix is an
/// error.
async fn ask(command: ClientCommand) -> ExitCode {
    match Variables::of_process().check() {
        Ok(()) => commands::run(command, listen).await,
        Err(error) => failed(&error),
    }
}

fn listen(file: Option<&Path>) -> Result<SocketAddr, String> {
    Config::load_listen(file).map_err(|error| error.to_string())
}

/// Writes an answer. A closed output is not an error, because the exit code gives the result.
fn answer(text: &str) -> Result<(), String> {
    match commands::out::answer(text) {
        Ok(()) | Err(Failure::Closed) => Ok(()),
        Err(failure) => Err(failure.to_string()),
    }
}

/// Prints help, the version, or the error in the command line. Only an error gives a failing exit code.
fn print_parser_error(error: &clap::Error) -> ExitCode {
    // If standard error is closed, there is nowhere left to report that.
    let _ = error.print();
    ExitCode::from(u8::from(error.use_stderr()))
}

/// The exit code: 0 if everything is correct, 2 if something is not, 1 if the check could not be made. So it is with
/// refused rows of an import.
fn verified(end: Result<bool, StartError>) -> ExitCode {
    match end {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(2),
        Err(error) => failed(&error),
    }
}

fn ended(end: Result<Ended, StartError>) -> ExitCode {
    match end {
        Ok(Ended::Drained) => ExitCode::SUCCESS,
        Ok(Ended::Cut) => ExitCode::from(3),
        Err(error) => failed(&error),
    }
}

fn failed(error: &dyn Error) -> ExitCode {
    commands::out::remark(&format!("error: {error}"));
    ExitCode::FAILURE
}
