//! Figures of the past, from what the journal and the inbox have kept.

use super::desk::{Desk, store_fault};
use crate::model::{CutAfter, DisplayText, Ended, Fault, Figures, RunId, RunState, Timestamp};
use crate::store::{CutRow, EndedRow, StoreError};
use std::collections::HashSet;
use std::time::Duration;

/// How many cuts are looked at: enough that 95 of a hundred means something.
const CUTS: i64 = 100;
/// How far back runs are counted: the days that are shown, and one more for zones.
const BACK: jiff::SignedDuration = jiff::SignedDuration::from_hours(15 * 24);

impl Desk {
    /// How soon accesses were cut after their events, and how runs ended in the last days.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn figures(&self) -> Result<Figures, Fault> {
        let at = self.now();
        let read = async {
            let mut tx = self.store.reading().await?;
            let cuts = tx.cuts(CUTS).await?;
            let ended = tx.runs_ended((at - BACK).as_millisecond()).await?;
            Ok::<_, StoreError>((cuts, ended))
        };
        let (cuts, ended) = read.await.map_err(|e| store_fault(&e))?;
        Ok(Figures { at, cuts: first_of_each(cuts), ended: ended.into_iter().filter_map(counted).collect() })
    }
}

/// The cuts of runs, each once: a run that several events ask for is measured from the oldest, which comes first.
fn first_of_each(rows: Vec<CutRow>) -> Vec<CutAfter> {
    let mut seen = HashSet::new();
    rows.into_iter().filter(|row| seen.insert(row.run.clone())).filter_map(cut).collect()
}

/// None where a clock was put back in between.
fn cut(row: CutRow) -> Option<CutAfter> {
    let later = [row.decided_ms, row.planned_ms].into_iter().flatten().filter(|ms| *ms <= row.cut_ms);
    let from = later.fold(row.received_ms, i64::max);
    Some(CutAfter {
        took: Duration::from_millis(u64::try_from(row.cut_ms - from).ok()?),
        at: Timestamp::from_millisecond(row.cut_ms).ok()?,
        run: RunId::new(row.run),
        name: DisplayText::new(row.name),
    })
}

fn counted(row: EndedRow) -> Option<Ended> {
    let all = [RunState::Done, RunState::Failed, RunState::Cancelled];
    Some(Ended {
        from: Timestamp::from_millisecond(row.from_ms).ok()?,
        state: all.into_iter().find(|state| state.as_str() == row.state)?,
        number: usize::try_from(row.number).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(run: &str, received: i64, decided: Option<i64>, planned: Option<i64>) -> CutRow {
        CutRow {
            run: run.to_owned(),
            name: "Jane Doe".to_owned(),
            cut_ms: 10_000,
            received_ms: received,
            decided_ms: decided,
            planned_ms: planned,
        }
    }

    #[test]
    fn a_cut_is_measured_from_when_nothing_but_us_was_waited_for() {
        for (received, decided, planned, millis) in [
            (8_000, None, None, Some(2_000)),
            (1_000, Some(9_000), None, Some(1_000)),
            (1_000, None, Some(9_500), Some(500)),
            // Confirmed after the cut: that decision was about the rest.
            (8_000, Some(11_000), None, Some(2_000)),
            (10_001, None, None, None),
        ] {
            let took = cut(row("r", received, decided, planned)).map(|cut| cut.took);
            assert_eq!(took, millis.map(Duration::from_millis), "{received} {decided:?} {planned:?}");
        }
    }

    #[test]
    fn a_run_of_several_events_counts_once_from_the_oldest() {
        let cuts =
            first_of_each(vec![row("a", 4_000, None, None), row("a", 9_000, None, None), row("b", 9_000, None, None)]);
        let told: Vec<_> = cuts.iter().map(|cut| (cut.run.as_str(), cut.took.as_millis())).collect();
        assert_eq!(told, [("a", 6_000), ("b", 1_000)]);
    }
}
