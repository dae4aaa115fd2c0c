//! Who is meant: an id, an e-mail address or an external id becomes one person, or a clear refusal.
//!
//! A name is never enough to act on somebody: two people may share it, and the one whom the operator thinks of may be
//! the one who is not found.

use crate::model::{Changed, DisplayText, ExternalId, Fault, Person, UserId, UserState};
use std::fmt;
use std::future::Future;

/// How many people an error lists.
const LISTED: usize = 5;

/// What somebody typed to name a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Who {
    /// A platform id: a UUID.
    Id(UserId),
    /// An e-mail address.
    Email(String),
    /// An id from another system, typed as `authority:key`.
    External(ExternalId),
    /// None of these, so probably a name.
    Name(String),
}

impl Who {
    /// Tells by its form what was typed; none if nothing was.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if let Some(uuid) = as_uuid(text) {
            return Some(Self::Id(UserId::new(uuid)));
        }
        match text.split_once(':') {
            Some((authority, key)) if !authority.trim().is_empty() && !key.trim().is_empty() => {
                Some(Self::External(ExternalId { authority: authority.trim().into(), key: key.trim().into() }))
            }
            _ if is_address(text) => Some(Self::Email(text.to_owned())),
            _ => Some(Self::Name(text.to_owned())),
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Email(text) | Self::Name(text) => DisplayText::new(text).fmt(f),
            Self::External(id) => write!(f, "{}:{}", id.authority, id.key),
        }
    }
}

/// The id as the platform writes it, if the text is a UUID with its four hyphens.
fn as_uuid(text: &str) -> Option<String> {
    let uuid = uuid::Uuid::try_parse(text).ok()?;
    (text.len() == 36).then(|| uuid.hyphenated().to_string())
}

fn is_address(text: &str) -> bool {
    match text.rsplit_once('@') {
        Some((local, domain)) => !local.is_empty() && !domain.is_empty() && !text.contains(char::is_whitespace),
        None => false,
    }
}

/// What the tenant, or the local directory, can be asked about people.
pub trait Lookup: Sync {
    /// The person with this id, in any state.
    fn by_id(&self, id: &UserId) -> impl Future<Output = Result<Option<Person>, Fault>> + Send;
    /// People whose address is or contains this one, in any state.
    fn by_email(&self, address: &str) -> impl Future<Output = Result<Vec<Person>, Fault>> + Send;
    /// The person with this external id; the platform compares it with case.
    fn by_external(&self, id: &ExternalId) -> impl Future<Output = Result<Option<Person>, Fault>> + Send;
    /// People who could be called so, the likeliest first.
    fn by_name(&self, name: &str) -> impl Future<Output = Result<Vec<Person>, Fault>> + Send;
}

/// Somebody who may be meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: DisplayText,
    /// Their address, empty if none.
    pub email: DisplayText,
    /// Whether they can sign in.
    pub state: UserState,
}

impl From<&Person> for Candidate {
    fn from(person: &Person) -> Self {
        Self { id: person.id.clone(), name: person.name.clone(), email: person.email.clone(), state: person.state }
    }
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let email = if self.email.is_empty() { "no e-mail" } else { self.email.as_str() };
        write!(f, "{}  {email}  {}  {}", self.id, self.state, self.name)
    }
}

/// Why it is not clear who is meant. Nothing was changed.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum Unresolved {
    /// Nothing was typed.
    #[error("nobody is named")]
    Nobody,
    /// There is no such person.
    #[error("no person {0}")]
    Unknown(Who),
    /// Several people fit.
    #[error("{} people have the address {who}{}", .candidates.len() + .more, listed(.candidates, *.more))]
    Ambiguous {
        /// What was typed.
        who: Who,
        /// Some of them.
        candidates: Vec<Candidate>,
        /// How many more there are.
        more: usize,
    },
    /// A name was typed, which is never enough.
    #[error("{who} is not an e-mail address, an id or an external id{}", listed(.candidates, *.more))]
    NameGiven {
        /// What was typed.
        who: Who,
        /// Whom it could mean.
        candidates: Vec<Candidate>,
        /// How many more there are.
        more: usize,
    },
    /// The tenant could not be asked.
    #[error("{}", .0.text)]
    Fault(Fault),
}

impl Unresolved {
    /// What to do now.
    pub fn remedy(&self) -> DisplayText {
        DisplayText::new(match self {
            Self::Nobody => "Write an e-mail address, an id, or an external id as authority:key.",
            Self::Unknown(Who::External(_)) => "Check the authority and the key; upper and lower case matter.",
            Self::Unknown(_) => "Check the spelling, or search for the person in the console.",
            Self::Ambiguous { .. } => "Write the id of the one who is meant.",
            Self::NameGiven { candidates, .. } if candidates.is_empty() => {
                "Nobody is called so. Write the e-mail address or the id."
            }
            Self::NameGiven { .. } => "Write the e-mail address or the id of the one who is meant.",
            Self::Fault(fault) => return fault.remedy.clone(),
        })
    }

    /// Whom it could mean.
    pub fn candidates(&self) -> &[Candidate] {
        match self {
            Self::Ambiguous { candidates, .. } | Self::NameGiven { candidates, .. } => candidates,
            _ => &[],
        }
    }
}

impl From<Unresolved> for Fault {
    fn from(unresolved: Unresolved) -> Self {
        match unresolved {
            Unresolved::Fault(fault) => fault,
            other => Fault {
                text: DisplayText::new(other.to_string()),
                remedy: other.remedy(),
                changed: Changed::No,
                status: None,
                code: None,
                correlation: None,
            },
        }
    }
}

fn listed(candidates: &[Candidate], more: usize) -> String {
    let mut text = String::new();
    for (n, candidate) in candidates.iter().enumerate() {
        text.push_str(if n == 0 { ": " } else { "; " });
        text.push_str(&candidate.to_string());
    }
    if more > 0 {
        text.push_str(&format!("; and {more} more"));
    }
    text
}

/// Finds the one person who is meant.
///
/// # Errors
/// When nobody or more than one person fits, when only a name was given, or when the tenant cannot be asked.
pub async fn resolve(lookup: &impl Lookup, text: &str) -> Result<Person, Unresolved> {
    let who = Who::parse(text).ok_or(Unresolved::Nobody)?;
    match &who {
        Who::Id(id) => one(lookup.by_id(id).await, who.clone()),
        Who::External(id) => one(lookup.by_external(id).await, who.clone()),
        Who::Email(address) => {
            let found = lookup.by_email(address).await.map_err(Unresolved::Fault)?;
            the_one_at(address, found)
        }
        Who::Name(name) => {
            let found = lookup.by_name(name).await.map_err(Unresolved::Fault)?;
            let (candidates, more) = shortlist(&found);
            Err(Unresolved::NameGiven { who, candidates, more })
        }
    }
}

fn one(answer: Result<Option<Person>, Fault>, who: Who) -> Result<Person, Unresolved> {
    answer.map_err(Unresolved::Fault)?.ok_or(Unresolved::Unknown(who))
}

/// Of the people found, the one with exactly this address.
///
/// Addresses are compared without case. One who is not deleted goes before those who are: an address is often given
/// anew to somebody who came back.
fn the_one_at(address: &str, found: Vec<Person>) -> Result<Person, Unresolved> {
    let wanted = address.to_lowercase();
    let mut exact: Vec<Person> = found.into_iter().filter(|p| p.email.as_str().to_lowercase() == wanted).collect();
    exact.sort_by(|a, b| (a.state, &a.id).cmp(&(b.state, &b.id)));
    exact.dedup_by(|a, b| a.id == b.id);
    let present = exact.iter().filter(|p| p.state != UserState::Deleted).count();
    let who = Who::Email(address.to_owned());
    match (present, exact.len()) {
        (_, 0) => Err(Unresolved::Unknown(who)),
        (1, _) | (0, 1) => Ok(exact.swap_remove(0)),
        _ => {
            let (candidates, more) = shortlist(&exact);
            Err(Unresolved::Ambiguous { who, candidates, more })
        }
    }
}

fn shortlist(people: &[Person]) -> (Vec<Candidate>, usize) {
    let candidates: Vec<Candidate> = people.iter().take(LISTED).map(Candidate::from).collect();
    let more = people.len() - candidates.len();
    (candidates, more)
}
