//! Many people as one batch.

use super::desk::FakeDesk;
use super::sample::{BATCH, JANE, RUN, TOM, jane, person};
use super::*;
use crate::backend::{BatchRefusal, Refusal};
use crate::model::RunState;

const ANN: &str = "6f0c2f7e-1111-4222-8333-0000000000aa";
const YES: &str = "--yes --reason left --ticket HR-1";

fn desk(change: impl FnOnce(&mut FakeDesk)) -> Arc<FakeDesk> {
    let people = vec![jane(), person(TOM, "Tom Okafor", "tom@acme.example"), person(ANN, "=Ann", "ann@acme.example")];
    let mut desk = FakeDesk { people, blocked_too: vec![ANN.into()], ..FakeDesk::default() };
    change(&mut desk);
    Arc::new(desk)
}

fn said(desk: &FakeDesk, what: &str) -> usize {
    desk.asked().iter().filter(|asked| asked.starts_with(what)).count()
}

#[tokio::test]
async fn without_yes_every_plan_is_shown_with_one_digest_over_all() {
    let shown = ask(&desk(|_| {}), &format!("offboard {JANE} {TOM} {ANN} --json")).await.json();
    let batch = &shown["result"]["batch"];
    assert_eq!((batch["people"].as_u64(), batch["needs_people"].as_bool()), (Some(2), Some(false)));
    let digest = batch["digest"].as_str().unwrap()[..12].to_owned();
    let text = ask(&desk(|_| {}), &format!("offboard {TOM} {ANN} {JANE}")).await.stdout;
    assert!(
        text.contains(&format!("these 2 plans, give the same command with --yes --reason TEXT --expect {digest}")),
        "{text}"
    );

    // Exactly these: another list, or another plan, is another digest.
    let exact = desk(|_| {});
    assert_eq!(ask(&exact, &format!("offboard {TOM} {JANE} {ANN} {YES} --expect {digest}")).await.exit, Exit::Refused);
    assert_eq!(said(&exact, "carry"), 1, "the blocked one is set aside, the others go on");
    let other = desk(|_| {});
    let came = ask(&other, &format!("offboard {TOM} {ANN} {YES} --expect {digest}")).await;
    assert_eq!((came.exit, said(&other, "confirm")), (Exit::Refused, 0));
    assert!(came.stdout.contains("the plan is now"), "{}", came.stdout);
}

#[tokio::test]
async fn a_number_that_is_given_has_to_be_right() {
    for (active, number, goes) in [(39, None, true), (39, Some(2), true), (40, Some(3), false)] {
        let desk = desk(|d| d.active = active);
        let number = number.map(|n| format!(" --exactly {n}")).unwrap_or_default();
        let came = ask(&desk, &format!("offboard {JANE} {TOM} {YES}{number}")).await;
        assert_eq!(said(&desk, "carry") == 1, goes, "{active}{number}");
        assert_eq!(came.exit == Exit::Ok, goes, "{active}{number}");
        if !goes {
            assert!(came.stderr.contains("--exactly 2"), "{}", came.stderr);
            assert!(came.stderr.contains("Nothing was changed."), "{}", came.stderr);
        }
    }
}

#[tokio::test]
async fn who_has_changed_is_planned_anew_and_who_has_a_run_is_set_aside() {
    let moved = desk(|d| {
        let refusals = d.batch_refusals.get_mut().unwrap();
        refusals.push_back(BatchRefusal::Changed(vec![(TOM.into(), "a role was added".into())]));
        refusals.push_back(BatchRefusal::AlreadyRunning(vec![(JANE.into(), RUN.into())]));
    });
    let came = ask(&moved, &format!("offboard {JANE} {TOM} {YES}")).await;
    assert_eq!((said(&moved, &format!("plan {TOM}")), said(&moved, "confirm 1")), (2, 1), "{:?}", moved.asked());
    assert_eq!(came.exit, Exit::Refused);
    assert!(came.stdout.contains("Tom Okafor") && came.stdout.ends_with("1 offboarded, 1 not.\n"), "{}", came.stdout);

    let always = desk(|d| {
        let changed = || BatchRefusal::Changed(vec![(TOM.into(), "x".into())]);
        d.batch_refusals.get_mut().unwrap().extend((0..3).map(|_| changed()));
    });
    let came = ask(&always, &format!("offboard {JANE} {TOM} {YES}")).await;
    assert!(came.stdout.contains("keeps changing"), "{}", came.stdout);
    assert_eq!(said(&always, "carry"), 1);

    let incomplete = desk(|d| d.batch_refusals.get_mut().unwrap().push_back(BatchRefusal::Refused(Refusal::NoTicket)));
    let came = ask(&incomplete, &format!("offboard {JANE} {TOM} --yes --reason left --json")).await;
    assert_eq!((came.exit, said(&incomplete, "carry")), (Exit::Refused, 0));
    assert!(came.json()["result"]["people"].as_array().unwrap().iter().all(|p| p["ok"] == false));
}

#[tokio::test]
async fn the_result_file_names_everybody_and_runs_no_formula() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("result.csv");
    let desk = desk(|d| d.state = RunState::Failed);
    let arguments = format!("offboard {JANE} {ANN} nobody@acme.example {YES} --result {}", file.display());
    let came = ask(&desk, &arguments).await;
    assert_eq!(came.exit, Exit::Failed);
    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "row,who,person,id,outcome,reason,run,access-cut-at,correlation-id");
    assert!(lines[1].starts_with(&format!(",{JANE},Jane Doe,{JANE},failed,")), "{text}");
    assert!(lines[2].starts_with(&format!(",{ANN},'=Ann,{ANN},blocked,")), "{text}");
    assert!(lines[3].starts_with(",nobody@acme.example,,,not-found,nobody in the tenant"), "{text}");
    let again = ask(&desk, &arguments).await;
    assert_eq!(again.exit, Exit::Usage, "an existing file is not overwritten");
}

#[tokio::test]
async fn a_group_s_members_are_a_list() {
    let desk = desk(|d| {
        d.groups = vec![crate::model::Group {
            id: "g1".into(),
            name: "Night shift".into(),
            kind: crate::model::GroupType::Official,
            member_count: 3,
            owners: Vec::new(),
            roles_enabled: true,
            version: 1,
        }];
    });
    let came = ask(&desk, &format!("offboard --group Night__shift {YES} --json")).await;
    assert_eq!(said(&desk, "members of g1"), 1);
    assert_eq!(said(&desk, "confirm 2 as group Night shift"), 1, "{:?}", desk.asked());
    assert_eq!(came.json()["result"]["batch"]["totals"]["blocked"], 1);
}

#[tokio::test]
async fn batches_are_found_shown_and_steered() {
    let desk = desk(|_| {});
    ask(&desk, &format!("offboard {JANE} {TOM} {YES}")).await;
    let listed = ask(&desk, "batches list --json").await.json();
    assert_eq!(listed["result"]["batches"][0]["id"], BATCH);
    let shown = ask(&desk, "batches show 01934f70").await;
    assert!(shown.stdout.contains("2 done, 0 failed"), "{}", shown.stdout);
    for (line, asked) in
        [("pause", "pause batch"), ("cancel", "cancel batch"), ("resume", "resume batch"), ("retry", "retry batch")]
    {
        let came = ask(&desk, &format!("batches {line} 01934f70 --json")).await;
        assert_eq!((came.exit, said(&desk, asked)), (Exit::Ok, 1), "{line}");
    }
    assert_eq!(said(&desk, "carry out batch"), 4);
    assert_eq!(ask(&desk, "batches show 77").await.exit, Exit::NotFound);
}
