//! Grants: who has which role in which division, directly or through a group.

use super::wire::{Named, date};
use crate::genesys::{Answer, Call, Client, Error, Repeat};
use crate::model::{DisplayText, DivisionId, Grant, GrantSource, GroupId, RoleId, Timestamp, UserId};
use serde::Deserialize;
use serde_json::{Value, json};

/// How many people one call gives a role. The interface states no maximum; the vendor's other bulk calls take as many.
pub const SUBJECTS_AT_ONCE: usize = 50;

/// The grants of a subject.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Grants {
    /// One for each role, division and source.
    pub grants: Vec<Grant>,
    /// Rises with every change of the subject's own grants, where the tenant tells it.
    pub version: Option<i64>,
}

/// A role in a division.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GrantPair {
    /// The role.
    pub role: RoleId,
    /// The division, or all.
    pub division: DivisionId,
}

impl From<&Grant> for GrantPair {
    fn from(grant: &Grant) -> Self {
        Self { role: grant.role.clone(), division: grant.division.clone() }
    }
}

#[derive(Deserialize)]
struct Subject {
    grants: Option<Vec<Wire>>,
    version: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    subject_id: Option<String>,
    division: Option<Named<DivisionId>>,
    role: Named<RoleId>,
    #[serde(default, deserialize_with = "date")]
    grant_made_at: Option<Timestamp>,
}

impl Subject {
    fn grants(self, holder: &str, source: impl Fn(&str) -> GrantSource) -> Grants {
        let grant = |wire: Wire| {
            let (division, division_name) = match wire.division {
                Some(d) => (d.id, d.name.unwrap_or_default()),
                None => (DivisionId::new(DivisionId::ALL), DisplayText::default()),
            };
            Grant {
                holder: UserId::new(holder),
                // An entry that does not say whose it is belongs to the subject that was asked for.
                source: source(wire.subject_id.as_deref().unwrap_or(holder)),
                role: wire.role.id,
                role_name: wire.role.name.unwrap_or_default(),
                division_name: if division.is_all() { "all".into() } else { division_name },
                division,
                granted_at: wire.grant_made_at,
            }
        };
        Grants { version: self.version, grants: self.grants.unwrap_or_default().into_iter().map(grant).collect() }
    }
}

fn pairs(grants: &[GrantPair]) -> Value {
    let list: Vec<Value> = grants.iter().map(|g| json!({"roleId": g.role, "divisionId": g.division})).collect();
    json!({ "grants": list })
}

impl Client {
    async fn subject(&self, id: &str) -> Result<Answer<Subject>, Error> {
        // Without `includeDuplicates` a role that comes twice shows only one of its sources.
        let call = Call::new("GET /api/v2/authorization/subjects/{subjectId}", &[id]).query("includeDuplicates", true);
        self.read(call).await
    }

    /// Every grant that a person has, with every source.
    pub async fn user_grants(&self, id: &UserId) -> Result<Answer<Grants>, Error> {
        let own = |subject: &str| match subject == id.as_str() {
            true => GrantSource::Direct,
            false => GrantSource::Group(GroupId::new(subject)),
        };
        Ok(self.subject(id.as_str()).await?.map(|s| s.grants(id.as_str(), own)))
    }

    /// The grants that a group has and gives to its members. Each has the group as its source; the holder is the group's
    /// id too, as there is no single person.
    pub async fn group_grants(&self, id: &GroupId) -> Result<Answer<Grants>, Error> {
        let of_group = |subject: &str| GrantSource::Group(GroupId::new(subject));
        Ok(self.subject(id.as_str()).await?.map(|s| s.grants(id.as_str(), of_group)))
    }

    /// Gives a person grants of their own. It fails as a whole when one of the roles or divisions is gone.
    pub async fn add_grants(&self, id: &UserId, grants: &[GrantPair]) -> Result<Answer<()>, Error> {
        let call = Call::new("POST /api/v2/authorization/subjects/{subjectId}/bulkadd", &[id.as_str()])
            .query("subjectType", "PC_USER")
            .body(pairs(grants))
            // Giving what is there already changes nothing more.
            .repeat(Repeat::Safe);
        self.done(call).await
    }

    /// Gives up to [`SUBJECTS_AT_ONCE`] people a role in these divisions.
    pub async fn grant_role(
        &self,
        role: &RoleId,
        people: &[UserId],
        divisions: &[DivisionId],
    ) -> Result<Answer<()>, Error> {
        let call = Call::new("POST /api/v2/authorization/roles/{roleId}", &[role.as_str()])
            .query("subjectType", "PC_USER")
            .body(json!({"subjectIds": people, "divisionIds": divisions}))
            // Giving what is there already changes nothing more.
            .repeat(Repeat::Safe);
        self.done(call).await
    }

    /// Takes roles off a group. It fails as a whole when one of the roles or divisions is gone.
    pub async fn remove_group_grants(&self, id: &GroupId, grants: &[GrantPair]) -> Result<Answer<()>, Error> {
        self.bulk_remove(id.as_str(), grants).await
    }

    /// The grants that a subject has of its own: a person, a group or an OAuth client. Those that a person inherits are
    /// left out.
    pub async fn own_grants(&self, id: &str) -> Result<Answer<Vec<GrantPair>>, Error> {
        Ok(self.subject(id).await?.map(|subject| {
            let grants = subject.grants(id, |from| match from == id {
                true => GrantSource::Direct,
                false => GrantSource::Group(GroupId::new(from)),
            });
            grants.grants.iter().filter(|g| g.source == GrantSource::Direct).map(GrantPair::from).collect()
        }))
    }

    /// Takes a person's own grants away. It fails as a whole when one of the roles or divisions is gone.
    pub async fn remove_grants(&self, id: &UserId, grants: &[GrantPair]) -> Result<Answer<()>, Error> {
        self.bulk_remove(id.as_str(), grants).await
    }

    async fn bulk_remove(&self, subject: &str, grants: &[GrantPair]) -> Result<Answer<()>, Error> {
        let call = Call::new("POST /api/v2/authorization/subjects/{subjectId}/bulkremove", &[subject])
            .body(pairs(grants))
            // Taking away what is gone changes nothing more.
            .repeat(Repeat::Safe);
        self.done(call).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_tells_direct_from_inherited() {
        let subject: Subject = serde_json::from_str(
            r#"{"id":"u","version":3,"grants":[
                {"subjectId":"u","division":{"id":"d","name":"Home"},"role":{"id":"r","name":"Agent"},"grantMadeAt":"2026-01-02T03:04:05.000Z"},
                {"subjectId":"g","division":{"id":"*","name":""},"role":{"id":"r","name":"Agent"}}]}"#,
        )
        .unwrap();
        let source = |s: &str| if s == "u" { GrantSource::Direct } else { GrantSource::Group(s.into()) };
        let read = subject.grants("u", source);
        assert_eq!(read.version, Some(3));
        assert_eq!(read.grants[0].source, GrantSource::Direct);
        assert_eq!(read.grants[1].source, GrantSource::Group("g".into()));
        assert_eq!(read.grants[1].division_name.as_str(), "all");
        assert!(read.grants[0].granted_at.is_some());
    }
}
