//! The engine against a pretended tenant: the walk of a step, killing it anywhere, several engines, control.

mod control;
mod fleet;
mod kill;
mod outcomes;
mod stage;
mod trouble;
