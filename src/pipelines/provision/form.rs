//! The forms of addresses, phones and lists: plain functions.

use crate::pipelines::sheet::Flaw;

/// An e-mail address in the form that a user name may have, in lower case where capitals do not count.
pub(super) fn email(text: &str) -> Result<String, Flaw> {
    let flaw = |reason: String| Flaw::new("email", "bad-email", reason).remedy("write it as name@domain.example");
    if text.is_empty() {
        return Err(Flaw::new("email", "no-email", "has no e-mail address").remedy("give one: it is the user name"));
    }
    if text.len() > 254 {
        return Err(flaw(format!("the address is {} characters long; 254 is the most", text.len())));
    }
    let Some((local, domain)) = text.rsplit_once('@') else {
        return Err(flaw(format!("{text} is not an e-mail address")));
    };
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    let label_ok = |label: &str| {
        let fits = (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-');
        fits && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let domain_ok = domain.contains('.') && domain.split('.').all(label_ok);
    if local_ok && domain_ok {
        return Ok(format!("{local}@{}", domain.to_ascii_lowercase()));
    }
    if !text.is_ascii() {
        return Err(flaw(format!("{text} has letters that a user name cannot have")));
    }
    Err(flaw(format!("{text} is not an e-mail address")))
}

/// A phone in E.164 (ITU-T): `+`, a country code that does not begin with 0, at most 15 digits. Blanks, dots, dashes and
/// brackets are taken out.
pub(super) fn phone(text: &str) -> Result<String, Flaw> {
    let flaw = |reason: String, remedy: &str| Err(Flaw::new("phone", "bad-phone", reason).remedy(remedy));
    let plain: String = text.chars().filter(|c| !" .-()/\u{a0}".contains(*c)).collect();
    let Some(digits) = plain.strip_prefix('+') else {
        let remedy = match plain.strip_prefix("00") {
            Some(rest) => format!("write it as +{rest}"),
            None => "write it with + and the country code, such as +13175550100".to_owned(),
        };
        return flaw(format!("{text} has no country code"), &remedy);
    };
    let fits = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
    match fits && digits.chars().all(|c| c.is_ascii_digit()) {
        true => Ok(plain),
        false => flaw(format!("{text} is not a phone number in E.164"), "write + and 7 to 15 digits"),
    }
}

/// What a cell lists: between semicolons or bars, blanks trimmed, nothing twice.
pub(super) fn list(text: &str) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for one in text.split([';', '|']).map(str::trim).filter(|one| !one.is_empty()) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// A name with how well, `NAME:4` or `NAME`; the middle where nothing is said.
pub(super) fn rated<'a>(text: &'a str, column: &'static str) -> Result<(&'a str, f64), Flaw> {
    const MIDDLE: f64 = 3.0;
    let Some((name, how)) = text.rsplit_once(':') else { return Ok((text, MIDDLE)) };
    match how.trim().parse::<f64>() {
        Ok(how) if (0.0..=5.0).contains(&how) => Ok((name.trim(), how)),
        _ => {
            let reason = format!("{how} is no proficiency of {name}");
            Err(Flaw::new(column, "bad-proficiency", reason).remedy("write a number from 0 to 5 behind the colon"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["ann@acme.example", "o'neil+x@a-b.example", "A.B@x.y.z"] {
            assert!(email(good).is_ok(), "{good}");
        }
        assert_eq!(email("Ann@Acme.Example").unwrap(), "Ann@acme.example");
        for bad in
            ["", "ann", "@x.y", "a@b", "a b@x.y", "a..b@x.y", ".a@x.y", "a@-x.y", "a@x..y", "änn@x.y", "a@x.y\u{202e}"]
        {
            assert!(email(bad).is_err(), "{bad}");
        }
        assert!(email(&format!("{}@x.y", "a".repeat(65))).is_err());
    }

    #[test]
    fn phones() {
        assert_eq!(phone("+49 (30) 1234-567").unwrap(), "+49301234567");
        assert_eq!(phone("0049 30 1234567").unwrap_err().remedy, "write it as +49301234567");
        for bad in ["030 1234567", "+0301234567", "+49", "+4930123456789012", "+49 30 CALL", ""] {
            assert!(phone(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn lists_and_ratings() {
        assert_eq!(list(" a ; b|a;; c"), ["a", "b", "c"]);
        assert_eq!(rated("German : 4", "skills").unwrap(), ("German", 4.0));
        assert_eq!(rated("German", "skills").unwrap(), ("German", 3.0));
        assert!(rated("German:6", "skills").is_err() && rated("German:x", "skills").is_err());
    }
}
