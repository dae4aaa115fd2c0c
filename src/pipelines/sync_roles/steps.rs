//! The steps of a plan in words.

use super::action::{Action, Pair};
use super::plan::{Differing, Request};
use crate::model::{DivisionId, Grant, Phase, PlannedStep, RoleId, UserId};
use crate::pipelines::draft::Draft;
use std::collections::HashMap;

/// How many names a step tells.
const NAMED: usize = 5;

/// What roles, divisions and people are called.
pub(super) struct Words<'a> {
    request: &'a Request<'a>,
    /// As the tenant told them with the grants: the directory may not know all.
    roles: HashMap<RoleId, String>,
    divisions: HashMap<DivisionId, String>,
}

impl<'a> Words<'a> {
    pub(super) fn new(request: &'a Request<'a>, differing: &[Differing]) -> Self {
        let (mut roles, mut divisions) = (HashMap::new(), HashMap::new());
        for Grant { role, role_name, division, division_name, .. } in
            differing.iter().flat_map(|one| request.grants(&one.person))
        {
            roles.insert(role, role_name.to_string());
            divisions.insert(division, division_name.to_string());
        }
        Self { request, roles, divisions }
    }

    fn role(&self, id: &RoleId) -> String {
        let known = self.request.known.index.book().name(id).map(ToString::to_string);
        known.or_else(|| self.roles.get(id).cloned()).unwrap_or_else(|| id.to_string())
    }

    fn division(&self, id: &DivisionId) -> String {
        if id.is_all() {
            return "all".to_owned();
        }
        let known = self.request.known.snapshot.division_name(id).map(ToString::to_string);
        known.or_else(|| self.divisions.get(id).cloned()).unwrap_or_else(|| id.to_string())
    }

    fn people(&self, people: &[UserId]) -> String {
        let names: Vec<_> = people.iter().take(NAMED).map(|id| self.request.name(id).to_string()).collect();
        match people.len().saturating_sub(NAMED) {
            0 => names.join(", "),
            more => format!("{} and {more} more", names.join(", ")),
        }
    }

    /// The step that carries an action out; its ordinal is still to be set.
    pub(super) fn step(&self, name: &str, action: &Action) -> PlannedStep {
        let grants = |sign: char, person: &UserId, pairs: &[Pair]| {
            let line = |(role, division): &Pair| {
                format!("{sign} {} ({}): {}", self.role(role), self.division(division), self.request.name(person))
            };
            pairs.iter().map(line).collect()
        };
        let effects = match action {
            Action::GrantRole { role, divisions, people } => {
                let divisions: Vec<_> = divisions.iter().map(|d| self.division(d)).collect();
                vec![format!("+ {} ({}): {}", self.role(role), divisions.join(", "), self.people(people))]
            }
            Action::AddGrants { person, grants: pairs } => grants('+', person, pairs),
            Action::TakeGrants { person, grants: pairs } => grants('-', person, pairs),
        };
        // One call that writes, and one for each person to read back.
        let draft = Draft { phase: Phase::Sync, name, calls: 1 + action.people().len(), essential: false };
        draft.step(action, effects, None)
    }
}
