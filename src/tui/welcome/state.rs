//! What the guided screen knows: the step, what was typed, and what came of it.

use super::client::ClientForm;
use super::form::{NameForm, PlaceForm};
use super::look::Look;
use crate::backend::setup::{Ask, Done, Draft, Known, Region};
use crate::model::{Fault, SecretPlace, SetupJob, Timestamp};
use crate::tui::theme::Theme;
use crate::tui::widget::{Cursor, Prompt};

/// How the guided screen was left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Left {
    /// The operator wants no more of it.
    Quit,
    /// On to the practice tenant.
    Practice,
    /// On to this profile, which is written.
    Profile(String),
}

/// The steps in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// What this is, and what one can do.
    Hello,
    /// What the profile is called, and what the organisation is.
    Name,
    /// Where it is.
    Place,
    /// The OAuth client.
    Client,
    /// What it is to do.
    Jobs,
    /// Whether it can.
    Look,
    /// Where the secret goes.
    Keep,
    /// What was written.
    Done,
}

/// The steps that count, between greeting and result.
pub(super) const STEPS: [Step; 6] = [Step::Name, Step::Place, Step::Client, Step::Jobs, Step::Look, Step::Keep];

impl Step {
    /// What heads it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Hello => "Welcome",
            Self::Name => "What it is called",
            Self::Place => "Where it is",
            Self::Client => "Who signs in",
            Self::Jobs => "What it is for",
            Self::Look => "What it may do",
            Self::Keep => "Where the secret is kept",
            Self::Done => "Set up",
        }
    }

    /// The step that Esc goes back to.
    pub(super) fn before(self) -> Option<Self> {
        match self {
            Self::Hello | Self::Done => None,
            Self::Name => Some(Self::Hello),
            Self::Place => Some(Self::Name),
            Self::Client => Some(Self::Place),
            Self::Jobs => Some(Self::Client),
            Self::Look => Some(Self::Jobs),
            Self::Keep => Some(Self::Look),
        }
    }
}

/// What the loop has to do.
#[derive(Debug)]
pub(super) enum Deed {
    /// Ask the task.
    Ask(Ask),
    /// Come back when the first Ctrl-C is to be forgotten.
    Forget,
    /// Draw everything anew.
    Redraw,
    /// Stop the process until it is told to go on.
    Suspend,
    /// End.
    Leave(Left),
}

/// Where the secret can go, in the order of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Store {
    Keyring,
    File,
    Variable,
}

pub(super) const STORES: [Store; 3] = [Store::Keyring, Store::File, Store::Variable];

/// Everything.
#[derive(Debug)]
pub(super) struct Welcome {
    pub(super) size: (u16, u16),
    pub(super) theme: Theme,
    pub(super) step: Step,
    /// The row of the greeting.
    pub(super) choice: usize,
    pub(super) name: NameForm,
    pub(super) place: PlaceForm,
    pub(super) client: ClientForm,
    /// Whether each job is chosen, and the row the cursor is on.
    pub(super) jobs: [bool; SetupJob::ALL.len()],
    pub(super) job: usize,
    pub(super) look: Look,
    pub(super) known: Option<Known>,
    pub(super) store: usize,
    pub(super) variable: Prompt,
    /// A profile of this name is to be written anew.
    pub(super) replace: bool,
    /// It is being written.
    pub(super) writing: bool,
    /// Why it could not be written.
    pub(super) fault: Option<Fault>,
    pub(super) done: Option<Done>,
    /// What is wrong with this step, in a sentence.
    pub(super) wrong: Option<String>,
    /// Until when the first Ctrl-C counts.
    pub(super) interrupt_until: Option<Timestamp>,
    pub(super) dirty: bool,
}

impl Welcome {
    pub(super) fn new(
        size: (u16, u16),
        theme: Theme,
        regions: &'static [Region],
        judge: fn(&str) -> Result<(), String>,
    ) -> Self {
        let mut jobs = [false; SetupJob::ALL.len()];
        for (chosen, job) in jobs.iter_mut().zip(SetupJob::ALL) {
            *chosen = matches!(job, SetupJob::Offboard | SetupJob::Restore);
        }
        Self {
            size,
            theme,
            step: Step::Hello,
            choice: 0,
            name: NameForm::default(),
            place: PlaceForm::new(regions, judge),
            client: ClientForm::default(),
            jobs,
            job: 0,
            look: Look::default(),
            known: None,
            store: 0,
            variable: Prompt::default(),
            replace: false,
            writing: false,
            fault: None,
            done: None,
            wrong: None,
            interrupt_until: None,
            dirty: true,
        }
    }

    /// The jobs that are chosen.
    pub(super) fn chosen(&self) -> Vec<SetupJob> {
        SetupJob::ALL.into_iter().zip(self.jobs).filter_map(|(job, on)| on.then_some(job)).collect()
    }

    /// The organisation as it was typed.
    pub(super) fn draft(&self) -> Draft {
        Draft {
            profile: self.name.profile.text().trim().to_owned(),
            environment: self.name.environment.text().trim().to_owned(),
            address: self.place.address(),
            client_id: self.client.id.text().trim().to_lowercase(),
            secret: self.client.secret.secret(),
            jobs: self.chosen(),
        }
    }

    /// Whether a profile of this name is there already.
    pub(super) fn is_taken(&self) -> bool {
        let name = self.name.profile.text().trim();
        self.known.as_ref().is_some_and(|known| known.profiles.iter().any(|profile| profile == name))
    }

    /// Why the keyring cannot be chosen.
    pub(super) fn no_keyring(&self) -> Option<String> {
        match &self.known {
            None => Some("not known yet".to_owned()),
            Some(known) => known.no_keyring.as_ref().map(ToString::to_string),
        }
    }

    /// Where the secret is to go, by the row the cursor is on.
    pub(super) fn secret_place(&self) -> SecretPlace {
        match STORES[self.store.min(STORES.len() - 1)] {
            Store::Keyring => SecretPlace::Keyring,
            Store::File => SecretPlace::File,
            Store::Variable => SecretPlace::Variable(self.variable.text().trim().to_owned()),
        }
    }

    /// Whether letters are typed into a field here.
    pub(super) fn types(&self) -> bool {
        match self.step {
            Step::Name | Step::Place | Step::Client => true,
            Step::Keep => STORES[self.store.min(STORES.len() - 1)] == Store::Variable,
            _ => false,
        }
    }

    /// The list of the look, with the cursor kept in sight.
    pub(super) fn look_cursor(&self) -> Cursor {
        self.look.cursor
    }
}
