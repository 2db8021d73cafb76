import Foundation
import Measurement
import Testing

@testable import LoadEngine

struct RendererTests {
    private static func render(_ head: [TemplatePart], _ body: [TemplatePart] = [], index: UInt64 = 0, seed: UInt64 = 1)
        -> String
    {
        let program = TemplateProgram(RequestTemplate(head: head, body: body))
        return withExtendedLifetime(program) {
            var renderer = Renderer(program, seed: seed, rowSeed: seed)
            defer { renderer.free() }
            renderer.prepare(Clock.now())
            let output = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, 2 * renderer.bound))
            defer { output.deallocate() }
            let length = renderer.render(into: output, Renderer.Context(index: index, user: 7, now: Clock.now()))
            #expect(length <= renderer.bound)
            return String(decoding: UnsafeBufferPointer(start: output, count: length), as: UTF8.self)
        }
    }

    private static func text(_ text: String) -> TemplatePart { .literal(Array(text.utf8)) }

    @Test func literalsAndNumbers() {
        #expect(Self.render([]) == "")
        #expect(Self.render([Self.text("a"), Self.text("b")]) == "ab")
        #expect(
            Self.render([Self.text("n="), .requestIndex, Self.text(" u="), .userIndex], index: 1_234_567_890)
                == "n=1234567890 u=7"
        )
        #expect(Self.render([.requestIndex], index: 0) == "0")
        #expect(Self.render([.requestIndex], index: .max) == "\(UInt64.max)")
    }

    @Test func contentLengthIsTheBodys() {
        for digits in [0, 1, 9, 10, 99, 100, 12345] {
            let rendered = Self.render([.contentLength, Self.text(";")], [.random(.digits, count: digits)])
            #expect(rendered.hasPrefix("\(digits);"))
            #expect(rendered.utf8.count == "\(digits);".utf8.count + digits)
        }
        #expect(Self.render([.contentLength]) == "0")
    }

    @Test func uuids() throws {
        let pattern = try Regex("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
        let all = (0..<1000).map { Self.render([.uuid], index: $0) }
        #expect(all.allSatisfy { $0.wholeMatch(of: pattern) != nil })
        #expect(Set(all).count == 1000)
        #expect(Self.render([.uuid], index: 3) == all[3])
        #expect(Self.render([.uuid], index: 3, seed: 2) != all[3])
        // Each of the variable digits takes each of its values.
        for place in [0, 7, 9, 15, 20, 35] {
            #expect(Set(all.map { $0.utf8[$0.utf8.index($0.utf8.startIndex, offsetBy: place)] }).count == 16)
        }
    }

    @Test(arguments: RandomAlphabet.allCases)
    func randomTexts(_ alphabet: RandomAlphabet) {
        let characters = Set("\(alphabet.characters)")
        let rendered = Self.render([.random(alphabet, count: 5000)])
        #expect(rendered.count == 5000)
        #expect(Set(rendered) == characters)
    }

    @Test func randomIntegers() {
        let all = (0..<2000).map { Self.render([.randomInteger(98...102)], index: $0) }
        #expect(Set(all) == ["98", "99", "100", "101", "102"])
        #expect(Self.render([.randomInteger(5...5)]) == "5")
        #expect(UInt64(Self.render([.randomInteger(0...UInt64.max)])) != nil)
    }

    @Test func rowsOfAFeeder() throws {
        let rows = [["a", "1"], ["bb", ""], ["", "333"]].map { $0.map { Array($0.utf8) } }
        let sequential = try DataFeeder(rows, order: .sequential)
        let parts: [TemplatePart] = [.value(sequential, column: 0), Self.text("/"), .value(sequential, column: 1)]
        #expect((0..<5).map { Self.render(parts, index: $0) } == ["a/1", "bb/", "/333", "a/1", "bb/"])
        let random = try DataFeeder(rows, order: .random)
        let drawn = (0..<300).map {
            Self.render([.value(random, column: 0), Self.text("/"), .value(random, column: 1)], index: $0)
        }
        #expect(Set(drawn) == ["a/1", "bb/", "/333"])
        #expect(throws: LoadEngineError.self) { try DataFeeder([], order: .random) }
        #expect(throws: LoadEngineError.self) { try DataFeeder([[[1]], [[1], [2]]], order: .random) }
    }

    @Test func timedTextsAreRenderedWhenTheyMayHaveChanged() {
        final class Calls: @unchecked Sendable {
            // Unchecked, as one thread uses it.
            var instants: [UInt64] = []
        }
        let calls = Calls()
        let text = TimedText(granularity: 1_000_000_000) { instant in
            calls.instants.append(instant)
            return [UInt8](repeating: 0x78, count: calls.instants.count * 50)
        }
        let program = TemplateProgram(RequestTemplate(head: [.text(text)]))
        var renderer = Renderer(program, seed: 1, rowSeed: 1)
        defer { renderer.free() }
        let begin = Clock.now()
        renderer.prepare(begin)
        renderer.prepare(begin)
        #expect(calls.instants.count == 1 && renderer.bound == 50)
        renderer.prepare(begin + 1_000_000_001)
        #expect(calls.instants.count == 2 && renderer.bound == 100)
    }
}
