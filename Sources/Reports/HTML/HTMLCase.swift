import HTTP
import JSON
import Measurement
import Quantities
import Results

/// One case: closed a line, opened all the evidence.
struct HTMLCase {
    private let result: CaseResult
    private let anchor: String

    init(_ result: CaseResult, anchor: String) {
        self.result = result
        self.anchor = anchor
    }

    /// - Parameter isBrief: Whether the evidence is left out, and said to be.
    func write(_ html: inout HTMLWriter, isBrief: Bool) {
        html.element(
            "details",
            [
                "class": "case \(result.verdict.rawValue)", "id": anchor, "data-status": result.verdict.rawValue,
                "data-req": Self.list(result.covers), "data-tag": Self.list(result.tags),
                "data-operation": Self.list([result.subject?.operation ?? ""].filter { !$0.isEmpty }),
            ]
        ) { html in
            html.element("summary") { html in
                html.badge(result.verdict)
                html.element("span", class: "name", text: result.name)
                if let operation { html.element("span", class: "operation", text: operation) }
                html.element("span", class: "time", text: Quantity.describe(nanoseconds: result.duration))
            }
            html.element("div", class: "body") { html in
                facts(&html)
                if isBrief {
                    let description =
                        "The evidence of this case stands in results.json: this page would grow too large with it."
                    html.element("p", class: "soft", text: description)
                } else {
                    for step in result.steps { write(step, &html) }
                    if let smallest = result.smallest { write(smallest, &html) }
                }
            }
        }
    }

    /// What was asked of which path and came back, of the first request.
    private var operation: String? {
        guard let step = result.steps.first(where: { $0.request != nil }), let request = step.request else {
            return nil
        }
        // The target stands above, once for all.
        let url = request.url.utf8
        let authority = url.firstIndex(of: UInt8(ascii: ":")).map { url[$0...].dropFirst(3) }
        let path = Substring(authority?.drop { !"/?#".utf8.contains($0) } ?? url[...])
        // No text has more characters than bytes, and these are counted at once.
        let short = path.utf8.count > 80 && path.count > 80 ? path.prefix(80) + "…" : path
        return "\(request.method) \(short)" + (step.load == nil ? step.response.map { " → \($0.status)" } ?? "" : "")
    }

    /// Lines, as an attribute holds them; none for nothing.
    private static func list(_ texts: [String]) -> String? { texts.isEmpty ? nil : texts.joined(separator: "\n") }

    private func facts(_ html: inout HTMLWriter) {
        html.element("p", class: "soft") { html in
            html.element("code", text: "\(result.file):\(result.line)")
            if result.startedAt > 0 { html.text(" · \(HTMLModel.time(result.startedAt))") }
            if !result.tags.isEmpty { html.text(" · tags \(result.tags.joined(separator: ", "))") }
            if !result.covers.isEmpty { html.text(" · covers ") }
            for id in result.covers {
                html.link(to: HTMLModel.anchor(ofRequirement: id), class: "id", text: id)
                html.text(" ")
            }
            html.link(to: anchor, class: "anchor", text: "link to this case")
        }
        if !result.reason.isEmpty { html.element("p", class: "reason", text: result.reason) }
        if let question = result.question {
            html.element("p") { html in
                html.text("\(question.question) ")
                html.element("strong", text: question.answer ?? "none of the listed")
                html.element("span", class: "soft", text: " (observed: \(question.observed))")
            }
        }
    }

    private func write(_ step: StepResult, _ html: inout HTMLWriter) {
        html.element("div", class: "step") { html in
            if !step.name.isEmpty { html.element("h4", text: step.name) }
            for finding in step.findings { HTMLFinding.write(finding, &html) }
            if let error = step.error, error != result.reason { html.element("p", class: "reason", text: error) }
            notes(step, &html)
            if let load = step.load {
                html.preformatted(LoadText.lines(load).joined(separator: "\n"))
            } else if let capacity = step.capacity {
                // On a narrow page it is tall enough to scroll, which a keyboard has to reach.
                html.preformatted(CapacityText.lines(capacity).joined(separator: "\n"), ["tabindex": "0"])
            } else if let timings = step.timings {
                Waterfall(timings, responseTime: step.responseTime).write(&html)
            }
            HTMLEvidence.write(request: step.request, response: step.response, step.load == nil ? "" : "first ", &html)
            if let request = step.request {
                html.element("p", class: "label", text: "Repeat it with")
                html.preformatted(request.curl, ["class": "curl"])
            }
            if !step.transmissions.isEmpty { HTMLEvidence.write(step.transmissions, &html) }
            for request in step.received { HTMLEvidence.write(request: request, response: nil, "received ", &html) }
        }
    }

    private func notes(_ step: StepResult, _ html: inout HTMLWriter) {
        var lines: [String] = []
        if step.findings.isEmpty, step.error == nil, step.expectations > 0 {
            lines.append("\(HTMLModel.count(step.expectations, "expectation", "expectations")) held")
        }
        if step.attempts > 1 { lines.append("after \(step.attempts) attempts; the last is shown") }
        if let failure = step.failure {
            lines.append("no complete response: \(failure.category.rawValue): \(failure.detail)")
        }
        if let peer = step.peer { lines.append("answered by \(peer)") }
        if let events = step.events { lines.append("events: \(CaseText.description(events))") }
        lines += step.notes.map { "note: \($0)" }
        guard !lines.isEmpty else { return }
        html.element("ul", class: "notes") { html in
            for line in lines { html.element("li", text: line) }
        }
    }

    private func write(_ smallest: SmallestFailure, _ html: inout HTMLWriter) {
        html.element("div", class: "step") { html in
            html.element("h4", text: "The smallest request that fails like this")
            let count = HTMLModel.count(smallest.requests, "further request", "further requests")
            html.element("p", class: "soft", text: "found with \(count)")
            HTMLEvidence.write(request: smallest.request, response: smallest.response, "", &html)
            html.preformatted(smallest.request.curl, ["class": "curl"])
        }
    }
}

/// What was sought and found.
enum HTMLFinding {
    static func write(_ finding: Finding, _ html: inout HTMLWriter) {
        html.element("div", class: "finding") { html in
            html.element("p") { html in
                html.element("code", text: finding.expectation)
                if let pointer = finding.pointer, !pointer.tokens.isEmpty {
                    html.element("span", class: "soft", text: " at \(pointer)")
                }
            }
            html.element("dl", class: "sought") { html in
                html.element("dt", text: "expected")
                html.element("dd", class: "expected", text: finding.expected)
                html.element("dt", text: "found")
                html.element("dd", class: "found", text: finding.found)
            }
            guard !finding.diff.isEmpty else { return }
            html.element("pre", class: "diff") { html in
                html.text("\n")
                for line in finding.diff.lines {
                    let style = line.hasPrefix("-") ? "expected" : line.hasPrefix("+") ? "found" : nil
                    html.element("span", ["class": style], text: line)
                }
            }
        }
    }
}

/// Requests and responses as they went over the wire.
enum HTMLEvidence {
    /// How much of a content is shown, in Unicode scalars.
    private static let longestContent = 4096

    static func write(
        request: RecordedRequest?,
        response: RecordedResponse?,
        _ which: String,
        _ html: inout HTMLWriter
    ) {
        html.element("div", class: "exchange") { html in
            if let request {
                html.element("div") { html in
                    let trace = request.traceID.map { ", trace \($0)" } ?? ""
                    html.element("p", class: "label", text: "The \(which)request\(trace)")
                    let head = ["\(request.method) \(request.url)"] + fields(request.headers)
                    html.preformatted(message(head, request.content))
                }
            }
            if let response {
                html.element("div") { html in
                    html.element("p", class: "label", text: "The \(which)response")
                    let head = ["\(response.version) \(response.status) \(response.reason)"] + fields(response.headers)
                    html.preformatted(message(head, response.content))
                }
            }
        }
    }

    static func write(_ transmissions: [RecordedTransmission], _ html: inout HTMLWriter) {
        html.element("details", class: "bytes") { html in
            html.element("summary", text: "As sent and received, and over which connection")
            for transmission in transmissions {
                var description = transmission.cause
                if !transmission.reason.isEmpty { description += ": \(transmission.reason)" }
                if let connection = transmission.connection { description += ", \(self.description(connection))" }
                html.element("p", class: "label", text: description)
                html.element("div", class: "exchange") { html in
                    html.preformatted(shown(transmission.sent))
                    html.preformatted(shown(transmission.received))
                }
                for certificate in transmission.connection?.tls?.certificates ?? [] {
                    let description =
                        "certificate of \(certificate.subject), by \(certificate.issuer), \(certificate.notBefore) to "
                        + "\(certificate.notAfter), SHA-256 \(certificate.sha256)"
                    html.element("p", class: "soft wraps", text: description)
                }
            }
        }
    }

    private static func description(_ connection: ConnectionEvidence) -> String {
        let parts = [
            connection.local.map { "from \($0)" }, connection.peer.map { "to \($0)" },
            connection.number.map { "request \($0) of the connection" },
            connection.tls.map { "\($0.version) \($0.cipher)" },
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    private static func fields(_ headers: HeaderFields) -> [String] { headers.all.map { "\($0.name): \($0.value)" } }

    private static func message(_ head: [String], _ content: RecordedContent?) -> String {
        guard let content, content.size > 0 else { return head.joined(separator: "\n") }
        return (head + ["", shown(content)]).joined(separator: "\n")
    }

    private static func shown(_ content: RecordedContent) -> String {
        // No text has more scalars than bytes, and these are counted at once.
        let isLong =
            content.text.utf8.count > longestContent && content.text.unicodeScalars.count > longestContent
        // Line ends of HTTP are seen as line ends; a lone one is shown.
        var text = isLong ? String(content.text.unicodeScalars.prefix(longestContent)) : content.text
        // By bytes: in Swift both are one character, and a search among characters takes a hundred times as long.
        if text.utf8.contains(UInt8(ascii: "\r")) { text = withLineFeeds(Array(text.utf8)) }
        if content.isBase64 { text += "\n(base64)" }
        if content.isCut || isLong {
            text += "\n… (\(Quantity.describe(bytes: content.size)) in all)"
        }
        return text
    }

    private static func withLineFeeds(_ bytes: [UInt8]) -> String {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            if byte != UInt8(ascii: "\r") || next != UInt8(ascii: "\n") { kept.append(byte) }
        }
        return String(decoding: kept, as: UTF8.self)
    }
}
