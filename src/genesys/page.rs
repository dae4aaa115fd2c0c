//! Pages of lists, and reading all of them.

use super::error::{Answer, Error};
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use serde::Deserialize;
use std::future::Future;

/// One page of a numbered list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Its number, from 1.
    pub page_number: u32,
    /// How many pages there are, where the service tells it.
    pub page_count: Option<u32>,
    /// How many items there are in all, where the service tells it.
    pub total: Option<u64>,
    /// Whether there is another page after it.
    pub more: bool,
}

impl<T> Page<T> {
    /// The same page with its items made into others.
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(make).collect(),
            page_number: self.page_number,
            page_count: self.page_count,
            total: self.total,
            more: self.more,
        }
    }
}

/// The platform's numbered listing. Lists of queue members have no totals: there `nextUri` says whether more follows.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Listing<T> {
    #[serde(alias = "results")]
    entities: Option<Vec<T>>,
    page_number: Option<u32>,
    page_count: Option<u32>,
    total: Option<u64>,
    next_uri: Option<String>,
}

impl<T> Listing<T> {
    /// The page, which was asked for as number `asked`.
    pub(super) fn page(self, asked: u32) -> Page<T> {
        let items = self.entities.unwrap_or_default();
        let more = !items.is_empty()
            && match self.page_count {
                Some(count) => asked < count,
                None => self.next_uri.is_some_and(|uri| !uri.is_empty()),
            };
        Page {
            page_number: self.page_number.unwrap_or(asked),
            page_count: self.page_count,
            total: self.total,
            more,
            items,
        }
    }
}

/// Streams every page of a list, in order, up to `ahead` of them being read at once where the number of pages is known.
///
/// A list that changes while it is read may show an item twice or leave one out: that is how the platform pages. The
/// stream ends after the first error.
pub fn all_pages<T, F, R>(ahead: usize, fetch: F) -> impl Stream<Item = Result<Answer<Page<T>>, Error>>
where
    F: Fn(u32) -> R + Clone,
    R: Future<Output = Result<Answer<Page<T>>, Error>>,
{
    let first = fetch.clone();
    stream::once(async move { first(1).await })
        .map_ok(move |page| {
            let known = page.value.page_count.filter(|_| page.value.more);
            let more = page.value.more;
            let rest = match (known, more) {
                (Some(count), _) => {
                    let fetch = fetch.clone();
                    stream::iter(2..=count).map(fetch).buffered(ahead.max(1)).left_stream()
                }
                (None, more) => stream::try_unfold((2, more), {
                    let fetch = fetch.clone();
                    move |(number, more)| {
                        let fetch = fetch.clone();
                        async move {
                            if !more {
                                return Ok(None);
                            }
                            let page = fetch(number).await?;
                            let more = page.value.more;
                            Ok(Some((page, (number + 1, more))))
                        }
                    }
                })
                .right_stream(),
            };
            stream::once(async move { Ok(page) }).chain(rest)
        })
        .try_flatten()
        .scan(false, |over, item| {
            let ended = *over;
            *over = item.is_err();
            std::future::ready((!ended).then_some(item))
        })
}

/// Reads a whole list, one page after the other.
pub(super) async fn whole<T, F, R>(fetch: F) -> Result<Answer<Vec<T>>, Error>
where
    F: Fn(u32) -> R,
    R: Future<Output = Result<Answer<Page<T>>, Error>>,
{
    let mut items = Vec::new();
    let mut number = 1;
    loop {
        let Answer { value: page, correlation } = fetch(number).await?;
        items.extend(page.items);
        if !page.more {
            return Ok(Answer { value: items, correlation });
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    fn page(number: u32, count: Option<u32>, more: bool) -> Result<Answer<Page<u32>>, Error> {
        let page = Page { items: vec![number], page_number: number, page_count: count, total: None, more };
        Ok(Answer { value: page, correlation: None })
    }

    async fn numbers(ahead: usize, count: Option<u32>, pages: u32) -> Vec<u32> {
        let stream = all_pages(ahead, move |n| async move { page(n, count, n < pages) });
        stream.map(|p| p.unwrap().value.items[0]).collect().await
    }

    #[tokio::test]
    async fn every_page_comes_once_and_in_order() {
        assert_eq!(numbers(4, Some(7), 7).await, [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(numbers(4, None, 3).await, [1, 2, 3]);
        assert_eq!(numbers(1, Some(1), 1).await, [1]);
    }

    #[tokio::test]
    async fn the_first_error_ends_the_stream() {
        let asked = AtomicU32::new(0);
        let stream = all_pages(1, |n| {
            asked.fetch_add(1, Ordering::Relaxed);
            async move { if n == 2 { Err(crate::genesys::double::some_error()) } else { page(n, Some(9), true) } }
        });
        let got: Vec<_> = stream.map(|p| p.is_ok()).collect().await;
        assert_eq!(got, [true, false]);
    }

    #[test]
    fn a_listing_without_totals_goes_on_while_there_is_a_next_address() {
        let read = |json: &str| serde_json::from_str::<Listing<u32>>(json).unwrap().page(2);
        assert!(read(r#"{"entities":[1],"nextUri":"/api/v2/x?pageNumber=3"}"#).more);
        assert!(!read(r#"{"entities":[1]}"#).more);
        assert!(!read(r#"{"entities":[],"nextUri":"/api/v2/x"}"#).more);
        assert!(read(r#"{"results":[1],"pageCount":3,"total":5}"#).more);
        assert!(!read(r#"{"entities":[1],"pageCount":2}"#).more);
    }
}
