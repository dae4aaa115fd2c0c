//! Finding records, newest first.

use super::chain::record;
use crate::model::{AuditEntry, AuditRecord, RunId};
use crate::store::{Store, StoreError, Tx};

/// Rows that are read at a time.
pub(super) const PAGE: i64 = 500;

/// Which records.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Words that must all occur, in any case, in a record's subject, operator, action, step, outcome, reason, ticket
    /// or detail.
    pub text: String,
    /// Only this run.
    pub run: Option<RunId>,
    /// At most so many, newest first; 0 for all.
    pub limit: usize,
}

/// Records that were found.
#[derive(Clone, PartialEq, Debug)]
pub struct Page {
    /// Newest first.
    pub records: Vec<AuditRecord>,
    /// How many match in all.
    pub matched: usize,
    /// How many there are in all.
    pub total: usize,
}

/// Finds the records that match.
///
/// # Errors
/// When the store says no. A record that cannot be read any more is listed as `unreadable`.
pub async fn list(store: &Store, filter: &Filter) -> Result<Page, StoreError> {
    let mut tx = store.reading().await?;
    let total = count(tx.count_links(None).await?);
    let words = Words::of(&filter.text);
    let limit = if filter.limit == 0 { usize::MAX } else { filter.limit };
    let mut page = Page { records: Vec::new(), matched: 0, total };
    if words.is_empty() {
        page.matched = count(tx.count_links(filter.run.as_ref()).await?);
    }
    let mut before = i64::MAX;
    loop {
        let few = if words.is_empty() { limit.min(PAGE as usize) as i64 } else { PAGE };
        let (read, next) = newest(&mut tx, before, filter.run.as_ref(), few).await?;
        before = next.unwrap_or(0);
        for record in read {
            if words.is_empty() {
                page.records.push(record);
            } else if words.are_in(&record.entry) {
                page.matched += 1;
                if page.records.len() < limit {
                    page.records.push(record);
                }
            }
        }
        if words.is_empty() && page.records.len() >= limit {
            page.records.truncate(limit);
            break;
        }
        if next.is_none() {
            break;
        }
    }
    Ok(page)
}

/// A page of records before this number, and before which number the next page is.
async fn newest(
    tx: &mut Tx,
    before: i64,
    run: Option<&RunId>,
    limit: i64,
) -> Result<(Vec<AuditRecord>, Option<i64>), StoreError> {
    let rows = tx.links_before(before, run, limit).await?;
    let next = rows.last().map(|row| row.seq);
    Ok((rows.into_iter().map(record).collect(), next))
}

fn count(rows: i64) -> usize {
    usize::try_from(rows).unwrap_or(0)
}

/// The words of a filter.
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn of(text: &str) -> Self {
        Self(text.to_lowercase().split_whitespace().map(str::to_owned).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn are_in(&self, entry: &AuditEntry) -> bool {
        let whole = [
            entry.operator.name.as_str(),
            entry.operator.account.as_str(),
            &entry.action,
            entry.step.as_deref().unwrap_or_default(),
            entry.subject_id.as_deref().unwrap_or_default(),
            entry.subject_name.as_ref().map(|n| n.as_str()).unwrap_or_default(),
            &entry.outcome,
            entry.detail.as_str(),
            entry.reason.as_str(),
            entry.ticket.as_str(),
        ]
        .join("\n")
        .to_lowercase();
        self.0.iter().all(|word| whole.contains(word.as_str()))
    }
}

/// The record with this number; none if there is none.
///
/// # Errors
/// When the store says no.
pub async fn find(store: &Store, seq: i64) -> Result<Option<AuditRecord>, StoreError> {
    let rows = store.reading().await?.links_after(seq - 1, 1).await?;
    Ok(rows.into_iter().map(record).find(|r| r.seq == seq))
}
