//! How fast a file of new people is checked and planned: rows a second, and as a part of what plainly reading the same
//! file as CSV does in the same process.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    reason = "a measure, not a part of the product"
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lanyard::backend::{Desk, Edits, ProvisionWish, Reach, Source};
use lanyard::config::{self, Account, Environment, Flags};
use lanyard::model::RowStanding;
use lanyard::practice::{Practice, PracticeOptions};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const ROWS: usize = 20_000;

/// Rows as an HR system writes them.
fn text() -> String {
    let mut text = "name,email,division,title,department,phone,employee number,external id,roles\n".to_owned();
    for n in 0..ROWS {
        writeln!(
            text,
            "New Person {n},new.person{n}@acme.example,EMEA,Agent,Support,+13175{n:06},N{n:06},hris:N{n:06},\
             Agent;Quality viewer@APAC"
        )
        .unwrap();
    }
    text
}

/// Every field of every row, and nothing made of it.
fn read(bytes: &[u8]) -> usize {
    let mut fields = 0;
    let mut record = csv::ByteRecord::new();
    let mut reader = csv::Reader::from_reader(bytes);
    while reader.read_byte_record(&mut record).unwrap() {
        fields += record.len();
    }
    fields
}

struct House {
    runtime: Runtime,
    desk: Desk,
    _running: lanyard::practice::Running,
    _folder: tempfile::TempDir,
}

fn house() -> House {
    let runtime = Runtime::new().unwrap();
    let options = PracticeOptions { people: 1_000, rate_per_minute: 1_000_000, ..PracticeOptions::default() };
    let practice = Practice::new(options).unwrap();
    let running = runtime.block_on(practice.serve(None)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let keys = practice.credentials();
    let place = config::Practice {
        address: running.api.parse().unwrap(),
        client_id: keys.client_id,
        client_secret: keys.client_secret,
    };
    let flags = Flags {
        config_dir: Some(folder.path().join("config")),
        data_dir: Some(folder.path().join("data")),
        ..Flags::default()
    };
    let account = Account { user: "bench".into(), host: "bench".into() };
    let settings = config::load(&flags, &Environment::of([]), &account, Some(&place)).unwrap();
    let desk = runtime.block_on(Desk::open(&settings, Reach::Tenant)).unwrap_or_else(|why| panic!("{why:?}"));
    House { runtime, desk, _running: running, _folder: folder }
}

impl House {
    fn plan(&self, bytes: &Arc<[u8]>) {
        let source = Source::Bytes("bench.csv".to_owned(), Arc::clone(bytes));
        let wish = ProvisionWish { source, recipe: None, edits: Edits::default(), skip_bad: false };
        let draft = self.runtime.block_on(self.desk.plan_provision(wish, |_| {})).unwrap();
        assert_eq!(draft.plan.count(RowStanding::Ready), ROWS);
    }
}

fn best(mut work: impl FnMut()) -> Duration {
    let once = |_| {
        let began = Instant::now();
        work();
        began.elapsed()
    };
    (0..7).map(once).min().unwrap()
}

fn provision(criterion: &mut Criterion) {
    let (house, bytes) = (house(), Arc::<[u8]>::from(text().into_bytes()));
    let mut group = criterion.benchmark_group("provision");
    group.throughput(Throughput::Elements(ROWS as u64)).sample_size(10);
    group.bench_function("read as CSV", |bencher| bencher.iter(|| read(&bytes)));
    group.bench_function("check and plan", |bencher| bencher.iter(|| house.plan(&bytes)));
    group.finish();
    let (plain, planned) = (best(|| assert!(read(&bytes) > ROWS)), best(|| house.plan(&bytes)));
    let ratio = planned.as_secs_f64() / plain.as_secs_f64();
    println!(
        "{:.0} rows planned a second; a row takes {ratio:.1} times what reading it as CSV takes",
        ROWS as f64 / planned.as_secs_f64()
    );
}

criterion_group!(benches, provision);
criterion_main!(benches);
