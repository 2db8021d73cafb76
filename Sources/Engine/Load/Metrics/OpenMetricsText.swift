import HTTP
import LoadEngine
import Measurement

/// Writes ``LoadMetrics`` in the text format of OpenMetrics.
enum OpenMetricsText {
    typealias Entry = LoadMetrics.Entry
    typealias Labels = OpenMetrics.Labels

    /// The upper ends of the histograms' buckets, in seconds: 1, 2.5, 5 of each power of ten.
    static let bounds = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50,
    ]

    static func text(_ entries: [Entry]) -> String {
        guard !entries.isEmpty else { return OpenMetrics.end }
        var text = ""
        for counter in counters(entries) {
            text += OpenMetrics.head("counter", counter.name, unit: counter.unit, counter.help)
            for entry in entries {
                for (labels, value) in counter.values(entry.figures.counts) {
                    text += OpenMetrics.sample("\(counter.name)_total", self.labels(entry) + labels, "\(value)")
                }
            }
        }
        for gauge in gauges {
            text += OpenMetrics.head("gauge", gauge.name, unit: gauge.unit, gauge.help)
            for entry in entries { text += OpenMetrics.sample(gauge.name, labels(entry), "\(gauge.value(entry))") }
        }
        text += histograms(
            "response_time",
            "From the intended start to the last byte of the response.",
            entries,
            \.responseTime
        )
        text += histograms(
            "service_time",
            "From the actual send to the last byte of the response.",
            entries,
            \.serviceTime
        )
        return text + OpenMetrics.end
    }

    private struct Counter {
        var name: String
        var unit = ""
        var help: String
        var values: (LoadCounts) -> [(Labels, Int)]

        init(_ name: String, unit: String = "", _ help: String, _ value: @escaping (LoadCounts) -> Int) {
            self.init(name, unit: unit, help, values: { [([], value($0))] })
        }

        init(_ name: String, unit: String = "", _ help: String, values: @escaping (LoadCounts) -> [(Labels, Int)]) {
            self.name = "muster_load_\(name)"
            self.unit = unit
            self.help = help
            self.values = values
        }
    }

    private static func counters(_ entries: [Entry]) -> [Counter] {
        [
            Counter("requests_offered", "Requests that the model asked for, warm-up excluded.") { $0.offered },
            Counter("requests_sent", "Requests that were sent, warm-up excluded.") { $0.sent },
            Counter("requests_completed", "Complete responses, warm-up excluded.") { $0.completed },
            Counter("requests_broken", "Complete responses that broke an expectation.") { $0.broken },
            Counter("requests_failed", "Requests without a complete response, by category.") { counts in
                counts.failures.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                    ([("category", $0.key.rawValue)], $0.value)
                }
            },
            Counter("requests_warm_up", "Requests that were sent in the warm-up.") { $0.warmUp },
            Counter("connections_opened", "Connections that were opened.") { $0.opened },
            Counter("received_bytes", unit: "bytes", "Bytes received, above TLS.") { $0.bytesIn },
            Counter("sent_bytes", unit: "bytes", "Bytes sent, above TLS.") { $0.bytesOut },
        ]
    }

    private struct Gauge {
        var name: String
        var unit = ""
        var help: String
        var value: (Entry) -> Double
    }

    private static var gauges: [Gauge] {
        [
            Gauge(name: "muster_load_running", help: "1 while the load runs, 0 after.") { $0.isRunning ? 1 : 0 },
            Gauge(name: "muster_load_elapsed_seconds", unit: "seconds", help: "Since the load began, warm-up included.")
            {
                Double($0.figures.elapsed) / 1e9
            },
            Gauge(name: "muster_load_offered_rate", help: "Requests a second that the model asks for now.") {
                $0.offeredRate
            },
            Gauge(name: "muster_load_sent_rate", help: "Requests a second that are sent now.") { $0.sentRate },
            Gauge(name: "muster_load_in_flight", help: "Requests in flight.") { Double($0.figures.inFlight) },
            Gauge(name: "muster_load_connections", help: "Open connections.") { Double($0.figures.connections) },
            Gauge(
                name: "muster_load_backlog_seconds",
                unit: "seconds",
                help: "How late the oldest request is that waits for a connection."
            ) { Double($0.figures.backlog) / 1e9 },
        ]
    }

    /// A histogram of each request and status class: buckets add up, as OpenMetrics wants it, and are as exact as the
    /// figures of the reports, 0.1%.
    private static func histograms(
        _ name: String,
        _ help: String,
        _ entries: [Entry],
        _ times: KeyPath<LoadMetrics.Times, LatencyRecorder>
    ) -> String {
        let name = "muster_load_\(name)_seconds"
        var text = OpenMetrics.head("histogram", name, unit: "seconds", help)
        for entry in entries {
            for part in entry.times {
                let recorder = part[keyPath: times]
                let own =
                    labels(entry) + [
                        ("endpoint", entry.names[part.endpoint]), ("status_class", "\(part.statusClass)xx"),
                    ]
                for bound in bounds {
                    let count = recorder.count - recorder.count(above: UInt64((bound * 1e9).rounded()))
                    text += OpenMetrics.sample("\(name)_bucket", own + [("le", "\(bound)")], "\(count)")
                }
                text += OpenMetrics.sample("\(name)_bucket", own + [("le", "+Inf")], "\(recorder.count)")
                text += OpenMetrics.sample("\(name)_count", own, "\(recorder.count)")
                text += OpenMetrics.sample("\(name)_sum", own, "\(recorder.mean * Double(recorder.count) / 1e9)")
            }
        }
        return text
    }

    private static func labels(_ entry: Entry) -> Labels {
        [("suite", entry.suite), ("scenario", entry.scenario), ("run", "\(entry.run)")]
    }
}
