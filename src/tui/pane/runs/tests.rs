//! The list's behaviour and its pictures.

use crate::backend::{Command, Event, RunSummary};
use crate::model::{Outcome, RunState};
use crate::tui::app::App;
use crate::tui::pane::{Screen, story};

fn runs() -> Vec<RunSummary> {
    let named = |id: &str, name: &str, mut line: RunSummary| {
        line.id = id.into();
        line.subject = name.into();
        line
    };
    let mut paused = story::running();
    paused.state = RunState::Paused;
    vec![
        named("r5", "Jane Doe", story::summary(&story::running(), false)),
        named("r4", "季 節子", story::summary(&paused, false)),
        named("r3", "Tom Okafor", story::summary(&story::running(), true)),
        named("r2", "Ana Costa", story::summary(&story::over(RunState::Failed, &[("groups", Outcome::Failed)]), false)),
        named("r1", "Bo Lund", story::summary(&story::over(RunState::Done, &[]), false)),
        named("r0", "Maximiliane Schneider-Wolkenstein", story::summary(&story::cancelled(), false)),
    ]
}

fn app(width: u16, height: u16) -> App {
    let mut app = story::app(width, height);
    story::press(&mut app, "F3");
    story::tell(&mut app, Event::Runs { generation: 0, runs: runs() });
    app
}

#[test]
fn pictures() {
    insta::assert_snapshot!("list_80", story::screen(&app(80, 24)));
    insta::assert_snapshot!("list_120", story::screen(&app(120, 36)));
    let mut none = story::app(80, 24);
    story::press(&mut none, "F3");
    story::tell(&mut none, Event::Runs { generation: 0, runs: vec![] });
    assert!(story::screen(&none).contains("There has been no run yet"));
}

#[test]
fn enter_opens_the_selected_run() {
    let mut app = app(80, 24);
    story::press(&mut app, "Down");
    assert_eq!(story::press(&mut app, "Enter"), [Command::Watch("r4".into())]);
    assert_eq!(app.screen(), Screen::Run);
}

#[test]
fn the_selection_follows_the_run_and_not_the_row() {
    let mut app = app(80, 24);
    story::press(&mut app, "Down");
    let mut newer = runs();
    newer.insert(0, RunSummary { id: "r6".into(), ..newer[0].clone() });
    story::tell(&mut app, Event::Runs { generation: 0, runs: newer });
    assert_eq!(super::selected(&app).map(|line| line.id.as_str()), Some("r4"));
}

#[test]
fn an_older_list_is_dropped() {
    let mut app = app(80, 24);
    let Command::Runs { generation: first } = story::press(&mut app, "r").remove(0) else { panic!() };
    let Command::Runs { generation: second } = story::press(&mut app, "r").remove(0) else { panic!() };
    story::tell(&mut app, Event::Runs { generation: second, runs: runs() });
    story::tell(&mut app, Event::Runs { generation: first, runs: vec![] });
    assert_eq!(app.summaries.len(), 6);
    assert_eq!(super::waits_since(&app), None);
}

#[test]
fn the_filter_narrows_and_esc_undoes_it() {
    let mut app = app(80, 24);
    story::press(&mut app, "/");
    story::type_text(&mut app, "failed ana");
    assert_eq!(super::shown(&app).len(), 1);
    story::press(&mut app, "Esc");
    assert_eq!(super::shown(&app).len(), 1, "the first Esc ends typing");
    story::press(&mut app, "Esc");
    assert_eq!(super::shown(&app).len(), 6);
    story::press(&mut app, "i");
    assert_eq!(super::shown(&app).len(), 1);
    story::press(&mut app, "i");
    assert_eq!(super::shown(&app).len(), 6);
    story::press(&mut app, "/");
    story::type_text(&mut app, "zzz");
    assert!(story::screen(&app).contains("No run matches \"zzz\""));
}

#[test]
fn interrupted_runs_are_told_once() {
    let mut app = story::app(80, 24);
    story::tell(&mut app, Event::Runs { generation: 0, runs: runs() });
    assert!(story::screen(&app).contains("Tom Okafor was interrupted"));
    let told = app.notices.len();
    story::tell(&mut app, Event::Runs { generation: 0, runs: runs() });
    assert_eq!(app.notices.len(), told);
}
