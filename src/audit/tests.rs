use super::*;
use crate::model::{AuditEntry, CorrelationId, Digest, DisplayText, Operator, RunId, Timestamp, canonical_json};
use crate::store::ground::{Ground, on_each};
use crate::store::{Location, Store};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection};

fn at() -> Timestamp {
    "2026-11-20T10:00:00.123456789Z".parse().unwrap()
}

fn entry(n: usize) -> AuditEntry {
    AuditEntry {
        operator: Operator { name: "Ann Öberg".into(), account: "ann@desk".into(), known_by: "configured".into() },
        action: "step.outcome".to_owned(),
        pipeline: Some("offboard".to_owned()),
        step: Some(format!("step-{n}")),
        subject_id: Some("u-1".to_owned()),
        subject_name: Some(DisplayText::new("=cmd, \"Bob\"")),
        run: n.is_multiple_of(2).then(|| RunId::new(format!("run-{}", n % 4))),
        batch: None,
        outcome: "done".to_owned(),
        detail: "the state is inactive".into(),
        reason: "left".into(),
        ticket: "T-1".into(),
        latency_ms: Some(12),
        correlations: vec![CorrelationId::new("c-1")],
        before: Some(json!({"z": 1, "a": [0.5]})),
        after: None,
    }
}

async fn fill(store: &Store, many: usize) {
    let mut tx = store.transaction().await.unwrap();
    for n in 1..=many {
        append(&mut tx, at(), entry(n)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// What somebody with rights on the database can do to it.
async fn tamper(ground: &Ground, statements: &[&str]) {
    match &ground.location {
        Location::Sqlite(file) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
            let mut c = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
            for trigger in ["audit_is_not_changed", "audit_is_not_shortened"] {
                let sql = format!("drop trigger if exists {trigger}");
                sqlx::query(AssertSqlSafe(sql)).execute(&mut c).await.unwrap();
            }
            for sql in statements {
                sqlx::query(AssertSqlSafe((*sql).to_owned())).execute(&mut c).await.unwrap();
            }
        }
        Location::Postgres(address) => {
            use secrecy::ExposeSecret;
            let mut c = sqlx::PgConnection::connect(address.expose_secret()).await.unwrap();
            sqlx::query("alter table audit disable trigger all").execute(&mut c).await.unwrap();
            for sql in statements {
                sqlx::query(AssertSqlSafe((*sql).to_owned())).execute(&mut c).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn the_seal_is_the_digest_of_the_canonical_json() {
    let ground = Ground::sqlite();
    let store = ground.open().await;
    let mut tx = store.transaction().await.unwrap();
    let first = append(&mut tx, at(), entry(1)).await.unwrap();
    let second = append(&mut tx, at(), entry(2)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(first.previous.as_str(), "0".repeat(64));
    assert_eq!(second.previous, first.seal);
    let whole = json!({"seq": 2, "at": second.at, "previous": second.previous, "entry": second.entry});
    assert_eq!(second.seal, Digest::of(canonical_json(&whole).unwrap().as_bytes()));
    assert_eq!(list(&store, &Filter::default()).await.unwrap().records, [second, first]);
}

#[tokio::test]
async fn an_untouched_chain_is_whole() {
    on_each(async |ground| {
        let store = ground.open().await;
        assert_eq!(verify(&store).await.unwrap(), Verdict::Whole { to: 0, head: None });
        fill(&store, 7).await;
        let head = list(&store, &Filter { limit: 1, ..Filter::default() }).await.unwrap().records[0].seal.clone();
        assert_eq!(verify(&store).await.unwrap(), Verdict::Whole { to: 7, head: Some(head) });
    })
    .await;
}

#[tokio::test]
async fn every_kind_of_tampering_is_found_where_it_is() {
    let cases: &[(&[&str], i64, Break)] = &[
        (&["update audit set entry = replace(entry, 'left', 'lent') where seq = 3"], 3, Break::Seal),
        (&["update audit set entry = entry || ' ' where seq = 3"], 3, Break::Seal),
        (&["update audit set at = '2026-11-20T10:00:00Z' where seq = 4"], 4, Break::Seal),
        (&["update audit set seal = previous where seq = 4"], 4, Break::Seal),
        (&["update audit set run_id = 'run-9' where seq = 4"], 4, Break::Filed),
        (&["update audit set run_id = null where seq = 4"], 4, Break::Filed),
        (&["delete from audit where seq = 3"], 3, Break::Missing { found: 4 }),
        (&["delete from audit where seq = 1"], 1, Break::Missing { found: 2 }),
        (&["delete from audit where seq > 4"], 5, Break::Shortened { expected: 6 }),
        (&["delete from audit"], 1, Break::Shortened { expected: 6 }),
        (
            &[
                "update audit set seq = 100 where seq = 3",
                "update audit set seq = 3 where seq = 4",
                "update audit set seq = 4 where seq = 100",
            ],
            3,
            Break::Seal,
        ),
        (&["delete from audit where seq = 6", "update audit_head set seq = 5"], 5, Break::Head),
        (&["delete from audit_head"], 6, Break::Head),
        (
            &["insert into audit (seq, at, previous, seal, run_id, entry) \
                 select 7, at, seal, seal, run_id, entry from audit where seq = 6"],
            7,
            Break::Seal,
        ),
    ];
    for (statements, at_seq, why) in cases {
        on_each(async |ground| {
            let store = ground.open().await;
            fill(&store, 6).await;
            tamper(ground, statements).await;
            let found = verify(&store).await.unwrap();
            assert_eq!(found, Verdict::Broken { at_seq: *at_seq, why: why.clone() }, "{statements:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_record_sealed_anew_does_not_fit_its_neighbour() {
    let ground = Ground::sqlite();
    let store = ground.open().await;
    fill(&store, 4).await;
    let text = canonical_json(&AuditEntry { reason: "forged".into(), ..entry(2) }).unwrap();
    let before = list(&store, &Filter::default()).await.unwrap().records[2].previous.to_string();
    let seal = chain::seal(2, &at().to_string(), &before, &text);
    tamper(&ground, &[&format!("update audit set entry = '{text}', seal = '{seal}' where seq = 2")]).await;
    assert_eq!(verify(&store).await.unwrap(), Verdict::Broken { at_seq: 3, why: Break::Previous });
}

#[tokio::test]
async fn lists_are_filtered_by_words_run_and_number() {
    on_each(async |ground| {
        let store = ground.open().await;
        fill(&store, 6).await;
        let found = async |text: &str, run: Option<&str>, limit| {
            let filter = Filter { text: text.to_owned(), run: run.map(RunId::new), limit };
            let page = list(&store, &filter).await.unwrap();
            (page.records.iter().map(|r| r.seq).collect::<Vec<_>>(), page.matched, page.total)
        };
        assert_eq!(found("", None, 0).await, (vec![6, 5, 4, 3, 2, 1], 6, 6));
        assert_eq!(found("", None, 2).await, (vec![6, 5], 6, 6));
        assert_eq!(found("", Some("run-2"), 0).await, (vec![6, 2], 2, 6));
        assert_eq!(found("STEP-3 öberg", None, 0).await, (vec![3], 1, 6));
        assert_eq!(found("inactive t-1", None, 2).await, (vec![6, 5], 6, 6));
        assert_eq!(found("inactive nobody", None, 0).await, (vec![], 0, 6));
        // The names of the fields are not words of a record.
        assert_eq!(found("correlations", None, 0).await, (vec![], 0, 6));
    })
    .await;
}

#[tokio::test]
async fn an_unreadable_record_does_not_hide_the_others() {
    let ground = Ground::sqlite();
    let store = ground.open().await;
    fill(&store, 3).await;
    tamper(&ground, &["update audit set entry = 'x' where seq = 2"]).await;
    let page = list(&store, &Filter::default()).await.unwrap();
    assert_eq!(page.records.len(), 3);
    assert_eq!(page.records[1].entry.action, "unreadable");
}

#[tokio::test]
async fn json_lines_carry_the_chain() {
    on_each(async |ground| {
        let store = ground.open().await;
        fill(&store, 5).await;
        let mut out = Vec::new();
        let done = export(&store, &Filter::default(), Format::JsonLines, &mut out).await.unwrap();
        assert_eq!(done.records, 5);
        let mut previous = "0".repeat(64);
        for line in String::from_utf8(out).unwrap().lines() {
            let mut value: serde_json::Value = serde_json::from_str(line).unwrap();
            let seal = value.as_object_mut().unwrap().remove("seal").unwrap();
            assert_eq!(value["previous"], previous);
            previous = Digest::of(canonical_json(&value).unwrap().as_bytes()).to_string();
            assert_eq!(seal, previous);
        }
    })
    .await;
}

#[tokio::test]
async fn csv_has_a_heading_and_as_many_cells() {
    let ground = Ground::sqlite();
    let store = ground.open().await;
    fill(&store, 3).await;
    let mut out = Vec::new();
    let filter = Filter { run: Some(RunId::new("run-2")), ..Filter::default() };
    assert_eq!(export(&store, &filter, Format::Csv, &mut out).await.unwrap().records, 1);
    let text = String::from_utf8(out).unwrap();
    let (heading, rest) = text.split_once("\r\n").unwrap();
    assert_eq!(heading.split(',').count(), 21);
    assert!(rest.contains(",\"'=cmd, \"\"Bob\"\"\","), "{rest}");
    assert!(rest.ends_with("\r\n"));
}
