//! Names of many languages, and the e-mail addresses that follow from them.

use crate::practice::ids::Dice;

#[derive(Debug)]
struct Culture {
    family_first: bool,
    weight: usize,
    given: Vec<(&'static str, &'static str)>,
    family: Vec<(&'static str, &'static str)>,
}

/// A name and the local part of the address that goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// As shown.
    pub name: String,
    /// Lower-case ASCII, as `chloe.moreau`.
    pub local: String,
}

/// The names people are drawn from.
#[derive(Debug)]
pub struct Names {
    cultures: Vec<Culture>,
    weight: usize,
}

impl Names {
    /// Reads the list of names that ships with the program.
    pub fn shipped() -> Self {
        let mut lines = include_str!("../../../assets/practice/names.txt").lines().filter(|l| !l.starts_with('#'));
        let mut cultures = Vec::new();
        while let (Some(head), Some(given), Some(family)) = (lines.next(), lines.next(), lines.next()) {
            let weight = head.split_whitespace().last().and_then(|w| w.parse().ok()).unwrap_or(1);
            let list = |line: &'static str| line.split_whitespace().map(pair).collect();
            let family_first = head.contains(" family ");
            cultures.push(Culture { family_first, weight, given: list(given), family: list(family) });
        }
        let weight = cultures.iter().map(|c| c.weight).sum();
        Self { cultures, weight }
    }

    /// Draws one name.
    pub fn draw(&self, dice: &mut Dice) -> Drawn {
        let mut at = dice.below(self.weight);
        let culture = self.cultures.iter().find(|c| {
            let here = at < c.weight;
            at = at.saturating_sub(c.weight);
            here
        });
        let culture = culture.unwrap_or(&self.cultures[0]);
        let given = dice.pick(&culture.given);
        let family = dice.pick(&culture.family);
        let local = format!("{}.{}", latin(given), latin(family));
        let wide = family.0.chars().all(|c| ('\u{3000}'..'\u{ffff}').contains(&c));
        let name = match (culture.family_first, wide) {
            (true, true) => format!("{}{}", family.0, given.0),
            (true, false) => format!("{} {}", family.0, given.0),
            _ => format!("{} {}", given.0, family.0),
        };
        Drawn { name, local }
    }
}

fn pair(word: &'static str) -> (&'static str, &'static str) {
    word.split_once('|').unwrap_or((word, word))
}

fn latin(pair: &(&str, &str)) -> String {
    pair.1.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_ascii_and_names_are_not_only() {
        let names = Names::shipped();
        let mut dice = Dice::new(7, "names", 0);
        let drawn: Vec<Drawn> = (0..3000).map(|_| names.draw(&mut dice)).collect();
        for d in &drawn {
            assert!(d.local.bytes().all(|b| b.is_ascii_lowercase() || b == b'.' || b == b'-'), "{d:?}");
        }
        assert!(drawn.iter().any(|d| d.name.contains('ø')));
        assert!(drawn.iter().any(|d| d.name.starts_with("佐藤")));
        assert!(drawn.iter().filter(|d| d.name.is_ascii()).count() > 1000);
    }
}
