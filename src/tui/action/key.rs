//! Keys as the action table and the footer write them.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;

/// A key with what is held down with it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// Names of keys that are not a character, as they are written and read.
pub const NAMES: &[(&str, KeyCode)] = &[
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("S-Tab", KeyCode::BackTab),
    ("Space", KeyCode::Char(' ')),
    ("Bksp", KeyCode::Backspace),
    ("Del", KeyCode::Delete),
    ("Ins", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
];

/// What can be held down with a key, as it is written before its name.
const HELD: [(&str, KeyModifiers); 3] =
    [("Ctrl-", KeyModifiers::CONTROL), ("Alt-", KeyModifiers::ALT), ("S-", KeyModifiers::SHIFT)];

impl Key {
    /// The key of an event. Shift is dropped where the character says it already.
    pub fn of(event: KeyEvent) -> Self {
        let mut modifiers = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let mut code = event.code;
        match code {
            KeyCode::Char(c) => {
                if modifiers.contains(KeyModifiers::CONTROL) {
                    // With control held, terminals do not agree about the case.
                    code = KeyCode::Char(c.to_ascii_lowercase());
                }
                modifiers -= KeyModifiers::SHIFT;
            }
            KeyCode::BackTab => modifiers -= KeyModifiers::SHIFT,
            KeyCode::Tab if modifiers.contains(KeyModifiers::SHIFT) => {
                code = KeyCode::BackTab;
                modifiers -= KeyModifiers::SHIFT;
            }
            _ => {}
        }
        Self { code, modifiers }
    }

    /// Reads a key such as `o`, `Ctrl-P`, `Alt-Up`, `S-Tab` or `F1`.
    pub fn parse(text: &str) -> Option<Self> {
        let (mut name, mut modifiers) = (text, KeyModifiers::NONE);
        while let Some((rest, held)) =
            HELD.iter().find_map(|(word, held)| Some((name.strip_prefix(word).filter(|rest| !rest.is_empty())?, held)))
        {
            name = rest;
            modifiers |= *held;
        }
        let mut chars = name.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) if c.is_whitespace() || c.is_control() => return None,
            (Some(c), None) if modifiers == KeyModifiers::SHIFT => KeyCode::Char(c.to_ascii_uppercase()),
            (Some(c), None) => KeyCode::Char(c),
            (Some('F'), Some('1'..='9')) => KeyCode::F(name[1..].parse().ok().filter(|n| (1..=12).contains(n))?),
            _ => NAMES.iter().find(|(n, _)| *n == name)?.1,
        };
        Some(Self::of(KeyEvent::new(code, modifiers)))
    }

    /// The code of the key, without what is held down with it.
    pub fn code(&self) -> KeyCode {
        self.code
    }

    /// Why no terminal sends it, as words that follow its name; none when it can be had.
    pub fn unsendable(&self) -> Option<&'static str> {
        let (ctrl, alt) = (self.modifiers.contains(KeyModifiers::CONTROL), self.modifiers.contains(KeyModifiers::ALT));
        match self.code {
            KeyCode::Char('i') if ctrl => Some("is sent as Tab"),
            KeyCode::Char('j' | 'm') if ctrl => Some("is sent as Enter"),
            KeyCode::Char('h') if ctrl => Some("is sent as Bksp"),
            KeyCode::Char('[') if ctrl => Some("is sent as Esc"),
            KeyCode::Char('a'..='z' | ' ') if ctrl => None,
            KeyCode::Char(_) if ctrl => Some("is not sent: with Ctrl there are the letters a to z only"),
            KeyCode::Char('[' | 'O') if alt => Some("begins the codes of other keys"),
            KeyCode::Esc if !self.modifiers.is_empty() => Some("is sent as Esc"),
            KeyCode::Enter | KeyCode::Backspace
                if self.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::SHIFT) =>
            {
                Some("is sent without what is held down with it")
            }
            KeyCode::Tab | KeyCode::BackTab if !self.modifiers.is_empty() => {
                Some("is sent without what is held down with it")
            }
            _ => None,
        }
    }

    /// Whether it types a digit.
    pub fn is_digit(&self) -> bool {
        self.types() && matches!(self.code, KeyCode::Char('0'..='9'))
    }

    /// Whether it is a key by itself that acts, not one that is typed or moves: held with Ctrl or Alt, or an F-key.
    pub fn is_deliberate(&self) -> bool {
        self.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) || matches!(self.code, KeyCode::F(_))
    }

    /// Whether it types a character into a field.
    pub fn types(&self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && self.modifiers.is_empty()
    }

    /// Whether it moves or deletes within a field.
    pub fn edits(&self) -> bool {
        match self.code {
            KeyCode::Backspace | KeyCode::Delete | KeyCode::Left | KeyCode::Right | KeyCode::Home | KeyCode::End => {
                true
            }
            KeyCode::Char(c) => self.modifiers == KeyModifiers::CONTROL && "abefhkuwy".contains(c),
            _ => false,
        }
    }

    /// Whether every terminal can send it: see section 1.2 of what terminals cannot deliver.
    pub fn is_plain(&self) -> bool {
        match (self.code, self.modifiers) {
            (KeyCode::Char(c), m) if m == KeyModifiers::CONTROL => !"ijmh[sqab".contains(c) && c.is_ascii_lowercase(),
            (KeyCode::Char(c), m) => m.is_empty() && (c.is_ascii_graphic() || c == ' ') && !"[]{}\\|~".contains(c),
            (_, m) => m.is_empty(),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (word, held) in HELD {
            if self.modifiers.contains(held) {
                f.write_str(word)?;
            }
        }
        if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(c) if self.modifiers.contains(KeyModifiers::CONTROL) => {
                write!(f, "{}", c.to_ascii_uppercase())
            }
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            _ => f.write_str("?"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_name_prints_and_parses_back() {
        for text in
            ["o", "O", "?", ":", "Ctrl-P", "Alt-x", "F1", "F12", "Enter", "S-Tab", "Space", "PgDn", "/", "+", "-"]
        {
            let key = Key::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(key.to_string(), text);
        }
        for text in ["", "F13", "F0", "F1x", "Hyper-x", "Entr", " ", "Ctrl-", "S-", "Ctrl- "] {
            assert_eq!(Key::parse(text), None, "{text:?}");
        }
        for (text, printed) in
            [("ctrl-p", None), ("Ctrl-p", Some("Ctrl-P")), ("S-a", Some("A")), ("Ctrl--", Some("Ctrl--"))]
        {
            assert_eq!(Key::parse(text).map(|key| key.to_string()).as_deref(), printed, "{text}");
        }
    }

    #[test]
    fn what_no_terminal_sends_is_known_with_the_reason() {
        for (text, why) in [
            ("Ctrl-I", Some("Tab")),
            ("Ctrl-M", Some("Enter")),
            ("Ctrl-H", Some("Bksp")),
            ("Ctrl-[", Some("Esc")),
            ("Ctrl-Enter", Some("without")),
            ("S-Enter", Some("without")),
            ("Ctrl-5", Some("letters")),
            ("Alt-[", Some("other keys")),
            ("Alt-Enter", None),
            ("Ctrl-Left", None),
            ("S-F5", None),
            ("Ctrl-A", None),
            ("é", None),
        ] {
            let found = Key::parse(text).unwrap_or_else(|| panic!("{text}")).unsendable();
            assert_eq!(found.is_some(), why.is_some(), "{text}: {found:?}");
            assert!(why.is_none_or(|why| found.is_some_and(|found| found.contains(why))), "{text}: {found:?}");
        }
    }

    proptest! {
        /// Whatever a terminal reports, within what is accepted, is written in a way that is read back.
        #[test]
        fn every_key_prints_and_parses_back(code in codes(), held in 0u8..8) {
            let mut modifiers = KeyModifiers::NONE;
            for (bit, (_, modifier)) in HELD.iter().enumerate() {
                if held & (1 << bit) != 0 {
                    modifiers |= *modifier;
                }
            }
            let key = Key::of(KeyEvent::new(code, modifiers));
            prop_assert_eq!(Key::parse(&key.to_string()), Some(key), "{}", key);
        }
    }

    fn codes() -> impl Strategy<Value = KeyCode> {
        let named: Vec<KeyCode> = NAMES.iter().map(|(_, code)| *code).collect();
        prop_oneof![
            proptest::sample::select(named),
            (1u8..=12).prop_map(KeyCode::F),
            any::<char>()
                .prop_filter("a character that is seen", |c| !c.is_control() && !c.is_whitespace())
                .prop_map(KeyCode::Char),
        ]
    }

    #[test]
    fn events_and_names_meet() {
        let event = |code, modifiers| Key::of(KeyEvent::new(code, modifiers));
        assert_eq!(Some(event(KeyCode::Char('?'), KeyModifiers::SHIFT)), Key::parse("?"));
        assert_eq!(Some(event(KeyCode::Char('P'), KeyModifiers::CONTROL)), Key::parse("Ctrl-P"));
        assert_eq!(Some(event(KeyCode::BackTab, KeyModifiers::SHIFT)), Key::parse("S-Tab"));
        assert_eq!(Some(event(KeyCode::Tab, KeyModifiers::SHIFT)), Key::parse("S-Tab"));
        assert_eq!(Some(event(KeyCode::Char('R'), KeyModifiers::SHIFT)), Key::parse("R"));
    }
}
