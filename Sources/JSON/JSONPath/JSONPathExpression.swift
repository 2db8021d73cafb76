/// A part of a filter before its place has decided what it has to be (RFC 9535, section 2.4.3).
enum JSONPathExpression {
    case literal(JSONValue)
    case query(JSONPathQuery)
    /// A function that returns a value, and its name.
    case function(JSONPathOperand, name: String)
    /// A function that returns true or false.
    case logical(JSONPathCondition)
}
