//! The same jobs without a screen: text, JSON, exit codes.
