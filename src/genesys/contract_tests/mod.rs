//! Every typed call against the platform's public interface: the request fits it, and an answer that is made out of its
//! definitions can be read.

mod contract;
mod sample;

use super::calls::{Expand, GrantPair, HolderKind, Interval, JobState, ListedState, NewUser};
use super::double::{Double, Reply};
use super::{Answer, Client, Error};
use crate::model::{DivisionId, ExternalId, GrantSource, StateChangeReason, UserState};
use contract::Contract;
use sample::ID;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::{fmt, fs};

fn told<T: fmt::Debug>(answer: Result<Answer<T>, Error>) -> T {
    let answer = answer.unwrap();
    assert_eq!(answer.correlation.unwrap().as_str(), "c-1");
    answer.value
}

async fn people(c: &Client) {
    let (user, day) = (ID.into(), "2026-01-02T03:04:05Z".parse().ok());
    let page = told(c.users(ListedState::Any, 1).await);
    assert_eq!((page.items.len(), page.more, page.total), (1, false, Some(1)));
    assert_eq!((page.items[0].person.id.as_str(), page.items[0].person.last_login), (ID, day));
    assert_eq!(page.items[0].groups.as_deref(), Some([ID.into()].as_slice()));
    assert_eq!(told(c.users_by_id(&[ID.into(), ID.into()]).await).len(), 1);
    told(c.users(ListedState::Inactive, 2).await);
    told(c.users(ListedState::Active, 2).await);
    told(c.users(ListedState::Deleted, 2).await);
    let detail = told(c.user(&user, Expand::SEAT).await);
    assert_eq!((detail.division_name.as_str(), detail.last_token_issued), ("name text", day));
    assert_eq!(detail.groups.as_deref(), Some([ID.into()].as_slice()));
    assert_eq!(detail.skills.unwrap()[0].proficiency, 1.5);
    assert_eq!(detail.stations.unwrap().default.unwrap().name.as_str(), "name text");
    assert_eq!((detail.routing_status.unwrap().as_str(), detail.active_conversations), ("OFF_QUEUE", Some(14)));
    let roles = told(c.user(&user, &[Expand::Authorization]).await).roles.unwrap();
    assert_eq!(roles, [(ID.into(), "name text".into())]);
    told(c.user(&user, &[]).await);
    told(c.deleted_user(&user).await);
    assert_eq!(told(c.users_by_email("ann@example.org").await).items.len(), 1);
    told(c.users_by_name("Ann Smith").await);
    told(c.user_by_external_id("HR", "4711/x").await);
    assert_eq!(told(c.external_ids(&user).await)[0].authority.as_str(), "authorityName text");
    let listed = told(c.listed_external_ids(true, 1).await);
    assert_eq!((listed.people[0].0.as_str(), listed.people[0].1[0].authority.as_str()), (ID, "authority text"));
    told(c.listed_external_ids(false, 101).await);
    assert_eq!(told(c.direct_reports(&user).await).len(), 1);
    let record = told(c.user_state(&user).await);
    assert_eq!((record.state, record.reason), (UserState::Active, Some(StateChangeReason::Voluntary)));
    told(c.set_state(&user, UserState::Inactive, StateChangeReason::Unknown, 7).await);
    told(c.restore(&user, 8).await);
    told(c.delete_user(&user).await);
    let new = NewUser {
        email: "ann@example.org",
        name: "Ann Smith",
        division: (&ID.into(), "Home"),
        department: "Support",
        title: "Agent",
        phone: "+13175550100",
        employee_number: "4711",
    };
    assert_eq!(told(c.create_user(&new).await), ID.into());
    assert_eq!(told(c.scim_create_user(&new).await), ID.into());
    assert_eq!(told(c.user_by_user_name("ann \"x\"@example.org").await).unwrap().id, ID.into());
    told(c.set_employee_number(&user, "4711", 7).await);
    assert_eq!(told(c.employee_number(&user).await).as_str(), ID);
    told(c.add_external_id(&user, &ExternalId { authority: "HR".into(), key: "1".into() }).await);
    told(c.set_password(&user, &"not-a-password-9".to_owned().into()).await);
    told(c.invite(&user).await);
    assert_eq!(told(c.skills().await).len(), 1);
    assert_eq!(told(c.languages().await).len(), 1);
    told(c.revoke_tokens(&user).await);
    let info = told(c.token_info().await);
    assert_eq!((info.roles.len(), info.organization.as_str()), (1, "name text"));
}

async fn routing(c: &Client) {
    let (user, queue) = (ID.into(), ID.into());
    assert_eq!(told(c.user_queues(&user, true).await).len(), 1);
    told(c.user_queues(&user, false).await);
    told(c.remove_queue_member(&queue, &user).await);
    told(c.remove_queue_members(&queue, std::slice::from_ref(&user)).await);
    assert!(told(c.queues(1).await).items[0].division.is_some());
    assert_eq!(told(c.user_skills(&user).await).len(), 1);
    told(c.clear_skills(&user).await);
    assert_eq!(told(c.user_languages(&user).await).len(), 1);
    told(c.remove_language(&user, &ID.into()).await);
    assert!(told(c.utilization(&user).await).is_some());
    told(c.reset_utilization(&user).await);
    told(c.routing_status(&user).await);
    told(c.set_off_queue(&user).await);
    assert!(told(c.user_stations(&user).await).associated.is_some());
    told(c.release_associated_station(&user).await);
    told(c.release_default_station(&user).await);
}

async fn groups_and_roles(c: &Client) {
    let (user, group, role) = (ID.into(), ID.into(), ID.into());
    assert_eq!(told(c.groups(1).await).items[0].owners, [ID.into()]);
    told(c.group_members(&group, 1).await);
    let (_, members) = told(c.group_roster(&group).await);
    assert!(members[0].owner && members[0].individual);
    told(c.remove_group_members(&group, &[ID.into(), ID.into()]).await);
    let roles = told(c.roles(1).await).items;
    assert!(roles[0].policies[0].condition.is_some());
    assert_eq!(told(c.divisions(1).await).items.len(), 1);
    assert_eq!(told(c.catalogue().await).entries[0].permission.action.as_str(), "action text");
    let grants = told(c.user_grants(&user).await);
    assert_eq!((grants.grants[0].source.clone(), grants.version), (GrantSource::Direct, Some(1)));
    assert_eq!(told(c.group_grants(&group).await).grants[0].source, GrantSource::Group(ID.into()));
    assert_eq!(told(c.own_grants(ID).await).len(), 1);
    let pairs = [GrantPair { role: ID.into(), division: ID.into() }, GrantPair::from(&grants.grants[0])];
    told(c.remove_grants(&user, &pairs).await);
    told(c.grant_role(&role, &[ID.into(), ID.into()], &[ID.into()]).await);
    assert_eq!(told(c.role(&role).await).id, ID.into());
    assert_eq!(told(c.role_users(&role, 1).await).items, [ID.into()]);
    assert_eq!(told(c.role_holders(&role, 1).await).items[0].kind, HolderKind::User);
    assert_eq!(told(c.user_licences(&user).await).len(), 1);
    assert_eq!(told(c.licence_definitions().await)[0].permissions.len(), 1);
    assert_eq!(told(c.infer_licences(&[ID.into()]).await).len(), 1);
    assert_eq!(told(c.organization().await).domain.as_str(), "domain text");
    assert_eq!(told(c.limits("platform.api").await)[0].value, 1);
}

/// What gives somebody something.
async fn giving(c: &Client) {
    let (user, group, queue) = (ID.into(), ID.into(), ID.into());
    told(c.set_manager(&user, &ID.into(), 7).await);
    told(c.move_user(&user, &ID.into()).await);
    told(c.add_grants(&user, &[GrantPair { role: ID.into(), division: ID.into() }]).await);
    told(c.add_group_members(&group, &[ID.into()], 4).await);
    told(c.add_queue_member(&queue, &user).await);
    told(c.set_joined(&user, &queue, true).await);
    told(c.set_skills(&user, &[(ID.into(), 3.5)]).await);
    told(c.add_languages(&user, &[(ID.into(), 2.0)]).await);
    let setting = serde_json::json!({ "level": "Agent", "utilization": { "call": { "maximumCapacity": 1 } } });
    told(c.set_utilization(&user, &setting).await);
    assert_eq!(c.roles_among(&[ID.into()]).await.unwrap(), [ID.into()]);
    let everywhere = DivisionId::new(DivisionId::ALL);
    let divisions = c.divisions_among(&[ID.into(), everywhere.clone()]).await.unwrap();
    assert_eq!(divisions, [ID.into(), everywhere], "all divisions are not asked for");
    assert_eq!(c.groups_among(&[ID.into()]).await.unwrap(), [ID.into()]);
    assert_eq!(c.queues_among(&[ID.into()]).await.unwrap(), [ID.into()]);
    assert_eq!(c.skills_among(&[ID.into()]).await.unwrap(), [ID.into()]);
    assert_eq!(c.languages_among(&[ID.into()]).await.unwrap(), [ID.into()]);
}

async fn removing_groups(c: &Client) {
    let group = ID.into();
    told(c.scim_remove_group_members(&group, &[ID.into(), ID.into()]).await);
    told(c.remove_group_grants(&group, &[GrantPair { role: ID.into(), division: ID.into() }]).await);
    assert!(!told(c.group_is_deleted(&group).await));
    told(c.delete_group(&group).await);
}

async fn audits(c: &Client) {
    let services = told(c.audit_services().await);
    assert_eq!((services[0].name.as_str(), services[0].entities.len()), ("name text", 1));
    let day = Interval { from: "2026-10-01T00:00:00Z".parse().unwrap(), to: "2026-10-02T00:00:00Z".parse().unwrap() };
    let lines = told(c.recent_changes("Directory", &day, 1).await).items;
    assert_eq!((lines[0].entity.as_str(), lines[0].action.as_str(), lines[0].failed), (ID, "action text", false));
    assert!(lines[0].at.is_some());
}

async fn conversations(c: &Client) {
    let (user, conversation) = (ID.into(), ID.into());
    let interval =
        Interval { from: "2026-10-01T00:00:00Z".parse().unwrap(), to: "2026-10-08T00:00:00Z".parse().unwrap() };
    told(c.open_conversations(&user, &interval).await);
    assert_eq!(told(c.history(&user, &interval, 1).await).items.len(), 1);
    assert_eq!(told(c.conversation(&conversation).await).participants[0].user, Some(ID.into()));
    told(c.move_to_queue(&conversation, ID, &ID.into()).await);
    told(c.disconnect_participant(&conversation, ID).await);
    let job = told(c.start_history_job(&user, &interval).await);
    assert_eq!(told(c.history_job(&job).await).state, JobState::Queued);
    told(c.history_results(&job, None).await);
    assert!(told(c.history_results(&job, Some("next")).await).cursor.is_some());
    assert!(told(c.history_available_to().await).is_some());
    told(c.drop_history_job(&job).await);
}

/// The operations that the sources of the calls name.
fn named_operations() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/genesys/calls");
    let mut named = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let quoted = text.split('"').skip(1).step_by(1);
        let is_operation =
            |t: &&str| t.split_once(" /api/v2/").is_some_and(|(m, _)| m.chars().all(|c| c.is_ascii_uppercase()));
        named.extend(quoted.filter(is_operation).map(str::to_owned));
    }
    named
}

#[tokio::test(start_paused = true)]
async fn every_call_fits_the_public_interface() {
    let Some(contract) = Contract::load().map(Arc::new) else {
        eprintln!("not checked: the interface's document is not at hand (LANYARD_CONTRACT)");
        return;
    };
    let answers = Arc::clone(&contract);
    let double = Double::new(move |request, n| {
        let found = answers.find(&request.method, request.url.path());
        let found = found.unwrap_or_else(|| panic!("no operation {} {}", request.method, request.url.path()));
        let (status, body) = sample::answer(&answers, found.body);
        Reply::new(status, &body).header("inin-correlation-id", "c-1").rate(n as u32, 10_000, 60)
    });
    let client = double.client(|_| {});
    people(&client).await;
    routing(&client).await;
    groups_and_roles(&client).await;
    giving(&client).await;
    removing_groups(&client).await;
    audits(&client).await;
    conversations(&client).await;

    let mut wrong = Vec::new();
    let mut made = BTreeSet::new();
    for (_, request) in double.sent() {
        let operation = contract.find(&request.method, request.url.path()).unwrap();
        let name = format!("{} {}", request.method, operation.template);
        let query: Vec<_> = request.url.query_pairs().into_owned().collect();
        let body: Option<Value> = (!request.body.is_empty()).then(|| serde_json::from_slice(&request.body).unwrap());
        let problems = contract.check(operation.body, &query, body.as_ref());
        wrong.extend(problems.into_iter().map(|p| format!("{name}: {p}")));
        made.insert(name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(made, named_operations(), "every call is made here, and named as the interface names it");
    assert!(made.len() > 40, "{}", made.len());
}
