//! Limits: in time, in number, and at the end.

use crate::double::{Double, NEW, NOW, OTHER, Running};
use crate::talk::{Wish, ask, connect, event, hear, say};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn headers_that_do_not_come_are_not_waited_for_and_hold_nobody_up() {
    let running = Running::start(Double::new(None), |limits| limits.headers = Duration::from_millis(300)).await;
    let mut slow: Vec<_> = Vec::new();
    for _ in 0..50 {
        let mut stream = connect(running.address).await;
        stream.write_all(b"POST /webhook/termination HTTP/1.1\r\nhost: r\r\nx-a: ").await.unwrap();
        slow.push(stream);
    }
    assert_eq!(ask(running.address, &Wish::usual("m")).await.status, 202);
    for mut stream in slow {
        let told = hear(&mut stream).await.unwrap();
        assert_eq!((told.status, told.code().as_str(), told.header("connection")), (408, "too-slow", Some("close")));
    }
    running.end().await;
}

#[tokio::test]
async fn a_byte_now_and_then_does_not_buy_time() {
    let running = Running::start(Double::new(None), |limits| limits.headers = Duration::from_millis(200)).await;
    let stream = connect(running.address).await;
    let (mut from, mut into) = stream.into_split();
    let dripping = tokio::spawn(async move {
        let _ = into.write_all(b"POST / HTTP/1.1\r\nx-a: ").await;
        while into.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert_eq!(hear(&mut from).await.unwrap().status, 408);
    dripping.abort();
    running.end().await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let running = Running::start(Double::new(None), |limits| limits.request = Duration::from_millis(200)).await;
    let mut stream = connect(running.address).await;
    let bytes = Wish::usual("m").bytes();
    stream.write_all(&bytes[..bytes.len() - 5]).await.unwrap();
    let told = hear(&mut stream).await.unwrap();
    assert_eq!((told.status, told.code().as_str()), (408, "too-slow"));
    let house = running.end().await;
    assert!(house.deliveries().is_empty());
    assert_eq!(house.rejected()[0].code, "too-slow");
}

#[tokio::test]
async fn a_connection_without_a_request_is_closed_without_a_word() {
    let running = Running::start(Double::new(None), |limits| limits.idle = Duration::from_millis(200)).await;
    let mut stream = connect(running.address).await;
    stream.write_all(&Wish::usual("m").bytes()).await.unwrap();
    assert_eq!(hear(&mut stream).await.unwrap().status, 202);
    assert!(hear(&mut stream).await.is_none());
    running.end().await;
}

#[tokio::test]
async fn too_long_is_refused_before_it_has_come() {
    let running = Running::usual().await;
    let head = Wish::signed(NEW, "m", NOW, b"").framed(crate::talk::Framing::Short(1 << 40)).bytes();
    let mut stream = connect(running.address).await;
    stream.write_all(&head).await.unwrap();
    assert_eq!(hear(&mut stream).await.unwrap().status, 413);

    // In chunks, without an end.
    let mut stream = connect(running.address).await;
    let head =
        Wish::signed(NEW, "m", NOW, b"").with("transfer-encoding", "chunked").framed(crate::talk::Framing::Nothing);
    stream.write_all(&head.bytes()).await.unwrap();
    let chunk = [b"1000\r\n".to_vec(), vec![b' '; 4_096], b"\r\n".to_vec()].concat();
    for _ in 0..17 {
        let _ = stream.write_all(&chunk).await;
    }
    assert_eq!(hear(&mut stream).await.unwrap().status, 413);

    // Who asks first is not let in.
    let mut stream = connect(running.address).await;
    let head = Wish::usual("m").with("expect", "100-continue").set("content-type", "text/plain").bytes();
    let end = head.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    stream.write_all(&head[..end]).await.unwrap();
    assert_eq!(hear(&mut stream).await.unwrap().status, 415);
    assert!(running.end().await.deliveries().is_empty());
}

#[tokio::test]
async fn beyond_the_limit_connections_are_told_to_come_again() {
    let running = Running::start(Double::new(None), |limits| limits.connections = 2).await;
    let mut held = [connect(running.address).await, connect(running.address).await];
    for stream in &mut held {
        stream.write_all(b"GET /health HTTP/1.1\r\nhost: r\r\n\r\n").await.unwrap();
        assert_eq!(hear(stream).await.unwrap().status, 200);
    }
    let told = say(running.address, &Wish::usual("m").bytes()).await.unwrap();
    assert_eq!((told.status, told.code().as_str(), told.header("retry-after")), (503, "busy", Some("1")));
    // Those that are in are served, and make room when they go.
    held[0].write_all(&Wish::usual("m").bytes()).await.unwrap();
    assert_eq!(hear(&mut held[0]).await.unwrap().status, 202);
    let [first, _second] = held;
    drop(first);
    while say(running.address, &Wish::usual("n").bytes()).await.is_none_or(|told| told.status != 202) {
        tokio::task::yield_now().await;
    }
    running.end().await;
}

#[tokio::test]
async fn beyond_the_limit_deliveries_are_told_to_come_again() {
    let running = Running::start(Double::new(Some(0)), |limits| limits.under_way = 3).await;
    let mut waiting = Vec::new();
    for n in 0..3 {
        let mut stream = connect(running.address).await;
        stream.write_all(&Wish::usual(&format!("m-{n}")).bytes()).await.unwrap();
        waiting.push(stream);
    }
    // It may come before the three; then it waits like them.
    let mut refused = 0;
    for n in 0..4 {
        let mut stream = connect(running.address).await;
        stream.write_all(&Wish::usual(&format!("n-{n}")).bytes()).await.unwrap();
        waiting.push(stream);
    }
    let mut told = futures_util::stream::FuturesUnordered::new();
    for mut stream in waiting {
        told.push(async move { hear(&mut stream).await.unwrap() });
    }
    use futures_util::StreamExt;
    while refused < 4 {
        let told = told.next().await.unwrap();
        assert_eq!((told.status, told.code().as_str(), told.header("retry-after")), (503, "busy", Some("1")));
        refused += 1;
    }
    running.house.gate.as_ref().unwrap().add_permits(3);
    while let Some(told) = told.next().await {
        assert_eq!(told.status, 202);
    }
    let house = running.end().await;
    assert_eq!((house.deliveries().len(), house.rejected().len()), (3, 0));
}

#[tokio::test]
async fn a_store_that_hangs_is_not_waited_for_and_keeps_what_it_has_begun() {
    let running = Running::start(Double::new(Some(0)), |limits| limits.request = Duration::from_millis(200)).await;
    let told = ask(running.address, &Wish::usual("m")).await;
    assert_eq!((told.status, told.code().as_str()), (503, "store-unavailable"));
    running.house.gate.as_ref().unwrap().add_permits(2);
    let told = ask(running.address, &Wish::usual("m")).await;
    assert_eq!((told.status, &told.json()["duplicate"]), (202, &true.into()));
    running.end().await;
}

#[tokio::test]
async fn a_sender_that_hangs_up_does_not_undo_what_is_begun() {
    let running = Running::start(Double::new(Some(0)), |limits| limits.under_way = 1).await;
    let mut stream = connect(running.address).await;
    stream.write_all(&Wish::usual("m").bytes()).await.unwrap();
    while ask(running.address, &Wish::usual("n")).await.status != 503 {}
    drop(stream);
    running.house.gate.as_ref().unwrap().add_permits(1);
    // The end waits for what is being kept.
    let house = running.end().await;
    assert_eq!(house.deliveries().len(), 1);
}

#[tokio::test]
async fn each_sender_has_a_measure_of_its_own() {
    let running = Running::usual().await;
    let body = event().to_string();
    for n in 0..5 {
        let wish = Wish::signed(OTHER, &format!("m-{n}"), NOW, body.as_bytes());
        assert_eq!(ask(running.address, &wish).await.status, 202);
    }
    let wish = Wish::signed(OTHER, "more", NOW, body.as_bytes());
    let told = ask(running.address, &wish).await;
    assert_eq!((told.status, told.code().as_str(), told.header("retry-after")), (429, "too-many-requests", Some("12")));
    assert_eq!(ask(running.address, &Wish::usual("m")).await.status, 202);
    running.clock.advance(12_000);
    assert_eq!(ask(running.address, &wish).await.status, 202);
    let house = running.end().await;
    assert_eq!((house.deliveries().len(), house.rejected().len()), (7, 0));
}

#[tokio::test]
async fn who_fails_again_and_again_waits_and_does_not_hold_up_those_who_sign_well() {
    let running = Running::start(Double::new(None), |limits| limits.failures_per_minute = 10).await;
    let forged = Wish::usual("m").set("webhook-signature", "v1,AAAA");
    for _ in 0..10 {
        assert_eq!(ask(running.address, &forged).await.status, 401);
    }
    let told = ask(running.address, &forged).await;
    assert_eq!((told.status, told.header("retry-after")), (429, Some("6")));
    // The same address may be that of a proxy.
    assert_eq!(ask(running.address, &Wish::usual("m")).await.status, 202);
    running.clock.advance(6_000);
    assert_eq!(ask(running.address, &forged).await.status, 401);
    assert_eq!(running.end().await.rejected().len(), 11);
}

#[tokio::test]
async fn the_end_finishes_what_is_under_way_and_closes_the_rest() {
    let running = Running::start(Double::new(Some(0)), |_| ()).await;
    let address = running.address;
    let mut idle = connect(address).await;
    idle.write_all(b"GET /health HTTP/1.1\r\nhost: r\r\n\r\n").await.unwrap();
    assert_eq!(hear(&mut idle).await.unwrap().status, 200);
    let mut busy = connect(address).await;
    busy.write_all(&Wish::usual("m").bytes()).await.unwrap();
    // Until the delivery is being kept.
    let gate = running.house.gate.as_ref().unwrap();
    let house = std::sync::Arc::clone(&running.house);
    let mut probe = connect(address).await;
    probe.write_all(b"GET /ready HTTP/1.1\r\nhost: r\r\n\r\n").await.unwrap();
    assert_eq!(hear(&mut probe).await.unwrap().status, 200);
    let _ = gate;
    running.stop.cancel();
    assert_eq!(idle.read(&mut [0; 1]).await.unwrap(), 0, "an idle connection is closed at once");
    house.gate.as_ref().unwrap().add_permits(1);
    if let Some(told) = hear(&mut busy).await {
        assert_eq!(told.status, 202);
        assert_eq!(house.deliveries().len(), 1);
    }
    running.task.await.unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn the_end_has_a_limit() {
    let running = Running::start(Double::new(Some(0)), |limits| limits.parting = Duration::from_millis(100)).await;
    let mut busy = connect(running.address).await;
    busy.write_all(&Wish::usual("m").bytes()).await.unwrap();
    while running.house.kept.lock().unwrap().answered.is_empty() {
        let told = ask(running.address, &Wish::usual("n").set("webhook-signature", "v1,AAAA")).await;
        assert_eq!(told.status, 401);
    }
    let house = running.end().await;
    assert!(house.deliveries().is_empty());
    assert!(hear(&mut busy).await.is_none(), "what was not kept is not answered");
}
