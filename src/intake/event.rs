//! The event in a body whose signature is good.

use super::field;
use super::problem::{Code, Problem};
use super::sender::Sender;
use super::strict;
use crate::model::{DisplayText, HrEvent, HrEventKind, Policy, UserId};
use serde_json::{Map, Value};

/// The longest reason, ticket and message id, in characters.
const LONGEST_REASON: usize = 1_000;
const LONGEST_TICKET: usize = 200;
const LONGEST_ID: usize = 256;

/// What a body says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Said {
    pub(super) event: HrEvent,
    /// What is to be done with it, and by which recipe.
    pub(super) policy: Policy,
    pub(super) recipe: Option<String>,
    /// The id that the body itself gives (`event_id`).
    pub(super) id: Option<String>,
}

/// Reads a body as this sender writes it. The first fault is told, in the order of the fields. Fields that are not known
/// are passed over, among them a `signature`: it cannot vouch for the text in which it stands.
pub(super) fn read(body: &[u8], sender: &Sender) -> Result<Said, Problem> {
    let map = strict::object(body)?;
    let kind = kind(&map, sender)?;
    let person = UserId::new(field::id("genesys_user_id", field::needed(&map, "genesys_user_id")?)?);
    let email = DisplayText::new(field::address("email", field::needed(&map, "email")?)?);
    let at = field::time("timestamp", field::needed(&map, "timestamp")?)?;
    let effective = field::optional(&map, "effective_at").map(|v| field::time("effective_at", v)).transpose()?;
    let reason = words(&map, "reason", LONGEST_REASON)?;
    let ticket = words(&map, "ticket", LONGEST_TICKET)?;
    let (recipe, policy) = recipe(&map, sender)?;
    let id = id(&map)?;
    Ok(Said { event: HrEvent { kind, person, email, at, effective, reason, ticket }, policy, recipe, id })
}

fn kind(map: &Map<String, Value>, sender: &Sender) -> Result<HrEventKind, Problem> {
    const NAME: &str = "event_type";
    let word = field::text(NAME, field::needed(map, NAME)?, LONGEST_ID)?;
    sender
        .types
        .get(word)
        .copied()
        .or_else(|| HrEventKind::ALL.into_iter().find(|kind| kind.as_str() == word))
        .ok_or_else(|| {
            let known: Vec<_> = HrEventKind::ALL.iter().map(|kind| kind.as_str()).collect();
            Problem::at(Code::UnknownEventType, NAME, format!("`{NAME}` must be one of {}", known.join(", ")))
        })
}

fn words(map: &Map<String, Value>, name: &'static str, longest: usize) -> Result<DisplayText, Problem> {
    let text = field::optional(map, name).map(|value| field::text(name, value, longest)).transpose()?;
    Ok(text.map(DisplayText::new).unwrap_or_default())
}

/// The recipe that the event names, where this sender may, with what is done then; else the sender's own.
fn recipe(map: &Map<String, Value>, sender: &Sender) -> Result<(Option<String>, Policy), Problem> {
    const NAME: &str = "recipe";
    let Some(value) = field::optional(map, NAME) else { return Ok((sender.recipe.clone(), sender.policy)) };
    let name = field::text(NAME, value, LONGEST_ID)?;
    if let Some((name, policy)) = sender.recipes.get_key_value(name) {
        return Ok((Some(name.clone()), *policy));
    }
    if sender.recipe.as_deref() == Some(name) {
        return Ok((sender.recipe.clone(), sender.policy));
    }
    Err(Problem::at(Code::RecipeNotAllowed, NAME, "the settings of this sender do not allow it to name this recipe"))
}

fn id(map: &Map<String, Value>) -> Result<Option<String>, Problem> {
    const NAME: &str = "event_id";
    let Some(value) = field::optional(map, NAME) else { return Ok(None) };
    let id = field::text(NAME, value, LONGEST_ID)?;
    if is_message_id(id) {
        return Ok(Some(id.to_owned()));
    }
    let why = format!("`{NAME}` must be 1 to {LONGEST_ID} visible characters of ASCII");
    Err(Problem::at(Code::BadField, NAME, why))
}

/// Whether this can be the id of a message: it is kept, compared and shown.
pub(super) fn is_message_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
