//! `lanyard remove-group`: plans, and with `--yes` carries out, the removal of a group.

use super::confirming::{Confirming, given, how_to, reason_given};
use crate::cli::args::{Form, RemoveGroup};
use crate::cli::desk::Desk;
use crate::cli::{Answer, Kind, Out, Trouble, shape, text, whole};
use crate::model::{Group, GroupId};
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// Plans and, where it was confirmed, carries out.
pub(crate) async fn run(
    desk: &dyn Desk,
    args: &RemoveGroup,
    out: &Out,
    stop: &CancellationToken,
) -> Result<Answer, Trouble> {
    reason_given(args.yes, args.reason.as_deref())?;
    let group = find(desk, &args.group).await?;
    // What the members lose is told from everybody's grants; without them the plan says that it is not known.
    if let Err(trouble) = whole::read(desk, Form::default(), out).await {
        out.meanwhile(&format!("! {}", trouble.fault.text));
    }
    let make = async || desk.plan_remove_group(&group).await;
    if args.yes {
        let given = given(args.reason.as_deref(), args.ticket.as_deref());
        let plain = Confirming::of(desk, &given, out, stop);
        let confirming = Confirming { expect: args.expect.as_deref(), ..plain };
        let mut plan = None;
        let carried = confirming.go(&args.group, make, &mut plan).await?;
        let run = shape::run(&carried.record, false);
        let result = json!({ "confirmed": true, "plan": plan.as_ref().map(shape::plan), "run": run });
        return Ok(Answer::good(result, format!("{}\n", text::sentence(&carried.record))).with(carried.trouble));
    }
    let plan = make().await?;
    let mut words = text::plan(&plan, out.paint) + "\nNothing was changed. ";
    words.push_str(&match plan.blockers().next() {
        Some(_) => "The plan is blocked; deal with the blockers first.\n".to_owned(),
        None => how_to(&format!("lanyard remove-group {group}"), &plan),
    });
    Ok(Answer::good(json!({ "confirmed": false, "plan": shape::plan(&plan), "run": null }), words))
}

/// The one group with this id or name.
pub(super) async fn find(desk: &dyn Desk, named: &str) -> Result<GroupId, Trouble> {
    let wanted = named.trim();
    let groups = desk.groups().await?;
    if let Some(group) = groups.iter().find(|g| g.id.as_str().eq_ignore_ascii_case(wanted)) {
        return Ok(group.id.clone());
    }
    let found: Vec<&Group> = groups.iter().filter(|g| g.name.as_str() == wanted).collect();
    match found.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => {
            let lower = wanted.to_lowercase();
            let like = groups.iter().filter(|g| g.name.as_str().to_lowercase().contains(&lower));
            let like: Vec<_> = like.take(5).map(|g| g.name.as_str()).collect();
            let remedy = match like.as_slice() {
                [] => "give the group's id or its whole name".to_owned(),
                some => format!("give the whole name; like it: {}", some.join(", ")),
            };
            Err(Trouble::new(Kind::NotFound, format!("no group is called {wanted}"), &remedy))
        }
        many => {
            let ids: Vec<_> = many.iter().map(|g| g.id.as_str()).collect();
            let text = format!("{} groups are called {wanted}: {}", many.len(), ids.join(", "));
            Err(Trouble::new(Kind::Ambiguous, text, "say which one by id"))
        }
    }
}
