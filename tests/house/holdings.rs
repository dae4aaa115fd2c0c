//! What a person has, thing by thing, as the tenant shows it to a client that shares nothing with the product's.

use super::tenant::Tenant;
use serde_json::Value;
use std::collections::BTreeSet;

/// One thing that somebody has.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Thing {
    /// `grant`, `group`, `queue` …
    pub kind: &'static str,
    /// What tells it from the others of its kind, with all that is to be the same.
    pub key: String,
    /// Its name, where it has one.
    pub name: String,
    /// The groups through which the person has it; empty for what is the person's own.
    pub through: Vec<String>,
}

/// The kinds of things that are looked at.
pub const KINDS: [&str; 14] = [
    "profile",
    "manager",
    "external id",
    "report",
    "grant",
    "group",
    "queue",
    "skill",
    "language",
    "utilization",
    "licence",
    "station",
    "conversation",
    "session",
];

/// What of a user's own record is the person's, rather than the record's or listed apart.
const PROFILE: [&str; 17] = [
    "name",
    "email",
    "username",
    "preferredName",
    "state",
    "department",
    "title",
    "chat",
    "acdAutoAnswer",
    "images",
    "primaryContactInfo",
    "addresses",
    "employerInfo",
    "locations",
    "certifications",
    "profileSkills",
    "biography",
];

const EXPAND: &str = "groups,skills,languages,station,routingStatus,presence,employerInfo,locations,certifications,\
    profileSkills,biography";

struct Found(BTreeSet<Thing>);

impl Found {
    fn add(&mut self, kind: &'static str, key: impl ToString, name: &Value, through: Vec<String>) {
        let name = name.as_str().unwrap_or_default().to_owned();
        self.0.insert(Thing { kind, key: key.to_string(), name, through });
    }
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// Everything that somebody who is there has.
pub fn holdings(tenant: &Tenant, id: &str) -> BTreeSet<Thing> {
    let user = tenant.read(&format!("/api/v2/users/{id}?expand={EXPAND}"));
    let mut found = Found(BTreeSet::new());
    for field in PROFILE.iter().filter(|field| !user[**field].is_null()) {
        found.add("profile", format!("{field} {}", user[*field]), &Value::Null, vec![]);
    }
    found.add("profile", format!("division {}", word(&user["division"]["id"])), &user["division"]["name"], vec![]);
    if let Some(manager) = user["manager"]["id"].as_str() {
        // The platform goes on showing the id of a manager who is deleted.
        if let (200, there) = tenant.get(&format!("/api/v2/users/{manager}")) {
            found.add("manager", manager, &there["name"], vec![]);
        }
    }
    for (kind, part) in [("skill", "skills"), ("language", "languages")] {
        for one in list(&user, part) {
            found.add(kind, format!("{} at {}, {}", one["id"], one["proficiency"], one["state"]), &one["name"], vec![]);
        }
    }
    for which in ["associatedStation", "defaultStation", "effectiveStation", "lastAssociatedStation"] {
        let station = &user["station"][which];
        if station.is_object() {
            found.add("station", format!("{which} {}", station["id"]), &station["name"], vec![]);
        }
    }
    for part in [&user["routingStatus"]["status"], &user["presence"]["presenceDefinition"]["id"]] {
        found.add("session", part, &Value::Null, vec![]);
    }
    for group in list(&user, "groups") {
        let group = tenant.read(&format!("/api/v2/groups/{}", word(&group["id"])));
        found.add("group", word(&group["id"]), &group["name"], vec![]);
    }
    access(tenant, id, &mut found);
    work(tenant, id, list(&user, "groups"), &mut found);
    found.0
}

fn access(tenant: &Tenant, id: &str, found: &mut Found) {
    let subject = tenant.read(&format!("/api/v2/authorization/subjects/{id}?includeDuplicates=true"));
    for grant in list(&subject, "grants") {
        let from = word(&grant["subjectId"]);
        let key = format!("{} in {} from {from}", word(&grant["role"]["id"]), word(&grant["division"]["id"]));
        let through = if from == id { vec![] } else { vec![from] };
        found.add("grant", key, &grant["role"]["name"], through);
    }
    for licence in list(&tenant.read(&format!("/api/v2/license/users/{id}")), "licenses") {
        found.add("licence", word(&licence["id"]), &licence["id"], vec![]);
    }
    for external in tenant.read(&format!("/api/v2/users/{id}/externalid")).as_array().unwrap() {
        let key = format!("{}:{}", word(&external["authorityName"]), word(&external["externalKey"]));
        found.add("external id", key, &Value::Null, vec![]);
    }
    let reports = tenant.read(&format!("/api/v2/users/{id}/directreports"));
    for report in reports.as_array().map_or_else(|| list(&reports, "entities"), Vec::as_slice) {
        found.add("report", word(&report["id"]), &report["name"], vec![]);
    }
}

fn work(tenant: &Tenant, id: &str, groups: &[Value], found: &mut Found) {
    let mine: Vec<String> = groups.iter().map(|group| word(&group["id"])).collect();
    for joined in [true, false] {
        let queues = tenant.read(&format!("/api/v2/users/{id}/queues?joined={joined}&pageSize=500"));
        for queue in list(&queues, "entities") {
            let whole = tenant.read(&format!("/api/v2/routing/queues/{}", word(&queue["id"])));
            let of_queue = list(&whole, "memberGroups").iter().map(|group| word(&group["id"]));
            let through = of_queue.filter(|group| mine.contains(group)).collect();
            found.add("queue", format!("{} joined {joined}", word(&queue["id"])), &queue["name"], through);
        }
    }
    let own = tenant.read(&format!("/api/v2/routing/users/{id}/utilization"));
    if own["level"] == "Agent" {
        found.add("utilization", &own["utilization"], &Value::Null, vec![]);
    }
    for conversation in list(&tenant.portrait(id), "open") {
        found.add("conversation", conversation, &Value::Null, vec![]);
    }
}
