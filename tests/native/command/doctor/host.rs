//! A small HTTP host whose every answer can be spoilt.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// What is answered for a path.
#[derive(Clone)]
pub(super) enum Reply {
    /// Status, headers, body.
    Plain(u16, Vec<(String, String)>, Vec<u8>),
    /// These very bytes.
    Raw(Vec<u8>),
    /// A page without end.
    Endless,
    /// Nothing at all, the connection left open.
    Silent,
}

type Files = Arc<Mutex<BTreeMap<String, Reply>>>;

/// A host that lives as long as the test's process.
pub(super) struct Host {
    pub(super) origin: String,
    files: Files,
}

impl Host {
    pub(super) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let files = Files::default();
        let served = Arc::clone(&files);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let served = Arc::clone(&served);
                thread::spawn(move || answer(stream, &served));
            }
        });
        Self {
            origin: format!("http://127.0.0.1:{port}"),
            files,
        }
    }

    pub(super) fn put(&self, path: &str, reply: Reply) {
        let mut files = self.files.lock().expect("no panic elsewhere");
        files.insert(path.to_owned(), reply);
    }

    /// Serves a body well: packed as said, kept as said, readable for all.
    pub(super) fn serve(&self, path: &str, mime: &str, cache: &str, body: impl Into<Vec<u8>>) {
        let headers = [
            ("content-type", mime),
            ("cache-control", cache),
            ("access-control-allow-origin", "*"),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.put(path, Reply::Plain(200, headers.into(), body.into()));
    }

    /// Changes one header of an answer; an empty value takes it out.
    pub(super) fn header(&self, path: &str, name: &str, value: &str) {
        self.change(path, |_, headers, _| {
            headers.retain(|(own, _)| own != name);
            if !value.is_empty() {
                headers.push((name.to_owned(), value.to_owned()));
            }
        });
    }

    pub(super) fn status(&self, path: &str, status: u16) {
        self.change(path, |own, _, _| *own = status);
    }

    pub(super) fn body(&self, path: &str, change: impl FnOnce(&mut Vec<u8>)) {
        self.change(path, |_, _, body| change(body));
    }

    fn change(
        &self,
        path: &str,
        change: impl FnOnce(&mut u16, &mut Vec<(String, String)>, &mut Vec<u8>),
    ) {
        let mut files = self.files.lock().expect("no panic elsewhere");
        match files.get_mut(path) {
            Some(Reply::Plain(status, headers, body)) => change(status, headers, body),
            _ => panic!("{path} is not served"),
        }
    }
}

fn answer(mut stream: TcpStream, files: &Files) {
    let mut lines = BufReader::new(stream.try_clone().expect("a socket")).lines();
    let Some(Ok(request)) = lines.next() else {
        return;
    };
    // The whole request is read: a socket closed before that is reset.
    for line in lines {
        if line.is_err() || line.is_ok_and(|line| line.is_empty()) {
            break;
        }
    }
    let path = request.split(' ').nth(1).unwrap_or_default();
    let reply = files.lock().expect("no panic elsewhere").get(path).cloned();
    // Whoever asked may have gone.
    let _ = match reply {
        None => stream
            .write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"),
        Some(Reply::Raw(bytes)) => stream.write_all(&bytes),
        Some(Reply::Silent) => {
            thread::sleep(std::time::Duration::from_secs(30));
            Ok(())
        }
        Some(Reply::Endless) => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n");
            while stream.write_all(&[b'<'; 65_536]).is_ok() {}
            Ok(())
        }
        Some(Reply::Plain(status, headers, body)) => {
            let mut head = format!(
                "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n",
                body.len()
            );
            for (name, value) in headers {
                head += &format!("{name}: {value}\r\n");
            }
            stream
                .write_all((head + "\r\n").as_bytes())
                .and_then(|()| stream.write_all(&body))
        }
    };
}
