//! New people by a file, with the real binary: made by either interface, read back by another client, interrupted and
//! taken up again, and no password anywhere but where it belongs.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use base64::Engine as _;
use house::Home;
use house::tenant::{Tenant, small};
use house::watched::{Door, Moment};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "Full name;E-Mail;Division;Job title;Department;Phone;Employee number;External id;Manager;Roles;Groups;\
                    Queues;Skills;Languages\n";

/// What a tenant has that a file can name.
struct Names {
    division: String,
    manager: String,
    role: String,
    group: String,
    queue: String,
    skill: String,
    language: String,
}

fn first(tenant: &Tenant, target: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let page = tenant.read(target);
    page["entities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| fits(one))
        .unwrap_or_else(|| panic!("{target}: {page}"))
        .clone()
}

fn names(tenant: &Tenant) -> Names {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let any = |_: &Value| true;
    // A group that takes members by name.
    let group = first(tenant, "/api/v2/groups?pageSize=100", |group| {
        tenant.get(&format!("/api/v2/groups/{}/dynamicsettings", text(&group["id"]))).0 == 404
            && group["type"] == "official"
    });
    Names {
        division: text(&first(tenant, "/api/v2/authorization/divisions?pageSize=100", |d| d["name"] != "Home")["name"]),
        manager: text(&first(tenant, "/api/v2/users?pageSize=100", any)["email"]),
        role: text(&first(tenant, "/api/v2/authorization/roles?pageSize=100", |r| r["name"] == "Agent")["name"]),
        group: text(&group["name"]),
        queue: text(&first(tenant, "/api/v2/routing/queues?pageSize=100", any)["name"]),
        skill: text(&first(tenant, "/api/v2/routing/skills?pageSize=100", any)["name"]),
        language: text(&first(tenant, "/api/v2/routing/languages?pageSize=100", any)["name"]),
    }
}

fn row(n: usize, names: &Names) -> String {
    let Names { division, manager, role, group, queue, skill, language } = names;
    format!(
        "New Person {n};new.{n}@acme.example;{division};Agent;Claims;+49 30 12{n:05};E-7{n:04};HR:N-{n};{manager};\
         {role};{group};{queue};{skill}:4;{language}:5\n"
    )
}

fn file(home: &Home, rows: impl IntoIterator<Item = String>) -> String {
    let text: String = std::iter::once(HEAD.to_owned()).chain(rows).collect();
    home.file("new.csv", &text).display().to_string()
}

fn provision(home: &Home, file: &str, more: &[&str]) -> (i32, Value) {
    home.json(&[&["provision", file, "--yes", "--reason", "new site", "--skip-bad"], more].concat())
}

/// Everybody with such an address, in whatever state.
fn made(tenant: &Tenant) -> BTreeMap<String, Vec<String>> {
    let mut made: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for page in 1.. {
        let found = tenant.read(&format!("/api/v2/users?pageSize=500&pageNumber={page}&state=any"));
        for user in found["entities"].as_array().unwrap() {
            let email = user["email"].as_str().unwrap_or_default();
            if email.starts_with("new.") {
                made.entry(email.to_owned()).or_default().push(user["id"].as_str().unwrap().to_owned());
            }
        }
        if page >= found["pageCount"].as_u64().unwrap() {
            break;
        }
    }
    made
}

fn has_all(tenant: &Tenant, n: usize, names: &Names) {
    let id = tenant.id(&format!("new.{n}@acme.example"));
    let (_, user) = tenant.get(&format!("/api/v2/users/{id}?expand=groups,skills,languages,employerInfo"));
    assert_eq!(user["state"], "active", "{user}");
    assert_eq!(user["name"], format!("New Person {n}"));
    assert_eq!((&user["title"], &user["department"]), (&json!("Agent"), &json!("Claims")));
    assert_eq!(user["division"]["name"], names.division.as_str());
    assert_eq!(user["employerInfo"]["employeeId"], format!("E-7{n:04}"), "{user}");
    assert!(user["addresses"].to_string().contains(&format!("+493012{n:05}")), "{user}");
    let portrait = tenant.portrait(&id);
    assert_eq!(portrait["manager"], tenant.id(&names.manager));
    for (part, n) in [("groups", 1), ("skills", 1), ("languages", 1)] {
        assert_eq!(portrait[part].as_array().map(Vec::len), Some(n), "{part}: {portrait}");
    }
    assert!(!portrait["queues"].as_array().unwrap().is_empty(), "{portrait}");
    assert!(portrait["grants"].as_array().unwrap().len() >= 2, "Agent beside what everybody has: {portrait}");
    let (_, external) = tenant.get(&format!("/api/v2/users/{id}/externalid"));
    assert_eq!(external[0]["externalKey"], format!("N-{n}"));
}

/// Everything below a folder, as bytes.
fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().unwrap().is_dir() {
            files(&entry.path(), found);
        } else {
            found.push((entry.path().display().to_string(), std::fs::read(entry.path()).unwrap()));
        }
    }
}

#[test]
fn people_are_made_by_either_interface_and_only_the_recipient_learns_a_password() {
    for by in ["platform", "scim"] {
        let tenant = Tenant::new(small());
        let home = Home::of(&tenant).with("LANYARD_LOG", "trace");
        home.configure(&format!("create_people_by = \"{by}\"\n"));
        let key = age::x25519::Identity::generate();
        home.file(
            "config/recipes/provision/site.toml",
            &format!("[password]\ndeliver = \"age-file\"\nrecipient = \"{}\"\nlength = 24\n", key.to_public()),
        );
        let names = names(&tenant);
        let list = file(&home, (1..=4).map(|n| row(n, &names)));
        let result = home.path().join("result.csv").display().to_string();
        let arguments =
            ["provision", &list, "--recipe", "site", "--result", &result, "--yes", "--reason", "new", "--json"];
        let output = home.lanyard(&arguments).output().unwrap();
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{by}: {answer}");
        assert_eq!(answer["result"]["batch"]["totals"]["done"], 4, "{answer}");
        (1..=4).for_each(|n| has_all(&tenant, n, &names));
        let result = std::fs::read_to_string(&result).unwrap();
        for (email, ids) in made(&tenant) {
            assert!(result.lines().any(|line| line.contains(&email) && line.contains(&ids[0])), "{result}");
        }

        let mut said = vec![("stdout".to_owned(), output.stdout), ("stderr".to_owned(), output.stderr)];
        let (_, exported) = home.json(&["audit", "export", "--format", "jsonl"]);
        said.push(("export".to_owned(), exported.to_string().into_bytes()));
        files(home.path(), &mut said);
        let sealed: Vec<&Vec<u8>> = said.iter().filter(|(name, _)| name.ends_with(".age")).map(|(_, b)| b).collect();
        assert_eq!(sealed.len(), 4);
        for bytes in sealed {
            let text = String::from_utf8(age::decrypt(&key, bytes).unwrap()).unwrap();
            let (email, password) = text.trim_end().split_once('\t').unwrap();
            assert!(email.starts_with("new.") && password.chars().count() == 24);
            let raw = password.as_bytes();
            let hex = raw.iter().fold(String::new(), |mut hex, byte| {
                write!(hex, "{byte:02x}").unwrap();
                hex
            });
            let forms = [
                password.to_owned(),
                base64::engine::general_purpose::STANDARD.encode(raw),
                base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(raw),
                hex,
                url::form_urlencoded::byte_serialize(raw).collect(),
                serde_json::to_string(password).unwrap(),
            ];
            for (name, bytes) in &said {
                for form in &forms {
                    let seen = bytes.windows(form.len()).any(|window| window == form.as_bytes());
                    assert!(!seen, "{by}: a password is in {name}");
                }
            }
        }
        home.whole_chain();
    }
}

#[test]
fn killed_anywhere_and_taken_up_again_nobody_is_made_twice_and_nobody_is_forgotten() {
    const PEOPLE: usize = 3;
    let calm = {
        let (door, tenant, api) = Door::open(small());
        let home = Home::of(&tenant).with("GENESYS_ENV_URL", &api);
        let names = names(&tenant);
        let list = file(&home, (1..=PEOPLE).map(|n| row(n, &names)));
        assert_eq!(provision(&home, &list, &["--jobs", "1"]).0, 0);
        door.seen().iter().filter(|call| house::watched::step_of(call).is_some()).count()
    };
    assert!(calm >= PEOPLE * 8, "{calm}");
    let cases: Vec<(usize, Moment)> =
        (1..=calm).step_by(3).flat_map(|at| [(at, Moment::Before), (at, Moment::After)]).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                while let Some((at, moment)) = cases.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    killed_at(*at, *moment, PEOPLE);
                }
            });
        }
    });
}

fn killed_at(at: usize, moment: Moment, people: usize) {
    let what = format!("{moment:?} change {at}");
    let (door, tenant, api) = Door::open(small());
    let home = Home::of(&tenant).with("GENESYS_ENV_URL", &api);
    let names = names(&tenant);
    let list = file(&home, (1..=people).map(|n| row(n, &names)));
    let mut command = home.lanyard(&["provision", &list, "--yes", "--reason", "new", "--jobs", "1"]);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    assert_eq!(door.run_until_change(command, at, moment), None, "{what}: it was not killed");
    home.whole_chain();
    let (_, batches) = home.json(&["batches", "list"]);
    let id = batches["result"]["batches"][0]["id"].as_str().unwrap().to_owned();
    let (code, resumed) = home.json(&["batches", "resume", &id]);
    assert_eq!(code, 0, "{what}: {resumed}");
    let made = made(&tenant);
    assert_eq!(made.len(), people, "{what}: {made:?}");
    assert!(made.values().all(|ids| ids.len() == 1), "{what}: {made:?}");
    (1..=people).for_each(|n| has_all(&tenant, n, &names));
    home.whole_chain();
}

#[test]
fn every_bad_row_of_ten_thousand_is_found_before_the_first_write_with_place_reason_and_remedy() {
    let (door, tenant, api) = Door::open(small());
    let home = Home::of(&tenant).with("GENESYS_ENV_URL", &api);
    let names = names(&tenant);
    let there = tenant.read("/api/v2/users?pageSize=1")["entities"][0]["email"].as_str().unwrap().to_owned();
    let gone =
        tenant.read("/api/v2/users?pageSize=1&state=deleted")["entities"][0]["email"].as_str().unwrap().to_owned();
    let kinds: Vec<(String, &str, &str)> = [
        ("N;not an address;Home;;;;;;;;;;;".to_owned(), "email", "bad-email"),
        ("N;;Home;;;;;;;;;;;".to_owned(), "email", "no-email"),
        (";x@acme.example;Home;;;;;;;;;;;".to_owned(), "name", "no-name"),
        ("N;new.1@acme.example;Home;;;;;;;;;;;".to_owned(), "email", "duplicate"),
        (format!("N;{there};Home;;;;;;;;;;;"), "email", "taken"),
        (format!("N;{gone};Home;;;;;;;;;;;"), "email", "deleted-address"),
        ("N;x@acme.example;Nowhere;;;;;;;;;;;".to_owned(), "division", "unknown-division"),
        ("N;x@acme.example;;;;;;;;;;;;".to_owned(), "division", "no-division"),
        ("N;x@acme.example;*;;;;;;;;;;;".to_owned(), "division", "all-divisions"),
        ("N;x@acme.example;Home;;;0049301234567;;;;;;;;".to_owned(), "phone", "bad-phone"),
        ("N;x@acme.example;Home;;;;E-70001;;;;;;;".to_owned(), "employee number", "duplicate-number"),
        ("N;x@acme.example;Home;;;;;HR:N-1;;;;;;".to_owned(), "external id", "duplicate-external-id"),
        ("N;x@acme.example;Home;;;;;4711;;;;;;".to_owned(), "external id", "bad-external-id"),
        ("N;x@acme.example;Home;;;;;;nobody@acme.example;;;;;".to_owned(), "manager", "unknown-manager"),
        ("N;x@acme.example;Home;;;;;;;No such role;;;;".to_owned(), "roles", "unknown-role"),
        ("N;x@acme.example;Home;;;;;;;Agent@Nowhere;;;;".to_owned(), "roles", "unknown-division"),
        ("N;x@acme.example;Home;;;;;;;template:Nothing;;;;".to_owned(), "roles", "unknown-template"),
        ("N;x@acme.example;Home;;;;;;;;No such group;;;".to_owned(), "groups", "unknown-group"),
        ("N;x@acme.example;Home;;;;;;;;;No such queue;;".to_owned(), "queues", "unknown-queue"),
        ("N;x@acme.example;Home;;;;;;;;;;No such skill;".to_owned(), "skills", "unknown-skill"),
        ("N;x@acme.example;Home;;;;;;;;;;;Klingon".to_owned(), "languages", "unknown-language"),
        (format!("N;x@acme.example;Home;;;;;;;;;;{}:9;", names.skill), "skills", "bad-proficiency"),
        (format!("{};x@acme.example;Home;;;;;;;;;;;", "N".repeat(300)), "name", "too-long"),
        ("N;x@acme.example;Home".to_owned(), "row", "fields"),
    ]
    .into();
    const ROWS: usize = 10_000;
    let mut expected = BTreeMap::new();
    let rows = (1..=ROWS).map(|n| {
        // One row in twenty is bad, each kind in its turn.
        if n % 20 != 0 {
            return row(n, &names);
        }
        let (text, column, code) = &kinds[n / 20 % kinds.len()];
        expected.insert(n as u64 + 1, ((*column).to_owned(), (*code).to_owned()));
        format!("{text}\n")
    });
    let list = file(&home, rows.collect::<Vec<_>>());
    let (code, answer) = home.json(&["provision", &list, "--skip-bad"]);
    assert_eq!(code, 0, "{answer}");
    let result = &answer["result"];
    let counts = &result["plan"]["counts"];
    assert_eq!((&counts["bad"], &counts["ready"]), (&json!(ROWS / 20), &json!(ROWS - ROWS / 20)), "{counts}");
    assert_eq!(result["plan"]["rows"], ROWS);
    let found: BTreeMap<u64, (String, String)> = result["bad"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bad| {
            let text = |name: &str| bad[name].as_str().unwrap().to_owned();
            assert!(!text("reason").is_empty() && !text("remedy").is_empty(), "{bad}");
            (bad["row"].as_u64().unwrap(), (text("column"), text("code")))
        })
        .collect();
    let wrong: Vec<_> = expected.iter().filter(|(row, what)| found.get(*row) != Some(*what)).take(3).collect();
    assert!(wrong.is_empty() && found.len() == expected.len(), "{wrong:?}");
    assert!(door.seen().iter().all(|call| house::watched::step_of(call).is_none()), "nothing was written");
    // Nor is anything begun where somebody has not said that bad rows are to be left out.
    let (code, blocked) = home.json(&["provision", &list, "--yes", "--reason", "new", "--exactly", "9500"]);
    assert_eq!((code, &blocked["error"]["kind"]), (3, &json!("refused")), "{}", blocked["error"]);
    assert!(made(&tenant).is_empty());
}

#[test]
fn a_bad_row_keeps_no_other_and_the_totals_are_the_rows() {
    let (door, tenant, api) = Door::open(small());
    let home = Home::of(&tenant).with("GENESYS_ENV_URL", &api);
    let names = names(&tenant);
    let mut rows: Vec<String> = (1..=12).map(|n| row(n, &names)).collect();
    rows.insert(3, "N;not an address;Home;;;;;;;;;;;\n".to_owned());
    rows.insert(7, "N;x@acme.example;Nowhere;;;;;;;;;;;\n".to_owned());
    let list = file(&home, rows);
    door.refuse("/password");
    door.refuse("/invite");
    let result = home.path().join("result.csv").display().to_string();
    let (code, answer) = provision(&home, &list, &["--result", &result]);
    let totals = &answer["result"]["batch"]["totals"];
    // Everybody is made and has everything, and the one thing that failed is told.
    assert_eq!(
        (code, &totals["failed"], &totals["blocked"], &totals["people"]),
        (1, &json!(12), &json!(2), &json!(14))
    );
    let text = std::fs::read_to_string(&result).unwrap();
    assert_eq!(text.lines().count(), 15, "{text}");
    assert!(text.contains("bad-email") && text.contains("invitation"), "{text}");
    (1..=12).for_each(|n| has_all(&tenant, n, &names));
    // What failed is done again, and nothing else.
    door.refuse("");
    let before = door.seen().len();
    let (_, batches) = home.json(&["batches", "list"]);
    let (code, again) = home.json(&["batches", "retry", batches["result"]["batches"][0]["id"].as_str().unwrap()]);
    assert_eq!((code, &again["result"]["batch"]["totals"]["done"]), (0, &json!(12)), "{again}");
    let steps: Vec<_> = door.seen()[before..].iter().filter_map(house::watched::step_of).collect();
    assert_eq!(steps, vec!["invitation"; 12]);
    // The same file once more makes nobody.
    let (code, answer) = provision(&home, &list, &[]);
    assert_eq!((code, made(&tenant).len()), (3, 12), "{}", answer["error"]);
}
