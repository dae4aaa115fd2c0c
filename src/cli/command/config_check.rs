//! `lanyard config check`: everything that is wrong in the two files that an operator writes, at once and by line.

use crate::cli::text::{Columns, count};
use crate::cli::{Answer, Kind, Out, Trouble};
use crate::config::{CONFIG_FILE, ConfigError, Folders, Settings};
use crate::model::KeyFinding;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The operator's own keys, beside the settings.
const KEYS_FILE: &str = "keys.toml";

/// Something to be said of a file.
struct Finding {
    file: PathBuf,
    line: Option<usize>,
    text: String,
    note: bool,
}

/// Tells what is wrong with the settings and with the keys. What is only to be known changes no exit code.
pub(crate) fn run(
    folders: &Folders,
    settings: Result<Settings, ConfigError>,
    keys: Vec<KeyFinding>,
    out: &Out,
) -> Answer {
    let (config_file, keys_file) = (folders.config.value.join(CONFIG_FILE), folders.config.value.join(KEYS_FILE));
    let mut findings = of_settings(&config_file, settings);
    findings.extend(keys.into_iter().map(|KeyFinding { line, text, note }| Finding {
        file: keys_file.clone(),
        line,
        text,
        note,
    }));
    let mut columns = Columns::default();
    for file in [&config_file, &keys_file] {
        let wrong = findings.iter().filter(|finding| !finding.note && finding.file == *file).count();
        let sign = if wrong == 0 { out.paint.good() } else { out.paint.bad() };
        let how = match wrong {
            0 if file.is_file() => "well".to_owned(),
            0 => "not there".to_owned(),
            wrong => count(wrong, "fault"),
        };
        columns.row(sign, [file.display().to_string(), how]);
    }
    let mut text = columns.lines(0);
    for finding in &findings {
        let sign = if finding.note { ".".to_owned() } else { out.paint.bad() };
        text.push_str(&format!("{sign} {}\n", words(finding)));
    }
    let result = json!({
        "files": [shown(&config_file, &findings), shown(&keys_file, &findings)],
        "findings": findings.iter().map(shape).collect::<Vec<_>>(),
    });
    let wrong: Vec<&Finding> = findings.iter().filter(|finding| !finding.note).collect();
    let trouble = wrong.first().map(|first| {
        let text = format!("{} in the configuration, such as: {}", count(wrong.len(), "fault"), words(first));
        Trouble::new(Kind::Config, text, "mend them; whatever is not mentioned holds")
    });
    Answer::good(result, text).with(trouble)
}

fn of_settings(file: &Path, settings: Result<Settings, ConfigError>) -> Vec<Finding> {
    let finding = |line, text, note| Finding { file: file.to_owned(), line, text, note };
    match settings {
        Ok(settings) => settings.warnings.into_iter().map(|text| finding(None, text, true)).collect(),
        Err(ConfigError::Garbage { problems, .. }) => {
            problems.into_iter().map(|problem| finding(problem.line, problem.text, false)).collect()
        }
        Err(error) => vec![finding(None, format!("{error}; {}", error.remedy()), false)],
    }
}

/// A finding as editors find its place: file, line, what.
fn words(finding: &Finding) -> String {
    let line = finding.line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{}{line}: {}", finding.file.display(), finding.text)
}

fn shown(file: &Path, findings: &[Finding]) -> Value {
    let well = findings.iter().all(|finding| finding.note || finding.file != file);
    json!({ "file": file, "found": file.is_file(), "ok": well })
}

fn shape(finding: &Finding) -> Value {
    json!({ "file": finding.file, "line": finding.line, "text": finding.text, "note": finding.note })
}
