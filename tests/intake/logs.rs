//! What the receiver writes into its log, at its most talkative.

use crate::double::{NEW, NOW, OLD, PLAIN, Running, STRANGER, TOKEN};
use crate::talk::{Wish, ask, event, sign};
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing::Level;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn neither_secrets_nor_people_are_logged() {
    let log = Log::default();
    let into = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(Level::TRACE)
        .with_ansi(false)
        .with_writer(move || into.clone())
        .finish();
    // Everything here happens on this thread.
    let _guard = tracing::subscriber::set_default(subscriber);
    let running = Running::usual().await;
    assert_eq!(ask(running.address, &Wish::usual("m")).await.status, 202);
    let body = event().to_string();
    let signature = sign(STRANGER, "m", &NOW.to_string(), body.as_bytes());
    assert_eq!(ask(running.address, &Wish::usual("m").set("webhook-signature", &signature)).await.status, 401);
    assert_eq!(ask(running.address, &Wish::signed(OLD, "n", NOW, b"{\"email\":\"jane\"}")).await.status, 400);
    let asked = Wish::bare("GET /runs/x HTTP/1.1", b"").with("authorization", &format!("Bearer {TOKEN}"));
    assert_eq!(ask(running.address, &asked).await.status, 404);
    *running.house.broken.lock().unwrap() = true;
    assert_eq!(ask(running.address, &Wish::usual("o")).await.status, 503);
    running.end().await;
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("could not be kept"), "{log}");
    let good = sign(NEW, "m", &NOW.to_string(), body.as_bytes());
    for word in [&NEW[6..], &OLD[6..], PLAIN, TOKEN, &good[3..], &signature[3..], "jane", "acme"] {
        assert!(!log.contains(word), "{word}: {log}");
    }
}
