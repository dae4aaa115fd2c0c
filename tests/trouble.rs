//! What can go wrong before and around an offboarding: a clear message with a remedy, the right exit code, nothing half
//! done.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::tenant::{Tenant, small};
use house::watched::Door;
use house::{Came, Home, run_of};
use lanyard::practice::stories;
use serde_json::{Value, json};
use std::process::{Command, Stdio};

/// Offboards as a script would, and checks what every refusal has in common: the exit code, the kind, words, a remedy,
/// and that it says that nothing was changed. Gives text and remedy.
fn refused(home: &Home, who: &str, more: &[&str], exit: i32, kind: &str) -> (String, String) {
    let (code, answer) = home.offboard(who, more);
    let error = &answer["error"];
    assert_eq!((code, error["kind"].as_str()), (exit, Some(kind)), "{answer}");
    assert_eq!(
        (&answer["ok"], &error["exit"], &error["changed"]),
        (&json!(false), &json!(exit), &json!("no")),
        "{answer}"
    );
    let word = |name: &str| error[name].as_str().unwrap().to_owned();
    assert!(!word("text").is_empty() && !word("remedy").is_empty(), "{answer}");
    (word("text"), word("remedy"))
}

fn no_runs(home: &Home) {
    let (code, runs) = home.json(&["runs", "list"]);
    assert_eq!((code, &runs["result"]["total"]), (0, &json!(0)), "{runs}");
}

#[test]
fn people_who_cannot_be_told() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let before = tenant.the_others(&[]);
    let nobody = "11111111-2222-4333-8444-555555555555";
    for who in ["nobody@acme.example", "Nobody Whatsoever", nobody, "hris:S-nobody", "%", "../../etc"] {
        let (text, _) = refused(&home, who, &[], 4, "not-found");
        assert!(text.contains(who), "{text}");
    }
    let (text, remedy) = refused(&home, "Alex Morgan", &[], 4, "ambiguous");
    assert!(text.contains("2 people") && remedy.contains("id"), "{text}: {remedy}");
    assert_eq!(tenant.the_others(&[]), before);
    no_runs(&home);
}

#[test]
fn credentials_that_are_missing_or_wrong_or_may_too_little() {
    let tenant = Tenant::new(small());
    let who = stories::NOTHING.email;
    let before = tenant.the_others(&[]);
    let (text, _) = refused(&Home::empty(), who, &[], 2, "config");
    for name in ["GENESYS_ENV_URL", "GENESYS_CLIENT_ID", "GENESYS_CLIENT_SECRET"] {
        assert!(text.contains(name), "{text}");
    }
    let wrong = Home::of(&tenant).with("GENESYS_CLIENT_SECRET", "not-the-one");
    let (text, remedy) = refused(&wrong, who, &[], 5, "credentials");
    assert!(!text.contains("not-the-one") && remedy.contains("secret"), "{text}: {remedy}");

    let limited = Home::of(&tenant)
        .with("GENESYS_CLIENT_ID", &tenant.limited_id)
        .with("GENESYS_CLIENT_SECRET", &tenant.limited_secret);
    let (code, answer) = limited.offboard(who, &[]);
    let error = &answer["error"];
    assert!(code == 5 || code == 1, "{answer}");
    assert_eq!((&error["changed"], &error["status"]), (&json!("no"), &json!(403)), "{answer}");
    let words = format!("{} {}", error["text"], error["remedy"]);
    assert!(words.contains(':') && words.contains("permission"), "which permission is missing? {words}");
    let (_, checks) = limited.json(&["doctor"]);
    assert!(checks.to_string().contains("directory:user:"), "{checks}");
    assert_eq!(tenant.the_others(&[]), before);
}

#[test]
fn a_tenant_that_does_not_answer() {
    let mut tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    tenant.stop();
    let (text, _) = refused(&home, stories::NOTHING.email, &[], 5, "tenant");
    assert!(!text.contains(&tenant.client_secret));
    no_runs(&home);
}

#[test]
fn settings_that_cannot_be_used_are_told_by_line() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    for (settings, words) in [
        ("operator = \"M\"\nrecipee = \"x\"\n", &["line 2", "recipee", "recipe"][..]),
        ("operator = \"M\"\n\njobs = 900\n", &["line 3", "jobs", "64"]),
        ("this is no TOML\n", &["line 1"]),
        ("recipe = \"nix\"\n", &["nix", "standard-leaver"]),
    ] {
        home.configure(settings);
        let (text, remedy) = refused(&home, stories::NOTHING.email, &[], 2, "config");
        assert!(words.iter().all(|word| text.contains(word) || remedy.contains(word)), "{text}: {remedy}");
    }
    home.configure("");
    home.file("config/recipes/own.toml", "title = \"x\"\ndelte = \"now\"\n");
    let (text, _) = refused(&home, stories::NOTHING.email, &["--recipe", "own"], 2, "config");
    assert!(text.contains("own") && text.contains("line 2") && text.contains("delte"), "{text}");
    assert_eq!(tenant.portrait(&tenant.id(stories::NOTHING.email))["state"], "active");
}

#[test]
fn a_journal_that_is_none() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    home.file("data/lanyard.db", "this is a letter to my aunt, and no database at all\n".repeat(200).as_str());
    let (text, _) = refused(&home, stories::NOTHING.email, &[], 6, "store");
    assert!(text.contains("lanyard.db"), "{text}");
    assert!(std::fs::read_to_string(home.data().join("lanyard.db")).unwrap().starts_with("this is a letter"));
    assert_eq!(tenant.portrait(&tenant.id(stories::NOTHING.email))["state"], "active");
}

/// A shell sets the limit, because a limit can only be lowered by the process that keeps it.
fn with_files_up_to(home: &Home, blocks: u32, arguments: &[&str]) -> Came {
    let mut command = Command::new("sh");
    home.dress(&mut command);
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    command.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_lanyard")).args(arguments);
    Came::of(command.output().unwrap())
}

#[test]
fn a_disk_without_room_changes_nothing() {
    let tenant = Tenant::new(small());
    let who = stories::NOTHING.email;
    let home = Home::of(&tenant);
    // The journal is there, so that it is the confirmation that finds no room.
    no_runs(&home);
    let came = with_files_up_to(&home, 1, &["offboard", who, "--yes", "--reason", "left", "--json"]);
    let answer = came.json();
    assert_eq!((came.code, &answer["error"]["kind"]), (Some(6), &json!("store")), "{came:?}");
    assert_eq!(answer["error"]["changed"], "no");
    assert!(!answer["error"]["remedy"].as_str().unwrap().is_empty());
    assert_eq!(tenant.portrait(&tenant.id(who))["state"], "active");
    // With room again, it goes as if nothing had been.
    home.whole_chain();
    let (code, answer) = home.offboard(who, &[]);
    assert_eq!(code, 0, "{answer}");
    home.whole_chain();
}

#[test]
fn two_at_once_on_the_same_person() {
    let (door, tenant, api) = Door::open(small());
    let home = Home::of(&tenant).with("GENESYS_ENV_URL", &api);
    let id = tenant.id(stories::SCIM_MANAGED.email);
    let arguments = ["offboard", &id, "--yes", "--reason", "left", "--json"];
    let first = home.lanyard(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The first one is at work from its first change on.
    door.wait_for_change();
    let (code, second) = home.offboard(&id, &[]);
    let first = Came::of(first.wait_with_output().unwrap());
    assert_eq!(first.code, Some(0), "{first:?}");
    let first = first.json();
    let run = run_of(&first)["id"].as_str().unwrap();
    assert_eq!((code, &second["error"]["kind"]), (3, &json!("refused")), "{second}");
    assert!(second["error"]["text"].as_str().unwrap().contains(run), "{second}");
    assert!(second["error"]["remedy"].as_str().unwrap().contains("runs"), "{second}");
    assert_eq!(tenant.portrait(&id)["state"], "deleted");
    let (_, runs) = home.json(&["runs", "list"]);
    assert_eq!(runs["result"]["total"], 1);
    home.whole_chain();
}

#[test]
fn a_plan_is_void_once_the_person_has_changed() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let id = tenant.id(stories::NOTHING.email);
    let (_, plan) = home.json(&["offboard", &id]);
    let digest = plan["result"]["people"][0]["plan"]["digest"].as_str().unwrap().to_owned();
    let version = tenant.read(&format!("/api/v2/users/{id}"))["version"].clone();
    let (status, _) = tenant.call(
        "PATCH",
        &format!("/api/v2/users/{id}"),
        &json!({ "version": version, "title": "Agent of change" }),
    );
    assert_eq!(status, 200);
    let (text, remedy) = refused(&home, &id, &["--expect", &digest], 3, "refused");
    assert!(text.contains(&digest[..8]) && remedy.contains("--plan"), "{text}: {remedy}");
    assert_eq!(tenant.portrait(&id)["state"], "active");
    no_runs(&home);
    // A few digits could be met by chance.
    refused(&home, &id, &["--expect", "0"], 3, "refused");
}

#[test]
fn confirmations_that_are_not_complete() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let who = stories::NOTHING.email;
    for given in [&["--yes"][..], &["--yes", "--reason", "  "]] {
        let (code, answer) = home.json(&[&["offboard", who], given].concat());
        assert_eq!((code, &answer["error"]["kind"]), (3, &Value::from("refused")), "{answer}");
    }
    home.file("config/recipes/strict.toml", "ticket_required = true\n");
    let (text, _) = refused(&home, who, &["--recipe", "strict"], 3, "refused");
    assert!(text.contains("ticket"), "{text}");
    assert_eq!(tenant.portrait(&tenant.id(who))["state"], "active");
}
