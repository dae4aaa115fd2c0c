//! Roles are synced by the real binary, and the tenant is read by a client of its own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::Home;
use house::grants::{own, sum, tally};
use house::tenant::{Tenant, small};
use lanyard::access::Templates;
use lanyard::practice::stories::{CJK_NAME, DELETED, GROUP_ROLES, INACTIVE, ON_CALLS, OWNER, SCIM_MANAGED, TWIN_ONE};
use lanyard::practice::{FaultProfile, PracticeOptions};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const WHY: [&str; 5] = ["--yes", "--reason", "reorganised", "--ticket", "OPS-3"];

fn with(grants: &BTreeSet<String>, more: &[&str]) -> BTreeSet<String> {
    grants.iter().cloned().chain(more.iter().map(|&m| m.to_owned())).collect()
}

fn sync(home: &Home, file: &str, text: &str, more: &[&str]) -> (i32, Value) {
    let path = home.file(file, text);
    home.json(&[&["sync-roles", path.to_str().unwrap()], more].concat())
}

#[test]
fn what_is_missing_is_given_once_and_read_back() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    home.file("config/role-templates.toml", Templates::EXAMPLE);
    let [twin, chinese, scim] = [TWIN_ONE, CJK_NAME, SCIM_MANAGED].map(|story| tenant.id(story.email));
    let before = [&twin, &chinese, &scim].map(|id| own(&tenant, id));
    let external = tenant.read(&format!("/api/v2/users/{scim}/externalid"))[0].clone();
    let key = format!("{}:{}", external["authorityName"].as_str().unwrap(), external["externalKey"].as_str().unwrap());
    // Columns in another order, a semicolon, a byte order mark, quotes, blanks.
    let file = format!(
        "\u{feff}Division; Licence tier;\"Role\";Person\r\n\
         *;CX 3;\"Quality viewer\";{}\r\n\
         all;; Quality viewer ;{chinese}\r\n\
         Home;;template:Team lead;\"{key}\"\r\n",
        TWIN_ONE.email.to_uppercase(),
    );
    let (code, planned) = sync(&home, "roles.csv", &file, &[]);
    assert_eq!((code, tally(&planned)), (0, [3, 0, 3, 0, 0]), "{planned}");
    assert_eq!([&twin, &chinese, &scim].map(|id| own(&tenant, id)), before, "a plan changes nothing");
    let digest = planned["result"]["plan"]["digest"].as_str().unwrap().to_owned();

    let result = home.path().join("result.csv");
    let more = [&WHY[..], &["--result", result.to_str().unwrap(), "--expect", &digest]].concat();
    let (code, answer) = sync(&home, "roles.csv", &file, &more);
    assert_eq!(code, 0, "{answer}");
    let run = &answer["result"]["run"];
    assert_eq!((&run["state"], &run["proved"]), (&json!("done"), &json!(true)), "{run}");
    assert_eq!(answer["result"]["outcomes"], json!({ "done": 3 }));
    assert_eq!(own(&tenant, &twin), with(&before[0], &["Quality viewer (*)"]));
    assert_eq!(own(&tenant, &chinese), with(&before[1], &["Quality viewer (*)"]));
    let template = ["Agent (Home)", "Communicate - User (Home)", "Quality viewer (Home)", "Supervisor (Home)"];
    assert_eq!(own(&tenant, &scim), with(&before[2], &template), "parents are expanded");
    let written = std::fs::read_to_string(&result).unwrap();
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(lines[0], "row,person,id,role,division,outcome,column,code,reason,remedy,correlation_id");
    assert_eq!(lines.len(), 4);
    assert!(lines[1].starts_with("2,") && lines[1].contains(&twin) && lines[1].contains(",done,"), "{written}");
    assert!(lines.iter().skip(1).all(|line| !line.ends_with(',')), "every row tells its answer: {written}");

    let (code, again) = sync(&home, "roles.csv", &file, &WHY);
    assert_eq!((code, tally(&again)), (0, [3, 3, 0, 0, 0]), "{again}");
    assert_eq!((&again["result"]["confirmed"], &again["result"]["run"]), (&json!(false), &Value::Null));
    home.whole_chain();
}

#[test]
fn rows_are_taken_away_and_what_groups_give_stays() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let (calls, groups) = (tenant.id(ON_CALLS.email), tenant.id(GROUP_ROLES.email));
    let before = own(&tenant, &calls);
    let subject = tenant.read(&format!("/api/v2/authorization/subjects/{groups}"));
    let inherited = &subject["grants"][0];
    let own_grants = tenant.read(&format!("/api/v2/authorization/subjects/{calls}?includeDuplicates=true"));
    let taken = own_grants["grants"].as_array().unwrap().iter();
    let taken = taken.filter(|g| g["subjectId"] == calls).find(|g| g["role"]["name"] == "Senior agent").unwrap();
    let line = |who: &str, role: &Value, division: &Value| {
        json!({ "person": who, "role": role, "division": division }).to_string()
    };
    let file = [
        line(ON_CALLS.email, &taken["role"]["name"], &taken["division"]["id"]),
        line(&groups, &inherited["role"]["id"], &inherited["division"]["id"]),
        line(OWNER.email, &json!("Workforce planner"), &json!("*")),
    ];
    let more = [&["--mode", "remove"], &WHY[..]].concat();
    let (code, answer) = sync(&home, "roles.jsonl", &file.join("\n"), &more);
    assert_eq!((code, tally(&answer)), (0, [3, 2, 0, 1, 0]), "{answer}");
    assert_eq!(answer["result"]["outcomes"], json!({ "done": 1, "same": 2 }));
    let gone = format!("Senior agent ({})", taken["division"]["name"].as_str().unwrap());
    assert_eq!(before.difference(&own(&tenant, &calls)).collect::<Vec<_>>(), [&gone]);
    assert_eq!(tenant.read(&format!("/api/v2/authorization/subjects/{groups}")), subject);
    let findings = answer["result"]["plan"]["findings"].as_array().unwrap();
    assert!(findings.iter().any(|f| f["code"] == "inherited" && f["level"] == "warning"), "{findings:?}");
}

#[test]
fn everybody_has_exactly_what_the_file_says() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let (calls, twin) = (tenant.id(ON_CALLS.email), tenant.id(TWIN_ONE.email));
    let others = tenant.the_others(&[&calls]);
    let base = "employee (Home)";
    assert!(own(&tenant, &calls).contains(base));
    let file = format!("user\trole\tdivision\n{calls}\tSupervisor\t*\n{calls}\tAgent\tHome\n{twin}\tNo such role\t*\n");
    let (code, answer) = sync(&home, "exact.tsv", &file, &[&["--mode", "replace", "--skip-bad"], &WHY[..]].concat());
    assert_eq!(code, 0, "{answer}");
    assert_eq!(answer["result"]["rows"]["bad"], 1);
    assert_eq!(own(&tenant, &calls), with(&BTreeSet::new(), &["Supervisor (*)", "Agent (Home)", base]));
    assert_eq!(tenant.the_others(&[&calls]), others, "who has a bad row is not stripped of the rest");
}

#[test]
fn every_bad_row_is_found_before_the_first_write() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    for name in ["Night lead", "night LEAD"] {
        assert_eq!(tenant.call("POST", "/api/v2/authorization/roles", &json!({ "name": name })).0, 200);
    }
    let twin = tenant.id(TWIN_ONE.email);
    let before = own(&tenant, &twin);
    let rows = [
        (format!("{},Quality viewer,*,CX 3", TWIN_ONE.email), None),
        ("nobody@acme.example,Agent,Home,".to_owned(), Some(("person", "unknown-person"))),
        ("4711,Agent,Home,".to_owned(), Some(("person", "unknown-person"))),
        (",Agent,Home,".to_owned(), Some(("person", "no-person"))),
        (format!("{},Agent,Home,", INACTIVE.email), Some(("person", "inactive-person"))),
        (format!("{},Agent,Home,", DELETED.email), Some(("person", "deleted-person"))),
        (format!("{twin},,Home,"), Some(("role", "no-role"))),
        (format!("{twin},Agnet,Home,"), Some(("role", "unknown-role"))),
        (format!("{twin},NIGHT lead,Home,"), Some(("role", "ambiguous-role"))),
        (format!("{twin},template:No such,Home,"), Some(("role", "unknown-template"))),
        (format!("{twin},Supervisor,Atlantis,"), Some(("division", "unknown-division"))),
        (format!("{twin},Supervisor,Home,Gold"), Some(("tier", "unknown-tier"))),
        (format!("{twin},Workforce planner,Home,CX 1"), Some(("tier", "role-not-in-tier"))),
        (format!("{twin},Quality viewer,all,"), Some(("row", "duplicate"))),
        (format!("{twin},Supervisor"), Some(("row", "fields"))),
    ];
    let lines: Vec<_> = rows.iter().map(|(line, _)| line.as_str()).collect();
    let file = format!("email,role,division,tier\n{}\n", lines.join("\n"));
    let (code, answer) = sync(&home, "bad.csv", &file, &WHY);
    assert_eq!(code, 3, "{answer}");
    assert_eq!(own(&tenant, &twin), before);
    let bad = answer["result"]["bad"].as_array().unwrap();
    let told: Vec<_> = bad.iter().map(|b| (b["row"].as_u64().unwrap(), &b["column"], &b["code"])).collect();
    let (columns, codes): (Vec<_>, Vec<_>) =
        rows.iter().filter_map(|(_, bad)| *bad).map(|(column, code)| (json!(column), json!(code))).unzip();
    let expected: Vec<_> = (3..).zip(columns.iter().zip(&codes)).map(|(row, (a, b))| (row, a, b)).collect();
    assert_eq!(told, expected);
    for flaw in bad {
        assert!(flaw["reason"].as_str().unwrap().len() > 5 && flaw["remedy"].as_str().unwrap().len() > 5, "{flaw}");
    }
    let findings = answer["result"]["plan"]["findings"].as_array().unwrap();
    assert_eq!(findings.iter().filter(|f| f["level"] == "blocker").count(), rows.len() - 1);

    let (code, answer) = sync(&home, "bad.csv", &file, &[&["--skip-bad"], &WHY[..]].concat());
    assert_eq!((code, tally(&answer)), (0, [15, 0, 1, 0, 14]), "{answer}");
    assert_eq!(answer["result"]["outcomes"], json!({ "bad": 14, "done": 1 }));
    assert_eq!(own(&tenant, &twin), with(&before, &["Quality viewer (*)"]));

    let base = format!("person,role,division\n{twin},employee,Home\n");
    let (code, answer) = sync(&home, "base.csv", &base, &["--mode", "remove"]);
    assert_eq!((code, &answer["result"]["bad"][0]["code"]), (0, &json!("base-role")), "{answer}");
}

#[test]
fn rows_that_say_what_cannot_be_are_told_in_every_form_and_mode() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let (twin, calls) = (tenant.id(TWIN_ONE.email), tenant.id(ON_CALLS.email));
    let before = [&twin, &calls].map(|id| own(&tenant, id));
    let codes = |answer: &Value| -> Vec<(u64, String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let bad = answer["result"]["bad"].as_array().unwrap_or_else(|| panic!("{answer}"));
        let told = |b: &Value| {
            assert!(!text(&b["reason"]).is_empty() && !text(&b["remedy"]).is_empty(), "{b}");
            (b["row"].as_u64().unwrap(), text(&b["column"]), text(&b["code"]))
        };
        bad.iter().map(told).collect()
    };
    let row = |n: u64, column: &str, code: &str| (n, column.to_owned(), code.to_owned());
    let lines = [
        format!("{{\"person\": \"{twin}\", \"role\": \"Agent\", \"id\": \"{twin}\"}}"),
        "no object".to_owned(),
        format!("{{\"person\": \"{twin}\", \"role\": {{}}}}"),
        format!("{{\"person\": \"{twin}\"}}"),
    ];
    let (_, answer) = sync(&home, "bad.jsonl", &lines.join("\n"), &WHY);
    let told = [row(1, "person", "two-fields"), row(2, "row", "garbled"), row(3, "role", "garbled")];
    assert_eq!(codes(&answer), [&told[..], &[row(4, "role", "no-role")]].concat());

    // Where everybody is to have exactly what the file says, a bad row keeps the others of its person.
    let file = format!("person,role,division\n{twin},Agent,Home\n{twin},No such role,*\n{calls},employee,Home\n");
    let (_, answer) = sync(&home, "exact.csv", &file, &[&["--mode", "replace"], &WHY[..]].concat());
    let told = [row(2, "row", "incomplete"), row(3, "role", "unknown-role"), row(4, "role", "base-role")];
    assert_eq!(codes(&answer), told);

    // A template whose role does not exist would give less than it says.
    home.file("config/role-templates.toml", "[[template]]\nname = \"Lead\"\nroles = [\"No such role\"]\n");
    let file = format!("person,role,division\n{twin},template:Lead,Home\n");
    let (_, answer) = sync(&home, "template.csv", &file, &WHY);
    assert_eq!(codes(&answer), [row(2, "role", "broken-template")], "{answer}");
    assert_eq!([&twin, &calls].map(|id| own(&tenant, id)), before);
}

#[test]
fn headings_of_any_name_are_mapped_and_rows_come_in_any_encoding() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let twin = tenant.id(TWIN_ONE.email);
    let text = format!("B\u{e4}reich|Mitarbeiter|Rolle\n*|{}|Quality viewer\n", TWIN_ONE.email);
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let path = home.path().join("rollen.csv");
    std::fs::write(&path, latin).unwrap();
    let file = ["sync-roles", path.to_str().unwrap()];
    let (code, answer) = home.json(&file);
    assert_eq!((code, answer["error"]["kind"].as_str()), (2, Some("usage")), "{answer}");
    let map = ["--map", "B\u{e4}reich=division", "--map", "Mitarbeiter=person", "--map", "Rolle=role"];
    let (code, answer) = home.json(&[&file[..], &map, &WHY].concat());
    assert_eq!((code, tally(&answer)), (0, [1, 0, 1, 0, 0]), "{answer}");
    assert!(own(&tenant, &twin).contains("Quality viewer (*)"));
    let findings = answer["result"]["plan"]["findings"].as_array().unwrap();
    assert!(findings.iter().any(|f| f["code"] == "encoding"), "{findings:?}");
    let (code, answer) = home.json(&[&file[..], &["--map", "Rolle=rolle"]].concat());
    assert_eq!(code, 2, "{answer}");
    assert!(answer["error"]["remedy"].as_str().unwrap().contains("person, role, division, tier"), "{answer}");
}

#[test]
fn own_tiers_stand_in_for_the_shipped_ones() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    home.file("config/entitlements.toml", "[[tier]]\nname = \"Gold\"\nroles = [\"Quality*\"]\n");
    let email = TWIN_ONE.email;
    let file = format!(
        "person,role,division,tier\n{email},Quality viewer,*,gold\n{email},Agent,*,Gold\n{email},Agent,*,CX 3\n"
    );
    let (_, answer) = sync(&home, "tiers.csv", &file, &[]);
    let codes: Vec<_> = answer["result"]["bad"].as_array().unwrap().iter().map(|b| &b["code"]).collect();
    assert_eq!(codes, [&json!("role-not-in-tier"), &json!("unknown-tier")]);
}

#[test]
fn a_file_that_is_none_is_refused() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    for (text, says) in [
        ("", "is empty"),
        ("person,role\n", "has no rows"),
        ("person,division\na,b\n", "no column is called role"),
        ("person,email,role\na,b,c\n", "both say the person"),
        ("[{}]", "is a JSON array"),
    ] {
        let (code, answer) = sync(&home, "none.csv", text, &[]);
        assert_eq!(code, 2, "{answer}");
        assert!(answer["error"]["text"].as_str().unwrap().contains(says), "{says}: {answer}");
    }
    // The result has a place before anything is written to the tenant.
    let taken = home.file("taken.csv", "mine");
    let file = format!("person,role,division\n{},Quality viewer,*\n", TWIN_ONE.email);
    let (code, _) = sync(&home, "roles.csv", &file, &[&["--result", taken.to_str().unwrap()], &WHY[..]].concat());
    assert_eq!(code, 2);
    assert_eq!(std::fs::read_to_string(taken).unwrap(), "mine");
    assert!(!own(&tenant, &tenant.id(TWIN_ONE.email)).contains("Quality viewer (*)"));
}

#[test]
fn the_changes_of_a_comparison_are_carried_out() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let (calls, twin) = (tenant.id(ON_CALLS.email), tenant.id(TWIN_ONE.email));
    let path = home.path().join("align.json");
    let (code, compared) = home.json(&["compare", ON_CALLS.email, TWIN_ONE.email, "--plan", path.to_str().unwrap()]);
    assert_eq!(code, 0, "{compared}");
    let plan: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let changes = plan["changes"].as_array().unwrap();
    let of_grants = changes.iter().filter(|c| c["change"].as_str().unwrap().ends_with("-grant")).count();
    assert!(of_grants > 0 && of_grants < changes.len(), "grants and groups: {changes:?}");
    let (code, answer) = home.json(&[&["sync-roles", path.to_str().unwrap()], &WHY[..]].concat());
    assert_eq!(code, 0, "{answer}");
    assert_eq!(answer["result"]["rows"]["rows"].as_u64().unwrap() as usize, of_grants);
    let findings = answer["result"]["plan"]["findings"].as_array().unwrap();
    assert!(findings.iter().any(|f| f["code"] == "left"), "{findings:?}");
    assert_eq!(own(&tenant, &twin), own(&tenant, &calls));
}

#[test]
fn a_role_that_vanishes_while_it_is_taken_away_is_gone() {
    let tenant = Tenant::new(PracticeOptions { faults: FaultProfile::Vanishing, ..small() });
    let home = Home::of(&tenant);
    let roles = tenant.read("/api/v2/authorization/roles?pageSize=100");
    let custom = roles["entities"].as_array().unwrap().iter().find(|r| r["name"] == "Senior agent").unwrap();
    let role = custom["id"].as_str().unwrap();
    let more = [TWIN_ONE, OWNER].map(|story| tenant.id(story.email));
    let body = json!({ "subjectIds": more, "divisionIds": ["*"] });
    let given = tenant.call("POST", &format!("/api/v2/authorization/roles/{role}?subjectType=PC_USER"), &body);
    assert_eq!(given.0, 204, "{given:?}");
    let holders = tenant.read(&format!("/api/v2/authorization/roles/{role}/subjectgrants?pageSize=100"));
    let mut rows = Vec::new();
    let mut people = Vec::new();
    for holder in holders["entities"].as_array().unwrap().iter().filter(|h| h["type"] == "PC_USER") {
        let id = holder["id"].as_str().unwrap();
        if tenant.read(&format!("/api/v2/users/{id}"))["state"] == "active" {
            rows.extend(
                holder["divisions"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|d| format!("{id},{role},{}", d["id"].as_str().unwrap())),
            );
            people.push(id.to_owned());
        }
    }
    assert!(people.len() > 1, "{holders}");
    let file = format!("person,role,division\n{}\n", rows.join("\n"));
    let (code, answer) = sync(&home, "gone.csv", &file, &[&["--mode", "remove"], &WHY[..]].concat());
    assert_eq!(code, 0, "{answer}");
    assert!(people.iter().all(|id| own(&tenant, id).iter().all(|grant| !grant.starts_with("Senior agent"))));
    home.whole_chain();
}

#[test]
fn lost_answers_give_nothing_twice_and_forget_nothing() {
    let tenant = Tenant::new(PracticeOptions { faults: FaultProfile::LostReplies, ..small() });
    let home = Home::of(&tenant);
    let email = [TWIN_ONE, CJK_NAME, SCIM_MANAGED, OWNER].map(|story| story.email);
    let lines = email.map(|email| format!("{email},Quality viewer,*\n{email},Supervisor,*\n"));
    let (code, answer) = sync(&home, "roles.csv", &format!("person,role,division\n{}", lines.concat()), &WHY);
    assert_eq!(code, 0, "{answer}");
    assert_eq!(sum(&answer["result"]["outcomes"]), 8);
    for email in email {
        let own = own(&tenant, &tenant.id(email));
        assert!(own.contains("Quality viewer (*)") && own.contains("Supervisor (*)"), "{own:?}");
    }
}
