//! The operator's own keys as they lie on the disk. Only the loop reads them; a command may ask what is wrong with them.

use crate::model::{KeyFinding, KeyPreset};
use crate::tui::action::{OwnKeys, own_keys};
use std::io;
use std::path::Path;

/// The file in the config folder.
const FILE: &str = "keys.toml";

/// Reads the file on top of a preset. One that is not there says nothing, and one that cannot be read leaves the preset.
pub fn read(folder: &Path, preset: KeyPreset) -> OwnKeys {
    // A console that was given no folder has no file either, wherever it was started.
    if folder.as_os_str().is_empty() {
        return own_keys::read("", preset);
    }
    match std::fs::read_to_string(folder.join(FILE)) {
        Ok(text) => own_keys::read(&text, preset),
        Err(error) if error.kind() == io::ErrorKind::NotFound => own_keys::read("", preset),
        Err(error) => {
            let why = format!("it cannot be read ({error}), so the keys are those of the preset");
            OwnKeys { findings: vec![KeyFinding::fault(None, why)], ..own_keys::read("", preset) }
        }
    }
}

/// What is to be said of the file in this folder, on top of a preset.
pub fn check(folder: &Path, preset: KeyPreset) -> Vec<KeyFinding> {
    read(folder, preset).findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_says_nothing_and_one_that_cannot_be_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(check(folder.path(), KeyPreset::Vim), []);
        assert_eq!(check(Path::new(""), KeyPreset::Vim), []);
        std::fs::write(folder.path().join(FILE), [0xff, 0xfe]).unwrap();
        let own = read(folder.path(), KeyPreset::Vim);
        assert!(own.findings[0].text.contains("cannot be read"), "{:?}", own.findings);
        assert_eq!(own.keymap.preset(), KeyPreset::Vim);
    }
}
