//! The reading against the practice tenant: what comes out, and how many calls it takes.

use crate::directory::{
    Changes, Part, Readings, Refreshed, Reread, Snapshot, TenantSource, drift, refresh, reread, services_of_interest,
};
use crate::genesys::calls::{HOLDER_PAGE, Interval, USER_PAGE};
use crate::genesys::{Client, Hosts, Http, Promise, Request, Response, SendError, Settings};
use crate::model::{DivisionId, Group, Holdings, SubjectKind, SubjectRef, Timestamp, UserId};
use crate::practice::{self, Practice, PracticeOptions, stories};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

/// Answers this request otherwise, by its path with the query.
type Instead = Box<dyn Fn(&str) -> Option<u16> + Send + Sync>;

/// The practice tenant without a network between.
struct Wire {
    practice: Practice,
    calls: Mutex<Vec<String>>,
    instead: Mutex<Option<Instead>>,
}

impl Wire {
    fn new(options: PracticeOptions) -> (Arc<Self>, Client) {
        let practice = Practice::new(options).unwrap();
        let keys = practice.credentials();
        let wire = Arc::new(Self { practice, calls: Mutex::default(), instead: Mutex::default() });
        let hosts = Hosts::parse("https://api.example.org").unwrap();
        let settings = Settings::new(hosts, keys.client_id, keys.client_secret, 7);
        let client = Client::new(settings, Arc::clone(&wire) as Arc<dyn Http>).unwrap();
        (wire, client)
    }

    /// The paths that were asked for since, without queries, with how often.
    fn counted(&self) -> BTreeMap<String, usize> {
        let mut counted = BTreeMap::new();
        for call in self.calls.lock().unwrap().drain(..) {
            let path = call.split('?').next().unwrap();
            let general: Vec<&str> = path.split('/').map(|part| if part.len() == 36 { "{id}" } else { part }).collect();
            *counted.entry(general.join("/")).or_default() += 1;
        }
        counted
    }
}

impl Http for Wire {
    fn send(&self, request: Request) -> Promise<'_, Result<Response, SendError>> {
        let target = &request.url[url::Position::BeforePath..];
        if request.url.path() != "/oauth/token" {
            self.calls.lock().unwrap().push(target.to_owned());
        }
        let instead = self.instead.lock().unwrap().as_ref().and_then(|instead| instead(target));
        let (status, headers, body) = match instead {
            Some(status) => (status, Vec::new(), json!({"message": "no", "code": "no", "status": status}).to_string()),
            None => {
                let mut asked = practice::Request::new(request.method.clone(), target);
                asked.headers = request.headers.clone();
                asked.body = request.body.clone().into();
                let reply = self.practice.answer(&asked);
                (reply.status, reply.headers, reply.body.map(|b| b.to_string()).unwrap_or_default())
            }
        };
        let named = |(name, value): (&'static str, String)| {
            (HeaderName::from_static(name), HeaderValue::from_str(&value).unwrap())
        };
        let headers: HeaderMap = headers.into_iter().map(named).collect();
        Box::pin(async move { Ok(Response { status, headers, body: body.into_bytes() }) })
    }
}

fn options(people: u32, grants: Option<u32>) -> PracticeOptions {
    PracticeOptions {
        people,
        grants,
        seed: 7,
        rate_per_minute: 1_000_000,
        start: Some("2026-10-14T09:30:00Z".parse().unwrap()),
        ..PracticeOptions::default()
    }
}

fn now(wire: &Wire) -> Timestamp {
    wire.practice.clock().now()
}

async fn whole(wire: &Wire, client: &Client) -> Refreshed {
    let source = TenantSource::new(client.clone());
    let parts = [&Part::FRONT[..], &Part::BEHIND[..]].concat();
    refresh(&source, None, &parts, &mut Readings::default(), &|| now(wire), &mut |_| {}).await
}

/// Grants and memberships as texts, whatever the tables look like.
fn texts(holdings: &Holdings) -> BTreeSet<String> {
    let subject = |at: u32| holdings.subjects[at as usize].subject.to_string();
    let grants = holdings.grants.iter().map(|g| {
        format!(
            "{} {} {}",
            subject(g.subject),
            holdings.roles[g.role as usize],
            holdings.divisions[g.division as usize]
        )
    });
    let places =
        holdings.members.iter().map(|p| format!("{} in {}", subject(p.member), holdings.groups[p.group as usize]));
    grants.chain(places).collect()
}

/// The holdings as the tenant tells them by the other ways: grants subject by subject, members group by group.
async fn by_other_ways(client: &Client, snapshot: &Snapshot) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    let mut subjects: Vec<SubjectRef> = snapshot.people.iter().map(|p| SubjectRef::user(&p.id)).collect();
    subjects.extend(snapshot.groups.iter().map(|g| SubjectRef::group(&g.id)));
    let clients = snapshot.holdings.subjects.iter().filter(|s| s.subject.kind == SubjectKind::OAuthClient);
    subjects.extend(clients.map(|s| s.subject.clone()));
    for subject in subjects {
        // Deleted people are no subjects any more.
        let Ok(grants) = client.own_grants(&subject.id).await else { continue };
        texts.extend(grants.value.iter().map(|g| format!("{subject} {} {}", g.role, g.division)));
    }
    for group in &snapshot.groups {
        let mut page = 1;
        loop {
            let members = client.group_members(&group.id, page).await.unwrap().value;
            texts.extend(members.items.iter().map(|m| format!("{} in {}", SubjectRef::user(&m.id), group.id)));
            if !members.more {
                break;
            }
            page += 1;
        }
    }
    texts
}

#[tokio::test(start_paused = true)]
async fn what_is_read_by_role_and_with_people_is_what_every_subject_and_group_tells() {
    let (wire, client) = Wire::new(options(120, None));
    let refreshed = whole(&wire, &client).await;
    assert_eq!(refreshed.failed, []);
    let snapshot = refreshed.snapshot;
    assert_eq!(texts(&snapshot.holdings), by_other_ways(&client, &snapshot).await);
    let named: Vec<&str> =
        snapshot.holdings.subjects.iter().map(|s| s.name.as_str()).filter(|n| !n.is_empty()).collect();
    assert_eq!(named.len(), 3, "the OAuth clients, and nobody who has a list of his own: {named:?}");
    assert!(snapshot.licences.iter().any(|licence| !licence.permissions.is_empty()));
    let legal = |g: &&Group| g.name.as_str() == "Legal counsel" || g.name.as_str() == "Onboarding buddies";
    for group in snapshot.groups.iter().filter(legal) {
        let at = snapshot.holdings.groups.iter().position(|id| *id == group.id).unwrap() as u32;
        let members = snapshot.holdings.members.iter().filter(|place| place.group == at).count();
        assert_eq!(members, group.member_count as usize, "members by rule and owners are in: {}", group.name);
    }
}

/// What reading takes, by the sizes of the lists.
fn calls(snapshot: &Snapshot) -> usize {
    let held = |role: &str| {
        let at = snapshot.holdings.roles.iter().position(|id| id.as_str() == role);
        let of = snapshot.holdings.grants.iter().filter(|g| Some(g.role as usize) == at).map(|g| g.subject);
        of.collect::<BTreeSet<_>>().len()
    };
    snapshot.roles.iter().map(|role| held(role.id.as_str()).div_ceil(HOLDER_PAGE as usize).max(1)).sum()
}

#[tokio::test(start_paused = true)]
async fn reading_two_thousand_people_takes_as_many_calls_as_the_formula_says() {
    let (wire, client) = Wire::new(options(2_000, Some(8)));
    let snapshot = whole(&wire, &client).await.snapshot;
    let counted = wire.counted();
    assert_eq!(counted["/api/v2/users"], snapshot.people.len().div_ceil(USER_PAGE as usize));
    assert_eq!(counted["/api/v2/authorization/roles/{id}/subjectgrants"], calls(&snapshot));
    assert_eq!(counted.get("/api/v2/groups/{id}/members"), None, "the list of people told all members");
    assert!(snapshot.holdings.grants.len() > 8 * 1_900);

    let by_division = by_division(&wire, &snapshot).await;
    println!(
        "{} people, {} grants, {} roles, {} divisions: by role {} calls of {HOLDER_PAGE}, by division {by_division}, naive {}; all {}",
        snapshot.people.len(),
        snapshot.holdings.grants.len(),
        snapshot.roles.len(),
        snapshot.divisions.len(),
        calls(&snapshot),
        snapshot.people.len(),
        counted.values().sum::<usize>(),
    );
    assert!(calls(&snapshot) <= by_division + snapshot.roles.len());
}

/// How many calls reading the grants by division takes, with pages as large; it must tell the same grants.
async fn by_division(wire: &Wire, snapshot: &Snapshot) -> usize {
    let (mut calls, mut grants) = (0, 0);
    for division in snapshot.divisions.iter().map(|d| d.id.as_str()).chain([DivisionId::ALL]) {
        let target = format!("/api/v2/authorization/divisions/{division}/grants?pageSize={HOLDER_PAGE}");
        let page = call(wire, "GET", &target, Value::Null).await;
        calls += page["pageCount"].as_u64().unwrap().max(1);
        grants += page["total"].as_u64().unwrap();
    }
    assert_eq!(grants as usize, snapshot.holdings.grants.len());
    calls as usize
}

#[tokio::test(start_paused = true)]
async fn a_service_that_takes_no_large_pages_is_asked_for_smaller_ones() {
    let (wire, client) = Wire::new(options(700, Some(3)));
    let large = |target: &str| target.contains("subjectgrants") && target.contains("pageSize=500");
    *wire.instead.lock().unwrap() = Some(Box::new(move |target| large(target).then_some(400)));
    let refreshed = whole(&wire, &client).await;
    assert_eq!(refreshed.failed, []);
    *wire.instead.lock().unwrap() = None;
    assert_eq!(refreshed.snapshot.holdings, whole(&wire, &client).await.snapshot.holdings);
}

#[tokio::test(start_paused = true)]
async fn people_whose_groups_the_list_leaves_out_are_found_in_the_groups() {
    let (wire, client) = Wire::new(options(60, None));
    let told = whole(&wire, &client).await.snapshot;
    wire.counted();
    let source = TenantSource::new(client.clone());
    let mut readings = Readings::default();
    let front = refresh(&source, None, &Part::FRONT, &mut readings, &|| now(&wire), &mut |_| {}).await.snapshot;
    // As if the field had been missing for everybody.
    let behind = &mut Readings::default();
    let found = refresh(&source, Some(&front), &Part::BEHIND, behind, &|| now(&wire), &mut |_| {}).await;
    assert_eq!(found.failed, []);
    assert_eq!(found.snapshot.holdings, told.holdings);
    let with_members = told.groups.iter().filter(|group| group.member_count > 0).count();
    assert_eq!(wire.counted()["/api/v2/groups/{id}/members"], with_members);
}

async fn call(wire: &Wire, method: &str, target: &str, body: Value) -> Value {
    use base64::Engine as _;
    use secrecy::ExposeSecret as _;
    let keys = wire.practice.credentials();
    let basic = format!("{}:{}", keys.client_id, keys.client_secret.expose_secret());
    let basic = base64::engine::general_purpose::STANDARD.encode(basic);
    let mut ask = practice::Request::new(http::Method::POST, "/oauth/token")
        .with_header("authorization", &format!("Basic {basic}"))
        .with_header("content-type", "application/x-www-form-urlencoded");
    ask.body = "grant_type=client_credentials".into();
    let token = wire.practice.answer(&ask).body.unwrap()["access_token"].as_str().unwrap().to_owned();
    let mut request = practice::Request::new(method.parse().unwrap(), target)
        .with_header("authorization", &format!("Bearer {token}"));
    if !body.is_null() {
        request = request.with_json(&body);
    }
    let reply = wire.practice.answer(&request);
    assert!((200..300).contains(&reply.status), "{method} {target}: {:?}", reply.body);
    reply.body.unwrap_or(Value::Null)
}

/// Somebody changes this and that: grants of a person, a group and a client, members, a role, a new role, a person
/// deleted, a group deleted.
async fn much_changes(wire: &Wire, snapshot: &Snapshot) {
    let person = |email: &str| snapshot.people.iter().find(|p| p.email.as_str() == email).unwrap().id.to_string();
    let role = |name: &str| snapshot.roles.iter().find(|r| r.name.as_str() == name).unwrap().id.to_string();
    let group = |name: &str| snapshot.groups.iter().find(|g| g.name.as_str() == name).unwrap();
    let (leaver, busy) = (person(stories::OWNER.email), person(stories::ON_CALLS.email));
    let home = snapshot.divisions.iter().find(|d| d.home).unwrap().id.to_string();
    let more = json!({"grants": [{"roleId": role("Auditor"), "divisionId": home}, {"roleId": role("Supervisor"), "divisionId": "*"}]});
    let of_client = snapshot.holdings.subjects.iter().find(|s| s.subject.kind == SubjectKind::OAuthClient).unwrap();
    let (night, green) = (group("Night shift leads"), group("Green fingers"));
    for subject in [&*busy, night.id.as_str(), &*of_client.subject.id] {
        call(wire, "POST", &format!("/api/v2/authorization/subjects/{subject}/bulkadd"), more.clone()).await;
    }
    call(
        wire,
        "DELETE",
        &format!("/api/v2/groups/{}/members?ids={}", group("Claims specialists").id, busy),
        Value::Null,
    )
    .await;
    let members = json!({"memberIds": [busy], "version": night.version});
    call(wire, "POST", &format!("/api/v2/groups/{}/members", night.id), members).await;
    call(wire, "DELETE", &format!("/api/v2/users/{leaver}"), Value::Null).await;
    call(wire, "DELETE", &format!("/api/v2/groups/{}", green.id), Value::Null).await;
    call(wire, "DELETE", &format!("/api/v2/authorization/roles/{}", role("Senior agent")), Value::Null).await;
    let policies =
        json!([{"domain": "routing", "entityName": "queue", "actionSet": ["delete"], "allowConditions": false}]);
    let changed = json!({"name": "Quality viewer", "permissionPolicies": policies});
    call(wire, "PUT", &format!("/api/v2/authorization/roles/{}", role("Quality viewer")), changed).await;
    call(wire, "POST", "/api/v2/authorization/roles", json!({"name": "Brand new", "permissionPolicies": policies}))
        .await;
    // Members move a moment later.
    tokio::time::advance(std::time::Duration::from_secs(5)).await;
}

#[tokio::test(start_paused = true)]
async fn what_the_audit_log_tells_makes_an_old_directory_a_new_one() {
    let (wire, client) = Wire::new(options(120, None));
    let mut old = whole(&wire, &client).await.snapshot;
    let from = now(&wire);
    tokio::time::advance(std::time::Duration::from_secs(60)).await;
    much_changes(&wire, &old).await;
    wire.counted();

    let services = services_of_interest(&client.audit_services().await.unwrap().value);
    assert_eq!(services, ["Directory", "PeoplePermissions"], "routing and the rest are none of ours");
    let interval = Interval { from, to: now(&wire) };
    let mut lines = Vec::new();
    for service in &services {
        lines.extend(client.recent_changes(service, &interval, 1).await.unwrap().value.items);
    }
    let changes = Changes::of(&lines);
    assert!((10..40).contains(&changes.calls()), "{changes:?}");
    let anew = reread(&client, &changes).await.unwrap();
    let made: usize = wire.counted().values().sum();
    assert!(made <= changes.calls() + 3, "{made} calls, {} were announced", changes.calls());
    anew.put_into(&mut old);

    let new = whole(&wire, &client).await.snapshot;
    assert_eq!(texts(&old.holdings), texts(&new.holdings));
    let sorted = |mut texts: Vec<String>| {
        texts.sort();
        texts
    };
    let roles = |s: &Snapshot| sorted(s.roles.iter().map(|r| format!("{r:?}")).collect());
    assert_eq!(roles(&old), roles(&new));
    let people =
        |s: &Snapshot| sorted(s.people.iter().map(|p| format!("{} {} {:?}", p.id, p.state, p.division)).collect());
    assert_eq!(people(&old), people(&new));
    let groups = |s: &Snapshot| sorted(s.groups.iter().map(|g| g.name.to_string()).collect());
    assert_eq!(groups(&old), groups(&new));
}

#[tokio::test(start_paused = true)]
async fn drift_of_one_person_is_told_in_words_and_taken_over() {
    let (wire, client) = Wire::new(options(120, None));
    let mut old = whole(&wire, &client).await.snapshot;
    let id: UserId = old.people.iter().find(|p| p.email.as_str() == stories::ON_CALLS.email).unwrap().id.clone();
    let seat = async |snapshot: &Snapshot| {
        crate::pipelines::offboard::read_seat(&client, &id, &snapshot.groups, now(&wire)).await.unwrap()
    };
    assert_eq!(drift(&old, &seat(&old).await, "14:03").words, Vec::new(), "nothing changed yet");
    much_changes(&wire, &old).await;
    let fresh = whole(&wire, &client).await.snapshot;
    let seat = seat(&fresh).await;
    let found = drift(&old, &seat, "14:03");
    let words: Vec<&str> = found.words.iter().map(|w| w.as_str()).collect();
    assert_eq!(
        words,
        [
            "Auditor (Home) is granted since; the directory of 14:03 did not know",
            "Supervisor (all divisions) is granted since; the directory of 14:03 did not know",
            "Senior agent (all divisions) was taken away since; the directory of 14:03 did not know",
            "is in the group Night shift leads since; the directory of 14:03 did not know",
            "is not in the group Claims specialists any more; the directory of 14:03 did not know",
            "the group Night shift leads gives Auditor (Home) since; the directory of 14:03 did not know",
            "the group Night shift leads gives Supervisor (all divisions) since; the directory of 14:03 did not know",
        ]
    );
    Reread::of_person(seat.person.clone(), found.edit).put_into(&mut old);
    assert_eq!(drift(&old, &seat, "14:03").words, Vec::new(), "taken over");
}
