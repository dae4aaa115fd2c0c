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
        assert!(matches!(error, StoreError::Newer { found: 9999, known: 6, .. }), "{error:?}");
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
