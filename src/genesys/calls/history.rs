//! The history of a person's conversations, as the analytics service tells it.

use crate::genesys::{Answer, Call, Client, Error, Page, Repeat};
use crate::model::{Timestamp, UserId};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt;
use std::time::Duration;

/// How many conversations a page holds.
pub const HISTORY_PAGE: u32 = 100;

/// The longest interval that one query may span, in days; by experience of other clients, the vendor states none.
pub const LONGEST_INTERVAL_DAYS: i64 = 31;

/// Analytics answers slower than the rest.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A span of time. It finds the conversations that began on a day that it touches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interval {
    /// From.
    pub from: Timestamp,
    /// To, not included.
    pub to: Timestamp,
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}/{:.3}", self.from, self.to)
    }
}

/// The filters of a query for a person's conversations, all of them or only those that go on.
pub(super) fn query(user: &UserId, interval: &Interval, open_only: bool) -> Value {
    let mut query = json!({
        "interval": interval.to_string(),
        "order": "asc",
        "orderBy": "conversationStart",
        "segmentFilters": [{"type": "and", "predicates": [
            {"type": "dimension", "dimension": "userId", "operator": "matches", "value": user},
        ]}],
    });
    if open_only {
        query["conversationFilters"] = json!([{"type": "and", "predicates": [
            {"type": "dimension", "dimension": "conversationEnd", "operator": "notExists"},
        ]}]);
    }
    query
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire<T> {
    conversations: Option<Vec<T>>,
    total_hits: Option<u64>,
}

impl Client {
    pub(super) async fn details<T: serde::de::DeserializeOwned>(
        &self,
        user: &UserId,
        mut query: Value,
        page: u32,
    ) -> Result<Answer<Page<T>>, Error> {
        query["paging"] = json!({"pageSize": HISTORY_PAGE, "pageNumber": page});
        let call = Call::new("POST /api/v2/analytics/conversations/details/query", &[])
            .about(user.as_str())
            .body(query)
            .repeat(Repeat::Read)
            .timeout(TIMEOUT);
        Ok(self.read::<Wire<T>>(call).await?.map(|wire| {
            let items = wire.conversations.unwrap_or_default();
            let count = wire.total_hits.map(|hits| hits.div_ceil(u64::from(HISTORY_PAGE)) as u32);
            let more = match count {
                Some(count) => page < count,
                None => items.len() >= HISTORY_PAGE as usize,
            };
            Page {
                more: more && !items.is_empty(),
                items,
                page_number: page,
                page_count: count,
                total: wire.total_hits,
            }
        }))
    }

    /// One page of a person's conversations within an interval of at most [`LONGEST_INTERVAL_DAYS`], oldest first, as the
    /// tenant tells them: they are kept, not read. Their text is not made safe to show.
    pub async fn history(&self, user: &UserId, interval: &Interval, page: u32) -> Result<Answer<Page<Value>>, Error> {
        self.details(user, query(user, interval, false), page).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_two_instants_with_milliseconds() {
        let interval =
            Interval { from: "2026-10-01T00:00:00Z".parse().unwrap(), to: "2026-10-08T12:30:00.25Z".parse().unwrap() };
        assert_eq!(interval.to_string(), "2026-10-01T00:00:00.000Z/2026-10-08T12:30:00.250Z");
    }
}
