use super::person;
use crate::directory::{Lookup, Unresolved, Who, resolve};
use crate::model::{Changed, ExternalId, Fault, Person, UserId, UserState};
use UserState::{Active, Deleted, Inactive};

struct Fake(Vec<Person>);

impl Lookup for Fake {
    async fn by_id(&self, id: &UserId) -> Result<Option<Person>, Fault> {
        Ok(self.0.iter().find(|p| p.id == *id).cloned())
    }

    async fn by_email(&self, address: &str) -> Result<Vec<Person>, Fault> {
        let address = address.to_lowercase();
        Ok(self.0.iter().filter(|p| p.email.as_str().to_lowercase().contains(&address)).cloned().collect())
    }

    async fn by_external(&self, id: &ExternalId) -> Result<Option<Person>, Fault> {
        Ok((id.authority.as_str() == "HR" && id.key.as_str() == "4711").then(|| self.0[0].clone()))
    }

    async fn by_name(&self, name: &str) -> Result<Vec<Person>, Fault> {
        Ok(self.0.iter().filter(|p| p.name.as_str().contains(name)).cloned().collect())
    }
}

fn people() -> Fake {
    Fake(vec![
        person(0, "Jan Jansen", "jan@example.com", Active),
        person(1, "Jan Jansen", "Jan@Example.com", Deleted),
        person(2, "Marjan", "marjan@example.com", Inactive),
        person(3, "Ann", "ann@example.com", Deleted),
        person(4, "Bo", "bo@example.com", Active),
        person(5, "Bo", "bo@example.com", Inactive),
        person(6, "No Mail", "", Active),
    ])
}

async fn number(text: &str) -> Result<usize, Unresolved> {
    let people = people();
    resolve(&people, text).await.map(|found| people.0.iter().position(|p| p.id == found.id).unwrap())
}

#[test]
fn what_was_typed_is_told_by_its_form() {
    let uuid = "0A0B0C0D-0000-4000-8000-00000000000a";
    assert_eq!(Who::parse(uuid), Some(Who::Id(uuid.to_lowercase().into())));
    assert_eq!(Who::parse(" a@b "), Some(Who::Email("a@b".into())));
    assert_eq!(
        Who::parse("HR: 47:11"),
        Some(Who::External(ExternalId { authority: "HR".into(), key: "47:11".into() }))
    );
    assert_eq!(Who::parse("  "), None);
    for name in ["Jan", "@b", "a@", "Jan <a@b>", ":key", "HR:", "0a0b0c0d00004000800000000000000a"] {
        assert_eq!(Who::parse(name), Some(Who::Name(name.into())), "{name}");
    }
}

#[tokio::test]
async fn one_person_is_found_by_id_address_and_external_id() {
    let id = people().0[2].id.to_string();
    assert_eq!(number(&id).await, Ok(2));
    assert_eq!(number(&id.to_uppercase()).await, Ok(2));
    assert_eq!(number("HR:4711").await, Ok(0));
    assert_eq!(number("MARJAN@example.com").await, Ok(2));
    assert_eq!(number("jan@example.com").await, Ok(0), "not Marjan, who contains it, nor the deleted one");
    assert_eq!(number("ann@example.com").await, Ok(3));
}

#[tokio::test]
async fn nobody_fits() {
    for who in
        ["x@example.com", "example.com@example.com", "HR:4712", "hr:4711", "0a0b0c0d-0000-4000-8000-0000000000ff"]
    {
        let error = number(who).await.unwrap_err();
        assert!(matches!(&error, Unresolved::Unknown(_)), "{who}");
        assert_eq!(error.to_string(), format!("no person {who}"));
        assert!(!error.remedy().is_empty());
    }
    assert_eq!(number("").await, Err(Unresolved::Nobody));
}

#[tokio::test]
async fn several_fit() {
    let error = number("bo@example.com").await.unwrap_err();
    let people = people();
    let (a, b) = (&people.0[4].id, &people.0[5].id);
    assert_eq!(
        error.to_string(),
        format!(
            "2 people have the address bo@example.com: {a}  bo@example.com  active  Bo; {b}  bo@example.com  inactive  Bo"
        )
    );
    let fault = Fault::from(error);
    assert_eq!((fault.changed, fault.remedy.as_str()), (Changed::No, "Write the id of the one who is meant."));
}

#[tokio::test]
async fn a_name_is_never_enough() {
    let error = number("Ann").await.unwrap_err();
    assert_eq!(error.candidates().len(), 1);
    assert!(error.to_string().starts_with("Ann is not an e-mail address, an id or an external id: "));
    assert!(error.remedy().as_str().starts_with("Write the e-mail address or the id"));
    assert!(number("Mail").await.unwrap_err().to_string().contains("no e-mail"));

    let many = Fake((0..9).map(|n| person(n, "Jan", "", Active)).collect());
    let error = resolve(&many, "Jan").await.unwrap_err();
    assert_eq!(error.candidates().len(), 5);
    assert!(error.to_string().ends_with("; and 4 more"));

    let error = resolve(&many, "Nobody\u{202e}").await.unwrap_err();
    assert!(error.remedy().as_str().starts_with("Nobody is called so."));
    assert!(error.to_string().contains("⟨U+202E⟩"));
}
