//! The platform as typed calls: regions, OAuth, transport (budget, retry, breaker), one file per resource.
