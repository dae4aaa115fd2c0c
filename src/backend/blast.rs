//! How many people one batch may take before their number has to be given: more are more often a wrong list than a wish.

use crate::model::DisplayText;

/// From where on the number has to be given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BlastLimits {
    /// More people than this.
    pub people: u32,
    /// More than this many per cent of the active people of the tenant.
    pub percent: u32,
}

/// Up to so many people no share of the tenant is too large: in a small one each would be.
const FEW: u64 = 5;

impl BlastLimits {
    /// Why so many people (of so many active ones; none where the tenant does not tell) are not taken without their
    /// number.
    pub fn exceeded(self, people: usize, active: Option<u64>) -> Option<DisplayText> {
        let number = people as u64;
        if let Some(why) = self.too_many(people) {
            return Some(why);
        }
        match active {
            _ if number <= FEW => None,
            None => Some("the tenant does not tell how many people are active".into()),
            Some(active) if number.saturating_mul(100) > active.saturating_mul(u64::from(self.percent)) => {
                let text = format!("{} more than {} % of the {active} active ones", are(people), self.percent);
                Some(DisplayText::new(text))
            }
            Some(_) => None,
        }
    }

    /// Why so many new people are not made without their number; no share of the tenant counts here.
    pub fn too_many(self, people: usize) -> Option<DisplayText> {
        let text = || format!("{} more than the limit of {}", are(people), self.people);
        (people as u64 > u64::from(self.people)).then(|| DisplayText::new(text()))
    }
}

fn are(people: usize) -> String {
    if people == 1 { "1 person is".to_owned() } else { format!("{people} people are") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: BlastLimits = BlastLimits { people: 50, percent: 5 };

    #[test]
    fn a_few_pass_and_a_share_or_a_number_does_not() {
        for (people, active, passes) in [
            (1, Some(1), true),
            (5, Some(6), true),
            (6, Some(100), false),
            (6, Some(120), true),
            (6, None, false),
            (50, Some(1000), true),
            (51, Some(1_000_000), false),
        ] {
            assert_eq!(LIMITS.exceeded(people, active).is_none(), passes, "{people} of {active:?}");
        }
        assert_eq!(LIMITS.exceeded(51, None).unwrap().as_str(), "51 people are more than the limit of 50");
    }
}
