import HTTP
import Quantities

/// A chart of lines as SVG that stands in the page, with its legend below and its numbers as a table.
struct Chart {
    /// An axis and what its marks are called.
    struct Axis {
        var name: String
        var scale: ChartScale
        var unit: ChartUnit
    }

    /// A line through points, told from others by its colour and by its dashes.
    struct Line {
        var name: String
        var points: [(x: Double, y: Double)]
        /// Which of the styles, from 1.
        var style: Int
        /// Whether each point is marked.
        var isMarked = false
    }

    /// A line across, at a value that must not be passed.
    struct Limit {
        var name: String
        var value: Double
    }

    /// What a line is expected between, as a band around it.
    struct Band {
        var name: String
        var points: [(x: Double, lower: Double, upper: Double)]
        /// That of its line.
        var style: Int
    }

    /// A line upwards, at a value that has a name.
    struct Mark {
        var name: String
        var value: Double
    }

    /// A field of a heat map.
    struct Cell {
        var x: ClosedRange<Double>
        var y: ClosedRange<Double>
        /// How dark it is, from 1.
        var level: Int
    }

    /// What levels of a heat map mean, from 1.
    static let levels = ["up to 2% of the second's responses", "up to 10%", "up to 30%", "up to 60%", "more"]

    /// The level of a share, which isn't 0.
    static func level(of share: Double) -> Int { 1 + ([0.02, 0.1, 0.3, 0.6].firstIndex { share <= $0 } ?? 4) }

    var title: String
    var x: Axis
    var y: Axis
    var lines: [Line]
    var limits: [Limit] = []
    var cells: [Cell] = []
    var bands: [Band] = []
    var marks: [Mark] = []

    private static let width = 480.0
    private static let height = 270.0
    private static let left = 64.0
    private static let right = 16.0
    private static let top = 14.0
    private static let bottom = 46.0

    func write(_ html: inout HTMLWriter) {
        html.element("figure") { html in
            html.element("figcaption", text: title)
            html.element(
                "svg",
                [
                    "class": "chart", "role": "img", "aria-label": "\(title): \(y.name) by \(x.name)",
                    "viewBox": "0 0 \(SVGText.number(Self.width)) \(SVGText.number(Self.height))",
                ]
            ) { html in
                drawCells(&html)
                for band in bands { draw(band, &html) }
                grid(&html)
                for (row, mark) in marks.enumerated() { draw(mark, row: row, &html) }
                for limit in limits { draw(limit, &html) }
                for line in lines { draw(line, &html) }
            }
            legend(&html)
        }
    }

    private func across(_ value: Double) -> Double {
        Self.left + x.scale.place(value) * (Self.width - Self.left - Self.right)
    }

    private func up(_ value: Double) -> Double {
        Self.height - Self.bottom - y.scale.place(value) * (Self.height - Self.top - Self.bottom)
    }

    private func grid(_ html: inout HTMLWriter) {
        let (floor, end) = (Self.height - Self.bottom, Self.width - Self.right)
        for mark in y.scale.marks {
            let place = SVGText.number(up(mark))
            html.line("grid", (SVGText.number(Self.left), place), (SVGText.number(end), place))
            html.label(y.unit.text(mark), "end", Self.left - 6, up(mark) + 4)
        }
        for mark in x.scale.marks {
            let place = SVGText.number(across(mark))
            html.line("tick", (place, SVGText.number(floor)), (place, SVGText.number(floor + 4)))
            html.label(x.unit.text(mark), "middle", across(mark), floor + 18)
        }
        html.line(
            "axis",
            (SVGText.number(Self.left), SVGText.number(floor)),
            (SVGText.number(end), SVGText.number(floor))
        )
        html.label(x.name, "middle", (Self.left + end) / 2, Self.height - 8, class: "name")
    }

    /// A path for each level: thousands of elements would take long to open.
    private func drawCells(_ html: inout HTMLWriter) {
        for level in 1...Self.levels.count {
            let path = cells.filter { $0.level == level }.map { cell in
                let (left, top) = (across(cell.x.lowerBound), up(cell.y.upperBound))
                let width = SVGText.number(across(cell.x.upperBound) - left)
                let height = SVGText.number(up(cell.y.lowerBound) - top)
                return "M\(SVGText.number(left)) \(SVGText.number(top))h\(width)v\(height)h-\(width)z"
            }.joined()
            if !path.isEmpty { html.element("path", ["class": "heat h\(level)", "d": path]) { _ in } }
        }
    }

    private func draw(_ limit: Limit, _ html: inout HTMLWriter) {
        let place = SVGText.number(up(limit.value))
        html.line("limit", (SVGText.number(Self.left), place), (SVGText.number(Self.width - Self.right), place))
        // Above the line, unless there is no room.
        let isHigh = up(limit.value) < Self.top + 16
        html.label(
            limit.name,
            "start",
            Self.left + 6,
            up(limit.value) + (isHigh ? 14 : -5),
            class: "limit-name"
        )
    }

    private func draw(_ band: Band, _ html: inout HTMLWriter) {
        let upper = band.points.map { (across($0.x), up($0.upper)) }
        let lower = band.points.reversed().map { (across($0.x), up($0.lower)) }
        let points = (upper + lower).map { "\(SVGText.number($0.0)),\(SVGText.number($0.1))" }
        html.element("polygon", ["class": "band s\(band.style)", "points": points.joined(separator: " ")]) { _ in }
    }

    /// The names of marks stand below each other, on the side where there is more room.
    private func draw(_ mark: Mark, row: Int, _ html: inout HTMLWriter) {
        let place = across(mark.value)
        let floor = Self.height - Self.bottom
        html.line(
            "mark",
            (SVGText.number(place), SVGText.number(Self.top)),
            (SVGText.number(place), SVGText.number(floor))
        )
        let isRight = place > Self.left + (Self.width - Self.left - Self.right) / 2
        html.label(
            mark.name,
            isRight ? "end" : "start",
            place + (isRight ? -5 : 5),
            Self.top + 12 + 15 * Double(row),
            class: "name"
        )
    }

    private func draw(_ line: Line, _ html: inout HTMLWriter) {
        let points = line.points.map { (SVGText.number(across($0.x)), SVGText.number(up($0.y))) }
        html.element(
            "polyline",
            ["class": "line s\(line.style)", "points": points.map { "\($0.0),\($0.1)" }.joined(separator: " ")]
        ) { _ in }
        // A line of one point would not be seen.
        guard line.isMarked || points.count == 1 else { return }
        for (place, point) in zip(points, line.points) {
            html.element("circle", ["class": "dot s\(line.style)", "cx": place.0, "cy": place.1, "r": "3.5"]) { html in
                html.element("title", text: "\(line.name): \(x.unit.text(point.x)), \(y.unit.text(point.y))")
            }
        }
    }

    private func legend(_ html: inout HTMLWriter) {
        html.element("ul", class: "legend") { html in
            for line in lines { swatch("line s\(line.style)", line.name, &html) }
            for band in bands {
                html.element("li") { html in
                    html.element("svg", ["class": "swatch", "viewBox": "0 0 28 10", "aria-hidden": "true"]) { html in
                        html.element("path", ["class": "band s\(band.style)", "d": "M0 0h28v10h-28z"]) { _ in }
                    }
                    html.text(band.name)
                }
            }
            for limit in limits { swatch("limit", limit.name, &html) }
            for mark in marks { swatch("mark", mark.name, &html) }
            for (index, name) in Self.levels.enumerated() where !cells.isEmpty {
                html.element("li") { html in
                    html.element("svg", ["class": "swatch", "viewBox": "0 0 28 10", "aria-hidden": "true"]) { html in
                        html.element("path", ["class": "heat h\(index + 1)", "d": "M0 0h28v10h-28z"]) { _ in }
                    }
                    html.text(name)
                }
            }
        }
        html.element(
            "p",
            class: "axis-name",
            text: "Upwards: \(y.name)\(isLogarithmic ? ", in equal factors" : "")"
        )
    }

    private var isLogarithmic: Bool { if case .logarithmic = y.scale { true } else { false } }

    private func swatch(_ style: String, _ name: String, _ html: inout HTMLWriter) {
        html.element("li") { html in
            html.element("svg", ["class": "swatch", "viewBox": "0 0 28 10", "aria-hidden": "true"]) { html in
                html.line(style, ("0", "5"), ("28", "5"))
            }
            html.text(name)
        }
    }
}

extension HTMLWriter {
    fileprivate mutating func line(_ style: String, _ start: (String, String), _ end: (String, String)) {
        element("line", ["class": style, "x1": start.0, "y1": start.1, "x2": end.0, "y2": end.1]) { _ in }
    }

    fileprivate mutating func label(
        _ text: String,
        _ anchor: String,
        _ x: Double,
        _ y: Double,
        class style: String? = nil
    ) {
        element(
            "text",
            ["class": style, "text-anchor": anchor, "x": SVGText.number(x), "y": SVGText.number(y)],
            text: text
        )
    }
}

/// The phases of an exchange one below the other, each where it begins and as long as it took.
struct Waterfall {
    private let phases: [(name: String, start: UInt64, end: UInt64)]
    private let total: UInt64
    private let waited: UInt64

    init(_ timings: PhaseTimings, responseTime: UInt64?) {
        let ends: [(String, UInt64?)] = [
            ("name look-up", timings.nameLookup), ("connecting", timings.connect), ("TLS", timings.tls),
            ("sending", timings.send), ("waiting", timings.firstByte), ("receiving", timings.total),
        ]
        var start: UInt64 = 0
        phases = ends.compactMap { name, end in
            guard let end, end > start else { return nil }
            defer { start = end }
            return (name, start, end)
        }
        total = timings.total
        waited = (responseTime ?? timings.total) - min(timings.total, responseTime ?? timings.total)
    }

    func write(_ html: inout HTMLWriter) {
        guard total > 0, !phases.isEmpty else { return }
        html.element("div", class: "waterfall") { html in
            html.element(
                "svg",
                [
                    "viewBox": "0 0 400 \(6 * phases.count)", "preserveAspectRatio": "none", "aria-hidden": "true",
                    "height": "\(6 * phases.count)",
                ]
            ) { html in
                for (row, phase) in phases.enumerated() {
                    let scale = 400 / Double(total)
                    let width = max(1, Double(phase.end - phase.start) * scale)
                    html.element(
                        "rect",
                        [
                            "class": "w\(row)", "x": SVGText.number(Double(phase.start) * scale), "y": "\(6 * row)",
                            "width": SVGText.number(width), "height": "5",
                        ]
                    ) { _ in }
                }
            }
            html.element("p") { html in
                if waited > 0 {
                    html.text("due ")
                    html.text(Quantity.describe(nanoseconds: waited))
                    html.text(" before it was sent, ")
                }
                for (row, phase) in phases.enumerated() {
                    if row > 0 { html.text(", ") }
                    html.text(phase.name)
                    html.text(" ")
                    html.text(Quantity.describe(nanoseconds: phase.end - phase.start))
                }
                html.text(": ")
                html.text(Quantity.describe(nanoseconds: total))
                html.text(" in all")
            }
        }
    }
}
