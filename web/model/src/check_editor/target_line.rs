//! In which line of the targets a finding is.

use crate::{check_form::targets, failure::FieldFailure};

/// Something wrong in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFinding {
    /// From 0.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// The targets as lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TargetLines {
    /// Lines as typed, at least one.
    pub n_lines: usize,
    /// Targets on them.
    pub n_targets: usize,
    /// What is wrong with single ones, by line.
    pub findings: Vec<LineFinding>,
    /// What is wrong with all of them together.
    pub whole: Vec<String>,
}

/// Sorts what was found about the targets of a form to the lines on which they were typed.
#[must_use]
pub fn target_lines(text: &str, found: &[FieldFailure]) -> TargetLines {
    let counts: Vec<usize> = text.split('\n').map(|line| targets(line).len()).collect();
    let mut lines =
        TargetLines { n_lines: counts.len(), n_targets: counts.iter().sum(), ..TargetLines::default() };
    for finding in found {
        let path = finding.path.strip_prefix("check.").unwrap_or(&finding.path);
        let Some(place) = path.strip_prefix("targets") else { continue };
        match place.strip_prefix('[').and_then(|place| place.strip_suffix(']')).map(str::parse::<usize>) {
            Some(Ok(index)) => {
                let line = line_of(&counts, index);
                lines.findings.push(LineFinding { line, message: finding.message.clone() });
            }
            _ if place.is_empty() => lines.whole.push(finding.message.clone()),
            _ => (),
        }
    }
    crate::order::sort_by_key(&mut lines.findings, |finding| finding.line);
    lines
}

/// The line that holds the target with this index; the last one for an index that is none.
fn line_of(counts: &[usize], index: usize) -> usize {
    let mut before = 0;
    for (line, count) in counts.iter().enumerate() {
        before += count;
        if index < before {
            return line;
        }
    }
    counts.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_form::{CheckForm, CheckKind};

    #[test]
    fn findings_stand_at_the_line_that_was_typed() {
        let mut form = CheckForm::new(CheckKind::Icmp);
        form.targets = "192.0.2.1, 10.0.0.300\n\n  192.0.2.1\nexample.org\n".to_owned();

        let lines = target_lines(&form.targets, &form.to_check().unwrap_err());

        assert_eq!((lines.n_lines, lines.n_targets), (5, 4));
        let at: Vec<usize> = lines.findings.iter().map(|finding| finding.line).collect();
        assert_eq!(at, [0, 2], "{:?}", lines.findings);
        assert!(lines.findings[1].message.contains("twice"));
        assert_eq!(lines.whole, Vec::<String>::new());
    }

    #[test]
    fn what_is_wrong_with_the_list_stands_at_no_line() {
        let form = CheckForm::new(CheckKind::Http);

        let lines = target_lines("", &form.to_check().unwrap_err());

        assert_eq!((lines.n_lines, lines.n_targets, lines.findings.len()), (1, 0, 0));
        assert_eq!(lines.whole, ["0 targets given; give 1 to 1000"]);
        let odd = [FieldFailure::new("targets[x]", ""), FieldFailure::new("targets[9]", "far")];
        assert_eq!(target_lines("a\nb", &odd).findings[0].line, 1);
    }
}
