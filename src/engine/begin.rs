//! Beginning a run whose time has come: the person is looked at again, and a plan that is not true any more is not
//! carried out.

use super::journal::{Entry, Stop};
use super::planned::Following;
use super::walk::Walk;
use super::{StepError, Verdict, words};
use crate::model::{DisplayText, RunState, Timestamp};
use crate::store::Wish;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

/// When to look again at somebody who could not be read. Access is to be cut as soon as the tenant is there again.
const TENANT_AWAY: Duration = Duration::from_secs(30);

impl Walk<'_> {
    /// Why a run that was confirmed for later is not to be begun now; none for all others.
    pub(super) async fn outdated(&self) -> Result<Option<DisplayText>, Stop> {
        let asked = self.hold.wish != Wish::GoOn || self.stop.is_cancelled();
        if self.record.due.is_none() || asked || !self.record.is_untouched() {
            return Ok(None);
        }
        let mut tries = 0;
        loop {
            tries += 1;
            let looked = AssertUnwindSafe(async { self.job.outdated(&self.record).await }).catch_unwind().await;
            match looked {
                Ok(Ok(found)) => return Ok(found),
                Ok(Err(StepError::Refused(fault))) => return Ok(Some(fault.text)),
                Ok(Err(StepError::Later(fault, wait))) => return Err(Stop::Later(wait, fault)),
                Ok(Err(StepError::Failed(fault) | StepError::Unknown(fault))) => {
                    if tries >= self.engine.pace().tries {
                        return Err(Stop::Later(TENANT_AWAY, fault));
                    }
                    self.wait(self.engine.pace().before_try(tries)).await?;
                }
                Err(_) => return Ok(Some("looking at the person broke down; this is a defect of Lanyard".into())),
            }
        }
    }

    /// Ends a run before its first step.
    pub(super) async fn not_begun(&mut self, why: &DisplayText) -> Result<RunState, Stop> {
        self.skip_rest(&DisplayText::new(format!("{} {why}", words::NOT_BEGUN))).await?;
        let (at, state) = (self.now(), RunState::Failed);
        let why = Some(DisplayText::new(format!("nothing was changed: {why}; plan again")));
        (self.record.state, self.record.ended_at, self.record.why) = (state, Some(at), why.clone());
        let notices = self.job.notices(&self.record, Verdict::Failed);
        self.end(state, why, Entry { notices, ..Entry::default() }, at).await
    }

    /// What is planned to follow this run, which has ended well.
    pub(super) fn follow_up(&self, at: Timestamp) -> Option<Following> {
        self.job.follow_up(&self.record).map(|next| self.engine.following(&self.record, next, at))
    }
}
