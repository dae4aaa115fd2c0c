//! How much is held. `cargo test --release --test intake -- --ignored --nocapture` prints the figures; they are those of
//! the receiver alone, before a house in memory.

use crate::double::{Double, NEW, NOW, Running, setup};
use crate::talk::{Wish, connect, event, hear};
use lanyard::model::{SetClock, Timestamp};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncWriteExt, BufStream};
use tokio::task::JoinSet;

/// How many seconds the steady load lasts.
const SECONDS: &str = "LANYARD_TEST_SECONDS";

pub fn at(sorted: &[Duration], share: f64) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted.get(((last as f64) * share).round() as usize).copied().unwrap_or_default()
}

/// A receiver that does not measure its sender, whose clock stands still.
async fn start(house: Arc<Double>) -> Running {
    let text = "[[senders]]\nname = \"hr\"\nsecret_env = \"NEW\"\nper_minute = 1000000\n";
    let clock = SetClock::at(Timestamp::from_second(NOW).unwrap());
    Running::of(setup(text, |_| ()), house, clock.clock(), clock).await
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

/// Sends so many a second for so long over so many connections, whether or not answers come. Gives back the times from
/// when each was due to when it was answered, and how many had which status.
pub async fn offer(
    address: SocketAddr,
    rate: u32,
    lasting: Duration,
    connections: u32,
    mark: &str,
) -> (Vec<Duration>, [u32; 3]) {
    let mut senders = JoinSet::new();
    let begun = Instant::now() + Duration::from_millis(50);
    let body = event().to_string();
    let total = (f64::from(rate) * lasting.as_secs_f64()) as u32;
    for sender in 0..connections {
        let wishes: Vec<_> = (sender..total)
            .step_by(connections as usize)
            .map(|n| (n, Wish::signed(NEW, &format!("{mark}-{n}"), NOW, body.as_bytes()).bytes()))
            .collect();
        senders.spawn(async move {
            let mut stream = BufStream::new(connect(address).await);
            let (mut times, mut statuses) = (Vec::new(), [0; 3]);
            for (n, bytes) in wishes {
                let due = begun + Duration::from_secs_f64(f64::from(n) / f64::from(rate));
                tokio::time::sleep_until(due.into()).await;
                stream.write_all(&bytes).await.unwrap();
                stream.flush().await.unwrap();
                let told = hear(&mut stream).await;
                times.push(due.elapsed());
                match told.map(|told| told.status) {
                    Some(202) => statuses[0] += 1,
                    Some(429 | 503) => statuses[1] += 1,
                    other => {
                        assert_eq!(other, None);
                        statuses[2] += 1;
                        stream = BufStream::new(connect(address).await);
                    }
                }
            }
            (times, statuses)
        });
    }
    let (mut times, mut statuses) = (Vec::new(), [0; 3]);
    for (some, counts) in senders.join_all().await {
        times.extend(some);
        statuses.iter_mut().zip(counts).for_each(|(all, count)| *all += count);
    }
    times.sort();
    (times, statuses)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes seconds and measures this machine"]
async fn two_hundred_deliveries_a_second() {
    let seconds = std::env::var(SECONDS).ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    let running = start(Double::new(None)).await;
    let (warm, _) = offer(running.address, 200, Duration::from_secs(1), 20, "warm").await;
    let before = resident();
    let (times, [kept, refused, lost]) = offer(running.address, 200, Duration::from_secs(seconds), 20, "load").await;
    println!(
        "200 a second for {seconds} s over 20 connections: {kept} kept, {refused} refused, {lost} lost; p50 {:?}, p99 {:?}, \
         longest {:?}; resident {} KiB more",
        at(&times, 0.5),
        at(&times, 0.99),
        at(&times, 1.0),
        resident().saturating_sub(before),
    );
    assert_eq!((refused, lost), (0, 0));
    assert!(at(&times, 0.99) <= Duration::from_millis(50), "p99 {:?}", at(&times, 0.99));
    let house = running.end().await;
    assert_eq!(house.deliveries().len(), warm.len() + times.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes seconds and measures this machine"]
async fn where_it_begins_to_refuse() {
    for (store, millis) in [("a store that takes no time", 0), ("a store that takes one event every 2 ms", 2)] {
        let house = Double::paced(Duration::from_millis(millis));
        let running = start(house).await;
        println!("{store}:");
        for rate in [250, 500, 1_000, 2_000, 4_000, 8_000] {
            let mark = format!("r{millis}-{rate}");
            let lasting = Duration::from_secs(2);
            let (times, [kept, refused, lost]) = offer(running.address, rate, lasting, 500, &mark).await;
            println!(
                "  {rate} a second offered over 500 connections: {kept} kept, {refused} refused, {lost} lost; p50 {:?}, p99 \
                 {:?}",
                at(&times, 0.5),
                at(&times, 0.99)
            );
            assert_eq!(lost, 0, "a refusal is an answer");
        }
        running.end().await;
    }
}
