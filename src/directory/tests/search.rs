use super::{person, slow};
use crate::directory::{Filter, Found, Index, Session, Snapshot, fold};
use crate::model::{Person, UserState};
use proptest::prelude::*;
use std::sync::Arc;

fn index(people: Vec<Person>) -> Index {
    Index::new(Arc::new(Snapshot { people, ..Snapshot::default() }))
}

fn named(names: &[&str]) -> Index {
    let one = |(n, name): (usize, &&str)| person(n, name, &format!("p{n}@example.com"), UserState::Active);
    index(names.iter().enumerate().map(one).collect())
}

fn find(index: &Index, query: &str) -> Found {
    index.search(&mut Session::new(1), query, Filter::All, 100)
}

fn names<'a>(index: &'a Index, found: &Found) -> Vec<&'a str> {
    found.hits.iter().map(|hit| index.snapshot().people[hit.person].name.as_str()).collect()
}

fn marked(index: &Index, query: &str) -> Vec<String> {
    let hit = |hit: &crate::directory::FoundPerson| {
        let name = index.snapshot().people[hit.person].name.as_str();
        let mark =
            |(at, c): (usize, char)| if hit.matched.contains(&(at as u32)) { format!("[{c}]") } else { c.into() };
        name.chars().enumerate().map(mark).collect::<String>().replace("][", "")
    };
    find(index, query).hits.iter().map(hit).collect()
}

#[test]
fn case_and_accents_fold_and_whole_and_initial_matches_come_first() {
    let index = named(&["Ján Kováč", "Jan", "Bejan Janus", "Marjan", "Judas Anders", "Jan Jansen", "Ann"]);
    let expected = ["Jan", "Jan Jansen", "Ján Kováč", "Bejan Janus", "Marjan", "Judas Anders"];
    assert_eq!(names(&index, &find(&index, "jan")), expected);
    assert_eq!(names(&index, &find(&index, "kovac j")), ["Ján Kováč"]);
    assert_eq!(
        names(&index, &find(&index, "jan jan")),
        ["Jan Jansen", "Jan", "Ján Kováč", "Bejan Janus", "Marjan", "Judas Anders"]
    );
}

#[test]
fn mixed_case_counts_and_shouting_does_not() {
    let index = named(&["Al McKay", "Al Mckay", "Mckayla"]);
    assert_eq!(names(&index, &find(&index, "McK")), ["Al McKay"]);
    assert_eq!(find(&index, "mck").matched, 3);
    assert_eq!(find(&index, "MCKAY").matched, 3);
    assert_eq!(find(&index, "P1@Example.com").matched, 1, "addresses have no case");
}

#[test]
fn pasted_text_finds_the_person() {
    let index = index(vec![person(1, "Jane Doe", "jane.doe@example.com", UserState::Active)]);
    for query in
        ["Doe, Jane", "Jane Doe <jane.doe@example.com>", "\u{200b}jane\u{a0}doe ", "JANE.DOE@EXAMPLE.COM", "ＪＡＮＥ"]
    {
        assert_eq!(find(&index, query).matched, 1, "{query:?}");
    }
    for (query, matched) in [("@example", 1), ("doe@ex", 1), ("example", 0), ("e.c", 0)] {
        assert_eq!(find(&index, query).matched, matched, "{query:?}");
    }
    let id = index.snapshot().people[0].id.clone();
    assert_eq!(find(&index, id.as_str()).matched, 1);
    assert_eq!(find(&index, &id.as_str()[32..]).matched, 1);
    assert_eq!(index.person(&id).unwrap().name.as_str(), "Jane Doe");
    assert_eq!(index.person(&"nobody".into()), None);
}

#[test]
fn matched_characters_are_those_of_the_shown_name() {
    let index = named(&["Ja\u{301}n Kováč", "Straße", "季 Jan", "Anna Banana"]);
    assert_eq!(marked(&index, "jan k"), ["[Ja\u{301}n] [K]ováč"]);
    assert_eq!(marked(&index, "strass"), ["[Straß]e"]);
    assert_eq!(marked(&index, "季")[0], "[季] Jan");
    assert_eq!(marked(&index, "ban")[0], "Anna [Ban]ana");
    assert_eq!(marked(&index, "annb"), ["[Ann]a [B]anana"]);
    assert_eq!(marked(&index, "p3"), ["Anna Banana"]);

    let titled = |title: &str| Person { title: title.into(), ..person(0, "Anna Gentry", "", UserState::Active) };
    assert_eq!(marked(&super::search::index(vec![titled("")]), "agent"), ["[A]nna [Gent]ry"]);
    assert_eq!(marked(&super::search::index(vec![titled("Agent")]), "agent"), ["Anna Gentry"]);
}

#[test]
fn look_alikes_are_marked_as_twins() {
    let index = named(&["Jan Jansen", "JAN  JÄNSEN", "Jаn Jansen", "Ｊan Jansen", "Jan Janson"]);
    let mut twins: Vec<(usize, bool)> = find(&index, "").hits.iter().map(|hit| (hit.person, hit.twin)).collect();
    twins.sort();
    assert_eq!(twins, [(0, true), (1, true), (2, true), (3, true), (4, false)]);
}

#[test]
fn states_order_and_filter() {
    use UserState::{Active, Deleted, Inactive};
    let states = [Deleted, Inactive, Active];
    let people = states.iter().enumerate().map(|(n, state)| person(n, "Jan", "", *state)).collect();
    let index = index(people);
    let order = |filter| -> Vec<usize> {
        let found = index.search(&mut Session::new(1), "jan", filter, 9);
        assert_eq!(found.total, 3);
        found.hits.iter().map(|hit| hit.person).collect()
    };
    assert_eq!(order(Filter::All), [2, 1, 0]);
    assert_eq!(order(Filter::Active), [2]);
    assert_eq!(order(Filter::Inactive), [1]);
    assert_eq!(order(Filter::Deleted), [0]);
}

#[test]
fn hostile_names_and_queries_are_survived() {
    let long = "ab".repeat(20_000);
    let index = named(&[&long, "", " ", "\u{202e}evil", "\u{301}", "👩‍👩‍👧 Fam", "İSTANBUL", "a⟨b"]);
    for query in ["", " ", ",", "\u{301}", &long, &"x ".repeat(500), "⟨", "evil", "👩", "istanbul", "\0", "a⟨"] {
        let found = find(&index, query);
        assert!(found.matched <= 8 && found.hits.len() == found.matched);
    }
    assert_eq!(find(&index, "\u{202e}evil").matched, 1);
    assert_eq!(find(&Index::new(Arc::default()), "x"), Found::default());
}

#[test]
fn threads_make_no_difference() {
    let first = ["Jan", "Ann", "Li", "Ümit", "Ola", "Zoë", "Eva"];
    let last = ["Smith", "Jansen", "Óg", "Wei", "Kaya"];
    let people = (0..40_000)
        .map(|n| {
            let name = format!("{} {}", first[n * 7 % 31 % 7], last[n * 3 % 17 % 5]);
            person(n, &name, &format!("u{n}@example.com"), UserState::Active)
        })
        .collect();
    let index = index(people);
    let (mut one, mut three) = (Session::new(1), Session::new(3));
    for query in ["n", "na", "nas", "na", "", "u1", "u12", "0000-4", "zo w"] {
        let alone = index.search(&mut one, query, Filter::All, 50);
        assert_eq!(alone, index.search(&mut three, query, Filter::All, 50), "{query}");
    }
}

#[test]
fn of_a_great_many_scattered_matches_the_first_are_scored_whatever_is_shown() {
    // In the order of names; from the 4,000th on they match better, but only 4,096 are looked at so closely.
    let name = |n: usize| format!("A{n:05} {}", if n < 4_000 { "xeb" } else { "a e" });
    let people = (0..10_000).map(|n| person(n, &name(n), "", UserState::Active)).collect();
    let index = index(people);
    let order = |limit| -> Vec<usize> {
        let found = index.search(&mut Session::new(1), "ae", Filter::All, limit);
        assert_eq!(found.matched, 10_000);
        found.hits.iter().map(|hit| hit.person).collect()
    };
    let (some, more, all) = (order(10), order(6_000), order(10_000));
    assert_eq!((some.as_slice(), more.as_slice()), (&all[..10], &all[..6_000]));
    assert_eq!(all, (4_000..4_096).chain(0..4_000).chain(4_096..10_000).collect::<Vec<_>>());
}

#[test]
fn a_session_forgets_what_another_directory_showed() {
    let (a, b) = (named(&["Ann", "Bob"]), named(&["Bob", "Cid", "Dan"]));
    let mut session = Session::new(1);
    assert_eq!(a.search(&mut session, "a", Filter::All, 9).matched, 1);
    drop(a);
    assert_eq!(b.search(&mut session, "ab", Filter::All, 9).matched, 0);
    assert_eq!(b.search(&mut session, "b", Filter::All, 9).matched, 1);
    assert_eq!(b.search(&mut session, "b", Filter::Deleted, 9).matched, 0);
}

fn some_person() -> impl Strategy<Value = (String, String, UserState, String, String)> {
    let part = || {
        prop::sample::select(vec![
            "Jan",
            "Ján",
            "JAN",
            "jansen",
            "Ann",
            "季",
            "李",
            "O'Neill",
            "de la",
            "Ｊan",
            "McKay",
            "Дана",
            "abc",
            "",
            "  ",
            "Ba\u{301}d",
            "⟨",
            "Straße",
            "김철수",
            "n",
            "ja-na",
            "\u{202e}",
        ])
    };
    let name = prop::collection::vec(part(), 0..4).prop_map(|parts| parts.join(" "));
    let email = (prop::collection::vec(part(), 0..3), prop::sample::select(vec!["@example.com", "@jan.org", "", "@"]))
        .prop_map(|(local, domain)| local.join(".") + domain);
    let state = prop::sample::select(vec![UserState::Active, UserState::Inactive, UserState::Deleted]);
    (name, email, state, part().prop_map(str::to_owned), part().prop_map(str::to_owned))
}

fn some_people() -> impl Strategy<Value = Vec<Person>> {
    prop::collection::vec(some_person(), 0..25).prop_map(|all| {
        let one =
            |(n, (name, email, state, department, title)): (usize, (String, String, UserState, String, String))| {
                let mut person = person(n, &name, &email, state);
                (person.department, person.title) = (department.into(), title.into());
                person
            };
        all.into_iter().enumerate().map(one).collect()
    })
}

fn some_query() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "j", "a", "n", "ja", "jan", "Jan", "J", "JA", "á", "季", "o'n", "neil", "mck", "McK", "ab", "abc", "00", "000",
        "-", "@", "e.c", "@e", "n@", "ex", " ", " ", "ss", "ß", "д", "김", ".", "jn", "Jn", "\u{301}", "8000", "b",
        "⟨", ",",
    ]);
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn some_filter() -> impl Strategy<Value = Filter> {
    prop::sample::select(vec![Filter::All, Filter::All, Filter::Active, Filter::Inactive, Filter::Deleted])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn finds_what_a_full_scan_finds(people in some_people(), query in some_query(), filter in some_filter(), limit in 0usize..12) {
        let index = index(people);
        let found = index.search(&mut Session::new(1), &query, filter, limit);
        let got: Vec<usize> = found.hits.iter().map(|hit| hit.person).collect();
        prop_assert_eq!((got, found.matched), slow::search(index.snapshot(), &query, filter, limit));
        for hit in &found.hits {
            let person = &index.snapshot().people[hit.person];
            let length = person.name.as_str().chars().count() as u32;
            prop_assert!(hit.matched.is_sorted_by(|a, b| a < b) && hit.matched.iter().all(|at| *at < length));
            let other = |p: &Person| p.id != person.id && plain(&p.name.to_string()) == plain(&person.name.to_string());
            prop_assert!(hit.twin || !index.snapshot().people.iter().any(other));
        }
    }

    #[test]
    fn typing_finds_what_a_fresh_search_finds(
        people in some_people(), query in some_query(), edits in prop::collection::vec((any::<bool>(), some_query()), 0..12),
        filter in some_filter(),
    ) {
        let index = index(people);
        let mut session = Session::new(1);
        let mut text = String::new();
        let typed = query.chars().map(|c| (false, c.to_string()));
        for (takes_back, more) in typed.chain(edits) {
            if takes_back {
                text.pop();
            } else {
                text.push_str(&more);
            }
            let fresh = index.search(&mut Session::new(1), &text, filter, 10);
            prop_assert_eq!(index.search(&mut session, &text, filter, 10), fresh, "{:?}", text);
        }
    }
}

fn plain(name: &str) -> String {
    let folded = fold::lowered(&fold::folded(name));
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}
