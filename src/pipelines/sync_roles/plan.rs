//! From checked rows and what people really have to a plan, and to a line for each row: a plain function.

use super::action::{Action, Pair};
use super::check::Checked;
use super::diff::{Batch, Delta, Wish, batches, wishes};
use super::file::{Mode, RoleFile};
use super::findings::findings;
use super::resolve::Known;
use super::rows::{Row, Standing, rows};
use super::steps::Words;
use crate::access::effective;
use crate::genesys::calls::SUBJECTS_AT_ONCE;
use crate::model::{
    Before, Digest, DisplayText, Grant, GrantSource, GrantsImage, GrantsOf, PipelineKind, Plan, PlannedStep, RoleId,
    Subject, SubjectKind, SubjectRef, Tally, Timestamp, UserId, UserState,
};
use crate::pipelines::draft::forecast;
use std::collections::{BTreeSet, HashMap};

/// People, or grants, that one bulk call takes.
pub(super) const BULK: usize = SUBJECTS_AT_ONCE;

/// What a plan is to be like.
pub struct Request<'a> {
    /// The organisation's name.
    pub organization: &'a DisplayText,
    /// The file.
    pub file: &'a RoleFile,
    /// The digest of its content and of what was decided about it.
    pub digest: &'a Digest,
    /// Its rows, checked.
    pub rows: &'a [Checked],
    /// What they were held against.
    pub known: &'a Known<'a>,
    /// Every grant of those whose grants differ by the directory, read anew.
    pub truth: &'a HashMap<UserId, Vec<Grant>>,
    /// The licences that the given roles need, as the platform infers them.
    pub licences: &'a [DisplayText],
    /// What the file is to do.
    pub mode: Mode,
    /// Whether rows that cannot be carried out are left out instead of blocking the plan.
    pub skip_bad: bool,
    /// Whether the run must be given a ticket.
    pub ticket_required: bool,
}

/// A plan with what it means for each row.
#[derive(Clone, PartialEq, Debug)]
pub struct Synced {
    /// The plan.
    pub plan: Plan,
    /// Every row of the file, in order.
    pub rows: Vec<Row>,
}

/// A person whose grants differ.
pub(super) struct Differing {
    pub(super) person: UserId,
    pub(super) delta: Delta,
}

impl Request<'_> {
    /// Every grant of a person: as it was read anew, else by the directory.
    pub(super) fn grants(&self, person: &UserId) -> Vec<Grant> {
        match self.truth.get(person) {
            Some(grants) => grants.clone(),
            None => self.known.index.grants_of(&SubjectRef::user(person)).unwrap_or_default(),
        }
    }

    pub(super) fn name(&self, person: &UserId) -> DisplayText {
        self.known.person(person).map_or_else(|| DisplayText::new(person.as_str()), |p| p.name.clone())
    }

    fn differing(&self) -> Vec<Differing> {
        let base = self.known.base_roles();
        let delta = |(person, wish): (UserId, Wish)| {
            let delta = wish.against(&self.grants(&person), base);
            (!delta.is_empty()).then_some(Differing { person, delta })
        };
        wishes(self.rows).into_iter().filter_map(delta).collect()
    }

    /// The roles that are given to anybody, sorted.
    pub fn given_roles(&self) -> Vec<RoleId> {
        let differing = self.differing();
        let given = differing.iter().flat_map(|d| &d.delta.give).map(|(role, _)| role.clone());
        given.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Plans what a file of roles asks for. `pace` is (calls a minute, milliseconds until the next call may go).
pub fn plan(request: &Request<'_>, pace: (u32, u64), now: Timestamp) -> Synced {
    let differing = request.differing();
    let words = Words::new(request, &differing);
    let (steps, made_by) = steps(&differing, &words);
    let rows = rows(request, &differing, &made_by);
    let tally = tally(&rows);
    let calls = steps.iter().map(|step| step.calls).sum();
    let findings = findings(request, &rows, &tally, &steps);
    let plan = Plan {
        pipeline: PipelineKind::SyncRoles,
        tenant: request.organization.clone(),
        subject: Subject {
            who: SubjectRef::new(SubjectKind::Other, request.digest.as_str()),
            name: request.file.name().clone(),
            email: DisplayText::default(),
        },
        recipe: format!("sync-roles {}", request.mode.as_str()),
        origin: None,
        built_at: now,
        steps,
        findings,
        irreversible: Vec::new(),
        forecast: forecast(calls, 0, pace),
        ticket_required: request.ticket_required,
        may_wait: false,
        end_state: UserState::Active,
        before: Before::Grants(Box::new(GrantsImage { people: people(request, &differing), tally, read_at: now })),
    };
    Synced { plan, rows }
}

fn tally(rows: &[Row]) -> Tally {
    let mut tally = Tally { rows: rows.len(), ..Tally::default() };
    for row in rows {
        match row.standing {
            Standing::Same => tally.same += 1,
            Standing::Add => tally.add += 1,
            Standing::Remove => tally.remove += 1,
            Standing::Bad => tally.bad += 1,
            Standing::LeftOut => tally.left_out += 1,
        }
    }
    tally
}

/// Which step gives or takes a grant of a person.
pub(super) type MadeBy = HashMap<(UserId, Pair), u16>;

/// Additions before removals: nobody is without a role in between.
fn steps(differing: &[Differing], words: &Words<'_>) -> (Vec<PlannedStep>, MadeBy) {
    let give: Vec<_> = differing
        .iter()
        .filter(|d| !d.delta.give.is_empty())
        .map(|d| (d.person.clone(), d.delta.give.clone()))
        .collect();
    let mut actions: Vec<Action> = batches(&give, BULK)
        .into_iter()
        .map(|batch| match batch {
            Batch::Role(role, divisions, people) => Action::GrantRole { role, divisions, people },
            Batch::Person(person, grants) => Action::AddGrants { person, grants },
        })
        .collect();
    for one in differing {
        let take: Vec<_> = one.delta.take.iter().cloned().collect();
        let action = |some: &[Pair]| Action::TakeGrants { person: one.person.clone(), grants: some.to_vec() };
        actions.extend(take.chunks(BULK).map(action));
    }
    let (mut steps, mut made_by) = (Vec::with_capacity(actions.len()), MadeBy::new());
    let (mut added, mut removed) = (0, 0);
    for (at, action) in actions.iter().enumerate() {
        let name = match action {
            Action::TakeGrants { .. } => {
                removed += 1;
                format!("remove-{removed}")
            }
            Action::GrantRole { .. } | Action::AddGrants { .. } => {
                added += 1;
                format!("add-{added}")
            }
        };
        // A plan with more steps than can be numbered is blocked by a finding.
        let ordinal = u16::try_from(at + 1).unwrap_or(u16::MAX);
        let mut step = words.step(&name, action);
        step.ordinal = ordinal;
        steps.push(step);
        let pairs = action.pairs();
        for person in action.people() {
            made_by.extend(pairs.iter().map(|pair| ((person.clone(), pair.clone()), ordinal)));
        }
    }
    (steps, made_by)
}

/// The before-image of those who are changed.
fn people(request: &Request<'_>, differing: &[Differing]) -> Vec<GrantsOf> {
    let external: HashMap<&UserId, &DisplayText> = request
        .rows
        .iter()
        .filter_map(|row| Some((&row.found().filter(|found| found.external)?.person, &row.person)))
        .collect();
    let groups = request.known.snapshot.group_names();
    let of = |one: &Differing| {
        let mut grants = request.grants(&one.person);
        let permissions = effective(&grants, &groups, request.known.index.book()).permissions.len();
        grants.retain(|grant| grant.source == GrantSource::Direct);
        grants.sort_by(|a, b| (&a.role_name, &a.role, &a.division).cmp(&(&b.role_name, &b.role, &b.division)));
        GrantsOf {
            id: one.person.clone(),
            name: request.name(&one.person),
            external_id: external.get(&one.person).copied().cloned(),
            grants,
            permissions,
        }
    };
    differing.iter().map(of).collect()
}
