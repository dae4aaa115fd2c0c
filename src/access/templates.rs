//! Role templates with parents: a hierarchy that an organisation writes down for itself, because the platform's roles
//! are flat.

use super::lines::{Lines, Place};
use crate::model::DisplayText;
use serde::Deserialize;
use std::collections::HashMap;
use toml::Spanned;

/// The templates of a file, well-formed. Whether their roles exist is known when an index is made from them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Templates {
    /// Their names, in the order of the file.
    pub names: Vec<DisplayText>,
    /// What each is made of, in the same order.
    pub(super) written: Vec<Written>,
}

/// A template as it is written.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Written {
    pub(super) at: Place,
    /// Names or ids of platform roles.
    pub(super) roles: Vec<(DisplayText, Place)>,
    /// Names of templates, or names or ids of platform roles.
    pub(super) parents: Vec<(DisplayText, Place)>,
}

/// Why a file of templates cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TemplateError {
    /// The text is not what a file of templates looks like.
    #[error("{at}: {why}")]
    Garbled {
        /// File and line.
        at: String,
        /// What does not fit.
        why: DisplayText,
    },
    /// A template has no name.
    #[error("{at}: a template needs a name")]
    Nameless {
        /// File and line.
        at: String,
    },
    /// Two templates have the same name.
    #[error("{at}: there is a template {name} already, at {first}")]
    Twice {
        /// File and line of the second one.
        at: String,
        /// The name.
        name: DisplayText,
        /// File and line of the first one.
        first: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    template: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Spanned<DisplayText>,
    #[serde(default)]
    roles: Vec<Spanned<DisplayText>>,
    #[serde(default)]
    parents: Vec<Spanned<DisplayText>>,
}

impl Templates {
    /// The shipped example, which fits the practice tenant.
    pub const EXAMPLE: &'static str = include_str!("../../assets/access/role-templates.toml");

    /// Reads the text of a file; `file` is what messages call it.
    ///
    /// # Errors
    /// When the text is not a file of templates: tells the file and the line.
    pub fn parse(file: &str, text: &str) -> Result<Self, TemplateError> {
        let lines = Lines::new(file, text);
        let read: File = toml::from_str(text).map_err(|error| TemplateError::Garbled {
            at: lines.place(error.span().map_or(0, |span| span.start)).to_string(),
            why: DisplayText::new(error.message()),
        })?;
        let mut templates = Self::default();
        let mut known: HashMap<DisplayText, usize> = HashMap::new();
        for entry in read.template {
            let entry = entry.into_inner();
            let at = lines.place(entry.name.span().start);
            let name = entry.name.into_inner();
            if name.is_empty() {
                return Err(TemplateError::Nameless { at: at.to_string() });
            }
            if let Some(first) = known.insert(name.clone(), templates.names.len()) {
                let first = templates.written[first].at.to_string();
                return Err(TemplateError::Twice { at: at.to_string(), name, first });
            }
            let placed = |texts: Vec<Spanned<DisplayText>>| -> Vec<(DisplayText, Place)> {
                let placed = |text: Spanned<DisplayText>| {
                    let at = lines.place(text.span().start);
                    (text.into_inner(), at)
                };
                texts.into_iter().map(placed).collect()
            };
            templates.names.push(name);
            templates.written.push(Written { at, roles: placed(entry.roles), parents: placed(entry.parents) });
        }
        Ok(templates)
    }
}
