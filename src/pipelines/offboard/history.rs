//! The exported conversation history: JSON lines, compressed with zstd, with number and digest.

use crate::model::Digest;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// What lies in a finished export.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Export {
    /// Where.
    pub(super) path: PathBuf,
    /// Conversations in it.
    pub(super) count: u64,
    /// SHA-256 of the compressed file.
    pub(super) digest: Digest,
}

/// An export being written. It gets its final name only when it is whole: a file that was cut short by a crash
/// is never taken for one.
pub(super) struct Writer {
    part: PathBuf,
    path: PathBuf,
    count: u64,
    out: zstd::Encoder<'static, BufWriter<File>>,
}

impl Writer {
    /// Begins the export of one run, over whatever an interrupted try left behind.
    pub(super) fn create(folder: &Path, run: &str) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = path(folder, run);
        let part = path.with_extension("part");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let out = zstd::Encoder::new(BufWriter::new(options.open(&part)?), 0)?;
        Ok(Self { part, path, count: 0, out })
    }

    /// Adds one conversation.
    pub(super) fn add(&mut self, conversation: &serde_json::Value) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, conversation)?;
        self.count += 1;
        self.out.write_all(b"\n")
    }

    /// Ends it: everything is on the disk before the file has its name.
    pub(super) fn finish(self) -> io::Result<Export> {
        let file = self.out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        fs::rename(&self.part, &self.path)?;
        Ok(Export { digest: digest(&self.path)?, path: self.path, count: self.count })
    }
}

/// Where the export of a run is.
pub(super) fn path(folder: &Path, run: &str) -> PathBuf {
    folder.join(format!("{run}-conversations.jsonl.zst"))
}

fn digest(path: &Path) -> io::Result<Digest> {
    let (mut file, mut hash, mut buffer) = (File::open(path)?, Sha256::new(), [0; 65_536]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Digest::finish(hash)),
            n => hash.update(&buffer[..n]),
        }
    }
}

/// Reads a finished export back: how many lines it has and its digest.
pub(super) fn read_back(path: &Path) -> io::Result<Export> {
    let mut count = 0;
    for line in BufReader::new(zstd::Decoder::new(File::open(path)?)?).lines() {
        line?;
        count += 1;
    }
    Ok(Export { path: path.to_owned(), count, digest: digest(path)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_is_what_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::create(folder.path(), "run").unwrap();
        for n in 0..500 {
            writer.add(&json!({"conversationId": n, "words": "line\nbreak"})).unwrap();
        }
        let written = writer.finish().unwrap();
        assert_eq!(written.count, 500);
        assert_eq!(read_back(&written.path).unwrap(), written);
        fs::write(&written.path, b"cut").unwrap();
        assert!(read_back(&written.path).is_err());
    }

    #[test]
    fn an_unfinished_export_has_no_name() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::create(folder.path(), "run").unwrap();
        writer.add(&json!({})).unwrap();
        drop(writer);
        assert!(!folder.path().join("run-conversations.jsonl.zst").exists());
        assert_eq!(Writer::create(folder.path(), "run").unwrap().finish().unwrap().count, 0, "begun anew");
    }
}
