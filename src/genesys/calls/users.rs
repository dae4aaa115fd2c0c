//! Users: lists, one person, direct reports, deletion.

use super::wire::User;
use crate::genesys::page::Listing;
use crate::genesys::{Answer, Call, Client, Error, Page};
use crate::model::{Person, UserId};
use serde_json::json;

/// How many people a page holds; the vendor's own clients ask for as many.
pub const USER_PAGE: u32 = 500;

/// Which people a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the platform gives these words no further meaning")]
pub enum ListedState {
    Active,
    Inactive,
    Deleted,
    Any,
}

impl ListedState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Deleted => "deleted",
            Self::Any => "any",
        }
    }
}

impl Client {
    /// One page of all people in this state, [`USER_PAGE`] a page, with the last sign-in where the tenant tells it.
    pub async fn users(&self, state: ListedState, page: u32) -> Result<Answer<Page<Person>>, Error> {
        let call = Call::new("GET /api/v2/users", &[])
            .page(page, USER_PAGE)
            .query("state", state.as_str())
            .query("expand", "dateLastLogin");
        Ok(self.read::<Listing<User>>(call).await?.map(|l| l.page(page).map(User::person)))
    }

    /// The people whose manager this person is.
    pub async fn direct_reports(&self, id: &UserId) -> Result<Answer<Vec<Person>>, Error> {
        let call = Call::new("GET /api/v2/users/{userId}/directreports", &[id.as_str()]);
        Ok(self.read::<Vec<User>>(call).await?.map(|users| users.into_iter().map(User::person).collect()))
    }

    /// Sets a person's manager, if the user still has this version. A stale version is a
    /// [`Conflict`](crate::genesys::Kind::Conflict).
    pub async fn set_manager(&self, id: &UserId, manager: &UserId, version: i64) -> Result<Answer<Person>, Error> {
        let call = Call::new("PATCH /api/v2/users/{userId}", &[id.as_str()])
            .body(json!({"manager": manager, "version": version}));
        Ok(self.read::<User>(call).await?.map(User::person))
    }

    /// Deletes a person. Restorable with [`Client::restore`]; a person who is gone already is
    /// [`NotFound`](crate::genesys::Kind::NotFound).
    pub async fn delete_user(&self, id: &UserId) -> Result<Answer<()>, Error> {
        self.done(Call::new("DELETE /api/v2/users/{userId}", &[id.as_str()])).await
    }
}
