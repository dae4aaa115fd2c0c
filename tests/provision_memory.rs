//! A file of new people is checked as a stream: of each row no more is kept than its line of the plan and what tells it
//! from later rows. A test of its own, because it looks at the memory of the whole process.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::tenant::{Tenant, small};
use lanyard::backend::{Desk, Edits, ProvisionDraft, ProvisionWish, Reach, Source};
use lanyard::config::{self, Account, Environment, Flags};
use lanyard::model::RowStanding;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What a row may take at the most while a file is checked, in bytes: its line of the plan, its address, name, external id
/// and employee number.
const A_ROW: u64 = 1_000;

/// The memory that this process holds, and the most that it has held since the last [`forget`], in bytes.
fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let field = |name: &str| -> u64 {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().next().unwrap().parse::<u64>().unwrap() * 1024
    };
    (field("VmRSS:"), field("VmHWM:"))
}

/// Lets the kernel count the most anew.
fn forget() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}

/// A file whose rows use every column that the directory knows something about.
fn file(folder: &Path, rows: usize, queue: &str, skill: &str) -> PathBuf {
    let path = folder.join(format!("{rows}.csv"));
    let mut out = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    writeln!(out, "name,email,division,title,department,phone,employee number,external id,roles,queues,skills")
        .unwrap();
    for n in 0..rows {
        writeln!(
            out,
            "New Person {n},new.person{n}@acme.example,EMEA,Agent,Support,+13175{n:06},N{n:06},hris:N{n:06},\
             Agent;Quality viewer@APAC,{queue},{skill}:3"
        )
        .unwrap();
    }
    out.flush().unwrap();
    path
}

async fn plan(desk: &Desk, file: PathBuf) -> ProvisionDraft {
    let wish = ProvisionWish { source: Source::File(file), recipe: None, edits: Edits::default(), skip_bad: false };
    let draft = desk.plan_provision(wish, |_| {}).await.unwrap();
    let bad = draft.plan.rows.iter().find(|row| row.standing != RowStanding::Ready);
    assert!(bad.is_none(), "{bad:?}");
    draft
}

#[test]
#[allow(clippy::print_stdout, reason = "the figure")]
fn memory_grows_by_no_more_than_a_compact_row() {
    let tenant = Tenant::new(small());
    let home = tempfile::tempdir().unwrap();
    let flags = Flags {
        config_dir: Some(home.path().join("config")),
        data_dir: Some(home.path().join("data")),
        ..Flags::default()
    };
    let environment = Environment::of([
        ("GENESYS_ENV_URL", tenant.api.as_str()),
        ("GENESYS_CLIENT_ID", tenant.client_id.as_str()),
        ("GENESYS_CLIENT_SECRET", tenant.client_secret.as_str()),
    ]);
    let account = Account { user: "ann".into(), host: "desk".into() };
    let settings = config::load(&flags, &environment, &account, None).unwrap();
    let first = |what: &str| tenant.read(what)["entities"][0]["name"].as_str().unwrap().to_owned();
    let (queue, skill) = (first("/api/v2/routing/queues?pageSize=1"), first("/api/v2/routing/skills?pageSize=1"));
    let (few, many) = (2_000, 22_000);
    let files = [few, many].map(|rows| file(home.path(), rows, &queue, &skill));
    let [few_took, many_took] = tenant.runtime.block_on(async {
        let desk = Desk::open(&settings, Reach::Tenant).await.unwrap_or_else(|why| panic!("{why:?}"));
        // What is read and made once for all files.
        drop(plan(&desk, files[0].clone()).await);
        let mut took = [0; 2];
        for (took, file) in took.iter_mut().zip(&files) {
            forget();
            let (before, _) = memory();
            let draft = plan(&desk, file.clone()).await;
            *took = memory().1 - before;
            drop(draft);
        }
        desk.close().await;
        took
    });
    let each = many_took.saturating_sub(few_took) / (many - few) as u64;
    println!("{few} rows take {few_took} bytes, {many} take {many_took}: {each} for each row");
    assert!(each <= A_ROW, "{each} bytes for each row: {few} rows take {few_took}, {many} take {many_took}");
    assert!(each > 0, "nothing was measured");
}
