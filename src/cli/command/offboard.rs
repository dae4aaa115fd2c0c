//! `lanyard offboard`: plans, and with `--yes` carries them out, for one person or many.

use super::confirming::{Confirming, given, how_to, not_begun, reason_given};
use super::people;
use crate::cli::args::Offboard;
use crate::cli::desk::{Desk, Given};
use crate::cli::text::{self, count, took};
use crate::cli::{Answer, Exit, Kind, Out, Trouble, Who, shape};
use crate::config::Settings;
use crate::model::{Plan, RunRecord, UserId};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashMap;
use tokio_util::sync::CancellationToken;

/// What came of one name.
struct Item {
    who: Who,
    /// Another name on the list that means the same person.
    same_as: Option<String>,
    plan: Option<Plan>,
    run: Option<RunRecord>,
    trouble: Option<Trouble>,
}

impl Item {
    fn new(who: Who) -> Self {
        Self { who, same_as: None, plan: None, run: None, trouble: None }
    }

    fn exit(&self) -> Exit {
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

/// What all the names have in common.
struct Job<'a> {
    desk: &'a dyn Desk,
    recipe: &'a str,
    given: Given,
    expect: Option<&'a str>,
    go: bool,
    alone: bool,
    out: &'a Out,
    stop: &'a CancellationToken,
    seen: RefCell<HashMap<UserId, String>>,
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
    if people.is_empty() {
        return Err(Trouble::new(Kind::Usage, "nobody is named", "name somebody, or a list with --from FILE"));
    }
    if args.expect.is_some() && people.len() > 1 {
        return Err(Trouble::new(Kind::Usage, "--expect is for one person", "leave it out, or name one person"));
    }
    reason_given(args.yes, args.reason.as_deref())?;
    Ok(people)
}

/// Plans and, where it was confirmed, carries out.
pub(crate) async fn run(
    desk: &dyn Desk,
    settings: &Settings,
    args: &Offboard,
    people: Vec<Who>,
    out: &Out,
    stop: &CancellationToken,
) -> Answer {
    let job = Job {
        desk,
        recipe: &settings.recipe.value,
        given: given(args.reason.as_deref(), args.ticket.as_deref()),
        expect: args.expect.as_deref(),
        go: args.yes,
        alone: people.len() == 1,
        out,
        stop,
        seen: RefCell::default(),
    };
    let work = people.into_iter().enumerate().map(|(n, who)| {
        let job = &job;
        async move { (n, job.one(who).await) }
    });
    let mut items: Vec<(usize, Item)> =
        futures_util::stream::iter(work).buffer_unordered(settings.jobs.value as usize).collect().await;
    items.sort_by_key(|(n, _)| *n);
    let items: Vec<Item> = items.into_iter().map(|(_, item)| item).collect();
    answer(&job, &items)
}

impl Job<'_> {
    async fn one(&self, who: Who) -> Item {
        let mut item = Item::new(who);
        if self.stop.is_cancelled() {
            item.trouble = Some(not_begun(&item.who.to_string()));
        } else if let Err(trouble) = self.try_one(&mut item).await {
            item.trouble = Some(trouble);
        }
        if !self.alone && self.go {
            self.out.progress(&self.line(&item));
        }
        item
    }

    async fn try_one(&self, item: &mut Item) -> Result<(), Trouble> {
        let id = people::find(self.desk, &item.who).await?;
        if let Some(first) = self.seen.borrow_mut().insert(id.clone(), item.who.to_string()) {
            item.same_as = Some(first);
            return Ok(());
        }
        let make = async || self.desk.plan(&id, self.recipe).await;
        if !self.go {
            item.plan = Some(make().await?);
            return Ok(());
        }
        let confirming = Confirming {
            desk: self.desk,
            given: &self.given,
            expect: self.expect,
            steps: self.alone,
            out: self.out,
            stop: self.stop,
        };
        let carried = confirming.go(&item.who.to_string(), make, &mut item.plan).await?;
        item.run = Some(carried.record);
        carried.trouble.map_or(Ok(()), Err)
    }

    /// One line for one of many.
    fn line(&self, item: &Item) -> String {
        let paint = self.out.paint;
        let name = item.plan.as_ref().map_or_else(|| item.who.to_string(), |plan| plan.subject.name.to_string());
        if let Some(first) = &item.same_as {
            return format!("{} skipped   {name}  the same person as {first}", paint.skipped());
        }
        match (&item.trouble, &item.run) {
            (None, Some(run)) => {
                let time = run.ended_at.map(|end| took(text::between(run.created_at, end))).unwrap_or_default();
                format!("{} done      {name}  {}  {time}  run {}", paint.good(), count(run.steps.len(), "step"), run.id)
            }
            (Some(trouble), _) => {
                format!("{} {:<8}  {name}  {}", paint.bad(), trouble.kind.as_str(), trouble.fault.text)
            }
            (None, None) => format!("{} planned   {name}", paint.waiting()),
        }
    }
}

fn answer(job: &Job<'_>, items: &[Item]) -> Answer {
    let exit = items.iter().map(Item::exit).fold(Exit::Ok, Exit::and);
    let ended = |exit: Exit| items.iter().filter(|i| i.exit() == exit && i.same_as.is_none()).count();
    let result = json!({
        "confirmed": job.go,
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
    let mut answer = Answer::good(result, closing(job, items));
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

fn closing(job: &Job<'_>, items: &[Item]) -> String {
    if !job.go {
        let plans: Vec<_> = items.iter().filter_map(|i| i.plan.as_ref()).collect();
        if plans.is_empty() {
            return String::new();
        }
        let mut text: String = plans.iter().map(|plan| text::plan(plan, job.out.paint) + "\n").collect();
        let blocked = plans.iter().filter(|p| p.blockers().next().is_some()).count();
        text.push_str("Nothing was changed. ");
        text.push_str(&match (plans.as_slice(), blocked) {
            ([plan], 0) => how_to(&format!("lanyard offboard {}", plan.subject.id()), plan),
            (_, 0) => "To carry these plans out, give the same command with --yes --reason TEXT.\n".to_owned(),
            ([_], _) => "The plan is blocked; deal with the blockers first.\n".to_owned(),
            (_, n) => format!("{n} of {} are blocked and would be refused.\n", count(plans.len(), "plan")),
        });
        return text;
    }
    if job.alone {
        let record = items.first().and_then(|i| i.run.as_ref());
        return record.map(|r| format!("{}\n", text::sentence(r))).unwrap_or_default();
    }
    let good = items.iter().filter(|i| i.trouble.is_none() && i.run.is_some()).count();
    let bad = items.iter().filter(|i| i.trouble.is_some()).count();
    format!("{good} offboarded, {bad} not.\n")
}
