//! A snapshot as bytes for the store, small and quick to read at the start.
//!
//! `LYDR`, the version of the form, then one zstd frame with a checksum. Within: the length of a JSON object and the
//! object (everything but people and holdings), the number of distinct labels and the labels (departments, titles,
//! divisions and managers, of which there are few), the number of people and one record for each, then the holdings.
//! JSON for the people as well took several times as long to read.

use super::compact_holdings::{holdings, put_holdings};
use super::snapshot::{ReadTimes, Snapshot};
use super::varint::{Reader, put_number, put_signed, put_text};
use crate::model::{
    Catalogue, DisplayText, Division, DivisionId, Group, Licence, Person, Queue, Role, Timestamp, UserId, UserState,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;

const MAGIC: &[u8; 4] = b"LYDR";
const VERSION: u8 = 2;
/// What a snapshot may take unpacked, in bytes; above it, the file is not one of ours.
const LARGEST: u64 = 4 << 30;

/// Why bytes are not a snapshot. The remedy is always to read the directory anew.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// They are something else.
    #[error("these bytes are not a directory snapshot")]
    NotASnapshot,
    /// They were written by another version of the program.
    #[error("the directory snapshot has form {0}, this program reads form {VERSION}")]
    OtherVersion(u8),
    /// They were a snapshot once.
    #[error("the directory snapshot is damaged: {0}")]
    Damaged(&'static str),
}

/// Everything but people and holdings.
#[derive(Serialize, Deserialize)]
struct Rest {
    organization: DisplayText,
    groups: Vec<Group>,
    roles: Vec<Role>,
    divisions: Vec<Division>,
    queues: Vec<Queue>,
    catalogue: Catalogue,
    licences: Vec<Licence>,
    read: ReadTimes,
}

#[derive(Serialize)]
struct RestRef<'a> {
    organization: &'a DisplayText,
    groups: &'a [Group],
    roles: &'a [Role],
    divisions: &'a [Division],
    queues: &'a [Queue],
    catalogue: &'a Catalogue,
    licences: &'a [Licence],
    read: &'a ReadTimes,
}

/// Writes the snapshot; the same snapshot gives the same bytes.
///
/// # Errors
/// When memory for the compression cannot be had.
pub fn encode(snapshot: &Snapshot) -> std::io::Result<Vec<u8>> {
    let rest = RestRef {
        organization: &snapshot.organization,
        groups: &snapshot.groups,
        roles: &snapshot.roles,
        divisions: &snapshot.divisions,
        queues: &snapshot.queues,
        catalogue: &snapshot.catalogue,
        licences: &snapshot.licences,
        read: &snapshot.read,
    };
    let mut plain = Vec::with_capacity(128 * snapshot.people.len() + 8 * snapshot.holdings.grants.len() + 4096);
    put_text(&mut plain, &serde_json::to_string(&rest)?);
    put_people(&mut plain, &snapshot.people);
    put_holdings(&mut plain, &snapshot.holdings, &snapshot.people);

    let mut bytes = MAGIC.to_vec();
    bytes.push(VERSION);
    let mut frame = zstd::stream::write::Encoder::new(bytes, 3)?;
    frame.include_checksum(true)?;
    std::io::copy(&mut plain.as_slice(), &mut frame)?;
    frame.finish()
}

/// Reads what [`encode`] wrote; other people's text is cleaned again.
///
/// # Errors
/// When the bytes are not a whole snapshot of this form.
pub fn decode(bytes: &[u8]) -> Result<Snapshot, DecodeError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(DecodeError::NotASnapshot)?;
    let (&version, frame) = rest.split_first().ok_or(DecodeError::NotASnapshot)?;
    if version != VERSION {
        return Err(DecodeError::OtherVersion(version));
    }
    let mut plain = Vec::new();
    zstd::stream::read::Decoder::new(frame)
        .and_then(|frame| frame.take(LARGEST).read_to_end(&mut plain))
        .map_err(|_| DecodeError::Damaged("it cannot be unpacked"))?;

    let mut reader = Reader::new(&plain);
    let json = reader.text().ok_or(DecodeError::Damaged("its head is cut off"))?;
    let rest: Rest = serde_json::from_str(json).map_err(|_| DecodeError::Damaged("its head cannot be read"))?;
    let people = people(&mut reader).ok_or(DecodeError::Damaged("its people cannot be read"))?;
    let holdings = holdings(&mut reader, &people).ok_or(DecodeError::Damaged("its holdings cannot be read"))?;
    if !reader.is_at_end() {
        return Err(DecodeError::Damaged("something follows its holdings"));
    }
    Ok(Snapshot {
        organization: rest.organization,
        people,
        groups: rest.groups,
        roles: rest.roles,
        divisions: rest.divisions,
        queues: rest.queues,
        catalogue: rest.catalogue,
        licences: rest.licences,
        holdings,
        read: rest.read,
    })
}

fn put_people(into: &mut Vec<u8>, people: &[Person]) {
    let mut places: HashMap<&str, u64> = HashMap::new();
    let mut labels: Vec<&str> = Vec::new();
    for label in people.iter().flat_map(labels_of).flatten() {
        places.entry(label).or_insert_with(|| {
            labels.push(label);
            labels.len() as u64
        });
    }
    put_number(into, labels.len() as u64);
    labels.iter().for_each(|label| put_text(into, label));

    put_number(into, people.len() as u64);
    for person in people {
        put_text(into, person.id.as_str());
        put_text(into, person.name.as_str());
        put_text(into, person.email.as_str());
        into.push(match person.state {
            UserState::Active => 0,
            UserState::Inactive => 1,
            UserState::Deleted => 2,
        });
        put_signed(into, person.version);
        for label in labels_of(person) {
            put_number(into, label.map_or(0, |label| places[label]));
        }
        match person.last_login {
            None => into.push(0),
            Some(at) => {
                into.push(1);
                put_signed(into, at.as_second());
                put_signed(into, i64::from(at.subsec_nanosecond()));
            }
        }
    }
}

/// What many people share, in the order in which it is written.
fn labels_of(person: &Person) -> [Option<&str>; 4] {
    [
        person.division.as_ref().map(DivisionId::as_str),
        person.manager.as_ref().map(UserId::as_str),
        Some(person.department.as_str()),
        Some(person.title.as_str()),
    ]
}

/// A label in the types in which people hold it; people with the same label share its memory.
struct Label {
    text: DisplayText,
    division: DivisionId,
    user: UserId,
}

fn people(reader: &mut Reader<'_>) -> Option<Vec<Person>> {
    let count = reader.size()?;
    let mut labels = Vec::with_capacity(count.min(reader.left()));
    for _ in 0..count {
        let text = reader.text()?;
        let shared: Arc<str> = text.into();
        labels.push(Label {
            text: DisplayText::new(text),
            division: DivisionId::new(Arc::clone(&shared)),
            user: UserId::new(shared),
        });
    }
    let count = reader.size()?;
    // A record takes more than eight bytes, so a made-up count cannot ask for more memory than the bytes warrant.
    let mut people = Vec::with_capacity(count.min(reader.left() / 8));
    for _ in 0..count {
        people.push(person(reader, &labels)?);
    }
    Some(people)
}

fn person(reader: &mut Reader<'_>, labels: &[Label]) -> Option<Person> {
    let id = UserId::new(reader.text()?);
    let name = DisplayText::new(reader.text()?);
    let email = DisplayText::new(reader.text()?);
    let state = match reader.number()? {
        0 => UserState::Active,
        1 => UserState::Inactive,
        2 => UserState::Deleted,
        _ => return None,
    };
    let version = reader.signed()?;
    let mut label = || match reader.size()? {
        0 => Some(None),
        at => Some(Some(labels.get(at - 1)?)),
    };
    let (division, manager, department, title) = (label()?, label()?, label()?, label()?);
    let last_login = match reader.number()? {
        0 => None,
        1 => Some(Timestamp::new(reader.signed()?, i32::try_from(reader.signed()?).ok()?).ok()?),
        _ => return None,
    };
    Some(Person {
        id,
        name,
        email,
        state,
        version,
        division: division.map(|label| label.division.clone()),
        department: department.map(|label| label.text.clone()).unwrap_or_default(),
        title: title.map(|label| label.text.clone()).unwrap_or_default(),
        manager: manager.map(|label| label.user.clone()),
        last_login,
    })
}
