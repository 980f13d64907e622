//! What must not be kept.

use zeroize::Zeroizing;

/// A password, key or the like, between its element and its end.
///
/// It can be asked whether there is anything in it, and no more: it has no `Display`, no `Serialize`, a `Debug`
/// that says nothing, and is overwritten with zeros when it goes. It never leaves this room.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text away from where it was collected.
    pub fn take(text: &mut String) -> Self {
        Self(Zeroizing::new(std::mem::take(text)))
    }

    /// Whether it is nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_nothing() {
        let mut text = String::from("hunter2");
        let secret = Secret::take(&mut text);
        assert_eq!(
            (
                text.as_str(),
                format!("{secret:?}").as_str(),
                secret.is_blank()
            ),
            ("", "Secret", false)
        );
        assert!(Secret::take(&mut String::from(" \n")).is_blank());
    }
}
