//! `lanyard practice`: a practice tenant for other programs, until somebody stops it.

use crate::cli::args::{Practice, PracticeFlags};
use crate::cli::practice_tenant::PracticeTenant;
use crate::cli::{Answer, Out, Trouble};
use tokio_util::sync::CancellationToken;

/// Starts it, prints the one line that tells how to reach it, and serves until it is stopped.
///
/// # Errors
/// It cannot be grown, or the port is taken.
pub(crate) async fn run(
    args: &Practice,
    flags: &PracticeFlags,
    out: &Out,
    stop: &CancellationToken,
) -> Result<Answer, Trouble> {
    let tenant = PracticeTenant::start(flags, args.port).await?;
    out.text(&format!("{}\n", tenant.announcement()));
    stop.cancelled().await;
    tenant.shut_down().await;
    Ok(Answer::good(serde_json::Value::Null, ""))
}
