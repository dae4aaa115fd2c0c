//! What comes of the confirmation of many.

use super::{Rows, ask};
use crate::backend::{Command, Refusal, RowsFrom, Severity};
use crate::model::{Begun, Digest, DisplayText};
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::overlay::confirm;
use crate::tui::pane::{Screen, batch, run};

/// Takes the answer to a confirmation: goes on to what has begun, or says why nothing has.
pub(super) fn confirmed(app: &mut App, digest: &Digest, result: Result<Begun, Refusal>, out: &mut Effects) -> bool {
    match result {
        Ok(begun) => {
            confirm::close(app, digest);
            let marked = matches!(app.rows.wish.as_ref().map(|wish| &wish.from), Some(RowsFrom::People(_)));
            if marked {
                app.people.marks.clear();
            }
            app.rows = Rows::default();
            // From the batch one goes back to where it came from: its plan has been used.
            app.screens.retain(|screen| !matches!(screen, Screen::Rows | Screen::File));
            match begun {
                Begun::Batch(id) => {
                    batch::ours(app, id.clone());
                    batch::open(app, id, out);
                }
                Begun::Run(id) => {
                    run::ours(app, id.clone());
                    run::open(app, id, out);
                }
            }
            let generation = app.next_generation();
            out.send(Command::Runs { generation });
        }
        Err(refusal) => {
            if !confirm::refused(app, digest, &refusal) {
                confirm::close(app, digest);
                refused(app, refusal, out);
            }
        }
    }
    true
}

fn refused(app: &mut App, refusal: Refusal, out: &mut Effects) {
    let words = match refusal {
        Refusal::Blocked(why) => {
            let why: Vec<&str> = why.iter().map(DisplayText::as_str).collect();
            format!("Not begun: {}.", why.join("; "))
        }
        Refusal::Changed(why) => format!("Not begun: it has changed since ({why}); the plan is being made anew."),
        Refusal::AlreadyRunning(id) => {
            run::open(app, id, out);
            "Not begun: another run for one of them is under way; this is it.".to_owned()
        }
        Refusal::NoSuchPlan => {
            ask(app, out);
            "Not begun: that plan is known no more; it is being made anew.".to_owned()
        }
        Refusal::Fault(fault) => {
            let words = format!("Not begun: {}. {}", fault.text, fault.remedy);
            return app.notify_fault(words, fault);
        }
        Refusal::WrongNumber(why) | Refusal::WrongTime(why) => format!("Not begun: {why}."),
        Refusal::WrongName | Refusal::NoReason | Refusal::NoTicket => {
            "Not begun: number, reason or ticket were not accepted.".to_owned()
        }
    };
    app.notify(Severity::Error, words);
}
