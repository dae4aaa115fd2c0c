//! Identifiers of the practice tenant: version 8 UUIDs that look random, follow from seed, kind and number, and can be
//! read back, so that no index from id to row has to be kept for a million people.

use uuid::Uuid;

/// What an identifier names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A person.
    User = 1,
    /// A group.
    Group,
    /// A role.
    Role,
    /// A division.
    Division,
    /// A queue.
    Queue,
    /// A routing skill.
    Skill,
    /// A routing language.
    Language,
    /// A station.
    Station,
    /// A presence definition.
    Presence,
    /// An OAuth client.
    Client,
    /// A conversation kept as a row of its own.
    Conversation,
    /// A conversation of the past, computed from the person it belongs to.
    History,
    /// A participant of a conversation.
    Participant,
    /// The organisation.
    Organization,
    /// An entry of the audit log.
    Audit,
    /// A background job.
    Job,
    /// The context of one answer, quoted as correlation id.
    Context,
    /// A communication (one call, e-mail or chat within a participant).
    Communication,
    /// A site or location.
    Site,
}

const HALF: u64 = (1 << 30) - 1;

/// A well mixed 64-bit value (splitmix64's finaliser).
pub fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn round(seed: u64, n: u64, half: u64) -> u64 {
    mix(seed ^ (n << 56) ^ half) & HALF
}

/// The identifier of row `number` (below 2^40) of `kind` in the tenant grown from `seed`.
pub fn id(seed: u64, kind: Kind, number: u64) -> Uuid {
    let payload = ((kind as u64) << 54) | ((number & ((1 << 40) - 1)) << 14);
    let (mut left, mut right) = (payload >> 30, payload & HALF);
    for n in 0..6 {
        (left, right) = (right, left ^ round(seed, n, right));
    }
    let block = (left << 30) | right;
    let tag = mix(mix(seed) ^ block);
    let high = u128::from(tag);
    let low = u128::from((block << 2) | (tag & 3));
    let mut value = (high << 64) | (low & 0x3fff_ffff_ffff_ffff);
    value = (value & !(0xf << 76)) | (8 << 76) | (2 << 62);
    Uuid::from_u128(value)
}

/// The row number that `uuid` names, if it is an identifier of this kind grown from this seed.
pub fn number(seed: u64, kind: Kind, uuid: Uuid) -> Option<u64> {
    let block = ((uuid.as_u128() as u64) & 0x3fff_ffff_ffff_ffff) >> 2;
    let (mut left, mut right) = (block >> 30, block & HALF);
    for n in (0..6).rev() {
        (left, right) = (right ^ round(seed, n, left), left);
    }
    let payload = (left << 30) | right;
    let number = (payload >> 14) & ((1 << 40) - 1);
    (payload >> 54 == kind as u64 && id(seed, kind, number) == uuid).then_some(number)
}

/// Whether the text has the form of a UUID with hyphens.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

/// A repeatable source of numbers for one purpose.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice for one purpose and row: the same seed, purpose and row give the same throws.
    pub fn new(seed: u64, purpose: &str, row: u64) -> Self {
        let named = purpose.bytes().fold(seed, |acc, byte| mix(acc ^ u64::from(byte)));
        Self(mix(named ^ mix(row)))
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number from 0 up to, not including, `end`; 0 when `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    /// Whether something of `percent` in a hundred happens.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    /// One of the items; `items` is never empty.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_only_as_what_it_is() {
        for seed in [0, 1, 7, u64::MAX] {
            for n in [0, 1, 2, 255, 65_536, 999_999, (1 << 40) - 1] {
                let made = id(seed, Kind::User, n);
                assert_eq!(number(seed, Kind::User, made), Some(n));
                assert_eq!(number(seed, Kind::Group, made), None);
                assert_eq!(number(seed.wrapping_add(1), Kind::User, made), None);
                assert_eq!(made.get_version_num(), 8);
                assert_eq!(made.get_variant(), uuid::Variant::RFC4122);
            }
        }
    }

    #[test]
    fn a_foreign_uuid_names_nothing() {
        let foreign = Uuid::from_u128(0x1234_5678_9abc_4def_8123_4567_89ab_cdef);
        assert_eq!(number(7, Kind::User, foreign), None);
    }
}
