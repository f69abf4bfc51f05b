//! How often one caller may ask a room for something.

use core::fmt::Write;

use super::{
    Room,
    effects::{Database, Host, Sockets},
};
use crate::{
    access::Rate,
    map::Sorted,
    protocol::{Error, UserId, limits},
};

/// What a caller does that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Toll {
    Mutation,
    /// A list, a row, or a subscription.
    Read,
}

/// On whose account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payer<'a> {
    /// Somebody whom the app knows, over HTTP and all of their sockets.
    User(&'a UserId),
    /// A socket of nobody known, by a number or text of its own.
    Socket(&'a str),
    /// An address that requests of nobody known come from.
    Address(&'a str),
}

/// A caller asks more often than the app allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooFast {
    /// Seconds until it may try again.
    pub retry_after: u32,
    /// Whether it goes on although it was told, as often as a burst has: then a socket is closed.
    pub goes_on: bool,
}

impl From<TooFast> for Error {
    fn from(TooFast { retry_after, .. }: TooFast) -> Self {
        Self::TooFast { retry_after }
    }
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Counts what somebody asks for.
    ///
    /// # Errors
    /// [`TooFast`], where they have asked too often; then it is not counted.
    pub fn charge(&self, toll: Toll, payer: Payer<'_>) -> Result<(), TooFast> {
        let limits = self.limits();
        let rate = match toll {
            Toll::Mutation => limits.mutations,
            Toll::Read => limits.reads,
        };
        match rate {
            None => Ok(()),
            Some(rate) => self.0.state.borrow_mut().rates.take(toll, payer, rate, self.0.host.now()),
        }
    }
}

/// The accounts of a room's callers. An account that is full again is forgotten, so that there are only those who
/// have asked lately; where these are too many, newcomers share one.
#[derive(Debug, Default)]
pub(super) struct Rates(Sorted<(Toll, Box<str>), Account>);

#[derive(Debug, Clone, Copy, Default)]
struct Account {
    /// When it is full again, in microseconds since 1970: every request puts this off by the time that brings one back.
    full_at: i64,
    /// Requests in a row that were refused.
    refused: u32,
}

impl Rates {
    /// Takes one request off an account; `now` in milliseconds since 1970.
    fn take(&mut self, toll: Toll, payer: Payer<'_>, rate: Rate, now: i64) -> Result<(), TooFast> {
        let now = now.saturating_mul(1_000);
        let mut key = (toll, name(payer));
        if !self.0.contains_key(&key) && self.0.len() >= limits::RATED_CALLERS {
            self.0.retain(|_, account| account.full_at > now);
            if self.0.len() >= limits::RATED_CALLERS {
                key.1 = Box::default();
            }
        }
        let account = self.0.or_default(key);
        let whole = rate.interval.saturating_mul(i64::from(rate.burst));
        // A clock that was set back must not lock anyone out for longer than an empty account does.
        let full_at = account.full_at.clamp(now, now.saturating_add(whole)).saturating_add(rate.interval);
        let missing = full_at - now - whole;
        if missing <= 0 {
            *account = Account { full_at, refused: 0 };
            return Ok(());
        }
        account.full_at = full_at - rate.interval;
        account.refused = account.refused.saturating_add(1);
        let seconds = missing.saturating_add(999_999) / 1_000_000;
        Err(TooFast {
            retry_after: u32::try_from(seconds).unwrap_or(u32::MAX),
            goes_on: account.refused > rate.burst.max(PATIENCE),
        })
    }
}

/// As many refusals in a row are nobody's fault.
const PATIENCE: u32 = 20;

fn name(payer: Payer<'_>) -> Box<str> {
    let mut name = String::new();
    // Writing to a String cannot fail.
    let _ = match payer {
        Payer::User(user) => write!(name, "u{user}"),
        Payer::Socket(socket) => write!(name, "s{socket}"),
        Payer::Address(address) => write!(name, "a{address}"),
    };
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p2_accounts_are_bounded_and_newcomers_share_what_is_left() {
        let (mut rates, rate) = (Rates::default(), Rate::per_second(1).burst(2));
        for number in 0..limits::RATED_CALLERS {
            assert!(rates.take(Toll::Read, Payer::Address(&number.to_string()), rate, 0).is_ok());
        }
        let mut newcomers = (0..10).map(|number| rates.take(Toll::Read, Payer::Socket(&number.to_string()), rate, 0));
        assert_eq!(newcomers.by_ref().flatten().count(), 2);
        assert_eq!(rates.0.len(), limits::RATED_CALLERS + 1);
        // Whoever was there before is counted alone, and those who are full again make room.
        assert!(rates.take(Toll::Read, Payer::Address("7"), rate, 0).is_ok());
        assert!(rates.take(Toll::Read, Payer::Socket("new"), rate, 60_000).is_ok());
        assert_eq!(rates.0.len(), 1);
    }
}
