//! Text as search compares it: without accents, in one width, in one case.

use nucleo_matcher::chars;
use std::hash::{DefaultHasher, Hash, Hasher};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// How many folded characters of a field can be found; a name is never so long, a hostile one may be.
pub(super) const LONGEST: usize = 1024;

/// Takes accents off and brings compatibility forms (full width, ligatures) to the plain ones; case stays.
///
/// `each` gets every folded character with the range of characters of `text` that it comes from. It works by
/// grapheme: a base letter and the accents that follow it are one thing to whoever reads.
pub(super) fn fold(text: &str, mut each: impl FnMut(char, std::ops::Range<u32>)) {
    let mut at = 0u32;
    let mut rest = text;
    while !rest.is_empty() {
        // ASCII needs no folding and no looking at graphemes, but for its last character, which may carry an accent.
        let ascii = rest.bytes().take_while(u8::is_ascii).count();
        let plain = if ascii == rest.len() { ascii } else { ascii.saturating_sub(1) };
        for c in rest[..plain].chars() {
            each(c, at..at + 1);
            at += 1;
        }
        rest = &rest[plain..];
        let Some(grapheme) = rest.graphemes(true).next() else { return };
        let end = at + grapheme.chars().count() as u32;
        fold_grapheme(grapheme, |c| each(c, at..end));
        at = end;
        rest = &rest[grapheme.len()..];
    }
}

fn fold_grapheme(grapheme: &str, mut each: impl FnMut(char)) {
    for c in grapheme.nfkd().filter(|c| !is_accent(*c)).nfc() {
        match spelled_out(c) {
            Some(letters) => letters.chars().for_each(&mut each),
            None => each(chars::normalize(c)),
        }
    }
}

/// Letters that Unicode does not take apart, as they are written where they cannot be typed.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'ẞ' => "SS",
        'æ' => "ae",
        'Æ' => "Ae",
        'œ' => "oe",
        'Œ' => "Oe",
        'þ' => "th",
        'Þ' => "Th",
        'ø' => "o",
        'Ø' => "O",
        'ł' => "l",
        'Ł' => "L",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'ħ' => "h",
        'Ħ' => "H",
        'ŧ' => "t",
        'Ŧ' => "T",
        'ı' => "i",
        _ => return None,
    })
}

/// Accents of alphabets in which a word is the same word without them. Vowel signs of Indic scripts and the voicing
/// marks of kana are not among them: without those it is another word.
fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c5}'
        | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// The lower-case form by simple case folding: one character stays one character.
pub(super) fn lower(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { chars::to_lower_case(c) }
}

/// The field folded, its case kept, up to the longest that can be found.
pub(super) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text[..text.len().min(LONGEST)].to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut left = LONGEST;
    fold(text, |c, _| {
        if left > 0 {
            out.push(c);
            left -= 1;
        }
    });
    out
}

/// A folded text in lower case.
pub(super) fn lowered(folded: &str) -> String {
    if folded.is_ascii() { folded.to_ascii_lowercase() } else { folded.chars().map(lower).collect() }
}

/// A number that is the same for two names which look the same: case, accents, width, spacing and letters that
/// Cyrillic and Greek share with Latin by shape make no difference. It takes the name folded and in lower case.
///
/// Different names get the same number about once in 10^7 directories of a million people; then they show their ids
/// without need.
pub(super) fn look(name: &str) -> u64 {
    let mut shape = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !shape.is_empty() {
            shape.push(' ');
        }
        if word.is_ascii() { shape.push_str(word) } else { shape.extend(word.chars().map(latin_twin)) }
    }
    let mut hasher = DefaultHasher::new();
    shape.hash(&mut hasher);
    hasher.finish()
}

/// The ASCII character that looks like this lower-case one, in either case.
fn latin_twin(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' => 'e',
        'һ' | 'н' | 'η' => 'h',
        'і' | 'ι' | 'ӏ' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'ν' => 'n',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'υ' => 'y',
        'ζ' => 'z',
        '’' | 'ʼ' | '‘' => '\'',
        '‐' | '‑' | '–' | '−' => '-',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        lowered(&folded(text))
    }

    #[test]
    fn accents_case_and_width_fold() {
        let pairs = [
            ("Müller", "muller"),
            ("Ján Kováč", "jan kovac"),
            ("Ja\u{301}n", "jan"),
            ("ŁÓDŹ", "lodz"),
            ("Søren ØSTBY", "soren ostby"),
            ("Þór Æsir", "thor aesir"),
            ("Straße", "strasse"),
            ("Ｊａｎ", "jan"),
            ("İpek ılgaz", "ipek ilgaz"),
            ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
            ("Ёлка", "елка"),
            ("김철수", "김철수"),
            ("ガ", "ガ"),
            ("季 Jan", "季 jan"),
        ];
        for (text, expected) in pairs {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    #[test]
    fn every_folded_character_knows_where_it_comes_from() {
        let mut seen = Vec::new();
        fold("Ja\u{301}ß季", |c, range| seen.push((c, range)));
        assert_eq!(seen, [('J', 0..1), ('a', 1..3), ('s', 3..4), ('s', 3..4), ('季', 4..5)]);
    }

    #[test]
    fn looks() {
        for (a, b) in [("Jan Jansen", "jan  JANSEN "), ("Ján", "Jan"), ("Јаn", "Jan"), ("Ｊan", "Jan")] {
            assert_eq!(look(&plain(a)), look(&plain(b)), "{a} {b}");
        }
        for (a, b) in [("Jan", "Jana"), ("Jan Sen", "Jansen"), ("季", "李"), ("ガ", "カ")] {
            assert_ne!(look(&plain(a)), look(&plain(b)), "{a} {b}");
        }
    }
}
