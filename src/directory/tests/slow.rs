//! Search by its definition: every person, every word, every time.

use crate::directory::fold::{folded, lower};
use crate::directory::query::{Query, Word};
use crate::directory::{Filter, Snapshot};
use crate::model::{Person, UserState};
use nucleo_matcher::{Config, Matcher, Utf32String};

fn cased(text: &str) -> Vec<char> {
    folded(text).chars().collect()
}

fn lowered(text: &str) -> Vec<char> {
    cased(text).into_iter().map(lower).collect()
}

/// Every place at which the word stands in the text.
fn places(text: &[char], word: &[char]) -> Vec<usize> {
    (0..text.len()).filter(|&at| text[at..].starts_with(word)).collect()
}

fn begins_word(text: &[char], at: usize) -> bool {
    at == 0 || !text[at - 1].is_alphanumeric()
}

fn has_in_order(text: &[char], word: &[char]) -> bool {
    (0..text.len()).any(|at| text[at] == word[0] && begins_word(text, at) && has_rest(&text[at + 1..], &word[1..]))
}

fn has_rest(text: &[char], rest: &[char]) -> bool {
    let mut from = 0;
    for c in rest {
        match text[from..].iter().position(|t| t == c) {
            Some(at) => from += at + 1,
            None => return false,
        }
    }
    true
}

struct Fields {
    name: Vec<char>,
    name_cased: Vec<char>,
    email: Vec<char>,
    local: Vec<char>,
    id: Vec<char>,
    labels: Vec<(Vec<char>, Vec<char>)>,
}

impl Fields {
    fn of(person: &Person) -> Self {
        let email = lowered(person.email.as_str());
        let local = match email.iter().rposition(|c| *c == '@') {
            Some(at) => email[..at].to_vec(),
            None => email.clone(),
        };
        let labels = [&person.department, &person.title];
        Self {
            name: lowered(person.name.as_str()),
            name_cased: cased(person.name.as_str()),
            email,
            local,
            id: lowered(person.id.as_str()),
            labels: labels.map(|text| (lowered(text.as_str()), cased(text.as_str()))).to_vec(),
        }
    }

    fn word(&self, word: &Word) -> Option<u32> {
        let plain = &word.lower.chars;
        let (name, in_name) = match &word.cased {
            Some(cased) => (&self.name_cased, &cased.chars),
            None => (&self.name, plain),
        };
        let in_names = places(name, in_name);
        let mut in_email = places(&self.email, plain);
        in_email.retain(|at| *at <= self.local.len());
        let is_label = |(lower, cased): &(Vec<char>, Vec<char>)| {
            let label = if word.cased.is_some() { cased } else { lower };
            places(label, in_name).iter().any(|&at| begins_word(label, at))
        };
        let cost = if in_names.contains(&0) {
            2
        } else if in_names.iter().any(|&at| begins_word(name, at)) {
            3
        } else if in_email.contains(&0) {
            4
        } else if in_email.iter().any(|&at| begins_word(&self.email, at)) {
            5
        } else if !in_names.is_empty() {
            6
        } else if !in_email.is_empty() {
            8
        } else if self.labels.iter().any(is_label) {
            9
        } else if plain.len() >= 3
            && plain.iter().all(|c| matches!(c, '0'..='9' | 'a'..='f' | '-'))
            && (self.id.starts_with(plain) || self.id.ends_with(plain))
        {
            10
        } else if has_in_order(name, in_name) {
            256
        } else if has_in_order(&self.local, plain) {
            257
        } else {
            return None;
        };
        Some(cost)
    }

    fn cost(&self, query: &Query) -> Option<u32> {
        let mut sum = 0;
        for word in &query.words {
            sum += self.word(word)?;
        }
        let all = query.words.iter().map(|w| w.lower.chars.iter().collect::<String>()).collect::<Vec<_>>().join(" ");
        let all: Vec<char> = all.chars().collect();
        let alone = query.words.len() == 1;
        Some(
            if self.name == all || (alone && self.email == all) || (alone && self.id == all && query.words[0].maybe_id)
            {
                0
            } else if self.name.starts_with(&all) {
                1
            } else {
                sum
            },
        )
    }

    fn score(&self, query: &Query, matcher: &mut Matcher) -> u16 {
        let text = |chars: &[char]| Utf32String::from(chars.iter().collect::<String>());
        let mut score = |in_text: &[char], word: &[char]| {
            // Characters one by one: the conversion from a string would take graphemes together.
            let (in_text, word) = (wide(in_text, text(in_text)), wide(word, text(word)));
            matcher.fuzzy_match(in_text.slice(..), word.slice(..))
        };
        let mut sum = 0u16;
        for word in &query.words {
            let name = match &word.cased {
                Some(cased) => score(&self.name_cased, &cased.chars),
                None => score(&self.name, &word.lower.chars),
            };
            let score = name.or_else(|| score(&self.local, &word.lower.chars));
            sum = sum.saturating_add(score.unwrap_or(0));
        }
        sum
    }
}

fn wide(chars: &[char], text: Utf32String) -> Utf32String {
    if chars.iter().all(char::is_ascii) { text } else { Utf32String::Unicode(chars.into()) }
}

/// Places in the snapshot, best first, and how many match.
pub(super) fn search(snapshot: &Snapshot, text: &str, filter: Filter, limit: usize) -> (Vec<usize>, usize) {
    let query = Query::parse(text);
    let mut config = Config::DEFAULT;
    (config.normalize, config.ignore_case, config.prefer_prefix) = (false, false, true);
    let mut matcher = Matcher::new(config);
    let mut found = Vec::new();
    for (at, person) in snapshot.people.iter().enumerate() {
        let wanted = match filter {
            Filter::All => true,
            Filter::Active => person.state == UserState::Active,
            Filter::Inactive => person.state == UserState::Inactive,
            Filter::Deleted => person.state == UserState::Deleted,
        };
        let fields = Fields::of(person);
        let cost = if query.words.is_empty() { Some(0) } else { fields.cost(&query) };
        if let (true, Some(cost)) = (wanted, cost) {
            let score = if cost >= 256 { fields.score(&query, &mut matcher) } else { 0 };
            let tie = (person.state, fields.name, person.name.clone(), person.id.clone());
            found.push(((cost, u16::MAX - score, tie), at));
        }
    }
    found.sort();
    let matched = found.len();
    (found.into_iter().take(limit).map(|(_, at)| at).collect(), matched)
}
