import Importing
import JSON
import Testing

/// What curl makes of its options and URLs before it sends: the suite sends the same.
@Suite struct CurlWireTests {
    @Test(arguments: [
        (
            "-d ''", #"{ "method": "POST", "headers": { "Content-Type": "application/x-www-form-urlencoded" } }"#
        ),
        (
            "--data-raw ''",
            #"{ "method": "POST", "headers": { "Content-Type": "application/x-www-form-urlencoded" } }"#
        ),
        ("-d '' -G", "{}"),
        (#"-F 'a=<c1.txt'"#, #"{ "method": "POST", "multipart": [{ "name": "a", "text": "${file:c1.txt}" }] }"#),
        (#"-F 'c="q;z"'"#, #"{ "method": "POST", "multipart": [{ "name": "c", "text": "q;z" }] }"#),
        (#"-F 'c="a\"b\\c"'"#, #"{ "method": "POST", "multipart": [{ "name": "c", "text": "a\"b\\c" }] }"#),
        (#"-F 'c=a"b'"#, #"{ "method": "POST", "multipart": [{ "name": "c", "text": "a\"b" }] }"#),
        (
            #"-F 'c={"x":"y=\"z"};type=application/json;charset=utf-8'"#,
            #"{ "method": "POST", "multipart": [{ "name": "c", "text": "{\"x\":\"y=\\\"z\"}", "contentType": "application/json;charset=utf-8" }] }"#
        ),
        (
            #"-F 'f=@"a;b.txt";filename="c;d.txt";type=text/plain'"#,
            #"{ "method": "POST", "multipart": [{ "name": "f", "file": "a;b.txt", "filename": "c;d.txt", "contentType": "text/plain" }] }"#
        ),
        (
            "--data-urlencode \"q=$Q\" --data-urlencode 'n=a b'",
            #"{ "method": "POST", "form": { "q": "${env:Q}", "n": "a b" } }"#
        ),
        ("-G --data-urlencode \"q=$Q\"", #"{ "query": { "q": "${env:Q}" } }"#),
        (
            "--data-urlencode \"q=a $Q/\" -H 'Content-Type: text/plain'",
            #"{ "method": "POST", "headers": { "Content-Type": "text/plain" }, "text": "q=a%20${url(${env:Q})}%2F" }"#
        ),
        ("--data-urlencode note@n.txt", #"{ "method": "POST", "form": { "note": "${file:n.txt}" } }"#),
        (
            "--json '{}' -H 'Accept: text/plain'",
            #"{ "method": "POST", "headers": { "Accept": "text/plain" }, "json": {} }"#
        ),
    ])
    func optionsMeanWhatTheyMeanToCurl(_ options: String, _ request: String) throws {
        let made = try Imported.curl("curl \(options) http://h.example/")
        var wanted = try #require(try JSONParser.parse(request).object)
        wanted["path"] = "/"
        #expect(made.scenarios.map { $0["request"] } == [.object(wanted)], "\(made.suite)")
        #expect(made.notes.leftOut == [])
    }

    @Test func lineEndsOfAFileAreTakenOut() throws {
        let form = try Imported.curl("curl -d a=1 -d @rest.txt http://h.example/")
        #expect(form.scenarios[0]["request"]?["text"] == "a=1&${trim(${file:rest.txt})}")
        #expect(form.notes.remarks.contains { $0.hasPrefix("-d @rest.txt: curl takes all line ends out") })
        // In JSON, line ends between values mean nothing.
        let json = try Imported.curl("curl -d @o.json -H 'Content-Type: application/json' http://h.example/")
        #expect(json.scenarios[0]["request"]?["file"] == "o.json")
        #expect(json.notes.remarks.contains { $0.hasPrefix("-d @o.json: curl takes all line ends out") })
        let binary = try Imported.curl("curl --data-binary @o.json http://h.example/")
        #expect(binary.scenarios[0]["request"]?["file"] == "o.json" && binary.notes.remarks.count == 1)
    }

    @Test(arguments: [
        ("http://h.example/up/", "/up/c%201.txt"), ("http://h.example", "/c%201.txt"),
        ("http://h.example/up/x", "/up/x"), ("http://h.example/up/?x=1", "/up/"),
    ])
    func anUploadHasTheNameOfItsFile(_ url: String, _ path: String) throws {
        let made = try Imported.curl("curl -T 'dir/c 1.txt' '\(url)'")
        #expect(made.scenarios[0]["request"]?["path"]?.string == path)
        #expect(made.scenarios[0]["request"]?["method"] == "PUT")
        #expect(made.scenarios[0]["request"]?["file"] == "dir/c 1.txt")
    }

    @Test(arguments: [
        ("--aws-sigv4 aws:amz:eu-west-1:es -u AKID:s3cr3t-key https://h.example/x", "eu-west-1", "es"),
        ("-u AKID:s3cr3t-key --aws-sigv4 aws:amz https://sqs.us-east-1.amazonaws.com/x", "us-east-1", "sqs"),
    ])
    func aSignatureOfAWSIsOne(_ command: String, _ region: String, _ service: String) throws {
        let made = try Imported.curl("curl \(command)")
        #expect(
            made.scenarios[0]["request"]?["auth"] == [
                "aws": [
                    "accessKey": "${accessKey}", "secretKey": "${secretKey}", "region": .string(region),
                    "service": .string(service),
                ]
            ]
        )
        #expect(made.secrets == ["ACCESS_KEY": "AKID", "SECRET_KEY": "s3cr3t-key"])
        #expect(!made.text.contains("s3cr3t-key") && made.notes.leftOut == [])
    }

    @Test func anotherSignatureIsNoPassword() throws {
        let made = try Imported.curl("curl --aws-sigv4 osc -u AKID:s3cr3t-key https://h.example/x")
        #expect(made.scenarios[0]["request"] == ["path": "/x"] && !made.text.contains("s3cr3t"))
        #expect(made.notes.leftOut.count == 1 && made.notes.leftOut[0].hasPrefix("--aws-sigv4 of curl"))
    }

    @Test(arguments: [
        ("/n/[1-3]", ["/n/1", "/n/2", "/n/3"]), ("/n/[08-10]", ["/n/08", "/n/09", "/n/10"]),
        ("/n/[a-e:2]", ["/n/a", "/n/c", "/n/e"]), ("/{a,b}/[1-2]", ["/a/1", "/a/2", "/b/1", "/b/2"]),
        ("/o/{id}", ["/o/id"]), ("/o/\\{id\\}", ["/o/{id}"]), ("/a/../b", ["/b"]), ("/a/./b/..", ["/a/"]),
        ("/../x", ["/x"]), ("/a/%2e%2e/b", ["/a/%2e%2e/b"]), ("/a?p=/../b", ["/a?p=/../b"]), ("/", ["/"]),
    ])
    func aURLIsWhatCurlMakesOfIt(_ path: String, _ sent: [String]) throws {
        let made = try Imported.curl("curl 'http://h.example\(path)'")
        #expect(made.scenarios.compactMap { $0["request"]?["path"]?.string } == sent, "\(made.suite)")
        #expect(made.notes.leftOut == [])
    }

    @Test func globsAreTakenAsCurlTakesThem() throws {
        let off = try Imported.curl("curl -g --path-as-is 'http://h.example/a/../{id}/[1-3]'")
        #expect(off.scenarios.map { $0["request"]?["path"] } == ["/a/../{id}/[1-3]"])
        let many = try Imported.curl("curl 'http://h.example/[1-1000]'")
        #expect(many.scenarios.count == 50)
        #expect(
            many.notes.leftOut == [
                "950 of the 1000 URLs that 'http://h.example/[1-1000]' of curl stands for: write 'each'"
            ]
        )
        let wrong = try Imported.curl("curl 'http://h.example/{a'")
        #expect(wrong.scenarios.map { $0["request"]?["path"] } == ["/{a"])
        #expect(
            wrong.notes.leftOut == [
                "the URL 'http://h.example/{a' of curl, which refuses it (a '{' that is never closed): it is taken as with -g"
            ]
        )
        let six = try Imported.curl("curl 'http://[::1]:8080/x' \"http://h.example/$ID/{a,b}\"")
        #expect(six.scenarios.count == 3 && six.notes.leftOut == [])
        #expect(six.text.contains("http://[::1]:8080") && six.text.contains("/${env:ID}/a"))
    }
}
