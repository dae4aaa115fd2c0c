//! Trouble on demand: seeded, repeatable, chosen by name.

use super::ids::Dice;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A named kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FaultProfile {
    /// No trouble.
    #[default]
    None,
    /// Bursts of 429, with and without `Retry-After`, while the budget is not used up.
    Storm,
    /// 5xx answers and closed connections, both before anything has happened.
    Flaky,
    /// The effect happens and the answer is lost: the connection closes, or stalls and then closes.
    LostReplies,
    /// Bodies that take up to a few seconds to arrive.
    Slow,
    /// Reads that show a person as they were a moment ago.
    Stale,
    /// Tokens that stop working long before `expires_in`.
    ShortTokens,
    /// Roles, queue seats and group memberships that somebody else removes just before the call.
    Vanishing,
}

impl FaultProfile {
    /// Every profile with its name.
    pub const ALL: [(FaultProfile, &'static str); 8] = [
        (FaultProfile::None, "none"),
        (FaultProfile::Storm, "storm"),
        (FaultProfile::Flaky, "flaky"),
        (FaultProfile::LostReplies, "lost-replies"),
        (FaultProfile::Slow, "slow"),
        (FaultProfile::Stale, "stale"),
        (FaultProfile::ShortTokens, "short-tokens"),
        (FaultProfile::Vanishing, "vanishing"),
    ];

    /// The profile's name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(p, _)| *p == self).map_or("none", |(_, n)| n)
    }
}

impl fmt::Display for FaultProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no fault profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no fault profile '{0}'; there are none, storm, flaky, lost-replies, slow, stale, short-tokens, vanishing"
)]
pub struct UnknownProfile(String);

impl FromStr for FaultProfile {
    type Err = UnknownProfile;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(p, _)| *p).ok_or_else(|| UnknownProfile(name.to_owned()))
    }
}

/// What befalls one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    Nothing,
    /// 429, with this many seconds of `Retry-After` or without.
    TooMany(Option<u64>),
    /// A 5xx before anything has happened.
    Fail(u16),
    /// The connection closes before anything has happened.
    ResetBefore,
    /// The connection closes after the effect.
    ResetAfter,
    /// Nothing comes for this time after the effect, then the connection closes.
    StallAfter(Duration),
    /// The body takes this time.
    Slow(Duration),
    /// The call reads what was true a moment ago.
    Stale,
}

/// The source of trouble of one tenant.
#[derive(Debug, Clone)]
pub struct Faults {
    profile: FaultProfile,
    dice: Dice,
    storm_left: usize,
}

impl Faults {
    /// The trouble of a profile, repeatable from the seed.
    pub fn new(profile: FaultProfile, seed: u64) -> Self {
        Self { profile, dice: Dice::new(seed, "faults", 0), storm_left: 0 }
    }

    /// What befalls the next call; `writes` says whether it may change something.
    pub fn next(&mut self, writes: bool) -> Fault {
        let dice = &mut self.dice;
        match self.profile {
            FaultProfile::Storm => {
                if self.storm_left == 0 && dice.percent(4) {
                    self.storm_left = 2 + dice.below(6);
                }
                if self.storm_left == 0 {
                    return Fault::Nothing;
                }
                self.storm_left -= 1;
                Fault::TooMany((!dice.percent(25)).then(|| 1 + dice.below(3) as u64))
            }
            FaultProfile::Flaky => match dice.below(100) {
                0..=6 => Fault::Fail(*dice.pick(&[500, 502, 503, 503, 504])),
                7..=10 => Fault::ResetBefore,
                _ => Fault::Nothing,
            },
            FaultProfile::LostReplies => match (dice.below(100), writes) {
                (0..=14, true) | (0..=2, false) => Fault::ResetAfter,
                (15..=16, true) => Fault::StallAfter(Duration::from_secs(40)),
                _ => Fault::Nothing,
            },
            FaultProfile::Slow if dice.percent(30) => Fault::Slow(Duration::from_millis(200 + dice.below(2300) as u64)),
            FaultProfile::Stale if !writes && dice.percent(50) => Fault::Stale,
            _ => Fault::Nothing,
        }
    }

    /// After how many calls a new token stops working, if it does so early.
    pub fn token_uses(&mut self) -> Option<u32> {
        (self.profile == FaultProfile::ShortTokens).then(|| 8 + self.dice.below(40) as u32)
    }

    /// Whether what a call is about to remove has just been removed by somebody else.
    pub fn vanishes(&mut self) -> bool {
        self.profile == FaultProfile::Vanishing && self.dice.percent(25)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_brings_the_same_trouble() {
        for (profile, name) in FaultProfile::ALL {
            assert_eq!(name.parse(), Ok(profile));
            let throws = |seed| {
                let mut faults = Faults::new(profile, seed);
                (0..400).map(|n| faults.next(n % 2 == 0)).collect::<Vec<_>>()
            };
            assert_eq!(throws(1), throws(1));
            let troubled = throws(1).iter().any(|f| *f != Fault::Nothing);
            let quiet = matches!(profile, FaultProfile::None | FaultProfile::ShortTokens | FaultProfile::Vanishing);
            assert_eq!(troubled, !quiet, "{name}");
        }
        assert!("thunder".parse::<FaultProfile>().is_err());
    }

    #[test]
    fn a_lost_reply_is_lost_after_the_effect() {
        let mut faults = Faults::new(FaultProfile::LostReplies, 3);
        let seen: Vec<Fault> = (0..1000).map(|_| faults.next(true)).collect();
        assert!(seen.contains(&Fault::ResetAfter));
        assert!(!seen.contains(&Fault::ResetBefore));
    }
}
