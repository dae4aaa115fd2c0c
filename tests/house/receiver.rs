//! A receiver of webhooks on this machine, with manners.

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How it treats what comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Takes everything.
    Take,
    /// Answers with this status.
    Answer(u16),
    /// Answers the first request with this status and takes the others.
    FirstThen(u16),
    /// Answers the first request with 429 and asks for so many seconds, and takes the others.
    BusyThen(u32),
    /// Points to another address, here.
    Moved,
    /// Answers a few bytes at a time.
    Slow,
    /// Reads and never answers.
    Silent,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Got {
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Got {
    pub fn header(&self, name: &str) -> String {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.unwrap_or_else(|| panic!("no {name} in {:?}", self.headers)).1.clone()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// It listens as long as the test's process lives.
pub struct Receiver {
    address: String,
    got: Arc<Mutex<Vec<Got>>>,
}

impl Receiver {
    pub fn with(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let got = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&got);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || converse(stream, manner, &kept));
            }
        });
        Self { address, got }
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    pub fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

fn converse(mut stream: TcpStream, manner: Manner, kept: &Mutex<Vec<Got>>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(": ") {
                headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        let length = headers.iter().find(|(name, _)| name == "content-length")?.1.parse().ok()?;
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let first = {
            let mut kept = kept.lock().unwrap();
            kept.push(Got { headers, body: String::from_utf8(body).ok()? });
            kept.len() == 1
        };
        let status = match manner {
            Manner::Take | Manner::Slow => 200,
            Manner::BusyThen(_) if first => 429,
            Manner::BusyThen(_) => 200,
            Manner::Moved => 307,
            Manner::Answer(status) => status,
            Manner::FirstThen(status) if first => status,
            Manner::FirstThen(_) => 200,
            // Until the other side has had enough.
            Manner::Silent => {
                let _ = reader.read(&mut [0; 1]);
                return None;
            }
        };
        let more = match manner {
            Manner::BusyThen(seconds) if status == 429 => format!("retry-after: {seconds}\r\n"),
            Manner::Moved => "location: /elsewhere\r\n".to_owned(),
            _ => String::new(),
        };
        let answer = format!("HTTP/1.1 {status} told\r\n{more}content-length: 0\r\n\r\n");
        for part in answer.as_bytes().chunks(if manner == Manner::Slow { 5 } else { 4096 }) {
            stream.write_all(part).ok()?;
            stream.flush().ok()?;
        }
    }
}
