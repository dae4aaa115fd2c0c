//! Why, why not and what if: the real binary, asked as operators ask.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::Home;
use house::told::{list, names, ok, paths, roles, tenant, word};
use lanyard::practice::stories;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn words(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|change| word(change, "words")).collect()
}

/// Why somebody has a permission: every path, and the cuts that end them.
#[test]
fn why_is_told_with_every_path_and_what_would_end_it() {
    let tenant = tenant();
    let home = Home::of(&tenant);
    for (story, permission, division, standing, expected, cuts) in [
        (
            stories::ON_CALLS,
            "routing:queue:join",
            Some("EMEA"),
            "has",
            &[
                "direct | Agent | EMEA | routing:queue:join",
                "direct | Senior agent | all | routing:queue:join",
                "Claims specialists | Agent | EMEA | routing:queue:join",
            ][..],
            3,
        ),
        // Only the role in all divisions reaches there.
        (
            stories::ON_CALLS,
            "routing:queue:join",
            Some("APAC"),
            "has",
            &["direct | Senior agent | all | routing:queue:join"],
            1,
        ),
        (
            stories::OWNER,
            "analytics:conversationDetail:view",
            None,
            "only-conditional",
            &["direct | Supervisor | all | analytics:conversationDetail:view | if"],
            1,
        ),
        // Divisions do not limit it, so a grant in EMEA gives it in APAC.
        (
            stories::SCIM_MANAGED,
            "quality:survey:view",
            Some("APAC"),
            "has",
            &["Claims specialists | Quality viewer | EMEA | quality:survey:view"],
            1,
        ),
        (stories::TWIN_TWO, "routing:queue:join", None, "lacks", &[], 0),
    ] {
        let mut arguments = vec!["access", story.email, "--why", permission];
        arguments.extend(division.iter().flat_map(|d| ["--division", d]));
        let why = ok(&home, &arguments);
        assert_eq!((word(&why, "question"), word(&why, "standing")), ("why", standing), "{arguments:?}");
        assert_eq!(word(&why["subject"], "email"), story.email);
        assert_eq!(paths(&why), expected, "{arguments:?}");
        let found = list(&why, "cuts");
        assert_eq!(found.len(), cuts, "{why}");
        let ended: BTreeSet<u64> =
            found.iter().flat_map(|cut| list(cut, "paths")).map(|at| at.as_u64().unwrap()).collect();
        assert_eq!(ended.len(), expected.len(), "a path is left: {why}");
    }
}

/// Why somebody lacks one; what is said to grant it does.
#[test]
fn why_not_tells_the_nearest_misses_and_what_would_grant_it() {
    let tenant = tenant();
    let home = Home::of(&tenant);
    for (story, permission, division, standing, miss) in [
        (stories::TWIN_ONE, "routing:queue:join", Some("APAC"), "lacks", "other-division"),
        (stories::SCIM_MANAGED, "routing:queueMember:manage", Some("EMEA"), "lacks", "group"),
        (stories::OWNER, "analytics:conversationDetail:view", Some("EMEA"), "only-conditional", "condition"),
        (stories::INACTIVE, "routing:queue:join", None, "lacks", "not-active"),
        (stories::NOTHING, "routing:queue:delete", Some("Home"), "lacks", "role"),
    ] {
        let mut arguments = vec!["access", story.email, "--why-not", permission];
        arguments.extend(division.iter().flat_map(|d| ["--division", d]));
        let found = ok(&home, &arguments);
        assert_eq!((word(&found, "question"), word(&found, "standing")), ("why-not", standing), "{arguments:?}");
        let misses: Vec<_> = list(&found, "misses").iter().map(|m| word(m, "miss")).collect();
        assert!(misses.contains(&miss), "{arguments:?}: {misses:?}");
        if miss == "not-active" {
            assert_eq!(misses[0], miss);
        }
        let remedies = list(&found, "remedies");
        assert!(!remedies.is_empty(), "{arguments:?}: {found}");
        let excess: Vec<_> = remedies.iter().map(|r| list(r, "excess").len()).collect();
        assert!(excess[0] <= *excess.last().unwrap(), "least excess does not come first: {excess:?}");
    }
    let has = ok(&home, &["access", stories::TWIN_ONE.email, "--why-not", "routing:queue:join", "--division", "EMEA"]);
    assert_eq!((word(&has, "standing"), list(&has, "remedies").len()), ("has", 0));
}

/// Two people, and the plan that would make one like the other.
#[test]
fn a_comparison_and_its_plan() {
    use std::os::unix::fs::PermissionsExt as _;
    let tenant = tenant();
    let home = Home::of(&tenant);
    let plan = home.path().join("plan.json");
    let (one, two) = (stories::TWIN_ONE.email, stories::TWIN_TWO.email);
    let found = ok(&home, &["compare", one, two, "--plan", plan.to_str().unwrap()]);
    let changes = words(&found["align"]);
    assert_eq!(changes.len(), 3, "take Reporting analyst, give Agent, join the group: {changes:?}");
    let joins = list(&found, "permissions").iter().find(|p| p["permission"] == "routing:queue:join").unwrap();
    assert_eq!((names(&joins["a"]).as_str(), names(&joins["b"]).as_str(), &joins["same"]), ("EMEA", "", &json!(false)));
    let written: Value = serde_json::from_str(&std::fs::read_to_string(&plan).unwrap()).unwrap();
    assert_eq!((&written["changes"], word(&written, "plan")), (&found["align"], "align"));
    assert_eq!(std::fs::metadata(&plan).unwrap().permissions().mode() & 0o777, 0o600);
    let again = home.ask(&["compare", one, two, "--plan", plan.to_str().unwrap()]);
    assert_eq!(again.code, Some(2), "a plan was overwritten");
    let role = ok(&home, &["compare", one, "role:Agent"]);
    assert!(list(&role, "align").is_empty());
    let group = ok(&home, &["compare", "group:Claims specialists", "group:Night shift leads"]);
    assert!(!list(&group, "roles").is_empty());
}

/// What a change would take away, what survives by another path, and for whom.
#[test]
fn what_if_tells_what_vanishes_and_what_survives() {
    let tenant = tenant();
    let home = Home::of(&tenant);
    let seat = format!("{}=Night shift leads", stories::GROUP_ROLES.email);
    let found = ok(&home, &["what-if", "--leave-group", &seat, "--for", stories::GROUP_ROLES.email]);
    let rows = list(&found, "rows");
    assert_eq!((rows.len(), &found["changed_in_all"]), (1, &json!(1)));
    let details = &rows[0]["details"];
    let lost: Vec<_> = list(details, "lost").iter().map(|r| word(r, "permission")).collect();
    assert!(lost.contains(&"routing:queueMember:manage"), "{lost:?}");
    let joins = list(details, "survives").iter().find(|s| s["permission"] == "routing:queue:join").unwrap();
    assert_eq!(word(&joins["by"][0], "source_name"), "Claims specialists");

    // All members of a group lose what it gives, and nobody else loses anything.
    let group = ok(&home, &["what-if", "--delete-group", "Night shift leads", "--details", "0"]);
    assert!(list(&group, "rows").iter().all(|row| row["details"].is_null()));
    let names: Vec<_> = list(&group, "rows").iter().map(|row| word(&row["subject"], "name")).collect();
    assert!(names.contains(&stories::GROUP_ROLES.name) && !names.contains(&stories::ON_CALLS.name), "{names:?}");

    let twin = stories::TWIN_ONE.email;
    for (flag, text) in [("--drop-grant", format!("{twin}=Agent@EMEA")), ("--drop-grant", format!("{twin}=Agent"))] {
        let found = ok(&home, &["what-if", flag, &text]);
        assert_eq!(list(&found, "rows").len(), 1, "{found}");
    }
    let none = ok(&home, &["what-if", "--add-grant", &format!("{twin}=Agent@EMEA")]);
    assert!(list(&none, "rows").is_empty(), "{none}");
    let role = ok(
        &home,
        &["what-if", "--drop-permission", "Agent=routing:queue:*", "--add-permission", "Auditor=routing:queue:view"],
    );
    assert!(list(&role, "rows").len() > 20, "{role}");
}

#[test]
fn power_names_who_could_widen_access() {
    let tenant = tenant();
    let home = Home::of(&tenant);
    let found = ok(&home, &["power"]);
    let has = |email: &str| list(&found, "rows").iter().any(|row| row["subject"]["email"] == email);
    assert!(has(stories::LAST_ADMIN.email) && has(stories::OPERATOR.email) && !has(stories::TWIN_ONE.email));
    assert!(list(&found, "rows").iter().all(|row| !list(row, "paths").is_empty()));
}

/// Mistakes are told in words, with what would have been meant.
#[test]
fn mistakes_are_told_with_what_may_have_been_meant() {
    let tenant = tenant();
    let home = Home::of(&tenant);
    let twin = stories::TWIN_ONE.email;
    for (arguments, code, text) in [
        (&["access", "nobody@acme.example", "--why", "routing:queue:join"][..], 4, "nobody in the tenant answers to"),
        (&["access", "Alex Morgan", "--why", "routing:queue:join"], 4, "2 people answer to Alex Morgan"),
        (&["access", twin, "--why", "routing:queue:jion"], 4, "routing:queue:join"),
        (&["access", twin, "--why-not", "queues"], 4, "no permission is called queues"),
        (&["access", twin, "--why", "routing:queue:join", "--division", "EMAE"], 4, "EMEA"),
        (&["access", twin, "--division", "EMAE"], 4, "EMEA"),
        (&["access", twin, "--why", "routing:queue:join", "--why-not", "routing:queue:join"], 2, "cannot be used with"),
        (&["access", twin, "--csv", "--json"], 2, "two forms of one answer"),
        (&["access", "group:Claims specialist"], 4, "Claims specialists"),
        (&["access", "role:Agnet"], 4, "Agent"),
        (&["access", "template:nothing of the kind"], 4, "template:nothing of the kind"),
        (&["access", "client:7"], 4, "no OAuth client 7"),
        (&["who-can", "routing:queue:delte"], 4, "routing:queue:delete"),
        (&["who-can", "routing:queue:delete", "--division", "Emae"], 4, "EMEA"),
        (&["compare", twin, "role:Agnet"], 4, "Agent"),
        (&["what-if", "--drop-grant", "Agent@EMEA"], 2, "WHO=ROLE@DIVISION"),
        (&["what-if", "--drop-grant", "alex.morgan@acme.example=Auditor"], 4, "no such direct grant"),
        (&["what-if", "--add-grant", "alex.morgan@acme.example=Agnet@EMEA"], 4, "no role"),
        (&["what-if", "--add-grant", "alex.morgan@acme.example=Agent@EMAE"], 4, "no division EMAE"),
        (&["what-if", "--join-group", "role:Agent=Claims specialists"], 2, "is not a person"),
        (&["what-if", "--drop-permission", "Agent=routing:nothing:*"], 4, "no permission is covered by"),
    ] {
        let came = home.ask(arguments);
        assert_eq!(came.code, Some(code), "{arguments:?}: {came:?}");
        let said = format!("{}{}", came.err, came.out);
        assert!(said.contains(text), "{arguments:?}: {said}");
    }
}

/// A practice tenant inside the process, words for people, and nothing but the table where a table was asked for.
#[test]
fn a_demonstration_answers_in_words_and_tables() {
    let home = Home::empty();
    let demo = ["--demo", "--people", "200", "--rate", "60000"];
    let ask = |arguments: &[&str]| home.ask(&[arguments, &demo].concat());
    let why = ask(&["access", stories::ON_CALLS.email, "--why", "routing:queue:join", "--division", "EMEA"]);
    assert_eq!(why.code, Some(0), "{why:?}");
    assert!(why.out.starts_with("+ Marta Quell has routing:queue:join"), "{}", why.out);
    assert!(why.out.contains("by 3 paths") && why.out.contains("by the directory of "), "{}", why.out);
    assert_eq!(why.err, "", "nobody watches, so nothing is told meanwhile");
    let table = ask(&["who-can", "routing:queue:delete", "--csv", "--plain"]);
    assert_eq!(table.code, Some(0), "{table:?}");
    assert!(table.out.contains("desmond.okafor@acme.example") && !table.out.contains("by the directory of"));
    assert!(table.err.contains("reading") && table.err.contains("by the directory of"), "{}", table.err);
}

/// The kept directory answers while it is fresh, is brought up to date when that is asked for, and a change to the one
/// who is asked about is seen at once.
#[test]
fn the_kept_directory_its_age_and_what_it_does_not_know() {
    let tenant = tenant();
    let home = Home::of(&tenant);
    let (who, email) = (tenant.id(stories::NOTHING.email), stories::NOTHING.email);
    let queue = ["who-can", "routing:queue:join", "--division", "EMEA"];
    let has = |result: &Value| list(result, "holders").iter().any(|h| h["subject"]["email"] == email);
    let first = ok(&home, &queue);
    assert!(!has(&first));
    let name = |list: &Value, name: &str| {
        let found = list["entities"].as_array().unwrap().iter().find(|one| one["name"] == name);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let role = name(&tenant.read("/api/v2/authorization/roles?name=Agent&pageSize=100"), "Agent");
    let division = name(&tenant.read("/api/v2/authorization/divisions?pageSize=100"), "EMEA");
    let grants = json!({ "grants": [{ "roleId": role, "divisionId": division }] });
    let (status, body) = tenant.call("POST", &format!("/api/v2/authorization/subjects/{who}/bulkadd"), &grants);
    assert!((200..300).contains(&status), "{status} {body}");

    let kept = ok(&home, &queue);
    assert!(!has(&kept), "nobody asked for anything newer");
    assert_eq!(kept["directory"]["read_at"], first["directory"]["read_at"]);
    let why = ok(&home, &["access", email, "--why", "routing:queue:join"]);
    assert_eq!(paths(&why), ["direct | Agent | EMEA | routing:queue:join"]);
    let drift: Vec<_> = list(&why, "drift").iter().map(|words| words.as_str().unwrap()).collect();
    assert!(drift.len() == 1 && drift[0].contains("Agent (EMEA)"), "{drift:?}");
    let plain = ok(&home, &["access", email]);
    assert_eq!((&plain["drift"], &plain["directory"]), (&why["drift"], &Value::Null));
    let newer = ok(&home, &[&queue[..], &["--refresh"]].concat());
    assert!(has(&newer), "{}", newer["directory"]);
    assert_eq!(newer["directory"]["brought_up_to_date"], false, "it was read, and not followed");
    assert_ne!(newer["directory"]["read_at"], kept["directory"]["read_at"]);
}

/// An organisation's own templates and what is wrong with them are told with file and line.
#[test]
fn what_is_wrong_with_the_organisations_own_files_is_told() {
    let tenant = tenant();
    let home = Home::of(&tenant);
    home.file("config/role-templates.toml", "[[template]]\nname = \"Caller\"\nroles = [\"Agent\", \"Agnet\"]\n");
    let told = ok(&home, &["access", "template:Caller"]);
    let problems: Vec<_> = list(&told, "problems").iter().map(|words| words.as_str().unwrap()).collect();
    assert!(
        problems.len() == 1 && problems[0].contains("role-templates.toml") && problems[0].contains("Agnet"),
        "{problems:?}"
    );
    assert_eq!(roles(&told), ["direct | Agent | all"]);
    let why = ok(&home, &["access", stories::TWIN_ONE.email, "--why-not", "routing:queue:join", "--division", "APAC"]);
    assert!(!list(&why, "misses").is_empty());
    home.file("config/rules.toml", "[[lever]]\npermission = 7\n");
    let came = home.ask(&["power"]);
    assert_eq!(came.code, Some(0), "{came:?}");
    assert!(came.out.contains("! ") && came.out.contains("rules.toml"), "{}", came.out);
}
