//! Where a command writes: answers to standard output, everything else to standard error.

use super::text::Paint;
use std::cell::RefCell;
use std::io::{self, Write};

/// The two streams and how to write on them. A reader that has gone away is not an error: there is nobody to tell.
pub struct Out {
    stdout: RefCell<Box<dyn Write>>,
    stderr: RefCell<Box<dyn Write>>,
    /// Whether programs read the answer: then nothing but one object may go to standard output.
    pub json: bool,
    /// Signs, in colour or without.
    pub paint: Paint,
    /// Whether somebody sees what is written beside the answer while a command is at work.
    pub watched: bool,
}

impl Out {
    /// Writes on these two.
    pub fn new(stdout: Box<dyn Write>, stderr: Box<dyn Write>, json: bool, paint: Paint) -> Self {
        Self { stdout: RefCell::new(stdout), stderr: RefCell::new(stderr), json, paint, watched: false }
    }

    /// Writes on the process's own streams.
    pub fn of_process(json: bool, paint: Paint) -> Self {
        Self::new(Box::new(io::stdout()), Box::new(io::stderr()), json, paint)
    }

    /// Writes everything on standard output, in the order in which it comes, and tells how far long work is.
    pub fn in_one(paint: Paint) -> Self {
        Self::new(Box::new(io::stdout()), Box::new(io::stdout()), false, paint).watched(true)
    }

    /// Tells beside the answer how far long work is, or does not.
    pub fn watched(self, watched: bool) -> Self {
        Self { watched, ..self }
    }

    /// Part of the answer.
    pub fn text(&self, text: &str) {
        put(&self.stdout, text);
    }

    /// A question; false when nobody reads it any more.
    pub fn question(&self, text: &str) -> bool {
        let mut stdout = self.stdout.borrow_mut();
        stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).is_ok()
    }

    /// Part of the answer while the command is at work; left out where programs read.
    pub fn progress(&self, line: &str) {
        if !self.json {
            put(&self.stdout, &format!("{line}\n"));
        }
    }

    /// Part of an answer that is too long to be held whole; false when nobody reads it any more.
    pub fn pour(&self, bytes: &[u8]) -> bool {
        self.stdout.borrow_mut().write_all(bytes).is_ok()
    }

    /// How far long work is; left out where nobody watches.
    pub fn meanwhile(&self, line: &str) {
        if self.watched {
            put(&self.stderr, &format!("{line}\n"));
        }
    }

    /// Something beside the answer.
    pub fn aside(&self, text: &str) {
        put(&self.stderr, text);
    }
}

fn put(stream: &RefCell<Box<dyn Write>>, text: &str) {
    let mut stream = stream.borrow_mut();
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}
