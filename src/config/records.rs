//! Everything that may stand in `config.toml`, as one table: the sample, the schema and the reference are made from it.
//!
//! The reader asks for settings by name and knows what each may be; a test holds this table against what it asks for and
//! what it takes.

mod console;
mod intake;
mod notices;
mod people;
mod tenant;

/// What may be written for a setting.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// A text that is not empty.
    Text,
    /// One of these words.
    Word(fn() -> Vec<&'static str>),
    /// A whole number within these bounds, both included.
    Number(u32, u32),
    /// True or false.
    Switch,
    /// A list of texts.
    Texts,
    /// A list of some of these words.
    Words(fn() -> Vec<&'static str>),
    /// A text, or a list of texts of which there is at least one.
    OneOrMore,
    /// A table from texts of one's own to these words.
    WordTable(fn() -> Vec<&'static str>),
    /// Tables with these settings, written `[[name]]`.
    Tables(&'static [SettingRecord]),
    /// Tables with names of their own and every setting that may stand in a profile, written `[name.NAME]`.
    Profiles,
}

/// What holds where a setting is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Absent {
    /// This value, as TOML.
    Value(&'static str),
    /// Something that is no fixed value, in words.
    Words(&'static str),
    /// Nothing: its table cannot be used without it.
    Wrong,
    /// Nothing, unless this other setting stands in its table.
    Instead(&'static str),
}

/// Everything that is known of a setting.
#[derive(Clone, Copy, Debug)]
pub struct SettingRecord {
    /// Its name in the file.
    pub name: &'static str,
    /// What may be written for it.
    pub form: Form,
    /// What holds where it is left out.
    pub absent: Absent,
    /// What it does, in whole sentences.
    pub help: &'static str,
    /// A value for it, as TOML.
    pub example: &'static str,
    /// Under which name `config show` has it; empty where it has not.
    pub shown: &'static str,
    /// Settings of the same table that cannot stand beside it.
    pub unless: &'static [&'static str],
    /// The setting that has to stand beside it; empty for none.
    pub beside: &'static str,
    /// Flags and variables that overrule it, the strongest first.
    pub overruled_by: &'static [&'static str],
    /// Whether it may stand in a profile, too.
    pub in_profile: bool,
}

/// Settings about one subject, in the order of the sample.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// The subject.
    pub title: &'static str,
    /// The settings.
    pub settings: &'static [SettingRecord],
}

/// Everything that may stand in the file.
pub const CHAPTERS: &[Chapter] = &[
    Chapter { title: "Which profile", settings: tenant::PROFILE },
    Chapter { title: "Where the tenant is", settings: tenant::TENANT },
    Chapter { title: "Who acts, and how", settings: people::ACTING },
    Chapter { title: "The console", settings: console::CONSOLE },
    Chapter { title: "Whom to spare", settings: people::SPARED },
    Chapter { title: "Batches", settings: people::BATCHES },
    Chapter { title: "Removing groups", settings: people::GROUPS },
    Chapter { title: "New people", settings: people::NEW },
    Chapter { title: "Where the journal is kept", settings: tenant::JOURNAL },
    Chapter { title: "Termination events from an HR system", settings: intake::INTAKE },
    Chapter { title: "Who is told", settings: notices::NOTICES },
    Chapter { title: "Profiles", settings: tenant::PROFILES },
];

/// Every setting outside `[[…]]`, in the order of the sample.
pub fn settings() -> impl Iterator<Item = &'static SettingRecord> {
    CHAPTERS.iter().flat_map(|chapter| chapter.settings)
}

impl SettingRecord {
    /// A setting of which the rest is as with most.
    const fn new(name: &'static str, form: Form, absent: Absent, example: &'static str, help: &'static str) -> Self {
        Self {
            name,
            form,
            absent,
            help,
            example,
            shown: name,
            unless: &[],
            beside: "",
            overruled_by: &[],
            in_profile: true,
        }
    }

    /// What may be written for it, in words.
    pub fn kind(&self) -> String {
        match self.form {
            Form::Text => "text".to_owned(),
            Form::Word(words) => format!("one of {}", quoted(&words())),
            Form::Number(from, to) => format!("whole number from {} to {}", thousands(from), thousands(to)),
            Form::Switch => "`true` or `false`".to_owned(),
            Form::Texts => "list of texts".to_owned(),
            Form::Words(words) => format!("list of some of {}", quoted(&words())),
            Form::OneOrMore => "text, or list of texts".to_owned(),
            Form::WordTable(words) => format!("table of texts, each with one of {}", quoted(&words())),
            Form::Tables(_) => format!("tables, each under `[[{}]]`", self.name),
            Form::Profiles => format!("tables, each under `[{}.NAME]`", self.name),
        }
    }

    /// What holds where it is left out, in words.
    pub fn absence(&self) -> String {
        match self.absent {
            Absent::Value("[]") => "none".to_owned(),
            Absent::Value(value) => match value.parse() {
                Ok(number) => thousands(number),
                Err(_) => value.trim_matches('"').to_owned(),
            },
            Absent::Words(words) => words.to_owned(),
            Absent::Wrong => "must be given".to_owned(),
            Absent::Instead(other) => format!("must be given, unless `{other}` is"),
        }
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let grouped: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|three| std::str::from_utf8(three).unwrap_or_default()).collect();
    grouped.join(",")
}
