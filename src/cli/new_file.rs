//! Files that a command writes: new ones, readable by their owner only.

use super::{Kind, Trouble};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes the file; an existing one is not overwritten.
pub(super) fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Why the file could not be written.
pub(super) fn unwritable(path: &Path, error: &io::Error) -> Trouble {
    let text = format!("{} cannot be written: {error}", path.display());
    Trouble::new(Kind::Usage, text, "name a new file in a folder that this account can write to")
}
