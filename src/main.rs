//! The door: arguments, error reports, logs; picks a face.
#![forbid(unsafe_code)]

fn main() {}
