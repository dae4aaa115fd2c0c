//! A field for a secret: it takes what is typed or pasted and shows only how much that is.

use secrecy::{ExposeSecret as _, ExposeSecretMut as _, SecretBox, SecretString};
use std::fmt;

/// The longest secret that is taken, in bytes; the room for it is taken at once, so that no copy of it is left behind by
/// growing.
const LONGEST: usize = 1024;

/// A secret as far as it is typed.
pub(super) struct SecretField(SecretBox<String>);

impl Default for SecretField {
    fn default() -> Self {
        Self(SecretBox::new(Box::new(String::with_capacity(LONGEST))))
    }
}

impl SecretField {
    /// Takes one more character.
    pub(super) fn push(&mut self, c: char) {
        let text = self.0.expose_secret_mut();
        if !c.is_control() && text.len() + c.len_utf8() <= LONGEST {
            text.push(c);
        }
    }

    /// Takes a pasted text without blanks around it; control characters in it are left out.
    pub(super) fn paste(&mut self, text: &str) {
        text.trim().chars().for_each(|c| self.push(c));
    }

    /// Takes the last character away.
    pub(super) fn pop(&mut self) {
        self.0.expose_secret_mut().pop();
    }

    /// Takes everything away.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many characters it has.
    pub(super) fn len(&self) -> usize {
        self.0.expose_secret().chars().count()
    }

    /// The secret, for whoever signs in with it.
    pub(super) fn secret(&self) -> SecretString {
        SecretString::from(self.0.expose_secret().as_str())
    }
}

impl fmt::Debug for SecretField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretField")
    }
}
