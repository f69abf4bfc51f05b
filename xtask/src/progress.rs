use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// How often a long step is heard of where lines cannot be overwritten.
const PAUSE: Duration = Duration::from_secs(20);

/// What a long step is doing, on the terminal's last line; a line now and then in a log.
#[derive(Debug)]
pub(crate) struct Progress {
    begun: Instant,
    shown: Instant,
    terminal: bool,
    open: bool,
}

impl Progress {
    pub(crate) fn begin() -> Self {
        let now = Instant::now();
        Self { begun: now, shown: now, terminal: stderr().is_terminal(), open: false }
    }

    /// Shows `doing`, when it is time to.
    pub(crate) fn show(&mut self, doing: &str) {
        let pause = if self.terminal { Duration::from_millis(500) } else { PAUSE };
        if self.shown.elapsed() < pause {
            return;
        }
        self.shown = Instant::now();
        let line: String = format!("  {}: {}", duration(self.begun.elapsed()), doing.trim()).chars().take(78).collect();
        let mut out = stderr().lock();
        let _ = if self.terminal { write!(out, "\r\x1b[2K{line}") } else { writeln!(out, "{line}") };
        let _ = out.flush();
        self.open = self.terminal;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.open {
            let _ = write!(stderr(), "\r\x1b[2K");
        }
    }
}

/// `0.4 s`, `12 s`, `3 min 07 s`.
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short() {
        assert_eq!(duration(Duration::from_millis(420)), "0.4 s");
        assert_eq!(duration(Duration::from_secs(59)), "59 s");
        assert_eq!(duration(Duration::from_secs(187)), "3 min 07 s");
    }
}
