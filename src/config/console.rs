//! How the console looks and is driven, and whether this session may change anything.

use super::layer::Layer;
use super::reader::{At, Section};
use super::resolve::Layers;
use super::{ConfigError, Environment, Flags, Origin, Setting};
use crate::model::setup::{ENVIRONMENT_WORD, is_environment_word};
use crate::model::{KeyPreset, ThemeName};
use std::str::FromStr;

/// What a tenant is called that nobody has given a word: the one with which most care is taken.
const DEFAULT_ENVIRONMENT: &str = "production";
const PRACTICE_ENVIRONMENT: &str = "practice";

/// How the console looks and is driven, and whether this session may change anything.
#[derive(Clone, Debug)]
pub struct ConsoleSettings {
    /// The set of styles; none for what suits the terminal.
    pub theme: Option<Setting<ThemeName>>,
    /// The keys it begins with.
    pub keys: Setting<KeyPreset>,
    /// Nothing moves by itself, and clocks tick in minutes.
    pub reduce_motion: Setting<bool>,
    /// Whether it takes the mouse.
    pub mouse: Setting<bool>,
    /// Whether the terminal's bell tells the end of work.
    pub bell: Setting<bool>,
    /// Whether names, addresses and numbers of people are hidden from the start.
    pub privacy: Setting<bool>,
    /// Whether this session reads only.
    pub read_only: Setting<bool>,
    /// What this tenant is to its people: production, test, or a word of their own.
    pub environment: Setting<String>,
}

/// The same as the file says it.
#[derive(Debug, Default)]
pub(super) struct ConsoleLayer {
    theme: Option<At<ThemeName>>,
    keys: Option<At<KeyPreset>>,
    reduce_motion: Option<At<bool>>,
    mouse: Option<At<bool>>,
    bell: Option<At<bool>>,
    privacy: Option<At<bool>>,
    read_only: Option<At<bool>>,
    environment: Option<At<String>>,
}

pub(super) fn read(section: &Section<'_>) -> ConsoleLayer {
    ConsoleLayer {
        theme: word(section, "theme"),
        keys: word(section, "key_preset"),
        reduce_motion: section.yes_or_no("reduce_motion"),
        mouse: section.yes_or_no("mouse"),
        bell: section.yes_or_no("bell"),
        privacy: section.yes_or_no("privacy"),
        read_only: section.yes_or_no("read_only"),
        environment: environment(section),
    }
}

fn word<T: FromStr<Err: std::fmt::Display>>(section: &Section<'_>, name: &'static str) -> Option<At<T>> {
    let At { value, line } = section.text(name)?;
    match value.parse() {
        Ok(value) => Some(At { value, line }),
        Err(why) => {
            section.problem(line, format!("`{name}` cannot be `{}`; {why}", value.escape_debug()));
            None
        }
    }
}

fn environment(section: &Section<'_>) -> Option<At<String>> {
    let At { value, line } = section.text("environment")?;
    if is_environment_word(&value) {
        return Some(At { value, line });
    }
    section.problem(line, format!("`environment` is a word of at most {ENVIRONMENT_WORD} letters, such as \"test\""));
    None
}

pub(super) fn together(
    layers: &Layers<'_>,
    flags: &Flags,
    variables: &Environment,
    practice: bool,
) -> Result<ConsoleSettings, ConfigError> {
    fn own(layer: &Layer) -> &ConsoleLayer {
        &layer.console
    }
    let by_flag = |on: bool, name| on.then(|| Setting::new(true, Origin::Flag(name)));
    let theme = match (flags.theme, variables.get("LANYARD_THEME")) {
        (Some(theme), _) => Some(Setting::new(theme, Origin::Flag("--theme"))),
        (None, Some(text)) => {
            let origin = Origin::Env("LANYARD_THEME".to_owned());
            match text.parse() {
                Ok(theme) => Some(Setting::new(theme, origin)),
                Err(why) => {
                    let why = format!("`{}` is no theme; {why}", text.escape_debug());
                    return Err(ConfigError::BadValue { what: "the theme", origin: origin.to_string(), why });
                }
            }
        }
        (None, None) => layers.pick(|l| &own(l).theme),
    };
    let environment = layers.pick(|l| &own(l).environment).filter(|_| !practice);
    Ok(ConsoleSettings {
        theme,
        keys: layers.pick(|l| &own(l).keys).unwrap_or_else(|| Setting::by_default(KeyPreset::Usual)),
        reduce_motion: by_flag(flags.reduce_motion, "--reduce-motion")
            .or(switch(variables, "LANYARD_REDUCE_MOTION", "whether nothing moves by itself")?)
            .or_else(|| layers.pick(|l| &own(l).reduce_motion))
            .unwrap_or_else(|| Setting::by_default(false)),
        mouse: layers.pick(|l| &own(l).mouse).unwrap_or_else(|| Setting::by_default(true)),
        bell: layers.pick(|l| &own(l).bell).unwrap_or_else(|| Setting::by_default(false)),
        privacy: layers.pick(|l| &own(l).privacy).unwrap_or_else(|| Setting::by_default(false)),
        read_only: by_flag(flags.read_only, "--read-only")
            .or(switch(variables, "LANYARD_READ_ONLY", "whether this session reads only")?)
            .or_else(|| layers.pick(|l| &own(l).read_only))
            .unwrap_or_else(|| Setting::by_default(false)),
        environment: environment.unwrap_or_else(|| match practice {
            true => Setting::new(PRACTICE_ENVIRONMENT.to_owned(), Origin::Practice),
            false => Setting::by_default(DEFAULT_ENVIRONMENT.to_owned()),
        }),
    })
}

/// A switch in the environment. Words that are neither yes nor no are refused: one of them protects people.
fn switch(
    variables: &Environment,
    name: &'static str,
    what: &'static str,
) -> Result<Option<Setting<bool>>, ConfigError> {
    let Some(text) = variables.get(name) else { return Ok(None) };
    let origin = Origin::Env(name.to_owned());
    match text.trim() {
        "1" | "true" | "yes" => Ok(Some(Setting::new(true, origin))),
        "0" | "false" | "no" => Ok(Some(Setting::new(false, origin))),
        _ => Err(ConfigError::BadValue { what, origin: origin.to_string(), why: "it is neither 1 nor 0".to_owned() }),
    }
}
