//! Questions, and the three words that every question understands: `back`, `help`, `quit`.

use super::Talk;
use super::ears::{Heard, Signal};
use crate::cli::Exit;
use crate::model::{DisplayText, RunState};

/// Why a question has no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Turn {
    /// Somebody goes back to what was before.
    Back,
    /// The conversation ends.
    Leave(Leave),
}

/// How a conversation ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Leave {
    /// As somebody wanted.
    Quit,
    /// Nothing more comes, while a question was open or not.
    End {
        /// Whether a part of a command was being asked for.
        open: bool,
    },
    /// A script's answer did not fit: what it sends next would answer other questions.
    OutOfStep(Exit),
    /// Somebody asked twice to stop, while work was under way: it is let go where it is.
    Torn,
}

/// An answer, or why there is none.
pub(super) type Told<T> = Result<T, Turn>;

/// Stays where it is when a question was left with `back`.
pub(super) fn stay(told: Told<()>) -> Told<()> {
    match told {
        Err(Turn::Back) => Ok(()),
        other => other,
    }
}

impl Talk<'_> {
    /// Lines of the answer. What was typed may stand in them: a script can type anything.
    pub(super) fn say(&self, lines: &str) {
        for line in lines.split('\n') {
            self.out.text(&format!("{}\n", DisplayText::new(line)));
        }
    }

    /// Which of these somebody wants, counted from 0. They are told with their numbers.
    pub(super) async fn choose(&mut self, title: &str, choices: &[&str]) -> Told<usize> {
        // Who has just heard them does not hear them again, unless he asks.
        if self.told == title {
            self.say(&format!("\n{title} (1 to {}, or `help`)", choices.len()));
        } else {
            self.tell_choices(title, choices);
        }
        loop {
            let said = self.hear("Choice", false).await?;
            match said.parse::<usize>() {
                Ok(number @ 1..) if number <= choices.len() => return Ok(number - 1),
                Ok(number) => self.refuse(&no_such(number, choices.len()), Exit::Usage)?,
                Err(_) if said.is_empty() => self.tell_choices(title, choices),
                Err(_) if is_help(&said) => {
                    self.say(&format!("Say a number from 1 to {}. {WORDS}", choices.len()));
                    self.tell_choices(title, choices);
                }
                Err(_) => {
                    let why = format!("Say a number from 1 to {}, `back`, `help` or `quit`.", choices.len());
                    self.refuse(&why, Exit::Usage)?;
                }
            }
        }
    }

    fn tell_choices(&mut self, title: &str, choices: &[&str]) {
        title.clone_into(&mut self.told);
        self.say(&format!("\n{title}"));
        for (n, choice) in (1..).zip(choices) {
            self.say(&format!("{n:>3}  {choice}"));
        }
    }

    /// What somebody answers, as it is; `help` says what may be answered.
    pub(super) async fn ask(&mut self, prompt: &str, help: &str) -> Told<String> {
        self.ask_fitting(prompt, help, |said| match said.is_empty() {
            true => Err(format!("An answer is needed. {help}")),
            false => Ok(said.to_owned()),
        })
        .await
    }

    /// The same, or none for an empty line.
    pub(super) async fn ask_if_any(&mut self, prompt: &str, help: &str) -> Told<Option<String>> {
        let help = format!("{help} An empty line leaves it out.");
        self.ask_fitting(prompt, &help, |said| Ok((!said.is_empty()).then(|| said.to_owned()))).await
    }

    /// Asks until the answer fits; what does not is told with its reason.
    pub(super) async fn ask_fitting<T>(
        &mut self,
        prompt: &str,
        help: &str,
        fits: impl Fn(&str) -> Result<T, String>,
    ) -> Told<T> {
        loop {
            let said = self.hear(prompt, true).await?;
            if is_help(&said) {
                self.say(&format!("{help} {WORDS}"));
                continue;
            }
            match fits(&said) {
                Ok(answer) => return Ok(answer),
                Err(why) => self.refuse(&why, Exit::Usage)?,
            }
        }
    }

    /// Whether somebody says `yes`; with `no` nothing is done.
    pub(super) async fn agrees(&mut self, question: &str) -> Told<bool> {
        let help = "Say yes or no; the whole word is needed.";
        self.ask_fitting(&format!("{question} yes or no"), help, |said| match said {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(help.to_owned()),
        })
        .await
    }

    /// Says that an answer does not fit. Who types may answer once more; a script that cannot see it goes no further.
    pub(super) fn refuse(&mut self, why: &str, exit: Exit) -> Told<()> {
        self.say(&format!("{} {why}", self.out.paint.bad()));
        match self.ears.terminal {
            true => Ok(()),
            false => Err(Turn::Leave(Leave::OutOfStep(exit))),
        }
    }

    /// The next line. `open` says whether it is a part of a command that was begun.
    pub(super) async fn hear(&mut self, prompt: &str, open: bool) -> Told<String> {
        loop {
            // Where nobody reads, nothing may be carried out that nobody sees.
            if !self.out.question(&format!("{prompt}> ")) {
                return Err(Turn::Leave(Leave::End { open }));
            }
            let heard = self.ears.hear().await;
            if !matches!(heard, Heard::Signal(_)) {
                self.warned = false;
            }
            match heard {
                Heard::Line(line) => {
                    // A terminal shows what is typed; a script's answers are shown beside the questions.
                    if !self.ears.terminal {
                        self.say(&line);
                    }
                    match line.to_lowercase().as_str() {
                        "back" => return Err(Turn::Back),
                        "quit" | "exit" => {
                            if self.may_leave().await? {
                                return Err(Turn::Leave(Leave::Quit));
                            }
                        }
                        _ => return Ok(line),
                    }
                }
                Heard::Garbage => self.refuse("That line is no text in UTF-8, or far too long.", Exit::Usage)?,
                Heard::End => {
                    self.say("");
                    return Err(Turn::Leave(Leave::End { open }));
                }
                Heard::Signal(Signal::Interrupt) if !self.warned => {
                    self.warned = true;
                    self.say("\n! Ctrl-C once more leaves, and so does `quit`.");
                }
                Heard::Signal(_) => {
                    self.say("");
                    return Err(Turn::Leave(Leave::Quit));
                }
            }
        }
    }

    /// Whether the conversation may end: asks where something is under way.
    async fn may_leave(&mut self) -> Told<bool> {
        let Ok(runs) = self.desk.runs().await else { return Ok(true) };
        let running = runs.iter().filter(|run| run.state == RunState::Running && !run.interrupted).count();
        let are = match running {
            0 => return Ok(true),
            1 => "1 run is".to_owned(),
            more => format!("{more} runs are"),
        };
        self.say(&format!("{are} under way in another session or service; leaving does not stop that."));
        loop {
            self.out.text("Leave? yes or no> ");
            let heard = self.ears.hear().await;
            if let (Heard::Line(line), false) = (&heard, self.ears.terminal) {
                self.say(line);
            }
            match heard {
                Heard::Line(said) if said == "no" => return Ok(false),
                Heard::Line(said) if said == "yes" => return Ok(true),
                Heard::Line(_) | Heard::Garbage => self.refuse("Say yes or no.", Exit::Usage)?,
                Heard::End | Heard::Signal(_) => return Ok(true),
            }
        }
    }
}

const WORDS: &str = "`back` leaves a question, `help` says what may be answered, `quit` ends.";

fn is_help(said: &str) -> bool {
    said == "?" || said.eq_ignore_ascii_case("help")
}

/// That there is no choice of that number.
pub(super) fn no_such(number: usize, choices: usize) -> String {
    match choices {
        0 => format!("There is no {number}: there is nothing to choose from."),
        1 => format!("There is no {number}: the only choice is 1."),
        _ => format!("There is no {number}: the choices are 1 to {choices}."),
    }
}
