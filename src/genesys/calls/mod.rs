//! Which calls there are: one file per resource, each call one method of [`Client`](super::Client).
//!
//! Requests are checked against the public interface by a test. A field that the platform declares optional is optional
//! here; a wrong date is taken for an absent one, because no decision rests on a date alone.

mod authorization_roles;
mod conditions;
mod conversations;
mod divisions;
mod external_ids;
mod grants;
mod group_members;
mod groups;
mod history;
mod history_jobs;
mod licences;
mod new_users;
mod open_conversations;
mod organization;
mod permissions;
mod queues;
mod role_holders;
mod routing_status;
mod skills;
mod stations;
mod still_there;
mod tenant_audit;
mod tokens;
mod user_detail;
mod user_queues;
mod user_search;
mod user_state;
mod users;
mod utilization;
mod wire;

pub use authorization_roles::ROLE_PAGE;
pub use conditions::condition_words;
pub use conversations::{Conversation, Participant};
pub use external_ids::{EXTERNAL_ID_PAGE, ExternalIdPage};
pub use grants::{GrantPair, Grants, SUBJECTS_AT_ONCE};
pub use group_members::MEMBERS_AT_ONCE;
pub use groups::GROUP_PAGE;
pub use history::{HISTORY_PAGE, Interval, LONGEST_INTERVAL_DAYS};
pub use history_jobs::{HistoryBatch, JobState, JobStatus};
pub use new_users::{NewUser, ScimPerson};
pub use organization::{Limit, Organization};
pub use queues::{MEMBERS_REMOVED_AT_ONCE, QUEUE_PAGE};
pub use role_holders::{HOLDER_PAGE, HOLDER_PAGE_SURE, HolderKind, RoleHolder};
pub use skills::{LANGUAGES_AT_ONCE, SKILL_PAGE};
pub use stations::Stations;
pub use tenant_audit::{AUDIT_PAGE, AuditChange, AuditLine, AuditService};
pub use tokens::TokenInfo;
pub use user_detail::{Expand, UserDetail};
pub use user_queues::UserQueue;
pub use user_state::StateRecord;
pub use users::{ListedPerson, ListedState, USER_PAGE, USERS_BY_ID};
