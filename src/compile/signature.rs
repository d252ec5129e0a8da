//! The shop's signature under a built folder.
//!
//! Ed25519 (RFC 8032) over the bytes of the manifest, which names every other file with its SHA-256: who
//! cannot sign cannot change anything that a page takes from the folder. What was signed once stays
//! signed, so that an older folder can be put in a newer one's place.

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ed25519_dalek::{
    SIGNATURE_LENGTH, Signature, Signer as _, SigningKey, VerifyingKey,
    pkcs8::DecodePrivateKey as _,
};

use super::{
    hash,
    manifest::MANIFEST_FILE,
    published::{ArtefactFault, verify},
    staging::FileError,
};

/// Why a folder was not signed, or a signature does not hold.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureFault {
    /// What stands in the key's place.
    #[error("{file} holds no Ed25519 key: {message}")]
    NoKey {
        /// Its name.
        file: String,
        /// What was met.
        message: String,
    },
    /// The page's key.
    #[error("{given:?} is no Ed25519 key: 44 characters of base64, as `tandem sign` prints them")]
    NoPublicKey {
        /// What was given.
        given: String,
    },
    /// The folder itself.
    #[error("{0}")]
    Artefact(#[from] ArtefactFault),
    /// A file that cannot be read or written.
    #[error("{0}")]
    File(#[from] FileError),
    /// No signature, or one of another key or manifest.
    #[error("{MANIFEST_FILE} is not signed by this key: sign the folder with `tandem sign`")]
    NotSigned,
}

/// A folder with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The file that holds it, 64 bytes: `manifest-<hash>.sig`, beside the manifest. A newer manifest
    /// has another name for it, so that pages that come while files are replaced find theirs.
    pub file: PathBuf,
    /// What pages accept it by, `data-key`: the public key in base64.
    pub public_key: String,
}

/// Signs a folder as it stands, with the private key of a PKCS #8 PEM file (RFC 8410).
///
/// # Errors
/// A fault of the folder or of the key; nothing is written then.
pub fn sign(folder: &Path, key_file: &Path) -> Result<Signed, SignatureFault> {
    let no_key = |message: String| SignatureFault::NoKey {
        file: key_file.display().to_string(),
        message,
    };
    let pem = fs::read_to_string(key_file).map_err(|error| no_key(error.to_string()))?;
    let key = SigningKey::from_pkcs8_pem(&pem).map_err(|error| no_key(error.to_string()))?;
    if let Some(fault) = verify(folder).into_iter().next() {
        return Err(fault.into());
    }
    let manifest = manifest_of(folder)?;
    let file = folder.join(signature_file(&manifest));
    let signature = key.sign(&manifest).to_bytes();
    let place = |error| SignatureFault::from(FileError::new("cannot write", &file)(error));
    let draft = file.with_extension("part");
    fs::write(&draft, signature)
        .and_then(|()| fs::rename(&draft, &file))
        .map_err(place)?;
    Ok(Signed {
        file,
        public_key: BASE64_STANDARD.encode(key.verifying_key().as_bytes()),
    })
}

/// Checks a folder's signature by the public key that pages have.
///
/// # Errors
/// [`SignatureFault::NotSigned`], or what keeps it from being checked.
pub fn check_signature(folder: &Path, public_key: &str) -> Result<(), SignatureFault> {
    let manifest = manifest_of(folder)?;
    let signature = fs::read(folder.join(signature_file(&manifest))).unwrap_or_default();
    accepts(&manifest, &signature, public_key)
}

/// Whether a page whose tag has this key takes this manifest with this signature, as the widget decides it.
///
/// # Errors
/// [`SignatureFault::NotSigned`], or [`SignatureFault::NoPublicKey`].
pub(crate) fn accepts(
    manifest: &[u8],
    signature: &[u8],
    public_key: &str,
) -> Result<(), SignatureFault> {
    let key = BASE64_STANDARD
        .decode(public_key)
        .ok()
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok())
        .ok_or_else(|| SignatureFault::NoPublicKey {
            given: public_key.to_owned(),
        })?;
    let signature =
        <[u8; SIGNATURE_LENGTH]>::try_from(signature).map_err(|_| SignatureFault::NotSigned)?;
    key.verify_strict(manifest, &Signature::from_bytes(&signature))
        .map_err(|_| SignatureFault::NotSigned)
}

fn manifest_of(folder: &Path) -> Result<Vec<u8>, SignatureFault> {
    fs::read(folder.join(MANIFEST_FILE)).map_err(|source| {
        ArtefactFault::Unreadable {
            file: MANIFEST_FILE.to_owned(),
            source,
        }
        .into()
    })
}

/// The name of the file with this manifest's signature.
pub(crate) fn signature_file(manifest: &[u8]) -> String {
    hash::entry("manifest", "sig", manifest).file
}
