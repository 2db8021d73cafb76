package import Quantities
import Decoding
package import JSON

/// An objective of traffic as it is written in a command: `p99<50ms`, `failures<0.1%`, `goodput>=190/s`, `status=200`.
///
/// It says what a member of `expect` says, so `<` means "at most" and `>` "at least", as there.
package struct Objective: Sendable, Hashable {
    /// The member of `expect`.
    package var key: String
    /// The member of that, such as `p99`; `nil` where the value stands directly.
    package var part: String?
    /// The limit as it was written.
    package var value: String

    /// The objective that `text` says.
    ///
    /// - Throws: what is wrong with it.
    package init(_ text: String) throws(QuantityError) {
        let compact = text.filter { !$0.isWhitespace }
        let name = String(compact.prefix { !"<>=".contains($0) })
        let rest = compact.dropFirst(name.count)
        let sign = String(rest.prefix { "<>=".contains($0) })
        value = String(rest.dropFirst(sign.count))
        guard !sign.isEmpty, !value.isEmpty else {
            throw QuantityError(message: "expected an objective, found '\(text)'", help: Self.examples)
        }
        let signs: [String]
        if ExpectationDecoder.percentiles.contains(name) {
            (key, part, signs) = ("latency", name, ["<", "<="])
            _ = try Quantity.duration(value)
        } else if name == "failures" {
            (key, signs) = (name, ["<", "<="])
            _ = try Quantity.percent(value)
        } else if name == "goodput" {
            (key, signs) = (name, [">", ">="])
            _ = try Quantity.rate(value)
        } else if name == "status" {
            (key, signs) = (name, ["=", "=="])
            guard StatusSet(value) != nil else {
                throw QuantityError(message: "expected a status, found '\(value)'", help: "write 200 or 2xx")
            }
        } else {
            let known = ExpectationDecoder.percentiles + ["failures", "goodput", "status"]
            throw QuantityError(
                message: "'\(name)' is none of what an objective can be about",
                help: UnknownName.help(name, among: known)
            )
        }
        guard signs.contains(sign) else {
            throw QuantityError(message: "'\(text)' must have \(signs[0]) for its sign", help: Self.examples)
        }
    }

    private static let examples = "write for example 'p99<50ms', 'failures<0.1%', 'goodput>190/s' or 'status=200'"

    /// It as a search for capacity says it: `p99 at most 50 ms`; `nil` for what no goal is about.
    package var description: String? {
        switch (key, part) {
        case ("latency", let part?):
            (try? Quantity.duration(value)).map { "\(part) at most \(Quantity.describe(nanoseconds: $0))" }
        case ("failures", _): (try? Quantity.percent(value)).map { "failures at most \(Quantity.describe(share: $0))" }
        default: nil
        }
    }

    /// The `expect` that says all of `objectives`.
    ///
    /// - Throws: what is said twice.
    package static func expectation(_ objectives: [Objective]) throws(QuantityError) -> JSONObject {
        var expect = JSONObject()
        for objective in objectives {
            guard let part = objective.part else {
                if expect[objective.key] != nil { throw twice(objective.key) }
                expect[objective.key] = .string(objective.value)
                continue
            }
            var limits = expect[objective.key]?.object ?? JSONObject()
            if limits[part] != nil { throw twice(part) }
            limits[part] = .string(objective.value)
            expect[objective.key] = .object(limits)
        }
        return expect
    }

    private static func twice(_ name: String) -> QuantityError {
        QuantityError(message: "there are two objectives for \(name)", help: "keep the lower one")
    }
}
