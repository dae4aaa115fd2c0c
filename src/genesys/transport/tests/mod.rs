//! The transport as a whole, on a stand-in for the network and on paused time.

mod breaker;
mod budget;
mod retry;
mod token;

use super::{Call, Repeat};
use crate::genesys::{Answer, Client, Error};
use crate::model::Changed;
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

#[tokio::test(start_paused = true)]
async fn a_client_that_only_reads_sends_no_change() {
    let double = crate::genesys::double::Double::new(|_, _| crate::genesys::double::Reply::ok());
    let client = double.client(|settings| settings.read_only = true);
    for refused in [delete(&client).await.unwrap_err(), change(&client).await.unwrap_err()] {
        assert_eq!((refused.kind.clone(), refused.changed), (crate::genesys::Kind::ReadOnly, Changed::No));
        assert!(refused.fault().remedy.as_str().contains("--read-only"));
    }
    assert_eq!(client.meter().calls, 0, "nothing was sent");
    get(&client).await.unwrap();
    assert_eq!(client.meter().calls, 1);
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
