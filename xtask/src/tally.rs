//! How many tests passed, as the programs that ran them say at their end.

/// `test result: ok. 12 passed; 0 failed; …`, once for each of cargo's test programs.
pub fn of_cargo(output: &str) -> usize {
    output
        .lines()
        .filter_map(|line| line.strip_prefix("test result: ok. "))
        .map(first)
        .sum()
}

/// Node's `# pass 12` or `ℹ pass 12`, depending on its reporter.
pub fn of_node(output: &str) -> usize {
    let sums = output.lines().filter_map(|line| {
        line.trim()
            .strip_prefix(['#', 'ℹ'])
            .and_then(|rest| rest.trim().strip_prefix("pass "))
    });
    sums.map(first).sum()
}

fn first(text: &str) -> usize {
    text.split_whitespace()
        .next()
        .and_then(|word| word.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{of_cargo, of_node};

    #[test]
    fn sums_are_read_from_both() {
        let cargo = "test result: ok. 12 passed; 0 failed; 1 ignored\n\nrunning 2 tests\n\
                     test result: ok. 2 passed; 0 failed";
        assert_eq!(of_cargo(cargo), 14);
        assert_eq!(of_node("ℹ tests 7\nℹ pass 7\nℹ fail 0"), 7);
        assert_eq!(of_node("# pass 3\n# fail 0"), 3);
    }
}
