//! Which known word somebody may have meant.

/// The known word that is nearest to the given one, if it is near enough to be a slip of the fingers.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_few(given, known, 1).pop()
}

/// As [`nearest`], but up to `few` words, nearest first; of words as near as each other, the one that comes first.
pub fn nearest_few<'a>(given: &str, known: impl IntoIterator<Item = &'a str>, few: usize) -> Vec<&'a str> {
    let given = given.to_lowercase();
    let length = given.chars().count();
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|word| {
            let count = word.chars().count();
            let farthest = 1 + count.max(length) / 4;
            // Words of very different length need no closer look.
            let far = (count.abs_diff(length) <= farthest).then(|| distance(&given, &word.to_lowercase()))?;
            (far <= farthest).then_some((far, word))
        })
        .collect();
    near.sort_by_key(|(far, _)| *far);
    near.truncate(few);
    near.into_iter().map(|(_, word)| word).collect()
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for i in 1..=from.len() {
        let mut next = vec![i];
        for j in 1..=to.len() {
            let replaced = row[j - 1] + usize::from(from[i - 1] != to[j - 1]);
            let mut best = replaced.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let known = ["recipe", "region", "operator", "client_id", "protected_groups"];
        for (given, meant) in [
            ("recipie", Some("recipe")),
            ("reigon", Some("region")),
            ("Operator", Some("operator")),
            ("clientid", Some("client_id")),
            ("protected_group", Some("protected_groups")),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(nearest(given, known), meant, "{given}");
        }
        assert_eq!(nearest("anything", []), None);
    }

    #[test]
    fn distances() {
        for (a, b, far) in [("", "abc", 3), ("abc", "", 3), ("ab", "ba", 1), ("kitten", "sitting", 3), ("a", "a", 0)] {
            assert_eq!(distance(a, b), far, "{a} {b}");
        }
    }
}
