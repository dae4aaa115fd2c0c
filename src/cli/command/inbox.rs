//! `lanyard inbox`: what HR systems have said, and what is decided about it.

use super::confirming::{Confirming, given, how_to, reason_given};
use super::people;
use crate::cli::args::{ConfirmEvent, Inbox};
use crate::cli::desk::Desk;
use crate::cli::{Answer, Kind, Out, Trouble, Who, carry, moment, shape, text};
use crate::config::Settings;
use crate::intake::Setup;
use crate::model::{Accepted, Clock, InboxEntry, RunId};
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// Does what was asked of the inbox.
///
/// `read` gives the text of a file, or of standard input.
pub(crate) async fn run(
    desk: &dyn Desk,
    settings: &Settings,
    args: &Inbox,
    (out, stop): (&Out, &CancellationToken),
    read: impl Fn(&str) -> std::io::Result<String>,
) -> Result<Answer, Trouble> {
    let now = Clock::system().now();
    match args {
        Inbox::List { all, limit } => {
            let entries = desk.inbox().await?;
            let wanted = |entry: &&InboxEntry| *all || entry.need(now) < crate::model::InboxNeed::Nothing;
            let shown: Vec<&InboxEntry> = entries.iter().filter(wanted).take(*limit).collect();
            let open = entries.iter().filter(|entry| entry.need(now).is_open()).count();
            let shapes: Vec<_> = shown.iter().map(|entry| shape::event(entry, now)).collect();
            let result = json!({ "events": shapes, "need_somebody": open });
            Ok(Answer::good(result, text::inbox(&shown, now, out.paint)))
        }
        Inbox::Show { event } => {
            let entry = find(desk, event).await?;
            let result = json!({ "event": shape::event(&entry, now) });
            Ok(Answer::good(result, text::event(&entry, now, out.paint)))
        }
        Inbox::Confirm(args) => confirm(desk, args, out, stop).await,
        Inbox::Reject { event, reason } => {
            let entry = find(desk, event).await?;
            let left = desk.reject_event(&entry.id, reason).await?;
            if let Some(run) = &left {
                carry::out(desk, run, None, None, out, stop).await?;
            }
            let entry = desk.inbox_entry(&entry.id).await?;
            let words = match entry.run.as_ref().and_then(|run| run.access_cut_at) {
                Some(_) => "The event is over. Access stays cut: `lanyard restore` gives it back.\n",
                None => "The event is over; nothing was changed.\n",
            };
            Ok(Answer::good(json!({ "event": shape::event(&entry, now) }), words))
        }
        Inbox::Postpone { event, until, reason } => {
            let entry = find(desk, event).await?;
            let until = moment::read(until, now, &jiff::tz::TimeZone::system())?;
            desk.postpone_event(&entry.id, until.at, reason).await?;
            let entry = desk.inbox_entry(&entry.id).await?;
            let words = format!("Nobody is asked about it before {}.\n", until.shown);
            Ok(Answer::good(json!({ "event": shape::event(&entry, now) }), words))
        }
        Inbox::Quarantine { show: Some(number), .. } => {
            let one = desk.quarantined_one(*number).await?;
            Ok(Answer::good(json!({ "delivery": one }), text::quarantined(&one, out.paint)))
        }
        Inbox::Quarantine { limit, show: None } => {
            let mut all = desk.quarantined().await?;
            all.truncate(*limit);
            Ok(Answer::good(json!({ "deliveries": all }), text::quarantine(&all, out.paint)))
        }
        Inbox::Replay { number, from, reason } => {
            let text = from.as_deref().map(|file| read(file).map_err(|error| unreadable(file, &error))).transpose()?;
            replay(desk, settings, *number, text, reason).await
        }
    }
}

fn unreadable(file: &str, error: &std::io::Error) -> Trouble {
    let text = format!("{file} cannot be read: {error}");
    Trouble::new(Kind::Usage, text, "name a file with the repaired JSON, or - for standard input")
}

async fn replay(
    desk: &dyn Desk,
    settings: &Settings,
    number: i64,
    text: Option<String>,
    reason: &str,
) -> Result<Answer, Trouble> {
    let kept = desk.quarantined_one(number).await?;
    let (Some(sender), Some(body)) = (&kept.sender, text.or_else(|| kept.body.clone())) else {
        let text = format!("delivery {number} was not signed by a sender that is known: it says nothing that counts");
        return Err(Trouble::new(Kind::Refused, text, "have the sender send it again"));
    };
    // Without an id of its own it is known by its place in the quarantine, and so replayed once.
    let message = kept.message.as_ref().map_or_else(|| format!("quarantine-{number}"), ToString::to_string);
    let repaired = Setup::read(settings)?.repaired(sender, &message, &body, Clock::system().now());
    let repaired = repaired.map_err(|why| {
        let text = format!("delivery {number} cannot be taken: {why}");
        Trouble::new(Kind::Refused, text, "repair its body and give it with --from FILE")
    })?;
    match desk.replay(number, &repaired, reason).await? {
        Accepted::New(id) | Accepted::Known(id) => {
            let words = format!("It is the event {id} now; `lanyard serve` looks at it.\n");
            Ok(Answer::good(json!({ "event": id }), words))
        }
        Accepted::Conflict(id) => {
            let text = format!("the same sender sent something else under its message id before: event {id}");
            Err(Trouble::new(Kind::Refused, text, "look at that event; it may be all that is needed"))
        }
    }
}

async fn confirm(desk: &dyn Desk, args: &ConfirmEvent, out: &Out, stop: &CancellationToken) -> Result<Answer, Trouble> {
    reason_given(args.yes, args.reason.as_deref())?;
    let entry = find(desk, &args.event).await?;
    let who = match &args.who {
        Some(who) => Some(people::find(desk, &Who::parse(who)).await?),
        None => None,
    };
    let make = async || desk.plan_event(&entry.id, who.as_ref(), args.recipe.as_deref()).await;
    if args.yes {
        let given = given(args.reason.as_deref(), args.ticket.as_deref());
        let plain = Confirming::of(desk, &given, out, stop);
        let confirming = Confirming { event: Some(&entry.id), expect: args.expect.as_deref(), ..plain };
        let mut plan = None;
        let carried = confirming.go(entry.event.person.as_str(), make, &mut plan).await?;
        let run = shape::run(&carried.record, false);
        let result = json!({ "confirmed": true, "plan": plan.as_ref().map(shape::plan), "run": run });
        return Ok(Answer::good(result, format!("{}\n", text::sentence(&carried.record))).with(carried.trouble));
    }
    let plan = make().await?;
    let cut = entry.run.as_ref().and_then(|run| run.access_cut_at);
    let mut words = text::plan(&plan, out.paint);
    words.push_str(&match cut {
        Some(at) => format!("\nAccess was cut at {}; the rest was not begun. ", text::time(at)),
        None => "\nNothing was changed. ".to_owned(),
    });
    words.push_str(&match plan.blockers().next() {
        Some(_) => "The plan is blocked; deal with the blockers first.\n".to_owned(),
        None => how_to(&format!("lanyard inbox confirm {}{}", entry.id, spelled(args)), &plan),
    });
    Ok(Answer::good(json!({ "confirmed": false, "plan": shape::plan(&plan), "run": null }), words))
}

fn spelled(args: &ConfirmEvent) -> String {
    let mut words = String::new();
    for (flag, value) in [("--who", &args.who), ("--recipe", &args.recipe)] {
        if let Some(value) = value {
            words.push_str(&format!(" {flag} {}", super::restore::shell(value)));
        }
    }
    words
}

/// The one event that is meant: by its id, or by a beginning or an end that no other has.
async fn find(desk: &dyn Desk, named: &str) -> Result<InboxEntry, Trouble> {
    let wanted = named.trim().to_lowercase();
    if wanted.len() == 36 {
        return desk.inbox_entry(&RunId::new(wanted)).await;
    }
    let fits = |entry: &InboxEntry| {
        let id = entry.id.as_str();
        !wanted.is_empty() && (id.starts_with(&wanted) || id.ends_with(&wanted))
    };
    let mut found: Vec<InboxEntry> = desk.inbox().await?.into_iter().filter(fits).collect();
    match (found.pop(), found.len()) {
        (Some(one), 0) => Ok(one),
        (None, _) => {
            let text = format!("there is no event {named}");
            Err(Trouble::new(Kind::NotFound, text, "`lanyard inbox list --all` lists them"))
        }
        (Some(_), more) => {
            let text = format!("{} events begin or end with {named}", more + 1);
            Err(Trouble::new(Kind::Ambiguous, text, "give more of the id"))
        }
    }
}
