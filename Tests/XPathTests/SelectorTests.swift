import Testing
import XPath

@Suite(.enabled(if: XPath.isAvailable, "libxml2 isn't on this machine"))
struct SelectorTests {
    private static let page = """
        <!doctype html><html id=html lang=en><head id=head><title id=title>Orders</title></head>
        <body id=body class="page wide">
        <h1 id=h1>All <em id=em>orders</em></h1>
        <ul id=list class="list items">
        <li id=a class=item data-n=1>tea</li><li id=b class="item  sold">milk</li><li id=c class=Item>salt</li>
        <li id=d data-n="1-x" lang=en-GB><a id=link href="/items?page=2" rel=Next>more</a></li><li id=e></li><!-- none --></ul>
        <div id=box><p id=p1>one</p><div id=inner><p id=p2>two</p><p id=p3 class=item>three <b id=bold>four</b></p></div><p id=p4 title="it's">five</p><span id=span></span></div>
        <form id=form><input id=i1 type=TEXT name=user><input id=i2 type=hidden name=csrf value=k7><button id=go disabled>Go</button></form>
        </body></html>
        """

    private func value(_ selector: String, in text: String = page, isHTML: Bool = true) throws -> XPathValue {
        let document = try XMLDocument(Array(text.utf8), isHTML: isHTML, charset: "utf-8")
        return try Selector(selector).value(in: document)
    }

    /// The IDs of what is selected; soupsieve selects the same in this page, which is read by lxml there.
    @Test(arguments: [
        ("h1", "h1"), ("LI", "a b c d e"), ("li.item", "a b"), (".item", "a b p3"), (".Item", "c"), ("#b", "b"),
        ("li#b.item.sold", "b"), ("[data-n]", "a d"), ("[data-n|='1']", "a d"), ("[lang|=en]", "html d"),
        ("[class~=sold]", "b"), ("[class~='item sold']", ""), ("[href^='/items']", "link"),
        ("[href$='page=2']", "link"), ("[href*=page]", "link"), ("[href^='']", ""), ("[type=text]", "i1"),
        ("[type=text s]", ""), ("[class=ITEM i]", "a c p3"), ("[rel=next]", "link"), (#"[title="it's"]"#, "p4"),
        ("ul li", "a b c d e"), ("ul > li", "a b c d e"), ("body > li", ""), ("div p", "p1 p2 p3 p4"),
        ("div div p", "p2 p3"), ("div > p", "p1 p2 p3 p4"), ("body div > p b", "bold"), ("h1 + ul", "list"),
        ("li + li", "b c d e"), ("li.item + li", "b c"), ("li.item ~ li", "b c d e"), ("p ~ span", "span"),
        ("p + span", "span"), ("h1 ~ div p.item", "p3"), ("h1, #em, span", "h1 em span"), ("li:first-child", "a"),
        ("li:last-child", "e"), ("li:nth-child(2)", "b"), ("li:nth-child(odd)", "a c e"),
        ("li:nth-child(2n)", "b d"), ("li:nth-child(-n+2)", "a b"), ("li:nth-child(n+4)", "d e"),
        ("li:nth-child( 3n - 1 )", "b e"), ("li:nth-last-child(2)", "d"), ("li:nth-child(0)", ""),
        ("li:nth-child(2 of .item)", "b"), ("li:nth-child(even of [class])", "b"), ("p:first-of-type", "p1 p2"),
        ("p:last-of-type", "p3 p4"), ("p:nth-of-type(2)", "p3 p4"), ("p:nth-last-of-type(1)", "p3 p4"),
        ("span:only-of-type", "span"), ("em:only-child", "em"), ("em:last-child", "em"), (":root", "html"),
        ("li:empty", "e"), ("span:empty", "span"), ("li:not(.item)", "c d e"), ("li:not(.item, :empty)", "c d"),
        ("li:not(ul > .sold)", "a c d e"), (":is(h1, ul) > :is(em, .sold)", "em b"), (":where(#box) > p", "p1 p4"),
        ("li:has(a)", "d"), ("div:has(> p.item)", "inner"), ("div:has(> div p)", "box"), ("li:has(+ .sold)", "a"),
        ("li:has(~ #e)", "a b c d"), ("ul:has(.sold):has(a)", "list"), ("div:not(:has(div))", "inner"),
        ("li:nth-child(2):not(.item)", ""), ("p:is(.item, #p4):not(:first-child)", "p3 p4"), ("#p1 ~ p", "p4"),
        ("body > div > div > p:nth-child(1)", "p2"), ("html body .items a[href]", "link"),
        ("input:not([type=hidden])", "i1"),
    ])
    func selects(_ selector: String, _ ids: String) throws {
        #expect(try value("\(selector)@id") == .nodes(ids.split(separator: " ").map(String.init)))
        #expect(try value("count(\(selector))") == .number(Double(ids.split(separator: " ").count)))
    }

    @Test(arguments: [
        ("h1", ["All orders"]), ("#inner", ["twothree four"]), ("li.sold", ["milk"]), ("li:empty", [""]), ("h2", []),
        ("a[rel=next]@href", ["/items?page=2"]), ("li@class", ["item", "item  sold", "Item"]), ("input@VALUE", ["k7"]),
        ("h1 @id", ["h1"]), (" h1 , em ", ["All orders", "orders"]),
    ])
    func takes(_ selector: String, _ texts: [String]) throws {
        #expect(try value(selector) == .nodes(texts))
    }

    @Test(arguments: [
        (#"[title='it\'s']"#, #"<p title="it's">a</p>"#), (#"[title="it's \"q\""]"#, #"<p title='it&#39;s "q"'>a</p>"#),
        (#".\31 0"#, "<p class=10>a</p>"), (#"#a\:b"#, "<p id=a:b>a</p>"), (".größe", "<p class=größe>a</p>"),
        ("my-part", "<my-part>a</my-part>"), (#"[v-on\:click]"#, "<p v-on:click=x>a</p>"),
    ])
    func namesAndTextsMayBeWrittenInOtherWays(_ selector: String, _ text: String) throws {
        #expect(try value(selector, in: "<!doctype html><meta charset=utf-8>\(text)") == .nodes(["a"]))
    }

    /// The nearest that is so above an element is not always the one that the rest of the selector is about.
    @Test(arguments: [
        ("div > p b", 1), ("div div > p b", 1), ("section div > p b", 1), ("div > section div > p b", 1),
        ("div > div > p b", 0), ("div div p b", 1), ("div div div b", 0), ("h2 + section b", 1),
        ("h2 ~ section > div b", 1),
        ("h2 + section > div > p > b", 1), ("h3 ~ section b", 0), ("section section > div b", 0),
    ])
    func combinatorsLookAtTheWholeWay(_ selector: String, _ count: Int) throws {
        let page = "<div><h2>x</h2><section><div><p>y <b>z</b></p></div></section></div>"
        #expect(try value("count(\(selector))", in: page) == .number(Double(count)))
    }

    @Test func ofXMLNamesCountAsTheyAreWritten() throws {
        let feed = "<f:Feed xmlns:f='urn:f' xmlns='urn:a'><f:Entry Id='1'><title>a</title></f:Entry></f:Feed>"
        #expect(try value("Feed > Entry@Id", in: feed, isHTML: false) == .nodes(["1"]))
        #expect(try value("Entry title", in: feed, isHTML: false) == .nodes(["a"]))
        #expect(try value("count(entry, [id], [type=A])", in: feed, isHTML: false) == .number(0))
    }

    @Test(arguments: [
        ("", "expected a selector, such as h1, .name or a[href], found the end", 0..<1),
        ("h1 >", "expected a selector, such as h1, .name or a[href], found the end", 4..<5),
        ("h1 > > p", "expected a selector, such as h1, .name or a[href], found '>'", 5..<6),
        ("li..a", "expected the name of a class, found '.'", 3..<4),
        ("[data-n=1]", "'1' is no name, so it needs quotes", 8..<9),
        ("a[href=a/b]", "'a/b' is no name, so it needs quotes", 7..<10),
        ("a[href=]", "a value is missing", 7..<8),
        ("a[href", "expected ']' or one of = ~= |= ^= $= *=, found the end", 6..<7),
        ("a[href!='b']", "'!=' is none of CSS", 6..<7),
        ("a[b='c]", "a text in quotes that never ends", 4..<7),
        ("h1:contains('a')", "':contains' is no pseudo-class that is known here", 2..<11),
        ("a:hover", "':hover' is no pseudo-class that is known here", 1..<7),
        ("a::text", "a pseudo-element, which is no element of a document", 1..<3),
        (":first-of-type", "':first-of-type' of elements of any name", 0..<14),
        ("li:nth-child", "':nth-child' needs parentheses: :nth-child(...)", 2..<12),
        ("li:nth-child(x)", "expected a number, odd, even or a form such as 2n+1, found 'x'", 13..<14),
        ("li:nth-child(99999999999)", "a number of more than 9 digits", 13..<24),
        ("li:not(.a", "expected ')', the end of :not(...), found the end", 9..<10),
        ("svg|a", "a namespace in a selector", 0..<4),
        ("a@", "expected the name of an attribute, found the end", 2..<3),
        ("a@href b", "expected the end of the selector, found 'b'", 7..<8),
        ("count(a", "expected ')', the end of count(...), found the end", 7..<8),
        ("a { color: red }", "expected a selector, such as h1, .name or a[href], found '{'", 2..<3),
        ("//a", "expected a selector, such as h1, .name or a[href], found '/'", 0..<1),
        ("é > è !", "expected a selector, such as h1, .name or a[href], found '!'", 8..<9),
    ])
    func whatIsNoSelectorIsTold(_ text: String, _ message: String, _ range: Range<Int>) {
        do {
            _ = try Selector(text)
            Issue.record("\(text) is a selector")
        } catch {
            #expect(error.message == message)
            #expect(error.range == range)
        }
    }

    /// Of those before an element, the nearest that is so has all others before it, but not those beside its parent.
    @Test(arguments: [
        ("i ~ b ~ u", "4 7"), ("i ~ b + u", "4"), ("b ~ b ~ u", "4 7"), ("u ~ b ~ u", ""), ("i + b ~ u", "4 7"),
        ("s ~ s b", "5b"), ("i ~ s > b ~ u", "5c 6c"), ("s ~ s > b ~ u", "6c"), ("i ~ u s", ""), ("i ~ s u", "5c 6c"),
        ("u ~ s ~ u", "7"), ("s ~ u ~ u", ""), ("p i ~ s > b + u", "5c"), ("i ~ i ~ u", ""), ("i + i ~ u", ""),
    ])
    func siblingsAreLookedForOnceEach(_ selector: String, _ ids: String) throws {
        let page = """
            <p><i id=1></i><b id=2></b><b id=3></b><u id=4></u><s id=5><b id=5a></b><u id=5c></u></s>\
            <s id=6><b id=5b></b><i></i><u id=6c></u></s><u id=7></u></p>
            """
        #expect(try value("\(selector)@id", in: page) == .nodes(ids.split(separator: " ").map(String.init)))
    }

    @Test(arguments: [
        ("count(li:nth-child(ODD))", 3), ("count(li:nth-child(Even))", 2), ("count(li:nth-child(odd of\t.item))", 1),
        ("count(li:nth-child(2 of\n.item))", 1), ("count(li:nth-child(2n OF .item))", 1),
    ])
    func keywordsAreReadInAnyCaseAndBeforeAnyBlank(_ selector: String, _ count: Double) throws {
        #expect(try value(selector) == .number(count))
    }

    /// A quote that is a part of a character ends a text of XPath all the same.
    @Test func quotesWithinCharactersAreNoQuotesOfTheExpression() throws {
        let accent = "'\u{301}\""
        let escaped = "'\u{301}\\\""
        let page = "<!doctype html><meta charset=utf-8><p title=\"'\u{301}&quot;\">a</p><script>b</script>"
        #expect(try value("[title=\"\(escaped)\"]", in: page) == .nodes(["a"]), "\(accent)")
        let injected = "\u{600}',\\\"\\\")]|//script[concat(\\\"a\\\",'b"
        #expect(try value("[title=\"\(injected)\"]", in: page) == .nodes([]))
    }

    /// Whatever a page is, a search in it ends: with an answer, or with the reason why there is none.
    @Test func aSearchEnds() throws {
        let list = "<ul>" + String(repeating: "<li>", count: 10_000)
        #expect(try value("count(li ~ li ~ li)", in: list) == .number(9998))
        #expect(throws: XPathError.self) { try value("count(:nth-child(odd of :nth-child(odd of li)))", in: list) }
        let long = String(repeating: "b ", count: 1 << 20)
        let wide = "<div class='\(long)'>" + String(repeating: "<i></i>", count: 50_000)
        #expect(throws: XPathError.self) { try value("count(.a i)", in: wide) }
        #expect(try value("count(.b)", in: wide) == .number(1))
    }

    @Test func whatTheLibraryWouldNotEvaluateIsToldAtItsPlace() {
        let chain = #expect(throws: SelectorError.self) { try Selector(String(repeating: "a>", count: 500) + "a") }
        #expect(chain?.message == "more than 100 combinators" && chain?.range == 201..<202)
        let counted = String(repeating: ":nth-child(3n+2 of ", count: 7)
        let nested = "\(counted)\(String(repeating: "a", count: 200))\(String(repeating: ")", count: 7))"
        let long = #expect(throws: SelectorError.self) { try Selector(nested) }
        #expect(long?.message == "selectors that become an XPath of more than 65536 bytes")
        #expect(throws: Never.self) { try Selector(String(repeating: "a>", count: 100) + "a") }
    }

    @Test func whatCouldTakeForEverIsRefused() {
        let nested = String(repeating: ":not(", count: 9) + "a" + String(repeating: ")", count: 9)
        #expect(throws: SelectorError.self) { try Selector(nested) }
        #expect(throws: SelectorError.self) { try Selector(String(repeating: "a ", count: 2049)) }
        let wide = "<p>" + String(repeating: "<b></b>", count: 30_000)
        #expect(throws: XPathError.self) { try value("b:nth-child(2n)", in: wide) }
        #expect(throws: Never.self) { try value("count(p > b:nth-child(7))", in: wide) }
    }
}
