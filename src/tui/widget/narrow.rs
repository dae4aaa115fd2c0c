//! Narrowing a list to the rows that hold all the words that were typed.

use nucleo_matcher::chars::{normalize, to_lower_case};

/// Words to look for; case counts only in a word with a capital, and accents only in a word with one. `if` stands for
/// a condition, which lists write as `if ...`: it counts as a whole word only, because `shift` holds it too.
pub struct Narrow {
    words: Vec<Word>,
}

struct Word {
    text: String,
    fold_case: bool,
    fold_accents: bool,
}

impl Narrow {
    /// The words of this text.
    pub fn new(words: &str) -> Self {
        let word = |text: &str| Word {
            text: text.to_owned(),
            fold_case: !text.chars().any(char::is_uppercase),
            fold_accents: text.chars().all(|c| normalize(c) == c),
        };
        Self { words: words.split_whitespace().map(word).collect() }
    }

    /// Whether every word occurs in the text; no words occur in every text.
    pub fn holds(&self, text: &str) -> bool {
        self.words.iter().all(|word| {
            let fold = |c| {
                let c = if word.fold_accents { normalize(c) } else { c };
                if word.fold_case { to_lower_case(c) } else { c }
            };
            if word.text == "if" {
                return text.split_whitespace().any(|part| part == "if");
            }
            text.chars().map(fold).collect::<String>().contains(&word.text)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_case_and_accents() {
        for (words, text, holds) in [
            ("", "anything", true),
            ("muller", "Jürgen Müller", true),
            ("müller", "Jurgen Muller", false),
            ("Jane", "jane", false),
            ("queue view", "routing:queue:view", true),
            ("view queue", "routing:queue:view", true),
            ("queue edit", "routing:queue:view", false),
            ("if", "Night shift", false),
            ("if queue", "queueMember if the queue is Claims", true),
        ] {
            assert_eq!(Narrow::new(words).holds(text), holds, "{words:?} in {text:?}");
        }
    }
}
