//! Notices as faces see them: each is a letter to one target, waiting, sent or dead.

use super::desk::{Desk, refusal, store_fault};
use crate::model::{DisplayText, Fault, RunId, Timestamp};
use crate::notify::{self, Replayed, Target};
use crate::store::{Parcel, ParcelEvent, ParcelFilter, ParcelState, StoreError};
use serde_json::Value;

/// How many letters of each state the console lists at the most; who needs more asks the command line.
const LISTED: i64 = 500;

/// How a letter stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LetterState {
    /// Given up.
    Dead,
    /// To be delivered, perhaps again.
    Waiting,
    /// Its target took it.
    Sent,
}

impl LetterState {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        self.stored().as_str()
    }

    fn stored(self) -> ParcelState {
        match self {
            Self::Dead => ParcelState::Dead,
            Self::Waiting => ParcelState::Waiting,
            Self::Sent => ParcelState::Sent,
        }
    }

    fn of(word: &str) -> Self {
        // What no version of ours writes is shown as what needs eyes.
        [Self::Waiting, Self::Sent].into_iter().find(|state| state.as_str() == word).unwrap_or(Self::Dead)
    }
}

/// A notice for one target.
#[derive(Clone, PartialEq, Debug)]
pub struct Letter {
    /// The id under which its target knows it.
    pub message: String,
    /// The target's name.
    pub target: DisplayText,
    /// The kind of notice, as it is written on the wire.
    pub kind: DisplayText,
    /// The id of whom it is about.
    pub subject: DisplayText,
    /// What they are called; empty where that is not known.
    pub name: DisplayText,
    /// The run that it comes from.
    pub run: Option<RunId>,
    /// How it stands.
    pub state: LetterState,
    /// How often its target was asked.
    pub tries: i64,
    /// The last HTTP status.
    pub status: Option<i64>,
    /// What went wrong last.
    pub error: Option<DisplayText>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is tried next, if it waits.
    pub due: Option<Timestamp>,
    /// When it was taken or given up.
    pub ended_at: Option<Timestamp>,
}

/// Something that a letter has been through.
#[derive(Clone, PartialEq, Debug)]
pub struct LetterEvent {
    /// When.
    pub at: Timestamp,
    /// How it stood then: `sent`, `waiting`, `dead` or `replayed`.
    pub word: DisplayText,
    /// How long its target was waited for, in milliseconds; none where it was not asked.
    pub took_ms: Option<i64>,
    /// The HTTP status, where there was an answer.
    pub status: Option<i64>,
    /// What went wrong, or who asked for it anew.
    pub detail: DisplayText,
}

/// A letter, whole.
#[derive(Clone, PartialEq, Debug)]
pub struct LetterPage {
    /// In one line.
    pub letter: Letter,
    /// What is sent. Other people's words in it are not cleaned yet.
    pub body: Value,
    /// What it has been through, oldest first.
    pub history: Vec<LetterEvent>,
}

/// How a target stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LetterTarget {
    /// Its name.
    pub name: DisplayText,
    /// Whether the settings of this process know it; what is for others waits.
    pub known: bool,
    /// Since when it is gone by its own word (410).
    pub gone: Option<Timestamp>,
    /// How many letters wait.
    pub waiting: usize,
    /// How many it took.
    pub sent: usize,
    /// How many were given up.
    pub dead: usize,
}

/// Letters with how their targets stand.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Letters {
    /// In lines.
    pub letters: Vec<Letter>,
    /// Every target that is known or has a letter, by name.
    pub targets: Vec<LetterTarget>,
}

/// Which letters; what is none leaves all in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LetterFilter {
    /// In this state.
    pub state: Option<LetterState>,
    /// For the target of this name.
    pub target: Option<String>,
    /// At most so many, newest first.
    pub limit: usize,
}

/// What came of asking for the letters of a target anew.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Resent {
    /// How many are due now.
    pub letters: usize,
    /// Whether the target had said that it is gone, and is told again from now on.
    pub target_back: bool,
}

impl Desk {
    /// Letters that the filter leaves in, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn letters(&self, filter: &LetterFilter) -> Result<Letters, Fault> {
        let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX);
        let own = ParcelFilter {
            state: filter.state.map(LetterState::stored),
            target: filter.target.clone(),
            ..ParcelFilter::default()
        };
        self.read_letters(&[own], limit).await.map_err(|e| store_fault(&e))
    }

    /// What needs eyes first: the dead, then those that wait, then the newest that were sent.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) async fn letters_by_need(&self) -> Result<Letters, Fault> {
        let of = |state| ParcelFilter { state: Some(state), ..ParcelFilter::default() };
        let order = [of(ParcelState::Dead), of(ParcelState::Waiting), of(ParcelState::Sent)];
        self.read_letters(&order, LISTED).await.map_err(|e| store_fault(&e))
    }

    /// The letters that come from a run, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn letters_of(&self, run: &RunId) -> Result<Vec<Letter>, Fault> {
        let read = async {
            let filter = ParcelFilter { run: Some(run.to_string()), ..ParcelFilter::default() };
            self.store.reading().await?.parcels(&filter, LISTED).await
        };
        let mut letters: Vec<_> = read.await.map_err(|e| store_fault(&e))?.iter().map(letter).collect();
        letters.reverse();
        Ok(letters)
    }

    async fn read_letters(&self, filters: &[ParcelFilter], limit: i64) -> Result<Letters, StoreError> {
        let mut tx = self.store.reading().await?;
        let mut letters = Vec::new();
        for filter in filters {
            letters.extend(tx.parcels(filter, limit).await?.iter().map(letter));
        }
        let counts = tx.parcel_counts().await?;
        drop(tx);
        let gone = notify::gone(&self.store, self.targets()).await?;
        let known = self.targets().iter().map(Target::name);
        let mut names: Vec<&str> = known.chain(counts.iter().map(|count| count.target.as_str())).collect();
        names.sort_unstable();
        names.dedup();
        let targets = names.into_iter().map(|name| {
            let count = |state: ParcelState| {
                let found = counts.iter().find(|count| count.target == name && count.state == state.as_str());
                found.map_or(0, |count| usize::try_from(count.parcels).unwrap_or(0))
            };
            LetterTarget {
                name: DisplayText::new(name),
                known: self.targets().iter().any(|target| target.name() == name),
                gone: gone.iter().find(|(target, _)| target == name).map(|(_, at)| *at),
                waiting: count(ParcelState::Waiting),
                sent: count(ParcelState::Sent),
                dead: count(ParcelState::Dead),
            }
        });
        Ok(Letters { letters, targets: targets.collect() })
    }

    /// A letter, whole; none if there is none with this id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn letter(&self, message: &str) -> Result<Option<LetterPage>, Fault> {
        let read = async {
            let mut tx = self.store.reading().await?;
            let Some(parcel) = tx.parcel(message).await? else { return Ok(None) };
            let history = tx.parcel_events(message).await?;
            Ok(Some((parcel, history)))
        };
        let read: Result<_, StoreError> = read.await;
        let Some((parcel, history)) = read.map_err(|e| store_fault(&e))? else { return Ok(None) };
        let body = serde_json::from_str(&parcel.body).unwrap_or_else(|_| Value::from(parcel.body.as_str()));
        Ok(Some(LetterPage { letter: letter(&parcel), body, history: history.iter().map(event).collect() }))
    }

    /// Makes a letter due now, with its own id and a new schedule.
    ///
    /// # Errors
    /// When there is no such letter, it is on its way at this moment, its target is gone, or the store says no.
    pub async fn resend(&self, message: &str) -> Result<(), Fault> {
        self.may_write()?;
        let wrong = |e: StoreError| store_fault(&e);
        if let Some(page) = self.letter(message).await? {
            let gone = notify::gone(&self.store, self.targets()).await.map_err(wrong)?;
            let name = &page.letter.target;
            if gone.iter().any(|(target, _)| target == name.as_str()) {
                return Err(refusal(
                    format!("the target {name} has said that it is gone (410)"),
                    "if it is back, `lanyard notices replay --all --target NAME` tells it again from now on",
                ));
            }
        }
        match notify::replay(&self.store, message, &self.operator, self.now()).await.map_err(wrong)? {
            Replayed::Due => {
                self.wake_courier();
                Ok(())
            }
            Replayed::OnItsWay => Err(refusal("it is on its way at this moment", "look at it again in a minute")),
            Replayed::Unknown => {
                Err(refusal(format!("there is no notice {message}"), "`lanyard notices list` lists them"))
            }
        }
    }

    /// Makes a letter due now, or every dead one of its target where none is named; a target that had said that it is gone
    /// is told again from now on.
    ///
    /// # Errors
    /// When no target is called that, the letter is for another one, or the store says no.
    pub async fn resend_to(&self, target: &str, message: Option<&str>) -> Result<Resent, Fault> {
        self.may_write()?;
        let wrong = |e: StoreError| store_fault(&e);
        let all = self.letters(&LetterFilter { limit: 0, ..LetterFilter::default() }).await?.targets;
        if !all.iter().any(|known| known.name.as_str() == target) {
            let names: Vec<_> = all.iter().map(|known| known.name.to_string()).collect();
            let there =
                if names.is_empty() { "there are none".to_owned() } else { format!("there are: {}", names.join(", ")) };
            return Err(refusal(format!("no target is called {target}"), &there));
        }
        if let Some(message) = message
            && let Some(page) = self.letter(message).await?
            && page.letter.target.as_str() != target
        {
            let text = format!("{message} is for {}, not for {target}", page.letter.target);
            return Err(refusal(text, "name its own target"));
        }
        let now = self.now();
        let target_back = notify::take_back(&self.store, target, &self.operator, now).await.map_err(wrong)?;
        let letters = match message {
            Some(message) => self.resend(message).await.map(|()| 1)?,
            None => notify::replay_dead(&self.store, target, &self.operator, now).await.map_err(wrong)?,
        };
        self.wake_courier();
        Ok(Resent { letters, target_back })
    }

    fn targets(&self) -> &[Target] {
        self.courier.as_ref().map_or(&[], |courier| &courier.targets)
    }

    fn wake_courier(&self) {
        if let Some(courier) = &self.courier {
            courier.wake.notify_one();
        }
    }

    /// Counts what this process has written down of deliveries; none where it delivers nothing.
    pub(super) fn letters_told(&self) -> Option<tokio::sync::watch::Receiver<u64>> {
        self.courier.as_ref().map(|courier| courier.told.subscribe())
    }
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn letter(parcel: &Parcel) -> Letter {
    let state = LetterState::of(&parcel.state);
    Letter {
        message: parcel.message.clone(),
        target: DisplayText::new(&parcel.target),
        kind: DisplayText::new(&parcel.kind),
        subject: DisplayText::new(&parcel.subject),
        name: DisplayText::new(&parcel.subject_name),
        run: Some(parcel.run_id.as_str()).filter(|run| !run.is_empty()).map(RunId::new),
        state,
        tries: parcel.attempts,
        status: parcel.status,
        error: parcel.error.as_deref().map(DisplayText::new),
        created_at: at(parcel.created_ms),
        due: (state == LetterState::Waiting).then(|| at(parcel.due_ms)),
        ended_at: parcel.ended_ms.map(at),
    }
}

fn event(event: &ParcelEvent) -> LetterEvent {
    LetterEvent {
        at: at(event.at_ms),
        word: DisplayText::new(&event.word),
        took_ms: event.took_ms,
        status: event.status,
        detail: DisplayText::new(&event.detail),
    }
}
