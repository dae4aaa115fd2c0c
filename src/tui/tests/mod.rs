//! Whole screens on a test backend: how they look, and what keys do to them.

mod answers;
mod keys;
mod looks;
mod sizes;
mod themes;
