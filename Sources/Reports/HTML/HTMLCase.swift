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
                "data-operation": result.subject.flatMap { $0.operation.isEmpty ? nil : $0.operation },
            ]
        ) { html in
            html.element("summary") { html in
                html.badge(result.verdict)
                html.element("span", class: "name", text: result.name)
                operation(&html)
                html.element("span", class: "time", text: Quantity.describe(nanoseconds: result.duration))
            }
            html.element("div", class: "body") { html in
                facts(&html)
                if isBrief {
                    let description =
                        "The evidence of this case stands in results.json: this page would grow too large with it."
                    html.element("p", class: "soft", text: description)
                } else {
                    for step in result.steps.indices { write(result.steps[step], &html) }
                    if let smallest = result.smallest { write(smallest, &html) }
                }
            }
        }
    }

    /// What was asked of which path and came back, of the first request.
    private func operation(_ html: inout HTMLWriter) {
        guard let first = result.steps.indices.first(where: { result.steps[$0].request != nil }),
            let request = result.steps[first].request
        else { return }
        html.element("span", class: "operation") { html in
            html.text(request.method)
            html.text(" ")
            let path = Self.path(request.url)
            // No text has more characters than bytes, and these are counted at once.
            let isLong = path.utf8.count > 80 && path.count > 80
            html.text(isLong ? path.prefix(80) : path)
            if isLong { html.text("…") }
            guard result.steps[first].load == nil, let status = result.steps[first].response?.status else { return }
            html.text(" → ")
            html.text(status)
        }
    }

    /// What stands behind the authority of a URL: the target stands above, once for all.
    private static func path(_ url: String) -> Substring {
        let utf8 = url.utf8
        guard let colon = utf8.firstIndex(of: UInt8(ascii: ":")) else { return url[...] }
        return Substring(
            utf8[colon...].dropFirst(3).drop { byte in
                byte != UInt8(ascii: "/") && byte != UInt8(ascii: "?") && byte != UInt8(ascii: "#")
            }
        )
    }

    /// Lines, as an attribute holds them; none for nothing.
    private static func list(_ texts: [String]) -> String? { texts.isEmpty ? nil : texts.joined(separator: "\n") }

    private func facts(_ html: inout HTMLWriter) {
        html.element("p", class: "soft") { html in
            html.element("code") { html in
                html.text(result.file)
                html.text(":")
                html.text(result.line)
            }
            if result.startedAt > 0 {
                html.text(" · ")
                html.text(HTMLModel.time(result.startedAt))
            }
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
                html.preformatted(class: "curl", request.curl)
            }
            if !step.transmissions.isEmpty { HTMLEvidence.write(step.transmissions, &html) }
            for request in step.received { HTMLEvidence.write(request: request, response: nil, "received ", &html) }
        }
    }

    private func notes(_ step: StepResult, _ html: inout HTMLWriter) {
        html.list(class: "notes") { html in
            if step.findings.isEmpty, step.error == nil, step.expectations > 0 {
                html.element("li") { html in
                    html.text(step.expectations)
                    html.text(step.expectations == 1 ? " expectation held" : " expectations held")
                }
            }
            if step.attempts > 1 {
                html.element("li", text: "after \(step.attempts) attempts; the last is shown")
            }
            if let failure = step.failure {
                html.element("li", text: "no complete response: \(failure.category.rawValue): \(failure.detail)")
            }
            if let peer = step.peer {
                html.element("li") { html in
                    html.text("answered by ")
                    html.text(peer)
                }
            }
            if let events = step.events { html.element("li", text: "events: \(CaseText.description(events))") }
            for note in step.notes { html.element("li", text: "note: \(note)") }
        }
    }

    private func write(_ smallest: SmallestFailure, _ html: inout HTMLWriter) {
        html.element("div", class: "step") { html in
            html.element("h4", text: "The smallest request that fails like this")
            let count = HTMLModel.count(smallest.requests, "further request", "further requests")
            html.element("p", class: "soft", text: "found with \(count)")
            HTMLEvidence.write(request: smallest.request, response: smallest.response, "", &html)
            html.preformatted(class: "curl", smallest.request.curl)
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
                    html.preformatted { html in
                        html.text(request.method)
                        html.text(" ")
                        html.text(request.url)
                        rest(request.headers, request.content, &html)
                    }
                }
            }
            if let response {
                html.element("div") { html in
                    html.element("p", class: "label", text: "The \(which)response")
                    html.preformatted { html in
                        html.text(response.version)
                        html.text(" ")
                        html.text(response.status)
                        html.text(" ")
                        html.text(response.reason)
                        rest(response.headers, response.content, &html)
                    }
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
                    html.preformatted { write(transmission.sent, &$0) }
                    html.preformatted { write(transmission.received, &$0) }
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

    /// What of a message stands below its first line.
    private static func rest(_ headers: HeaderFields, _ content: RecordedContent?, _ html: inout HTMLWriter) {
        for field in headers.all {
            html.text("\n")
            html.text(field.name)
            html.text(": ")
            html.text(field.value)
        }
        guard let content, content.size > 0 else { return }
        html.text("\n\n")
        write(content, &html)
    }

    private static func write(_ content: RecordedContent, _ html: inout HTMLWriter) {
        // No text has more scalars than bytes, and these are counted at once.
        let isLong =
            content.text.utf8.count > longestContent && content.text.unicodeScalars.count > longestContent
        let text = isLong ? String(content.text.unicodeScalars.prefix(longestContent)) : content.text
        // Line ends of HTTP are seen as line ends; a lone one is shown. By bytes: in Swift both are one character, and
        // a search among characters takes a hundred times as long.
        html.text(text.utf8.contains(UInt8(ascii: "\r")) ? withLineFeeds(Array(text.utf8)) : text)
        if content.isBase64 { html.text("\n(base64)") }
        if content.isCut || isLong { html.text("\n… (\(Quantity.describe(bytes: content.size)) in all)") }
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
