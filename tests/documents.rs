//! The documents that are made from the product itself: each is made anew and held against its file.
//!
//! `LANYARD_WRITE_DOCUMENTS=1 cargo test --test documents` writes them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod made;

use clap::{CommandFactory as _, Parser as _};
use lanyard::cli::{Cli, pages};
use lanyard::config;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const WRITE: &str = "LANYARD_WRITE_DOCUMENTS";

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Holds a document against its file, or writes it where that is asked for.
fn holds(path: &str, made: &str) {
    let file = root(path);
    if std::env::var_os(WRITE).is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, made).unwrap();
        return;
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    if kept == made {
        return;
    }
    let apart = made.lines().zip(kept.lines()).position(|(new, old)| new != old);
    let line = apart.unwrap_or_else(|| made.lines().count().min(kept.lines().count()));
    let of = |text: &str| text.lines().nth(line).unwrap_or("(its end)").to_owned();
    panic!(
        "{path} is stale from line {} on:\n  it has  {}\n  made is {}\nRefresh it with {WRITE}=1 cargo test --test documents",
        line + 1,
        of(&kept),
        of(made)
    );
}

#[test]
fn the_key_table() {
    holds("assets/keys.md", &made::keys::document());
}

#[test]
fn the_command_reference() {
    holds("assets/commands.md", &made::commands::document());
}

#[test]
fn the_configuration_reference() {
    holds("assets/configuration.md", &made::configuration::document());
}

#[test]
fn the_sample_of_the_configuration() {
    holds("assets/config.toml", &config::sample());
}

#[test]
fn the_schema_of_the_configuration() {
    holds("assets/config.schema.json", &format!("{}\n", serde_json::to_string_pretty(&config::schema()).unwrap()));
}

#[test]
fn the_manual_pages() {
    let pages = pages();
    for page in &pages {
        holds(&format!("assets/man/{}", page.file), &page.text);
    }
    let made: BTreeSet<String> = pages.into_iter().map(|page| page.file).collect();
    let kept = fs::read_dir(root("assets/man")).unwrap();
    for entry in kept.map(|entry| entry.unwrap()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(
            made.contains(&name),
            "assets/man/{name} is the page of a command that there is not any more: delete it"
        );
    }
}

#[test]
fn every_command_has_its_page_and_every_page_its_sections() {
    let pages = pages();
    for page in &pages {
        for section in [".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION"] {
            assert!(page.text.contains(section), "{} lacks {section}", page.file);
        }
    }
    let of = |command: &str| pages.iter().find(|page| page.command == command).unwrap();
    for section in [".SH \"EXIT STATUS\"", ".SH ENVIRONMENT", ".SH FILES", ".SH SUBCOMMANDS"] {
        assert!(of("").text.contains(section), "{section}");
    }
    // What the short help leaves out is explained here.
    assert!(of("").text.contains("How many people it has"), "{}", of("").text);
    assert_eq!(of("runs list").file, "lanyard-runs-list.1");
}

#[test]
fn what_overrules_a_setting_is_a_flag_of_the_command_line() {
    let mut command = Cli::command();
    command.build();
    let every = made::commands::all(&command);
    for record in config::records::settings() {
        for flag in record.overruled_by.iter().filter_map(|name| name.strip_prefix("--")) {
            let known = every.iter().any(|c| c.get_arguments().any(|argument| argument.get_long() == Some(flag)));
            assert!(known, "{} is overruled by --{flag}, which is no flag", record.name);
        }
    }
}

/// The lines of the README that call the binary, as a shell would take them.
fn calls(readme: &str) -> Vec<Vec<String>> {
    let shell = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let lines = shell.flat_map(|(block, _)| block.lines());
    let calls = lines.filter_map(|line| match line.strip_prefix("cargo run --release -- ") {
        Some(rest) => Some(format!("lanyard {rest}")),
        None => (line == "lanyard" || line.starts_with("lanyard ")).then(|| line.to_owned()),
    });
    calls.map(|call| words(&call)).collect()
}

fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            (_, Some(open)) if c == open => quote = None,
            (' ', None) => words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty())),
            ('#' | '<' | '>' | '|', None) if word.is_empty() => break,
            _ => word.push(c),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

#[test]
fn what_the_readme_shows_can_be_called() {
    let calls = calls(include_str!("../README.md"));
    assert!(calls.len() >= 10, "{calls:?}");
    for call in calls {
        if let Err(error) = Cli::try_parse_from(&call) {
            panic!("{call:?}: {error}");
        }
    }
}

#[test]
fn what_the_documents_link_to_is_there() {
    for document in ["README.md", "assets/keys.md", "assets/commands.md", "assets/configuration.md"] {
        let text = fs::read_to_string(root(document)).unwrap();
        let folder = root(document).parent().unwrap().to_owned();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target) {
            let path = target.split('#').next().unwrap();
            let inside = !path.is_empty() && !path.contains("://");
            assert!(!inside || folder.join(path).exists(), "{document} links to {target}, which is not there");
        }
    }
}
