//! One request as a handler sees it: path and query values decoded, the body read, the caller known.

use super::ids;
use super::reply::Failure;
use axum::body::Bytes;
use serde_json::Value;
use std::collections::BTreeMap;

/// A request to the practice tenant.
#[derive(Debug, Clone)]
pub struct Request {
    /// The HTTP method.
    pub method: http::Method,
    /// The path as sent, percent-encoded.
    pub path: String,
    /// The query as sent, without the question mark.
    pub query: String,
    /// The headers.
    pub headers: http::HeaderMap,
    /// The body's bytes.
    pub body: Bytes,
}

impl Request {
    /// A request without body or headers; `target` is a path with an optional query.
    pub fn new(method: http::Method, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            headers: http::HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    /// The same with a header; a value that HTTP does not allow is left out.
    pub fn with_header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = http::HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// The same with a JSON body.
    pub fn with_json(self, body: &Value) -> Self {
        Self { body: Bytes::from(body.to_string()), ..self.with_header("content-type", "application/json") }
    }

    /// A header's value, by its lower-case name, when it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The query's names and values, decoded, in order.
    pub fn pairs(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }
}

/// Decodes the percent-encoding of one path segment; `None` when it is not UTF-8.
pub fn decode_segment(segment: &str) -> Option<String> {
    let bytes = segment.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%').then(|| segment.get(at + 1..at + 3)).flatten();
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

/// A request that has passed the gate.
#[derive(Debug)]
pub struct Call<'a> {
    /// The request as it came.
    pub request: &'a Request,
    params: BTreeMap<&'static str, String>,
    query: Vec<(String, String)>,
    body: Option<Value>,
}

impl<'a> Call<'a> {
    /// Reads the request's query and body; a body that is not JSON is a 400, and `null` counts as no body.
    pub fn read(request: &'a Request, params: BTreeMap<&'static str, String>) -> Result<Self, Failure> {
        let mut body = None;
        if !request.body.is_empty() && request.method != http::Method::GET {
            let media = request.header("content-type").unwrap_or("application/json");
            if !media.contains("json") {
                return Err(Failure::new(
                    415,
                    "unsupported.media.type",
                    "Unsupported Media Type - Unsupported or incorrect media type, such as an incorrect Content-Type value in the header.",
                ));
            }
            let parsed: Value = serde_json::from_slice(&request.body)
                .map_err(|e| Failure::bad(format!("The request body is not JSON: {e}")))?;
            body = (!parsed.is_null()).then_some(parsed);
        }
        Ok(Self { request, params, query: request.pairs(), body })
    }

    /// A path parameter; empty when the route has none of this name.
    pub fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }

    /// The first value of a query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// All values of an array parameter, repeated or comma-separated.
    pub fn list(&self, name: &str) -> Vec<&str> {
        self.query.iter().filter(|(n, _)| n == name).flat_map(|(_, v)| v.split(',')).filter(|v| !v.is_empty()).collect()
    }

    /// A boolean parameter.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, Failure> {
        match self.query(name) {
            None => Ok(None),
            Some(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(text) => Err(invalid_parameter(name, text, "true, false")),
        }
    }

    /// A whole-number parameter.
    pub fn number(&self, name: &str) -> Result<Option<i64>, Failure> {
        self.query(name).map(|text| text.parse().map_err(|_| invalid_parameter(name, text, "integers"))).transpose()
    }

    /// A parameter that takes one of a few words.
    pub fn choice<'b>(&'b self, name: &str, allowed: &[&str]) -> Result<Option<&'b str>, Failure> {
        match self.query(name) {
            Some(text) if !allowed.contains(&text) => Err(invalid_parameter(name, text, &allowed.join(", "))),
            found => Ok(found),
        }
    }

    /// At most `most` ids of an array parameter, each in the form of a UUID.
    pub fn ids(&self, name: &str, most: usize, too_many: &'static str) -> Result<Vec<&str>, Failure> {
        let found = self.list(name);
        if found.len() > most {
            return Err(Failure::new(400, too_many, format!("At most {most} values of '{name}' are allowed.")));
        }
        match found.iter().find(|text| !ids::is_uuid(text)) {
            Some(text) => Err(invalid_parameter(name, text, "ids")),
            None => Ok(found),
        }
    }

    /// Every query parameter but the named one, for the uris of a listing.
    pub fn query_without(&self, names: &[&str]) -> Vec<(&str, &str)> {
        self.query.iter().filter(|(n, _)| !names.contains(&n.as_str())).map(|(n, v)| (n.as_str(), v.as_str())).collect()
    }

    /// The body, if there is one.
    pub fn body(&self) -> Option<&Value> {
        self.body.as_ref()
    }

    /// The body as an object, or 400.
    pub fn object(&self) -> Result<&serde_json::Map<String, Value>, Failure> {
        self.body
            .as_ref()
            .and_then(Value::as_object)
            .ok_or_else(|| Failure::bad("The request needs a JSON object as its body."))
    }

    /// The body as an array, or 400.
    pub fn array(&self) -> Result<&Vec<Value>, Failure> {
        self.body
            .as_ref()
            .and_then(Value::as_array)
            .ok_or_else(|| Failure::bad("The request needs a JSON array as its body."))
    }

    /// The body as an array of strings, or 400.
    pub fn strings(&self) -> Result<Vec<&str>, Failure> {
        self.array()?
            .iter()
            .map(|v| v.as_str().ok_or_else(|| Failure::bad("The body needs to be an array of strings.")))
            .collect()
    }
}

fn invalid_parameter(name: &str, value: &str, allowed: &str) -> Failure {
    Failure::new(
        400,
        "invalid.query.param.value",
        format!("Value [{value}] is not valid for parameter [{name}]. Allowable values are: {allowed}"),
    )
    .with_param("parameter", name)
    .with_param("value", value)
}
