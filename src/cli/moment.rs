//! A time as somebody gives it on the command line, and in which zone it was meant.

use super::{Kind, Trouble};
use crate::model::Timestamp;
use jiff::Zoned;
use jiff::civil;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{Disambiguation, OffsetConflict, TimeZone};

/// A time that was given, and how it is shown back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Moment {
    /// When.
    pub(crate) at: Timestamp,
    /// The same with its offset and, where there is one, its zone (RFC 9557).
    pub(crate) shown: String,
}

const EXAMPLE: &str = "give a time to come, such as 2026-12-01T18:00[Europe/Berlin], 2026-12-01T18:00+01:00, or 2026-12-01T18:00 by this \
     machine's clock";

/// Reads a time with a zone (RFC 9557), with an offset (RFC 3339), or without either: then it is meant in `here`.
///
/// # Errors
/// It is no time, has passed, or there is no such time or two of them on a day on which the clocks change.
pub(crate) fn read(text: &str, now: Timestamp, here: &TimeZone) -> Result<Moment, Trouble> {
    let wrong = |why: String| Trouble::new(Kind::Usage, format!("--at {text}: {why}"), EXAMPLE);
    let moment = meant(text.trim(), here).map_err(wrong)?;
    match moment.at > now {
        true => Ok(moment),
        false => Err(wrong(format!("that is {}, which has passed", moment.shown))),
    }
}

fn meant(text: &str, here: &TimeZone) -> Result<Moment, String> {
    static PARSER: DateTimeParser =
        DateTimeParser::new().offset_conflict(OffsetConflict::Reject).disambiguation(Disambiguation::Reject);
    let pieces = PARSER.parse_pieces(text).map_err(|e| e.to_string())?;
    if pieces.time().is_none() {
        return Err("the time of day is missing".to_owned());
    }
    let has_zone = pieces.time_zone_annotation().is_some();
    let zoned = |found: Result<Zoned, jiff::Error>| {
        found.map(|at| Moment { at: at.timestamp(), shown: at.to_string() }).map_err(|e| e.to_string())
    };
    match (has_zone, pieces.offset()) {
        (true, _) => zoned(PARSER.parse_zoned(text)),
        (false, Some(_)) => {
            let at = PARSER.parse_timestamp(text).map_err(|e| e.to_string())?;
            Ok(Moment { at, shown: text.to_owned() })
        }
        (false, _) => {
            let local: civil::DateTime = PARSER.parse_datetime(text).map_err(|e| e.to_string())?;
            zoned(here.to_ambiguous_zoned(local).unambiguous())
        }
    }
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
