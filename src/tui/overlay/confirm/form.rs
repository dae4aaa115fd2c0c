//! What the operator types to confirm a plan, and when that is enough. Nothing here draws or sends.

use crate::backend::{Consent, Refusal};
use crate::model::{Moment, Plan, RowStanding, RowsPlan, Subject, Timestamp};
use crate::tui::widget::Prompt;
use jiff::tz::TimeZone;
use std::time::Duration;

#[cfg(test)]
mod tests;

/// Keys pressed so soon after the dialog opened were meant for what was there before, and are dropped.
pub const SETTLES_IN: Duration = Duration::from_millis(200);

/// How long after opening the button that starts cannot be pressed.
pub const ARMS_IN: Duration = Duration::from_secs(1);

/// Where the focus can be, in the order of Tab; the safe button comes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// The button that goes back and changes nothing.
    Back,
    /// The person's name or e-mail address, or of many how many they are: typed, because it was read.
    Name,
    /// Why.
    Reason,
    /// The ticket.
    Ticket,
    /// Now, or when; only where the plan may wait.
    When,
    /// The button that starts the run.
    Go,
}

impl Place {
    const ALL: [Self; 6] = [Self::Back, Self::Name, Self::Reason, Self::Ticket, Self::When, Self::Go];

    fn step(self, by: usize) -> Self {
        let here = Self::ALL.iter().position(|place| *place == self).unwrap_or(0);
        Self::ALL[(here + by) % Self::ALL.len()]
    }
}

/// What has to be typed to show that the plan was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asks {
    /// The name or the e-mail address of whom it is about.
    Name(Subject),
    /// How many rows would be carried out.
    Number(usize),
}

/// The form.
#[derive(Clone, Debug)]
pub struct Form {
    asks: Asks,
    ticket_required: bool,
    may_wait: bool,
    opened_at: Timestamp,
    /// Where the focus is.
    pub place: Place,
    /// The typed name.
    pub name: Prompt,
    /// The reason.
    pub reason: Prompt,
    /// The ticket.
    pub ticket: Prompt,
    /// When; empty for now.
    pub when: Prompt,
    /// What is wrong, and where; shown at that place until it is edited.
    pub wrong: Option<(Place, String)>,
}

impl Form {
    /// An empty form for this plan, with the safe button focused.
    pub fn new(plan: &Plan, now: Timestamp) -> Self {
        Self::asking(Asks::Name(plan.subject.clone()), (plan.ticket_required, plan.may_wait), now)
    }

    /// An empty form for a plan of many.
    pub fn of_many(plan: &RowsPlan, now: Timestamp) -> Self {
        Self::asking(Asks::Number(plan.count(RowStanding::Ready)), (plan.ticket_required, plan.may_wait), now)
    }

    fn asking(asks: Asks, (ticket_required, may_wait): (bool, bool), now: Timestamp) -> Self {
        Self {
            asks,
            ticket_required,
            may_wait,
            opened_at: now,
            place: Place::Back,
            name: Prompt::default(),
            reason: Prompt::default(),
            ticket: Prompt::default(),
            when: Prompt::default(),
            wrong: None,
        }
    }

    /// Takes reason and ticket over to a new form for the same person. The name is to be typed each time, and it arms anew.
    pub fn renewed(&self, plan: &Plan, now: Timestamp) -> Self {
        let fresh = Self::new(plan, now);
        if fresh.asks == self.asks { self.taken_over(fresh) } else { fresh }
    }

    /// The same where no time can be given.
    pub fn at_once(mut self) -> Self {
        self.may_wait = false;
        self.when.clear();
        self
    }

    /// Takes reason and ticket over to a new form.
    pub fn taken_over(&self, mut fresh: Self) -> Self {
        (fresh.reason, fresh.ticket, fresh.when) = (self.reason.clone(), self.ticket.clone(), self.when.clone());
        fresh.go(Place::Back);
        fresh
    }

    /// What has to be typed.
    pub fn asks(&self) -> &Asks {
        &self.asks
    }

    /// The number that has been typed, where a number is asked for.
    pub fn number(&self) -> Option<usize> {
        match self.asks {
            Asks::Name(_) => None,
            Asks::Number(_) => self.name.text().trim().replace(',', "").parse().ok(),
        }
    }

    /// Whether the recipe asks for a ticket.
    pub fn ticket_required(&self) -> bool {
        self.ticket_required
    }

    /// Whether a time may be given.
    pub fn may_wait(&self) -> bool {
        self.may_wait
    }

    /// The time that has been typed; none for now.
    ///
    /// # Errors
    /// Says why what was typed is no time to come.
    pub fn due(&self, now: Timestamp, here: &TimeZone) -> Result<Option<Moment>, String> {
        match self.when.text().trim() {
            "" => Ok(None),
            text => Moment::to_come(text, now, here).map(Some),
        }
    }

    /// Whether keys count by now.
    pub fn settled(&self, now: Timestamp) -> bool {
        passed(self.opened_at, now, SETTLES_IN)
    }

    /// How long until the button that starts can be pressed; none when it can.
    pub fn arms_in(&self, now: Timestamp) -> Option<Duration> {
        let since = Duration::try_from(now.duration_since(self.opened_at)).unwrap_or_default();
        ARMS_IN.checked_sub(since).filter(|left| !left.is_zero())
    }

    /// Whether what has been typed so far leads to the person; the screen says so before the button is tried.
    pub fn name_fits(&self) -> NameFit {
        let typed = self.name.text().trim_start();
        let subject = match &self.asks {
            _ if typed.is_empty() => return NameFit::Empty,
            Asks::Name(subject) => subject,
            Asks::Number(wanted) if self.number() == Some(*wanted) => return NameFit::Equal,
            Asks::Number(wanted) if wanted.to_string().starts_with(typed) => return NameFit::Begins,
            Asks::Number(_) => return NameFit::Differs,
        };
        if subject.is_named_by(typed) {
            NameFit::Equal
        } else if subject.name.as_str().trim().starts_with(typed)
            || subject.email.as_str().get(..typed.len()).is_some_and(|head| head.eq_ignore_ascii_case(typed))
        {
            NameFit::Begins
        } else {
            NameFit::Differs
        }
    }

    /// What keeps the plan from being confirmed as things stand, first fault first.
    pub fn fault(&self) -> Option<(Place, &'static str)> {
        if self.name_fits() != NameFit::Equal {
            Some((
                Place::Name,
                match self.asks {
                    Asks::Name(_) => "type the name exactly as shown, capitals too, or the e-mail address",
                    Asks::Number(_) => "type how many it is about: the number stands in the sentence above",
                },
            ))
        } else if self.reason.text().trim().is_empty() {
            Some((Place::Reason, "a reason is needed for the audit trail"))
        } else if self.ticket_required && self.ticket.text().trim().is_empty() {
            Some((Place::Ticket, "the recipe asks for a ticket"))
        } else {
            None
        }
    }

    /// Goes to the next place.
    pub fn next(&mut self) {
        self.step(1);
    }

    /// Goes to the place before.
    pub fn previous(&mut self) {
        self.step(Place::ALL.len() - 1);
    }

    fn step(&mut self, by: usize) {
        let next = self.place.step(by);
        // The field that is not there is passed over.
        let there = next != Place::When || self.may_wait;
        self.go(if there { next } else { next.step(by) });
    }

    /// Called when the text of a field has changed.
    pub fn typed(&mut self) {
        self.wrong = None;
        // Invisible characters of a name are shown as a mark in brackets that no keyboard has.
        let Asks::Name(subject) = &self.asks else { return };
        for (plain, mark) in [("<", "⟨"), (">", "⟩")] {
            let name = subject.name.as_str();
            if name.contains(mark) && !name.contains(plain) && self.name.text().contains(plain) {
                self.name.set(&self.name.text().replace(plain, mark));
            }
        }
    }

    /// Notes that a paste was refused: the name is to be read and typed.
    pub fn paste_refused(&mut self) {
        self.wrong = Some((Place::Name, "pasting is refused here: read it and type it".to_owned()));
    }

    /// The button: what was given, if the button is focused and armed and nothing is missing. What is missing is noted,
    /// and the focus goes there.
    pub fn press(&mut self, now: Timestamp, here: &TimeZone) -> Option<Consent> {
        if self.arms_in(now).is_some() {
            return None;
        }
        if let Some((place, text)) = self.fault() {
            self.go(place);
            self.wrong = Some((place, text.to_owned()));
            return None;
        }
        let due = match self.due(now, here) {
            Ok(due) => due.map(|moment| moment.at),
            Err(why) => {
                self.go(Place::When);
                self.wrong = Some((Place::When, why));
                return None;
            }
        };
        self.wrong = None;
        if self.place != Place::Go {
            self.go(Place::Go);
            return None;
        }
        Some(Consent {
            typed_name: match self.asks {
                Asks::Name(_) => self.name.text().trim().to_owned(),
                Asks::Number(_) => String::new(),
            },
            reason: self.reason.text().trim().to_owned(),
            ticket: self.ticket.text().trim().to_owned(),
            due,
        })
    }

    /// Takes over why the backend refused, at the field at fault. True when the form can still be completed.
    pub fn refused(&mut self, refusal: &Refusal) -> bool {
        let (place, text) = match refusal {
            Refusal::WrongName => (Place::Name, "what was typed is neither the name nor the e-mail address".to_owned()),
            Refusal::NoReason => (Place::Reason, "a reason is needed".to_owned()),
            Refusal::NoTicket => (Place::Ticket, "the recipe asks for a ticket".to_owned()),
            Refusal::Fault(fault) => (Place::Go, format!("{}; {}", fault.text, fault.remedy)),
            Refusal::WrongNumber(why) => (Place::Name, why.to_string()),
            Refusal::WrongTime(why) if self.may_wait => (Place::When, why.to_string()),
            Refusal::Blocked(_)
            | Refusal::WrongTime(_)
            | Refusal::Changed(_)
            | Refusal::AlreadyRunning(_)
            | Refusal::NoSuchPlan => {
                return false;
            }
        };
        self.go(place);
        self.wrong = Some((place, text));
        true
    }

    /// The field that has the focus.
    pub fn field(&self) -> Option<&Prompt> {
        match self.place {
            Place::Name => Some(&self.name),
            Place::Reason => Some(&self.reason),
            Place::Ticket => Some(&self.ticket),
            Place::When => Some(&self.when),
            Place::Back | Place::Go => None,
        }
    }

    /// Like [`field`](Self::field), to change it.
    pub fn field_mut(&mut self) -> Option<&mut Prompt> {
        match self.place {
            Place::Name => Some(&mut self.name),
            Place::Reason => Some(&mut self.reason),
            Place::Ticket => Some(&mut self.ticket),
            Place::When => Some(&mut self.when),
            Place::Back | Place::Go => None,
        }
    }

    /// Puts the focus on a place.
    pub fn go(&mut self, place: Place) {
        self.place = place;
        self.name.typing = place == Place::Name;
        self.reason.typing = place == Place::Reason;
        self.ticket.typing = place == Place::Ticket;
        self.when.typing = place == Place::When;
    }
}

/// How the typed name compares with the one in the plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameFit {
    /// Nothing is typed.
    Empty,
    /// Right so far.
    Begins,
    /// The name, or the address.
    Equal,
    /// Wrong.
    Differs,
}

fn passed(from: Timestamp, now: Timestamp, span: Duration) -> bool {
    Duration::try_from(now.duration_since(from)).unwrap_or_default() >= span
}
