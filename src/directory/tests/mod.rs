mod compact;
mod fake;
mod grants;
mod refresh;
mod search;
mod slow;
mod tenant;

use crate::model::{Person, Timestamp, UserState};

fn person(n: usize, name: &str, email: &str, state: UserState) -> Person {
    // Spread over all digits, as real ids are.
    let mixed = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let id = format!("{:08x}-0000-4000-8000-{:012x}", mixed >> 32, n);
    Person {
        id: id.into(),
        name: name.into(),
        email: email.into(),
        state,
        version: 1,
        division: None,
        department: "".into(),
        title: "".into(),
        manager: None,
        last_login: None,
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}
