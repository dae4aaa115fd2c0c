//! Who matches a query, and how well at first sight.
//!
//! Only letters in order with gaps need the fuzzy matcher's finer score; every better kind of match is told apart by
//! where it stands. That makes the first keystrokes, which match nearly everybody, the cheap ones.

use super::column::Text;
use super::index::{Gate, Index, Label, Row};
use super::place::{Kinds, Place};
use super::query::{Query, Word};
use std::ops::Range;

/// How far a match is from what was typed; the smaller, the better. Costs of several words add up.
pub(super) type Cost = u16;

/// The query is the whole name, address or id.
const WHOLE: Cost = 0;
/// The name begins with the whole query.
const NAME_BEGINS_WITH_ALL: Cost = 1;
const NAME_START: Cost = 2;
const NAME_WORD: Cost = 3;
const MAIL_START: Cost = 4;
const MAIL_WORD: Cost = 5;
const NAME_INSIDE: Cost = 6;
const MAIL_INSIDE: Cost = 8;
const LABEL_WORD: Cost = 9;
const ID_EDGE: Cost = 10;
/// From here on a word has gaps; more than the words of a query can cost together otherwise.
pub(super) const SCATTERED: Cost = 256;
const NAME_SCATTERED: Cost = SCATTERED;
const MAIL_SCATTERED: Cost = SCATTERED + 1;

/// Below so many people, starting a thread takes longer than it saves.
const WORTH_A_THREAD: usize = 16_384;

/// Whom to look at, by rank.
pub(super) enum Among<'a> {
    Range(Range<u32>),
    List(&'a [u32]),
}

impl Among<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Range(range) => range.len(),
            Self::List(list) => list.len(),
        }
    }
}

/// Those who match, in the order of ranks, with their costs.
#[derive(Default)]
pub(super) struct Matches {
    pub(super) ranks: Vec<u32>,
    pub(super) costs: Vec<Cost>,
}

impl Matches {
    fn add(&mut self, rank: u32, cost: Option<Cost>) {
        if let Some(cost) = cost {
            self.ranks.push(rank);
            self.costs.push(cost);
        }
    }
}

impl Index {
    /// Looks at everybody in `among`, on as many threads as given if that pays.
    pub(super) fn scan(&self, query: &Query, among: &Among<'_>, threads: usize) -> Matches {
        let labels: Vec<Vec<bool>> = query.words.iter().map(|word| self.labels_with(word)).collect();
        let parts = threads.min(among.len() / WORTH_A_THREAD).max(1);
        let bound = |part: usize| among.len() * part / parts;
        let part = |n: usize| self.scan_part(query, &labels, among, bound(n)..bound(n + 1));
        if parts == 1 {
            return part(0);
        }
        std::thread::scope(|scope| {
            let part = &part;
            let others: Vec<_> = (1..parts).map(|n| scope.spawn(move || part(n))).collect();
            let mut matches = part(0);
            for other in others {
                // A panic in a part is this thread's panic, as it would be without threads.
                let more = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                matches.ranks.extend(more.ranks);
                matches.costs.extend(more.costs);
            }
            matches
        })
    }

    fn scan_part(&self, query: &Query, labels: &[Vec<bool>], among: &Among<'_>, part: Range<usize>) -> Matches {
        let mut matches = Matches::default();
        match among {
            Among::Range(range) => {
                let (from, to) = (range.start as usize + part.start, range.start as usize + part.end);
                for (gate, rank) in self.gates[from..to].iter().zip(from as u32..) {
                    self.look_at(rank, gate, query, labels, &mut matches);
                }
            }
            Among::List(list) => {
                for &rank in &list[part] {
                    self.look_at(rank, &self.gates[rank as usize], query, labels, &mut matches);
                }
            }
        }
        matches
    }

    #[inline]
    fn look_at(&self, rank: u32, gate: &Gate, query: &Query, labels: &[Vec<bool>], matches: &mut Matches) {
        if query.words.iter().zip(labels).all(|(word, labels)| word.may_pass(gate, labels)) {
            matches.add(rank, self.cost(query, labels, gate, &self.rows[rank as usize]));
        }
    }

    /// For each label whether a word of it begins with this word.
    fn labels_with(&self, word: &Word) -> Vec<bool> {
        self.labels.iter().map(|label| self.begins_word_of(label, word)).collect()
    }

    fn begins_word_of(&self, label: &Label, word: &Word) -> bool {
        let span = if word.cased.is_some() { label.cased } else { label.lower };
        matches!(word.in_names().place_in(self.texts.get(span), true), Some(Place::Start | Place::Word))
    }

    /// Whether the word stands whole in something else than the name.
    pub(super) fn is_elsewhere(&self, word: &Word, rank: u32) -> bool {
        let (gate, row) = (&self.gates[rank as usize], &self.rows[rank as usize]);
        self.place_in_email(word, gate, row).is_some()
            || [gate.department, gate.title].iter().any(|&at| self.begins_word_of(&self.labels[at as usize], word))
            || self.is_edge_of_id(word, row)
    }

    fn is_edge_of_id(&self, word: &Word, row: &Row) -> bool {
        let id = self.texts.get(row.id);
        word.maybe_id && (word.lower.begins(id) || word.lower.ends(id))
    }

    /// None if some word does not match.
    fn cost(&self, query: &Query, labels: &[Vec<bool>], gate: &Gate, row: &Row) -> Option<Cost> {
        let mut sum = 0;
        for (word, labels) in query.words.iter().zip(labels) {
            sum += self.word_cost(word, labels, gate, row)?;
        }
        Some(self.whole(query, row).unwrap_or(sum))
    }

    /// Whether the query as a whole is the person's, or begins their name.
    fn whole(&self, query: &Query, row: &Row) -> Option<Cost> {
        let first = query.words.first()?;
        let length = query.joined.chars.len();
        let is = |text: Text<'_>| text.len() == length && query.joined.begins(text);
        let name = self.names.get(row.name);
        let begins = row.name_first == first.initial && query.joined.begins(name);
        let is_other = || is(self.emails.get(row.email)) || (first.maybe_id && is(self.texts.get(row.id)));
        if (begins && name.len() == length) || (query.words.len() == 1 && is_other()) {
            return Some(WHOLE);
        }
        begins.then_some(NAME_BEGINS_WITH_ALL)
    }

    fn word_cost(&self, word: &Word, labels: &[bool], gate: &Gate, row: &Row) -> Option<Cost> {
        let name_place = self.place_in_name(word, gate, row);
        match name_place {
            Some(Place::Start) => return Some(NAME_START),
            Some(Place::Word) => return Some(NAME_WORD),
            Some(Place::Inside) | None => {}
        }
        // Within the name comes before within the address: then only the address's beginnings matter.
        if name_place.is_none() || row.email_initials.has(word.initial) {
            match self.place_in_email(word, gate, row) {
                Some(Place::Start) => return Some(MAIL_START),
                Some(Place::Word) => return Some(MAIL_WORD),
                Some(Place::Inside) if name_place.is_none() => return Some(MAIL_INSIDE),
                Some(Place::Inside) | None => {}
            }
        }
        if name_place.is_some() {
            return Some(NAME_INSIDE);
        }
        if word.begins_label_of(gate, labels) {
            return Some(LABEL_WORD);
        }
        if self.is_edge_of_id(word, row) {
            return Some(ID_EDGE);
        }
        if gate.name_kinds.has(word.kinds)
            && row.name_initials.has(word.initial)
            && word.in_names().is_scattered_in(self.name(word, row))
        {
            return Some(NAME_SCATTERED);
        }
        (gate.email_kinds.has(word.kinds)
            && row.email_initials.has(word.initial)
            && word.lower.is_scattered_in(self.local_part(row)))
        .then_some(MAIL_SCATTERED)
    }

    /// Where the word stands in the name.
    fn place_in_name(&self, word: &Word, gate: &Gate, row: &Row) -> Option<Place> {
        if !gate.name_kinds.has(word.kinds) || !row.name_pairs.has(word.pairs) {
            return None;
        }
        if word.is_letter {
            return Some(letter_place(word, row.name_first, row.name_initials));
        }
        word.in_names().place_in(self.name(word, row), row.name_initials.has(word.initial))
    }

    /// Where the word stands in the address, not beginning behind the `@`: whole companies share what comes there.
    fn place_in_email(&self, word: &Word, gate: &Gate, row: &Row) -> Option<Place> {
        if !gate.email_kinds.has(word.kinds) || !row.email_pairs.has(word.pairs) {
            return None;
        }
        if word.is_letter {
            let place = || letter_place(word, row.email_first, row.email_initials);
            return row.local_kinds.has(word.kinds).then(place);
        }
        let reach = usize::from(row.local) + word.lower.chars.len();
        word.lower.place_in(self.emails.get(row.email).up_to(reach), row.email_initials.has(word.initial))
    }

    /// The address up to the `@`.
    pub(super) fn local_part(&self, row: &Row) -> Text<'_> {
        self.emails.get(row.email).up_to(row.local.into())
    }

    /// The name in the case in which the word is compared.
    pub(super) fn name(&self, word: &Word, row: &Row) -> Text<'_> {
        if word.cased.is_some() { self.names_cased.get(row.name) } else { self.names.get(row.name) }
    }
}

/// Where a letter stands in a text that has it: its kind is its own, so the kinds tell without the text.
fn letter_place(word: &Word, first: Kinds, initials: Kinds) -> Place {
    if first == word.initial {
        Place::Start
    } else if initials.has(word.initial) {
        Place::Word
    } else {
        Place::Inside
    }
}

impl Word {
    /// Whether a closer look at the person is worth while.
    fn may_pass(&self, gate: &Gate, labels: &[bool]) -> bool {
        gate.name_kinds.has(self.kinds)
            || gate.email_kinds.has(self.kinds)
            || self.maybe_id
            || self.begins_label_of(gate, labels)
    }

    fn begins_label_of(&self, gate: &Gate, labels: &[bool]) -> bool {
        labels[gate.department as usize] || labels[gate.title as usize]
    }
}
