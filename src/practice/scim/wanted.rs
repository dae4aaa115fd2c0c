//! What a SCIM document wants a person to be: everything looked up and checked, before anything is written.

use super::fault::ScimFault;
use super::filter::ENTERPRISE;
use super::resource::{Contact, PureCloud, Rated as RatedName, UserDocument};
use super::shape::PHONE_TYPES;
use super::view;
use crate::practice::users::write::good_password;
use crate::practice::world::World;
use crate::practice::world::person::{ExternalId, Rated, SCIM_AUTHORITY, State};
use crate::practice::world::tenant::Ability;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The most skills or languages of a user (the contract's text).
const MOST_RATED: usize = 50;

/// A person as a document wants it, everything looked up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wanted {
    /// Main e-mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Whether active.
    pub active: bool,
    /// Title.
    pub title: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Row of the division.
    pub division: u32,
    /// Row of the manager.
    pub manager: Option<u32>,
    /// Employee number.
    pub number: Option<String>,
    /// Date of hire.
    pub hired: Option<String>,
    /// Phones: type and number.
    pub phones: Vec<(String, String)>,
    /// E-mail address of type work.
    pub work_email: Option<String>,
    /// Ids in other systems.
    pub externals: Vec<ExternalId>,
    /// Rows of the roles.
    pub roles: BTreeSet<u32>,
    /// Skills.
    pub skills: Vec<Rated>,
    /// Languages.
    pub languages: Vec<Rated>,
    /// Whether a new password comes with it.
    pub password: bool,
}

impl Wanted {
    /// The person as is.
    pub fn as_is(world: &World, row: u32) -> Self {
        let person = world.person(row);
        let user = view::user(world, row, "");
        let part = |value: &Value| value.as_str().map(str::to_owned);
        let of = |list: &str| user[list].as_array().cloned().unwrap_or_default();
        let contacts = |list: &str| -> Vec<(String, String)> {
            of(list).iter().filter_map(|one| Some((part(&one["type"])?, part(&one["value"])?))).collect()
        };
        Self {
            email: person.email.to_string(),
            name: person.name.to_string(),
            active: person.state == State::Active,
            title: person.title.as_deref().map(str::to_owned),
            department: person.department.as_deref().map(str::to_owned),
            division: person.division,
            manager: person.manager,
            number: part(&user[ENTERPRISE]["employeeNumber"]),
            hired: part(&user[ENTERPRISE]["dateHire"]),
            phones: contacts("phoneNumbers"),
            work_email: contacts("emails").into_iter().find(|(kind, _)| kind == "work").map(|(_, value)| value),
            externals: person.externals.clone(),
            roles: person.grants.iter().map(|grant| grant.role).filter(|r| !world.roles[*r as usize].deleted).collect(),
            skills: person.skills.clone(),
            languages: person.languages.clone(),
            password: false,
        }
    }

    /// A new person of a document.
    pub fn of_new(world: &World, document: &UserDocument) -> Result<Self, ScimFault> {
        for (name, given) in [("userName", &document.user_name), ("displayName", &document.display_name)] {
            if given.as_deref().is_none_or(|text| text.trim().is_empty()) {
                return Err(ScimFault::bad("invalidValue", format!("The attribute {name} is required.")));
            }
        }
        let blank = Self { active: true, ..Self::default() };
        Self::merge(world, None, blank, document)
    }

    /// A person whom a document is about.
    pub fn of(world: &World, row: u32, document: &UserDocument) -> Result<Self, ScimFault> {
        Self::merge(world, Some(row), Self::as_is(world, row), document)
    }

    fn merge(world: &World, row: Option<u32>, now: Self, document: &UserDocument) -> Result<Self, ScimFault> {
        let email = document.user_name.clone().unwrap_or_else(|| now.email.clone());
        if !email.contains('@') || email.contains(char::is_whitespace) {
            return Err(ScimFault::bad("invalidValue", "The userName must be an e-mail address."));
        }
        if world.email_row(&email).is_some_and(|holder| Some(holder) != row) {
            return Err(ScimFault::taken(format!("The userName {email} is taken.")));
        }
        let name = document.display_name.clone().unwrap_or(now.name);
        if name.trim().is_empty() {
            return Err(ScimFault::bad("invalidValue", "The displayName must not be empty."));
        }
        if document.password.as_deref().is_some_and(|password| !good_password(password)) {
            return Err(ScimFault::bad("invalidValue", "The password does not meet the policy."));
        }
        let enterprise = document.enterprise.clone().unwrap_or_default();
        let purecloud = document.purecloud.clone().unwrap_or_default();
        let division = match &enterprise.division {
            None => now.division,
            Some(name) => {
                let row = world.divisions.iter().position(|division| *division.name == **name);
                row.ok_or_else(|| ScimFault::bad("invalidValue", format!("There is no division {name}.")))? as u32
            }
        };
        let manager = match enterprise.manager.and_then(|link| link.value).filter(|id| !id.is_empty()) {
            None => None,
            Some(id) => {
                let found = world.user_row(&id).filter(|row| world.person(*row).state != State::Deleted);
                let found = found.filter(|found| Some(*found) != row);
                Some(found.ok_or_else(|| ScimFault::bad("invalidValue", format!("There is no manager {id}.")))?)
            }
        };
        Ok(Self {
            work_email: work_email(document, &email, &now.email)?,
            phones: document.phone_numbers.iter().flatten().map(phone).collect::<Result<_, _>>()?,
            externals: externals(world, row, now.externals, document, &purecloud)?,
            roles: document
                .roles
                .iter()
                .flatten()
                .map(|role| role_row(world, &role.value))
                .collect::<Result<_, _>>()?,
            skills: rated(&purecloud.routing_skills, &world.skills, "skill")?,
            languages: rated(&purecloud.routing_languages, &world.languages, "language")?,
            email,
            name,
            active: document.active.unwrap_or(now.active),
            title: filled(&document.title),
            department: filled(&enterprise.department),
            division,
            manager,
            number: filled(&enterprise.employee_number),
            hired: date(&enterprise.date_hire)?,
            password: document.password.is_some(),
        })
    }
}

fn filled(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.is_empty())
}

fn date(text: &Option<String>) -> Result<Option<String>, ScimFault> {
    match text {
        Some(text) if text.parse::<jiff::civil::Date>().is_err() => {
            Err(ScimFault::bad("invalidValue", "dateHire must be YYYY-MM-DD."))
        }
        other => Ok(other.clone()),
    }
}

fn role_row(world: &World, name: &str) -> Result<u32, ScimFault> {
    world.role_named(name).ok_or_else(|| ScimFault::bad("invalidValue", format!("There is no role {name}.")))
}

/// The type and number of a phone; numbers are E.164, bare or as a tel URI.
fn phone(contact: &Contact) -> Result<(String, String), ScimFault> {
    let kind = contact.kind.clone().unwrap_or_else(|| "work".to_owned());
    if !PHONE_TYPES.contains(&kind.as_str()) {
        return Err(ScimFault::bad("invalidValue", format!("There is no phone type {kind}.")));
    }
    let value = contact.value.clone().unwrap_or_default();
    let bare = value.strip_prefix("tel:").unwrap_or(&value);
    let (number, extension) = bare.split_once(';').map_or((bare, ""), |(number, rest)| (number, rest.trim()));
    let digits = number.trim().strip_prefix('+').unwrap_or_default();
    let good = (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let extension = match extension.strip_prefix("ext=") {
        Some(ext) if !ext.is_empty() && ext.bytes().all(|b| b.is_ascii_digit()) => format!(";ext={ext}"),
        _ if extension.is_empty() => String::new(),
        _ => return Err(ScimFault::bad("invalidValue", format!("{value} is not a phone number."))),
    };
    if !good {
        return Err(ScimFault::bad("invalidValue", format!("{value} is not a phone number in E.164 or tel form.")));
    }
    Ok((kind, format!("tel:+{digits}{extension}")))
}

/// The address of type work. The one of type other repeats the user name, new or old, and cannot be anything else.
fn work_email(document: &UserDocument, new: &str, old: &str) -> Result<Option<String>, ScimFault> {
    let mut work = None;
    for email in document.emails.iter().flatten() {
        match (email.kind.as_deref(), &email.value) {
            (Some("work"), Some(value)) if value.contains('@') => work = Some(value.clone()),
            (Some("other"), Some(value)) if value.eq_ignore_ascii_case(new) || value.eq_ignore_ascii_case(old) => {}
            (Some("work" | "other"), None) => {}
            (Some("other"), _) => {
                return Err(ScimFault::bad("mutability", "The address of type other follows the userName."));
            }
            _ => return Err(ScimFault::bad("invalidValue", "E-mail addresses are of type work or other.")),
        }
    }
    Ok(work)
}

/// Ids in other systems: the SCIM one follows `externalId`, the others follow the extension.
fn externals(
    world: &World,
    row: Option<u32>,
    now: Vec<ExternalId>,
    document: &UserDocument,
    purecloud: &PureCloud,
) -> Result<Vec<ExternalId>, ScimFault> {
    let mut out = Vec::new();
    if let Some(key) = filled(&document.external_id) {
        let old = now.iter().find(|external| view::is_scim(&external.authority));
        let authority = old.map_or_else(|| Arc::from(SCIM_AUTHORITY), |external| external.authority.clone());
        out.push(ExternalId { authority, key: key.into() });
    }
    for one in purecloud.external_ids.iter().flatten().filter(|one| !view::is_scim(&one.authority)) {
        if one.authority.is_empty() || one.value.is_empty() {
            return Err(ScimFault::bad("invalidValue", "An external id needs an authority and a value."));
        }
        out.push(ExternalId { authority: one.authority.as_str().into(), key: one.value.as_str().into() });
    }
    out.sort_by_key(|external| now.iter().position(|old| old == external).unwrap_or(usize::MAX));
    let new = |external: &&ExternalId| !now.contains(external);
    for external in out.iter().filter(new) {
        let taken = world.people.iter().enumerate().any(|(other, person)| {
            Some(other as u32) != row && person.state != State::Deleted && person.externals.contains(external)
        });
        if taken {
            return Err(ScimFault::taken(format!("The external id {} is taken.", external.key)));
        }
    }
    Ok(out)
}

fn rated(given: &Option<Vec<RatedName>>, all: &[Ability], what: &str) -> Result<Vec<Rated>, ScimFault> {
    let given = given.as_deref().unwrap_or_default();
    if given.len() > MOST_RATED {
        return Err(ScimFault::bad("tooMany", format!("A user has {MOST_RATED} {what}s at most.")));
    }
    let one = |one: &RatedName| {
        let row = all.iter().position(|ability| *ability.name == *one.name);
        let row = row.ok_or_else(|| ScimFault::bad("invalidValue", format!("There is no {what} {}.", one.name)))?;
        let proficiency = one.proficiency.unwrap_or(0.0);
        if !(0.0..=5.0).contains(&proficiency) {
            return Err(ScimFault::bad("invalidValue", "A proficiency lies between 0 and 5."));
        }
        Ok(Rated { row: row as u32, proficiency: proficiency as f32 })
    };
    given.iter().map(one).collect()
}
