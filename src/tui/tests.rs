//! Whole screens on a test backend.
