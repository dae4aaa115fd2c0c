//! Who may do what: the real binary asked about the people of the stories, and the tenant's own word for it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::Home;
use house::tenant::Tenant;
use house::told::{list, ok, paths, roles, tenant, word};
use lanyard::practice::stories::{self, STORIES, Story};
use serde_json::Value;
use std::collections::BTreeSet;

/// A story, the branches of its roles, and some permissions with every path.
struct Expected(Story, &'static [&'static str], &'static [(&'static str, &'static [&'static str])]);

const AGENT: &[&str] = &["direct | Agent | EMEA", "direct | employee | Home"];
const AGENT_JOINS: &[(&str, &[&str])] = &[
    ("routing:queue:join", &["direct | Agent | EMEA | routing:queue:join"]),
    ("voicemail:voicemail:view", &["direct | employee | Home | voicemail:voicemail:view"]),
];

const EXPECTED: &[Expected] = &[
    Expected(
        stories::ON_CALLS,
        &[
            "direct | Agent | EMEA",
            "direct | employee | Home",
            "direct | Quality viewer | Home",
            "direct | Senior agent | all",
            "Claims specialists | Agent | EMEA",
            "Claims specialists | Quality viewer | EMEA",
        ],
        &[
            (
                "conversation:communication:view",
                &[
                    "direct | Agent | EMEA | conversation:communication:view",
                    "direct | Senior agent | all | conversation:communication:view | if",
                    "Claims specialists | Agent | EMEA | conversation:communication:view",
                ],
            ),
            (
                "quality:survey:view",
                &[
                    "direct | Quality viewer | Home | quality:survey:view",
                    "Claims specialists | Quality viewer | EMEA | quality:survey:view",
                ],
            ),
        ],
    ),
    Expected(
        stories::GROUP_ROLES,
        &[
            "Claims specialists | Agent | EMEA",
            "Claims specialists | Quality viewer | EMEA",
            "Night shift leads | Agent | all",
            "Night shift leads | employee | Home",
            "Night shift leads | Supervisor | EMEA",
        ],
        &[
            ("routing:queueMember:manage", &["Night shift leads | Supervisor | EMEA | routing:queueMember:manage"]),
            (
                "routing:queue:join",
                &[
                    "Claims specialists | Agent | EMEA | routing:queue:join",
                    "Night shift leads | Agent | all | routing:queue:join",
                ],
            ),
        ],
    ),
    Expected(
        stories::LAST_ADMIN,
        &["direct | employee | Home", "direct | Master Admin | all"],
        &[("routing:queue:delete", &["direct | Master Admin | all | routing:queue:delete"])],
    ),
    Expected(
        stories::OWNER,
        &["direct | employee | Home", "direct | Supervisor | all"],
        &[(
            "analytics:conversationDetail:view",
            &["direct | Supervisor | all | analytics:conversationDetail:view | if"],
        )],
    ),
    Expected(stories::INACTIVE, &[], &[]),
    Expected(stories::DELETED, &[], &[]),
    Expected(
        stories::SCIM_MANAGED,
        &[
            "direct | Agent | EMEA",
            "direct | employee | Home",
            "Claims specialists | Agent | EMEA",
            "Claims specialists | Quality viewer | EMEA",
        ],
        &[("quality:survey:view", &["Claims specialists | Quality viewer | EMEA | quality:survey:view"])],
    ),
    Expected(
        stories::PROTECTED,
        &["direct | employee | Home", "direct | Reporting analyst | all"],
        &[("analytics:dataExport:add", &["direct | Reporting analyst | all | analytics:dataExport:add"])],
    ),
    Expected(stories::HOSTILE_NAME, AGENT, AGENT_JOINS),
    Expected(stories::CJK_NAME, AGENT, AGENT_JOINS),
    Expected(stories::LONG_NAME, AGENT, AGENT_JOINS),
    Expected(stories::TWIN_ONE, AGENT, AGENT_JOINS),
    Expected(
        stories::TWIN_TWO,
        &["direct | employee | Home", "direct | Reporting analyst | North America"],
        &[(
            "analytics:userAggregate:view",
            &["direct | Reporting analyst | North America | analytics:userAggregate:view"],
        )],
    ),
    Expected(stories::NOTHING, &[], &[]),
    Expected(
        stories::OPERATOR,
        &["direct | admin | all", "direct | employee | Home", "direct | Helpdesk operator | all"],
        &[
            (
                "authorization:grant:add",
                &[
                    "direct | admin | all | authorization:grant:add",
                    "direct | Helpdesk operator | all | authorization:grant:add",
                ],
            ),
            (
                "telephony:plugin:all",
                &[
                    "direct | admin | all | telephony:plugin:all",
                    "direct | Helpdesk operator | all | telephony:plugin:all",
                ],
            ),
        ],
    ),
];

/// Every story's roles and some of its permissions with their paths; and what the tenant itself says they may do.
#[test]
fn every_story_is_told_with_its_paths_and_agrees_with_the_tenant() {
    let tenant = tenant();
    let home = Home::of(&tenant);
    assert_eq!(EXPECTED.len(), STORIES.len());
    for Expected(story, branches, permissions) in EXPECTED {
        let id = tenant.id(story.email);
        let result = ok(&home, &["access", &id]);
        let mut found = roles(&result);
        // Whether `employee` stands before `Master Admin` is for people to read, not for this test.
        found.sort_by_key(|branch| branch.to_lowercase());
        let mut expected = branches.to_vec();
        expected.sort_by_key(|branch| branch.to_lowercase());
        assert_eq!(found, expected, "{}", story.key);
        let held = list(&result, "permissions");
        for (permission, expected) in *permissions {
            let one = held.iter().find(|p| p["permission"] == *permission);
            let one = one.unwrap_or_else(|| panic!("{} lacks {permission}", story.key));
            let mut found = paths(one);
            found.sort_by_key(|path| path.to_lowercase());
            let mut expected = expected.to_vec();
            expected.sort_by_key(|path| path.to_lowercase());
            assert_eq!(found, expected, "{} {permission}", story.key);
        }
        let mut told: BTreeSet<&str> = held.iter().map(|p| word(p, "permission")).collect();
        told.extend(list(&result, "general").iter().map(|g| word(g, "name")));
        assert_eq!(told, by_the_tenant(&authorization(&tenant, &id)), "{}", story.key);
    }
}

/// What a division leaves of it: a permission that divisions do not limit holds there too.
#[test]
fn a_division_limits_what_divisions_limit() {
    let tenant = tenant();
    let home = Home::of(&tenant);
    let result = ok(&home, &["access", stories::SCIM_MANAGED.email, "--division", "APAC"]);
    let held: Vec<_> = list(&result, "permissions").iter().map(|p| word(p, "permission")).collect();
    assert!(held.contains(&"quality:survey:view") && held.contains(&"voicemail:voicemail:view"), "{held:?}");
    assert!(!held.contains(&"routing:queue:join") && !held.contains(&"presence:userPresence:view"), "{held:?}");
    assert!(list(&result, "roles").is_empty(), "{result}");
}

/// What the tenant says of one person with `expand=authorization`; a deleted one is found by state only.
fn authorization(tenant: &Tenant, id: &str) -> Value {
    let target = format!("/api/v2/users/{id}?expand=authorization");
    let (status, user) = tenant.get(&target);
    let mut user = if status == 200 { user } else { tenant.read(&format!("{target}&state=deleted")) };
    user["authorization"].take()
}

fn by_the_tenant(authorization: &Value) -> BTreeSet<&str> {
    list(authorization, "permissions").iter().map(|p| p.as_str().unwrap()).collect()
}

/// Everybody with a permission is everybody of whom the tenant says so.
#[test]
fn who_can_agrees_with_what_the_tenant_says_of_everybody() {
    let tenant = tenant();
    let home = Home::of(&tenant);
    let everybody = everybody(&tenant);
    for permission in
        ["routing:queueMember:manage", "directory:user:view", "quality:survey:view", "oauth:client:delete"]
    {
        let found = ok(&home, &["who-can", permission]);
        let holders = list(&found, "holders");
        let people: BTreeSet<&str> = holders
            .iter()
            .map(|holder| &holder["subject"])
            .filter(|subject| subject["kind"] == "user")
            .map(|subject| word(subject, "email"))
            .collect();
        let expected: BTreeSet<&str> = everybody
            .iter()
            .filter(|user| by_the_tenant(&user["authorization"]).contains(permission))
            .map(|user| word(user, "email"))
            .collect();
        assert!(!expected.is_empty());
        assert_eq!(people, expected, "{permission}");
        assert!(holders.iter().all(|h| !list(h, "ways").is_empty() && !list(h, "divisions").is_empty()));
    }
    let found = ok(&home, &["who-can", "routing:queueMember:manage", "--division", "EMEA"]);
    let named: Vec<_> = list(&found, "holders").iter().map(|h| word(&h["subject"], "name")).collect();
    for name in [
        stories::GROUP_ROLES.name,
        stories::OWNER.name,
        stories::LAST_ADMIN.name,
        stories::OPERATOR.name,
        "Night shift leads",
        "Helpdesk console",
    ] {
        assert!(named.contains(&name), "{name} is not among {named:?}");
    }
    let elsewhere = ok(&home, &["who-can", "routing:queueMember:manage", "--division", "Partners"]);
    let named: Vec<_> = list(&elsewhere, "holders").iter().map(|h| word(&h["subject"], "name")).collect();
    assert!(!named.contains(&stories::GROUP_ROLES.name) && named.contains(&stories::OWNER.name), "{named:?}");
}

fn everybody(tenant: &Tenant) -> Vec<Value> {
    let mut answer = tenant.read("/api/v2/users?pageSize=500&state=any&expand=authorization");
    let everybody = answer["entities"].take();
    everybody.as_array().unwrap().clone()
}

/// The auditor's matrix has exactly what the tenant says of each person, in both forms.
#[test]
fn the_matrix_agrees_with_what_the_tenant_says_of_everybody() {
    let tenant = tenant();
    let home = Home::of(&tenant);
    let came = home.ask(&["access-matrix", "--json-lines"]);
    assert_eq!(came.code, Some(0), "{came:?}");
    let rows: Vec<Value> = came.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: BTreeSet<(String, String)> = rows
        .iter()
        .filter(|row| row["kind"] == "user")
        .map(|row| (word(row, "id").to_owned(), word(row, "permission").to_owned()))
        .collect();
    let mut expected = BTreeSet::new();
    for user in &everybody(&tenant) {
        let held = by_the_tenant(&user["authorization"]);
        let named = held.into_iter().filter(|permission| permission.contains(':'));
        expected.extend(named.map(|permission| (word(user, "id").to_owned(), permission.to_owned())));
    }
    assert!(expected.len() > 1_000, "{}", expected.len());
    assert_eq!(told, expected);
    assert!(rows.iter().any(|row| row["kind"] == "group") && rows.iter().any(|row| row["kind"] == "oauth-client"));

    let table = home.ask(&["access-matrix", "--division", "EMEA", "--permission", "queueMember:manage"]);
    assert_eq!(table.code, Some(0), "{table:?}");
    let lines: Vec<_> = table.out.lines().collect();
    assert!(lines[0].starts_with("kind,id,name"), "{}", lines[0]);
    assert!(lines.iter().any(|line| line.contains(stories::GROUP_ROLES.name)));
    assert!(lines[1..].iter().all(|line| line.contains("routing:queueMember:manage")), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains(stories::NOTHING.name)));
}
