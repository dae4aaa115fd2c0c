//! The queues of a person.

use super::queues::MemberGroup;
use crate::genesys::page::{Listing, whole};
use crate::genesys::{Answer, Call, Client, Error, Repeat};
use crate::model::{DisplayText, GroupId, QueueId, QueueMembership, UserId};
use serde::Deserialize;
use serde_json::json;

const PAGE: u32 = 100;

/// A queue that a person is a member of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserQueue {
    /// The queue.
    pub id: QueueId,
    /// Its name.
    pub name: DisplayText,
    /// Whether the person is on it (joined).
    pub joined: bool,
    /// Groups whose members are members of the queue; none when the answer did not tell.
    pub member_groups: Option<Vec<GroupId>>,
}

impl UserQueue {
    /// The membership of a person who is in these groups.
    ///
    /// It counts as coming from a group when one of the groups is among the queue's. The answer does not tell whether the
    /// person is a member by name as well: read back after the group is left.
    pub fn membership(self, groups: &[GroupId]) -> QueueMembership {
        let by_group = self.member_groups.iter().flatten().any(|g| groups.contains(g));
        QueueMembership { id: self.id, name: self.name, joined: self.joined, by_group }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: QueueId,
    name: Option<DisplayText>,
    joined: Option<bool>,
    member_groups: Option<Vec<MemberGroup>>,
}

impl Client {
    /// The queues that a person is a member of and has joined, or has not joined. The platform shows one kind at a time:
    /// ask twice for all.
    pub async fn user_queues(&self, id: &UserId, joined: bool) -> Result<Answer<Vec<UserQueue>>, Error> {
        let read = |wire: Wire| UserQueue {
            id: wire.id,
            name: wire.name.unwrap_or_default(),
            joined: wire.joined.unwrap_or(joined),
            member_groups: wire.member_groups.map(MemberGroup::groups),
        };
        whole(async |page| {
            let call =
                Call::new("GET /api/v2/users/{userId}/queues", &[id.as_str()]).page(page, PAGE).query("joined", joined);
            Ok(self.read::<Listing<Wire>>(call).await?.map(|l| l.page(page).map(read)))
        })
        .await
    }

    /// Sets whether a person is on a queue of theirs (joined). Takes effect a moment after the answer.
    pub async fn set_joined(&self, id: &UserId, queue: &QueueId, joined: bool) -> Result<Answer<()>, Error> {
        let call = Call::new("PATCH /api/v2/users/{userId}/queues/{queueId}", &[id.as_str(), queue.as_str()])
            .body(json!({"id": queue, "joined": joined}))
            .repeat(Repeat::Safe);
        self.done(call.about(format!("{id} on queue {queue}"))).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_membership_through_a_group_is_told_from_one_by_name() {
        let queue = |groups| UserQueue { id: "q".into(), name: "Claims".into(), joined: true, member_groups: groups };
        let mine: [GroupId; 1] = ["g1".into()];
        assert!(queue(Some(vec!["g0".into(), "g1".into()])).membership(&mine).by_group);
        assert!(!queue(Some(vec!["g0".into()])).membership(&mine).by_group);
        assert!(!queue(None).membership(&mine).by_group);
    }
}
