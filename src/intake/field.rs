//! The fields of an event, each with the form that it must have. What is wrong is told without repeating the value.

use super::problem::{Code, Problem};
use crate::model::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

/// The longest e-mail address (RFC 5321, 4.5.3.1.3 less its angle brackets).
const LONGEST_ADDRESS: usize = 254;

/// A field that has to be there.
pub(super) fn needed<'m>(map: &'m Map<String, Value>, name: &'static str) -> Result<&'m Value, Problem> {
    optional(map, name).ok_or_else(|| Problem::at(Code::MissingField, name, format!("`{name}` is missing")))
}

/// A field that may be left out; null is the same as that.
pub(super) fn optional<'m>(map: &'m Map<String, Value>, name: &str) -> Option<&'m Value> {
    map.get(name).filter(|value| !value.is_null())
}

fn bad(name: &'static str, why: impl std::fmt::Display) -> Problem {
    Problem::at(Code::BadField, name, format!("`{name}` {why}"))
}

/// A text of at most so many characters.
pub(super) fn text<'v>(name: &'static str, value: &'v Value, longest: usize) -> Result<&'v str, Problem> {
    let text = value.as_str().ok_or_else(|| bad(name, "must be a text"))?;
    if text.chars().count() > longest {
        return Err(bad(name, format!("must have at most {longest} characters")));
    }
    Ok(text)
}

/// A UUID with its hyphens, given back in small letters as the platform writes it.
pub(super) fn id(name: &'static str, value: &Value) -> Result<String, Problem> {
    let wrong = || bad(name, "must be a UUID such as 6f0c2f7e-0000-4000-8000-000000000000");
    let text = value.as_str().filter(|text| text.len() == 36).ok_or_else(wrong)?;
    Uuid::try_parse(text).map(|id| id.as_hyphenated().to_string()).map_err(|_| wrong())
}

/// An e-mail address without quotes, comments and white space.
pub(super) fn address<'v>(name: &'static str, value: &'v Value) -> Result<&'v str, Problem> {
    let text = value.as_str().ok_or_else(|| bad(name, "must be a text"))?;
    if text.len() > LONGEST_ADDRESS {
        return Err(bad(name, format!("must have at most {LONGEST_ADDRESS} bytes")));
    }
    let wrong = || bad(name, "must be an e-mail address such as name@company.example");
    let (local, domain) = text.split_once('@').ok_or_else(wrong)?;
    let local_is_good = local.len() <= 64
        && local.split('.').all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
        });
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    if local_is_good && domain.split('.').all(label) { Ok(text) } else { Err(wrong()) }
}

/// A point in time: RFC 3339 with an offset, or whole seconds since 1970.
pub(super) fn time(name: &'static str, value: &Value) -> Result<Timestamp, Problem> {
    let wrong =
        || bad(name, "must be a time with an offset such as 2026-11-30T18:00:00+01:00, or whole seconds since 1970");
    match value {
        Value::String(text) if is_rfc_3339(text.as_bytes()) => text.parse().map_err(|_| wrong()),
        // Before 1970 it is no time that an HR system means.
        Value::Number(number) => {
            let seconds = number.as_i64().filter(|seconds| *seconds >= 0).ok_or_else(wrong)?;
            Timestamp::from_second(seconds).map_err(|_| wrong())
        }
        _ => Err(wrong()),
    }
}

/// Whether the text has the form of RFC 3339; the parser alone would take more than that.
fn is_rfc_3339(text: &[u8]) -> bool {
    let form = |text: &[u8], form: &[u8]| {
        text.len() == form.len()
            && text.iter().zip(form).all(|(c, f)| match f {
                b'0' => c.is_ascii_digit(),
                b'T' => matches!(c, b'T' | b't' | b' '),
                b'+' => matches!(c, b'+' | b'-'),
                _ => c == f,
            })
    };
    let Some((start, rest)) = text.split_at_checked(19) else { return false };
    let rest = match rest.strip_prefix(b".") {
        Some(rest) => {
            let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
            if !(1..=9).contains(&digits) {
                return false;
            }
            &rest[digits..]
        }
        None => rest,
    };
    form(start, b"0000-00-00T00:00:00") && (matches!(rest, b"Z" | b"z") || form(rest, b"+00:00"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn times_have_an_offset_or_are_whole_seconds() {
        for (value, expected) in [
            (json!("2026-11-30T18:00:00Z"), "2026-11-30T18:00:00Z"),
            (json!("2026-11-30t18:00:00z"), "2026-11-30T18:00:00Z"),
            (json!("2026-11-30 18:00:00.5+01:00"), "2026-11-30T17:00:00.5Z"),
            (json!("2026-11-30T18:00:00-00:00"), "2026-11-30T18:00:00Z"),
            (json!(1_614_265_330), "2021-02-25T15:02:10Z"),
            (json!(0), "1970-01-01T00:00:00Z"),
        ] {
            assert_eq!(time("timestamp", &value).map(|t| t.to_string()), Ok(expected.to_owned()), "{value}");
        }
        for value in [
            json!("2026-11-30T18:00:00"),
            json!("2026-11-30"),
            json!("2026-11-30T18:00Z"),
            json!("2026-11-30T18:00:00+01"),
            json!("2026-11-30T18:00:00Z[Europe/Berlin]"),
            json!("2026-11-30T18:00:00."),
            json!("2026-13-30T18:00:00Z"),
            json!("2026-02-30T18:00:00Z"),
            json!("2026-11-30T25:00:00Z"),
            json!("2026-11-30T18:00:00+99:00"),
            json!("+002026-11-30T18:00:00Z"),
            json!("1614265330"),
            json!(1_614_265_330.5),
            json!(-1),
            json!(1_614_265_330_000_i64),
            json!(u64::MAX),
            json!(true),
            json!("é026-11-30T18:00:00Z"),
            json!(""),
        ] {
            assert_eq!(time("timestamp", &value).unwrap_err().field, Some("timestamp"), "{value}");
        }
    }

    #[test]
    fn addresses_are_plain_ones() {
        for good in ["jane.doe@acme.example", "a+b@x.y", "o'neill@a-b.example", "j@localhost", "jürgen@münchen.example"]
        {
            assert_eq!(address("email", &json!(good)).unwrap(), good);
        }
        let long = format!("{}@acme.example", "a".repeat(65));
        let longer =
            format!("a@{}.example", ["a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(63)].join("."));
        for bad in [
            "",
            "jane",
            "@acme.example",
            "jane@",
            "jane@@acme.example",
            "jane@acme@example",
            ".jane@acme.example",
            "jane..doe@acme.example",
            "jane@acme..example",
            "jane@-acme.example",
            " jane@acme.example",
            "jane@acme.example\n",
            "\"jane\"@acme.example",
            "Jane <jane@acme.example>",
            "jane@acme.example,tom@acme.example",
            "jane\u{202e}@acme.example",
            "jane@[127.0.0.1]",
            &long,
            &longer,
        ] {
            assert_eq!(address("email", &json!(bad)).unwrap_err().field, Some("email"), "{bad}");
        }
    }

    #[test]
    fn ids_are_uuids_in_small_letters() {
        let id = |text: &str| id("genesys_user_id", &json!(text));
        assert_eq!(id("6F0C2F7E-0000-4000-8000-00000000000A").unwrap(), "6f0c2f7e-0000-4000-8000-00000000000a");
        for bad in [
            "",
            "6f0c2f7e000040008000000000000000",
            "{6f0c2f7e-0000-4000-8000-000000000000}",
            "urn:uuid:6f0c2f7e-0000-4000-8000-000000000000",
            "6f0c2f7e-0000-4000-8000-00000000000g",
            "../../../etc/passwd?xxxxxxxxxxxxxxxxxx",
        ] {
            assert!(id(bad).is_err(), "{bad}");
        }
    }
}
