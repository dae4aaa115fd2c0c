//! `lanyard recipes`.

use crate::cli::args::Recipes;
use crate::cli::desk::{Desk, RecipeText};
use crate::cli::text::Columns;
use crate::cli::{Answer, Kind, Trouble};
use crate::config::{Settings, nearest};
use serde_json::{Value, json};

/// Lists recipes or shows one.
pub(crate) async fn run(desk: &dyn Desk, settings: &Settings, args: &Recipes) -> Result<Answer, Trouble> {
    let recipes = desk.recipes().await?;
    let usual = settings.recipe.value.as_str();
    match args {
        Recipes::List => {
            let mut columns = Columns::default();
            for recipe in &recipes {
                let sign = if recipe.name == usual { ">" } else { " " };
                columns.row(sign, [recipe.name.clone(), recipe.summary.clone(), recipe.origin.clone()]);
            }
            let shapes: Vec<_> = recipes.iter().map(shape).collect();
            Ok(Answer::good(json!({ "recipes": shapes, "used": usual }), columns.lines(0)))
        }
        Recipes::Show { name } => {
            let name = name.as_deref().unwrap_or(usual);
            let Some(recipe) = recipes.iter().find(|r| r.name == name) else {
                return Err(unknown(name, &recipes));
            };
            let mut result = shape(recipe);
            result["text"] = json!(recipe.text);
            Ok(Answer::good(json!({ "recipe": result }), format!("{}\n", recipe.text.trim_end())))
        }
    }
}

fn shape(recipe: &RecipeText) -> Value {
    json!({ "name": recipe.name, "summary": recipe.summary, "origin": recipe.origin })
}

fn unknown(name: &str, recipes: &[RecipeText]) -> Trouble {
    let names: Vec<_> = recipes.iter().map(|r| r.name.as_str()).collect();
    let remedy = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", names.join(", ")),
    };
    Trouble::new(Kind::NotFound, format!("there is no recipe {name}"), remedy)
}
