//! People, cards and groups for tests.
