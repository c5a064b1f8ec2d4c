//! Cloudflare's answer about a zone's WebSocket setting.
//!
//! The answer does not name its zone, so that it may be that of another site.

use crate::evidence::{Entry, Writer};
use crate::ingest::json::Record;
use crate::ingest::sink::Sink;
use crate::ingest::{Kind, Way};
use crate::target::Place;
use crate::text::Text;

pub(super) static KIND: Kind = Kind {
    id: "cloudflare-setting",
    name: Text("Cloudflare’s WebSocket setting"),
    way: Way::Records(read),
    signs: &[],
};

fn read(record: &Record<'_>, sink: &mut Sink<'_>) -> bool {
    let setting = ["result.", ""].iter().find_map(|lead| {
        let get = |name: &str| record.get(&[lead, name].concat());
        (get("id") == Some("websockets")).then(|| get("value")).flatten()
    });
    let entry = match setting {
        Some("off") => Entry::SwitchedOff,
        Some("on") => Entry::SwitchedOn,
        _ => return false,
    };
    sink.logged(Writer::Cloudflare, entry, Place::Unnamed, None);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{assert_leaves, assert_reads, line};

    #[test]
    fn the_setting_is_read_from_its_whole_answer_and_from_the_part_that_matters() {
        for (text, entry) in [
            ("{\"id\":\"websockets\",\"value\":\"off\"}", Entry::SwitchedOff),
            (
                "{\"result\":{\"id\":\"websockets\",\"value\":\"on\",\"modified_on\":null,\"editable\":true},\"success\":true,\"errors\":[],\"messages\":[]}",
                Entry::SwitchedOn,
            ),
        ] {
            assert_reads(text, &KIND, &[line(Writer::Cloudflare, entry, Place::Unnamed)]);
        }
        assert_leaves("{\"result\":{\"id\":\"http2\",\"value\":\"off\"},\"success\":true}");
    }
}
