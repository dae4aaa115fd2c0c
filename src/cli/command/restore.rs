//! `lanyard restore`: plans, and with `--yes` gives back, what an offboarding took.

use super::confirming::{Confirming, given, how_to, reason_given};
use super::{people, runs};
use crate::backend::{Portion, RestoreFrom, RestoreWish};
use crate::cli::args::Restore;
use crate::cli::desk::Desk;
use crate::cli::{Answer, Kind, Out, Trouble, Who, shape, text};
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// Plans and, where it was confirmed, carries out.
pub(crate) async fn run(
    desk: &dyn Desk,
    args: &Restore,
    out: &Out,
    stop: &CancellationToken,
) -> Result<Answer, Trouble> {
    reason_given(args.yes, args.reason.as_deref())?;
    let wish = wish(desk, args).await?;
    let mut plan = None;
    Ok(if args.yes {
        let given = given(args.reason.as_deref(), args.ticket.as_deref());
        let plain = Confirming::of(desk, &given, out, stop);
        let confirming = Confirming { expect: args.expect.as_deref(), ..plain };
        let carried = confirming.go(&args.what, async || desk.plan_restore(&wish).await, &mut plan).await?;
        let run = shape::run(&carried.record, false);
        let result = json!({ "confirmed": true, "plan": plan.as_ref().map(shape::plan), "run": run });
        Answer::good(result, format!("{}\n", text::sentence(&carried.record))).with(carried.trouble)
    } else {
        let plan = plan.insert(desk.plan_restore(&wish).await?);
        let mut words = text::plan(plan, out.paint) + "\nNothing was changed. ";
        words.push_str(&match plan.blockers().next() {
            Some(_) => "The plan is blocked; deal with the blockers first.\n".to_owned(),
            None => how_to(&format!("lanyard restore {}", spelled(args)), plan),
        });
        Answer::good(json!({ "confirmed": false, "plan": shape::plan(plan), "run": null }), words)
    })
}

async fn wish(desk: &dyn Desk, args: &Restore) -> Result<RestoreWish, Trouble> {
    let from = from(desk, &args.what).await?;
    let into = match &args.into {
        Some(who) => Some(people::find(desk, &Who::parse(who)).await?),
        None => None,
    };
    let portions = match args.only.as_slice() {
        // A successor has a state, a division and a manager already.
        [] if into.is_some() => {
            let own = [Portion::State, Portion::Division, Portion::Manager];
            Portion::ALL.into_iter().filter(|p| !own.contains(p)).collect()
        }
        [] => Portion::ALL.to_vec(),
        some => Portion::ALL.into_iter().filter(|p| some.contains(p)).collect(),
    };
    Ok(RestoreWish { from, into, portions })
}

/// A run, where one is called so; else a person.
async fn from(desk: &dyn Desk, what: &str) -> Result<RestoreFrom, Trouble> {
    let found = async { desk.run(&runs::find(desk, what).await?).await };
    match found.await {
        Ok(run) => Ok(RestoreFrom::Run(run.id)),
        Err(trouble) if trouble.kind == Kind::NotFound => {
            Ok(RestoreFrom::Person(people::find(desk, &Who::parse(what)).await?))
        }
        Err(trouble) => Err(trouble),
    }
}

/// The arguments as they were given, for a command to copy.
fn spelled(args: &Restore) -> String {
    let mut words = shell(&args.what);
    if let Some(into) = &args.into {
        words.push_str(&format!(" --into {}", shell(into)));
    }
    if !args.only.is_empty() {
        let names: Vec<_> = args.only.iter().map(|p| p.as_str()).collect();
        words.push_str(&format!(" --only {}", names.join(",")));
    }
    words
}

/// A word as a shell takes it for one.
pub(in crate::cli) fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@._-:+/=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
