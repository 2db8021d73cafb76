import Diagnostics
import JSON

/// Decodes `each`: the rows over which a scenario is multiplied.
struct RowDecoder {
    /// No scenario is multiplied further: a product of lists grows without notice.
    static let mostRows = 100_000
    /// The most rows of a load's data.
    static let mostLoadRows = 1_000_000

    /// One row: the columns in order.
    typealias Row = [(name: String, value: JSONNode)]

    let problems: Problems
    let files: FileStore
    /// How many rows there may be.
    var most = Self.mostRows

    /// The rows of an `each`, of which each is a case; one empty row when there is none.
    func cases(_ node: JSONNode?) -> [Row] {
        guard let node else { return [[]] }
        let rows = rows(node)
        if rows.count <= Self.mostRows { return rows }
        problems.add(Self.tooMany, at: node.location)
        return []
    }

    private static let tooMany = "this makes more than \(mostRows) cases of one scenario"

    func rows(_ node: JSONNode) -> [Row] {
        switch node.content {
        case .object: return product(node)
        case .array(let elements): return table(elements, node)
        case .string(let name): return file(name, node)
        case .null, .bool, .number, .pending:
            problems.add(
                "'each' must be an object of lists, a list of rows, or the path of a CSV or JSON file, found \(node.described)",
                at: node.location
            )
            return []
        }
    }

    private func product(_ node: JSONNode) -> [Row] {
        guard let members = ObjectReader.members(of: node, "'each'", problems), !members.isEmpty else {
            problems.add("'each' names nothing", at: node.location, help: "write { \"name\": [values] }")
            return []
        }
        var rows: [Row] = [[]]
        for member in members {
            guard let values = member.value.elements, !values.isEmpty else {
                problems.add(
                    "'\(member.name)' must be a list with at least one value, found \(Leaf.found(member.value))",
                    at: member.value.location
                )
                continue
            }
            guard isFew(rows.count.multipliedReportingOverflow(by: values.count), node) else { return [] }
            rows = rows.flatMap { row in values.map { row + [(member.name, $0)] } }
        }
        return rows
    }

    /// Whether there may be so many rows; adds a problem when not.
    private func isFew(_ count: (partialValue: Int, overflow: Bool), _ node: JSONNode) -> Bool {
        if !count.overflow, count.partialValue <= most { return true }
        problems.add(most == Self.mostRows ? Self.tooMany : "these are more than \(most) rows", at: node.location)
        return false
    }

    private func table(_ elements: [JSONNode], _ node: JSONNode) -> [Row] {
        guard isFew((elements.count, false), node) else { return [] }
        if elements.isEmpty { problems.add("'each' has no rows", at: node.location) }
        return elements.compactMap { element in
            ObjectReader.members(of: element, "a row of 'each'", problems)?.map { ($0.name, $0.value) }
        }
    }

    private func file(_ name: String, _ node: JSONNode) -> [Row] {
        let path = FileStore.resolve(name, relativeTo: node.location.file.path)
        do throws(FileStore.Failure) {
            if name.lowercased().hasSuffix(".csv") { return csv(try files.bytes(at: path), path, node) }
            return json(try files.document(at: path))
        } catch {
            problems.add(
                "the file \(error.path) \(error.reason)",
                at: node.location,
                help: "paths are relative to \(node.location.file.path)"
            )
            return []
        }
    }

    private func json(_ file: SourceFile) -> [Row] {
        guard let root = SourceReader.parse(file, problems) else { return [] }
        guard let elements = root.elements else {
            problems.add("the rows must be a list of objects, found \(root.described)", at: root.location)
            return []
        }
        return table(elements, root)
    }

    private func csv(_ bytes: [UInt8], _ path: String, _ node: JSONNode) -> [Row] {
        do throws(CSVError) {
            let table = try CSVReader.read(bytes)
            if table.rows.isEmpty { problems.add("\(path) has no rows", at: node.location) }
            guard isFew((table.rows.count, false), node) else { return [] }
            return table.rows.map { row in
                zip(table.header, row).map { name, value in
                    // Data is no template: what looks like one stays as it is.
                    (name, JSONNode(.string(value.replacingScalars("${", with: "$${")), at: node.location))
                }
            }
        } catch {
            problems.add("\(path), line \(error.line): \(error.message)", at: node.location)
            return []
        }
    }
}
