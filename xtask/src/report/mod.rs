//! What the runners' own reports say, and the table at the end.

pub(crate) mod cargo;
mod table;
pub(crate) mod vitest;

pub(crate) use table::{Report, Suite};

/// How many tests of a suite passed. Skipped, ignored and unfinished ones have failed: they prove nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Counts {
    /// One check that has no report of its own.
    pub(crate) fn check(passed: bool) -> Self {
        Self { passed: u64::from(passed), failed: u64::from(!passed) }
    }

    /// Settles what a runner counted against how it ended: a suite that ran no test has failed, and so has one whose
    /// runner failed without saying which test did.
    pub(crate) fn settled(mut self, success: bool) -> Self {
        if self.failed == 0 && (!success || self.passed == 0) {
            self.failed = 1;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn a_suite_without_tests_has_failed() {
        assert_eq!(Counts { passed: 0, failed: 0 }.settled(true), Counts { passed: 0, failed: 1 });
    }

    #[test]
    fn a_runner_that_failed_has_a_failure() {
        assert_eq!(Counts { passed: 9, failed: 0 }.settled(false), Counts { passed: 9, failed: 1 });
        assert_eq!(Counts { passed: 9, failed: 2 }.settled(false), Counts { passed: 9, failed: 2 });
        assert_eq!(Counts { passed: 9, failed: 0 }.settled(true), Counts { passed: 9, failed: 0 });
    }
}
