//! Lanyard: bring people out of, into and around a Genesys Cloud organisation, with proof.
//!
//! The rooms of the house and who may use whom: `ARCHITECTURE.md`; `tests/layering.rs` enforces it.
#![forbid(unsafe_code)]

pub mod practice;
