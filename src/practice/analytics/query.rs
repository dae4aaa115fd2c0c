//! The body of a details query or job.

use super::filter::Filters;
use crate::practice::paging::Page;
use crate::practice::reply::Failure;
use crate::practice::world::conversation::Conversation;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

/// The longest interval of a details query, in days.
const LONGEST: i64 = 31;
/// The most conversations on a page of a details query.
const MOST: usize = 100;

const DAY: i64 = 86_400;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Start,
    End,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Query {
    /// Conversations that began at this moment or later: the first midnight (UTC) of the interval.
    pub from: Timestamp,
    /// Conversations that began before this moment: the midnight that ends the interval's last day.
    pub to: Timestamp,
    /// What they must look like.
    pub filters: Filters,
    /// Which page.
    pub page: Page,
    by: Order,
    descending: bool,
    everything: bool,
}

impl Query {
    /// Reads the body of a details query.
    pub fn read(body: &Map<String, Value>) -> Result<Self, Failure> {
        let paging = body.get("paging").filter(|value| !value.is_null());
        let part = |name: &str| paging.and_then(|paging| paging.get(name)).and_then(Value::as_i64);
        let page = Page::from_parts(part("pageSize"), part("pageNumber"), MOST)?;
        let (from, to) = interval(body)?;
        if to.duration_since(from) > SignedDuration::from_secs(LONGEST * DAY) {
            return Err(Failure::bad(format!("The interval is longer than {LONGEST} days.")));
        }
        Self::read_unpaged(body, page)
    }

    /// Reads the body of a job, which has no paging and no longest interval.
    pub fn read_job(body: &Map<String, Value>) -> Result<Self, Failure> {
        if body.contains_key("paging") {
            return Err(Failure::bad("A job takes no paging; page through its results."));
        }
        Self::read_unpaged(body, Page { size: MOST, number: 1 })
    }

    fn read_unpaged(body: &Map<String, Value>, page: Page) -> Result<Self, Failure> {
        let (from, to) = interval(body)?;
        let word = |name: &str, fallback: &'static str| match body.get(name) {
            None | Some(Value::Null) => Ok(fallback.to_owned()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(Failure::bad(format!("{name} must be a text."))),
        };
        let descending = match word("order", "asc")?.as_str() {
            "asc" | "unordered" => false,
            "desc" => true,
            other => return Err(Failure::bad(format!("order cannot be {other}."))),
        };
        let by = match word("orderBy", "conversationStart")?.as_str() {
            "conversationStart" | "segmentStart" => Order::Start,
            "conversationEnd" | "segmentEnd" => Order::End,
            other => return Err(Failure::bad(format!("orderBy cannot be {other}."))),
        };
        let filters = Filters::read(body).map_err(|(code, message)| Failure::new(400, code, message))?;
        let everything = filters.is_empty();
        let day = |at: i64| Timestamp::from_second(at).unwrap_or(Timestamp::MAX);
        Ok(Self {
            from: day(from.as_second().div_euclid(DAY) * DAY),
            to: day((to.as_millisecond() - 1).div_euclid(DAY * 1000) * DAY + DAY),
            filters,
            page,
            by,
            descending,
            everything,
        })
    }

    /// Whether there is nothing to filter by.
    pub fn all(&self) -> bool {
        self.everything
    }

    /// Puts conversations in the order that was asked for.
    pub fn sort(&self, found: &mut [Conversation]) {
        let key = |c: &Conversation| match self.by {
            Order::Start => (c.started, c.id),
            Order::End => (c.ended.unwrap_or(Timestamp::MAX), c.id),
        };
        found.sort_by_key(key);
        if self.descending {
            found.reverse();
        }
    }
}

/// The interval `START/END` of a body.
pub fn interval(body: &Map<String, Value>) -> Result<(Timestamp, Timestamp), Failure> {
    let text = body.get("interval").and_then(Value::as_str);
    let text = text.ok_or_else(|| Failure::bad("An interval is required."))?;
    let ends = text.split_once('/').and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    match ends {
        Some((from, to)) if from < to => Ok((from, to)),
        Some(_) => Err(Failure::bad(format!("The interval {text} ends before it begins."))),
        None => Err(Failure::new(400, "invalid.date", format!("The interval {text} is not START/END in ISO 8601."))),
    }
}
