//! The directory as this process knows it: the newest snapshot with what is made of it once and used often.

use super::desk::{Desk, store_fault};
use super::event::DirectoryState;
use crate::access::{CatalogueIndex, RoleBook};
use crate::directory::{self, Index, Part, Reading, Snapshot};
use crate::genesys::{Client, Lane};
use crate::model::{DisplayText, Fault, GroupId, Timestamp};
use crate::store;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The kind under which the store keeps directories.
const KIND: &str = "directory";

/// A snapshot, ready to be searched and asked.
pub(super) struct Image {
    pub(super) index: Arc<Index>,
    pub(super) book: RoleBook,
    pub(super) groups: HashMap<GroupId, DisplayText>,
}

impl Image {
    fn new(snapshot: Snapshot) -> Self {
        let book = RoleBook::new(&snapshot.roles, &CatalogueIndex::new(&snapshot.catalogue));
        let groups = snapshot.group_names();
        Self { index: Arc::new(Index::new(Arc::new(snapshot))), book, groups }
    }

    pub(super) fn snapshot(&self) -> &Snapshot {
        self.index.snapshot()
    }
}

/// The newest image, or none yet.
#[derive(Default)]
pub(super) struct Directory(Mutex<Option<Arc<Image>>>);

impl Directory {
    pub(super) fn image(&self) -> Option<Arc<Image>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, image: &Arc<Image>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(image));
    }
}

impl Desk {
    /// Brings back the directory of an earlier session, where the store has one that can still be read.
    pub(super) async fn recall_directory(&self) -> Option<Arc<Image>> {
        let tenant = self.tenant().ok()?;
        let mut tx = self.store.reading().await.ok()?;
        let kept = tx.snapshot(&tenant.key, KIND).await.ok().flatten()?;
        drop(tx);
        let image = tokio::task::spawn_blocking(move || match directory::decode(&kept.bytes) {
            Ok(snapshot) => Some(Arc::new(Image::new(snapshot))),
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

    /// Reads the directory from the tenant, keeps it, and tells how it goes.
    pub(super) async fn refresh_directory(
        &self,
        mut tell: impl FnMut(DirectoryState) + Send,
    ) -> Result<(Arc<Image>, Option<Fault>), Fault> {
        let tenant = self.tenant()?;
        let older = tenant.directory.image();
        let older_from = older.as_ref().and_then(|i| i.snapshot().read_at());
        let source = directory::TenantSource::new(tenant.client.lane(Lane::Bulk));
        let clock = self.clock.clone();
        let refreshed = directory::refresh(
            &source,
            older.as_ref().map(|i| i.snapshot()),
            &move || clock.now(),
            &mut |reading: Reading| {
                if reading.part == Part::People {
                    tell(DirectoryState::Loading { loaded: reading.loaded, total: reading.total, older_from });
                }
            },
        )
        .await;
        let first = refreshed.failed.first().map(|f| f.fault.clone());
        if refreshed.failed.iter().any(|f| f.part == Part::People)
            && let Some(fault) = &first
        {
            return Err(fault.clone());
        }
        let snapshot = refreshed.snapshot;
        let (image, bytes) = tokio::task::spawn_blocking(move || {
            let bytes = directory::encode(&snapshot);
            (Arc::new(Image::new(snapshot)), bytes)
        })
        .await
        .map_err(|e| super::desk::refusal(format!("the directory could not be prepared: {e}"), "refresh it again"))?;
        tenant.directory.set(&image);
        match bytes {
            Ok(bytes) => self.keep(&tenant.key, bytes, image.snapshot().read_at()).await?,
            Err(error) => tracing::warn!(%error, "the directory is not kept for the next start"),
        }
        Ok((image, first))
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
        let image = Arc::new(Image::new(self.read_roles(&tenant.client).await?));
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
