//! Access and its questions.

use super::desk::FakeDesk;
use super::sample::JANE;
use super::*;

fn desk(change: impl FnOnce(&mut FakeDesk)) -> Arc<FakeDesk> {
    let mut desk = FakeDesk::default();
    change(&mut desk);
    Arc::new(desk)
}

fn reads(desk: &FakeDesk) -> Vec<String> {
    desk.asked().into_iter().filter(|asked| asked.starts_with("whole")).collect()
}

#[tokio::test]
async fn access_shows_roles_and_filtered_permissions() {
    let desk = desk(|_| {});
    let came = ask(&desk, "access jane.doe@acme.example --permission QUEUE").await;
    let expected = format!(
        "\
Jane Doe <jane.doe@acme.example>  active
  {JANE}
  Agent, Support, EMEA, manager Ann Smith
  0 queues, 0 groups, 1 role, 2 permissions, 0 licences

Roles
  direct  Agent  EMEA  2 permissions

Permissions (1 of 2)
  routing:queue:view  EMEA  Agent direct
"
    );
    assert_eq!(came.stdout, expected);
    let json = ask(&desk, &format!("access {JANE} --json")).await.json();
    assert_eq!(json["result"]["permissions"][1]["permission"], "routing:skill:view");
    assert_eq!(json["result"]["permissions"][0]["paths"][0]["role"]["name"], "Agent");
    assert_eq!(json["result"]["roles"][0]["divisions"][0]["name"], "EMEA");
}

#[tokio::test]
async fn a_division_of_the_person_is_known_without_reading_everybody() {
    let desk = desk(|_| {});
    for name in ["EMEA", "emea", "d1", "all"] {
        let came = ask(&desk, &format!("access {JANE} --division {name}")).await;
        assert_eq!(came.exit, Exit::Ok, "{}", came.stderr);
        let shown = if name == "all" { "Permissions (0 of 2)" } else { "Permissions (2 of 2)" };
        assert!(came.stdout.contains(shown), "{name}: {}", came.stdout);
    }
    assert!(reads(&desk).is_empty());
    let other = ask(&desk, &format!("access {JANE} --division APAC")).await;
    assert_eq!((other.exit, reads(&desk)), (Exit::Tenant, vec!["whole 8".to_owned()]));
}

#[tokio::test]
async fn drift_is_said_and_a_table_stands_alone() {
    let desk = desk(|desk| desk.drift = vec!["Supervisor (Claims) is granted since".into()]);
    let said = "! the directory was behind: Supervisor (Claims) is granted since\n";
    let words = ask(&desk, &format!("access {JANE}")).await;
    assert!(words.stdout.ends_with(said), "{}", words.stdout);
    let table = ask(&desk, &format!("access {JANE} --csv")).await;
    assert_eq!(table.stderr, said);
    assert!(!table.stdout.contains("behind"));
    let json = ask(&desk, &format!("access {JANE} --json")).await.json();
    assert_eq!(json["result"]["drift"][0], "Supervisor (Claims) is granted since");
    assert!(json["result"]["directory"].is_null(), "only the tenant was asked");
    let both = ask(&desk, &format!("access {JANE} --csv --json")).await;
    assert_eq!(both.json()["error"]["text"], "--csv and --json are two forms of one answer");
    assert_eq!(both.exit, Exit::Usage);
}

#[tokio::test]
async fn reading_everybody_is_told_to_whoever_watches_only() {
    let desk = desk(|_| {});
    let quiet = ask(&desk, "who-can routing:queue:view").await;
    assert_eq!(quiet.exit, Exit::Tenant);
    assert!(!quiet.stderr.contains("reading"), "{}", quiet.stderr);
    let watched = ask(&desk, "who-can routing:queue:view --refresh --plain").await;
    assert!(watched.stderr.starts_with("> reading grants: 3 of 25\n"), "{}", watched.stderr);
    assert_eq!(watched.stdout, "");
    assert_eq!(reads(&desk), ["whole 8", "whole 0"]);
}
