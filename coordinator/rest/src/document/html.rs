//! Text in HTML.

/// Escapes text for content and attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A comment in one line: escaped, with `code`.
pub(crate) fn inline(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.replace('\n', " ").split('`').enumerate() {
        let part = escape(part);
        match index % 2 {
            0 => out.push_str(&part),
            _ => out.push_str(&format!("<code>{part}</code>")),
        }
    }
    out
}

/// A comment in paragraphs.
pub(crate) fn paragraphs(text: &str) -> String {
    let paragraphs = text.split("\n\n").filter(|part| !part.trim().is_empty());
    paragraphs.map(|part| format!("<p>{}</p>\n", inline(part))).collect()
}

/// A name for an anchor: letters, digits, `-` and `.` only.
pub(crate) fn anchor(text: &str) -> String {
    let legal = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '-' };
    text.chars().map(legal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_a_comment() {
        let text = "a <script> & `b <c>` \"d\"\n\ne";
        assert_eq!(
            paragraphs(text),
            "<p>a &lt;script&gt; &amp; <code>b &lt;c&gt;</code> &quot;d&quot;</p>\n<p>e</p>\n"
        );
        assert_eq!(anchor("a b\"/c"), "a-b--c");
    }
}
