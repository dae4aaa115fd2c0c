//! Making people, by the platform's own interface or by SCIM, and what only a new one needs.

use super::wire::User;
use crate::genesys::page::{Listing, whole};
use crate::genesys::{Answer, Call, Client, Error, Repeat};
use crate::model::{DisplayText, DivisionId, ExternalId, LanguageId, SkillId, UserId};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

/// How many skills or languages of the organisation a page holds.
const ABILITY_PAGE: u32 = 500;
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// A person who is to be made.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct NewUser<'a> {
    /// The e-mail address; it is the user name as well.
    pub email: &'a str,
    /// The full name.
    pub name: &'a str,
    /// The division, by its id and its name: the platform takes the one, SCIM the other.
    pub division: (&'a DivisionId, &'a str),
    /// The department; empty for none.
    pub department: &'a str,
    /// The title; empty for none.
    pub title: &'a str,
    /// The phone at work in E.164, such as `+13175550100`; empty for none.
    pub phone: &'a str,
    /// The employee number; empty for none. Only SCIM takes it with the person.
    pub employee_number: &'a str,
}

/// A person as SCIM tells them, in a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScimPerson {
    /// The platform's id; SCIM uses the same.
    pub id: UserId,
    /// The name.
    pub name: DisplayText,
    /// Whether they are active.
    pub active: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scim {
    id: UserId,
    display_name: Option<DisplayText>,
    active: Option<bool>,
}

impl Scim {
    fn person(self) -> ScimPerson {
        let name = self.display_name.unwrap_or_default();
        ScimPerson { id: self.id, name, active: self.active.unwrap_or(true) }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ScimList {
    resources: Option<Vec<Scim>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Employer {
    employee_id: Option<DisplayText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Employed {
    employer_info: Option<Employer>,
}

#[derive(Deserialize)]
struct Ability<I> {
    id: I,
    name: Option<DisplayText>,
}

impl<I> Ability<I> {
    fn named(self) -> (I, DisplayText) {
        (self.id, self.name.unwrap_or_default())
    }
}

impl Client {
    /// Makes a person, active, by the platform's interface. An address that somebody has is a
    /// [`Conflict`](crate::genesys::Kind::Conflict); one of a deleted person is refused (400).
    pub async fn create_user(&self, new: &NewUser<'_>) -> Result<Answer<UserId>, Error> {
        let mut body = json!({"name": new.name, "email": new.email, "divisionId": new.division.0, "state": "active"});
        put(&mut body, "department", new.department);
        put(&mut body, "title", new.title);
        if !new.phone.is_empty() {
            body["addresses"] = json!([{"address": new.phone, "mediaType": "PHONE", "type": "WORK"}]);
        }
        let call = Call::new("POST /api/v2/users", &[]).about(new.email).body(body);
        Ok(self.read::<User>(call).await?.map(|user| user.person().id))
    }

    /// Makes a person, active, by SCIM. An address that somebody has is a
    /// [`Conflict`](crate::genesys::Kind::Conflict).
    pub async fn scim_create_user(&self, new: &NewUser<'_>) -> Result<Answer<UserId>, Error> {
        let mut enterprise = json!({"division": new.division.1});
        put(&mut enterprise, "department", new.department);
        put(&mut enterprise, "employeeNumber", new.employee_number);
        let mut body = json!({
            "userName": new.email, "displayName": new.name, "active": true,
            ENTERPRISE: enterprise,
        });
        put(&mut body, "title", new.title);
        if !new.phone.is_empty() {
            body["phoneNumbers"] = json!([{"value": format!("tel:{}", new.phone), "type": "work", "primary": true}]);
        }
        let call = Call::new("POST /api/v2/scim/v2/users", &[]).about(new.email).body(body);
        Ok(self.read::<Scim>(call).await?.map(|user| user.id))
    }

    /// Who has this user name, active or not; none where nobody has it. Unlike the search, this does not lag.
    pub async fn user_by_user_name(&self, user_name: &str) -> Result<Answer<Option<ScimPerson>>, Error> {
        let filter = format!("userName eq \"{}\"", user_name.replace('\\', "\\\\").replace('"', "\\\""));
        let call = Call::new("GET /api/v2/scim/v2/users", &[]).about(user_name).query("filter", filter);
        let first = |list: ScimList| list.resources.unwrap_or_default().into_iter().next().map(Scim::person);
        Ok(self.read::<ScimList>(call).await?.map(first))
    }

    /// Sets the employee number, if the user still has this version.
    pub async fn set_employee_number(&self, id: &UserId, number: &str, version: i64) -> Result<Answer<()>, Error> {
        let body = json!({"employerInfo": {"employeeId": number}, "version": version});
        self.done(Call::new("PATCH /api/v2/users/{userId}", &[id.as_str()]).body(body)).await
    }

    /// The employee number; empty where there is none.
    pub async fn employee_number(&self, id: &UserId) -> Result<Answer<DisplayText>, Error> {
        let call = Call::new("GET /api/v2/users/{userId}", &[id.as_str()]).query("expand", "employerInfo");
        let read = |user: Employed| user.employer_info.and_then(|employer| employer.employee_id).unwrap_or_default();
        Ok(self.read::<Employed>(call).await?.map(read))
    }

    /// Notes by which id another system knows a person.
    pub async fn add_external_id(&self, id: &UserId, external: &ExternalId) -> Result<Answer<()>, Error> {
        let call = Call::new("POST /api/v2/users/{userId}/externalid", &[id.as_str()])
            .body(json!({"authorityName": external.authority, "externalKey": external.key}))
            // The same id once more changes nothing, or is refused as taken.
            .repeat(Repeat::Safe);
        self.done(call).await
    }

    /// Sets a password; the platform never tells one.
    pub async fn set_password(&self, id: &UserId, password: &SecretString) -> Result<Answer<()>, Error> {
        let call = Call::new("POST /api/v2/users/{userId}/password", &[id.as_str()])
            .body(json!({"newPassword": password.expose_secret()}))
            // The same password once more changes nothing.
            .repeat(Repeat::Safe);
        self.done(call).await
    }

    /// Has the platform send the person an e-mail with which they choose a password themselves.
    pub async fn invite(&self, id: &UserId) -> Result<Answer<()>, Error> {
        self.done(Call::new("POST /api/v2/users/{userId}/invite", &[id.as_str()]).query("force", true)).await
    }

    /// Every routing skill of the organisation.
    pub async fn skills(&self) -> Result<Answer<Vec<(SkillId, DisplayText)>>, Error> {
        whole(async |page| {
            let call = Call::new("GET /api/v2/routing/skills", &[]).page(page, ABILITY_PAGE);
            Ok(self.read::<Listing<Ability<SkillId>>>(call).await?.map(|l| l.page(page).map(Ability::named)))
        })
        .await
    }

    /// Every routing language of the organisation.
    pub async fn languages(&self) -> Result<Answer<Vec<(LanguageId, DisplayText)>>, Error> {
        whole(async |page| {
            let call = Call::new("GET /api/v2/routing/languages", &[]).page(page, ABILITY_PAGE);
            Ok(self.read::<Listing<Ability<LanguageId>>>(call).await?.map(|l| l.page(page).map(Ability::named)))
        })
        .await
    }
}

/// Puts a text in that says something.
fn put(body: &mut Value, name: &str, text: &str) {
    if !text.is_empty() {
        body[name] = Value::from(text);
    }
}
