//! A person's routing skills and languages.

use crate::genesys::page::{Listing, whole};
use crate::genesys::{Answer, Call, Client, Error, Repeat};
use crate::model::{DisplayText, LanguageId, Rated, SkillId, UserId};
use serde::Deserialize;
use serde_json::{Value, json};

/// How many skills or languages a page holds.
pub const SKILL_PAGE: u32 = 50;

/// How many languages one call can give.
pub const LANGUAGES_AT_ONCE: usize = 50;

#[derive(Deserialize)]
pub(super) struct RoutingRated<I> {
    id: I,
    name: Option<DisplayText>,
    proficiency: Option<f64>,
}

impl<I> RoutingRated<I> {
    pub(super) fn rated(self) -> Rated<I> {
        Rated { id: self.id, name: self.name.unwrap_or_default(), proficiency: self.proficiency.unwrap_or_default() }
    }
}

impl Client {
    /// The routing skills of a person.
    pub async fn user_skills(&self, id: &UserId) -> Result<Answer<Vec<Rated<SkillId>>>, Error> {
        whole(async |page| {
            let call = Call::new("GET /api/v2/users/{userId}/routingskills", &[id.as_str()]).page(page, SKILL_PAGE);
            Ok(self.read::<Listing<RoutingRated<SkillId>>>(call).await?.map(|l| l.page(page).map(RoutingRated::rated)))
        })
        .await
    }

    /// Sets the routing skills, in place of those there are.
    pub async fn set_skills(&self, id: &UserId, skills: &[(SkillId, f64)]) -> Result<Answer<()>, Error> {
        let body: Vec<Value> = skills.iter().map(|(skill, how)| json!({"id": skill, "proficiency": how})).collect();
        self.done(Call::new("PUT /api/v2/users/{userId}/routingskills/bulk", &[id.as_str()]).body(Value::Array(body)))
            .await
    }

    /// Takes all routing skills away in one call.
    pub async fn clear_skills(&self, id: &UserId) -> Result<Answer<()>, Error> {
        self.done(Call::new("PUT /api/v2/users/{userId}/routingskills/bulk", &[id.as_str()]).body(json!([]))).await
    }

    /// The routing languages of a person.
    pub async fn user_languages(&self, id: &UserId) -> Result<Answer<Vec<Rated<LanguageId>>>, Error> {
        whole(async |page| {
            let call = Call::new("GET /api/v2/users/{userId}/routinglanguages", &[id.as_str()]).page(page, SKILL_PAGE);
            let read = self.read::<Listing<RoutingRated<LanguageId>>>(call).await?;
            Ok(read.map(|l| l.page(page).map(RoutingRated::rated)))
        })
        .await
    }

    /// Gives up to [`LANGUAGES_AT_ONCE`] routing languages, beside those there are.
    pub async fn add_languages(&self, id: &UserId, languages: &[(LanguageId, f64)]) -> Result<Answer<()>, Error> {
        let body: Vec<Value> = languages.iter().map(|(l, how)| json!({"id": l, "proficiency": how})).collect();
        let call = Call::new("PATCH /api/v2/users/{userId}/routinglanguages/bulk", &[id.as_str()])
            .body(Value::Array(body))
            .repeat(Repeat::Safe);
        self.done(call).await
    }

    /// Takes one routing language away; the platform has no call for all at once.
    pub async fn remove_language(&self, id: &UserId, language: &LanguageId) -> Result<Answer<()>, Error> {
        let call =
            Call::new("DELETE /api/v2/users/{userId}/routinglanguages/{languageId}", &[id.as_str(), language.as_str()]);
        self.done(call).await
    }
}
