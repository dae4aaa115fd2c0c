use super::ground::{Ground, on_each};
use super::*;
use crate::model::Timestamp;

fn at() -> Timestamp {
    "2026-11-20T10:00:00.25Z".parse().unwrap()
}

#[tokio::test]
async fn a_snapshot_is_kept_and_replaced() {
    on_each(async |ground| {
        let store = ground.open().await;
        for bytes in [vec![1u8, 0, 255], vec![9u8; 300_000]] {
            let mut tx = store.transaction().await.unwrap();
            tx.put_snapshot("t", "people", &Snapshot { bytes: bytes.clone(), read_at: at() }).await.unwrap();
            tx.commit().await.unwrap();
            let mut tx = store.reading().await.unwrap();
            assert_eq!(tx.snapshot("t", "people").await.unwrap(), Some(Snapshot { bytes, read_at: at() }));
            assert_eq!(tx.snapshot("t", "roles").await.unwrap(), None);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_rolled_back_or_dropped_is_not_there() {
    on_each(async |ground| {
        let store = ground.open().await;
        let snapshot = Snapshot { bytes: vec![1], read_at: at() };
        let mut tx = store.transaction().await.unwrap();
        tx.put_snapshot("t", "a", &snapshot).await.unwrap();
        tx.rollback().await.unwrap();
        let mut tx = store.transaction().await.unwrap();
        tx.put_snapshot("t", "b", &snapshot).await.unwrap();
        drop(tx);
        let mut tx = store.transaction().await.unwrap();
        assert_eq!(tx.snapshot("t", "a").await.unwrap(), None);
        assert_eq!(tx.snapshot("t", "b").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn every_transaction_is_told_once_however_it_ends() {
    on_each(async |ground| {
        let store = ground.open().await;
        let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let ear = std::sync::Arc::clone(&told);
        store.observe(std::sync::Arc::new(move |operation, _| ear.lock().unwrap().push(operation)));
        store.observe(std::sync::Arc::new(|_, _| panic!("a second one is heard")));
        store.transaction().await.unwrap().commit().await.unwrap();
        store.transaction().await.unwrap().rollback().await.unwrap();
        drop(store.transaction().await.unwrap());
        let reading = store.reading().await.unwrap();
        assert_eq!(told.lock().unwrap().len(), 3, "told when it ends");
        drop(reading);
        use Operation::{Read, Write};
        assert_eq!(*told.lock().unwrap(), [Write, Write, Write, Read]);
    })
    .await;
}

#[tokio::test]
async fn what_waits_is_counted_by_kind_and_standing() {
    on_each(async |ground| {
        let store = ground.open().await;
        let mut tx = store.transaction().await.unwrap();
        let now = tx.database_now().await.unwrap();
        let rows = [
            ("a", "offboard", "queued", 5_i64, None, None),
            ("b", "offboard", "queued", 3, None, None),
            // Confirmed at 4 for a time that came at 9.
            ("c", "offboard", "queued", 4, Some(9), None),
            ("d", "offboard", "queued", 1, Some(now + 60_000), None),
            // Begun and handed back: it does not wait for a time any more.
            ("e", "restore", "queued", 7, Some(now + 60_000), Some(8)),
            ("f", "restore", "running", 6, None, Some(6_i64)),
            ("g", "restore", "done", 2, None, Some(2)),
        ];
        for (id, kind, state, created, planned, started) in rows {
            tx::count!(tx, c => sqlx::query(
                "insert into run (id, kind, subject, subject_name, recipe, digest, operator, reason, ticket, state, \
                 priority, due_ms, created_ms, planned_ms, started_ms) \
                 values ($1, $2, $1, '', '', '', '', '', '', $3, 0, 0, $4, $5, $6)")
                .bind(id).bind(kind).bind(state).bind(created).bind(planned).bind(started).execute(c))
            .unwrap();
        }
        let depths = tx.queue_depths().await.unwrap();
        let line = |d: &QueueDepth| format!("{} {} {} {}", d.kind, d.standing, d.number, d.since_ms);
        let lines: Vec<_> = depths.iter().map(line).collect();
        let planned = format!("offboard planned 1 {}", now + 60_000);
        let begun = format!("restore queued 1 {}", now + 60_000);
        assert_eq!(lines, [planned.as_str(), "offboard queued 3 3", &begun, "restore running 1 6"]);
    })
    .await;
}

#[tokio::test]
async fn events_that_wait_for_somebody_are_counted_by_what_they_wait_for() {
    on_each(async |ground| {
        let store = ground.open().await;
        let mut tx = store.transaction().await.unwrap();
        let now = tx.database_now().await.unwrap();
        for (id, state, held) in [("r1", "paused", 1), ("r2", "paused", 0), ("r3", "done", 1), ("r4", "paused", 1)] {
            tx::count!(tx, c => sqlx::query(
                "insert into run (id, kind, subject, subject_name, recipe, digest, operator, reason, ticket, state, \
                 priority, due_ms, created_ms, held) values ($1, 'offboard', $1, '', '', '', '', '', '', $2, 0, 0, 0, $3)")
                .bind(id).bind(state).bind(i64::from(held)).execute(c))
            .unwrap();
        }
        let rows = [
            ("a", "received", 5_i64, None, None),
            ("b", "waiting", 4, None, None),
            ("c", "waiting", 3, Some(now - 1), None),
            ("d", "waiting", 2, Some(now + 60_000), None),
            ("e", "begun", 6, None, Some("r1")),
            ("f", "begun", 1, None, Some("r2")),
            ("g", "begun", 1, None, Some("r3")),
            ("h", "begun", 1, Some(now + 60_000), Some("r4")),
            ("i", "rejected", 1, None, None),
        ];
        for (id, state, received, postponed, run) in rows {
            tx::count!(tx, c => sqlx::query(
                "insert into inbox (id, sender, message, digest, kind, person, event, policy, recipe, sent_ms, \
                 received_ms, decide_ms, state, postponed_ms, run_id) \
                 values ($1, '', $1, '', '', '', '', '', '', 0, $2, 0, $3, $4, $5)")
                .bind(id).bind(received).bind(state).bind(postponed).bind(run).execute(c))
            .unwrap();
        }
        let depths = tx.inbox_depths().await.unwrap();
        let line = |d: &InboxDepth| format!("{} {} {}", d.standing, d.number, d.since_ms);
        let lines: Vec<_> = depths.iter().map(line).collect();
        assert_eq!(lines, ["confirm 1 6", "postponed 2 1", "received 1 5", "waiting 2 3"]);
    })
    .await;
}

#[tokio::test]
async fn notices_that_wait_or_were_given_up_are_counted_by_target() {
    on_each(async |ground| {
        let store = ground.open().await;
        let mut tx = store.transaction().await.unwrap();
        let run = crate::model::RunId::new("r");
        for (n, target, dead) in [(3, "hr", None), (1, "hr", None), (2, "hr", Some("gone")), (4, "it", None)] {
            let at = Timestamp::from_millisecond(n).unwrap();
            let message = format!("m{n}");
            let parcel = NewParcel {
                message: &message,
                target,
                subject: "s",
                subject_name: "",
                kind: "k",
                run: Some(&run),
                body: "{}",
                at,
            };
            tx.put_parcel(parcel, dead).await.unwrap();
        }
        tx::count!(tx, c => sqlx::query("update outbox set state = 'sent' where message = 'm4'").execute(c)).unwrap();
        let depths = tx.outbox_depths().await.unwrap();
        let line = |d: &OutboxDepth| format!("{} {} {} {}", d.target, d.state, d.number, d.since_ms);
        let lines: Vec<_> = depths.iter().map(line).collect();
        assert_eq!(lines, ["hr dead 1 2", "hr waiting 2 1"]);
    })
    .await;
}

#[tokio::test]
async fn the_store_opens_again_with_what_it_had() {
    on_each(async |ground| {
        let store = ground.open().await;
        let mut tx = store.transaction().await.unwrap();
        tx.target_is_gone("hr", "https://a.example/", at()).await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
        let mut tx = ground.open().await.reading().await.unwrap();
        assert!(tx.is_target_gone("hr", "https://a.example/").await.unwrap());
        assert!(!tx.is_target_gone("hr", "https://b.example/").await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    on_each(async |ground| {
        let store = ground.open().await;
        let mut tx = store.transaction().await.unwrap();
        tx::count!(tx, c => sqlx::query(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
             select 9999, 'later', success, checksum, 0 from _sqlx_migrations limit 1")
            .execute(c))
        .unwrap();
        tx.commit().await.unwrap();
        store.close().await;
        let error = Store::open(&ground.location).await.unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 9999, known: 8, .. }), "{error:?}");
        assert!(!error.to_string().contains("postgres@"), "{error}");
    })
    .await;
}

#[tokio::test]
async fn the_database_s_clock_is_near_ours() {
    on_each(async |ground| {
        let mut tx = ground.open().await.transaction().await.unwrap();
        let before = Timestamp::now().as_millisecond();
        let there = tx.database_now().await.unwrap();
        assert!((there - before).abs() < 60_000, "{there} {before}");
    })
    .await;
}

#[tokio::test]
async fn many_writers_that_read_first_all_get_through() {
    on_each(async |ground| {
        // Several stores on one database stand for several processes.
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let store = ground.open().await;
            writers.spawn(async move {
                for _ in 0..25 {
                    let mut tx = store.transaction().await.unwrap();
                    let (seq, previous) = tx.next_link().await.unwrap();
                    let row = AuditRow {
                        seq,
                        at: at().to_string(),
                        previous: previous.to_string(),
                        seal: format!("{seq:064}"),
                        run_id: None,
                        entry: "{}".to_owned(),
                    };
                    tx.append_link(&row).await.unwrap();
                    tx.commit().await.unwrap();
                }
            });
        }
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }
        let mut tx = ground.open().await.reading().await.unwrap();
        let links = tx.links_after(0, 1_000).await.unwrap();
        assert_eq!(links.len(), 100);
        assert!(links.windows(2).all(|w| w[1].seq == w[0].seq + 1 && w[1].previous == w[0].seal));
    })
    .await;
}

#[tokio::test]
async fn the_audit_table_refuses_changes() {
    on_each(async |ground| {
        let store = ground.open().await;
        let mut tx = store.transaction().await.unwrap();
        let (seq, previous) = tx.next_link().await.unwrap();
        let row = AuditRow {
            seq,
            at: at().to_string(),
            previous: previous.to_string(),
            seal: "s".to_owned(),
            run_id: None,
            entry: "{}".to_owned(),
        };
        tx.append_link(&row).await.unwrap();
        tx.commit().await.unwrap();
        for sql in ["update audit set entry = 'x'", "delete from audit"] {
            let mut tx = store.transaction().await.unwrap();
            let error = tx::count!(tx, c => sqlx::query(sql).execute(c)).unwrap_err();
            assert!(error.to_string().contains("append-only"), "{error}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_full_disk_is_told_and_leaves_nothing() {
    let ground = Ground::sqlite();
    let store = ground.open().await;
    let mut tx = store.transaction().await.unwrap();
    let _: i64 = tx::on!(tx, c => sqlx::query_scalar("pragma max_page_count = 60").fetch_one(c)).unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.transaction().await.unwrap();
    let big = Snapshot { bytes: vec![7; 4_000_000], read_at: at() };
    let error = tx.put_snapshot("t", "people", &big).await.unwrap_err();
    assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
    drop(tx);
    let mut tx = store.transaction().await.unwrap();
    tx.put_snapshot("t", "people", &Snapshot { bytes: vec![7], read_at: at() }).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_is_no_database_of_ours_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let garbage = folder.path().join("garbage.db");
    std::fs::write(&garbage, vec![b'x'; 8_192]).unwrap();
    let error = Store::open(&Location::Sqlite(garbage.clone())).await.unwrap_err();
    assert!(matches!(error, StoreError::NotOurs { .. }), "{error:?}");
    assert_eq!(std::fs::read(&garbage).unwrap(), vec![b'x'; 8_192]);

    let foreign = folder.path().join("foreign.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&foreign).create_if_missing(true);
    let mut other = <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&options).await.unwrap();
    sqlx::query("create table theirs (a)").execute(&mut other).await.unwrap();
    sqlx::Connection::close(other).await.unwrap();
    let error = Store::open(&Location::Sqlite(foreign)).await.unwrap_err();
    assert!(matches!(error, StoreError::NotOurs { .. }), "{error:?}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Store::open(&Location::Sqlite(file.join("lanyard.db"))).await.unwrap_err();
    assert!(matches!(error, StoreError::Folder { .. }), "{error:?}");
    assert!(error.to_string().contains("file"), "{error}");
    assert!(!error.remedy().is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("made/here/lanyard.db");
    let store = Store::open(&Location::Sqlite(file.clone())).await.unwrap();
    let mut tx = store.transaction().await.unwrap();
    tx.target_is_gone("hr", "u", at()).await.unwrap();
    tx.commit().await.unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(file.parent().unwrap()), 0o700);
    for entry in std::fs::read_dir(file.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_named_without_the_password() {
    let address = "postgres://ann:hush-hush@127.0.0.1:1/lanyard".to_owned();
    let error = Store::open(&Location::Postgres(address.into())).await.unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
    assert!(error.to_string().contains("127.0.0.1:1/lanyard"), "{error}");
    assert!(!format!("{error:?}{error}").contains("hush"), "{error:?}");
    let error = Store::open(&Location::Postgres("mysql://ann:hush@h/d".to_owned().into())).await.unwrap_err();
    assert!(!format!("{error:?}{error}").contains("hush"), "{error:?}");
}

#[test]
fn wishes_keep_their_numbers() {
    for wish in [Wish::GoOn, Wish::Cancel, Wish::Pause] {
        assert_eq!(Wish::from_number(wish.number()), wish);
    }
}
