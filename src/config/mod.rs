//! Profiles, settings, secrets.
