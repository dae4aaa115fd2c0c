//! A time as somebody types it, and in which zone it was meant.

use super::Timestamp;
use jiff::Zoned;
use jiff::civil;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{Disambiguation, OffsetConflict, TimeZone};

/// A time that was given, and how it is shown back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// The same with its offset and, where there is one, its zone (RFC 9557).
    pub shown: String,
}

impl Moment {
    /// How a time may be written.
    pub const EXAMPLE: &'static str = "2026-12-01T18:00[Europe/Berlin], 2026-12-01T18:00+01:00, or 2026-12-01T18:00 by this \
                                       machine's clock";

    /// Reads a time to come, with a zone (RFC 9557), with an offset (RFC 3339), or without either: then it is meant in
    /// `here`.
    ///
    /// # Errors
    /// Says why it is none: it is no time, has passed, or there is no such time or two of them on a day on which the
    /// clocks change.
    pub fn to_come(text: &str, now: Timestamp, here: &TimeZone) -> Result<Self, String> {
        let moment = meant(text.trim(), here)?;
        match moment.at > now {
            true => Ok(moment),
            false => Err(format!("that is {}, which has passed", moment.shown)),
        }
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
