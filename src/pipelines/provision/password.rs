//! Passwords: made from the operating system's random source, and laid down once, encrypted for one recipient.

use crate::model::Digest;
use age::x25519::Recipient;
use rand::RngExt as _;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use secrecy::{ExposeSecret as _, SecretString};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What passwords are made of; signs that are easily taken for one another are left out.
const CLASSES: [&str; 4] = ["abcdefghijkmnopqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "!#%+-.:=?@_"];

/// A password of this length with at least one sign of each class, from the operating system's random source.
pub fn generate(length: u8) -> SecretString {
    let all: Vec<char> = CLASSES.iter().flat_map(|class| class.chars()).collect();
    let mut source = UnwrapErr(SysRng);
    loop {
        let made: String = (0..length.max(12)).map(|_| all[source.random_range(0..all.len())]).collect();
        // Drawn again as a whole, so that every password that fits is as likely as any other.
        if CLASSES.iter().all(|class| made.chars().any(|c| class.contains(c))) {
            return made.into();
        }
    }
}

/// A file with a password in it that only the recipient's key opens.
pub(super) struct Sealed {
    /// Where it is.
    pub(super) path: PathBuf,
    /// The digest of what is in it.
    pub(super) digest: Digest,
}

/// Lays a password down. What lay there before, from a try that did not come through, is replaced.
pub(super) fn lay_down(
    folder: &Path,
    name: &str,
    (user_name, password): (&str, &SecretString),
    recipient: &str,
) -> Result<Sealed, String> {
    let recipient: Recipient =
        recipient.parse().map_err(|why| format!("{recipient} is no public key of age: {why}"))?;
    let text = SecretString::from(format!("{user_name}\t{}\n", password.expose_secret()));
    let sealed = age::encrypt(&recipient, text.expose_secret().as_bytes()).map_err(|e| e.to_string())?;
    let path = folder.join(format!("{name}.age"));
    let trouble = |e: io::Error| format!("{} cannot be written: {e}", path.display());
    make_folder(folder).map_err(trouble)?;
    let beside = folder.join(format!("{name}.age.new"));
    let _ = std::fs::remove_file(&beside);
    let mut file = new_private(&beside).map_err(trouble)?;
    file.write_all(&sealed).and_then(|()| file.sync_all()).map_err(trouble)?;
    std::fs::rename(&beside, &path).map_err(trouble)?;
    Ok(Sealed { digest: Digest::of(&sealed), path })
}

/// Whether a sealed file is there as it was laid down.
pub(super) fn lies_there(path: &Path, digest: &str) -> bool {
    std::fs::read(path).is_ok_and(|bytes| Digest::of(&bytes).as_str() == digest)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn new_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_are_the_same_and_all_fit_the_policy() {
        let made: HashSet<String> = (0..500).map(|_| generate(20).expose_secret().to_owned()).collect();
        assert_eq!(made.len(), 500);
        for password in &made {
            assert_eq!(password.chars().count(), 20);
            assert!(CLASSES.iter().all(|class| password.chars().any(|c| class.contains(c))), "{password}");
        }
        assert_eq!(generate(3).expose_secret().len(), 12);
    }

    #[test]
    fn only_the_recipient_reads_it_and_only_its_owner_reaches_it() {
        let folder = tempfile::tempdir().unwrap();
        let key = age::x25519::Identity::generate();
        let recipient = key.to_public().to_string();
        let password = generate(20);
        let place = folder.path().join("passwords");
        let sealed = lay_down(&place, "r1", ("ann@acme.example", &password), &recipient).unwrap();
        assert!(lies_there(&sealed.path, sealed.digest.as_str()) && !lies_there(&sealed.path, "0"));
        let bytes = std::fs::read(&sealed.path).unwrap();
        assert!(!bytes.windows(20).any(|w| w == password.expose_secret().as_bytes()));
        let read = String::from_utf8(age::decrypt(&key, &bytes).unwrap()).unwrap();
        assert_eq!(read, format!("ann@acme.example\t{}\n", password.expose_secret()));
        assert!(age::decrypt(&age::x25519::Identity::generate(), &bytes).is_err());
        // Once more, as after an interruption.
        lay_down(&place, "r1", ("ann@acme.example", &generate(20)), &recipient).unwrap();
        assert_eq!(std::fs::read_dir(&place).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&sealed.path), mode(&place)), (0o600, 0o700));
        }
    }
}
