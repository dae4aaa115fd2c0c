//! `lanyard access`.

use super::people;
use crate::cli::args::Access;
use crate::cli::desk::Desk;
use crate::cli::{Answer, Trouble, Who, shape, text};

/// Shows what a person has and may do.
pub(crate) async fn run(desk: &dyn Desk, args: &Access) -> Result<Answer, Trouble> {
    let id = people::find(desk, &Who::parse(&args.who)).await?;
    let card = desk.access(&id).await?;
    let wanted = args.filter.as_deref().unwrap_or_default().trim().to_lowercase();
    let shown: Vec<_> = card
        .access
        .permissions
        .iter()
        .filter(|one| one.permission.to_string().to_lowercase().contains(&wanted))
        .collect();
    Ok(Answer::good(shape::access(&card, &shown), text::access(&card, &shown)))
}
