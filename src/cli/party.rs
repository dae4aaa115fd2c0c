//! Whoever or whatever access is asked about, as somebody wrote it.

use super::command::people;
use super::desk::Desk;
use super::{Kind, Trouble, Who};
use crate::access::AccessIndex;
use crate::access::answer::Side;
use crate::model::{DisplayText, SubjectRef, UserId};
use std::fmt;

/// A way to name somebody or something that has access.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Party {
    /// A person.
    Person(Who),
    /// A group, by name or id.
    Group(String),
    /// A role, by name or id.
    Role(String),
    /// A role template of the organisation, by name.
    Template(String),
    /// An OAuth client, by name or id.
    Client(String),
}

impl Party {
    /// Reads what was written. The four words before a colon that name no person are never an external id's authority.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim();
        let Some((word, name)) = text.split_once(':') else { return Self::Person(Who::parse(text)) };
        let name = name.trim().to_owned();
        match word.trim().to_lowercase().as_str() {
            _ if name.is_empty() => Self::Person(Who::parse(text)),
            "group" => Self::Group(name),
            "role" => Self::Role(name),
            "template" => Self::Template(name),
            "client" => Self::Client(name),
            _ => Self::Person(Who::parse(text)),
        }
    }

    /// Who that is, for questions that only a person, a group or a client can be asked about.
    ///
    /// # Errors
    /// Nobody is called that, several are, or it is a role or a template.
    pub(crate) async fn subject(&self, desk: &dyn Desk, index: &AccessIndex) -> Result<SubjectRef, Trouble> {
        Ok(match self {
            Self::Person(who) => SubjectRef::user(&people::find(desk, who).await?),
            Self::Group(name) => SubjectRef::group(&index.group_named(name)?),
            Self::Client(name) => index.client_named(name)?,
            Self::Role(_) | Self::Template(_) => {
                let text = format!("{self} holds nothing itself");
                return Err(Trouble::new(Kind::Usage, text, "name a person, group:NAME or client:NAME"));
            }
        })
    }

    /// The person that it is.
    ///
    /// # Errors
    /// It is none, nobody is called that, or several are.
    pub(crate) async fn person(&self, desk: &dyn Desk) -> Result<UserId, Trouble> {
        match self {
            Self::Person(who) => people::find(desk, who).await,
            _ => Err(Trouble::new(Kind::Usage, format!("{self} is not a person"), "only people are in groups")),
        }
    }

    /// What it is as one side of a comparison.
    ///
    /// # Errors
    /// Nobody and nothing is called that, or several are.
    pub(crate) async fn side(&self, desk: &dyn Desk, index: &AccessIndex) -> Result<Side, Trouble> {
        Ok(match self {
            Self::Role(name) => Side::Role(index.role_named(name)?),
            Self::Template(name) => Side::Template(DisplayText::new(name)),
            _ => Side::Subject(self.subject(desk, index).await?),
        })
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(who) => write!(f, "{who}"),
            Self::Group(name) => write!(f, "group:{name}"),
            Self::Role(name) => write!(f, "role:{name}"),
            Self::Template(name) => write!(f, "template:{name}"),
            Self::Client(id) => write!(f, "client:{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_name_a_party() {
        let person = |text: &str| Party::Person(Who::parse(text));
        assert_eq!(Party::parse("group:Night shift"), Party::Group("Night shift".to_owned()));
        assert_eq!(Party::parse(" Role: Agent "), Party::Role("Agent".to_owned()));
        assert_eq!(Party::parse("template:a:b"), Party::Template("a:b".to_owned()));
        assert_eq!(Party::parse("client:1"), Party::Client("1".to_owned()));
        for text in ["Jane Doe", "jane@acme.example", "HR:E-7", "group:", "E-7"] {
            assert_eq!(Party::parse(text), person(text));
        }
        assert_eq!(Party::parse("GROUP:x").to_string(), "group:x");
    }
}
