//! People as a search finds them.

use super::Columns;
use crate::backend::Hit;

/// A line for each: who it is, how they stand and where they belong; twins with their ids.
pub(crate) fn hits(hits: &[Hit]) -> Vec<String> {
    let mut columns = Columns::default();
    for hit in hits {
        let person = &hit.person;
        columns.row(
            "",
            [
                person.name.to_string(),
                person.email.to_string(),
                person.state.to_string(),
                hit.division.to_string(),
                person.department.to_string(),
                if hit.twin { person.id.to_string() } else { String::new() },
            ],
        );
    }
    columns.lines(0).lines().map(str::to_owned).collect()
}
