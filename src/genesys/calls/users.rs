//! Users: lists, one person, direct reports, deletion.

use super::wire::{Reference, User, ids};
use crate::genesys::page::Listing;
use crate::genesys::{Answer, Call, Client, Error, Page};
use crate::model::{GroupId, Person, UserId};
use serde::Deserialize;
use serde_json::json;

/// How many people a page holds; the vendor's own clients ask for as many.
pub const USER_PAGE: u32 = 500;

/// How many people one call reads by their ids (`max.user.ids`).
pub const USERS_BY_ID: usize = 100;

/// A person as the list tells them, with the groups that they are in.
#[derive(Clone, PartialEq, Debug)]
pub struct ListedPerson {
    /// The person.
    pub person: Person,
    /// Groups; none where the platform left the field out, which it may: it expands as well as it can.
    pub groups: Option<Vec<GroupId>>,
}

#[derive(Deserialize)]
struct Listed {
    #[serde(flatten)]
    user: User,
    groups: Option<Vec<Reference<GroupId>>>,
}

impl Listed {
    fn person(self) -> ListedPerson {
        ListedPerson { person: self.user.person(), groups: self.groups.map(|groups| ids(Some(groups))) }
    }
}

/// What comes with everybody in a list.
const EXPAND: &str = "dateLastLogin,groups";

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
    /// One page of all people in this state, [`USER_PAGE`] a page, with the last sign-in and the groups where the tenant
    /// tells them.
    pub async fn users(&self, state: ListedState, page: u32) -> Result<Answer<Page<ListedPerson>>, Error> {
        let call = Call::new("GET /api/v2/users", &[])
            .page(page, USER_PAGE)
            .query("state", state.as_str())
            .query("expand", EXPAND);
        Ok(self.read::<Listing<Listed>>(call).await?.map(|l| l.page(page).map(Listed::person)))
    }

    /// How many people are active; none where the platform does not tell.
    pub async fn active_users(&self) -> Result<Answer<Option<u64>>, Error> {
        let call = Call::new("GET /api/v2/users", &[]).page(1, 1).query("state", ListedState::Active.as_str());
        Ok(self.read::<Listing<Listed>>(call).await?.map(|l| l.page(1).total))
    }

    /// People by their ids, up to [`USERS_BY_ID`], in whatever state; those who are not there are left out.
    pub async fn users_by_id(&self, users: &[UserId]) -> Result<Answer<Vec<ListedPerson>>, Error> {
        let list = users.iter().map(UserId::as_str).collect::<Vec<_>>().join(",");
        let call = Call::new("GET /api/v2/users", &[])
            .page(1, USERS_BY_ID as u32)
            .query("id", list)
            .query("state", ListedState::Any.as_str())
            .query("expand", EXPAND);
        Ok(self.read::<Listing<Listed>>(call).await?.map(|l| l.page(1).map(Listed::person).items))
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
