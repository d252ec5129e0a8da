//! Getting a file as a browser would, from a host or from a folder that stands in for one. Whatever
//! comes is bounded in size, time and number of redirects.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    time::Duration,
};

use flate2::read::MultiGzDecoder;
use ureq::Agent;
use url::Url;

/// Redirects followed for one file. Browsers follow 20; no shop needs half of that.
const MOST_HOPS: usize = 10;

/// The host of a folder's addresses: a name that can belong to nobody.
const FOLDER_HOST: &str = "http://folder.invalid/";

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It took longer than it may.
    Timeout,
    /// It is larger than it may be.
    TooLarge(u64),
    /// It leads from one place to the next without end.
    Redirects,
    /// A redirect leads to no web address.
    Astray(String),
    /// A folder has no such file.
    NoFile,
    /// No connection, no such host, no HTTP.
    Unreachable(String),
}

/// What came.
#[derive(Debug)]
pub(super) struct Answer {
    /// Where it came from in the end.
    pub(super) url: Url,
    pub(super) status: u16,
    /// Lower-case names. `None` for a file of a folder, which has no headers.
    headers: Option<Vec<(String, String)>>,
    /// Unpacked, where it was packed for the transfer.
    pub(super) body: Vec<u8>,
    /// How often it was sent on.
    pub(super) hops: usize,
}

impl Answer {
    pub(super) const fn is_from_host(&self) -> bool {
        self.headers.is_some()
    }

    /// Each value of a header.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .flatten()
            .filter(move |(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// A header's first value.
    pub(super) fn header<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// The type without its parameters, in lower case.
    pub(super) fn mime(&self) -> String {
        let given = self.header("content-type").unwrap_or_default();
        let plain = given.split(';').next().unwrap_or_default();
        plain.trim().to_ascii_lowercase()
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Where files come from.
#[derive(Debug)]
pub(super) enum Site {
    /// The web.
    Web(Agent),
    /// A folder, as if it were the whole of a host.
    Folder(PathBuf),
}

impl Site {
    /// The web, where nothing may take longer than this.
    pub(super) fn web(timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(timeout))
            .user_agent(concat!("tandem-doctor/", env!("CARGO_PKG_VERSION")))
            .build();
        Self::Web(config.new_agent())
    }

    /// A folder and the address that stands for it.
    pub(super) fn folder(folder: &Path) -> Option<(Self, Url)> {
        let url = Url::parse(FOLDER_HOST).ok()?;
        Some((Self::Folder(folder.to_owned()), url))
    }

    /// An address as a person knows it.
    pub(super) fn name(&self, url: &Url) -> String {
        match self {
            Self::Folder(folder) if url.as_str().starts_with(FOLDER_HOST) => {
                let path = below(folder, url).unwrap_or_else(|| folder.clone());
                path.display().to_string()
            }
            _ => url.as_str().to_owned(),
        }
    }

    /// Whether an address lies outside what can be looked at.
    pub(super) fn is_elsewhere(&self, url: &Url) -> bool {
        matches!(self, Self::Folder(_)) && !url.as_str().starts_with(FOLDER_HOST)
    }

    /// Gets a file of at most so many bytes. `origin`: whose page asks, where a browser would say so.
    pub(super) fn get(
        &self,
        url: &Url,
        most_bytes: u64,
        origin: Option<&str>,
    ) -> Result<Answer, Trouble> {
        match self {
            Self::Folder(folder) => from_folder(folder, url, most_bytes),
            Self::Web(agent) => from_web(agent, url, most_bytes, origin),
        }
    }

    /// Whether a host that does not pack by gzip packs by Brotli or Zstandard.
    pub(super) fn packs_otherwise(&self, url: &Url) -> bool {
        let Self::Web(agent) = self else {
            return true;
        };
        let request = agent
            .get(url.as_str())
            .header("accept-encoding", "br, zstd");
        request.call().is_ok_and(|answer| {
            let packed = answer.headers().get("content-encoding");
            packed.is_some_and(|name| name != "identity")
        })
    }
}

fn below(folder: &Path, url: &Url) -> Option<PathBuf> {
    let mut path = folder.to_owned();
    for part in url.path_segments()? {
        let part = percent_decoded(part);
        // A URL's own `..` is gone by now; what is left of such things was written to break out.
        if part == ".." || part.contains(['/', '\\', '\0']) {
            return None;
        }
        if !part.is_empty() && part != "." {
            path.push(part);
        }
    }
    Some(path)
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match code {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn from_folder(folder: &Path, url: &Url, most_bytes: u64) -> Result<Answer, Trouble> {
    let mut path = below(folder, url).ok_or(Trouble::NoFile)?;
    if path.is_dir() {
        path.push("index.html");
    }
    let file = fs::File::open(&path).map_err(|_| Trouble::NoFile)?;
    let body =
        bounded(file, most_bytes).map_err(|error| Trouble::Unreachable(error.to_string()))?;
    Ok(Answer {
        url: url.clone(),
        status: 200,
        headers: None,
        body: body.ok_or(Trouble::TooLarge(most_bytes))?,
        hops: 0,
    })
}

/// `None` where there is more than may be.
fn bounded(reader: impl std::io::Read, most_bytes: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    let read = reader
        .take(most_bytes.saturating_add(1))
        .read_to_end(&mut body)?;
    Ok((read as u64 <= most_bytes).then_some(body))
}

fn from_web(
    agent: &Agent,
    asked: &Url,
    most_bytes: u64,
    origin: Option<&str>,
) -> Result<Answer, Trouble> {
    let mut url = asked.clone();
    for hops in 0..=MOST_HOPS {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Trouble::Astray(url.to_string()));
        }
        let mut request = agent
            .get(url.as_str())
            .header("accept", "*/*")
            .header("accept-encoding", "gzip");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let mut answer = request.call().map_err(trouble)?;
        let status = answer.status().as_u16();
        let headers: Vec<(String, String)> = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_ascii_lowercase(), value)
            })
            .collect();
        let header = |name: &str| headers.iter().find(|(own, _)| own == name);
        if matches!(status, 301 | 302 | 303 | 307 | 308)
            && let Some((_, to)) = header("location")
        {
            url = url.join(to).map_err(|_| Trouble::Astray(to.clone()))?;
            continue;
        }
        let is_gzip = header("content-encoding")
            .is_some_and(|(_, packed)| packed.trim().eq_ignore_ascii_case("gzip"));
        let wire = answer.body_mut().as_reader();
        let body = if is_gzip {
            bounded(MultiGzDecoder::new(wire), most_bytes)
        } else {
            bounded(wire, most_bytes)
        };
        let body = body.map_err(|error| trouble(ureq::Error::from(error)))?;
        return Ok(Answer {
            url,
            status,
            headers: Some(headers),
            body: body.ok_or(Trouble::TooLarge(most_bytes))?,
            hops,
        });
    }
    Err(Trouble::Redirects)
}

fn trouble(error: ureq::Error) -> Trouble {
    match error {
        ureq::Error::Timeout(_) => Trouble::Timeout,
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => Trouble::Timeout,
        other => Trouble::Unreachable(other.to_string()),
    }
}
