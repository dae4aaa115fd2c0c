//! `lanyard batches`.

use crate::cli::args::Batches;
use crate::cli::batch::{self, ResultFile};
use crate::cli::desk::Desk;
use crate::cli::{Answer, Kind, Out, Trouble, shape, text};
use crate::config::Settings;
use crate::model::{BatchId, BatchRecord};
use serde_json::json;
use std::path::PathBuf;
use tokio_util::sync::CancellationToken;

/// Does what was asked about batches.
pub(crate) async fn run(
    desk: &dyn Desk,
    settings: &Settings,
    args: &Batches,
    out: &Out,
    stop: &CancellationToken,
) -> Result<Answer, Trouble> {
    let at_once = settings.jobs.value as usize;
    match args {
        Batches::List { limit } => {
            let mut batches = desk.batches().await?;
            let total = batches.len();
            batches.truncate(*limit);
            let shown: Vec<_> = batches.iter().map(shape::batch).collect();
            Ok(Answer::good(json!({ "batches": shown, "total": total }), text::batches(&batches, out.paint)))
        }
        Batches::Show { batch, result } => {
            let file = result_file(result.as_ref())?;
            let record = desk.batch(&find(desk, batch).await?).await?;
            written(desk, &record, file).await?;
            Ok(Answer::good(whole(&record), text::batch(&record, out.paint)))
        }
        Batches::Pause { batch } => {
            let id = find(desk, batch).await?;
            let asked = desk.pause_batch(&id).await?;
            let record = desk.batch(&id).await?;
            let text = format!("Batch {id}: {} asked to pause.\n", text::count(asked, "run"));
            Ok(Answer::good(json!({ "batch": shape::batch(&record), "asked": asked }), text))
        }
        Batches::Cancel { batch } => {
            let id = find(desk, batch).await?;
            desk.cancel_batch(&id).await?;
            // What was under way is read back; nothing else is done.
            let record = batch::carry(desk, &id, at_once, out, stop).await?;
            let text = format!("Batch {id} is {}. {}\n", record.state().as_str(), text::totals(&record));
            let trouble = (record.totals().left > 0).then(|| batch::trouble(&record, stop.is_cancelled())).flatten();
            Ok(Answer::good(whole(&record), text).with(trouble))
        }
        Batches::Resume { batch, result } => {
            let id = find(desk, batch).await?;
            let file = result_file(result.as_ref())?;
            desk.resume_batch(&id).await?;
            go_on(desk, &id, at_once, file, out, stop).await
        }
        Batches::Retry { batch, result } => {
            let id = find(desk, batch).await?;
            let file = result_file(result.as_ref())?;
            desk.retry_batch(&id).await?;
            go_on(desk, &id, at_once, file, out, stop).await
        }
    }
}

async fn go_on(
    desk: &dyn Desk,
    id: &BatchId,
    at_once: usize,
    file: Option<ResultFile>,
    out: &Out,
    stop: &CancellationToken,
) -> Result<Answer, Trouble> {
    let record = batch::carry(desk, id, at_once, out, stop).await?;
    written(desk, &record, file).await?;
    let closing = format!("{}\n", text::totals(&record));
    Ok(Answer::good(whole(&record), closing).with(batch::trouble(&record, stop.is_cancelled())))
}

fn whole(record: &BatchRecord) -> serde_json::Value {
    json!({ "batch": shape::batch(record), "people": shape::batch_people(record) })
}

fn result_file(path: Option<&PathBuf>) -> Result<Option<ResultFile>, Trouble> {
    path.map(|path| ResultFile::new(path)).transpose()
}

async fn written(desk: &dyn Desk, record: &BatchRecord, file: Option<ResultFile>) -> Result<(), Trouble> {
    match file {
        Some(file) => file.write(&batch::table(desk, record).await?),
        None => Ok(()),
    }
}

/// The one batch that is meant: by its id, or by a beginning or an end that no other has.
async fn find(desk: &dyn Desk, text: &str) -> Result<BatchId, Trouble> {
    let wanted = text.trim().to_lowercase();
    if wanted.len() == 36 {
        return Ok(BatchId::new(wanted));
    }
    let batches = desk.batches().await?;
    let fits = |batch: &&BatchRecord| {
        let id = batch.id.as_str().to_lowercase();
        !wanted.is_empty() && (id.starts_with(&wanted) || id.ends_with(&wanted))
    };
    let found: Vec<_> = batches.iter().filter(fits).collect();
    match found.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => {
            let text = format!("there is no batch {text}");
            Err(Trouble::new(Kind::NotFound, text, "`lanyard batches list` lists them"))
        }
        many => {
            let text = format!("{} batches begin or end with {text}", many.len());
            Err(Trouble::new(Kind::Ambiguous, text, "give more of the id"))
        }
    }
}
