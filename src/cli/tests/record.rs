//! Runs, audit, access, recipes.

use super::desk::FakeDesk;
use super::sample::{JANE, RUN, TOM, summary};
use super::*;
use crate::backend::ChainState;
use crate::model::{Planned, RunState};

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
    let lines = [
        "> standard-leaver  offboard   for leavers  built in",
        "  keep-inactive    offboard   for leavers  built in",
        "  new-people       provision  for leavers  built in",
        "  keep-inactive    provision  for leavers  built in",
    ];
    assert_eq!(list.stdout.lines().collect::<Vec<_>>(), lines);
    let doubled = ask(&desk, "recipes show keep-inactive").await;
    assert!(doubled.exit == Exit::NotFound && doubled.stderr.contains("--job"), "{}", doubled.stderr);
    for (arguments, job, name) in [
        ("recipes show keep-inactive --job provision --json", "provision", "keep-inactive"),
        ("recipes show --job provision --json", "provision", "new-people"),
        ("recipes show new-people --json", "provision", "new-people"),
    ] {
        let shown = ask(&desk, arguments).await.json()["result"]["recipe"].clone();
        assert_eq!((&shown["job"], &shown["name"]), (&job.into(), &name.into()), "{arguments}");
    }
    assert_eq!(ask(&desk, "recipes show").await.stdout, "delete = \"now\"\n");
    let unknown = ask(&desk, "recipes show keep-inactiv").await;
    assert_eq!(unknown.exit, Exit::NotFound);
    assert!(unknown.stderr.contains("did you mean `keep-inactive`?"), "{}", unknown.stderr);
}

#[tokio::test]
async fn every_fault_of_every_recipe_is_told_without_a_desk() {
    let desk = desk(|_| {});
    let home = tempfile::tempdir().unwrap();
    let check = async |arguments: &str| {
        ask_in(&desk, arguments, home.path(), Environment::of([]), CancellationToken::new()).await
    };
    let none = check("recipes check").await;
    assert!(none.exit == Exit::Ok && none.stdout.starts_with("There are no recipes in"), "{}", none.stdout);
    let recipes = home.path().join("config/recipes");
    for (file, text) in [
        ("good.toml", "delete = \"later\"\n"),
        ("bad.toml", "title = \"x\"\ndelte = \"now\"\n[history]\ndays = \"all\"\n"),
        ("provision/bad.toml", "[password]\nlength = 8\n"),
        ("restore/lost.toml", ""),
    ] {
        let path = recipes.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let all = check("recipes check").await;
    assert_eq!(all.exit, Exit::Usage);
    let place = |file: &str| recipes.join(file).display().to_string();
    for line in [
        format!("{}:2: `delte` is not a field of a recipe; did you mean `delete`?", place("bad.toml")),
        format!("{}:4: `history.days` must be a whole number", place("bad.toml")),
        format!("{}:2: `password.length` must be a whole number from 12 to 64", place("provision/bad.toml")),
        format!("{}: is never read", place("restore/lost.toml")),
    ] {
        assert!(all.stdout.contains(&line), "{line}\n{}", all.stdout);
    }
    let json = check("recipes check bad --json").await.json();
    assert_eq!(json["result"]["faults"].as_array().unwrap().len(), 3, "{json}");
    assert_eq!(json["result"]["faults"][0]["nearest"], "delete");
    assert_eq!(check("recipes check good").await.exit, Exit::Ok);
    assert_eq!(
        check("recipes check bad --job provision --json").await.json()["result"]["recipes"][0]["job"],
        "provision"
    );
    assert_eq!(check(&format!("recipes check {}", place("provision/bad.toml"))).await.exit, Exit::Usage);
    let unknown = check("recipes check goood").await;
    assert!(unknown.exit == Exit::NotFound && unknown.stderr.contains("did you mean `good`?"), "{}", unknown.stderr);
    let schema: serde_json::Value = serde_json::from_str(&check("recipes schema").await.stdout).unwrap();
    assert_eq!(schema["properties"]["grace_days"]["default"], 30);
    assert!(desk.asked().is_empty());
}

fn planned(id: &str, planned: Planned) -> crate::backend::RunSummary {
    let due = Some("2027-02-01T17:00:00Z".parse().unwrap());
    crate::backend::RunSummary { due, planned: Some(planned), ..summary(id, RunState::Queued, false) }
}

#[tokio::test]
async fn what_is_planned_is_listed_and_left_alone_until_it_is_due() {
    let runs = || vec![planned(RUN, Planned::Ahead), summary(TOM, RunState::Done, false)];
    let ahead = desk(|d| d.runs = runs());
    let list = ask(&ahead, "runs list --planned").await;
    assert_eq!(list.stdout.lines().count(), 1);
    assert!(list.stdout.contains("planned  ") && list.stdout.contains("for 2027-02-01 17:00:00Z"), "{}", list.stdout);
    let json = ask(&ahead, "runs list --json").await.json();
    assert_eq!((&json["result"]["runs"][0]["planned"], &json["result"]["total"]), (&"ahead".into(), &2.into()));
    for arguments in ["runs due", "runs resume --all"] {
        let came = ask(&ahead, arguments).await;
        assert_eq!(came.exit, Exit::Ok, "{}", came.stderr);
    }
    assert!(!ahead.asked().iter().any(|asked| asked.starts_with("carry out") || asked.starts_with("resume")));

    let due = desk(|d| d.runs = vec![planned(RUN, Planned::Due), planned(TOM, Planned::Ahead)]);
    let came = ask(&due, "runs due --json").await;
    assert_eq!(came.json()["result"]["ended_well"], 1);
    let carried: Vec<_> = due.asked().into_iter().filter(|asked| asked.starts_with("carry out")).collect();
    assert_eq!(carried, [format!("carry out {RUN}")]);
    let bad = desk(|d| (d.runs, d.state) = (vec![planned(RUN, Planned::Due)], RunState::Failed));
    assert_eq!(ask(&bad, "runs due").await.exit, Exit::Failed);
}

#[tokio::test]
async fn who_is_asked_to_stop_before_anything_is_due_ends_well() {
    let desk = desk(|d| d.runs = vec![planned(RUN, Planned::Ahead)]);
    let (home, stop) = (tempfile::tempdir().unwrap(), CancellationToken::new());
    stop.cancel();
    let came = ask_in(&desk, "runs due --watch", home.path(), Environment::of(CREDENTIALS), stop).await;
    assert_eq!((came.exit, came.stdout.as_str()), (Exit::Ok, "No planned run is due.\n"));
}

#[tokio::test]
async fn notices_are_listed_shown_and_sent_again() {
    let desk = desk(|_| {});
    let list = ask(&desk, "notices list --dead --target hr").await;
    assert_eq!(desk.asked().last().map(String::as_str), Some("close"));
    assert!(desk.asked().contains(&"letters Some(Dead) Some(\"hr\") 50".to_owned()), "{:?}", desk.asked());
    assert!(list.stdout.contains("10 tries") && list.stdout.contains("it is gone (410)"), "{}", list.stdout);
    assert!(!list.stdout.contains('\u{202e}'));
    let json = ask(&desk, "notices list --json").await.json();
    assert_eq!(json["result"]["notices"][0]["state"], "dead");
    assert_eq!(json["result"]["targets"][0]["dead"], 1);

    let shown = ask(&desk, "notices show a1").await;
    assert!(shown.stdout.contains("asked for by mb") && shown.stdout.contains("⟨U+202E⟩"), "{}", shown.stdout);
    assert!(desk.asked().contains(&format!("letter msg_{:032x}", 0xa1)), "{:?}", desk.asked());
    assert_eq!(ask(&desk, "notices show zzz").await.exit, Exit::NotFound);
    assert_eq!(ask(&desk, "notices show msg_0").await.exit, Exit::NotFound, "ambiguous");

    let again = ask(&desk, "notices replay a1").await;
    assert!(again.stdout.contains("with the same id"), "{}", again.stdout);
    let all = ask(&desk, "notices replay --all --target hr").await;
    assert!(all.stdout.contains("2 notices sent again") && all.stdout.contains("told again"), "{}", all.stdout);
    let json = ask(&desk, "notices replay --all --target hr --json").await.json();
    assert_eq!((&json["result"]["replayed"], &json["result"]["target_back"]), (&2.into(), &true.into()));
    for bad in
        ["notices replay", "notices replay --all", "notices replay a1 --all --target hr", "notices list --dead --sent"]
    {
        let words = std::iter::once("lanyard").chain(bad.split(' '));
        assert!(<Cli as clap::Parser>::try_parse_from(words).is_err(), "{bad}");
    }
}

#[tokio::test]
async fn a_run_is_shown_with_the_notices_it_gave_rise_to() {
    let desk = desk(|_| {});
    let shown = ask(&desk, "runs show 01934f6e").await;
    assert!(shown.stdout.contains("\ntold:\n  x dead"), "{}", shown.stdout);
    let json = ask(&desk, "runs show 01934f6e --json").await.json();
    assert_eq!(json["result"]["notices"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn changes_in_the_tenant_say_whose_they_are() {
    let desk = desk(|_| {});
    let list = ask(&desk, "changes --since 3d").await;
    assert!(desk.asked().contains(&"changes 259200 200".to_owned()), "{:?}", desk.asked());
    assert!(list.stdout.contains("this house") && list.stdout.contains("user x"), "{}", list.stdout);
    assert!(list.stdout.contains("department: - -> Claims, Sales"), "{}", list.stdout);
    assert!(!list.stdout.contains('\u{202e}'));
    let json = ask(&desk, "changes --others --json").await.json();
    let changes = json["result"]["changes"].as_array().unwrap();
    assert_eq!((changes.len(), &changes[0]["ours"]), (1, &false.into()));
}

#[tokio::test(start_paused = true)]
async fn whoever_stays_is_told_each_change_once() {
    let desk = desk(|_| {});
    let stop = CancellationToken::new();
    let later = stop.clone();
    tokio::spawn(async move {
        tokio::time::sleep(std::time::Duration::from_secs(95)).await;
        later.cancel();
    });
    let home = tempfile::tempdir().unwrap();
    let came = ask_in(&desk, "changes --watch", home.path(), Environment::of(CREDENTIALS), stop).await;
    assert_eq!(came.exit, Exit::Ok, "{}", came.stderr);
    assert_eq!(desk.asked().iter().filter(|asked| asked.starts_with("changes")).count(), 4);
    let told = format!("{}{}", came.stdout, came.stderr);
    assert_eq!(told.matches("Update User").count(), 2, "{told}");
    assert!(told.contains("2 changes told."), "{told}");
}

#[tokio::test]
async fn figures_are_the_same_numbers_in_words_and_for_programs() {
    let none = ask(&desk(|_| {}), "figures").await;
    assert!(none.stdout.contains("No event of an HR system has led to a cut yet."), "{}", none.stdout);
    assert!(none.stdout.contains("No run has ended in the last 14 days."), "{}", none.stdout);
    let json = ask(&desk(|_| {}), "figures --json").await.json();
    assert!(json["result"]["event_to_cut"]["p95_ms"].is_null());

    let one = ask(&desk(|d| d.cuts = 1), "figures").await;
    assert!(one.stdout.contains("The one cut so far came 1.0 s after its event."), "{}", one.stdout);

    let desk = desk(|d| d.cuts = 20);
    let many = ask(&desk, "figures").await.stdout;
    assert!(many.contains("Of the last 20 cuts half came within 10 s (p50) and 95 of 100 within 19 s (p95)"), "{many}");
    assert!(many.contains("12 runs ended: 11 done (+), 1 failed (x), 0 cancelled (-)."), "{many}");
    assert!(many.contains("x 2027-01-15      4  3 done  1 failed  +++++++++++++++xxxxx"), "{many}");
    assert!(!many.contains('\u{202e}') && many.contains("Jane⟨U+202E⟩ Doe"), "{many}");
    let result = &ask(&desk, "figures --json").await.json()["result"];
    assert_eq!(
        (&result["event_to_cut"]["p50_ms"], &result["event_to_cut"]["p95_ms"]),
        (&10_000.into(), &19_000.into())
    );
    let days = result["runs_a_day"].as_array().unwrap();
    assert_eq!((days.len(), &days[13]["done"], &days[13]["failed"]), (14, &3.into(), &1.into()));
    assert!(!desk.asked().contains(&"open Tenant".to_owned()), "no tenant is needed");
}
