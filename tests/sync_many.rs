//! Roles are synced by files of ten thousand rows, by the real binary: only what differs is written, every bad row is
//! found before, and nothing is done twice or forgotten when the process is killed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::Home;
use house::grants::{active, holders, own, own_list, roles, sum, tally};
use house::tenant::{Tenant, small};
use house::watched::{Door, Moment, Seen, step_of};
use lanyard::practice::PracticeOptions;
use lanyard::practice::stories::{DELETED, INACTIVE};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;

const WHY: [&str; 5] = ["--yes", "--reason", "reorganised", "--ticket", "OPS-3"];
const ROWS: usize = 10_000;
const HEAD: &str = "person,role,division,tier\n";

/// A tenant of this size with what its people have.
struct Ground {
    door: Door,
    tenant: Tenant,
    home: Home,
    active: Vec<String>,
    roles: BTreeMap<String, String>,
    /// What is granted already to people who are active: person, role, division.
    granted: Vec<[String; 3]>,
}

impl Ground {
    fn new(people: u32, grants: u32) -> Self {
        let (door, tenant, api) = Door::open(PracticeOptions { people, grants: Some(grants), ..small() });
        let home = Home::of(&tenant).with("GENESYS_ENV_URL", &api);
        let (active, roles) = (active(&tenant), roles(&tenant));
        let known: BTreeSet<&String> = active.iter().collect();
        let of_role = |role: &String| {
            let all = holders(&tenant, role).into_iter();
            all.filter(|(id, _)| known.contains(id))
                .map(|(id, division)| [id, role.clone(), division])
                .collect::<Vec<_>>()
        };
        let granted = roles.values().flat_map(of_role).collect();
        Self { door, tenant, home, active, roles, granted }
    }

    /// So many rows that ask for what is there already.
    fn same(&self, rows: usize) -> Vec<String> {
        assert!(self.granted.len() >= rows, "only {} grants", self.granted.len());
        self.granted[..rows].iter().map(|[person, role, division]| format!("{person},{role},{division},")).collect()
    }

    /// So many people who do not have this role at all.
    fn without(&self, role: &str, people: usize) -> Vec<String> {
        let role = &self.roles[role];
        let has: BTreeSet<&String> = self.granted.iter().filter(|[_, r, _]| r == role).map(|[id, ..]| id).collect();
        let without: Vec<_> = self.active.iter().filter(|id| !has.contains(id)).take(people).cloned().collect();
        assert_eq!(without.len(), people);
        without
    }

    fn writes(&self) -> usize {
        self.door.seen().iter().filter(|call| step_of(call).is_some()).count()
    }

    fn sync(&self, file: &str, more: &[&str]) -> (i32, Value) {
        self.home.json(&[&["sync-roles", file], more].concat())
    }

    /// The audit records of single people.
    fn changed(&self) -> Vec<Value> {
        let path = self.home.path().join("audit.jsonl");
        let _ = std::fs::remove_file(&path);
        let export = ["audit", "export", "--format", "jsonl", "--output", path.to_str().unwrap()];
        assert_eq!(self.home.json(&export).0, 0);
        let text = std::fs::read_to_string(path).unwrap();
        let records = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        records.filter(|record| record["entry"]["action"] == "grants.changed").collect()
    }
}

fn file(home: &Home, rows: &[String]) -> String {
    home.file("roles.csv", &format!("{HEAD}{}\n", rows.join("\n"))).display().to_string()
}

/// Every twentieth of ten thousand rows is one of these; the rest ask for what is there.
fn mixed(same: Vec<String>, other: Vec<String>) -> Vec<String> {
    let every = (same.len() + other.len()) / other.len();
    let (mut same, mut other, mut rows) = (same.into_iter(), other.into_iter(), Vec::new());
    loop {
        let next = if rows.len() % every == every - 1 { other.next().or_else(|| same.next()) } else { same.next() };
        match next.or_else(|| other.next()) {
            Some(row) => rows.push(row),
            None => return rows,
        }
    }
}

#[test]
fn of_ten_thousand_rows_only_those_that_differ_are_written_in_bulk() {
    let ground = Ground::new(2_500, 4);
    let planners = ground.without("Workforce planner", 250);
    let viewers = ground.without("Quality viewer", 250);
    let mut differ: Vec<String> = planners.iter().map(|id| format!("{id},Workforce planner,*,")).collect();
    differ.extend(viewers.iter().map(|id| format!("{id},Quality viewer,Home,CX 3")));
    let mut same = ground.same(ROWS - differ.len());
    // A hundred of them name the person by external id.
    let listed = ground.tenant.read("/api/v2/scim/v2/users?count=100");
    let mut external = BTreeMap::new();
    for person in listed["Resources"].as_array().unwrap() {
        let ids = &person["urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"]["externalIds"];
        if let Some(id) = ids.as_array().and_then(|ids| ids.first()) {
            let text = |name: &str| id[name].as_str().unwrap().to_owned();
            external
                .insert(person["id"].as_str().unwrap().to_owned(), format!("{}:{}", text("authority"), text("value")));
        }
    }
    let mut by_external = BTreeSet::new();
    for row in &mut same {
        let (id, rest) = row.split_once(',').unwrap();
        if let Some(external) = external.get(id) {
            by_external.insert(external.clone());
            *row = format!("{external},{rest}");
        }
    }
    assert!(by_external.len() > 30, "{}", by_external.len());
    let rows = mixed(same, differ);
    assert_eq!(rows.len(), ROWS);
    let path = file(&ground.home, &rows);

    let came = ground.home.ask(&[&["sync-roles", &path, "--json", "--plain"], &WHY[..]].concat());
    let answer = came.json();
    assert_eq!((came.code, tally(&answer)), (Some(0), [10_000, 9_500, 500, 0, 0]), "{}", answer["error"]);
    assert_eq!(answer["result"]["outcomes"], json!({ "same": 9_500, "done": 500 }));
    let seen = ground.door.seen();
    let of = |fits: &dyn Fn(&Seen) -> bool| seen.iter().filter(|call| fits(call)).count();
    let (writes, externals) = (ground.writes(), of(&|call| call.path.contains("/users/externalid/")));
    println!(
        "10,000 rows of which 500 differ: {writes} calls that write and {} that read, of them {} for external ids and {} \
         to read back; one by one {} that write and as many that read",
        seen.len() - writes,
        of(&|call| call.path.contains("/scim/")),
        of(&|call| call.path.contains("/authorization/subjects/")),
        ROWS,
    );
    assert!(writes <= 500_usize.div_ceil(50), "50 people get one role in one call: {writes}");
    assert_eq!(externals, 0, "external ids are resolved in bulk");
    assert!(seen.len() < ROWS / 4, "{}", seen.len());

    // The counters on the way say the same as the rows at the end.
    let counters: Vec<&str> = came.err.lines().filter(|line| line.contains(" of 10000 rows: ")).collect();
    let last = "10000 of 10000 rows: 9500 same, 500 added, 0 removed, 0 bad, 0 left out, 0 failed; 0 answers of 429";
    assert_eq!(counters.last(), Some(&last), "{}", came.err);
    assert!(counters.len() > 3, "{counters:?}");

    for id in planners.iter().step_by(25) {
        assert!(own(&ground.tenant, id).contains("Workforce planner (*)"));
    }
    for id in viewers.iter().step_by(25) {
        assert!(own(&ground.tenant, id).contains("Quality viewer (Home)"));
    }
    let people: BTreeSet<&String> = planners.iter().chain(&viewers).collect();
    let changed = ground.changed();
    let told: BTreeSet<&str> = changed.iter().map(|r| r["entry"]["subject_id"].as_str().unwrap()).collect();
    assert_eq!((changed.len(), told.len()), (people.len(), people.len()), "an audit record for each");
    for record in &changed {
        let (before, after) = (&record["entry"]["before"], &record["entry"]["after"]);
        let count = |value: &Value| value.as_u64().unwrap();
        let shift = count(&after["permissions"]) as i64 - count(&before["permissions"]) as i64;
        assert!(shift >= 0 && count(&after["gained_in_all"]) as i64 >= shift, "{record}");
        assert_eq!(count(&after["lost_in_all"]), 0, "{record}");
        let named = after["gained"].as_array().unwrap().len() as u64;
        assert!(named <= 100 && named <= count(&after["gained_in_all"]), "{record}");
    }
    ground.home.whole_chain();

    let before = ground.door.seen().len();
    let (code, again) = ground.sync(&path, &WHY);
    assert_eq!((code, tally(&again)), (0, [10_000, 10_000, 0, 0, 0]), "{}", again["error"]);
    println!("the same file once more: {} calls", ground.door.seen().len() - before);
    assert_eq!(ground.writes(), writes);
}

/// A bad row for a number, the column that is wrong, and the word for what is.
type Kind<'a> = (Box<dyn Fn(usize) -> String + 'a>, &'static str, &'static str);

#[test]
fn every_bad_row_of_ten_thousand_is_found_before_the_first_write_and_the_rest_is_done() {
    let ground = Ground::new(2_500, 4);
    let (tenant, home) = (&ground.tenant, &ground.home);
    for name in ["Night lead", "night LEAD"] {
        assert_eq!(tenant.call("POST", "/api/v2/authorization/roles", &json!({ "name": name })).0, 200);
    }
    let someone = ground.active[0].clone();
    let same = ground.same(ROWS - 550);
    let first = same[0].clone();
    let kinds: Vec<Kind<'_>> = vec![
        (Box::new(|n| format!("nobody.{n}@acme.example,Agent,Home,")), "person", "unknown-person"),
        (Box::new(|n| format!("hris:none-{n},Agent,Home,")), "person", "unknown-person"),
        (Box::new(|n| format!("00000000-0000-4000-8000-{n:012},Agent,Home,")), "person", "unknown-person"),
        (Box::new(|_| ",Agent,Home,".to_owned()), "person", "no-person"),
        (Box::new(|_| format!("{},Agent,Home,", INACTIVE.email)), "person", "inactive-person"),
        (Box::new(|_| format!("{},Agent,Home,", DELETED.email)), "person", "deleted-person"),
        (Box::new(|_| format!("{someone},,Home,")), "role", "no-role"),
        (Box::new(|n| format!("{someone},Agnet {n},Home,")), "role", "unknown-role"),
        (Box::new(|_| format!("{someone},NIGHT lead,Home,")), "role", "ambiguous-role"),
        (Box::new(|_| format!("{someone},template:No such,Home,")), "role", "unknown-template"),
        (Box::new(|_| format!("{someone},Supervisor,Atlantis,")), "division", "unknown-division"),
        (Box::new(|_| format!("{someone},Supervisor,Home,Gold")), "tier", "unknown-tier"),
        (Box::new(|_| format!("{someone},Workforce planner,Home,CX 1")), "tier", "role-not-in-tier"),
        (Box::new(|_| first.clone()), "row", "duplicate"),
        (Box::new(|_| format!("{someone},Supervisor")), "row", "fields"),
        (Box::new(|_| format!("{},Supervisor,Home,", "x".repeat(70_000))), "person", "too-long"),
    ];
    let bad: Vec<String> = (0..500).map(|n| kinds[n % kinds.len()].0(n)).collect();
    let planners = ground.without("Workforce planner", 50);
    let mut good = same;
    good.extend(planners.iter().map(|id| format!("{id},Workforce planner,*,CX 3")));
    let rows = mixed(good, bad.clone());
    assert_eq!(rows.len(), ROWS);
    let mut expected: BTreeMap<u64, (String, String)> = BTreeMap::new();
    let mut next = 0;
    for (line, row) in (2..).zip(&rows) {
        if bad.get(next) == Some(row) && line > 2 {
            let (_, column, code) = &kinds[next % kinds.len()];
            expected.insert(line, ((*column).to_owned(), (*code).to_owned()));
            next += 1;
        }
    }
    assert_eq!(expected.len(), 500);
    let path = file(home, &rows);
    let found = |answer: &Value| -> BTreeMap<u64, (String, String)> {
        let told = |bad: &Value| {
            let text = |name: &str| bad[name].as_str().unwrap().to_owned();
            assert!(text("reason").len() > 5 && text("remedy").len() > 5, "{bad}");
            (bad["row"].as_u64().unwrap(), (text("column"), text("code")))
        };
        answer["result"]["bad"].as_array().unwrap().iter().map(told).collect()
    };
    let wrong = |answer: &Value| {
        let found = found(answer);
        let wrong: Vec<_> = expected
            .iter()
            .filter(|(row, what)| found.get(*row) != Some(*what))
            .map(|(r, w)| (*r, w.clone(), found.get(r).cloned()))
            .take(5)
            .collect();
        assert!(wrong.is_empty() && found.len() == 500, "{wrong:?}");
    };
    let (code, planned) = ground.sync(&path, &[]);
    assert_eq!((code, tally(&planned)), (0, [10_000, 9_450, 50, 0, 500]), "{}", planned["error"]);
    wrong(&planned);
    // Nor is anything begun where nobody has said that bad rows are to be left out.
    let (code, refused) = ground.sync(&path, &WHY);
    assert_eq!((code, &refused["error"]["kind"]), (3, &json!("refused")), "{}", refused["error"]);
    wrong(&refused);
    assert_eq!(ground.writes(), 0, "nothing was written");

    let result = home.path().join("result.csv").display().to_string();
    let (code, done) = ground.sync(&path, &[&["--skip-bad", "--result", &result], &WHY[..]].concat());
    assert_eq!((code, tally(&done)), (0, [10_000, 9_450, 50, 0, 500]), "{}", done["error"]);
    assert_eq!(done["result"]["outcomes"], json!({ "bad": 500, "done": 50, "same": 9_450 }));
    assert_eq!((sum(&done["result"]["outcomes"]), ground.writes()), (ROWS as u64, 1));
    assert!(planners.iter().step_by(10).all(|id| own(tenant, id).contains("Workforce planner (*)")));
    let mut lines = csv::Reader::from_path(&result).unwrap();
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines.records() {
        let line = line.unwrap();
        *counted.entry(line[5].to_owned()).or_default() += 1;
        if &line[5] == "bad" {
            let what = &expected[&line[0].parse().unwrap()];
            assert_eq!((&line[6], &line[7]), (what.0.as_str(), what.1.as_str()), "{line:?}");
            assert!(!line[8].is_empty() && !line[9].is_empty(), "{line:?}");
        }
    }
    assert_eq!(counted, BTreeMap::from([("bad".into(), 500), ("done".into(), 50), ("same".into(), 9_450)]));
    home.whole_chain();
}

/// Everybody's own grants, each as often as the tenant lists it.
fn everybody(tenant: &Tenant, people: &BTreeSet<String>) -> BTreeMap<String, Vec<String>> {
    let sorted = |id: &String| {
        let mut list = own_list(tenant, id);
        list.sort();
        (id.clone(), list)
    };
    people.iter().map(sorted).collect()
}

/// Kills the process at a change, resumes, and holds everything against what there should be.
fn killed(ground: &Ground, arguments: &[&str], at: usize, moment: Moment, wanted: &BTreeMap<String, Vec<String>>) {
    let what = format!("{moment:?} change {at}");
    let before = ground.writes();
    let mut command = ground.home.lanyard(&[&["sync-roles"], arguments, &WHY].concat());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    assert_eq!(ground.door.run_until_change(command, before + at, moment), None, "{what}: it was not killed");
    ground.home.whole_chain();
    let (_, listed) = ground.home.json(&["runs", "list"]);
    let run = &listed["result"]["runs"][0];
    assert_eq!(run["interrupted"], true, "{what}: {run}");
    let (code, resumed) = ground.home.json(&["runs", "resume", run["id"].as_str().unwrap()]);
    assert_eq!(code, 0, "{what}: {resumed}");
    let steps = resumed["result"]["runs"][0]["steps"].as_array().unwrap().len();
    // What the tenant had done and not answered is found by reading back: it is not sent again.
    let sent = ground.writes() - before;
    assert_eq!(sent, steps + usize::from(moment == Moment::Before), "{what}");
    let people = wanted.keys().cloned().collect();
    let has = everybody(&ground.tenant, &people);
    let wrong: Vec<_> = wanted.iter().filter(|(id, list)| has[*id] != **list).take(3).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:?}");
    ground.home.whole_chain();
    let changed = ground.changed();
    let told: BTreeSet<String> =
        changed.iter().map(|r| r["entry"]["subject_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!((changed.len(), &told), (people.len(), &people), "{what}: a record for each, once");
    let (code, again) = ground.home.json(&[&["sync-roles"], arguments].concat());
    let [rows, same, ..] = tally(&again);
    assert_eq!((code, rows), (0, same), "{what}: nothing is left: {}", again["error"]);
}

#[test]
fn killed_in_the_middle_of_ten_thousand_rows_nothing_is_given_twice_and_nothing_forgotten() {
    for (at, moment) in [(4, Moment::After), (7, Moment::Before)] {
        let ground = Ground::new(2_500, 4);
        let planners = ground.without("Workforce planner", 500);
        let people: BTreeSet<String> = planners.iter().cloned().collect();
        let mut wanted = everybody(&ground.tenant, &people);
        for list in wanted.values_mut() {
            list.push("Workforce planner (*)".to_owned());
            list.sort();
        }
        let differ = planners.iter().map(|id| format!("{id},Workforce planner,*,")).collect();
        let path = file(&ground.home, &mixed(ground.same(ROWS - 500), differ));
        killed(&ground, &[&path], at, moment, &wanted);
    }
}

#[test]
fn killed_at_any_change_of_an_exact_sync_everybody_has_just_what_the_file_says() {
    // Two additions for all, and a removal for each.
    const PEOPLE: usize = 4;
    for at in 1..=PEOPLE + 2 {
        for moment in [Moment::Before, Moment::After] {
            let ground = Ground::new(24, 3);
            let mut people = ground.without("Workforce planner", ground.active.len() / 2);
            let viewer: BTreeSet<String> =
                ground.without("Quality viewer", ground.active.len() / 2).into_iter().collect();
            let extra = |id: &String| {
                let mut own = own(&ground.tenant, id);
                own.remove("employee (Home)");
                viewer.contains(id) && !own.is_empty()
            };
            people.retain(extra);
            people.truncate(PEOPLE);
            assert_eq!(people.len(), PEOPLE);
            let rows: Vec<String> = people
                .iter()
                .flat_map(|id| [format!("{id},Workforce planner,*,"), format!("{id},Quality viewer,Home,")])
                .collect();
            let mut wanted = BTreeMap::new();
            for id in &people {
                let mut list = vec!["Quality viewer (Home)".to_owned(), "Workforce planner (*)".to_owned()];
                list.extend(own_list(&ground.tenant, id).into_iter().filter(|grant| grant == "employee (Home)"));
                list.sort();
                wanted.insert(id.clone(), list);
            }
            let path = file(&ground.home, &rows);
            killed(&ground, &[&path, "--mode", "replace"], at, moment, &wanted);
        }
    }
}
