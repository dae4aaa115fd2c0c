//! Whole screens on a test backend: how they look, and what keys do to them.

mod answers;
mod at_hand;
mod bindings;
mod faults;
mod keys;
mod looks;
mod newcomer;
mod pointing;
mod sizes;
mod themes;
