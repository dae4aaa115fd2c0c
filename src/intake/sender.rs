//! A sender with its keys read.

use super::error::IntakeError;
use crate::config::{SenderSettings, Settings, SignatureForm};
use crate::model::{HrEventKind, Policy};
use crate::notify::SigningKey;
use std::collections::BTreeMap;

/// Who may send, and how.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    pub(super) name: String,
    pub(super) form: SignatureForm,
    pub(super) keys: Vec<SigningKey>,
    /// How far its time may be from ours, in seconds, both ways.
    pub(super) window: i64,
    pub(super) policy: Policy,
    pub(super) recipe: Option<String>,
    pub(super) recipes: BTreeMap<String, Policy>,
    pub(super) types: BTreeMap<String, HrEventKind>,
    pub(super) per_minute: u32,
    pub(super) decide_within_hours: u32,
}

impl Sender {
    /// Reads its keys.
    pub(super) fn read(settings: &Settings, sender: &SenderSettings) -> Result<Self, IntakeError> {
        let mut keys = Vec::new();
        for secret in settings.sender_secrets(sender)? {
            let read = match sender.signature {
                SignatureForm::Standard => SigningKey::read_all(&secret),
                SignatureForm::Hex { .. } => SigningKey::read_any(&secret).map(|key| vec![key]),
            };
            let standard = sender.signature == SignatureForm::Standard;
            keys.extend(read.ok_or_else(|| IntakeError::BadSecret { sender: sender.name.clone(), standard })?);
        }
        Ok(Self {
            name: sender.name.clone(),
            form: sender.signature.clone(),
            keys,
            window: sender.window_seconds.into(),
            policy: sender.policy,
            recipe: sender.recipe.clone(),
            recipes: sender.recipes.clone(),
            types: sender.types.clone(),
            per_minute: sender.per_minute,
            decide_within_hours: sender.decide_within_hours,
        })
    }

    /// Two senders with one key cannot be told apart.
    pub(super) fn shares_a_key(&self, other: &Self) -> bool {
        self.keys.iter().any(|key| other.keys.iter().any(|theirs| key.is_same(theirs)))
    }
}
