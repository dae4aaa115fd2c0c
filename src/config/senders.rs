//! Who may send termination events: `[[senders]]`, the sender that `WEBHOOK_SECRET` makes, and that of practice.

use super::reader::{At, Section};
use super::{Origin, SecretSource, Setting, nearest};
use crate::model::{HrEventKind, Policy};
use std::collections::BTreeMap;
use std::path::Path;

/// The secret of the sender `practice`, which is there with the practice tenant only. It is public: everybody who reads
/// this can sign with it, and that is what it is for. It must never be used for anything else.
pub const PRACTICE_SECRET: &str = "whsec_bGFueWFyZC1wcmFjdGljZS1pcy1ub3Qtc2VjcmV0";

/// The name of the sender that is there with the practice tenant only.
pub const PRACTICE_SENDER: &str = "practice";

/// The sender that `WEBHOOK_SECRET` or `webhook_secret_…` makes.
const USUAL_SENDER: &str = "hr";

/// The shortest and the longest time window in seconds; it is never off.
const WINDOW: (u32, u32) = (1, 24 * 60 * 60);
const DEFAULT_WINDOW: u32 = 5 * 60;
const DEFAULT_PER_MINUTE: u32 = 6_000;
const DEFAULT_DECIDE_WITHIN: u32 = 24;

/// How a sender signs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SignatureForm {
    /// Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
    Standard,
    /// HMAC-SHA256 of the raw body in hex digits.
    Hex {
        /// The header that holds it, in small letters.
        header: String,
        /// What stands before the digits, such as `sha256=`; empty for nothing.
        prefix: String,
    },
}

/// A sender of termination events.
#[derive(Clone, Debug)]
pub struct SenderSettings {
    /// Its name in records and counts.
    pub name: String,
    /// Where its keys are; each of them is good, so that a new one can be there before the old one goes.
    pub secrets: Vec<SecretSource>,
    /// How it signs.
    pub signature: SignatureForm,
    /// How far its time may be from ours, in seconds, both ways.
    pub window_seconds: u32,
    /// What is done with its terminations before anybody has looked at them.
    pub policy: Policy,
    /// The recipe of its offboardings; none for the configured one.
    pub recipe: Option<String>,
    /// The recipes that its events may name, and what is done then.
    pub recipes: BTreeMap<String, Policy>,
    /// Further names of `event_type` that it uses.
    pub types: BTreeMap<String, HrEventKind>,
    /// How many deliveries a minute it may make.
    pub per_minute: u32,
    /// Within how many hours an operator is to decide, where one has to.
    pub decide_within_hours: u32,
}

impl SenderSettings {
    /// A sender with these keys for which nothing else is said.
    pub fn usual(name: &str, secrets: Vec<SecretSource>) -> Self {
        Self {
            name: name.to_owned(),
            secrets,
            signature: SignatureForm::Standard,
            window_seconds: DEFAULT_WINDOW,
            policy: Policy::default(),
            recipe: None,
            recipes: BTreeMap::new(),
            types: BTreeMap::new(),
            per_minute: DEFAULT_PER_MINUTE,
            decide_within_hours: DEFAULT_DECIDE_WITHIN,
        }
    }

    /// The sender of practice.
    pub fn practice() -> Self {
        Self::usual(PRACTICE_SENDER, vec![SecretSource::Given(PRACTICE_SECRET.into())])
    }
}

/// Reads all `[[senders]]` with their lines.
pub(super) fn read(section: &Section<'_>, folder: &Path) -> Option<At<Vec<At<SenderSettings>>>> {
    let tables = section.tables("senders")?;
    let mut senders: Vec<At<SenderSettings>> = Vec::new();
    for table in tables.value {
        let line = table.line();
        if let Some(value) = sender(&table, folder) {
            if senders.iter().any(|known| known.value.name == value.name) {
                table.problem(line, format!("another [[senders]] is called `{}`", value.name.escape_debug()));
            }
            senders.push(At { value, line });
        }
        table.finish();
    }
    Some(At { value: senders, line: tables.line })
}

fn sender(table: &Section<'_>, folder: &Path) -> Option<SenderSettings> {
    let name = name(table);
    let secrets = secrets(table, folder);
    let signature = signature(table);
    let policy = table.text("policy").and_then(|at| policy(table, at.line, &at.value));
    let recipe = table.text("recipe").map(|at| at.value);
    let mut recipes = BTreeMap::new();
    for (recipe, At { value, line }) in table.words("recipes").unwrap_or_default() {
        recipes.extend(self::policy(table, line, &value).map(|policy| (recipe, policy)));
    }
    let mut types = BTreeMap::new();
    for (word, At { value, line }) in table.words("types").unwrap_or_default() {
        types.extend(kind(table, line, &value).map(|kind| (word, kind)));
    }
    let window = table.number("window_seconds", WINDOW.0, WINDOW.1);
    let per_minute = table.number("per_minute", 1, 1_000_000);
    let decide_within = table.number("decide_within_hours", 1, 24 * 365);
    for (absent, word) in [(name.is_none(), "`name`"), (secrets.is_empty(), "`secret_env` or `secret_file`")] {
        if absent {
            table.problem(table.line(), format!("this [[senders]] needs {word}"));
        }
    }
    let usual = SenderSettings::usual(&name?, secrets);
    Some(SenderSettings {
        signature: signature?,
        window_seconds: window.map_or(usual.window_seconds, |at| at.value),
        policy: policy.unwrap_or_default(),
        recipe,
        recipes,
        types,
        per_minute: per_minute.map_or(usual.per_minute, |at| at.value),
        decide_within_hours: decide_within.map_or(usual.decide_within_hours, |at| at.value),
        ..usual
    })
}

/// Names stand in records, counts and addresses of graphs, so they are plain.
fn name(table: &Section<'_>) -> Option<String> {
    let At { value, line } = table.text("name")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if value.len() <= 64 && value.chars().all(plain) {
        return Some(value);
    }
    table.problem(line, "`name` of a sender is up to 64 letters, digits, `-`, `_` and `.`");
    None
}

fn secrets(table: &Section<'_>, folder: &Path) -> Vec<SecretSource> {
    let list = |name| table.one_or_more(name).map(|at| at.value).unwrap_or_default();
    let variables = list("secret_env").into_iter().map(SecretSource::Variable);
    let files = list("secret_file").into_iter().map(|file| SecretSource::File(folder.join(file)));
    variables.chain(files).collect()
}

fn signature(table: &Section<'_>) -> Option<SignatureForm> {
    let (form, header, prefix) = (table.text("signature"), table.text("header"), table.text("prefix"));
    let hex = match form.as_ref().map(|at| at.value.as_str()) {
        None | Some("standard") => false,
        Some("hex") => true,
        Some(other) => {
            let line = form.as_ref().map_or(table.line(), |at| at.line);
            table.problem(line, format!("`{}` is no signature; there are: standard, hex", other.escape_debug()));
            return None;
        }
    };
    if !hex {
        for at in [header, prefix].into_iter().flatten() {
            table.problem(at.line, "`header` and `prefix` go with `signature = \"hex\"` only");
        }
        return Some(SignatureForm::Standard);
    }
    let Some(At { value, line }) = header else {
        table.problem(table.line(), "`signature = \"hex\"` needs `header`: the name of the header that holds it");
        return None;
    };
    let header = value.to_ascii_lowercase();
    if http::HeaderName::from_bytes(header.as_bytes()).is_err() || header.starts_with("webhook-") {
        table.problem(line, "`header` is not the name of a header, or is one that Standard Webhooks uses");
        return None;
    }
    Some(SignatureForm::Hex { header, prefix: prefix.map(|at| at.value).unwrap_or_default() })
}

fn policy(table: &Section<'_>, line: usize, word: &str) -> Option<Policy> {
    known(table, line, word, "policy", &Policy::ALL.map(|policy| (policy.as_str(), policy)))
}

fn kind(table: &Section<'_>, line: usize, word: &str) -> Option<HrEventKind> {
    known(table, line, word, "kind of event", &HrEventKind::ALL.map(|kind| (kind.as_str(), kind)))
}

fn known<T: Copy>(table: &Section<'_>, line: usize, word: &str, what: &str, all: &[(&str, T)]) -> Option<T> {
    if let Some((_, found)) = all.iter().find(|(known, _)| *known == word) {
        return Some(*found);
    }
    let names: Vec<_> = all.iter().map(|(known, _)| *known).collect();
    let hint = match nearest(word, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", names.join(", ")),
    };
    table.problem(line, format!("`{}` is no {what}; {hint}", word.escape_debug()));
    None
}

/// Brings the senders of the file, of the usual secret and of practice together.
pub(super) fn together(
    of_file: Option<Setting<Vec<At<SenderSettings>>>>,
    usual: Option<&Setting<SecretSource>>,
    practice: bool,
    warnings: &mut Vec<String>,
) -> Vec<Setting<SenderSettings>> {
    let mut senders = Vec::new();
    if let Some(Setting { value, origin }) = of_file {
        let profile = if let Origin::File { profile, .. } = origin { profile } else { None };
        let at = |At { value, line }| Setting::new(value, Origin::File { line, profile: profile.clone() });
        senders.extend(value.into_iter().map(at));
    }
    if let Some(secret) = usual {
        if senders.iter().any(|known| known.value.name == USUAL_SENDER) {
            warnings.push(format!(
                "the webhook secret ({}) makes no sender: [[senders]] has one called {USUAL_SENDER}",
                secret.origin
            ));
        } else {
            let sender = SenderSettings::usual(USUAL_SENDER, vec![secret.value.clone()]);
            senders.push(Setting::new(sender, secret.origin.clone()));
        }
    }
    if practice && !senders.iter().any(|known| matches!(known.origin, Origin::File { .. })) {
        // A secret in the environment is that of the real sender; it does not keep the practice one away.
        senders.push(Setting::new(SenderSettings::practice(), Origin::Practice));
    }
    senders
}
