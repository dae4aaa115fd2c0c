//! What the people screen asks of the backend, and what it makes of the answers.

use super::{Found, People, recent, roles};
use crate::backend::{Command, DirectoryState, Event, Hit, PeopleFilter};
use crate::model::{RunRecord, RunState, UserId, UserState};
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::input::Timer;
use crate::tui::pane::Pane;
use std::mem::discriminant;
use std::time::Duration;

/// How long the cursor has to rest on a person or group before the tenant is asked for them.
const REST: Duration = Duration::from_millis(120);
/// The same while a search is being typed: each person read costs a dozen calls of everybody's budget.
const REST_TYPING: Duration = Duration::from_millis(350);

/// Searches for what is typed.
pub fn search(app: &mut App, out: &mut Effects) {
    let generation = app.next_generation();
    let first = recent::first(app).to_vec();
    app.people.found.ask(generation, app.now);
    out.send(Command::Search {
        generation,
        query: app.people.query.text().to_owned(),
        filter: app.people.filter,
        limit: app.people.limit,
        first,
    });
}

/// Asks for more hits when the cursor has come to the end of those that are there.
pub fn search_on(app: &mut App, out: &mut Effects) {
    let Some(found) = app.people.found.data() else { return };
    if app.people.users.at + 1 >= found.hits.len() && found.hits.len() < found.matched && !app.people.found.is_stale() {
        app.people.limit = app.people.limit.saturating_mul(4);
        search(app, out);
    }
}

/// Called when the directory stands otherwise: what is shown may be out of date.
pub fn directory_changed(app: &mut App, out: &mut Effects) {
    if matches!(app.directory, DirectoryState::Ready { .. }) {
        app.people.newer.clear();
    }
    let nothing_yet = app.people.found.data().is_none_or(|f| f.total == 0);
    if nothing_yet || !matches!(app.directory, DirectoryState::Loading { .. }) {
        search(app, out);
    }
}

/// Takes an answer; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event, out: &mut Effects) -> bool {
    let now = app.now;
    match event {
        Event::Found { generation, mut hits, matched, total } => {
            for hit in &mut hits {
                if let Some(state) = app.people.newer.get(&hit.person.id) {
                    hit.person.state = *state;
                }
            }
            if !app.people.found.answer(generation, Ok(Found { hits, matched, total }), now) {
                return false;
            }
            place_cursor(app);
            choose(app, out);
            true
        }
        Event::Person { generation, result } => {
            if !app.people.card.answer(generation, result, now) {
                return false;
            }
            let card = app.people.card.data().cloned();
            if let Some(card) = &card {
                know(app, &card.seat.person.id, card.seat.person.state);
                if app.people.focus != Pane::Users {
                    recent::note(app);
                }
            }
            app.people.roles.fresh(card.as_deref());
            app.people.members.narrow(card.as_deref());
            app.people.permissions.fresh(card.as_deref());
            true
        }
        Event::Group { generation, result } => {
            if !app.people.members.card.answer(generation, result, now) {
                return false;
            }
            super::narrow(app, Pane::Members);
            true
        }
        _ => false,
    }
}

/// Takes note of a person's state that is newer than the directory, and corrects what is shown.
fn know(app: &mut App, id: &UserId, state: UserState) {
    let people = &mut app.people;
    people.newer.insert(id.clone(), state);
    let shown = people.found.data_mut().and_then(|f| f.hits.iter_mut().find(|h| h.person.id == *id));
    for hit in shown.into_iter().chain(people.chosen.as_mut().filter(|h| h.person.id == *id)) {
        hit.person.state = state;
    }
}

/// A run is over: what the directory says about its person may no longer be so.
pub fn run_ended(app: &mut App, run: &RunRecord, out: &mut Effects) {
    let later = match (run.ended_at, &app.directory) {
        (Some(ended), DirectoryState::Ready { read_at, .. }) => ended > *read_at,
        _ => false,
    };
    let state = match run.state {
        RunState::Done => run.plan.end_state,
        _ if run.access_cut_at.is_some() => UserState::Inactive,
        _ => return,
    };
    if run.plan.before.seat().is_none() {
        return;
    }
    let id = &run.plan.subject.user();
    if !later || app.people.newer.get(id) == Some(&state) {
        return;
    }
    know(app, id, state);
    if app.people.card.data().is_some_and(|card| card.seat.person.id == *id) {
        open_person(app, out);
    }
}

/// After new hits: on the best one when the words are new, else on the person who was selected.
fn place_cursor(app: &mut App) {
    let people = &mut app.people;
    let Some(found) = people.found.data() else { return };
    let jump = std::mem::take(&mut people.jump);
    if let Some(wanted) = people.wanted.take() {
        people.users.at = found.hits.iter().position(|h| h.person.id == wanted).unwrap_or(0);
        return;
    }
    let same = people.chosen.as_ref().and_then(|c| found.hits.iter().position(|h| h.person.id == c.person.id));
    people.users.at = if jump { 0 } else { same.unwrap_or(people.users.at.min(found.hits.len().saturating_sub(1))) };
}

/// Takes the person under the cursor for the selected one, and has them read once the cursor rests.
pub fn choose(app: &mut App, out: &mut Effects) {
    let people = &mut app.people;
    let under = people.found.data().and_then(|f| f.hits.get(people.users.at)).cloned();
    let same = match (&under, &people.chosen) {
        (Some(under), Some(chosen)) => under.person.id == chosen.person.id,
        (None, None) => true,
        _ => false,
    };
    let known = discriminant(&people.card) != discriminant(&crate::tui::app::Remote::Idle);
    people.chosen = under;
    if same && (known || !people.touched) {
        return;
    }
    forget(people);
    if people.chosen.is_none() || !people.touched {
        out.stop(Timer::OpenPerson);
        return;
    }
    let rest = if people.query.typing { REST_TYPING } else { REST };
    // It counts as asked for from now on; the question goes out when the cursor has rested.
    let generation = app.next_generation();
    app.people.card.ask_other(generation, app.now);
    out.after(Timer::OpenPerson, rest);
}

/// Shows nobody's card any more.
fn forget(people: &mut People) {
    people.card = crate::tui::app::Remote::Idle;
    people.members.forget();
    people.roles = roles::Roles::default();
    people.permissions.forget();
}

/// Finds a person by words that name them, and reads them.
pub fn find(app: &mut App, words: &str, id: &UserId, out: &mut Effects) {
    super::set_focus(app, Pane::Users, out);
    app.people.query.set(words);
    app.people.filter = PeopleFilter::All;
    app.people.touched = true;
    app.people.wanted = Some(id.clone());
    search(app, out);
}

/// Shows what was searched for and selected before.
pub fn show(app: &mut App, query: &str, chosen: Option<Hit>, out: &mut Effects) {
    app.people.query.set(query);
    app.people.wanted = chosen.map(|hit| hit.person.id);
    search(app, out);
}

/// Reads the selected person now.
pub fn open_person(app: &mut App, out: &mut Effects) {
    let Some(id) = app.people.chosen.as_ref().map(|h| h.person.id.clone()) else { return };
    let generation = app.next_generation();
    app.people.touched = true;
    app.people.card.ask(generation, app.now);
    out.stop(Timer::OpenPerson);
    out.send(Command::OpenPerson { generation, id });
}

/// Reads the group that pane 2 is about, at once or when the cursor has rested.
pub fn open_group(app: &mut App, rest: bool, out: &mut Effects) {
    let Some(id) = app.people.members.group.as_ref().map(|g| g.id.clone()) else { return };
    let generation = app.next_generation();
    app.people.members.card.ask(generation, app.now);
    if rest {
        out.after(Timer::OpenGroup, REST);
    } else {
        out.stop(Timer::OpenGroup);
        out.send(Command::OpenGroup { generation, id });
    }
}

/// The cursor has rested: sends the question that has been waiting.
pub fn rang(app: &mut App, timer: Timer, out: &mut Effects) -> bool {
    let people = &app.people;
    let command = match timer {
        Timer::OpenPerson => people
            .card
            .waits_for()
            .zip(people.chosen.as_ref())
            .map(|(generation, hit)| Command::OpenPerson { generation, id: hit.person.id.clone() }),
        Timer::OpenGroup => people
            .members
            .card
            .waits_for()
            .zip(people.members.group.as_ref())
            .map(|(generation, group)| Command::OpenGroup { generation, id: group.id.clone() }),
        _ => None,
    };
    if let Some(command) = command {
        out.send(command);
    }
    false
}
