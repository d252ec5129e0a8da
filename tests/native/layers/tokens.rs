//! Rust source as words and signs with their lines; comments and literals are left out.

/// A word, a number or a sign. `::` is one token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    /// From 1.
    pub line: u32,
}

/// The tokens of a source text.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader {
        rest: source.chars().collect(),
        at: 0,
        line: 1,
    };
    let mut found = Vec::new();
    while let Some(next) = reader.peek(0) {
        let line = reader.line;
        match next {
            '/' if reader.peek(1) == Some('/') => reader.skip_while(|c| c != '\n'),
            '/' if reader.peek(1) == Some('*') => reader.skip_block_comment(),
            '"' => reader.skip_text(),
            '\'' => reader.skip_char_or_lifetime(),
            c if c.is_alphanumeric() || c == '_' => {
                let word = reader.word();
                match (word.as_str(), reader.peek(0)) {
                    ("r" | "br" | "cr", Some('"' | '#')) if reader.raw_text_follows() => {
                        reader.skip_raw_text();
                    }
                    ("b" | "c", Some('"')) => reader.skip_text(),
                    ("b", Some('\'')) => reader.skip_char_or_lifetime(),
                    _ => found.push(Token { text: word, line }),
                }
            }
            ':' if reader.peek(1) == Some(':') => {
                reader.step();
                reader.step();
                found.push(Token {
                    text: "::".into(),
                    line,
                });
            }
            c => {
                reader.step();
                if !c.is_whitespace() {
                    found.push(Token {
                        text: c.to_string(),
                        line,
                    });
                }
            }
        }
    }
    found
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    line: u32,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest.get(self.at + ahead).copied()
    }

    fn step(&mut self) -> Option<char> {
        let next = self.peek(0)?;
        self.at += 1;
        if next == '\n' {
            self.line += 1;
        }
        Some(next)
    }

    fn skip_while(&mut self, keep: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&keep) {
            self.step();
        }
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.peek(0).filter(|c| c.is_alphanumeric() || *c == '_') {
            word.push(c);
            self.step();
        }
        word
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => {
                    depth += 1;
                    self.step();
                }
                (Some('*'), Some('/')) => {
                    depth -= 1;
                    self.step();
                }
                (None, _) => return,
                _ => {}
            }
            self.step();
            if depth == 0 {
                return;
            }
        }
    }

    fn skip_text(&mut self) {
        self.step();
        while let Some(c) = self.step() {
            match c {
                '\\' => {
                    self.step();
                }
                '"' => return,
                _ => {}
            }
        }
    }

    fn raw_text_follows(&self) -> bool {
        let mut ahead = 0;
        while self.peek(ahead) == Some('#') {
            ahead += 1;
        }
        self.peek(ahead) == Some('"')
    }

    fn skip_raw_text(&mut self) {
        let mut hashes = 0_usize;
        while self.peek(0) == Some('#') {
            hashes += 1;
            self.step();
        }
        self.step();
        while let Some(c) = self.step() {
            if c == '"' && (0..hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                for _ in 0..hashes {
                    self.step();
                }
                return;
            }
        }
    }

    /// `'a'`, `'\n'` and `'\''` are characters; `'a` without a closing mark is a lifetime.
    fn skip_char_or_lifetime(&mut self) {
        self.step();
        if self.peek(0) == Some('\\') {
            self.step();
            self.step();
            self.skip_while(|c| c != '\'');
            self.step();
        } else if self.peek(1) == Some('\'') {
            self.step();
            self.step();
        } else {
            self.word();
        }
    }
}
