//! Secrets that must never be seen again: in no file, no output, no argument.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use house::Home;
use house::receiver::{Manner, Receiver};
use house::tenant::small;
use house::watched::{Door, Moment, step_of};
use lanyard::practice::stories;
use std::path::Path;

/// Everything below a folder, as bytes.
fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().unwrap().is_dir() {
            files(&entry.path(), found);
        } else {
            found.push((entry.path().display().to_string(), std::fs::read(entry.path()).unwrap()));
        }
    }
}

#[test]
fn no_secret_is_written_or_said_anywhere() {
    let (door, tenant, api) = Door::open(small());
    let receiver = Receiver::with(Manner::FirstThen(500));
    let key = STANDARD.encode(b"canary: key of the notices");
    let home = Home::of(&tenant)
        .with("GENESYS_ENV_URL", &api)
        .with("CANARY_NOTICE", &format!("whsec_{key}"))
        .with("WEBHOOK_SECRET", "canary-of-the-intake")
        .with("LANYARD_LOG", "trace");
    home.configure(&format!(
        "[[notices]]\nname = \"hr\"\nurl = \"{}?token=canary-in-the-address\"\nsecret_env = \"CANARY_NOTICE\"\n",
        receiver.url()
    ));
    let basic = STANDARD.encode(format!("{}:{}", tenant.client_id, tenant.client_secret));
    let mut said: Vec<(String, Vec<u8>)> = Vec::new();
    let ask = |arguments: &[&str], said: &mut Vec<(String, Vec<u8>)>| {
        let output = home.lanyard(arguments).output().unwrap();
        assert!(output.stderr.len() > 100 || arguments[0] == "config" || arguments[0] == "audit", "{arguments:?} logs");
        said.push((format!("stdout of {arguments:?}"), output.stdout));
        said.push((format!("stderr of {arguments:?}"), output.stderr));
    };

    // A crash in the middle, between a change and its proof.
    let id = tenant.id(stories::SCIM_MANAGED.email);
    let mut command = home.lanyard(&["offboard", &id, "--yes", "--reason", "left"]);
    let log = home.path().join("log-of-the-killed");
    let file = || std::fs::File::options().create(true).append(true).open(&log).unwrap();
    command.stdout(file()).stderr(file());
    let at = {
        let (calm_door, calm_tenant, calm_api) = Door::open(small());
        let calm_home = Home::of(&calm_tenant).with("GENESYS_ENV_URL", &calm_api);
        assert_eq!(calm_home.offboard(&id, &[]).0, 0);
        calm_door.seen().iter().position(|call| step_of(call) == Some("groups")).unwrap()
    };
    assert_eq!(door.run(command, Some((at, Moment::After))), None, "it was not killed");

    ask(&["doctor"], &mut said);
    ask(&["doctor", "--json"], &mut said);
    ask(&["config", "show"], &mut said);
    ask(&["config", "show", "--json"], &mut said);
    ask(&["runs", "resume", "--all", "--json"], &mut said);
    ask(&["offboard", "nobody@acme.example", "--json"], &mut said);
    ask(&["audit", "export", "--format", "jsonl"], &mut said);
    assert_eq!(tenant.portrait(&id)["state"], "deleted");
    // Signed at least once, and answered with an error that is kept in the outbox; the next try may not be due yet.
    assert!(!receiver.got().is_empty());

    files(home.path(), &mut said);
    assert!(said.iter().any(|(name, _)| name.ends_with("lanyard.db")));
    let tokens = door.tokens();
    assert!(!tokens.is_empty());
    let secrets = [
        tenant.client_secret.as_str(),
        &basic,
        &key,
        "canary: key of the notices",
        "canary-of-the-intake",
        "canary-in-the-address",
    ];
    let config = home.path().join("config/config.toml").display().to_string();
    for secret in secrets.into_iter().chain(tokens.iter().map(String::as_str)) {
        for (name, bytes) in &said {
            // The address of a target is a setting, and stands where the operator wrote it.
            if *name == config {
                continue;
            }
            let seen = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!seen, "{}… is in {name}", &secret[..secret.len().min(12)]);
        }
    }
}

/// Everything that is logged names runs and calls by their ids, and nobody: with all of our own lines, in JSON.
#[test]
fn a_log_of_everything_names_the_run_and_nobody() {
    let (door, tenant, api) = Door::open(small());
    let home = Home::of(&tenant)
        .with("GENESYS_ENV_URL", &api)
        .with("LANYARD_LOG", "lanyard=trace")
        .with("LANYARD_LOG_FORMAT", "json");
    let story = stories::SCIM_MANAGED;
    let output =
        home.lanyard(&["offboard", story.email, "--yes", "--reason", "left Zürich", "--json"]).output().unwrap();
    let (answer, log) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    let run = house::run_of(&answer)["id"].clone();
    let lines: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect();

    // Within the run every call says of which run and step it is, and which answer the platform gave it.
    let within = |line: &&serde_json::Value, name: &str| {
        line["spans"].as_array().is_some_and(|spans| spans.iter().any(|span| span["name"] == name))
    };
    let calls: Vec<_> = lines.iter().filter(|line| line["message"] == "exchange" && within(line, "step")).collect();
    assert!(calls.len() > 10, "{log}");
    for call in calls {
        let spans = call["spans"].as_array().unwrap();
        assert_eq!((&spans[0]["run"], &spans[0]["pipeline"]), (&run, &"offboard".into()), "{call}");
        assert!(spans[1]["step"].is_string() && call["correlation"].is_string(), "{call}");
    }
    let states: Vec<_> = lines.iter().filter(|line| line["message"] == "run" && line["run"] == run).collect();
    let states: Vec<_> = states.iter().map(|line| line["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["queued", "running", "done"]);
    assert!(
        lines.iter().any(|line| line["message"] == "step" && line["step"] == "tokens" && line["outcome"] == "done")
    );

    let mut never = vec![story.email, "@", "[e-mail]", "[phone]", "Zürich", tenant.client_secret.as_str()];
    never.extend(story.name.split(' '));
    let tokens = door.tokens();
    never.extend(tokens.iter().map(String::as_str));
    for text in never {
        assert!(!log.contains(text), "{}… is logged", &text[..text.len().min(12)]);
    }
}

#[test]
fn what_is_kept_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let tenant = house::tenant::Tenant::new(small());
    let home = Home::of(&tenant);
    assert_eq!(home.offboard(stories::GROUP_ROLES.email, &[]).0, 0);
    let mut found = Vec::new();
    files(&home.data(), &mut found);
    assert!(found.iter().any(|(name, _)| name.contains("exports")));
    for path in found.iter().map(|(name, _)| Path::new(name)) {
        for path in [path, path.parent().unwrap()] {
            let mode = std::fs::metadata(path).unwrap().permissions().mode();
            // A folder that lets nobody in makes the modes within it idle.
            let shielded = path
                .ancestors()
                .take_while(|p| p.starts_with(home.data()))
                .any(|p| p.is_dir() && std::fs::metadata(p).unwrap().permissions().mode() & 0o077 == 0);
            assert!(mode & 0o077 == 0 || shielded, "{} is {mode:o}", path.display());
        }
    }
}
