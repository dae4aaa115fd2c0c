//! How the console looks and is driven, and whether anything may be changed.

use super::{Absent, Form, SettingRecord};
use crate::model::{KeyPreset, ThemeName};

fn themes() -> Vec<&'static str> {
    ThemeName::ALL.iter().map(|theme| theme.as_str()).collect()
}

fn presets() -> Vec<&'static str> {
    KeyPreset::ALL.iter().map(|preset| preset.as_str()).collect()
}

const fn switch(name: &'static str, absent: &'static str, help: &'static str) -> SettingRecord {
    SettingRecord::new(name, Form::Switch, Absent::Value(absent), absent, help)
}

pub(super) const CONSOLE: &[SettingRecord] = &[
    SettingRecord::new(
        "environment",
        Form::Text,
        Absent::Value("\"production\""),
        "\"production\"",
        "What this organisation is to you, in a word of at most 16 letters that stands on every screen. Anything but \
         \"production\" looks calmer.",
    ),
    SettingRecord {
        overruled_by: &["--read-only", "LANYARD_READ_ONLY"],
        ..switch(
            "read_only",
            "false",
            "Nothing can be changed, in the console or by a command: for looking only. --read-only does the same for once.",
        )
    },
    SettingRecord {
        overruled_by: &["--theme", "LANYARD_THEME"],
        ..SettingRecord::new(
            "theme",
            Form::Word(themes),
            Absent::Words("what suits the terminal"),
            "\"terminal\"",
            "The set of styles; `terminal` is the terminal's own sixteen colours.",
        )
    },
    SettingRecord::new(
        "key_preset",
        Form::Word(presets),
        Absent::Value("\"usual\""),
        "\"usual\"",
        "The keys to begin with; with `arrows`, arrows and function keys do everything and letters alone nothing. Your own \
         keys go into keys.toml beside this file.",
    ),
    SettingRecord {
        overruled_by: &["--reduce-motion", "LANYARD_REDUCE_MOTION"],
        ..switch("reduce_motion", "false", "Nothing moves by itself.")
    },
    switch("mouse", "true", "Take the mouse; F9 leaves it to the terminal for a while."),
    switch("bell", "false", "Ring the terminal's bell when work has ended."),
    switch("privacy", "false", "Hide names, addresses and numbers of people from the start, for shared screens."),
];
