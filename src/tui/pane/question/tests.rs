//! Questions and answers on a test backend.
