//! Records exchanges, one JSON object a line: what came, what was answered, the token masked.

use super::call::Request;
use super::reply::{Delivery, Reply};
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// An open recording.
#[derive(Debug)]
pub struct Recorder {
    file: File,
}

impl Recorder {
    /// Opens a file to append to, made when it is not there.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { file: File::options().create(true).append(true).open(path)? })
    }

    /// Appends one exchange; one whose answer never left has a null status.
    pub fn write(&mut self, request: &Request, reply: &Reply) -> io::Result<()> {
        let lost = matches!(reply.delivery, Delivery::Reset | Delivery::Stall(_));
        let headers: Map<String, Value> = request
            .headers
            .iter()
            .map(|(name, value)| {
                let text = String::from_utf8_lossy(value.as_bytes());
                let shown = if name == http::header::AUTHORIZATION {
                    format!("{} x", text.split(' ').next().unwrap_or_default())
                } else {
                    text.into_owned()
                };
                (name.as_str().to_owned(), Value::String(shown))
            })
            .collect();
        let sent: Map<String, Value> =
            reply.headers.iter().map(|(n, v)| ((*n).to_owned(), Value::String(v.clone()))).collect();
        let api = request.path.starts_with("/api/");
        let mut body: Option<Value> = if api { serde_json::from_slice(&request.body).ok() } else { None };
        for name in ["newPassword", "password"] {
            if let Some(secret) = body.as_mut().and_then(|body| body.get_mut(name)) {
                *secret = Value::from("x");
            }
        }
        let mut line = json!({
            "method": request.method.as_str(),
            "path": request.path,
            "query": request.pairs(),
            "body": body,
            "status": (!lost).then_some(reply.status),
            "response": if api && !lost { reply.body.clone() } else { None },
            "request_headers": headers,
            "response_headers": sent,
        })
        .to_string();
        line.push('\n');
        self.file.write_all(line.as_bytes())
    }
}
