//! Text whose lines are counted as it is read, with one sign for the end of a line.

use std::collections::VecDeque;
use std::io::{self, Read};

/// Longer rows than this are a quote that was not closed, or no table at all; in bytes of text.
const LONGEST_ROW: u64 = 4 * 1024 * 1024;

/// Reads text, writes every end of a line as `\n`, and knows on which line a byte is. It holds as many line ends as its
/// reader has read ahead.
pub(super) struct Lined<R> {
    text: R,
    /// Whether the last byte read was a `\r` whose `\n` may follow.
    after_return: bool,
    /// Bytes handed out.
    out: u64,
    /// Where the lines end that have been read and not yet counted.
    ends: VecDeque<u64>,
    /// The line, from 1, on which `at` is.
    line: u64,
    at: u64,
}

impl<R: Read> Lined<R> {
    pub(super) fn new(text: R) -> Self {
        Self { text, after_return: false, out: 0, ends: VecDeque::new(), line: 1, at: 0 }
    }

    /// The line, from 1, of the first row at or after this byte: empty lines before it are passed over. Bytes are asked
    /// for in order.
    pub(super) fn line_of(&mut self, byte: u64) -> u64 {
        self.at = self.at.max(byte);
        while let Some(end) = self.ends.front() {
            if *end > self.at {
                break;
            }
            if *end == self.at {
                self.at += 1;
            }
            self.line += 1;
            self.ends.pop_front();
        }
        self.line
    }
}

impl<R> Lined<R> {
    /// Forgets where lines end, for a reader that counts them itself.
    pub(super) fn forget(&mut self) {
        self.ends.clear();
        self.at = self.out;
    }
}

impl<R: Read> Read for Lined<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.out.saturating_sub(self.at) > LONGEST_ROW {
                let text = format!("the row on line {} does not end; is a quote not closed?", self.line);
                return Err(io::Error::new(io::ErrorKind::InvalidData, text));
            }
            let n = self.text.read(into)?;
            if n == 0 {
                return Ok(0);
            }
            let mut kept = 0;
            for at in 0..n {
                let byte = match (into[at], self.after_return) {
                    (b'\n', true) => {
                        self.after_return = false;
                        continue;
                    }
                    (b'\r', _) => {
                        self.after_return = true;
                        b'\n'
                    }
                    (byte, _) => {
                        self.after_return = false;
                        byte
                    }
                };
                into[kept] = byte;
                if byte == b'\n' {
                    self.ends.push_back(self.out + kept as u64);
                }
                kept += 1;
            }
            self.out += kept as u64;
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}
