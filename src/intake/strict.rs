//! JSON, read more strictly than usual: what two readers could understand in two ways is refused.

use super::problem::{Code, Problem};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::Cell;
use std::fmt;

/// Reads one JSON object. No key may stand twice in an object, because readers differ on which of the two counts; no text
/// may hold NUL, and half a surrogate pair is no text at all.
pub(super) fn object(bytes: &[u8]) -> Result<Map<String, Value>, Problem> {
    let found = Cell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Strict(&found).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    match read {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Problem::new(Code::BadJson, "the body is JSON, and not an object")),
        Err(error) => Err(match found.take() {
            // Only where it is told: a key is somebody else's text.
            Some(code) => Problem::new(code, format!("near line {} column {}", error.line(), error.column())),
            None => Problem::new(Code::BadJson, format!("near line {} column {}", error.line(), error.column())),
        }),
    }
}

/// Reads any value and tells beside the error what kind of fault it was.
#[derive(Clone, Copy)]
struct Strict<'a>(&'a Cell<Option<Code>>);

impl Strict<'_> {
    fn text(self, text: &str) -> Result<String, Code> {
        if text.contains('\0') { Err(Code::BadText) } else { Ok(text.to_owned()) }
    }

    fn refuse<E: Error>(self, code: Code) -> E {
        self.0.set(Some(code));
        E::custom(code.as_str())
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        self.text(text).map(Value::String).map_err(|code| self.refuse(code))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let key = self.text(&key).map_err(|code| self.refuse(code))?;
            if map.contains_key(&key) {
                return Err(self.refuse(Code::DuplicateKey));
            }
            let value = entries.next_value_seed(self)?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &[u8]) -> Option<Code> {
        object(text).err().map(|problem| problem.code)
    }

    #[test]
    fn what_is_read_in_one_way_only_is_taken() {
        let map = object(br#" {"a": [1, -2, 0.5, true, null, {"b": "c\u00e9\ud83d\ude00"}]} "#).unwrap();
        assert_eq!(Value::Object(map), serde_json::json!({"a": [1, -2, 0.5, true, null, {"b": "cé😀"}]}));
    }

    #[test]
    fn what_smuggles_is_refused() {
        for (text, expected) in [
            (&br#"{"a":1,"a":2}"#[..], Code::DuplicateKey),
            (br#"{"a":1,"\u0061":2}"#, Code::DuplicateKey),
            (br#"{"x":[{"a":1,"b":{"c":1,"c":1}}]}"#, Code::DuplicateKey),
            (br#"{"a":"\u0000"}"#, Code::BadText),
            (br#"{"\u0000":1}"#, Code::BadText),
            (br#"{"a":"\ud800"}"#, Code::BadJson),
            (br#"{"a":"\ud800\u0041"}"#, Code::BadJson),
            (br#"{"\udc00":1}"#, Code::BadJson),
            (b"{\"a\":\"\xff\"}", Code::BadJson),
            (b"{\"a\":\"\0\"}", Code::BadJson),
            (br#"{"a":1}{"#, Code::BadJson),
            (br#"{"a":1}x"#, Code::BadJson),
            (br#"{"a":1,}"#, Code::BadJson),
            (br#"{'a':1}"#, Code::BadJson),
            (br#"{"a":1e999}"#, Code::BadJson),
            (br#"{"a":NaN}"#, Code::BadJson),
            ("\u{feff}{}".as_bytes(), Code::BadJson),
            (br#"[{"a":1}]"#, Code::BadJson),
            (b"null", Code::BadJson),
            (b"", Code::BadJson),
        ] {
            assert_eq!(code(text), Some(expected), "{}", String::from_utf8_lossy(text));
        }
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(60_000), "]".repeat(60_000));
        assert_eq!(code(deep.as_bytes()), Some(Code::BadJson));
    }

    #[test]
    fn no_word_of_the_body_is_repeated() {
        let problem = object(br#"{"jane.doe@acme.example":1,"jane.doe@acme.example":2}"#).unwrap_err();
        assert!(!problem.to_string().contains("jane"), "{problem}");
    }
}
