//! Every setting and every variable, from the table of settings.

use super::{Table, code, codes};
use lanyard::config::NAMES;
use lanyard::config::records::{Absent, CHAPTERS, Form, SettingRecord, settings};

const HEAD: &str = "\
# Configuration

`lanyard config path` tells where `config.toml` belongs, [a sample](config.toml) explains and shows every setting (`lanyard config
sample`), and [a JSON Schema](config.schema.json) lets editors complete and check them (`lanyard config schema`). `lanyard config show`
prints what holds and where it comes from.

What wins: a flag, then the environment, then the profile, then the top of the file, then what is said below for a setting that is
left out. A name that is not known is an error that names the line and the nearest known name. Secrets never stand in the file: it
names the variable (`..._env`) or the file (`..._file`, mode 600) that holds them. Paths are meant from the folder of `config.toml`.
";

pub fn document() -> String {
    let mut text = HEAD.to_owned();
    for chapter in CHAPTERS {
        text.push_str(&format!("\n## {}\n\n{}", chapter.title, table(chapter.settings)));
        for record in chapter.settings {
            if let Form::Tables(of_table) = record.form {
                text.push_str(&format!("\n### Each `[[{}]]`\n\n{}", record.name, table(of_table)));
            }
        }
    }
    text.push_str("\n## Variables of the environment\n\nOne that is empty counts as not set.\n\n");
    let mut table = Table::new(&["variable", "means", "goes before"]);
    for (name, what) in NAMES {
        let before = settings().filter(|record| record.overruled_by.contains(name)).map(|record| record.name);
        table.row(&[code(name), (*what).to_owned(), codes(before)]);
    }
    text.push_str(&table.end());
    text
}

fn table(settings: &[SettingRecord]) -> String {
    let mut table = Table::new(&["setting", "what it does", "may be", "if left out", "example"]);
    for record in settings {
        let example = match record.form {
            Form::Tables(_) => format!("[[{}]]", record.name),
            Form::Profiles => format!("[{}.production]", record.name),
            _ => record.example.to_owned(),
        };
        let absent = match record.absent {
            Absent::Value(value) if value != "[]" => code(&record.absence()),
            _ => record.absence(),
        };
        table.row(&[code(record.name), sentences(record), record.kind(), absent, code(&example)]);
    }
    table.end()
}

fn sentences(record: &SettingRecord) -> String {
    let mut words = record.help.to_owned();
    if !record.overruled_by.is_empty() {
        words.push_str(&format!(" Overruled by {}.", codes(record.overruled_by.iter().copied())));
    }
    if !record.unless.is_empty() {
        words.push_str(&format!(" Not beside {}.", codes(record.unless.iter().copied())));
    }
    if !record.beside.is_empty() {
        words.push_str(&format!(" Only beside {}.", code(record.beside)));
    }
    if !record.in_profile {
        words.push_str(" At the top of the file only.");
    }
    words
}
