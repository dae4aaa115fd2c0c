//! Questions about who may do what, answered from the directory.

use super::desk::{Desk, refusal};
use super::event::{Behind, DirectoryState};
use super::follow::CaughtUp;
use crate::access::{AccessIndex, Answer, AskError, Question};
use crate::model::{Fault, Timestamp};
use jiff::SignedDuration;
use std::sync::Arc;

/// Grants of an earlier session that are older than this are read anew, whatever the audit log says.
const OLDEST: SignedDuration = SignedDuration::from_hours(24);

impl Desk {
    /// Answers from the directory as it is now; reads nothing. Takes as long as a thread has to think, so not on one
    /// that must answer.
    ///
    /// # Errors
    /// When grants were not read yet: says how far the reading is. When something that the question names is not in the
    /// directory.
    pub(super) fn ask_now(&self, question: &Question) -> Result<Answer, Fault> {
        let directory = &self.tenant()?.directory;
        let image = directory.image();
        match image.as_ref().and_then(|image| image.access()) {
            Some((index, _)) => index.answer(question).map_err(|error| unanswerable(&error)),
            None => Err(not_yet(directory.behind().as_ref(), directory.is_loading(), directory.unread())),
        }
    }

    /// Answers a question, reading what it needs first.
    ///
    /// # Errors
    /// When the grants cannot be read, or something that the question names is not in the directory.
    pub async fn ask(&self, question: &Question) -> Result<Answer, Fault> {
        let (index, _) = self.access_index(SignedDuration::from_mins(10), &mut |_| {}).await?;
        let question = question.clone();
        let answered = tokio::task::spawn_blocking(move || index.answer(&question)).await;
        let answered = answered.map_err(|e| refusal(format!("the question was not answered: {e}"), "report this"))?;
        answered.map_err(|error| unanswerable(&error))
    }

    /// Everybody's access with its age, no older than `oldest` where the tenant can be read.
    ///
    /// What an earlier session kept is brought up to date by the tenant's audit log where that takes fewer calls;
    /// otherwise, and always when `oldest` is zero, the directory is read anew, and `progress` told how that goes.
    ///
    /// # Errors
    /// When grants or members cannot be read.
    pub async fn access_index(
        &self,
        oldest: SignedDuration,
        progress: &mut (dyn FnMut(Behind) + Send),
    ) -> Result<(Arc<AccessIndex>, Timestamp), Fault> {
        let directory = &self.tenant()?.directory;
        if directory.image().is_none() {
            self.recall_directory().await;
        }
        let known = || directory.image().as_ref().and_then(|i| i.access()).map(|(index, at)| (Arc::clone(index), at));
        if let Some((index, at)) = known() {
            let age = self.now().duration_since(at);
            if age <= oldest {
                return Ok((index, at));
            }
            // The log may be behind by a moment: who wants what is so now is not served from it.
            if !oldest.is_zero()
                && age <= OLDEST
                && matches!(self.catch_up().await, Ok(CaughtUp::Nothing | CaughtUp::Changed(_)))
            {
                return known().ok_or_else(|| not_yet(None, false, directory.unread()));
            }
        }
        let mut changed = directory.changed();
        let (people, mut listed) = tokio::sync::mpsc::unbounded_channel();
        let refresh = self.refresh_directory(move |state| {
            if let DirectoryState::Loading { loaded, total, .. } = state {
                drop(people.send(Behind { what: "people", loaded, total }));
            }
        });
        tokio::pin!(refresh);
        loop {
            tokio::select! {
                biased;
                Some(behind) = listed.recv() => progress(behind),
                Ok(()) = changed.changed() => {
                    if let Some(behind) = directory.behind() {
                        progress(behind);
                    }
                }
                ended = &mut refresh => {
                    ended?;
                    break;
                }
            }
        }
        match directory.unread() {
            Some(fault) => Err(fault),
            None => known().ok_or_else(|| not_yet(None, false, None)),
        }
    }
}

fn not_yet(behind: Option<&Behind>, loading: bool, unread: Option<Fault>) -> Fault {
    let again = "ask again when they are; people can be searched and opened meanwhile";
    match (behind, unread) {
        (Some(Behind { what, loaded, total }), _) => {
            let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
            refusal(format!("who holds which role is still being read ({what}: {loaded}{of})"), again)
        }
        (None, Some(fault)) => {
            Fault { text: format!("who holds which role could not be read: {}", fault.text).into(), ..fault }
        }
        (None, None) if loading => refusal("who holds which role is not read yet: the people come first", again),
        (None, None) => refusal("who holds which role was never read", "refresh the directory"),
    }
}

fn unanswerable(error: &AskError) -> Fault {
    let remedy = match error {
        AskError::NoSubject(_) => "refresh the directory if it is new",
        AskError::NoPermission { .. } => "write it as domain:entity:action",
        AskError::Several { .. } => "say which one by id",
        AskError::NoSuch { .. } => "give the name in full, or the id; refresh the directory if it is new",
    };
    refusal(error.to_string(), remedy)
}
