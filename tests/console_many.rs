//! Jobs about many through the real console, in a real pseudo-terminal, on a tenant that is read back by a client that is
//! not the product's.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;
mod pseudo_terminal;

use house::Home;
use house::tenant::{Tenant, small};
use lanyard::practice::PracticeOptions;
use lanyard::practice::stories;
use portable_pty::CommandBuilder;
use pseudo_terminal::{Stage, given_back};
use serde_json::{Value, json};
use std::time::Duration;

const F2: &str = "\x1bOQ";
const F3: &str = "\x1bOR";
const F5: &str = "\x1b[15~";
const F6: &str = "\x1b[17~";

/// The console of this home.
fn console(home: &Home, columns: u16, rows: u16) -> Stage {
    let dressed = home.lanyard(&[]);
    let mut command = CommandBuilder::new(dressed.get_program());
    command.env_clear();
    for (name, value) in dressed.get_envs().filter_map(|(name, value)| Some((name, value?))) {
        command.env(name, value);
    }
    command.env("TERM", "xterm-256color");
    let mut stage = Stage::open(command, columns, rows);
    stage.wait_for("people, grants ");
    stage
}

fn quit(mut stage: Stage) -> String {
    stage.keys("\x03").wait_for("Ctrl-C again quits").keys("\x03");
    let (well, written) = stage.end();
    assert!(well, "{written}");
    given_back(&written);
    written
}

/// From checked rows to what has begun: by their number and a reason.
fn confirm(stage: &mut Stage, number: usize, go: &str) {
    stage.keys("c").wait_for("Enter goes back").keys("\t").keys(&number.to_string()).wait_for("+ fits");
    // An offboarding is asked for its time, too.
    let tabs = if go.contains("offboards") { "\t\t\t" } else { "\t\t" };
    stage.keys("\tclosing of the site").wait_for("closing of the site").keys(tabs).wait_for(go).keys("\x18");
}

/// Chooses a job by its name and a file for it, and has the file read.
fn file(stage: &mut Stage, job: &str, path: &str) {
    stage.keys(F6).wait_for("Jobs").keys("n").wait_for("What is to be done").keys(job).keys("\r");
    stage.wait_for("Enter take").keys(path).keys("\r").wait_for("heading");
}

fn deleted(tenant: &Tenant, email: &str) -> bool {
    tenant.portrait(&tenant.id(email))["state"] == "deleted"
}

#[test]
fn the_members_of_a_group_leave_together_and_everybody_else_stays() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let leavers = [stories::ON_CALLS.email, stories::GROUP_ROLES.email, stories::SCIM_MANAGED.email];
    let ids: Vec<String> = leavers.iter().map(|email| tenant.id(email)).collect();
    let others = tenant.the_others(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    let mut stage = console(&home, 120, 36);
    stage.keys(F5).wait_for("Claims specialists").keys("/claims").wait_for("1/").keys("\r").wait_for("Marta Quell");
    stage.keys("O").wait_for("+ 3 ready");
    confirm(&mut stage, 3, "Ctrl-X offboards");
    stage.wait_for("access cut   3/3").wait_for("+ done  100 %").wait_for("+ 3 done");
    for email in leavers {
        assert!(deleted(&tenant, email), "{email}");
    }
    assert_eq!(tenant.the_others(&ids.iter().map(String::as_str).collect::<Vec<_>>()), others);

    stage.keys("w").wait_for("+ Written to");
    let exports = std::fs::read_dir(home.data().join("exports")).unwrap().map(|entry| entry.unwrap().path());
    let exports: Vec<_> = exports.filter(|path| path.extension().is_some_and(|ending| ending == "csv")).collect();
    let [result] = &exports[..] else { panic!("{exports:?}") };
    let rows = std::fs::read_to_string(result).unwrap();
    assert_eq!(rows.lines().filter(|row| row.contains(",done,")).count(), 3, "{rows}");

    stage.keys(F6).wait_for("group Claims specialists").keys("\r").wait_for("+ 3 done");
    quit(stage);
    let (_, listed) = home.json(&["batches", "list"]);
    assert_eq!(listed["result"]["batches"][0]["totals"]["access_cut"], 3, "{listed}");
    home.whole_chain();
}

#[test]
fn marked_people_leave_together_at_80x24_and_a_wrong_number_begins_nothing() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let mut stage = console(&home, 80, 24);
    stage.keys("alex morgan").wait_for("2/").keys("\r").wait_for("Enter open").keys("1*").wait_for("2 marked");
    stage.keys("O").wait_for("+ 2 ready");
    stage.keys("c").wait_for("Enter goes back").keys("\t3").wait_for("x differs").keys("\tx\t\t\t");
    stage.wait_for("Ctrl-X offboards").keys("\x18").wait_for("type how many it is about");
    assert_eq!(home.json(&["batches", "list"]).1["result"]["total"], 0);
    stage.keys("\x7f2").wait_for("+ fits").keys("\t\t\t\t").wait_for("Ctrl-X offboards").keys("\x18");
    stage.wait_for("+ done  100 %");
    assert!(deleted(&tenant, stories::TWIN_ONE.email) && deleted(&tenant, stories::TWIN_TWO.email));
    stage.keys(F2).wait_for("1 Users");
    assert!(!stage.text().contains("marked"), "what was done with the marks is done");
    quit(stage);
}

#[test]
fn a_file_of_new_people_with_bad_rows_is_mended_and_the_rest_set_aside() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant).with("LANYARD_LOG", "trace");
    let key = age::x25519::Identity::generate();
    let recipe = format!("[password]\ndeliver = \"age-file\"\nrecipient = \"{}\"\n", key.to_public());
    home.file("config/recipes/provision/new-people.toml", &recipe);
    let rows = "E-Mail;Full Name;Telefon;Division;Roles\n\
                ana.new@acme.example;Ana New;+13175550100;Home;Agent\n\
                bo.new@acme;Bo New;;Home;\n\
                dora.new@acme.example;Dora New;0171 555;Home;\n\
                eve.new@acme.example;Eve New;;Nowhere;\n";
    let path = home.file("new.csv", rows);
    let mut stage = console(&home, 120, 36);
    file(&mut stage, "new people", path.to_str().unwrap());
    // The heading that no English word names is said to be the phone.
    stage.keys("j").keys("j").wait_for("This heading is not read");
    for column in ["first name", "last name", "department", "title", "phone"] {
        stage.keys("l").wait_for(&format!("+  {column}"));
    }
    stage.wait_for("+  phone").keys("c").wait_for("x 3 bad").wait_for("bo.new@acme is not an e-mail address");
    stage.keys("m").wait_for("row 3, email:").keys("bo.new@acme.example\r").wait_for("+ 2 ready").wait_for("x 2 bad");
    stage.keys("g").keys(" ").wait_for("- 1 left out");
    stage.keys("s").wait_for("! 1 row of 4").wait_for("the result says each");
    confirm(&mut stage, 2, "Ctrl-X makes the people");
    stage.wait_for("+ done  100 %").wait_for("+ 2 done");
    // Everything that could show a password: each step of a run, and the trail.
    stage.keys(F3).wait_for("Bo New").keys("\r").wait_for("Run: provision").wait_for("3 of 3 steps");
    // Its statement holds every step; they can be opened from there.
    stage.keys("jjjjjjjjjjj").keys("\r").wait_for("Step ").keys("\x1b");
    stage.wait_until("the run alone", |text| !text.contains("Esc closes"));
    stage.keys("\x1bOS").wait_for("Audit ━").wait_for("run.end").keys("\r").wait_for("Audit record");
    let shown = quit(stage);
    no_password_outside(&home, &key, &shown);
    for (email, there) in [("ana.new", true), ("bo.new", true), ("dora.new", false), ("eve.new", false)] {
        let asked =
            json!({ "query": [{ "type": "EXACT", "fields": ["email"], "value": format!("{email}@acme.example") }] });
        let (code, found) = tenant.call("POST", "/api/v2/users/search", &asked);
        assert_eq!((code, found["total"].as_u64() == Some(1)), (200, there), "{email}: {found}");
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(kept, rows, "the file is as it was");
}

/// The passwords that were laid down are for their recipient alone: neither the terminal nor any file has them.
fn no_password_outside(home: &Home, key: &age::x25519::Identity, shown: &str) {
    let mut files = Vec::new();
    let mut folders = vec![home.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                files.push((entry.path(), std::fs::read(entry.path()).unwrap()));
            }
        }
    }
    let sealed = files.iter().filter(|(path, _)| path.extension().is_some_and(|ending| ending == "age"));
    let opened: Vec<String> =
        sealed.map(|(_, bytes)| String::from_utf8(age::decrypt(key, bytes).unwrap()).unwrap()).collect();
    assert_eq!(opened.len(), 2);
    for text in opened {
        let (_, password) = text.trim_end().split_once('\t').unwrap();
        assert!(!shown.contains(password), "the terminal has shown a password");
        for (path, bytes) in &files {
            let seen = bytes.windows(password.len()).any(|window| window == password.as_bytes());
            assert!(!seen, "a password is in {}", path.display());
        }
    }
}

#[test]
fn what_a_console_took_it_gives_back_but_for_what_is_left_out() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let id = tenant.id(stories::GROUP_ROLES.email);
    let before = tenant.portrait(&id);
    let mut stage = console(&home, 120, 36);
    stage.keys("ingrid.s").wait_for("1/").wait_for("Ingrid Solheim").keys("\r").wait_for("permissions ·");
    stage.keys("o").wait_for("will be deleted").keys("c").wait_for("Enter goes back").keys("\tIngrid Solheim");
    stage
        .wait_for("+ fits")
        .keys("\tleft\t\t\t")
        .wait_for("Ctrl-X offboards")
        .keys("\x18")
        .wait_for("+ done  13 of 13");
    assert_eq!(tenant.portrait(&id)["state"], "deleted");
    // From the run, with one key; the manager is left out first, and then not.
    stage.keys("b").wait_for("Plan: restore Ingrid Solheim").wait_for("cost:");
    stage.keys("p").wait_for("What comes back?").keys("manager\r").wait_until("a plan without the manager", |text| {
        text.contains("cost:") && !text.contains("What comes back?") && !text.contains("being made anew")
    });
    stage.keys("p").wait_for("- manager").keys("manager\r").wait_until("the plan with the manager", |text| {
        text.contains("cost:") && !text.contains("What comes back?") && !text.contains("being made anew")
    });
    stage.keys("c").wait_for("Enter goes back").keys("\tIngrid Solheim").wait_for("+ fits").keys("\tHR was wrong\t\t");
    stage.wait_for("Ctrl-X restores").keys("\x18").wait_for("given back").wait_for("+ done");
    quit(stage);
    let after = tenant.portrait(&id);
    for part in ["state", "manager", "groups", "skills", "languages", "queues", "grants"] {
        // A list has no order of its own.
        let sorted = |value: &Value| {
            let mut all: Vec<String> = value.as_array().into_iter().flatten().map(Value::to_string).collect();
            all.sort();
            (all, value.as_str().map(str::to_owned))
        };
        assert_eq!(sorted(&after[part]), sorted(&before[part]), "{part}");
    }
    home.whole_chain();
}

#[test]
fn roles_are_given_by_a_file_and_only_what_differs_is_written() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let who = stories::OWNER.email;
    let path = home
        .file("roles.csv", &format!("person,role,division\n{who},Supervisor,Home\nghost@acme.example,Agent,Home\n"));
    let mut stage = console(&home, 120, 36);
    file(&mut stage, "give roles", path.to_str().unwrap());
    stage
        .keys("c")
        .wait_for("x 1 bad")
        .wait_for("nobody is known as ghost@acme.example")
        .keys("s")
        .wait_for("! 1 of 2 rows");
    confirm(&mut stage, 1, "Ctrl-X changes the roles");
    stage.wait_for("+ done");
    quit(stage);
    let subject = tenant.read(&format!("/api/v2/authorization/subjects/{}", tenant.id(who)));
    let has = |grant: &Value| grant["role"]["name"] == "Supervisor" && grant["division"]["name"] == "Home";
    assert!(subject["grants"].as_array().unwrap().iter().any(has), "{subject}");
}

#[test]
fn a_group_is_removed_from_the_groups_screen() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let group = |tenant: &Tenant| {
        let groups = tenant.read("/api/v2/groups?pageSize=500");
        let entities = groups["entities"].as_array().unwrap().clone();
        entities.into_iter().find(|group| group["name"] == "Claims specialists")
    };
    assert!(group(&tenant).is_some());
    let mut stage = console(&home, 120, 36);
    stage.keys(F5).wait_for("Claims specialists").keys("/claims").wait_for("1/").keys("\r").wait_for("Marta Quell");
    stage.keys("D").wait_for("Plan: remove group Claims specialists").wait_for("cost:").keys("c");
    stage.wait_for("Enter goes back").keys("\tClaims specialists").wait_for("+ fits").keys("\tno longer needed\t\t");
    stage.wait_for("Ctrl-X removes the group").keys("\x18").wait_for("+ done");
    stage.keys(F5).wait_until("a list without it", |text| !text.contains("Claims specialists"));
    quit(stage);
    assert!(group(&tenant).is_none());
}

#[test]
fn a_console_that_is_killed_leaves_a_batch_that_the_next_one_offers_and_ends() {
    let slow = PracticeOptions { membership_delay: Duration::from_secs(3), ..small() };
    let tenant = Tenant::new(slow);
    let home = Home::of(&tenant);
    let mut stage = console(&home, 120, 36);
    stage.keys(F5).wait_for("Claims specialists").keys("/claims").wait_for("1/").keys("\r").wait_for("Marta Quell");
    stage.keys("O").wait_for("+ 3 ready");
    confirm(&mut stage, 3, "Ctrl-X offboards");
    stage.wait_for("access cut   3/3");
    stage.signal(rustix::process::Signal::KILL);
    stage.end();
    let mut stage = console(&home, 120, 36);
    stage.wait_for("The batch group Claims specialists was interrupted").keys(F6).wait_for("interrupted").keys("\r");
    stage.wait_for("u takes it up where it stands").keys("u").wait_for("Resume: offboard").keys("y");
    stage.wait_for("+ done  100 %").wait_for("+ 3 done");
    quit(stage);
    assert!(deleted(&tenant, stories::ON_CALLS.email));
    home.whole_chain();
}
