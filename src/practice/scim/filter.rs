//! SCIM filter texts, as far as the platform documents them: one `attribute eq value`, or one
//! multi-valued attribute with comparisons in brackets.
//!
//! The grammar is the part of RFC 7644 section 3.4.2.2 that the vendor's parameter text shows; other
//! operators, `and` outside brackets and trailing text are refused, so that a client that leans on
//! them is found out here and not in production.

use super::fault::ScimFault;

/// The core user schema; the default of every attribute without a prefix.
pub const CORE_USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The core group schema.
pub const CORE_GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// The enterprise extension: division, department, manager, employee number, date of hire.
pub const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/// The vendor's extension: routing skills, routing languages, external ids.
pub const PURECLOUD: &str = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User";

/// One `attribute eq value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The attribute, in lower case, without its schema.
    pub attribute: String,
    /// What it is compared with, without quotes.
    pub value: String,
}

/// What a filter asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// A plain attribute equals a value.
    Plain(Comparison),
    /// An element of a multi-valued attribute fits every comparison.
    Element {
        /// The multi-valued attribute, in lower case.
        attribute: String,
        /// All of these must hold of one element.
        all: Vec<Comparison>,
    },
}

/// Reads a filter text.
///
/// # Errors
/// 400 `invalidFilter` when the text is not of a documented form.
pub fn parse(text: &str) -> Result<Filter, ScimFault> {
    let text = text.trim();
    let refuse = || ScimFault::bad("invalidFilter", format!("The filter \"{text}\" is not supported."));
    if let Some(open) = text.find('[')
        && !text[..open].contains([' ', '"'])
    {
        let inside = text[open + 1..].strip_suffix(']').ok_or_else(refuse)?;
        let attribute = short(&text[..open]);
        let all = comparisons(inside).ok_or_else(refuse)?;
        return Ok(Filter::Element { attribute, all });
    }
    let (comparison, rest) = comparison(text).ok_or_else(refuse)?;
    if !rest.trim().is_empty() {
        return Err(refuse());
    }
    Ok(Filter::Plain(comparison))
}

/// Reads the comparisons inside brackets, joined by `and`; none when the text is malformed.
pub fn comparisons(text: &str) -> Option<Vec<Comparison>> {
    let mut all = Vec::new();
    let mut rest = text;
    loop {
        let (one, after) = comparison(rest)?;
        all.push(one);
        let after = after.trim_start();
        if after.is_empty() {
            return Some(all);
        }
        let (word, tail) = after.split_once(' ')?;
        if !word.eq_ignore_ascii_case("and") {
            return None;
        }
        rest = tail;
    }
}

/// One comparison from the front of the text, and what follows it.
fn comparison(text: &str) -> Option<(Comparison, &str)> {
    let (attribute, rest) = text.trim_start().split_once(' ')?;
    let (operator, rest) = rest.trim_start().split_once(' ')?;
    if attribute.is_empty() || !operator.eq_ignore_ascii_case("eq") {
        return None;
    }
    let (value, rest) = literal(rest.trim_start())?;
    Some((Comparison { attribute: short(attribute), value }, rest))
}

/// A value, in quotes (JSON escapes for quote and backslash) or bare up to the next space.
fn literal(text: &str) -> Option<(String, &str)> {
    let Some(inside) = text.strip_prefix('"') else {
        let end = text.find(' ').unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        let well_formed = !value.is_empty() && !value.contains('"');
        return well_formed.then(|| (value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut chars = inside.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &inside[at + 1..])),
            '\\' => value.push(chars.next()?.1),
            _ => value.push(c),
        }
    }
    None
}

/// An attribute name without its schema, in lower case: SCIM names ignore case (RFC 7643 section 2.1).
fn short(name: &str) -> String {
    for schema in [CORE_USER, CORE_GROUP, ENTERPRISE, PURECLOUD] {
        if let Some(rest) = strip_prefix_ignoring_case(name, schema).and_then(|rest| rest.strip_prefix(':')) {
            return rest.to_ascii_lowercase();
        }
    }
    name.to_ascii_lowercase()
}

/// `text` without `prefix`, which may differ in case.
pub fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(attribute: &str, value: &str) -> Filter {
        Filter::Plain(Comparison { attribute: attribute.into(), value: value.into() })
    }

    #[test]
    fn every_documented_form_is_read() {
        for (text, attribute, value) in [
            ("id eq 857449b0-d9e7-4cd0-acbf-a6adfb9ef1e9", "id", "857449b0-d9e7-4cd0-acbf-a6adfb9ef1e9"),
            ("userName eq search@sample.org", "username", "search@sample.org"),
            ("userName eq \"search@sample.org\"", "username", "search@sample.org"),
            ("division eq \"North and South\"", "division", "North and South"),
            ("displayName eq \"the \\\"old\\\" team\"", "displayname", "the \"old\" team"),
            ("active eq false", "active", "false"),
            ("employeeNumber EQ 9876543210", "employeenumber", "9876543210"),
            ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division eq Home", "division", "Home"),
        ] {
            assert_eq!(parse(text).unwrap(), plain(attribute, value), "{text}");
        }
    }

    #[test]
    fn external_ids_are_found_by_authority_and_value() {
        let text = format!("{PURECLOUD}:externalIds[authority eq \"hr\" and value eq \"EMP 7\"]");
        let want = Filter::Element {
            attribute: "externalids".into(),
            all: vec![
                Comparison { attribute: "authority".into(), value: "hr".into() },
                Comparison { attribute: "value".into(), value: "EMP 7".into() },
            ],
        };
        assert_eq!(parse(&text).unwrap(), want);
    }

    #[test]
    fn what_is_not_documented_is_refused() {
        for text in [
            "",
            "userName",
            "userName eq",
            "userName sw \"a\"",
            "userName eq \"open",
            "userName eq a and active eq true",
            "userName eq a b",
            "externalIds[authority eq \"a\"",
            "externalIds[authority eq \"a\" or value eq \"b\"]",
        ] {
            let fault = parse(text).unwrap_err();
            assert_eq!((fault.status, fault.kind), (400, Some("invalidFilter")), "{text}");
        }
    }
}
