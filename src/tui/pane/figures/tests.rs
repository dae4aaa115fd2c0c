//! The figures on the screen, in each of their states.

use crate::backend::{Command, Event};
use crate::tui::effect::Effect;
use crate::tui::fake::{Desk, past};
use crate::tui::pane::{Screen, story};
use crate::tui::theme::Theme;
use crate::tui::widget::Bars;
use std::sync::Arc;
use std::time::Duration;

/// The screen with so many cuts, and an hour of calls where there are any.
fn desk(width: u16, height: u16, cuts: u64) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("Esc");
    let mut calls = 0;
    for minute in (0..61).filter(|_| cuts > 0) {
        desk.now = past::minutes(minute);
        calls += u64::try_from(minute * minute % 260).unwrap();
        desk.event(Event::Budget(past::meter(calls)));
    }
    desk.keys("F10");
    let Some(Command::Figures { generation }) = desk.sent.pop() else { panic!("{:?}", desk.sent) };
    desk.event(Event::Figures { generation, result: Ok(Arc::new(past::figures(cuts))) });
    desk
}

#[test]
fn pictures() {
    for (width, height) in [(80, 24), (120, 36), (200, 50)] {
        insta::assert_snapshot!(format!("none_{width}"), desk(width, height, 0).text());
        insta::assert_snapshot!(format!("one_{width}"), desk(width, height, 1).text());
        insta::assert_snapshot!(format!("many_{width}"), desk(width, height, 37).text());
    }
    let mut end = desk(80, 24, 37);
    insta::assert_snapshot!("many_80_end", end.keys("End").text());
    let mut ascii = desk(120, 36, 37);
    ascii.app.bars = Bars::Ascii;
    let text = ascii.text();
    assert!(!text.contains(['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']), "{text}");
    insta::assert_snapshot!("many_120_ascii", text);
}

#[test]
fn loading_and_failed_are_told_in_sentences_and_old_figures_stay() {
    let mut desk = Desk::new(80, 24);
    desk.keys("Esc F10");
    assert_eq!(desk.app.screen(), Screen::Figures);
    assert!(!desk.text().contains("Reading the figures"), "a quick answer needs no sign");
    desk.wait(Duration::from_millis(160));
    assert!(desk.text().contains("Reading the figures ..."), "{}", desk.text());
    let Some(Command::Figures { generation }) = desk.sent.pop() else { panic!() };
    let fault = story::fault("the disk is full", "make room on the disk");
    desk.event(Event::Figures { generation, result: Err(fault) });
    let text = desk.text();
    assert!(text.contains("x The figures could not be read: the disk is full. make room on the disk"), "{text}");

    let mut desk = self::desk(80, 24, 1);
    desk.keys("r").wait(Duration::from_millis(160));
    let text = desk.text();
    assert!(text.contains("reading ...") && text.contains("The one cut so far"), "{text}");
}

#[test]
fn only_the_newest_answer_counts() {
    let mut desk = Desk::new(80, 24);
    desk.keys("Esc F10 r");
    let asked: Vec<u64> = desk
        .sent
        .iter()
        .filter_map(|command| if let Command::Figures { generation } = command { Some(*generation) } else { None })
        .collect();
    desk.event(Event::Figures { generation: asked[1], result: Ok(Arc::new(past::figures(1))) });
    desk.event(Event::Figures { generation: asked[0], result: Ok(Arc::new(past::figures(37))) });
    assert!(desk.text().contains("The one cut so far"), "{}", desk.text());
}

#[test]
fn a_cut_leads_to_its_run_and_everything_is_copied_as_text() {
    let mut desk = desk(120, 36, 37);
    desk.keys("Down Enter");
    assert_eq!(desk.app.screen(), Screen::Figures, "a sentence leads nowhere");
    desk.keys("Down Enter");
    assert_eq!(desk.app.screen(), Screen::Run);
    assert!(desk.sent.contains(&Command::Watch("r-0".into())), "{:?}", desk.sent);
    let mut desk = self::desk(120, 36, 37);
    desk.keys("y");
    let Some(Effect::Copy(text)) = desk.effects.pop() else { panic!() };
    assert!(text.starts_with("From event to cut\n") && text.contains("Runs a day, the last 14 days\n"), "{text}");
    desk.keys("Down Down y");
    assert_eq!(desk.effects.pop(), Some(Effect::Copy("r-0".to_owned())));
}

#[test]
fn all_figures_are_written_out_and_not_only_those_that_are_shown() {
    let desk = desk(80, 24, 37);
    let table = super::table(&desk.app).unwrap();
    let of = |figure: &str| table.rows.iter().filter(|row| row[0].as_str() == figure).count();
    assert_eq!((of("event-to-cut-ms"), of("runs"), of("calls")), (2 + 37, 3 * 14, 60));
    assert!(super::table(&Desk::new(80, 24).app).is_none());
}

#[test]
fn outcomes_are_told_apart_without_colour() {
    let mut desk = desk(120, 36, 37);
    desk.app.theme = Theme::monochrome();
    for cell in desk.buffer().content() {
        assert_eq!((cell.fg, cell.bg), Default::default(), "no colour in {:?}", cell.symbol());
    }
    let text = desk.text();
    let day = text.lines().find(|line| line.contains("2026-02-22")).unwrap();
    assert!(day.contains("+ 214") && day.contains("x 3") && day.contains("+x"), "{day}");
}

#[test]
fn nothing_moves_while_nothing_happens() {
    let mut desk = desk(120, 36, 37);
    desk.wait(Duration::from_secs(1));
    desk.app.dirty = false;
    let before = desk.text();
    desk.wait(Duration::from_secs(300));
    assert!(!desk.app.dirty && desk.text() == before, "no timer of its own");
    assert!(desk.timers().is_empty(), "{:?}", desk.timers());
}
