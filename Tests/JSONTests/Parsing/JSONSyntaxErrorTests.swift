import JSON
import Testing

/// The texts of the errors, kept as they are shown.
@Suite("JSON syntax errors")
struct JSONSyntaxErrorTests {
    static let texts: [(json: String, message: String)] = [
        (
            "",
            #"line 1, column 1: expected a JSON value, found the end of the text"#
        ),
        (
            #"[1,]"#,
            #"line 1, column 3: expected no comma after the last element, found ',' (remove the comma)"#
        ),
        (
            #"{"a":1,}"#,
            #"line 1, column 7: expected no comma after the last member, found ',' (remove the comma)"#
        ),
        (
            #"[1 2]"#,
            #"line 1, column 4: expected ',' or ']' after the element, found '2' (a comma is missing)"#
        ),
        (
            #"["a" "b"]"#,
            #"line 1, column 6: expected ',' or ']' after the element, found '"' (a comma is missing)"#
        ),
        (
            #"{"a":1 "b":2}"#,
            #"line 1, column 8: expected ',' or '}' after the member, found '"' (a comma is missing)"#
        ),
        (
            #"{"a" 1}"#,
            #"line 1, column 6: expected ':' after the name, found '1'"#
        ),
        (
            #"{"a"=1}"#,
            #"line 1, column 5: expected ':' after the name, found '=' (write ':' instead of '=')"#
        ),
        (
            #"{a:1}"#,
            #"line 1, column 2: expected a name in double quotes, found 'a' (write "a")"#
        ),
        (
            #"{'a':1}"#,
            #"line 1, column 2: expected a name in double quotes, found ''' (strings and names stand in double quotes: "…")"#
        ),
        (
            #"['a']"#,
            #"line 1, column 2: expected an element of the array, found ''' (strings and names stand in double quotes: "…")"#
        ),
        (
            #"[“a”]"#,
            #"line 1, column 2: expected an element of the array, found '“' (strings and names stand in double quotes: "…")"#
        ),
        (
            #"""
            [1, // one
            2]
            """#,
            #"line 1, column 5: expected an element of the array, found '/' (JSON has no comments; remove it)"#
        ),
        (
            #"{ /* c */ "a":1}"#,
            #"line 1, column 3: expected a name in double quotes, found '/' (JSON has no comments; remove it)"#
        ),
        (
            #"""
            [1 # x
            ]
            """#,
            #"line 1, column 4: expected ',' or ']' after the element, found '#' (JSON has no comments; remove it)"#
        ),
        (
            #"# x"#,
            #"line 1, column 1: expected a JSON value, found '#' (JSON has no comments; remove it)"#
        ),
        (
            #"[NaN]"#,
            #"line 1, column 2: expected an element of the array, found 'NaN' (JSON has neither NaN nor infinities; write null or a string)"#
        ),
        (
            #"[-Infinity]"#,
            #"line 1, column 3: expected a digit, found 'I' (JSON has neither NaN nor infinities; write null or a string)"#
        ),
        (
            #"[True]"#,
            #"line 1, column 2: expected an element of the array, found 'True' (did you mean true?)"#
        ),
        (
            #"[None]"#,
            #"line 1, column 2: expected an element of the array, found 'None' (did you mean null?)"#
        ),
        (
            #"[undefined]"#,
            #"line 1, column 2: expected an element of the array, found 'undefined' (did you mean null?)"#
        ),
        (
            #"[flase]"#,
            #"line 1, column 2: expected an element of the array, found 'flase' (did you mean false?)"#
        ),
        (
            #"[hello]"#,
            #"line 1, column 2: expected an element of the array, found 'hello' (a string stands in double quotes: "hello")"#
        ),
        (
            #"[01]"#,
            #"line 1, column 2: expected a number without leading zeros, found '01' (write the number in decimal without the zeros, or as a string)"#
        ),
        (
            #"[-]"#,
            #"line 1, column 3: expected a digit, found ']'"#
        ),
        (
            #"[+1]"#,
            #"line 1, column 2: expected an element of the array, found '+' (a number has no plus sign)"#
        ),
        (
            #"[.5]"#,
            #"line 1, column 2: expected an element of the array, found '.' (a number has a digit before the decimal point)"#
        ),
        (
            #"[1.]"#,
            #"line 1, column 4: expected a digit after the decimal point, found ']' (write '1.0' or '1', not '1.')"#
        ),
        (
            #"[1e]"#,
            #"line 1, column 4: expected a digit in the exponent, found ']'"#
        ),
        (
            #"[1.5e+]"#,
            #"line 1, column 7: expected a digit in the exponent, found ']'"#
        ),
        (
            #"[0x10]"#,
            #"line 1, column 3: expected ',' or ']' after the element, found 'x10' (a number is written with decimal digits, a fraction and an exponent)"#
        ),
        (
            #""abc"#,
            #"line 1, column 5: expected '"' at the end of the string, found the end of the text (the string begins at line 1, column 1)"#
        ),
        (
            #""a\q""#,
            #"line 1, column 3: expected one of the escapes \" \\ \/ \b \f \n \r \t \u, found '\q' (a backslash itself is written \\)"#
        ),
        (
            #""\u12G4""#,
            #"line 1, column 2: expected four hexadecimal digits after \u, found '\u12'"#
        ),
        (
            #""\uD83D""#,
            #"line 1, column 2: expected surrogates in pairs, found the lone surrogate \uD83D (a character beyond U+FFFF is written as two escapes, \uD83D\uDE00 for example)"#
        ),
        (
            #""\uDE00 x""#,
            #"line 1, column 2: expected surrogates in pairs, found the lone surrogate \uDE00 (a character beyond U+FFFF is written as two escapes, \uD83D\uDE00 for example)"#
        ),
        (
            "\"a\tb\"",
            #"line 1, column 3: expected a control character in a string to be escaped, found a tab (a tab in a string is written \t)"#
        ),
        (
            #"""
            ["a
            b"]
            """#,
            #"line 1, column 4: expected a control character in a string to be escaped, found the end of the line (a line break in a string is written \n; or is the closing '"' missing?)"#
        ),
        (
            #""tab\"#,
            #"line 1, column 6: expected '"' at the end of the string, found the end of the text (the string begins at line 1, column 5)"#
        ),
        (
            #"[1"#,
            #"line 1, column 3: expected ',' or ']' after the element, found the end of the text (the '[' of line 1, column 1 is not closed)"#
        ),
        (
            #"{"a":1"#,
            #"line 1, column 7: expected ',' or '}' after the member, found the end of the text (the '{' of line 1, column 1 is not closed)"#
        ),
        (
            #"{"a":"#,
            #"line 1, column 6: expected a value after ':', found the end of the text (the '{' of line 1, column 1 is not closed)"#
        ),
        (
            #"{"a""#,
            #"line 1, column 5: expected ':' after the name, found the end of the text"#
        ),
        (
            #"{"#,
            #"line 1, column 2: expected a name in double quotes, found the end of the text (the '{' of line 1, column 1 is not closed)"#
        ),
        (
            #"["#,
            #"line 1, column 2: expected an element of the array, found the end of the text (the '[' of line 1, column 1 is not closed)"#
        ),
        (
            #"[1}"#,
            #"line 1, column 3: expected ',' or ']' after the element, found '}' (the '[' of line 1, column 1 is not closed)"#
        ),
        (
            #"{"a":1]"#,
            #"line 1, column 7: expected ',' or '}' after the member, found ']' (the '{' of line 1, column 1 is not closed)"#
        ),
        (
            #"{"a":[1,2}"#,
            #"line 1, column 10: expected ',' or ']' after the element, found '}' (the '[' of line 1, column 6 is not closed)"#
        ),
        (
            #"[,1]"#,
            #"line 1, column 2: expected an element of the array, found ',' (a value is missing before the comma)"#
        ),
        (
            #"{,}"#,
            #"line 1, column 2: expected a name in double quotes, found ',' (a member is missing before the comma)"#
        ),
        (
            #"{"a":,}"#,
            #"line 1, column 6: expected a value after ':', found ',' (a value is missing before the comma)"#
        ),
        (
            #"{"a":}"#,
            #"line 1, column 6: expected a value after ':', found '}' (a value is missing before '}')"#
        ),
        (
            #"[1,,2]"#,
            #"line 1, column 4: expected an element of the array, found ',' (a value is missing before the comma)"#
        ),
        (
            #"{"a":1,"b":2,"a":3}"#,
            #"line 1, column 14: expected each name once in an object, found "a" again (remove or rename one of them)"#
        ),
        (
            #"{"a":1;"b":2}"#,
            #"line 1, column 7: expected ',' or '}' after the member, found ';' (write ',' instead of ';')"#
        ),
        (
            #"["a":1]"#,
            #"line 1, column 5: expected ',' or ']' after the element, found ':' (names and values stand in an object: {…})"#
        ),
        (
            #"1 2"#,
            #"line 1, column 3: expected nothing after the JSON value, found '2'"#
        ),
        (
            #"{} }"#,
            #"line 1, column 4: expected nothing after the JSON value, found '}' (there is no open bracket that '}' closes)"#
        ),
        (
            #"1,2"#,
            #"line 1, column 2: expected nothing after the JSON value, found ',' (several values stand in an array: […])"#
        ),
        (
            #"[] // end"#,
            #"line 1, column 4: expected nothing after the JSON value, found '/' (JSON has no comments; remove it)"#
        ),
        (
            #"{1:2}"#,
            #"line 1, column 2: expected a name in double quotes, found '1' (write "1")"#
        ),
        (
            #"<html>"#,
            #"line 1, column 1: expected a JSON value, found '<' (this looks like HTML or XML)"#
        ),
        (
            #"tru"#,
            #"line 1, column 1: expected a JSON value, found 'tru' (did you mean true?)"#
        ),
        (
            #"nullx"#,
            #"line 1, column 1: expected a JSON value, found 'nullx' (did you mean null?)"#
        ),
    ]

    @Test("each slip is named", arguments: texts)
    func slip(_ json: String, _ message: String) throws {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(json) }
        #expect(error?.description == message, "\(json)")
    }
}
