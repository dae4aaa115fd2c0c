//! What the budget looks like from outside.

use std::time::Duration;

/// What the service still lets us call, and what has been called.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meter {
    /// Calls used in this window, those under way included, as far as the service has told.
    pub used: u32,
    /// Calls allowed in a window; none until the service has told.
    pub allowed: Option<u32>,
    /// Until the window ends, at the latest; none until the service has told.
    pub resets_in: Option<Duration>,
    /// Set while calls are being held back.
    pub waiting: Option<Held>,
    /// Whether the tenant is left alone for a while because it keeps failing.
    pub circuit_open: bool,
    /// HTTP requests sent to the API since the start, repeats included. Requests for tokens are not in it.
    pub calls: u64,
    /// Requests for tokens since the start.
    pub token_calls: u64,
    /// 429 answers since the start.
    pub throttled: u64,
    /// Repeated requests since the start, after whatever failure.
    pub retries: u64,
}

/// Why calls are held back, and for how long still.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// From now.
    pub left: Duration,
    /// In words.
    pub why: &'static str,
}
