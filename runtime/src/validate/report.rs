use super::{Issue, Problem, Segment};

/// Issues of one input. What would be beyond is refused without being named: two megabytes of wrong items would else
/// fill the memory.
pub(super) const MAX_ISSUES: usize = 1_000;

/// Gathers what is wrong, and knows where in the input one is.
pub(super) struct Report<'a> {
    path: Vec<Segment>,
    issues: &'a mut Vec<Issue>,
}

impl<'a> Report<'a> {
    pub(super) fn new(path: &[Segment], issues: &'a mut Vec<Issue>) -> Self {
        Self { path: path.to_vec(), issues }
    }

    pub(super) fn add(&mut self, problem: Problem) {
        if self.issues.len() < MAX_ISSUES {
            self.issues.push(problem.into_issue(&self.path));
        }
    }

    pub(super) fn add_at(&mut self, step: impl Into<Segment>, problem: Problem) {
        self.inside(step, |report| report.add(problem));
    }

    /// Goes one step further inside.
    pub(super) fn inside<T>(&mut self, step: impl Into<Segment>, check: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step.into());
        let result = check(self);
        self.path.pop();
        result
    }
}
