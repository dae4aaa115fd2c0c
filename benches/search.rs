//! Key to answer: how long a search takes as somebody types, and how long the start takes.
//!
//! Prints plain figures first (`cargo bench --bench search -- --quick` gives both quickly), then criterion's.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a bench prints and may stop")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use lanyard::directory::{Filter, Index, Session, Snapshot, decode, encode};
use lanyard::model::{Person, UserState};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

const FIRST: &[&str] = &[
    "Jan",
    "Ján",
    "Anna",
    "Ann",
    "Jane",
    "Tom",
    "Li",
    "Wei",
    "Mohammed",
    "Fatima",
    "Søren",
    "Zoë",
    "Ümit",
    "Ola",
    "Eva",
    "Marjan",
    "Andrea",
    "Christopher",
    "Alexandra",
    "Dana",
    "Igor",
    "Noor",
    "Priya",
    "Raj",
    "Maria",
    "José",
    "季",
    "Дана",
];
const LAST: &[&str] = &[
    "Smith",
    "Jansen",
    "Kováč",
    "Nowak",
    "Okafor",
    "Müller",
    "Doe",
    "O'Neill",
    "McKay",
    "de la Cruz",
    "Costa",
    "Lund",
    "Kaya",
    "Ivanova",
    "Tanaka",
    "Wang",
    "Anderson",
    "Fernández",
    "Schmidt",
    "van den Berg",
    "Brown",
    "Nguyen",
    "Singh",
    "Haddad",
];
const SYLLABLES: &[&str] =
    &["ka", "ri", "mon", "tel", "va", "sen", "do", "lin", "ber", "su", "gra", "hol", "pe", "nik"];
const TITLES: &[&str] =
    &["Agent", "Senior agent", "Supervisor", "Quality analyst", "Workforce planner", "Administrator"];

/// Steps of a linear congruential generator: the same people every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

fn people(count: usize) -> Snapshot {
    let mut dice = Dice(7);
    let people = (0..count)
        .map(|n| {
            let first = dice.pick(FIRST);
            let mut last = dice.pick(LAST).to_owned();
            for _ in 0..dice.roll(3) {
                last.push_str(dice.pick(SYLLABLES));
            }
            let state = match dice.roll(20) {
                0 => UserState::Deleted,
                1 | 2 => UserState::Inactive,
                _ => UserState::Active,
            };
            let id = uuid::Uuid::from_u64_pair(dice.0.wrapping_mul(0x9e37_79b9_7f4a_7c15), n as u64 * 0x1_0001_0001);
            let local = format!("{first}.{last}{}", n % 97).to_lowercase().replace([' ', '\''], "");
            Person {
                id: id.to_string().into(),
                name: format!("{first} {last}").into(),
                email: format!("{local}@example.com").into(),
                state,
                version: n as i64 % 40,
                division: Some(format!("division-{}", dice.roll(20)).into()),
                department: format!("{} {}", dice.pick(&["Support", "Sales", "Claims", "Billing"]), dice.roll(60))
                    .into(),
                title: dice.pick(TITLES).into(),
                manager: Some(format!("manager-{}", dice.roll(count / 50 + 1)).into()),
                last_login: None,
            }
        })
        .collect();
    Snapshot { people, ..Snapshot::default() }
}

/// What is typed, key by key; with `<` the last letter is taken back.
const TYPED: &[&str] = &[
    "jan kovac",
    "anderson",
    "e",
    "smith supp",
    "o'neill",
    "mckay",
    "xqz",
    "jn smt",
    "季",
    "дана",
    "doe<<<nowak",
    "abc12",
    "van den berg",
    "an an",
    "ae",
    "tl",
    "nguyen<<<<<<",
    "agent",
    "maria.costa@example.com",
    "MARIA",
    "Mar",
    "er in",
    "zz",
];

fn texts() -> Vec<String> {
    let mut texts = Vec::new();
    for typed in TYPED {
        let mut text = String::new();
        for c in typed.chars() {
            if c == '<' {
                text.pop();
            } else {
                text.push(c);
            }
            texts.push(text.clone());
        }
        texts.push(String::new());
    }
    texts
}

/// Times of every key, all of them and the best of each over the rounds; both ascending.
fn keys(index: &Index, threads: usize, rounds: usize) -> (Vec<Duration>, Vec<Duration>) {
    let mut session = Session::new(threads);
    let texts = texts();
    let mut all = Vec::with_capacity(rounds * texts.len());
    let mut best = vec![Duration::MAX; texts.len()];
    for _ in 0..rounds {
        for (text, best) in texts.iter().zip(&mut best) {
            let began = Instant::now();
            black_box(index.search(&mut session, text, Filter::All, 200));
            let took = began.elapsed();
            all.push(took);
            *best = took.min(*best);
        }
    }
    all.sort();
    best.sort();
    (all, best)
}

fn share(times: &[Duration], share: f64) -> Duration {
    times[((times.len() - 1) as f64 * share) as usize]
}

fn figures(count: usize, rounds: usize) {
    let snapshot = people(count);
    let began = Instant::now();
    let bytes = encode(&snapshot).unwrap();
    let encoding = began.elapsed();
    let began = Instant::now();
    let read = Arc::new(decode(&bytes).unwrap());
    let decoding = began.elapsed();
    let began = Instant::now();
    let index = Index::new(read);
    let indexing = began.elapsed();
    println!(
        "{count} people: {} kB; encode {encoding:.1?}, decode {decoding:.1?}, index {indexing:.1?}",
        bytes.len() / 1000
    );
    for query in ["", "a", "an", "ae", "jan kovac", "zz", "abc"] {
        let (one, two) = (fresh(&index, query, 1), fresh(&index, query, 2));
        println!("  fresh {query:?}: at best {one:.2?}, with two threads {two:.2?}");
    }
    for threads in [1, 2] {
        let (all, best) = keys(&index, threads, rounds);
        println!(
            "  {} keys, {threads} thread(s): p50 {:.2?}, p99 {:.2?}, max {:.2?}",
            all.len(),
            share(&all, 0.5),
            share(&all, 0.99),
            share(&all, 1.0)
        );
        println!(
            "    undisturbed (best of {rounds} rounds): p50 {:.2?}, p99 {:.2?}, max {:.2?}",
            share(&best, 0.5),
            share(&best, 0.99),
            share(&best, 1.0)
        );
    }
}

/// The best of several times for a query that follows an empty one: what it costs when nothing else runs.
fn fresh(index: &Index, query: &str, threads: usize) -> Duration {
    let mut session = Session::new(threads);
    let time = |_| {
        index.search(&mut session, "", Filter::All, 200);
        let began = Instant::now();
        black_box(index.search(&mut session, query, Filter::All, 200));
        began.elapsed()
    };
    (0..30).map(time).min().unwrap()
}

fn bench(c: &mut Criterion) {
    figures(100_000, 20);
    figures(1_000_000, 6);

    let mut group = c.benchmark_group("fresh search");
    for count in [10_000, 100_000] {
        let index = Index::new(Arc::new(people(count)));
        for query in ["a", "an", "ae", "jan kovac", "zz"] {
            group.bench_with_input(BenchmarkId::new(query, count), query, |b, query| {
                b.iter(|| index.search(&mut Session::new(2), query, Filter::All, 200));
            });
        }
    }
    group.finish();
    let bytes = encode(&people(100_000)).unwrap();
    c.bench_function("decode 100,000", |b| b.iter(|| decode(&bytes).unwrap()));
}

criterion_group!(benches, bench);
criterion_main!(benches);
