//! Measuring and cutting text by what the terminal shows: whole graphemes, in cells.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What stands where something was cut out; one cell.
pub const ELLIPSIS: &str = "…";

/// Cells that the text takes; counted by grapheme, as the screen buffer counts.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// The text in at most `max` cells, cut at the end: for names and sentences.
pub fn cut(text: &str, max: usize) -> Cow<'_, str> {
    if width(text) <= max {
        return Cow::Borrowed(text);
    }
    if max == 0 {
        return Cow::Borrowed("");
    }
    let mut kept = head(text, max - 1).to_owned();
    kept.push_str(ELLIPSIS);
    Cow::Owned(kept)
}

/// The text in at most `max` cells, cut in the middle: for addresses and ids, whose ends tell them apart.
pub fn cut_middle(text: &str, max: usize) -> Cow<'_, str> {
    if width(text) <= max {
        return Cow::Borrowed(text);
    }
    if max < 3 {
        return cut(text, max);
    }
    let left = (max - 1) / 2;
    let right = max - 1 - left;
    Cow::Owned(format!("{}{ELLIPSIS}{}", head(text, left), tail(text, right)))
}

/// The text in at most `max` cells, cut at the beginning: for what is told by its end.
pub fn cut_front(text: &str, max: usize) -> Cow<'_, str> {
    if width(text) <= max {
        return Cow::Borrowed(text);
    }
    if max == 0 {
        return Cow::Borrowed("");
    }
    Cow::Owned(format!("{ELLIPSIS}{}", tail(text, max - 1)))
}

/// The longest beginning that fits into `max` cells, without splitting a grapheme.
pub fn head(text: &str, max: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > max {
            return &text[..at];
        }
    }
    text
}

fn tail(text: &str, max: usize) -> &str {
    let mut used = 0;
    let mut from = text.len();
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        used += grapheme.width();
        if used > max {
            break;
        }
        from = at;
    }
    &text[from..]
}

/// The text broken into lines of at most `max` cells, at blanks where there are any.
pub fn wrap(text: &str, max: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let mut word = word;
        if !line.is_empty() && width(&line) + 1 + width(word) > max {
            lines.push(std::mem::take(&mut line));
        }
        while max > 0 && width(word) > max {
            let piece = head(word, max);
            if piece.is_empty() {
                break;
            }
            lines.push(piece.to_owned());
            word = &word[piece.len()..];
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// A number with a comma between thousands.
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 queue`, `2 queues`: a number with its noun.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_keep_graphemes_whole() {
        let family = "👩‍👩‍👧 and e\u{301}migré 漢字";
        for max in 0..30 {
            for cut in [cut(family, max), cut_middle(family, max), cut_front(family, max)] {
                assert!(width(&cut) <= max, "{cut:?} in {max}");
                let whole: Vec<&str> = family.graphemes(true).collect();
                assert!(cut.graphemes(true).all(|g| g == ELLIPSIS || whole.contains(&g)), "{cut:?}");
            }
        }
    }

    #[test]
    fn cut_at_the_end_and_in_the_middle() {
        assert_eq!(cut("Maximilian", 5), "Maxi…");
        assert_eq!(cut_middle("jane.doe@example.com", 11), "jane.…e.com");
        assert_eq!(cut_front("routing:queue:view", 12), "…:queue:view");
        assert_eq!(cut("漢字漢字", 4), "漢…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abc", 0), "");
    }

    #[test]
    fn wraps_at_blanks_and_breaks_what_is_too_long() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap("漢字", 1), ["漢字"]);
    }

    #[test]
    fn thousands_are_marked_off() {
        assert_eq!(count(0), "0");
        assert_eq!(count(1200), "1,200");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(counted(1, "queue"), "1 queue");
        assert_eq!(counted(0, "queue"), "0 queues");
    }
}
