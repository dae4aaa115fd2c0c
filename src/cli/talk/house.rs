//! Settings and recipes.

use super::Talk;
use super::ask::{Told, stay};
use super::line::Line;
use super::pick::Picked;

const DOINGS: [&str; 3] =
    ["Every setting with where it comes from", "Where the files are", "Recipes: what the jobs do"];

impl Talk<'_> {
    /// Shows settings and recipes, until somebody goes back.
    pub(super) async fn house(&mut self) -> Told<()> {
        loop {
            let told = match self.choose("Settings and recipes", &DOINGS).await? {
                0 => self.carry(&Line::of("config show")).await.map(drop),
                1 => self.carry(&Line::of("config path")).await.map(drop),
                _ => self.recipes().await,
            };
            stay(told)?;
        }
    }

    async fn recipes(&mut self) -> Told<()> {
        let list = Line::of("recipes list");
        let names = self.rows(&list, "recipes", "name").await?;
        if names.is_empty() {
            return Ok(());
        }
        let jobs: Vec<String> = match self.desk.recipes().await {
            Ok(recipes) => recipes.iter().map(|recipe| recipe.job.as_str().to_owned()).collect(),
            Err(trouble) => return self.tell(trouble),
        };
        loop {
            let Picked::Row(at) = self.pick("Which recipe", &names, "").await? else { return Ok(()) };
            let line = Line::of("recipes show").with(&names[at].key).option_if("--job", jobs.get(at));
            self.carry(&line).await?;
        }
    }
}
