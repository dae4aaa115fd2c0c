//! The audit trail as faces see it.

use super::AuditFilter;
use super::desk::{Desk, refusal, store_fault};
use super::event::{AuditPage, ChainState};
use crate::audit::{self, ExportError, Format, Verdict};
use crate::model::{AuditRecord, DisplayText, Fault};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

impl Desk {
    /// Records that match, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn audit(&self, filter: &AuditFilter) -> Result<AuditPage, Fault> {
        let page = audit::list(&self.store, &own(filter)).await.map_err(|e| store_fault(&e))?;
        Ok(AuditPage { records: page.records, matched: page.matched, total: page.total })
    }

    /// The record with this number; none if there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn audit_record(&self, seq: i64) -> Result<Option<AuditRecord>, Fault> {
        audit::find(&self.store, seq).await.map_err(|e| store_fault(&e))
    }

    /// Walks the chain and checks every seal.
    pub async fn verify_audit(&self) -> ChainState {
        match audit::verify(&self.store).await {
            Ok(Verdict::Whole { to, head }) => ChainState::Whole { to, head, at: self.now() },
            Ok(Verdict::Broken { at_seq, why }) => {
                ChainState::Broken { at_seq, text: DisplayText::new(why.to_string()) }
            }
            Err(error) => ChainState::Unreadable(store_fault(&error)),
        }
    }

    /// Writes the records that match, oldest first, and tells how many.
    ///
    /// # Errors
    /// When the store cannot be read or the records cannot be written.
    pub async fn export_audit(
        &self,
        filter: &AuditFilter,
        format: Format,
        into: &mut (impl Write + Send),
    ) -> Result<usize, Fault> {
        match audit::export(&self.store, &own(filter), format, into).await {
            Ok(exported) => Ok(exported.records),
            Err(ExportError::Store(error)) => Err(store_fault(&error)),
            Err(ExportError::Write(error)) => {
                Err(refusal(format!("the records cannot be written: {error}"), "make room, or write them elsewhere"))
            }
        }
    }

    /// Writes the records that match into a new file in the data folder.
    ///
    /// # Errors
    /// When the store cannot be read or the file cannot be written.
    pub async fn export_audit_to_file(&self, filter: &AuditFilter) -> Result<(PathBuf, usize), Fault> {
        let stamp = self.now().strftime("%Y-%m-%dT%H%M%SZ").to_string();
        let unwritten = |e: std::io::Error| {
            refusal(format!("the export cannot be written: {e}"), "make the data folder writable, or name another")
        };
        let (path, file) =
            new_file(&self.data.join("exports"), &format!("audit-{stamp}"), "jsonl").map_err(unwritten)?;
        let mut out = std::io::BufWriter::new(file);
        let count = self.export_audit(filter, Format::JsonLines, &mut out).await?;
        out.into_inner().map_err(|e| unwritten(e.into_error()))?.sync_all().map_err(unwritten)?;
        Ok((path, count))
    }
}

/// A file that was not there before, readable by its owner only.
pub(super) fn new_file(folder: &Path, stem: &str, ending: &str) -> std::io::Result<(PathBuf, File)> {
    std::fs::create_dir_all(folder)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    for n in 1.. {
        let name = if n == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{n}.{ending}") };
        let path = folder.join(name);
        match options.open(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
            Ok(file) => return Ok((path, file)),
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}

fn own(filter: &AuditFilter) -> audit::Filter {
    audit::Filter { text: filter.text.clone(), run: filter.run.clone(), limit: filter.limit }
}
