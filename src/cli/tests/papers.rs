//! What the command line prints about itself.

use super::*;
use crate::cli::pages;
use clap_complete::Shell;

async fn bare(arguments: &str) -> Came {
    let home = tempfile::tempdir().unwrap();
    // It helps whatever is in the configuration.
    std::fs::create_dir_all(home.path().join("config")).unwrap();
    std::fs::write(home.path().join("config/config.toml"), "recipie = 1\n").unwrap();
    let desk = Arc::new(FakeDesk::default());
    ask_in(&desk, arguments, home.path(), Environment::of([]), CancellationToken::new()).await
}

#[tokio::test]
async fn the_page_of_every_command_is_printed() {
    for page in pages() {
        let came = bare(&format!("man {}", page.command)).await;
        assert_eq!((came.exit, came.stdout), (Exit::Ok, page.text), "{}", page.command);
    }
    let json = bare("man runs list --json").await.json();
    assert_eq!(json["result"]["file"], "lanyard-runs-list.1");
    assert!(json["result"]["text"].as_str().unwrap().contains(".SH SYNOPSIS"));
}

#[tokio::test]
async fn a_page_that_there_is_not_is_told_with_the_nearest() {
    let came = bare("man runs lits").await;
    assert_eq!(came.exit, Exit::Usage);
    assert!(came.stderr.contains("there is no command runs lits"), "{}", came.stderr);
    assert!(came.stderr.contains("did you mean `runs list`?"), "{}", came.stderr);
}

#[tokio::test]
async fn every_shell_has_completions_for_every_command() {
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::Elvish, Shell::PowerShell] {
        let came = bare(&format!("completions {shell}")).await;
        assert_eq!(came.exit, Exit::Ok, "{}", came.stderr);
        for word in ["offboard", "access-matrix", "quarantine", "exactly"] {
            assert!(came.stdout.contains(word), "{shell} does not complete {word}");
        }
    }
}

#[tokio::test]
async fn the_schema_of_the_settings_is_printed() {
    let came = bare("config schema").await;
    let schema: serde_json::Value = serde_json::from_str(&came.stdout).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["properties"]["jobs"]["maximum"], 64);
    assert_eq!(bare("config schema --json").await.json()["result"]["schema"], schema);
}
