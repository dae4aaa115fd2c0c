//! Who may use whom: reads the sources and fails when a room uses one that it may not.

use std::fs;
use std::path::{Path, PathBuf};

/// Room, and the rooms it may use besides itself. `model` may be used by all.
const ROOMS: &[(&str, &[&str])] = &[
    ("tui", &["backend", "access"]),
    ("cli", &["backend", "access", "config", "practice", "intake"]),
    ("intake", &["backend", "config", "notify"]),
    ("backend", &["pipelines", "engine", "access", "audit", "directory", "genesys", "store", "notify", "config"]),
    ("pipelines", &["engine", "genesys", "directory", "access"]),
    ("engine", &["store", "audit", "notify"]),
    ("access", &[]),
    ("audit", &["store"]),
    ("notify", &["store", "audit"]),
    ("directory", &["genesys", "store"]),
    ("genesys", &[]),
    ("store", &[]),
    ("practice", &[]),
    ("config", &["genesys"]),
    ("model", &[]),
];

/// Words that a room may not contain, with the reason.
const ABSENT: &[(&str, &str, &str)] = &[
    ("access", "async", "access is pure"),
    ("access", "tokio", "access is pure"),
    ("model", "async", "model is plain"),
    ("model", "tokio", "model is plain"),
    ("tui", "reqwest", "no pane holds a client"),
    ("tui", "sqlx", "no pane holds a store"),
    ("cli", "sqlx", "no face holds a store"),
    ("cli", "reqwest", "no face holds a client"),
    ("intake", "sqlx", "the desk keeps what comes"),
    ("pipelines", "sqlx", "the engine writes the journal"),
    ("pipelines", "reqwest", "the transport is in one place"),
];

fn sources(dir: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(dir).expect("a readable folder").map(|e| e.expect("a readable entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // Tests within a room may use what they need.
    let end = text.find("#[cfg(test)]").unwrap_or(text.len());
    text[..end].lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//"))
}

fn is_test_file(path: &Path) -> bool {
    let name = path.file_name().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
    path.components().any(|c| c.as_os_str() == "tests")
        || name == "tests.rs"
        || name == "fixture.rs"
        || name.ends_with("_tests.rs")
}

#[test]
fn rooms_use_only_what_they_may() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (room, may) in ROOMS {
        let mut files = Vec::new();
        sources(&src.join(room), &mut files);
        assert!(!files.is_empty(), "the room {room} is empty or gone");
        for file in files.iter().filter(|f| !is_test_file(f)) {
            let text = fs::read_to_string(file).unwrap();
            for (n, line) in code_lines(&text) {
                for (other, _) in ROOMS {
                    let used =
                        line.contains(&format!("crate::{other}::")) || line.contains(&format!("crate::{other};"));
                    if used && other != room && *other != "model" && !may.contains(other) {
                        wrong.push(format!("{}:{}: {room} may not use {other}", file.display(), n + 1));
                    }
                }
                if line.contains("use crate::{") {
                    wrong.push(format!("{}:{}: name each room on a line of its own", file.display(), n + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_has_a_rule() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(src).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            assert!(ROOMS.iter().any(|(room, _)| *room == name), "the room {name} has no rule");
        } else {
            assert!(name == "lib.rs" || name == "main.rs", "{name} stands outside every room");
        }
    }
}

#[test]
fn what_must_be_absent_is_absent() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (room, word, why) in ABSENT {
        let mut files = Vec::new();
        sources(&src.join(room), &mut files);
        for file in files.iter().filter(|f| !is_test_file(f)) {
            let text = fs::read_to_string(file).unwrap();
            for (n, line) in code_lines(&text) {
                let found = line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == *word);
                if found {
                    wrong.push(format!("{}:{}: {word}: {why}", file.display(), n + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
