//! What the SCIM service says about itself: schemas, resource types, provider configuration.

use super::filter::{CORE_GROUP, CORE_USER, ENTERPRISE, PURECLOUD};
use super::shape::{self, Attribute, Kind, Mutability, Schema};
use serde_json::{Value, json};

const PROVIDER: &str = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
const RESOURCE_TYPE: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// The most resources one list answer holds.
pub const MAX_RESULTS: u32 = 100;

/// A list answer around some resources (RFC 7644 section 3.4.2).
pub fn list(total: usize, start: u64, resources: Vec<Value>) -> Value {
    json!({
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}

/// Every schema, under the address of the path family that was asked.
pub fn schemas(base: &str) -> Vec<Value> {
    let mut all: Vec<Value> = shape::USER.iter().chain(shape::GROUP).map(|schema| describe(schema, base)).collect();
    for (id, name, description) in [
        (PROVIDER, "ServiceProviderConfig", "What the service provider supports"),
        (RESOURCE_TYPE, "ResourceType", "A kind of resource"),
        (SCHEMA, "Schema", "The attributes of a kind of resource"),
    ] {
        all.push(describe(&Schema { id, name, description, attributes: &[] }, base));
    }
    all
}

fn describe(schema: &Schema, base: &str) -> Value {
    json!({
        "id": schema.id,
        "name": schema.name,
        "description": schema.description,
        "attributes": schema.attributes.iter().map(attribute).collect::<Vec<_>>(),
        "meta": {"resourceType": "Schema", "location": format!("{base}/schemas/{}", schema.id)},
    })
}

fn attribute(attribute: &Attribute) -> Value {
    let (kind, parts) = match attribute.kind {
        Kind::Text => ("string", None),
        Kind::Flag => ("boolean", None),
        Kind::Decimal => ("decimal", None),
        Kind::Time => ("dateTime", None),
        Kind::Reference => ("reference", None),
        Kind::Complex(parts) => ("complex", Some(parts)),
    };
    let mutability = match attribute.mutability {
        Mutability::ReadWrite => "readWrite",
        Mutability::ReadOnly => "readOnly",
        Mutability::WriteOnly => "writeOnly",
    };
    let always = matches!(attribute.name, "id" | "userName" | "active" | "meta");
    let returned = match attribute.mutability {
        Mutability::WriteOnly => "never",
        _ if always => "always",
        _ => "default",
    };
    let mut out = json!({
        "name": attribute.name,
        "type": kind,
        "multiValued": attribute.many,
        "required": attribute.required,
        "caseExact": matches!(attribute.name, "id" | "externalId"),
        "mutability": mutability,
        "returned": returned,
        "uniqueness": if attribute.unique { "global" } else { "none" },
    });
    if !attribute.canonical.is_empty() {
        out["canonicalValues"] = json!(attribute.canonical);
    }
    if let Some(parts) = parts {
        out["subAttributes"] = parts.iter().map(self::attribute).collect();
    }
    out
}

/// Every resource type.
pub fn resource_types(base: &str) -> Vec<Value> {
    let one = |name: &str, description: &str, endpoint: &str, schema: &str, extensions: &[&str]| {
        let extensions: Vec<_> = extensions.iter().map(|urn| json!({"schema": urn, "required": false})).collect();
        json!({
            "id": name,
            "schemas": [RESOURCE_TYPE],
            "name": name,
            "description": description,
            "schema": schema,
            "schemaExtensions": extensions,
            "endpoint": endpoint,
            "meta": {"resourceType": "ResourceType", "location": format!("{base}/resourcetypes/{name}")},
        })
    };
    vec![
        one("User", "User account", "/users", CORE_USER, &[ENTERPRISE, PURECLOUD]),
        one("Group", "Group", "/groups", CORE_GROUP, &[]),
        one("ServiceProviderConfig", "Service provider configuration", "/serviceproviderconfig", PROVIDER, &[]),
        one("ResourceType", "Resource types", "/resourcetypes", RESOURCE_TYPE, &[]),
        one("Schema", "Schemas", "/schemas", SCHEMA, &[]),
    ]
}

/// The version of [`provider`], as its ETag.
pub const PROVIDER_VERSION: u32 = 1;

/// What the service supports: filters, PATCH and ETags; no bulk operations, no sorting.
pub fn provider(base: &str) -> Value {
    json!({
        "schemas": [PROVIDER],
        "documentationUri": "https://developer.genesys.cloud/platform/scim/",
        "patch": {"supported": true},
        "filter": {"supported": true, "maxResults": MAX_RESULTS},
        "etag": {"supported": true},
        "sort": {"supported": false},
        "bulk": {"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
        "changePassword": {"supported": true},
        "authenticationSchemes": [{
            "name": "OAuth Bearer Token",
            "description": "Authentication with a bearer token of the platform",
            "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
            "type": "oauthbearertoken",
            "primary": true,
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{base}/serviceproviderconfig"),
            "version": PROVIDER_VERSION.to_string(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_seven_schemas_and_five_types_are_there() {
        let ids: Vec<_> = schemas("b").iter().map(|schema| schema["id"].clone()).collect();
        assert_eq!(ids, [CORE_USER, ENTERPRISE, PURECLOUD, CORE_GROUP, PROVIDER, RESOURCE_TYPE, SCHEMA]);
        assert_eq!(resource_types("b").len(), 5);
    }

    #[test]
    fn passwords_are_never_returned_and_names_are_unique() {
        let user = &schemas("b")[0];
        let of =
            |name: &str| user["attributes"].as_array().unwrap().iter().find(|a| a["name"] == name).cloned().unwrap();
        assert_eq!(of("password")["returned"], "never");
        assert_eq!(of("userName")["uniqueness"], "global");
        assert_eq!(of("phoneNumbers")["subAttributes"][1]["canonicalValues"][0], "work");
    }
}
