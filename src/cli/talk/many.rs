//! Jobs about many: a list of people, a file of new people, a file of roles.

use super::Talk;
use super::ask::{Told, stay};
use super::confirm::{Number, digits, first_plan};
use super::line::Line;
use crate::backend::SyncMode;
use crate::cli::Answer;
use crate::model::PipelineKind;
use serde_json::Value;

const DOINGS: [&str; 5] = [
    "Offboard the people of a file",
    "Offboard the members of a group",
    "Offboard several people, found one by one",
    "Make the people of a file",
    "Give and take roles by a file",
];

impl Talk<'_> {
    /// Does jobs about many, until somebody goes back.
    pub(super) async fn many(&mut self) -> Told<()> {
        loop {
            let told = match self.choose("Many at once", &DOINGS).await? {
                0 => self.offboard_file().await,
                1 => self.offboard_group().await,
                2 => self.offboard_several().await,
                3 => self.provision().await,
                _ => self.sync_roles().await,
            };
            stay(told)?;
        }
    }

    async fn offboard_file(&mut self) -> Told<()> {
        let file = self.file("File: one person a line, or in the first column").await?;
        self.offboard_many(Line::of("offboard").option("--from", file)).await
    }

    async fn offboard_group(&mut self) -> Told<()> {
        let group = self.find_group().await?;
        self.offboard_many(Line::of("offboard").option("--group", group.id.as_str())).await
    }

    async fn offboard_several(&mut self) -> Told<()> {
        let mut line = Line::of("offboard");
        let mut named: Vec<String> = Vec::new();
        loop {
            let someone = self.find("Person").await?;
            if !named.contains(&someone.key) {
                line = line.with(&someone.key);
                named.push(someone.key);
            }
            if !self.agrees(&format!("{} named. One more?", named.len())).await? {
                return self.offboard_many(line).await;
            }
        }
    }

    /// Plans these people, tells the plans and, where that is confirmed, carries them out as one.
    pub(super) async fn offboard_many(&mut self, line: Line) -> Told<()> {
        let recipe = self.recipe(PipelineKind::Offboard).await?;
        let line = line.option_if("--recipe", recipe);
        let answer = self.carry(&line).await?;
        let batch = &answer.result["batch"];
        if batch.is_null() {
            return self.confirm_one(line, first_plan(&answer), "Offboard", true).await;
        }
        let ready = number(&batch["people"]);
        let (Some(digest), 1..) = (digits(&batch["digest"]), ready) else { return Ok(()) };
        let people = answer.result["people"].as_array().map(Vec::as_slice).unwrap_or_default();
        let ticket = people.iter().any(|one| one["plan"]["ticket_required"] == true);
        let of = Number { verb: "Offboard", nouns: PEOPLE, number: ready, digest, ticket, exactly: true };
        self.confirm_many(line, &of).await
    }

    async fn provision(&mut self) -> Told<()> {
        let file = self.file("File: a row for each new person").await?;
        let recipe = self.recipe(PipelineKind::Provision).await?;
        let line = Line::of("provision").with(file).option_if("--recipe", recipe);
        let line = self.mapped(line).await?;
        let (line, answer) =
            self.without_bad_rows(line, |answer| number(&answer.result["plan"]["counts"]["bad"])).await?;
        let plan = &answer.result["plan"];
        let ready = number(&plan["counts"]["ready"]);
        let (Some(digest), 1.., false) = (digits(&plan["digest"]), ready, plan["blocked"] == true) else {
            return Ok(());
        };
        let ticket = plan["ticket_required"] == true;
        let of = Number { verb: "Make", nouns: PEOPLE, number: ready, digest, ticket, exactly: true };
        self.confirm_many(line, &of).await
    }

    async fn sync_roles(&mut self) -> Told<()> {
        let file = self.file("File: a row for each person and role").await?;
        let modes = ["Grant the rows", "Take them away", "Make them all that each person in the file has"];
        let mode = SyncMode::ALL[self.choose("What is to be done with the rows?", &modes).await?];
        let line = Line::of("sync-roles").with(file).option("--mode", mode.as_str());
        let line = self.mapped(line).await?;
        let (line, answer) = self.without_bad_rows(line, |answer| number(&answer.result["outcomes"]["bad"])).await?;
        let plan = &answer.result["plan"];
        let outcomes = &answer.result["outcomes"];
        let rows = number(&outcomes["add"]) + number(&outcomes["remove"]);
        let (Some(digest), 1.., false) = (digits(&plan["digest"]), rows, plan["blocked"] == true) else {
            return Ok(());
        };
        let ticket = plan["ticket_required"] == true;
        self.say(&format!("{rows} of the rows change something."));
        let of = Number { verb: "Write", nouns: ["row", "rows"], number: rows, digest, ticket, exactly: false };
        self.confirm_many(line, &of).await
    }

    /// The command with the headings that somebody says are columns.
    async fn mapped(&mut self, mut line: Line) -> Told<Line> {
        let help = "Say which column a heading is, such as Dienst-Mail=email.";
        let prompt = "A heading that is not known, as HEADING=COLUMN, or nothing";
        loop {
            let fits = |said: &str| match said.is_empty() || said.contains('=') {
                true => Ok(said.to_owned()),
                false => Err(help.to_owned()),
            };
            let said = self.ask_fitting(prompt, help, fits).await?;
            if said.is_empty() {
                return Ok(line);
            }
            line = line.option("--map", said);
        }
    }

    /// Tells the plan; where rows are bad, asks whether they are to be left out, and tells it without them.
    async fn without_bad_rows(&mut self, line: Line, bad: impl Fn(&Answer) -> usize) -> Told<(Line, Answer)> {
        let answer = self.carry(&line).await?;
        if bad(&answer) == 0 || !self.agrees("Leave the bad rows out?").await? {
            return Ok((line, answer));
        }
        let line = line.flag("--skip-bad");
        let answer = self.carry(&line).await?;
        Ok((line, answer))
    }
}

const PEOPLE: [&str; 2] = ["person", "people"];

fn number(value: &Value) -> usize {
    value.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modes_stand_in_the_order_in_which_they_are_asked_for() {
        assert_eq!(SyncMode::ALL.map(SyncMode::as_str), ["add", "remove", "replace"]);
        assert_eq!(number(&Value::Null), 0);
    }
}
