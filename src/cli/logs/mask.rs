//! The last look at a line before it is written: e-mail addresses and telephone numbers are struck out, wherever they come
//! from. Names cannot be told from words, so nobody may log them in the first place.

use std::borrow::Cow;
use std::io::{self, Write};
use tracing_subscriber::fmt::MakeWriter;

/// What stands for an e-mail address.
const EMAIL: &str = "[e-mail]";
/// What stands for a telephone number.
const PHONE: &str = "[phone]";
/// A number that begins with a plus sign and has so many digits can be called (E.164 has 7 to 15).
const DIGITS: usize = 7;

/// Writes masked to what it holds. A line comes in one piece.
pub(super) struct Masked<W>(pub(super) W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Masked<W> {
    type Writer = Masking<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Masking(self.0.make_writer())
    }
}

/// One line on its way.
pub(super) struct Masking<W>(W);

impl<W: Write> Write for Masking<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match masked(&String::from_utf8_lossy(line)) {
            Cow::Borrowed(_) => self.0.write_all(line)?,
            Cow::Owned(masked) => self.0.write_all(masked.as_bytes())?,
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn masked(line: &str) -> Cow<'_, str> {
    let mut line = Cow::Borrowed(line);
    for strike in [without_addresses, without_numbers] {
        if let Some(struck) = strike(&line) {
            line = Cow::Owned(struck);
        }
    }
    line
}

/// The line without e-mail addresses; none where there is none.
fn without_addresses(line: &str) -> Option<String> {
    let (mut kept, mut rest, mut found) = (String::new(), line, false);
    while let Some((before, after)) = rest.split_once('@') {
        let local = before.trim_end_matches(is_local);
        let host = &after[..after.find(|c: char| !is_host(c)).unwrap_or(after.len())];
        let address = local.len() < before.len() && host.trim_end_matches('.').contains('.');
        found |= address;
        if address {
            kept.extend([local, EMAIL]);
        } else {
            kept.extend([before, "@", host]);
        }
        rest = &after[host.len()..];
    }
    kept.push_str(rest);
    found.then_some(kept)
}

/// The line without telephone numbers; none where there is none.
fn without_numbers(line: &str) -> Option<String> {
    let (mut kept, mut rest, mut found) = (String::new(), line, false);
    while let Some((before, after)) = rest.split_once('+') {
        let dialled = &after[..after.find(|c: char| !is_dialled(c)).unwrap_or(after.len())];
        let number = dialled.trim_end_matches(|c: char| !c.is_ascii_digit());
        let long = number.bytes().filter(u8::is_ascii_digit).count() >= DIGITS;
        found |= long;
        if long {
            kept.extend([before, PHONE]);
        } else {
            kept.extend([before, "+", number]);
        }
        rest = &after[number.len()..];
    }
    kept.push_str(rest);
    found.then_some(kept)
}

fn is_local(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'')
}

fn is_host(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-')
}

fn is_dialled(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers_are_struck_out_and_nothing_else() {
        let cases = [
            ("no such user ann.smith@acme.example.", "no such user [e-mail]"),
            (r#"{"x":"zoë+new@acme.example","y":1}"#, r#"{"x":"[e-mail]","y":1}"#),
            ("a@b.example, <c'd@e.example>", "[e-mail], <[e-mail]>"),
            ("call +41 44 668 18 00 now", "call [phone] now"),
            ("+4144/668-1800", "[phone]"),
            ("ann@desk holds it", "ann@desk holds it"),
            ("1 + 1 = 2, +5", "1 + 1 = 2, +5"),
            ("2026-11-20T10:00:00+01:00", "2026-11-20T10:00:00+01:00"),
            ("run=0192f0c1-7a3b-7000-8000-0123456789ab", "run=0192f0c1-7a3b-7000-8000-0123456789ab"),
            ("@", "@"),
        ];
        for (line, expected) in cases {
            assert_eq!(masked(line), expected, "{line}");
        }
    }

    #[test]
    fn a_line_is_taken_whole_whatever_its_length_becomes() {
        let mut written = Vec::new();
        let line = b"to ann@acme.example\n";
        assert_eq!(Masking(&mut written).write(line).unwrap(), line.len());
        assert_eq!(written, b"to [e-mail]\n");
    }
}
