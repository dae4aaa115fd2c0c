//! A recipe: the choices that an organisation makes once for its leavers, in a TOML file.

use crate::model::StateChangeReason;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a person is offboarded. Every field has a default; unknown fields are refused, so that a typing error
/// cannot leave a step out unseen.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Recipe {
    /// The name by which it is called; the file's name without its ending.
    #[serde(skip)]
    pub name: String,
    /// One sentence for lists.
    pub title: String,
    /// The reason that goes with the state change where the operator's own is none of the platform's words.
    pub state_change_reason: StateChangeReason,
    /// Whether a run must be given a ticket.
    pub ticket_required: bool,
    /// Whether a run may be confirmed for a later time.
    pub may_wait: bool,
    /// Revoke all tokens of the person after the state change.
    pub revoke_tokens: bool,
    /// What becomes of conversations that are still open.
    pub conversations: Conversations,
    /// Leave all queues.
    pub queues: bool,
    /// Leave all groups.
    pub groups: bool,
    /// Take away all direct grants.
    pub grants: bool,
    /// Remove skills and languages.
    pub skills: bool,
    /// Return to the organisation's default utilization.
    pub utilization: bool,
    /// Give up stations.
    pub stations: bool,
    /// Export of the conversation history.
    pub history: History,
    /// What becomes of the user in the end.
    pub delete: Delete,
    /// Whom this recipe may not touch.
    pub protect: Protect,
    /// How many days of grace there are when `delete = "later"`.
    pub grace_days: u16,
}

/// What becomes of open conversations.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Conversations {
    /// Back to the queue they came through; disconnected where there is none.
    #[default]
    Queue,
    /// Disconnected.
    Disconnect,
    /// Left alone.
    Leave,
}

/// Export of the conversation history.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct History {
    /// Whether it is exported.
    pub export: bool,
    /// How many days back.
    pub days: u16,
}

impl Default for History {
    fn default() -> Self {
        Self { export: true, days: 365 }
    }
}

/// What becomes of the user in the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Delete {
    /// Deleted at the end of the run; the platform can restore them.
    #[default]
    Now,
    /// Kept inactive; the record says from when they may be deleted.
    Later,
    /// Kept inactive.
    Never,
}

/// Whom a recipe may not touch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Protect {
    /// E-mail addresses or ids of people.
    pub people: Vec<String>,
    /// Names or ids of groups; `*` stands for any text. Members are protected.
    pub groups: Vec<String>,
    /// E-mail addresses or ids of people whose data are under legal hold: they are not deleted.
    pub legal_hold: Vec<String>,
    /// Names of roles of which an active holder must remain; `*` stands for any text.
    pub last_holder_of: Vec<String>,
}

impl Default for Protect {
    fn default() -> Self {
        Self {
            people: Vec::new(),
            groups: vec!["*protected*".to_owned()],
            legal_hold: Vec::new(),
            last_holder_of: vec!["admin".to_owned(), "Master Admin".to_owned()],
        }
    }
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            name: "standard-leaver".to_owned(),
            title: String::new(),
            state_change_reason: StateChangeReason::Unknown,
            ticket_required: false,
            may_wait: true,
            revoke_tokens: true,
            conversations: Conversations::default(),
            queues: true,
            groups: true,
            grants: true,
            skills: true,
            utilization: true,
            stations: true,
            history: History::default(),
            delete: Delete::default(),
            protect: Protect::default(),
            grace_days: 30,
        }
    }
}

/// Why a recipe cannot be used: the text is not one, and where.
#[derive(Debug, thiserror::Error)]
#[error("recipe {name}: {message}")]
pub struct RecipeError {
    /// The recipe's name.
    pub name: String,
    /// What is wrong and where.
    pub message: String,
}

/// The recipes that come with the product, by name.
const SHIPPED: &[(&str, &str)] = &[
    ("standard-leaver", include_str!("../../../assets/recipes/standard-leaver.toml")),
    ("keep-inactive", include_str!("../../../assets/recipes/keep-inactive.toml")),
    ("cut-access", include_str!("../../../assets/recipes/cut-access.toml")),
];

impl Recipe {
    /// Reads a recipe.
    ///
    /// # Errors
    /// When the text is not TOML, or has a field that a recipe does not have, with the line.
    pub fn parse(name: &str, text: &str) -> Result<Self, RecipeError> {
        let invalid = |message: String| RecipeError { name: name.to_owned(), message };
        let recipe: Self = toml::from_str(text).map_err(|e| invalid(e.to_string().trim_end().to_owned()))?;
        if let Some((field, why)) = recipe.wrongs().into_iter().next() {
            return Err(invalid(format!("{field} {why}")));
        }
        Ok(Self { name: name.to_owned(), ..recipe })
    }

    /// What makes no sense in it although it can be read: the field, and why.
    pub fn wrongs(&self) -> Vec<(String, String)> {
        let mut wrong = Vec::new();
        if self.history.export && self.history.days == 0 {
            let why = "must be at least 1, or history.export = false";
            wrong.push(("history.days".to_owned(), why.to_owned()));
        }
        wrong
    }

    /// The recipes that come with the product, each with its text.
    ///
    /// # Errors
    /// Never for the shipped texts; a test reads each.
    pub fn shipped() -> Result<Vec<(Self, &'static str)>, RecipeError> {
        SHIPPED.iter().map(|(name, text)| Ok((Self::parse(name, text)?, *text))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_recipes_read() {
        let all: Vec<_> = Recipe::shipped().unwrap().into_iter().map(|(recipe, _)| recipe).collect();
        assert_eq!(all[0], Recipe { title: all[0].title.clone(), ..Recipe::default() });
        assert_eq!(all[1].delete, Delete::Never);
        assert!(!all[2].queues && !all[2].history.export && all[2].revoke_tokens);
    }

    #[test]
    fn an_unknown_field_is_refused_with_its_line() {
        let wrong = Recipe::parse("x", "title = \"x\"\ndelte = \"now\"\n").unwrap_err().to_string();
        assert!(wrong.contains("line 2") && wrong.contains("delte"), "{wrong}");
    }
}
