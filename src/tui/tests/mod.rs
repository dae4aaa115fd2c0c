//! Whole screens on a test backend: how they look, and what keys do to them.

mod answers;
mod bindings;
mod keys;
mod looks;
mod pointing;
mod sizes;
mod themes;
