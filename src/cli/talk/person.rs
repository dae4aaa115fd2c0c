//! Finding a person, and what can be done about one.

use super::Talk;
use super::ask::{Told, stay};
use super::confirm::first_plan;
use super::line::Line;
use super::pick::{Picked, Row};
use crate::backend::{FoundPeople, Hit, Portion};
use crate::cli::{Exit, Trouble, Who, text, whole};
use crate::model::{Person, PipelineKind, Subject};
use tokio_util::sync::CancellationToken;

/// So many of those who match are kept for `more`.
const KEPT: usize = 1_000;

/// Somebody who was chosen.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Someone {
    /// Whom commands name so, and nobody else.
    pub(super) key: String,
    /// Name and address; what may change meanwhile is not said from memory.
    pub(super) heading: String,
}

const DOINGS: [&str; 7] = [
    "What they have and may do",
    "Why they may do something",
    "Why they may not do something",
    "Compare with somebody",
    "Offboard",
    "Restore what an offboarding took",
    "Give their seat to a successor",
];

impl Talk<'_> {
    /// Finds people and does what is wanted about them, until somebody goes back.
    pub(super) async fn people(&mut self) -> Told<()> {
        loop {
            let someone = self.find("Person").await?;
            stay(self.person(&someone).await)?;
        }
    }

    /// Somebody by words: whoever matches is told with numbers.
    pub(super) async fn find(&mut self, prompt: &str) -> Told<Someone> {
        let help = "Say a part of the name or of the address, or an id.";
        let mut words = self.ask(&format!("{prompt}: a part of the name or address"), help).await?;
        loop {
            let found = self.search(&words).await?;
            if found.is_empty() {
                self.refuse(&format!("Nobody matches {words}."), Exit::NotFound)?;
                words = self.ask(&format!("{prompt}: other words"), help).await?;
                continue;
            }
            let lines = text::hits(&found);
            let rows: Vec<Row> =
                lines.into_iter().zip(&found).map(|(line, hit)| Row { line, key: hit.person.id.to_string() }).collect();
            match self.pick("Which one", &rows, "or other words to look for").await? {
                Picked::Row(at) => return self.someone(&found[at].person).await,
                Picked::Words(other) => words = other,
            }
        }
    }

    async fn search(&mut self, words: &str) -> Told<Vec<Hit>> {
        let (desk, out, stop) = (self.desk.clone(), self.out, CancellationToken::new());
        let work = async {
            let found = whole::told(out, |tell| desk.find_people(words, KEPT, tell)).await?;
            if found.hits.is_empty() {
                // External ids stand in no list of people.
                let hits = desk.resolve(&Who::parse(words)).await?.into_iter().map(hit).collect();
                return Ok(FoundPeople { hits, ..found });
            }
            Ok::<_, Trouble>(found)
        };
        match self.work(work, false, &stop).await? {
            Ok(found) => {
                let people = text::count(found.matched, "person").replace("persons", "people");
                if found.matched > 0 {
                    let age = text::time(found.read_at);
                    self.say(&format!("{people} of {} match, by the list of {age}.", found.total));
                }
                Ok(found.hits)
            }
            Err(trouble) => {
                self.tell(trouble)?;
                Ok(Vec::new())
            }
        }
    }

    /// How commands name this person: by the address where nobody else has it.
    pub(super) async fn someone(&mut self, person: &Person) -> Told<Someone> {
        let (desk, stop) = (self.desk.clone(), CancellationToken::new());
        let email = Who::Email(person.email.to_string());
        let alone = match self.work(desk.resolve(&email), false, &stop).await? {
            Ok(found) => !person.email.is_empty() && found.len() == 1 && found[0].id == person.id,
            Err(_) => false,
        };
        let key = if alone { person.email.to_string() } else { person.id.to_string() };
        Ok(Someone { key, heading: text::heading(&Subject::from(person)) })
    }

    /// What is wanted about this person, until somebody goes back.
    pub(super) async fn person(&mut self, someone: &Someone) -> Told<()> {
        loop {
            let told = match self.choose(&someone.heading, &DOINGS).await? {
                0 => self.access(&someone.key).await,
                1 => self.explain(&someone.key, "--why").await,
                2 => self.explain(&someone.key, "--why-not").await,
                3 => self.compare(Some(&someone.key)).await,
                4 => self.offboard(&someone.key).await,
                5 => self.restore(&someone.key, false).await,
                _ => self.restore(&someone.key, true).await,
            };
            stay(told)?;
        }
    }

    /// What somebody or something has and may do.
    pub(super) async fn access(&mut self, who: &str) -> Told<()> {
        let help = "Say a part of the permissions that are to be told, such as queue.";
        let words = self.ask_if_any("Only permissions with these letters, or nothing for all", help).await?;
        self.carry(&Line::of("access").with(who).option_if("--permission", words)).await.map(drop)
    }

    async fn explain(&mut self, who: &str, why: &str) -> Told<()> {
        let permission = self.permission().await?;
        let division = self.division().await?;
        let line = Line::of("access").with(who).option(why, permission).option_if("--division", division);
        self.carry(&line).await.map(drop)
    }

    /// A permission.
    pub(super) async fn permission(&mut self) -> Told<String> {
        let help = "Write it as domain:entity:action, such as routing:queue:delete.";
        self.ask_fitting("Permission", help, |said| match said.split(':').filter(|part| !part.is_empty()).count() {
            3 => Ok(said.to_owned()),
            _ => Err(format!("That is no permission. {help}")),
        })
        .await
    }

    /// A division, or none.
    pub(super) async fn division(&mut self) -> Told<Option<String>> {
        self.ask_if_any("Division, or nothing for anywhere", "Say its name or id.").await
    }

    async fn offboard(&mut self, who: &str) -> Told<()> {
        let recipe = self.recipe(PipelineKind::Offboard).await?;
        let line = Line::of("offboard").with(who).option_if("--recipe", recipe);
        let answer = self.carry(&line).await?;
        self.confirm_one(line, first_plan(&answer), "Offboard", true).await
    }

    /// Gives back what an offboarding took: to whom it was taken from, or to a successor.
    pub(super) async fn restore(&mut self, what: &str, successor: bool) -> Told<()> {
        let into = if successor { Some(self.find("Successor").await?.key) } else { None };
        let all = Portion::ALL.map(Portion::as_str).join(", ");
        let help = format!("There are {all}; say some of them with commas between.");
        let only = self
            .ask_fitting("Only these portions, or nothing for all", &help, |said| {
                let known = |word: &str| Portion::ALL.iter().any(|portion| portion.as_str() == word.trim());
                match said.split(',').find(|word| !said.is_empty() && !known(word)) {
                    Some(word) => Err(format!("There is no portion {}. {help}", word.trim())),
                    None => Ok((!said.is_empty()).then(|| said.replace(' ', ""))),
                }
            })
            .await?;
        let line = Line::of("restore").with(what).option_if("--into", into).option_if("--only", only);
        let answer = self.carry(&line).await?;
        self.confirm_one(line, &answer.result["plan"], "Restore", false).await
    }

    /// A recipe of this job, or none for the usual one. Nothing is asked where there is no choice.
    pub(super) async fn recipe(&mut self, job: PipelineKind) -> Told<Option<String>> {
        let recipes = match self.desk.recipes().await {
            Ok(recipes) => recipes,
            Err(trouble) => {
                self.tell(trouble)?;
                return Ok(None);
            }
        };
        let names: Vec<String> = recipes.into_iter().filter(|r| r.job == job).map(|recipe| recipe.name).collect();
        let [usual, _, ..] = names.as_slice() else { return Ok(None) };
        let help = format!("The recipes are {}.", names.join(", "));
        self.ask_fitting(&format!("Recipe, or nothing for {usual}"), &help, |said| {
            if said.is_empty() {
                return Ok(None);
            }
            match names.iter().any(|name| name == said) {
                true => Ok(Some(said.to_owned())),
                false => Err(format!("There is no recipe {said}. {help}")),
            }
        })
        .await
    }
}

fn hit(person: Person) -> Hit {
    Hit { person, division: "".into(), matched: Vec::new(), twin: false }
}
