//! Answers checked against the naive evaluator: cuts really cut, remedies really grant, changes change what they say.

use super::agreement::tenants;
use super::naive::{Naive, Tenant};
use super::tenants::a_tenant;
use crate::access::answer::{Change, Reach, Side, Standing, WhoCan, Why, WhyNot};
use crate::access::{AccessIndex, Answer, AskError, Question};
use crate::model::{
    DivisionId, HeldGrant, HeldPlace, Permission, PermissionPolicy, RoleId, SubjectKind, SubjectRef, UserId,
};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeSet;
use std::sync::Arc;

const DIVISIONS: [&str; 4] = ["*", "d0", "d1", "d2"];

/// 2 freely, 1 under conditions, 0 not at all.
fn level(naive: &Naive, permission: &str, division: &str) -> u8 {
    let at =
        |division: &str| naive.get(&(permission.to_owned(), division.to_owned())).map_or(0, |tied| 2 - u8::from(*tied));
    at("*").max(at(division))
}

fn level_anywhere(naive: &Naive, permission: &str, division: Option<&str>) -> u8 {
    match division {
        Some(division) => level(naive, permission, division),
        None => DIVISIONS.iter().map(|division| level(naive, permission, division)).max().unwrap(),
    }
}

/// Permission, division and whether conditional, wherever `more` is more than `less`.
fn more(more: &Naive, less: &Naive) -> BTreeSet<(String, String, bool)> {
    let mut found = BTreeSet::new();
    for (permission, _) in more.keys() {
        for division in DIVISIONS {
            let (then, now) = (level(more, permission, division), level(less, permission, division));
            if then > now {
                found.insert((permission.clone(), division.to_owned(), then == 1));
            }
        }
    }
    found
}

/// Without `*`, which answers tell by naming every division; but with `*` where only future divisions are concerned.
fn told(found: BTreeSet<(String, String, bool)>) -> BTreeSet<(String, String, bool)> {
    let today = |p: &str, tied: bool| found.iter().any(|(q, d, t)| q == p && d != "*" && *t == tied);
    found.iter().filter(|(p, d, tied)| d != "*" || !today(p, *tied)).cloned().collect()
}

/// An answer's reach, permission by permission and division by division; `all` spelled out, but where the naive answer
/// has only `*` as well.
fn spelled(reach: &[Reach], told: &BTreeSet<(String, String, bool)>) -> BTreeSet<(String, String, bool)> {
    let mut found = BTreeSet::new();
    for one in reach {
        for division in &one.divisions {
            let key = |d: &str| (one.permission.to_string(), d.to_owned(), one.conditional);
            if division.id.is_all() && !told.contains(&key("*")) {
                found.extend(DIVISIONS[1..].iter().map(|d| key(d)));
            } else {
                found.insert(key(division.id.as_str()));
            }
        }
    }
    found
}

impl Tenant {
    fn of(&self, subject: &SubjectRef) -> Naive {
        self.naive(subject.kind, &subject.id)
    }

    fn subject_at(&self, subject: &SubjectRef) -> u32 {
        self.holdings.subjects.iter().position(|held| held.subject == *subject).unwrap() as u32
    }

    fn after(&self, changes: &[Change]) -> Self {
        let mut after = self.clone();
        let mut deleted = Vec::new();
        let place = |id: &str, ids: Vec<&str>| ids.iter().position(|one| *one == id).unwrap() as u32;
        for change in changes {
            let held = &mut after.holdings;
            let grant = |subject: &SubjectRef, role: &RoleId, division: &DivisionId| HeldGrant {
                subject: self.subject_at(subject),
                role: place(role.as_str(), self.holdings.roles.iter().map(RoleId::as_str).collect()),
                division: place(division.as_str(), self.holdings.divisions.iter().map(DivisionId::as_str).collect()),
            };
            let member = |user: &UserId, group: &crate::model::GroupId| HeldPlace {
                member: self.subject_at(&SubjectRef::user(user)),
                group: self.holdings.groups.iter().position(|g| g == group).unwrap() as u32,
            };
            match change {
                Change::AddGrant { subject, role, division } => {
                    if !deleted.contains(subject) {
                        held.grants.push(grant(subject, role, division));
                    }
                }
                Change::DropGrant { subject, role, division } => {
                    let gone = grant(subject, role, division);
                    held.grants.retain(|grant| *grant != gone);
                }
                Change::JoinGroup { user, group } => {
                    if !deleted.contains(&SubjectRef::group(group)) {
                        held.members.push(member(user, group));
                    }
                }
                Change::LeaveGroup { user, group } => {
                    let gone = member(user, group);
                    held.members.retain(|place| *place != gone);
                }
                Change::DeleteGroup { group } => {
                    let subject = SubjectRef::group(group);
                    let at = self.subject_at(&subject);
                    held.grants.retain(|grant| grant.subject != at);
                    held.members.retain(|place| self.holdings.groups[place.group as usize] != *group);
                    deleted.push(subject);
                }
                Change::AddPermission { role, permission } => {
                    let role = after.roles.iter_mut().find(|one| one.id == *role).unwrap();
                    role.policies.push(one_policy(permission, None));
                }
                Change::DropPermission { role, permission } => {
                    let catalogue = after.catalogue.clone();
                    let role = after.roles.iter_mut().find(|one| one.id == *role).unwrap();
                    let mut kept = Vec::new();
                    for policy in &role.policies {
                        for action in &policy.actions {
                            let written = format!("{}:{}:{action}", policy.domain, policy.entity);
                            let known = catalogue.entries.iter().map(|e| e.permission.to_string());
                            let mut given: Vec<String> = known.filter(|p| fits(&written, p)).collect();
                            if given.is_empty() {
                                given.push(written);
                            }
                            given.retain(|p| !fits(&permission.to_string(), p));
                            let parsed = given.iter().map(|p| Permission::parse(p).unwrap());
                            kept.extend(parsed.map(|p| one_policy(&p, policy.condition.clone())));
                        }
                    }
                    role.policies = kept;
                }
            }
        }
        after
    }
}

fn fits(pattern: &str, permission: &str) -> bool {
    pattern.split(':').zip(permission.split(':')).all(|(a, b)| a == "*" || a == b)
}

fn one_policy(permission: &Permission, condition: Option<crate::model::Condition>) -> PermissionPolicy {
    let Permission { domain, entity, action } = permission.clone();
    PermissionPolicy { domain, entity, actions: vec![action], condition }
}

fn everybody(tenant: &Tenant) -> Vec<SubjectRef> {
    tenant.holdings.subjects.iter().map(|held| held.subject.clone()).collect()
}

fn why(index: &Arc<AccessIndex>, subject: &SubjectRef, permission: &Permission, division: Option<&str>) -> Why {
    let question =
        Question::Why { subject: subject.clone(), permission: permission.clone(), division: division.map(Into::into) };
    let Ok(Answer::Why(why)) = index.answer(&question) else { panic!("no answer to {question:?}") };
    why
}

fn why_not(index: &Arc<AccessIndex>, subject: &SubjectRef, permission: &Permission, division: Option<&str>) -> WhyNot {
    let question = Question::WhyNot {
        subject: subject.clone(),
        permission: permission.clone(),
        division: division.map(Into::into),
    };
    let Ok(Answer::WhyNot(why_not)) = index.answer(&question) else { panic!("no answer to {question:?}") };
    why_not
}

fn who_can(index: &Arc<AccessIndex>, permission: &Permission, division: Option<&str>) -> WhoCan {
    let question = Question::WhoCan { permission: permission.clone(), division: division.map(Into::into) };
    let Ok(Answer::WhoCan(who)) = index.answer(&question) else { panic!("no answer to {question:?}") };
    who
}

/// Whom, what and where is asked about.
#[derive(Clone, Debug)]
struct Picked {
    subject: Index,
    permission: Index,
    division: Option<&'static str>,
}

fn picked() -> impl Strategy<Value = Picked> {
    let division = prop::option::weighted(0.8, prop::sample::select(DIVISIONS.to_vec()));
    (any::<Index>(), any::<Index>(), division).prop_map(|(subject, permission, division)| Picked {
        subject,
        permission,
        division,
    })
}

impl Picked {
    fn of(&self, tenant: &Tenant, index: &AccessIndex) -> Option<(SubjectRef, Permission)> {
        let permissions: Vec<&Permission> = index.permissions().collect();
        let subjects = everybody(tenant);
        (!permissions.is_empty())
            .then(|| (self.subject.get(&subjects).clone(), (*self.permission.get(&permissions)).clone()))
    }
}

/// Standing against the naive level.
fn is_standing(standing: Standing, level: u8) -> bool {
    standing == [Standing::Lacks, Standing::OnlyConditional, Standing::Has][level as usize]
}

/// Without the permission asked about, where it was asked about.
fn others(
    mut found: BTreeSet<(String, String, bool)>,
    permission: &Permission,
    division: Option<&str>,
    aware: bool,
) -> BTreeSet<(String, String, bool)> {
    let asked = permission.to_string();
    let whole = !aware || division.is_none_or(|division| division == "*");
    found.retain(|(p, d, _)| *p != asked || !whole && Some(d.as_str()) != division);
    found
}

fn check_why(tenant: &Tenant, pick: &Picked) -> Result<(), TestCaseError> {
    let index = tenant.index();
    let Some((subject, permission)) = pick.of(tenant, &index) else { return Ok(()) };
    let (name, before) = (permission.to_string(), tenant.of(&subject));
    let why = why(&index, &subject, &permission, pick.division);
    prop_assert!(is_standing(why.standing, level_anywhere(&before, &name, pick.division)));
    prop_assert_eq!(why.paths.is_empty(), why.standing == Standing::Lacks);
    let cuts: Vec<Change> = why.cuts.iter().map(|cut| cut.change.change.clone()).collect();
    let after = tenant.after(&cuts).of(&subject);
    prop_assert_eq!(level_anywhere(&after, &name, pick.division), 0, "the cuts do not cut");
    let besides = others(more(&before, &after), &permission, pick.division, why.division_aware);
    let besides = told(besides);
    prop_assert_eq!(spelled(&why.besides, &besides), besides);
    for (at, cut) in why.cuts.iter().enumerate() {
        let mut rest = cuts.clone();
        rest.remove(at);
        let spared = tenant.after(&rest).of(&subject);
        prop_assert!(level_anywhere(&spared, &name, pick.division) > 0, "a cut is not needed");
        prop_assert!(!cut.paths.is_empty());
    }
    for cut in why.cuts.iter().chain(&why.wider) {
        let after = tenant.after(std::slice::from_ref(&cut.change.change));
        let besides = others(more(&before, &after.of(&subject)), &permission, pick.division, why.division_aware);
        let besides = told(besides);
        prop_assert_eq!(spelled(&cut.besides, &besides), besides, "{}", cut.change.words);
        let touched = everybody(tenant).into_iter().filter(|other| {
            *other != subject
                && other.kind != SubjectKind::Group
                && !more(&tenant.of(other), &after.of(other)).is_empty()
        });
        prop_assert_eq!(cut.others, touched.count(), "others of {}", cut.change.words);
    }
    Ok(())
}

fn check_why_not(tenant: &Tenant, pick: &Picked) -> Result<(), TestCaseError> {
    let index = tenant.index();
    let Some((subject, permission)) = pick.of(tenant, &index) else { return Ok(()) };
    let (name, before) = (permission.to_string(), tenant.of(&subject));
    let aware = index.book().permissions.iter().find(|known| known.permission == permission).unwrap().division_aware;
    let now = level_anywhere(&before, &name, pick.division);
    let answer = why_not(&index, &subject, &permission, pick.division);
    prop_assert!(is_standing(answer.standing, now));
    prop_assert!(answer.misses.is_sorted_by_key(|miss| miss.miss));
    let mut last = 0;
    for remedy in &answer.remedies {
        let changes: Vec<Change> = remedy.changes.iter().map(|change| change.change.clone()).collect();
        let after = tenant.after(&changes).of(&subject);
        let then = level_anywhere(&after, &name, pick.division);
        prop_assert_eq!(then, if remedy.condition.is_none() { 2 } else { 1 }, "{:?}", changes);
        prop_assert!(then > now);
        let excess = told(others(more(&after, &before), &permission, pick.division, aware));
        prop_assert_eq!(spelled(&remedy.excess, &excess), excess);
        let unaware =
            |p: &str| index.book().permissions.iter().any(|k| k.permission.to_string() == p && !k.division_aware);
        let weight: usize = remedy
            .excess
            .iter()
            .map(|reach| match &reach.divisions[..] {
                [all] if all.id.is_all() && !unaware(&reach.permission.to_string()) => 3,
                divisions => divisions.len(),
            })
            .sum();
        prop_assert!(weight >= last, "not by least excess");
        last = weight;
    }
    let given = tenant.roles.iter().any(|role| {
        let division = pick.division.unwrap_or("*").into();
        let change = Change::AddGrant { subject: subject.clone(), role: role.id.clone(), division };
        level_anywhere(&tenant.after(&[change]).of(&subject), &name, pick.division) > now
    });
    prop_assert_eq!(answer.remedies.is_empty(), !given, "a role would help, or none");
    Ok(())
}

fn check_who_can(tenant: &Tenant, pick: &Picked) -> Result<(), TestCaseError> {
    let index = tenant.index();
    let Some((_, permission)) = pick.of(tenant, &index) else { return Ok(()) };
    let name = permission.to_string();
    let who = who_can(&index, &permission, pick.division);
    let found: Vec<_> = (0..who.len()).map(|at| who.row(at).unwrap()).collect();
    let named: BTreeSet<SubjectRef> = found.iter().map(|holder| holder.subject.subject.clone()).collect();
    prop_assert_eq!(named.len(), found.len());
    let naive = |subject: &SubjectRef| level_anywhere(&tenant.of(subject), &name, pick.division);
    let expected: BTreeSet<SubjectRef> = everybody(tenant).into_iter().filter(|one| naive(one) > 0).collect();
    prop_assert_eq!(named, expected);
    for holder in &found {
        prop_assert_eq!(holder.only_conditional, naive(&holder.subject.subject) == 1);
        prop_assert!(!holder.ways.is_empty());
    }
    let counted = who.active_people + who.other_people + who.groups + who.clients;
    prop_assert_eq!(counted, who.len());
    Ok(())
}

fn a_change() -> impl Strategy<Value = (u8, Picked, Index, bool)> {
    (0..7u8, picked(), any::<Index>(), any::<bool>())
}

fn change_of(
    (kind, pick, role, wild): &(u8, Picked, Index, bool),
    tenant: &Tenant,
    index: &AccessIndex,
) -> Option<Change> {
    let (subject, mut permission) = pick.of(tenant, index)?;
    if *wild {
        permission.action = "*".into();
    }
    let user = UserId::new(format!("u{}", pick.subject.index(5)));
    let group = crate::model::GroupId::new(format!("g{}", role.index(3)));
    let division = pick.division.unwrap_or("*").into();
    let held = role.get(&tenant.holdings.roles).clone();
    let role = (!tenant.roles.is_empty()).then(|| role.get(&tenant.roles).id.clone());
    Some(match kind {
        0 => Change::AddGrant { subject, role: held, division },
        1 => Change::DropGrant { subject, role: held, division },
        2 => Change::JoinGroup { user, group },
        3 => Change::LeaveGroup { user, group },
        4 => Change::DeleteGroup { group },
        5 => Change::AddPermission { role: role?, permission },
        _ => Change::DropPermission { role: role?, permission },
    })
}

fn check_what_if(tenant: &Tenant, changes: &[(u8, Picked, Index, bool)]) -> Result<(), TestCaseError> {
    let index = tenant.index();
    let changes: Vec<Change> = changes.iter().filter_map(|change| change_of(change, tenant, &index)).collect();
    let answer = match index.answer(&Question::WhatIf(changes.clone())) {
        Ok(Answer::WhatIf(answer)) => answer,
        Err(AskError::NoPermission { .. }) => return Ok(()),
        other => panic!("{other:?}"),
    };
    let after = tenant.after(&changes);
    let after_index = after.index();
    let mut expected = BTreeSet::new();
    for subject in everybody(tenant) {
        let (then, now) = (tenant.of(&subject), after.of(&subject));
        if then != now && (!more(&then, &now).is_empty() || !more(&now, &then).is_empty()) {
            expected.insert(subject.clone());
        }
        let changed = index.with(&changes).unwrap().access_of(&subject).unwrap();
        let rebuilt = after_index.access_of(&subject).unwrap();
        let names = |access: &crate::access::Access| -> Vec<_> {
            access.permissions.iter().map(|p| (p.permission.clone(), p.divisions.clone(), p.only_conditional)).collect()
        };
        prop_assert_eq!(names(&changed), names(&rebuilt), "the changed index and a new one differ for {}", subject);
    }
    let told_subjects: BTreeSet<SubjectRef> = (0..answer.len()).map(|at| answer.subject(at).unwrap().subject).collect();
    prop_assert_eq!(told_subjects, expected, "{:?}", changes);
    for (at, row) in answer.rows.iter().enumerate() {
        let difference = answer.row(at).unwrap();
        let subject = &difference.subject.subject;
        let (then, now) = (tenant.of(subject), after.of(subject));
        let count =
            |found: &BTreeSet<(String, String, bool)>| found.iter().map(|(p, ..)| p).collect::<BTreeSet<_>>().len();
        let (lost, gained) = (more(&then, &now), more(&now, &then));
        prop_assert_eq!((row.lost as usize, row.gained as usize), (count(&lost), count(&gained)));
        let (lost, gained) = (told(lost), told(gained));
        prop_assert_eq!(spelled(&difference.lost, &lost), lost);
        prop_assert_eq!(spelled(&difference.gained, &gained), gained);
        for survivor in &difference.survives {
            prop_assert!(level_anywhere(&now, &survivor.permission.to_string(), None) > 0);
            prop_assert!(!survivor.by.is_empty());
        }
    }
    prop_assert!(answer.rows.is_sorted_by_key(|row| std::cmp::Reverse(row.lost)));
    Ok(())
}

fn check_compare(tenant: &Tenant, a: &Index, b: &Index) -> Result<(), TestCaseError> {
    let index = tenant.index();
    let subjects = everybody(tenant);
    let (a, b) = (a.get(&subjects), b.get(&subjects[..5]));
    let question = Question::Compare(Side::Subject(a.clone()), Side::Subject(b.clone()));
    let Ok(Answer::Compare(answer)) = index.answer(&question) else { panic!("no comparison") };
    for (side, subject) in [(0, a), (1, b)] {
        let naive = tenant.of(subject);
        let found = answer.rows.iter().filter_map(|row| {
            let (divisions, tied) = if side == 0 { (&row.a, row.a_conditional) } else { (&row.b, row.b_conditional) };
            (!divisions.is_empty()).then(|| (row.permission.to_string(), divisions, tied))
        });
        let mut seen = BTreeSet::new();
        for (permission, divisions, tied) in found {
            prop_assert_eq!(level_anywhere(&naive, &permission, None), if tied { 1 } else { 2 });
            for division in DIVISIONS {
                let listed = divisions.iter().any(|d| d.id.is_all() || d.id.as_str() == division);
                prop_assert_eq!(listed, level(&naive, &permission, division) > 0, "{} in {}", permission, division);
            }
            seen.insert(permission);
        }
        prop_assert_eq!(seen, naive.keys().map(|(permission, _)| permission.clone()).collect::<BTreeSet<_>>());
    }
    let changes: Vec<Change> = answer.align.iter().map(|change| change.change.clone()).collect();
    let after = index.with(&changes).unwrap();
    let base = |role: &RoleId| tenant.roles.iter().any(|one| one.id == *role && one.is_base);
    let direct = |index: &AccessIndex, who: &SubjectRef, keep_base: bool| -> BTreeSet<(RoleId, DivisionId)> {
        let grants = index.grants_of(who).unwrap().into_iter();
        grants
            .filter(|grant| grant.source == crate::model::GrantSource::Direct && (keep_base || !base(&grant.role)))
            .map(|grant| (grant.role, grant.division))
            .collect()
    };
    let (wanted, got) = (direct(&index, a, true), direct(&after, b, true));
    prop_assert!(got.is_superset(&wanted));
    prop_assert_eq!(direct(&index, a, false), direct(&after, b, false), "only base roles may stay");
    if got == wanted {
        prop_assert_eq!(tenant.after(&changes).of(b), tenant.of(a), "B is not as A");
    } else {
        prop_assert!(!answer.align_cannot.is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(tenants(1_000))]

    #[test]
    fn cuts_cut_and_none_can_be_spared(tenant in a_tenant(), pick in picked()) {
        check_why(&tenant, &pick)?;
    }

    #[test]
    fn remedies_grant_and_tell_their_excess(tenant in a_tenant(), pick in picked()) {
        check_why_not(&tenant, &pick)?;
    }

    #[test]
    fn nobody_who_can_is_forgotten(tenant in a_tenant(), pick in picked()) {
        check_who_can(&tenant, &pick)?;
    }

    #[test]
    fn changes_do_what_is_told(tenant in a_tenant(), changes in prop::collection::vec(a_change(), 1..4)) {
        check_what_if(&tenant, &changes)?;
    }

    #[test]
    fn two_sides_are_compared_and_aligned(tenant in a_tenant(), a in any::<Index>(), b in any::<Index>()) {
        check_compare(&tenant, &a, &b)?;
    }
}
