//! A time as somebody gives it on the command line.

use super::{Kind, Trouble};
use crate::model::{Moment, Timestamp};
use jiff::tz::TimeZone;

/// Reads the time of `--at`.
///
/// # Errors
/// It is no time to come; see [`Moment::to_come`].
pub(crate) fn read(text: &str, now: Timestamp, here: &TimeZone) -> Result<Moment, Trouble> {
    let remedy = || format!("give a time to come, such as {}", Moment::EXAMPLE);
    Moment::to_come(text, now, here).map_err(|why| Trouble::new(Kind::Usage, format!("--at {text}: {why}"), remedy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn now() -> Timestamp {
        "2026-11-28T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn zones_offsets_and_local_times_mean_what_they_say() {
        for (text, at) in [
            ("2026-12-01T18:00[Europe/Berlin]", "2026-12-01T17:00:00Z"),
            ("2026-12-01T18:00+01:00[Europe/Berlin]", "2026-12-01T17:00:00Z"),
            ("2026-12-01T18:00:00-05:00", "2026-12-01T23:00:00Z"),
            ("2026-12-01T18:00Z", "2026-12-01T18:00:00Z"),
            (" 2026-12-01 18:00 ", "2026-12-01T17:00:00Z"),
            ("2027-07-01T18:00", "2027-07-01T16:00:00Z"),
        ] {
            assert_eq!(read(text, now(), &berlin()).unwrap().at.to_string(), at, "{text}");
        }
        let shown = read("2026-12-01T18:00", now(), &berlin()).unwrap().shown;
        assert_eq!(shown, "2026-12-01T18:00:00+01:00[Europe/Berlin]");
    }

    #[test]
    fn what_has_passed_or_means_nothing_is_said_with_an_example() {
        for (text, why) in [
            ("2026-11-28T08:59[Europe/Berlin]", "which has passed"),
            ("2026-12-01", "time of day"),
            ("tomorrow", "--at tomorrow"),
            ("2026-12-01T25:00", "--at"),
            ("2026-12-01T18:00[Europe/Atlantis]", "Atlantis"),
            ("2026-12-01T18:00+05:00[Europe/Berlin]", "--at"),
            // The clocks go forward over the one and back over the other.
            ("2027-03-28T02:30", "--at"),
            ("2027-10-31T02:30[Europe/Berlin]", "--at"),
        ] {
            let trouble = read(text, now(), &berlin()).unwrap_err();
            assert_eq!(trouble.kind, Kind::Usage);
            assert!(trouble.fault.text.as_str().contains(why), "{text}: {}", trouble.fault.text);
            assert!(trouble.fault.remedy.as_str().contains("[Europe/Berlin]"));
        }
    }
}
