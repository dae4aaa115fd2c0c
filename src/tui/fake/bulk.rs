//! Groups, files, plans of many and batches with a story.

use crate::backend::{BatchLine, BatchView, Command, Event, FileColumn, FileHead, RowsWish};
use crate::model::{
    BatchOutcome, BatchRun, BatchTotals, Begun, Digest, DisplayText, Finding, Forecast, Group, GroupType, Level,
    Listed, PipelineKind, PlannedRow, RowStanding, RowsPlan, RunState, Timestamp,
};
use std::sync::Arc;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn groups() -> Vec<Group> {
    let group = |id: &str, name: &str, members| Group {
        id: id.into(),
        name: name.into(),
        kind: GroupType::Official,
        member_count: members,
        owners: Vec::new(),
        roles_enabled: members % 2 == 0,
        version: 1,
    };
    vec![
        group("g-night", "Night shift", 23),
        group("g-emea", "EMEA agents", 412),
        group("g-empty", "Nobody's group", 0),
        group("g-hostile", "Eve\u{202e}puorg 漢字漢字漢字漢字", 2),
    ]
}

pub fn totals() -> BatchTotals {
    BatchTotals {
        people: 216,
        planned: 214,
        blocked: 2,
        done: 127,
        failed: 1,
        unknown: 1,
        cancelled: 0,
        left: 85,
        access_cut: 214,
    }
}

pub fn line(id: &str, title: &str, state: RunState, interrupted: bool) -> BatchLine {
    BatchLine {
        id: id.into(),
        kind: "offboard".to_owned(),
        title: title.into(),
        state,
        interrupted,
        due: None,
        totals: totals(),
        operator: "m.berger".into(),
        created_at: at("2026-03-03T10:36:00Z"),
        ended_at: state.is_over().then(|| at("2026-03-03T10:46:12Z")),
    }
}

pub fn lines() -> Vec<BatchLine> {
    let mut made = line("0192a7c4-0000-7000-8000-0000000000b3", "newcomers.csv", RunState::Done, false);
    made.kind = "provision".to_owned();
    made.totals = BatchTotals { people: 40, planned: 40, done: 40, ..BatchTotals::default() };
    vec![
        line("0192a7c4-0000-7000-8000-0000000000b1", "leavers.csv", RunState::Running, false),
        line("0192a7c4-0000-7000-8000-0000000000b2", "group Night shift", RunState::Paused, false),
        made,
    ]
}

/// The same with one that nobody works on.
pub fn lines_left_behind() -> Vec<BatchLine> {
    let mut lines = lines();
    (lines[1].state, lines[1].interrupted) = (RunState::Running, true);
    lines
}

fn run(id: &str, name: &str, outcome: BatchOutcome, why: Option<&str>) -> BatchRun {
    BatchRun {
        id: id.into(),
        person: id.into(),
        name: name.into(),
        state: if outcome == BatchOutcome::Left { RunState::Running } else { RunState::Failed },
        interrupted: false,
        asked: false,
        outcome,
        access_cut_at: Some(at("2026-03-03T10:37:00Z")),
        due: None,
        planned: None,
        ended_at: (outcome != BatchOutcome::Left).then(|| at("2026-03-03T10:39:00Z")),
        steps_ended: 4,
        steps: 11,
        why: why.map(DisplayText::new),
    }
}

/// A batch in its second pass.
pub fn batch_view() -> BatchView {
    BatchView {
        line: line("0192a7c4-0000-7000-8000-0000000000b1", "leavers.csv", RunState::Running, false),
        reason: "closing of the site".into(),
        ticket: "HR-4711".into(),
        at: at("2026-03-03T10:41:07Z"),
        running: vec![
            run("r-tom", "Tom Okafor", BatchOutcome::Left, None),
            run("r-li", "Li \u{202e}Wei", BatchOutcome::Left, None),
        ],
        failed: vec![
            run("r-ana", "Ana Costa", BatchOutcome::Failed, Some("groups failed: 403 directory:group:edit is missing")),
            run("r-bo", "Bo Lund", BatchOutcome::Unknown, Some("delete unknown: no answer")),
        ],
        aside: vec![Listed {
            row: Some(17),
            who: "ghost@acme.example".into(),
            person: None,
            name: "".into(),
            set_aside: Some("not-found".to_owned()),
            reason: "nobody in the tenant answers to it".into(),
        }],
        all_cut_at: Some(at("2026-03-03T10:37:31Z")),
    }
}

pub fn head() -> FileHead {
    let column = |name, help, required| FileColumn { name, help, required };
    FileHead {
        name: "newcomers.csv".into(),
        form: "CSV, semicolons, UTF-8 with a mark".into(),
        headings: vec![
            ("E-Mail".into(), Some("email")),
            ("Vollständiger Name".into(), Some("name")),
            ("Notiz\u{202e}".into(), None),
        ],
        columns: vec![
            column("email", "The e-mail address; it is the user name as well.", true),
            column("name", "The full name.", false),
            column("phone", "The phone at work.", false),
        ],
        sample: vec![
            vec!["ana@acme.example".into(), "Ana Costa".into(), "".into()],
            vec!["bo@acme.example".into(), "Bo Lund".into(), "starts in May".into()],
        ],
        trouble: None,
    }
}

/// Rows of every standing; those that were left out are left out.
pub fn rows_plan(wish: &RowsWish) -> RowsPlan {
    let row = |row: u64, who: &str, standing: RowStanding, words: &str| PlannedRow {
        row,
        who: who.into(),
        standing,
        words: words.into(),
        column: "",
        code: "",
        reason: "".into(),
        remedy: "".into(),
    };
    let bad = |number: u64, who: &str, column, reason: &str, remedy: &str| PlannedRow {
        column,
        code: "form",
        reason: reason.into(),
        remedy: remedy.into(),
        ..row(number, who, RowStanding::Bad, "")
    };
    let mut rows = vec![
        row(2, "ana@acme.example", RowStanding::Ready, "Ana Costa in Home, 2 roles, 1 queue"),
        bad(3, "bo@acme", "email", "bo@acme is no e-mail address", "write it as name@example.com"),
        row(4, "季@acme.example", RowStanding::Ready, "季 節子 in EMEA, 1 role"),
        bad(5, "dora@acme.example", "phone", "0171 555 is not in E.164", "write it with + and the country"),
        row(6, "eve@acme.example", RowStanding::Same, "is so already"),
    ];
    for row in &mut rows {
        if wish.edits.left_out.contains(&row.row) {
            (row.standing, row.reason) = (RowStanding::LeftOut, "left out by the operator".into());
        } else if wish.edits.cells.contains_key(&row.row) {
            (row.standing, row.reason, row.column) = (RowStanding::Ready, "".into(), "");
        }
    }
    let count = rows.iter().filter(|row| row.standing == RowStanding::Bad).count();
    let mut findings = Vec::new();
    if count > 0 {
        findings.push(Finding {
            level: if wish.skip_bad { Level::Warning } else { Level::Blocker },
            code: "bad-rows".to_owned(),
            text: DisplayText::new(format!("{count} of {} rows cannot be carried out", rows.len())),
            remedy: "mend them, leave them out, or have them set aside".into(),
        });
    }
    let words: String = rows.iter().map(|row| format!("{}{}", row.row, row.standing.as_str())).collect();
    RowsPlan {
        kind: wish.job,
        title: "newcomers.csv".into(),
        digest: Digest::of(words.as_bytes()),
        rows,
        findings,
        irreversible: Vec::new(),
        forecast: Forecast { calls: 28, millis: 6_000, calls_per_minute: 300 },
        ticket_required: false,
        needs_number: None,
        may_wait: false,
    }
}

/// The answer to a wish about many, if it is one.
pub fn answer(command: &Command) -> Option<Event> {
    Some(match command {
        Command::Groups { generation } => Event::Groups { generation: *generation, result: Ok(Arc::from(groups())) },
        Command::Batches { generation } => Event::Batches { generation: *generation, batches: lines() },
        Command::WatchBatch(_) => Event::Batch(Arc::new(batch_view())),
        Command::Paths { generation, text } => {
            let all = ["lists/", "leavers.csv", "newcomers.csv"];
            let paths = all.iter().filter(|path| path.starts_with(text.as_str())).map(|path| (*path).into()).collect();
            Event::Paths { generation: *generation, paths }
        }
        Command::OpenFile { generation, edits, .. } => {
            let mut head = head();
            for (heading, column) in &mut head.headings {
                if let Some(to) = edits.columns.get(heading.as_str()) {
                    *column = head.columns.iter().map(|column| column.name).find(|name| name == to);
                }
            }
            Event::FileOpened { generation: *generation, result: Ok(Arc::new(head)) }
        }
        Command::PlanRows { generation, wish } => {
            Event::RowsPlanned { generation: *generation, result: Ok(Arc::new(rows_plan(wish))), rebuilt_because: None }
        }
        Command::ConfirmRows { digest, .. } => Event::RowsConfirmed {
            digest: digest.clone(),
            result: Ok(Begun::Batch("0192a7c4-0000-7000-8000-0000000000b1".into())),
        },
        _ => return None,
    })
}

/// A wish to make the people of a file.
pub fn wish() -> RowsWish {
    RowsWish {
        job: PipelineKind::Provision,
        from: crate::backend::RowsFrom::File("newcomers.csv".into()),
        recipe: None,
        mode: crate::backend::SyncMode::Add,
        edits: crate::backend::FileEdits::default(),
        skip_bad: false,
    }
}
