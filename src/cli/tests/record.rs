//! Runs, audit, access, recipes.

use super::desk::FakeDesk;
use super::sample::{JANE, RUN, TOM, summary};
use super::*;
use crate::backend::ChainState;
use crate::model::RunState;

fn desk(change: impl FnOnce(&mut FakeDesk)) -> Arc<FakeDesk> {
    let mut desk = FakeDesk::default();
    change(&mut desk);
    Arc::new(desk)
}

#[tokio::test]
async fn what_needs_no_tenant_works_without_credentials() {
    for arguments in ["runs list", "runs show 01934f6e", "audit list", "audit verify", "recipes list", "config show"] {
        let desk = desk(|_| {});
        let home = tempfile::tempdir().unwrap();
        let came = ask_in(&desk, arguments, home.path(), Environment::of([]), CancellationToken::new()).await;
        assert_eq!(came.exit, Exit::Ok, "{arguments}: {}", came.stderr);
        assert!(!desk.asked().contains(&"open Tenant".to_owned()));
    }
}

#[tokio::test]
async fn what_needs_the_tenant_names_what_is_missing() {
    for arguments in [
        format!("offboard {JANE}"),
        format!("access {JANE}"),
        "runs resume --all".to_owned(),
        "runs retry x".to_owned(),
    ] {
        let desk = desk(|_| {});
        let home = tempfile::tempdir().unwrap();
        let came = ask_in(&desk, &arguments, home.path(), Environment::of([]), CancellationToken::new()).await;
        assert_eq!(came.exit, Exit::Usage, "{arguments}");
        for word in ["GENESYS_ENV_URL", "GENESYS_CLIENT_ID", "GENESYS_CLIENT_SECRET", "config.toml", "--demo"] {
            assert!(came.stderr.contains(word), "{}", came.stderr);
        }
        assert!(desk.asked().is_empty());
    }
}

#[tokio::test]
async fn runs_are_listed_shown_and_found_by_a_part_of_their_id() {
    let desk = desk(|d| d.runs.push(summary(TOM, RunState::Done, false)));
    let list = ask(&desk, "runs list").await;
    let line = "! interrupted  2027-01-15 08:00:01Z  Jane Doe  2 of 3  standard-leaver  mberger  01934f6e-";
    assert!(list.stdout.starts_with(line), "{}", list.stdout);
    assert_eq!(ask(&desk, "runs list --json --limit 1").await.json()["result"]["total"], 2);
    for part in [RUN, "01934f6e", "000000A", &RUN.to_uppercase()] {
        let shown = ask(&desk, &format!("runs show {part}")).await;
        assert!(shown.stdout.starts_with(&format!("Run {RUN}: offboard Jane Doe")), "{}", shown.stdout);
    }
    let json = ask(&desk, "runs show 01934f6e --json").await.json();
    assert_eq!(json["result"]["run"]["before"]["person"]["id"], JANE);
    assert_eq!(ask(&desk, "runs show zzz").await.exit, Exit::NotFound);
    let twice = Arc::new(FakeDesk {
        runs: vec![summary("aa1", RunState::Done, false), summary("aa2", RunState::Done, false)],
        ..FakeDesk::default()
    });
    assert!(ask(&twice, "runs show aa").await.stderr.contains("2 runs begin or end with aa"));
}

#[tokio::test]
async fn resume_all_takes_what_is_interrupted_or_paused_oldest_first() {
    let desk = desk(|d| {
        d.runs = vec![
            summary("new", RunState::Paused, false),
            summary("over", RunState::Done, false),
            summary("busy", RunState::Running, false),
            summary("old", RunState::Running, true),
        ];
    });
    let came = ask(&desk, "runs resume --all").await;
    assert_eq!(came.exit, Exit::Ok);
    let carried: Vec<_> = desk.asked().into_iter().filter(|a| a.starts_with("carry")).collect();
    assert_eq!(carried, ["carry out old", "carry out new"]);
    assert!(came.stdout.ends_with("2 of 2 runs ended well.\n"), "{}", came.stdout);
    let none = Arc::new(FakeDesk { runs: Vec::new(), ..FakeDesk::default() });
    assert_eq!(ask(&none, "runs resume --all").await.stdout, "No run is interrupted or paused.\n");
}

#[tokio::test]
async fn retry_cancel_and_pause_reach_the_desk() {
    let desk = desk(|_| {});
    assert_eq!(ask(&desk, "runs retry 01934f6e").await.exit, Exit::Ok);
    let cancelled = ask(&desk, "runs cancel 01934f6e").await;
    assert_eq!(cancelled.stdout, format!("Run {RUN} is cancelled.\n"));
    let paused = ask(&desk, "runs pause 01934f6e --json").await.json();
    assert_eq!((&paused["result"]["run"], &paused["result"]["state"]), (&RUN.into(), &"running".into()));
    for wanted in [format!("retry {RUN}"), format!("carry out {RUN}"), format!("cancel {RUN}"), format!("pause {RUN}")]
    {
        assert!(desk.asked().contains(&wanted), "{wanted}");
    }
}

#[tokio::test]
async fn audit_lists_shows_and_filters() {
    let desk = desk(|_| {});
    let came = ask(&desk, "audit list jane state --run 01934f6e --limit 2").await;
    assert!(came.stdout.starts_with("+ 3  2027-01-15 08:00:03Z  mberger  state  Jane Doe  done  active -> inactive\n"));
    assert!(came.stdout.ends_with("2 of 3 records; --limit 0 shows all.\n"), "{}", came.stdout);
    assert!(desk.asked().contains(&format!("audit \"jane state\" Some(RunId({RUN})) 2")), "{:?}", desk.asked());
    let one = ask(&desk, "audit show 3").await;
    assert!(one.stdout.contains("operator      mberger (mberger@desk7, account)\n"), "{}", one.stdout);
    assert!(one.stdout.contains("before\n  {\n    \"state\": \"active\"\n  }\n"), "{}", one.stdout);
    assert_eq!(ask(&desk, "audit show 3 --json").await.json()["result"]["record"]["seq"], 3);
    assert_eq!(ask(&desk, "audit show 4").await.exit, Exit::NotFound);
}

#[tokio::test]
async fn a_broken_chain_is_a_failure() {
    let whole = ask(&desk(|_| {}), "audit verify").await;
    assert_eq!(whole.exit, Exit::Ok);
    assert!(whole.stdout.starts_with("+ The chain is whole to record 3, head "), "{}", whole.stdout);
    let broken = desk(|d| d.chain = ChainState::Broken { at_seq: 2, text: "the seal does not hold".into() });
    let came = ask(&broken, "audit verify").await;
    assert_eq!(came.exit, Exit::Failed);
    assert!(came.stderr.starts_with("x the chain is broken at record 2: the seal does not hold\n"), "{}", came.stderr);
    let json = ask(&broken, "audit verify --json").await.json();
    assert_eq!((json["result"]["chain"].as_str(), json["result"]["at"].as_i64()), (Some("broken"), Some(2)));
}

#[tokio::test]
async fn exports_go_to_standard_output_or_to_a_new_private_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = desk(|_| {});
    assert_eq!(ask(&desk, "audit export").await.stdout, "{\"seq\":1}\n");
    assert_eq!(ask(&desk, "audit export --format csv").await.stdout, "seq\n1\n");
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("audit.jsonl");
    let arguments = format!("audit export --output {}", file.display());
    assert_eq!(ask(&desk, &arguments).await.exit, Exit::Ok);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "{\"seq\":1}\n");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let again = ask(&desk, &arguments).await;
    assert_eq!(again.exit, Exit::Usage);
    assert!(again.stderr.contains("name a new file"), "{}", again.stderr);

    let half = home.path().join("half.jsonl");
    let failing = Arc::new(FakeDesk { tenant: Some(Trouble::new(Kind::Store, "gone", "")), ..FakeDesk::default() });
    assert_eq!(ask(&failing, &format!("audit export --output {}", half.display())).await.exit, Exit::Store);
    assert!(!half.exists(), "half an export was left behind");
}

#[tokio::test]
async fn recipes_are_listed_and_shown() {
    let desk = desk(|_| {});
    let list = ask(&desk, "recipes list").await;
    assert_eq!(list.stdout, "> standard-leaver  for leavers  built in\n  keep-inactive    for leavers  built in\n");
    assert_eq!(ask(&desk, "recipes show").await.stdout, "delete = \"now\"\n");
    let unknown = ask(&desk, "recipes show keep-inactiv").await;
    assert_eq!(unknown.exit, Exit::NotFound);
    assert!(unknown.stderr.contains("did you mean `keep-inactive`?"), "{}", unknown.stderr);
}
