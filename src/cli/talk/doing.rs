//! Carrying out the command that the answers make up.

use super::Talk;
use super::ask::{Leave, Told, Turn};
use super::ears::Signal;
use super::line::Line;
use crate::cli::args::{Command, Config};
use crate::cli::{
    Answer, Exit, Out, Trouble, answer, command, makes_effects, named, on_desk, read_only, stoppable, text,
};
use crate::config::{Origin, Setting, Settings};
use tokio_util::sync::CancellationToken;

impl Talk<'_> {
    /// Carries the command out and tells what came of it.
    pub(super) async fn carry(&mut self, line: &Line) -> Told<Answer> {
        let (name, answer) = self.carry_silently(line).await?;
        answer::write(self.out, name, &answer, &[]);
        self.after(&answer)?;
        Ok(answer)
    }

    /// The same for a list that is told with numbers: writes only what went wrong. None where something did.
    pub(super) async fn list(&mut self, line: &Line) -> Told<Option<Answer>> {
        let (name, answer) = self.carry_silently(line).await?;
        let good = answer.exit == Exit::Ok;
        if !good {
            answer::write(self.out, name, &answer, &[]);
        }
        self.after(&answer)?;
        Ok(good.then_some(answer))
    }

    async fn carry_silently(&mut self, line: &Line) -> Told<(&'static str, Answer)> {
        self.say(&format!("This is: {}", line.shown(&self.cli.global)));
        let cli = match line.parsed() {
            Ok(cli) => cli,
            Err(trouble) => return Ok(("usage", trouble.into())),
        };
        let Some(command) = &cli.command else { return Ok(("usage", Answer::good(serde_json::Value::Null, ""))) };
        let settings = with_flags(self.settings, command);
        let (desk, around) = (self.desk.clone(), self.around);
        let out = self.out;
        let stop = CancellationToken::new();
        let work = async {
            read_only::check(&settings, command)?;
            match command {
                Command::Doctor(_) => {
                    Ok(command::doctor::run(Ok(&settings), around.opener, (&around.terminal, &around.environment), out)
                        .await)
                }
                Command::Config(Config::Path) => Ok(command::settings::path(&settings.folders)),
                Command::Config(_) => Ok(command::settings::show(&settings)),
                _ => on_desk(desk.as_ref(), &settings, command, named(command)?, (out, &stop)).await,
            }
        };
        let answer = self.work(work, makes_effects(command), &stop).await?;
        Ok((cli.name(), answer.unwrap_or_else(Answer::from)))
    }

    /// Waits for work, and for whoever asks to stop it: work that makes effects ends between two of them, other work at
    /// once. Asked a second time it is let go where it is.
    pub(super) async fn work<T>(
        &mut self,
        work: impl Future<Output = Result<T, Trouble>>,
        makes_effects: bool,
        stop: &CancellationToken,
    ) -> Told<Result<T, Trouble>> {
        let work = stoppable(work, makes_effects, self.out, stop);
        tokio::pin!(work);
        let done = loop {
            tokio::select! {
                biased;
                done = &mut work => break done,
                signal = self.ears.signal() => {
                    if stop.is_cancelled() {
                        return Err(Turn::Leave(Leave::Torn));
                    }
                    self.hung_up |= signal == Signal::Hangup;
                    stop.cancel();
                }
            }
        };
        let forgotten = self.ears.forget();
        if forgotten > 0 {
            let were = if forgotten == 1 { "was" } else { "were" };
            let lines = text::count(forgotten, "line");
            self.say(&format!("! {lines} that {were} typed meanwhile {were} not taken for an answer."));
        }
        Ok(done)
    }

    /// Tells trouble that no command had.
    pub(super) fn tell(&mut self, trouble: Trouble) -> Told<()> {
        let answer = Answer::from(trouble);
        answer::write(self.out, "console", &answer, &[]);
        self.after(&answer)
    }

    /// Keeps how it ended, and leaves where the terminal is gone.
    fn after(&mut self, answer: &Answer) -> Told<()> {
        self.worst = self.worst.and(answer.exit);
        if self.hung_up { Err(Turn::Leave(Leave::Quit)) } else { Ok(()) }
    }

    /// What keeps this session from changing anything, told; false where it may.
    pub(super) fn may_only_read(&mut self) -> Told<bool> {
        let Some(why) = read_only::why(self.settings) else { return Ok(false) };
        self.tell(read_only::refusal(&why))?;
        Ok(true)
    }

    /// Where commands write.
    pub(super) fn out(&self) -> &Out {
        self.out
    }
}

/// The settings as they hold for this command: some of its options are settings, too.
fn with_flags(settings: &Settings, command: &Command) -> Settings {
    let mut settings = settings.clone();
    if let Command::Offboard(args) = command
        && let Some(recipe) = &args.recipe
    {
        settings.recipe = Setting::new(recipe.clone(), Origin::Flag("--recipe"));
    }
    settings
}
