//! The file in which it is remembered. Only the loop reads and writes it: at the start, and when the operator has left.

use super::{Memory, VERSION};
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

/// What it is called, in the data folder.
const NAME: &str = "session.json";
/// What is longer than this was not written by us.
const LONGEST: u64 = 64 * 1024;

/// Why nothing is remembered.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// It cannot be read at all.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is in no form of ours.
    #[error("it is damaged, or of another program")]
    Foreign,
}

/// Reads what was remembered in this folder; none where nothing was, or where there is no folder.
///
/// # Errors
/// The file is there and cannot be used.
pub fn read(folder: &Path) -> Result<Option<Memory>, Trouble> {
    if folder.as_os_str().is_empty() {
        return Ok(None);
    }
    let file = match fs::File::open(folder.join(NAME)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut text = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut text)?;
    let memory: Memory = serde_json::from_slice(&text).map_err(|_| Trouble::Foreign)?;
    if memory.version == VERSION { Ok(Some(memory)) } else { Err(Trouble::Foreign) }
}

/// Writes it, readable by its owner only; whoever reads meanwhile finds the old one whole or the new one.
///
/// # Errors
/// The folder cannot be written to.
pub fn write(folder: &Path, memory: &Memory) -> io::Result<()> {
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    let beside = folder.join(format!("{NAME}.{}", std::process::id()));
    let written = write_new(&beside, memory).and_then(|()| fs::rename(&beside, folder.join(NAME)));
    if written.is_err() {
        // What is left of it would only lie about.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_new(path: &Path, memory: &Memory) -> io::Result<()> {
    // One that a killed process of the same number left.
    let _ = fs::remove_file(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(&serde_json::to_vec_pretty(memory)?)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_is_the_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), None);
        let memory = Memory { version: VERSION, pane: 3, recent: vec!["u1".into()], ..Memory::default() };
        write(folder.path(), &Memory { version: VERSION, ..Memory::default() }).unwrap();
        write(folder.path(), &memory).unwrap();
        assert_eq!(read(folder.path()).unwrap(), Some(memory));
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [NAME], "nothing is left beside it");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(folder.path().join(NAME)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_or_foreign_file_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let long = format!("{{\"version\":1,\"screen\":\"{}\"}}", "x".repeat(70_000));
        for text in ["", "{", "null", "{\"version\":2}", "{\"other\":1}", "\u{0}\u{1}", long.as_str()] {
            fs::write(folder.path().join(NAME), text).unwrap();
            assert!(matches!(read(folder.path()), Err(Trouble::Foreign)), "{text:.20}");
        }
    }

    #[test]
    fn without_a_folder_nothing_is_remembered() {
        assert_eq!(read(Path::new("")).unwrap(), None);
        write(Path::new(""), &Memory::default()).unwrap();
        assert!(write(Path::new("/nowhere/at/all"), &Memory::default()).is_err());
    }
}
