//! From a row to a person who can be made, or to what is wrong with it. The same rows in the same order come to the same.

use super::action::NewPerson;
use super::columns::{
    COLUMNS, DEPARTMENT, DIVISION, EMAIL, EMPLOYEE_NUMBER, EXTERNAL_ID, FIRST_NAME, GROUPS, LANGUAGES, LAST_NAME,
    MANAGER, NAME, PHONE, QUEUES, ROLES, SKILLS, TIER, TITLE,
};
use super::form;
use super::known::{Known, folded};
use super::recipe::Recipe;
use crate::model::{DivisionId, ExternalId, RoleId, UserId, UserState};
use crate::pipelines::sheet::{Flaw, Row};
use std::collections::HashMap;

/// The longest name, department or title that is taken; longer ones are a column too far.
const LONGEST: usize = 256;
/// How many numbers are tried behind a taken user name.
const NUMBERS: u32 = 99;

/// What a row comes to.
#[derive(Clone, PartialEq, Debug)]
pub enum Checked {
    /// Somebody who can be made, and what should be known about it.
    Ready(Box<NewPerson>, Vec<Note>),
    /// It cannot be carried out.
    Bad(Flaw),
    /// Somebody said so.
    LeftOut,
}

/// Something about a row that keeps nobody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// A stable word for it.
    pub code: &'static str,
    /// It in words.
    pub text: String,
}

/// Checks rows, one after the other.
pub struct Checker<'a> {
    known: Known<'a>,
    recipe: &'a Recipe,
    /// The authority of a bare external id.
    authority: Option<&'a str>,
    emails: HashMap<String, u64>,
    names: HashMap<String, u64>,
    externals: HashMap<(String, String), u64>,
    numbers: HashMap<String, u64>,
}

impl<'a> Checker<'a> {
    /// Nothing seen yet.
    pub fn new(known: Known<'a>, recipe: &'a Recipe, authority: Option<&'a str>) -> Self {
        let (emails, names, externals, numbers) = Default::default();
        Self { known, recipe, authority, emails, names, externals, numbers }
    }

    /// What this row comes to, after all those before it.
    pub fn check(&mut self, row: &Row) -> Checked {
        if row.left_out {
            return Checked::LeftOut;
        }
        match self.person(row) {
            Ok((person, notes)) => Checked::Ready(Box::new(person), notes),
            Err(flaw) => Checked::Bad(flaw),
        }
    }

    /// The row's cell, or what the recipe has for an empty one.
    fn cell<'r>(&'r self, row: &'r Row, at: usize) -> &'r str {
        match row.cell(at) {
            "" => self.recipe.defaults.get(COLUMNS[at].name).map_or("", String::as_str),
            text => text,
        }
    }

    /// What the row lists, and what everybody has.
    fn listed<'r>(&'r self, row: &'r Row, at: usize) -> Vec<&'r str> {
        let mut all = form::list(self.cell(row, at));
        if let Some(everybody) = self.recipe.everybody.get(COLUMNS[at].name) {
            all.extend(form::list(everybody).into_iter().filter(|one| !row.cell(at).contains(one)));
        }
        all
    }

    fn person(&mut self, row: &Row) -> Result<(NewPerson, Vec<Note>), Flaw> {
        if let Some(flaw) = &row.flaw {
            return Err(flaw.clone());
        }
        let mut notes = Vec::new();
        let mut email = form::email(self.cell(row, EMAIL))?;
        let name = self.name(row)?;
        let phone = match self.cell(row, PHONE) {
            "" => String::new(),
            text => form::phone(text)?,
        };
        let division = self.division(row)?;
        let manager = self.manager(row)?;
        let grants = self.grants(row, &division)?;
        let (mut groups, mut queues, mut skills, mut languages) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for text in self.listed(row, GROUPS) {
            let group = self.known.group(text)?;
            groups.push((group.id.clone(), group.name.to_string()));
        }
        for text in self.listed(row, QUEUES) {
            let queue = self.known.queue(text)?;
            queues.push((queue.id.clone(), queue.name.to_string()));
        }
        for text in self.listed(row, SKILLS) {
            let (name, how) = form::rated(text, COLUMNS[SKILLS].name)?;
            let (id, name) = self.known.skill(name)?;
            skills.push((id, name, how));
        }
        for text in self.listed(row, LANGUAGES) {
            let (name, how) = form::rated(text, COLUMNS[LANGUAGES].name)?;
            let (id, name) = self.known.language(name)?;
            languages.push((id, name, how));
        }
        let external = self.external(row)?;
        email = self.free(email, &mut notes)?;
        let number = self.short(row, EMPLOYEE_NUMBER)?;
        self.only_one(&number, external.as_ref())?;
        let (department, title) = (self.short(row, DEPARTMENT)?, self.short(row, TITLE)?);
        self.look_alikes(&name, &mut notes);
        if !row.trimmed.is_empty() {
            notes.push(Note { code: "trimmed", text: format!("blanks trimmed in {}", row.trimmed.join(", ")) });
        }
        if !phone.is_empty() && phone != self.cell(row, PHONE) {
            notes.push(Note { code: "phone", text: format!("the phone is written {phone}") });
        }
        let person = NewPerson {
            email,
            name,
            division_name: self.known.division_name(&division),
            division,
            department,
            title,
            phone,
            employee_number: number,
            external,
            manager,
            grants,
            groups,
            queues,
            skills,
            languages,
        };
        self.note(&person, row.row);
        Ok((person, notes))
    }

    /// Notes what a row takes. Last of all: a row that cannot be carried out takes nothing from a later one.
    fn note(&mut self, person: &NewPerson, row: u64) {
        self.emails.insert(person.email.to_lowercase(), row);
        self.names.entry(folded(&person.name)).or_insert(row);
        if let Some(ExternalId { authority, key }) = &person.external {
            self.externals.insert((authority.to_string(), key.to_string()), row);
        }
        if !person.employee_number.is_empty() {
            self.numbers.insert(person.employee_number.clone(), row);
        }
    }

    fn short(&self, row: &Row, at: usize) -> Result<String, Flaw> {
        let (text, name) = (self.cell(row, at), COLUMNS[at].name);
        let flaw = |code, reason: String, remedy: &str| Err(Flaw::new(name, code, reason).remedy(remedy));
        if text.chars().count() > LONGEST {
            return flaw("too-long", format!("the {name} is longer than {LONGEST} characters"), "shorten it");
        }
        if text.chars().any(|c| c.is_control() || c == '\u{fffd}') {
            return flaw("bad-text", format!("the {name} has characters that are no text"), "write it anew");
        }
        Ok(text.to_owned())
    }

    fn name(&self, row: &Row) -> Result<String, Flaw> {
        let whole = self.short(row, NAME)?;
        if !whole.is_empty() {
            return Ok(whole);
        }
        let parts = [self.short(row, FIRST_NAME)?, self.short(row, LAST_NAME)?];
        let whole = parts.join(" ").trim().to_owned();
        match whole.is_empty() {
            true => Err(Flaw::new("name", "no-name", "has no name").remedy("give a name, or first name and last name")),
            false => Ok(whole),
        }
    }

    fn division(&self, row: &Row) -> Result<DivisionId, Flaw> {
        let text = self.cell(row, DIVISION);
        if text.is_empty() {
            let flaw = Flaw::new("division", "no-division", "names no division");
            return Err(flaw.remedy("name one, or give the recipe a default"));
        }
        let division = self.known.shared.division_named(text).map_err(|flaw| ours(flaw, "division"))?;
        match division.is_all() {
            true => Err(Flaw::new("division", "all-divisions", "a person is in one division").remedy("name one")),
            false => Ok(division),
        }
    }

    fn manager(&self, row: &Row) -> Result<Option<(UserId, String)>, Flaw> {
        let text = self.cell(row, MANAGER);
        if text.is_empty() {
            return Ok(None);
        }
        let (id, _) = self.known.shared.named(text).map_err(|flaw| match flaw.code {
            "ambiguous-person" => Flaw::new("manager", "ambiguous-manager", flaw.reason).remedy(flaw.remedy),
            _ => Flaw::new("manager", "unknown-manager", format!("nobody is known as {text}"))
                .remedy("give the e-mail address or the id of somebody who is there; make managers first"),
        })?;
        let person = self.known.shared.person(&id);
        match person.filter(|person| person.state == UserState::Active) {
            Some(person) => Ok(Some((id, person.name.to_string()))),
            None => {
                let flaw = Flaw::new("manager", "inactive-manager", format!("{text} is not active"));
                Err(flaw.remedy("name somebody who is active"))
            }
        }
    }

    fn grants(&self, row: &Row, own: &DivisionId) -> Result<Vec<(RoleId, DivisionId, String)>, Flaw> {
        let shared = &self.known.shared;
        let tier = self.cell(row, TIER);
        let mut grants: Vec<(RoleId, DivisionId, String)> = Vec::new();
        for text in self.listed(row, ROLES) {
            let (role, division) = match text.rsplit_once('@') {
                Some((role, division)) => {
                    let found = shared.division_named(division.trim());
                    (role.trim(), found.map_err(|flaw| ours(flaw, "roles"))?)
                }
                None => (text, own.clone()),
            };
            for id in shared.roles(role).map_err(|flaw| ours(flaw, "roles"))? {
                let name = shared.index.book().name(&id).map_or_else(|| id.to_string(), ToString::to_string);
                self.tier_allows(tier, &name)?;
                let place = if division.is_all() { "all".to_owned() } else { self.known.division_name(&division) };
                if !grants.iter().any(|(known, at, _)| *known == id && *at == division) {
                    grants.push((id, division.clone(), format!("{name} ({place})")));
                }
            }
        }
        Ok(grants)
    }

    fn tier_allows(&self, tier: &str, role: &str) -> Result<(), Flaw> {
        let entitlements = self.known.shared.entitlements;
        if tier.is_empty() {
            return Ok(());
        }
        match entitlements.allows(tier, role) {
            None => {
                let remedy = format!("use one of {}", entitlements.names().join(", "));
                Err(Flaw::new("tier", "unknown-tier", format!("there is no licence tier {tier}")).remedy(remedy))
            }
            Some(false) => {
                let flaw = Flaw::new("tier", "role-not-in-tier", format!("the tier {tier} does not allow {role}"));
                Err(flaw.remedy("correct tier or roles, or allow it in entitlements.toml"))
            }
            Some(true) => Ok(()),
        }
    }

    fn external(&self, row: &Row) -> Result<Option<ExternalId>, Flaw> {
        let text = self.cell(row, EXTERNAL_ID);
        if text.is_empty() {
            return Ok(None);
        }
        let (authority, key) = match (text.split_once(':'), self.authority) {
            (Some((authority, key)), _) if !authority.is_empty() && !key.is_empty() => (authority, key),
            (None, Some(authority)) => (authority, text),
            _ => {
                let flaw = Flaw::new("external id", "bad-external-id", format!("{text} does not say whose id it is"));
                return Err(flaw.remedy("write AUTHORITY:KEY, or configure external_id_authority"));
            }
        };
        Ok(Some(ExternalId { authority: authority.into(), key: key.into() }))
    }

    /// The address, if nobody has it; with a number behind it where the recipe says so.
    fn free(&self, email: String, notes: &mut Vec<Note>) -> Result<String, Flaw> {
        let Err(flaw) = self.is_free(&email) else { return Ok(email) };
        // Somebody who was here before is to be brought back, not to be doubled.
        if !self.recipe.number_taken_names || flaw.code == "deleted-address" {
            return Err(flaw);
        }
        let (local, domain) = email.rsplit_once('@').expect("an address that was read has an @");
        let numbered = (2..=NUMBERS).map(|n| format!("{local}{n}@{domain}")).find(|one| self.is_free(one).is_ok());
        let Some(numbered) = numbered else { return Err(flaw) };
        notes.push(Note { code: "numbered", text: format!("{email} is taken: the user name will be {numbered}") });
        Ok(numbered)
    }

    fn is_free(&self, email: &str) -> Result<(), Flaw> {
        if let Some(first) = self.emails.get(&email.to_lowercase()) {
            let flaw = Flaw::new("email", "duplicate", format!("{email} is in row {first} already"));
            return Err(flaw.remedy("leave one of them out, or give another address"));
        }
        let Some(person) = self.known.holder(email) else { return Ok(()) };
        let (id, name) = (&person.id, &person.name);
        Err(match person.state {
            UserState::Deleted => {
                let reason = format!("{name} had {email} and is deleted");
                let remedy = format!("bring the same person back with `lanyard restore {id}`, or give another address");
                Flaw::new("email", "deleted-address", reason).remedy(remedy)
            }
            state => {
                let reason = format!("{name} has {email} already and is {state}");
                Flaw::new("email", "taken", reason).remedy("leave the row out, or give another address")
            }
        })
    }

    /// What may be in a file only once.
    fn only_one(&self, number: &str, external: Option<&ExternalId>) -> Result<(), Flaw> {
        if let Some(ExternalId { authority, key }) = external
            && let Some(first) = self.externals.get(&(authority.to_string(), key.to_string()))
        {
            let reason = format!("row {first} has the external id {authority}:{key} already");
            return Err(Flaw::new("external id", "duplicate-external-id", reason).remedy("correct one of them"));
        }
        if let Some(first) = self.numbers.get(number) {
            let reason = format!("row {first} has the employee number {number} already");
            return Err(Flaw::new("employee number", "duplicate-number", reason).remedy("correct one of them"));
        }
        Ok(())
    }

    fn look_alikes(&self, name: &str, notes: &mut Vec<Note>) {
        if let Some(person) = self.known.namesake(name) {
            let text = format!("{} ({}) is called so, too", person.name, person.email);
            notes.push(Note { code: "look-alike", text });
        } else if let Some(first) = self.names.get(&folded(name)) {
            notes.push(Note { code: "look-alike", text: format!("row {first} has the same name") });
        }
    }
}

/// A flaw of a file of roles, at the column that it is in here.
fn ours(flaw: Flaw, column: &'static str) -> Flaw {
    Flaw { column, ..flaw }
}
