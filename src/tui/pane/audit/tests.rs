//! The audit screen's behaviour and its pictures.

use crate::backend::{AuditFilter, AuditPage, ChainState, Command, Event};
use crate::model::Digest;
use crate::tui::app::App;
use crate::tui::pane::story;

fn page() -> AuditPage {
    let records = story::records();
    AuditPage { matched: records.len(), total: 18_204, records }
}

fn app(width: u16, height: u16) -> App {
    let mut app = story::app(width, height);
    let commands = story::press(&mut app, "F4");
    answer(&mut app, &commands, page());
    app
}

fn answer(app: &mut App, commands: &[Command], page: AuditPage) {
    let Some(Command::Audit { generation, .. }) = commands.last() else { panic!("{commands:?}") };
    story::tell(app, Event::Audit { generation: *generation, result: Ok(page) });
}

#[test]
fn pictures() {
    let mut app80 = app(80, 24);
    insta::assert_snapshot!("list_80", story::screen(&app80));
    story::press(&mut app80, "Down");
    story::press(&mut app80, "Down");
    story::press(&mut app80, "Enter");
    insta::assert_snapshot!("detail_80", story::screen(&app80));
    let mut app120 = app(120, 36);
    let whole = ChainState::Whole { to: 18_204, head: Some(Digest::of(b"6")), at: story::at(3) };
    story::tell(&mut app120, Event::Verified(whole));
    story::press(&mut app120, "Down");
    insta::assert_snapshot!("verified_120", story::screen(&app120));
}

#[test]
fn a_broken_chain_is_said_loudly() {
    let mut app = app(80, 24);
    assert_eq!(story::press(&mut app, "v"), [Command::VerifyAudit]);
    assert!(story::screen(&app).contains("being walked"));
    assert!(story::press(&mut app, "v").is_empty(), "once is enough");
    let broken = ChainState::Broken { at_seq: 4, text: "the seal does not match".into() };
    story::tell(&mut app, Event::Verified(broken));
    insta::assert_snapshot!("broken_80", story::screen(&app));
}

#[test]
fn the_filter_is_asked_of_the_backend_and_the_newest_answer_counts() {
    let mut app = app(80, 24);
    story::press(&mut app, "/");
    let first = story::press(&mut app, "j");
    let second = story::press(&mut app, "a");
    let Some(Command::Audit { filter, .. }) = second.last() else { panic!("{second:?}") };
    assert_eq!(filter.text, "ja");
    answer(&mut app, &second, AuditPage { records: story::records()[..1].to_vec(), matched: 1, total: 6 });
    answer(&mut app, &first, page());
    assert_eq!(super::shown(&app).len(), 1, "the older answer is dropped");
    assert!(story::press(&mut app, "Enter").is_empty(), "Enter ends typing");
    assert_eq!(story::press(&mut app, "Esc").len(), 1, "Esc clears the filter and asks anew");
}

#[test]
fn what_is_exported_is_what_is_shown() {
    let mut app = app(80, 24);
    story::press(&mut app, "/");
    story::type_text(&mut app, "tokens");
    story::press(&mut app, "Enter");
    let filter = AuditFilter { text: "tokens".into(), run: None, limit: 0 };
    assert_eq!(story::press(&mut app, "e"), [Command::ExportAudit(filter)]);
}

#[test]
fn the_selection_follows_the_record() {
    let mut app = app(80, 24);
    story::press(&mut app, "Down");
    let seq = super::selected(&app).map(|record| record.seq);
    let commands = story::press(&mut app, "r");
    let mut newer = page();
    let mut one = newer.records[0].clone();
    one.seq = 7;
    newer.records.insert(0, one);
    answer(&mut app, &commands, newer);
    assert_eq!(super::selected(&app).map(|record| record.seq), seq);
}

#[test]
fn four_sentences_for_four_kinds_of_nothing() {
    let mut app = story::app(80, 24);
    let commands = story::press(&mut app, "F4");
    let empty = AuditPage { records: vec![], matched: 0, total: 0 };
    answer(&mut app, &commands, empty.clone());
    assert!(story::screen(&app).contains("Nothing has been recorded yet."));
    story::press(&mut app, "/");
    let commands = story::press(&mut app, "z");
    answer(&mut app, &commands, empty);
    assert!(story::screen(&app).contains("No record matches \"z\""));
    let commands = story::press(&mut app, "y");
    let Some(Command::Audit { generation, .. }) = commands.last() else { panic!() };
    let fault = story::fault("the store cannot be read: disk error", "look at the data folder");
    story::tell(&mut app, Event::Audit { generation: *generation, result: Err(fault) });
    assert!(story::screen(&app).contains("the store cannot be read"));
}
