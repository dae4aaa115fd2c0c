//! The platform's numbered paging: `pageSize`, `pageNumber`, totals and the four uris of a listing.

use super::call::Call;
use super::reply::Failure;
use serde_json::{Value, json};
use std::ops::Range;

/// One page of a numbered listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Rows on a page.
    pub size: usize,
    /// The page, from 1.
    pub number: usize,
}

impl Page {
    /// The page that the query asks for; more than `most` rows a page is a 400.
    pub fn of(call: &Call<'_>, most: usize) -> Result<Self, Failure> {
        Self::from_parts(call.number("pageSize")?, call.number("pageNumber")?, most)
    }

    /// The page that a body or query asks for; 25 rows and page 1 where nothing is said.
    pub fn from_parts(size: Option<i64>, number: Option<i64>, most: usize) -> Result<Self, Failure> {
        let size = size.unwrap_or(25);
        let number = number.unwrap_or(1);
        if size < 1 || size > most as i64 {
            return Err(Failure::bad(format!("pageSize must be between 1 and {most}, it was {size}")));
        }
        if !(1..=1_000_000_000).contains(&number) {
            return Err(Failure::bad(format!("pageNumber must be 1 or more, it was {number}")));
        }
        Ok(Self { size: size as usize, number: number as usize })
    }

    /// The rows of `total` that are on this page.
    pub fn rows(&self, total: usize) -> Range<usize> {
        let from = (self.number - 1).saturating_mul(self.size).min(total);
        from..from.saturating_add(self.size).min(total)
    }

    /// How many pages `total` rows make.
    pub fn count(&self, total: usize) -> usize {
        total.div_ceil(self.size)
    }

    /// The items of an in-memory list that are on this page.
    pub fn cut<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        &all[self.rows(all.len())]
    }

    /// The listing with totals and uris.
    pub fn listing(&self, call: &Call<'_>, total: usize, entities: Vec<Value>) -> Value {
        let pages = self.count(total);
        let mut out = self.bare(call, pages > self.number, entities);
        out["total"] = json!(total);
        out["pageCount"] = json!(pages);
        out["lastUri"] = json!(self.uri(call, pages.max(1)));
        out
    }

    /// The listing without totals, as queue members have it: a next uri as long as `more` rows follow.
    pub fn bare(&self, call: &Call<'_>, more: bool, entities: Vec<Value>) -> Value {
        let mut out = json!({
            "entities": entities,
            "pageSize": self.size,
            "pageNumber": self.number,
            "firstUri": self.uri(call, 1),
            "selfUri": self.uri(call, self.number),
        });
        if more {
            out["nextUri"] = json!(self.uri(call, self.number + 1));
        }
        if self.number > 1 {
            out["previousUri"] = json!(self.uri(call, self.number - 1));
        }
        out
    }

    /// The listing with totals and no uris, as user references and division grants have it.
    pub fn plain(&self, total: usize, entities: Vec<Value>) -> Value {
        json!({
            "entities": entities,
            "pageSize": self.size,
            "pageNumber": self.number,
            "total": total,
            "pageCount": self.count(total),
        })
    }

    fn uri(&self, call: &Call<'_>, number: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("pageSize", &self.size.to_string());
        query.append_pair("pageNumber", &number.to_string());
        query.extend_pairs(call.query_without(&["pageSize", "pageNumber"]));
        format!("{}?{}", call.request.path, query.finish())
    }
}
