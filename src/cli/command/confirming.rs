//! From a plan to a run that has been carried out, where a flag stands for the typed name.

use crate::backend::Refusal;
use crate::cli::carry::{self, Carried};
use crate::cli::desk::{Desk, Given};
use crate::cli::text::{self, count, took};
use crate::cli::{Kind, Out, Trouble};
use crate::model::{Digest, Plan, RunEvent, RunId};
use tokio_util::sync::CancellationToken;

/// How often a plan is made anew when the person changes between plan and confirmation.
pub(super) const REBUILDS: usize = 3;

/// What confirming a plan takes.
pub(super) struct Confirming<'a> {
    pub(super) desk: &'a dyn Desk,
    /// The event of the inbox that the plan confirms.
    pub(super) event: Option<&'a RunId>,
    pub(super) given: &'a Given,
    /// Only the plan with this digest, or its beginning.
    pub(super) expect: Option<&'a str>,
    /// Whether steps are told, each when it has ended.
    pub(super) steps: bool,
    /// Sees all that happens in the run.
    pub(super) watch: Option<&'a dyn Fn(&RunEvent)>,
    pub(super) out: &'a Out,
    pub(super) stop: &'a CancellationToken,
}

impl<'a> Confirming<'a> {
    /// Whatever plan is made, confirmed with what was given; its steps are told.
    pub(super) fn of(desk: &'a dyn Desk, given: &'a Given, out: &'a Out, stop: &'a CancellationToken) -> Self {
        Self { desk, event: None, given, expect: None, steps: true, watch: None, out, stop }
    }

    /// Makes the plan, confirms it and carries it out; `kept` has the newest plan afterwards. A plan that has become
    /// void meanwhile is made anew.
    pub(super) async fn go(
        &self,
        who: &str,
        make: impl AsyncFn() -> Result<Plan, Trouble>,
        kept: &mut Option<Plan>,
    ) -> Result<Carried, Trouble> {
        for _ in 0..REBUILDS {
            let plan = kept.insert(make().await?);
            check_expected(self.expect, &plan.digest())?;
            if self.stop.is_cancelled() {
                return Err(not_begun(who));
            }
            let confirmed = match self.event {
                Some(event) => self.desk.confirm_event(event, plan, self.given).await,
                None => self.desk.confirm(plan, self.given).await,
            };
            match confirmed {
                Ok(run) => {
                    if self.steps {
                        self.out.progress(&announcement(plan, &run));
                    }
                    if self.given.due.is_some() {
                        return Ok(Carried { record: self.desk.run(&run).await?, trouble: None });
                    }
                    let told = self.steps.then_some(&*plan);
                    return carry::out(self.desk, &run, told, self.watch, self.out, self.stop).await;
                }
                // `--yes` is for the person, not for one version of them; `--expect` is for exactly one plan.
                Err(Refusal::Changed(_)) if self.expect.is_none() => {}
                Err(refusal) => return Err(Trouble::refused(refusal)),
            }
        }
        let text = format!("{who} keeps changing between plan and confirmation");
        Err(Trouble::new(Kind::Refused, text, "find out who else is changing them, then try again"))
    }
}

/// Whether this is the plan that is expected, where one is.
pub(super) fn check_expected(expect: Option<&str>, digest: &Digest) -> Result<(), Trouble> {
    /// Fewer digits could meet another plan by chance.
    const FEWEST: usize = 8;
    let Some(expected) = expect else { return Ok(()) };
    if expected.len() >= FEWEST && digest.as_str().starts_with(&expected.to_lowercase()) {
        return Ok(());
    }
    let text = format!("the plan is now {}, not {expected}", &digest.as_str()[..12]);
    Err(Trouble::new(Kind::Refused, text, "look at the new plan with --plan, then confirm it"))
}

/// A confirmation that cannot be complete is refused before anybody is asked anything.
pub(super) fn reason_given(yes: bool, reason: Option<&str>) -> Result<(), Trouble> {
    match yes && reason.is_none_or(|reason| reason.trim().is_empty()) {
        true => Err(Trouble::refused(Refusal::NoReason)),
        false => Ok(()),
    }
}

/// The reason and the ticket as they were given.
pub(super) fn given(reason: Option<&str>, ticket: Option<&str>) -> Given {
    let clean = |text: Option<&str>| text.unwrap_or_default().trim().to_owned();
    Given { reason: clean(reason), ticket: clean(ticket), due: None }
}

pub(super) fn not_begun(who: &str) -> Trouble {
    Trouble::new(Kind::Interrupted, format!("{who} was not begun"), "give the same command again")
}

fn announcement(plan: &Plan, run: &RunId) -> String {
    format!(
        "{} {} in {}, recipe {}: {}, {}, about {}\nrun {run}",
        plan.pipeline.verb(),
        text::heading(&plan.subject),
        plan.tenant,
        plan.recipe,
        count(plan.steps.len(), "step"),
        count(plan.forecast.calls as usize, "call"),
        took(i64::try_from(plan.forecast.millis).unwrap_or(i64::MAX)),
    )
}

/// The command that carries out exactly this plan.
pub(super) fn how_to(command: &str, plan: &Plan) -> String {
    let ticket = if plan.ticket_required { " --ticket ID" } else { "" };
    let digest = plan.digest();
    format!(
        "To carry out exactly this plan: {command} --yes --reason TEXT{ticket} --expect {}\n",
        &digest.as_str()[..12]
    )
}
