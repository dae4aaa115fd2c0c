//! Who claims runs, and how others see that one has died.
//!
//! A process that works on runs keeps a locked file in the data folder. The system lets go of the lock when the
//! process ends, however it ends: whoever can lock the file knows at once that its owner is dead, and need not wait
//! for the lease to run out. On other machines only the lease tells.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Who this process is, for as long as the value lives.
#[derive(Debug)]
pub struct Owner {
    name: String,
    desk: Option<Desk>,
}

#[derive(Debug)]
struct Desk {
    folder: PathBuf,
    /// Tells this folder from every other one that is called the same.
    id: String,
    /// Holds the lock.
    _mark: File,
    path: PathBuf,
}

impl Owner {
    /// Registers this process in the data folder. `host` is for people to read, `unique` must be new.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn register(data_folder: &Path, host: &str, unique: Uuid) -> io::Result<Self> {
        let folder = data_folder.join("owners");
        make_private(&folder)?;
        let id = folder_id(&folder, unique)?;
        sweep(&folder);
        let unique = unique.simple().to_string();
        let path = folder.join(&unique);
        // Locked before it has its name: a file with an owner's name is never seen unlocked while the owner lives.
        let unnamed = folder.join(format!(".{unique}"));
        let mark = OpenOptions::new().write(true).create_new(true).open(&unnamed)?;
        mark.lock()?;
        fs::rename(&unnamed, &path)?;
        Ok(Self { name: format!("{host}/{id}/{unique}"), desk: Some(Desk { folder, id, _mark: mark, path }) })
    }

    /// An owner whose death only its lease tells.
    pub fn unregistered(name: impl Into<String>) -> Self {
        Self { name: name.into(), desk: None }
    }

    /// The name that is written on what it claims.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the other owner is known to be dead. False says nothing.
    pub fn is_dead(&self, other: &str) -> bool {
        let Some(mark) = self.mark_of(other) else { return false };
        match OpenOptions::new().write(true).open(mark) {
            Ok(file) => is_free(&file),
            // It put its file away when it ended.
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        }
    }

    /// Whether the other owner is known to be alive. False says nothing.
    pub fn is_alive(&self, other: &str) -> bool {
        let held = |mark: PathBuf| OpenOptions::new().write(true).open(mark).is_ok_and(|file| !is_free(&file));
        other == self.name || self.mark_of(other).is_some_and(held)
    }

    /// The file that an owner of this folder locks.
    fn mark_of(&self, other: &str) -> Option<PathBuf> {
        let desk = self.desk.as_ref()?;
        let mut parts = other.rsplit('/');
        let (unique, id) = (parts.next()?, parts.next()?);
        let ours = id == desk.id && unique.len() == 32 && unique.bytes().all(|b| b.is_ascii_hexdigit());
        ours.then(|| desk.folder.join(unique))
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        if let Some(desk) = &self.desk {
            // If it stays it is swept later.
            let _ = fs::remove_file(&desk.path);
        }
    }
}

fn is_free(file: &File) -> bool {
    match file.try_lock() {
        Ok(()) => {
            let _ = file.unlock();
            true
        }
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
    }
}

fn folder_id(folder: &Path, unique: Uuid) -> io::Result<String> {
    let path = folder.join("folder-id");
    match fs::read_to_string(&path) {
        Ok(id) if !id.is_empty() && !id.contains('/') => return Ok(id),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    // Two that start at once each write a whole id; the one that loses is told by its lease only.
    let unnamed = folder.join(format!(".id-{}", unique.simple()));
    fs::write(&unnamed, &unique.simple().to_string()[16..])?;
    fs::rename(&unnamed, &path)?;
    fs::read_to_string(&path)
}

/// Puts away the files of owners that have died.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let named = path.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.len() == 32);
        if named && OpenOptions::new().write(true).open(&path).is_ok_and(|file| is_free(&file)) {
            let _ = fs::remove_file(&path);
        }
    }
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unique(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    #[test]
    fn the_living_and_the_dead_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let one = Owner::register(folder.path(), "desk", unique(1)).unwrap();
        let two = Owner::register(folder.path(), "desk", unique(2)).unwrap();
        assert!(one.is_alive(two.name()) && one.is_alive(one.name()));
        assert!(!one.is_dead(two.name()) && !two.is_dead(one.name()) && !one.is_dead(one.name()));
        let name = two.name().to_owned();
        drop(two);
        assert!(one.is_dead(&name) && !one.is_alive(&name));
    }

    #[test]
    fn a_killed_owner_leaves_an_unlocked_file() {
        let folder = tempfile::tempdir().unwrap();
        let one = Owner::register(folder.path(), "desk", unique(1)).unwrap();
        let two = Owner::register(folder.path(), "desk", unique(2)).unwrap();
        let (name, path) = (two.name().to_owned(), two.desk.as_ref().unwrap().path.clone());
        let lock = two.desk.as_ref().unwrap()._mark.try_clone().unwrap();
        lock.unlock().unwrap();
        assert!(one.is_dead(&name) && path.exists());
        std::mem::forget(two);
        let _three = Owner::register(folder.path(), "desk", unique(3)).unwrap();
        assert!(!path.exists() && one.is_dead(&name));
    }

    #[test]
    fn nothing_is_said_of_owners_elsewhere() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let one = Owner::register(here.path(), "desk", unique(1)).unwrap();
        let two = Owner::register(there.path(), "desk", unique(2)).unwrap();
        let name = two.name().to_owned();
        drop(two);
        assert!(!one.is_dead(&name));
        assert!(!one.is_dead("someone") && !one.is_dead("a/b/../../x") && !one.is_dead(""));
        assert!(!Owner::unregistered("x").is_dead(one.name()));
    }
}
