//! `lanyard recipes list` and `show`.

use crate::cli::args::Recipes;
use crate::cli::desk::{Desk, RecipeText};
use crate::cli::text::Columns;
use crate::cli::{Answer, Kind, Trouble};
use crate::config::{Settings, nearest};
use crate::model::PipelineKind;
use serde_json::{Value, json};

/// Lists recipes or shows one.
pub(crate) async fn run(desk: &dyn Desk, settings: &Settings, args: &Recipes) -> Result<Answer, Trouble> {
    let recipes = desk.recipes().await?;
    let usual = settings.recipe.value.as_str();
    match args {
        Recipes::List => {
            let mut columns = Columns::default();
            for recipe in &recipes {
                let is_usual = recipe.job == PipelineKind::Offboard && recipe.name == usual;
                let cells = [
                    recipe.name.clone(),
                    recipe.job.as_str().to_owned(),
                    recipe.summary.clone(),
                    recipe.origin.clone(),
                ];
                columns.row(if is_usual { ">" } else { " " }, cells);
            }
            let shapes: Vec<_> = recipes.iter().map(shape).collect();
            Ok(Answer::good(json!({ "recipes": shapes, "used": usual }), columns.lines(0)))
        }
        Recipes::Show { name, job } => {
            let recipe = chosen(&recipes, name.as_deref(), *job, usual)?;
            let mut result = shape(recipe);
            result["text"] = json!(recipe.text);
            Ok(Answer::good(json!({ "recipe": result }), format!("{}\n", recipe.text.trim_end())))
        }
        // These are answered before there is a desk.
        Recipes::Check { .. } | Recipes::Schema { .. } => Ok(Answer::good(Value::Null, "")),
    }
}

/// The recipe of this name, whichever job it is for; without a name the one that the job uses.
fn chosen<'a>(
    recipes: &'a [RecipeText],
    name: Option<&str>,
    job: Option<PipelineKind>,
    usual: &str,
) -> Result<&'a RecipeText, Trouble> {
    let of_job = |recipe: &&RecipeText| job.is_none_or(|job| recipe.job == job);
    let name = match (name, job) {
        (Some(name), _) => name,
        // The first of these is the one that is used.
        (None, Some(PipelineKind::Provision)) => recipes.iter().find(of_job).map_or(usual, |recipe| &recipe.name),
        (None, _) => usual,
    };
    let found: Vec<&RecipeText> = recipes.iter().filter(of_job).filter(|recipe| recipe.name == name).collect();
    match found.as_slice() {
        [] => Err(unknown(name, recipes)),
        [one] => Ok(one),
        several => {
            let jobs: Vec<_> = several.iter().map(|recipe| recipe.job.as_str()).collect();
            let text = format!("there are recipes {name} for {}", jobs.join(" and "));
            Err(Trouble::new(Kind::Ambiguous, text, "name the job with --job"))
        }
    }
}

fn shape(recipe: &RecipeText) -> Value {
    json!({ "job": recipe.job, "name": recipe.name, "summary": recipe.summary, "origin": recipe.origin })
}

fn unknown(name: &str, recipes: &[RecipeText]) -> Trouble {
    let names: Vec<_> = recipes.iter().map(|r| r.name.as_str()).collect();
    let remedy = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", names.join(", ")),
    };
    Trouble::new(Kind::NotFound, format!("there is no recipe {name}"), remedy)
}
