//! Making plans to give and take roles by a file.

use super::desk::{Desk, refusal, store_fault};
use super::plans::pace;
use crate::genesys::Client;
use crate::genesys::calls::USERS_BY_ID;
use crate::model::{Fault, Grant, Person, UserId};
use crate::pipelines::sheet::{Edits, Source};
use crate::pipelines::sync_roles::{Known, Mode, Request, Synced, check, differing, grants_now, plan, read};
use jiff::SignedDuration;
use std::collections::HashMap;

/// How old the directory may be, against which the rows are held, before the tenant's audit log is followed. What it has
/// is not read again: a row that is taken for done is as true as this.
const FRESH: SignedDuration = SignedDuration::from_mins(1);

/// A file of roles, and how it is to be carried out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyncWish {
    /// Where it is.
    pub source: Source,
    /// What was decided about it, and its rows.
    pub edits: Edits,
    /// Give, take, or make exactly so.
    pub mode: Mode,
    /// Whether rows that cannot be carried out are left out instead of blocking the plan.
    pub skip_bad: bool,
}

/// Why there is no plan.
#[derive(Clone, PartialEq, Debug)]
pub enum Unsynced {
    /// The file cannot be read.
    File(Fault),
    /// The tenant or the store does not tell.
    Fault(Fault),
}

impl From<Fault> for Unsynced {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Desk {
    /// Plans what a file of roles asks for; nothing is changed. That a plan was made is written down.
    ///
    /// Rows are held against the directory; external ids take a call each. Whose grants differ is read anew, one call
    /// each, and their states a hundred at once.
    ///
    /// # Errors
    /// When the file cannot be read, the tenant does not tell, or the plan cannot be recorded.
    pub async fn plan_sync_roles(&self, wish: &SyncWish) -> Result<Synced, Unsynced> {
        let (source, edits) = (wish.source.clone(), wish.edits.clone());
        let reading = tokio::task::spawn_blocking(move || read(&source, &edits)).await;
        let broken = |e| refusal(format!("the file was not read: {e}"), "report this");
        let file = reading.map_err(broken)?.map_err(|e| Unsynced::File(refusal(&e.text, e.remedy)))?;
        if wish.mode == Mode::Replace && file.rows.iter().any(|row| row.mode.is_some()) {
            let text = format!("{} says itself what is to be given and taken", file.name);
            return Err(Unsynced::File(refusal(text, "leave --mode replace out")));
        }
        let tenant = self.tenant()?;
        let organization = self.surroundings().await?.organization;
        self.access_index(FRESH, &mut |_| {}).await?;
        let image = tenant.directory.image().ok_or_else(nothing_known)?;
        let (index, _) = image.access().ok_or_else(nothing_known)?;
        let mut known = Known::new(index, image.snapshot(), &self.house.entitlements);
        for text in known.external_ids(&file.rows) {
            let person = self.by_external_id(&text).await?;
            known.external.insert(text, person);
        }
        // Twice: what the rows mean tells whose truth is needed, and the truth what the rows come to.
        let rows = check(&file.rows, &known, wish.mode);
        let people = differing(&rows, &known);
        known.anew = people_now(&tenant.client, &people).await?;
        let truth: HashMap<UserId, Vec<Grant>> =
            grants_now(&tenant.client, &people).await.map_err(Fault::from)?.into_iter().collect();
        let rows = check(&file.rows, &known, wish.mode);
        let mut request = Request {
            organization: &organization,
            file: &file,
            rows: &rows,
            known: &known,
            truth: &truth,
            licences: &[],
            mode: wish.mode,
            skip_bad: wish.skip_bad,
            ticket_required: self.recipe(None)?.ticket_required,
        };
        let given = request.given_roles();
        let licences = match given.is_empty() {
            true => Vec::new(),
            false => tenant.client.infer_licences(&given).await.map_err(Fault::from)?.value,
        };
        request.licences = &licences;
        let synced = plan(&request, pace(&tenant.client), self.now());
        self.engine.planned(&synced.plan, self.operator.clone()).await.map_err(|e| store_fault(&e))?;
        Ok(synced)
    }

    /// `AUTHORITY:KEY`, or a key under the configured authority.
    async fn by_external_id(&self, text: &str) -> Result<Option<Person>, Fault> {
        match text.split_once(':') {
            Some((authority, key)) if !authority.is_empty() && !key.is_empty() => {
                self.person_by_external_id(Some(authority), key).await
            }
            _ => self.person_by_external_id(None, text).await,
        }
    }
}

/// These people as they are now.
async fn people_now(client: &Client, ids: &[UserId]) -> Result<HashMap<UserId, Person>, Fault> {
    let mut people = HashMap::with_capacity(ids.len());
    for some in ids.chunks(USERS_BY_ID) {
        let listed = client.users_by_id(some).await?.value;
        people.extend(listed.into_iter().map(|one| (one.person.id.clone(), one.person)));
    }
    Ok(people)
}

fn nothing_known() -> Fault {
    refusal("who holds which role could not be read", "refresh the directory, then give the command again")
}
