//! The loop behind the channels: takes commands in order, answers with events, never makes the screen wait.
//!
//! Reads run beside the loop, and only the newest of a kind is answered. Writes are taken one by one and never dropped.
//! The loop ends on [`Command::Shutdown`] or when the face is gone; what runs is then handed back between two effects
//! and can be resumed.

use super::desk::Desk;
use super::event::{Event, Severity};
use super::newest::Newest;
use super::open_plans::{OpenPlans, Wish};
use super::searcher::{Searcher, Wanted};
use super::showing::{first_directory, follow_changes, refresh, show_directory};
use super::{AuditFilter, Command, TableForm};
use super::{batch_pages, files, inbox_pages, jobs, notices_shown, run_trail};
use crate::model::{DisplayText, Fault, RunEvent, RunId, Table};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Events on their way to the face. It empties the channel before each draw; a run tells some ten a second, so this
/// holds what comes during a slow draw many times over. When it is full the sender waits: nothing is dropped.
pub const EVENTS: usize = 1_024;
/// Commands on their way from the face: a key press makes two or three.
pub const COMMANDS: usize = 64;
/// How far back the console shows what was changed in the tenant, and how much of it.
const CHANGES: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);
const CHANGES_SHOWN: usize = 2_000;
/// How often the budget is told at the most.
const METER: Duration = Duration::from_millis(250);

/// Serves one face until it is gone.
///
/// # Errors
/// When the system gives no thread to search on.
pub async fn serve(
    desk: Arc<Desk>,
    mut commands: mpsc::Receiver<Command>,
    events: mpsc::Sender<Event>,
) -> std::io::Result<()> {
    let mut task = Task {
        searcher: Arc::new(Searcher::start(events.clone())?),
        desk,
        events,
        stop: CancellationToken::new(),
        reads: JoinSet::new(),
        runs: JoinSet::new(),
        newest: NewestOf::default(),
        watched: None,
        plans: OpenPlans::default(),
        rows: jobs::OpenRows::default(),
        interest: watch::Sender::new(()),
        focus: watch::Sender::default(),
    };
    task.begin();
    let mut progress = task.desk.progress();
    loop {
        tokio::select! {
            command = commands.recv() => match command {
                None | Some(Command::Shutdown) => break,
                Some(command) => task.take(command),
            },
            event = progress.recv() => match event {
                Ok(event) => task.follow(event).await,
                // Too far behind: the whole record says it all.
                Err(RecvError::Lagged(_)) => task.show_watched(),
                Err(RecvError::Closed) => break,
            },
            Some(_) = task.reads.join_next() => {}
            Some(_) = task.runs.join_next() => {}
        }
    }
    task.stop.cancel();
    task.reads.shutdown().await;
    // Runs stop between two effects; the one that is being made is still finished and written down.
    while task.runs.join_next().await.is_some() {}
    Ok(())
}

#[derive(Default)]
struct NewestOf {
    person: Newest,
    group: Newest,
    plan: Newest,
    runs: Newest,
    watched: Newest,
    audit: Newest,
    refresh: Newest,
    answer: Newest,
    groups: Newest,
    batches: Newest,
    batch: Newest,
    paths: Newest,
    file: Newest,
    letters: Newest,
    letter: Newest,
    told: Newest,
    changes: Newest,
    calls: Newest,
    figures: Newest,
    quarantine: Newest,
}

struct Task {
    desk: Arc<Desk>,
    events: mpsc::Sender<Event>,
    searcher: Arc<Searcher>,
    stop: CancellationToken,
    reads: JoinSet<()>,
    runs: JoinSet<()>,
    newest: NewestOf,
    watched: Option<RunId>,
    plans: OpenPlans,
    rows: jobs::OpenRows,
    /// Told when the face asks for something that the directory is to know.
    interest: watch::Sender<()>,
    /// What the face looks at that other processes may change.
    focus: watch::Sender<inbox_pages::Focus>,
}

impl Task {
    fn begin(&mut self) {
        let (desk, events, searcher) = self.parts();
        self.reads.spawn(async move { show_directory(desk, events, searcher).await });
        let (desk, events, _) = self.parts();
        self.newest.refresh.start(&mut self.reads, async move { first_directory(desk, events).await });
        let (desk, events, _) = self.parts();
        let interest = self.interest.subscribe();
        self.reads.spawn(async move { follow_changes(desk, events, interest).await });
        let (desk, events, _) = self.parts();
        self.reads.spawn(async move {
            let event = match desk.session().await {
                Ok(session) => Event::Session(session),
                Err(fault) => failed("the tenant cannot be reached", &fault),
            };
            tell(&events, event).await;
        });
        let (desk, events, _) = self.parts();
        self.reads.spawn(async move { left_behind(desk, events).await });
        let (desk, events, _) = self.parts();
        self.reads.spawn(async move { meter(desk, events).await });
        let (desk, events, _) = self.parts();
        self.reads.spawn(async move { store_trouble(desk, events).await });
        let (desk, events, _) = self.parts();
        self.reads.spawn(inbox_pages::follow_others(desk, events, self.focus.subscribe()));
        let (desk, events, _) = self.parts();
        // With the runs: what it has begun is handed back between two effects.
        self.runs.spawn(super::due::begin_due(desk, events, self.stop.clone()));
    }

    fn parts(&self) -> (Arc<Desk>, mpsc::Sender<Event>, Arc<Searcher>) {
        (Arc::clone(&self.desk), self.events.clone(), Arc::clone(&self.searcher))
    }

    fn take(&mut self, command: Command) {
        let (desk, events, searcher) = self.parts();
        if matches!(
            command,
            Command::Search { .. } | Command::OpenPerson { .. } | Command::OpenGroup { .. } | Command::Ask { .. }
        ) {
            self.interest.send_replace(());
        }
        match command {
            Command::Search { generation, query, filter, limit, first } => {
                searcher.search(Wanted { generation, query, filter, limit, first });
            }
            Command::OpenPerson { generation, id } => self.newest.person.start(&mut self.reads, async move {
                let result = desk.person(&id).await.map(Arc::new);
                tell(&events, Event::Person { generation, result }).await;
            }),
            Command::OpenGroup { generation, id } => self.newest.group.start(&mut self.reads, async move {
                let result = desk.group(&id).await.map(Arc::new);
                tell(&events, Event::Group { generation, result }).await;
            }),
            Command::Ask { generation, question } => self.newest.answer.start(&mut self.reads, async move {
                let asked = tokio::task::spawn_blocking(move || desk.ask_now(&question)).await;
                let broken = |e| super::desk::refusal(format!("the question was not answered: {e}"), "report this");
                let result = asked.map_err(broken).and_then(|answer| answer).map(Arc::new);
                tell(&events, Event::Answered { generation, result }).await;
            }),
            Command::Export { name, table, form } => {
                self.reads.spawn(async move { export_table(desk, &events, name, table, form).await });
            }
            Command::Refresh => self.newest.refresh.start(&mut self.reads, async move {
                refresh(&desk, &events).await;
            }),
            Command::Plan { generation, who, recipe } => self.plan(generation, Wish::Offboard { who, recipe }),
            Command::PlanRemoveGroup { generation, group } => self.plan(generation, Wish::RemoveGroup(group)),
            Command::PlanRestore { generation, wish } => self.plan(generation, Wish::Restore(wish)),
            Command::PlanEvent { generation, event, who, recipe } => {
                self.plan(generation, Wish::Event { event, who, recipe });
            }
            Command::WatchInbox(watched) => {
                self.focus.send_modify(|focus| focus.inbox = watched);
            }
            Command::RejectEvent { event, reason } => {
                self.runs.spawn(inbox_pages::reject(desk, events, event, reason, self.stop.clone()));
            }
            Command::PostponeEvent { event, until, reason } => {
                self.runs.spawn(inbox_pages::postpone(desk, events, event, until, reason));
            }
            Command::Quarantine { generation } => self.newest.quarantine.start(&mut self.reads, async move {
                let result = desk.quarantined().await.map(Arc::from);
                tell(&events, Event::Quarantine { generation, result }).await;
            }),
            Command::Confirm { digest, consent } => self.confirm(digest, consent),
            Command::Pause(run) => self.steer(run, Steer::Pause),
            Command::Resume(run) => self.steer(run, Steer::Resume),
            Command::Cancel(run) => self.steer(run, Steer::Cancel),
            Command::Retry(run) => self.steer(run, Steer::Retry),
            Command::Runs { generation } => self.newest.runs.start(&mut self.reads, async move {
                match desk.runs().await {
                    Ok(runs) => tell(&events, Event::Runs { generation, runs }).await,
                    Err(fault) => tell(&events, failed("the runs cannot be listed", &fault)).await,
                }
            }),
            Command::Watch(run) => {
                let told = notices_shown::watch_run(desk, events, run.clone());
                self.newest.told.start(&mut self.reads, told);
                self.focus.send_modify(|focus| focus.run = Some(run.clone()));
                self.watched = Some(run);
                self.show_watched();
            }
            Command::Audit { generation, filter } => self.newest.audit.start(&mut self.reads, async move {
                let result = desk.audit(&filter).await;
                tell(&events, Event::Audit { generation, result }).await;
            }),
            Command::VerifyAudit => {
                self.reads.spawn(async move { tell(&events, Event::Verified(desk.verify_audit().await)).await });
            }
            Command::ExportAudit(filter) => {
                self.reads.spawn(async move { export(&desk, &events, &filter).await });
            }
            Command::Changes { generation } => self.newest.changes.start(&mut self.reads, async move {
                let since = desk.now() - CHANGES;
                let result = desk.changes(since, CHANGES_SHOWN).await.map(Arc::from);
                tell(&events, Event::Changes { generation, result }).await;
            }),
            Command::WatchCalls(watched) => self.newest.calls.start(&mut self.reads, async move {
                if watched {
                    watch_calls(&desk, &events).await;
                }
            }),
            Command::Figures { generation } => self.newest.figures.start(&mut self.reads, async move {
                let result = desk.figures().await.map(Arc::new);
                tell(&events, Event::Figures { generation, result }).await;
            }),
            Command::Letters { generation } => {
                self.newest.letters.start(&mut self.reads, notices_shown::watch_letters(desk, events, generation));
            }
            Command::OpenLetter { generation, message } => self.newest.letter.start(&mut self.reads, async move {
                notices_shown::open_letter(&desk, &events, generation, &message).await;
            }),
            // Not with the reads: once asked for, it is carried through.
            Command::ResendLetter(message) => {
                self.runs.spawn(async move { notices_shown::resend(&desk, &events, &message).await });
            }
            Command::Groups { generation } => self.newest.groups.start(&mut self.reads, async move {
                let result = desk.groups().await.map(Arc::from);
                tell(&events, Event::Groups { generation, result }).await;
            }),
            Command::Batches { generation } => self.newest.batches.start(&mut self.reads, async move {
                match desk.batches().await {
                    Ok(all) => {
                        let batches = all.iter().map(batch_pages::line).collect();
                        tell(&events, Event::Batches { generation, batches }).await;
                    }
                    Err(fault) => tell(&events, failed("the batches cannot be listed", &fault)).await,
                }
            }),
            Command::WatchBatch(batch) => {
                self.newest.batch.start(&mut self.reads, batch_pages::watch_batch(desk, events, batch));
            }
            Command::SteerBatch { batch, wish } => {
                let stop = self.stop.clone();
                self.runs.spawn(batch_pages::steer_batch(desk, events, batch, wish, stop));
            }
            Command::ExportBatch(batch) => {
                self.reads.spawn(async move { batch_pages::export_batch(&desk, &events, &batch).await });
            }
            Command::Paths { generation, text } => self.newest.paths.start(&mut self.reads, async move {
                let paths = tokio::task::spawn_blocking(move || files::paths(&text)).await.unwrap_or_default();
                tell(&events, Event::Paths { generation, paths }).await;
            }),
            Command::OpenFile { generation, job, path, edits } => {
                self.newest.file.start(&mut self.reads, async move {
                    let read = tokio::task::spawn_blocking(move || files::open_file(job, path, &edits)).await;
                    let broken = |e| super::desk::refusal(format!("the file was not read: {e}"), "report this");
                    let result = read.map_err(broken).and_then(|head| head).map(Arc::new);
                    tell(&events, Event::FileOpened { generation, result }).await;
                });
            }
            Command::PlanRows { generation, wish } => {
                let open = self.rows.clone();
                self.newest.plan.start(&mut self.reads, async move {
                    jobs::plan_rows(&desk, &events, &open, generation, wish, None).await;
                });
            }
            Command::ConfirmRows { digest, consent, number } => {
                let (open, stop) = (self.rows.clone(), self.stop.clone());
                self.runs.spawn(jobs::confirm_rows(desk, events, open, stop, digest, (consent, number)));
            }
            Command::Shutdown => {}
        }
    }

    /// Makes a plan and tells it.
    fn plan(&mut self, generation: u64, wish: Wish) {
        let (desk, events, _) = self.parts();
        let plans = self.plans.clone();
        self.newest.plan.start(&mut self.reads, async move {
            make_plan(&desk, &events, &plans, generation, wish, None).await;
        });
    }

    /// Not with the reads: once asked for, it is carried through.
    fn confirm(&mut self, digest: crate::model::Digest, consent: super::Consent) {
        let (desk, events, _) = self.parts();
        let (plans, stop) = (self.plans.clone(), self.stop.clone());
        self.runs.spawn(async move { super::confirming::confirm(desk, events, plans, stop, digest, consent).await });
    }

    fn steer(&mut self, run: RunId, how: Steer) {
        let (desk, events, _) = self.parts();
        let stop = self.stop.clone();
        self.runs.spawn(async move {
            let asked = match how {
                Steer::Pause => desk.pause(&run).await,
                Steer::Resume => desk.resume(&run).await,
                Steer::Cancel => desk.cancel(&run).await,
                Steer::Retry => desk.retry(&run).await,
            };
            if let Err(fault) = asked {
                return tell(&events, failed("that was not done", &fault)).await;
            }
            show(&desk, &events, &run).await;
            if matches!(how, Steer::Resume | Steer::Retry | Steer::Cancel) {
                // A cancelled run that nobody works on still has to be read back and ended.
                carry_out(&desk, &events, &run, stop).await;
            }
        });
    }

    async fn follow(&mut self, event: RunEvent) {
        let (desk, events, _) = self.parts();
        if matches!(event.progress, crate::model::Progress::Run { .. }) {
            self.newest.runs.start(&mut self.reads, async move {
                if let Ok(runs) = desk.runs().await {
                    tell(&events, Event::Runs { generation: 0, runs }).await;
                }
            });
        }
        if self.watched.as_ref() == Some(&event.run) {
            tell(&self.events, Event::RunEvent(event)).await;
        }
    }

    fn show_watched(&mut self) {
        let (desk, events, _) = self.parts();
        if let Some(run) = self.watched.clone() {
            self.newest.watched.start(&mut self.reads, async move {
                if show(&desk, &events, &run).await {
                    run_trail::tell_trail(&desk, &events, &run).await;
                }
            });
        }
    }
}

#[derive(Clone, Copy)]
enum Steer {
    Pause,
    Resume,
    Cancel,
    Retry,
}

/// The face may be gone; then nobody need be told.
pub(super) async fn tell(events: &mpsc::Sender<Event>, event: Event) {
    let _ = events.send(event).await;
}

pub(super) fn notice(severity: Severity, text: String) -> Event {
    Event::Notice { severity, text: DisplayText::new(text) }
}

pub(super) fn fault_words(what: &str, fault: &Fault) -> String {
    format!("{what}: {}. {}", fault.text, fault.remedy)
}

pub(super) fn failed(what: &str, fault: &Fault) -> Event {
    Event::Trouble { what: DisplayText::new(what), fault: fault.clone() }
}

/// Tells how a run stands, whole, and says whether it is over.
pub(super) async fn show(desk: &Desk, events: &mpsc::Sender<Event>, run: &RunId) -> bool {
    let (event, over) = match desk.run(run).await {
        Ok(Some(record)) => {
            let over = record.state.is_over();
            (Event::Run(Arc::new(record)), over)
        }
        Ok(None) => (notice(Severity::Error, format!("there is no run {run}")), false),
        Err(fault) => (failed("the run cannot be shown", &fault), false),
    };
    tell(events, event).await;
    over
}

/// Makes a plan, keeps it to be confirmed, and tells it.
pub(super) async fn make_plan(
    desk: &Desk,
    events: &mpsc::Sender<Event>,
    plans: &OpenPlans,
    generation: u64,
    wish: Wish,
    rebuilt_because: Option<DisplayText>,
) {
    let made = match &wish {
        Wish::Offboard { who, recipe } => desk.plan(who, recipe.as_deref()).await,
        Wish::Restore(wish) => desk.plan_restore(wish).await,
        Wish::RemoveGroup(group) => desk.plan_remove_group(group).await,
        Wish::Event { event, who, recipe } => desk.plan_event(event, who.as_ref(), recipe.as_deref()).await,
    };
    let result = made.map(Arc::new);
    if let Ok(plan) = &result {
        plans.keep(generation, wish, Arc::clone(plan));
    }
    tell(events, Event::Planned { generation, result, rebuilt_because }).await;
}

/// Carries a run out and tells what kept it from going on.
pub(super) async fn carry_out(desk: &Desk, events: &mpsc::Sender<Event>, run: &RunId, stop: CancellationToken) {
    if let Err(fault) = desk.carry_out(run, stop).await {
        tell(events, failed("the run does not go on", &fault)).await;
    }
}

async fn export_table(desk: Arc<Desk>, events: &mpsc::Sender<Event>, name: String, table: Arc<Table>, form: TableForm) {
    let rows = table.rows.len();
    let written = tokio::task::spawn_blocking(move || desk.export_table(&name, &table, form)).await;
    let event = match written {
        Ok(Ok(path)) => notice(Severity::Success, format!("{rows} rows written to {}", path.display())),
        Ok(Err(fault)) => failed("the list was not written", &fault),
        Err(error) => notice(Severity::Error, format!("the list was not written: {error}; report this")),
    };
    tell(events, event).await;
}

async fn left_behind(desk: Arc<Desk>, events: mpsc::Sender<Event>) {
    match desk.interrupted().await {
        Ok(runs) if runs.is_empty() => {}
        Ok(runs) => {
            let count = runs.len();
            let words = match count {
                1 => "a run was interrupted and waits: open Runs to resume or cancel it".to_owned(),
                _ => format!("{count} runs were interrupted and wait: open Runs to resume or cancel them"),
            };
            tell(&events, notice(Severity::Warning, words)).await;
        }
        Err(fault) => tell(&events, failed("the journal cannot be read", &fault)).await,
    }
    if let Ok(runs) = desk.runs().await {
        tell(&events, Event::Runs { generation: 0, runs }).await;
    }
}

async fn meter(desk: Arc<Desk>, events: mpsc::Sender<Event>) {
    let Some(mut changed) = desk.meter_changed() else { return };
    while changed.changed().await.is_ok() {
        changed.borrow_and_update();
        tell(&events, Event::Budget(desk.meter())).await;
        // More changes within this time are told as one.
        tokio::time::sleep(METER).await;
    }
}

/// Tells what was asked of the tenant, and again whenever more was.
async fn watch_calls(desk: &Desk, events: &mpsc::Sender<Event>) {
    let Some(mut changed) = desk.meter_changed() else {
        return tell(events, Event::Calls(Arc::from([]))).await;
    };
    let mut shown = None;
    loop {
        changed.borrow_and_update();
        let calls = desk.calls();
        let newest = calls.first().map(|call| call.number);
        if shown != Some(newest) {
            shown = Some(newest);
            tell(events, Event::Calls(calls.into())).await;
        }
        tokio::time::sleep(METER).await;
        if changed.changed().await.is_err() {
            return;
        }
    }
}

/// A run waits for a store that cannot be written; that is not to look like hanging.
async fn store_trouble(desk: Arc<Desk>, events: mpsc::Sender<Event>) {
    let mut trouble = desk.store_trouble();
    while trouble.changed().await.is_ok() {
        let now = trouble.borrow_and_update().clone();
        let event = match now {
            Some(text) => Event::Notice { severity: Severity::Error, text },
            None => notice(Severity::Success, "the store can be written again".to_owned()),
        };
        tell(&events, event).await;
    }
}

async fn export(desk: &Desk, events: &mpsc::Sender<Event>, filter: &AuditFilter) {
    let event = match desk.export_audit_to_file(filter).await {
        Ok((path, count)) => notice(Severity::Success, format!("{count} records written to {}", path.display())),
        Err(fault) => failed("the export was not made", &fault),
    };
    tell(events, event).await;
}
