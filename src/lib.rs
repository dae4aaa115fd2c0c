//! Lanyard: bring people out of, into and around a Genesys Cloud organisation, with proof.
//!
//! The rooms of the house and who may use whom: `ARCHITECTURE.md`; `tests/layering.rs` enforces it.
#![forbid(unsafe_code)]

pub mod access;
pub mod audit;
pub mod backend;
pub mod cli;
pub mod config;
pub mod directory;
pub mod engine;
pub mod genesys;
pub mod intake;
pub mod model;
pub mod notify;
pub mod pipelines;
pub mod practice;
pub mod store;
pub mod tui;
