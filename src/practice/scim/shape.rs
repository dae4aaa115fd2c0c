//! The attributes of SCIM users and groups: one table that the schemas answer, PATCH and the
//! `attributes` parameters all read.

use super::filter::{CORE_GROUP, CORE_USER, ENTERPRISE, PURECLOUD};

/// What an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// True or false.
    Flag,
    /// A number.
    Decimal,
    /// A point in time.
    Time,
    /// The address of another resource.
    Reference,
    /// An object with parts of its own.
    Complex(&'static [Attribute]),
}

/// Who may change an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutability {
    /// The client.
    ReadWrite,
    /// Only the platform.
    ReadOnly,
    /// The client, and nobody reads it back.
    WriteOnly,
}

/// One attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    /// Its name as the platform writes it.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether there may be several.
    pub many: bool,
    /// Whether it must be there.
    pub required: bool,
    /// Who may change it.
    pub mutability: Mutability,
    /// Whether no two resources may share a value.
    pub unique: bool,
    /// The values that are meant for it; empty for any.
    pub canonical: &'static [&'static str],
    /// Which part tells two elements of a multi-valued attribute apart, if one does.
    pub key: Option<&'static str>,
}

/// A schema: its URN, name, description and attributes.
#[derive(Debug)]
pub struct Schema {
    /// The URN.
    pub id: &'static str,
    /// The short name.
    pub name: &'static str,
    /// A sentence about it.
    pub description: &'static str,
    /// What is in it.
    pub attributes: &'static [Attribute],
}

const fn text(name: &'static str) -> Attribute {
    let (mutability, canonical, key) = (Mutability::ReadWrite, &[], None);
    Attribute { name, kind: Kind::Text, many: false, required: false, mutability, unique: false, canonical, key }
}

const fn of(kind: Kind, name: &'static str) -> Attribute {
    Attribute { kind, ..text(name) }
}

const fn many(name: &'static str, key: Option<&'static str>, parts: &'static [Attribute]) -> Attribute {
    Attribute { many: true, key, ..of(Kind::Complex(parts), name) }
}

const fn fixed(attribute: Attribute) -> Attribute {
    Attribute { mutability: Mutability::ReadOnly, ..attribute }
}

const fn needed(attribute: Attribute) -> Attribute {
    Attribute { required: true, ..attribute }
}

const REFERENCE: Attribute = fixed(of(Kind::Reference, "$ref"));

/// The phone types of a SCIM user.
pub const PHONE_TYPES: &[&str] = &[
    "work",
    "work2",
    "work3",
    "work4",
    "home",
    "mobile",
    "other",
    "microsoftteams",
    "zoomphone",
    "eightbyeight",
    "ringcentral",
];

const PHONE: &[Attribute] =
    &[text("value"), Attribute { canonical: PHONE_TYPES, ..text("type") }, of(Kind::Flag, "primary")];
const EMAIL: &[Attribute] =
    &[text("value"), Attribute { canonical: &["work", "other"], ..text("type") }, of(Kind::Flag, "primary")];
const LINK: &[Attribute] = &[fixed(text("type")), text("value"), REFERENCE];
const RATED: &[Attribute] = &[needed(text("name")), of(Kind::Decimal, "proficiency")];
const META: &[Attribute] = &[
    fixed(text("resourceType")),
    fixed(of(Kind::Time, "lastModified")),
    fixed(of(Kind::Reference, "location")),
    fixed(text("version")),
];

const CORE_USER_ATTRIBUTES: &[Attribute] = &[
    fixed(text("id")),
    Attribute { unique: true, ..needed(text("userName")) },
    needed(text("displayName")),
    of(Kind::Flag, "active"),
    Attribute { mutability: Mutability::WriteOnly, ..text("password") },
    text("title"),
    many("phoneNumbers", Some("type"), PHONE),
    many("emails", Some("type"), EMAIL),
    text("externalId"),
    fixed(many("groups", Some("value"), LINK)),
    many("roles", Some("value"), &[text("value")]),
    fixed(of(Kind::Complex(META), "meta")),
];

const ENTERPRISE_ATTRIBUTES: &[Attribute] = &[
    text("division"),
    text("department"),
    of(Kind::Complex(&[text("value"), REFERENCE]), "manager"),
    text("employeeNumber"),
    text("dateHire"),
];

const PURECLOUD_ATTRIBUTES: &[Attribute] = &[
    many("routingSkills", Some("name"), RATED),
    many("routingLanguages", Some("name"), RATED),
    many("externalIds", Some("authority"), &[needed(text("authority")), needed(text("value"))]),
];

const CORE_GROUP_ATTRIBUTES: &[Attribute] = &[
    fixed(text("id")),
    fixed(needed(text("displayName"))),
    text("externalId"),
    many("members", Some("value"), LINK),
    fixed(of(Kind::Complex(META), "meta")),
];

/// The core user schema first, then its extensions.
pub static USER: &[Schema] = &[
    Schema { id: CORE_USER, name: "User", description: "User account", attributes: CORE_USER_ATTRIBUTES },
    Schema {
        id: ENTERPRISE,
        name: "EnterpriseUser",
        description: "Enterprise user",
        attributes: ENTERPRISE_ATTRIBUTES,
    },
    Schema {
        id: PURECLOUD,
        name: "PureCloudUser",
        description: "Routing and external identifiers of a user",
        attributes: PURECLOUD_ATTRIBUTES,
    },
];

/// The group schema.
pub static GROUP: &[Schema] =
    &[Schema { id: CORE_GROUP, name: "Group", description: "Group", attributes: CORE_GROUP_ATTRIBUTES }];

/// The attribute of that name in the core schema or in an extension; names ignore case.
pub fn find(schemas: &'static [Schema], extension: Option<&str>, name: &str) -> Option<&'static Attribute> {
    let schema = match extension {
        None => schemas.first()?,
        Some(urn) => schemas.iter().skip(1).find(|schema| schema.id == urn)?,
    };
    part(schema.attributes, name)
}

/// The attribute of that name in a list; names ignore case.
pub fn part(attributes: &'static [Attribute], name: &str) -> Option<&'static Attribute> {
    attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}
