//! CommonMark without raw HTML (2026-04-17, agentic checkout §5.1).

use pulldown_cmark::{Event, Options, Parser};

/// Whether a text, read as CommonMark 0.31.2, has HTML in it: tags within a line, or whole blocks (C-MD-02). Links in
/// angle brackets, code and escaped brackets are none.
pub(super) fn has_raw_html(text: &str) -> bool {
    // Most texts show at once that they have none.
    text.contains('<')
        && Parser::new_ext(text, Options::empty()).any(|event| matches!(event, Event::Html(_) | Event::InlineHtml(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    // ACP-MD-02, ACP-MD-03: the examples of CommonMark 0.31.2 §6.6, and two of the seven kinds of blocks of §4.6.
    #[test]
    fn raw_html_is_what_common_mark_says_it_is() {
        for html in [
            "<a><bab><c2c>",
            "<a/><b2/>",
            "<a  /><b2\ndata=\"foo\" >",
            "<a foo=\"bar\" bam = 'baz <em>\"</em>'\n_boolean zoop:33=zoop:33 />",
            "Foo <responsive-image src=\"foo.jpg\" />",
            "</a></foo >",
            "foo <!-- this is a --\ncomment - with hyphens -->",
            "foo <!--> foo -->",
            "foo <!---> foo -->",
            "foo <?php echo $a; ?>",
            "foo <!ELEMENT br EMPTY>",
            "foo <![CDATA[>&<]]>",
            "foo <a href=\"&ouml;\">",
            "foo <a href=\"\\*\">",
            // Blocks, which end neither with their tag nor with the text.
            "<table>\n  <tr>\n    <td>hi</td>",
            "<script>\nalert(1)\n</script>",
            "<div\n",
            "- a list\n\n  > <iframe src=x>",
            "**bold <img src=x onerror=alert(1)>**",
        ] {
            assert!(has_raw_html(html), "{html}");
        }
        for other in [
            "<33> <__>",
            "<a h*#ref=\"hi\">",
            "<a href=\"hi'> <a href=hi'>",
            "< a><\nfoo><bar/ >\n<foo bar=baz\nbim!bop />",
            "<a href='bar'title=title>",
            "</a href=\"foo\">",
            "<a href=\"\\\"\">",
            // Links, code, escapes and entities.
            "<https://shop.example/terms?a=1&b=2> <ada@example.com>",
            "`<b>` and ``` <i> ```",
            "```\n<script>alert(1)</script>\n```",
            "    <script>alert(1)</script>",
            "\\<b> &lt;b&gt;",
            "[a](</path with space>) 1 < 2 > 1",
            "",
        ] {
            assert!(!has_raw_html(other), "{other}");
        }
    }
}
