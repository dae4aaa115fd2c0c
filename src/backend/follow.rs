//! Following the tenant's audit log: what others change is taken over without reading everything anew.
//!
//! The log may be behind by a moment, so each look goes back a little before the end of the last one; entries that were
//! seen then are passed over. A full reading ends what was seen: the next look begins at its age. What is taken over is
//! not kept for the next start, which begins at the ages of the kept directory.

use super::desk::Desk;
use crate::directory::{Changes, reread, services_of_interest};
use crate::genesys::calls::{AuditLine, Interval};
use crate::genesys::{Client, Lane};
use crate::model::{Fault, Timestamp};
use jiff::SignedDuration;
use std::sync::Arc;

/// How far a look goes back before the end of the last one.
const OVERLAP: SignedDuration = SignedDuration::from_mins(2);
/// How far back the tenant tells entries at once (14 days), with an hour to spare.
const FAR_BACK: SignedDuration = SignedDuration::from_hours(14 * 24 - 1);
/// What takes more calls than this is not read piece by piece.
const MOST_CALLS: usize = 200;

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
        if followed.services.is_none() {
            followed.services = match client.audit_services().await {
                Ok(answer) => Some(services_of_interest(&answer.value)),
                Err(error) if matches!(error.status, Some(403 | 404)) => {
                    return Ok(CaughtUp::NotTold(Some(error.into())));
                }
                Err(error) => return Err(error.into()),
            };
        }
        let services = followed.services.clone().unwrap_or_default();
        if services.is_empty() {
            return Ok(CaughtUp::NotTold(None));
        }
        let end = client.tenant_time().unwrap_or_else(|| self.now());
        let from = followed.to.unwrap_or(people.min(access)).min(end) - OVERLAP;
        if end.duration_since(from) > FAR_BACK {
            return Ok(CaughtUp::TooMuch);
        }
        let interval = Interval { from, to: end };
        let mut lines = Vec::new();
        for service in &services {
            match entries(&client, service, &interval).await {
                Ok(found) => lines.extend(found),
                Err(fault) if fault.status == Some(403) => return Ok(CaughtUp::NotTold(Some(fault))),
                Err(fault) => return Err(fault),
            }
        }
        let changes = Changes::of(lines.iter().filter(|line| !followed.seen.contains(&line.id)));
        if changes.calls() > MOST_CALLS {
            return Ok(CaughtUp::TooMuch);
        }
        let count = changes.people.len() + changes.groups.len() + changes.roles.len() + changes.clients.len();
        if !changes.is_empty() {
            let anew = reread(&client, &changes).await?;
            self.amend(anew).await?;
        }
        let again = end - OVERLAP;
        followed.to = Some(end);
        followed.seen = lines.into_iter().filter(|l| l.at.is_none_or(|at| at >= again)).map(|l| l.id).collect();
        Ok(if count == 0 { CaughtUp::Nothing } else { CaughtUp::Changed(count) })
    }

    /// Takes over what was just read of single things; the new image is prepared on a thread of its own.
    pub(super) async fn amend(&self, anew: crate::directory::Reread) -> Result<(), Fault> {
        let directory = Arc::clone(&self.tenant()?.directory);
        let amended = tokio::task::spawn_blocking(move || directory.amend(anew)).await;
        amended.map_err(|e| super::desk::refusal(format!("the directory could not be prepared: {e}"), "refresh it"))
    }
}

async fn entries(client: &Client, service: &str, interval: &Interval) -> Result<Vec<AuditLine>, Fault> {
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
