//! What the page of a run says, and what it does not.

use super::{at, said, waiting};
use crate::backend::{Command, Event};
use crate::model::{Outcome, RunState};
use crate::tui::effect::Effect;
use crate::tui::fake::past;
use crate::tui::input::Input;
use crate::tui::pane::{run, story};
use std::sync::Arc;
use std::time::Duration;

#[test]
fn nothing_is_full_before_it_is_over() {
    let mut run = story::running();
    for step in &mut run.steps[4..] {
        story::end(step, Outcome::Done);
    }
    let screen = story::screen(&story::watching(120, 36, run));
    assert!(screen.contains("[===================-] 20 of 20"), "{screen}");
}

#[test]
fn for_how_long_yet_is_said_only_when_it_means_something() {
    let mut app = story::watching(120, 36, story::running());
    at(&mut app, 1);
    assert!(!story::screen(&app).contains(" s left"), "too early: {}", story::screen(&app));
    at(&mut app, 12);
    assert!(story::screen(&app).contains("3 to 28 s left"), "{}", story::screen(&app));
    story::tell(&mut app, waiting());
    assert!(story::screen(&app).contains("20 to 45 s left"), "with the wait on top: {}", story::screen(&app));
}

#[test]
fn nothing_is_claimed_that_the_record_does_not_hold() {
    let mut run = story::over(RunState::Done, &[]);
    run.steps[6].proof = None;
    run.access_cut_at = None;
    let mut app = story::watching(120, 36, run);
    let screen = story::screen(&app);
    assert!(screen.contains("NOT proved: nothing was read back"), "{screen}");
    assert!(said(&screen).contains("Access was NOT cut; without proof: grants."), "{screen}");
    assert!(!screen.contains("HR's notice") && !screen.contains("everything was proved"), "{screen}");
    story::press(&mut app, "G");
    assert!(said(&story::screen(&app)).contains("its records are being read"), "{}", story::screen(&app));
}

#[test]
fn a_run_is_written_out_with_everything_that_is_known_of_it() {
    let run = story::over(RunState::Failed, &[("groups", Outcome::Failed)]);
    let mut app = story::watching(80, 24, run.clone());
    story::tell(&mut app, Event::RunTrail(Arc::new(past::trail(&run))));
    let table = run::table(&app).unwrap();
    let cell = |name: &str, column: usize| {
        let row = table.rows.iter().find(|row| row[1].as_str() == name).unwrap_or_else(|| panic!("{name}"));
        row[column].as_str().to_owned()
    };
    assert_eq!(cell("groups", 2), "failed");
    assert_eq!(cell("groups", 8), "records 18,201, 18,202");
    assert_eq!(cell("cut", 3), "2026-10-12T10:41:00.900+00:00");
    assert_eq!(table.rows.iter().filter(|row| row[0].as_str() == "step").count(), 11);
    story::press(&mut app, "e");
    let commands = story::press(&mut app, "Enter");
    assert!(matches!(&commands[..], [Command::Export { name, .. }] if name.starts_with("run-")), "{commands:?}");
}

#[test]
fn a_run_that_somebody_else_brought_to_its_end_is_asked_about_once_more() {
    let mut app = story::watching(80, 24, story::running());
    let commands = story::tell(&mut app, Event::Run(Arc::new(story::over(RunState::Done, &[]))));
    assert!(commands.contains(&Command::Watch(story::running().id)), "{commands:?}");
    let commands = story::tell(&mut app, Event::Run(Arc::new(story::over(RunState::Done, &[]))));
    assert!(!commands.contains(&Command::Watch(story::running().id)), "once: {commands:?}");
}

#[test]
fn sentence_signs_and_bars_are_there_without_colour() {
    let mut app = story::watching(120, 36, story::running());
    app.theme = crate::tui::theme::Theme::monochrome();
    at(&mut app, 9);
    for cell in story::draw(&app).backend().buffer().content() {
        assert_eq!((cell.fg, cell.bg), Default::default(), "no colour in {:?}", cell.symbol());
    }
    let screen = story::screen(&app);
    let row = screen.lines().find(|line| line.contains("> running   queues")).unwrap();
    assert!(row.contains("=============>") && row.contains("7.5 s"), "{row}");
    assert!(screen.contains("+ done      state") && screen.contains("- skipped   queue-status"), "{screen}");
}

#[test]
fn a_still_console_counts_by_the_second_and_no_faster() {
    let mut app = story::watching(80, 24, story::running());
    app.still = true;
    let effects = crate::tui::app::update(&mut app, Input::Backend(waiting()), story::at(4));
    let waits: Vec<Duration> = effects
        .into_iter()
        .filter_map(|effect| if let Effect::After(_, wait) = effect { Some(wait) } else { None })
        .collect();
    assert!(waits.iter().all(|wait| *wait >= Duration::from_secs(1)), "{waits:?}");
}
