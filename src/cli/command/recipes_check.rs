//! `lanyard recipes check` and `schema`: they need neither settings nor a desk, because a recipe that cannot be used
//! keeps both away.

use crate::backend::{RecipeFault, RecipeFile, check_recipe, own_recipes, recipe_file, recipe_schema, stray_recipes};
use crate::cli::text::{Columns, count};
use crate::cli::{Answer, Kind, Out, Trouble};
use crate::config::{Folders, RECIPES_FOLDER, nearest};
use crate::model::PipelineKind;
use serde_json::{Value, json};
use std::path::Path;

/// Tells everything that is wrong: with one file, with the recipes of one name, or with all in the config folder.
///
/// # Errors
/// There is no such recipe, or the folder cannot be read.
pub(crate) fn run(
    folders: &Folders,
    what: Option<&str>,
    job: Option<PipelineKind>,
    out: &Out,
) -> Result<Answer, Trouble> {
    let folder = folders.config.value.join(RECIPES_FOLDER);
    let unreadable = |why: String| Trouble::new(Kind::Config, why, "make the folder readable for this account");
    let mut own = own_recipes(&folder).map_err(unreadable)?;
    own.retain(|file| job.is_none_or(|job| file.job == job));
    let (files, mut faults) = match what {
        None => (own, stray_recipes(&folder).map_err(unreadable)?),
        Some(what) if Path::new(what).is_file() => (vec![recipe_file(Path::new(what), job)], Vec::new()),
        Some(what) => (named(own, what, &folder)?, Vec::new()),
    };
    let mut columns = Columns::default();
    for file in &files {
        let wrong = check_recipe(file);
        let sign = if wrong.is_empty() { out.paint.good() } else { out.paint.bad() };
        let how = if wrong.is_empty() { "well".to_owned() } else { count(wrong.len(), "fault") };
        columns.row(sign, [file.job.as_str().to_owned(), file.name.clone(), file.path.display().to_string(), how]);
        faults.extend(wrong);
    }
    let mut text = columns.lines(0);
    if files.is_empty() && faults.is_empty() {
        text = format!("There are no recipes in {}; the built-in ones are used.\n", folder.display());
    }
    faults.iter().for_each(|fault| text.push_str(&format!("{}\n", words(fault))));
    let shown = |file: &RecipeFile| {
        let well = faults.iter().all(|fault| fault.file != file.path);
        json!({ "job": file.job, "name": file.name, "file": file.path, "ok": well })
    };
    let result = json!({
        "recipes": files.iter().map(shown).collect::<Vec<_>>(),
        "faults": faults.iter().map(shape).collect::<Vec<_>>(),
    });
    let trouble = faults.first().map(|first| {
        let text = format!("{} in recipes, such as: {}", count(faults.len(), "fault"), words(first));
        let remedy = "mend them; `lanyard recipes schema` prints all that may stand in one";
        Trouble::new(Kind::Config, text, remedy)
    });
    Ok(Answer::good(result, text).with(trouble))
}

/// What may stand in a recipe of this job.
pub(crate) fn schema(job: PipelineKind) -> Answer {
    let schema = recipe_schema(job).unwrap_or(Value::Null);
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    Answer::good(json!({ "job": job, "schema": schema }), format!("{text}\n"))
}

fn named(own: Vec<RecipeFile>, name: &str, folder: &Path) -> Result<Vec<RecipeFile>, Trouble> {
    let names: Vec<String> = own.iter().map(|file| file.name.clone()).collect();
    let found: Vec<RecipeFile> = own.into_iter().filter(|file| file.name == name).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let remedy = match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => "give a file, or put recipes there".to_owned(),
        None => format!("there are: {}", names.join(", ")),
    };
    let text = format!("there is no file and no recipe {name} in {}", folder.display());
    Err(Trouble::new(Kind::NotFound, text, remedy))
}

/// A fault as editors find its place: file, line, field, what.
fn words(fault: &RecipeFault) -> String {
    let line = fault.line.map(|line| format!(":{line}")).unwrap_or_default();
    let field = if fault.field.is_empty() { String::new() } else { format!("`{}` ", fault.field) };
    let near = fault.nearest.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    format!("{}{line}: {field}{}{near}", fault.file.display(), fault.text)
}

fn shape(fault: &RecipeFault) -> Value {
    json!({
        "file": fault.file, "line": fault.line, "field": fault.field, "text": fault.text, "nearest": fault.nearest,
    })
}
