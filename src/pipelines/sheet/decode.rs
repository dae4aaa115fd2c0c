//! From bytes to text: where they come from, in which encoding they are, and a digest of them on the way.

use super::column::Unreadable;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// How many bytes are looked at at once.
const CHUNK: usize = 64 * 1024;

/// Where the bytes of a file are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// On the disk; it is opened anew for each pass.
    File(PathBuf),
    /// Here, under this name: what came through standard input.
    Bytes(String, Arc<[u8]>),
}

impl Source {
    /// What it is called: the file's name without its folders.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            Self::Bytes(name, _) => name.clone(),
        }
    }

    fn bytes(&self) -> io::Result<Box<dyn Read + Send>> {
        match self {
            Self::File(path) => {
                let file = File::open(path)?;
                if file.metadata()?.is_dir() {
                    return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
                }
                Ok(Box::new(file))
            }
            Self::Bytes(_, bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
        }
    }

    /// The text of a file from its beginning, and the running digest of its bytes.
    pub(super) fn text(&self, encoding: &'static Encoding) -> Result<(Text, Hash), Unreadable> {
        let hash = Hash::default();
        let bytes = Hashed { bytes: self.bytes().map_err(|e| self.unreadable(&e))?, hash: hash.clone() };
        let text = DecodeReaderBytesBuilder::new()
            .encoding(Some(encoding))
            .bom_override(true)
            .strip_bom(true)
            .utf8_passthru(true)
            .build(bytes);
        Ok((text, hash))
    }

    pub(super) fn unreadable(&self, error: &io::Error) -> Unreadable {
        Unreadable::new(format!("{} cannot be read: {error}", self.name()), "name a file that this account may read")
    }

    /// In which encoding it is: as its mark says, else UTF-8 where all of it is, else Windows-1252.
    pub(super) fn encoding(&self) -> Result<Found, Unreadable> {
        let mut bytes = self.bytes().map_err(|e| self.unreadable(&e))?;
        let mut check = Check::default();
        let mut chunk = vec![0; CHUNK];
        loop {
            let n = bytes.read(&mut chunk).map_err(|e| self.unreadable(&e))?;
            if n == 0 {
                break;
            }
            if check.total == 0
                && let Some((encoding, _)) = Encoding::for_bom(&chunk[..n])
            {
                return Ok(Found { encoding, mark: true });
            }
            check.take(&chunk[..n]);
            if check.binary {
                let text = format!("{} is not a text file", self.name());
                return Err(Unreadable::new(text, "save the table as CSV in UTF-8"));
            }
        }
        let encoding = if check.is_utf8() { UTF_8 } else { WINDOWS_1252 };
        Ok(Found { encoding, mark: false })
    }
}

/// An encoding, and whether a mark at the beginning of the file says it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) encoding: &'static Encoding,
    pub(super) mark: bool,
}

impl Found {
    /// In words.
    pub(super) fn words(self) -> String {
        let name = if [UTF_8, UTF_16LE, UTF_16BE].contains(&self.encoding) {
            self.encoding.name().to_owned()
        } else {
            "Windows-1252 (it is not UTF-8)".to_owned()
        };
        if self.mark && self.encoding == UTF_8 { format!("{name} with a mark") } else { name }
    }
}

/// Whether bytes are UTF-8, chunk by chunk.
#[derive(Default)]
struct Check {
    total: usize,
    /// The beginning of a character that the last chunk ended in.
    rest: Vec<u8>,
    wrong: bool,
    binary: bool,
}

impl Check {
    fn take(&mut self, chunk: &[u8]) {
        self.total += chunk.len();
        self.binary |= chunk.contains(&0);
        if self.wrong {
            return;
        }
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(chunk);
        if let Err(error) = std::str::from_utf8(&bytes) {
            match error.error_len() {
                Some(_) => self.wrong = true,
                None => self.rest = bytes.split_off(error.valid_up_to()),
            }
        }
    }

    fn is_utf8(&self) -> bool {
        !self.wrong && self.rest.is_empty()
    }
}

/// Text, as it is being decoded.
pub(super) type Text = DecodeReaderBytes<Hashed, Vec<u8>>;

/// The digest of the bytes that have been read so far.
#[derive(Clone, Default)]
pub(super) struct Hash(Arc<Mutex<Sha256>>);

impl Hash {
    /// As it stands.
    pub(super) fn now(&self) -> Sha256 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Bytes that are hashed as they are read.
pub(super) struct Hashed {
    bytes: Box<dyn Read + Send>,
    hash: Hash,
}

impl Read for Hashed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.read(into)?;
        self.hash.0.lock().unwrap_or_else(PoisonError::into_inner).update(&into[..n]);
        Ok(n)
    }
}
