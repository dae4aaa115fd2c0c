//! Confirming a checked file of new people: its rows become the runs of one batch, which is written piece by piece while
//! the file is read, so that no more than a few pieces of it are ever held.

use super::batches::BatchRefusal;
use super::desk::{Desk, refusal, store_fault};
use super::event::Refusal;
use super::plans::pace;
use super::provisions::{ProvisionDraft, blocking, changed, unreadable};
use crate::engine::{BatchError, Given, OPERATOR, confirm};
use crate::model::{BatchId, DisplayText, Fault, Level, Listed, PipelineKind, RowStanding, UserId};
use crate::pipelines::provision::{COLUMNS, Checked, Request, plan, subject_id};
use crate::pipelines::sheet;
use tokio::sync::mpsc;

/// How many plans are handed to the journal at once.
const PIECE: usize = 500;
/// How many such pieces may wait to be written.
const PIECES_WAITING: usize = 2;

impl Desk {
    /// Confirms a checked file: goes through it once more, makes a run of every row that is ready, and writes them down as
    /// one batch. `consent` is the reason and the ticket.
    ///
    /// # Errors
    /// Says what is missing, or that the file is another one by now; nothing has been done then.
    pub async fn confirm_provision(
        &self,
        draft: &ProvisionDraft,
        consent: (&str, &str),
        number: Option<usize>,
    ) -> Result<BatchId, BatchRefusal> {
        self.may_write()?;
        let given = &Given { typed_name: None, reason: consent.0.to_owned(), ticket: consent.1.to_owned(), due: None };
        let ready = draft.plan.count(RowStanding::Ready);
        self.may_provision(draft, given, number, ready)?;
        let ground = self.provision_ground(draft.recipe.clone(), draft.abilities.clone()).await?;
        let looked_at = ground.image.snapshot().read_at().unwrap_or_else(|| self.now());
        let (wish, file, organization, by) =
            (draft.wish.clone(), draft.file.clone(), draft.organization.clone(), self.create_by);
        let (now, tempo, recipe) = (self.now(), pace(&self.tenant()?.client), draft.recipe.clone());
        let opened = blocking(move || {
            let mut edits = wish.edits.clone();
            for (heading, column) in &recipe.columns {
                edits.columns.entry(heading.clone()).or_insert_with(|| column.clone());
            }
            sheet::open(&wish.source, COLUMNS, &edits).map_err(|e| unreadable(&e))
        })
        .await??;
        // Looked at before anything is written: what is written and then not meant has to be taken out again.
        let (opened, ground, found) = blocking(move || {
            let mut found = 0;
            let again =
                ground.pass(&opened, |_, checked| found += usize::from(matches!(checked, Checked::Ready(..))))?;
            let found = (again == file).then_some(found).ok_or_else(changed)?;
            Ok::<_, Fault>((opened, ground, found))
        })
        .await??;
        if found != ready {
            return Err(other_tenant());
        }
        let title = draft.plan.title.clone();
        let mut writer =
            self.engine.write_batch(PipelineKind::Provision, title, OPERATOR).await.map_err(batch_refusal)?;
        let (hand, mut pieces) = mpsc::channel(PIECES_WAITING);
        let (file, operator, given) = (draft.file.clone(), self.operator.clone(), given.clone());
        let piecing = blocking(move || {
            let request = Request { organization: &organization, recipe: &ground.recipe, by, looked_at };
            let (mut piece, mut listed, mut refused) = (Vec::with_capacity(PIECE), Vec::with_capacity(ready), None);
            let again = ground.pass(&opened, |row, checked| {
                listed.push(listing(row, &checked));
                if let Checked::Ready(person, _) = checked {
                    match confirm(plan(*person, &request, tempo, now), &given, operator.clone(), now) {
                        Ok(one) => piece.push(one),
                        Err(why) => refused = Some(why),
                    }
                }
                if piece.len() == PIECE {
                    // Where nobody takes it any more, writing has failed, which says why.
                    let _ = hand.blocking_send(std::mem::replace(&mut piece, Vec::with_capacity(PIECE)));
                }
            })?;
            let _ = hand.blocking_send(piece);
            (again == file).then_some((listed, refused)).ok_or_else(changed)
        });
        let to = &mut writer;
        let writing = async move {
            while let Some(piece) = pieces.recv().await {
                if !piece.is_empty() {
                    to.add(piece).await?;
                }
            }
            Ok::<_, BatchError>(())
        };
        let (pieced, written) = tokio::join!(piecing, writing);
        let pieced = pieced.and_then(|pieced| pieced);
        let refused = match (written, pieced) {
            (Err(error), _) => batch_refusal(error),
            (Ok(()), Err(fault)) => fault.into(),
            (Ok(()), Ok((_, Some(why)))) => BatchRefusal::Refused(why.into()),
            (Ok(()), Ok((listed, None))) if listed.iter().filter(|one| one.set_aside.is_none()).count() == ready => {
                return writer.finish(&listed).await.map_err(batch_refusal);
            }
            (Ok(()), Ok(_)) => other_tenant(),
        };
        writer.give_up().await;
        Err(refused)
    }

    fn may_provision(
        &self,
        draft: &ProvisionDraft,
        given: &Given,
        number: Option<usize>,
        ready: usize,
    ) -> Result<(), BatchRefusal> {
        let blockers: Vec<DisplayText> =
            draft.plan.findings.iter().filter(|f| f.level == Level::Blocker).map(|f| f.text.clone()).collect();
        let refuse = |why| Err(BatchRefusal::Refused(why));
        if !blockers.is_empty() {
            return refuse(Refusal::Blocked(blockers));
        }
        if given.reason.trim().is_empty() {
            return refuse(Refusal::NoReason);
        }
        if draft.plan.ticket_required && given.ticket.trim().is_empty() {
            return refuse(Refusal::NoTicket);
        }
        match (number, &draft.plan.needs_number) {
            (Some(number), _) if number != ready => {
                refuse(Refusal::WrongNumber(DisplayText::new(format!("{ready} people would be made, not {number}"))))
            }
            (None, Some(why)) => {
                refuse(Refusal::WrongNumber(DisplayText::new(format!("{why}: their number has to be given"))))
            }
            _ => Ok(()),
        }
    }
}

fn listing(row: &sheet::Row, checked: &Checked) -> Listed {
    let mut listed = Listed {
        row: Some(row.row),
        who: DisplayText::new(row.cell(0)),
        person: None,
        name: DisplayText::default(),
        set_aside: None,
        reason: DisplayText::default(),
    };
    match checked {
        Checked::Ready(person, notes) => {
            listed.person = Some(UserId::new(subject_id(&person.email)));
            listed.name = DisplayText::new(&person.name);
            listed.reason =
                DisplayText::new(notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>().join("; "));
        }
        Checked::Bad(flaw) => {
            listed.set_aside = Some(flaw.code.to_owned());
            listed.reason = DisplayText::new(format!("{}: {}; {}", flaw.column, flaw.reason, flaw.remedy));
        }
        Checked::LeftOut => {
            listed.set_aside = Some("left-out".to_owned());
            listed.reason = "left out by the operator".into();
        }
    }
    listed
}

fn batch_refusal(error: BatchError) -> BatchRefusal {
    match error {
        BatchError::Nobody => refusal("no row can be carried out", "correct the rows, or give another file").into(),
        BatchError::AlreadyRunning(active) => {
            BatchRefusal::AlreadyRunning(active.into_iter().map(|(who, run)| (who.into(), run)).collect())
        }
        error @ BatchError::TakenOut => refusal(error.to_string(), "give the command again").into(),
        BatchError::Store(error) => store_fault(&error).into(),
    }
}

fn other_tenant() -> BatchRefusal {
    BatchRefusal::Refused(Refusal::Changed("the tenant has changed since the file was checked".into()))
}
