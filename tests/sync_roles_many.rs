//! Files of ten thousand roles, with the real binary: only what differs is written, every bad row is found before the first
//! write, and what was killed in the middle is ended without a row twice or forgotten.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::Home;
use house::tenant::{Tenant, small};
use house::watched::{Door, Moment, Seen, step_of};
use lanyard::practice::PracticeOptions;
use lanyard::practice::stories::{DELETED, INACTIVE};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PEOPLE: usize = 1_000;
/// As many as one bulk call takes.
const BULK: usize = 50;
const ROLES: [&str; 10] = [
    "Agent",
    "Senior agent",
    "Supervisor",
    "Quality viewer",
    "Workforce planner",
    "Communicate - User",
    "Outbound agent",
    "Reporting analyst",
    "Routing designer",
    "Queue keeper",
];

/// A tenant of a thousand behind a door, with its active people and ten roles: those of the names above that it has, and
/// others of its own.
struct Place {
    door: Door,
    tenant: Tenant,
    home: Home,
    people: Vec<String>,
    roles: Vec<(String, String)>,
}

fn place() -> Place {
    let (door, tenant, api) = Door::open(PracticeOptions { people: 1_300, ..small() });
    let home = Home::of(&tenant).with("GENESYS_ENV_URL", &api);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut people = Vec::new();
    for page in 1..=3 {
        let listed = tenant.read(&format!("/api/v2/users?pageSize=500&pageNumber={page}&state=active"));
        people.extend(listed["entities"].as_array().unwrap().iter().map(|user| text(&user["id"])));
    }
    people.truncate(PEOPLE);
    let roles = tenant.read("/api/v2/authorization/roles?pageSize=100");
    let mut named: Vec<(String, String)> = roles["entities"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|role| role["base"] != true && !text(&role["name"]).to_lowercase().contains("admin"))
        .map(|role| (text(&role["name"]), text(&role["id"])))
        .collect();
    named.sort_by_key(|(name, _)| !ROLES.contains(&name.as_str()));
    named.truncate(ROLES.len());
    assert_eq!((people.len(), named.len()), (PEOPLE, ROLES.len()));
    Place { door, tenant, home, people, roles: named }
}

impl Place {
    /// Grants a role everywhere to these, past the door.
    fn grant(&self, role: usize, people: &[&String]) {
        for some in people.chunks(BULK) {
            let body = json!({ "subjectIds": some, "divisionIds": ["*"] });
            let target = format!("/api/v2/authorization/roles/{}?subjectType=PC_USER", self.roles[role].1);
            assert_eq!(self.tenant.call("POST", &target, &body).0, 204);
        }
    }

    /// How many times everybody has the role everywhere.
    fn holders(&self, role: usize) -> BTreeMap<String, usize> {
        let mut holders = BTreeMap::new();
        for page in 1.. {
            let id = &self.roles[role].1;
            let target = format!("/api/v2/authorization/roles/{id}/subjectgrants?pageSize=100&pageNumber={page}");
            let listed = self.tenant.read(&target);
            let entities = listed["entities"].as_array().unwrap();
            for holder in entities {
                let everywhere = holder["divisions"].as_array().unwrap().iter().filter(|d| d["id"] == "*").count();
                *holders.entry(holder["id"].as_str().unwrap().to_owned()).or_default() += everywhere;
            }
            if entities.len() < 100 {
                return holders;
            }
        }
        unreachable!()
    }

    fn line(&self, person: usize, role: usize) -> String {
        format!("{},{},*,\n", self.people[person], self.roles[role].0)
    }

    fn sync(&self, rows: &[String], more: &[&str]) -> (i32, Value) {
        let path = self.home.file("roles.csv", &format!("person,role,division,tier\n{}", rows.concat()));
        self.home.json(&[&["sync-roles", path.to_str().unwrap(), "--reason", "new season"], more].concat())
    }
}

fn writes(seen: &[Seen]) -> usize {
    seen.iter().filter(|call| step_of(call).is_some()).count()
}

fn tally(answer: &Value) -> [u64; 5] {
    ["rows", "same", "add", "remove", "bad"].map(|name| answer["result"]["rows"][name].as_u64().unwrap())
}

fn sum(outcomes: &Value) -> u64 {
    outcomes.as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum()
}

#[test]
fn of_ten_thousand_rows_the_five_per_cent_that_differ_take_as_few_calls_as_can_be() {
    let place = place();
    let differs = |person: usize, role: usize| (person + role * 7).is_multiple_of(20);
    for role in 0..ROLES.len() {
        let have: Vec<&String> = (0..PEOPLE).filter(|at| !differs(*at, role)).map(|at| &place.people[at]).collect();
        place.grant(role, &have);
    }
    let rows: Vec<String> = (0..PEOPLE)
        .flat_map(|person| (0..ROLES.len()).map(move |role| (person, role)))
        .map(|(p, r)| place.line(p, r))
        .collect();
    let (code, answer) = place.sync(&rows, &["--yes"]);
    let [all, same, add, remove, bad] = tally(&answer);
    assert_eq!((code, all, remove, bad), (0, 10_000, 0, 0), "{}", answer["error"]);
    assert!((450..=500).contains(&add) && same + add == all, "{same} same, {add} to add");
    assert_eq!(sum(&answer["result"]["outcomes"]), 10_000);
    assert_eq!(answer["result"]["outcomes"]["done"], add);
    let written = writes(&place.door.seen());
    let least = usize::try_from(add).unwrap().div_ceil(BULK);
    println!(
        "{written} calls wrote {add} rows that differ of {all}; one a row would have been {all}; the least is {least}"
    );
    // A call gives one role: what is left of a role under fifty cannot ride with another.
    assert!(written <= least.max(ROLES.len()), "{written} writes for {add} rows");
    for role in 0..ROLES.len() {
        let holders = place.holders(role);
        assert!(place.people.iter().all(|id| holders.get(id) == Some(&1)), "{}", place.roles[role].0);
    }
    place.home.whole_chain();
}

/// Five in a hundred rows are bad, of every kind in turn.
fn with_bad_rows(place: &Place) -> (Vec<String>, Vec<(u64, &'static str, &'static str)>) {
    let twin = place.people[3].clone();
    let role = place.roles[0].0.clone();
    let kinds: Vec<(String, &str, &str)> = vec![
        (format!("nobody@acme.example,{role},*,\n"), "person", "unknown-person"),
        (format!(",{role},*,\n"), "person", "no-person"),
        (format!("{},{role},*,\n", INACTIVE.email), "person", "inactive-person"),
        (format!("{},{role},*,\n", DELETED.email), "person", "deleted-person"),
        (format!("{twin},,*,\n"), "role", "no-role"),
        (format!("{twin},Agnet,*,\n"), "role", "unknown-role"),
        (format!("{twin},template:No such,*,\n"), "role", "unknown-template"),
        (format!("{twin},{role},Atlantis,\n"), "division", "unknown-division"),
        (format!("{twin},{role},*,Gold\n"), "tier", "unknown-tier"),
        (format!("{twin},{role}\n"), "row", "fields"),
        (place.line(0, 0), "row", "duplicate"),
    ];
    let (mut rows, mut expected) = (Vec::new(), Vec::new());
    for person in 0..PEOPLE {
        for at in 0..ROLES.len() {
            let number = rows.len();
            // Never the first row, which the repeated ones repeat.
            if number % 20 == 19 {
                let (line, column, code) = &kinds[number / 20 % kinds.len()];
                rows.push(line.clone());
                expected.push((number as u64 + 2, *column, *code));
            } else {
                rows.push(place.line(person, at));
            }
        }
    }
    (rows, expected)
}

#[test]
fn five_hundred_bad_rows_of_ten_thousand_are_found_first_and_a_kill_in_the_middle_forgets_and_doubles_nothing() {
    let place = place();
    let (rows, expected) = with_bad_rows(&place);
    assert_eq!((rows.len(), expected.len()), (10_000, 500));
    let (code, answer) = place.sync(&rows, &["--yes"]);
    assert_eq!(code, 3, "{}", answer["error"]);
    let bad = answer["result"]["bad"].as_array().unwrap();
    let told: Vec<(u64, &str, &str)> = bad
        .iter()
        .map(|b| (b["row"].as_u64().unwrap(), b["column"].as_str().unwrap(), b["code"].as_str().unwrap()))
        .collect();
    assert_eq!(told, expected);
    for flaw in bad {
        assert!(flaw["reason"].as_str().unwrap().len() > 5 && flaw["remedy"].as_str().unwrap().len() > 5, "{flaw}");
    }
    assert_eq!(writes(&place.door.seen()), 0, "nothing is written before every row is right");

    let path = place.home.path().join("roles.csv").display().to_string();
    let mut command =
        place.home.lanyard(&["sync-roles", &path, "--skip-bad", "--yes", "--reason", "new season", "--json"]);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    assert_eq!(place.door.run_until_change(command, 40, Moment::After), None, "it was not killed");
    place.home.whole_chain();
    let (code, resumed) = place.home.json(&["runs", "resume", "--all"]);
    assert_eq!(code, 0, "{}", resumed["error"]);
    let run = &resumed["result"]["runs"][0];
    assert_eq!((&run["state"], &run["proved"]), (&json!("done"), &json!(true)));
    let steps = run["steps"].as_array().unwrap().len();
    let written = writes(&place.door.seen());
    assert!(written <= steps + 1, "{written} writes for {steps} steps: only the one that was cut off may be repeated");
    let mut good = vec![vec![false; PEOPLE]; ROLES.len()];
    for number in (0..10_000).filter(|number| number % 20 != 19) {
        good[number % ROLES.len()][number / ROLES.len()] = true;
    }
    for (role, wanted) in good.iter().enumerate() {
        let holders = place.holders(role);
        for (id, wanted) in place.people.iter().zip(wanted) {
            let held = holders.get(id).copied().unwrap_or(0);
            assert!(held <= 1 && (held == 1 || !wanted), "{id} has {} {held} times", place.roles[role].0);
        }
    }
    // The same file once more: everything is so, and the totals are the rows.
    let (code, again) = place.sync(&rows, &["--yes", "--skip-bad"]);
    assert_eq!((code, tally(&again)), (0, [10_000, 9_500, 0, 0, 500]), "{}", again["error"]);
    assert_eq!(sum(&again["result"]["outcomes"]), 10_000);
    place.home.whole_chain();
}
