//! What `aws elbv2 describe-…` prints: target groups, their health, and attributes.
//!
//! It names no host, so that it may be that of another load balancer.

use crate::evidence::{Entry, Writer};
use crate::ingest::json::Record;
use crate::ingest::sink::Sink;
use crate::ingest::{Kind, Way};
use crate::target::Place;
use crate::text::Text;

pub(super) static KIND: Kind = Kind {
    id: "aws-elbv2",
    name: Text("what aws elbv2 prints"),
    way: Way::Records(read),
    signs: &[],
};

fn read(record: &Record<'_>, sink: &mut Sink<'_>) -> bool {
    let entry = match record.path {
        "TargetGroups[]" => match record.get("ProtocolVersion") {
            Some("HTTP2" | "GRPC") => Some(Entry::Http2Targets),
            _ => None,
        },
        "TargetHealthDescriptions[]" => match record.get("TargetHealth.State") {
            Some("unhealthy") if !sink.serves => Some(Entry::NoServer),
            // One healthy server is enough to serve.
            Some("healthy") => {
                sink.serves();
                None
            }
            _ => None,
        },
        "Attributes[]" if record.get("Key").is_some() => attribute(record),
        "LoadBalancers[]" | "Listeners[]" if record.get("LoadBalancerArn").is_some() => None,
        _ => return false,
    };
    if let Some(entry) = entry {
        sink.logged(Writer::Aws, entry, Place::Unnamed, None);
    }
    true
}

fn attribute(record: &Record<'_>) -> Option<Entry> {
    match (record.get("Key")?, record.get("Value")?) {
        ("idle_timeout.timeout_seconds", seconds) => Some(Entry::IdleLimit(seconds.parse().ok()?)),
        ("stickiness.enabled", "false") => Some(Entry::NotSticky),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{assert_leaves, assert_reads, line};

    #[test]
    fn what_decides_is_read_and_what_is_as_it_should_be_says_nothing() {
        for (text, expected) in [
            (
                "{\"TargetGroups\": [{\"TargetGroupName\": \"chat\", \"Protocol\": \"HTTP\", \"ProtocolVersion\": \"HTTP2\"}]}",
                Some(Entry::Http2Targets),
            ),
            (
                "{\"TargetGroups\": [{\"TargetGroupName\": \"chat\", \"ProtocolVersion\": \"HTTP1\"}]}",
                None,
            ),
            (
                "{\n  \"Attributes\": [\n    {\"Key\": \"access_logs.s3.enabled\", \"Value\": \"false\"},\n    {\"Key\": \"idle_timeout.timeout_seconds\", \"Value\": \"60\"}\n  ]\n}",
                Some(Entry::IdleLimit(60)),
            ),
            (
                "{\"Attributes\": [{\"Key\": \"stickiness.enabled\", \"Value\": \"false\"}]}",
                Some(Entry::NotSticky),
            ),
            (
                "{\"TargetHealthDescriptions\": [{\"Target\": {\"Id\": \"i-1\", \"Port\": 80}, \"TargetHealth\": {\"State\": \"unhealthy\", \"Reason\": \"Target.FailedHealthChecks\"}}]}",
                Some(Entry::NoServer),
            ),
            (
                "{\"TargetHealthDescriptions\": [{\"TargetHealth\": {\"State\": \"unhealthy\"}}, {\"TargetHealth\": {\"State\": \"healthy\"}}, {\"TargetHealth\": {\"State\": \"unhealthy\"}}]}",
                None,
            ),
        ] {
            let expected = expected.map(|entry| line(Writer::Aws, entry, Place::Unnamed));
            assert_reads(text, &KIND, expected.as_slice());
        }
        assert_leaves("{\"Reservations\": []}");
    }
}
