//! The service: a termination over HTTP cuts somebody's access, an operator confirms the rest from another process, and a
//! service that is killed anywhere hands over to the next.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::service::{LOOKS, Service, TOKEN, free_port, send, serving, until};
use house::tenant::{Tenant, small};
use house::watched::{Door, Moment, step_of};
use house::{Came, Home};
use lanyard::practice::stories;
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a GET is answered with.
fn get(address: &str, path: &str, token: Option<&str>) -> (u16, String) {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: h\r\n{token}connection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

#[test]
fn access_is_cut_and_the_rest_is_confirmed_from_another_process() {
    let tenant = Tenant::new(small());
    let (home, address) = serving(Home::of(&tenant));
    let service = Service::start(&home);
    let id = tenant.id(stories::GROUP_ROLES.email);
    let others = tenant.the_others(&[&id]);
    let (code, sent) = send(&home, &address, &id, "msg_1", stories::GROUP_ROLES.email);
    assert_eq!((code, &sent["result"]["status"]), (0, &Value::from(202)), "{sent}");
    let event = sent["result"]["answer"]["run"].as_str().unwrap().to_owned();
    let entry = until(&home, &event, "confirm");
    assert!(entry["run"]["access_cut_at"].is_string() && entry["run"]["held"] == true, "{entry}");
    assert_eq!(tenant.portrait(&id)["state"], "inactive");
    // What the sender, monitoring and others may see.
    assert_eq!(get(&address, "/health", None).0, 200);
    assert_eq!(get(&address, "/ready", None).0, 200);
    assert_eq!(get(&address, &format!("/runs/{event}"), None).0, 401);
    let (status, told) = get(&address, &format!("/runs/{event}"), Some(TOKEN));
    assert!(status == 200 && told.contains("\"need\":\"confirm\"") && !told.contains("Solheim"), "{told}");
    // The same again is the same.
    let (_, again) = send(&home, &address, &id, "msg_1", stories::GROUP_ROLES.email);
    assert_eq!(again["result"]["answer"]["run"].as_str(), Some(event.as_str()));
    // An operator looks, and confirms in a process of his own beside the service.
    let listed = home.ask(&["inbox", "list"]);
    assert!(listed.out.contains("Ingrid Solheim") && listed.out.contains("confirm"), "{listed:?}");
    let (code, refused) = home.json(&["runs", "resume", &event]);
    assert_eq!(code, 3, "{refused}");
    let plan = home.ask(&["inbox", "confirm", &event]);
    assert!(plan.code == Some(0) && plan.out.contains("the rest was not begun"), "{plan:?}");
    let (code, confirmed) = home.json(&["inbox", "confirm", &event, "--yes", "--reason", "HR is right"]);
    assert_eq!((code, &confirmed["result"]["run"]["state"]), (0, &Value::from("done")), "{confirmed}");
    until(&home, &event, "over");
    assert_eq!(tenant.portrait(&id)["state"], "deleted");
    assert_eq!(tenant.the_others(&[&id]), others);
    assert_eq!(service.stop(), Some(0));
    home.whole_chain();
}

#[test]
fn a_service_needs_a_sender_and_says_so() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant).with("PORT", &free_port().to_string());
    let came: Came = home.ask(&["serve"]);
    assert_eq!(came.code, Some(2), "{came:?}");
    assert!(came.err.contains("WEBHOOK_SECRET") && came.err.contains("[[senders]]"), "{came:?}");
}

#[test]
fn what_was_refused_can_be_repaired_and_counts_then() {
    let tenant = Tenant::new(small());
    let (home, address) = serving(Home::of(&tenant));
    let service = Service::start(&home);
    let id = tenant.id(stories::CJK_NAME.email);
    let (code, refused) = send(&home, &address, &id, "msg_1", "not an address");
    assert_eq!((code, &refused["result"]["status"]), (1, &Value::from(400)), "{refused}");
    let mut number = 0;
    for _ in 0..LOOKS {
        let (_, kept) = home.json(&["inbox", "quarantine"]);
        if let Some(found) = kept["result"]["deliveries"][0]["number"].as_i64() {
            number = found;
            break;
        }
    }
    let number = number.to_string();
    let shown = home.ask(&["inbox", "quarantine", "--show", &number]);
    assert!(shown.out.contains("field at fault: email"), "{shown:?}");
    let (code, answer) = home.json(&["inbox", "replay", &number, "--reason", "as it is"]);
    assert_eq!(code, 3, "{answer}");
    let body = format!(
        r#"{{"event_type":"termination","genesys_user_id":"{id}","email":"{}","timestamp":"2026-11-30T10:00:00Z"}}"#,
        stories::CJK_NAME.email
    );
    let file = home.file("repaired.json", &body);
    let (code, answer) =
        home.json(&["inbox", "replay", &number, "--from", file.to_str().unwrap(), "--reason", "the address was wrong"]);
    assert_eq!(code, 0, "{answer}");
    let event = answer["result"]["event"].as_str().unwrap().to_owned();
    until(&home, &event, "confirm");
    let (code, rejected) = home.json(&["inbox", "reject", &event, "--reason", "stays after all"]);
    assert_eq!(code, 0, "{rejected}");
    assert_eq!(until(&home, &event, "over")["run"]["state"], "cancelled");
    assert_eq!(service.stop(), Some(0));
    home.whole_chain();
}

/// Kills the service at one of its calls; another one goes on, and hears the same message again.
fn killed_at(at: usize, moment: Moment, calm: &Value) -> bool {
    let (door, tenant, api) = Door::open(small());
    let (home, address) = serving(Home::of(&tenant).with("GENESYS_ENV_URL", &api));
    let id = tenant.id(stories::SCIM_MANAGED.email);
    let mut command = home.lanyard(&["serve", "--json"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let killed = std::thread::scope(|scope| {
        let dying = scope.spawn(|| door.run(command, Some((at, moment))));
        let mut kept = false;
        while !dying.is_finished() {
            if !kept {
                kept = send(&home, &address, &id, "msg_1", stories::SCIM_MANAGED.email).0 == 0;
                continue;
            }
            // It was not killed before it was as far as it goes by itself.
            let (_, listed) = home.json(&["inbox", "list"]);
            if listed["result"]["events"][0]["need"] == "confirm" {
                door.end();
            }
        }
        dying.join().unwrap().is_none()
    });
    assert!(killed);
    let seen = door.seen().len();
    let service = Service::start(&home);
    let (code, sent) = send(&home, &address, &id, "msg_1", stories::SCIM_MANAGED.email);
    assert_eq!(code, 0, "{sent}");
    let event = sent["result"]["answer"]["run"].as_str().unwrap().to_owned();
    until(&home, &event, "confirm");
    let (_, runs) = home.json(&["runs", "list"]);
    assert_eq!(runs["result"]["runs"].as_array().unwrap().len(), 1, "{runs}");
    assert_eq!(&tenant.portrait(&id), calm, "call {at} {moment:?}");
    let states = door.seen().iter().filter(|call| step_of(call) == Some("state")).count();
    assert!(states <= 2, "call {at} {moment:?}: the state was changed {states} times");
    assert_eq!(service.stop(), Some(0));
    home.whole_chain();
    seen > at
}

#[test]
fn killed_at_any_call_it_hands_over_and_has_one_effect() {
    let tenant = Tenant::new(small());
    let (home, address) = serving(Home::of(&tenant));
    let service = Service::start(&home);
    let id = tenant.id(stories::SCIM_MANAGED.email);
    let (_, sent) = send(&home, &address, &id, "msg_1", stories::SCIM_MANAGED.email);
    until(&home, sent["result"]["answer"]["run"].as_str().unwrap(), "confirm");
    let calm = tenant.portrait(&id);
    drop(service);
    let cases: Vec<_> = (0..24).flat_map(|at| [(at, Moment::Before), (at, Moment::After)]).collect();
    let (next, reached, troubles) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some((at, moment)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let case = std::panic::AssertUnwindSafe(|| killed_at(*at, *moment, &calm));
                    match std::panic::catch_unwind(case) {
                        Ok(met) => drop(reached.fetch_add(usize::from(met), Ordering::Relaxed)),
                        Err(trouble) => {
                            let words = trouble.downcast_ref::<String>().cloned();
                            troubles.lock().unwrap().push(words.unwrap_or_else(|| "no words".to_owned()));
                        }
                    }
                }
            });
        }
    });
    let troubles = troubles.into_inner().unwrap();
    assert!(troubles.is_empty(), "{} of {}:\n{}", troubles.len(), cases.len(), troubles.join("\n"));
    assert!(reached.into_inner() > 20, "hardly any call was met");
}
