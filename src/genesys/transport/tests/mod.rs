//! The transport as a whole, on a stand-in for the network and on paused time.

mod breaker;
mod budget;
mod retry;
mod token;

use super::{Call, Repeat};
use crate::genesys::{Answer, Client, Error};
use serde_json::{Value, json};

/// A call that only reads.
async fn get(client: &Client) -> Result<Answer<Value>, Error> {
    client.read(Call::new("GET /api/v2/users/{userId}", &["ann"])).await
}

/// A change that is safe to repeat.
async fn delete(client: &Client) -> Result<Answer<()>, Error> {
    client.done(Call::new("DELETE /api/v2/users/{userId}", &["ann"])).await
}

/// A change that has to be read back.
async fn change(client: &Client) -> Result<Answer<()>, Error> {
    let call = Call::new("PATCH /api/v2/users/{userId}", &["ann"]).body(json!({"version": 1}));
    assert_eq!(call.repeat, Repeat::ReadBack);
    client.done(call).await
}

#[test]
fn calls_can_be_awaited_on_any_thread() {
    fn sendable<T: Send>(_: T) {}
    let double = crate::genesys::double::Double::new(|_, _| crate::genesys::double::Reply::ok());
    let client = double.client(|_| {});
    let (user, interval) = (
        "u".into(),
        crate::genesys::calls::Interval { from: jiff::Timestamp::UNIX_EPOCH, to: jiff::Timestamp::UNIX_EPOCH },
    );
    sendable(client.user(&user, &[]));
    sendable(client.user_queues(&user, true));
    sendable(client.group_roster(&"g".into()));
    sendable(client.open_conversations(&user, &interval));
    sendable(client.catalogue());
    let pages = client.clone();
    sendable(crate::genesys::all_pages(4, move |n| {
        let client = pages.clone();
        async move { client.roles(n).await }
    }));
}
