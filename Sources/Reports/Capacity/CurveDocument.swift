import JSON
import Measurement
import Results

/// A curve in `results.json`: its points, and beside them for other programs what they show, which a reader makes anew
/// of the points.
enum CurveDocument {
    static func write(_ curve: CapacityCurve, _ json: inout JSONWriter) {
        json.object { json in
            json.member("axis", curve.axis.rawValue)
            json.member("thinkNs", count: curve.think)
            json.member("points", each: curve.points, write)
            json.member("knee", curve.shape.knee, write)
            json.member("saturation", curve.shape.saturation, write)
            json.member("peak", curve.shape.peak) { (peak: LoadCurve.Point, json: inout JSONWriter) in
                json.object { json in
                    json.member("load", figure: peak.load)
                    json.member("throughputPerSecond", figure: peak.throughput)
                }
            }
            json.member("scalability", curve.shape.scalability, write)
            json.member("queue", curve.shape.queue, write)
        }
    }

    private static func write(_ point: CapacityCurvePoint, _ json: inout JSONWriter) {
        json.object { json in
            json.member("load", figure: point.load)
            json.member("durationNs", count: point.duration)
            json.member("offered", count: point.offered)
            json.member("completed", count: point.completed)
            json.member("failed", count: point.failed)
            json.member("goodputPerSecond", figure: point.goodput)
            json.member("responseTime", point.responseTime, LoadDocument.write)
            json.member("meanServiceNs", figure: point.meanService)
            json.member("inFlight", figure: point.inFlight)
            json.member("overloaded", point.isOverloaded)
            json.member("doubtful", point.isDoubtful)
            json.member("note", point.note)
            json.member("scrape", point.scrape, LoadDocument.write)
        }
    }

    private static func write(_ place: LoadCurve.Place, _ json: inout JSONWriter) {
        let (word, load): (String, Double?) =
            switch place {
            case .at(let load): ("at", load)
            case .beyond(let load): ("beyond", load)
            case .below(let load): ("below", load)
            case .unknown: ("unknown", nil)
            }
        json.object { json in
            json.member("place", word)
            json.member("load", figure: load)
        }
    }

    static func write(_ fit: ScalabilityFit, _ json: inout JSONWriter) {
        json.object { json in
            json.member("law", fit.isAmdahl ? "amdahl" : "universal")
            let coefficients: [(StaticString, ScalabilityFit.Coefficient?)] = [
                ("lambda", fit.lambda), ("sigma", fit.sigma), ("kappa", fit.kappa),
            ]
            for (name, coefficient) in coefficients {
                json.member(name, coefficient) { (coefficient: ScalabilityFit.Coefficient, json: inout JSONWriter) in
                    json.object { json in
                        json.member("value", figure: coefficient.value)
                        json.member("standardError", figure: coefficient.standardError)
                    }
                }
            }
            json.member("peakLoad", figure: fit.peakLoad)
            json.member("determination", figure: fit.determination)
        }
    }

    private static func write(_ fit: QueueFit, _ json: inout JSONWriter) {
        json.object { json in
            switch fit.model {
            case .markov(let servers, let serviceRate):
                json.member("queue", "M/M/\(servers)")
                json.member("servers", count: servers)
                json.member("meanServiceSeconds", figure: 1 / serviceRate)
                json.member("variation", figure: 1)
            case .general(let meanService, let variation):
                json.member("queue", "M/G/1")
                json.member("servers", count: 1 as Int)
                json.member("meanServiceSeconds", figure: meanService)
                json.member("variation", figure: variation)
            }
            json.member("limitPerSecond", figure: fit.limit.value)
            json.member("limitStandardError", figure: fit.limit.standardError)
            json.member("determination", figure: fit.determination)
        }
    }
}

/// Reads a curve of `results.json` back.
enum CurveReader {
    static func curve(_ node: ResultsNode) throws(ResultsError) -> CapacityCurve {
        CapacityCurve(
            axis: try node.member("axis").word(),
            think: try node.nanoseconds("thinkNs"),
            points: try node.member("points").elements(point)
        )
    }

    private static func point(_ node: ResultsNode) throws(ResultsError) -> CapacityCurvePoint {
        var point = CapacityCurvePoint(
            load: try node.double("load"),
            duration: try node.nanoseconds("durationNs"),
            offered: try node.count("offered"),
            completed: try node.count("completed"),
            failed: try node.count("failed"),
            goodput: try node.double("goodputPerSecond"),
            responseTime: try ResultsReader.latency(node.member("responseTime")),
            meanService: try node.double("meanServiceNs"),
            inFlight: try node.optional("inFlight")?.double(),
            isOverloaded: try node.flag("overloaded"),
            isDoubtful: try node.flag("doubtful"),
            note: try node.optionalText("note")
        )
        point.scrape = try node.optional("scrape").map(LoadReader.scrape)
        return point
    }
}
