//! What a command answers: for people as text, for programs as one JSON object.

use super::{Exit, Out, Trouble};
use serde::Serialize;
use serde_json::Value;

/// What a command came to.
#[derive(Debug)]
pub struct Answer {
    /// For programs; its shape is the command's own and is described in the README.
    pub result: Value,
    /// For people; may have been written in part while the command was at work.
    pub text: String,
    /// What went wrong, where something did.
    pub trouble: Option<Trouble>,
    /// How the command ends.
    pub exit: Exit,
}

impl Answer {
    /// All that was asked for is so.
    pub fn good(result: Value, text: impl Into<String>) -> Self {
        Self { result, text: text.into(), trouble: None, exit: Exit::Ok }
    }

    /// There is a result, and something went wrong.
    pub fn with(mut self, trouble: Option<Trouble>) -> Self {
        if let Some(trouble) = trouble {
            self.exit = self.exit.and(trouble.kind.exit());
            self.trouble = Some(trouble);
        }
        self
    }
}

impl From<Trouble> for Answer {
    fn from(trouble: Trouble) -> Self {
        Self { result: Value::Null, text: String::new(), trouble: None, exit: Exit::Ok }.with(Some(trouble))
    }
}

/// Writes the answer in the form that was asked for.
pub(super) fn write(out: &Out, command: &str, answer: &Answer, warnings: &[String]) {
    if out.json {
        let envelope = Envelope {
            command,
            error: answer.trouble.as_ref().map(super::shape::trouble),
            exit: answer.exit.code(),
            ok: answer.exit == Exit::Ok,
            result: &answer.result,
            warnings,
        };
        let mut text = serde_json::to_string(&envelope).expect("what is JSON already can be written");
        text.push('\n');
        out.text(&text);
        return;
    }
    for warning in warnings {
        out.aside(&format!("{} warning: {warning}\n", out.paint.warning()));
    }
    out.text(&answer.text);
    if let Some(trouble) = &answer.trouble {
        out.aside(&trouble_text(out, trouble));
    }
}

/// What programs read. It borrows the result, which may be long.
#[derive(Serialize)]
struct Envelope<'a> {
    command: &'a str,
    error: Option<Value>,
    exit: u8,
    ok: bool,
    result: &'a Value,
    warnings: &'a [String],
}

fn trouble_text(out: &Out, trouble: &Trouble) -> String {
    let fault = &trouble.fault;
    let mut text = format!("{} {}\n", out.paint.bad(), fault.text);
    let mut facts = Vec::new();
    if let Some(status) = fault.status {
        facts.push(format!("status {status}"));
    }
    if let Some(code) = &fault.code {
        facts.push(format!("code {code}"));
    }
    if let Some(id) = &fault.correlation {
        facts.push(format!("correlation id {id}"));
    }
    if !facts.is_empty() {
        text.push_str(&format!("  {}\n", facts.join(", ")));
    }
    text.push_str(match fault.changed {
        crate::model::Changed::No => "  Nothing was changed.\n",
        crate::model::Changed::Maybe => "  Something may have been changed.\n",
        crate::model::Changed::Yes => "  Something was changed.\n",
    });
    if !fault.remedy.is_empty() {
        text.push_str(&format!("  What to do: {}\n", fault.remedy));
    }
    for person in &trouble.candidates {
        text.push_str(&format!("    {}  {} <{}>, {}\n", person.id, person.name, person.email, person.state));
    }
    text
}
