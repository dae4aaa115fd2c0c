//! Provision: a file of people who are to be made. Every row is checked before the first write; each good row becomes
//! a run of its own, so that one that fails keeps no other.

mod action;
mod check;
mod columns;
mod form;
mod job;
mod known;
mod look;
mod make;
mod notices;
mod password;
mod plan;
mod recipe;

pub use action::{By, NewPerson};
pub use check::{Checked, Checker};
pub use columns::COLUMNS;
pub use job::{Means, ProvisionJob};
pub use known::{Abilities, Known};
pub use password::generate;
pub use plan::{Request, SUBJECT, plan, subject_id};
pub use recipe::{Deliver, Recipe};
