//! Searching the index as somebody types.

use super::fold::fold;
use super::index::Index;
use super::query::{Query, Word};
use super::scan::{Among, Cost, Matches, SCATTERED};
use super::snapshot::Snapshot;
use crate::model::UserId;
use nucleo_matcher::{Config, Matcher};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Weak;

/// Earlier queries whose matches are kept, so that taking letters back is as quick as typing them.
const KEPT_LAYERS: usize = 8;

/// Of matches with gaps that cost the same, so many get the fuzzy matcher's score; the others follow in the order of
/// ranks. More of them than this match only two letters or so, and then nobody looks for the finest.
const MOST_SCORED: usize = 4096;

/// Which people a search leaves in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Filter {
    /// Active people, then inactive, then deleted ones among equal matches.
    #[default]
    All,
    /// Only those who can sign in.
    Active,
    /// Only inactive ones.
    Inactive,
    /// Only deleted ones.
    Deleted,
}

/// What a search found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Found {
    /// Best first, at most as many as asked for.
    pub hits: Vec<FoundPerson>,
    /// How many match in all.
    pub matched: usize,
    /// How many people there are, whatever the filter.
    pub total: usize,
}

/// Somebody who matches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundPerson {
    /// Place in the snapshot's people.
    pub person: usize,
    /// Positions of the matched characters in the name as it is shown, in characters, ascending; a letter counts with
    /// its accents. Empty where something else than the name matches.
    pub matched: Vec<u32>,
    /// Somebody else's name looks the same: tell them apart by id.
    pub twin: bool,
}

/// What one search field remembers from key to key. Each field has its own.
pub struct Session {
    of: Weak<Snapshot>,
    filter: Filter,
    layers: Vec<Layer>,
    matcher: Matcher,
    threads: usize,
}

struct Layer {
    query: Query,
    ranks: Vec<u32>,
}

impl Session {
    /// A session that scans on so many threads, the calling one among them, where that pays.
    pub fn new(threads: usize) -> Self {
        let mut config = Config::DEFAULT;
        // Texts and words come folded, and with the case in which they are compared.
        config.normalize = false;
        config.ignore_case = false;
        config.prefer_prefix = true;
        Self { of: Weak::new(), filter: Filter::All, layers: Vec::new(), matcher: Matcher::new(config), threads }
    }
}

impl Index {
    /// Finds the people who match all words of the query; without a word, everybody.
    ///
    /// A word matches a name, or the part of an address before the `@`, by a piece of it or by its letters in order
    /// from the beginning of a word on; an address also by a piece from the `@` on, an id by three or more of its
    /// first or last digits, a department or title by the beginning of a word. Whole and initial matches come first;
    /// among equals active people do, then the name and the id decide. The same index, query and filter always give
    /// the same answer, whatever the session has seen.
    pub fn search(&self, session: &mut Session, query: &str, filter: Filter, limit: usize) -> Found {
        let query = Query::parse(query);
        let everybody = self.range(filter);
        let total = self.rows.len();
        if session.filter != filter || !std::ptr::eq(session.of.as_ptr(), &**self.snapshot()) {
            session.layers.clear();
            session.filter = filter;
            // The weak reference keeps the address from being used again, so it cannot be mistaken for another's.
            session.of = std::sync::Arc::downgrade(self.snapshot());
        }
        if query.words.is_empty() {
            session.layers.clear();
            let ranks: Vec<u32> = everybody.clone().take(limit).collect();
            return Found { hits: self.hits(session, &query, &ranks), matched: everybody.len(), total };
        }
        while session.layers.pop_if(|layer| !query.narrows(&layer.query)).is_some() {}
        let among = match session.layers.last() {
            Some(layer) => Among::List(&layer.ranks),
            None => Among::Range(everybody),
        };
        let matches = self.scan(&query, &among, session.threads);
        let best = self.best(&mut session.matcher, &query, &matches, limit);
        let found = Found { hits: self.hits(session, &query, &best), matched: matches.ranks.len(), total };
        session.layers.pop_if(|layer| layer.query == query);
        if session.layers.len() == KEPT_LAYERS {
            session.layers.remove(0);
        }
        session.layers.push(Layer { query, ranks: matches.ranks });
        found
    }

    /// These people, as far as they are there, in the order given; no letter of their names is a match.
    pub fn these(&self, ids: &[UserId]) -> Vec<FoundPerson> {
        let places: Vec<u32> = ids.iter().filter_map(|id| self.place(id)).collect();
        let mut found: Vec<(usize, FoundPerson)> = Vec::with_capacity(places.len());
        for row in &self.rows {
            if let Some(at) = places.iter().position(|place| *place == row.person) {
                found.push((at, FoundPerson { person: row.person as usize, matched: Vec::new(), twin: row.twin }));
            }
        }
        found.sort_unstable_by_key(|(at, _)| *at);
        found.into_iter().map(|(_, person)| person).collect()
    }

    fn range(&self, filter: Filter) -> Range<u32> {
        let [inactive, deleted] = self.borders;
        let end = self.rows.len() as u32;
        match filter {
            Filter::All => 0..end,
            Filter::Active => 0..inactive,
            Filter::Inactive => inactive..deleted,
            Filter::Deleted => deleted..end,
        }
    }

    /// The best ranks, in order. Only those that may still be among them get the fuzzy matcher's score.
    fn best(&self, matcher: &mut Matcher, query: &Query, matches: &Matches, limit: usize) -> Vec<u32> {
        let (dearest, mut room) = dearest_of_the_best(&matches.costs, limit);
        let mut scored: BTreeMap<Cost, usize> = BTreeMap::new();
        let mut keys: Vec<u64> = Vec::new();
        for (&rank, &cost) in matches.ranks.iter().zip(&matches.costs).filter(|(_, cost)| **cost <= dearest) {
            let mut lack = 0;
            if cost == dearest && cost < SCATTERED {
                // Among these the rank decides, and ranks come in order.
                if room == 0 {
                    continue;
                }
                room -= 1;
            } else if cost >= SCATTERED {
                let scored = scored.entry(cost).or_default();
                *scored += 1;
                lack = if *scored <= MOST_SCORED { self.lack(matcher, query, rank) } else { u16::MAX };
            }
            keys.push(u64::from(cost) << 48 | u64::from(lack) << 32 | u64::from(rank));
        }
        if keys.len() > limit {
            keys.select_nth_unstable(limit);
            keys.truncate(limit);
        }
        keys.sort_unstable();
        keys.into_iter().map(|key| key as u32).collect()
    }

    /// How much the fuzzy matcher's score lacks, so that less is better.
    fn lack(&self, matcher: &mut Matcher, query: &Query, rank: u32) -> u16 {
        let row = &self.rows[rank as usize];
        let local = self.local_part(row).to_matcher();
        let mut sum = 0u16;
        for word in &query.words {
            let score = matcher
                .fuzzy_match(self.name(word, row).to_matcher(), word.in_names().to_matcher())
                .or_else(|| matcher.fuzzy_match(local, word.lower.to_matcher()));
            sum = sum.saturating_add(score.unwrap_or(0));
        }
        u16::MAX - sum
    }

    fn hits(&self, session: &mut Session, query: &Query, ranks: &[u32]) -> Vec<FoundPerson> {
        let hit = |&rank: &u32| {
            let row = &self.rows[rank as usize];
            let matched = self.highlight(&mut session.matcher, query, rank);
            FoundPerson { person: row.person as usize, matched, twin: row.twin }
        };
        ranks.iter().map(hit).collect()
    }

    /// Which characters of the shown name the query's words are.
    fn highlight(&self, matcher: &mut Matcher, query: &Query, rank: u32) -> Vec<u32> {
        let mut folded: Vec<u32> = Vec::new();
        for word in &query.words {
            self.highlight_word(matcher, word, rank, &mut folded);
        }
        folded.sort_unstable();
        folded.dedup();
        let name = self.snapshot().people[self.rows[rank as usize].person as usize].name.as_str();
        if folded.is_empty() || name.is_ascii() {
            return folded;
        }
        let mut shown: Vec<u32> = Vec::with_capacity(folded.len());
        let mut at = 0u32;
        fold(name, |_, from| {
            if folded.binary_search(&at).is_ok() {
                shown.extend(from);
            }
            at += 1;
        });
        shown.sort_unstable();
        shown.dedup();
        shown
    }

    fn highlight_word(&self, matcher: &mut Matcher, word: &Word, rank: u32, into: &mut Vec<u32>) {
        let (name, needle) = (self.name(word, &self.rows[rank as usize]), word.in_names());
        match needle.find_in(name) {
            Some(at) => into.extend((at..at + needle.chars.len()).map(|at| at as u32)),
            // What holds the word whole was meant then, not letters strewn over the name.
            None if self.is_elsewhere(word, rank) => {}
            None => {
                matcher.fuzzy_indices(name.to_matcher(), needle.to_matcher(), into);
            }
        }
    }
}

/// The cost up to which matches must be looked at to have the best `limit` of them, and how many of exactly that cost
/// there is room for.
fn dearest_of_the_best(costs: &[Cost], limit: usize) -> (Cost, usize) {
    if costs.len() <= limit {
        return (Cost::MAX, limit);
    }
    let mut counts: Vec<usize> = vec![0; costs.iter().max().map_or(0, |most| usize::from(*most) + 1)];
    costs.iter().for_each(|cost| counts[usize::from(*cost)] += 1);
    let mut room = limit;
    for (cost, count) in counts.into_iter().enumerate() {
        if count >= room {
            return (cost as Cost, room);
        }
        room -= count;
    }
    (Cost::MAX, room)
}
