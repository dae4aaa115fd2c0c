//! The directory prepared for searching.

use super::column::{Column, Span};
use super::fold::{folded, look, lowered};
use super::place::{Kinds, Pairs};
use super::snapshot::Snapshot;
use crate::model::{DisplayText, Person, UserId, UserState};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

/// Everybody in the order in which a list shows them: active before inactive before deleted, then by name and id.
///
/// A person's place in this order is their rank; ties in a search fall in the order of ranks.
pub struct Index {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) gates: Vec<Gate>,
    pub(super) rows: Vec<Row>,
    /// Where inactive people begin, and where deleted ones do.
    pub(super) borders: [u32; 2],
    /// Names in lower case.
    pub(super) names: Column,
    /// Names with their case, under the same spans.
    pub(super) names_cased: Column,
    /// Addresses in lower case.
    pub(super) emails: Column,
    /// Ids in lower case, and labels in both.
    pub(super) texts: Column,
    pub(super) labels: Vec<Label>,
    by_id: Vec<u32>,
}

/// What rules most people out, apart from the rest and small: a scan reads all of it.
pub(super) struct Gate {
    pub(super) name_kinds: Kinds,
    pub(super) email_kinds: Kinds,
    pub(super) department: u32,
    pub(super) title: u32,
}

/// What a closer look at a person needs.
pub(super) struct Row {
    pub(super) name_pairs: Pairs,
    pub(super) email_pairs: Pairs,
    /// Of the name's first character, of those that begin its words.
    pub(super) name_first: Kinds,
    pub(super) name_initials: Kinds,
    /// The same of the address up to the `@`, and all kinds of that part.
    pub(super) email_first: Kinds,
    pub(super) email_initials: Kinds,
    pub(super) local_kinds: Kinds,
    pub(super) name: Span,
    pub(super) email: Span,
    pub(super) id: Span,
    /// Place in the snapshot.
    pub(super) person: u32,
    /// Length of the e-mail address up to the `@`.
    pub(super) local: u16,
    pub(super) twin: bool,
}

/// A department or title; many people share one.
pub(super) struct Label {
    pub(super) lower: Span,
    pub(super) cased: Span,
}

impl Index {
    /// Prepares the snapshot: about a second for a million people, so not on the thread that draws.
    ///
    /// Searching costs about 120 bytes a person beside the snapshot.
    pub fn new(snapshot: Arc<Snapshot>) -> Self {
        let people = &snapshot.people;
        let names: Vec<String> = people.iter().map(|person| lowered(&folded(person.name.as_str()))).collect();
        let order = sorted(
            people,
            |at| (people[at].state, first_bytes(&names[at])),
            |a, b| {
                let rest = |at: usize| (&names[at], &people[at].name, &people[at].id);
                rest(a).cmp(&rest(b))
            },
        );
        let by_id = sorted(people, |at| first_bytes(people[at].id.as_str()), |a, b| people[a].id.cmp(&people[b].id));
        let border = |state| order.partition_point(|&at| people[at as usize].state < state) as u32;
        let borders = [border(UserState::Inactive), border(UserState::Deleted)];
        let twins = twins(&names);

        let mut builder = Builder::default();
        let (gates, rows) = order
            .iter()
            .map(|&at| builder.row(at, &people[at as usize], &names[at as usize], twins[at as usize]))
            .unzip();
        let Builder { names, names_cased, emails, texts, labels, .. } = builder;
        Self { gates, rows, borders, names, names_cased, emails, texts, labels, by_id, snapshot }
    }

    /// The snapshot that is searched.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The person with this id.
    pub fn person(&self, id: &UserId) -> Option<&Person> {
        self.snapshot.people.get(self.place(id)? as usize)
    }

    /// The place of the person with this id in the snapshot.
    pub(super) fn place(&self, id: &UserId) -> Option<u32> {
        let people = &self.snapshot.people;
        let at = self.by_id.binary_search_by(|&at| people[at as usize].id.cmp(id)).ok()?;
        self.by_id.get(at).copied()
    }
}

/// The places of all people, sorted by a key that is quick to compare, then by the rest.
fn sorted<K: Ord + Copy>(
    people: &[Person],
    key: impl Fn(usize) -> K,
    rest: impl Fn(usize, usize) -> Ordering,
) -> Vec<u32> {
    let mut keyed: Vec<(K, u32)> = (0..people.len()).map(|at| (key(at), at as u32)).collect();
    keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| rest(a.1 as usize, b.1 as usize)));
    keyed.into_iter().map(|(_, at)| at).collect()
}

/// A number that sorts as the first eight bytes of the text do.
fn first_bytes(text: &str) -> u64 {
    let mut first = [0; 8];
    let length = text.len().min(8);
    first[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(first)
}

/// For each name whether another one looks the same.
fn twins(names: &[String]) -> Vec<bool> {
    let mut looks: Vec<(u64, u32)> = names.iter().map(|name| look(name)).zip(0..).collect();
    looks.sort_unstable();
    let mut twins = vec![false; names.len()];
    for same in looks.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        same.iter().for_each(|(_, at)| twins[*at as usize] = true);
    }
    twins
}

#[derive(Default)]
struct Builder {
    names: Column,
    names_cased: Column,
    emails: Column,
    texts: Column,
    labels: Vec<Label>,
    known: HashMap<DisplayText, u32>,
}

impl Builder {
    fn row(&mut self, at: u32, person: &Person, name: &str, twin: bool) -> (Gate, Row) {
        let cased = folded(person.name.as_str());
        let wide = !(cased.is_ascii() && name.is_ascii());
        let span = self.names.push(name, wide);
        let same = self.names_cased.push(&cased, wide);
        debug_assert_eq!(span, same);
        let email = lowered(&folded(person.email.as_str()));
        let local = email.rfind('@').unwrap_or(email.len());
        let gate = Gate {
            name_kinds: Kinds::of(name.chars()),
            email_kinds: Kinds::of(email.chars()),
            department: self.label(&person.department),
            title: self.label(&person.title),
        };
        let row = Row {
            name_pairs: Pairs::of(name.chars()),
            email_pairs: Pairs::of(email.chars()),
            name_first: Kinds::of(name.chars().next()),
            name_initials: Kinds::of_initials(name),
            email_first: Kinds::of(email.chars().next()),
            email_initials: Kinds::of_initials(&email[..email.len().min(local + 1)]),
            local_kinds: Kinds::of(email[..local].chars()),
            name: span,
            email: self.emails.push(&email, false),
            id: self.texts.push(&lowered(&folded(person.id.as_str())), false),
            person: at,
            local: email[..local].chars().count() as u16,
            twin,
        };
        (gate, row)
    }

    fn label(&mut self, text: &DisplayText) -> u32 {
        if let Some(&at) = self.known.get(text) {
            return at;
        }
        let cased = folded(text.as_str());
        let lower = lowered(&cased);
        let at = self.labels.len() as u32;
        self.labels.push(Label { lower: self.texts.push(&lower, false), cased: self.texts.push(&cased, false) });
        self.known.insert(text.clone(), at);
        at
    }
}
