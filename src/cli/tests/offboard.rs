use super::desk::FakeDesk;
use super::sample::{JANE, RUN, TOM, at, jane, person};
use super::*;
use crate::backend::{Refusal, RunSummary};
use crate::model::{Level, Outcome, Planned, RunState};

fn desk(change: impl FnOnce(&mut FakeDesk)) -> Arc<FakeDesk> {
    let mut desk = FakeDesk::default();
    change(&mut desk);
    Arc::new(desk)
}

const YES: &str = "--yes --reason left --ticket HR-1";

#[tokio::test]
async fn without_yes_the_plan_is_shown_and_nothing_else_is_asked() {
    for arguments in [format!("offboard {JANE}"), format!("offboard {JANE} --plan")] {
        let desk = desk(|_| {});
        let came = ask(&desk, &arguments).await;
        assert_eq!(came.exit, Exit::Ok);
        assert_eq!(desk.asked(), ["open Tenant", &format!("plan {JANE} standard-leaver"), "close"]);
        let digest = sample::plan(&jane()).digest();
        let digest = &digest.as_str()[..12];
        let expected = format!(
            "\
Offboard Jane Doe <jane.doe@acme.example> in Acme
  recipe standard-leaver, 14 calls, about 4.0 s, ends deleted, plan {digest}

  ! warning  2 open calls in Claims
             -> they go back to the queue

  cut access   1  state         active -> inactive
               2  queue status  - nothing to do: was off queue
  take apart   3  groups        - Night shift
                                - EMEA agents

  cannot be undone
    extension

Nothing was changed. To carry out exactly this plan: lanyard offboard {JANE} --yes --reason TEXT --expect {digest}
"
        );
        assert_eq!(came.stdout, expected);
        assert_eq!(came.stderr, "");
    }
}

#[tokio::test]
async fn with_yes_it_is_confirmed_carried_out_and_told() {
    let desk = desk(|_| {});
    let came = ask(&desk, &format!("offboard jane.doe@acme.example {YES}")).await;
    assert_eq!(came.exit, Exit::Ok, "{}", came.stderr);
    let asked = desk.asked();
    assert_eq!(asked[3..5], ["confirm Jane Doe left HR-1".to_owned(), format!("carry out {JANE}")]);
    let expected = format!(
        "\
Offboard Jane Doe <jane.doe@acme.example> in Acme, recipe standard-leaver: 3 steps, 14 calls, about 4.0 s
run {JANE}
  + done      state           active -> inactive  1.0 s  proved: read back
  - skipped   queue status    was off queue
  + done      groups          - Night shift; - EMEA agents  1.0 s  proved: read back
Access was cut 2.0 s after confirmation; everything was proved by reading back.
"
    );
    assert_eq!(came.stdout, expected);
}

#[tokio::test]
async fn json_is_one_object_with_the_documented_fields() {
    let came = ask(&desk(|_| {}), &format!("offboard {JANE} {YES} --json")).await;
    let value = came.json();
    let one = &value["result"]["people"][0];
    assert_eq!(value["command"], "offboard");
    assert_eq!(one["who"], JANE);
    assert_eq!(one["run"]["state"], "done");
    assert_eq!(one["run"]["proved"], true);
    assert_eq!(one["run"]["access_cut_after_ms"], 2000);
    assert_eq!(one["run"]["totals"]["done"], 2);
    assert_eq!(one["run"]["steps"][0]["took_ms"], 1000);
    assert_eq!(one["plan"]["forecast"]["calls"], 14);
    assert_eq!(one["plan"]["steps"][1]["skip"], "was off queue");
    assert_eq!(value["result"]["totals"]["ok"], 1);
    assert_eq!(came.stderr, "");
    let readme = include_str!("../../../README.md");
    for object in
        [&value, one, &one["run"], &one["plan"], &ask(&desk(|_| {}), "offboard x --json").await.json()["error"]]
    {
        for field in object.as_object().unwrap().keys().filter(|k| !k.ends_with("_at")) {
            assert!(readme.contains(field.as_str()), "README.md does not name {field}");
        }
    }
}

#[tokio::test]
async fn an_incomplete_confirmation_is_refused_before_anything_is_opened() {
    for arguments in ["--yes", "--yes --reason __"] {
        let desk = desk(|_| {});
        let came = ask(&desk, &format!("offboard {JANE} {arguments}")).await;
        assert_eq!(came.exit, Exit::Refused);
        assert!(
            came.stderr.contains("--reason TEXT") && came.stderr.contains("Nothing was changed."),
            "{}",
            came.stderr
        );
        assert!(desk.asked().is_empty());
    }
    let desk = desk(|d| d.refusals.get_mut().unwrap().push_back(Refusal::NoTicket));
    let came = ask(&desk, &format!("offboard {JANE} --yes --reason left --json")).await;
    assert_eq!(came.exit, Exit::Refused);
    let error = &came.json()["error"];
    assert_eq!((error["kind"].as_str(), error["changed"].as_str()), (Some("refused"), Some("no")));
    assert!(error["remedy"].as_str().unwrap().contains("--ticket"));
    assert!(!desk.asked().iter().any(|a| a.starts_with("carry")));
}

#[tokio::test]
async fn a_blocked_plan_is_refused_and_shown() {
    let desk = desk(|d| d.blocked = true);
    let came = ask(&desk, &format!("offboard {JANE} {YES}")).await;
    assert_eq!(came.exit, Exit::Refused);
    assert!(came.stderr.contains("2 open calls in Claims"), "{}", came.stderr);
    assert!(!desk.asked().iter().any(|a| a.starts_with("carry")));
    let shown = ask(&desk, &format!("offboard {JANE}")).await;
    assert_eq!(shown.exit, Exit::Ok);
    assert!(shown.stdout.contains("x blocker") && shown.stdout.contains("deal with the blockers"), "{}", shown.stdout);
    assert_eq!(Level::Blocker.as_str(), "blocker");
}

#[tokio::test]
async fn unknown_and_ambiguous_names_name_the_remedy() {
    let unknown = ask(&desk(|_| {}), &format!("offboard nobody@acme.example {YES}")).await;
    assert_eq!(unknown.exit, Exit::NotFound);
    assert!(
        unknown.stderr.starts_with("x nobody in the tenant answers to nobody@acme.example\n"),
        "{}",
        unknown.stderr
    );

    let twins = desk(|d| d.people = vec![person(JANE, "Jan Jansen", "a@x"), person(TOM, "Jan Jansen", "b@x")]);
    let came = ask(&twins, &format!("offboard Jan__Jansen {YES}")).await;
    assert_eq!(came.exit, Exit::NotFound);
    assert!(came.stderr.contains(JANE) && came.stderr.contains(TOM), "{}", came.stderr);
    assert!(!twins.asked().iter().any(|a| a.starts_with("plan")));
    let json = ask(&twins, &format!("offboard Jan__Jansen {YES} --json")).await.json();
    assert_eq!(json["error"]["kind"], "ambiguous");
    assert_eq!(json["error"]["candidates"][1]["email"], "b@x");
}

#[tokio::test]
async fn a_run_that_fails_says_which_step_why_and_what_to_do() {
    let desk = desk(|d| {
        d.state = RunState::Failed;
        d.third = Some(Outcome::Failed);
    });
    let came = ask(&desk, &format!("offboard {JANE} {YES}")).await;
    assert_eq!(came.exit, Exit::Failed);
    for words in [
        "groups failed: leaving Night shift: not allowed",
        "not proved: groups",
        "status 403, code missing.permissions, correlation id corr-1",
        "Something was changed.",
        "What to do: grant directory:group:edit to the client's role; then `lanyard runs retry",
    ] {
        assert!(came.stderr.contains(words), "{words}: {}", came.stderr);
    }
    assert!(came.stdout.contains("x failed    groups"), "{}", came.stdout);
}

#[tokio::test]
async fn a_plan_that_became_void_is_made_anew_unless_one_plan_was_meant() {
    let void = || desk(|d| d.refusals.get_mut().unwrap().push_back(Refusal::Changed("a role was added".into())));
    let again = void();
    assert_eq!(ask(&again, &format!("offboard {JANE} {YES}")).await.exit, Exit::Ok);
    assert_eq!(again.asked().iter().filter(|a| a.starts_with("plan")).count(), 2);

    let digest = sample::plan(&jane()).digest();
    let exact = void();
    let came = ask(&exact, &format!("offboard {JANE} {YES} --expect {}", &digest.as_str()[..12])).await;
    assert_eq!(came.exit, Exit::Refused);
    assert!(came.stderr.contains("a role was added"), "{}", came.stderr);

    for wrong in ["0123456789ab", &digest.as_str()[..7]] {
        let other = desk(|_| {});
        let came = ask(&other, &format!("offboard {JANE} {YES} --expect {wrong}")).await;
        assert_eq!(came.exit, Exit::Refused);
        assert!(!other.asked().iter().any(|a| a.starts_with("confirm")));
    }
    let changing = desk(|d| d.refusals.get_mut().unwrap().extend((0..9).map(|_| Refusal::Changed("x".into()))));
    let came = ask(&changing, &format!("offboard {JANE} {YES}")).await;
    assert_eq!(came.exit, Exit::Refused);
    assert!(came.stderr.contains("keeps changing"), "{}", came.stderr);
}

#[tokio::test]
async fn a_list_goes_on_when_one_fails_and_ends_with_the_weightiest_code() {
    let home = tempfile::tempdir().unwrap();
    let list = home.path().join("leavers.csv");
    std::fs::write(
        &list,
        format!("id,why\n{JANE},left\nnobody@acme.example,left\n{TOM},left\njane.doe@acme.example\n"),
    )
    .unwrap();
    let desk = desk(|_| {});
    let arguments = format!("offboard --from {} {YES} --json --jobs 1", list.display());
    let came = ask(&desk, &arguments).await;
    assert_eq!(came.exit, Exit::NotFound);
    let value = came.json();
    let people = value["result"]["people"].as_array().unwrap();
    let codes: Vec<_> = people.iter().map(|p| p["exit"].as_u64().unwrap()).collect();
    assert_eq!(codes, [0, 4, 0, 0]);
    assert_eq!(people[3]["same_as"], JANE);
    let totals = &value["result"]["totals"];
    assert_eq!(
        (totals["people"].as_u64(), totals["ok"].as_u64(), totals["not_found"].as_u64()),
        (Some(3), Some(2), Some(1))
    );
    assert_eq!(desk.asked().iter().filter(|a| a.starts_with("carry")).count(), 1);
    assert!(desk.asked().iter().any(|a| a == "confirm 2 as leavers.csv left HR-1"), "{:?}", desk.asked());
    assert_eq!(value["result"]["batch"]["totals"]["planned"], 2);

    let text = ask(&desk, &arguments.replace("--json", "")).await;
    assert!(text.stdout.contains("+ done      Jane Doe  3 steps  4.0 s  run"), "{}", text.stdout);
    assert!(text.stdout.contains("x not-found  nobody@acme.example"), "{}", text.stdout);
    assert!(text.stdout.ends_with("2 offboarded, 1 not.\n"), "{}", text.stdout);
}

#[tokio::test]
async fn stopping_leaves_the_run_to_be_resumed_and_begins_no_other() {
    let home = tempfile::tempdir().unwrap();
    let stop = CancellationToken::new();
    stop.cancel();
    let desk = desk(|d| d.third = None);
    let came =
        ask_in(&desk, &format!("offboard {JANE} {TOM} {YES}"), home.path(), Environment::of(CREDENTIALS), stop.clone())
            .await;
    assert_eq!(came.exit, Exit::Interrupted);
    assert_eq!(desk.asked(), ["open Tenant", "close"]);

    let came = ask_in(&desk, "runs resume 01934f6e", home.path(), Environment::of(CREDENTIALS), stop).await;
    assert_eq!(came.exit, Exit::Interrupted);
    assert!(came.stderr.contains("2 of 3 steps have ended"), "{}", came.stderr);
    assert!(came.stderr.contains(&format!("`lanyard runs resume {RUN}`")), "{}", came.stderr);
    assert_eq!(at(0).as_second(), 1_800_000_000);
}

#[tokio::test]
async fn stopping_while_planning_begins_nothing() {
    for (flags, told) in [("", false), (YES, true)] {
        let home = tempfile::tempdir().unwrap();
        let stop = CancellationToken::new();
        let desk = desk(|d| d.stop_while_planning = Some(stop.clone()));
        let came =
            ask_in(&desk, &format!("offboard {JANE} {flags}"), home.path(), Environment::of(CREDENTIALS), stop).await;
        assert_eq!(came.exit, Exit::Interrupted);
        assert_eq!(came.stderr.contains("stopping after the current step"), told, "{}", came.stderr);
        assert!(came.stderr.contains("Nothing was changed."), "{}", came.stderr);
        assert_eq!(desk.asked().last().map(String::as_str), Some("close"));
        assert!(!desk.asked().iter().any(|a| a.starts_with("confirm")));
    }
}

#[tokio::test]
async fn trouble_with_tenant_and_journal_have_codes_of_their_own() {
    for (kind, code) in [(Kind::Tenant, 5), (Kind::Credentials, 5), (Kind::Permission, 5), (Kind::Store, 6)] {
        let trouble = Trouble::new(kind, "no", "do");
        let while_planning = desk(|d| d.tenant = Some(trouble.clone()));
        assert_eq!(ask(&while_planning, &format!("offboard {JANE} {YES}")).await.exit.code(), code);
        let while_opening = desk(|d| d.open = Some(trouble.clone()));
        assert_eq!(ask(&while_opening, &format!("offboard {JANE} {YES}")).await.exit.code(), code);
    }
    let running = desk(|d| d.refusals.get_mut().unwrap().push_back(Refusal::AlreadyRunning(RUN.into())));
    let came = ask(&running, &format!("offboard {JANE} {YES}")).await;
    assert_eq!(came.exit, Exit::Refused);
    assert!(came.stderr.contains(&format!("lanyard runs resume {RUN}")), "{}", came.stderr);
}

#[tokio::test]
async fn lists_that_cannot_be_read_or_are_empty() {
    let home = tempfile::tempdir().unwrap();
    let empty = home.path().join("empty");
    std::fs::write(&empty, "# nobody\n").unwrap();
    for (file, words) in
        [("no/such/file".to_owned(), "cannot be read"), (empty.display().to_string(), "nobody is named")]
    {
        let came = ask(&desk(|_| {}), &format!("offboard --from {file}")).await;
        assert_eq!(came.exit, Exit::Usage);
        assert!(came.stderr.contains(words), "{}", came.stderr);
    }
}

#[tokio::test]
async fn a_time_is_shown_back_with_its_zone_and_nothing_is_begun() {
    let desk = desk(|d| {
        let due = Some("2099-12-01T17:00:00Z".parse().unwrap());
        let line = super::sample::summary(JANE, RunState::Queued, false);
        d.runs = vec![RunSummary { due, planned: Some(Planned::Ahead), ..line }];
        d.state = RunState::Queued;
    });
    let command = format!("offboard {JANE} --yes --reason left --at 2099-12-01T18:00[Europe/Berlin]");
    let came = ask(&desk, &command).await;
    assert_eq!(came.exit, Exit::Ok, "{}", came.stderr);
    assert!(came.stdout.contains("Planned for 2099-12-01T18:00:00+01:00[Europe/Berlin]."), "{}", came.stdout);
    assert!(desk.asked().contains(&"confirm Jane Doe left  at 2099-12-01T17:00:00Z".to_owned()), "{:?}", desk.asked());
    assert!(!desk.asked().iter().any(|asked| asked.starts_with("carry out")));
    let json = ask(&desk, &format!("{command} --json")).await.json();
    assert_eq!(json["result"]["planned_for"], "2099-12-01T18:00:00+01:00[Europe/Berlin]");
    for time in ["2020-01-01T00:00Z", "soon"] {
        let came = ask(&desk, &format!("offboard {JANE} --yes --reason left --at {time}")).await;
        assert_eq!(came.exit, Exit::Usage);
        assert!(came.stderr.contains("2026-12-01T18:00[Europe/Berlin]"), "{}", came.stderr);
    }
}
