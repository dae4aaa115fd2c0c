//! Which of some ids the tenant still knows: asked in bulk, because a list of everything costs more.

use super::wire::Reference;
use crate::genesys::page::Listing;
use crate::genesys::{Answer, Call, Client, Error};
use crate::model::{DivisionId, GroupId, LanguageId, QueueId, RoleId, SkillId};
use serde::de::DeserializeOwned;

/// How many ids one call asks about.
const AT_ONCE: usize = 100;

impl Client {
    /// Those of these roles that there are.
    pub async fn roles_among(&self, ids: &[RoleId]) -> Result<Vec<RoleId>, Error> {
        let call = || Call::new("GET /api/v2/authorization/roles", &[]).query("userCount", false);
        self.among(call, ids, RoleId::as_str).await
    }

    /// Those of these divisions that there are; all divisions count as one that always is.
    pub async fn divisions_among(&self, ids: &[DivisionId]) -> Result<Vec<DivisionId>, Error> {
        let (all, some): (Vec<_>, Vec<_>) = ids.iter().cloned().partition(DivisionId::is_all);
        let call = || Call::new("GET /api/v2/authorization/divisions", &[]);
        let mut there = self.among(call, &some, DivisionId::as_str).await?;
        there.extend(all);
        Ok(there)
    }

    /// Those of these groups that there are.
    pub async fn groups_among(&self, ids: &[GroupId]) -> Result<Vec<GroupId>, Error> {
        self.among(|| Call::new("GET /api/v2/groups", &[]), ids, GroupId::as_str).await
    }

    /// Those of these queues that there are.
    pub async fn queues_among(&self, ids: &[QueueId]) -> Result<Vec<QueueId>, Error> {
        self.among(|| Call::new("GET /api/v2/routing/queues", &[]), ids, QueueId::as_str).await
    }

    /// Those of these skills that there are.
    pub async fn skills_among(&self, ids: &[SkillId]) -> Result<Vec<SkillId>, Error> {
        self.among(|| Call::new("GET /api/v2/routing/skills", &[]), ids, SkillId::as_str).await
    }

    /// Those of these languages that there are.
    pub async fn languages_among(&self, ids: &[LanguageId]) -> Result<Vec<LanguageId>, Error> {
        self.among(|| Call::new("GET /api/v2/routing/languages", &[]), ids, LanguageId::as_str).await
    }

    async fn among<I: DeserializeOwned>(
        &self,
        call: impl Fn() -> Call,
        ids: &[I],
        text: impl Fn(&I) -> &str,
    ) -> Result<Vec<I>, Error> {
        let mut there = Vec::with_capacity(ids.len());
        for some in ids.chunks(AT_ONCE) {
            let size = u32::try_from(AT_ONCE).expect("it is a small constant");
            let call = some.iter().fold(call().page(1, size), |call, id| call.query("id", text(id)));
            let Answer { value, .. } = self.read::<Listing<Reference<I>>>(call).await?;
            there.extend(value.page(1).items.into_iter().map(|r| r.id));
        }
        Ok(there)
    }
}
