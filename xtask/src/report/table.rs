use std::fmt;
use std::time::Duration;

use super::Counts;
use crate::progress::duration;

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) name: String,
    pub(crate) counts: Counts,
    pub(crate) time: Duration,
}

/// All that was run. Its last line is `N passed, M failed`: scripts read it.
#[derive(Debug, Default)]
pub(crate) struct Report {
    suites: Vec<Suite>,
}

impl Report {
    pub(crate) fn add(&mut self, suite: Suite) {
        self.suites.push(suite);
    }

    pub(crate) fn total(&self) -> Counts {
        self.suites.iter().fold(Counts { passed: 0, failed: 0 }, |sum, suite| Counts {
            passed: sum.passed + suite.counts.passed,
            failed: sum.failed + suite.counts.failed,
        })
    }

    /// Whether something ran and all of it passed.
    pub(crate) fn passed(&self) -> bool {
        let total = self.total();
        total.failed == 0 && total.passed > 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.suites.iter().map(|suite| suite.name.chars().count()).max().unwrap_or(0).max(5);
        writeln!(f, "{:width$}  passed  failed          time", "suite")?;
        for Suite { name, counts, time } in &self.suites {
            writeln!(f, "{name:width$}  {:>6}  {:>6}  {:>12}", counts.passed, counts.failed, duration(*time))?;
        }
        let total = self.total();
        write!(f, "\n{} passed, {} failed", total.passed, total.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(counts: &[(u64, u64)]) -> Report {
        let mut report = Report::default();
        for (at, (passed, failed)) in counts.iter().enumerate() {
            report.add(Suite {
                name: format!("suite {at}"),
                counts: Counts { passed: *passed, failed: *failed },
                time: Duration::from_millis(1500),
            });
        }
        report
    }

    #[test]
    fn the_last_line_is_the_sum() {
        let text = report(&[(3, 0), (12, 1)]).to_string();
        assert_eq!(text.lines().last(), Some("15 passed, 1 failed"));
        assert_eq!(text.lines().nth(1), Some("suite 0       3       0         1.5 s"));
    }

    #[test]
    fn one_failure_or_nothing_at_all_is_no_success() {
        assert!(report(&[(3, 0), (1, 0)]).passed());
        assert!(!report(&[(3, 0), (1, 1)]).passed());
        assert!(!report(&[]).passed());
    }
}
