//! Questions about everybody: who can, compare, what if, power.

use super::Talk;
use super::ask::{Told, stay};
use super::line::Line;

const QUESTIONS: [&str; 4] = [
    "Who has a permission, and by which way",
    "Compare two people, groups, roles or templates",
    "What if: what a change would do",
    "Who could give themselves more, and which duties are not separate",
];

/// What can be asked about: the option, what it is, and whether it needs somebody.
const CHANGES: [(&str, &str); 7] = [
    ("--drop-grant", "Somebody had not this direct role"),
    ("--add-grant", "Somebody were granted this role"),
    ("--leave-group", "Somebody were not in this group"),
    ("--join-group", "Somebody were in this group"),
    ("--delete-group", "This group were deleted"),
    ("--drop-permission", "This role gave this permission no more"),
    ("--add-permission", "This role gave this permission"),
];

impl Talk<'_> {
    /// Answers questions about everybody, until somebody goes back.
    pub(super) async fn questions(&mut self) -> Told<()> {
        loop {
            let told = match self.choose("Who can do what", &QUESTIONS).await? {
                0 => self.who_can().await,
                1 => self.compare(None).await,
                2 => self.what_if().await,
                _ => self.carry(&Line::of("power")).await.map(drop),
            };
            stay(told)?;
        }
    }

    async fn who_can(&mut self) -> Told<()> {
        let permission = self.permission().await?;
        let division = self.division().await?;
        self.carry(&Line::of("who-can").with(permission).option_if("--division", division)).await.map(drop)
    }

    /// Compares somebody, or whoever is asked for first, with somebody else.
    pub(super) async fn compare(&mut self, a: Option<&str>) -> Told<()> {
        let a = match a {
            Some(a) => a.to_owned(),
            None => self.party("The one side").await?,
        };
        let b = self.party("The other side").await?;
        let plan = self.new_file("A new file for the changes that would make the other side like the one").await?;
        self.carry(&Line::of("compare").with(a).with(b).option_if("--plan", plan)).await.map(drop)
    }

    /// A person, a group, a role, a template or a client, as commands name it.
    async fn party(&mut self, prompt: &str) -> Told<String> {
        let choices = ["A person", "A group", "A role", "A role template", "An OAuth client"];
        let word = match self.choose(prompt, &choices).await? {
            0 => return Ok(self.find("Person").await?.key),
            1 => return Ok(format!("group:{}", self.find_group().await?.id)),
            2 => "role",
            3 => "template",
            _ => "client",
        };
        let name = self.ask(&format!("The {word}"), "Say its name in full, or its id.").await?;
        Ok(format!("{word}:{name}"))
    }

    async fn what_if(&mut self) -> Told<()> {
        let mut line = Line::of("what-if");
        loop {
            let choices = CHANGES.map(|(_, words)| words);
            let (option, _) = CHANGES[self.choose("If", &choices).await?];
            let change = match option {
                "--drop-grant" | "--add-grant" => {
                    let who = self.find("Person").await?.key;
                    let role = self.ask("Role", "Say its name in full, or its id.").await?;
                    let at = self.division().await?.map(|division| format!("@{division}")).unwrap_or_default();
                    format!("{who}={role}{at}")
                }
                "--leave-group" | "--join-group" => {
                    let who = self.find("Person").await?.key;
                    format!("{who}={}", self.find_group().await?.id)
                }
                "--delete-group" => self.find_group().await?.id.to_string(),
                _ => {
                    let role = self.ask("Role", "Say its name in full, or its id.").await?;
                    format!("{role}={}", self.permission().await?)
                }
            };
            line = line.option(option, change);
            if !self.agrees("One more change, taken as done together?").await? {
                return self.carry(&line).await.map(drop);
            }
        }
    }
}
