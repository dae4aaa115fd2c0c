//! The run screen's behaviour and its pictures.

use crate::backend::{BudgetMeter, Command, Event, RestoreFrom, Waiting};
use crate::model::{DisplayText, Outcome, Progress, RunEvent, RunRecord, RunState, StepState};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::fake::past;
use crate::tui::input::Input;
use crate::tui::overlay::Overlay;
use crate::tui::pane::story;
use std::sync::Arc;
use std::time::Duration;

mod saying;

fn waiting() -> Event {
    Event::Budget(BudgetMeter {
        used: 269,
        allowed: Some(300),
        resets_in: Some(Duration::from_secs(17)),
        waiting: Some(Waiting { left: Duration::from_secs(17), why: "the server asked (429)".into() }),
        calls: 269,
        throttled: 1,
        retries: 1,
    })
}

fn at(app: &mut App, seconds: i64) {
    crate::tui::app::update(app, Input::Timer(crate::tui::input::Timer::Clock), story::at(seconds));
}

/// What a screen says, however it is broken into rows.
fn said(screen: &str) -> String {
    screen.replace('┃', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 50)];

fn picture(name: &str, run: &RunRecord) {
    for (width, height) in SIZES {
        let mut app = story::watching(width, height, run.clone());
        if run.state.is_over() {
            story::tell(&mut app, Event::RunTrail(Arc::new(past::trail(run))));
        }
        insta::assert_snapshot!(format!("{name}_{width}"), story::screen(&app));
    }
}

#[test]
fn at_work_while_the_server_asks_to_wait() {
    for (width, height) in SIZES {
        let mut app = story::watching(width, height, story::running());
        at(&mut app, 4);
        story::tell(&mut app, waiting());
        at(&mut app, 9);
        let screen = story::screen(&app);
        assert!(screen.contains(". waiting   queues"), "{screen}");
        assert!(screen.contains("12 s left of 17 s: the server asked (429)"), "{screen}");
        insta::assert_snapshot!(format!("waiting_{width}"), screen);
    }
}

#[test]
fn at_work_and_held() {
    for (width, height) in SIZES {
        let mut app = story::watching(width, height, story::running());
        for (second, calls) in [(0, 40), (61, 90), (122, 112)] {
            let meter = Event::Budget(past::meter(calls));
            crate::tui::app::update(&mut app, Input::Backend(meter), story::at(second - 110));
        }
        at(&mut app, 12);
        insta::assert_snapshot!(format!("running_{width}"), story::screen(&app));
    }
    picture("held", &story::held());
}

#[test]
fn at_work_while_an_effect_is_not_to_be_seen_yet() {
    for (width, height) in SIZES {
        let mut run = story::running();
        run.steps[4].state = StepState::Effect;
        let mut app = story::watching(width, height, run);
        story::tell(&mut app, story::spreading());
        at(&mut app, 9);
        let screen = story::screen(&app);
        assert!(screen.contains(". waiting   queues"), "{screen}");
        assert!(said(&screen).contains("queues, try 2: taken by the tenant, not to be seen yet;"), "{screen}");
        insta::assert_snapshot!(format!("spreading_{width}"), screen);
    }
}

#[test]
fn names_that_make_trouble_stay_in_their_place() {
    let hostile = "Eve\u{202e}nimda\u{1b}[2J 漢字漢字漢字漢字 👩‍👩‍👧‍👦 Wolkenstein-Trostburg the Third of them all";
    for mut run in [story::running(), story::over(RunState::Failed, &[("groups", Outcome::Failed)])] {
        let name = if run.state.is_over() { "hostile_over" } else { "hostile_running" };
        run.plan.subject.name = DisplayText::new(hostile);
        run.operator.name = DisplayText::new(hostile);
        run.reason = DisplayText::new(hostile);
        run.plan.steps[5].effects.push(DisplayText::new(hostile));
        picture(name, &run);
    }
}

#[test]
fn a_finished_run_reads_like_a_statement() {
    let run = story::over(RunState::Failed, &[("groups", Outcome::Failed), ("delete", Outcome::Unknown)]);
    let trail = past::trail(&run);
    let mut app = story::watching(120, 36, run.clone());
    story::tell(&mut app, Event::RunTrail(Arc::new(trail)));
    let copied = |app: &mut App, key: char| {
        let now = app.now;
        let code = ratatui::crossterm::event::KeyCode::Char(key);
        let effects = crate::tui::app::update(app, Input::Key(code.into()), now);
        effects.into_iter().find_map(|effect| if let Effect::Copy(text) = effect { Some(text) } else { None })
    };
    let text = copied(&mut app, 'y').unwrap();
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "m.berger confirmed on 2026-10-12T10:41:00.000+00:00: offboard Jane Doe in Acme. Access was cut 900 ms after \
         confirmation and 4 min 11 s after HR's notice; not everything is as planned: groups failed, delete unknown.",
        "notice hr-core at 2026-10-12T10:36:46.000+00:00, taken here at 2026-10-12T10:36:49.000+00:00",
        "8 of 11 steps are proved, 1 was skipped, 1 has failed, 1 is unknown.",
        "fault: 403 on PATCH groups: directory:group:edit is missing; nothing was changed",
        "active -> inactive, reason Voluntary",
        "proved: read back: as planned (6b1c-77)",
        "records 18,201, 18,202",
        "23 records of it, number 18,190 to 18,212",
        run.digest.as_str(),
        run.id.as_str(),
    ] {
        assert!(plain.contains(words), "{words}\n{text}");
    }
    assert!(text.lines().all(|line| line.trim_end() == line), "no blanks at the ends");
    insta::assert_snapshot!("statement", text);
}

#[test]
fn how_runs_end() {
    picture("done", &story::over(RunState::Done, &[]));
    picture("failed", &story::over(RunState::Failed, &[("groups", Outcome::Failed)]));
    picture("unknown", &story::over(RunState::Failed, &[("delete", Outcome::Unknown)]));
    picture("cancelled", &story::cancelled());
}

fn interrupted(width: u16, height: u16) -> App {
    let mut app = story::watching(width, height, story::running());
    let runs = vec![story::summary(&story::running(), true)];
    story::tell(&mut app, Event::Runs { generation: 0, runs });
    app
}

#[test]
fn left_in_the_middle() {
    insta::assert_snapshot!("interrupted_80", story::screen(&interrupted(80, 24)));
    insta::assert_snapshot!("interrupted_120", story::screen(&interrupted(120, 36)));
}

fn event(index: i64, progress: Progress) -> Event {
    Event::RunEvent(RunEvent { run: story::running().id, index, at: story::at(5), progress })
}

#[test]
fn events_are_shown_and_a_gap_asks_for_the_whole_run() {
    let mut app = story::watching(80, 24, story::running());
    let mut step = story::running().steps[4].clone();
    story::end(&mut step, Outcome::Done);
    assert!(story::tell(&mut app, event(9, Progress::Step(Box::new(step.clone())))).is_empty());
    assert_eq!(app.run.record().unwrap().steps[4].state, StepState::Ended);
    let commands = story::tell(&mut app, event(12, Progress::Step(Box::new(step))));
    assert_eq!(commands, [Command::Watch(story::running().id)]);
}

#[test]
fn the_end_fetches_the_last_word_and_the_list() {
    let mut app = story::watching(80, 24, story::running());
    let commands = story::tell(&mut app, event(9, Progress::Run { state: RunState::Done, why: None }));
    assert!(matches!(&commands[..], [Command::Watch(_), Command::Runs { .. }]), "{commands:?}");
}

#[test]
fn an_event_of_an_interrupted_run_means_that_somebody_works_on_it_again() {
    let mut app = interrupted(80, 24);
    let mut step = story::running().steps[4].clone();
    story::end(&mut step, Outcome::Done);
    story::tell(&mut app, event(9, Progress::Step(Box::new(step))));
    assert!(!super::interrupted(&app));
    assert_eq!((app.summaries[0].steps_ended, app.active_runs()), (5, 1));
}

#[test]
fn another_run_changes_nothing() {
    let mut app = story::watching(80, 24, story::running());
    let before = story::screen(&app);
    let mut other = story::over(RunState::Done, &[]);
    other.id = "other".into();
    story::tell(&mut app, Event::Run(std::sync::Arc::new(other)));
    assert_eq!(story::screen(&app), before);
}

#[test]
fn the_cursor_follows_the_work_until_it_is_moved() {
    let mut app = story::watching(80, 24, story::running());
    assert_eq!(app.run.cursor.at, 4);
    story::press(&mut app, "Up");
    let mut step = story::running().steps[6].clone();
    step.state = StepState::Intent;
    let mut five = story::running().steps[4].clone();
    story::end(&mut five, Outcome::Done);
    story::tell(&mut app, event(9, Progress::Step(Box::new(five))));
    story::tell(&mut app, event(10, Progress::Step(Box::new(step))));
    assert_eq!(app.run.cursor.at, 3);
    story::press(&mut app, "f");
    assert_eq!(app.run.cursor.at, 6);
}

#[test]
fn pausing_is_immediate_and_the_rest_is_asked_about() {
    let id = story::running().id;
    let mut app = story::watching(80, 24, story::running());
    assert_eq!(story::press(&mut app, "p"), [Command::Pause(id.clone())]);
    assert!(story::press(&mut app, "s").is_empty());
    insta::assert_snapshot!("stop_80", story::screen(&app));
    assert!(story::press(&mut app, "Enter").is_empty(), "Enter does not say yes");
    assert_eq!(story::press(&mut app, "y"), [Command::Cancel(id.clone())]);
    assert!(story::press(&mut app, "y").is_empty(), "the question is closed");

    let mut app = story::watching(80, 24, story::over(RunState::Failed, &[("groups", Outcome::Failed)]));
    assert!(story::press(&mut app, "R").is_empty());
    assert!(story::screen(&app).contains("does again what did not end well: groups"));
    assert_eq!(story::press(&mut app, "y")[0], Command::Retry(id.clone()));

    let mut app = interrupted(80, 24);
    assert!(story::press(&mut app, "u").is_empty());
    story::press(&mut app, "Esc");
    assert!(story::press(&mut app, "y").is_empty());
    story::press(&mut app, "u");
    assert_eq!(story::press(&mut app, "y")[0], Command::Resume(id));
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut app = story::watching(80, 24, story::over(RunState::Done, &[]));
    for (key, why) in [("p", "it is over"), ("s", "it is over"), ("u", "it is over"), ("R", "every step ended well")] {
        assert!(story::press(&mut app, key).is_empty());
        assert!(story::screen(&app).contains(why), "{key}");
    }
}

#[test]
fn a_step_can_be_read_in_full() {
    let mut app = story::watching(80, 24, story::over(RunState::Failed, &[("groups", Outcome::Failed)]));
    assert_eq!(super::selected_step(&app), Some(5), "what went wrong is selected");
    assert!(
        story::screen(&app).contains("directory:group:edit is missing"),
        "and why can be read: {}",
        story::screen(&app)
    );
    story::press(&mut app, "Enter");
    insta::assert_snapshot!("step_80", story::screen(&app));
}

#[test]
fn seconds_are_counted_only_while_somebody_works() {
    let mut app = story::watching(80, 24, story::running());
    assert!(super::counts_seconds(&app));
    story::tell(&mut app, Event::Runs { generation: 0, runs: vec![story::summary(&story::running(), true)] });
    assert!(!super::counts_seconds(&app));
    assert!(!super::counts_seconds(&story::watching(80, 24, story::over(RunState::Done, &[]))));
}

#[test]
fn leaving_while_a_run_of_ours_is_under_way_is_asked_about() {
    let ours = || {
        let mut app = story::watching(80, 24, story::running());
        super::ours(&mut app, story::running().id);
        app
    };
    let quits = |app: &mut App, key: &str| {
        let now = app.now;
        let code = ratatui::crossterm::event::KeyCode::Char(key.chars().next().unwrap());
        crate::tui::app::update(app, Input::Key(code.into()), now)
    };
    let mut app = ours();
    assert!(!quits(&mut app, "Q").contains(&Effect::Quit));
    insta::assert_snapshot!("leave_80", story::screen(&app));
    story::press(&mut app, "Esc");
    assert!(app.overlays.is_empty(), "Esc stays");
    quits(&mut app, "Q");
    assert!(story::press(&mut app, "Enter").is_empty());
    assert!(matches!(app.overlays.last(), Some(Overlay::Leave(_))), "Enter leaves nothing");
    assert_eq!(quits(&mut app, "d"), [Effect::Quit]);
    let mut app = ours();
    quits(&mut app, "Q");
    let stop = Effect::Send(Command::Cancel(story::running().id));
    assert_eq!(quits(&mut app, "s"), [stop, Effect::Quit]);
    // A run that somebody else works on is not ours to leave, nor is one that is over.
    let mut app = story::watching(80, 24, story::running());
    assert!(quits(&mut app, "Q").contains(&Effect::Quit));
    let mut app = ours();
    story::tell(&mut app, event(9, Progress::Run { state: RunState::Done, why: None }));
    assert!(quits(&mut app, "Q").contains(&Effect::Quit));
}

#[test]
fn a_run_that_took_something_can_be_given_back_and_no_other() {
    let mut app = story::watching(80, 24, story::over(RunState::Done, &[]));
    let commands = story::press(&mut app, "b");
    let [Command::PlanRestore { wish, .. }] = &commands[..] else { panic!("{commands:?}") };
    assert_eq!(wish.from, RestoreFrom::Run(story::running().id));
    assert!(story::press(&mut story::watching(80, 24, story::running()), "b").is_empty(), "it is not over");
    let restored = story::undo::over(story::undo::restore(), Outcome::Done);
    assert!(story::press(&mut story::watching(80, 24, restored), "b").is_empty(), "it took nothing");
}

#[test]
fn a_restore_and_a_removal_end_with_what_they_were_for() {
    use super::words::verdict;
    use story::undo::{over, removal, restore};
    let says = |run: &crate::model::RunRecord| verdict(run, None).unwrap().0;
    let back = says(&over(restore(), Outcome::Done));
    assert_eq!(back, "6 of 6 portions given back; everything was proved by reading back.");
    let gone = says(&over(removal(), Outcome::Done));
    assert_eq!(gone, "The group is gone; everything was proved by reading back.");
    let there = says(&over(removal(), Outcome::Failed));
    assert!(there.starts_with("The group is NOT proved to be gone; not everything is as planned"), "{there}");
}
