//! What was changed in the tenant, by its own audit log: by this house, and by others. Whoever wants to hear of what others
//! change of people is told.

use super::desk::{Desk, refusal, store_fault};
use super::follow::{FAR_BACK, read_entries};
use crate::directory::services_of_interest;
use crate::genesys::Lane;
use crate::genesys::calls::{AuditChange, AuditLine, Interval};
use crate::model::{DisplayText, Fault, Notice, NoticeDivision, NoticeKind, NoticeSource, Timestamp, UserId};
use crate::notify::enqueue;
use crate::store::StoreError;
use serde_json::json;

/// What the audit log calls a person.
const USER: &str = "User";

/// Something that was done in the tenant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TenantChange {
    /// The entry's id.
    pub id: String,
    /// When; none where the tenant's date cannot be read.
    pub at: Option<Timestamp>,
    /// Who did it.
    pub by: ChangedBy,
    /// Whether it was done by the OAuth client that this house uses.
    pub ours: bool,
    /// The service that wrote it.
    pub service: DisplayText,
    /// What was done, such as `Update`.
    pub action: DisplayText,
    /// To what kind of thing, such as `User`.
    pub entity_type: DisplayText,
    /// The id of that.
    pub entity: DisplayText,
    /// What it is called; empty where neither the log nor the directory knows.
    pub name: DisplayText,
    /// Whether it was only tried.
    pub failed: bool,
    /// What was changed, where the log tells.
    pub changes: Vec<ChangedProperty>,
}

/// Who did something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangedBy {
    /// `user`, `client`, or `unknown`.
    pub kind: &'static str,
    /// The id.
    pub id: DisplayText,
    /// What they are called; empty where that is not known.
    pub name: DisplayText,
}

/// A property that was changed, in the tenant's own words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangedProperty {
    /// Its name.
    pub property: DisplayText,
    /// Before.
    pub before: Vec<DisplayText>,
    /// After.
    pub after: Vec<DisplayText>,
}

impl Desk {
    /// What was changed in the tenant since then, newest first, at most so many; as far as its log tells at once (14 days),
    /// of the services that write about people, groups, roles and OAuth clients.
    ///
    /// # Errors
    /// When the log cannot be read, does not go back so far, or no service of it can be asked.
    pub async fn changes(&self, since: Timestamp, limit: usize) -> Result<Vec<TenantChange>, Fault> {
        let client = self.tenant()?.client.lane(Lane::Interactive);
        let services = services_of_interest(&client.audit_services().await?.value);
        if services.is_empty() {
            return Err(refusal(
                "the tenant's audit log lists no service that writes about people, groups or roles",
                "look at the audit log in the tenant's own administration",
            ));
        }
        let to = self.tenant_now();
        if to.duration_since(since) > FAR_BACK {
            return Err(refusal("the tenant tells of the last 14 days only", "ask for fewer days"));
        }
        let interval = Interval { from: since.min(to), to };
        let mut lines = Vec::new();
        for service in &services {
            lines.extend(read_entries(&client, service, &interval).await?);
        }
        // What has no date is shown first: nothing says that it is old.
        lines.sort_by(|a, b| (b.at.is_none(), b.at, &b.id).cmp(&(a.at.is_none(), a.at, &a.id)));
        lines.truncate(limit);
        Ok(lines.iter().map(|line| self.change(line)).collect())
    }

    /// An entry with what the directory knows of it.
    fn change(&self, line: &AuditLine) -> TenantChange {
        let known = |kind: &str, id: &str| self.name_in_directory(kind, id).unwrap_or_default();
        let or_known = |told: &DisplayText, kind: &str, id: &str| match told.is_empty() {
            true => known(kind, id),
            false => told.clone(),
        };
        let by = match (&line.user, &line.client) {
            (Some(id), _) => {
                ChangedBy { kind: "user", id: DisplayText::new(id), name: or_known(&line.user_name, USER, id) }
            }
            (None, Some(id)) => ChangedBy { kind: "client", id: DisplayText::new(id), name: DisplayText::default() },
            (None, None) => ChangedBy { kind: "unknown", id: DisplayText::default(), name: DisplayText::default() },
        };
        let property = |change: &AuditChange| ChangedProperty {
            property: change.property.clone(),
            before: change.before.clone(),
            after: change.after.clone(),
        };
        TenantChange {
            id: line.id.clone(),
            at: line.at,
            by,
            ours: self.is_by_us(line),
            service: DisplayText::new(&line.service),
            action: DisplayText::new(&line.action),
            entity_type: DisplayText::new(&line.entity_type),
            entity: DisplayText::new(&line.entity),
            name: or_known(&line.entity_name, &line.entity_type, &line.entity),
            failed: line.failed,
            changes: line.changes.iter().map(property).collect(),
        }
    }

    /// Whether this house did it: by its OAuth client, and nobody signed in to it.
    fn is_by_us(&self, line: &AuditLine) -> bool {
        let own = self.tenant.as_ref().ok().map(|tenant| tenant.client.settings().client_id.as_str());
        line.user.is_none() && own.is_some() && line.client.as_deref() == own
    }

    fn name_in_directory(&self, kind: &str, id: &str) -> Option<DisplayText> {
        let image = self.tenant.as_ref().ok()?.directory.image()?;
        let snapshot = image.snapshot();
        match kind {
            USER => snapshot.people.iter().find(|p| p.id.as_str() == id).map(|p| p.name.clone()),
            "Group" => snapshot.groups.iter().find(|g| g.id.as_str() == id).map(|g| g.name.clone()),
            "Role" => snapshot.roles.iter().find(|r| r.id.as_str() == id).map(|r| r.name.clone()),
            _ => None,
        }
    }

    /// Puts what others changed of people into the outbox, for the targets that ask for it; each entry once, whichever
    /// process sees it and however often.
    pub(super) async fn tell_elsewhere<'a>(&self, lines: impl IntoIterator<Item = &'a AuditLine>) -> Result<(), Fault> {
        let Some(courier) = &self.courier else { return Ok(()) };
        if !courier.targets.iter().any(|target| target.takes(NoticeKind::UserChangedElsewhere)) {
            return Ok(());
        }
        let theirs = |line: &&AuditLine| line.entity_type == USER && !line.failed && !self.is_by_us(line);
        let notices: Vec<_> = lines.into_iter().filter(theirs).filter_map(|line| self.notice_of(line)).collect();
        if notices.is_empty() {
            return Ok(());
        }
        let put = async {
            let mut tx = self.store.transaction().await?;
            for notice in &notices {
                enqueue(&mut tx, &courier.targets, notice).await?;
            }
            tx.commit().await
        };
        let put: Result<(), StoreError> = put.await;
        put.map_err(|e| store_fault(&e))?;
        courier.wake.notify_one();
        Ok(())
    }

    /// The notice of an entry; none where it does not say whom it is about.
    fn notice_of(&self, line: &AuditLine) -> Option<Notice> {
        let change = self.change(line);
        if line.id.is_empty() || line.entity.is_empty() {
            return None;
        }
        let id = UserId::new(line.entity.as_str());
        let image = self.tenant.as_ref().ok()?.directory.image();
        let snapshot = image.as_ref().map(|image| image.snapshot());
        let person = snapshot.and_then(|s| s.people.iter().find(|person| person.id == id));
        let division = person.and_then(|person| person.division.clone()).map(|id| {
            let name = snapshot.and_then(|s| s.division_name(&id)).cloned().unwrap_or_default();
            NoticeDivision { id, name }
        });
        let changes: Vec<_> = change
            .changes
            .iter()
            .map(|c| json!({ "property": c.property, "before": c.before, "after": c.after }))
            .collect();
        let kind = NoticeKind::UserChangedElsewhere;
        let at = line.at.unwrap_or_else(|| self.now());
        let data = json!({
            "event": kind.as_str(),
            "source": "lanyard",
            "timestamp": at,
            "user_id": id,
            "email": person.map(|person| &person.email),
            "name": change.name,
            "division": division,
            "entry_id": line.id,
            "service": change.service,
            "action": change.action,
            "entity_type": change.entity_type,
            "by": { "kind": change.by.kind, "id": change.by.id, "name": change.by.name },
            "changes": changes,
        });
        let source = NoticeSource::Entry(line.id.clone());
        Some(Notice { kind, source, subject: id.to_string(), name: change.name, division, at, data })
    }
}
