//! The console as a conversation in lines.

use super::super::talk::{Ears, Signal, run as converse};
use super::desk::FakeDesk;
use super::sample::{JANE, RUN, TOM, jane, person};
use super::*;
use crate::model::{Group, GroupType, RunState};
use tokio::sync::mpsc;

/// A conversation with somebody at a terminal who says these lines, or with a script.
struct Said<'a> {
    lines: &'a [&'a str],
    terminal: bool,
    /// How often Ctrl-C is pressed before anything is said.
    signals: usize,
    /// How often it is pressed while a run is carried out.
    meanwhile: usize,
    arguments: &'a [&'a str],
}

impl Default for Said<'_> {
    fn default() -> Self {
        Self { lines: &[], terminal: true, signals: 0, meanwhile: 0, arguments: &[] }
    }
}

async fn talk(desk: &Arc<FakeDesk>, said: Said<'_>) -> Came {
    use clap::Parser as _;
    let home = tempfile::tempdir().unwrap();
    let cli = Cli::try_parse_from([&["lanyard"], said.arguments].concat()).unwrap();
    let folders = ["config", "data"].map(|name| home.path().join(name).display().to_string());
    let [config, data] = folders;
    let [id, secret, url] = CREDENTIALS;
    let own = [("LANYARD_CONFIG_DIR", config.as_str()), ("LANYARD_DATA_DIR", data.as_str())];
    let environment = Environment::of([id, secret, url, own[0], own[1]]);
    let account = Account { user: "mberger".to_owned(), host: "desk7".to_owned() };
    let ground = Ground::prepare(&cli, &environment, &account).await.unwrap();
    let shown = Shared::default();
    let out = Out::new(Box::new(shown.clone()), Box::new(shown.clone()), false, Paint::default()).watched(true);
    let terminal =
        Terminal { input: said.terminal, output: true, errors: true, kind: "dumb".to_owned(), no_color: false };
    let opener = &FakeOpener(Arc::clone(desk));
    let stop = CancellationToken::new();
    let check_keys = super::check_keys;
    let around = Surroundings { environment, account, terminal, opener, check_keys, out: &out, stop };
    let (signal, signals) = mpsc::channel(8);
    for _ in 0..said.signals {
        signal.try_send(Signal::Interrupt).unwrap();
    }
    if said.meanwhile > 0 {
        *desk.ctrl_c.lock().unwrap() = Some((signal.clone(), said.meanwhile));
    }
    let ears = Ears::of(said.lines, said.terminal, signals);
    let exit = converse(&cli, &ground.settings, &around, ears).await.unwrap();
    let stdout = shown.text();
    for sign in ['\u{1b}', '\r', '\u{8}'] {
        assert!(!stdout.contains(sign), "{sign:?}: {stdout}");
    }
    assert!(!stdout.contains("hush"), "a secret is shown");
    Came { exit, stdout, stderr: String::new() }
}

fn desk(change: impl FnOnce(&mut FakeDesk)) -> Arc<FakeDesk> {
    let mut desk = FakeDesk::default();
    change(&mut desk);
    Arc::new(desk)
}

fn changed(desk: &FakeDesk) -> Vec<String> {
    desk.asked().into_iter().filter(|asked| asked.starts_with("confirm") || asked.starts_with("carry")).collect()
}

/// From the menu to the plan of offboarding Jane.
const TO_THE_PLAN: [&str; 5] = ["1", "jane", "1", "5", ""];

#[tokio::test]
async fn the_greeting_says_where_and_who_and_what_waits() {
    let came = talk(&desk(|_| {}), Said::default()).await;
    assert_eq!(came.exit, Exit::Ok);
    for words in [
        "http://127.0.0.1:9, production. You are mberger.",
        "! 1 run was interrupted: 4 shows it.",
        "  4  Runs: show, resume, retry, pause, cancel\n",
        "Choice> \n",
    ] {
        assert!(came.stdout.contains(words), "{words}: {}", came.stdout);
    }
    assert!(!came.stdout.contains("event of the inbox"), "{}", came.stdout);
}

#[tokio::test]
async fn somebody_is_found_and_offboarded_by_the_very_command() {
    for terminal in [true, false] {
        let desk = desk(|_| {});
        let lines = [&TO_THE_PLAN[..], &["Jane Doe", "left the company", "HR-1", "yes"]].concat();
        let came = talk(&desk, Said { lines: &lines, terminal, ..Said::default() }).await;
        assert_eq!(came.exit, Exit::Ok, "{}", came.stdout);
        assert_eq!(changed(&desk), ["confirm Jane Doe left the company HR-1".to_owned(), format!("carry out {JANE}")]);
        let digest = sample::plan(&jane()).digest();
        let digest = &digest.as_str()[..12];
        let command = format!(
            "This is: lanyard offboard jane.doe@acme.example --yes --reason 'left the company' --ticket HR-1 --expect \
             {digest}\n"
        );
        for words in [
            "1 person of 1 match",
            "  1  Jane Doe  jane.doe@acme.example  active  EMEA  Support\n",
            "This is: lanyard offboard jane.doe@acme.example\n",
            "! warning  2 open calls in Claims",
            "The plan is about Jane Doe <jane.doe@acme.example>.",
            command.as_str(),
            "  + done      state           active -> inactive  1.0 s  proved: read back\n",
            "Access was cut 2.0 s after confirmation; everything was proved by reading back.\n",
        ] {
            assert!(came.stdout.contains(words), "{words}: {}", came.stdout);
        }
        assert_eq!(came.stdout.matches("+ done      state").count(), 1, "each step is told once: {}", came.stdout);
        assert_eq!(came.stdout.contains("type the name or the e-mail address> Jane Doe\n"), !terminal);
    }
}

#[tokio::test]
async fn a_wrong_name_is_refused_and_a_script_that_gives_one_goes_no_further() {
    let lines = [&TO_THE_PLAN[..], &["Jane", "jane doe", "", "JANE.DOE@acme.example", "left", "", "yes"]].concat();
    let typed = desk(|_| {});
    let came = talk(&typed, Said { lines: &lines, ..Said::default() }).await;
    let wrong = "x That is neither the name nor the e-mail address in the plan. Nothing was changed.";
    assert_eq!(came.stdout.matches(wrong).count(), 2, "{}", came.stdout);
    assert_eq!(changed(&typed).len(), 2, "{}", came.stdout);

    let script = desk(|_| {});
    let came = talk(&script, Said { lines: &lines, terminal: false, ..Said::default() }).await;
    assert_eq!(came.exit, Exit::Refused);
    assert!(came.stdout.ends_with("what was sent does not fit what was asked.\n"), "{}", came.stdout);
    assert!(changed(&script).is_empty());
}

#[tokio::test]
async fn whatever_is_not_the_whole_word_changes_nothing() {
    let to_the_word = [&TO_THE_PLAN[..], &["Jane Doe", "left", ""]].concat();
    for last in [&["y", "no"][..], &["back"], &["quit"], &[]] {
        let desk = desk(|_| {});
        let lines = [&to_the_word[..], last].concat();
        let came = talk(&desk, Said { lines: &lines, ..Said::default() }).await;
        assert!(changed(&desk).is_empty(), "{last:?}: {}", came.stdout);
    }
}

#[tokio::test]
async fn the_end_of_the_input_in_a_question_changes_nothing_and_is_said() {
    let to_the_word = [&TO_THE_PLAN[..], &["Jane Doe", "left", ""]].concat();
    for end in 2..=to_the_word.len() {
        let desk = desk(|_| {});
        let came = talk(&desk, Said { lines: &to_the_word[..end], terminal: false, ..Said::default() }).await;
        assert!(changed(&desk).is_empty());
        assert_eq!(desk.asked().last().map(String::as_str), Some("close"));
        let open = came.stdout.ends_with("what was asked about was not done.\n");
        // At a list or a menu nothing was begun.
        assert_eq!(open, end > 3, "{end}: {}", came.stdout);
        assert_eq!(came.exit, if open { Exit::Usage } else { Exit::Ok });
    }
}

#[tokio::test]
async fn a_blocked_plan_asks_for_nothing() {
    let desk = desk(|d| d.blocked = true);
    let lines = [&TO_THE_PLAN[..], &["back", "back", "quit", "yes"]].concat();
    let came = talk(&desk, Said { lines: &lines, ..Said::default() }).await;
    assert!(came.stdout.contains("The plan is blocked; deal with the blockers first."), "{}", came.stdout);
    assert!(!came.stdout.contains("To go on"), "{}", came.stdout);
    assert!(changed(&desk).is_empty());
}

#[tokio::test]
async fn a_session_that_is_read_only_says_so_and_refuses_with_the_reason() {
    let desk = desk(|_| {});
    let lines = [&TO_THE_PLAN[..], &["back", "back", "4", "2", "1", "2", "back", "back", "7", "5", "hr"]].concat();
    let came = talk(&desk, Said { lines: &lines, arguments: &["--read-only"], ..Said::default() }).await;
    let why = "this session is read-only (flag --read-only)";
    assert!(came.stdout.contains(&format!("! Nothing can be changed: {why}.")), "{}", came.stdout);
    assert_eq!(came.stdout.matches(&format!("x {why}\n")).count(), 3, "{}", came.stdout);
    let writes = |asked: &&String| ["confirm", "carry", "resume", "resend"].iter().any(|word| asked.starts_with(word));
    assert_eq!(desk.asked().iter().find(writes), None);
    for command in [
        &format!("offboard {JANE} --yes --reason left --read-only"),
        "runs resume --all --read-only",
        "notices replay --all --target hr --read-only",
        "serve --read-only",
    ] {
        let desk = Arc::new(FakeDesk::default());
        let came = ask(&desk, command).await;
        assert_eq!(came.exit, Exit::Refused, "{command}: {}", came.stderr);
        assert!(came.stderr.contains(why), "{}", came.stderr);
        assert!(desk.asked().is_empty());
    }
    let plan = ask(&desk, &format!("offboard {JANE} --read-only")).await;
    assert_eq!(plan.exit, Exit::Ok, "a plan changes nothing: {}", plan.stderr);
}

#[tokio::test]
async fn ctrl_c_says_how_to_leave_and_then_leaves() {
    let once = talk(&desk(|_| {}), Said { signals: 1, lines: &["quit", "yes"], ..Said::default() }).await;
    assert_eq!(once.stdout.matches("! Ctrl-C once more leaves, and so does `quit`.").count(), 1);
    let twice = desk(|_| {});
    let came = talk(&twice, Said { signals: 2, lines: &["1", "jane"], ..Said::default() }).await;
    assert_eq!(came.exit, Exit::Ok);
    assert_eq!(twice.asked().iter().filter(|asked| asked.starts_with("find")).count(), 0, "{:?}", twice.asked());
    assert_eq!(twice.asked().last().map(String::as_str), Some("close"));
}

#[tokio::test]
async fn ctrl_c_while_a_run_is_carried_out_stops_it_after_its_step_and_twice_lets_it_go() {
    let lines = [&TO_THE_PLAN[..], &["Jane Doe", "left", "", "yes"]].concat();
    let once = desk(|d| d.state = RunState::Paused);
    let came = talk(&once, Said { lines: &lines, meanwhile: 1, terminal: false, ..Said::default() }).await;
    assert!(came.stdout.contains("! stopping after the current step; once more stops at once\n"), "{}", came.stdout);
    assert!(came.stdout.contains(" was stopped: "), "{}", came.stdout);
    assert!(came.stdout.ends_with("or `help`)\nChoice> \n"), "the conversation goes on: {}", came.stdout);
    assert_eq!(came.exit, Exit::Interrupted);
    assert_eq!(once.asked().last().map(String::as_str), Some("close"));

    let twice = desk(|_| {});
    let came = talk(&twice, Said { lines: &lines, meanwhile: 2, ..Said::default() }).await;
    assert_eq!(came.exit, Exit::Interrupted);
    assert!(came.stdout.ends_with("once more stops at once\n"), "{}", came.stdout);
    assert_ne!(twice.asked().last().map(String::as_str), Some("close"), "nothing is waited for");
}

#[tokio::test]
async fn leaving_asks_while_something_runs_elsewhere() {
    let running = desk(|d| d.runs = vec![sample::summary(RUN, RunState::Running, false)]);
    let came = talk(&running, Said { lines: &["quit", "maybe", "no", "quit", "yes"], ..Said::default() }).await;
    assert_eq!(came.stdout.matches("1 run is under way in another session or service").count(), 2, "{}", came.stdout);
    let idle = desk(|d| d.runs.clear());
    let came = talk(&idle, Said { lines: &["quit"], ..Said::default() }).await;
    assert!(came.stdout.ends_with("Choice> "), "{}", came.stdout);
}

#[tokio::test]
async fn numbers_that_are_no_choice_are_refused_with_the_reason_and_help_says_what_fits() {
    let came =
        talk(&desk(|_| {}), Said { lines: &["0", "13", "jane", "help", "1", "?", "back"], ..Said::default() }).await;
    for words in [
        "x There is no 0: the choices are 1 to 12.",
        "x There is no 13: the choices are 1 to 12.",
        "x Say a number from 1 to 12, `back`, `help` or `quit`.",
        "Say a part of the name or of the address, or an id. `back` leaves a question",
    ] {
        assert!(came.stdout.contains(words), "{words}: {}", came.stdout);
    }
    let script = talk(&desk(|_| {}), Said { lines: &["13", "1"], terminal: false, ..Said::default() }).await;
    assert_eq!(script.exit, Exit::Usage);
}

#[tokio::test]
async fn long_lists_come_in_pages() {
    let desk = desk(|d| d.people = (1..=12).map(|n| person(&format!("p{n}"), &format!("Pat {n:02}"), "")).collect());
    let lines = ["1", "pat", "12", "more", "more", "12", "back"];
    let came = talk(&desk, Said { lines: &lines, ..Said::default() }).await;
    for words in [
        "10 of 12 rows were told; `more` tells the next.",
        "x There is no 12: the choices are 1 to 10.",
        " 12  Pat 12",
        "These are all.",
        "\nPat 12\n  1  What they have",
    ] {
        assert!(came.stdout.contains(words), "{words}: {}", came.stdout);
    }
}

#[tokio::test]
async fn many_are_confirmed_by_their_number() {
    let desk = desk(|d| d.people.push(person(TOM, "Tom Hale", "tom.hale@acme.example")));
    let lines =
        ["3", "3", "jane", "1", "yes", "tom", "1", "no", "", "1", "2", "left", "", "", "yes", "back", "quit", "yes"];
    let came = talk(&desk, Said { lines: &lines, ..Said::default() }).await;
    assert!(came.stdout.contains("x That is not their number. Nothing was changed."), "{}", came.stdout);
    let command =
        "This is: lanyard offboard jane.doe@acme.example tom.hale@acme.example --yes --reason left --exactly 2";
    assert!(came.stdout.contains(command), "{}", came.stdout);
    assert!(desk.asked().contains(&"confirm 2 as 2 named left ".to_owned()), "{:?}", desk.asked());
    assert!(came.stdout.contains("2 offboarded, 0 not."), "{}", came.stdout);
}

#[tokio::test]
async fn every_answer_leads_to_a_command() {
    let night = Group {
        id: super::tenant::NIGHT.into(),
        name: "Night shift".into(),
        kind: GroupType::Official,
        member_count: 1,
        owners: Vec::new(),
        roles_enabled: true,
        version: 1,
    };
    let id = super::tenant::NIGHT;
    for (lines, command) in [
        (&["4", "2", "1", "1"][..], format!("runs show {RUN}")),
        (&["4", "1", "1", "2", "yes"], format!("runs resume {RUN}")),
        (&["4", "2", "1", "3", "yes"], format!("runs retry {RUN}")),
        (&["4", "2", "1", "4", "yes"], format!("runs pause {RUN}")),
        (&["4", "2", "1", "5", "yes"], format!("runs cancel {RUN}")),
        (&["4", "2", "1", "6", "state, groups"], format!("restore {RUN} --only state,groups")),
        (&["4", "3"], "runs list --planned --limit 1000".to_owned()),
        (&["4", "4", "yes"], "runs resume --all".to_owned()),
        (&["4", "5", "yes"], "runs due".to_owned()),
        (&["5"], "batches list --limit 1000".to_owned()),
        (&["6", "1"], "inbox list --limit 1000".to_owned()),
        (&["6", "3"], "inbox quarantine --limit 1000".to_owned()),
        (&["7", "2", "1", "1"], format!("notices show msg_{:032x}", 0xa1)),
        (&["7", "1", "2", "2", "yes"], format!("notices replay msg_{:032x}", 0xa2)),
        (&["7", "5", "hr", "yes"], "notices replay --all --target hr".to_owned()),
        (&["8", "", "no"], "changes".to_owned()),
        (&["8", "3d", "yes"], "changes --since 3d --others".to_owned()),
        (&["9", "1", "jane refused", "", "2"], "audit show 2".to_owned()),
        (&["9", "2", "x", "3"], "audit show 3".to_owned()),
        (&["9", "3"], "audit verify".to_owned()),
        (&["9", "4", "2", "", "", ""], "audit export --format csv".to_owned()),
        (&["10", "1", "queue", "routing:queue:view", ""], "who-can routing:queue:view".to_owned()),
        (&["10", "2", "3", "Agent", "3", "Lead", ""], "compare role:Agent role:Lead".to_owned()),
        (&["10", "3", "5", "", "1", "no"], format!("what-if --delete-group {id}")),
        (&["10", "4"], "power".to_owned()),
        (&["11"], "doctor".to_owned()),
        (&["12", "1"], "config show".to_owned()),
        (&["12", "2"], "config path".to_owned()),
        (&["12", "3", "4"], "recipes show keep-inactive --job provision".to_owned()),
        (&["1", "jane", "1", "1", "queue"], "access jane.doe@acme.example --permission queue".to_owned()),
        (
            &["1", "jane", "1", "3", "routing:queue:delete", "EMEA"],
            "access jane.doe@acme.example --why-not routing:queue:delete --division EMEA".to_owned(),
        ),
        (&["1", "jane", "1", "6", ""], "restore jane.doe@acme.example".to_owned()),
        (&["2", "night", "1", "2", ""], format!("access group:{id}")),
        (&["2", "", "1", "4"], format!("remove-group {id}")),
        (&["3", "2", "", "1", "keep-inactive"], format!("offboard --group {id} --recipe keep-inactive")),
    ] {
        let desk = desk(|d| {
            d.groups = vec![night.clone()];
            d.whole = Some(super::tenant::whole());
        });
        let came = talk(&desk, Said { lines, ..Said::default() }).await;
        assert!(came.stdout.contains(&format!("This is: lanyard {command}\n")), "{command}: {}", came.stdout);
    }
}

#[tokio::test]
async fn a_recipe_that_is_chosen_is_the_one_that_is_planned_by() {
    let desk = desk(|_| {});
    let lines = ["1", "jane", "1", "5", "no-such", "keep-inactive"];
    let came = talk(&desk, Said { lines: &lines, ..Said::default() }).await;
    assert!(came.stdout.contains("x There is no recipe no-such. The recipes are standard-leaver, keep-inactive."));
    assert!(desk.asked().contains(&format!("plan {JANE} keep-inactive")), "{:?}", desk.asked());
}

#[tokio::test]
async fn a_member_of_a_group_leads_to_the_person() {
    let group = Group {
        id: super::tenant::NIGHT.into(),
        name: "Night shift".into(),
        kind: GroupType::Official,
        member_count: 1,
        owners: Vec::new(),
        roles_enabled: true,
        version: 1,
    };
    let desk = desk(|d| d.groups = vec![group]);
    let came = talk(&desk, Said { lines: &["2", "", "1", "1", "1"], ..Said::default() }).await;
    assert!(came.stdout.contains("  1  Jane Doe  jane.doe@acme.example\n"), "{}", came.stdout);
}

#[tokio::test]
async fn what_a_script_types_moves_no_cursor() {
    let hostile = "\u{1b}[31mjane\u{8}\u{202e}";
    for lines in [&["1", hostile][..], &["4", "2", hostile, "1"], &["6", "1", hostile], &[hostile]] {
        let came = talk(&desk(|_| {}), Said { lines, terminal: false, ..Said::default() }).await;
        assert!(came.stdout.contains("⟨U+001B⟩"), "{}", came.stdout);
    }
}
