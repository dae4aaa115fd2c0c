//! The engine against a pretended tenant: the walk of a step, killing it anywhere, several engines, control.

mod batch;
mod control;
mod fleet;
mod from_event;
mod kill;
mod outcomes;
mod pieces;
mod planned;
mod stage;
mod trouble;
