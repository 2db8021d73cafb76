import Foundation
import Testing

/// The map in `ARCHITECTURE.md` is that of the sources.
@Suite struct ArchitectureTests {
    private struct Row {
        var target: String
        var uses: Set<String>
    }

    /// The rows of the map: a target, what it holds, and the targets that it uses, each between backticks.
    private static func map() throws -> [Row] {
        let text = try String(contentsOfFile: Project.path("ARCHITECTURE.md"), encoding: .utf8)
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count == 5, let target = names(in: cells[1]).first,
                FileManager.default.fileExists(
                    atPath: Project.path("Sources/\(target)")
                )
            else { return nil }
            return Row(target: target, uses: Set(names(in: cells[3])))
        }
    }

    private static func names(in cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
            .map { String($0.element) }
    }

    /// The targets with Swift files, each with those of them that its files import.
    private static func imports() throws -> [String: Set<String>] {
        let sources = Project.path("Sources")
        var files: [String: [String]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: sources) where path.hasSuffix(".swift") {
            files[String(path.prefix { $0 != "/" }), default: []].append("\(sources)/\(path)")
        }
        return try files.mapValues { paths in
            var imported: Set<String> = []
            for path in paths {
                for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
                    let words = line.split(separator: " ")
                    guard let position = words.firstIndex(of: "import"), position <= 1, words.count > position + 1
                    else { continue }
                    imported.insert(String(words[words.count - 1].prefix { $0 != "." }))
                }
            }
            return imported.intersection(files.keys)
        }
    }

    @Test("The map names every target, and what it uses")
    func isTrue() throws {
        let (map, imports) = (try Self.map(), try Self.imports())
        #expect(map.map(\.target).sorted() == imports.keys.sorted())
        for row in map {
            #expect(row.uses.sorted() == imports[row.target]?.sorted(), "what \(row.target) uses")
        }
    }

    @Test("Arrows go one way: what a target uses stands above it")
    func isOneWay() throws {
        var above: Set<String> = []
        for row in try Self.map() {
            #expect(row.uses.subtracting(above).sorted() == [], "what \(row.target) uses stands above it")
            above.insert(row.target)
        }
    }

    @Test("The drawing has the arrows that don't follow from others")
    func isDrawn() throws {
        let imports = try Self.imports()
        func reached(from target: String) -> Set<String> {
            (imports[target] ?? []).reduce(into: []) { $0.formUnion(reached(from: $1).union([$1])) }
        }
        let needed = imports.mapValues { used in
            used.filter { candidate in !used.contains { reached(from: $0).contains(candidate) } }
        }
        let text = try String(contentsOfFile: Project.path("ARCHITECTURE.md"), encoding: .utf8)
        var drawn: [String: Set<String>] = [:]
        for line in text.split(separator: "\n") {
            let ends = line.split(separator: " ").map(String.init)
            guard ends.count > 2, ends[1] == "-->" else { continue }
            drawn[ends[0]] = Set(ends.dropFirst(2).filter { $0 != "&" })
        }
        #expect(drawn == needed.filter { !$0.value.isEmpty })
    }
}
