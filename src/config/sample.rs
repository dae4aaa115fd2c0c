//! The sample `config.toml`: every setting explained, none of them switched on.

use super::records::{Absent, CHAPTERS, Form, SettingRecord};

/// How long a line of a comment may become.
const WIDTH: usize = 118;

const HEAD: &str = "\
# Lanyard's settings. Put this file into the folder that `lanyard config path` names.
# Everything is optional; a line that begins with \"# \" and a name shows what can be set.
#
# A setting may stand at the top of the file, for every profile, or in a [profiles.NAME], for that one.
# What wins: a flag, then the environment, then the profile, then the top of the file, then the default.
# A name that is not known is an error. Secrets never stand here: name the variable or the file that holds them.
# `lanyard config schema` prints a JSON Schema of this file, for editors.
";

const PROFILES: &str = "\
# [profiles.production]
# region = \"eu_central_1\"
# client_id = \"6f0c2f7e-0000-4000-8000-000000000000\"
# client_secret_file = \"production.secret\"
# protected_groups = [\"Executives\"]

# [profiles.test]
# region = \"eu_west_2\"
# client_id = \"0d9f6f5a-0000-4000-8000-000000000000\"
# client_secret_env = \"TEST_CLIENT_SECRET\"
# environment = \"test\"
";

/// A `config.toml` in which every setting is explained and shown as a comment.
pub fn sample() -> String {
    let mut text = HEAD.to_owned();
    for chapter in CHAPTERS {
        text.push_str(&format!("\n# --- {} ---\n", chapter.title));
        chapter.settings.iter().for_each(|record| setting(record, &mut text));
    }
    text
}

fn setting(record: &SettingRecord, text: &mut String) {
    text.push('\n');
    let mut words = record.help.to_owned();
    match record.form {
        Form::Word(known) | Form::Words(known) => words.push_str(&format!(" There are: {}.", known().join(", "))),
        Form::Number(from, to) => words.push_str(&format!(" From {from} to {to}.")),
        _ => {}
    }
    match record.absent {
        Absent::Value(_) | Absent::Words(_) => words.push_str(&format!(" If left out: {}.", record.absence())),
        Absent::Wrong => words.push_str(" It must be given."),
        // Said once, by the first of the two.
        Absent::Instead(other) if other > record.name => {
            words.push_str(&format!(" Without it `{other}` must be given."))
        }
        Absent::Instead(_) => {}
    }
    comment(&words, text);
    match record.form {
        Form::Tables(settings) => {
            text.push_str(&format!("# [[{}]]\n", record.name));
            settings.iter().for_each(|record| setting(record, text));
        }
        Form::Profiles => text.push_str(&format!("\n{PROFILES}")),
        _ => text.push_str(&format!("# {} = {}\n", record.name, record.example)),
    }
}

fn comment(words: &str, text: &mut String) {
    let mut line = String::from("#");
    for word in words.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    text.push_str(&line);
    text.push('\n');
}
