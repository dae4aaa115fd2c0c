//! `lanyard config`.

use crate::cli::Answer;
use crate::cli::text::Columns;
use crate::config::{CONFIG_FILE, Folders, RECIPES_FOLDER, Settings};
use serde_json::json;

/// The sample that explains every setting.
const SAMPLE: &str = include_str!("../../../assets/config.toml");

/// Every effective setting with its origin.
pub(crate) fn show(settings: &Settings) -> Answer {
    let rows = settings.rows();
    let mut columns = Columns::default();
    for row in &rows {
        columns.row("", [row.name.clone(), row.value.clone(), format!("({})", row.origin)]);
    }
    Answer::good(json!({ "settings": rows }), columns.lines(0))
}

/// Where the files are; works whatever is in them.
pub(crate) fn path(folders: &Folders) -> Answer {
    let (config, data) = (&folders.config, &folders.data);
    let file = config.value.join(CONFIG_FILE);
    let recipes = config.value.join(RECIPES_FOLDER);
    let mut columns = Columns::default();
    for (name, path, origin) in [
        ("config.toml", &file, &config.origin),
        ("recipes", &recipes, &config.origin),
        ("data", &data.value, &data.origin),
    ] {
        columns.row("", [name.to_owned(), path.display().to_string(), format!("({origin})")]);
    }
    let result = json!({
        "config_dir": config.value,
        "config_file": file,
        "config_file_found": file.is_file(),
        "recipes_dir": recipes,
        "data_dir": data.value,
    });
    Answer::good(result, columns.lines(0))
}

/// The sample.
pub(crate) fn sample() -> Answer {
    Answer::good(json!({ "text": SAMPLE }), SAMPLE)
}
