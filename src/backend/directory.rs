//! The directory as this process knows it: read, kept for the next start, and brought up to date.

use super::desk::{Desk, Tenant, store_fault};
use super::event::{Behind, DirectoryState};
use super::image::{House, Image};
use crate::directory::{self, Part, PartFailure, Reading, Readings, Refreshed, Reread, Snapshot};
use crate::genesys::{Client, Lane};
use crate::model::{Fault, Timestamp};
use crate::store;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// The kind under which the store keeps directories.
const KIND: &str = "directory";

#[derive(Default)]
struct State {
    image: Option<Arc<Image>>,
    behind: Option<Behind>,
    /// Whether the list of people is being read; how far that is, is told by who reads it.
    loading: bool,
    /// Why grants or members could not be read the last time.
    unread: Option<Fault>,
}

/// The newest image, or none yet, and how the reading stands.
pub(super) struct Directory {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
    /// Held while an image is made of an older one, so that no change is lost between two.
    making: Mutex<()>,
    /// Held while the tenant is read: one reading at a time.
    readings: tokio::sync::Mutex<Readings>,
    pub(super) followed: tokio::sync::Mutex<Followed>,
    house: Arc<House>,
}

/// How far the tenant's audit log was followed.
#[derive(Default)]
pub(super) struct Followed {
    /// The services to ask; none until the mapping was read.
    pub(super) services: Option<Vec<String>>,
    /// To when; none when it begins with the ages of the directory.
    pub(super) to: Option<Timestamp>,
    /// Entries before that which were taken in already.
    pub(super) seen: HashSet<String>,
}

impl Directory {
    pub(super) fn new(house: Arc<House>) -> Self {
        Self {
            state: Mutex::default(),
            changed: watch::Sender::new(0),
            making: Mutex::default(),
            readings: tokio::sync::Mutex::default(),
            followed: tokio::sync::Mutex::default(),
            house,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.send_modify(|n| *n += 1);
    }

    /// Changes whenever the image or the reading behind it does.
    pub(super) fn changed(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(super) fn image(&self) -> Option<Arc<Image>> {
        self.state().image.clone()
    }

    /// What is being read while the rest can be used.
    pub(super) fn behind(&self) -> Option<Behind> {
        self.state().behind.clone()
    }

    pub(super) fn is_loading(&self) -> bool {
        self.state().loading
    }

    /// Why grants or members could not be read the last time.
    pub(super) fn unread(&self) -> Option<Fault> {
        self.state().unread.clone()
    }

    fn set(&self, image: &Arc<Image>) {
        self.change(|state| state.image = Some(Arc::clone(image)));
    }

    /// Takes over what was just read of single things. Keeps a thread busy while it prepares the new image.
    pub(super) fn amend(&self, anew: Reread) {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(image) = self.image() else { return };
        let mut snapshot = image.snapshot().clone();
        anew.put_into(&mut snapshot);
        self.set(&Arc::new(Image::new(snapshot, &self.house)));
    }
}

/// Says that a reading is over, however it ends.
struct Busy<'a>(&'a Directory);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.change(|state| (state.loading, state.behind) = (false, None));
    }
}

impl Desk {
    /// Brings back the directory of an earlier session, where the store has one that can still be read.
    pub(super) async fn recall_directory(&self) -> Option<Arc<Image>> {
        let tenant = self.tenant().ok()?;
        let mut tx = self.store.reading().await.ok()?;
        let kept = tx.snapshot(&tenant.key, KIND).await.ok().flatten()?;
        drop(tx);
        let house = Arc::clone(&self.house);
        let image = tokio::task::spawn_blocking(move || match directory::decode(&kept.bytes) {
            Ok(snapshot) => Some(Arc::new(Image::new(snapshot, &house))),
            Err(error) => {
                tracing::warn!(%error, "the kept directory is read anew");
                None
            }
        })
        .await
        .ok()??;
        tenant.directory.set(&image);
        Some(image)
    }

    /// Reads the directory from the tenant, what an operator waits for first, and keeps it; tells how the list of people
    /// comes along. The people can be used while grants and members are read behind them.
    ///
    /// Gives the parts that could not be read.
    ///
    /// # Errors
    /// When the people could not be read; what was known before stays.
    pub(super) async fn refresh_directory(
        &self,
        mut tell: impl FnMut(DirectoryState) + Send,
    ) -> Result<Vec<PartFailure>, Fault> {
        let tenant = self.tenant()?;
        let kept = &tenant.directory;
        let mut readings = kept.readings.lock().await;
        let _busy = Busy(kept);
        let older = kept.image();
        let older_from = older.as_ref().and_then(|image| image.snapshot().read_at());
        let source = directory::TenantSource::new(tenant.client.lane(Lane::Bulk));
        let clock = self.clock.clone();
        let now = move || clock.now();
        kept.state().loading = true;
        let Refreshed { snapshot, mut failed } = directory::refresh(
            &source,
            older.as_ref().map(|image| image.snapshot()),
            &Part::FRONT,
            &mut readings,
            &now,
            &mut |reading: Reading| {
                if reading.part == Part::People {
                    tell(DirectoryState::Loading { loaded: reading.loaded, total: reading.total, older_from });
                }
            },
        )
        .await;
        if let Some(failure) = failed.iter().find(|failure| failure.part == Part::People) {
            return Err(failure.fault.clone());
        }
        let behind = |part: Part, loaded, total| Some(Behind { what: part.as_str(), loaded, total });
        kept.change(|state| (state.loading, state.behind) = (false, behind(Part::Grants, 0, None)));
        let image = self.publish(tenant, snapshot).await?;

        let refreshed = directory::refresh(
            &source,
            Some(image.snapshot()),
            &Part::BEHIND,
            &mut readings,
            &now,
            &mut |reading: Reading| {
                kept.change(|state| state.behind = behind(reading.part, reading.loaded, reading.total));
            },
        )
        .await;
        drop(image);
        let of_access = refreshed.failed.iter().find(|f| matches!(f.part, Part::Grants | Part::Members));
        let unread = of_access.map(|failure| failure.fault.clone());
        kept.change(|state| (state.behind, state.unread) = (None, unread));
        self.publish(tenant, refreshed.snapshot).await?;
        // What was seen in the audit log while this was read may be in it or not: it is read again.
        let mut followed = kept.followed.lock().await;
        *followed = Followed { services: followed.services.take(), ..Followed::default() };
        drop(followed);
        failed.extend(refreshed.failed);
        Ok(failed)
    }

    /// Makes an image of the snapshot, shows it, and keeps it for the next start.
    async fn publish(&self, tenant: &Tenant, snapshot: Snapshot) -> Result<Arc<Image>, Fault> {
        let image = Image::prepared(snapshot, &self.house).await?;
        tenant.directory.set(&image);
        let packed = Arc::clone(&image);
        match tokio::task::spawn_blocking(move || directory::encode(packed.snapshot())).await {
            Ok(Ok(bytes)) => self.keep(&tenant.key, bytes, image.snapshot().read_at()).await?,
            Ok(Err(error)) => tracing::warn!(%error, "the directory is not kept for the next start"),
            Err(error) => tracing::warn!(%error, "the directory is not kept for the next start"),
        }
        Ok(image)
    }

    async fn keep(&self, key: &str, bytes: Vec<u8>, read_at: Option<Timestamp>) -> Result<(), Fault> {
        let snapshot = store::Snapshot { bytes, read_at: read_at.unwrap_or_else(|| self.now()) };
        let kept = async {
            let mut tx = self.store.transaction().await?;
            tx.put_snapshot(key, KIND, &snapshot).await?;
            tx.commit().await
        };
        kept.await.map_err(|e| store_fault(&e))
    }

    /// The image in hand, the one of an earlier session, or one that holds only what telling an access needs.
    pub(super) async fn image_for_access(&self) -> Result<Arc<Image>, Fault> {
        let tenant = self.tenant()?;
        if let Some(image) = tenant.directory.image() {
            return Ok(image);
        }
        if let Some(image) = self.recall_directory().await {
            return Ok(image);
        }
        let image = Image::prepared(self.read_roles(&tenant.client).await?, &self.house).await?;
        tenant.directory.set(&image);
        Ok(image)
    }

    async fn read_roles(&self, client: &Client) -> Result<Snapshot, Fault> {
        let (mut roles, mut page) = (Vec::new(), 1);
        loop {
            let answer = client.roles(page).await?.value;
            roles.extend(answer.items);
            if !answer.more {
                break;
            }
            page += 1;
        }
        let catalogue = client.catalogue().await?.value;
        let groups = self.surroundings().await?.groups.to_vec();
        Ok(Snapshot { roles, catalogue, groups, ..Snapshot::default() })
    }
}
