//! How many people one batch may take before their number has to be given: more are more often a wrong list than a wish.

use super::text::count;
use super::{Kind, Trouble};

/// From where on the number has to be given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Limits {
    /// More people than this.
    pub(super) people: u32,
    /// More than this many per cent of the active people of the tenant.
    pub(super) percent: u32,
}

/// Up to so many people no share of the tenant is too large: in a small one each would be.
const FEW: u64 = 5;

/// Why so many people (of so many active ones; none where the tenant does not tell) are not taken without their number.
pub(super) fn exceeded(people: usize, active: Option<u64>, limits: Limits) -> Option<String> {
    let number = people as u64;
    if number > u64::from(limits.people) {
        return Some(plural(format!("{} are more than the limit of {}", count(people, "person"), limits.people)));
    }
    match active {
        _ if number <= FEW => None,
        None => Some("the tenant does not tell how many people are active".to_owned()),
        Some(active) if number.saturating_mul(100) > active.saturating_mul(u64::from(limits.percent)) => {
            let text =
                format!("{} are more than {} % of the {active} active ones", count(people, "person"), limits.percent);
            Some(plural(text))
        }
        Some(_) => None,
    }
}

fn plural(text: String) -> String {
    text.replace("1 person are", "1 person is").replace("persons", "people")
}

/// Whether a batch of so many people may go on: within the limits, or with exactly their number given.
///
/// # Errors
/// Says the number that has to be given.
pub(super) fn check(people: usize, active: Option<u64>, limits: Limits, given: Option<usize>) -> Result<(), Trouble> {
    let refused = |text: String| {
        let remedy = format!("look at the list; if it is right, add --exactly {people}");
        Err(Trouble::new(Kind::Refused, text, remedy))
    };
    match (given, exceeded(people, active, limits)) {
        (Some(given), _) if given == people => Ok(()),
        (Some(given), _) => refused(plural(format!("{} would be offboarded, not {given}", count(people, "person")))),
        (None, None) => Ok(()),
        (None, Some(why)) => refused(format!("{why}: their number has to be given")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { people: 50, percent: 5 };

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
