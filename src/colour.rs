//! A deployment's own accent, held to what [WCAG 2.2] asks of text.
//!
//! [WCAG 2.2]: https://www.w3.org/TR/WCAG22/#contrast-minimum

/// A colour, by its red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

/// What an accent is read on: of the grounds of its theme, the one that is nearest to it.
pub struct Ground {
    colour: Colour,
    /// As the message has it.
    name: &'static str,
}

/// In the light theme, `--sunken`: text on the accent itself is white, and so easier to read.
pub const LIGHT: Ground = Ground { colour: Colour([0xee, 0xf1, 0xf4]), name: "#eef1f4" };
/// In the dark theme, `--unknown-ground`: text on the accent itself is darker than it.
pub const DARK: Ground = Ground { colour: Colour([0x1d, 0x26, 0x30]), name: "#1d2630" };

/// The least contrast, in tenths.
const LEAST: u32 = 45;
const PARTS: u32 = 16;

impl Colour {
    /// The colour that `#rrggbb` names.
    pub fn read(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let mut colour = Colour([0; 3]);
        for (index, digit) in digits.chars().enumerate() {
            let channel = &mut colour.0[index / 2];
            // Two digits are at most 255.
            *channel = *channel * 16 + digit.to_digit(16)? as u8;
        }
        Some(colour)
    }

    /// It as a style sheet has it.
    pub fn style(self) -> String {
        let [red, green, blue] = self.0.map(|channel| channel.to_string());
        ["rgb(", &red, ",", &green, ",", &blue, ")"].concat()
    }

    /// So many sixteenths of the way from it to black, or to white.
    pub fn toward(self, end: u8, parts: u32) -> Colour {
        let mixed = |own: u8| {
            let sum = u32::from(own) * (PARTS - parts) + u32::from(end) * parts;
            // A mean of two bytes is one.
            (sum / PARTS) as u8
        };
        Colour(self.0.map(mixed))
    }

    /// It, or as much of white in it as it takes to be read there.
    pub fn lightened(self, on: &Ground) -> Colour {
        let mut steps = (0..PARTS).map(|parts| self.toward(u8::MAX, parts));
        steps.find(|colour| on.short(*colour).is_none()).unwrap_or(Colour([u8::MAX; 3]))
    }

    /// How much light it gives, of what white gives.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl Ground {
    /// What is expected of an accent.
    pub fn expected(&self) -> String {
        ["a colour with a contrast of at least 4.5 to ", self.name].concat()
    }

    /// The contrast of a colour to this ground where that is not enough.
    pub fn short(&self, colour: Colour) -> Option<String> {
        let [own, ground] = [colour, self.colour].map(|colour| colour.luminance() + 0.05);
        // Rounded down, so that what is refused never reads as enough.
        let tenths = (10.0 * own.max(ground) / own.min(ground)) as u32;
        (tenths < LEAST)
            .then(|| [&*(tenths / 10).to_string(), ".", &(tenths % 10).to_string()].concat())
    }
}

/// The light of a channel. Its power of 2.4 is a square times a fifth root of that: `powf` would
/// weigh more than all else here.
fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.04045 {
        return value / 12.92;
    }
    let base = (value + 0.055) / 1.055;
    let square = base * base;
    // Newton's method from above: after so many steps nothing changes.
    let root: f64 =
        (0..16).fold(1.0, |root, _| root - (root - square / (root * root * root * root)) / 5.0);
    square * root
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::read(text).expect(text)
    }

    #[test]
    fn a_colour_is_six_digits_behind_a_hash() {
        assert_eq!(Colour::read("#0b5CaD"), Some(Colour([0x0b, 0x5c, 0xad])));
        for text in ["", "#", "0b5cad", "#0b5ca", "#0b5cad0", "#0b5cag", "#+b5cad", "#éééé", "blue"]
        {
            assert_eq!(Colour::read(text), None, "{text}");
        }
        assert_eq!(colour("#0b5cad").style(), "rgb(11,92,173)");
    }

    #[test]
    fn light_is_as_the_formula_has_it() {
        for channel in 0..=u8::MAX {
            let value = f64::from(channel) / 255.0;
            let formula =
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
            assert!((linear(channel) - formula).abs() < 1e-9, "{channel}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_contrast() {
        // Either side of the line.
        assert_eq!(LIGHT.short(colour("#6e6e6e")), Some("4.4".into()));
        assert_eq!(LIGHT.short(colour("#6d6d6d")), None);
        assert_eq!(LIGHT.short(colour("#eef1f4")), Some("1.0".into()));
        assert_eq!(DARK.short(colour("#0b5cad")), Some("2.2".into()));
    }

    #[test]
    fn a_dark_accent_is_lightened_until_it_can_be_read_in_the_dark() {
        for text in ["#000000", "#0b5cad", "#8a0f3c", "#0000ff", "#79b8ff"] {
            let lightened = colour(text).lightened(&DARK);
            assert_eq!(DARK.short(lightened), None, "{text}");
        }
        assert_eq!(colour("#79b8ff").lightened(&DARK), colour("#79b8ff"));
    }

    #[test]
    fn the_grounds_are_the_worst_of_the_theme() {
        let (light, dark) = include_str!("../styles/theme.css")
            .split_once("@media (prefers-color-scheme: dark)")
            .expect("it has both themes");
        let (dark, _) = dark.split_once("@media").expect("there is more");
        let of = |theme: &str, name: &str| {
            let (_, rest) = theme.split_once(&format!("--{name}: ")).expect(name);
            colour(&rest[..7])
        };
        for (theme, ground, name) in [(light, LIGHT, "sunken"), (dark, DARK, "unknown-ground")] {
            assert_eq!(of(theme, name), ground.colour);
            assert_eq!(colour(ground.name), ground.colour);
            for name in ["ground", "surface", "sunken", "unknown-ground", "on-accent"] {
                let more = of(theme, name).luminance() - ground.colour.luminance();
                assert!(if theme == light { more >= 0.0 } else { more <= 0.0 }, "--{name}");
            }
        }
    }
}
