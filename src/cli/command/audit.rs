//! `lanyard audit`.

use super::runs;
use crate::backend::{AuditFilter, ChainState};
use crate::cli::args::{Audit, AuditFlags, ExportFormat};
use crate::cli::desk::Desk;
use crate::cli::new_file::{new_file, unwritable};
use crate::cli::{Answer, Kind, Out, Trouble, shape, text};
use serde_json::json;
use std::io::Write as _;
use std::path::Path;

/// Does what was asked about the audit trail.
pub(crate) async fn run(desk: &dyn Desk, args: &Audit, out: &Out) -> Result<Answer, Trouble> {
    match args {
        Audit::List { filter, limit } => {
            let page = desk.audit(&read(desk, filter, *limit).await?).await?;
            let result = json!({ "records": page.records, "matched": page.matched, "total": page.total });
            Ok(Answer::good(result, text::records(&page, out.paint)))
        }
        Audit::Show { seq } => match desk.audit_record(*seq).await? {
            Some(record) => Ok(Answer::good(json!({ "record": record }), text::whole_record(&record))),
            None => {
                let text = format!("there is no record {seq}");
                Err(Trouble::new(Kind::NotFound, text, "`lanyard audit list` lists them"))
            }
        },
        Audit::Verify => {
            let state = desk.audit_verify().await?;
            let answer = Answer::good(shape::chain(&state), text::verdict(&state, out.paint));
            Ok(answer.with(broken(&state)))
        }
        Audit::Export { filter, format, output } => {
            let filter = read(desk, filter, 0).await?;
            match output {
                Some(path) => export_to(desk, &filter, *format, path).await,
                None => export(desk, &filter, *format, out).await,
            }
        }
    }
}

async fn read(desk: &dyn Desk, flags: &AuditFlags, limit: usize) -> Result<AuditFilter, Trouble> {
    let run = match &flags.run {
        Some(run) => Some(runs::find(desk, run).await?),
        None => None,
    };
    Ok(AuditFilter { text: flags.words.join(" "), run, limit })
}

fn broken(state: &ChainState) -> Option<Trouble> {
    match state {
        ChainState::Whole { .. } => None,
        ChainState::Broken { at_seq, text } => Some(Trouble::new(
            Kind::Failed,
            format!("the chain is broken at record {at_seq}: {text}"),
            "keep a copy of the journal as it is and compare it with the last export",
        )),
        ChainState::Unreadable(fault) => Some(Trouble::of(Kind::Store, fault.clone())),
    }
}

/// To standard output: the records alone, so that they can be piped.
async fn export(desk: &dyn Desk, filter: &AuditFilter, format: ExportFormat, out: &Out) -> Result<Answer, Trouble> {
    let mut bytes = Vec::new();
    let records = desk.audit_export(filter, format, &mut bytes).await?;
    if out.json {
        let result = json!({ "records": records, "format": word(format), "text": String::from_utf8_lossy(&bytes) });
        return Ok(Answer::good(result, ""));
    }
    Ok(Answer::good(json!(null), String::from_utf8_lossy(&bytes)))
}

async fn export_to(
    desk: &dyn Desk,
    filter: &AuditFilter,
    format: ExportFormat,
    path: &Path,
) -> Result<Answer, Trouble> {
    let wrong = |error: std::io::Error| unwritable(path, &error);
    let mut file = new_file(path).map_err(wrong)?;
    let written = desk.audit_export(filter, format, &mut file).await;
    let kept = written.and_then(|records| file.flush().and_then(|()| file.sync_all()).map_err(wrong).map(|()| records));
    match kept {
        Ok(records) => {
            let text = format!(
                "{} in {}\n",
                text::count(usize::try_from(records).unwrap_or(usize::MAX), "record"),
                path.display()
            );
            Ok(Answer::good(json!({ "records": records, "format": word(format), "file": path }), text))
        }
        Err(trouble) => {
            // Half an export looks like a whole one.
            let _ = std::fs::remove_file(path);
            Err(trouble)
        }
    }
}

fn word(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Jsonl => "jsonl",
        ExportFormat::Csv => "csv",
    }
}
