//! How a person looks in an answer, with every expand.

use crate::practice::call::Call;
use crate::practice::clock::iso;
use crate::practice::ids::Kind;
use crate::practice::reply::Failure;
use crate::practice::world::World;
use crate::practice::world::conversation::Media;
use crate::practice::world::person::{Person, Rated, State};
use crate::practice::world::tenant::Ability;
use serde_json::{Map, Value, json};

/// The expands that the platform knows.
const KNOWN: &[&str] = &[
    "routingStatus",
    "presence",
    "integrationPresence",
    "conversationSummary",
    "outOfOffice",
    "geolocation",
    "station",
    "authorization",
    "lasttokenissued",
    "authorization.unusedRoles",
    "team",
    "workPlanBidRanks",
    "externalContactsSettings",
    "groups",
    "customAttributes",
    "profileSkills",
    "certifications",
    "locations",
    "skills",
    "languages",
    "languagePreference",
    "employerInfo",
    "biography",
    "dateLastLogin",
    "dateWelcomeSent",
];

/// What an answer is to be expanded with.
#[derive(Debug, Default)]
pub struct Expand(Vec<String>);

impl Expand {
    /// The `expand` parameter; an unknown word is a 400.
    pub fn of(call: &Call<'_>) -> Result<Self, Failure> {
        Self::from_words(call.list("expand"))
    }

    /// Expands by their words; an unknown one is a 400.
    pub fn from_words(words: Vec<&str>) -> Result<Self, Failure> {
        match words.iter().find(|word| !KNOWN.contains(word)) {
            Some(word) => Err(Failure::new(
                400,
                "invalid.query.param.value",
                format!(
                    "Value [{word}] is not valid for parameter [expand]. Allowable values are: {}",
                    KNOWN.join(", ")
                ),
            )),
            None => Ok(Self(words.into_iter().map(str::to_owned).collect())),
        }
    }

    fn has(&self, word: &str) -> bool {
        self.0.iter().any(|w| w == word)
    }
}

/// A person's jabber id.
pub fn jabber_id(world: &World, row: u32) -> String {
    format!("{}@acme.orgspan.example", world.user_id(row).replace('-', ""))
}

/// The uri of a person.
pub fn uri(world: &World, row: u32) -> String {
    format!("/api/v2/users/{}", world.user_id(row))
}

/// A person as others refer to them: id and uri.
pub fn reference(world: &World, row: u32) -> Value {
    json!({ "id": world.user_id(row), "selfUri": uri(world, row) })
}

/// The phone number of somebody who never wrote another; the tenant's numbers are fictitious ones.
pub fn work_phone(row: u32) -> String {
    format!("+1317555{row:04}")
}

/// A division as other things refer to it.
pub fn division(world: &World, row: u32) -> Value {
    let id = world.division_id(row);
    let uri = format!("/api/v2/authorization/divisions/{id}");
    json!({ "id": id, "name": &*world.divisions[row as usize].name, "selfUri": uri })
}

/// A person as an answer shows them.
pub fn user(world: &World, row: u32, expand: &Expand) -> Value {
    person(world, row, world.person_read(row), expand)
}

/// The same from a given state of the person, as the search index has it.
pub fn person(world: &World, row: u32, person: &Person, expand: &Expand) -> Value {
    let id = world.user_id(row);
    let extras = person.extras.as_deref();
    let mut out = json!({
        "id": id,
        "name": &*person.name,
        "email": &*person.email,
        "username": extras.and_then(|e| e.username.as_deref()).unwrap_or(&person.email),
        "state": person.state.word(),
        "version": person.version,
        "division": division(world, person.division),
        "chat": { "jabberId": jabber_id(world, row) },
        "acdAutoAnswer": extras.is_some_and(|e| e.auto_answer),
        "images": extras.and_then(|e| e.images.clone()).unwrap_or_else(|| json!([])),
        "selfUri": uri(world, row),
    });
    let (primary, addresses) = contacts(person, row);
    out["primaryContactInfo"] = primary;
    out["addresses"] = addresses;
    let fields = [("department", person.department.as_deref()), ("title", person.title.as_deref())];
    for (name, value) in fields.into_iter().filter_map(|(n, v)| Some((n, v?))) {
        out[name] = json!(value);
    }
    if let Some(name) = extras.and_then(|e| e.preferred_name.as_deref()) {
        out["preferredName"] = json!(name);
    }
    if let Some(manager) = person.manager {
        out["manager"] = reference(world, manager);
    }
    expand_into(&mut out, world, row, person, expand);
    out
}

fn contacts(person: &Person, row: u32) -> (Value, Value) {
    let email = json!({ "address": &*person.email, "mediaType": "EMAIL", "type": "PRIMARY" });
    let addresses = match person.extras.as_deref().and_then(|e| e.addresses.clone()) {
        Some(written) => written,
        None if person.title.is_some() => {
            let number = work_phone(row);
            json!([{ "address": number, "display": number, "mediaType": "PHONE", "type": "WORK" }])
        }
        None => json!([]),
    };
    (json!([email]), addresses)
}

fn expand_into(out: &mut Value, world: &World, row: u32, person: &Person, expand: &Expand) {
    let extras = person.extras.as_deref();
    for word in &expand.0 {
        let value = match word.as_str() {
            "routingStatus" => routing_status(world, row, person),
            "presence" => presence(world, row, person),
            "conversationSummary" => conversation_summary(world, row),
            "outOfOffice" => {
                json!({ "id": world.user_id(row), "user": reference(world, row), "active": false, "indefinite": false })
            }
            "station" => stations(world, person),
            "authorization" => {
                crate::practice::users::view::authorization(world, row, expand.has("authorization.unusedRoles"))
            }
            "lasttokenissued" => match person.last_token {
                Some(at) => {
                    out["lastTokenIssued"] = json!({ "dateIssued": iso(at) });
                    continue;
                }
                None => continue,
            },
            "groups" => group_references(world, row, person),
            "skills" => rated(
                &person.skills,
                &world.skills,
                |r| world.id(Kind::Skill, r),
                ("skill", "routingskills"),
                &world.user_id(row),
            ),
            "languages" => rated(
                &person.languages,
                &world.languages,
                |r| world.id(Kind::Language, r),
                ("language", "routinglanguages"),
                &world.user_id(row),
            ),
            "profileSkills" => json!(extras.map(|e| e.profile_skills.clone()).unwrap_or_default()),
            "certifications" => json!(extras.map(|e| e.certifications.clone()).unwrap_or_default()),
            "locations" => extras.and_then(|e| e.locations.clone()).unwrap_or_else(|| json!([])),
            "languagePreference" => json!("en-US"),
            "employerInfo" => match extras.and_then(|e| e.employer.clone()) {
                Some(written) => written,
                None => person.external("hris").map_or_else(|| json!({}), |key| json!({ "employeeId": key })),
            },
            "biography" => match extras.and_then(|e| e.biography.clone()) {
                Some(written) => written,
                None => continue,
            },
            "dateLastLogin" => match person.last_token {
                Some(at) => json!(iso(at)),
                None => continue,
            },
            _ => continue,
        };
        out[word.as_str()] = value;
    }
}

/// A person's routing status.
pub fn routing_status(world: &World, row: u32, person: &Person) -> Value {
    json!({
        "userId": world.user_id(row),
        "status": person.routing.word(),
        "startTime": iso(person.routing_since),
    })
}

/// A person's presence.
pub fn presence(world: &World, row: u32, person: &Person) -> Value {
    let id = world.id(Kind::Presence, u64::from(person.presence));
    json!({
        "id": world.user_id(row),
        "source": "PURECLOUD",
        "primary": true,
        "presenceDefinition": {
            "id": id,
            "systemPresence": world.presences[person.presence as usize].system,
            "selfUri": format!("/api/v2/presence/definitions/{id}"),
        },
        "modifiedDate": iso(person.routing_since),
        "selfUri": format!("/api/v2/users/{}/presences/PURECLOUD", world.user_id(row)),
    })
}

fn conversation_summary(world: &World, row: u32) -> Value {
    let mut out = json!({ "userId": world.user_id(row) });
    for media in Media::ALL {
        let open = world.conversations.iter().filter(|c| c.media == media && c.holds(row)).count();
        out[media.word()] =
            json!({ "contactCenter": { "active": open, "acw": 0 }, "enterprise": { "active": 0, "acw": 0 } });
    }
    out
}

/// A person's stations.
pub fn stations(world: &World, person: &Person) -> Value {
    let one = |row: u32, associated: bool| {
        let station = &world.stations[row as usize];
        let mut out =
            json!({ "id": world.id(Kind::Station, u64::from(row)), "name": &*station.name, "type": station.kind });
        if associated {
            out["associatedDate"] = json!(iso(station.since));
        }
        out
    };
    let mut out = Map::new();
    if let Some(row) = person.station {
        out.insert("associatedStation".into(), one(row, true));
        out.insert("effectiveStation".into(), one(row, true));
    }
    if let Some(row) = person.default_station {
        out.insert("defaultStation".into(), one(row, false));
    }
    if let Some(row) = person.last_station {
        out.insert("lastAssociatedStation".into(), one(row, false));
    }
    Value::Object(out)
}

fn group_references(world: &World, row: u32, person: &Person) -> Value {
    let groups = if person.state == State::Deleted { Vec::new() } else { world.groups_of(row) };
    let one = |group: &u32| {
        let id = world.group_id(*group);
        json!({ "id": id, "selfUri": format!("/api/v2/groups/{id}") })
    };
    Value::Array(groups.iter().map(one).collect())
}

/// A person's skills or languages.
pub fn rated(
    list: &[Rated],
    known: &[Ability],
    id: impl Fn(u64) -> String,
    (word, path): (&str, &str),
    user: &str,
) -> Value {
    let one = |r: &Rated| {
        let id = id(u64::from(r.row));
        let mut out = json!({
            "id": id,
            "name": &*known[r.row as usize].name,
            "proficiency": f64::from(r.proficiency),
            "state": "active",
            "selfUri": format!("/api/v2/users/{user}/{path}/{id}"),
        });
        out[format!("{word}Uri")] = json!(format!("/api/v2/routing/{word}s/{id}"));
        out
    };
    Value::Array(list.iter().map(one).collect())
}

/// A person's roles and permissions, those of groups included.
pub fn authorization(world: &World, row: u32, unused: bool) -> Value {
    let person = world.person(row);
    let mut roles: Vec<u32> = person.grants.iter().map(|g| g.role).collect();
    roles.extend(world.inherited(row).map(|(_, g)| g.role));
    roles.retain(|role| !world.roles[*role as usize].deleted);
    roles.sort_unstable();
    roles.dedup();
    let mut permissions: Vec<String> = Vec::new();
    let mut policies = Vec::new();
    for role in &roles {
        let role = &world.roles[*role as usize];
        permissions.extend(role.general.iter().map(|g| g.to_string()));
        for policy in &role.policies {
            let covered = crate::practice::catalogue::covered(policy);
            permissions.extend(covered.map(crate::practice::catalogue::Permission::name));
            let mut out = json!({
                "domain": &*policy.domain,
                "entityName": &*policy.entity,
                "actionSet": policy.actions.iter().map(|a| &**a).collect::<Vec<_>>(),
                "allowConditions": policy.condition.is_some(),
            });
            if let Some(condition) = &policy.condition {
                out["resourceCondition"] = json!(condition.to_string());
            }
            policies.push(out);
        }
    }
    permissions.sort();
    permissions.dedup();
    let names: Vec<Value> =
        roles.iter().map(|r| json!({ "id": world.role_id(*r), "name": &*world.roles[*r as usize].name })).collect();
    let mut out = json!({ "roles": names, "permissions": permissions, "permissionPolicies": policies });
    if unused {
        let rarely = names.iter().skip(2).cloned().collect::<Vec<_>>();
        out["unusedRoles"] = Value::Array(rarely);
    }
    out
}
