//! Running other programs: their output in a log, a line of progress on the terminal.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, PipeReader, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::error::Failure;
use crate::progress::Progress;
use crate::{stop, tree};

const GRACE: Duration = Duration::from_secs(5);

/// How a program ended, and all it said.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) success: bool,
    /// `exit code 1`, `signal 9`, or that the time was up.
    pub(crate) how: String,
    /// What it wrote to both of its streams, in order.
    pub(crate) text: String,
}

impl Finished {
    /// The last `count` lines.
    pub(crate) fn tail(&self, count: usize) -> String {
        let lines: Vec<&str> = self.text.lines().collect();
        lines[lines.len().saturating_sub(count)..].join("\n")
    }

    /// Makes anything but success a failure that says what `doing` was and shows the end of the log.
    pub(crate) fn require(self, doing: &str, log: &Path) -> Result<Self, Failure> {
        if self.success {
            return Ok(self);
        }
        let tail = self.tail(40);
        Err(Failure::broken(format!("{doing} failed ({})\n{tail}\n\nthe full log: {}", self.how, log.display())))
    }
}

/// Runs `command` to its end, with nothing on its standard input and everything it says in `log`.
pub(crate) fn run(command: &mut Command, log: &Path, limit: Option<Duration>) -> Result<Finished, Failure> {
    let begun = Instant::now();
    let mut progress = Progress::begin();
    let mut running = Running::start(command, log, |_| {})?;
    let how = loop {
        if let Some(status) = running.ended()? {
            break describe(status);
        }
        if stop::requested() {
            running.end();
            return Err(Failure::Stopped);
        }
        if limit.is_some_and(|limit| begun.elapsed() > limit) {
            running.end();
            break "it took too long".to_owned();
        }
        progress.show(&running.last_line());
        thread::sleep(Duration::from_millis(20));
    };
    Ok(Finished { success: how == "exit code 0", how, text: running.text() })
}

/// What `program` prints when asked a short question, or `None` when it cannot be run or says no.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A program that runs beside this one. It and all it has started end when this is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    said: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Running {
    /// Starts `command`; `each` gets every line as it comes.
    pub(crate) fn start(
        command: &mut Command,
        log: &Path,
        each: impl Fn(&str) + Send + 'static,
    ) -> Result<Self, Failure> {
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))?;
        }
        let file = File::create(log).map_err(|error| Failure::file("write", log, &error))?;
        let program = command.get_program().to_string_lossy().into_owned();
        let broken = |error: std::io::Error| Failure::broken(format!("cannot run `{program}`: {error}"));
        // One pipe for both streams keeps their order.
        let (lines, pipe) = std::io::pipe().map_err(broken)?;
        let second = pipe.try_clone().map_err(broken)?;
        clean(command).stdin(Stdio::null()).stdout(pipe).stderr(second);
        let child = command.spawn().map_err(broken)?;
        // The command holds the pipe's writing ends: as long as it does, the reader sees no end.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let said = Arc::new(Mutex::new(String::new()));
        let reader = thread::spawn({
            let said = Arc::clone(&said);
            move || read(lines, file, &said, &each)
        });
        Ok(Self { child, said, reader: Some(reader) })
    }

    /// How it ended, or `None` while it runs.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>, Failure> {
        self.child.try_wait().map_err(|error| Failure::broken(format!("cannot wait for a program: {error}")))
    }

    /// Ends it and all it has started.
    pub(crate) fn end(&mut self) {
        tree::end(&mut self.child, GRACE);
    }

    pub(crate) fn last_line(&self) -> String {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.trim_end().rsplit('\n').next().unwrap_or_default().to_owned()
    }

    /// All it has said; waits for the last of it, unless something that it left behind keeps the pipe open.
    pub(crate) fn text(&mut self) -> String {
        let patience = Instant::now() + Duration::from_secs(2);
        if let Some(reader) = self.reader.take() {
            while !reader.is_finished() && Instant::now() < patience {
                thread::sleep(Duration::from_millis(5));
            }
        }
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.end();
        }
    }
}

fn read(lines: PipeReader, mut log: File, said: &Mutex<String>, each: &impl Fn(&str)) {
    let mut lines = BufReader::new(lines);
    let mut line = Vec::new();
    while matches!(lines.read_until(b'\n', &mut line), Ok(length) if length > 0) {
        let _ = log.write_all(&line);
        let text = String::from_utf8_lossy(&line);
        each(text.trim_end_matches(['\n', '\r']));
        said.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
        line.clear();
    }
}

/// Takes away what cargo tells a program that it runs about the program's own package: build scripts further down
/// would see it and build again.
fn clean(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command.env("CARGO_TERM_COLOR", "never").env("NO_COLOR", "1").env_remove("FORCE_COLOR")
}

pub(crate) fn describe(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "no exit code".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Option<Duration>) -> Finished {
        static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let log = std::env::temp_dir().join(format!("xtask-{}-{count}.log", std::process::id()));
        let finished = run(Command::new("sh").args(["-c", script]), &log, limit).unwrap();
        assert_eq!(fs::read_to_string(&log).unwrap(), finished.text);
        fs::remove_file(&log).unwrap();
        finished
    }

    #[test]
    fn both_streams_are_kept_in_order() {
        let finished = shell("echo one; echo two >&2; printf three", None);
        assert!(finished.success);
        assert_eq!(finished.text, "one\ntwo\nthree");
        assert_eq!(finished.tail(2), "two\nthree");
    }

    #[test]
    fn the_end_is_described() {
        assert_eq!(shell("exit 3", None).how, "exit code 3");
        assert_eq!(shell("kill -9 $$", None).how, "signal 9");
        assert!(!shell("exit 3", None).success);
    }

    #[test]
    fn too_long_is_a_failure() {
        let finished = shell("echo begun; sleep 600", Some(Duration::from_secs(2)));
        assert!(!finished.success);
        assert_eq!((finished.how.as_str(), finished.text.as_str()), ("it took too long", "begun\n"));
    }

    #[test]
    fn what_cannot_be_run_is_named() {
        let failure = run(&mut Command::new("/no/such/program"), &std::env::temp_dir().join("none.log"), None);
        assert!(failure.unwrap_err().text().unwrap().contains("/no/such/program"));
    }
}
