//! From what the rows say to people, roles and divisions that exist. Nothing is asked of the tenant here: everything is
//! in the directory, save external ids, which were looked up before, and people who were read anew.

use super::action::Pair;
use super::columns::{DIVISION, NAMES, PERSON, ROLE, TIER};
use super::entitlements::Entitlements;
use super::file::Mode;
use crate::access::{AccessIndex, AskError};
use crate::directory::Snapshot;
use crate::model::{DivisionId, Person, RoleId, UserId, UserState};
use crate::pipelines::sheet::{Flaw, Row};
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
    /// Whom external ids name; one that names nobody is not among them.
    pub external: HashMap<String, UserId>,
    /// People who were read after the directory.
    pub anew: HashMap<UserId, Person>,
    base: HashSet<&'a RoleId>,
    /// What roles and templates are: a file names the same few many times.
    roles: Mutex<HashMap<String, Vec<RoleId>>>,
    /// The same of divisions.
    divisions: Mutex<HashMap<String, DivisionId>>,
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
            base: snapshot.roles.iter().filter(|role| role.is_base).map(|role| &role.id).collect(),
            roles: Mutex::default(),
            divisions: Mutex::default(),
            by_id: snapshot.people.iter().map(|p| (p.id.as_str(), p)).collect(),
            by_email,
        }
    }

    /// Whether the directory does not know whom this names, and it may be an external id.
    pub fn may_be_external(&self, text: &str) -> bool {
        // A directory that is behind has neither id nor address; both are told by the finding.
        let known = self.by_id.contains_key(text) || self.by_email.contains_key(&text.to_lowercase());
        !text.is_empty() && !known && !text.contains('@') && uuid::Uuid::parse_str(text).is_err()
    }

    /// The person, as they were read last.
    pub fn person(&self, id: &UserId) -> Option<&Person> {
        self.anew.get(id).or_else(|| self.by_id.get(id.as_str()).copied())
    }

    /// Roles that everybody has and nobody can be without.
    pub fn base_roles(&self) -> &HashSet<&'a RoleId> {
        &self.base
    }

    pub(in crate::pipelines) fn named(&self, text: &str) -> Result<(UserId, bool), Flaw> {
        let flaw = |code, reason: String| Flaw::new(NAMES[PERSON], code, reason);
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
            Some(person) => Ok((person.clone(), true)),
            None => Err(flaw("unknown-person", format!("nobody is known as {text}"))
                .remedy("correct it; an external id is AUTHORITY:KEY, or KEY under the configured authority")),
        }
    }

    pub(in crate::pipelines) fn roles(&self, text: &str) -> Result<Vec<RoleId>, Flaw> {
        let mut known = self.roles.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(roles) = known.get(text) {
            return Ok(roles.clone());
        }
        let roles = self.look_up_roles(text)?;
        known.insert(text.to_owned(), roles.clone());
        Ok(roles)
    }

    fn look_up_roles(&self, text: &str) -> Result<Vec<RoleId>, Flaw> {
        let flaw = |code, reason: String| Flaw::new(NAMES[ROLE], code, reason);
        if text.is_empty() {
            return Err(flaw("no-role", "names no role".to_owned()).remedy("give the name or the id of a role"));
        }
        let Some(template) = text.strip_prefix("template:").map(str::trim) else {
            return Ok(vec![self.index.role_named(text).map_err(|e| self.not_one_role(text, &e))?]);
        };
        let Some(access) = self.index.access_of_template(template) else {
            let flaw = flaw("unknown-template", format!("there is no role template {template}"));
            return Err(flaw.remedy("correct it, or write it into role-templates.toml in the config folder"));
        };
        // A template that names a role which does not exist expands to less than it says.
        if let Some(problem) = self.index.template_problems().first() {
            let flaw = flaw("broken-template", format!("the role templates are not whole: {problem}"));
            return Err(flaw.remedy("correct role-templates.toml in the config folder"));
        }
        Ok(access.roles.into_iter().map(|branch| branch.role).collect())
    }

    /// The division that a row names, or the person's own.
    fn division(&self, text: &str, person: &Person) -> Result<DivisionId, Flaw> {
        if text.is_empty() {
            return person.division.clone().ok_or_else(|| {
                let reason = format!("{} has no known division, and the row names none", person.name);
                Flaw::new(NAMES[DIVISION], "no-division", reason).remedy("name the division, or * for all")
            });
        }
        self.division_named(text)
    }

    /// The division with this name or id.
    pub(in crate::pipelines) fn division_named(&self, text: &str) -> Result<DivisionId, Flaw> {
        let mut known = self.divisions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(division) = known.get(text) {
            return Ok(division.clone());
        }
        let division = self.index.division_named(text).map_err(|e| {
            let several = several(text, self.snapshot.divisions.iter().map(|d| d.name.as_str()));
            not_one(NAMES[DIVISION], ["ambiguous-division", "unknown-division"], several, text, &e)
        })?;
        known.insert(text.to_owned(), division.clone());
        Ok(division)
    }

    fn not_one_role(&self, text: &str, error: &AskError) -> Flaw {
        let several = several(text, self.snapshot.roles.iter().map(|role| role.name.as_str()));
        not_one(NAMES[ROLE], ["ambiguous-role", "unknown-role"], several, text, error)
    }

    /// What a row stands for, by itself.
    pub(super) fn check(&self, row: &Row, mode: Mode) -> Result<Found, Flaw> {
        if let Some(flaw) = &row.flaw {
            return Err(flaw.clone());
        }
        let (id, external) = self.named(row.cell(PERSON))?;
        let unknown = || {
            let flaw = Flaw::new(NAMES[PERSON], "unknown-person", format!("nobody has the id {id} any more"));
            flaw.remedy("leave the row out, or correct the id")
        };
        let person = self.person(&id).ok_or_else(unknown)?;
        if person.state != UserState::Active {
            let (code, remedy) = match person.state {
                UserState::Deleted => ("deleted-person", "leave the row out, or restore the person first"),
                _ => ("inactive-person", "leave the row out, or make the person active first"),
            };
            let reason = format!("{} is {}", person.name, person.state);
            return Err(Flaw::new(NAMES[PERSON], code, reason).remedy(remedy));
        }
        let roles = self.roles(row.cell(ROLE))?;
        let division = self.division(row.cell(DIVISION), person)?;
        if let Some(role) = roles.iter().find(|role| mode != Mode::Add && self.base.contains(role)) {
            let reason = format!("{} is a role that everybody has", self.role_name(role));
            let flaw = Flaw::new(NAMES[ROLE], "base-role", reason);
            return Err(flaw.remedy("leave the row out: it cannot be taken away"));
        }
        self.tier_allows(row.cell(TIER), &roles, mode)?;
        let pairs = roles.into_iter().map(|role| (role, division.clone())).collect();
        Ok(Found { person: id, external, pairs, mode })
    }

    fn tier_allows(&self, tier: &str, roles: &[RoleId], mode: Mode) -> Result<(), Flaw> {
        if tier.is_empty() {
            return Ok(());
        }
        for role in roles {
            match self.entitlements.allows(tier, self.role_name(role)) {
                None => {
                    let flaw = Flaw::new(NAMES[TIER], "unknown-tier", format!("there is no licence tier {tier}"));
                    let tiers = self.entitlements.names().join(", ");
                    return Err(flaw.remedy(format!("use one of {tiers}, or write it into entitlements.toml")));
                }
                Some(false) if mode != Mode::Remove => {
                    let reason = format!("the tier {tier} does not allow {}", self.role_name(role));
                    let flaw = Flaw::new(NAMES[TIER], "role-not-in-tier", reason);
                    return Err(flaw.remedy("correct tier or role, or allow it in entitlements.toml"));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn role_name<'r>(&'r self, role: &'r RoleId) -> &'r str {
        self.index.book().name(role).map_or(role.as_str(), |name| name.as_str())
    }
}

/// Whether several have this name.
fn several<'n>(text: &str, mut names: impl Iterator<Item = &'n str>) -> bool {
    let lower = text.to_lowercase();
    let mut same = || names.by_ref().any(|name| name.to_lowercase() == lower);
    same() && same()
}

/// Tells a name that nothing has from one that several have.
fn not_one(column: &'static str, codes: [&'static str; 2], several: bool, text: &str, error: &AskError) -> Flaw {
    let [ambiguous, unknown] = codes;
    match several {
        true => Flaw::new(column, ambiguous, format!("several are called {text}")).remedy(nearest(error)),
        false => Flaw::new(column, unknown, error.to_string()).remedy("correct the name, or give the id"),
    }
}

fn nearest(error: &AskError) -> String {
    let (AskError::NoSuch { nearest, .. } | AskError::NoPermission { nearest, .. }) = error else {
        return "give the id".to_owned();
    };
    let names: Vec<_> = nearest.iter().map(|name| name.as_str()).collect();
    format!("give the id: {}", names.join(", "))
}
