//! The Python example with its packages and stubs. The commands of its README make it in a copy below the
//! target folder. The first test process makes it once for each state of its files.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::LazyLock,
};

use sha2::{Digest, Sha256};

use crate::clients::run::{End, Run, printed};

static WORKSHOP: LazyLock<Workshop> = LazyLock::new(Workshop::open);

/// The copy of the example, and the programs of its virtual environment.
struct Workshop {
    example: PathBuf,
    programs: PathBuf,
}

/// Begins a command of the example, its words with blanks between them, against the service at this address.
pub(super) fn begin(server: &str, words: &str) -> Run {
    let mut python = WORKSHOP.command("python");
    python
        .args(["billing.py", "--server", server])
        .args(words.split_whitespace());
    Run::begin(python)
}

/// Runs a command of the example.
pub(super) async fn run(server: &str, words: &str) -> End {
    begin(server, words).end().await
}

/// Runs the example's own tests; what they printed.
pub(super) fn own_tests() -> Output {
    let mut python = WORKSHOP.command("python");
    python
        .args(["-m", "unittest", "--verbose"])
        .output()
        .unwrap()
}

impl Workshop {
    fn open() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
        fs::create_dir_all(&folder).unwrap();
        let lock = File::create(folder.join("lock")).unwrap();
        lock.lock().expect("the file system has locks");
        let workshop = Self {
            example: folder.join("examples/python"),
            programs: folder.join("venv/bin"),
        };
        workshop.install(&folder);
        workshop.make(&folder);
        workshop
    }

    /// The packages, at the versions and hashes of the example's list.
    fn install(&self, folder: &Path) {
        let list = root().join("examples/python/requirements.txt");
        let made_by = said(Command::new("python3").arg("-VV"));
        let state = fingerprint(&[&list], &made_by);
        once(&folder.join("installed"), &state, || {
            let venv = folder.join("venv");
            said(
                Command::new("python3")
                    .args(["-m", "venv", "--clear"])
                    .arg(&venv),
            );
            let mut pip = Command::new(self.programs.join("python"));
            pip.args([
                "-m",
                "pip",
                "--quiet",
                "--no-input",
                "--disable-pip-version-check",
            ]);
            pip.args([
                "install",
                "--only-binary",
                ":all:",
                "--require-hashes",
                "-r",
            ]);
            said(pip.arg(list));
        });
    }

    /// A copy of the example beside a copy of the contract, with the stubs that its README makes.
    fn make(&self, folder: &Path) {
        let mut files = files_of(Path::new("proto"));
        files.extend(files_of(Path::new("examples/python")));
        let sources: Vec<PathBuf> = files.iter().map(|file| root().join(file)).collect();
        let sources: Vec<&PathBuf> = sources.iter().collect();
        let installed = fs::read_to_string(folder.join("installed")).unwrap();
        let state = fingerprint(&sources, &installed);
        once(&folder.join("made"), &state, || {
            for copied in ["proto", "examples"] {
                let _ = fs::remove_dir_all(folder.join(copied));
            }
            for (file, source) in files.iter().zip(sources) {
                let copy = folder.join(file);
                fs::create_dir_all(copy.parent().unwrap()).unwrap();
                fs::copy(source, copy).unwrap();
            }
            said(self.command("sh").args(["-euc", &documented_generation()]));
        });
    }

    /// A program in the example's folder, with the environment that its README sets up and nothing of
    /// whoever runs the tests that would change what it does.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.example)
            .env_clear()
            .stdin(Stdio::null());
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", self.programs.display()));
        command
            .env("PYTHONPATH", "gen")
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }
}

/// The commands that the README gives to make the stubs.
fn documented_generation() -> String {
    let text = include_str!("../../../../examples/python/README.md");
    let mut blocks = text
        .split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("```"));
    let found = blocks.find(|(block, _)| block.contains("grpc_tools.protoc"));
    found
        .expect("the README says how the stubs are made")
        .0
        .to_owned()
}

/// Does the work unless the mark says that it was done for this state.
fn once(mark: &Path, state: &str, work: impl FnOnce()) {
    if fs::read_to_string(mark).is_ok_and(|found| found == state) {
        return;
    }
    let _ = fs::remove_file(mark);
    work();
    fs::write(mark, state).unwrap();
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder of ours, from the root, in a fixed order; without what was made where somebody
/// tried the example.
fn files_of(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let mut entries: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    entries.retain(|name| {
        !["gen", ".venv", "__pycache__"]
            .iter()
            .any(|made| name == made)
    });
    entries.sort();
    let below = |name| {
        let path = folder.join(name);
        if root().join(&path).is_dir() {
            files_of(&path)
        } else {
            vec![path]
        }
    };
    entries.into_iter().flat_map(below).collect()
}

fn fingerprint(files: &[&PathBuf], more: &str) -> String {
    let mut hash = Sha256::new_with_prefix(more);
    for file in files {
        hash.update(file.as_os_str().as_encoded_bytes());
        hash.update(fs::read(file).unwrap());
    }
    format!("{:?}", hash.finalize())
}

fn said(command: &mut Command) -> String {
    printed(command, "install Python 3.10 or newer, with pip and venv")
}
