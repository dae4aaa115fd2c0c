//! The configuration file: the top, the profiles, and everything that is wrong in them at once.

use super::layer::{self, Layer};
use super::reader::{At, Section, Source};
use super::{CONFIG_FILE, ConfigError, Problem};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use toml::de::DeTable;

/// What the file says. A file that is not there says nothing.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) found: bool,
    pub(super) profile: Option<At<String>>,
    pub(super) top: Layer,
    pub(super) profiles: BTreeMap<String, Layer>,
}

/// Reads `config.toml` in this folder.
///
/// # Errors
/// It is there and cannot be read, or something in it is wrong.
pub(super) fn read(folder: &Path) -> Result<File, ConfigError> {
    let path = folder.join(CONFIG_FILE);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(File::default()),
        Err(error) => return Err(ConfigError::Unreadable { path, why: error.to_string() }),
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count();
        let problem = Problem { line: Some(line), text: "this is not UTF-8 text".to_owned() };
        ConfigError::Garbage { path: path.clone(), problems: vec![problem] }
    })?;
    parse(&text, folder).map_err(|problems| ConfigError::Garbage { path, problems })
}

/// Reads the file's text; relative paths in it are meant from the folder.
pub(super) fn parse(text: &str, folder: &Path) -> Result<File, Vec<Problem>> {
    // Garbage has an error on every line; the first few tell enough.
    const ENOUGH: usize = 5;
    let source = Source::new(text);
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        // Only the parser's sentence is taken: its full display quotes the line, which may hold a secret.
        for error in errors.iter().take(ENOUGH) {
            let line = error.span().map(|span| source.line_of(span.start));
            source.problem(line, format!("this is not TOML: {}", error.message()));
        }
        return Err(source.finish());
    }
    let top = Section::new(&source, document.get_ref(), 1);
    let mut file =
        File { found: true, profile: top.text("profile"), top: layer::read(&top, folder), profiles: BTreeMap::new() };
    for (name, section) in top.named("profiles") {
        file.profiles.insert(name, layer::read(&section, folder));
        section.finish();
    }
    top.finish();
    if let Some(At { value, line }) = &file.profile
        && !file.profiles.contains_key(value)
    {
        source.problem(Some(*line), format!("there is no [profiles.{}]", value.escape_debug()));
    }
    match source.finish() {
        problems if problems.is_empty() => Ok(file),
        problems => Err(problems),
    }
}

/// The names that may stand in this table of the file (`[[senders]]`; empty for its top), in the words of the reader, which
/// lists them to who writes one that is like none of them.
#[cfg(test)]
pub(super) fn known_settings(table: &str) -> Vec<String> {
    let problems = parse(&format!("{table}\n{} = 1\n", "z".repeat(99)), Path::new(".")).unwrap_err();
    let told = problems.iter().find_map(|problem| problem.text.split_once("here there are: "));
    told.unwrap_or_default().1.split(", ").map(str::to_owned).collect()
}
