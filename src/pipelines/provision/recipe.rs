//! A recipe for new people: what everybody of a file gets, and how they get in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How people are provisioned. Every field has a default; unknown fields are refused, so that a typing error cannot
/// leave something out unseen.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Recipe {
    /// The name by which it is called; the file's name without its ending.
    #[serde(skip)]
    pub name: String,
    /// One sentence for lists.
    pub title: String,
    /// Whether a run must be given a ticket.
    pub ticket_required: bool,
    /// Whether a taken user name gets a number behind it, instead of being a row that cannot be carried out.
    pub number_taken_names: bool,
    /// Which column a heading of the file is.
    pub columns: BTreeMap<String, String>,
    /// What a row has where its own cell is empty, by column.
    pub defaults: BTreeMap<String, String>,
    /// What everybody has besides, by column: roles, groups, queues, skills, languages.
    pub everybody: BTreeMap<String, String>,
    /// How they get in.
    pub password: Password,
}

/// How new people get in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Password {
    /// What is done.
    pub deliver: Deliver,
    /// The public key (`age1...`) of whoever may read the passwords; only for `age-file`.
    pub recipient: String,
    /// How many characters a password has; only for `age-file`.
    #[schemars(range(min = 12, max = 64))]
    pub length: u8,
}

impl Default for Password {
    fn default() -> Self {
        Self { deliver: Deliver::default(), recipient: String::new(), length: 20 }
    }
}

/// How a new person's first password reaches them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Deliver {
    /// The platform sends an e-mail with which the person chooses one.
    #[default]
    Invitation,
    /// One is made and laid down in a file that only the recipient's key opens.
    AgeFile,
    /// Not at all: they sign in by another system.
    None,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            name: "new-people".to_owned(),
            title: String::new(),
            ticket_required: false,
            number_taken_names: false,
            columns: BTreeMap::new(),
            defaults: BTreeMap::new(),
            everybody: BTreeMap::new(),
            password: Password::default(),
        }
    }
}

/// The columns of which everybody may have something besides their own.
const LISTS: [&str; 5] = ["roles", "groups", "queues", "skills", "languages"];

impl Recipe {
    /// The recipe that is used when none is named.
    pub const SHIPPED: &'static str = include_str!("../../../assets/recipes/provision/new-people.toml");

    /// Reads a recipe.
    ///
    /// # Errors
    /// When the text is not TOML, or says something that a recipe does not have, with the line where there is one.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        let recipe: Self = toml::from_str(text).map_err(|e| e.to_string().trim_end().to_owned())?;
        match recipe.wrongs().into_iter().next() {
            Some((field, why)) => Err(format!("{field} {why}")),
            None => Ok(Self { name: name.to_owned(), ..recipe }),
        }
    }

    /// What makes no sense in it although it can be read: the field, and why.
    pub fn wrongs(&self) -> Vec<(String, String)> {
        let mut wrong = Vec::new();
        let names: Vec<_> = super::COLUMNS.iter().map(|column| column.name).collect();
        let is_column = |column: &str| names.contains(&column);
        let no_column =
            |column: &str| format!("is about a column that there is not: {column}; there are: {}", names.join(", "));
        for (heading, column) in self.columns.iter().filter(|(_, column)| !column.is_empty() && !is_column(column)) {
            wrong.push((format!("columns.{heading}"), no_column(column)));
        }
        for column in self.defaults.keys().filter(|column| !is_column(column)) {
            wrong.push((format!("defaults.{column}"), no_column(column)));
        }
        for column in self.everybody.keys().filter(|column| !LISTS.contains(&column.as_str())) {
            let why = format!("is nothing that everybody can have; there are: {}", LISTS.join(", "));
            wrong.push((format!("everybody.{column}"), why));
        }
        if !(12..=64).contains(&self.password.length) {
            wrong.push(("password.length".to_owned(), format!("is {}; it must be 12 to 64", self.password.length)));
        }
        if self.password.deliver == Deliver::AgeFile
            && let Err(why) = self.password.recipient.parse::<age::x25519::Recipient>()
        {
            wrong.push(("password.recipient".to_owned(), format!("is no public key of age (age1...): {why}")));
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_recipe_is_the_default_and_wrong_ones_say_what_is_wrong() {
        let shipped = Recipe::parse("new-people", Recipe::SHIPPED).unwrap();
        assert_eq!(shipped, Recipe { title: shipped.title.clone(), ..Recipe::default() });
        for (text, wrong) in [
            ("tilte = 1\n", "tilte"),
            ("[columns]\nDept = \"departement\"\n", "columns.Dept is about a column that there is not: departement"),
            ("[everybody]\nphone = \"1\"\n", "everybody.phone"),
            ("[password]\nlength = 8\n", "password.length is 8"),
            ("[password]\ndeliver = \"age-file\"\nrecipient = \"age1x\"\n", "password.recipient"),
            ("[password]\ndeliver = \"age-file\"\n", "password.recipient"),
        ] {
            let error = Recipe::parse("x", text).unwrap_err();
            assert!(error.contains(wrong), "{error}");
        }
    }
}
