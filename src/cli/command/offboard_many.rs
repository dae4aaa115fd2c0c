//! Many people as one batch: all plans first, then one confirmation, then access of all before the slow steps of any.

use super::confirming::{REBUILDS, check_expected, given, not_begun};
use super::offboard::{BEGINS, Item, answer};
use super::{people, remove_group};
use crate::backend::{BatchDraft, BatchRefusal, BlastLimits, Drafted, Refusal};
use crate::cli::args::Offboard;
use crate::cli::batch::{self, ResultFile};
use crate::cli::blast;
use crate::cli::desk::{Desk, Given};

use crate::cli::text::{self, count, took};
use crate::cli::{Answer, Kind, Out, Trouble, Who, shape, verdict};
use crate::config::Settings;
use crate::model::{BatchId, BatchRecord, Digest, Listed, Moment, PipelineKind, UserId, digest_of_all};
use futures_util::{StreamExt as _, stream};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use tokio_util::sync::CancellationToken;

/// One name, with who that is.
struct Named {
    item: Item,
    id: Option<UserId>,
    /// Whether the person has been seen to be as the plan says.
    seen: bool,
}

impl Named {
    fn new(who: Who) -> Self {
        Self { item: Item::new(who), id: None, seen: false }
    }

    /// Whether there is a plan that can be carried out.
    fn is_ready(&self) -> bool {
        self.item.trouble.is_none() && self.item.plan.as_ref().is_some_and(|plan| plan.blockers().next().is_none())
    }

    fn listed(&self) -> Listed {
        let Item { who, same_as, plan, trouble, .. } = &self.item;
        let blocked = plan.as_ref().filter(|_| trouble.is_none()).map(blockers).filter(|text| !text.is_empty());
        let (set_aside, reason) = match (same_as, trouble, blocked) {
            (Some(first), ..) => (Some(Listed::REPEATED), format!("the same person as {first}")),
            (_, _, Some(blockers)) => (Some("blocked"), blockers),
            (_, Some(trouble), _) => {
                let is_blocked = plan.as_ref().is_some_and(|plan| plan.blockers().next().is_some());
                (Some(if is_blocked { "blocked" } else { trouble.kind.as_str() }), trouble.fault.text.to_string())
            }
            _ => (None, String::new()),
        };
        Listed {
            row: None,
            who: who.to_string().into(),
            person: self.id.clone(),
            name: plan.as_ref().map(|plan| plan.subject.name.clone()).unwrap_or_default(),
            set_aside: set_aside.map(str::to_owned),
            reason: reason.into(),
        }
    }
}

fn blockers(plan: &crate::model::Plan) -> String {
    plan.blockers().map(|blocker| blocker.text.as_str()).collect::<Vec<_>>().join("; ")
}

struct Job<'a> {
    desk: &'a dyn Desk,
    settings: &'a Settings,
    args: &'a Offboard,
    given: Given,
    out: &'a Out,
    stop: &'a CancellationToken,
}

/// Plans everybody and, where it was confirmed, carries the batch out.
///
/// # Errors
/// A group or the result file cannot be used.
pub(super) async fn run(
    desk: &dyn Desk,
    settings: &Settings,
    args: &Offboard,
    (mut people, when): (Vec<Who>, Option<Moment>),
    out: &Out,
    stop: &CancellationToken,
) -> Result<Answer, Trouble> {
    let file = args.result.as_deref().map(ResultFile::new).transpose()?;
    let due = when.as_ref().map(|moment| moment.at);
    let given = Given { due, ..given(args.reason.as_deref(), args.ticket.as_deref()) };
    let job = Job { desk, settings, args, given, out, stop };
    if let Some(group) = &args.group {
        match job.members(group).await {
            Ok(members) => people.extend(members),
            Err(trouble) => {
                file.into_iter().for_each(ResultFile::drop_empty);
                return Err(trouble);
            }
        }
    }
    let mut named = job.plan_all(people).await;
    let (whole, closing) = if args.yes { job.go(&mut named).await } else { job.show(&named).await };
    let table = match &whole {
        Told::Batch(record) => batch::table(desk, record).await,
        Told::Plan(_) => {
            let listed: Vec<_> = named.iter().map(Named::listed).collect();
            Ok(batch::table_of_plan("", &listed))
        }
    };
    let items: Vec<Item> = named.into_iter().map(|one| one.item).collect();
    let told = match whole {
        Told::Batch(record) => shape::batch(&record),
        Told::Plan(value) => value,
    };
    let closing = match when.as_ref().filter(|_| items.iter().any(|item| item.run.is_some())) {
        Some(moment) => format!("{closing}Planned for {}. {BEGINS}\n", moment.shown),
        None => closing,
    };
    let mut answer = answer(args.yes, &items, Some(told), (closing, when.as_ref()));
    if let Some(file) = file
        && let Err(trouble) = table.and_then(|table| file.write(&table))
    {
        // What was done stands, whatever becomes of the file.
        answer = answer.with(Some(trouble));
    }
    Ok(answer)
}

/// What is told of the batch as a whole.
enum Told {
    Batch(Box<BatchRecord>),
    Plan(serde_json::Value),
}

impl Job<'_> {
    async fn members(&self, group: &str) -> Result<Vec<Who>, Trouble> {
        let id = remove_group::find(self.desk, group).await?;
        let members = self.desk.group_members(&id).await?;
        if members.is_empty() {
            return Err(Trouble::new(Kind::NotFound, format!("nobody is in the group {group}"), "name another"));
        }
        Ok(members.into_iter().map(|member| Who::Id(member.id)).collect())
    }

    fn at_once(&self) -> usize {
        self.settings.jobs.value as usize
    }

    /// Finds everybody, then plans everybody: each plan knows who else would leave.
    async fn plan_all(&self, people: Vec<Who>) -> Vec<Named> {
        let found = people.into_iter().map(|who| async move {
            let mut one = Named::new(who);
            let found = match self.stop.is_cancelled() {
                true => Err(not_begun(&one.item.who.to_string())),
                false => people::find(self.desk, &one.item.who).await,
            };
            match found {
                Ok(id) => one.id = Some(id),
                Err(trouble) => one.item.trouble = Some(trouble),
            }
            one
        });
        let mut named: Vec<Named> = stream::iter(found).buffered(self.at_once()).collect().await;
        let mut first: HashMap<UserId, String> = HashMap::new();
        for one in &mut named {
            let Some(id) = one.id.clone() else { continue };
            match first.get(&id) {
                Some(who) => one.item.same_as = Some(who.clone()),
                None => drop(first.insert(id, one.item.who.to_string())),
            }
        }
        let leaving: HashSet<UserId> = first.into_keys().collect();
        let planned = named.into_iter().map(|mut one| {
            let leaving = &leaving;
            async move {
                self.plan(&mut one, leaving).await;
                one
            }
        });
        stream::iter(planned).buffered(self.at_once()).collect().await
    }

    async fn plan(&self, one: &mut Named, leaving: &HashSet<UserId>) {
        let Some(id) = one.id.clone().filter(|_| one.item.same_as.is_none()) else { return };
        let made = match self.stop.is_cancelled() {
            true => Err(not_begun(&one.item.who.to_string())),
            false => self.desk.plan_among(&id, &self.settings.recipe.value, leaving).await,
        };
        match made {
            Ok(plan) => {
                if self.args.yes && plan.blockers().next().is_some() {
                    let texts = plan.blockers().map(|blocker| blocker.text.clone()).collect();
                    one.item.trouble = Some(Trouble::refused(Refusal::Blocked(texts)));
                }
                one.item.plan = Some(plan);
            }
            Err(trouble) => one.item.trouble = Some(trouble),
        }
    }

    fn limits(&self) -> BlastLimits {
        BlastLimits { people: self.settings.batch_limit.value, percent: self.settings.batch_percent.value }
    }

    /// The plans, and how to carry exactly these out.
    async fn show(&self, named: &[Named]) -> (Told, String) {
        let ready = named.iter().filter(|one| one.is_ready()).count();
        let digest = digest(named);
        let active = if ready > 0 { self.desk.active_people().await.unwrap_or(None) } else { None };
        let needs = self.limits().exceeded(ready, active);
        let told = json!({
            "id": null, "digest": digest, "people": ready, "active_people": active,
            "needs_people": ready > 0 && needs.is_some(),
        });
        let plans = named.iter().filter_map(|one| one.item.plan.as_ref());
        let mut words: String = plans.map(|plan| text::plan(plan, self.out.paint) + "\n").collect();
        let aside: Vec<Listed> = named.iter().map(Named::listed).filter(|l| l.set_aside.is_some()).collect();
        for listed in &aside {
            let why = listed.set_aside.as_deref().unwrap_or_default();
            words.push_str(&format!("{} {why}  {}  {}\n", self.out.paint.skipped(), listed.who, listed.reason));
        }
        words.push_str("Nothing was changed. ");
        words.push_str(&match (ready, needs) {
            (0, _) => "There is nobody who could be offboarded.\n".to_owned(),
            (ready, needs) => {
                let ticket = named.iter().filter_map(|one| one.item.plan.as_ref()).any(|plan| plan.ticket_required);
                let ticket = if ticket { " --ticket ID" } else { "" };
                let number = if needs.is_some() { format!(" --exactly {ready}") } else { String::new() };
                let why = needs.map(|why| format!("  ({why})\n")).unwrap_or_default();
                format!(
                    "To carry out exactly {}, give the same command with --yes --reason TEXT{ticket}{number} --expect \
                     {}\n{why}",
                    if ready == 1 { "this plan".to_owned() } else { format!("these {ready} plans") },
                    &digest.as_str()[..12],
                )
            }
        });
        (Told::Plan(told), words)
    }

    /// Confirms and carries out what can be; whatever keeps the whole from being begun is everybody's trouble.
    async fn go(&self, named: &mut [Named]) -> (Told, String) {
        let begun = match self.stop.is_cancelled() {
            true => Err(not_begun("the batch")),
            false => self.begin(named).await,
        };
        let carried = match begun {
            Ok(Some(id)) => {
                let line =
                    format!("Offboard {} as batch {id}", count(ready(named), "person")).replace("persons", "people");
                self.out.progress(&line);
                match self.given.due {
                    Some(_) => self.desk.batch(&id).await.map(Some),
                    None => batch::carry(self.desk, &id, self.at_once(), self.out, self.stop).await.map(Some),
                }
            }
            Ok(None) => Ok(None),
            Err(trouble) => Err(trouble),
        };
        match carried {
            Ok(Some(record)) => {
                self.gather(named, &record).await;
                (Told::Batch(Box::new(record)), self.closing(named))
            }
            ended => {
                if let Err(trouble) = ended {
                    for one in named.iter_mut().filter(|one| one.is_ready()) {
                        one.item.trouble = Some(trouble.clone());
                    }
                }
                named.iter().for_each(|one| self.out.progress(&self.line(&one.item)));
                let told = json!({ "id": null, "digest": digest(named), "people": 0 });
                (Told::Plan(told), self.closing(named))
            }
        }
    }

    /// Writes the batch down; none when nobody is left for it.
    async fn begin(&self, named: &mut [Named]) -> Result<Option<BatchId>, Trouble> {
        let leaving: HashSet<UserId> = named.iter().filter_map(|one| one.id.clone()).collect();
        let mut rebuilds = 0;
        loop {
            let number = ready(named);
            if number == 0 {
                return Ok(None);
            }
            blast::check(number, self.desk.active_people().await?, self.limits(), self.args.exactly)?;
            check_expected(self.args.expect.as_deref(), &digest(named))?;
            if self.stop.is_cancelled() {
                return Err(not_begun("the batch"));
            }
            let mut draft = self.draft(named);
            let refusal = match self.desk.confirm_batch(&mut draft, &self.given).await {
                Ok(id) => return Ok(Some(id)),
                Err(refusal) => refusal,
            };
            for (one, drafted) in named.iter_mut().filter(|one| one.is_ready()).zip(&draft.plans) {
                one.seen = drafted.seen;
            }
            let exact = self.args.expect.is_some();
            match refusal {
                BatchRefusal::Refused(refusal) => return Err(Trouble::refused(refusal)),
                BatchRefusal::Changed(changed) if !exact => {
                    rebuilds += 1;
                    for one in named.iter_mut().filter(|one| {
                        one.id.as_ref().is_some_and(|id| changed.iter().any(|(c, _)| c == id)) && one.is_ready()
                    }) {
                        if rebuilds < REBUILDS {
                            self.plan(one, &leaving).await;
                            one.seen = true;
                        } else {
                            let text = format!("{} keeps changing between plan and confirmation", one.item.who);
                            let remedy = "find out who else is changing them, then try again";
                            one.item.trouble = Some(Trouble::new(Kind::Refused, text, remedy));
                        }
                    }
                }
                BatchRefusal::AlreadyRunning(active) if !exact => {
                    for (who, run) in active {
                        let same = |one: &&mut Named| one.id.as_ref() == Some(&who) && one.is_ready();
                        for one in named.iter_mut().filter(same) {
                            one.item.trouble = Some(Trouble::refused(Refusal::AlreadyRunning(run.clone())));
                        }
                    }
                }
                // `--expect` is for exactly these plans.
                BatchRefusal::Changed(changed) => {
                    let (who, change) = changed.into_iter().next().unwrap_or_else(|| ("".into(), "".into()));
                    return Err(Trouble::refused(Refusal::Changed(format!("{who}: {change}").into())));
                }
                BatchRefusal::AlreadyRunning(active) => {
                    let run = active.into_iter().next().map_or_else(|| "".into(), |(_, run)| run);
                    return Err(Trouble::refused(Refusal::AlreadyRunning(run)));
                }
            }
        }
    }

    fn draft(&self, named: &[Named]) -> BatchDraft {
        let plans = named.iter().filter(|one| one.is_ready()).filter_map(|one| {
            let plan = one.item.plan.clone()?;
            Some(Drafted { plan, seen: one.seen })
        });
        let title = match (&self.args.from, &self.args.group) {
            (Some(file), _) if file != "-" => file.rsplit('/').next().unwrap_or(file).to_owned(),
            (_, Some(group)) => format!("group {group}"),
            _ => format!("{} named", named.len()),
        };
        BatchDraft {
            title: title.into(),
            listed: named.iter().map(Named::listed).collect(),
            plans: plans.collect(),
            at_once: self.at_once(),
            due: self.given.due,
        }
    }

    /// Gives everybody their run.
    async fn gather(&self, named: &mut [Named], record: &BatchRecord) {
        for one in named.iter_mut().filter(|one| one.is_ready()) {
            let Some(run) = one.id.as_ref().and_then(|id| record.run_of(id)) else { continue };
            match self.desk.run(&run.id).await {
                Ok(run) => {
                    one.item.trouble = verdict::of(&run, self.stop.is_cancelled());
                    one.item.run = Some(run);
                }
                Err(trouble) => one.item.trouble = Some(trouble),
            }
            self.out.progress(&self.line(&one.item));
        }
        for one in named.iter().filter(|one| one.item.run.is_none()) {
            self.out.progress(&self.line(&one.item));
        }
    }

    /// One line for one of many.
    fn line(&self, item: &Item) -> String {
        let paint = self.out.paint;
        let name = item.plan.as_ref().map_or_else(|| item.who.to_string(), |plan| plan.subject.name.to_string());
        if let Some(first) = &item.same_as {
            return format!("{} skipped   {name}  the same person as {first}", paint.skipped());
        }
        match (&item.trouble, &item.run) {
            (None, Some(run)) if run.planned.is_some() => {
                format!("{} planned   {name}  run {}", paint.waiting(), run.id)
            }
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

    fn closing(&self, named: &[Named]) -> String {
        let good = named.iter().filter(|one| one.item.trouble.is_none() && one.item.run.is_some()).count();
        let bad = named.iter().filter(|one| one.item.trouble.is_some()).count();
        let done = if self.given.due.is_some() { "planned" } else { "offboarded" };
        format!("{good} {done}, {bad} not.\n")
    }
}

/// Those for whom there is a plan that can be carried out.
fn ready(named: &[Named]) -> usize {
    named.iter().filter(|one| one.is_ready()).count()
}

fn digest(named: &[Named]) -> Digest {
    let plans = named.iter().filter(|one| one.is_ready()).filter_map(|one| one.item.plan.as_ref());
    digest_of_all(PipelineKind::Offboard, plans.map(crate::model::Plan::digest))
}
