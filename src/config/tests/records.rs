//! The table of settings, held against the reader, against what is shown, and against what is made from it.

use super::*;
use crate::config::records::{Absent, Form, SettingRecord, settings};
use serde_json::Value;

/// Every table of the file with its settings.
fn tables() -> Vec<(&'static str, Vec<&'static SettingRecord>)> {
    let mut tables = vec![
        ("", settings().collect::<Vec<_>>()),
        ("[profiles.some]", settings().filter(|record| record.in_profile).collect()),
    ];
    for record in settings() {
        if let Form::Tables(of_table) = record.form {
            let heading = if record.name == "senders" { "[[senders]]" } else { "[[notices]]" };
            tables.push((heading, of_table.iter().collect()));
        }
    }
    assert_eq!(tables.len(), 4);
    tables
}

/// What the reader says of a table with this value for this setting, and what else belongs to it; settings that are missing
/// besides are passed over.
fn said_of(heading: &str, record: &SettingRecord, value: &str) -> Vec<String> {
    let hex = match record.name {
        "header" | "prefix" => "signature = \"hex\"\n",
        "signature" if value == "\"hex\"" => "header = \"x-signature\"\n",
        _ => "",
    };
    let beside = match record.beside {
        "api" => "api = \"https://api.mypurecloud.de\"\n",
        "header" => "header = \"x-signature\"\n",
        "" => "",
        other => panic!("nothing is known to stand beside {other}"),
    };
    let top = if record.name == "profile" { "\n[profiles.production]\n" } else { "" };
    let text = match record.form {
        Form::Tables(_) | Form::Profiles => format!("{} = {value}\n", record.name),
        _ => format!("{heading}\n{hex}{beside}{} = {value}\n{top}", record.name),
    };
    let missing = |text: &str| text.starts_with("this [[") && text.contains(" needs ");
    let problems = file::parse(&text, Path::new("/c")).err().unwrap_or_default();
    problems.into_iter().map(|problem| problem.text).filter(|text| !missing(text)).collect()
}

fn good_values(record: &SettingRecord) -> Vec<String> {
    let mut values = vec![record.example.to_owned()];
    match record.form {
        Form::Word(words) => values.extend(words().iter().map(|word| format!("\"{word}\""))),
        Form::Number(from, to) => values.extend([from.to_string(), to.to_string()]),
        Form::Switch => values.extend(["true".to_owned(), "false".to_owned()]),
        Form::Words(words) => values.extend(words().iter().map(|word| format!("[\"{word}\"]"))),
        Form::OneOrMore => values.extend(["\"A\"".to_owned(), "[\"A\", \"B\"]".to_owned()]),
        Form::WordTable(words) => values.extend(words().iter().map(|word| format!("{{ \"a\" = \"{word}\" }}"))),
        Form::Texts => values.push("[]".to_owned()),
        Form::Text | Form::Tables(_) | Form::Profiles => {}
    }
    if let Absent::Value(value) = record.absent {
        values.push(value.to_owned());
    }
    values
}

fn bad_values(record: &SettingRecord) -> Vec<String> {
    let values: &[&str] = match record.form {
        Form::Text => &["7", "\"\"", "[\"a\"]"],
        Form::Word(_) => &["7", "\"zzz\"", "[\"a\"]"],
        Form::Number(from, to) => {
            return vec![(i64::from(from) - 1).to_string(), (i64::from(to) + 1).to_string(), "\"7\"".to_owned()];
        }
        Form::Switch => &["\"yes\"", "1"],
        Form::Texts => &["\"a\"", "[1]"],
        Form::Words(_) => &["\"a\"", "[\"zzz\"]"],
        Form::OneOrMore => &["7", "[]", "\"\""],
        Form::WordTable(_) => &["\"a\"", "{ \"a\" = \"zzz\" }", "{ \"a\" = 1 }"],
        Form::Tables(_) | Form::Profiles => &["7", "\"a\""],
    };
    values.iter().map(|value| (*value).to_owned()).collect()
}

#[test]
fn there_is_a_record_for_exactly_what_the_reader_asks_for() {
    for (heading, records) in tables() {
        let mut asked = file::known_settings(heading);
        let mut known: Vec<_> = records.iter().map(|record| record.name.to_owned()).collect();
        asked.sort();
        known.sort();
        assert_eq!(known, asked, "under {heading:?}");
    }
}

#[test]
fn the_reader_takes_what_the_records_say_and_nothing_else() {
    for (heading, records) in tables() {
        for record in records {
            for value in good_values(record) {
                // That a target would be told nothing is another matter than what may be written.
                let mut said = said_of(heading, record, &value);
                said.retain(|text| !text.contains("would be told nothing"));
                assert!(said.is_empty(), "{heading} {} = {value}: {said:?}", record.name);
            }
            for value in bad_values(record) {
                assert!(!said_of(heading, record, &value).is_empty(), "{heading} {} = {value} is taken", record.name);
            }
        }
    }
}

#[test]
fn what_cannot_stand_beside_each_other_is_refused_by_the_reader_too() {
    for (heading, records) in tables() {
        for record in &records {
            for other in record.unless {
                let other = records.iter().find(|each| each.name == *other).unwrap();
                assert!(other.unless.contains(&record.name), "{} and {}", record.name, other.name);
                let text =
                    format!("{heading}\n{} = {}\n{} = {}\n", record.name, record.example, other.name, other.example);
                let said = file::parse(&text, Path::new("/c")).unwrap_err();
                let refused = |text: &str| text.starts_with("give either") || text.contains("needs `api`");
                assert!(said.iter().any(|problem| refused(&problem.text)), "{text}: {said:?}");
            }
        }
    }
}

/// Both ways between the table and `config show`, and what is shown where nothing is set is what the table says.
#[test]
fn what_is_shown_is_in_the_table_and_is_what_it_says() {
    let text = "[[senders]]\nname = \"a\"\nsecret_env = \"A\"\n[[notices]]\nname = \"a\"\nurl = \"https://a.example\"\nsecret_env = \"A\"\n";
    let rows = Home::with(text).load(&Environment::of([])).unwrap().rows();
    let shown = |name: &str| name.split_once('.').map_or(name, |(table, _)| table).to_owned();
    for row in rows.iter().filter(|row| !["config folder", "data folder", "config.toml"].contains(&row.name.as_str())) {
        assert!(settings().any(|record| record.shown == shown(&row.name)), "no record is shown as {}", row.name);
    }
    for record in settings().filter(|record| !record.shown.is_empty()) {
        let row = rows.iter().find(|row| shown(&row.name) == record.shown);
        let row = row.unwrap_or_else(|| panic!("{} is not shown", record.name));
        match record.absent {
            Absent::Value("[]") => assert_eq!(row.value, "none", "{}", record.name),
            Absent::Value(value) => {
                assert!(row.value.ends_with(value.trim_matches('"')), "{}: {}", record.name, row.value)
            }
            Absent::Words(_) => {
                let own = ["notices", "senders", "operator", "database"];
                assert!(row.value == "not set" || own.contains(&record.shown), "{}: {}", record.name, row.value);
            }
            other => panic!("{} at the top of the file cannot be {other:?}", record.name),
        }
    }
}

#[test]
fn what_overrules_a_setting_is_a_flag_or_a_variable() {
    for record in settings() {
        for name in record.overruled_by {
            let known = name.starts_with("--") || NAMES.iter().any(|(variable, _)| variable == name);
            assert!(known, "{} is overruled by {name}", record.name);
        }
    }
}

#[test]
fn every_setting_is_explained_in_whole_sentences() {
    for record in tables().into_iter().flat_map(|(_, records)| records) {
        let sentence = record.help.ends_with('.') && record.help.chars().next().is_some_and(|c| c.is_uppercase());
        assert!(sentence, "{}: {}", record.name, record.help);
        assert!(!record.help.contains('|'), "{} would break a table", record.name);
    }
}

/// The sample with every setting that it shows switched on.
fn sample_switched_on() -> String {
    let is_name = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    sample()
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.starts_with('[') || rest.split_once(" = ").is_some_and(|(k, _)| is_name(k)) => rest,
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_sample_is_valid_and_shows_every_setting() {
    assert!(file::parse(&sample(), Path::new("/c")).is_ok());
    assert!(sample().lines().all(|line| line.chars().count() <= 120));
    let switched_on = sample_switched_on();
    for (heading, records) in tables() {
        for record in records {
            let name = record.name;
            let shown =
                switched_on.lines().any(|l| l.starts_with(&format!("{name} = ")) || l.contains(&format!("[{name}")));
            assert!(shown, "the sample does not show `{name}` {heading}");
        }
    }
    // Only the pairs of which one has to be chosen are wrong when all is switched on.
    let found = file::parse(&switched_on, Path::new("/c")).unwrap_err();
    assert_eq!(found.len(), 8, "{found:#?}");
    assert!(found.iter().all(|p| p.text.starts_with("give either")), "{found:#?}");
}

/// All but the first of those of which one has to be chosen.
const SECOND_OF_PAIRS: [&str; 9] = [
    "api",
    "login",
    "client_secret_file",
    "client_secret_keyring",
    "database_url_env",
    "database_url_file",
    "webhook_secret_file",
    "intake_token_file",
    "secret_file",
];

#[test]
fn the_sample_switched_on_agrees_with_reader_and_schema() {
    let chosen: Vec<String> = sample_switched_on()
        .lines()
        .filter(|line| !line.split_once(" = ").is_some_and(|(name, _)| SECOND_OF_PAIRS.contains(&name)))
        // A production profile has its secret in a file.
        .map(|line| line.replace("# client_secret_file", "client_secret_file"))
        .collect();
    let text = chosen.join("\n");
    let read = file::parse(&text, Path::new("/c"));
    assert!(read.is_ok(), "{:#?}", read.err());
    let table: toml::Table = toml::from_str(&text).unwrap();
    assert!(table.len() > 30, "{}", table.len());
    assert_eq!(faults(&serde_json::to_value(&table).unwrap()), [""; 0]);
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let notice = "name = \"a\"\nurl = \"https://a.example\"";
    for (text, where_it_is) in [
        ("recipie = \"x\"", "recipie"),
        ("jobs = 65", "jobs"),
        ("jobs = \"7\"", "jobs"),
        ("mouse = \"yes\"", "mouse"),
        ("theme = \"neon\"", "theme"),
        ("operator = \" \"", "operator"),
        ("protected_people = \"a\"", "protected_people"),
        ("region = \"eu_west_1\"\napi = \"https://api.mypurecloud.de\"", "not"),
        ("login = \"https://a.b\"", "login"),
        ("[profiles.a]\nprofile = \"b\"", "profiles.a.profile"),
        ("[profiles.a]\njobs = 0", "profiles.a.jobs"),
        ("[[senders]]\nsecret_env = \"A\"", "senders.0: name"),
        ("[[senders]]\nname = \"a\"", "senders.0: none"),
        ("[[senders]]\nname = \"a\"\nsecret_env = []", "senders.0.secret_env"),
        ("[[senders]]\nname = \"a\"\nsecret_env = \"A\"\nrecipes = { \"x\" = \"now\" }", "senders.0.recipes.x"),
        (&format!("[[notices]]\n{notice}\nsecret_env = \"A\"\nevents = [\"gone\"]"), "notices.0.events.0"),
        (&format!("[[notices]]\n{notice}\nsecret_env = \"A\"\nsecret_file = \"b\""), "notices.0: not"),
    ] {
        let table: toml::Table = toml::from_str(text).unwrap();
        let faults = faults(&serde_json::to_value(&table).unwrap());
        assert!(faults.iter().any(|fault| fault.contains(where_it_is)), "{text:?}: {faults:?}");
        assert!(file::parse(text, Path::new("/c")).is_err(), "the reader takes {text:?}");
    }
}

/// What is wrong with a value by the schema, each fault with its place: as much of JSON Schema as our own uses.
fn faults(value: &Value) -> Vec<String> {
    let schema = schema();
    let mut faults = Vec::new();
    hold(value, &schema, &schema, "", &mut faults);
    faults
}

fn hold(value: &Value, schema: &Value, whole: &Value, at: &str, faults: &mut Vec<String>) {
    if let Some(place) = schema["$ref"].as_str() {
        return hold(value, whole.pointer(&place[1..]).unwrap(), whole, at, faults);
    }
    let below = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    let is_of_type = match schema["type"].as_str() {
        None => true,
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        Some(other) => panic!("{other}"),
    };
    let number = value.as_i64();
    let well = is_of_type
        && schema["enum"].as_array().is_none_or(|words| words.contains(value))
        && schema["minimum"].as_i64().is_none_or(|least| number.is_none_or(|n| n >= least))
        && schema["maximum"].as_i64().is_none_or(|most| number.is_none_or(|n| n <= most))
        && schema["minItems"].as_u64().is_none_or(|least| value.as_array().is_none_or(|a| a.len() as u64 >= least))
        && (schema["pattern"].is_null() || value.as_str().is_none_or(|text| !text.trim().is_empty()));
    if !well {
        faults.push(format!("{at}: {value}"));
        return;
    }
    for (name, each) in value.as_object().into_iter().flatten() {
        match (schema["properties"].get(name), &schema["additionalProperties"]) {
            (Some(of_name), _) => hold(each, of_name, whole, &below(name), faults),
            (None, Value::Bool(false)) => faults.push(format!("{}: it is not known", below(name))),
            (None, of_all) => hold(each, of_all, whole, &below(name), faults),
        }
    }
    for (n, each) in value.as_array().into_iter().flatten().enumerate() {
        hold(each, &schema["items"], whole, &below(&n.to_string()), faults);
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(name).is_none() {
            faults.push(format!("{at}: {name} is missing"));
        }
    }
    for (name, others) in schema["dependentRequired"].as_object().into_iter().flatten() {
        let other = others[0].as_str().unwrap();
        if value.get(name).is_some() && value.get(other).is_none() {
            faults.push(format!("{at}: {name} needs {other}"));
        }
    }
    for rule in schema["allOf"].as_array().into_iter().flatten() {
        hold(value, rule, whole, at, faults);
    }
    let holds = |rule: &Value| {
        let mut own = Vec::new();
        hold(value, rule, whole, at, &mut own);
        own.is_empty()
    };
    if schema["anyOf"].as_array().is_some_and(|rules| !rules.iter().any(holds)) {
        faults.push(format!("{at}: none of several holds"));
    }
    if !schema["not"].is_null() && holds(&schema["not"]) {
        faults.push(format!("{at}: not both"));
    }
}
