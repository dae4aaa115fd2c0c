//! Answers for people: aligned lines, a sign and a word for every state, nothing by colour alone.

mod access;
mod audit;
mod batch;
mod changes;
mod columns;
mod everybody;
mod figures;
mod inbox;
mod letters;
mod paint;
mod people;
mod plan;
mod reach;
mod run;
mod why;

pub(super) use access::{access, access_of_other};
pub(super) use audit::{records, verdict, whole_record};
pub(super) use batch::{batch, batches, pulse, totals};
pub(super) use changes::changes;
pub(super) use columns::Columns;
pub(super) use everybody::{compare, power, what_if, who_can};
pub(super) use figures::figures;
pub(super) use inbox::{event, inbox, quarantine, quarantined};
pub(super) use letters::{letter_page, letters, lines as letter_lines};
pub use paint::Paint;
pub(super) use people::hits;
pub(super) use plan::{heading, plan};
pub(super) use run::{run, runs, sentence, step_line, unproved};
pub(super) use why::{why, why_not};

use crate::model::Timestamp;

/// A time as people read it, in UTC.
pub(super) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// A length of time with one unit, or with two where one would hide too much.
pub(super) fn took(millis: i64) -> String {
    match millis {
        ..1_000 => format!("{} ms", millis.max(0)),
        1_000..10_000 => format!("{}.{} s", millis / 1_000, millis % 1_000 / 100),
        10_000..60_000 => format!("{} s", millis / 1_000),
        60_000..3_600_000 => format!("{} min {} s", millis / 60_000, millis % 60_000 / 1_000),
        _ => format!("{} h {} min", millis / 3_600_000, millis % 3_600_000 / 60_000),
    }
}

/// Milliseconds from one moment to another.
pub(super) fn between(from: Timestamp, to: Timestamp) -> i64 {
    to.as_millisecond() - from.as_millisecond()
}

/// A number with its noun, in the plural where it needs one.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        for (millis, text) in [
            (-5, "0 ms"),
            (999, "999 ms"),
            (1_250, "1.2 s"),
            (59_999, "59 s"),
            (252_000, "4 min 12 s"),
            (3_660_000, "1 h 1 min"),
        ] {
            assert_eq!(took(millis), text);
        }
        assert_eq!((count(1, "step"), count(0, "step")), ("1 step".to_owned(), "0 steps".to_owned()));
    }
}
