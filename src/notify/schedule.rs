//! When to try again.

use crate::model::{Digest, Timestamp};
use jiff::SignedDuration;

/// Waits in seconds after each failed try: the schedule that Standard Webhooks recommends, ten tries in a bit over three days.
const WAITS: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// No target may keep a notice from being tried for longer than this at once.
const LONGEST: i64 = 86_400;

/// When the try after number `tries` (from 1) is due; none when it was the last. What the target asks for is a floor.
pub(super) fn next_try(message: &str, tries: i64, now: Timestamp, asked: Option<SignedDuration>) -> Option<Timestamp> {
    let index = usize::try_from(tries - 1).ok()?;
    let wait = WAITS.get(index)? * 1_000;
    // Up to a tenth more, so that many notices that failed together do not come back together; told by the message's
    // own digits, because the same message should wait the same time.
    let digits = i64::from_str_radix(&Digest::of(message.as_bytes()).as_str()[..4], 16).unwrap_or(0);
    let more = wait * digits / 655_350;
    let asked = asked.map_or(0, |a| within_reason(a).as_millis().try_into().unwrap_or(0));
    let wait = SignedDuration::from_millis((wait + more).max(asked));
    Some(now.checked_add(wait).unwrap_or(Timestamp::MAX))
}

/// What a target asks for, but no longer than it may.
pub(super) fn within_reason(asked: SignedDuration) -> SignedDuration {
    asked.clamp(SignedDuration::ZERO, SignedDuration::from_secs(LONGEST))
}

/// What a `Retry-After` header asks for: seconds, or a date.
pub(super) fn retry_after(header: &str, now: Timestamp) -> Option<SignedDuration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u32>() {
        return Some(SignedDuration::from_secs(i64::from(seconds)));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(header).ok()?;
    Some(date.duration_since(now).max(SignedDuration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T10:00:00Z".parse().unwrap()
    }

    fn seconds(tries: i64, asked: Option<i64>) -> Option<i64> {
        next_try("m", tries, now(), asked.map(SignedDuration::from_secs)).map(|t| t.duration_since(now()).as_secs())
    }

    #[test]
    fn waits_grow_over_days_and_end() {
        let waits: Vec<i64> = (1..=9).map(|n| seconds(n, None).unwrap()).collect();
        for (wait, planned) in waits.iter().zip(WAITS) {
            assert!((planned..=planned + planned / 10).contains(wait), "{wait} {planned}");
        }
        assert!(waits.iter().sum::<i64>() > 3 * 86_400);
        assert_eq!(seconds(10, None), None);
    }

    #[test]
    fn notices_that_failed_together_are_spread_over_a_tenth() {
        let due = |n: i32| next_try(&format!("msg_{n}"), 4, now(), None).unwrap().duration_since(now()).as_secs();
        let waits: std::collections::BTreeSet<i64> = (0..500).map(due).collect();
        assert!(waits.len() > 250, "{}", waits.len());
        assert!(waits.iter().all(|wait| (7_200..=7_920).contains(wait)), "{waits:?}");
        assert!(waits.first() < Some(&7_250) && waits.last() > Some(&7_870), "{waits:?}");
    }

    #[test]
    fn what_is_asked_is_a_floor_within_reason() {
        assert_eq!(seconds(1, Some(90)), Some(90));
        assert!(seconds(2, Some(1)).unwrap() >= 300);
        assert_eq!(seconds(1, Some(1_000_000)), Some(LONGEST));
    }

    #[test]
    fn both_forms_of_the_header_are_read() {
        assert_eq!(retry_after(" 120 ", now()), Some(SignedDuration::from_secs(120)));
        assert_eq!(retry_after("Fri, 20 Nov 2026 10:01:00 GMT", now()), Some(SignedDuration::from_secs(60)));
        assert_eq!(retry_after("Fri, 20 Nov 2026 09:00:00 GMT", now()), Some(SignedDuration::ZERO));
        assert_eq!(retry_after("soon", now()), None);
    }
}
