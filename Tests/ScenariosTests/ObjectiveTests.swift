import JSON
import Quantities
import Testing

@testable import Scenarios

@Suite struct ObjectiveTests {
    @Test func objectivesSayWhatAnExpectationSays() throws {
        let objectives = try ["p99<50ms", "p50 <= 2ms", "failures<0.1%", "goodput>=190/s", "status=2xx"].map {
            text throws(QuantityError) in try Objective(text)
        }
        let expect = try Objective.expectation(objectives)
        #expect(
            JSONValue.object(expect) == [
                "latency": ["p99": "50ms", "p50": "2ms"], "failures": "0.1%", "goodput": "190/s", "status": "2xx",
            ]
        )
    }

    @Test(arguments: [
        "", "p99", "p99<", "p99<50", "p98<50ms", "p99>50ms", "failures>1%", "failures<1", "goodput<10/s", "status<300",
        "status=x",
    ])
    func anythingElseIsAMistake(_ text: String) {
        #expect(throws: QuantityError.self) { try Objective(text) }
    }

    @Test func oneObjectiveForEach() throws {
        let twice = [try Objective("p99<50ms"), try Objective("p99<20ms")]
        #expect(throws: QuantityError.self) { try Objective.expectation(twice) }
        let failures = [try Objective("failures<1%"), try Objective("failures<2%")]
        #expect(throws: QuantityError.self) { try Objective.expectation(failures) }
    }
}
