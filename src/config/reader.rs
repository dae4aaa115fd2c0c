//! Reads one table of the file, name by name, and remembers which names it was asked for: those are the known ones.

use super::{Problem, nearest};
use std::cell::RefCell;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with the line on which it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) line: usize,
}

/// The file's text and all that was found wrong in it.
pub(super) struct Source<'t> {
    text: &'t str,
    problems: RefCell<Vec<Problem>>,
}

impl<'t> Source<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, problems: RefCell::default() }
    }

    pub(super) fn line_of(&self, byte: usize) -> usize {
        1 + self.text.bytes().take(byte).filter(|b| *b == b'\n').count()
    }

    pub(super) fn problem(&self, line: Option<usize>, text: impl Into<String>) {
        self.problems.borrow_mut().push(Problem { line, text: text.into() });
    }

    /// All problems, by line.
    pub(super) fn finish(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|p| p.line);
        problems
    }
}

/// One table of the file.
pub(super) struct Section<'s> {
    source: &'s Source<'s>,
    table: &'s DeTable<'s>,
    line: usize,
    asked: RefCell<Vec<&'static str>>,
}

impl<'s> Section<'s> {
    pub(super) fn new(source: &'s Source<'s>, table: &'s DeTable<'s>, line: usize) -> Self {
        Self { source, table, line, asked: RefCell::default() }
    }

    /// The line on which the table begins.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    pub(super) fn problem(&self, line: usize, text: impl Into<String>) {
        self.source.problem(Some(line), text);
    }

    fn find(&self, name: &'static str) -> Option<(usize, &'s DeValue<'s>)> {
        self.asked.borrow_mut().push(name);
        let (key, value) = self.table.get_key_value(name)?;
        Some((self.source.line_of(key.span().start), value.get_ref()))
    }

    fn wrong<T>(&self, line: usize, name: &str, wanted: &str, found: &DeValue<'_>) -> Option<T> {
        self.problem(line, format!("`{name}` must be {wanted}, not {}", kind(found)));
        None
    }

    /// A text that is not empty.
    pub(super) fn text(&self, name: &'static str) -> Option<At<String>> {
        let (line, value) = self.find(name)?;
        match value.as_str() {
            Some(text) if !text.trim().is_empty() => Some(At { value: text.to_owned(), line }),
            Some(_) => {
                self.problem(line, format!("`{name}` is empty; leave the line out instead"));
                None
            }
            None => self.wrong(line, name, "a text in quotes", value),
        }
    }

    /// A whole number within bounds, both included.
    pub(super) fn number(&self, name: &'static str, from: u32, to: u32) -> Option<At<u32>> {
        let (line, value) = self.find(name)?;
        let number = value.as_integer().and_then(|i| u32::from_str_radix(i.as_str(), i.radix()).ok());
        match number {
            Some(value) if (from..=to).contains(&value) => Some(At { value, line }),
            _ => self.wrong(line, name, &format!("a whole number from {from} to {to}"), value),
        }
    }

    /// A list of texts; an empty list is a value, too.
    pub(super) fn list(&self, name: &'static str) -> Option<At<Vec<String>>> {
        let (line, value) = self.find(name)?;
        let texts = value.as_array().and_then(|items| {
            items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        match texts {
            Some(value) => Some(At { value, line }),
            None => self.wrong(line, name, "a list of texts such as [\"a\", \"b\"]", value),
        }
    }

    /// True or false.
    pub(super) fn yes_or_no(&self, name: &'static str) -> Option<At<bool>> {
        let (line, value) = self.find(name)?;
        match value.as_bool() {
            Some(value) => Some(At { value, line }),
            None => self.wrong(line, name, "true or false", value),
        }
    }

    /// A text, or a list of texts of which there is at least one.
    pub(super) fn one_or_more(&self, name: &'static str) -> Option<At<Vec<String>>> {
        let (_, value) = self.find(name)?;
        let read = match value {
            DeValue::String(_) => self.text(name).map(|At { value, line }| At { value: vec![value], line }),
            _ => self.list(name),
        }?;
        if read.value.is_empty() || read.value.iter().any(|text| text.trim().is_empty()) {
            self.problem(read.line, format!("`{name}` is empty; leave the line out instead"));
            return None;
        }
        Some(read)
    }

    /// A table from texts to texts, each with its line.
    pub(super) fn words(&self, name: &'static str) -> Option<Vec<(String, At<String>)>> {
        let (line, value) = self.find(name)?;
        let words = value.as_table().and_then(|table| {
            let word = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
                let key: &std::borrow::Cow<'_, str> = key.get_ref();
                let at =
                    At { value: value.get_ref().as_str()?.to_owned(), line: self.source.line_of(value.span().start) };
                Some((key.to_string(), at))
            };
            table.iter().map(word).collect::<Option<Vec<_>>>()
        });
        match words {
            Some(words) => Some(words),
            None => self.wrong(line, name, "a table of texts such as { \"a\" = \"b\" }", value),
        }
    }

    /// Tables that share a name, written `[[name]]`.
    pub(super) fn tables(&self, name: &'static str) -> Option<At<Vec<Section<'s>>>> {
        let (line, value) = self.find(name)?;
        let sections =
            value.as_array().and_then(|items| items.iter().map(|item| self.below(item)).collect::<Option<Vec<_>>>());
        match sections {
            Some(value) => Some(At { value, line }),
            None => self.wrong(line, name, &format!("written as [[{name}]]"), value),
        }
    }

    /// Tables with names of their own, written `[name.NAME]`.
    pub(super) fn named(&self, name: &'static str) -> Vec<(String, Section<'s>)> {
        let Some((line, value)) = self.find(name) else { return Vec::new() };
        let Some(table) = value.as_table() else {
            self.wrong::<()>(line, name, &format!("written as [{name}.NAME]"), value);
            return Vec::new();
        };
        let mut found = Vec::new();
        for (key, value) in table {
            let line = self.source.line_of(key.span().start);
            match value.get_ref().as_table() {
                Some(table) => found.push((key.get_ref().to_string(), Section::new(self.source, table, line))),
                None => self.problem(line, format!("`{name}.{}` must be written as a table", key.get_ref())),
            }
        }
        found
    }

    fn below(&self, value: &'s Spanned<DeValue<'s>>) -> Option<Section<'s>> {
        let line = self.source.line_of(value.span().start);
        value.get_ref().as_table().map(|table| Section::new(self.source, table, line))
    }

    /// Reports every name that nobody asked for.
    pub(super) fn finish(self) {
        let asked = self.asked.into_inner();
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if asked.contains(&name) {
                continue;
            }
            let line = self.source.line_of(key.span().start);
            let hint = if name.contains("secret") || name.contains("password") {
                "; secrets do not stand in this file: name the variable (…_env) or the file (…_file) that holds it"
                    .to_owned()
            } else {
                match nearest(name, asked.iter().copied()) {
                    Some(near) => format!("; did you mean `{near}`?"),
                    None => format!("; here there are: {}", asked.join(", ")),
                }
            };
            self.source.problem(Some(line), format!("`{}` is not a setting{hint}", name.escape_debug()));
        }
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "this number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "this list",
        DeValue::Table(_) => "a table",
    }
}
