//! The real binary, as scripts and shells see it.
#![allow(clippy::unwrap_used, reason = "what cannot happen in a test ends it")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn lanyard(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lanyard"));
    command.env_clear().env("LANYARD_CONFIG_DIR", home.join("config")).env("LANYARD_DATA_DIR", home.join("data"));
    command.stdin(Stdio::null());
    command
}

fn ask(home: &Path, arguments: &[&str]) -> Output {
    lanyard(home).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn with_nobody_to_talk_to_the_console_says_what_to_use_instead() {
    let home = tempfile::tempdir().unwrap();
    for (arguments, why) in [
        (&[][..], "standard output is not a terminal"),
        (&["--demo"], "standard output is not a terminal"),
        (&["--plain"], "--plain asks for no screen"),
    ] {
        let came = ask(home.path(), arguments);
        assert_eq!(came.status.code(), Some(2));
        let said = text(&came.stderr);
        assert!(said.contains("lanyard offboard") && said.contains(why), "{said}");
        assert!(said.contains("standard input is at its end"), "{said}");
        assert_eq!(came.stdout, b"");
    }
    let json = ask(home.path(), &["--json"]);
    assert_eq!(json.status.code(), Some(2));
    assert!(text(&json.stdout).contains("\"usage\""), "{}", text(&json.stdout));
    assert!(!home.path().join("data").exists(), "a folder was made for nothing");
}

#[test]
fn mistakes_on_the_command_line_are_json_where_json_was_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let came = ask(home.path(), &["offboard", "--json"]);
    assert_eq!(came.status.code(), Some(2));
    let value: serde_json::Value = serde_json::from_slice(&came.stdout).unwrap();
    assert_eq!((value["ok"].as_bool(), value["exit"].as_u64()), (Some(false), Some(2)));
    assert_eq!(value["error"]["kind"], "usage");
    assert!(value["error"]["text"].as_str().unwrap().ends_with("not provided: <WHO>..."), "{value}");
    let plain = ask(home.path(), &["offboard"]);
    assert_eq!(plain.status.code(), Some(2));
    assert!(text(&plain.stderr).contains("Usage: lanyard offboard"), "{}", text(&plain.stderr));
}

#[test]
fn help_and_version_are_answers() {
    let home = tempfile::tempdir().unwrap();
    let version = ask(home.path(), &["--version"]);
    assert_eq!(version.status.code(), Some(0));
    assert_eq!(text(&version.stdout), format!("lanyard {}\n", env!("CARGO_PKG_VERSION")));
    let help = ask(home.path(), &["--help"]);
    assert!(text(&help.stdout).contains("Exit codes:"));
}

#[test]
fn missing_credentials_are_named_with_their_places() {
    let home = tempfile::tempdir().unwrap();
    let came = ask(home.path(), &["offboard", "jane@acme.example", "--yes", "--reason", "left"]);
    assert_eq!(came.status.code(), Some(2));
    for word in ["GENESYS_CLIENT_ID", "GENESYS_CLIENT_SECRET", "GENESYS_ENV_URL", "Nothing was changed."] {
        assert!(text(&came.stderr).contains(word), "{}", text(&came.stderr));
    }
}

#[test]
fn secrets_of_the_environment_are_never_shown() {
    let home = tempfile::tempdir().unwrap();
    for arguments in [["config", "show"], ["config", "show"], ["doctor", "--json"]] {
        let came = lanyard(home.path())
            .args(arguments)
            .env("GENESYS_CLIENT_ID", "client")
            .env("GENESYS_CLIENT_SECRET", "hush-hush")
            .env("GENESYS_ENV_URL", "http://127.0.0.1:9")
            .env("LANYARD_LOG", "trace")
            .output()
            .unwrap();
        let shown = format!("{}{}", text(&came.stdout), text(&came.stderr));
        assert!(!shown.contains("hush-hush"), "{shown}");
    }
}

#[test]
fn a_demonstration_leaves_no_file_behind() {
    let home = tempfile::tempdir().unwrap();
    let came = lanyard(home.path())
        .env_remove("LANYARD_CONFIG_DIR")
        .env_remove("LANYARD_DATA_DIR")
        .env("HOME", home.path())
        .env("TMPDIR", home.path())
        .args(["config", "show", "--demo", "--people", "50"])
        .output()
        .unwrap();
    assert_eq!(came.status.code(), Some(0), "{}", text(&came.stderr));
    let data = text(&came.stdout).lines().find(|line| line.starts_with("data folder")).unwrap();
    assert!(data.contains("/lanyard-demo-") && data.ends_with("(practice tenant)"), "{data}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn a_practice_tenant_answers_until_it_is_told_to_stop() {
    let home = tempfile::tempdir().unwrap();
    let mut child = lanyard(home.path()).args(["practice", "--people", "50"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let announced: serde_json::Value = serde_json::from_str(&line).unwrap();
    let address = announced["api"].as_str().unwrap().trim_start_matches("http://").to_owned();
    assert!(std::net::TcpStream::connect(&address).is_ok(), "{address} does not answer");
    let stopped = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(std::net::TcpStream::connect(&address).is_err(), "{address} still answers");
}

#[test]
fn a_session_that_reads_only_shows_plans_and_refuses_to_carry_them_out() {
    let home = tempfile::tempdir().unwrap();
    let person = lanyard::practice::stories::NOTHING.email;
    let plan = ask(home.path(), &["--demo", "--read-only", "offboard", person]);
    assert_eq!(plan.status.code(), Some(0), "{}", text(&plan.stderr));
    for (arguments, variable) in [
        (&["--demo", "--read-only", "offboard", person, "--yes", "--reason", "left"][..], ""),
        (&["--demo", "offboard", person, "--yes", "--reason", "left"][..], "1"),
        (&["--demo", "--read-only", "serve"][..], ""),
        (&["--demo", "--read-only", "runs", "due"][..], ""),
    ] {
        let came = lanyard(home.path()).args(arguments).env("LANYARD_READ_ONLY", variable).output().unwrap();
        assert_eq!(came.status.code(), Some(i32::from(lanyard::cli::Exit::Refused.code())), "{arguments:?}");
        assert!(text(&came.stderr).contains("read-only"), "{}", text(&came.stderr));
    }
    let wrong = lanyard(home.path()).args(["config", "show"]).env("LANYARD_READ_ONLY", "perhaps").output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("neither 1 nor 0"), "{}", text(&wrong.stderr));
}
