//! Who matches a query, and how well at first sight.
//!
//! Only letters in order with gaps need the fuzzy matcher's finer score; every better kind of match is told apart by
//! where it stands. That makes the first keystrokes, which match nearly everybody, the cheap ones.

use super::column::Text;
use super::index::{Index, Label, Row};
use super::place::Place;
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
const ID_INSIDE: Cost = 10;
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
                for (row, rank) in self.rows[from..to].iter().zip(from as u32..) {
                    matches.add(rank, self.cost(query, labels, row));
                }
            }
            Among::List(list) => {
                for &rank in &list[part] {
                    matches.add(rank, self.cost(query, labels, &self.rows[rank as usize]));
                }
            }
        }
        matches
    }

    /// For each label whether a word of it begins with this word.
    fn labels_with(&self, word: &Word) -> Vec<bool> {
        self.labels.iter().map(|label| self.begins_word_of(label, word)).collect()
    }

    fn begins_word_of(&self, label: &Label, word: &Word) -> bool {
        let span = if word.cased.is_some() { label.cased } else { label.lower };
        matches!(word.in_names().place_in(self.texts.get(span), true), Some(Place::Start | Place::Word(_)))
    }

    /// Whether the word stands whole in something else than the name.
    pub(super) fn is_elsewhere(&self, word: &Word, row: &Row) -> bool {
        self.place_in_email(word, row).is_some()
            || [row.department, row.title].iter().any(|&at| self.begins_word_of(&self.labels[at as usize], word))
            || (word.maybe_id && word.lower.place_in(self.texts.get(row.id), false).is_some())
    }

    /// None if some word does not match.
    fn cost(&self, query: &Query, labels: &[Vec<bool>], row: &Row) -> Option<Cost> {
        let mut sum = 0;
        for (word, labels) in query.words.iter().zip(labels) {
            sum += self.word_cost(word, labels, row)?;
        }
        Some(self.whole(query, row).unwrap_or(sum))
    }

    /// Whether the query as a whole is the person's, or begins their name.
    fn whole(&self, query: &Query, row: &Row) -> Option<Cost> {
        let first = query.words.first()?;
        let length = query.joined.chars.len();
        let is = |text: Text<'_>| text.len() == length && query.joined.begins(text);
        let name = self.names.get(row.name);
        let begins = row.name_kinds.has(first.kinds) && query.joined.begins(name);
        let is_other = || is(self.emails.get(row.email)) || (first.maybe_id && is(self.texts.get(row.id)));
        if (begins && name.len() == length) || (query.words.len() == 1 && is_other()) {
            return Some(WHOLE);
        }
        begins.then_some(NAME_BEGINS_WITH_ALL)
    }

    fn word_cost(&self, word: &Word, labels: &[bool], row: &Row) -> Option<Cost> {
        let name_place = self.place_in_name(word, row);
        match name_place {
            Some(Place::Start) => return Some(NAME_START),
            Some(Place::Word(_)) => return Some(NAME_WORD),
            Some(Place::Inside(_)) | None => {}
        }
        // Within the name comes before within the address: then only the address's beginnings matter.
        if name_place.is_none() || row.email_initials.has(word.initial) {
            match self.place_in_email(word, row) {
                Some(Place::Start) => return Some(MAIL_START),
                Some(Place::Word(_)) => return Some(MAIL_WORD),
                Some(Place::Inside(_)) if name_place.is_none() => return Some(MAIL_INSIDE),
                Some(Place::Inside(_)) | None => {}
            }
        }
        if name_place.is_some() {
            return Some(NAME_INSIDE);
        }
        if labels[row.department as usize] || labels[row.title as usize] {
            return Some(LABEL_WORD);
        }
        if word.maybe_id && word.lower.place_in(self.texts.get(row.id), false).is_some() {
            return Some(ID_INSIDE);
        }
        if row.name_kinds.has(word.kinds)
            && row.name_initials.has(word.initial)
            && word.in_names().is_scattered_in(self.name(word, row))
        {
            return Some(NAME_SCATTERED);
        }
        (row.email_kinds.has(word.kinds)
            && row.email_initials.has(word.initial)
            && word.lower.is_scattered_in(self.local_part(row)))
        .then_some(MAIL_SCATTERED)
    }

    /// Where the word stands in the name.
    pub(super) fn place_in_name(&self, word: &Word, row: &Row) -> Option<Place> {
        if !row.name_kinds.has(word.kinds) {
            return None;
        }
        word.in_names().place_in(self.name(word, row), row.name_initials.has(word.initial))
    }

    /// Where the word stands in the address, not beginning behind the `@`: whole companies share what comes there.
    fn place_in_email(&self, word: &Word, row: &Row) -> Option<Place> {
        if !row.email_kinds.has(word.kinds) {
            return None;
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
