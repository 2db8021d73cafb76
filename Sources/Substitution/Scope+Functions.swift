import Decoding
import JSON

extension Scope {
    /// What `function` makes of its arguments; `nil` while one of them isn't known.
    mutating func applied(
        _ function: ValueFunction,
        _ arguments: [Template],
        at range: Range<Int>,
        in path: String
    ) throws(TemplateError) -> JSONValue? {
        var values: [JSONValue] = []
        for argument in arguments {
            guard let value = try argumentValue(argument, at: range, in: path) else { return nil }
            values.append(value)
        }
        do throws(ValueFailure) {
            let value = try function.value(of: values)
            try? allow(value.weight(atMost: allowance), at: range)
            return value
        } catch {
            throw Self.error(error, at: range)
        }
    }

    /// The value of an argument, whose type one whole `${...}` keeps; `nil` when it isn't known yet.
    private mutating func argumentValue(_ argument: Template, at range: Range<Int>, in path: String)
        throws(TemplateError) -> JSONValue?
    {
        if let whole = argument.wholeReference {
            switch try value(of: whole, at: range, in: path) {
            case .known(let value): return value
            case .pending: return nil
            }
        }
        switch try text(of: argument, in: path) {
        case .known(let text): return .string(text)
        case .pending: return nil
        }
    }

    /// What comes of a calculation; `nil` when a part of it isn't known yet.
    mutating func number(_ calculation: Calculation, at range: Range<Int>, in path: String) throws(TemplateError)
        -> JSONNumber?
    {
        switch calculation {
        case .number(let number): return number
        case .reference(let reference):
            switch try value(of: reference, at: range, in: path) {
            case .pending: return nil
            case .known(let value):
                if let number = value.number ?? value.string.flatMap(JSONNumber.init(literal:)) { return number }
                throw Self.error(ValueFailure("a calculation needs numbers, found", value.plainText), at: range)
            }
        case .combined(let left, let mark, let right):
            // Both are asked, so that what is wrong with the second is said before it is sent.
            let one = try number(left, at: range, in: path)
            let other = try number(right, at: range, in: path)
            guard let one, let other else { return nil }
            do throws(ValueFailure) {
                return try mark.value(one, other)
            } catch {
                throw Self.error(error, at: range)
            }
        }
    }

    /// What stands for a value until that can be computed: in a load, for each request by itself.
    mutating func computedLater(_ reference: Reference) -> Value {
        .pending(late?.gap(forComputed: reference) ?? PendingText.Gap(reference.names.first ?? "a value"))
    }

    private static func error(_ failure: ValueFailure, at range: Range<Int>) -> TemplateError {
        let found = failure.found.isEmpty ? "" : " \(ValueText.quoted(failure.found))"
        return TemplateError(failure.message + found, at: range)
    }
}
