import HTTP
import JSON
import LoadEngine
import Quantities
import Scenarios
import Substitution

/// Makes a template of a request with gaps, in the words of ``RequestRenderer``: what fills a gap is bytes, whatever
/// they are, and what stands around them is written as for a single request.
struct TemplateBuilder {
    private let draft: RequestDraft
    private let values: [LateValue]
    private let data: LoadData?
    private let renderers: RequestRenderers
    /// The texts that the flow's memory holds for it.
    private(set) var texts: FlowTexts
    private var columns: [Column] = []
    private var feeder: DataFeeder?

    /// So long a text may have changed before that is seen, in nanoseconds: little of the quarter of a second that is
    /// left of a token's shortest life when it is renewed.
    static let longestUnseen: UInt64 = 20_000_000

    /// A column, or a part of its values, as the request writes it.
    private struct Column: Hashable {
        var index: Int
        var path: [String]
        var fill: GapFill
    }

    init(
        _ draft: RequestDraft,
        _ values: [LateValue],
        _ data: LoadData?,
        _ renderers: RequestRenderers,
        _ texts: FlowTexts
    ) {
        self.draft = draft
        self.values = values
        self.data = data
        self.renderers = renderers
        self.texts = texts
    }

    /// The template and where its requests go; `nil` when each has to be made by itself.
    mutating func template(takesCookies: Bool) -> (RequestTemplate, HTTPURL.Origin)? {
        // Of a request with the gaps closed, everything is known but what fills them.
        let closed = draft.closed
        guard !draft.isOpaque, let target = target(),
            let renderer = try? renderers.renderer(for: HTTPURL(closed.url)),
            let rendered = try? renderer.render(closed),
            let framing = try? RequestRenderer.framing(of: closed),
            framing != .chunked || draft.body?.isKnown ?? true
        else { return nil }
        guard gatherColumns() else { return nil }
        let url = rendered.url
        var head = "\(closed.method) \(renderer.form == .absolute ? "\(url.origin.scheme)://\(url.authority)" : "")"
        if target.bytes.first == UInt8(ascii: "?") || target.bytes.isEmpty && target.isKnown { head += "/" }
        var parts: [TemplatePart] = [.literal(Array(head.utf8))]
        guard add(target, to: &parts) else { return nil }
        var lines = " \(renderer.versionText)\r\n"
        for field in renderer.leadingFields(of: closed, to: url) { lines += RequestRenderer.line(field) }
        parts.append(.literal(Array(lines.utf8)))
        for field in draft.fields where renderer.sends(HeaderField(field.name, "")) {
            if field.value.isKnown {
                parts.append(.literal(Array(RequestRenderer.line(HeaderField(field.name, field.value.shown)).utf8)))
                continue
            }
            parts.append(.literal(Array("\(field.name): ".utf8)))
            guard add(field.value, to: &parts) else { return nil }
            parts.append(.literal([0x0D, 0x0A]))
        }
        if takesCookies, closed.takes("Cookie") { parts.append(.captured(FlowTexts.cookies)) }
        if framing == .length {
            parts += [.literal(Array("Content-Length: ".utf8)), .contentLength, .literal([0x0D, 0x0A])]
        }
        parts.append(.literal([0x0D, 0x0A]))
        var content: [TemplatePart] = []
        if framing == .chunked {
            content = [.literal(rendered.content)]
        } else if let body = draft.body {
            guard add(body, to: &content) else { return nil }
        }
        return (RequestTemplate(head: parts, body: content), url.origin)
    }

    /// Path and query, when no gap is in what stands before them.
    private func target() -> GapText? {
        let bytes = draft.url.bytes
        guard !bytes.contains(UInt8(ascii: "#")), let scheme = bytes.firstRange(of: Array("://".utf8)) else {
            return nil
        }
        let end = bytes[scheme.upperBound...].firstIndex { "/?".utf8.contains($0) } ?? bytes.endIndex
        let isOpen = draft.url.gaps.contains { gap in
            gap.offset < end || gap.offset == end && gap.fill?.place != .pathStart
        }
        return isOpen ? nil : draft.url.dropping(end)
    }

    /// Finds out which columns there are, and makes a feeder of them; `false` when one has a value of which the request
    /// gets another form, as a field that isn't sent for null.
    private mutating func gatherColumns() -> Bool {
        guard let data else { return true }
        for gap in [draft.url] + draft.fields.map(\.value) + [draft.body].compactMap({ $0 }) {
            for gap in gap.gaps { if let column = column(gap), !columns.contains(column) { columns.append(column) } }
        }
        guard !columns.isEmpty else { return true }
        let order: DataFeeder.Order =
            switch data.order {
            case .sequential: .sequential
            case .random: .random
            case .once: .uniqueOnce
            }
        let columns = columns
        feeder = try? DataFeeder(rows: data.rows.count, columns: columns.count, order: order) { row, number in
            let column = columns[number]
            return data.rows[row][column.index].part(column.path).flatMap(column.fill.bytes)
        }
        return feeder != nil
    }

    private func column(_ gap: GapText.Gap) -> Column? {
        guard var fill = gap.fill, case .column(let index, let path) = values[fill.number] else { return nil }
        fill.number = 0
        return Column(index: index, path: path, fill: fill)
    }

    /// Adds what is known of `text` and what fills its gaps; `false` when one can't be filled by itself.
    private mutating func add(_ text: GapText, to parts: inout [TemplatePart]) -> Bool {
        var end = 0
        for gap in text.gaps {
            parts.append(.literal(Array(text.bytes[end..<gap.offset])))
            end = gap.offset
            guard let filling = filling(gap) else { return false }
            parts += filling
        }
        parts.append(.literal(Array(text.bytes[end...])))
        return true
    }

    private mutating func filling(_ gap: GapText.Gap) -> [TemplatePart]? {
        guard let fill = gap.fill else { return nil }
        switch values[fill.number] {
        case .index: return fill.place == .pathStart ? nil : [.requestIndex]
        case .user: return fill.place == .pathStart ? nil : [.userIndex]
        case .function(let function): return filling(function, fill)
        case .live(let text):
            let bytes = { @Sendable (_: UInt64) -> [UInt8] in fill.bytes(of: .string(text.text)) ?? [] }
            return [.text(TimedText(granularity: Self.longestUnseen, render: bytes))]
        case .capture(let name, let path): return [.captured(texts.number(name, path, fill))]
        case .column:
            guard let feeder, let column = column(gap), let number = columns.firstIndex(of: column) else { return nil }
            return [.value(feeder, column: number)]
        }
    }

    private func filling(_ function: Reference, _ fill: GapFill) -> [TemplatePart]? {
        switch function {
        case .now(let offset, let format):
            let text = { @Sendable (instant: UInt64) -> [UInt8]? in
                let milliseconds = Int64(clamping: instant / 1_000_000) + offset / 1_000_000
                return fill.bytes(of: format.value(fromUnixMilliseconds: milliseconds))
            }
            // One that doesn't fit never does: its characters are always of the same kinds.
            guard text(0) != nil else { return nil }
            return [.text(TimedText(granularity: format.granularity(offset: offset)) { text($0) ?? [] })]
        case .uuid: return plain(.uuid, fill)
        case .randomText(let alphabet, let count):
            return count == 0 ? nil : plain(.random(alphabet, count: count), fill)
        case .randomInteger(let range):
            guard range.lowerBound >= 0, fill.place != .pathStart else { return nil }
            return [.randomInteger(UInt64(range.lowerBound)...UInt64(range.upperBound))]
        case .variable, .bare, .external, .environment, .null, .repeated, .file, .applied, .calculated: return nil
        }
    }

    /// A text of characters that no place encodes.
    private func plain(_ part: TemplatePart, _ fill: GapFill) -> [TemplatePart]? {
        if fill.place == .pathStart { return nil }
        let quote = TemplatePart.literal([UInt8(ascii: "\"")])
        return fill.encoding == .json ? [quote, part, quote] : [part]
    }
}
