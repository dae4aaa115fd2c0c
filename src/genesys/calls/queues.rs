//! Routing queues and taking people out of them.

use super::wire::Reference;
use crate::genesys::page::Listing;
use crate::genesys::{Answer, Call, Client, Error, Page, Repeat};
use crate::model::{DisplayText, DivisionId, GroupId, Queue, QueueId, UserId};
use serde::Deserialize;
use serde_json::{Value, json};

/// How many queues a page holds.
pub const QUEUE_PAGE: u32 = 500;

/// How many members one call can take out of a queue.
pub const MEMBERS_REMOVED_AT_ONCE: usize = 100;

/// What gives a queue its members, beside single people.
#[derive(Deserialize)]
pub(super) struct MemberGroup {
    id: GroupId,
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl MemberGroup {
    /// The groups among them; teams and skill groups are something else.
    pub(super) fn groups(list: Vec<Self>) -> Vec<GroupId> {
        list.into_iter().filter(|m| m.kind.as_deref().is_none_or(|k| k == "GROUP")).map(|m| m.id).collect()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: QueueId,
    name: Option<DisplayText>,
    division: Option<Reference<DivisionId>>,
    member_groups: Option<Vec<MemberGroup>>,
}

impl Wire {
    fn queue(self) -> Queue {
        Queue {
            id: self.id,
            name: self.name.unwrap_or_default(),
            division: self.division.map(|d| d.id),
            member_groups: self.member_groups.map(MemberGroup::groups).unwrap_or_default(),
        }
    }
}

impl Client {
    /// One page of all queues, [`QUEUE_PAGE`] a page.
    pub async fn queues(&self, page: u32) -> Result<Answer<Page<Queue>>, Error> {
        let call = Call::new("GET /api/v2/routing/queues", &[]).page(page, QUEUE_PAGE);
        Ok(self.read::<Listing<Wire>>(call).await?.map(|l| l.page(page).map(Wire::queue)))
    }

    /// Puts a person into a queue by name.
    pub async fn add_queue_member(&self, queue: &QueueId, user: &UserId) -> Result<Answer<()>, Error> {
        let call = Call::new("POST /api/v2/routing/queues/{queueId}/members", &[queue.as_str()])
            .body(json!([{"id": user}]))
            // Somebody who is a member already stays one.
            .repeat(Repeat::Safe);
        self.done(call.about(format!("{user} in queue {queue}"))).await
    }

    /// Takes a person out of a queue. A membership that comes from a group is refused with the code `invalid.type`.
    pub async fn remove_queue_member(&self, queue: &QueueId, user: &UserId) -> Result<Answer<()>, Error> {
        let call =
            Call::new("DELETE /api/v2/routing/queues/{queueId}/members/{memberId}", &[queue.as_str(), user.as_str()]);
        self.done(call.about(format!("{user} in queue {queue}"))).await
    }

    /// Takes up to [`MEMBERS_REMOVED_AT_ONCE`] people out of a queue.
    pub async fn remove_queue_members(&self, queue: &QueueId, users: &[UserId]) -> Result<Answer<()>, Error> {
        let body: Vec<Value> = users.iter().map(|u| json!({"id": u})).collect();
        let call = Call::new("POST /api/v2/routing/queues/{queueId}/members", &[queue.as_str()])
            .query("delete", true)
            .body(Value::Array(body))
            // Taking somebody out who is out already changes nothing.
            .repeat(Repeat::Safe);
        self.done(call).await
    }
}
