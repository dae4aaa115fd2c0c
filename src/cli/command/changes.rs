//! `lanyard changes`: what was changed in the tenant, here and by others.

use crate::backend::TenantChange;
use crate::cli::args::Changes;
use crate::cli::desk::Desk;
use crate::cli::{Answer, Out, Trouble, shape, text};
use jiff::SignedDuration;
use serde_json::json;
use std::collections::HashSet;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the log is looked at while this stays.
const LOOK: Duration = Duration::from_secs(30);
/// How far back each of these looks goes: the log may be behind by a moment.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);

/// Tells what was changed; with `--watch` it stays until it is asked to stop.
pub(crate) async fn run(
    desk: &dyn Desk,
    args: &Changes,
    out: &Out,
    stop: &CancellationToken,
) -> Result<Answer, Trouble> {
    let mut changes = desk.changes(args.since, if args.others { usize::MAX } else { args.limit }).await?;
    changes.retain(|change| !(args.others && change.ours));
    changes.truncate(args.limit);
    if !args.watch {
        let shapes: Vec<_> = changes.iter().map(shape::change_in_tenant).collect();
        return Ok(Answer::good(json!({ "changes": shapes }), text::changes(&changes, out.paint)));
    }
    let mut seen: HashSet<String> = changes.iter().map(|change| change.id.clone()).collect();
    let mut told = changes.len();
    show(&changes, out);
    loop {
        tokio::select! {
            () = stop.cancelled() => {
                let words = format!("{} told.\n", text::count(told, "change"));
                return Ok(Answer::good(json!({ "told": told }), words));
            }
            () = tokio::time::sleep(LOOK) => {}
        }
        match desk.changes(OVERLAP, usize::MAX).await {
            Ok(mut new) => {
                new.retain(|change| !(seen.contains(&change.id) || args.others && change.ours));
                seen.extend(new.iter().map(|change| change.id.clone()));
                told += new.len();
                show(&new, out);
            }
            // Whoever stays waits for the tenant to come back.
            Err(trouble) => out.aside(&format!("! {}\n", trouble.fault.text)),
        }
    }
}

/// Oldest first, as they would have come.
fn show(changes: &[TenantChange], out: &Out) {
    for change in changes.iter().rev() {
        out.progress(text::changes(std::slice::from_ref(change), out.paint).trim_end());
    }
}
