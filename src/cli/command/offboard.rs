//! `lanyard offboard`: plans, and with `--yes` carries them out, for one person or many.

use super::confirming::{Confirming, given, how_to, not_begun, reason_given};
use super::{offboard_many, people};
use crate::cli::args::Offboard;
use crate::cli::desk::{Desk, Given};
use crate::cli::moment;
use crate::cli::text::{self, count};
use crate::cli::{Answer, Exit, Kind, Out, Trouble, Who, shape};
use crate::config::Settings;
use crate::model::{Clock, Moment, Plan, RunRecord};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// Who begins what was planned.
pub(super) const BEGINS: &str = "`lanyard runs due` begins it then, or a console that is open.";

/// What came of one name.
pub(super) struct Item {
    pub(super) who: Who,
    /// Another name on the list that means the same person.
    pub(super) same_as: Option<String>,
    pub(super) plan: Option<Plan>,
    pub(super) run: Option<RunRecord>,
    pub(super) trouble: Option<Trouble>,
}

impl Item {
    pub(super) fn new(who: Who) -> Self {
        Self { who, same_as: None, plan: None, run: None, trouble: None }
    }

    pub(super) fn exit(&self) -> Exit {
        self.trouble.as_ref().map_or(Exit::Ok, |t| t.kind.exit())
    }

    fn shape(&self) -> Value {
        json!({
            "who": self.who.to_string(),
            "ok": self.trouble.is_none(),
            "exit": self.exit().code(),
            "same_as": self.same_as,
            "plan": self.plan.as_ref().map(shape::plan),
            "run": self.run.as_ref().map(|run| shape::run(run, false)),
            "error": self.trouble.as_ref().map(shape::trouble),
        })
    }
}

/// The names on the command line and in the list.
///
/// # Errors
/// The list cannot be read, or nobody is named.
pub(crate) fn names(args: &Offboard, read: impl Fn(&str) -> std::io::Result<String>) -> Result<Vec<Who>, Trouble> {
    let mut people: Vec<Who> = args.who.iter().map(|who| Who::parse(who)).collect();
    if let Some(file) = &args.from {
        let text = read(file).map_err(|error| {
            let text = format!("the list {file} cannot be read: {error}");
            Trouble::new(Kind::Usage, text, "name a readable text file, or - for standard input")
        })?;
        people.extend(Who::list(&text));
    }
    if people.is_empty() && args.group.is_none() {
        return Err(Trouble::new(Kind::Usage, "nobody is named", "name somebody, or a list with --from FILE"));
    }
    reason_given(args.yes, args.reason.as_deref())?;
    Ok(people)
}

/// The time for which it is to be planned; none for at once.
///
/// # Errors
/// It is no time, or has passed.
pub(crate) fn when(args: &Offboard) -> Result<Option<Moment>, Trouble> {
    let here = jiff::tz::TimeZone::system();
    args.at.as_ref().map(|text| moment::read(text, Clock::system().now(), &here)).transpose()
}

/// Plans and, where it was confirmed, carries out: one person as a run, more as a batch.
///
/// # Errors
/// A list, a group or a result file cannot be used.
pub(crate) async fn run(
    desk: &dyn Desk,
    settings: &Settings,
    args: &Offboard,
    (mut people, when): (Vec<Who>, Option<Moment>),
    out: &Out,
    stop: &CancellationToken,
) -> Result<Answer, Trouble> {
    match people.pop() {
        Some(who) if people.is_empty() && args.group.is_none() && args.result.is_none() => {
            Ok(alone(desk, settings, args, (who, when), out, stop).await)
        }
        last => {
            people.extend(last);
            offboard_many::run(desk, settings, args, (people, when), out, stop).await
        }
    }
}

async fn alone(
    desk: &dyn Desk,
    settings: &Settings,
    args: &Offboard,
    (who, when): (Who, Option<Moment>),
    out: &Out,
    stop: &CancellationToken,
) -> Answer {
    let mut item = Item::new(who);
    if stop.is_cancelled() {
        item.trouble = Some(not_begun(&item.who.to_string()));
    } else if let Err(trouble) = one(desk, settings, args, (&mut item, when.as_ref()), out, stop).await {
        item.trouble = Some(trouble);
    }
    let closing = match (args.yes, &item.plan, &item.run) {
        (true, _, run) => {
            let planned = when.as_ref().map(|moment| format!("Planned for {}. {BEGINS}", moment.shown));
            run.as_ref().map(|run| format!("{}\n", planned.unwrap_or(text::sentence(run)))).unwrap_or_default()
        }
        (false, None, _) => String::new(),
        (false, Some(plan), _) => {
            let how = match plan.blockers().next() {
                None => how_to(&format!("lanyard offboard {}", plan.subject.id()), plan),
                Some(_) => "The plan is blocked; deal with the blockers first.\n".to_owned(),
            };
            format!("{}\nNothing was changed. {how}", text::plan(plan, out.paint))
        }
    };
    answer(args.yes, &[item], None, (closing, when.as_ref()))
}

async fn one(
    desk: &dyn Desk,
    settings: &Settings,
    args: &Offboard,
    (item, when): (&mut Item, Option<&Moment>),
    out: &Out,
    stop: &CancellationToken,
) -> Result<(), Trouble> {
    let id = people::find(desk, &item.who).await?;
    let make = async || desk.plan(&id, &settings.recipe.value).await;
    if !args.yes {
        item.plan = Some(make().await?);
        return Ok(());
    }
    if let Some(given) = args.exactly.filter(|given| *given != 1) {
        let text = format!("1 person would be offboarded, not {given}");
        return Err(Trouble::new(Kind::Refused, text, "give the right number, or leave --exactly out"));
    }
    let due = when.map(|moment| moment.at);
    let given = Given { due, ..given(args.reason.as_deref(), args.ticket.as_deref()) };
    let plain = Confirming::of(desk, &given, out, stop);
    let confirming = Confirming { expect: args.expect.as_deref(), ..plain };
    let carried = confirming.go(&item.who.to_string(), make, &mut item.plan).await?;
    item.run = Some(carried.record);
    carried.trouble.map_or(Ok(()), Err)
}

/// What came of everybody; `batch` is what is told of the batch as a whole.
pub(super) fn answer(
    confirmed: bool,
    items: &[Item],
    batch: Option<Value>,
    (closing, when): (String, Option<&Moment>),
) -> Answer {
    let exit = items.iter().map(Item::exit).fold(Exit::Ok, Exit::and);
    let ended = |exit: Exit| items.iter().filter(|i| i.exit() == exit && i.same_as.is_none()).count();
    let result = json!({
        "confirmed": confirmed,
        "planned_for": when.map(|moment| &moment.shown),
        "batch": batch,
        "people": items.iter().map(Item::shape).collect::<Vec<_>>(),
        "totals": {
            "people": items.iter().filter(|i| i.same_as.is_none()).count(),
            "ok": ended(Exit::Ok),
            "failed": ended(Exit::Failed),
            "refused": ended(Exit::Refused),
            "not_found": ended(Exit::NotFound),
            "tenant": ended(Exit::Tenant),
            "store": ended(Exit::Store),
            "interrupted": ended(Exit::Interrupted),
            "forecast_calls": items.iter().filter_map(|i| i.plan.as_ref()).map(|p| u64::from(p.forecast.calls)).sum::<u64>(),
        },
    });
    let mut answer = Answer::good(result, closing);
    let troubles: Vec<_> = items.iter().filter_map(|i| i.trouble.as_ref()).collect();
    answer = answer.with(match troubles.as_slice() {
        [] => None,
        [one] if items.len() == 1 => Some((*one).clone()),
        many => many.iter().max_by_key(|t| u8::from(t.kind.exit() == exit)).map(|weightiest| {
            let mut trouble = (*weightiest).clone();
            let text = format!(
                "{} of {} did not go well, such as: {}",
                many.len(),
                count(items.len(), "name"),
                trouble.fault.text
            );
            trouble.fault.text = text.into();
            trouble
        }),
    });
    answer.exit = exit;
    answer
}
