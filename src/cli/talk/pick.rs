//! Lists out of which somebody chooses by number.

use super::Talk;
use super::ask::{Told, no_such};
use super::line::Line;
use crate::cli::{Answer, Exit, text};
use serde_json::Value;

/// So many are told at once.
const PAGE: usize = 10;

/// One of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row {
    /// What it is, in a line.
    pub(super) line: String,
    /// What it is called in commands.
    pub(super) key: String,
}

/// What somebody chose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Picked {
    /// One of the list, counted from 0.
    Row(usize),
    /// Other words: what is not in the list, or something else to look for.
    Words(String),
}

impl Talk<'_> {
    /// The list that a command gives, with the key of each; empty after having said so where there is nothing.
    pub(super) async fn rows(&mut self, line: &Line, list: &str, key: &str) -> Told<Vec<Row>> {
        let Some(answer) = self.list(line).await? else { return Ok(Vec::new()) };
        let rows = rows_of(&answer, list, key);
        if rows.is_empty() {
            self.out().text(&answer.text);
        }
        Ok(rows)
    }

    /// Which of these somebody wants. Tells a page, and the next with `more`; `or` says what else may be answered.
    pub(super) async fn pick(&mut self, prompt: &str, rows: &[Row], or: &str) -> Told<Picked> {
        let mut shown = 0;
        self.tell_page(rows, &mut shown);
        loop {
            let said = self.hear(prompt, false).await?;
            match said.parse::<usize>() {
                Ok(number @ 1..) if number <= shown => return Ok(Picked::Row(number - 1)),
                Ok(number) => self.refuse(&no_such(number, shown), Exit::Usage)?,
                Err(_) if said.is_empty() || said == "?" || said.eq_ignore_ascii_case("help") => {
                    let or = if or.is_empty() { String::new() } else { format!(", {or}") };
                    self.say(&format!(
                        "Say the number of one of them, `more` for the next{or}. `back` goes back, `quit` ends."
                    ));
                }
                Err(_) if said.eq_ignore_ascii_case("more") => match shown < rows.len() {
                    true => self.tell_page(rows, &mut shown),
                    false => self.say("These are all."),
                },
                Err(_) if or.is_empty() => {
                    let why = "Say the number of one of them, `more`, `back`, `help` or `quit`.";
                    self.refuse(why, Exit::Usage)?;
                }
                Err(_) => return Ok(Picked::Words(said)),
            }
        }
    }

    fn tell_page(&self, rows: &[Row], shown: &mut usize) {
        let end = rows.len().min(*shown + PAGE);
        for (n, row) in rows.iter().enumerate().take(end).skip(*shown) {
            self.say(&format!("{:>3}  {}", n + 1, row.line));
        }
        *shown = end;
        if end < rows.len() {
            self.say(&format!("{end} of {} were told; `more` tells the next.", text::count(rows.len(), "row")));
        }
    }
}

/// Each line of the text with the key of what it is about; nothing where the two do not go together.
fn rows_of(answer: &Answer, list: &str, key: &str) -> Vec<Row> {
    let entries = answer.result[list].as_array().map(Vec::as_slice).unwrap_or_default();
    let lines = answer.text.lines();
    let key = |entry: &Value| match &entry[key] {
        Value::String(key) => key.clone(),
        other => other.to_string(),
    };
    lines.zip(entries).map(|(line, entry)| Row { line: line.to_owned(), key: key(entry) }).collect()
}
