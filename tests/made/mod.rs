//! What each of the documents says.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod commands;
pub mod configuration;
pub mod keys;

/// A table; cells may hold anything.
pub struct Table {
    text: String,
}

impl Table {
    pub fn new(heads: &[&str]) -> Self {
        let rule = vec!["---"; heads.len()];
        Self { text: format!("| {} |\n|{}|\n", heads.join(" | "), rule.join("|")) }
    }

    pub fn row(&mut self, cells: &[String]) {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
        self.text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }

    pub fn end(self) -> String {
        self.text
    }
}

/// A text that stands as it is.
pub fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// Several of them; a dash for none.
pub fn codes<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(code).collect();
    if texts.is_empty() { "-".to_owned() } else { texts.join(", ") }
}
