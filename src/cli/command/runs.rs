//! `lanyard runs`.

use super::due;
use crate::backend::RunSummary;
use crate::cli::args::Runs;
use crate::cli::desk::Desk;
use crate::cli::{Answer, Kind, Out, Trouble, batch, carry, shape, text};
use crate::config::Settings;
use crate::model::{BatchId, Planned, RunId, RunState};
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// Does what was asked about runs.
pub(crate) async fn run(
    desk: &dyn Desk,
    settings: &Settings,
    args: &Runs,
    out: &Out,
    stop: &CancellationToken,
) -> Result<Answer, Trouble> {
    match args {
        Runs::List { limit, planned } => {
            let mut runs = if *planned { desk.planned().await? } else { desk.runs().await? };
            let total = runs.len();
            runs.truncate(*limit);
            let shown: Vec<_> = runs.iter().map(shape::summary).collect();
            Ok(Answer::good(json!({ "runs": shown, "total": total }), text::runs(&runs, out.paint)))
        }
        Runs::Due { watch } => due::run(desk, settings.jobs.value as usize, *watch, out, stop).await,
        Runs::Show { run } => {
            let record = desk.run(&find(desk, run).await?).await?;
            let letters = desk.letters_of(&record.id).await?;
            let mut words = text::run(&record, out.paint);
            if !letters.is_empty() {
                words.push_str(&format!("\ntold:\n{}", text::letter_lines(&letters, out.paint, 2)));
            }
            let notices: Vec<_> = letters.iter().map(shape::letter).collect();
            Ok(Answer::good(json!({ "run": shape::run(&record, true), "notices": notices }), words))
        }
        Runs::Resume { run: Some(run), .. } => {
            let id = find(desk, run).await?;
            desk.resume(&id).await?;
            Ok(go_on(desk, vec![id], out, stop).await)
        }
        Runs::Resume { run: None, .. } => resume_all(desk, settings.jobs.value as usize, out, stop).await,
        Runs::Retry { run } => {
            let id = find(desk, run).await?;
            desk.retry(&id).await?;
            Ok(go_on(desk, vec![id], out, stop).await)
        }
        Runs::Cancel { run } => {
            let id = find(desk, run).await?;
            let state = desk.cancel(&id).await?;
            Ok(asked(&id, state, RunState::Cancelled))
        }
        Runs::Pause { run } => {
            let id = find(desk, run).await?;
            let state = desk.pause(&id).await?;
            Ok(asked(&id, state, RunState::Paused))
        }
    }
}

/// Batches go first and as batches: the access of all is cut before the slow steps of any.
async fn resume_all(desk: &dyn Desk, at_once: usize, out: &Out, stop: &CancellationToken) -> Result<Answer, Trouble> {
    // What is planned for later is not gone on with: it has not been begun.
    let waiting = |run: &RunSummary| {
        let open = matches!(run.state, RunState::Paused | RunState::Queued);
        (run.interrupted || open) && run.planned != Some(Planned::Ahead)
    };
    // Oldest first: whoever was confirmed first is done first.
    let mut runs: Vec<RunSummary> = desk.runs().await?.into_iter().filter(waiting).collect();
    runs.reverse();
    let mut batches: Vec<BatchId> = Vec::new();
    for run in &runs {
        match &run.batch {
            Some(batch) if !batches.contains(batch) => batches.push(batch.clone()),
            Some(_) => {}
            None => desk.resume(&run.id).await?,
        }
    }
    for id in &batches {
        desk.resume_batch(id).await?;
        batch::carry(desk, id, at_once, out, stop).await?;
    }
    Ok(go_on(desk, runs.into_iter().map(|run| run.id).collect(), out, stop).await)
}

/// Carries these runs on, one after the other.
async fn go_on(desk: &dyn Desk, ids: Vec<RunId>, out: &Out, stop: &CancellationToken) -> Answer {
    let mut shapes = Vec::new();
    let mut closing = String::new();
    let mut troubles: Vec<Trouble> = Vec::new();
    for id in &ids {
        let carried = async {
            let plan = desk.run(id).await?.plan;
            out.progress(&format!(
                "{} {} in {}\nrun {id}",
                plan.pipeline.verb(),
                text::heading(&plan.subject),
                plan.tenant
            ));
            carry::out(desk, id, Some(&plan), None, out, stop).await
        };
        match carried.await {
            Ok(carried) => {
                shapes.push(shape::run(&carried.record, false));
                closing = format!("{}\n", text::sentence(&carried.record));
                troubles.extend(carried.trouble);
            }
            Err(trouble) => troubles.push(trouble),
        }
        if ids.len() > 1 {
            out.progress(closing.trim_end());
        }
    }
    if ids.is_empty() {
        closing = "No run is interrupted or paused.\n".to_owned();
    } else if ids.len() > 1 {
        closing = format!("{} of {} ended well.\n", ids.len() - troubles.len(), text::count(ids.len(), "run"));
    }
    troubles.into_iter().fold(Answer::good(json!({ "runs": shapes }), closing), |answer, trouble| {
        let first = answer.trouble.clone();
        let mut answer = answer.with(Some(trouble));
        if first.is_some() {
            answer.trouble = first;
        }
        answer
    })
}

fn asked(id: &RunId, state: RunState, wanted: RunState) -> Answer {
    let text = if state == wanted {
        format!("Run {id} is {}.\n", state.as_str())
    } else if state.is_over() {
        format!("Run {id} was over already: {}.\n", state.as_str())
    } else {
        format!("Run {id} is {} and will be {} after its current step.\n", state.as_str(), wanted.as_str())
    };
    Answer::good(json!({ "run": id, "state": state }), text)
}

/// The one run that is meant: by its id, or by a beginning or an end that no other has.
///
/// # Errors
/// No run is called that, or several are.
pub(crate) async fn find(desk: &dyn Desk, text: &str) -> Result<RunId, Trouble> {
    let wanted = text.trim().to_lowercase();
    if wanted.len() == 36 {
        return Ok(RunId::new(wanted));
    }
    let runs = desk.runs().await?;
    let fits = |run: &&RunSummary| {
        let id = run.id.as_str().to_lowercase();
        !wanted.is_empty() && (id.starts_with(&wanted) || id.ends_with(&wanted))
    };
    let found: Vec<_> = runs.iter().filter(fits).collect();
    match found.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => {
            let text = format!("there is no run {text}");
            Err(Trouble::new(Kind::NotFound, text, "`lanyard runs list` lists them"))
        }
        many => {
            let text = format!("{} runs begin or end with {text}", many.len());
            Err(Trouble::new(Kind::Ambiguous, text, "give more of the id"))
        }
    }
}
