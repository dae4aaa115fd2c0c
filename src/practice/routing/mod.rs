//! What people do for the queues: seats, skills, languages, capacity, status, presence, stations.

mod abilities;
mod member;
mod queues;
mod stations;
mod status;

pub use queues::wildcard;

use super::routes::{Needs, Route, on};
use http::Method;

const VIEW_QUEUE: Needs = Needs::Any(&["routing:queue:view"]);
const JOIN: Needs = Needs::Any(&["routing:queue:join", "routing:queueMember:manage"]);
const MEMBERS: Needs = Needs::Any(&["routing:queue:edit", "routing:queueMember:manage"]);
const SEE_MEMBERS: Needs =
    Needs::Any(&["routing:queue:view", "routing:queue:edit", "routing:queue:readonly", "routing:queueMember:manage"]);
const SKILL: Needs = Needs::All(&["routing:skill:assign"]);
const LANGUAGE: Needs = Needs::Any(&["routing:skill:assign", "routing:language:assign"]);
const MANAGE_CAPACITY: Needs = Needs::Any(&["routing:utilization:manage"]);
const SEE_CAPACITY: Needs = Needs::Any(&["routing:utilization:manage", "routing:utilization:view"]);
const DISASSOCIATE: Needs = Needs::Any(&["telephony:station:disassociate"]);

/// The operations on queues and on what people do for them.
pub const ROUTES: &[Route] = &[
    on(Method::GET, "/api/v2/routing/queues", VIEW_QUEUE, queues::list),
    on(Method::GET, "/api/v2/routing/queues/{queueId}", Needs::All(&["routing:queue:view"]), queues::get),
    on(Method::GET, "/api/v2/routing/queues/{queueId}/members", SEE_MEMBERS, queues::members),
    on(Method::POST, "/api/v2/routing/queues/{queueId}/members", MEMBERS, queues::change_members),
    on(Method::PATCH, "/api/v2/routing/queues/{queueId}/members", MEMBERS, queues::patch_members),
    on(Method::PATCH, "/api/v2/routing/queues/{queueId}/members/{memberId}", MEMBERS, queues::patch_member),
    on(Method::DELETE, "/api/v2/routing/queues/{queueId}/members/{memberId}", MEMBERS, queues::delete_member),
    on(Method::GET, "/api/v2/users/{userId}/queues", VIEW_QUEUE, member::queues),
    on(Method::PATCH, "/api/v2/users/{userId}/queues", JOIN, member::join_many),
    on(Method::PATCH, "/api/v2/users/{userId}/queues/{queueId}", JOIN, member::join_one),
    on(
        Method::GET,
        "/api/v2/users/{userId}/skillgroups",
        Needs::Any(&["routing:skillGroup:view"]),
        member::skill_groups,
    ),
    on(Method::GET, "/api/v2/routing/skills", Needs::Any(&["routing:skill:view"]), abilities::skills),
    on(Method::GET, "/api/v2/routing/languages", Needs::Nothing, abilities::languages),
    on(Method::GET, "/api/v2/users/{userId}/routingskills", Needs::Nothing, abilities::user_skills),
    on(Method::POST, "/api/v2/users/{userId}/routingskills", SKILL, abilities::add_skill),
    on(
        Method::PUT,
        "/api/v2/users/{userId}/routingskills/bulk",
        Needs::Any(&["routing:skill:assign"]),
        abilities::replace_skills,
    ),
    on(
        Method::PATCH,
        "/api/v2/users/{userId}/routingskills/bulk",
        Needs::Any(&["routing:skill:assign"]),
        abilities::merge_skills,
    ),
    on(Method::PUT, "/api/v2/users/{userId}/routingskills/{skillId}", SKILL, abilities::put_skill),
    on(Method::DELETE, "/api/v2/users/{userId}/routingskills/{skillId}", SKILL, abilities::delete_skill),
    on(Method::GET, "/api/v2/users/{userId}/routinglanguages", Needs::Nothing, abilities::user_languages),
    on(Method::POST, "/api/v2/users/{userId}/routinglanguages", LANGUAGE, abilities::add_language),
    on(Method::PATCH, "/api/v2/users/{userId}/routinglanguages/bulk", LANGUAGE, abilities::merge_languages),
    on(Method::PATCH, "/api/v2/users/{userId}/routinglanguages/{languageId}", LANGUAGE, abilities::put_language),
    on(Method::DELETE, "/api/v2/users/{userId}/routinglanguages/{languageId}", LANGUAGE, abilities::delete_language),
    on(Method::GET, "/api/v2/routing/users/{userId}/utilization", SEE_CAPACITY, status::capacity),
    on(Method::PUT, "/api/v2/routing/users/{userId}/utilization", MANAGE_CAPACITY, status::set_capacity),
    on(Method::DELETE, "/api/v2/routing/users/{userId}/utilization", MANAGE_CAPACITY, status::reset_capacity),
    on(Method::GET, "/api/v2/users/{userId}/routingstatus", Needs::Nothing, status::get),
    on(Method::PUT, "/api/v2/users/{userId}/routingstatus", Needs::Nothing, status::put),
    on(Method::GET, "/api/v2/users/{userId}/presences/{sourceId?}", Needs::Nothing, status::presence),
    on(Method::PATCH, "/api/v2/users/{userId}/presences/{sourceId?}", Needs::Nothing, status::set_presence),
    on(
        Method::GET,
        "/api/v2/presence/definitions",
        Needs::All(&["presence:presenceDefinition:view"]),
        status::definitions,
    ),
    on(Method::GET, "/api/v2/systempresences", Needs::Nothing, status::system_presences),
    on(Method::GET, "/api/v2/stations", Needs::Nothing, stations::list),
    on(Method::GET, "/api/v2/stations/{stationId}", Needs::Nothing, stations::get),
    on(Method::DELETE, "/api/v2/stations/{stationId}/associateduser", DISASSOCIATE, stations::clear),
    on(
        Method::GET,
        "/api/v2/users/{userId}/station",
        Needs::Any(&["telephony:otherStationAssociation:view"]),
        stations::of_user,
    ),
    on(Method::DELETE, "/api/v2/users/{userId}/station/associatedstation", DISASSOCIATE, stations::leave),
    on(
        Method::DELETE,
        "/api/v2/users/{userId}/station/defaultstation",
        Needs::Any(&["telephony:plugin:all", "telephony:phone:assign"]),
        stations::drop_default,
    ),
];
