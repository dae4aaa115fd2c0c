//! Plain types that every room speaks: ids, people, groups, roles, plans, runs, outcomes.
//!
//! Nothing here does I/O, waits, or reads a clock of its own accord; a value of this room can be made in any test.

pub mod audit;
pub mod batch;
pub mod batch_result;
pub mod clock;
pub mod digest;
pub mod figures;
pub mod finding;
pub mod group;
pub mod holdings;
pub mod id;
pub mod inbox;
pub mod key_finding;
pub mod licence;
pub mod look;
pub mod moment;
pub mod nearest;
pub mod notice;
mod notice_fields;
pub mod person;
pub mod plan;
pub mod role;
pub mod rows;
pub mod run;
pub mod seat;
pub mod server_call;
pub mod setup;
pub mod sync;
pub mod table;
pub mod text;

pub use audit::{AuditEntry, AuditRecord, Operator};
pub use batch::{BatchOutcome, BatchRecord, BatchRun, BatchTotals, Listed, digest_of_all};
pub use batch_result::{RESULT_COLUMNS, result_row, result_table};
pub use clock::{Clock, SetClock};
pub use digest::{Digest, canonical_json};
pub use figures::{CutAfter, Day, Ended, Figures};
pub use finding::{Finding, Level};
pub use group::{Group, GroupImage, GroupMember, GroupType, Queue};
pub use holdings::{
    HeldBy, HeldGrant, HeldPlace, Holdings, HoldingsEdit, RoleHolding, RoleHoldings, SubjectKind, SubjectRef,
};
pub use id::{
    BatchId, ConversationId, CorrelationId, DivisionId, GroupId, LanguageId, QueueId, RoleId, RunId, SkillId,
    StationId, UserId,
};
pub use inbox::{
    Accepted, Delivery, HrEvent, HrEventKind, InboxEntry, InboxNeed, InboxRun, InboxState, Policy, Quarantined,
    Rejected,
};
pub use key_finding::KeyFinding;
pub use licence::Licence;
pub use look::{KeyPreset, ThemeName};
pub use moment::Moment;
pub use notice::{Notice, NoticeDivision, NoticeKind, NoticeSource};
pub use notice_fields::NoticeField;
pub use person::{ExternalId, Person, StateChangeReason, UserState};
pub use plan::{Before, Forecast, Phase, PipelineKind, Plan, PlannedStep, Subject};
pub use role::{
    Catalogue, CatalogueEntry, Condition, Division, Grant, GrantSource, Permission, PermissionPolicy, Role,
};
pub use rows::{Begun, PlannedRow, RowStanding, RowsPlan};
pub use run::{
    Changed, Evidence, Fault, Outcome, Planned, Progress, RunEvent, RunRecord, RunState, StepRecord, StepState,
};
pub use seat::{OpenConversation, QueueMembership, Rated, Seat, SeatStation};
pub use server_call::{CallOutcome, ServerCall, shown_body};
pub use setup::{SecretPlace, SetupJob};
pub use sync::{GrantsImage, GrantsOf, Tally};
pub use table::Table;
pub use text::DisplayText;

/// A point in time; always UTC, shown in ISO 8601.
pub type Timestamp = jiff::Timestamp;
