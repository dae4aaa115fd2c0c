//! A sender that says exactly what it is told to, byte for byte, and signs by code of its own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::net::SocketAddr;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::double::{NEW, NOW};

pub const PERSON: &str = "6f0c2f7e-0000-4000-8000-000000000001";

pub fn event() -> Value {
    json!({
        "event_type": "termination",
        "genesys_user_id": PERSON,
        "email": "jane.doe@acme.example",
        "timestamp": NOW,
    })
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

pub fn sign(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> String {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let sum = mac(&key, &[id.as_bytes(), b".", timestamp.as_bytes(), b".", body]);
    format!("v1,{}", STANDARD.encode(sum))
}

pub fn hex(secret: &str, body: &[u8]) -> String {
    mac(secret.as_bytes(), &[body]).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How the end of the body is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Framing {
    Length,
    /// As many bytes more are promised than come.
    Short(usize),
    Chunked(usize),
    Nothing,
}

/// A request before it is written.
#[derive(Clone, Debug)]
pub struct Wish {
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub framing: Framing,
}

impl Wish {
    pub fn bare(line: &str, body: &[u8]) -> Self {
        let headers =
            [("host", "receiver"), ("content-type", "application/json")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        Self { line: line.to_owned(), headers: headers.into(), body: body.to_vec(), framing: Framing::Length }
    }

    /// Signed by this key, with this id, at this time.
    pub fn signed(secret: &str, id: &str, at: i64, body: &[u8]) -> Self {
        let timestamp = at.to_string();
        Self::bare("POST /webhook/termination HTTP/1.1", body)
            .with("webhook-id", id)
            .with("webhook-timestamp", &timestamp)
            .with("webhook-signature", &sign(secret, id, &timestamp, body))
    }

    /// The usual event under this id.
    pub fn usual(id: &str) -> Self {
        Self::signed(NEW, id, NOW, event().to_string().as_bytes())
    }

    /// Adds a header.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    /// Puts another value in a header's place.
    pub fn set(self, name: &str, value: &str) -> Self {
        self.without(name).with(name, value)
    }

    pub fn line(self, line: &str) -> Self {
        Self { line: line.to_owned(), ..self }
    }

    pub fn body(self, body: &[u8]) -> Self {
        Self { body: body.to_vec(), ..self }
    }

    pub fn framed(self, framing: Framing) -> Self {
        Self { framing, ..self }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{}\r\n", self.line).into_bytes();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        match self.framing {
            Framing::Length => bytes.extend(format!("content-length: {}\r\n\r\n", self.body.len()).bytes()),
            Framing::Short(more) => bytes.extend(format!("content-length: {}\r\n\r\n", self.body.len() + more).bytes()),
            Framing::Nothing => bytes.extend(b"\r\n"),
            Framing::Chunked(size) => {
                bytes.extend(b"transfer-encoding: chunked\r\n\r\n");
                for piece in self.body.chunks(size) {
                    bytes.extend(format!("{:x}\r\n", piece.len()).bytes());
                    bytes.extend(piece);
                    bytes.extend(b"\r\n");
                }
                bytes.extend(b"0\r\n\r\n");
                return bytes;
            }
        }
        bytes.extend(&self.body);
        bytes
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Told {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Told {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Reads one answer and not a byte more; none when the other side closed without one.
pub async fn hear<S: AsyncRead + Unpin>(stream: &mut S) -> Option<Told> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.lines();
    let status: u16 = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, v)| v.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Told { status, headers, body: String::from_utf8(body).unwrap() })
}

pub async fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Says these bytes, has nothing more to say, and hears the answer.
pub async fn say(address: SocketAddr, bytes: &[u8]) -> Option<Told> {
    say_on(&mut connect(address).await, bytes).await
}

pub async fn say_on<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, bytes: &[u8]) -> Option<Told> {
    // Who is refused early may not be able to say it all.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    hear(stream).await
}

pub async fn ask(address: SocketAddr, wish: &Wish) -> Told {
    say(address, &wish.bytes()).await.unwrap_or_else(|| panic!("no answer to {wish:?}"))
}
