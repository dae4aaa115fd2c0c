//! The recipes of every job: the shipped ones, and those of the folder in their place or beside them. Those of offboardings
//! lie in the folder itself, those of another job in a folder of its name.

use super::desk::refusal;
use crate::config::{RECIPES_FOLDER, Settings};
use crate::model::{Fault, PipelineKind};
use crate::pipelines::recipes::{JOBS, check};
use crate::pipelines::{offboard, provision};
use std::path::{Path, PathBuf};

pub use crate::pipelines::recipes::schema as recipe_schema;

/// A recipe as it is written, with where it comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownRecipe {
    /// Which job it is for.
    pub job: PipelineKind,
    /// Its name.
    pub name: String,
    /// What it is for, in a sentence.
    pub title: String,
    /// `built in`, or the file.
    pub origin: String,
    /// The TOML text.
    pub text: String,
}

/// One thing that is wrong with a recipe's file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecipeFault {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; none where it concerns the whole file.
    pub line: Option<usize>,
    /// The field with its tables; empty where it concerns none.
    pub field: String,
    /// What is wrong.
    pub text: String,
    /// The field or the word that may have been meant.
    pub nearest: Option<String>,
}

/// A file that is, or should be, a recipe.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecipeFile {
    /// Which job it is for.
    pub job: PipelineKind,
    /// The recipe's name.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// What a desk knows of recipes.
pub(super) struct Recipes {
    /// Those of offboardings, the configured one first.
    pub(super) offboard: Vec<offboard::Recipe>,
    /// Those for new people, the usual one first.
    pub(super) provision: Vec<provision::Recipe>,
    /// All as they are written, in the same order.
    pub(super) written: Vec<KnownRecipe>,
}

impl Recipes {
    /// Reads all of them.
    pub(super) fn read(settings: &Settings) -> Result<Self, Fault> {
        let folder = settings.folders.config.value.join(RECIPES_FOLDER);
        let written = read_all(&folder)?;
        let (mut offboard, mut provision) = (Vec::new(), Vec::new());
        for known in &written {
            let wrong = |why: String| broken(format!("{}: {}", known.origin, first_fault(known).unwrap_or(why)));
            match known.job {
                PipelineKind::Provision => {
                    let read = provision::Recipe::parse(&known.name, &known.text);
                    provision.push((read.map_err(wrong)?, known));
                }
                _ => {
                    let read = offboard::Recipe::parse(&known.name, &known.text);
                    offboard.push((read.map_err(|e| wrong(e.to_string()))?, known));
                }
            }
        }
        let configured = &settings.recipe.value;
        let Some(first) = offboard.iter().position(|(recipe, _)| recipe.name == *configured) else {
            let names = offboard.iter().map(|(recipe, _)| recipe.name.as_str()).collect::<Vec<_>>().join(", ");
            return Err(refusal(
                format!("there is no recipe {configured}; there are: {names}"),
                "name one of them with --recipe or in config.toml",
            ));
        };
        offboard.swap(0, first);
        offboard[1..].sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
        for (recipe, _) in &mut offboard {
            recipe.protect.legal_hold.extend(settings.legal_hold.value.iter().cloned());
            recipe.protect.last_holder_of.extend(settings.admin_roles.value.iter().cloned());
        }
        let titles = offboard.iter().map(|(recipe, known)| (&recipe.title, *known));
        let titles = titles.chain(provision.iter().map(|(recipe, known)| (&recipe.title, *known)));
        let in_order = titles.map(|(title, known)| KnownRecipe { title: title.clone(), ..known.clone() }).collect();
        Ok(Self {
            written: in_order,
            offboard: offboard.into_iter().map(|(recipe, _)| recipe).collect(),
            provision: provision.into_iter().map(|(recipe, _)| recipe).collect(),
        })
    }
}

fn broken(text: String) -> Fault {
    refusal(text, "correct the recipe; `lanyard recipes check` tells everything that is wrong with each")
}

/// What is wrong first, with its line and what may have been meant.
fn first_fault(known: &KnownRecipe) -> Option<String> {
    let first = check(known.job, &known.text).into_iter().next()?;
    let line = first.line.map(|line| format!("line {line}: ")).unwrap_or_default();
    let field = if first.field.is_empty() { String::new() } else { format!("`{}` ", first.field) };
    let near = first.nearest.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Some(format!("{line}{field}{}{near}", first.text))
}

/// The shipped recipes, with those of the folder in place of or beside them; titles are not read yet.
fn read_all(folder: &Path) -> Result<Vec<KnownRecipe>, Fault> {
    let shipped = offboard::Recipe::shipped().map_err(|e| broken(e.to_string()))?;
    let shipped = shipped.into_iter().map(|(recipe, text)| (PipelineKind::Offboard, recipe.name, text));
    let new_people = (PipelineKind::Provision, provision::Recipe::default().name, provision::Recipe::SHIPPED);
    let built_in = |(job, name, text): (PipelineKind, String, &str)| KnownRecipe {
        job,
        name,
        title: String::new(),
        origin: "built in".to_owned(),
        text: text.to_owned(),
    };
    let mut known: Vec<KnownRecipe> = shipped.chain([new_people]).map(built_in).collect();
    for RecipeFile { job, name, path } in own_recipes(folder).map_err(broken)? {
        let text = std::fs::read_to_string(&path).map_err(|e| broken(unreadable(&path, &e)))?;
        let own = KnownRecipe { job, name, title: String::new(), origin: path.display().to_string(), text };
        match known.iter_mut().find(|one| one.job == job && one.name == own.name) {
            Some(place) => *place = own,
            None => known.push(own),
        }
    }
    Ok(known)
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("{} cannot be read: {error}", path.display())
}

/// The recipes that lie in this folder, by job and name; none where there is no folder.
///
/// # Errors
/// Says which folder cannot be read.
pub fn own_recipes(folder: &Path) -> Result<Vec<RecipeFile>, String> {
    let mut found = Vec::new();
    for job in JOBS {
        let mut files: Vec<PathBuf> = entries(&folder_of(folder, job))?;
        files.retain(|file| file.extension().is_some_and(|ending| ending == "toml") && !file.is_dir());
        files.sort();
        found.extend(files.into_iter().map(|path| RecipeFile { job, name: stem(&path), path }));
    }
    Ok(found)
}

fn folder_of(folder: &Path, job: PipelineKind) -> PathBuf {
    if job == PipelineKind::Offboard { folder.to_owned() } else { folder.join(job.as_str()) }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    match std::fs::read_dir(folder) {
        Ok(entries) => Ok(entries.filter_map(|entry| Some(entry.ok()?.path())).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(unreadable(folder, &error)),
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The recipe that a file is: of the job that is said, or of the one whose folder it lies in.
pub fn recipe_file(path: &Path, job: Option<PipelineKind>) -> RecipeFile {
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
    let of_folder = JOBS.into_iter().find(|job| folder == job.as_str());
    let job = job.or(of_folder).unwrap_or(PipelineKind::Offboard);
    RecipeFile { job, name: stem(path), path: path.to_owned() }
}

/// Everything that is wrong with a recipe's file.
pub fn check_recipe(file: &RecipeFile) -> Vec<RecipeFault> {
    let path = &file.path;
    let wrong = match std::fs::read_to_string(path) {
        Ok(text) => check(file.job, &text),
        Err(error) => return vec![whole(path, format!("cannot be read: {error}"))],
    };
    let fault = |one: crate::pipelines::recipes::Wrong| RecipeFault {
        file: path.clone(),
        line: one.line,
        field: one.field,
        text: one.text,
        nearest: one.nearest,
    };
    wrong.into_iter().map(fault).collect()
}

/// The folders beside the recipes that nobody reads, although there are recipes in them.
///
/// # Errors
/// Says which folder cannot be read.
pub fn stray_recipes(folder: &Path) -> Result<Vec<RecipeFault>, String> {
    let known: Vec<PathBuf> = JOBS.into_iter().map(|job| folder_of(folder, job)).collect();
    let mut stray = Vec::new();
    for below in entries(folder)?.into_iter().filter(|path| path.is_dir() && !known.contains(path)) {
        let files = entries(&below)?.into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "toml"));
        stray.extend(files.map(|file| {
            let names: Vec<_> = JOBS.iter().skip(1).map(|job| format!("{}/", job.as_str())).collect();
            let text =
                format!("is never read: recipes lie in {} itself or in its {}", folder.display(), names.join(", "));
            whole(&file, text)
        }));
    }
    stray.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(stray)
}

fn whole(file: &Path, text: String) -> RecipeFault {
    RecipeFault { file: file.to_owned(), line: None, field: String::new(), text, nearest: None }
}
