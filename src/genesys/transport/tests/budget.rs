//! The budget against services that count in windows, each in its own way.

use super::get;
use crate::genesys::double::{Double, Reply};
use crate::genesys::{Client, Lane};
use futures_util::future::join_all;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

#[derive(Clone, Copy, Debug)]
struct Service {
    allowed: u32,
    /// Whether the seconds left are rounded up.
    up: bool,
    /// Whether windows follow each other on the clock, or begin with the first call after the last.
    on_the_clock: bool,
    /// How long answers take, at least.
    slow: f64,
}

/// A service that counts; returns with the stand-in how many calls it refused.
fn counting(service: Service) -> (Arc<Double>, Arc<Mutex<u32>>) {
    let window = Duration::from_secs(60);
    let epoch = Instant::now();
    let state = Mutex::new((epoch, 0));
    let refused = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&refused);
    let double = Double::new(move |_, n| {
        let now = Instant::now();
        let mut state = state.lock().unwrap();
        if now - state.0 >= window {
            let whole = ((now - epoch).as_secs() / 60) as u32;
            *state = (if service.on_the_clock { epoch + window * whole } else { now }, 0);
        }
        let left = (window - (now - state.0)).as_secs_f64();
        let reset = if service.up { left.ceil() } else { left.floor() } as u64;
        let slow = service.slow * (1.0 + (n % 7) as f64 / 3.0);
        if state.1 >= service.allowed {
            *counter.lock().unwrap() += 1;
            return Reply::new(429, "{}")
                .rate(state.1, service.allowed, reset)
                .header("retry-after", reset)
                .after(slow);
        }
        state.1 += 1;
        Reply::ok().rate(state.1, service.allowed, reset).after(slow)
    });
    (double, refused)
}

async fn many(client: &Client, calls: usize) {
    let done = join_all((0..calls).map(|_| get(client))).await;
    assert!(done.iter().all(Result::is_ok));
}

#[tokio::test(start_paused = true)]
async fn bulk_work_uses_nearly_all_that_is_allowed_and_is_never_refused() {
    for allowed in [60, 300, 900] {
        for (up, on_the_clock, slow) in
            [(true, false, 0.05), (true, true, 0.3), (false, false, 0.05), (false, true, 0.3), (true, false, 1.5)]
        {
            let service = Service { allowed, up, on_the_clock, slow };
            let (double, refused) = counting(service);
            let client = double.client(|s| s.in_flight = 512).lane(Lane::Bulk);
            sleep(Duration::from_millis(13_370)).await;
            let windows = 4;
            many(&client, (allowed * windows) as usize).await;
            // What was sent in whole minutes, from the beginning of the second window on.
            let sent = double.sent();
            let second = sent.windows(2).find(|w| w[1].0 - w[0].0 > Duration::from_secs(10)).unwrap()[1].0;
            let minutes = 2;
            let within =
                sent.iter().filter(|(at, _)| *at >= second && *at < second + Duration::from_secs(60 * minutes));
            let rate = within.count() as f64 / minutes as f64 / f64::from(allowed);
            assert_eq!(*refused.lock().unwrap(), 0, "{service:?}");
            assert!(rate >= 0.90, "{service:?}: {rate:.3}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_screen_is_served_while_bulk_work_waits() {
    let (double, refused) = counting(Service { allowed: 100, up: true, on_the_clock: false, slow: 0.01 });
    let client = double.client(|_| {});
    let bulk = client.lane(Lane::Bulk);
    let work = many(&bulk, 300);
    let screen = async {
        sleep(Duration::from_secs(30)).await;
        let meter = client.meter();
        let held = meter.waiting.expect("bulk work is being held back");
        assert!(held.left > Duration::from_secs(25) && held.left <= Duration::from_secs(32), "{held:?}");
        assert_eq!((meter.used, meter.allowed), (95, Some(100)));
        let began = Instant::now();
        many(&client, 5).await;
        assert!(began.elapsed() < Duration::from_secs(1));
    };
    tokio::join!(work, screen);
    assert_eq!(*refused.lock().unwrap(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_urgent_lane_overtakes_all_that_wait() {
    let (double, _) = counting(Service { allowed: 20, up: true, on_the_clock: false, slow: 0.0 });
    let client = double.client(|_| {});
    many(&client, 20).await;
    let order = Mutex::new(Vec::new());
    let one = |lane: Lane, name| {
        let (client, order) = (client.lane(lane), &order);
        async move {
            get(&client).await.unwrap();
            order.lock().unwrap().push(name);
        }
    };
    tokio::join!(
        async { join_all((0..3).map(|_| one(Lane::Bulk, "bulk"))).await },
        one(Lane::Interactive, "screen"),
        one(Lane::Urgent, "urgent"),
    );
    assert_eq!(*order.lock().unwrap(), ["urgent", "screen", "bulk", "bulk", "bulk"]);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_could_not_be_foreseen_holds_everybody_until_the_window_is_over() {
    // Somebody else has used up the token's window.
    let double = Double::new(|_, n| match n {
        0 => Reply::ok().rate(1, 100, 40),
        1..=3 => Reply::new(429, "{}").rate(100, 100, 40),
        _ => Reply::ok().rate(1, 100, 60),
    });
    let client = double.client(|_| {});
    get(&client).await.unwrap();
    let began = Instant::now();
    let watcher = client.clone();
    tokio::join!(many(&client, 3), async {
        sleep(Duration::from_secs(5)).await;
        assert_eq!(watcher.meter().waiting.unwrap().why, "the service asked to wait (429)");
        get(&watcher).await.unwrap();
    });
    assert_eq!(double.count(), 1 + 3 + 4);
    assert!(double.sent()[4..].iter().all(|(at, _)| *at - began >= Duration::from_secs(40)));
    assert_eq!((client.meter().throttled, client.meter().retries), (3, 3));
}

#[tokio::test(start_paused = true)]
async fn no_more_than_so_many_are_under_way_at_once() {
    let double = Double::new(|_, n| Reply::ok().rate(n as u32 + 1, 1000, 60).after(1.0));
    let client = double.client(|s| s.in_flight = 4);
    get(&client).await.unwrap();
    let began = Instant::now();
    many(&client, 20).await;
    assert_eq!(began.elapsed(), Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_leaves_its_place_to_others() {
    let double = Double::new(|_, n| if n == 0 { Reply::ok().after(20.0) } else { Reply::ok() });
    let client = double.client(|_| {});
    assert!(tokio::time::timeout(Duration::from_secs(1), get(&client)).await.is_err());
    let began = Instant::now();
    get(&client).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn those_who_watch_the_meter_are_told() {
    let double = Double::new(|_, _| Reply::ok().rate(1, 100, 60));
    let client = double.client(|_| {});
    let mut changed = client.meter_changed();
    changed.mark_unchanged();
    get(&client).await.unwrap();
    assert!(changed.has_changed().unwrap());
    let meter = client.meter();
    assert_eq!((meter.used, meter.allowed, meter.waiting), (1, Some(100), None));
    assert!(meter.resets_in.unwrap() <= Duration::from_secs(61));
}
