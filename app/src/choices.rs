//! What belongs to a browser and not to a person: light or dark, and whether single keys do
//! something. Each is a cookie, so that the first byte of the page is right already.

use http::{HeaderMap, HeaderValue, header};

/// How the page is lit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The cookie's and the field's name.
    pub const NAME: &str = "theme";

    /// What a browser chose; whatever is unknown follows the system.
    pub fn of(headers: &HeaderMap) -> Self {
        cookie(headers, Self::NAME).map_or(Self::System, Self::from_code)
    }

    /// The theme of a code; whatever is unknown follows the system.
    pub fn from_code(code: &str) -> Self {
        match code {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The code in cookie and form.
    pub fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What the menu calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::System => "as the system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The one that the menu's button goes to.
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// The value of `data-theme`, which the style reads; none follows the system.
    pub fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then(|| self.code())
    }
}

/// Whether single keys do something.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Keys {
    /// They do.
    #[default]
    On,
    /// They were switched off, for instance by somebody who speaks to their computer.
    Off,
}

impl Keys {
    /// The cookie's and the field's name.
    pub const NAME: &str = "keys";

    /// What a browser chose.
    pub fn of(headers: &HeaderMap) -> Self {
        cookie(headers, Self::NAME).map_or(Self::On, Self::from_code)
    }

    /// The choice of a code.
    pub fn from_code(code: &str) -> Self {
        if code == "off" { Self::Off } else { Self::On }
    }

    /// The code in cookie and form, and what the menu calls it.
    pub fn code(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }

    /// The other one.
    pub fn next(self) -> Self {
        match self {
            Self::On => Self::Off,
            Self::Off => Self::On,
        }
    }
}

/// A year for a choice.
const KEPT_SECONDS: u32 = 31_536_000;

/// The header that makes a browser remember a choice.
pub fn remember(name: &str, code: &str, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={code}; Path=/; Max-Age={KEPT_SECONDS}; SameSite=Lax; HttpOnly{secure}")
        .parse()
        .expect("names and codes of choices are plain ASCII")
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_found_among_other_cookies() {
        let headers = |cookies: &'static str| {
            HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(cookies))])
        };
        assert_eq!(Theme::of(&headers("__Host-sid=x; theme=dark")), Theme::Dark);
        assert_eq!(Theme::of(&headers("theme=\"><script>")), Theme::System);
        assert_eq!(Theme::of(&headers("mytheme=dark")), Theme::System);
        assert_eq!(Keys::of(&headers("theme=dark; keys=off")), Keys::Off);
        assert_eq!(Keys::of(&headers("")), Keys::On);
    }
}
