//! The TypeScript example, installed and compiled in a copy below the target folder. The first test process
//! does this once for each state of its files.

use std::{
    collections::hash_map::DefaultHasher,
    fs::{self, File},
    hash::{Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use crate::clients::run::{End, Run, printed};

/// The folders that the example needs.
const COPIED: [&str; 2] = ["proto", "examples/typescript"];
/// What is made in these folders where somebody tries an example.
const MADE: [&str; 4] = ["node_modules", "dist", "gen", "__pycache__"];
/// What decides which packages are installed.
const INSTALLED_BY: [&str; 3] = ["package-lock.json", "package.json", ".npmrc"];

/// The example, ready to run.
static EXAMPLE: LazyLock<PathBuf> = LazyLock::new(build);

/// Begins to run the example with these words and variables.
pub(super) fn begin(words: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut node = program("node");
    node.current_dir(&*EXAMPLE).arg("dist/main.js").args(words);
    node.envs(variables.iter().copied());
    Run::begin(node)
}

/// Runs the example against the service at this address.
pub(super) async fn run(server: &str, words: &[&str]) -> End {
    begin(words, &[("CUSTOMER_QUALITY_SERVER", server)])
        .end()
        .await
}

/// Runs a script of the example's `package.json`, which must succeed.
pub(super) fn script(name: &str) -> String {
    npm(&EXAMPLE, &["run", name])
}

fn build() -> PathBuf {
    let workshop = Path::new(env!("CARGO_TARGET_TMPDIR")).join("typescript");
    fs::create_dir_all(&workshop).unwrap();
    let lock = File::create(workshop.join("lock")).unwrap();
    lock.lock().expect("the file system has locks");
    let example = workshop.join("examples/typescript");
    let sources = COPIED.map(|folder| files(&root().join(folder))).concat();
    let built = workshop.join("built");
    if is(&built, &sources) {
        return example;
    }
    let _ = fs::remove_file(&built);
    for made in [
        "proto",
        "examples/typescript/src",
        "examples/typescript/dist",
    ] {
        let _ = fs::remove_dir_all(workshop.join(made));
    }
    for source in &sources {
        let copy = workshop.join(source.strip_prefix(root()).unwrap());
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(source, copy).unwrap();
    }
    let installed_by = INSTALLED_BY.map(|name| example.join(name));
    let installed = workshop.join("installed");
    if !is(&installed, &installed_by) {
        let _ = fs::remove_file(&installed);
        npm(&example, &["ci", "--prefer-offline"]);
        fs::write(&installed, fingerprint(&installed_by)).unwrap();
    }
    npm(&example, &["run", "build"]);
    fs::write(&built, fingerprint(&sources)).unwrap();
    example
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder in a fixed order, without what is made there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !MADE.iter().any(|made| path.ends_with(made)))
        .collect();
    entries.sort();
    let below = |path: PathBuf| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    };
    entries.into_iter().flat_map(below).collect()
}

/// Whether a mark was left by just these files.
fn is(mark: &Path, files: &[PathBuf]) -> bool {
    fs::read_to_string(mark).is_ok_and(|found| found == fingerprint(files))
}

fn fingerprint(files: &[PathBuf]) -> String {
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(file).unwrap().hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

fn npm(folder: &Path, words: &[&str]) -> String {
    let mut npm = program("npm");
    npm.current_dir(folder).args(words);
    printed(
        &mut npm,
        "the TypeScript example needs Node 20 or newer, with npm",
    )
}

/// A program of Node's, untouched by the service's settings of whoever runs the tests.
fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    for name in names.filter(|name| name.starts_with("CUSTOMER_QUALITY_")) {
        command.env_remove(name);
    }
    command
}
