//! What rows of new people are held against: the directory, and the organisation's skills and languages.

use crate::directory::Snapshot;
use crate::model::{DisplayText, DivisionId, Group, LanguageId, Person, Queue, SkillId, UserState};
use crate::pipelines::sheet::Flaw;
use crate::pipelines::sync_roles;
use std::collections::{BTreeMap, HashMap};
use unicode_normalization::UnicodeNormalization as _;

/// What people can be good at, as the organisation has it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Abilities {
    /// Routing skills.
    pub skills: Vec<(SkillId, DisplayText)>,
    /// Routing languages.
    pub languages: Vec<(LanguageId, DisplayText)>,
}

/// What rows are held against, sorted so that each look costs the same however large the tenant is.
pub struct Known<'a> {
    /// Roles, divisions, templates, tiers and people, as a file of roles is held against them.
    pub(super) shared: sync_roles::Known<'a>,
    by_email: HashMap<String, Vec<&'a Person>>,
    by_name: HashMap<String, &'a Person>,
    groups: BTreeMap<String, Vec<&'a Group>>,
    queues: BTreeMap<String, Vec<&'a Queue>>,
    skills: BTreeMap<String, (SkillId, String)>,
    languages: BTreeMap<String, (LanguageId, String)>,
}

/// A name as look-alikes are found by: capitals, blanks, accents and signs do not count.
pub(super) fn folded(name: &str) -> String {
    name.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn under<'a, T>(
    all: impl Iterator<Item = &'a T>,
    names: impl Fn(&'a T) -> [&'a str; 2],
) -> BTreeMap<String, Vec<&'a T>> {
    let mut map: BTreeMap<String, Vec<&T>> = BTreeMap::new();
    for one in all {
        for name in names(one) {
            map.entry(name.to_lowercase()).or_default().push(one);
        }
    }
    map
}

impl<'a> Known<'a> {
    /// Sorts everything in.
    pub fn new(shared: sync_roles::Known<'a>, snapshot: &'a Snapshot, abilities: &Abilities) -> Self {
        let mut by_email: HashMap<String, Vec<&Person>> = HashMap::new();
        let mut by_name = HashMap::new();
        for person in &snapshot.people {
            by_email.entry(person.email.as_str().to_lowercase()).or_default().push(person);
            if person.state != UserState::Deleted {
                by_name.entry(folded(person.name.as_str())).or_insert(person);
            }
        }
        let named = |id: String, name: &DisplayText| [id.to_lowercase(), name.as_str().to_lowercase()];
        let mut skills = BTreeMap::new();
        for (id, name) in &abilities.skills {
            for key in named(id.to_string(), name) {
                skills.insert(key, (id.clone(), name.to_string()));
            }
        }
        let mut languages = BTreeMap::new();
        for (id, name) in &abilities.languages {
            for key in named(id.to_string(), name) {
                languages.insert(key, (id.clone(), name.to_string()));
            }
        }
        Self {
            shared,
            by_email,
            by_name,
            groups: under(snapshot.groups.iter(), |group| [group.id.as_str(), group.name.as_str()]),
            queues: under(snapshot.queues.iter(), |queue| [queue.id.as_str(), queue.name.as_str()]),
            skills,
            languages,
        }
    }

    /// Who has this address: whoever is not deleted first.
    pub(super) fn holder(&self, email: &str) -> Option<&'a Person> {
        let all = self.by_email.get(&email.to_lowercase())?;
        all.iter().find(|person| person.state != UserState::Deleted).or(all.first()).copied()
    }

    /// Somebody who is called like this, letter for letter or nearly.
    pub(super) fn namesake(&self, name: &str) -> Option<&'a Person> {
        self.by_name.get(&folded(name)).copied()
    }

    pub(super) fn division_name(&self, id: &DivisionId) -> String {
        self.shared.snapshot.division_name(id).map_or_else(|| id.to_string(), ToString::to_string)
    }

    pub(super) fn group(&self, text: &str) -> Result<&'a Group, Flaw> {
        one(&self.groups, text, ["groups", "group"])
    }

    pub(super) fn queue(&self, text: &str) -> Result<&'a Queue, Flaw> {
        one(&self.queues, text, ["queues", "queue"])
    }

    pub(super) fn skill(&self, text: &str) -> Result<(SkillId, String), Flaw> {
        self.skills.get(&text.to_lowercase()).cloned().ok_or_else(|| unknown(text, ["skills", "skill"], &self.skills))
    }

    pub(super) fn language(&self, text: &str) -> Result<(LanguageId, String), Flaw> {
        let found = self.languages.get(&text.to_lowercase()).cloned();
        found.ok_or_else(|| unknown(text, ["languages", "language"], &self.languages))
    }
}

fn one<'a, T>(all: &BTreeMap<String, Vec<&'a T>>, text: &str, what: [&'static str; 2]) -> Result<&'a T, Flaw> {
    match all.get(&text.to_lowercase()).map(Vec::as_slice) {
        Some([one]) => Ok(one),
        // Its id and its name are the same text.
        Some([one, same]) if std::ptr::eq(*one, *same) => Ok(one),
        Some(_) => {
            let reason = format!("several {} are called {text}", what[0]);
            Err(Flaw::new(what[0], ambiguous(what[1]), reason).remedy("give the id"))
        }
        None => Err(unknown(text, what, all)),
    }
}

fn ambiguous(what: &str) -> &'static str {
    if what == "group" { "ambiguous-group" } else { "ambiguous-queue" }
}

fn unknown<V>(text: &str, what: [&'static str; 2], known: &BTreeMap<String, V>) -> Flaw {
    let code = match what[1] {
        "group" => "unknown-group",
        "queue" => "unknown-queue",
        "skill" => "unknown-skill",
        _ => "unknown-language",
    };
    let nearest = crate::model::nearest::nearest(&text.to_lowercase(), known.keys().map(String::as_str));
    let remedy = match nearest {
        Some(name) => format!("correct it: do you mean {name}?"),
        None => "correct the name, or give the id".to_owned(),
    };
    Flaw::new(what[0], code, format!("there is no {} {text}", what[1])).remedy(remedy)
}
