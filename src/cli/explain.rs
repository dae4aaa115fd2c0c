//! What every answer about access has: the directory behind it, and one of three forms.

use super::args::Form;
use super::desk::Whole;
use super::{Answer, Kind, Out, Trouble, text};
use crate::access::{AccessIndex, AskError};
use crate::model::{DisplayText, DivisionId, Table, Timestamp};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// What is told beside an answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// When the directory was read that the answer comes from, and how long ago; none if only the tenant was asked.
    pub(super) directory: Option<(Timestamp, SignedDuration)>,
    /// Whether that was brought up to date since.
    followed: bool,
    /// In what the directory was behind the tenant.
    pub(super) drift: Vec<DisplayText>,
    /// What of the organisation's own files about access cannot be used.
    warnings: Vec<DisplayText>,
    /// What else there is to say, in sentences without a full stop.
    pub(super) notes: Vec<String>,
}

impl Told {
    /// Told by this directory.
    pub(super) fn by(whole: &Whole) -> Self {
        let problems = whole.index.template_problems();
        let warnings = whole.warnings.iter().chain(problems).cloned().collect();
        let directory = Some((whole.read_at, whole.age));
        Self { directory, followed: whole.followed, warnings, ..Self::default() }
    }

    /// With word of what the directory did not know.
    pub(super) fn with_drift(self, drift: Vec<DisplayText>) -> Self {
        Self { drift, ..self }
    }

    /// The directory, for programs.
    pub(super) fn directory(&self) -> Value {
        match &self.directory {
            Some((read_at, age)) => {
                json!({ "read_at": read_at, "age_seconds": age.as_secs(), "brought_up_to_date": self.followed })
            }
            None => Value::Null,
        }
    }

    /// The directory, for people.
    pub(super) fn lines(&self, out: &Out) -> String {
        let mut lines = String::new();
        for drift in &self.drift {
            lines.push_str(&format!("{} the directory was behind: {drift}\n", out.paint.warning()));
        }
        for warning in &self.warnings {
            lines.push_str(&format!("{} {warning}\n", out.paint.warning()));
        }
        for note in &self.notes {
            lines.push_str(&format!("{} {note}\n", out.paint.good()));
        }
        if let Some((read_at, age)) = &self.directory {
            let age = text::took(i64::try_from(age.as_millis()).unwrap_or(i64::MAX));
            let at = text::time(*read_at);
            let then = if self.followed {
                "; brought up to date now by the tenant's audit log"
            } else {
                "; --refresh reads it anew"
            };
            lines.push_str(&format!(". by the directory of {at}, {age} old{then}\n"));
        }
        lines
    }

    /// The answer in the form that was asked for; only that one is made. A table goes alone to standard output.
    pub(super) fn answer(
        &self,
        out: &Out,
        form: Form,
        shape: impl FnOnce() -> Value,
        words: impl FnOnce() -> String,
        table: impl FnOnce() -> Table,
    ) -> Answer {
        if out.json {
            let mut result = shape();
            if let Value::Object(fields) = &mut result {
                fields.insert("directory".to_owned(), self.directory());
                fields.insert("drift".to_owned(), json!(self.drift));
                fields.insert("problems".to_owned(), json!(self.warnings));
                fields.insert("notes".to_owned(), json!(self.notes));
            }
            return Answer::good(result, "");
        }
        if form.csv {
            out.aside(&self.lines(out));
            return Answer::good(Value::Null, csv(&table()));
        }
        let mut text = words();
        let lines = self.lines(out);
        if !lines.is_empty() {
            text.push('\n');
            text.push_str(&lines);
        }
        Answer::good(Value::Null, text)
    }
}

/// The division of that name, where one was given.
pub(super) fn division(index: &AccessIndex, name: Option<&str>) -> Result<Option<DivisionId>, Trouble> {
    Ok(name.map(|name| index.division_named(name)).transpose()?)
}

/// A question was answered with the answer to another, which would be a fault of ours.
pub(super) fn another_answer() -> Trouble {
    Trouble::new(Kind::Failed, "the question was answered with the answer to another", "report this")
}

impl From<AskError> for Trouble {
    fn from(error: AskError) -> Self {
        let remedy = match &error {
            AskError::NoSubject(_) => "check the name or id; if it is new, --refresh reads the directory anew",
            AskError::NoPermission { .. } => {
                "write it as domain:entity:action; `lanyard access role:NAME` lists what a role gives"
            }
            AskError::Several { .. } => "say which one by id",
            AskError::NoSuch { .. } => {
                "give the name in full, or the id; if it is new, --refresh reads the directory anew"
            }
        };
        let kind = if matches!(error, AskError::Several { .. }) { Kind::Ambiguous } else { Kind::NotFound };
        Self::new(kind, error.to_string(), remedy)
    }
}

fn csv(table: &Table) -> String {
    let mut bytes = Vec::new();
    // Memory takes whatever is written.
    let _ = table.csv(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
