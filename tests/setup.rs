//! The first start and `lanyard setup`: the real binary, in a real pseudo-terminal where a screen is asked for, against a
//! practice tenant that runs apart.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;
mod pseudo_terminal;

use house::Home;
use house::tenant::{Tenant, small};
use lanyard::practice::PracticeOptions;
use portable_pty::CommandBuilder;
use pseudo_terminal::Stage;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// The binary on a terminal, in this home.
fn stage(home: &Home, arguments: &[&str], (columns, rows): (u16, u16)) -> Stage {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lanyard"));
    command.args(arguments);
    command.env_clear();
    for (name, value) in
        [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("TERM", "xterm-256color"), ("LANYARD_LOG", "trace")]
    {
        command.env(name, value);
    }
    command.env("LANYARD_CONFIG_DIR", home.path().join("config"));
    command.env("LANYARD_DATA_DIR", home.data());
    command.env("TMPDIR", home.path());
    Stage::open(command, columns, rows)
}

/// A tenant that writes down every exchange, and where.
fn watched(home: &Home) -> (Tenant, PathBuf) {
    let record = home.path().join("exchanges.jsonl");
    (Tenant::new(PracticeOptions { record: Some(record.clone()), ..small() }), record)
}

fn exchanges(record: &Path) -> usize {
    std::fs::read_to_string(record).map_or(0, |text| text.lines().count())
}

fn config(home: &Home) -> PathBuf {
    home.path().join("config/config.toml")
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Every file below a folder that holds these bytes.
fn holding(folder: &Path, secret: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            holding(&path, secret, found);
        } else if std::fs::read(&path).unwrap().windows(secret.len()).any(|window| window == secret.as_bytes()) {
            found.push(path);
        }
    }
}

fn quit(mut stage: Stage) -> String {
    stage.keys("\x03").wait_for("Ctrl-C again quits").keys("\x03");
    let (well, written) = stage.end();
    assert!(well, "{written}");
    written
}

/// Each screen that was taken was given back.
fn all_given_back(written: &str) {
    for (on, off) in [("\x1b[?1049h", "\x1b[?1049l"), ("\x1b[?2004h", "\x1b[?2004l")] {
        assert_eq!(pseudo_terminal::count(written, on), pseudo_terminal::count(written, off), "{on:?}");
        assert!(written.rfind(on) < written.rfind(off), "{off:?} comes last");
    }
}

fn paste(text: &str) -> String {
    format!("\x1b[200~{text}\x1b[201~")
}

/// From an empty folder through the six steps to the console on a tenant that runs apart.
fn whole_way(size: (u16, u16)) {
    let home = Home::empty();
    let (tenant, record) = watched(&home);
    let mut stage = stage(&home, &[], size);
    stage.wait_for("Three keys to know").wait_for("Set up an organisation").keys("\r");
    stage.wait_for("step 1 of 6").keys("\x15acme\r\x15test\r");
    stage.wait_for("step 2 of 6").keys(&paste(&tenant.api)).wait_for("this address").keys("\r");
    stage.wait_for("step 3 of 6").keys(&paste(&tenant.client_id)).keys("\r");
    stage.keys(&paste("not-the-secret-of-it")).wait_for("20 characters taken").keys("\r");
    stage.wait_for("step 4 of 6").wait_for("this is the first time that anything is sent");
    assert_eq!(exchanges(&record), 0, "something was sent before the operator asked");
    assert!(!config(&home).exists() && !home.data().exists(), "something was written before the operator asked");

    stage.keys("\r").wait_for("Nobody could sign in").wait_for("does not take this client id");
    stage.keys("\r").wait_for("Without a sign-in there is nothing to write down.");
    assert!(!config(&home).exists());
    // Back to the secret; what else was typed is still there.
    stage.keys("\x1b").wait_for("step 4 of 6").keys("\x1b").wait_for("step 3 of 6").wait_for(&tenant.client_id);
    stage.keys("\x15").keys(&paste(&tenant.client_secret)).wait_for("characters taken").keys("\r");
    stage.wait_for("step 4 of 6").keys("\r").wait_for("has all that was asked about").wait_for("directory:user:view");
    stage.keys("\r").wait_for("step 6 of 6").wait_for("cannot be had").keys("\r");
    stage.wait_for("The profile acme is in").wait_for("The secret is in").keys("\r");
    // The console, on the new profile.
    stage.wait_for("1 Users").wait_for("Acme Practice").wait_for("people");
    let written = quit(stage);
    all_given_back(&written);

    let text = std::fs::read_to_string(config(&home)).unwrap();
    assert!(text.contains("profile = \"acme\"\n\n[profiles.acme]\nenvironment = \"test\"\n"), "{text}");
    assert_eq!(mode(&config(&home)), 0o600);
    let secret_file = home.path().join("config/acme.secret");
    assert_eq!(mode(&secret_file), 0o600);
    // The secret stands in its own file and nowhere else: no log, no screen, no journal.
    let mut found = Vec::new();
    holding(home.path(), &tenant.client_secret, &mut found);
    assert_eq!(found, [secret_file]);
    assert!(!written.contains(&tenant.client_secret) && !written.contains("not-the-secret-of-it"));
    found.clear();
    holding(home.path(), "not-the-secret-of-it", &mut found);
    assert!(found.is_empty(), "{found:?}");
    // It serves the command line, too.
    let (code, answer) = home.json(&["doctor"]);
    assert_eq!(code, 0, "{answer}");
}

#[test]
fn from_nothing_to_the_console_at_80x24() {
    whole_way((80, 24));
}

#[test]
fn from_nothing_to_the_console_at_120x36() {
    whole_way((120, 36));
}

#[test]
fn from_nothing_to_the_practice_tenant() {
    let home = Home::empty();
    let mut stage = stage(&home, &["--config-dir", home.path().join("config").to_str().unwrap()], (80, 24));
    stage.wait_for("Try the practice tenant").keys("\x1b[B\r");
    stage.wait_for("DEMO").wait_for("Acme Practice").wait_for("people, grants ");
    // The first key after the change of screens is not lost.
    stage.keys("marta.q").wait_for("Marta Quell");
    let written = quit(stage);
    all_given_back(&written);
    assert!(!config(&home).exists());
}

#[test]
fn it_can_be_left_at_once_and_by_a_signal() {
    let home = Home::empty();
    let mut first = stage(&home, &[], (80, 24));
    first.wait_for("Three keys to know").keys("q");
    let (well, written) = first.end();
    assert!(well, "{written}");
    given_back_without_mouse(&written);
    let mut second = stage(&home, &["setup"], (80, 24));
    second.wait_for("Three keys to know");
    second.signal(rustix::process::Signal::TERM);
    let (well, written) = second.end();
    assert!(well, "{written}");
    given_back_without_mouse(&written);
    assert!(!home.path().join("config").exists() && !home.data().exists(), "something was made for nothing");
}

fn given_back_without_mouse(written: &str) {
    all_given_back(written);
    assert!(written.rfind("\x1b[?25h") > written.rfind("\x1b[?25l"), "the cursor shows");
}

#[test]
fn setup_opens_the_screen_also_when_something_is_configured() {
    let home = Home::empty();
    home.configure("[profiles.acme]\nregion = \"eu_central_1\"\n");
    let mut stage = stage(&home, &["setup", "--profile", "acme"], (80, 24));
    stage.wait_for("step 1 of 6").wait_for("There is a profile of this name.");
    quit(stage);
}

/// The command line in a home, with the secret in a file of its own.
fn ask(home: &Home, tenant: &Tenant, more: &[&str]) -> (i32, Value) {
    let secret = home.file("given.secret", &format!("{}\n", tenant.client_secret));
    let secret = secret.to_str().unwrap().to_owned();
    let usual = ["setup", "--region", &tenant.api, "--client-id", &tenant.client_id, "--secret-file", &secret];
    home.json(&[&usual, more].concat())
}

#[test]
fn the_command_line_does_the_same_without_a_screen() {
    let home = Home::empty();
    let tenant = Tenant::new(small());
    let (code, answer) = ask(&home, &tenant, &["--profile", "acme", "--check-only"]);
    assert_eq!((code, &answer["result"]["kept"]), (0, &Value::Null), "{answer}");
    assert_eq!(answer["result"]["organization"], "Acme Practice");
    let permissions = answer["result"]["permissions"].as_array().unwrap();
    assert!(permissions.iter().all(|p| p["held"] == true) && permissions.len() > 10, "{answer}");
    let (code, _) = ask(&home, &tenant, &["--profile", "acme"]);
    assert_eq!((code, home.path().join("config").exists()), (0, false), "without --yes nothing is written");

    let before = "# by hand\njobs = 8\n";
    home.configure(before);
    let (code, answer) = ask(&home, &tenant, &["--profile", "acme", "--environment", "test", "--yes"]);
    assert_eq!((code, &answer["result"]["kept"]["secret"]["place"]), (0, &"file".into()), "{answer}");
    let after = std::fs::read_to_string(config(&home)).unwrap();
    assert!(after.starts_with(&format!("profile = \"acme\"\n{before}")), "{after}");
    let copy = answer["result"]["kept"]["copy"].as_str().unwrap();
    assert_eq!(std::fs::read_to_string(copy).unwrap(), before);
    assert_eq!(home.json(&["doctor"]).0, 0);

    let (code, answer) = ask(&home, &tenant, &["--profile", "acme", "--yes"]);
    assert_eq!(code, 2, "{answer}");
    assert!(answer["error"]["text"].as_str().unwrap().contains("a profile `acme` already"), "{answer}");
    assert_eq!(std::fs::read_to_string(config(&home)).unwrap(), after);
    let (code, answer) = ask(&home, &tenant, &["--profile", "acme", "--yes", "--replace"]);
    assert_eq!(code, 0, "{answer}");
}

#[test]
fn the_secret_comes_from_standard_input_or_a_variable_and_is_said_nowhere() {
    use std::io::Write as _;
    let tenant = Tenant::new(small());
    let home = Home::empty().with("ACME_SECRET", &tenant.client_secret).with("LANYARD_LOG", "trace");
    let usual = ["setup", "--profile", "acme", "--region", &tenant.api, "--client-id", &tenant.client_id];
    let mut command = home.lanyard(&[&usual[..], &["--secret-stdin", "--yes"]].concat());
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{}\r\n", tenant.client_secret).as_bytes()).unwrap();
    let came = house::Came::of(child.wait_with_output().unwrap());
    assert_eq!(came.code, Some(0), "{came:?}");
    assert!(
        came.out.contains("+ signed in to Acme Practice") || came.out.contains("signed in to Acme Practice"),
        "{came:?}"
    );
    assert!(!came.out.contains(&tenant.client_secret) && !came.err.contains(&tenant.client_secret));
    let mut found = Vec::new();
    holding(home.path(), &tenant.client_secret, &mut found);
    assert_eq!(found, [home.path().join("config/acme.secret")]);

    let other = ["setup", "--profile", "other", "--region", &tenant.api, "--client-id", &tenant.client_id];
    let (code, answer) = home.json(&[&other[..], &["--store", "variable=ACME_SECRET", "--yes"]].concat());
    assert_eq!(code, 0, "{answer}");
    assert!(!home.path().join("config/other.secret").exists());
    assert_eq!(home.json(&["doctor", "--profile", "other"]).0, 0);
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_written() {
    let home = Home::empty();
    let tenant = Tenant::new(small());
    let wrong = home.file("wrong.secret", "not-the-secret-of-it");
    let wrong = wrong.to_str().unwrap();
    let usual = ["setup", "--profile", "acme", "--region", &tenant.api, "--client-id", &tenant.client_id, "--yes"];
    let (code, answer) = home.json(&[&usual[..], &["--secret-file", wrong]].concat());
    assert_eq!((code, &answer["error"]["kind"]), (5, &"credentials".into()), "{answer}");
    assert!(answer["error"]["text"].as_str().unwrap().contains("does not take this client id"), "{answer}");

    let limited = home.file("limited.secret", &tenant.limited_secret);
    let limited = limited.to_str().unwrap();
    let usual = ["setup", "--profile", "acme", "--region", &tenant.api, "--client-id", &tenant.limited_id, "--yes"];
    let (code, answer) = home.json(&[&usual[..], &["--secret-file", limited, "--jobs", "offboard,inbox"]].concat());
    assert_eq!((code, &answer["error"]["kind"]), (5, &"permission".into()), "{answer}");
    let missing = |p: &&Value| p["held"] == false && p["any"][0] == "oauth:token:delete";
    let found = answer["result"]["permissions"].as_array().unwrap().iter().find(missing).unwrap();
    assert_eq!(found["jobs"], serde_json::json!(["offboard", "inbox"]));

    for (arguments, words) in [
        (&["setup", "--region", "eu_central_1", "--yes"][..], "--profile NAME is missing"),
        (&["setup", "--profile", "../x", "--region", "x", "--yes"], "the name of a profile"),
        (&["setup", "--profile", "x", "--region", "x", "--client-id", "1"], "has not the form of one"),
        (&["setup", "--profile", "x", "--region", "x", "--client-id", &tenant.client_id], "secret is missing"),
        (&["setup"], "--profile NAME is missing"),
    ] {
        let (code, answer) = home.json(arguments);
        assert_eq!(code, 2, "{answer}");
        assert!(answer["error"]["text"].as_str().unwrap().contains(words), "{answer}");
    }
    assert!(!home.path().join("config").exists());
}
