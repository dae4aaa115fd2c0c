//! Where the SQLite database lies: made for the owner's eyes only, before the database opens it.

use super::StoreError;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

/// Makes the folder (0700) and the file (0600) where they are missing, and narrows a file that is wider.
///
/// A folder that is there already is left as it is: it may be shared with other things on purpose.
/// The journal files that SQLite puts beside the database take over its mode.
pub(super) fn prepare(file: &Path) -> Result<(), StoreError> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let wrong = |path: &Path, source: io::Error| match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            StoreError::ReadOnly { place: path.display().to_string(), why: source.to_string() }
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            StoreError::Full { place: path.display().to_string() }
        }
        _ => StoreError::Folder { path: path.to_owned(), source },
    };
    make_folder(folder).map_err(|e| wrong(folder, e))?;
    make_file(file).map_err(|e| wrong(file, e))
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> io::Result<()> {
    // Elsewhere the account's own data folder is closed to others by the system.
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn make_file(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(file)?;
    let mode = open.metadata()?.permissions();
    if mode.mode() & 0o077 != 0 {
        open.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_file(file: &Path) -> io::Result<()> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(file).map(drop)
}
