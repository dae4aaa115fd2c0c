//! Following the tenant's audit log: what others change is taken over without reading everything anew.
//!
//! The log may be behind by a moment, so each look goes back a little before the end of the last one; entries that were
//! seen then are passed over. A full reading ends what was seen: the next look begins at its age. What is taken over is
//! not kept for the next start, which begins at the ages of the kept directory.
//!
//! A process that has no directory can follow the log as well, to tell others of it; what happened before it began to is not
//! told.

use super::desk::Desk;
use super::directory::Followed;
use crate::directory::{Changes, reread, services_of_interest};
use crate::genesys::calls::{AuditLine, Interval};
use crate::genesys::{Client, Lane};
use crate::model::{Fault, Timestamp};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How far a look goes back before the end of the last one.
const OVERLAP: SignedDuration = SignedDuration::from_mins(2);
/// The tenant tells its time in whole seconds and as it was when it last answered: the present is within this after it.
const ROUNDED: SignedDuration = SignedDuration::from_secs(2);
/// How far back the tenant tells entries at once (14 days), with an hour to spare.
pub(super) const FAR_BACK: SignedDuration = SignedDuration::from_hours(14 * 24 - 1);
/// What takes more calls than this is not read piece by piece.
const MOST_CALLS: usize = 200;

/// How often a process that stays looks at the log: a few calls a minute, in the lane that waits for everything else.
const LOOK: Duration = Duration::from_secs(60);

/// What came of looking.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum CaughtUp {
    /// Nothing changed.
    Nothing,
    /// So many things were read again.
    Changed(usize),
    /// So much changed, or so long ago, that everything is better read anew.
    TooMuch,
    /// The tenant does not tell: the caller may not read its audit log, or none of its services is known.
    NotTold(Option<Fault>),
}

impl Desk {
    /// Takes over what the tenant's audit log says has changed since the directory was read.
    ///
    /// # Errors
    /// When the tenant cannot be read this time.
    pub(super) async fn catch_up(&self) -> Result<CaughtUp, Fault> {
        let tenant = self.tenant()?;
        let directory = &tenant.directory;
        let client = tenant.client.lane(Lane::Bulk);
        let mut followed = directory.followed.lock().await;
        let Some(image) = directory.image() else { return Ok(CaughtUp::TooMuch) };
        let snapshot = image.snapshot();
        let (Some(people), Some(access)) = (snapshot.read_at(), snapshot.access_at()) else {
            return Ok(CaughtUp::TooMuch);
        };
        let from = followed.to.unwrap_or(people.min(access));
        let Look { lines, end } = match look(&client, &mut followed, from, self.tenant_now()).await? {
            Ok(seen) => seen,
            Err(why) => return Ok(why),
        };
        let changes = Changes::of(lines.iter().filter(|line| !followed.seen.contains(&line.id)));
        if changes.calls() > MOST_CALLS {
            return Ok(CaughtUp::TooMuch);
        }
        let count = changes.people.len() + changes.groups.len() + changes.roles.len() + changes.clients.len();
        if !changes.is_empty() {
            let anew = reread(&client, &changes).await?;
            self.amend(anew).await?;
        }
        self.tell_since(&lines, &followed, end).await?;
        followed.up_to(lines, end);
        Ok(if count == 0 { CaughtUp::Nothing } else { CaughtUp::Changed(count) })
    }

    /// Follows what others change until it is asked to stop: takes it over into the directory, where there is one, and tells
    /// the targets that ask for it. It costs a few calls a minute.
    pub async fn follow_changes(&self, stop: CancellationToken) {
        let mut own = Followed::default();
        loop {
            let whole = self.tenant.as_ref().is_ok_and(|tenant| {
                let directory = &tenant.directory;
                directory.image().is_some_and(|image| image.access().is_some()) && !directory.is_loading()
            });
            let look = async {
                match whole {
                    true => self.catch_up().await.map(|came| matches!(came, CaughtUp::NotTold(_))),
                    false => self.follow_alone(&mut own).await,
                }
            };
            // A look may wait for the budget of the next minute; what it has not taken over is seen again.
            let looked = tokio::select! {
                biased;
                () = stop.cancelled() => return,
                looked = look => looked,
            };
            match looked {
                Ok(false) => {}
                Ok(true) => {
                    return tracing::warn!(
                        "what others change is not told: this client may not read the audit log (audits:audit:view)"
                    );
                }
                Err(fault) => tracing::info!(fault = %fault.text, "the audit log was not read this time"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Looks once without a directory; tells whether the tenant does not tell.
    pub(super) async fn follow_alone(&self, own: &mut Followed) -> Result<bool, Fault> {
        let client = self.tenant()?.client.lane(Lane::Bulk);
        let from = own.to.unwrap_or_else(|| self.tenant_now());
        match look(&client, own, from, self.tenant_now()).await? {
            Ok(Look { lines, end }) => {
                self.tell_since(&lines, own, end).await?;
                own.up_to(lines, end);
                Ok(false)
            }
            Err(CaughtUp::NotTold(_)) => Ok(true),
            // So long ago that the log does not tell it at once: it is taken up from here.
            Err(_) => {
                own.to = None;
                Ok(false)
            }
        }
    }

    /// Tells of what is new and happened since this process began to follow.
    async fn tell_since(&self, lines: &[AuditLine], followed: &Followed, end: Timestamp) -> Result<(), Fault> {
        let begun = *self.following_since.get_or_init(|| end - OVERLAP);
        let new = lines.iter().filter(|l| !followed.seen.contains(&l.id) && l.at.is_none_or(|at| at >= begun));
        self.tell_elsewhere(new).await
    }

    /// The tenant's time as well as it is known here; never before what it has last said.
    pub(super) fn tenant_now(&self) -> Timestamp {
        let told = self.tenant.as_ref().ok().and_then(|tenant| tenant.client.tenant_time());
        told.unwrap_or_else(|| self.now()) + ROUNDED
    }

    /// Takes over what was just read of single things; the new image is prepared on a thread of its own.
    pub(super) async fn amend(&self, anew: crate::directory::Reread) -> Result<(), Fault> {
        let directory = Arc::clone(&self.tenant()?.directory);
        let amended = tokio::task::spawn_blocking(move || directory.amend(anew)).await;
        amended.map_err(|e| super::desk::refusal(format!("the directory could not be prepared: {e}"), "refresh it"))
    }
}

/// What a look showed, and up to when it was looked.
struct Look {
    lines: Vec<AuditLine>,
    end: Timestamp,
}

/// Reads what was written since `from`, and a little before it; or says why not.
async fn look(
    client: &Client,
    followed: &mut Followed,
    from: Timestamp,
    end: Timestamp,
) -> Result<Result<Look, CaughtUp>, Fault> {
    if followed.services.is_none() {
        followed.services = match client.audit_services().await {
            Ok(answer) => Some(services_of_interest(&answer.value)),
            Err(error) if matches!(error.status, Some(403 | 404)) => {
                return Ok(Err(CaughtUp::NotTold(Some(error.into()))));
            }
            Err(error) => return Err(error.into()),
        };
    }
    let services = followed.services.clone().unwrap_or_default();
    if services.is_empty() {
        return Ok(Err(CaughtUp::NotTold(None)));
    }
    // The call above may have told the tenant's time anew.
    let end = client.tenant_time().map_or(end, |told| told + ROUNDED);
    let from = from.min(end) - OVERLAP;
    if end.duration_since(from) > FAR_BACK {
        return Ok(Err(CaughtUp::TooMuch));
    }
    let interval = Interval { from, to: end };
    let mut lines = Vec::new();
    for service in &services {
        match read_entries(client, service, &interval).await {
            Ok(found) => lines.extend(found),
            Err(fault) if fault.status == Some(403) => return Ok(Err(CaughtUp::NotTold(Some(fault)))),
            Err(fault) => return Err(fault),
        }
    }
    Ok(Ok(Look { lines, end }))
}

impl Followed {
    /// Notes what was seen, so that the next look passes over what it sees again.
    fn up_to(&mut self, lines: Vec<AuditLine>, end: Timestamp) {
        let again = end - OVERLAP;
        self.to = Some(end);
        self.seen = lines.into_iter().filter(|l| l.at.is_none_or(|at| at >= again)).map(|l| l.id).collect();
    }
}

/// Everything that a service wrote within an interval.
pub(super) async fn read_entries(client: &Client, service: &str, interval: &Interval) -> Result<Vec<AuditLine>, Fault> {
    let (mut lines, mut page) = (Vec::new(), 1);
    loop {
        let answer = client.recent_changes(service, interval, page).await?.value;
        lines.extend(answer.items);
        if !answer.more {
            return Ok(lines);
        }
        page += 1;
    }
}

/// When something was read, as sentences say it: the time of day here, with the date when it is not today.
pub(super) fn of_when(at: Timestamp, now: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::system();
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone));
    let form = if at.date() == now.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    at.strftime(form).to_string()
}
