//! Why a subject lacks a permission, and what would grant it with least excess.

use super::Target;
use crate::access::Path;
use crate::access::answer::{Change, Miss, NearMiss, Remedy, Standing, WhyNot};
use crate::access::bits::Bits;
use crate::access::index::{AccessIndex, Drift, EVERYWHERE, Place, Reaches};
use crate::access::question::AskError;
use crate::model::{DisplayText, GrantSource, SubjectKind, UserId, UserState};

/// How many of each kind are told.
const DOZEN: usize = 12;

/// Something that would grant the permission, in numbers.
enum Candidate {
    Role(Place),
    Group(u32),
}

impl AccessIndex {
    pub(super) fn why_not(&self, target: &Target) -> Result<WhyNot, AskError> {
        let known = &self.book().permissions[target.permission];
        let standing = self.standing(target);
        Ok(WhyNot {
            subject: self.subject(target.subject),
            permission: known.permission.clone(),
            label: self.label(&known.permission),
            division: self.asked_division(target),
            standing,
            misses: self.misses(target, standing),
            remedies: if standing == Standing::Has { Vec::new() } else { self.remedies(target, standing)? },
        })
    }

    fn misses(&self, target: &Target, standing: Standing) -> Vec<NearMiss> {
        let row = self.row(target.subject);
        let permission = self.permission(target.permission);
        let name = &row.name;
        let mut misses = Vec::new();
        if let Some(state @ (UserState::Inactive | UserState::Deleted)) = row.state {
            misses.push(miss(Miss::NotActive, format!("{name} is {state}: no role helps until that changes")));
        }
        if standing == Standing::Has {
            return misses;
        }
        let paths = self.paths_to(target.subject, target.permission);
        let here = |path: &Path| self.path_reaches(path, target);
        let asked = target.division.map_or("anywhere".to_owned(), |at| format!("in {}", self.division(at).name));
        misses.extend(paths.iter().filter(|path| !here(path)).take(DOZEN).map(|path| {
            NearMiss {
                miss: Miss::OtherDivision,
                words: format!(
                    "the role {} ({}) gives it in {}, not {asked}",
                    path.role_name, path.source_name, path.division.name
                )
                .into(),
                path: Some(path.clone()),
            }
        }));
        misses.extend(paths.iter().filter(|path| here(path)).take(DOZEN).filter_map(|path| {
            let condition = path.condition.as_ref()?;
            let words =
                format!("the role {} ({}) gives it only when {condition}", path.role_name, path.source_name).into();
            Some(NearMiss { miss: Miss::Condition, words, path: Some(path.clone()) })
        }));
        if row.subject.kind == SubjectKind::User {
            misses.extend(self.missed_groups(target));
        }
        let (held, giving) = self.roles_about(target);
        let mut templates: Vec<&DisplayText> =
            giving.iter().flat_map(|role| self.book().templates.with_role(self.role_id(*role))).collect();
        templates.sort_unstable();
        templates.dedup();
        let lacking = templates.into_iter().filter_map(|template| {
            let roles = self.book().templates.roles_of(template.as_str())?;
            let missing: Vec<&str> = roles
                .into_iter()
                .filter_map(|id| self.role_place(id).ok())
                .filter(|role| !held.has(*role as usize))
                .map(|role| self.role(role).name.as_str())
                .collect();
            let named = missing.iter().take(DOZEN).copied().collect::<Vec<_>>().join(", ");
            let words = format!("the template {template} would give it; {name} does not hold its roles: {named}");
            (!missing.is_empty()).then(|| miss(Miss::Template, words))
        });
        misses.extend(lacking.take(DOZEN));
        let mut roles: Vec<u32> = giving.iter().copied().filter(|role| !held.has(*role as usize)).collect();
        // A role that gives it freely is nearer than one with a condition, and a smaller one nearer than a bigger one.
        let size = |role: u32| self.role(role).free.count() + self.role(role).tied.count();
        roles.sort_by_cached_key(|role| {
            let row = self.role(*role);
            (!row.free.has(target.permission), size(*role), row.name.clone())
        });
        let division = self.division_to_grant(target);
        misses.extend(roles.into_iter().take(DOZEN).map(|role| {
            let row = self.role(role);
            let when = if row.free.has(target.permission) { "" } else { " under a condition" };
            NearMiss {
                miss: Miss::Role,
                words: format!("the role {} gives it{when}; {name} does not have that role", row.name).into(),
                path: self.path_by(GrantSource::Direct, role, division, target.permission),
            }
        }));
        misses.extend(self.missed_licence(target));
        if giving.is_empty() {
            misses.push(miss(Miss::NoRole, format!("no role gives {permission}")));
        }
        misses
    }

    /// The roles that the subject holds anywhere, and those that give the permission.
    fn roles_about(&self, target: &Target) -> (Bits, Vec<u32>) {
        let mut held = Bits::new(self.role_count() as usize);
        let mut ways = Vec::new();
        self.ways_of(target.subject, &mut ways);
        ways.iter().for_each(|way| held.set(way.place.role as usize));
        let gives = |role: &u32| {
            let row = self.role(*role);
            row.free.has(target.permission) || row.tied.has(target.permission)
        };
        (held, (0..self.role_count()).filter(gives).collect())
    }

    /// Groups that give it where it is asked for and that the subject is not in.
    fn missed_groups(&self, target: &Target) -> Vec<NearMiss> {
        let name = &self.row(target.subject).name;
        let mut groups: Vec<(u32, Place, bool)> = Vec::new();
        for (group, free) in self.giving_groups(target) {
            let place = self.direct(group).iter().find(|place| self.place_gives(place, target, free));
            groups.extend(place.map(|place| (group, *place, free)));
        }
        groups.sort_by_key(|(group, _, free)| (!free, *group));
        let near = |(group, place, free): (u32, Place, bool)| {
            let when = if free { "" } else { " under a condition" };
            let (role, group_name) = (&self.role(place.role).name, &self.row(group).name);
            NearMiss {
                miss: Miss::Group,
                words: format!("the group {group_name} gives it{when} by the role {role}; {name} is not in that group")
                    .into(),
                path: self.path_by(
                    GrantSource::Group(self.group_id(group)),
                    place.role,
                    place.division,
                    target.permission,
                ),
            }
        };
        groups.into_iter().take(DOZEN).map(near).collect()
    }

    /// Whether a grant gives the permission where it is asked for: freely, or at all.
    fn place_gives(&self, place: &Place, target: &Target, free: bool) -> bool {
        let role = self.role(place.role);
        let gives = role.free.has(target.permission) || !free && role.tied.has(target.permission);
        gives && self.reaches(place.division, target.permission, target.division)
    }

    /// Groups that give it there and that the subject is not in, and whether freely.
    fn giving_groups(&self, target: &Target) -> Vec<(u32, bool)> {
        let mine: Vec<u32> = self.groups_of(target.subject).collect();
        let others = self.groups().filter(|group| !mine.contains(group));
        let giving = others.filter_map(|group| {
            let gives = |free| self.direct(group).iter().any(|place| self.place_gives(place, target, free));
            gives(false).then(|| (group, gives(true)))
        });
        giving.collect()
    }

    fn missed_licence(&self, target: &Target) -> Option<NearMiss> {
        let needed = &self.book().permissions[target.permission].licences;
        let has = self.needed_names(target.subject);
        if needed.is_empty() || needed.iter().any(|licence| has.contains(licence)) || self.is_group(target.subject) {
            return None;
        }
        let names = needed.iter().map(DisplayText::as_str).collect::<Vec<_>>().join(" or ");
        Some(miss(Miss::Licence, format!("it needs a licence that no role of theirs brings: {names}")))
    }

    /// Where a role would be granted with least excess: where it was asked for; else in the person's own division.
    fn division_to_grant(&self, target: &Target) -> u32 {
        let own = || self.row(target.subject).division.as_ref().and_then(|own| self.division_place(own).ok());
        target.division.or_else(own).unwrap_or(EVERYWHERE)
    }

    fn remedies(&self, target: &Target, standing: Standing) -> Result<Vec<Remedy>, AskError> {
        let division = self.division_to_grant(target);
        let (_, giving) = self.roles_about(target);
        // What is had under a condition already is not helped by another condition.
        let enough = |free: bool| free || standing == Standing::Lacks;
        let roles = giving
            .into_iter()
            .map(|role| (Candidate::Role(Place { role, division }), self.role(role).free.has(target.permission)));
        let is_person = self.row(target.subject).subject.kind == SubjectKind::User;
        let groups = if is_person { self.giving_groups(target) } else { Vec::new() };
        let groups = groups.into_iter().map(|(group, free)| (Candidate::Group(group), free));

        let mut ways = Vec::new();
        self.ways_of(target.subject, &mut ways);
        let held: Vec<Place> = ways.iter().map(|way| way.place).collect();
        let before = self.reaches_by(held.iter().copied());
        let mut after = Reaches::default();
        let mut weighed: Vec<(usize, bool, Candidate)> = Vec::new();
        for (candidate, free) in roles.chain(groups).filter(|(_, free)| enough(*free)) {
            after.fill(self, held.iter().chain(self.added(&candidate)).copied(), None);
            let mut gained = Drift::between(&after, &before);
            gained.leave_out(self, target.permission, target.division);
            weighed.push((gained.weight(self), !free, candidate));
        }
        weighed.sort_by_cached_key(|(weight, tied, candidate)| {
            let name = match candidate {
                Candidate::Role(place) => &self.role(place.role).name,
                Candidate::Group(group) => &self.row(*group).name,
            };
            (*weight, *tied, name.clone())
        });
        weighed.truncate(DOZEN);
        weighed.into_iter().map(|(_, tied, candidate)| self.remedy(target, &held, &before, tied, &candidate)).collect()
    }

    fn added<'a>(&'a self, candidate: &'a Candidate) -> &'a [Place] {
        match candidate {
            Candidate::Role(place) => std::slice::from_ref(place),
            Candidate::Group(group) => self.direct(*group),
        }
    }

    fn remedy(
        &self,
        target: &Target,
        held: &[Place],
        before: &Reaches,
        tied: bool,
        candidate: &Candidate,
    ) -> Result<Remedy, AskError> {
        let added = self.added(candidate);
        let subject = &self.row(target.subject).subject;
        let change = match candidate {
            Candidate::Role(place) => Change::AddGrant {
                subject: subject.clone(),
                role: self.role_id(place.role).clone(),
                division: self.division(place.division).id.clone(),
            },
            Candidate::Group(group) => {
                Change::JoinGroup { user: UserId::new(subject.id.clone()), group: self.group_id(*group) }
            }
        };
        let mut gained = Drift::between(&self.reaches_by(held.iter().chain(added).copied()), before);
        gained.leave_out(self, target.permission, target.division);
        let mut licences = Bits::new(self.licence_count());
        added.iter().for_each(|place| licences.add(&self.role(place.role).licences));
        let has = self.needed_names(target.subject);
        let mut licences = self.licence_names(&licences);
        licences.retain(|licence| !has.contains(licence) && subject.kind == SubjectKind::User);
        let giving = added.iter().find(|place| self.place_gives(place, target, !tied));
        let path =
            giving.and_then(|place| self.path_by(GrantSource::Direct, place.role, place.division, target.permission));
        Ok(Remedy {
            changes: vec![self.name_change(change)?],
            excess: gained.reach(self),
            licences,
            condition: path.and_then(|path| path.condition),
        })
    }
}

fn miss(miss: Miss, words: String) -> NearMiss {
    NearMiss { miss, words: words.into(), path: None }
}
