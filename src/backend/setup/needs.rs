//! Which permissions each job needs (the vendor's documentation of each operation).

use crate::model::SetupJob;
use crate::pipelines::offboard::{Conversations, Delete, Recipe};
use SetupJob::{Inbox, Offboard, Provision, RemoveGroup, Restore, SyncRoles};

/// Something that a client must be allowed to do.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// Permissions of which any one will do.
    pub any: &'static [&'static str],
    /// The jobs that cannot do without.
    pub jobs: &'static [SetupJob],
    /// Of offboardings: whether this recipe has a step that needs it.
    of: fn(&Recipe) -> bool,
}

/// What comes in is worked on by offboarding.
const LEAVING: &[SetupJob] = &[Offboard, Inbox];
const SEAT: &[SetupJob] = &[Offboard, Restore, Inbox];
const GIVING: &[SetupJob] = &[Restore, Provision];
const ABILITIES: &[SetupJob] = &[Offboard, Restore, Provision, Inbox];

const fn always(any: &'static [&'static str], jobs: &'static [SetupJob]) -> Need {
    Need { any, jobs, of: |_| true }
}

const fn where_wanted(any: &'static [&'static str], jobs: &'static [SetupJob], of: fn(&Recipe) -> bool) -> Need {
    Need { any, jobs, of }
}

const NEEDS: &[Need] = &[
    always(&["directory:user:view"], &SetupJob::ALL),
    always(&["authorization:role:view"], &SetupJob::ALL),
    always(&["authorization:grant:view"], &SetupJob::ALL),
    always(&["routing:queue:view"], &SetupJob::ALL),
    always(&["telephony:otherStationAssociation:view"], SEAT),
    always(&["routing:utilization:view", "routing:utilization:manage"], SEAT),
    always(&["authorization:license:view", "authorization:grant:add"], SEAT),
    always(&["directory:user:edit", "directory:user:admin"], ABILITIES),
    always(&["analytics:conversationDetail:view", "analytics:agentConversationDetail:view"], LEAVING),
    where_wanted(&["oauth:token:delete"], LEAVING, |recipe| recipe.revoke_tokens),
    where_wanted(&["conversation:communication:view"], LEAVING, |recipe| recipe.conversations != Conversations::Leave),
    where_wanted(
        &["conversation:communication:blindTransferQueue", "conversation:communication:blindTransfer"],
        LEAVING,
        |recipe| recipe.conversations == Conversations::Queue,
    ),
    where_wanted(&["conversation:communication:disconnect"], LEAVING, |recipe| {
        recipe.conversations != Conversations::Leave
    }),
    where_wanted(&["routing:queueMember:manage", "routing:queue:edit"], ABILITIES, |recipe| recipe.queues),
    where_wanted(&["authorization:grant:delete"], &[Offboard, RemoveGroup, SyncRoles, Inbox], |recipe| recipe.grants),
    always(&["authorization:grant:add"], &[Restore, Provision, SyncRoles]),
    where_wanted(&["routing:skill:assign"], ABILITIES, |recipe| recipe.skills),
    where_wanted(&["routing:language:assign"], ABILITIES, |recipe| recipe.skills),
    where_wanted(&["routing:utilization:manage"], SEAT, |recipe| recipe.utilization),
    where_wanted(&["telephony:station:disassociate"], LEAVING, |recipe| recipe.stations),
    where_wanted(&["telephony:phone:assign", "telephony:plugin:all"], LEAVING, |recipe| recipe.stations),
    where_wanted(&["directory:user:delete"], LEAVING, |recipe| recipe.delete == Delete::Now),
    always(&["routing:skill:view"], GIVING),
    always(&["directory:user:add"], &[Provision]),
    always(&["directory:user:setPassword"], &[Provision]),
    always(&["directory:group:delete"], &[RemoveGroup]),
];

/// What these jobs need, in the order in which one would grant it.
pub fn needs_of(jobs: &[SetupJob]) -> impl Iterator<Item = &'static Need> {
    NEEDS.iter().filter(move |need| need.jobs.iter().any(|job| jobs.contains(job)))
}

/// What the steps of a recipe for offboardings need.
pub(in crate::backend) fn of_recipe(recipe: &Recipe) -> impl Iterator<Item = &'static Need> {
    NEEDS.iter().filter(move |need| need.jobs.contains(&Offboard) && (need.of)(recipe))
}
