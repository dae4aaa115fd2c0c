//! The directory prepared for searching.

use super::column::{Column, Span};
use super::fold::{folded, look, lower};
use super::place::mask_of;
use super::snapshot::Snapshot;
use crate::model::{DisplayText, Person, UserId, UserState};
use std::collections::HashMap;
use std::sync::Arc;

/// Everybody in the order in which a list shows them: active before inactive before deleted, then by name and id.
///
/// A person's place in this order is their rank; ties in a search fall in the order of ranks.
pub struct Index {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) rows: Vec<Row>,
    /// Where inactive people begin, and where deleted ones do.
    pub(super) borders: [u32; 2],
    /// Names in lower case.
    pub(super) names: Column,
    /// Names with their case, under the same spans.
    pub(super) names_cased: Column,
    /// Addresses and ids in lower case, and labels in both.
    pub(super) texts: Column,
    pub(super) labels: Vec<Label>,
    by_id: Vec<u32>,
}

/// One person, as scanning reads them: what rules most people out stands in one cache line.
pub(super) struct Row {
    pub(super) name_kinds: u64,
    pub(super) email_kinds: u64,
    pub(super) name: Span,
    pub(super) email: Span,
    pub(super) id: Span,
    /// Place in the snapshot.
    pub(super) person: u32,
    pub(super) department: u32,
    pub(super) title: u32,
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
        let names: Vec<Vec<char>> = people.iter().map(|person| folded(person.name.as_str())).collect();
        let lowered: Vec<Vec<char>> = names.iter().map(|name| name.iter().copied().map(lower).collect()).collect();
        let mut order: Vec<u32> = (0..people.len() as u32).collect();
        order.sort_unstable_by(|&a, &b| {
            let key = |at: u32| {
                let person = &people[at as usize];
                (person.state, &lowered[at as usize], &person.name, &person.id)
            };
            key(a).cmp(&key(b))
        });
        let border = |state| order.partition_point(|&at| people[at as usize].state < state) as u32;
        let borders = [border(UserState::Inactive), border(UserState::Deleted)];
        let twins = twins(people);
        let mut by_id: Vec<u32> = (0..people.len() as u32).collect();
        by_id.sort_unstable_by(|&a, &b| people[a as usize].id.cmp(&people[b as usize].id));

        let mut builder = Builder::default();
        let rows = order
            .iter()
            .map(|&at| {
                builder.row(at, &people[at as usize], &names[at as usize], &lowered[at as usize], twins[at as usize])
            })
            .collect();
        let Builder { names, names_cased, texts, labels, .. } = builder;
        Self { rows, borders, names, names_cased, texts, labels, by_id, snapshot }
    }

    /// The snapshot that is searched.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The person with this id.
    pub fn person(&self, id: &UserId) -> Option<&Person> {
        let people = &self.snapshot.people;
        let at = self.by_id.binary_search_by(|&at| people[at as usize].id.cmp(id)).ok()?;
        people.get(self.by_id[at] as usize)
    }
}

/// For each person whether somebody else's name looks the same.
fn twins(people: &[Person]) -> Vec<bool> {
    let mut looks: Vec<(u64, u32)> =
        people.iter().enumerate().map(|(at, person)| (look(person.name.as_str()), at as u32)).collect();
    looks.sort_unstable();
    let mut twins = vec![false; people.len()];
    for same in looks.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        same.iter().for_each(|(_, at)| twins[*at as usize] = true);
    }
    twins
}

#[derive(Default)]
struct Builder {
    names: Column,
    names_cased: Column,
    texts: Column,
    labels: Vec<Label>,
    known: HashMap<DisplayText, u32>,
}

impl Builder {
    fn row(&mut self, at: u32, person: &Person, name: &[char], lowered: &[char], twin: bool) -> Row {
        let wide = !(name.iter().all(char::is_ascii) && lowered.iter().all(char::is_ascii));
        let email: Vec<char> = folded(person.email.as_str()).into_iter().map(lower).collect();
        let id: Vec<char> = folded(person.id.as_str()).into_iter().map(lower).collect();
        let local = email.iter().rposition(|c| *c == '@').unwrap_or(email.len());
        let span = self.names.push(lowered, wide);
        let same = self.names_cased.push(name, wide);
        debug_assert_eq!(span, same);
        Row {
            name_kinds: mask_of(lowered),
            email_kinds: mask_of(&email),
            name: span,
            email: self.texts.push(&email, false),
            id: self.texts.push(&id, false),
            person: at,
            department: self.label(&person.department),
            title: self.label(&person.title),
            local: local as u16,
            twin,
        }
    }

    fn label(&mut self, text: &DisplayText) -> u32 {
        if let Some(&at) = self.known.get(text) {
            return at;
        }
        let cased = folded(text.as_str());
        let lowered: Vec<char> = cased.iter().copied().map(lower).collect();
        let at = self.labels.len() as u32;
        self.labels.push(Label { lower: self.texts.push(&lowered, false), cased: self.texts.push(&cased, false) });
        self.known.insert(text.clone(), at);
        at
    }
}
