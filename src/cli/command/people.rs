//! Finds the one person whom somebody named.

use crate::cli::desk::Desk;
use crate::cli::{Kind, Trouble, Who};
use crate::model::{Person, UserId};

/// The id of the one person of that name.
///
/// # Errors
/// Nobody answers to it, or several do: then they are named with their ids.
pub(crate) async fn find(desk: &dyn Desk, who: &Who) -> Result<UserId, Trouble> {
    if let Who::Id(id) = who {
        // Whether there is such a person is told by whatever reads them next; asking here would cost a call.
        return Ok(id.clone());
    }
    let mut found = desk.resolve(who).await?;
    match found.len() {
        1 => Ok(found.remove(0).id),
        0 => Err(nobody(who)),
        _ => Err(several(who, found)),
    }
}

fn nobody(who: &Who) -> Trouble {
    let remedy = match who {
        Who::Id(_) => "check the id",
        Who::Email(_) => "check the address; it must be the person's main one, in full",
        Who::ExternalId { .. } => "check authority and key; both are compared with case",
        Who::Words(_) => {
            "give the id, the e-mail address, an external id (AUTHORITY:KEY) or the exact name; the console searches as \
             you type"
        }
    };
    Trouble::new(Kind::NotFound, format!("nobody in the tenant answers to {who}"), remedy)
}

fn several(who: &Who, found: Vec<Person>) -> Trouble {
    let text = format!("{} people answer to {who}", found.len());
    let mut trouble = Trouble::new(Kind::Ambiguous, text, "say which one by id");
    trouble.candidates = found;
    trouble
}
