//! Finding an action by what somebody calls it.

use super::{Record, records};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// The records that match the words, best first; all of them, in table order, for no words.
pub fn find(words: &str) -> Vec<&'static Record> {
    let pattern = Pattern::parse(words, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
    let mut found: Vec<(u32, &'static Record)> = records()
        .filter_map(|record| {
            // A name outranks a synonym, and both outrank a word of the help sentence.
            let names = [record.name, record.id, record.label].into_iter().filter_map(&mut score).max().map(|s| s + 20);
            let other = record.synonyms.iter().filter_map(|s| score(s)).max().map(|s| s + 10);
            names.max(other).map(|s| (s, record))
        })
        .collect();
    // Stable, so that equals stay in table order.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, record)| record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(words: &str) -> &'static str {
        find(words).first().map_or("", |r| r.id)
    }

    #[test]
    fn finds_by_name_id_and_synonym() {
        assert_eq!(first("offboard"), "people.offboard");
        assert_eq!(first("people.off"), "people.offboard");
        assert_eq!(first("terminate"), "people.offboard");
        assert_eq!(first("quit"), "console.quit");
        assert!(find("zzzzqq").is_empty());
    }

    #[test]
    fn no_words_give_everything_in_table_order() {
        let ids: Vec<_> = find("").iter().map(|r| r.id).collect();
        assert_eq!(ids, records().map(|r| r.id).collect::<Vec<_>>());
    }
}
