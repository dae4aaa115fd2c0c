//! What the tests of the whole product share: a practice tenant, a client of it that is not the product's, and a home
//! folder in which the real binary runs.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, reason = "shared by tests, each of which uses a part")]

pub mod grants;
pub mod holdings;
pub mod receiver;
pub mod service;
pub mod tenant;
pub mod told;
pub mod watched;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;
use tenant::Tenant;

/// Config and data folder of one operator, and the environment in which the binary runs.
pub struct Home {
    dir: TempDir,
    env: Vec<(String, String)>,
}

/// What came of a command.
#[derive(Debug)]
pub struct Came {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Home {
    /// A home that knows no tenant.
    pub fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), env: Vec::new() }
    }

    /// A home whose environment names this tenant.
    pub fn of(tenant: &Tenant) -> Self {
        Self::empty()
            .with("GENESYS_ENV_URL", &tenant.api)
            .with("GENESYS_CLIENT_ID", &tenant.client_id)
            .with("GENESYS_CLIENT_SECRET", &tenant.client_secret)
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Writes `config.toml`.
    pub fn configure(&self, text: &str) {
        self.file("config/config.toml", text);
    }

    /// Writes a file that only its owner can read.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// The binary in this home, yet to be started.
    pub fn lanyard(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lanyard"));
        self.dress(&mut command);
        command.args(arguments);
        command
    }

    /// Gives any command this home's environment.
    pub fn dress(&self, command: &mut Command) {
        command.env_clear().stdin(Stdio::null());
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("TMPDIR", self.path());
        command.env("LANYARD_CONFIG_DIR", self.path().join("config")).env("LANYARD_DATA_DIR", self.data());
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
    }

    /// Runs the binary to its end.
    pub fn ask(&self, arguments: &[&str]) -> Came {
        Came::of(self.lanyard(arguments).output().unwrap())
    }

    /// Runs the binary to its end with `--json`: the exit code and the one object.
    pub fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let came = self.ask(&[arguments, &["--json"]].concat());
        (came.code.unwrap_or_else(|| panic!("{came:?}")), came.json())
    }

    /// Offboards, confirmed.
    pub fn offboard(&self, who: &str, more: &[&str]) -> (i32, Value) {
        self.json(&[&["offboard", who, "--yes", "--reason", "left"], more].concat())
    }

    /// Walks the chain, and says how many records it has; anything but a whole chain ends the test.
    pub fn whole_chain(&self) -> u64 {
        let (code, answer) = self.json(&["audit", "verify"]);
        assert_eq!((code, &answer["result"]["chain"]), (0, &Value::from("whole")), "{answer}");
        answer["result"]["records"].as_u64().unwrap()
    }
}

impl Came {
    pub fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The run of the only person in an answer of `offboard`, or of the only run of `runs resume`.
pub fn run_of(answer: &Value) -> &Value {
    let result = &answer["result"];
    let run = if result["people"].is_array() { &result["people"][0]["run"] } else { &result["runs"][0] };
    assert!(run.is_object(), "{answer}");
    run
}

/// How each step ended, by name.
pub fn outcomes(run: &Value) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    run["steps"].as_array().unwrap().iter().map(|s| (word(&s["name"]), word(&s["outcome"]))).collect()
}

/// The codes of a plan's findings.
pub fn findings(answer: &Value) -> Vec<String> {
    let found = answer["result"]["people"][0]["plan"]["findings"].as_array().unwrap_or_else(|| panic!("{answer}"));
    found.iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect()
}

/// Whether a text has a character with which it could work on a terminal or hide something.
pub fn hostile(text: &str) -> bool {
    text.chars().any(|c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    })
}
