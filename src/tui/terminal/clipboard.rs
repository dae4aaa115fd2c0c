//! The terminal's clipboard, by the escape sequence OSC 52: it works over SSH, and needs no display.

use crate::model::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The longest text that is sent; xterm's limit on the whole sequence is 100,000 bytes, others take less.
const LONGEST: usize = 70_000;

/// The bytes that put the text into the clipboard, or none when it is too long.
///
/// Inside tmux the sequence goes out twice, once for tmux (`set-clipboard on`) and once wrapped for the terminal
/// outside (`allow-passthrough on`); whichever is not allowed is dropped there without a trace.
pub fn sequence(text: &str, tmux: bool) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let plain = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    Some(if tmux { format!("{plain}\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b")) } else { plain })
}

/// Writes a text that is too long for the clipboard to a new file in this folder, for its owner only; says which.
///
/// # Errors
/// The folder takes no file.
pub fn keep(text: &str, folder: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let stem = format!("copied-{}", now.strftime("%Y%m%d-%H%M%S"));
    // Never the same file twice, however fast one copies.
    for number in 1..100 {
        let more = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{stem}{more}.txt"));
        match create(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                return Ok(path);
            }
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_goes_to_a_new_file_of_ones_own() {
        let folder = tempfile::tempdir().unwrap();
        let now = "2026-03-03T10:41:07Z".parse().unwrap();
        let first = keep("one", folder.path(), now).unwrap();
        let second = keep("two", folder.path(), now).unwrap();
        assert_eq!(first.file_name().unwrap(), "copied-20260303-104107.txt");
        assert_eq!(second.file_name().unwrap(), "copied-20260303-104107-2.txt");
        assert_eq!(
            (std::fs::read_to_string(&first).unwrap(), std::fs::read_to_string(second).unwrap()),
            ("one".into(), "two".into())
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(first).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(keep("none", &folder.path().join("gone"), now).is_err());
    }

    #[test]
    fn plain_and_wrapped() {
        assert_eq!(sequence("hi", false).unwrap(), "\x1b]52;c;aGk=\x07");
        assert_eq!(sequence("hi", true).unwrap(), "\x1b]52;c;aGk=\x07\x1bPtmux;\x1b\x1b]52;c;aGk=\x07\x1b\\");
        assert_eq!(sequence(&"x".repeat(LONGEST + 1), false), None);
    }
}
