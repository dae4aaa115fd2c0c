//! Pieces of the wire format that several resources share.

use crate::model::{DisplayText, DivisionId, Person, Timestamp, UserId, UserState};
use serde::{Deserialize, Deserializer};

/// A date, or nothing where there is none or where it cannot be read.
pub(super) fn date<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// Something by its id.
#[derive(Deserialize)]
pub(super) struct Reference<I> {
    pub(super) id: I,
}

/// Something by its id and name.
#[derive(Deserialize)]
pub(super) struct Named<I> {
    pub(super) id: I,
    pub(super) name: Option<DisplayText>,
}

/// The ids of references.
pub(super) fn ids<I>(references: Option<Vec<Reference<I>>>) -> Vec<I> {
    references.unwrap_or_default().into_iter().map(|r| r.id).collect()
}

/// The platform's `User`, as far as a list needs it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct User {
    id: UserId,
    name: Option<DisplayText>,
    email: Option<DisplayText>,
    state: Option<UserState>,
    version: Option<i64>,
    pub(super) division: Option<Named<DivisionId>>,
    department: Option<DisplayText>,
    title: Option<DisplayText>,
    pub(super) manager: Option<Manager>,
    #[serde(default, deserialize_with = "date")]
    date_last_login: Option<Timestamp>,
}

/// The manager: a reference in answers, though the platform declares a whole `User`.
#[derive(Deserialize)]
pub(super) struct Manager {
    id: Option<UserId>,
    pub(super) name: Option<DisplayText>,
}

impl User {
    /// The person. A user without a state is active: that is what lists hold unless asked for something else.
    pub(super) fn person(self) -> Person {
        Person {
            id: self.id,
            name: self.name.unwrap_or_default(),
            email: self.email.unwrap_or_default(),
            state: self.state.unwrap_or(UserState::Active),
            version: self.version.unwrap_or_default(),
            division: self.division.map(|d| d.id),
            department: self.department.unwrap_or_default(),
            title: self.title.unwrap_or_default(),
            manager: self.manager.and_then(|m| m.id),
            last_login: self.date_last_login,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_becomes_a_person_with_safe_text() {
        let user: User = serde_json::from_str(
            r#"{"id":"u1","name":"Ann\u202eSmith","email":"ann@example.com","state":"inactive","version":7,
                "division":{"id":"d1","name":"Home"},"manager":{"id":"u2","selfUri":"/x"},"title":null,
                "dateLastLogin":"2026-01-02T03:04:05.000Z","unknownField":[1]}"#,
        )
        .unwrap();
        let person = user.person();
        assert_eq!(person.name.as_str(), "Ann⟨U+202E⟩Smith");
        assert_eq!((person.state, person.version), (UserState::Inactive, 7));
        assert_eq!(person.manager, Some("u2".into()));
        assert_eq!(person.last_login, Some("2026-01-02T03:04:05Z".parse().unwrap()));
    }

    #[test]
    fn a_bad_date_is_none_and_a_missing_id_is_an_error() {
        let user: User = serde_json::from_str(r#"{"id":"u1","dateLastLogin":"yesterday"}"#).unwrap();
        assert_eq!(user.person().last_login, None);
        assert!(serde_json::from_str::<User>(r#"{"name":"Ann"}"#).is_err());
        assert!(serde_json::from_str::<User>(r#"{"id":"u1","state":"sleeping"}"#).is_err());
    }
}
