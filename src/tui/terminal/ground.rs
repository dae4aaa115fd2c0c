//! Asking the terminal for its background (OSC 11), and keeping the answer from being taken for keys.
//!
//! The answer comes in on the same way as keys and crossterm does not know it: it arrives as `Alt-]`, letters and an
//! end. Whatever comes that is no part of it has been typed, and is handed on.

use crate::tui::theme::Rgb;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, poll, read};
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// How long the first picture may wait for the answer; most terminals answer within a few milliseconds.
const PATIENCE: Duration = Duration::from_millis(60);
/// The longest answer that makes sense, in characters.
const LONGEST: usize = 40;

/// How far the answer has come in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Answer {
    /// Nobody asked, or it has come in.
    #[default]
    Over,
    /// Nothing of it has come in.
    Waited,
    /// This much of it has.
    Within(String),
}

impl Answer {
    /// Whether the event is a part of the answer. A key that cannot be ends it, and is the operator's.
    pub fn takes(&mut self, event: &Event) -> bool {
        match self.hear(event) {
            Heard::Nothing => false,
            Heard::Part | Heard::Whole(_) => true,
        }
    }

    fn hear(&mut self, event: &Event) -> Heard {
        let Event::Key(KeyEvent { code: KeyCode::Char(c), modifiers, .. }) = event else { return Heard::Nothing };
        let alt = modifiers.contains(KeyModifiers::ALT);
        let control = modifiers.contains(KeyModifiers::CONTROL);
        match self {
            Self::Waited if alt && *c == ']' => {
                *self = Self::Within(String::new());
                Heard::Part
            }
            // It ends with BEL or with ESC and a backslash.
            Self::Within(text) if control && *c == 'g' || alt && *c == '\\' => {
                let ground = colour(text);
                *self = Self::Over;
                Heard::Whole(ground)
            }
            Self::Within(text) if !alt && !control && text.len() < LONGEST && belongs(*c) => {
                text.push(*c);
                Heard::Part
            }
            Self::Within(_) => {
                *self = Self::Over;
                Heard::Nothing
            }
            Self::Waited | Self::Over => Heard::Nothing,
        }
    }
}

enum Heard {
    Nothing,
    Part,
    Whole(Option<Rgb>),
}

fn belongs(c: char) -> bool {
    c.is_ascii_hexdigit() || matches!(c, ';' | ':' | '/' | 'r' | 'g' | 'b' | 'a')
}

/// Asks, and waits for a moment; hands on what was typed meanwhile. A late answer is left to [`Answer::takes`].
///
/// # Errors
/// When the terminal takes no output or gives no input.
pub fn ask(answer: &mut Answer) -> io::Result<(Option<Rgb>, Vec<Event>)> {
    let mut out = io::stdout();
    out.write_all(b"\x1b]11;?\x1b\\")?;
    out.flush()?;
    *answer = Answer::Waited;
    let mut typed = Vec::new();
    let end = Instant::now() + PATIENCE;
    while poll(end.saturating_duration_since(Instant::now()))? {
        let event = read()?;
        match answer.hear(&event) {
            Heard::Nothing => typed.push(event),
            Heard::Part => {}
            Heard::Whole(ground) => return Ok((ground, typed)),
        }
        if Instant::now() >= end {
            break;
        }
    }
    Ok((None, typed))
}

/// The colour of `11;rgb:RRRR/GGGG/BBBB`, with one to four digits each; `rgba` has one part more.
fn colour(text: &str) -> Option<Rgb> {
    let parts = text.strip_prefix("11;")?.trim_start_matches("rgba:").trim_start_matches("rgb:");
    let mut parts = parts.split('/').map(|part| {
        let most = 16u32.checked_pow(u32::try_from(part.len()).ok()?).filter(|_| (1..=4).contains(&part.len()))? - 1;
        u8::try_from(u32::from_str_radix(part, 16).ok()? * 255 / most).ok()
    });
    Some(Rgb(parts.next()??, parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(c: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(c), modifiers))
    }

    /// The events as crossterm makes them of the bytes of an answer.
    fn events(body: &str, bell: bool) -> Vec<Event> {
        let mut events = vec![key(']', KeyModifiers::ALT)];
        events.extend(body.chars().map(|c| key(c, KeyModifiers::NONE)));
        events.push(if bell { key('g', KeyModifiers::CONTROL) } else { key('\\', KeyModifiers::ALT) });
        events
    }

    #[test]
    fn answers_as_terminals_write_them() {
        for (text, colour_of) in [
            ("11;rgb:ffff/ffff/ffff", Some(Rgb(255, 255, 255))),
            ("11;rgb:1515/1818/1d1d", Some(Rgb(0x15, 0x18, 0x1d))),
            ("11;rgb:0/8/f", Some(Rgb(0, 136, 255))),
            ("11;rgba:0000/0000/0000/ffff", Some(Rgb(0, 0, 0))),
            ("10;rgb:ffff/ffff/ffff", None),
            ("11;rgb:fffff/ffff/ffff", None),
            ("11;", None),
        ] {
            assert_eq!(colour(text), colour_of, "{text}");
        }
    }

    #[test]
    fn a_late_answer_is_swallowed_whole_and_nothing_else_is() {
        for bell in [true, false] {
            let mut answer = Answer::Waited;
            assert!(!answer.takes(&key('j', KeyModifiers::NONE)), "typed before it comes");
            for event in events("11;rgb:1515/1818/1d1d", bell) {
                assert!(answer.takes(&event), "{event:?}");
            }
            assert_eq!(answer, Answer::Over);
            assert!(!answer.takes(&key('g', KeyModifiers::CONTROL)), "the operator's own from here on");
            assert!(!answer.takes(&key(']', KeyModifiers::ALT)));
        }
    }

    #[test]
    fn an_answer_that_breaks_off_gives_the_keys_back() {
        let mut answer = Answer::Waited;
        assert!(answer.takes(&key(']', KeyModifiers::ALT)));
        assert!(answer.takes(&key('1', KeyModifiers::NONE)));
        assert!(!answer.takes(&key('q', KeyModifiers::NONE)));
        assert_eq!(answer, Answer::Over);
    }

    #[test]
    fn who_has_not_asked_swallows_nothing() {
        let mut answer = Answer::default();
        assert!(!events("11;rgb:0/0/0", true).iter().any(|event| answer.takes(event)));
    }
}
