//! A job about many: the file as it is named, and the plan as the command line shows it, in words, as JSON, as a table.

use crate::backend::{Columns as SheetColumns, Source};
use crate::cli::text::{Columns, Paint, count, took};
use crate::cli::{Kind, Trouble};
use crate::model::{DisplayText, Level, PlannedRow, RowStanding, RowsPlan, Table};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;

/// How many rows that cannot be carried out are told in words; the result file has them all.
const TOLD: usize = 50;

/// Where the rows are: a file, or with `-` what comes through standard input.
pub(super) fn source(file: &str) -> Result<Source, Trouble> {
    if file != "-" {
        return Ok(Source::File(PathBuf::from(file)));
    }
    let mut content = Vec::new();
    std::io::stdin()
        .read_to_end(&mut content)
        .map_err(|error| Trouble::new(Kind::Usage, format!("standard input cannot be read: {error}"), "name a file"))?;
    Ok(Source::Bytes("standard input".to_owned(), content.into()))
}

/// `HEADING=COLUMN`, each.
pub(super) fn mapping(words: &[String], columns: SheetColumns) -> Result<BTreeMap<String, String>, Trouble> {
    let pair = |word: &String| match word.rsplit_once('=') {
        Some((heading, column)) if !heading.trim().is_empty() => {
            let column = column.trim();
            if !column.is_empty() && !columns.iter().any(|known| known.name == column) {
                let names: Vec<_> = columns.iter().map(|known| known.name).collect();
                let remedy = format!("the columns are {}; an empty one leaves the heading out", names.join(", "));
                return Err(Trouble::new(Kind::Usage, format!("--map {word}: there is no column {column}"), remedy));
            }
            Ok((heading.trim().to_owned(), column.to_owned()))
        }
        _ => {
            let text = format!("--map {word} does not say which column a heading is");
            let example = columns.first().map_or("", |column| column.name);
            let remedy = format!("write --map 'HEADING=COLUMN', such as --map 'Dienst-Mail={example}'");
            Err(Trouble::new(Kind::Usage, text, remedy))
        }
    };
    words.iter().map(pair).collect()
}

/// The plan in words: what was found, and the rows that need somebody.
pub(super) fn words(plan: &RowsPlan, paint: Paint) -> String {
    let mut text = format!(
        "{} {}\n  {}, about {} at {} calls a minute, plan {}\n",
        plan.kind.verb(),
        plan.title,
        count(plan.forecast.calls as usize, "call"),
        took(i64::try_from(plan.forecast.millis).unwrap_or(i64::MAX)),
        plan.forecast.calls_per_minute,
        &plan.digest.as_str()[..12],
    );
    let counts: Vec<_> = RowStanding::ALL
        .iter()
        .map(|standing| (plan.count(*standing), standing))
        .filter(|(n, _)| *n > 0)
        .map(|(n, standing)| format!("{n} {}", standing.as_str()))
        .collect();
    text.push_str(&format!("  {}: {}\n\n", count(plan.rows.len(), "row"), counts.join(", ")));
    for finding in &plan.findings {
        let sign = match finding.level {
            Level::Blocker => paint.bad(),
            Level::Warning => paint.warning(),
            Level::Note => paint.waiting(),
        };
        let remedy = if finding.remedy.is_empty() { String::new() } else { format!(" ({})", finding.remedy) };
        text.push_str(&format!("  {sign} {:<8} {}{remedy}\n", finding.level.as_str(), finding.text));
    }
    let bad: Vec<&PlannedRow> = plan.rows.iter().filter(|row| row.standing == RowStanding::Bad).collect();
    if !bad.is_empty() {
        text.push('\n');
        let mut columns = Columns::default();
        for row in bad.iter().take(TOLD) {
            let reason = format!("{}; {}", row.reason, row.remedy);
            columns.row(paint.bad(), [format!("row {}", row.row), row.column.to_owned(), row.who.to_string(), reason]);
        }
        text.push_str(&columns.lines(2));
        if bad.len() > TOLD {
            text.push_str(&format!("  and {} more; --result FILE writes them all\n", bad.len() - TOLD));
        }
    }
    text
}

/// The plan as JSON, without its rows.
pub(super) fn shape(plan: &RowsPlan) -> Value {
    let counts: serde_json::Map<String, Value> = RowStanding::ALL
        .iter()
        .map(|standing| (standing.as_str().replace(' ', "_"), Value::from(plan.count(*standing))))
        .collect();
    json!({
        "job": plan.kind.as_str(),
        "title": plan.title,
        "digest": plan.digest,
        "blocked": plan.is_blocked(),
        "rows": plan.rows.len(),
        "counts": counts,
        "findings": plan.findings,
        "irreversible": plan.irreversible,
        "forecast": plan.forecast,
        "ticket_required": plan.ticket_required,
        "needs_number": plan.needs_number,
    })
}

/// The rows that cannot be carried out, as JSON.
pub(super) fn bad(plan: &RowsPlan) -> Vec<Value> {
    let row = |row: &PlannedRow| {
        json!({
            "row": row.row, "column": row.column, "code": row.code, "who": row.who, "reason": row.reason,
            "remedy": row.remedy,
        })
    };
    plan.rows.iter().filter(|row| row.standing == RowStanding::Bad).map(row).collect()
}

/// Every row, before anything was done.
pub(super) fn table(plan: &RowsPlan) -> Table {
    let row = |row: &PlannedRow| {
        let reason = match row.standing {
            RowStanding::Bad => DisplayText::new(format!("{}; {}", row.reason, row.remedy)),
            _ => row.reason.clone(),
        };
        let number = DisplayText::new(row.row.to_string());
        vec![
            number,
            row.who.clone(),
            row.standing.as_str().into(),
            row.column.into(),
            row.code.into(),
            reason,
            row.words.clone(),
        ]
    };
    let columns = vec!["row", "who", "outcome", "column", "code", "reason", "what"];
    Table { title: plan.title.clone(), columns, rows: plan.rows.iter().map(row).collect() }
}
