//! Times as the operator reads them: coarse, so that an idle screen has no reason to change.

use crate::model::Timestamp;
use jiff::tz::TimeZone;

/// The time of day, with seconds.
pub fn time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M:%S").to_string()
}

/// The time of day in minutes, with the date when it is not today.
pub fn when(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let form = if at.date() == now.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    at.strftime(form).to_string()
}

/// The time of day in minutes, or the date when it is not today: for narrow columns.
pub fn short(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    at.strftime(if at.date() == now.date() { "%H:%M" } else { "%Y-%m-%d" }).to_string()
}

/// The date.
pub fn date(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d").to_string()
}

/// The moment in full, to the millisecond, with its distance from UTC: for those who compare it with other records.
pub fn iso(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_needs_no_date() {
        let at: Timestamp = "2026-03-03T10:41:07Z".parse().unwrap();
        let later: Timestamp = "2026-03-04T00:00:01Z".parse().unwrap();
        assert_eq!(when(at, at, &TimeZone::UTC), "10:41");
        assert_eq!(when(at, later, &TimeZone::UTC), "2026-03-03 10:41");
        assert_eq!(short(at, at, &TimeZone::UTC), "10:41");
        assert_eq!(short(at, later, &TimeZone::UTC), "2026-03-03");
        assert_eq!(time(at, &TimeZone::UTC), "10:41:07");
        assert_eq!(date(at, &TimeZone::UTC), "2026-03-03");
        assert_eq!(iso(at, &TimeZone::UTC), "2026-03-03T10:41:07.000+00:00");
        assert_eq!(iso(at, &TimeZone::fixed(jiff::tz::offset(2))), "2026-03-03T12:41:07.000+02:00");
    }
}
