//! One file for each command.

pub(super) mod access;
pub(super) mod audit;
pub(super) mod batches;
pub(super) mod changes;
pub(super) mod compare;
mod confirming;
pub(super) mod doctor;
mod due;
pub(super) mod matrix;
pub(super) mod notices;
pub(super) mod offboard;
mod offboard_many;
pub(super) mod people;
pub(super) mod power;
pub(super) mod practice;
pub(super) mod provision;
pub(super) mod recipes;
pub(super) mod recipes_check;
pub(super) mod remove_group;
pub(super) mod restore;
mod rows;
pub(super) mod runs;
pub(super) mod settings;
mod sync_counts;
pub(super) mod sync_roles;
pub(super) mod what_if;
pub(super) mod who_can;
