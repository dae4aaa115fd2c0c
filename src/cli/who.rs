//! Whom a command is about, as somebody wrote it.

use crate::model::UserId;
use std::collections::HashSet;
use std::fmt;

/// A way to name a person.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Who {
    /// By the platform's id.
    Id(UserId),
    /// By e-mail address.
    Email(String),
    /// By an id that another system gave them.
    ExternalId {
        /// Which system.
        authority: String,
        /// The id there.
        key: String,
    },
    /// By an external id under the configured authority or, failing that, by the exact name.
    Words(String),
}

impl Who {
    /// Reads what was written.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if text.len() == 36 && uuid::Uuid::try_parse(text).is_ok() {
            return Self::Id(UserId::new(text.to_lowercase()));
        }
        if text.contains('@') && !text.contains(char::is_whitespace) {
            return Self::Email(text.to_owned());
        }
        if let Some((authority, key)) = text.split_once(':')
            && !authority.trim().is_empty()
            && !key.trim().is_empty()
        {
            return Self::ExternalId { authority: authority.trim().to_owned(), key: key.trim().to_owned() };
        }
        Self::Words(text.to_owned())
    }

    /// Reads a list: one person a line, the first column of a CSV file, blank lines and # comments left out.
    /// A first line that is a column's title is left out, and so is who was named before.
    pub fn list(text: &str) -> Vec<Self> {
        const TITLES: [&str; 10] =
            ["id", "user", "user_id", "userid", "who", "email", "e-mail", "mail", "name", "external_id"];
        let mut seen = HashSet::new();
        // Spreadsheets put a byte order mark before the first cell.
        text.trim_start_matches('\u{feff}')
            .lines()
            .map(first_cell)
            .filter(|cell| !cell.is_empty() && !cell.starts_with('#'))
            .enumerate()
            .filter(|(n, cell)| !(*n == 0 && TITLES.contains(&cell.to_lowercase().as_str())))
            .map(|(_, cell)| Self::parse(&cell))
            .filter(|who| seen.insert(who.clone()))
            .collect()
    }
}

/// The first cell of a line, without its quotes; a doubled quote within quotes is one.
fn first_cell(line: &str) -> String {
    let line = line.trim();
    if let Some(quoted) = line.strip_prefix('"') {
        let mut cell = String::new();
        let mut letters = quoted.chars().peekable();
        while let Some(letter) = letters.next() {
            if letter == '"' {
                if letters.peek() != Some(&'"') {
                    break;
                }
                letters.next();
            }
            cell.push(letter);
        }
        return cell.trim().to_owned();
    }
    line.split([',', ';', '\t']).next().unwrap_or_default().trim().to_owned()
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "{id}"),
            Self::Email(text) | Self::Words(text) => f.write_str(text),
            Self::ExternalId { authority, key } => write!(f, "{authority}:{key}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6f0c2f7e-1111-4222-8333-444455556666";

    #[test]
    fn each_way_to_name_a_person() {
        assert_eq!(Who::parse(ID), Who::Id(ID.into()));
        assert_eq!(Who::parse(&ID.to_uppercase()), Who::Id(ID.into()));
        assert_eq!(Who::parse(" jane@acme.example "), Who::Email("jane@acme.example".to_owned()));
        assert_eq!(Who::parse("HR:E-7"), Who::ExternalId { authority: "HR".to_owned(), key: "E-7".to_owned() });
        assert_eq!(Who::parse("E-7"), Who::Words("E-7".to_owned()));
        assert_eq!(Who::parse("Jane Doe"), Who::Words("Jane Doe".to_owned()));
        assert_eq!(Who::parse(":x"), Who::Words(":x".to_owned()));
        assert_eq!(Who::parse("Jane @ home"), Who::Words("Jane @ home".to_owned()));
    }

    #[test]
    fn lists_are_read_with_titles_comments_quotes_and_repeats() {
        let text = format!(
            "\u{feff}email,reason\r\n jane@acme.example ,left\r\n\r\n# nobody\n\"Doe, \"\"J\"\" Jane\";x\n{ID}\n{ID}\nemail\n"
        );
        let names: Vec<_> = Who::list(&text).iter().map(ToString::to_string).collect();
        assert_eq!(names, ["jane@acme.example", "Doe, \"J\" Jane", ID, "email"]);
        assert!(Who::list("").is_empty());
    }
}
