//! The pictures of the README, from the real binary in a real pseudo-terminal. The stories run with every test;
//! `LANYARD_WRITE_PICTURES=1 cargo test --test pictures` writes what they show. Times and ids differ from run to run.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod drawing;
mod house;
mod pseudo_terminal;

use drawing::story::{self, Moment};
use drawing::{CELL, Frame};
use house::Home;
use house::service::{Service, send, serving, until};
use house::tenant::{Tenant, small};
use lanyard::practice::stories;
use portable_pty::CommandBuilder;
use pseudo_terminal::Stage;
use std::path::Path;
use std::time::Duration;

const F6: &str = "\x1b[17~";
const F7: &str = "\x1b[18~";

fn writing() -> bool {
    std::env::var_os("LANYARD_WRITE_PICTURES").is_some()
}

fn write(name: &str, svg: &str) {
    if writing() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/pictures");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), svg).unwrap();
    }
}

/// The screen as it is now; for a picture, once nothing changes on it any more.
fn frame(stage: &mut Stage) -> Frame {
    if writing() {
        stage.wait_for_silence(Duration::from_millis(700));
    }
    stage.text();
    Frame::of(stage.screen())
}

/// The binary in this home, in a terminal of this size.
fn console(home: &Home, arguments: &[&str], columns: u16, rows: u16) -> Stage {
    let dressed = home.lanyard(arguments);
    let mut command = CommandBuilder::new(dressed.get_program());
    command.args(dressed.get_args());
    command.env_clear();
    for (name, value) in dressed.get_envs().filter_map(|(name, value)| Some((name, value?))) {
        command.env(name, value);
    }
    command.env("TERM", "xterm-256color");
    Stage::open(command, columns, rows)
}

/// The practice tenant; as large as it usually is where a picture is made of it.
fn demo(home: &Home, columns: u16, rows: u16) -> Stage {
    home.configure("operator = \"Maria Berger\"\n");
    let people = if writing() { "1200" } else { "200" };
    let mut stage = console(home, &["--demo", "--seed", "7", "--people", people], columns, rows);
    stage.wait_for("people, grants ");
    stage
}

fn quit(mut stage: Stage) {
    stage.keys("\x03").wait_for("Ctrl-C again quits").keys("\x03");
    assert!(stage.end().0);
}

/// What is told so far.
#[derive(Default)]
struct Told(Vec<Moment>);

impl Told {
    fn tell(&mut self, stage: &mut Stage, stays: u32, said: &str) {
        self.0.push(Moment { frame: frame(stage), stays, said: said.to_owned() });
    }
}

#[test]
fn somebody_is_found_explained_and_about_to_be_offboarded() {
    let home = Home::empty();
    let mut stage = demo(&home, 120, 36);
    let mut told = Told::default();
    let find = "Type a part of a name.";
    told.tell(&mut stage, 150, find);
    let mut typed = String::new();
    for letter in "marta.q".chars() {
        typed.push(letter);
        stage.keys(&letter.to_string()).wait_for(&format!("/{typed}"));
        told.tell(&mut stage, 22, find);
    }
    stage.wait_for(" 1/").wait_for("Marta Quell").keys("\r").wait_for("permissions ·").wait_for("on 3 open calls");
    told.tell(&mut stage, 350, "Who she is, what she has, and by which way she has it.");
    stage.keys("w").wait_for("Type a permission");
    told.tell(&mut stage, 120, "Why may she do that?");
    stage.keys("email:acc").wait_for("conversation:email:accept");
    told.tell(&mut stage, 120, "Why may she do that?");
    stage.keys("\r").wait_for("by which ways");
    told.tell(&mut stage, 400, "Every way by which she may, and the fewest changes that would take it away.");
    stage.keys("\x1b").wait_for("1 Users").keys("o").wait_for("will be deleted").wait_for("on 3 open conversations");
    told.tell(&mut stage, 450, "The plan of an offboarding: access is cut first. Nothing is changed yet.");
    stage.keys("c").wait_for("Enter goes back");
    told.tell(&mut stage, 350, "It begins only once her name is typed and a reason is given.");
    // Keys that follow Esc too closely would be taken for one key with it.
    stage.keys("\x1b").wait_until("the plan alone", |text| !text.contains("Enter goes back"));
    quit(stage);
    write("console.svg", &story::svg(&told.0, "The console: somebody is found, explained, and about to be offboarded"));
}

#[test]
fn the_rows_of_a_file_are_checked() {
    let home = Home::empty();
    let rows = "E-Mail,Full Name,Phone,Division,Roles,Queues,Start\n\
                ana.costa@acme.example,Ana Costa,+13175550100,Home,Agent,,2027-01-04\n\
                bo.lund@acme,Bo Lund,,Home,Agent,,2027-01-04\n\
                dora.brandt@acme.example,Dora Brandt,0171 555 20,Home,Agent,,2027-01-04\n\
                eve.kerr@acme.example,Eve Kerr,,EMEA,Nonsense,,2027-01-04\n\
                fay.moss@acme.example,Fay Moss,,Home,Agent,,2027-01-04\n\
                gil.marsh@acme.example,Gil Marsh,,EMEA,Agent,,2027-01-11\n";
    home.file("new.csv", rows);
    let mut stage = demo(&home, 100, 24);
    stage.keys(F6).wait_for("Jobs").keys("n").wait_for("What is to be done").keys("new people").keys("\r");
    stage.wait_for("Enter take").keys(home.path().join("new.csv").to_str().unwrap()).keys("\r").wait_for("heading");
    stage.keys("c").wait_for("x 3 bad").wait_for("bo.lund@acme is not an e-mail address");
    write("rows.svg", &frame(&mut stage).svg("The rows of a file of new people, checked"));
    quit(stage);
}

#[test]
fn the_inbox_says_what_needs_somebody() {
    let tenant = Tenant::new(small());
    let (home, address) = serving(Home::of(&tenant));
    let service = Service::start(&home);
    let mut stage = console(&home, &[], 120, 30);
    stage.wait_for("people, grants ").keys(F7).wait_for("lanyard serve");
    let mut came = Vec::new();
    for (n, story) in [stories::GROUP_ROLES, stories::LAST_ADMIN, stories::CJK_NAME].iter().enumerate() {
        let (code, sent) = send(&home, &address, &tenant.id(story.email), &format!("msg_{n}"), story.email);
        assert_eq!(code, 0, "{sent}");
        came.push(sent["result"]["answer"]["run"].as_str().unwrap().to_owned());
    }
    until(&home, &came[0], "confirm");
    until(&home, &came[1], "decide");
    until(&home, &came[2], "confirm");
    stage.wait_for("inbox 3").wait_for("Ingrid Solheim").keys("gj").wait_for("to do");
    let shown = frame(&mut stage);
    write("inbox.svg", &shown.svg("What HR systems have said, and what somebody has to decide"));
    quit(stage);
    assert_eq!(service.stop(), Some(0));
}

/// A screen with what is hard to draw.
fn drawn(text: &str) -> String {
    let cells = |n| std::num::NonZero::new(n).unwrap();
    let mut screen = vt100::Parser::new(cells(1), cells(20), 0);
    screen.process(text.as_bytes());
    Frame::of(screen.screen()).rows.remove(0)
}

#[test]
fn every_run_of_text_has_its_place_and_its_width() {
    let at = |column: u32, cells: u32, text: &str| {
        let (x, width) = (column * CELL.0, cells * CELL.0);
        format!("<text x=\"{x}\" y=\"15\" textLength=\"{width}\">{text}</text>")
    };
    let two = drawn("\x1b[?25lab  c d");
    assert_eq!(two, format!("{}{}", at(0, 2, "ab"), at(4, 3, "c d")));
    let wide = drawn("\x1b[?25l欧阳 x");
    assert_eq!(wide, format!("{}{}{}", at(0, 2, "欧"), at(2, 2, "阳"), at(5, 1, "x")));
    assert_eq!(drawn("\x1b[?25l<&>"), at(0, 3, "&lt;&amp;&gt;"));
}

#[test]
fn lines_are_shapes_and_meet_their_neighbours() {
    let (width, height) = CELL;
    assert_eq!(drawn("\x1b[?25l─"), format!("<path fill=\"#d9dce3\" d=\"M0 {}h{width}v1h-{width}z\"/>", height / 2));
    for c in "─━│┃┌┐└┘┏┓┗┛├┤┬┴┼▁▄█▌".chars() {
        let row = drawn(&format!("\x1b[?25l{c}"));
        assert!(row.starts_with("<path") && !row.contains("<text"), "{c}: {row}");
    }
}

#[test]
fn what_is_reversed_and_where_the_cursor_is_is_seen() {
    let row = drawn("\x1b[7mab\x1b[0m");
    assert!(row.starts_with("<rect x=\"0\" width=\"18\" height=\"20\" fill=\"#d9dce3\"/>"), "{row}");
    assert!(row.contains("style=\"fill:#16181d\">ab</text>"), "{row}");
    assert!(row.ends_with("fill=\"none\" stroke=\"#d9dce3\"/>"), "{row}");
}

#[test]
fn a_row_that_stays_is_drawn_once_in_a_story() {
    let frame = |rows: [&str; 2]| Frame { rows: rows.map(|row| row.to_owned()).to_vec(), columns: 10 };
    let moments = [["<a/>", "<b/>"], ["<a/>", "<c/>"], ["<a/>", "<c/>"]].map(|rows| Moment {
        frame: frame(rows),
        stays: 100,
        said: String::new(),
    });
    let svg = story::svg(&moments, "a story");
    for row in ["<a/>", "<b/>", "<c/>"] {
        assert_eq!(svg.matches(row).count(), 1, "{row}: {svg}");
    }
    // Who asks for less motion sees the last moment.
    let last = svg.lines().find(|line| line.contains("<c/>")).unwrap();
    let class = last.split('"').nth(1).unwrap();
    assert!(svg.contains(&format!(".{class}{{visibility:visible}}")), "{svg}");
    assert!(svg.contains("prefers-reduced-motion:no-preference"));
}
