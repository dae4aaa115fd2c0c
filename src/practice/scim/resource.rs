//! SCIM bodies as values: what a client may say about a user or a group.

use super::fault::ScimFault;
use super::shape::{Kind, Mutability, Schema};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

/// A user as a client writes it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserDocument {
    /// The main e-mail address.
    pub user_name: Option<String>,
    /// The name.
    pub display_name: Option<String>,
    /// Whether the person is active.
    pub active: Option<bool>,
    /// A new password.
    pub password: Option<String>,
    /// The job title.
    pub title: Option<String>,
    /// Phone numbers.
    pub phone_numbers: Option<Vec<Contact>>,
    /// E-mail addresses; the one of type `other` repeats the user name.
    pub emails: Option<Vec<Contact>>,
    /// The id in the system that provisions.
    pub external_id: Option<String>,
    /// Roles by name.
    pub roles: Option<Vec<RoleName>>,
    /// The enterprise extension.
    #[serde(rename = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")]
    pub enterprise: Option<Enterprise>,
    /// The vendor's extension.
    #[serde(rename = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User")]
    pub purecloud: Option<PureCloud>,
}

/// A phone number or e-mail address.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The number, as a tel URI, or the address.
    pub value: Option<String>,
    /// Which one it is.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Whether it is the one to use first.
    pub primary: Option<bool>,
}

/// A role of a user.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleName {
    /// The role's name.
    pub value: String,
}

/// The enterprise extension.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Enterprise {
    /// The division's name.
    pub division: Option<String>,
    /// The department.
    pub department: Option<String>,
    /// The manager.
    pub manager: Option<Link>,
    /// The employee number.
    pub employee_number: Option<String>,
    /// The date of hire, `YYYY-MM-DD`.
    pub date_hire: Option<String>,
}

/// The vendor's extension.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PureCloud {
    /// Routing skills by name.
    pub routing_skills: Option<Vec<Rated>>,
    /// Routing languages by name.
    pub routing_languages: Option<Vec<Rated>>,
    /// Ids in other systems.
    pub external_ids: Option<Vec<ExternalName>>,
}

/// A skill or language with its level.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rated {
    /// The name; case counts.
    pub name: String,
    /// The level, 0 to 5.
    pub proficiency: Option<f64>,
}

/// An id in another system.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalName {
    /// The system.
    pub authority: String,
    /// The id there.
    pub value: String,
}

/// A reference to another resource.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Its id.
    pub value: Option<String>,
    #[serde(rename = "$ref", default)]
    _reference: Ignored,
    #[serde(rename = "type", default)]
    _kind: Ignored,
}

/// A part that is read-only and passed over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(from).map(|_| Self)
    }
}

/// A group as a client writes it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GroupDocument {
    /// The id in the system that provisions.
    pub external_id: Option<String>,
    /// The members.
    pub members: Option<Vec<Link>>,
}

/// Reads a body, passing over what is read-only (RFC 7644 section 3.5.1).
///
/// # Errors
/// 400 `invalidSyntax` or `invalidValue` for unknown attributes and wrong types.
pub fn read<T: DeserializeOwned>(body: &Value, schemas: &'static [Schema]) -> Result<T, ScimFault> {
    let Value::Object(mut fields) = body.clone() else {
        return Err(ScimFault::bad("invalidSyntax", "The body must be an object."));
    };
    fields.remove("schemas");
    for attribute in schemas[0].attributes.iter().filter(|one| one.mutability == Mutability::ReadOnly) {
        fields.remove(attribute.name);
    }
    for schema in schemas {
        let holder = fields.get(schema.id).and_then(Value::as_object).unwrap_or(&fields);
        for attribute in schema.attributes.iter().filter(|one| matches!(one.kind, Kind::Flag)) {
            if holder.get(attribute.name).is_some_and(|value| !value.is_boolean() && !value.is_null()) {
                let detail = format!("The attribute {} must be true or false.", attribute.name);
                return Err(ScimFault::bad("invalidValue", detail));
            }
        }
    }
    serde_json::from_value(Value::Object(fields)).map_err(|error| ScimFault::bad("invalidSyntax", error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::shape::{GROUP, USER};
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_get_answers_can_be_sent_back() {
        let body = json!({
            "schemas": ["x"], "id": "1", "meta": {"version": "3"}, "groups": [{"value": "g"}],
            "userName": "a@b", "displayName": "Ann", "active": true,
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
                {"manager": {"value": "m", "$ref": "https://…"}, "division": "Home"},
        });
        let user: UserDocument = read(&body, USER).unwrap();
        assert_eq!(user.user_name.as_deref(), Some("a@b"));
        assert_eq!(user.enterprise.unwrap().manager.unwrap().value.as_deref(), Some("m"));
        let group = json!({"displayName": "Team", "members": [{"value": "a", "type": "User", "$ref": "…"}]});
        let group: GroupDocument = read(&group, GROUP).unwrap();
        assert_eq!(group.members.unwrap().len(), 1);
    }

    #[test]
    fn foreign_attributes_and_wrong_types_are_refused() {
        let kind = |body: Value| read::<UserDocument>(&body, USER).unwrap_err().kind.unwrap();
        assert_eq!(kind(json!({"name": {"givenName": "Ann"}})), "invalidSyntax");
        assert_eq!(kind(json!({"active": "False"})), "invalidValue");
        assert_eq!(kind(json!({"roles": [{"roleUrn": "urn:genesys:role:1"}]})), "invalidSyntax");
        assert_eq!(kind(json!([])), "invalidSyntax");
    }
}
