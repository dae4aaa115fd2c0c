//! `lanyard provision`: checks a file of new people and, with `--yes`, makes them.

use super::confirming::{check_expected, given, not_begun, reason_given};
use super::restore::shell;
use super::rows;
use crate::backend::{BatchRefusal, Edits, PROVISION_COLUMNS, ProvisionDraft, ProvisionWish, Refusal};
use crate::cli::args::{Form, Provision};
use crate::cli::batch::{self, ResultFile};
use crate::cli::desk::Desk;
use crate::cli::text::{self, count};
use crate::cli::{Answer, Out, Trouble, shape, whole};
use crate::config::Settings;
use crate::model::{BatchId, BatchRecord, RowStanding, RowsPlan};
use serde_json::json;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Checks the file and, where it was confirmed, carries out what can be.
pub(crate) async fn run(
    desk: &dyn Desk,
    settings: &Settings,
    args: &Provision,
    out: &Out,
    stop: &CancellationToken,
) -> Result<Answer, Trouble> {
    reason_given(args.yes, args.reason.as_deref())?;
    let wish = ProvisionWish {
        source: rows::source(&args.file)?,
        recipe: args.recipe.clone(),
        edits: Edits { columns: rows::mapping(&args.map, PROVISION_COLUMNS)?, ..Edits::default() },
        skip_bad: args.skip_bad,
    };
    // Made before anything is done: what came of the rows must have a place.
    let result = args.result.as_deref().map(ResultFile::new).transpose()?;
    whole::read(desk, Form::default(), out).await?;
    let draft = desk.plan_provision(&wish).await?;
    let plan = Arc::clone(&draft.plan);
    let begun = match args.yes {
        true => begin(desk, &draft, args, stop).await.map(Some),
        false => Ok(None),
    };
    let (record, failed) = match begun {
        Ok(Some(id)) => {
            let people = count(plan.count(RowStanding::Ready), "person").replace("persons", "people");
            out.progress(&format!("Provision {people} as batch {id}"));
            (Some(batch::carry(desk, &id, settings.jobs.value as usize, out, stop).await?), None)
        }
        Ok(None) => (None, None),
        Err(trouble) => (None, Some(trouble)),
    };
    if let Some(file) = result {
        match &record {
            Some(record) => file.write(&batch::table(desk, record).await?)?,
            None => file.write(&rows::table(&plan))?,
        }
    }
    let told = json!({
        "confirmed": record.is_some(),
        "plan": rows::shape(&plan),
        "batch": record.as_ref().map(shape::batch),
        // A row of it takes more than the row's line of the plan.
        "bad": out.json.then(|| rows::bad(&plan)),
    });
    let words = match &record {
        Some(record) => format!("{}\n", text::totals(record)),
        None if failed.is_some() => String::new(),
        None => rows::words(&plan, out.paint) + &closing(args, &plan),
    };
    let trouble = record.as_ref().and_then(|record: &BatchRecord| batch::trouble(record, stop.is_cancelled()));
    Ok(Answer::good(told, words).with(trouble).with(failed))
}

async fn begin(
    desk: &dyn Desk,
    draft: &ProvisionDraft,
    args: &Provision,
    stop: &CancellationToken,
) -> Result<BatchId, Trouble> {
    check_expected(args.expect.as_deref(), &draft.plan.digest)?;
    if stop.is_cancelled() {
        return Err(not_begun("the batch"));
    }
    let given = given(args.reason.as_deref(), args.ticket.as_deref());
    desk.confirm_provision(draft, &given, args.exactly).await.map_err(|refusal| match refusal {
        BatchRefusal::Refused(refusal) => Trouble::refused(refusal),
        BatchRefusal::Changed(_) => Trouble::refused(Refusal::Changed("the file is another one by now".into())),
        BatchRefusal::AlreadyRunning(active) => {
            let run = active.into_iter().next().map_or_else(|| "".into(), |(_, run)| run);
            Trouble::refused(Refusal::AlreadyRunning(run))
        }
    })
}

fn closing(args: &Provision, plan: &RowsPlan) -> String {
    if plan.is_blocked() {
        return "\nNothing was changed. The plan is blocked; deal with its blockers, or leave bad rows out with \
                --skip-bad.\n"
            .to_owned();
    }
    let skip = if args.skip_bad { " --skip-bad" } else { "" };
    let recipe = args.recipe.as_ref().map(|name| format!(" --recipe {}", shell(name))).unwrap_or_default();
    let ticket = if plan.ticket_required { " --ticket ID" } else { "" };
    let number = match &plan.needs_number {
        Some(_) => format!(" --exactly {}", plan.count(RowStanding::Ready)),
        None => String::new(),
    };
    format!(
        "\nNothing was changed. To carry out exactly this plan: lanyard provision {}{skip}{recipe} --yes --reason \
         TEXT{ticket}{number} --expect {}\n",
        shell(&args.file),
        &plan.digest.as_str()[..12],
    )
}
