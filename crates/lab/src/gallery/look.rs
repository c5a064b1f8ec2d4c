//! How a state is looked at: its colours, its width and its language.

use anyhow::Result;
use serde_json::json;

use super::chromium::Tab;

/// The languages that the gallery shows: one that is read from the left, and one from the right.
pub const LANGUAGES: [&str; 2] = ["en", "ar"];

/// A phone's width and a desk's, in CSS pixels.
pub const WIDTHS: [u32; 2] = [390, 1280];

/// A choice of colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// The few colours of a system with high contrast.
    Forced,
}

impl Theme {
    /// All of them.
    pub const ALL: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::Forced];

    /// Its name in a picture's.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Forced => "forced",
        }
    }
}

impl Tab {
    /// Shows what is in it in those colours, or on paper.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn wear(&self, theme: Theme, printed: bool) -> Result<()> {
        let (scheme, forced, contrast) = match theme {
            Theme::Light => ("light", "none", "no-preference"),
            Theme::Dark => ("dark", "none", "no-preference"),
            Theme::Forced => ("dark", "active", "more"),
        };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "forced-colors", "value": forced },
            { "name": "prefers-contrast", "value": contrast },
            // What moves would make each picture another one.
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        let media = if printed { "print" } else { "screen" };
        let worn = json!({ "media": media, "features": features });
        self.ask("Emulation.setEmulatedMedia", worn).await?;
        Ok(())
    }

    /// Makes it so large, in CSS pixels.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.ask("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }
}
