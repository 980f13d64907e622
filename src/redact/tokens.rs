//! Text → tokens, however damaged: every letter is in exactly one of them.

/// A piece of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// What stands between tags.
    Text(&'t str),
    /// From `<` to `>`, or to where the next `<` or the end cuts it off.
    Tag(&'t str),
    /// `<!--…-->`
    Comment(&'t str),
    /// `<![CDATA[…]]>`
    Section(&'t str),
    /// `<?…?>`
    Instruction(&'t str),
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let token = first(rest);
        let (Token::Text(piece)
        | Token::Tag(piece)
        | Token::Comment(piece)
        | Token::Section(piece)
        | Token::Instruction(piece)) = token;
        rest = &rest[piece.len()..];
        Some(token)
    })
}

/// Makes the token of a piece.
type Closed<'t> = fn(&'t str) -> Token<'t>;

fn first<'t>(text: &'t str) -> Token<'t> {
    let Some(after) = text.strip_prefix('<') else {
        return Token::Text(&text[..text.find('<').unwrap_or(text.len())]);
    };
    let closed: [(&str, &str, Closed<'t>); 3] = [
        ("<!--", "-->", Token::Comment),
        ("<![CDATA[", "]]>", Token::Section),
        ("<?", "?>", Token::Instruction),
    ];
    for (open, close, token) in closed {
        if let Some(inside) = text.strip_prefix(open)
            && let Some(end) = inside.find(close)
        {
            return token(&text[..open.len() + end + close.len()]);
        }
    }
    let begins_tag = after.starts_with(|next: char| {
        next.is_alphabetic() || matches!(next, '/' | '!' | '?' | '_' | ':')
    });
    if !begins_tag {
        return Token::Text("<");
    }
    let end = after.find(['<', '>']).map_or(text.len(), |end| {
        end + 1 + usize::from(after[end..].starts_with('>'))
    });
    Token::Tag(&text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_ends_at_the_next_tag() {
        let found: Vec<_> =
            tokens("<?xml?><a b='c'>t<!--x--><![CDATA[<]]>< 1<d<e>f</e<!-- <g").collect();
        assert_eq!(
            found,
            [
                Token::Instruction("<?xml?>"),
                Token::Tag("<a b='c'>"),
                Token::Text("t"),
                Token::Comment("<!--x-->"),
                Token::Section("<![CDATA[<]]>"),
                Token::Text("<"),
                Token::Text(" 1"),
                Token::Tag("<d"),
                Token::Tag("<e>"),
                Token::Text("f"),
                Token::Tag("</e"),
                Token::Tag("<!-- "),
                Token::Tag("<g"),
            ]
        );
    }
}
