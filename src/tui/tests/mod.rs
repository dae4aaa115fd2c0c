//! Whole screens on a test backend: how they look, and what keys do to them.

mod keys;
mod looks;
mod sizes;
