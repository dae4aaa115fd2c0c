//! Settings, practice, doctor.

use super::super::desk::{Check, CheckResult};
use super::desk::FakeDesk;
use super::sample::JANE;
use super::*;

async fn bare(arguments: &str, home: &std::path::Path) -> Came {
    let desk = Arc::new(FakeDesk::default());
    ask_in(&desk, arguments, home, Environment::of([]), CancellationToken::new()).await
}

fn write_config(home: &std::path::Path, text: &str) {
    std::fs::create_dir_all(home.join("config")).unwrap();
    std::fs::write(home.join("config/config.toml"), text).unwrap();
}

#[tokio::test]
async fn garbage_in_the_configuration_stops_every_command_but_those_that_help() {
    let home = tempfile::tempdir().unwrap();
    write_config(home.path(), "recipie = 1\n");
    for arguments in ["config show", "runs list", &format!("offboard {JANE} --yes --reason x")] {
        let came = bare(arguments, home.path()).await;
        assert_eq!(came.exit, Exit::Usage);
        assert!(came.stderr.contains("line 1: `recipie` is not a setting; did you mean `recipe`?"), "{}", came.stderr);
    }
    assert_eq!(bare("config path", home.path()).await.exit, Exit::Ok);
    assert_eq!(bare("config sample", home.path()).await.stdout, include_str!("../../../assets/config.toml"));
    let doctor = bare("doctor", home.path()).await;
    assert_eq!(doctor.exit, Exit::Failed);
    assert!(doctor.stdout.contains("x failed  settings"), "{}", doctor.stdout);
}

#[tokio::test]
async fn the_configuration_is_checked_with_the_operators_keys_and_everything_is_told_at_once() {
    let home = tempfile::tempdir().unwrap();
    let came = bare("config check", home.path()).await;
    assert_eq!((came.exit, came.stdout.matches("not there").count()), (Exit::Ok, 2), "{}", came.stdout);

    write_config(home.path(), "recipie = 1\nmouse = 2\n");
    std::fs::write(home.path().join("config/keys.toml"), "").unwrap();
    let came = bare("config check", home.path()).await;
    assert_eq!(came.exit, Exit::Usage);
    for said in ["config.toml:1: ", "config.toml:2: ", "keys.toml:3: there is no action `x`", ". "] {
        assert!(came.stdout.contains(said), "{said} in {}", came.stdout);
    }
    let value = bare("config check --json", home.path()).await.json();
    assert_eq!(value["result"]["files"][0]["ok"], false);
    assert_eq!(value["result"]["findings"].as_array().unwrap().len(), 4);
    assert_eq!(value["result"]["findings"][3]["note"], true);

    write_config(home.path(), "mouse = false\n");
    std::fs::remove_file(home.path().join("config/keys.toml")).unwrap();
    let came = bare("config check", home.path()).await;
    assert!(came.exit == Exit::Ok && came.stdout.contains("well"), "{}", came.stdout);
}

#[tokio::test]
async fn settings_are_shown_with_their_origins() {
    let home = tempfile::tempdir().unwrap();
    write_config(home.path(), "recipe = \"keep-inactive\"\n");
    let desk = Arc::new(FakeDesk::default());
    let environment = || Environment::of(CREDENTIALS);
    let came = ask_in(&desk, "config show", home.path(), environment(), CancellationToken::new()).await;
    let line = |name: &str| {
        let line = came.stdout.lines().find(|l| l.starts_with(name)).unwrap();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("client_secret"), "client_secret set (env GENESYS_CLIENT_SECRET)");
    assert_eq!(line("tenant"), "tenant http://127.0.0.1:9 (env GENESYS_ENV_URL)");
    assert_eq!(line("recipe"), "recipe keep-inactive (config.toml line 1)");
    assert_eq!(line("jobs"), "jobs 32 (default)");
    let json = ask_in(&desk, "config show --json", home.path(), environment(), CancellationToken::new()).await.json();
    let rows = json["result"]["settings"].as_array().unwrap();
    assert!(rows.iter().any(|r| r["name"] == "client_secret" && r["value"] == "set"));
    let path = ask_in(&desk, "config path --json", home.path(), environment(), CancellationToken::new()).await.json();
    assert_eq!(path["result"]["config_file_found"], true);
}

#[tokio::test]
async fn the_flags_of_the_practice_tenant_need_one() {
    let home = tempfile::tempdir().unwrap();
    let came = bare("runs list --people 100", home.path()).await;
    assert_eq!(came.exit, Exit::Usage);
    assert!(came.stderr.contains("--demo"), "{}", came.stderr);
}

#[tokio::test]
async fn practice_prints_one_line_and_serves_until_it_is_stopped() {
    let home = tempfile::tempdir().unwrap();
    let desk = Arc::new(FakeDesk::default());
    let stop = CancellationToken::new();
    stop.cancel();
    let came = ask_in(&desk, "practice --people 50 --seed 7 --json", home.path(), Environment::of([]), stop).await;
    assert_eq!(came.exit, Exit::Ok, "{}", came.stderr);
    assert_eq!(came.stdout.lines().count(), 1);
    let line: serde_json::Value = serde_json::from_str(&came.stdout).unwrap();
    assert!(line["api"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{line}");
    for field in ["login", "client_id", "client_secret"] {
        assert!(line[field].is_string(), "{field}: {line}");
    }
    assert!(desk.asked().is_empty());
}

#[tokio::test]
async fn a_port_that_is_taken_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let home = tempfile::tempdir().unwrap();
    let port = taken.local_addr().unwrap().port();
    let came = bare(&format!("practice --people 50 --port {port}"), home.path()).await;
    assert_eq!(came.exit, Exit::Usage);
    assert!(came.stderr.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{}", came.stderr);
}

#[tokio::test]
async fn a_demonstration_brings_its_own_tenant() {
    let home = tempfile::tempdir().unwrap();
    let desk = Arc::new(FakeDesk::default());
    let real = Environment::of([("GENESYS_CLIENT_ID", "real"), ("GENESYS_ENV_URL", "https://api.mypurecloud.de")]);
    let arguments = "config show --demo --people 50 --json";
    let came = ask_in(&desk, arguments, home.path(), real, CancellationToken::new()).await;
    let json = came.json();
    let rows = json["result"]["settings"].as_array().unwrap();
    let row = |name: &str| rows.iter().find(|r| r["name"] == name).unwrap();
    assert_eq!(row("client_id")["origin"], "practice tenant");
    assert!(row("tenant")["value"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!(json["warnings"], serde_json::json!([]));
}

#[tokio::test]
async fn doctor_goes_on_after_what_fails() {
    let home = tempfile::tempdir().unwrap();
    let came = bare("doctor", home.path()).await;
    assert_eq!(came.exit, Exit::Failed);
    for line in [
        "+ good     terminal",
        "+ good     colours",
        "+ good     clipboard",
        "+ good     settings",
        "+ good     data folder",
        "x failed   credentials",
        "- skipped  tenant",
        "+ good     journal",
    ] {
        assert!(came.stdout.contains(line), "{line}: {}", came.stdout);
    }
    let check = |name, result, text: &str| Check { name, result, text: text.into(), remedy: "".into() };
    let desk = Arc::new(FakeDesk {
        checks: vec![
            check("permissions", CheckResult::Good, "all of them"),
            check("clock", CheckResult::Warning, "4 s apart"),
        ],
        ..FakeDesk::default()
    });
    let good = ask(&desk, "doctor --recipe keep-inactive").await;
    assert_eq!(good.exit, Exit::Ok, "{}", good.stderr);
    assert!(good.stdout.contains("! warning  clock        4 s apart"), "{}", good.stdout);
    assert!(desk.asked().contains(&"checks keep-inactive".to_owned()));
    let json = ask(&desk, "doctor --json").await.json();
    assert_eq!(json["result"]["checks"].as_array().unwrap().len(), 8);
    let shut =
        Arc::new(FakeDesk { open: Some(Trouble::new(Kind::Store, "no database", "mend it")), ..FakeDesk::default() });
    let json = ask(&shut, "doctor --json").await.json();
    assert_eq!(json["error"]["text"], "not in order: journal");
}
