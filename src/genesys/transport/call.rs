//! One call before it is sent: what, on whom, and what repeating it would do.

use crate::genesys::error::{Error, Failure, Kind};
use crate::model::{Changed, DisplayText};
use http::Method;
use std::time::Duration;
use url::Url;

/// What sending a call again would do, which decides whether the transport may.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Repeat {
    /// It changes nothing, so it can be sent as often as wanted.
    Read,
    /// It changes something, but a second time changes nothing more: it sets a value or takes something away.
    Safe,
    /// A second time might do something else than the first. When it is unclear whether it arrived, the call ends with an
    /// error that says so, and the caller reads back.
    ReadBack,
}

/// A call, ready to be sent. Printed, it does not show what it sends: that may be a secret.
#[derive(Clone)]
pub struct Call {
    pub(super) operation: &'static str,
    pub(super) method: Method,
    pub(super) repeat: Repeat,
    pub(super) subject: Option<DisplayText>,
    pub(super) body: Option<serde_json::Value>,
    pub(super) timeout: Option<Duration>,
    template: &'static str,
    arguments: Vec<String>,
    query: Vec<(&'static str, String)>,
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

impl Call {
    /// A call in template form, such as `GET /api/v2/users/{userId}`, with the values for its braces in order.
    ///
    /// The first value is the subject that errors name. GETs are reads; DELETE and PUT are safe to repeat; anything else
    /// has to be read back, unless [`Call::repeat`] says otherwise.
    pub fn new(operation: &'static str, arguments: &[&str]) -> Self {
        let (method, template) = operation.split_once(' ').expect("an operation is a method and a path");
        let (method, repeat) = match method {
            "GET" => (Method::GET, Repeat::Read),
            "DELETE" => (Method::DELETE, Repeat::Safe),
            "PUT" => (Method::PUT, Repeat::Safe),
            "PATCH" => (Method::PATCH, Repeat::ReadBack),
            _ => (Method::POST, Repeat::ReadBack),
        };
        debug_assert_eq!(template.matches('{').count(), arguments.len(), "{operation}");
        Self {
            operation,
            method,
            repeat,
            subject: arguments.first().map(DisplayText::new),
            body: None,
            timeout: None,
            template,
            arguments: arguments.iter().map(|&a| a.to_owned()).collect(),
            query: Vec::new(),
        }
    }

    /// With one more query parameter.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// With the page to read.
    #[must_use]
    pub fn page(self, number: u32, size: u32) -> Self {
        self.query("pageSize", size).query("pageNumber", number)
    }

    /// With a JSON body.
    #[must_use]
    pub fn body(mut self, body: serde_json::Value) -> Self {
        self.body = Some(body);
        self
    }

    /// With another judgement about repeating it.
    #[must_use]
    pub fn repeat(mut self, repeat: Repeat) -> Self {
        self.repeat = repeat;
        self
    }

    /// On somebody that the path does not name.
    #[must_use]
    pub fn about(mut self, subject: impl AsRef<str>) -> Self {
        self.subject = Some(DisplayText::new(subject));
        self
    }

    /// With a time-out of its own for each exchange.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The address below `base`.
    ///
    /// # Errors
    /// When a value for the path is empty or a dot segment, which would make it another path (RFC 3986 section 5.2.4).
    pub(super) fn url(&self, base: &Url) -> Result<Url, Error> {
        let wrong = || {
            let message = "an id is missing or is not one; nothing was sent";
            self.failed(Kind::Invalid, message, Changed::No)
        };
        let mut url = base.clone();
        let mut arguments = self.arguments.iter();
        {
            let mut path = url.path_segments_mut().map_err(|()| wrong())?;
            path.pop_if_empty();
            for segment in self.template.split('/').skip(1) {
                if segment.starts_with('{') {
                    let value = arguments.next().ok_or_else(wrong)?;
                    if matches!(value.trim(), "" | "." | "..") {
                        return Err(wrong());
                    }
                    path.push(value);
                } else {
                    path.push(segment);
                }
            }
        }
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(url)
    }

    /// Whether it can change anything.
    pub(in crate::genesys) fn writes(&self) -> bool {
        self.repeat != Repeat::Read
    }

    /// An error of ours about this call.
    pub(in crate::genesys) fn failed(&self, kind: Kind, message: impl AsRef<str>, changed: Changed) -> Error {
        Error::new(Failure {
            operation: self.operation,
            subject: self.subject.clone(),
            kind,
            status: None,
            code: None,
            message: DisplayText::new(message),
            correlation: None,
            changed,
            missing: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(arguments: &[&str]) -> Result<String, Error> {
        let base = Url::parse("https://api.mypurecloud.de/").unwrap();
        let operation = "DELETE /api/v2/routing/queues/{queueId}/members/{memberId}";
        Call::new(operation, arguments).url(&base).map(|u| u.to_string())
    }

    #[test]
    fn values_cannot_leave_their_place_in_the_path() {
        assert_eq!(path(&["q", "m"]).unwrap(), "https://api.mypurecloud.de/api/v2/routing/queues/q/members/m");
        assert_eq!(
            path(&["../users", "a?b#c d"]).unwrap(),
            "https://api.mypurecloud.de/api/v2/routing/queues/..%2Fusers/members/a%3Fb%23c%20d"
        );
        for dots in ["", " ", ".", ".."] {
            let error = path(&["q", dots]).unwrap_err();
            assert_eq!((error.kind.clone(), error.changed), (Kind::Invalid, Changed::No));
        }
    }

    #[test]
    fn a_base_path_is_kept_and_queries_are_encoded() {
        let base = Url::parse("https://api.example.org/genesys/").unwrap();
        let call =
            Call::new("GET /api/v2/groups/{groupId}/members", &["g"]).query("expand", "a,b").query("name", "x&y");
        assert_eq!(
            call.url(&base).unwrap().as_str(),
            "https://api.example.org/genesys/api/v2/groups/g/members?expand=a%2Cb&name=x%26y"
        );
    }
}
