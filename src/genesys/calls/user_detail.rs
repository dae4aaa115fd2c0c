//! One person, read with everything that a single call can bring.

use super::skills::RoutingRated;
use super::stations::{Stations, StationsWire};
use super::wire::{Named, Reference, User, date, ids};
use crate::genesys::{Answer, Call, Client, Error};
use crate::model::{DisplayText, GroupId, LanguageId, Person, Rated, RoleId, SkillId, Timestamp, UserId};
use serde::Deserialize;

/// Parts of a user that come only when asked for (query parameter `expand`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expand {
    /// `OFF_QUEUE`, `IDLE`, …
    RoutingStatus,
    /// The stations in use and by default.
    Station,
    /// The names of the roles; whether they include those that come through groups is not documented.
    Authorization,
    /// When the last token was issued.
    LastTokenIssued,
    /// The groups, by id.
    Groups,
    /// The routing skills.
    Skills,
    /// The routing languages.
    Languages,
    /// The last sign-in.
    DateLastLogin,
    /// How many conversations are active, for each kind of media.
    ConversationSummary,
}

impl Expand {
    /// Everything that a seat needs of this call.
    pub const SEAT: &'static [Self] = &[
        Self::RoutingStatus,
        Self::Station,
        Self::LastTokenIssued,
        Self::Groups,
        Self::Skills,
        Self::Languages,
        Self::DateLastLogin,
        Self::ConversationSummary,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::RoutingStatus => "routingStatus",
            Self::Station => "station",
            Self::Authorization => "authorization",
            Self::LastTokenIssued => "lasttokenissued",
            Self::Groups => "groups",
            Self::Skills => "skills",
            Self::Languages => "languages",
            Self::DateLastLogin => "dateLastLogin",
            Self::ConversationSummary => "conversationSummary",
        }
    }
}

/// One person with what was asked for.
///
/// The platform expands as well as it can: a part that was asked for can be missing. A part that is `None` was not told,
/// which is something else than being empty; there is a call of its own for each.
#[derive(Clone, PartialEq, Debug)]
pub struct UserDetail {
    /// The person.
    pub person: Person,
    /// The division's name, empty if not told.
    pub division_name: DisplayText,
    /// The manager's name; answers often hold only the id.
    pub manager_name: Option<DisplayText>,
    /// Groups.
    pub groups: Option<Vec<GroupId>>,
    /// `OFF_QUEUE`, `IDLE`, … as the platform writes it.
    pub routing_status: Option<DisplayText>,
    /// Stations.
    pub stations: Option<Stations>,
    /// Skills.
    pub skills: Option<Vec<Rated<SkillId>>>,
    /// Languages.
    pub languages: Option<Vec<Rated<LanguageId>>>,
    /// When the last access token was issued.
    pub last_token_issued: Option<Timestamp>,
    /// The roles by name.
    pub roles: Option<Vec<(RoleId, DisplayText)>>,
    /// How many conversations are active, all media together.
    pub active_conversations: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DetailWire {
    #[serde(flatten)]
    user: User,
    groups: Option<Vec<Reference<GroupId>>>,
    routing_status: Option<RoutingStatus>,
    station: Option<StationsWire>,
    skills: Option<Vec<RoutingRated<SkillId>>>,
    languages: Option<Vec<RoutingRated<LanguageId>>>,
    last_token_issued: Option<Issued>,
    authorization: Option<Authorization>,
    conversation_summary: Option<Summary>,
}

#[derive(Deserialize)]
struct RoutingStatus {
    status: Option<DisplayText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Issued {
    #[serde(default, deserialize_with = "date")]
    date_issued: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Authorization {
    roles: Option<Vec<Named<RoleId>>>,
}

/// Counts for each kind of media: `call`, `callback`, `email`, `message`, `chat`, `socialExpression`, `video`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    call: Option<Media>,
    callback: Option<Media>,
    email: Option<Media>,
    message: Option<Media>,
    chat: Option<Media>,
    social_expression: Option<Media>,
    video: Option<Media>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Media {
    contact_center: Option<Count>,
    enterprise: Option<Count>,
}

#[derive(Deserialize)]
struct Count {
    active: Option<u32>,
}

impl Summary {
    fn active(self) -> u32 {
        let media = [self.call, self.callback, self.email, self.message, self.chat, self.social_expression, self.video];
        media
            .into_iter()
            .flatten()
            .flat_map(|m| [m.contact_center, m.enterprise])
            .flatten()
            .filter_map(|c| c.active)
            .sum()
    }
}

impl DetailWire {
    pub(super) fn detail(self) -> UserDetail {
        let rated = |list: Vec<RoutingRated<SkillId>>| list.into_iter().map(RoutingRated::rated).collect();
        let spoken = |list: Vec<RoutingRated<LanguageId>>| list.into_iter().map(RoutingRated::rated).collect();
        UserDetail {
            division_name: self.user.division.as_ref().and_then(|d| d.name.clone()).unwrap_or_default(),
            manager_name: self.user.manager.as_ref().and_then(|m| m.name.clone()),
            person: self.user.person(),
            groups: self.groups.map(|g| ids(Some(g))),
            routing_status: self.routing_status.and_then(|r| r.status),
            stations: self.station.map(StationsWire::stations),
            skills: self.skills.map(rated),
            languages: self.languages.map(spoken),
            last_token_issued: self.last_token_issued.and_then(|i| i.date_issued),
            roles: self
                .authorization
                .and_then(|a| a.roles)
                .map(|roles| roles.into_iter().map(|r| (r.id, r.name.unwrap_or_default())).collect()),
            active_conversations: self.conversation_summary.map(Summary::active),
        }
    }
}

impl Client {
    /// A person, active or inactive, with these parts. Deleted people are
    /// [`NotFound`](crate::genesys::Kind::NotFound) here: see [`Client::deleted_user`].
    pub async fn user(&self, id: &UserId, expand: &[Expand]) -> Result<Answer<UserDetail>, Error> {
        let mut call = Call::new("GET /api/v2/users/{userId}", &[id.as_str()]);
        if !expand.is_empty() {
            call = call.query("expand", expand.iter().map(|e| e.as_str()).collect::<Vec<_>>().join(","));
        }
        Ok(self.read::<DetailWire>(call).await?.map(DetailWire::detail))
    }

    /// A deleted person, with the version that a restore needs.
    pub async fn deleted_user(&self, id: &UserId) -> Result<Answer<UserDetail>, Error> {
        let call = Call::new("GET /api/v2/users/{userId}", &[id.as_str()]).query("state", "deleted");
        Ok(self.read::<DetailWire>(call).await?.map(DetailWire::detail))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_were_not_told_are_none_and_empty_ones_are_empty() {
        let wire: DetailWire = serde_json::from_str(
            r#"{"id":"u1","groups":[],"station":{"associatedStation":{"id":"s1","name":"Desk"}},
                "conversationSummary":{"call":{"contactCenter":{"active":2,"acw":1},"enterprise":{"active":1}},
                "email":{"contactCenter":{"active":3}}},"lastTokenIssued":{"dateIssued":"2026-01-02T03:04:05Z"},
                "languages":[{"id":"l1","name":"English","proficiency":4.5}]}"#,
        )
        .unwrap();
        let detail = wire.detail();
        assert_eq!(detail.groups, Some(Vec::new()));
        assert_eq!(detail.skills, None);
        assert_eq!(detail.stations.unwrap().associated.unwrap().id, "s1".into());
        assert_eq!(detail.active_conversations, Some(6));
        assert_eq!(detail.languages.unwrap()[0].proficiency, 4.5);
        assert!(detail.last_token_issued.is_some());
    }
}
