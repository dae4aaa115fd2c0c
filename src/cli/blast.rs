//! What the command line says where a batch needs the number of its people.

use super::text::count;
use super::{Kind, Trouble};
use crate::backend::BlastLimits;

/// Whether a batch of so many people may go on: within the limits, or with exactly their number given.
///
/// # Errors
/// Says the number that has to be given.
pub(super) fn check(
    people: usize,
    active: Option<u64>,
    limits: BlastLimits,
    given: Option<usize>,
) -> Result<(), Trouble> {
    let refused = |text: String| {
        let remedy = format!("look at the list; if it is right, add --exactly {people}");
        Err(Trouble::new(Kind::Refused, text, remedy))
    };
    match (given, limits.exceeded(people, active)) {
        (Some(given), _) if given == people => Ok(()),
        (Some(given), _) => refused(
            format!("{} would be offboarded, not {given}", count(people, "person")).replace("persons", "people"),
        ),
        (None, None) => Ok(()),
        (None, Some(why)) => refused(format!("{why}: their number has to be given")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: BlastLimits = BlastLimits { people: 50, percent: 5 };

    #[test]
    fn within_both_limits_nothing_has_to_be_given() {
        for (people, active) in [(1, 20), (5, 24), (50, 1_000), (50, 100_000)] {
            assert!(check(people, Some(active), LIMITS, None).is_ok(), "{people} of {active}");
        }
        assert!(check(5, None, LIMITS, None).is_ok(), "a few are looked at name by name");
    }

    #[test]
    fn beyond_either_only_the_exact_number_passes() {
        for (people, active) in [(51, Some(100_000)), (6, Some(100)), (6, Some(24)), (6, None)] {
            let refused = check(people, active, LIMITS, None).unwrap_err();
            assert_eq!(refused.kind, Kind::Refused);
            assert!(refused.fault.remedy.as_str().ends_with(&format!("--exactly {people}")), "{refused:?}");
            assert!(check(people, active, LIMITS, Some(people)).is_ok());
            assert!(check(people, active, LIMITS, Some(people + 1)).is_err());
        }
        let text = check(6, Some(100), LIMITS, None).unwrap_err().fault.text;
        assert_eq!(text.as_str(), "6 people are more than 5 % of the 100 active ones: their number has to be given");
    }

    #[test]
    fn a_number_that_is_not_right_is_refused_within_the_limits_too() {
        let refused = check(2, Some(1_000), LIMITS, Some(3)).unwrap_err();
        assert_eq!(refused.fault.text.as_str(), "2 people would be offboarded, not 3");
    }
}
