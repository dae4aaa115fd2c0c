//! What was asked of the tenant, one exchange at a time, as an operator can read it and ask it again.

use super::{CorrelationId, DisplayText, Timestamp};
use std::time::Duration;

/// One exchange with the tenant's API. No secret is in it: what is sent to sign in is no call of this kind, and passwords
/// within a body are masked.
#[derive(Clone, PartialEq, Debug)]
pub struct ServerCall {
    /// Counts up from 1 with every exchange of this process.
    pub number: u64,
    /// When it was sent.
    pub at: Timestamp,
    /// The HTTP method.
    pub method: &'static str,
    /// The whole address.
    pub url: DisplayText,
    /// Method and path in template form, such as `GET /api/v2/users/{userId}`.
    pub operation: &'static str,
    /// What was sent, as JSON with passwords masked; none where nothing was.
    pub body: Option<DisplayText>,
    /// Whether it can change the tenant.
    pub writes: bool,
    /// The which try of its call it was, from 1.
    pub attempt: u32,
    /// What came of it.
    pub outcome: CallOutcome,
    /// How long that took.
    pub took: Duration,
    /// `ININ-Correlation-Id` of the answer.
    pub correlation: Option<CorrelationId>,
}

/// What came of an exchange.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CallOutcome {
    /// The tenant answered with this HTTP status.
    Answered(u16),
    /// Nothing came back, or nothing went out; why.
    Nothing(DisplayText),
}

impl CallOutcome {
    /// Whether it is a success (2xx).
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Answered(200..=299))
    }
}

impl ServerCall {
    /// A line for a POSIX shell that asks the same again, with the token in the variable `TOKEN`.
    pub fn replay(&self) -> String {
        let mut line = format!("curl -X {} {} -H \"Authorization: Bearer $TOKEN\"", self.method, quoted(&self.url));
        if let Some(body) = &self.body {
            line.push_str(" -H 'Content-Type: application/json' -d ");
            line.push_str(&quoted(body));
        }
        line
    }
}

/// One word for a POSIX shell, whatever is in it.
fn quoted(text: &DisplayText) -> String {
    format!("'{}'", text.as_str().replace('\'', r"'\''"))
}

/// A body as it may be shown: JSON on one line, with the values of fields that hold secrets masked, and cut after `most`
/// bytes.
pub fn shown_body(body: &serde_json::Value, most: usize) -> DisplayText {
    let mut clean = body.clone();
    mask(&mut clean);
    let mut text = clean.to_string();
    if text.len() > most {
        let end = text.floor_char_boundary(most);
        let whole = text.len();
        text.truncate(end);
        text.push_str(&format!(" … ({whole} bytes in all)"));
    }
    DisplayText::new(text)
}

fn mask(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let name = name.to_lowercase();
                if ["password", "secret", "token"].iter().any(|word| name.contains(word)) {
                    *value = "***".into();
                } else {
                    mask(value);
                }
            }
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(mask),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn call(body: Option<DisplayText>) -> ServerCall {
        ServerCall {
            number: 1,
            at: Timestamp::UNIX_EPOCH,
            method: "PATCH",
            url: DisplayText::new("https://api.example.org/api/v2/users/u'1?x=a b"),
            operation: "PATCH /api/v2/users/{userId}",
            body,
            writes: true,
            attempt: 1,
            outcome: CallOutcome::Answered(200),
            took: Duration::from_millis(12),
            correlation: None,
        }
    }

    #[test]
    fn what_is_sent_can_be_asked_again_and_no_secret_is_in_it() {
        let body = json!({"name": "O'Hara", "password": "hush", "nested": [{"newPassword": "hush", "clientSecret": {"a": "hush"}}]});
        let line = call(Some(shown_body(&body, 1_000))).replay();
        assert!(!line.contains("hush"), "{line}");
        assert!(line.starts_with(r"curl -X PATCH 'https://api.example.org/api/v2/users/u'\''1?x=a b' -H "), "{line}");
        assert!(line.contains(r#""name":"O'\''Hara""#) && line.contains("$TOKEN"), "{line}");
        assert!(!call(None).replay().contains("-d "));
    }

    #[test]
    fn a_long_body_is_cut_between_characters() {
        let text = shown_body(&json!({"a": "季".repeat(100)}), 10);
        assert!(text.as_str().ends_with("bytes in all)") && text.as_str().len() < 50, "{text}");
    }
}
