//! The numbers of a document, as they are written.

/// The texts of the numbers in a JSON document, in order. Expects a document that was read, as far as it goes.
pub(super) struct Numerals<'a>(&'a str);

impl<'a> Numerals<'a> {
    pub(super) const fn of(document: &'a str) -> Self {
        Self(document)
    }
}

impl<'a> Iterator for Numerals<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let is_start = |character: char| character == '-' || character.is_ascii_digit();
        loop {
            self.0 = self.0.get(self.0.find(|character| character == '"' || is_start(character))?..)?;
            match self.0.strip_prefix('"') {
                Some(string) => self.0 = behind_string(string)?,
                None => break,
            }
        }
        let end = self.0.find(|character: char| !matches!(character, '-' | '+' | '.' | 'e' | 'E' | '0'..='9'));
        let (numeral, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest;
        Some(numeral)
    }
}

/// What follows on a string whose opening quote was passed.
fn behind_string(mut text: &str) -> Option<&str> {
    loop {
        let at = text.find(['"', '\\'])?;
        let special = text.get(at..)?;
        if let Some(rest) = special.strip_prefix('"') {
            return Some(rest);
        }
        // A backslash, and the character that it escapes.
        let mut escape = special.chars();
        escape.nth(1)?;
        text = escape.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numerals(document: &str) -> Vec<&str> {
        Numerals::of(document).collect()
    }

    #[test]
    fn every_number_is_found_as_it_is_written() {
        assert_eq!(numerals("7.5e-75"), ["7.5e-75"]);
        assert_eq!(numerals(" [1,-2 ,0.50,\n{\"a\":1E+3}, true, -0]"), ["1", "-2", "0.50", "1E+3", "-0"]);
        assert_eq!(numerals("[null, {}]"), [""; 0]);
    }

    #[test]
    fn digits_in_text_and_keys_are_no_numbers() {
        assert_eq!(numerals(r#"{"1": "2", "3\"4": "5\\", "6\\\"7": 8}"#), ["8"]);
        assert_eq!(numerals(r#"["\u00311", "é9€", 10]"#), ["10"]);
        assert_eq!(numerals(r#"["1"#), [""; 0]);
        assert_eq!(numerals(r#"["1\"#), [""; 0]);
    }
}
