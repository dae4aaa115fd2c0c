//! Levers (permissions with which somebody can widen access) and duties that should be separate: an organisation's
//! own rules, from a file.

use super::answer::Lever;
use super::lines::{Lines, Place};
use crate::model::{DisplayText, Permission};
use serde::Deserialize;
use toml::Spanned;

/// The rules of a file, well-formed. Whether the catalogue knows their permissions is told by the answer.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rules {
    /// Permissions with which somebody can widen access.
    pub levers: Vec<Lever>,
    /// Duties that nobody should hold together.
    pub duties: Vec<Duty>,
    /// Where each lever stands.
    pub(super) lever_places: Vec<Place>,
}

/// Duties that should be separate: broken by whoever has one permission of every side.
#[derive(Clone, PartialEq, Debug)]
pub struct Duty {
    /// What it is called.
    pub name: DisplayText,
    /// Why it is there.
    pub because: DisplayText,
    /// The sides; of each, any one permission counts. Wildcards cover all that they match.
    pub sides: Vec<Vec<Permission>>,
    pub(super) at: Place,
}

/// Why a file of rules cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RuleError {
    /// The text is not what a file of rules looks like.
    #[error("{at}: {why}")]
    Garbled {
        /// File and line.
        at: String,
        /// What does not fit.
        why: DisplayText,
    },
    /// Something that should be a permission is none.
    #[error("{at}: {text} is not a permission; one looks like authorization:grant:add, and any part may be *")]
    NoPermission {
        /// File and line.
        at: String,
        /// What is written there.
        text: DisplayText,
    },
    /// A duty with fewer than two sides, or with an empty one, can never be broken.
    #[error("{at}: the duty {name} needs two sides or more, each with a permission")]
    OneSided {
        /// File and line.
        at: String,
        /// The duty.
        name: DisplayText,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    lever: Vec<LeverEntry>,
    #[serde(default)]
    duty: Vec<DutyEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeverEntry {
    permission: Spanned<DisplayText>,
    words: DisplayText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DutyEntry {
    name: Spanned<DisplayText>,
    because: DisplayText,
    sides: Vec<Vec<Spanned<DisplayText>>>,
}

impl Rules {
    /// The shipped rules.
    pub const SHIPPED: &'static str = include_str!("../../assets/access/rules.toml");

    /// Reads the text of a file; `file` is what messages call it.
    ///
    /// # Errors
    /// When the text is not a file of rules: tells the file and the line.
    pub fn parse(file: &str, text: &str) -> Result<Self, RuleError> {
        let lines = Lines::new(file, text);
        let read: File = toml::from_str(text).map_err(|error| RuleError::Garbled {
            at: lines.place(error.span().map_or(0, |span| span.start)).to_string(),
            why: DisplayText::new(error.message()),
        })?;
        let permission = |text: &Spanned<DisplayText>| {
            Permission::parse(text.get_ref().as_str()).ok_or_else(|| RuleError::NoPermission {
                at: lines.place(text.span().start).to_string(),
                text: text.get_ref().clone(),
            })
        };
        let mut rules = Self::default();
        for lever in read.lever {
            rules.levers.push(Lever { permission: permission(&lever.permission)?, words: lever.words });
            rules.lever_places.push(lines.place(lever.permission.span().start));
        }
        for duty in read.duty {
            let at = lines.place(duty.name.span().start);
            let name = duty.name.into_inner();
            if duty.sides.len() < 2 || duty.sides.iter().any(Vec::is_empty) {
                return Err(RuleError::OneSided { at: at.to_string(), name });
            }
            let side = |side: &Vec<Spanned<DisplayText>>| side.iter().map(permission).collect::<Result<Vec<_>, _>>();
            let sides = duty.sides.iter().map(side).collect::<Result<Vec<_>, _>>()?;
            rules.duties.push(Duty { name, because: duty.because, sides, at });
        }
        Ok(rules)
    }
}
