//! A folder for one demonstration, gone when it ends.

use std::io;
use std::path::{Path, PathBuf};

/// A new folder, readable by its owner only, that is removed when this is dropped.
#[derive(Debug)]
pub struct DemoFolder(PathBuf);

impl DemoFolder {
    /// Makes it among the system's temporary files.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn make() -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("lanyard-demo-{}", uuid::Uuid::new_v4()));
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt as _;
            builder.mode(0o700);
        }
        builder.create(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for DemoFolder {
    fn drop(&mut self) {
        // What cannot be removed is the system's to clean up: there is nobody left to tell.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_private_and_goes_away() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = DemoFolder::make().unwrap();
        let path = folder.path().to_owned();
        std::fs::write(path.join("lanyard.db"), "x").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        assert_ne!(DemoFolder::make().unwrap().path(), path);
        drop(folder);
        assert!(!path.exists());
    }
}
