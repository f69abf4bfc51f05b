use crate::protocol::{Error, limits};

/// How much of an app one room, one request and one caller may use: what
/// [`SyncApp::limits`](crate::access::SyncApp::limits) takes.
///
/// | | unless it is set | at most |
/// | --- | --- | --- |
/// | [`body_bytes`](Self::body_bytes): bytes of a request's body | 2,000,000 | 2,000,000 |
/// | [`frame_bytes`](Self::frame_bytes): bytes of a frame of a client | 1,000,000 | 1,000,000 |
/// | [`bulk_items`](Self::bulk_items): rows of one bulk mutation of a client | 1,000 | 1,000 |
/// | [`list_rows`](Self::list_rows): rows of one page of a list | 10,000 | 10,000 |
/// | [`queue`](Self::queue): mutations that wait in one room | 10,000 | |
/// | [`sockets`](Self::sockets): open sockets of one room | 1,000 | |
/// | [`sockets_per_user`](Self::sockets_per_user): those of one user among them | 50 | |
/// | [`mutations`](Self::mutations), [`reads`](Self::reads): how often one caller may ask one room | any number | |
///
/// Zero is no limit that an app can work under, and is refused like one that is too high: with `MISCONFIGURED`, naming
/// the setting.
///
/// ```
/// use ferrosync::access::{Limits, Rate};
///
/// const LIMITS: Limits =
///     Limits::DEFAULT.bulk_items(100).sockets(200).mutations(Rate::per_second(20).burst(500)).reads(Rate::per_minute(600));
/// # assert_eq!(LIMITS.check(), Ok(()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub(crate) body_bytes: usize,
    pub(crate) frame_bytes: usize,
    pub(crate) bulk_items: usize,
    pub(crate) list_rows: u32,
    pub(crate) queue: usize,
    pub(crate) sockets: usize,
    pub(crate) sockets_per_user: usize,
    pub(crate) mutations: Option<Rate>,
    pub(crate) reads: Option<Rate>,
}

/// How often something may be done: so many times at once, and after that as often as time brings them back.
///
/// What is refused costs nothing; a bulk counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Microseconds that bring one back; 0 for a rate that is none.
    pub(crate) interval: i64,
    pub(crate) burst: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Limits {
    /// Those of an app that sets none.
    pub const DEFAULT: Self = Self {
        body_bytes: limits::BODY_BYTES,
        frame_bytes: limits::FRAME_BYTES,
        bulk_items: limits::BULK_ITEMS,
        list_rows: limits::LIST_MAX,
        queue: limits::QUEUE,
        sockets: limits::SOCKETS,
        sockets_per_user: limits::SOCKETS_PER_USER,
        mutations: None,
        reads: None,
    };

    /// Bytes of a request's body; more is 413.
    #[must_use]
    pub const fn body_bytes(self, body_bytes: usize) -> Self {
        Self { body_bytes, ..self }
    }

    /// Bytes of a frame that a client sends; more closes its socket with 1009.
    #[must_use]
    pub const fn frame_bytes(self, frame_bytes: usize) -> Self {
        Self { frame_bytes, ..self }
    }

    /// Rows that one bulk mutation of a client names; more is 413. The app's own code may always name 1,000.
    #[must_use]
    pub const fn bulk_items(self, bulk_items: usize) -> Self {
        Self { bulk_items, ..self }
    }

    /// Rows of one page of a list. A page has no more, whatever `limit` it is asked for, and its `next` goes on.
    #[must_use]
    pub const fn list_rows(self, list_rows: u32) -> Self {
        Self { list_rows, ..self }
    }

    /// Mutations that wait in one room to be committed; beyond it is 429.
    #[must_use]
    pub const fn queue(self, queue: usize) -> Self {
        Self { queue, ..self }
    }

    /// Sockets that are open to one room; one more is closed with 4429.
    #[must_use]
    pub const fn sockets(self, sockets: usize) -> Self {
        Self { sockets, ..self }
    }

    /// Sockets that one user has open to one room; one more is closed with 4429. Those whom nobody knows are many, and
    /// count for the room alone.
    #[must_use]
    pub const fn sockets_per_user(self, sockets_per_user: usize) -> Self {
        Self { sockets_per_user, ..self }
    }

    /// How often one caller may change something in one room: a user; where nobody is known, a socket, or over HTTP an
    /// address. Beyond it is 429; a socket that goes on is closed with 4429.
    #[must_use]
    pub const fn mutations(mut self, rate: Rate) -> Self {
        self.mutations = Some(rate);
        self
    }

    /// How often one caller may read through one room: lists and rows that the room itself is asked for, and
    /// subscriptions. Reads that the Worker answers from D1 never get as far as a room, and are not counted: for those
    /// there are Cloudflare's own rate limiting rules.
    #[must_use]
    pub const fn reads(mut self, rate: Rate) -> Self {
        self.reads = Some(rate);
        self
    }

    /// What is wrong with them, if anything.
    ///
    /// # Errors
    /// `MISCONFIGURED`, naming the setting.
    pub fn check(&self) -> Result<(), Error> {
        let list_rows = self.list_rows as usize;
        for (name, value, most) in [
            ("body_bytes", self.body_bytes, limits::BODY_BYTES),
            ("frame_bytes", self.frame_bytes, limits::FRAME_BYTES),
            ("bulk_items", self.bulk_items, limits::BULK_ITEMS),
            ("list_rows", list_rows, limits::LIST_MAX as usize),
            ("queue", self.queue, usize::MAX),
            ("sockets", self.sockets, usize::MAX),
            ("sockets_per_user", self.sockets_per_user, usize::MAX),
        ] {
            if value == 0 {
                return Err(Error::Misconfigured(format!("`.limits(..)`: `{name}` is 0, and nothing would pass")));
            }
            if value > most {
                return Err(Error::Misconfigured(format!("`.limits(..)`: `{name}` is {value}, over {most}")));
            }
        }
        for (name, rate) in [("mutations", self.mutations), ("reads", self.reads)] {
            if rate.is_some_and(|rate| rate.interval == 0 || rate.burst == 0) {
                return Err(Error::Misconfigured(format!(
                    "`.limits(..)`: the rate of `{name}` is 0, and nothing would pass"
                )));
            }
        }
        Ok(())
    }
}

impl Rate {
    /// So many a second, and as many at once.
    pub const fn per_second(times: u32) -> Self {
        Self::per(times, 1_000_000)
    }

    /// So many a minute, and as many at once.
    pub const fn per_minute(times: u32) -> Self {
        Self::per(times, 60_000_000)
    }

    /// So many at once, after a time without any.
    #[must_use]
    pub const fn burst(self, burst: u32) -> Self {
        Self { burst, ..self }
    }

    const fn per(times: u32, microseconds: i64) -> Self {
        let interval = match times {
            0 => 0,
            times => {
                let interval = microseconds / times as i64;
                if interval == 0 { 1 } else { interval }
            }
        };
        Self { interval, burst: times }
    }
}
