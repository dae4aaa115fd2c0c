//! From what the rows say to people, roles and divisions that exist. Nothing is asked of the tenant here: everything is
//! in the directory, save external ids, which were looked up before, and people who were read anew.

use super::action::Pair;
use super::entitlements::Entitlements;
use super::file::{Mode, RawRow};
use super::flaw::{Column, Flaw};
use crate::access::{AccessIndex, AskError};
use crate::directory::Snapshot;
use crate::model::{DivisionId, Person, RoleId, UserId, UserState};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// What rows are held against.
pub struct Known<'a> {
    /// Names and ids of roles and divisions, and templates.
    pub index: &'a AccessIndex,
    /// The lists of the directory.
    pub snapshot: &'a Snapshot,
    /// Which tier allows which role.
    pub entitlements: &'a Entitlements,
    /// Whom external ids name; none for one that names nobody.
    pub external: HashMap<String, Option<Person>>,
    /// People who were read after the directory.
    pub anew: HashMap<UserId, Person>,
    /// What templates expand to: a file names the same few many times.
    templates: Mutex<HashMap<String, Option<Vec<RoleId>>>>,
    by_id: HashMap<&'a str, &'a Person>,
    by_email: HashMap<String, Vec<&'a Person>>,
}

/// A row that can be carried out.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Whom it is about.
    pub person: UserId,
    /// Whether an external id named them.
    pub external: bool,
    /// The grants it stands for; several for a template.
    pub pairs: Vec<Pair>,
    /// What is to be done.
    pub mode: Mode,
}

/// A row with what it came to.
#[derive(Clone, PartialEq, Debug)]
pub struct Checked {
    /// The row.
    pub raw: RawRow,
    /// What it stands for, or why it cannot be carried out.
    pub found: Result<Found, Flaw>,
}

impl<'a> Known<'a> {
    /// Sorts the people of the directory in.
    pub fn new(index: &'a AccessIndex, snapshot: &'a Snapshot, entitlements: &'a Entitlements) -> Self {
        let mut by_email: HashMap<String, Vec<&Person>> = HashMap::new();
        for person in snapshot.people.iter().filter(|p| !p.email.is_empty()) {
            by_email.entry(person.email.as_str().to_lowercase()).or_default().push(person);
        }
        Self {
            index,
            snapshot,
            entitlements,
            external: HashMap::new(),
            anew: HashMap::new(),
            templates: Mutex::default(),
            by_id: snapshot.people.iter().map(|p| (p.id.as_str(), p)).collect(),
            by_email,
        }
    }

    /// What the directory does not know and may be an external id: each once, in the order of the file.
    pub fn external_ids(&self, rows: &[RawRow]) -> Vec<String> {
        let mut seen = HashSet::new();
        let unknown = rows.iter().map(|row| row.person.as_str()).filter(|text| {
            // A directory that is behind has neither; both are told by the finding.
            let known = self.by_id.contains_key(text) || self.by_email.contains_key(&text.to_lowercase());
            !text.is_empty() && !known && !text.contains('@') && uuid::Uuid::parse_str(text).is_err()
        });
        unknown.filter(|text| seen.insert(*text)).map(str::to_owned).collect()
    }

    /// The person, as they were read last.
    pub fn person(&self, id: &UserId) -> Option<&Person> {
        let of_external = || self.external.values().flatten().find(|person| person.id == *id);
        self.anew.get(id).or_else(|| self.by_id.get(id.as_str()).copied()).or_else(of_external)
    }

    /// Roles that everybody has and nobody can be without.
    pub fn base_roles(&self) -> HashSet<&RoleId> {
        self.snapshot.roles.iter().filter(|role| role.is_base).map(|role| &role.id).collect()
    }

    pub(in crate::pipelines) fn named(&self, text: &str) -> Result<(UserId, bool), Flaw> {
        let flaw = |code, reason: String| Flaw::new(Column::Person, code, reason);
        if text.is_empty() {
            let flaw = flaw("no-person", "names nobody".to_owned());
            return Err(flaw.remedy("give an id, an e-mail address or an external id"));
        }
        if let Some(person) = self.by_id.get(text) {
            return Ok((person.id.clone(), false));
        }
        let mut people = self.by_email.get(&text.to_lowercase()).cloned().unwrap_or_default();
        // A deleted person keeps the address; where somebody else has it now, that one is meant.
        if people.iter().any(|p| p.state != UserState::Deleted) {
            people.retain(|p| p.state != UserState::Deleted);
        }
        match people.as_slice() {
            [one] => return Ok((one.id.clone(), false)),
            [_, _, ..] => {
                let ids: Vec<_> = people.iter().map(|p| p.id.as_str()).collect();
                let reason = format!("{} people have the address {text}: {}", ids.len(), ids.join(", "));
                return Err(flaw("ambiguous-person", reason).remedy("name the person by id"));
            }
            [] => {}
        }
        match self.external.get(text) {
            Some(Some(person)) => Ok((person.id.clone(), true)),
            _ => Err(flaw("unknown-person", format!("nobody is known as {text}"))
                .remedy("correct it; an external id is AUTHORITY:KEY, or KEY under the configured authority")),
        }
    }

    pub(in crate::pipelines) fn roles(&self, text: &str) -> Result<Vec<RoleId>, Flaw> {
        let flaw = |code, reason: String| Flaw::new(Column::Role, code, reason);
        if text.is_empty() {
            return Err(flaw("no-role", "names no role".to_owned()).remedy("give the name or the id of a role"));
        }
        let Some(template) = text.strip_prefix("template:").map(str::trim) else {
            return Ok(vec![self.index.role_named(text).map_err(|e| self.not_one(Column::Role, text, &e))?]);
        };
        let Some(roles) = self.template(template) else {
            let flaw = flaw("unknown-template", format!("there is no role template {template}"));
            return Err(flaw.remedy("correct it, or write it into role-templates.toml in the config folder"));
        };
        // A template that names a role which does not exist expands to less than it says.
        if let Some(problem) = self.index.template_problems().first() {
            let flaw = flaw("broken-template", format!("the role templates are not whole: {problem}"));
            return Err(flaw.remedy("correct role-templates.toml in the config folder"));
        }
        Ok(roles)
    }

    fn template(&self, name: &str) -> Option<Vec<RoleId>> {
        let mut known = self.templates.lock().unwrap_or_else(PoisonError::into_inner);
        let expand = || {
            let access = self.index.access_of_template(name)?;
            Some(access.roles.into_iter().map(|branch| branch.role).collect())
        };
        known.entry(name.to_owned()).or_insert_with(expand).clone()
    }

    fn division(&self, text: &str, person: &Person) -> Result<DivisionId, Flaw> {
        if text.is_empty() {
            return person.division.clone().ok_or_else(|| {
                let reason = format!("{} has no known division, and the row names none", person.name);
                Flaw::new(Column::Division, "no-division", reason).remedy("name the division, or * for all")
            });
        }
        self.index.division_named(text).map_err(|e| self.not_one(Column::Division, text, &e))
    }

    /// Tells a name that nothing has from one that several have.
    pub(in crate::pipelines) fn not_one(&self, column: Column, text: &str, error: &AskError) -> Flaw {
        let lower = text.to_lowercase();
        let same = |name: &str| name.to_lowercase() == lower;
        let (several, ambiguous, unknown) = match column {
            Column::Role => {
                let roles = self.snapshot.roles.iter();
                (roles.filter(|r| same(r.name.as_str())).count() > 1, "ambiguous-role", "unknown-role")
            }
            _ => {
                let divisions = self.snapshot.divisions.iter();
                (divisions.filter(|d| same(d.name.as_str())).count() > 1, "ambiguous-division", "unknown-division")
            }
        };
        match several {
            true => Flaw::new(column, ambiguous, format!("several are called {text}")).remedy(nearest(error)),
            false => Flaw::new(column, unknown, error.to_string()).remedy("correct the name, or give the id"),
        }
    }

    fn check(&self, raw: &RawRow, mode: Mode) -> Result<Found, Flaw> {
        if raw.left_out {
            return Err(Flaw::new(Column::Row, Flaw::LEFT_OUT, "left out by the operator"));
        }
        if let Some(flaw) = &raw.flaw {
            return Err(flaw.clone());
        }
        let mode = raw.mode.unwrap_or(mode);
        let (id, external) = self.named(&raw.person)?;
        let unknown = || Flaw::new(Column::Person, "unknown-person", format!("nobody has the id {id} any more"));
        let person = self.person(&id).ok_or_else(unknown)?;
        if person.state != UserState::Active {
            let (code, remedy) = match person.state {
                UserState::Deleted => ("deleted-person", "leave the row out, or restore the person first"),
                _ => ("inactive-person", "leave the row out, or make the person active first"),
            };
            return Err(Flaw::new(Column::Person, code, format!("{} is {}", person.name, person.state)).remedy(remedy));
        }
        let roles = self.roles(&raw.role)?;
        let division = self.division(&raw.division, person)?;
        let name = |role: &RoleId| self.index.book().name(role).map_or(role.as_str(), |name| name.as_str()).to_owned();
        let base = self.base_roles();
        if let Some(role) = roles.iter().find(|role| mode != Mode::Add && base.contains(role)) {
            let reason = format!("{} is a role that everybody has", name(role));
            return Err(
                Flaw::new(Column::Role, "base-role", reason).remedy("leave the row out: it cannot be taken away")
            );
        }
        if !raw.tier.is_empty() {
            for role in &roles {
                match self.entitlements.allows(&raw.tier, &name(role)) {
                    None => {
                        let reason = format!("there is no licence tier {}", raw.tier);
                        let tiers = self.entitlements.names().join(", ");
                        let remedy = format!("use one of {tiers}, or write it into entitlements.toml");
                        return Err(Flaw::new(Column::Tier, "unknown-tier", reason).remedy(remedy));
                    }
                    Some(false) if mode != Mode::Remove => {
                        let reason = format!("the tier {} does not allow {}", raw.tier, name(role));
                        let remedy = "correct tier or role, or allow it in entitlements.toml";
                        return Err(Flaw::new(Column::Tier, "role-not-in-tier", reason).remedy(remedy));
                    }
                    Some(_) => {}
                }
            }
        }
        let pairs = roles.into_iter().map(|role| (role, division.clone())).collect();
        Ok(Found { person: id, external, pairs, mode })
    }
}

fn nearest(error: &AskError) -> String {
    let (AskError::NoSuch { nearest, .. } | AskError::NoPermission { nearest, .. }) = error else {
        return "give the id".to_owned();
    };
    let names: Vec<_> = nearest.iter().map(|name| name.as_str()).collect();
    format!("give the id: {}", names.join(", "))
}

/// Checks every row. A row that says what an earlier one says is a flaw of its own; where everybody is to have exactly
/// the grants of the file, nobody with a row that cannot be carried out is touched, because that row's grant would be
/// taken away.
pub fn check(rows: &[RawRow], known: &Known<'_>, mode: Mode) -> Vec<Checked> {
    let mut seen: HashMap<(UserId, Vec<Pair>, Mode), u64> = HashMap::new();
    let mut spoilt: HashMap<UserId, u64> = HashMap::new();
    let mut checked: Vec<Checked> = Vec::with_capacity(rows.len());
    for raw in rows {
        let mut found = known.check(raw, mode);
        if let Ok(row) = &found {
            let mut pairs = row.pairs.clone();
            pairs.sort_unstable();
            let first = *seen.entry((row.person.clone(), pairs, row.mode)).or_insert(raw.row);
            if first != raw.row {
                let flaw = Flaw::new(Column::Row, "duplicate", format!("says the same as row {first}"));
                found = Err(flaw.remedy("leave one of them out"));
            }
        } else if mode == Mode::Replace
            && let Ok((person, _)) = known.named(&raw.person)
        {
            spoilt.entry(person).or_insert(raw.row);
        }
        checked.push(Checked { raw: raw.clone(), found });
    }
    for row in &mut checked {
        let Ok(found) = &row.found else { continue };
        if let Some(bad) = spoilt.get(&found.person).filter(|_| found.mode == Mode::Replace) {
            let reason =
                format!("row {bad} of the same person cannot be carried out, so what they should have is not known");
            row.found = Err(Flaw::new(Column::Row, "incomplete", reason).remedy(format!("correct row {bad}")));
        }
    }
    checked
}
