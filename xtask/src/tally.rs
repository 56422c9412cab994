//! How many tests passed and failed, as the programs that ran them say at their end.

use std::ops::AddAssign;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
}

impl Tally {
    pub fn passed(passed: usize) -> Self {
        Tally { passed, failed: 0 }
    }

    /// `test result: ok. 12 passed; 0 failed; …`, once for each of cargo's test programs.
    pub fn of_cargo(output: &str) -> Self {
        let mut sum = Tally::default();
        for line in output.lines().filter(|line| line.starts_with("test result: ")) {
            sum.passed += before(line, " passed");
            sum.failed += before(line, " failed");
        }
        sum
    }

    /// The last line of `documents/judges/judge.py`: `12 passed, 3 failed`.
    pub fn of_judges(output: &str) -> Self {
        let sum = output.lines().rfind(|line| line.contains(" passed, ")).unwrap_or_default();
        Tally { passed: before(sum, " passed"), failed: before(sum, " failed") }
    }

    /// Node's `# pass 12` or `ℹ pass 12`, depending on its reporter, and the same with `fail`.
    pub fn of_node(output: &str) -> Self {
        let mut sum = Tally::default();
        for line in output.lines().filter_map(|line| line.trim().strip_prefix(['#', 'ℹ'])) {
            sum.passed += after(line, "pass ");
            sum.failed += after(line, "fail ");
        }
        sum
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

fn before(line: &str, word: &str) -> usize {
    let number = line.split(word).next().and_then(|text| text.split_whitespace().last());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn after(line: &str, word: &str) -> usize {
    line.trim().strip_prefix(word).and_then(|number| number.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn sums_are_read_from_all() {
        let cargo = "test result: ok. 12 passed; 0 failed; 1 ignored\n\nrunning 2 tests\n\
                     test result: FAILED. 2 passed; 3 failed; 0 ignored";
        assert_eq!(Tally::of_cargo(cargo), Tally { passed: 14, failed: 3 });
        assert_eq!(Tally::of_node("ℹ tests 7\nℹ pass 7\nℹ fail 0"), Tally::passed(7));
        let judges = "peppol/a-cent: BR-CO-15\n811 passed, 1 failed\n";
        assert_eq!(Tally::of_judges(judges), Tally { passed: 811, failed: 1 });
        assert_eq!(Tally::of_node("# pass 3\n# fail 1"), Tally { passed: 3, failed: 1 });
    }
}
