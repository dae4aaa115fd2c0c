//! Searching users by an exact value. The index lags writes, by up to minutes after a deletion.

use super::wire::User;
use crate::genesys::page::Listing;
use crate::genesys::{Answer, Call, Client, Error, Page, Repeat};
use crate::model::Person;
use serde_json::{Value, json};

/// People a search brings at most; a request for more than the platform likes is refused.
const SEARCH_PAGE: u32 = 100;

fn body(field: &str, value: &str) -> Value {
    json!({
        "pageSize": SEARCH_PAGE,
        "pageNumber": 1,
        "query": [
            {"type": "EXACT", "fields": [field], "value": value},
            // Without this criterion only active people are found.
            {"type": "EXACT", "fields": ["state"], "values": ["active", "inactive", "deleted"]},
        ],
    })
}

impl Client {
    async fn search(&self, field: &str, value: &str) -> Result<Answer<Page<Person>>, Error> {
        let call =
            Call::new("POST /api/v2/users/search", &[]).about(value).body(body(field, value)).repeat(Repeat::Read);
        Ok(self.read::<Listing<User>>(call).await?.map(|l| l.page(1).map(User::person)))
    }

    /// People with exactly this e-mail address, in whatever state; at most a hundred.
    pub async fn users_by_email(&self, email: &str) -> Result<Answer<Page<Person>>, Error> {
        self.search("email", email).await
    }

    /// People with exactly this name, in whatever state; at most a hundred.
    pub async fn users_by_name(&self, name: &str) -> Result<Answer<Page<Person>>, Error> {
        self.search("name", name).await
    }
}
