//! How many may come in a minute: a bucket of tokens for each sender, and one for each address that fails.

use crate::model::Timestamp;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

/// What a token costs, in parts: so many that the part of a minute which is a millisecond is a whole number of them.
const TOKEN: u64 = 60_000;

/// A bucket that holds the tokens of one minute and is filled evenly.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    parts: u64,
    at: i64,
}

impl Bucket {
    fn full(per_minute: u32, at: i64) -> Self {
        Self { parts: u64::from(per_minute) * TOKEN, at }
    }

    /// Fills it up to now.
    fn fill(&mut self, per_minute: u32, now: i64) {
        // A clock that goes back fills nothing.
        let passed = u64::try_from(now.saturating_sub(self.at)).unwrap_or(0);
        let most = u64::from(per_minute) * TOKEN;
        self.parts = passed.saturating_mul(per_minute.into()).saturating_add(self.parts).min(most);
        self.at = now;
    }

    /// Takes a token, or tells in how many seconds there is one.
    fn take(&mut self, per_minute: u32, now: i64) -> Result<(), u64> {
        self.fill(per_minute, now);
        if let Some(left) = self.parts.checked_sub(TOKEN) {
            self.parts = left;
            return Ok(());
        }
        let millis = (TOKEN - self.parts).div_ceil(u64::from(per_minute).max(1));
        Err(millis.div_ceil(1_000).max(1))
    }
}

/// Buckets by key, of which there are only so many: full ones are forgotten first.
#[derive(Debug)]
pub(super) struct Buckets<K> {
    buckets: Mutex<HashMap<K, Bucket>>,
    most: usize,
}

impl<K: Hash + Eq> Buckets<K> {
    pub(super) fn new(most: usize) -> Self {
        Self { buckets: Mutex::default(), most }
    }

    /// Takes a token of this key, or tells in how many seconds there is one.
    pub(super) fn take(&self, key: K, per_minute: u32, now: Timestamp) -> Result<(), u64> {
        let now = now.as_millisecond();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= self.most && !buckets.contains_key(&key) {
            buckets.retain(|_, bucket| {
                bucket.fill(per_minute, now);
                bucket.parts < u64::from(per_minute) * TOKEN
            });
            if buckets.len() >= self.most {
                // Whoever has that many addresses is not held back by counting them.
                buckets.clear();
            }
        }
        buckets.entry(key).or_insert_with(|| Bucket::full(per_minute, now)).take(per_minute, now)
    }
}

/// What counts as one address: all of a network of IPv6 that one machine usually has.
pub(super) fn one_address(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(millis).unwrap()
    }

    #[test]
    fn a_minute_of_tokens_can_be_taken_at_once_and_comes_back_evenly() {
        let buckets = Buckets::new(10);
        for _ in 0..60 {
            assert_eq!(buckets.take("hr", 60, at(0)), Ok(()));
        }
        assert_eq!(buckets.take("hr", 60, at(0)), Err(1));
        assert_eq!(buckets.take("other", 60, at(0)), Ok(()));
        assert_eq!(buckets.take("hr", 60, at(999)), Err(1));
        assert_eq!(buckets.take("hr", 60, at(1_000)), Ok(()));
        assert_eq!(buckets.take("hr", 60, at(0)), Err(1), "a clock that goes back fills nothing");
        let slow = Buckets::new(10);
        assert_eq!((slow.take("a", 1, at(0)), slow.take("a", 1, at(0))), (Ok(()), Err(60)));
    }

    #[test]
    fn there_are_never_more_buckets_than_allowed() {
        let buckets = Buckets::new(100);
        for n in 0..10_000 {
            let _ = buckets.take(n, 60, at(0));
            assert!(buckets.buckets.lock().unwrap().len() <= 100);
        }
    }

    #[test]
    fn a_network_counts_as_one_address() {
        let one = |text: &str| one_address(text.parse().unwrap()).to_string();
        assert_eq!(one("2001:db8:1:2:aaaa::1"), "2001:db8:1:2::");
        assert_eq!(one("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(one("192.0.2.7"), "192.0.2.7");
    }
}
