//! What happens next: keys, pastes and what the task tells. It waits for nothing and reads no clock.

use super::keys::{Act, meant};
use super::state::{Deed, Left, STEPS, STORES, Step, Store, Welcome};
use crate::backend::setup::{Ask, Told};
use crate::model::setup::is_variable_name;
use crate::model::{SetupJob, Timestamp};
use crate::tui::action::Key;
use crate::tui::input::{Input, Timer};
use crate::tui::widget::{Prompt, Step as Move};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// How long the first Ctrl-C counts, in seconds.
const INTERRUPT: i64 = 2;
/// The rows of the greeting.
pub(super) const CHOICES: usize = 3;

/// Takes what happened; says what the loop has to do.
pub(super) fn update(welcome: &mut Welcome, input: Input, now: Timestamp) -> Vec<Deed> {
    welcome.dirty = true;
    match input {
        Input::Key(event) if event.kind != KeyEventKind::Release => key(welcome, event, now),
        Input::Paste(text) => {
            welcome.interrupt_until = None;
            paste(welcome, &text);
            Vec::new()
        }
        Input::Resize(width, height) => {
            welcome.size = (width, height);
            Vec::new()
        }
        Input::Timer(Timer::Interrupt) => {
            welcome.interrupt_until = None;
            Vec::new()
        }
        Input::Terminate => vec![Deed::Leave(Left::Quit)],
        Input::Resumed => vec![Deed::Redraw],
        Input::BackendGone => {
            welcome.wrong = Some("What does the work behind this screen has ended. Start again.".to_owned());
            welcome.writing = false;
            Vec::new()
        }
        Input::WorkerPanicked(_) => {
            welcome.wrong = Some("A fault in the program; it may be tried again.".to_owned());
            welcome.writing = false;
            Vec::new()
        }
        _ => {
            welcome.dirty = false;
            Vec::new()
        }
    }
}

/// Takes what the task tells.
pub(super) fn told(welcome: &mut Welcome, told: Told) {
    welcome.dirty = true;
    match told {
        Told::Known(known) => {
            // The safest place that there is, as long as nobody has chosen another.
            if welcome.step != Step::Keep && known.no_keyring.is_some() && welcome.store == 0 {
                welcome.store = STORES.iter().position(|store| *store == Store::File).unwrap_or(0);
            }
            welcome.known = Some(known);
        }
        Told::Line { number, check } if number == welcome.look.number => welcome.look.lines.push(check),
        Told::Checked { number, signs_in, missing } if number == welcome.look.number => {
            welcome.wrong = None;
            welcome.look.over = Some((signs_in, missing));
        }
        Told::Line { .. } | Told::Checked { .. } => {}
        Told::Kept(done) => {
            welcome.writing = false;
            welcome.done = Some(done);
            welcome.step = Step::Done;
            // It is where it belongs now; here nobody needs it any more.
            welcome.client.secret.clear();
        }
        Told::NotKept(fault) => {
            welcome.writing = false;
            welcome.replace = false;
            welcome.fault = Some(fault);
        }
    }
}

fn key(welcome: &mut Welcome, event: KeyEvent, now: Timestamp) -> Vec<Deed> {
    let key = Key::of(event);
    let meant = meant(welcome, key);
    let armed = welcome.interrupt_until.take().is_some_and(|until| now < until);
    if crate::tui::app::place::too_small(welcome.size) && meant != Some(Act::Interrupt) {
        return Vec::new();
    }
    match meant {
        Some(Act::Interrupt) if armed => return vec![Deed::Leave(Left::Quit)],
        Some(Act::Interrupt) => {
            welcome.interrupt_until = now.checked_add(jiff::SignedDuration::from_secs(INTERRUPT)).ok();
            return vec![Deed::Forget];
        }
        Some(Act::Suspend) => return vec![Deed::Suspend],
        Some(Act::Redraw) => return vec![Deed::Redraw],
        Some(Act::Quit) => return vec![Deed::Leave(Left::Quit)],
        Some(Act::Next) => return next(welcome),
        Some(Act::Back) => back(welcome),
        Some(Act::Down) => step(welcome, Move::Down),
        Some(Act::Up) => step(welcome, Move::Up),
        Some(Act::Toggle) => welcome.jobs[welcome.job] ^= true,
        Some(Act::Again) => return look(welcome),
        Some(Act::Replace) => {
            welcome.replace = true;
            return keep(welcome);
        }
        None => edit(welcome, event),
    }
    Vec::new()
}

fn field(welcome: &mut Welcome) -> Option<&mut Prompt> {
    match welcome.step {
        Step::Name => Some(welcome.name.field()),
        Step::Place => Some(&mut welcome.place.search),
        Step::Client if welcome.client.at == 0 => Some(&mut welcome.client.id),
        Step::Keep if STORES.get(welcome.store) == Some(&Store::Variable) => Some(&mut welcome.variable),
        _ => None,
    }
}

fn edit(welcome: &mut Welcome, event: KeyEvent) {
    welcome.wrong = None;
    if welcome.step == Step::Client && welcome.client.at == 1 {
        let secret = &mut welcome.client.secret;
        match (event.code, event.modifiers) {
            (KeyCode::Backspace, _) => secret.pop(),
            (KeyCode::Char('u'), KeyModifiers::CONTROL) => secret.clear(),
            (KeyCode::Char(c), m) if (m - KeyModifiers::SHIFT).is_empty() => secret.push(c),
            _ => {}
        }
        return;
    }
    let key = Key::of(event);
    if welcome.step == Step::Name && key.types() {
        welcome.name.before_text();
    } else if welcome.step == Step::Name && key.edits() {
        welcome.name.before_edit();
    }
    if field(welcome).is_some_and(|field| field.key(event)) && welcome.step == Step::Place {
        welcome.place.cursor.at = 0;
    }
}

fn paste(welcome: &mut Welcome, text: &str) {
    welcome.wrong = None;
    if welcome.step == Step::Name {
        welcome.name.before_text();
    }
    if welcome.step == Step::Client && welcome.client.at == 1 {
        welcome.client.secret.paste(text);
    } else if welcome.step == Step::Client && !could_be_client_id(text) {
        // Most likely it is the secret, and this field shows what stands in it.
        welcome.wrong = Some("What was pasted is no client id; it was not taken.".to_owned());
    } else {
        let Some(pasted) = field(welcome).map(|field| field.paste(text)) else { return };
        if pasted.cut {
            welcome.wrong = Some("What was pasted is too long for this field; its beginning was taken.".to_owned());
        }
        if pasted.changed && welcome.step == Step::Place {
            welcome.place.cursor.at = 0;
        }
    }
}

fn could_be_client_id(text: &str) -> bool {
    text.trim().bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

fn step(welcome: &mut Welcome, to: Move) {
    match welcome.step {
        Step::Hello => welcome.choice = clamp(welcome.choice, to, CHOICES),
        Step::Name => welcome.name.at = 1 - welcome.name.at.min(1),
        Step::Client => welcome.client.at = 1 - welcome.client.at.min(1),
        Step::Place => {
            let len = welcome.place.rows().len();
            welcome.place.cursor.step(to, len, 1);
        }
        Step::Jobs => welcome.job = clamp(welcome.job, to, SetupJob::ALL.len()),
        Step::Look => {
            let len = welcome.look.lines.len();
            welcome.look.cursor.step(to, len, 1);
        }
        Step::Keep => {
            welcome.store = clamp(welcome.store, to, STORES.len());
            welcome.wrong = None;
        }
        Step::Done => {}
    }
}

fn clamp(at: usize, to: Move, len: usize) -> usize {
    if to == Move::Down { (at + 1).min(len - 1) } else { at.saturating_sub(1) }
}

fn back(welcome: &mut Welcome) {
    welcome.wrong = None;
    welcome.fault = None;
    if let Some(before) = welcome.step.before() {
        if welcome.step == Step::Look {
            // Whatever still comes of it is about what may be changed now.
            welcome.look.again();
        }
        welcome.step = before;
    }
}

fn next(welcome: &mut Welcome) -> Vec<Deed> {
    welcome.wrong = None;
    match welcome.step {
        Step::Hello => match welcome.choice {
            0 => onward(welcome),
            1 => return vec![Deed::Leave(Left::Practice)],
            _ => return vec![Deed::Leave(Left::Quit)],
        },
        Step::Name => match welcome.name.wrong() {
            Some((at, why)) => {
                welcome.name.at = at;
                welcome.wrong = Some(why);
            }
            None if welcome.name.at == 0 => welcome.name.at = 1,
            None => onward(welcome),
        },
        Step::Place => match welcome.place.wrong() {
            Some(why) => welcome.wrong = Some(why),
            None => onward(welcome),
        },
        Step::Client => match welcome.client.wrong() {
            // Whoever has just typed the id goes on to the secret.
            Some((1, _)) if welcome.client.at == 0 => welcome.client.at = 1,
            Some((at, why)) => {
                welcome.client.at = at;
                welcome.wrong = Some(why);
            }
            None if welcome.client.at == 0 => welcome.client.at = 1,
            None => onward(welcome),
        },
        Step::Jobs if welcome.chosen().is_empty() => {
            welcome.wrong = Some("Choose at least one; Space does.".to_owned());
        }
        Step::Jobs => {
            onward(welcome);
            return look(welcome);
        }
        Step::Look if welcome.look.signs_in() => onward(welcome),
        Step::Look if welcome.look.over.is_none() => {
            welcome.wrong = Some("The look is not over yet. Esc goes back.".to_owned());
        }
        Step::Look => welcome.wrong = Some("Without a sign-in there is nothing to write down.".to_owned()),
        Step::Keep => return keep(welcome),
        Step::Done => {
            let opens = welcome.done.as_ref().is_some_and(|done| done.opens);
            let left = if opens { Left::Profile(welcome.draft().profile) } else { Left::Quit };
            return vec![Deed::Leave(left)];
        }
    }
    Vec::new()
}

/// To the step after this one.
fn onward(welcome: &mut Welcome) {
    let here = STEPS.iter().position(|step| *step == welcome.step);
    welcome.step = STEPS[here.map_or(0, |here| (here + 1).min(STEPS.len() - 1))];
    match welcome.step {
        Step::Name => welcome.name.at = 0,
        Step::Client => welcome.client.at = 0,
        Step::Keep if welcome.variable.is_empty() => {
            let name = welcome.name.profile.text().trim().to_uppercase().replace('-', "_");
            welcome.variable.set(&format!("{name}_CLIENT_SECRET"));
        }
        _ => {}
    }
}

fn look(welcome: &mut Welcome) -> Vec<Deed> {
    welcome.wrong = None;
    let number = welcome.look.again();
    vec![Deed::Ask(Ask::Check { number, draft: welcome.draft() })]
}

fn keep(welcome: &mut Welcome) -> Vec<Deed> {
    welcome.wrong = None;
    welcome.fault = None;
    let replace = std::mem::take(&mut welcome.replace);
    let why = match STORES[welcome.store.min(STORES.len() - 1)] {
        Store::Keyring => welcome.no_keyring().map(|why| format!("The keyring cannot be used: {why}.")),
        Store::Variable if !is_variable_name(welcome.variable.text().trim()) => {
            Some("A variable has a name of letters, digits and _.".to_owned())
        }
        _ => None,
    };
    let why = why.or_else(|| {
        let name = welcome.name.profile.text().trim();
        (welcome.is_taken() && !replace).then(|| {
            format!("There is a profile {name} already. Ctrl-X writes its tenant anew and keeps its other settings.")
        })
    });
    if why.is_some() {
        welcome.wrong = why;
        return Vec::new();
    }
    welcome.writing = true;
    vec![Deed::Ask(Ask::Keep { draft: welcome.draft(), place: welcome.secret_place(), replace })]
}
