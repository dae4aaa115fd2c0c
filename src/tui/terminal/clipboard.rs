//! The terminal's clipboard, by the escape sequence OSC 52: it works over SSH, and needs no display.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The longest text that is sent; xterm's limit on the whole sequence is 100,000 bytes, others take less.
const LONGEST: usize = 70_000;

/// The bytes that put the text into the clipboard, or none when it is too long.
///
/// Inside tmux the sequence goes out twice, once for tmux (`set-clipboard on`) and once wrapped for the terminal
/// outside (`allow-passthrough on`); whichever is not allowed is dropped there without a trace.
pub fn sequence(text: &str, tmux: bool) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let plain = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    Some(if tmux { format!("{plain}\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b")) } else { plain })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_wrapped() {
        assert_eq!(sequence("hi", false).unwrap(), "\x1b]52;c;aGk=\x07");
        assert_eq!(sequence("hi", true).unwrap(), "\x1b]52;c;aGk=\x07\x1bPtmux;\x1b\x1b]52;c;aGk=\x07\x1b\\");
        assert_eq!(sequence(&"x".repeat(LONGEST + 1), false), None);
    }
}
