use super::keys::WAYS;
use super::state::{Deed, Left, STEPS, Step, Welcome};
use super::update::{told, update};
use super::view::view;
use crate::backend::setup::{Ask, Done, Known, REGIONS, Told};
use crate::backend::{Check, CheckResult};
use crate::model::{Changed, Fault, SecretPlace, Timestamp};
use crate::tui::action::Key;
use crate::tui::fake::{lines, named, start};
use crate::tui::input::{Input, Timer};
use crate::tui::theme::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use secrecy::ExposeSecret as _;

const ID: &str = "6f0c2f7e-1111-4222-8333-444455556666";
const SECRET: &str = "canary-of-the-guided-screen";

/// Somebody in front of the guided screen.
struct Desk {
    welcome: Welcome,
    now: Timestamp,
    deeds: Vec<Deed>,
}

fn judge(text: &str) -> Result<(), String> {
    if text.starts_with("http") { Ok(()) } else { Err("it does not begin with https://".to_owned()) }
}

impl Desk {
    fn new(width: u16, height: u16) -> Self {
        let welcome = Welcome::new((width, height), Theme::ansi(), &REGIONS, judge);
        Self { welcome, now: start(), deeds: Vec::new() }
    }

    fn input(&mut self, input: Input) -> &mut Self {
        let deeds = update(&mut self.welcome, input, self.now);
        self.deeds.extend(deeds);
        self
    }

    /// Keys by their names; a word that names none is typed.
    fn keys(&mut self, words: &str) -> &mut Self {
        for word in words.split(' ') {
            match named(word) {
                Some(event) => {
                    self.input(Input::Key(event));
                }
                None => {
                    for c in word.chars() {
                        self.input(Input::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
                    }
                }
            }
        }
        self
    }

    fn paste(&mut self, text: &str) -> &mut Self {
        self.input(Input::Paste(text.to_owned()))
    }

    fn told(&mut self, news: Told) -> &mut Self {
        told(&mut self.welcome, news);
        self
    }

    fn know(&mut self, profiles: &[&str], no_keyring: Option<&str>) -> &mut Self {
        self.told(Told::Known(Known {
            profiles: profiles.iter().map(|name| (*name).to_owned()).collect(),
            config_file: "/home/op/.config/lanyard/config.toml".into(),
            no_keyring: no_keyring.map(Into::into),
        }))
    }

    /// To the third step, where id and secret are asked for.
    fn reach_client(&mut self) -> &mut Self {
        self.keys("Enter Enter Enter frankfurt Enter")
    }

    /// To the look, which has been asked for.
    fn reach_look(&mut self) -> &mut Self {
        self.reach_client().paste(ID).keys("Enter").paste(SECRET).keys("Enter Enter")
    }

    fn line(&mut self, result: CheckResult, text: &str, remedy: &str) -> &mut Self {
        let number = self.welcome.look.number;
        let check = Check { name: "permission", result, text: text.into(), remedy: remedy.into() };
        self.told(Told::Line { number, check })
    }

    fn checked(&mut self, signs_in: bool, missing: usize) -> &mut Self {
        let number = self.welcome.look.number;
        self.told(Told::Checked { number, signs_in, missing })
    }

    /// A look that has found something missing.
    fn looked(&mut self) -> &mut Self {
        self.line(CheckResult::Good, "signed in to Acme as lanyard", "");
        self.line(CheckResult::Failed, "routing:skill:assign is missing: offboard and restore need it", "");
        for name in ["directory:user:view", "authorization:role:view", "authorization:grant:view", "routing:queue:view"]
        {
            self.line(CheckResult::Good, name, "");
        }
        self.checked(true, 1)
    }

    fn reach_keep(&mut self) -> &mut Self {
        self.reach_look().looked().keys("Enter")
    }

    fn text(&self) -> String {
        let (width, height) = self.welcome.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| view(&self.welcome, frame)).unwrap();
        let text = lines(terminal.backend().buffer());
        assert!(!text.contains("canary"), "the secret shows:\n{text}");
        text
    }

    fn left(&self) -> Option<&Left> {
        self.deeds.iter().find_map(|deed| if let Deed::Leave(left) = deed { Some(left) } else { None })
    }
}

fn fault() -> Fault {
    Fault {
        text: "the keyring did not answer within 30 s".into(),
        remedy: "unlock the keyring, then try again".into(),
        changed: Changed::No,
        status: None,
        code: None,
        correlation: None,
    }
}

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 36), (200, 50), (60, 15)];

#[test]
fn every_step_at_every_promised_size() {
    for (width, height) in SIZES {
        let look = |step: &str, desk: &Desk| {
            insta::assert_snapshot!(format!("{step}_{width}x{height}"), desk.text());
        };
        let mut desk = Desk::new(width, height);
        desk.know(&[], None);
        look("hello", &desk);
        look("name", desk.keys("Enter"));
        look("place", desk.keys("Enter Enter"));
        look("place_narrowed", desk.keys("germ"));
        look("client", desk.keys("Enter"));
        look("client_filled", desk.paste(ID).keys("Enter").paste(SECRET));
        look("jobs", desk.keys("Enter Down Down Space"));
        look("look_begun", desk.keys("Enter"));
        look("look_missing", desk.looked());
        look("keep", desk.keys("Enter"));
        desk.keys("Enter");
        let done = Done {
            written: vec![
                "The profile production is in /home/op/.config/lanyard/config.toml.".into(),
                "The secret is in the keyring, as production.".into(),
            ],
            to_do: vec!["Unset GENESYS_ENV_URL: what the environment says wins over the profile.".into()],
            opens: true,
        };
        look("done", desk.told(Told::Kept(done)));
    }
}

#[test]
fn every_failure_in_words() {
    for (width, height) in SIZES {
        let look = |step: &str, desk: &Desk| {
            insta::assert_snapshot!(format!("{step}_{width}x{height}"), desk.text());
        };
        let mut desk = Desk::new(width, height);
        desk.know(&["production"], Some("this session has no keyring (no session bus)"));
        desk.keys("Enter");
        look("wrong_taken", &desk);
        desk.paste("a name / with all sorts").keys("Enter");
        look("wrong_name", &desk);
        desk.keys("Ctrl-U production Enter Enter ftp://x Enter");
        look("wrong_address", &desk);
        desk.keys("Ctrl-U zzz Enter");
        look("wrong_region", &desk);
        desk.keys("Ctrl-U dublin Enter 6f0c Enter");
        look("wrong_client", &desk);
        desk.keys("Ctrl-U").paste(ID).keys("Enter Enter");
        look("wrong_no_secret", &desk);
        desk.paste(SECRET).keys("Enter Enter");
        let remedy = "paste the secret again, whole; see that the client is active, and that the region is the \
                      organisation's own: a client of another region is not known here";
        desk.line(CheckResult::Failed, "login.mypurecloud.ie does not take this client id with this secret", remedy);
        desk.checked(false, 0).keys("Enter");
        look("wrong_sign_in", &desk);
        desk.keys("r").looked().keys("Enter Enter");
        look("wrong_exists", &desk);
        desk.keys("Ctrl-X");
        look("writing", &desk);
        desk.told(Told::NotKept(fault()));
        look("wrong_not_kept", &desk);
    }
}

#[test]
fn nothing_is_asked_before_the_operator_asks() {
    let mut desk = Desk::new(80, 24);
    desk.know(&[], None).reach_client().paste(ID).keys("Enter").paste(SECRET).keys("Enter");
    assert!(desk.deeds.is_empty(), "{:?}", desk.deeds);
    desk.keys("Enter");
    let [Deed::Ask(Ask::Check { number: 1, draft })] = desk.deeds.as_slice() else { panic!("{:?}", desk.deeds) };
    assert_eq!((draft.profile.as_str(), draft.address.as_str()), ("production", "eu_central_1"));
    assert_eq!((draft.client_id.as_str(), draft.secret.expose_secret()), (ID, SECRET));
    assert!(!format!("{:?} {:?}", desk.deeds, desk.welcome).contains("canary"));
}

#[test]
fn going_back_keeps_what_was_typed() {
    let mut desk = Desk::new(80, 24);
    desk.know(&[], None).reach_look().looked();
    desk.keys("Esc Esc Esc Esc Esc");
    assert_eq!(desk.welcome.step, Step::Hello);
    assert_eq!(desk.left(), None, "Esc never quits");
    desk.keys("Esc Enter Enter Enter Enter Enter Enter Enter");
    let Some(Deed::Ask(Ask::Check { number, draft })) = desk.deeds.last() else { panic!("{:?}", desk.deeds) };
    assert!(*number > 1);
    assert_eq!((draft.address.as_str(), draft.client_id.as_str()), ("eu_central_1", ID));
    assert_eq!(draft.secret.expose_secret(), SECRET);
}

#[test]
fn what_comes_of_an_older_look_is_dropped() {
    let mut desk = Desk::new(80, 24);
    desk.know(&[], None).reach_look();
    desk.keys("r");
    desk.told(Told::Checked { number: 1, signs_in: true, missing: 0 });
    assert_eq!(desk.welcome.look.over, None);
    desk.keys("Enter");
    assert_eq!(desk.welcome.step, Step::Look, "a look that is not over lets nobody on");
}

#[test]
fn a_hostile_paste_does_no_harm() {
    let mut desk = Desk::new(80, 24);
    desk.know(&[], None).reach_client();
    desk.paste("\x1b]52;c;x\x07\x1b[2J\u{202e}evil\r\n:q\r\n\r\n");
    assert!(desk.welcome.client.id.is_empty(), "what is no client id is not taken, and so not shown");
    desk.keys("Esc Ctrl-U").paste("\x1b]52;c;x\x07\x1b[2J\u{202e}evil.example\r\n:q\r\n\r\n");
    let text = desk.text();
    assert!(!text.contains(['\x1b', '\u{202e}', '\x07']) && text.contains("evil.example"), "{text:?}");
    assert_eq!(desk.welcome.step, Step::Place, "a paste is no key");
    desk.keys("Ctrl-U frankfurt Enter");
    desk.paste(SECRET);
    assert!(desk.text().contains("x What was pasted is no client id; it was not taken."), "{}", desk.text());
    assert!(desk.deeds.is_empty() && desk.welcome.step == Step::Client);
    desk.keys("Ctrl-U").paste(ID).keys("Enter").paste("\x1b[31m\u{7}se\ncret\r\n");
    assert_eq!(desk.welcome.client.secret.secret().expose_secret(), "[31msecret");
    desk.paste(&"x".repeat(100_000));
    assert!(desk.welcome.client.secret.len() <= 1024);
    desk.keys("Ctrl-U");
    assert_eq!(desk.welcome.client.secret.len(), 0);
}

#[test]
fn a_profile_that_is_there_is_replaced_only_by_its_own_key() {
    let mut desk = Desk::new(80, 24);
    desk.know(&["production"], None).reach_keep();
    let before = desk.deeds.len();
    desk.keys("Enter Enter Enter");
    assert_eq!(desk.deeds.len(), before, "Enter replaces nothing");
    desk.keys("Ctrl-X");
    let Some(Deed::Ask(Ask::Keep { place, replace: true, .. })) = desk.deeds.last() else { panic!("{:?}", desk.deeds) };
    assert_eq!(*place, SecretPlace::Keyring);
    desk.keys("Enter Ctrl-X Esc");
    assert_eq!((desk.deeds.len(), desk.welcome.step), (before + 1, Step::Keep), "it is being written, once");
}

#[test]
fn without_a_keyring_a_file_is_offered_and_a_variable_can_be_named() {
    let mut desk = Desk::new(80, 24);
    desk.know(&[], Some("this session has no keyring")).reach_keep();
    assert_eq!(desk.welcome.secret_place(), SecretPlace::File);
    desk.keys("Up Enter");
    assert!(desk.text().contains("x The keyring cannot be used: this session has no keyring."), "{}", desk.text());
    desk.keys("Down Down Ctrl-U 1X Enter");
    assert!(desk.text().contains("x A variable has a name"), "{}", desk.text());
    desk.keys("Ctrl-U ACME_SECRET Enter");
    let Some(Deed::Ask(Ask::Keep { place, replace: false, .. })) = desk.deeds.last() else {
        panic!("{:?}", desk.deeds)
    };
    assert_eq!(*place, SecretPlace::Variable("ACME_SECRET".to_owned()));
}

#[test]
fn each_way_out() {
    let mut desk = Desk::new(80, 24);
    assert_eq!(desk.keys("Down Enter").left(), Some(&Left::Practice));
    assert_eq!(Desk::new(80, 24).keys("Down Down Enter").left(), Some(&Left::Quit));
    assert_eq!(Desk::new(80, 24).keys("q").left(), Some(&Left::Quit));
    assert_eq!(Desk::new(80, 24).input(Input::Terminate).left(), Some(&Left::Quit));

    let mut desk = Desk::new(80, 24);
    desk.keys("Enter q Ctrl-C");
    assert_eq!(desk.left(), None);
    assert!(desk.text().contains("Ctrl-C again quits"));
    desk.keys("x Ctrl-C");
    assert_eq!(desk.left(), None, "another key disarms");
    desk.input(Input::Timer(Timer::Interrupt)).keys("Ctrl-C");
    assert_eq!(desk.left(), None, "it is forgotten after a while");
    assert_eq!(desk.keys("Ctrl-C").left(), Some(&Left::Quit));

    let mut desk = Desk::new(80, 24);
    desk.know(&[], None).reach_keep().keys("Enter");
    desk.told(Told::Kept(Done { opens: true, ..Done::default() }));
    assert_eq!(desk.welcome.client.secret.len(), 0, "nobody needs it here any more");
    assert_eq!(desk.keys("Enter").left(), Some(&Left::Profile("production".to_owned())));
    let mut desk = Desk::new(80, 24);
    desk.know(&[], None).reach_keep().keys("Enter").told(Told::Kept(Done::default()));
    assert_eq!(desk.keys("Enter").left(), Some(&Left::Quit), "what cannot be opened is not");
}

#[test]
fn no_size_brings_it_down() {
    for prepare in [
        |desk: &mut Desk| {
            desk.know(&[], None);
        },
        |desk: &mut Desk| {
            desk.keys("Enter");
        },
        |desk: &mut Desk| {
            desk.keys("Enter Enter Enter 漢字.example");
        },
        |desk: &mut Desk| {
            desk.reach_client().paste(ID);
        },
        |desk: &mut Desk| {
            desk.reach_look().looked();
        },
        |desk: &mut Desk| {
            desk.know(&["production"], Some("x")).reach_keep().keys("Enter");
        },
        |desk: &mut Desk| {
            desk.reach_keep().told(Told::NotKept(fault()));
        },
        |desk: &mut Desk| {
            desk.reach_keep().told(Told::Kept(Done { to_do: vec!["x".into()], ..Done::default() }));
        },
    ] {
        let mut desk = Desk::new(120, 36);
        prepare(&mut desk);
        for width in [0, 1, 7, 30, 59, 60, 61, 79, 80, 99, 120, 200] {
            for height in (0..=60).filter(|h| *h < 18 || [23, 24, 36, 60].contains(h)) {
                desk.input(Input::Resize(width, height));
                let _ = desk.text();
            }
        }
    }
}

#[test]
fn a_terminal_that_is_too_small_takes_no_keys_but_to_quit() {
    let mut desk = Desk::new(50, 10);
    assert!(desk.text().contains("lanyard needs"), "{}", desk.text());
    desk.keys("Enter");
    assert_eq!(desk.welcome.step, Step::Hello);
    assert_eq!(desk.keys("Ctrl-C Ctrl-C").left(), Some(&Left::Quit));
}

#[test]
fn keys_are_plain_and_clash_nowhere() {
    for way in WAYS {
        for name in way.keys {
            assert!(Key::parse(name).is_some_and(|key| key.is_plain()), "{name}");
        }
    }
    let mut desk = Desk::new(80, 24);
    for step in [Step::Hello, Step::Done].into_iter().chain(STEPS) {
        desk.welcome.step = step;
        let here: Vec<&str> =
            WAYS.iter().filter(|way| (way.here)(&desk.welcome)).flat_map(|way| way.keys).copied().collect();
        for (n, name) in here.iter().enumerate() {
            assert!(!here[..n].contains(name), "{name} twice in {step:?}");
            let typed = Key::parse(name).is_some_and(|key| key.types()) && *name != "Space";
            assert!(!(typed && desk.welcome.types()), "{name} cannot be typed in {step:?}");
        }
    }
}

#[test]
fn the_first_letter_takes_the_place_of_what_was_proposed() {
    let mut desk = Desk::new(80, 24);
    desk.keys("Enter acme");
    assert_eq!(desk.welcome.name.profile.text(), "acme");
    desk.keys("Tab Bksp");
    assert_eq!(desk.welcome.name.environment.text(), "productio", "a proposal can be edited, too");
    desk.keys("x");
    assert_eq!(desk.welcome.name.environment.text(), "productiox");
}
