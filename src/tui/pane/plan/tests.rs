//! The plan screen's behaviour and its pictures.

use crate::backend::{Command, Event};
use crate::model::Level;
use crate::tui::overlay::Overlay;
use crate::tui::pane::Screen;
use crate::tui::pane::story;
use std::sync::Arc;

#[test]
fn a_plan_with_warnings() {
    insta::assert_snapshot!("warnings_80", story::screen(&story::planned(80, 24, story::plan())));
    insta::assert_snapshot!("warnings_120", story::screen(&story::planned(120, 36, story::plan())));
}

#[test]
fn a_plan_with_a_blocker() {
    insta::assert_snapshot!("blocked_80", story::screen(&story::planned(80, 24, story::blocked())));
    insta::assert_snapshot!("blocked_120", story::screen(&story::planned(120, 36, story::blocked())));
}

#[test]
fn a_plan_that_replaces_a_void_one() {
    let mut app = story::planned(80, 24, story::plan());
    let Command::Plan { generation, .. } = story::press(&mut app, "r").remove(0) else { panic!() };
    tell_plan(&mut app, generation, story::plan(), None);
    let mut other = story::plan();
    other.steps.pop();
    // Unasked, with the generation of the plan that it replaces.
    tell_plan(&mut app, generation, other.clone(), Some("she joined group Night shift"));
    assert_eq!(app.plan.made.data().map(|made| made.plan.steps.len()), Some(other.steps.len()));
    insta::assert_snapshot!("rebuilt_80", story::screen(&app));
}

fn tell_plan(app: &mut crate::tui::app::App, generation: u64, plan: crate::model::Plan, rebuilt: Option<&str>) {
    let rebuilt_because = rebuilt.map(Into::into);
    story::tell(app, Event::Planned { generation, result: Ok(Arc::new(plan)), rebuilt_because });
}

#[test]
fn no_plan_and_why() {
    let mut app = story::app(80, 24);
    let Some(Command::Plan { generation, .. }) = story::open_plan(&mut app).pop() else { panic!() };
    let fault =
        story::fault("reading Jane Doe: 403, directory:user:view is missing", "give the client that permission");
    story::tell(&mut app, Event::Planned { generation, result: Err(fault), rebuilt_because: None });
    let screen = story::screen(&app);
    assert!(
        screen.contains("there is no plan") && screen.contains("to do: give the client that permission"),
        "{screen}"
    );
    assert!(story::press(&mut app, "Enter").is_empty());
    assert!(matches!(app.overlays.as_slice(), [crate::tui::overlay::Overlay::Details(_)]));
    assert!(story::screen(&app).contains("missing.permissions"), "Enter has nothing to open but why");
}

#[test]
fn an_older_plan_never_replaces_a_newer_one() {
    let mut app = story::planned(80, 24, story::plan());
    let Command::Plan { generation: first, .. } = story::press(&mut app, "r").remove(0) else { panic!() };
    let Command::Plan { generation: second, .. } = story::press(&mut app, "r").remove(0) else { panic!() };
    tell_plan(&mut app, first, story::blocked(), None);
    assert!(app.plan.made.is_stale(), "the older answer is dropped");
    // One that replaces a plan that nobody shows any more is dropped as well.
    tell_plan(&mut app, first, story::blocked(), Some("something"));
    assert_eq!(app.plan.made.data().map(|made| made.plan.blockers().count()), Some(0));
    tell_plan(&mut app, second, story::blocked(), None);
    assert_eq!(app.plan.made.data().map(|made| made.plan.blockers().count()), Some(1));
}

#[test]
fn enter_goes_on_to_the_confirmation_unless_something_speaks_against_it() {
    for key in ["Enter", "c"] {
        let mut app = story::planned(80, 24, story::plan());
        assert!(story::press(&mut app, key).is_empty());
        assert!(matches!(app.overlays.last(), Some(Overlay::Confirm(_))));
        let mut app = story::planned(80, 24, story::blocked());
        assert!(story::press(&mut app, key).is_empty());
        assert!(app.overlays.is_empty());
        assert!(story::screen(&app).contains("owns group Night shift alone"));
    }
}

#[test]
fn the_next_recipe_is_planned_by() {
    let mut app = story::planned(80, 24, story::plan());
    for name in ["keep-inactive", "standard-leaver", "keep-inactive"] {
        let commands = story::press(&mut app, "R");
        assert!(
            matches!(&commands[..], [Command::Plan { recipe: Some(recipe), .. }] if recipe == name),
            "{commands:?}"
        );
    }
}

#[test]
fn a_recipe_chosen_for_one_person_is_not_used_for_the_next() {
    let mut app = story::planned(80, 24, story::plan());
    story::press(&mut app, "R");
    let mut out = crate::tui::effect::Effects::default();
    super::open(&mut app, super::Wanted::Offboard("somebody else".into()), &mut out);
    let commands = story::sent(out.into_vec());
    assert!(matches!(&commands[..], [Command::Plan { recipe: None, .. }]), "{commands:?}");
}

#[test]
fn it_scrolls_to_its_end_and_no_further() {
    let mut app = story::planned(80, 24, story::plan());
    story::press(&mut app, "G");
    let end = story::screen(&app);
    assert!(end.contains("cost: 20 calls"), "{end}");
    story::press(&mut app, "Down");
    assert_eq!(story::screen(&app), end);
    story::press(&mut app, "g");
    assert!(story::screen(&app).contains("jane.doe@acme.example"));
}

#[test]
fn findings_are_sorted_by_weight_and_each_has_its_remedy() {
    let screen = story::screen(&story::planned(120, 36, story::blocked()));
    let at = |text: &str| screen.find(text).unwrap_or_else(|| panic!("{text} is missing in\n{screen}"));
    assert!(at("x blocker") < at("! warning") && at("! warning") < at(". note"));
    for finding in story::blocked().findings.iter().filter(|finding| finding.level > Level::Note) {
        at(finding.text.as_str());
        at(finding.remedy.as_str());
    }
}

#[test]
fn copying_takes_the_person() {
    let mut app = story::planned(80, 24, story::plan());
    assert_eq!(app.screen(), Screen::Plan);
    story::press(&mut app, "y");
    assert!(story::screen(&app).contains("5f2b7c1e"));
}

#[test]
fn a_restore_and_a_removal_read_as_what_they_are() {
    insta::assert_snapshot!("restore_80", story::screen(&story::planned(80, 24, story::undo::restore())));
    insta::assert_snapshot!("removal_120", story::screen(&story::planned(120, 36, story::undo::removal())));
    let mut app = story::planned(80, 24, story::undo::removal());
    story::press(&mut app, "c");
    story::wait(&mut app, 2);
    let screen = story::screen(&app);
    for words in ["Confirm: remove group Night shift", "deleted for good", "3 members lose", "[ Remove group Night"] {
        assert!(screen.contains(words), "{words} is missing in\n{screen}");
    }
}

#[test]
fn only_an_offboarding_has_recipes() {
    let mut app = story::app(80, 24);
    let mut out = crate::tui::effect::Effects::default();
    super::open(&mut app, super::Wanted::RemoveGroup("g-night".into()), &mut out);
    let commands = story::sent(out.into_vec());
    assert!(matches!(&commands[..], [Command::PlanRemoveGroup { group, .. }] if group.as_str() == "g-night"));
    assert!(story::press(&mut app, "R").is_empty());
}

#[test]
fn a_restore_gives_back_what_is_chosen_and_to_whom() {
    use crate::backend::{Portion, RestoreFrom, RestoreWish};
    let mut app = story::app(120, 36);
    let mut out = crate::tui::effect::Effects::default();
    super::open(&mut app, super::Wanted::Restore(RestoreWish::all(RestoreFrom::Run("r1".into()))), &mut out);
    story::press(&mut app, "p");
    story::type_text(&mut app, "grants");
    let sent = story::press(&mut app, "Enter");
    let Some(Command::PlanRestore { wish, .. }) = sent.last() else { panic!("{sent:?}") };
    assert!(!wish.portions.contains(&Portion::Grants) && wish.portions.len() == Portion::ALL.len() - 1, "{wish:?}");
    assert!(story::press(&mut app, "i").is_empty(), "nobody is marked");
    assert!(story::screen(&app).contains("mark the successor first"), "{}", story::screen(&app));
    app.people.marks.push(crate::tui::fake::people::people()[1].clone());
    let sent = story::press(&mut app, "i");
    let Some(Command::PlanRestore { wish, .. }) = sent.last() else { panic!("{sent:?}") };
    assert_eq!(wish.into, Some(crate::tui::fake::people::people()[1].person.id.clone()));
    let sent = story::press(&mut app, "i");
    let Some(Command::PlanRestore { wish, .. }) = sent.last() else { panic!("{sent:?}") };
    assert_eq!(wish.into, None);
}
