//! What is given back, portion by portion: what of it the person lacks, and what of it is there no more.

use super::Portion;
use super::action::Action;
use super::plan::{BULK, Making};
use crate::model::{DisplayText, GrantSource, Group, Rated, Seat};
use std::collections::HashSet;
use std::hash::Hash;

impl Making<'_> {
    pub(super) fn grants(&mut self) {
        let direct = |seat: &Seat| -> HashSet<_> {
            let own = seat.grants.iter().filter(|g| g.source == GrantSource::Direct);
            own.map(|g| (g.role.clone(), g.division.clone())).collect()
        };
        let has = direct(self.now);
        let (mut grants, mut effects) = (Vec::new(), Vec::new());
        for grant in self.wanted.grants.iter().filter(|g| g.source == GrantSource::Direct) {
            let pair = (grant.role.clone(), grant.division.clone());
            if !self.known.roles.contains(&grant.role) {
                self.gone(format!("the role {}", grant.role_name));
            } else if !self.known.divisions.contains(&grant.division) {
                self.gone(format!("the division {} of the role {}", grant.division_name, grant.role_name));
            } else {
                if !has.contains(&pair) {
                    effects.push(format!("+ {} ({})", grant.role_name, grant.division_name));
                    grants.push(pair.clone());
                }
                if self.asked(Portion::Grants) {
                    self.expected.grants.push(pair);
                }
            }
        }
        let skip = grants.is_empty().then_some("nothing is missing");
        self.step(Portion::Grants, grants.len().div_ceil(BULK) + 1, &Action::GiveGrants { grants }, effects, skip);
    }

    pub(super) fn groups(&mut self) {
        let has: HashSet<_> = self.now.groups.iter().map(|g| g.id.clone()).collect();
        let (mut groups, mut effects) = (Vec::new(), Vec::new());
        for group in &self.wanted.groups {
            if !self.known.groups.contains(&group.id) {
                self.gone(format!("the group {}", group.name));
                continue;
            }
            if !has.contains(&group.id) {
                effects.push(format!("+ {}{}", group.name, gives(self.wanted, group)));
                groups.push(group.id.clone());
            }
            if self.asked(Portion::Groups) {
                self.expected.groups.push(group.id.clone());
            }
        }
        let skip = groups.is_empty().then_some("nothing is missing");
        self.step(Portion::Groups, groups.len() * 2 + 1, &Action::JoinGroups { groups }, effects, skip);
    }

    pub(super) fn queues(&mut self) {
        let has: HashSet<_> = self.now.queues.iter().map(|q| (q.id.clone(), q.joined)).collect();
        let (mut own, mut by_group, mut joined, mut effects) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for queue in &self.wanted.queues {
            if !self.known.queues.contains(&queue.id) {
                self.gone(format!("the queue {}", queue.name));
                continue;
            }
            let comes = !queue.by_group || self.asked(Portion::Groups);
            if comes && self.asked(Portion::Queues) {
                self.expected.queues.push((queue.id.clone(), queue.joined));
            }
            if has.contains(&(queue.id.clone(), queue.joined)) || !comes {
                continue;
            }
            let on = if queue.joined { " (joined)" } else { "" };
            match queue.by_group {
                true => {
                    effects.push(format!("  {}{on} comes with its group", queue.name));
                    by_group.push(queue.id.clone());
                }
                false => {
                    effects.push(format!("+ {}{on}", queue.name));
                    own.push(queue.id.clone());
                }
            }
            if queue.joined {
                joined.push(queue.id.clone());
            }
        }
        let skip = (own.is_empty() && by_group.is_empty()).then_some("nothing is missing");
        let calls = own.len() * 2 + by_group.len() + 4;
        self.step(Portion::Queues, calls, &Action::JoinQueues { own, by_group, joined }, effects, skip);
    }

    pub(super) fn skills(&mut self) {
        let mut effects = Vec::new();
        let gone = missing(&self.wanted.skills, &self.known.skills);
        gone.into_iter().for_each(|name| self.gone(format!("the skill {name}")));
        let gone = missing(&self.wanted.languages, &self.known.languages);
        gone.into_iter().for_each(|name| self.gone(format!("the language {name}")));
        let back = |r: &Rated<_>| self.known.skills.contains(&r.id);
        let lacking = lacking(&self.now.skills, self.wanted.skills.iter().filter(|r| back(r)), &mut effects);
        // The call sets the whole list, so what the person has gained since is in it.
        let kept = self.now.skills.iter().filter(|r| !lacking.iter().any(|(id, _)| *id == r.id));
        let skills: Vec<_> = match lacking.is_empty() {
            true => Vec::new(),
            false => kept.map(pair).chain(lacking.clone()).collect(),
        };
        let wanted = self.wanted.languages.iter().filter(|r| self.known.languages.contains(&r.id));
        let languages = self::lacking(&self.now.languages, wanted.clone(), &mut effects);
        if self.asked(Portion::Skills) {
            let back = |r: &&Rated<_>| self.known.skills.contains(&r.id);
            self.expected.skills = self.wanted.skills.iter().filter(back).map(pair).collect();
            self.expected.languages = wanted.map(pair).collect();
        }
        let skip = (skills.is_empty() && languages.is_empty()).then_some("nothing is missing");
        let calls = usize::from(!skills.is_empty()) + languages.len().div_ceil(BULK) + 1;
        self.step(Portion::Skills, calls, &Action::GiveSkills { skills, languages }, effects, skip);
    }

    pub(super) fn utilization(&mut self) {
        let skip = match (&self.wanted.utilization, &self.now.utilization) {
            (None, _) => Some("had the organisation's"),
            (Some(then), Some(now)) if then == now => Some("has it"),
            (Some(_), _) => None,
        };
        if skip.is_none() && self.asked(Portion::Utilization) {
            self.expected.utilization = true;
        }
        let action = Action::SetUtilization { told: self.wanted.utilization.clone().unwrap_or_default() };
        self.step(Portion::Utilization, 2, &action, vec!["the organisation's -> their own setting".to_owned()], skip);
    }
}

fn pair<I: Clone>(rated: &Rated<I>) -> (I, f64) {
    (rated.id.clone(), rated.proficiency)
}

fn missing<I: Eq + Hash>(wanted: &[Rated<I>], known: &HashSet<I>) -> Vec<DisplayText> {
    wanted.iter().filter(|r| !known.contains(&r.id)).map(|r| r.name.clone()).collect()
}

/// What is not had with the same proficiency.
fn lacking<'a, I: Clone + PartialEq + 'a>(
    now: &[Rated<I>],
    wanted: impl Iterator<Item = &'a Rated<I>>,
    effects: &mut Vec<String>,
) -> Vec<(I, f64)> {
    wanted
        .filter(|w| !now.iter().any(|n| n.id == w.id && n.proficiency == w.proficiency))
        .inspect(|w| effects.push(format!("+ {} {}", w.name, w.proficiency)))
        .map(pair)
        .collect()
}

/// The roles that come with a group, in words.
fn gives(seat: &Seat, group: &Group) -> String {
    let of_group = seat.grants.iter().filter(|g| g.source == GrantSource::Group(group.id.clone()));
    let roles: Vec<_> = of_group.map(|g| format!("{} ({})", g.role_name, g.division_name)).collect();
    if roles.is_empty() { String::new() } else { format!("      gave {}", roles.join(", ")) }
}
