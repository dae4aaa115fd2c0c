//! The list of a batch to be copied or written out, as it is shown.

use super::{Row, listed};
use crate::backend::BatchView;
use crate::model::{DisplayText, Table};

/// What is listed: what went wrong, what is at work, who was set aside.
pub fn table(view: &BatchView) -> Table {
    let row = |row: &Row<'_>| match row {
        Row::Wrong(run) | Row::Running(run) => vec![
            run.name.clone(),
            run.outcome.as_str().into(),
            DisplayText::new(format!("{}/{}", run.steps_ended, run.steps)),
            run.why.clone().unwrap_or_default(),
            run.id.as_str().into(),
        ],
        Row::Aside(listed) => vec![
            if listed.name.is_empty() { listed.who.clone() } else { listed.name.clone() },
            DisplayText::new(listed.set_aside.clone().unwrap_or_default()),
            DisplayText::default(),
            listed.reason.clone(),
            DisplayText::default(),
        ],
    };
    let columns = vec!["name", "outcome", "steps", "reason", "run"];
    Table { title: view.line.title.clone(), columns, rows: listed(view).iter().map(row).collect() }
}
