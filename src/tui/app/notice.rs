//! What the operator is told in passing: a bounded log, the newest of which shows above the footer.

use crate::backend::Severity;
use crate::model::{DisplayText, Fault, Timestamp};
use jiff::SignedDuration;
use std::collections::VecDeque;

/// Notices that are kept; older ones are in the log file.
const KEPT: usize = 500;

/// One notice.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// When it came last.
    pub at: Timestamp,
    /// How grave.
    pub severity: Severity,
    /// What, in words.
    pub text: DisplayText,
    /// How many times, since it was last dismissed.
    pub times: usize,
    /// What went wrong, where it is about that.
    pub fault: Option<Box<Fault>>,
    /// Until when it shows by itself; errors have no end.
    until: Option<Timestamp>,
    dismissed: bool,
}

impl Notice {
    /// Whether it still shows by itself.
    fn shows(&self, now: Timestamp) -> bool {
        !self.dismissed && self.until.is_none_or(|until| now < until)
    }
}

/// All notices, oldest first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Notices {
    log: VecDeque<Notice>,
}

/// How long a notice shows by itself.
fn shown_for(severity: Severity) -> Option<SignedDuration> {
    match severity {
        Severity::Success | Severity::Note => Some(SignedDuration::from_secs(4)),
        Severity::Warning => Some(SignedDuration::from_secs(15)),
        Severity::Error => None,
    }
}

impl Notices {
    /// Adds one; the same text as the last one, or as one that still shows, is counted instead.
    pub fn add(&mut self, severity: Severity, text: DisplayText, now: Timestamp) {
        self.push(severity, text, None, now);
    }

    /// Adds an error with what is known of it.
    pub fn add_fault(&mut self, text: DisplayText, fault: Fault, now: Timestamp) {
        self.push(Severity::Error, text, Some(Box::new(fault)), now);
    }

    fn push(&mut self, severity: Severity, text: DisplayText, fault: Option<Box<Fault>>, now: Timestamp) {
        let until = shown_for(severity).and_then(|d| now.checked_add(d).ok());
        let last = self.log.len().wrapping_sub(1);
        let same = |(at, n): (usize, &Notice)| n.severity == severity && n.text == text && (at == last || n.shows(now));
        let known = self.log.iter().enumerate().rposition(same);
        let times = known.and_then(|at| self.log.remove(at)).map_or(0, |notice| notice.times) + 1;
        if self.log.len() == KEPT {
            self.log.pop_front();
        }
        self.log.push_back(Notice { at: now, severity, text, times, fault, until, dismissed: false });
    }

    /// All of them, newest first.
    pub fn newest_first(&self) -> impl ExactSizeIterator<Item = &Notice> {
        self.log.iter().rev()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.log.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.log.is_empty()
    }

    /// The one to show: the newest of the gravest that still show, and how many more show besides.
    pub fn showing(&self, now: Timestamp) -> Option<(&Notice, usize)> {
        let shows = || self.log.iter().filter(|n| n.shows(now));
        // `max_by_key` gives the last of equals, which is the newest.
        let top = shows().max_by_key(|n| n.severity)?;
        let errors = shows().filter(|n| n.severity == Severity::Error).count();
        Some((top, if top.severity == Severity::Error { errors - 1 } else { 0 }))
    }

    /// When the next one stops showing by itself.
    pub fn next_end(&self, now: Timestamp) -> Option<Timestamp> {
        self.log.iter().filter(|n| !n.dismissed).filter_map(|n| n.until).filter(|until| now < *until).min()
    }

    /// Gives every notice that still shows its full time again, because a layer covered it.
    pub fn show_again(&mut self, now: Timestamp) {
        for notice in self.log.iter_mut().filter(|n| !n.dismissed && n.until.is_some_and(|until| now < until)) {
            notice.until = shown_for(notice.severity).and_then(|d| now.checked_add(d).ok());
        }
    }

    /// Dismisses what shows, and whatever is no error: an error that nobody has seen is not taken away with another. Says
    /// whether anything did show.
    pub fn dismiss(&mut self, now: Timestamp) -> bool {
        let Some(seen) = self.showing(now).map(|(notice, _)| notice.clone()) else { return false };
        for notice in &mut self.log {
            notice.dismissed |= notice.severity != Severity::Error || *notice == seen;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn errors_stay_until_dismissed_and_outrank_what_is_newer() {
        let mut notices = Notices::default();
        notices.add(Severity::Error, "failed".into(), at(0));
        notices.add(Severity::Success, "copied".into(), at(1));
        assert_eq!(notices.showing(at(2)).unwrap().0.text.as_str(), "failed");
        assert_eq!(notices.showing(at(1_000_000)).unwrap().0.text.as_str(), "failed");
        assert!(notices.dismiss(at(3)));
        assert!(notices.showing(at(3)).is_none());
        assert_eq!(notices.len(), 2, "the log keeps what was dismissed");
    }

    #[test]
    fn an_error_that_was_not_seen_is_not_dismissed_with_another() {
        let mut notices = Notices::default();
        notices.add(Severity::Error, "first".into(), at(0));
        notices.add(Severity::Error, "second".into(), at(1));
        assert_eq!(notices.showing(at(2)).map(|(n, more)| (n.text.as_str(), more)), Some(("second", 1)));
        assert!(notices.dismiss(at(2)));
        assert_eq!(notices.showing(at(3)).map(|(n, more)| (n.text.as_str(), more)), Some(("first", 0)));
        assert!(notices.dismiss(at(3)) && !notices.dismiss(at(4)));
    }

    #[test]
    fn an_error_that_shows_is_counted_whatever_came_between() {
        let mut notices = Notices::default();
        for text in ["down", "slow", "down"] {
            notices.add(Severity::Error, text.into(), at(0));
        }
        let all: Vec<_> = notices.newest_first().map(|n| (n.text.as_str(), n.times)).collect();
        assert_eq!(all, [("down", 2), ("slow", 1)]);
        notices.dismiss(at(1));
        notices.add(Severity::Note, "between".into(), at(1));
        notices.add(Severity::Error, "down".into(), at(2));
        assert_eq!(notices.newest_first().next().map(|n| n.times), Some(1), "what was dismissed is over");
    }

    #[test]
    fn others_end_by_themselves() {
        let mut notices = Notices::default();
        notices.add(Severity::Success, "copied".into(), at(0));
        assert_eq!(notices.next_end(at(0)), Some(at(4)));
        assert!(notices.showing(at(3)).is_some());
        assert!(notices.showing(at(4)).is_none());
        assert_eq!(notices.next_end(at(4)), None);
    }

    #[test]
    fn repeats_are_counted_and_the_log_is_bounded() {
        let mut notices = Notices::default();
        for _ in 0..3 {
            notices.add(Severity::Warning, "busy".into(), at(0));
        }
        assert_eq!((notices.len(), notices.newest_first().next().unwrap().times), (1, 3));
        for n in 0..2 * KEPT {
            notices.add(Severity::Note, n.to_string().into(), at(0));
        }
        assert_eq!(notices.len(), KEPT);
    }
}
