//! The third step: the OAuth client's id and its secret.

use super::secret::SecretField;
use crate::model::setup::is_client_id;
use crate::tui::widget::Prompt;

/// Id and secret.
#[derive(Debug)]
pub(super) struct ClientForm {
    pub(super) id: Prompt,
    pub(super) secret: SecretField,
    /// 0 for the id, 1 for the secret.
    pub(super) at: usize,
}

impl Default for ClientForm {
    fn default() -> Self {
        Self { id: Prompt::open(), secret: SecretField::default(), at: 0 }
    }
}

impl ClientForm {
    /// What is wrong, and at which field.
    pub(super) fn wrong(&self) -> Option<(usize, String)> {
        if !is_client_id(self.id.text().trim()) {
            let words = "A client id looks like 6f0c2f7e-1111-4222-8333-444455556666.";
            return Some((0, words.to_owned()));
        }
        (self.secret.len() == 0).then(|| (1, "The secret is missing. Paste it here; it is not shown.".to_owned()))
    }
}
