//! `lanyard config`.

use crate::cli::Answer;
use crate::cli::text::Columns;
use crate::config::{self, CONFIG_FILE, Folders, RECIPES_FOLDER, Settings};
use serde_json::json;

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
    let text = config::sample();
    Answer::good(json!({ "text": text }), text)
}

/// The JSON Schema of the file.
pub(crate) fn schema() -> Answer {
    let schema = config::schema();
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    Answer::good(json!({ "schema": schema }), format!("{text}\n"))
}
