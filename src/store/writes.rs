//! Tells when somebody has written to the store, without looking again and again. Only for a file, and only where the
//! system tells of files; elsewhere nobody is told and whoever wants to know has to look.

use super::Store;
use super::tx::Base;
use std::path::Path;

/// Tells of writes to the store, whoever made them: this process too.
pub struct Writes(Told);

#[cfg(target_os = "linux")]
type Told = inotify::EventStream<[u8; 1_024]>;
#[cfg(not(target_os = "linux"))]
type Told = std::convert::Infallible;

impl Writes {
    /// Waits until something has been written. One that is dropped while it waits forgets nothing.
    #[cfg(target_os = "linux")]
    pub async fn next(&mut self) {
        use futures_util::StreamExt as _;
        if !matches!(self.0.next().await, Some(Ok(_))) {
            // It cannot be told any more: nobody is woken for nothing.
            std::future::pending::<()>().await;
        }
    }

    /// Waits until something has been written.
    #[cfg(not(target_os = "linux"))]
    pub async fn next(&mut self) {
        match self.0 {}
    }
}

impl Store {
    /// Who tells of writes from now on; none where that cannot be told.
    pub fn writes(&self) -> Option<Writes> {
        match self.base() {
            Base::Sqlite { .. } => of_file(Path::new(self.place())).map(Writes),
            Base::Postgres(_) => None,
        }
    }
}

/// A write goes into the file's write-ahead log first; the file itself follows when that is folded in.
#[cfg(target_os = "linux")]
fn of_file(file: &Path) -> Option<Told> {
    use inotify::{Inotify, WatchMask};
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let told = Inotify::init().ok()?;
    told.watches().add(&log, WatchMask::MODIFY).ok()?;
    told.watches().add(file, WatchMask::MODIFY).ok()?;
    told.into_event_stream([0; 1_024]).ok()
}

#[cfg(not(target_os = "linux"))]
fn of_file(_: &Path) -> Option<Told> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use crate::store::{Location, Snapshot, Store};
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn what_another_process_writes_is_told_and_what_is_read_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let place = Location::Sqlite(folder.path().join("lanyard.db"));
        let (ours, other) = (Store::open(&place).await.unwrap(), Store::open(&place).await.unwrap());
        let mut writes = ours.writes().expect("files are told of here");
        let mut tx = ours.reading().await.unwrap();
        tx.audit_head().await.unwrap();
        drop(tx);
        assert!(writes.next().now_or_never().is_none(), "reading is no write");
        let mut tx = other.transaction().await.unwrap();
        let snapshot = Snapshot { bytes: b"people".to_vec(), read_at: crate::model::Timestamp::UNIX_EPOCH };
        tx.put_snapshot("tenant", "people", &snapshot).await.unwrap();
        tx.commit().await.unwrap();
        writes.next().await;
    }
}
