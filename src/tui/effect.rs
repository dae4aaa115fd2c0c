//! What [`update`](super::app::update) asks of the loop. Nothing here has happened yet.

use super::action::hidden::Fault;
use super::input::Timer;
use crate::backend::Command;
use std::time::Duration;

/// Something that the loop is to do.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Send the backend a command.
    Send(Command),
    /// Give the terminal a text for its clipboard.
    Copy(String),
    /// Read the operator's own keys.
    ReadKeys,
    /// Let the timer run out after this long; an earlier one of the same kind is replaced.
    After(Timer, Duration),
    /// Forget the timer.
    Stop(Timer),
    /// Give the terminal back and stop until the shell lets us go on.
    Suspend,
    /// Draw everything anew, whatever the terminal shows.
    Redraw,
    /// Ask the terminal for mouse reports, or leave the mouse to it.
    Mouse(bool),
    /// Panic on purpose.
    Panic(Fault),
    /// End.
    Quit,
}

/// The effects of one update, in order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Effects(Vec<Effect>);

impl Effects {
    /// Adds one.
    pub fn push(&mut self, effect: Effect) {
        self.0.push(effect);
    }

    /// Sends the backend a command.
    pub fn send(&mut self, command: Command) {
        self.push(Effect::Send(command));
    }

    /// Starts or restarts a timer.
    pub fn after(&mut self, timer: Timer, wait: Duration) {
        self.push(Effect::After(timer, wait));
    }

    /// Forgets a timer.
    pub fn stop(&mut self, timer: Timer) {
        self.push(Effect::Stop(timer));
    }

    /// All of them.
    pub fn into_vec(self) -> Vec<Effect> {
        self.0
    }
}
