//! The directory that questions about everybody need, with word of how far its reading is.

use super::args::Form;
use super::desk::{Desk, Whole};
use super::{Out, Trouble};
use crate::backend::Behind;
use jiff::SignedDuration;
use tokio::sync::mpsc;

/// For how long the kept directory is taken as fresh enough. Every answer says how old it is.
const FRESH: SignedDuration = SignedDuration::from_hours(1);

/// Word of the reading waits here while a line is being written.
const WAITING: usize = 16;

/// Everybody's access: from the kept directory where that is fresh enough and nothing else was asked for.
///
/// # Errors
/// The tenant does not tell all of it.
pub(super) async fn read(desk: &dyn Desk, form: Form, out: &Out) -> Result<Whole, Trouble> {
    let oldest = if form.refresh { SignedDuration::ZERO } else { FRESH };
    told(out, |tell| desk.whole(oldest, tell)).await
}

/// Reads while it is told how far the reading is.
pub(super) async fn told<T, F: Future<Output = T>>(out: &Out, read: impl FnOnce(mpsc::Sender<Behind>) -> F) -> T {
    let (tell, mut told) = mpsc::channel(WAITING);
    let work = read(tell);
    let watch = async {
        let mut milestones = Milestones::default();
        while let Some(behind) = told.recv().await {
            if let Some(line) = milestones.line(&behind) {
                out.meanwhile(&line);
            }
        }
    };
    let (read, ()) = tokio::join!(work, watch);
    read
}

/// Which word of progress is worth a line: each part once, then every tenth of it, or every thousand where nobody knows
/// how much there is.
#[derive(Debug, Default)]
struct Milestones {
    last: Option<(&'static str, usize)>,
}

impl Milestones {
    fn line(&mut self, behind: &Behind) -> Option<String> {
        let Behind { what, loaded, total } = *behind;
        let mark = match total {
            Some(total) => loaded.saturating_mul(10) / total.max(1),
            None => loaded / 1_000,
        };
        if self.last == Some((what, mark)) {
            return None;
        }
        self.last = Some((what, mark));
        Some(match total {
            Some(total) => format!("> reading {what}: {loaded} of {total}"),
            None if loaded > 0 => format!("> reading {what}: {loaded} so far"),
            None => format!("> reading {what}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_for_each_part_and_each_tenth_of_it() {
        let mut milestones = Milestones::default();
        let mut told = Vec::new();
        for loaded in 0..=200 {
            told.extend(milestones.line(&Behind { what: "grants", loaded, total: Some(200) }));
        }
        assert_eq!(told.len(), 11);
        assert_eq!(told[0], "> reading grants: 0 of 200");
        assert_eq!(told[10], "> reading grants: 200 of 200");
        assert_eq!(milestones.line(&Behind { what: "members", loaded: 0, total: None }).unwrap(), "> reading members");
        assert_eq!(milestones.line(&Behind { what: "members", loaded: 999, total: None }), None);
        let line = milestones.line(&Behind { what: "members", loaded: 1_500, total: None });
        assert_eq!(line.unwrap(), "> reading members: 1500 so far");
    }
}
