//! The warning below an answer about a feed that has gone quiet. It appears only below answers about now
//! and only for people.

use commands::{doubt::draw, terminal::Terminal};
use customer_quality::pb::v1::{
    GetSystemInfoRequest, GetSystemInfoResponse, system_service_server::SystemService,
};
use tonic::{Request, Response, Status};

use super::{oracle::Oracle, questions::run};

#[tonic::async_trait]
impl SystemService for Oracle {
    async fn get_system_info(
        &self,
        _: Request<GetSystemInfoRequest>,
    ) -> Result<Response<GetSystemInfoResponse>, Status> {
        Ok(Response::new(GetSystemInfoResponse {
            warnings: self.warnings.clone(),
            ..GetSystemInfoResponse::default()
        }))
    }
}

/// How many lines of what a command prints are the warning.
async fn warned(words: &[&str]) -> usize {
    let oracle = Oracle {
        warnings: vec!["billing is silent".to_owned()],
        ..Oracle::default()
    };
    let ended = run(&oracle, words).await;
    assert_eq!(ended.code, Some(0), "{words:?}: {}", ended.stderr);
    let warning = |line: &&str| line.contains("billing is silent");
    let found = ended.stdout.lines().filter(warning).count();
    assert!(found == 0 || ended.stdout.ends_with("\n\n! billing is silent\n"));
    found
}

#[tokio::test]
async fn answers_about_now_end_with_it() {
    for words in [
        &["card", "C-1"][..],
        &["top"],
        &["top", "--scores"],
        &["sorted"],
    ] {
        assert_eq!(warned(words).await, 1, "{words:?}");
    }
}

#[tokio::test]
async fn answers_for_machines_and_about_the_past_do_not() {
    for words in [
        &["card", "C-1", "--as-of", "2026-03-31"][..],
        &["card", "C-1", "--json"],
        &["top", "--csv"],
        &["sorted", "--json"],
    ] {
        assert_eq!(warned(words).await, 0, "{words:?}");
    }
}

#[test]
fn it_is_one_sentence_however_many_feeds_are_quiet() {
    let drawn = |count: usize| {
        let warnings = vec!["billing is\x1b[2J silent".to_owned(); count];
        draw(&warnings, Terminal::plain(80))
    };
    assert_eq!(drawn(0), "");
    assert!(!drawn(1).contains('\x1b'), "no name reaches the terminal");
    assert!(drawn(1).ends_with(" silent\n"), "{}", drawn(1));
    assert!(drawn(2).ends_with(" silent; 1 more is quiet\n"));
    assert!(drawn(3).ends_with(" silent; 2 more are quiet\n"));
}
