//! A program in a pseudo-terminal: what it is given, and what it shows.
#![allow(dead_code, reason = "each test file uses a part of it")]

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long anything may take before the test gives up; a slow machine does not come near it.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Starts a program; nothing reads its terminal yet.
pub fn begin(
    command: CommandBuilder,
    columns: u16,
    rows: u16,
) -> (Box<dyn MasterPty + Send>, Box<dyn Child + Send + Sync>) {
    let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let child = pair.slave.spawn_command(command).unwrap();
    (pair.master, child)
}

/// A program, with somebody who looks at its screen and types.
pub struct Stage {
    _master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    bytes: Arc<Mutex<Vec<u8>>>,
    news: Receiver<()>,
    screen: vt100::Parser,
    fed: usize,
}

impl Stage {
    pub fn open(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let (master, child) = begin(command, columns, rows);
        let mut reader = master.try_clone_reader().unwrap();
        let keyboard = master.take_writer().unwrap();
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let (tell, news) = channel();
        let into = Arc::clone(&bytes);
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                into.lock().unwrap().extend_from_slice(&buffer[..n]);
                let _ = tell.send(());
            }
        });
        let cells = |n| std::num::NonZero::new(n).unwrap();
        let screen = vt100::Parser::new(cells(rows), cells(columns), 0);
        Self { _master: master, keyboard, child, bytes, news, screen, fed: 0 }
    }

    /// The screen as it is now.
    pub fn text(&mut self) -> String {
        let bytes = self.bytes.lock().unwrap();
        self.screen.process(&bytes[self.fed..]);
        self.fed = bytes.len();
        self.screen.screen().contents()
    }

    /// The same with its styles, as it was when it was last looked at.
    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// Everything that was written so far.
    pub fn written(&self) -> String {
        String::from_utf8_lossy(&self.bytes.lock().unwrap()).into_owned()
    }

    /// Waits until the screen shows this.
    pub fn wait_for(&mut self, what: &str) -> &mut Self {
        self.wait_until(&format!("{what:?}"), |text| text.contains(what))
    }

    /// Waits until the screen is as wanted.
    pub fn wait_until(&mut self, what: &str, wanted: impl Fn(&str) -> bool) -> &mut Self {
        let end = Instant::now() + PATIENCE;
        loop {
            let text = self.text();
            if wanted(&text) {
                return self;
            }
            assert!(Instant::now() < end, "waited in vain for {what}:\n{text}");
            let _ = self.news.recv_timeout(Duration::from_millis(200));
        }
    }

    /// Waits until nothing was written for so long.
    pub fn wait_for_silence(&mut self, span: Duration) {
        let end = Instant::now() + PATIENCE;
        while self.news.recv_timeout(span).is_ok() {
            assert!(Instant::now() < end, "it is never silent:\n{}", self.text());
        }
    }

    /// How many bytes are written within this time.
    pub fn written_within(&self, span: Duration) -> usize {
        let before = self.bytes.lock().unwrap().len();
        let end = Instant::now() + span;
        while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            let _ = self.news.recv_timeout(left);
        }
        self.bytes.lock().unwrap().len() - before
    }

    /// Waits until something is written, or this time is over.
    pub fn wait_for_news(&self, span: Duration) {
        let _ = self.news.recv_timeout(span);
    }

    pub fn keys(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
        self
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = self.child.process_id().and_then(|p| rustix::process::Pid::from_raw(p as i32)).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// Waits for the end; returns whether it was a good one, and everything that was written.
    pub fn end(mut self) -> (bool, String) {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // What was written before the end is still on its way.
                while self.news.recv_timeout(Duration::from_millis(300)).is_ok() {}
                return (status.success(), self.written());
            }
            assert!(Instant::now() < end, "it does not end:\n{}", self.text());
            let _ = self.news.recv_timeout(Duration::from_millis(50));
        }
    }
}

/// A test that fails leaves no program behind.
impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

pub fn count(written: &str, sequence: &str) -> usize {
    written.matches(sequence).count()
}

/// Everything that was switched on was switched off again, once, after it.
pub fn given_back(written: &str) {
    for (on, off) in [
        ("\x1b[?1049h", "\x1b[?1049l"),
        ("\x1b[?2004h", "\x1b[?2004l"),
        ("\x1b[?1000h", "\x1b[?1000l"),
        ("\x1b[?1006h", "\x1b[?1006l"),
    ] {
        assert_eq!((count(written, on), count(written, off)), (1, 1), "{on:?} {off:?}");
        assert!(written.rfind(on) < written.rfind(off), "{off:?} comes last");
    }
    assert!(written.rfind("\x1b[?25h") > written.rfind("\x1b[?25l"), "the cursor shows");
}
