//! Commands against a desk that remembers what it was asked and answers what it was told to.

mod batch;
mod desk;
mod explain;
mod offboard;
mod papers;
mod parse;
mod record;
mod sample;
mod start;
mod talk;
mod tenant;

use super::*;
use crate::model::{KeyFinding, KeyPreset};
use desk::{FakeDesk, FakeOpener};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a command came to.
struct Came {
    exit: Exit,
    stdout: String,
    stderr: String,
}

impl Came {
    fn json(&self) -> serde_json::Value {
        assert_eq!(self.stdout.lines().count(), 1, "not one line: {}", self.stdout);
        let value: serde_json::Value = serde_json::from_str(&self.stdout).unwrap();
        let keys: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["command", "error", "exit", "ok", "result", "warnings"]);
        assert_eq!(value["exit"], self.exit.code());
        assert_eq!(value["ok"], self.exit == Exit::Ok);
        assert_eq!(value["error"].is_null(), self.exit == Exit::Ok);
        value
    }
}

const CREDENTIALS: [(&str, &str); 3] =
    [("GENESYS_CLIENT_ID", "client"), ("GENESYS_CLIENT_SECRET", "hush"), ("GENESYS_ENV_URL", "http://127.0.0.1:9")];

/// Keys as the console would check them: whatever stands in the file is wrong, and worth a note.
fn check_keys(folder: &std::path::Path, _preset: KeyPreset) -> Vec<KeyFinding> {
    match folder.join("keys.toml").is_file() {
        true => {
            vec![KeyFinding::fault(Some(3), "there is no action `x`"), KeyFinding::note(None, "`y` has no key now")]
        }
        false => Vec::new(),
    }
}

/// Runs a command line against this desk, in folders of its own, with credentials set.
async fn ask(desk: &Arc<FakeDesk>, arguments: &str) -> Came {
    let home = tempfile::tempdir().unwrap();
    let stop = CancellationToken::new();
    ask_in(desk, arguments, home.path(), Environment::of(CREDENTIALS), stop).await
}

async fn ask_in(
    desk: &Arc<FakeDesk>,
    arguments: &str,
    home: &std::path::Path,
    environment: Environment,
    stop: CancellationToken,
) -> Came {
    use clap::Parser as _;
    let mut words = vec!["lanyard".to_owned()];
    // A blank within a word is written as _ to keep the command lines of the tests readable.
    words.extend(arguments.split_whitespace().map(|word| word.replace("__", " ")));
    words.extend([
        format!("--config-dir={}", home.join("config").display()),
        format!("--data-dir={}", home.join("data").display()),
    ]);
    let cli = Cli::try_parse_from(words).unwrap();
    let (stdout, stderr) = (Shared::default(), Shared::default());
    let out = Out::new(Box::new(stdout.clone()), Box::new(stderr.clone()), cli.global.json, Paint::default())
        .watched(cli.global.plain);
    let around = Surroundings {
        environment,
        account: Account { user: "mberger".to_owned(), host: "desk7".to_owned() },
        terminal: Terminal { input: true, output: true, errors: false, kind: "xterm".to_owned(), no_color: false },
        opener: &FakeOpener(Arc::clone(desk)),
        check_keys,
        out: &out,
        stop,
    };
    let exit = run(&cli, &around).await;
    let came = Came { exit, stdout: stdout.text(), stderr: stderr.text() };
    assert!(!format!("{}{}", came.stdout, came.stderr).contains("hush"), "a secret is shown");
    came
}
