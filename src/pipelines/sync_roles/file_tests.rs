use super::file::{Mode, RawRow, RoleFile};
use crate::pipelines::sheet::{Edits, Source, Unreadable};

fn read(name: &str, content: &[u8]) -> Result<RoleFile, Unreadable> {
    super::read(&Source::Bytes(name.to_owned(), content.into()), &Edits::default())
}

fn rows(text: &str) -> Vec<[String; 4]> {
    let of = |row: &RawRow| [&row.person, &row.role, &row.division, &row.tier].map(Clone::clone);
    read("roles", text.as_bytes()).unwrap().rows.iter().map(of).collect()
}

fn row(words: [&str; 4]) -> [String; 4] {
    words.map(str::to_owned)
}

fn codes(file: &RoleFile) -> Vec<(u64, Option<&str>)> {
    file.rows.iter().map(|row| (row.row, row.flaw.as_ref().map(|flaw| flaw.code))).collect()
}

#[test]
fn columns_are_found_in_any_order_and_by_many_names() {
    let ann = row(["ann@acme.example", "Agent", "Home", "CX 1"]);
    for text in [
        "person,role,division,tier\nann@acme.example,Agent,Home,CX 1\n",
        "\u{feff}Licence Tier;E-Mail;Role name;Division\r\nCX 1;ann@acme.example;Agent;Home\r\n",
        "note\tdivision_id\trole_id\tUser-ID\tlicense\nx\tHome\tAgent\t ann@acme.example \tCX 1",
        "\"role\",\"division\",\"external id\",\"tier\"\n\"Agent\",\"Home\",\"ann@acme.example\",\"CX 1\"\n",
        r#"{"email": "ann@acme.example", "role": "Agent", "division": "Home", "licence_tier": "CX 1"}"#,
    ] {
        assert_eq!(rows(text), std::slice::from_ref(&ann), "{text}");
    }
    assert_eq!(rows("role,person\n\"Lead, night\",4711\n"), [row(["4711", "Lead, night", "", ""])]);
}

#[test]
fn wide_characters_of_either_order_are_read_and_those_of_old_systems() {
    let text = "person;role\n1;Agent\n";
    for (mark, bytes) in [
        ([0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()),
        ([0xfe, 0xff], text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ] {
        let file = read("roles", &[&mark[..], &bytes].concat()).unwrap();
        assert_eq!(file.rows[0].person, "1");
    }
    let file = read("roles", b"person,role\nann,Agent\nbj\xf6rn,Agent\n").unwrap();
    assert_eq!(file.rows[1].person, "bj\u{f6}rn", "what is not UTF-8 is taken for Windows-1252");
}

#[test]
fn rows_are_numbered_by_the_lines_of_the_file() {
    for newline in ["\n", "\r\n", "\r"] {
        let lines = ["person,role", "", "a,b", "c", ",", "\"d", "e\",f", "g,h,", "i,j,k"];
        let file = read("roles", lines.join(newline).as_bytes()).unwrap();
        let expected = [(3, None), (4, Some("fields")), (6, None), (8, None), (9, Some("fields"))];
        assert_eq!(codes(&file), expected, "{newline:?}");
    }
    let file = read("roles", b"{\"person\": \"a\"}\n\n{\"person\": [1]}\nno\n{\"id\": 1, \"email\": \"x\"}\n").unwrap();
    assert_eq!(codes(&file), [(1, None), (3, Some("garbled")), (4, Some("garbled")), (5, Some("two-fields"))]);
}

#[test]
fn a_plan_of_changes_says_row_by_row_what_is_to_be_done() {
    let text = r#"{"plan": "align", "changes": [
        {"change": "add-grant", "subject": {"kind": "user", "id": "u1"}, "role": "r1", "division": "*", "words": "w"},
        {"change": "join-group", "user": "u1", "group": "g1", "words": "put Ann into Night shift"},
        {"change": "drop-grant", "subject": {"kind": "group", "id": "g1"}, "role": "r1", "division": "d1", "words": "w"}]}"#;
    let file = read("align.json", text.as_bytes()).unwrap();
    assert_eq!(file.rows.iter().map(|row| row.mode).collect::<Vec<_>>(), [Some(Mode::Add), Some(Mode::Remove)]);
    assert_eq!(codes(&file), [(1, None), (3, Some("no-person"))]);
    assert_eq!(file.left, ["put Ann into Night shift".into()]);
}

#[test]
fn what_was_decided_about_a_file_counts_and_changes_its_digest() {
    let source = Source::Bytes("roles".to_owned(), b"Wer,role\nann,Agent\nbo,Agnet\ncy,Agent\n"[..].into());
    let plain = super::read(&source, &Edits::default()).unwrap_err();
    assert!(plain.text.contains("no column is called person"), "{plain}");
    let mut edits = Edits::default();
    edits.columns.insert("Wer".to_owned(), "person".to_owned());
    let mapped = super::read(&source, &edits).unwrap();
    edits.cells.entry(3).or_default().insert("role".to_owned(), "Agent".to_owned());
    edits.left_out.insert(4);
    let file = super::read(&source, &edits).unwrap();
    assert_eq!((file.rows[1].role.as_str(), file.rows[2].left_out), ("Agent", true));
    assert_ne!(file.digest, mapped.digest);
}
