use super::*;
use proptest::prelude::*;
use std::sync::Arc;

const COLUMNS: Columns = &[
    ColumnOf { name: "person", headings: &["user", "email", "id"], required: true, help: "whom" },
    ColumnOf { name: "role", headings: &["rolename"], required: true, help: "which role" },
    ColumnOf { name: "division", headings: &[], required: false, help: "where" },
];

fn bytes(content: impl AsRef<[u8]>) -> Source {
    Source::Bytes("people.csv".to_owned(), Arc::from(content.as_ref()))
}

fn sheet(content: impl AsRef<[u8]>) -> Result<Sheet, Unreadable> {
    open(&bytes(content), COLUMNS, &Edits::default())
}

fn rows(content: impl AsRef<[u8]>) -> Vec<Row> {
    sheet(content).unwrap().rows().unwrap().collect()
}

fn cells(content: impl AsRef<[u8]>) -> Vec<Vec<String>> {
    rows(content).into_iter().map(|row| row.cells).collect()
}

fn codes(content: impl AsRef<[u8]>) -> Vec<(u64, Option<&'static str>)> {
    rows(content).into_iter().map(|row| (row.row, row.flaw.map(|flaw| flaw.code))).collect()
}

fn wide(text: &str, big: bool) -> Vec<u8> {
    let unit = if big { u16::to_be_bytes } else { u16::to_le_bytes };
    std::iter::once('\u{feff}').chain(text.chars()).collect::<String>().encode_utf16().flat_map(unit).collect()
}

#[test]
fn columns_are_found_in_any_order_by_many_names_and_in_any_form() {
    let expected = vec![vec!["ann@acme.example".to_owned(), "Agent".to_owned(), "Home".to_owned()]];
    let text = "E-Mail;Role name;Division\r\nann@acme.example;Agent;Home\r\n";
    for (content, form) in [
        (b"person,role,division\nann@acme.example,Agent,Home\n".to_vec(), "CSV, commas, UTF-8"),
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "CSV, semicolons, UTF-8 with a mark"),
        (wide(text, false), "CSV, semicolons, UTF-16LE"),
        (wide(text, true), "CSV, semicolons, UTF-16BE"),
        (b"note\tdivision\tROLE\tUser\rx\tHome\tAgent\t ann@acme.example ".to_vec(), "CSV, tabs, UTF-8"),
        (b"\"role\"|\"division\"|\"id\"\n\"Agent\"|\"Home\"|\"ann@acme.example\"\n".to_vec(), "CSV, bars, UTF-8"),
        (
            br#"{"email": "ann@acme.example", "role": "Agent", "division": "Home", "more": 1}"#.to_vec(),
            "JSON lines, UTF-8",
        ),
    ] {
        assert_eq!(cells(&content), expected, "{form}");
        assert_eq!(sheet(&content).unwrap().form().as_str(), form);
    }
}

#[test]
fn bytes_that_are_not_utf8_are_taken_for_windows_1252_and_that_is_said() {
    let content = b"person,role\nbj\xf6rn,Agent \x80\n";
    assert_eq!(cells(content)[0][..2], ["björn".to_owned(), "Agent €".to_owned()]);
    assert_eq!(sheet(content).unwrap().form().as_str(), "CSV, commas, Windows-1252 (it is not UTF-8)");
    // A character may be cut by a chunk of the reader.
    let long = format!("person,role\n{}ö,Agent\n", "a".repeat(64 * 1024 - 13));
    assert!(sheet(&long).unwrap().form().as_str().ends_with("UTF-8"));
}

#[test]
fn what_is_no_table_is_refused_with_what_to_do() {
    for (content, text) in [
        (&b""[..], "people.csv is empty"),
        (b" \r\n ", "people.csv is empty"),
        (b"[{\"id\": 1}]", "people.csv is a JSON array"),
        (b"PK\x03\x04\0\0\x01", "people.csv is not a text file"),
    ] {
        let Err(error) = sheet(content) else { panic!("{text}") };
        assert_eq!(error.text, text);
        assert!(!error.remedy.is_empty());
    }
    let lacking = sheet("person,division\na,b\n").unwrap();
    assert_eq!(lacking.missing().unwrap().text, "people.csv: no column is called role");
    assert!(lacking.rows().is_err() && lacking.sample().len() == 1, "the head can still be shown");
    let twice = sheet("person,e-mail,role\na,b,c\n").unwrap();
    assert_eq!(twice.missing().unwrap().text, "people.csv: person and e-mail both say the person");
    let gone = Source::File("no/such/file.csv".into());
    assert!(open(&gone, COLUMNS, &Edits::default()).err().unwrap().text.starts_with("file.csv cannot be read"));
}

#[test]
fn rows_are_numbered_by_the_lines_of_the_file() {
    for newline in ["\n", "\r\n", "\r"] {
        let lines = ["person,role", "", "a,b", "c", ",", "\"d", "e\",f", "g,h,", "i,j,k"];
        let expected = [(3, None), (4, Some("fields")), (6, None), (8, None), (9, Some("fields"))];
        assert_eq!(codes(lines.join(newline)), expected, "{newline:?}");
        let later = format!("\n\n{}", lines.join("\n")).replace('\n', newline);
        assert_eq!(codes(later)[0], (5, None), "{newline:?}");
    }
    let objects = "{\"person\": \"a\"}\n\n{\"person\": {}}\nno\n{\"id\": 1, \"email\": \"x\"}\n";
    assert_eq!(codes(objects), [(1, None), (3, Some("garbled")), (4, Some("garbled")), (5, Some("two-fields"))]);
}

#[test]
fn a_quote_that_is_not_closed_and_a_giant_cell_do_not_fill_the_memory() {
    let giant = format!("person,role\na,\"{}\"\nb,c\n", "x".repeat(1024 * 1024));
    assert_eq!(codes(giant), [(2, Some("too-long")), (3, None)]);
    let open_quote = format!("person,role\na,b\n\"c,d\n{}", "e,f\n".repeat(2_000_000));
    let mut rows = sheet(open_quote).unwrap().rows().unwrap();
    assert_eq!(rows.by_ref().count(), 1);
    let error = rows.digest().unwrap_err();
    assert!(error.text.contains("line 3") || error.text.contains("line 2"), "{}", error.text);
}

#[test]
fn blanks_are_trimmed_and_said() {
    let row = &rows("person,role\n ann ,Agent\n")[0];
    assert_eq!((row.cell(0), row.trimmed.as_slice()), ("ann", &["person"][..]));
}

#[test]
fn lists_in_objects_become_cells_with_semicolons() {
    assert_eq!(cells("{\"person\": 4711, \"role\": [\"a\", \"b\"]}\n")[0][..2], ["4711".to_owned(), "a;b".to_owned()]);
}

#[test]
fn what_was_decided_holds_and_changes_the_digest() {
    let content = "Who?,role,x\nann,Agent,1\nbob,Lead,2\n";
    let digest = |edits: &Edits| open(&bytes(content), COLUMNS, edits).unwrap().rows().unwrap().digest().unwrap();
    let mut edits = Edits::default();
    edits.columns.insert("Who?".into(), "person".into());
    edits.columns.insert("x".into(), "division".into());
    let mapped = digest(&edits);
    edits.cells.entry(3).or_default().insert("role".into(), " Agent".into());
    edits.left_out.insert(2);
    let rows: Vec<Row> = open(&bytes(content), COLUMNS, &edits).unwrap().rows().unwrap().collect();
    assert!(rows[0].left_out && !rows[1].left_out);
    assert_eq!(rows[1].cells, ["bob", "Agent", "2"]);
    assert_ne!(digest(&edits), mapped);
    assert_eq!(digest(&edits), digest(&edits.clone()));
    edits.columns.insert("role".into(), String::new());
    let without = open(&bytes(content), COLUMNS, &edits).unwrap();
    assert_eq!(without.ignored(), ["role".into()]);
    assert!(without.missing().is_some());
}

#[test]
fn a_corrected_cell_takes_its_own_flaw_away_and_no_other() {
    let content = "{\"person\": {}, \"role\": \"x\"}\nno\n";
    let mut edits = Edits::default();
    edits.cells.entry(1).or_default().insert("person".into(), "ann".into());
    edits.cells.entry(2).or_default().insert("person".into(), "bob".into());
    let flaws: Vec<_> =
        open(&bytes(content), COLUMNS, &edits).unwrap().rows().unwrap().map(|row| row.flaw.map(|f| f.code)).collect();
    assert_eq!(flaws, [None, Some("garbled")]);
}

#[test]
fn the_same_file_read_twice_has_the_same_digest_and_the_bytes_count() {
    let digest = |content: &str| sheet(content).unwrap().rows().unwrap().digest().unwrap();
    assert_eq!(digest("person,role\na,b\n"), crate::model::Digest::of(b"person,role\na,b\n"));
    assert_ne!(digest("person,role\na,b\n"), digest("person,role\na,c\n"));
}

proptest! {
    #[test]
    fn whatever_a_table_says_is_read_back(
        table in prop::collection::vec(["[a-z,;|\"\n \u{e4}\u{4e00}]{1,12}", "[A-Z;,'\t]{1,8}"], 1..20),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
        coding in 0..3,
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["person", "role"]).unwrap();
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let content = match coding { 0 => text.into_bytes(), 1 => wide(&text, true), _ => wide(&text, false) };
        let expected: Vec<Vec<String>> = table.iter().map(|row| row.iter().map(|c| c.trim().to_owned()).collect())
            .filter(|row: &Vec<String>| row.iter().any(|cell| !cell.is_empty())).collect();
        let read: Vec<Vec<String>> = cells(content).into_iter().map(|row| row[..2].to_vec()).collect();
        prop_assert_eq!(read, expected);
    }
}
