//! Ending a program together with everything it has started.
//!
//! Children stay in this program's process group, so that whoever ends the group ends them too. A signal that
//! reaches only this program has to be carried further by hand, and `wrangler` leaves its own children behind
//! when it is killed: so they are looked up before, and looked after.

use std::collections::HashSet;
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use std::{fs, thread};

use nix::sys::signal::{Signal, kill as send};
use nix::unistd::Pid;

/// One running process. `started` tells it from a later one that got the same number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Process {
    pid: u32,
    parent: u32,
    started: String,
}

/// Asks `child` to end, and ends it and all its descendants by force when that took longer than `grace`.
pub(crate) fn end(child: &mut Child, grace: Duration) {
    let deadline = Instant::now() + grace;
    let root = child.id();
    let mut family: HashSet<Process> = descendants(&[root]).into_iter().collect();
    let mut told = false;
    if matches!(child.try_wait(), Ok(None)) {
        signal(root, Signal::SIGTERM);
    }
    loop {
        let ended = !matches!(child.try_wait(), Ok(None));
        let running = running();
        // What a member starts while it is ending belongs to the family too.
        let pids: Vec<u32> = family.iter().map(|process| process.pid).chain([root]).collect();
        family.extend(below(&running, &pids));
        family.retain(|process| runs(&running, process));
        if ended && family.is_empty() {
            return;
        }
        if ended && !told {
            // Who is left has nobody any more who would tell it.
            told = true;
            for process in &family {
                signal(process.pid, Signal::SIGTERM);
            }
        }
        if Instant::now() >= deadline {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    let _ = child.kill();
    let _ = child.wait();
    kill(&family.into_iter().collect::<Vec<_>>());
}

/// Ends processes by force, and waits until they are gone.
pub(crate) fn kill(processes: &[Process]) {
    for process in processes {
        signal(process.pid, Signal::SIGKILL);
    }
    let deadline = Instant::now() + Duration::from_secs(2);
    while Instant::now() < deadline {
        let running = running();
        if !processes.iter().any(|process| runs(&running, process)) {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// All processes below those numbered `pids`.
pub(crate) fn descendants(pids: &[u32]) -> Vec<Process> {
    below(&running(), pids)
}

fn below(running: &[Process], pids: &[u32]) -> Vec<Process> {
    let mut known: HashSet<u32> = pids.iter().copied().collect();
    let mut found = Vec::new();
    loop {
        let next: Vec<&Process> =
            running.iter().filter(|process| known.contains(&process.parent) && !known.contains(&process.pid)).collect();
        if next.is_empty() {
            return found;
        }
        known.extend(next.iter().map(|process| process.pid));
        found.extend(next.into_iter().cloned());
    }
}

/// Whether `process` is among `running`, under whichever parent: orphans are inherited.
fn runs(running: &[Process], process: &Process) -> bool {
    running.iter().any(|other| other.pid == process.pid && other.started == process.started)
}

fn signal(pid: u32, signal: Signal) {
    if let Ok(pid) = i32::try_from(pid) {
        // An error means that it has ended already.
        let _ = send(Pid::from_raw(pid), signal);
    }
}

/// Everything that runs on this machine; zombies have ended.
fn running() -> Vec<Process> {
    if let Ok(entries) = fs::read_dir("/proc") {
        let stats = entries.flatten().map(|entry| fs::read_to_string(entry.path().join("stat")));
        return stats.flatten().filter_map(|stat| parse_stat(&stat)).collect();
    }
    let mut ps = Command::new("ps");
    match ps.args(["-A", "-o", "pid=,ppid=,stat=,lstart="]).output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).lines().filter_map(parse_ps).collect(),
        Err(_) => Vec::new(),
    }
}

/// `/proc/PID/stat`: the second field is the program's name in parentheses, which may hold anything.
fn parse_stat(text: &str) -> Option<Process> {
    let pid = text.split(' ').next()?.parse().ok()?;
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let process = Process { pid, parent: fields.get(1)?.parse().ok()?, started: (*fields.get(19)?).to_owned() };
    (fields[0] != "Z").then_some(process)
}

fn parse_ps(line: &str) -> Option<Process> {
    let mut words = line.split_whitespace();
    let pid = words.next()?.parse().ok()?;
    let parent = words.next()?.parse().ok()?;
    let ended = words.next()?.starts_with('Z');
    (!ended).then(|| Process { pid, parent, started: words.collect::<Vec<_>>().join(" ") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;

    /// A shell that starts `script`, and the line that it prints when it is up.
    fn spawn(script: &str) -> (Child, String) {
        let mut child = Command::new("sh").args(["-c", script]).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        (child, line.trim().to_owned())
    }

    fn alive(pid: &str) -> bool {
        let pid: u32 = pid.parse().unwrap();
        running().iter().any(|process| process.pid == pid)
    }

    #[test]
    fn a_grandchild_ends_with_its_grandparent() {
        let (mut child, grandchild) = spawn("sh -c 'sleep 600 & echo $!; wait' & wait");
        assert!(alive(&grandchild));
        end(&mut child, Duration::from_secs(1));
        assert!(!alive(&grandchild));
        assert!(child.try_wait().unwrap().is_some());
    }

    #[test]
    fn who_does_not_listen_is_ended_by_force() {
        let (mut child, deaf) = spawn("trap '' TERM; sh -c 'echo $$; while :; do sleep 600; done' & wait; wait");
        assert!(alive(&deaf));
        end(&mut child, Duration::from_millis(200));
        assert!(!alive(&deaf));
    }

    #[test]
    fn who_ends_by_itself_is_waited_for() {
        let (mut child, _) = spawn("trap 'sleep 0.2; exit 7' TERM; echo up; while :; do sleep 0.05; done");
        end(&mut child, Duration::from_secs(10));
        assert_eq!(child.wait().unwrap().code(), Some(7));
    }

    #[test]
    fn names_with_parentheses_are_read() {
        let stat = "42 (a) b) (c) S 7 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 9876 0 0";
        assert_eq!(parse_stat(stat).unwrap(), Process { pid: 42, parent: 7, started: "9876".to_owned() });
        assert_eq!(parse_stat(&stat.replace(" S ", " Z ")), None);
    }

    #[test]
    fn lines_of_ps_are_read() {
        let process = parse_ps("  42     7 S+   Sun Nov  1 10:00:00 2026").unwrap();
        assert_eq!((process.pid, process.parent), (42, 7));
        assert_eq!(parse_ps("  42     7 Z    Sun Nov  1 10:00:00 2026"), None);
    }
}
