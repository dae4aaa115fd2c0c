//! What the practice tenant answers: a status, headers, a JSON body, and how it reaches the caller; and its errors in
//! the platform's `ErrorBody` form or, on the SCIM paths, in the form of RFC 7644 section 3.12.

use serde_json::{Map, Value, json};
use std::time::Duration;

/// How a reply reaches the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivery {
    /// At once and whole.
    #[default]
    Whole,
    /// The body trickles over this time.
    Slow(Duration),
    /// Not at all: the connection closes without a byte.
    Reset,
    /// Not at all: nothing happens for this time, then the connection closes.
    Stall(Duration),
}

/// One answer of the practice tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Header names in lower case and their values.
    pub headers: Vec<(&'static str, String)>,
    /// The body, when there is one.
    pub body: Option<Value>,
    /// The body's media type.
    pub content_type: &'static str,
    /// Whether and how the caller receives it.
    pub delivery: Delivery,
}

impl Reply {
    /// A status without a body.
    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: None, content_type: "application/json", delivery: Delivery::Whole }
    }

    /// A status with a JSON body.
    pub fn json(status: u16, body: Value) -> Self {
        Self { body: Some(body), ..Self::status(status) }
    }

    /// 200 with a JSON body.
    pub fn ok(body: Value) -> Self {
        Self::json(200, body)
    }

    /// The same reply with one more header; the name is in lower case.
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same reply as `application/scim+json`.
    pub fn scim(mut self) -> Self {
        self.content_type = "application/scim+json";
        self
    }

    /// The value of a header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())
    }
}

/// Why a call is refused; boxed, because every handler can return one and hardly any does.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure(Box<Refusal>);

#[derive(Debug, Clone, PartialEq)]
struct Refusal {
    status: u16,
    code: String,
    message: String,
    params: Map<String, Value>,
    template: Option<&'static str>,
    scim: Option<Option<&'static str>>,
    headers: Vec<(&'static str, String)>,
}

impl Failure {
    /// An error in the platform's form.
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self(Box::new(Refusal {
            status,
            code: code.to_owned(),
            message: message.into(),
            params: Map::new(),
            template: None,
            scim: None,
            headers: Vec::new(),
        }))
    }

    /// An error in SCIM's form; `scim_type` as in RFC 7644 table 9.
    pub fn scim(status: u16, scim_type: Option<&'static str>, detail: impl Into<String>) -> Self {
        let mut failure = Self::new(status, "scim", detail);
        failure.0.scim = Some(scim_type);
        failure
    }

    /// 400 `bad.request`.
    pub fn bad(message: impl Into<String>) -> Self {
        Self::new(400, "bad.request", message)
    }

    /// 404 `not.found`, for paths and ids that do not exist.
    pub fn not_found() -> Self {
        Self::new(404, "not.found", "The requested resource was not found.")
    }

    /// 404 `general.resource.not.found` for one subject.
    pub fn missing(what: &str, id: &str) -> Self {
        Self::new(404, "general.resource.not.found", format!("Unable to find a {what} with id '{id}'"))
            .with_param("id", id)
    }

    /// A stale version, with the status that the operation uses for it (409 or 400).
    pub fn stale(status: u16, given: i64, current: u32) -> Self {
        Self::new(
            status,
            "general.conflict",
            format!("The version provided {given} does not match the current version {current}"),
        )
    }

    /// The same with one of the message's parameters.
    pub fn with_param(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.params.insert(name.to_owned(), Value::String(value.into()));
        self
    }

    /// The same with the message's template, whose places are named as the parameters are.
    pub fn with_template(mut self, template: &'static str) -> Self {
        self.0.template = Some(template);
        self
    }

    /// The same with one more header.
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.headers.push((name, value.into()));
        self
    }

    /// The answer for this error; `context` is the answer's correlation id.
    pub fn into_reply(self, context: &str) -> Reply {
        let mut reply = match self.0.scim {
            Some(scim_type) => {
                let mut body = json!({
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
                    "status": self.0.status.to_string(),
                    "detail": self.0.message,
                });
                if let Some(scim_type) = scim_type {
                    body["scimType"] = json!(scim_type);
                }
                Reply::json(self.0.status, body).scim()
            }
            None => {
                let mut body = json!({
                    "message": self.0.message,
                    "code": self.0.code,
                    "status": self.0.status,
                    "messageParams": self.0.params,
                    "contextId": context,
                    "details": [],
                    "errors": [],
                });
                if let Some(template) = self.0.template {
                    body["messageWithParams"] = json!(template);
                }
                Reply::json(self.0.status, body)
            }
        };
        reply.headers = self.0.headers;
        reply
    }
}
