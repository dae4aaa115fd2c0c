//! `lanyard figures`: how soon accesses were cut after their events, and how runs ended by the day.

use crate::cli::desk::Desk;
use crate::cli::{Answer, Out, Trouble, shape, text};

/// Tells the figures of the past. Days are counted in UTC, as everything on the command line.
pub(crate) async fn run(desk: &dyn Desk, out: &Out) -> Result<Answer, Trouble> {
    let figures = desk.figures().await?;
    Ok(Answer::good(shape::figures(&figures), text::figures(&figures, out.paint)))
}
