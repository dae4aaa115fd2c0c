//! A question about a run, a batch or a notice that was confirmed before; only its own key says yes, and Enter never does.

use crate::backend::{BatchLine, Letter, LetterState};
use crate::model::{BatchId, Outcome, PipelineKind, RunId, RunRecord, StepState};
use crate::tui::action::{Action, key_words};
use crate::tui::app::App;
use crate::tui::app::place::{inside, middle};
use crate::tui::pane::run;
use crate::tui::widget::{Canvas, text};
use ratatui::layout::{Position, Rect};

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Question {
    /// Go on with it.
    Resume,
    /// Stop it for good.
    Stop,
    /// Do again what did not end well.
    Retry,
}

/// What a question is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum About {
    /// A run.
    Run(RunId),
    /// A batch.
    Batch(BatchId),
    /// A notice, by its id.
    Letter(String),
}

/// A question with its subject.
#[derive(Debug)]
pub struct Ask {
    /// What is asked.
    pub question: Question,
    /// About what.
    pub about: About,
    title: String,
    words: String,
}

impl Ask {
    /// A question about this run as it stands.
    pub fn new(question: Question, run: &RunRecord) -> Self {
        let name = &run.plan.subject.name;
        let left = run.steps.iter().filter(|step| step.state != StepState::Ended).count();
        let left = text::counted(left, "step");
        let (verb, words) = match question {
            Question::Resume => (
                "Resume",
                format!(
                    "The run for {name} goes on where it stands; {left} left. What may have been done is read back first."
                ),
            ),
            Question::Stop => (
                "Stop",
                format!(
                    "The run for {name} ends after the step at work. What is done stays done; {left} not yet ended will be left, and it cannot be resumed."
                ),
            ),
            Question::Retry => {
                let wrong = |outcome: Option<Outcome>| outcome.is_some_and(|outcome| !outcome.is_good());
                let steps = run.steps.iter().filter(|step| wrong(step.outcome)).map(|step| step.name.as_str());
                let steps: Vec<&str> = steps.collect();
                ("Retry", format!("The run for {name} does again what did not end well: {}.", steps.join(", ")))
            }
        };
        Self {
            question,
            about: About::Run(run.id.clone()),
            title: format!("{verb}: {} {name}", run.plan.pipeline.verb().to_lowercase()),
            words,
        }
    }

    /// A question about this batch as it stands.
    pub fn of_batch(question: Question, batch: &BatchLine) -> Self {
        let (title, totals) = (&batch.title, &batch.totals);
        let left = match totals.left {
            1 => "1 is not over".to_owned(),
            left => format!("{} are not over", text::count(left)),
        };
        let (verb, words) = match question {
            Question::Resume => (
                "Resume",
                format!(
                    "The batch {title} goes on where it stands; {left}. What may have been done is read back first."
                ),
            ),
            Question::Stop => (
                "Stop",
                format!(
                    "The batch {title} ends after the steps at work. What is done stays done; {left} and will be left as they are then, and it cannot be resumed."
                ),
            ),
            Question::Retry => (
                "Retry",
                format!(
                    "What did not end well is done again for {} of the batch {title}; nobody else is touched.",
                    text::count(totals.failed + totals.unknown)
                ),
            ),
        };
        let job = PipelineKind::of(&batch.kind).map_or("", PipelineKind::verb).to_lowercase();
        Self {
            question,
            about: About::Batch(batch.id.clone()),
            title: format!("{verb}: {job} {title}").replace(":  ", ": "),
            words,
        }
    }

    /// The question whether this letter is to be sent again.
    pub fn of_letter(letter: &Letter) -> Self {
        let Letter { target, kind, .. } = letter;
        let who = if letter.name.is_empty() { &letter.subject } else { &letter.name };
        let before = match letter.state {
            LetterState::Sent => "It was taken before: who reads ids sees that it is the same.",
            LetterState::Dead => "It was given up; its tries begin anew.",
            LetterState::Waiting => "It waits for its next try; it is tried now, and its tries begin anew.",
        };
        Self {
            question: Question::Retry,
            about: About::Letter(letter.message.clone()),
            title: format!("Send again: {kind} to {target}"),
            words: format!("{kind} about {who} is sent to {target} again with the same id. {before}"),
        }
    }

    /// Where it stands.
    pub fn place(&self, body: Rect) -> Rect {
        let width = body.width.min(66);
        let lines = text::wrap(&self.words, usize::from(width.saturating_sub(4))).len();
        middle(body, width, u16::try_from(lines + 4).unwrap_or(u16::MAX))
    }
}

/// The answers side by side, each with its place and what it does.
fn answers(app: &App, ask: &Ask, inner: Rect) -> [(Rect, String, Action); 2] {
    let lines = text::wrap(&ask.words, inner.width.into()).len();
    let y = inner.y.saturating_add(u16::try_from(lines).unwrap_or(u16::MAX)).saturating_add(1);
    let mut x = inner.x;
    [(Action::Run(run::Act::Yes), "yes"), (Action::Back, "no")].map(|(action, word)| {
        let words = format!("{} {word}", key_words(app, action));
        let width = u16::try_from(text::width(&words)).unwrap_or(u16::MAX);
        let place = Rect { x, y, width, height: 1 }.intersection(inner);
        x = x.saturating_add(width).saturating_add(6);
        (place, words, action)
    })
}

fn within(outer: Rect) -> Rect {
    let inner = inside(outer);
    Rect { x: inner.x + inner.width.min(1), width: inner.width.saturating_sub(2), ..inner }
}

impl Ask {
    /// The answer at a place of the screen.
    pub fn under(&self, app: &App, at: Position) -> Option<Action> {
        let (outer, _) = app.layout.overlay?;
        answers(app, self, within(outer)).into_iter().find(|(place, ..)| place.contains(at)).map(|(.., action)| action)
    }
}

/// Draws it.
pub fn view(app: &App, ask: &Ask, outer: Rect, canvas: &mut Canvas<'_>) {
    canvas.frame(outer, &ask.title, "", true);
    let inner = within(outer);
    let (words, key) = (canvas.theme.text, canvas.theme.strong);
    canvas.paragraph(inner, &ask.words, words);
    for (place, words, _) in answers(app, ask, inner) {
        canvas.put(place.x, place.y, place.width, &words, key);
    }
}
