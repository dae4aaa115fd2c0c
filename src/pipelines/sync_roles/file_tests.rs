use super::columns::COLUMNS;
use super::file::{Mode, RoleFile};
use crate::pipelines::sheet::{Edits, Row, Source};
use std::collections::{BTreeMap, BTreeSet};

fn open(text: &str, edits: &Edits) -> RoleFile {
    RoleFile::open(&Source::Bytes("roles".to_owned(), text.as_bytes().into()), edits).unwrap()
}

fn rows(file: &RoleFile) -> Vec<(Row, Option<Mode>)> {
    let mut rows = Vec::new();
    file.read(|row, mode| rows.push((row.clone(), mode))).unwrap();
    rows
}

const PLAN: &str = r#"{"plan": "align",
    "changes": [
    {"change": "add-grant", "subject": {"kind": "user", "id": "u1"}, "role": "r1", "division": "*", "words": "w"},
    {"change": "join-group", "user": "u1", "group": "g1", "words": "put Ann into Night shift"},
    {"change": "drop-grant", "subject": {"kind": "group", "id": "g1"}, "role": "r1", "division": "d1", "words": "w"}]}
"#;

#[test]
fn columns_are_found_in_any_order_and_by_many_names() {
    for text in [
        "person,role,division,tier\nann@acme.example,Agent,Home,CX 1\n",
        "\u{feff}Licence Tier;E-Mail;Role name;Division\r\nCX 1;ann@acme.example;Agent;Home\r\n",
        "note\tdivision_id\trole_id\tUser-ID\tlicense\nx\tHome\tAgent\t ann@acme.example \tCX 1",
        "\"role\"|\"division\"|\"external id\"|\"tier\"\n\"Agent\"|\"Home\"|\"ann@acme.example\"|\"CX 1\"\n",
        r#"{"email": "ann@acme.example", "role": "Agent", "division": "Home", "licence_tier": "CX 1"}"#,
    ] {
        let found = rows(&open(text, &Edits::default()));
        assert_eq!(found[0].0.cells, ["ann@acme.example", "Agent", "Home", "CX 1"], "{text}");
        assert_eq!((found.len(), found[0].1), (1, None));
    }
}

#[test]
fn a_plan_of_changes_says_row_by_row_what_is_to_be_done() {
    let file = open(PLAN, &Edits::default());
    assert!(file.says_modes() && file.sheet().is_none());
    let found = rows(&file);
    let told: Vec<_> = found.iter().map(|(row, mode)| (row.row, *mode, row.flaw.as_ref().map(|f| f.code))).collect();
    assert_eq!(told, [(1, Some(Mode::Add), None), (3, Some(Mode::Remove), Some("no-person"))]);
    assert_eq!(found[0].0.cells, ["u1", "r1", "*", ""]);
    assert_eq!(file.left(), ["put Ann into Night shift".into()]);
    // The same on one line is no row of JSON lines.
    assert!(open(&PLAN.replace('\n', " "), &Edits::default()).says_modes());
    assert!(!open("{\"person\": \"a\", \"role\": \"b\"}\n{\"changes\": []}\n", &Edits::default()).says_modes());
}

#[test]
fn what_was_decided_holds_for_both_kinds_and_makes_another_digest() {
    let edits = Edits {
        columns: BTreeMap::from([("Chef".to_owned(), "person".to_owned())]),
        cells: BTreeMap::from([(3, BTreeMap::from([("person".to_owned(), "u2".to_owned())]))]),
        left_out: BTreeSet::from([1]),
    };
    let found = rows(&open(PLAN, &edits));
    assert!(found[0].0.left_out && !found[1].0.left_out);
    assert_eq!((found[1].0.cell(0), &found[1].0.flaw), ("u2", &None), "the cell that was wrong is corrected");
    let csv = "Chef,role\nann,Agent\nbob,Agent\n";
    let found = rows(&open(csv, &edits));
    assert_eq!(found.iter().map(|(row, _)| row.cell(0)).collect::<Vec<_>>(), ["ann", "u2"]);
    let digest = |text: &str, edits: &Edits| open(text, edits).read(|_, _| {}).unwrap();
    assert_ne!(digest(PLAN, &edits), digest(PLAN, &Edits::default()));
    assert_eq!(digest(PLAN, &Edits::default()), crate::model::Digest::of(PLAN.as_bytes()));
    assert_eq!(COLUMNS.len(), 4);
}
