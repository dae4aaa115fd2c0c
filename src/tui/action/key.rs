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
const NAMES: &[(&str, KeyCode)] = &[
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

    /// Reads a key such as `o`, `Ctrl-P`, `S-Tab` or `F1`.
    pub fn parse(text: &str) -> Option<Self> {
        let (modifiers, name) = match text.split_at_checked(5) {
            Some(("Ctrl-", name)) => (KeyModifiers::CONTROL, name),
            _ => match text.split_at_checked(4) {
                Some(("Alt-", name)) => (KeyModifiers::ALT, name),
                _ => (KeyModifiers::NONE, text),
            },
        };
        let mut chars = name.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) if modifiers == KeyModifiers::CONTROL => KeyCode::Char(c.to_ascii_lowercase()),
            (Some(c), None) if c != ' ' => KeyCode::Char(c),
            (Some('F'), Some(_)) => KeyCode::F(name[1..].parse().ok().filter(|n| (1..=12).contains(n))?),
            _ => NAMES.iter().find(|(n, _)| *n == name)?.1,
        };
        Some(Self { code, modifiers })
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
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            f.write_str("Ctrl-")?;
        }
        if self.modifiers.contains(KeyModifiers::ALT) {
            f.write_str("Alt-")?;
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

    #[test]
    fn every_name_prints_and_parses_back() {
        for text in
            ["o", "O", "?", ":", "Ctrl-P", "Alt-x", "F1", "F12", "Enter", "S-Tab", "Space", "PgDn", "/", "+", "-"]
        {
            let key = Key::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(key.to_string(), text);
        }
        for text in ["", "F13", "F0", "Hyper-x", "Entr", " "] {
            assert_eq!(Key::parse(text), None, "{text:?}");
        }
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
