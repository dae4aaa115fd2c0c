//! Where a SCIM PATCH operation points: RFC 7644 section 3.5.2, figure 7.

use super::fault::ScimFault;
use super::filter::{
    CORE_GROUP, CORE_USER, Comparison, ENTERPRISE, PURECLOUD, comparisons, strip_prefix_ignoring_case,
};

/// A parsed path: `[schema:]attribute[filter].sub`, or a schema alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The extension that holds the attribute; none for the core schema.
    pub extension: Option<&'static str>,
    /// The attribute; none when the path names a whole extension.
    pub attribute: Option<String>,
    /// Which elements of a multi-valued attribute are meant; none for all.
    pub elements: Option<Vec<Comparison>>,
    /// The sub-attribute.
    pub sub: Option<String>,
}

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// 400 `invalidPath` when it is malformed.
    pub fn parse(text: &str) -> Result<Self, ScimFault> {
        let refuse = || ScimFault::bad("invalidPath", format!("The path \"{text}\" is not valid."));
        let (extension, rest) = schema(text.trim());
        if rest.is_empty() {
            return match extension {
                Some(_) => Ok(Self { extension, attribute: None, elements: None, sub: None }),
                None => Err(refuse()),
            };
        }
        let (head, elements, tail) = match rest.split_once('[') {
            None => (rest, None, ""),
            Some((head, more)) => {
                let close = more.rfind(']').ok_or_else(refuse)?;
                let all = comparisons(&more[..close]).ok_or_else(refuse)?;
                (head, Some(all), &more[close + 1..])
            }
        };
        let (attribute, sub) = if elements.is_some() {
            match tail.strip_prefix('.') {
                Some(sub) => (head, Some(sub)),
                None if tail.is_empty() => (head, None),
                None => return Err(refuse()),
            }
        } else {
            head.split_once('.').map_or((head, None), |(attribute, sub)| (attribute, Some(sub)))
        };
        if !plain(attribute) || sub.is_some_and(|sub| !plain(sub)) {
            return Err(refuse());
        }
        Ok(Self { extension, attribute: Some(attribute.to_owned()), elements, sub: sub.map(str::to_owned) })
    }
}

/// Splits the schema off; core schemas are the default and count as none.
fn schema(text: &str) -> (Option<&'static str>, &str) {
    for (urn, extension) in
        [(CORE_USER, None), (CORE_GROUP, None), (ENTERPRISE, Some(ENTERPRISE)), (PURECLOUD, Some(PURECLOUD))]
    {
        match strip_prefix_ignoring_case(text, urn) {
            Some("") => return (extension, ""),
            Some(rest) if rest.starts_with(':') => return (extension, &rest[1..]),
            _ => {}
        }
    }
    (None, text)
}

/// Whether a text can be an attribute name.
fn plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '$' | '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_the_rfc_are_read() {
        let path = Path::parse("members[value eq \"7\"]").unwrap();
        assert_eq!(path.attribute.as_deref(), Some("members"));
        assert_eq!(path.elements.unwrap()[0].value, "7");
        let path = Path::parse("emails[type eq \"work\"].value").unwrap();
        assert_eq!((path.attribute.as_deref(), path.sub.as_deref()), (Some("emails"), Some("value")));
        let path = Path::parse(&format!("{ENTERPRISE}:manager.value")).unwrap();
        assert_eq!(
            (path.extension, path.attribute.as_deref(), path.sub.as_deref()),
            (Some(ENTERPRISE), Some("manager"), Some("value"))
        );
        let path = Path::parse(&format!("{PURECLOUD}:externalIds[authority eq \"a\" and value eq \"b.c]d\"]")).unwrap();
        assert_eq!(path.elements.unwrap()[1].value, "b.c]d");
        let path = Path::parse(PURECLOUD).unwrap();
        assert_eq!((path.extension, path.attribute), (Some(PURECLOUD), None));
        assert_eq!(Path::parse(&format!("{CORE_USER}:active")).unwrap().extension, None);
    }

    #[test]
    fn malformed_paths_are_refused() {
        for text in
            ["", "members[", "members[value]", "a b", "emails[type eq \"work\"]value", "members[value eq 7].", ".x"]
        {
            assert_eq!(Path::parse(text).unwrap_err().kind, Some("invalidPath"), "{text}");
        }
    }
}
