//! What a conversation hears: lines that somebody types or a script sends, and signals.

use std::io::{BufRead, Read as _};
use tokio::sync::mpsc;

/// The longest line that is taken, in bytes: nobody types more, and a stream without an end must not fill the memory.
const LONGEST: u64 = 16 * 1024;

/// Lines wait here while something else is going on.
const WAITING: usize = 64;

/// A signal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// The terminal is gone, or the process is asked to end.
    Hangup,
}

/// What was heard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Heard {
    /// A line without its end and without blanks around it.
    Line(String),
    /// A line that is no text, or far too long for one.
    Garbage,
    /// Nothing more will come.
    End,
    /// A signal.
    Signal(Signal),
}

/// Where lines and signals come from.
pub struct Ears {
    /// Whether somebody types at a terminal, who sees what is asked and may answer once more.
    pub(super) terminal: bool,
    /// Whether lines come by themselves while nobody is asked.
    ahead: bool,
    lines: mpsc::Receiver<Heard>,
    signals: mpsc::Receiver<Signal>,
    first: Option<Heard>,
}

impl Ears {
    /// Hears what comes through standard input, line by line, and these signals.
    ///
    /// # Errors
    /// The thread that reads cannot be started.
    pub fn of_process(terminal: bool, signals: mpsc::Receiver<Signal>) -> std::io::Result<Self> {
        let (tell, lines) = mpsc::channel(WAITING);
        std::thread::Builder::new().name("lines".to_owned()).spawn(move || listen(std::io::stdin().lock(), &tell))?;
        Ok(Self { terminal, ahead: terminal, lines, signals, first: None })
    }

    /// Hears these lines, each when it is asked for, and then nothing more.
    #[cfg(test)]
    pub(in crate::cli) fn of(lines: &[&str], terminal: bool, signals: mpsc::Receiver<Signal>) -> Self {
        let (tell, heard) = mpsc::channel(lines.len() + 1);
        for line in lines {
            tell.try_send(Heard::Line((*line).to_owned())).expect("there is room for all of them");
        }
        Self { terminal, ahead: false, lines: heard, signals, first: None }
    }

    /// Whether nothing will ever come. Waits for the first line; it is heard afterwards all the same.
    pub async fn are_deaf(&mut self) -> bool {
        let heard = self.hear().await;
        let deaf = heard == Heard::End;
        self.first = Some(heard);
        deaf
    }

    /// The next line or signal.
    pub(super) async fn hear(&mut self) -> Heard {
        if let Some(first) = self.first.take() {
            return first;
        }
        tokio::select! {
            biased;
            Some(signal) = self.signals.recv() => Heard::Signal(signal),
            line = self.lines.recv() => line.unwrap_or(Heard::End),
        }
    }

    /// The next signal; never, where none can come.
    pub(super) async fn signal(&mut self) -> Signal {
        match self.signals.recv().await {
            Some(signal) => signal,
            None => std::future::pending().await,
        }
    }

    /// Forgets what was typed before anybody was asked; tells how many lines that were. What a script has sent stays.
    pub(super) fn forget(&mut self) -> usize {
        let mut forgotten = 0;
        while self.ahead
            && let Ok(heard) = self.lines.try_recv()
        {
            if heard == Heard::End {
                self.first = Some(heard);
                break;
            }
            forgotten += 1;
        }
        forgotten
    }
}

fn listen(mut input: impl BufRead, tell: &mpsc::Sender<Heard>) {
    loop {
        let heard = next(&mut input);
        let over = heard == Heard::End;
        if tell.blocking_send(heard).is_err() || over {
            return;
        }
    }
}

fn next(input: &mut impl BufRead) -> Heard {
    let mut bytes = Vec::new();
    match input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes) {
        // A terminal that is gone is an end like any other.
        Ok(0) | Err(_) => return Heard::End,
        Ok(_) => {}
    }
    if bytes.last() != Some(&b'\n') && bytes.len() as u64 == LONGEST {
        skip(input);
        return Heard::Garbage;
    }
    String::from_utf8(bytes).map_or(Heard::Garbage, |line| Heard::Line(line.trim().to_owned()))
}

/// Leaves the rest of a line unread by anybody, piece by piece.
fn skip(input: &mut impl BufRead) {
    loop {
        let mut rest = Vec::new();
        match input.by_ref().take(LONGEST).read_until(b'\n', &mut rest) {
            Ok(0) | Err(_) => return,
            Ok(_) if rest.last() == Some(&b'\n') => return,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_every_kind_and_the_end() {
        let long = "x".repeat(40_000);
        let text = [b" jane \r\n\n\xff\xfe\n", long.as_bytes(), b"\nlast"].concat();
        let mut input = text.as_slice();
        let heard: Vec<Heard> = std::iter::repeat_with(|| next(&mut input)).take(6).collect();
        let line = |text: &str| Heard::Line(text.to_owned());
        assert_eq!(
            heard,
            [line("jane"), line(""), Heard::Garbage, Heard::Garbage, line("last"), Heard::End],
            "a line that is too long is left out whole"
        );
    }
}
