// MARK: - Text in HTML

/// Text as it stands in HTML.
enum HTML {
  /// The text with the characters that mean something in HTML replaced.
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { #"&<>""#.utf8.contains($0) }) else { return text }
    var result = ""
    for letter in text.unicodeScalars {
      switch letter {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(letter)
      }
    }
    return result
  }

  /// The address with all but the characters that addresses may hold as percent and digits, as
  /// cmark writes it.
  static func escapedAddress(_ address: String) -> String {
    let kept = Set("-_.+!*(),%#@?=;:/,$~".utf8)
    var result = ""
    for byte in address.utf8 {
      switch byte {
      case UInt8(ascii: "&"): result += "&amp;"
      case UInt8(ascii: "'"): result += "&#x27;"
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: result.append(Character(UnicodeScalar(byte)))
      case let byte where kept.contains(byte): result.append(Character(UnicodeScalar(byte)))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }
}

// MARK: - Where lines may break

extension HTML {
  /// The text, escaped; a line may break behind the slashes and points of a long path or name.
  static func breakable(_ text: String) -> String {
    escaped(text).replacing(/[\/.](?=[^\/.])/) { "\($0.0)<wbr>" }
  }
}

extension String {
  /// A figure whose unit stays on its line.
  var keepingUnit: String {
    replacing(/^([+−-]?[0-9][0-9.,]*) (?=[^(\s])/, maxReplacements: 1) { "\($0.1)\u{A0}" }
  }
}

// MARK: - Elements

extension HTML {
  /// An element around content that is HTML already; attributes without a value are left out.
  static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ content: String
  ) -> String {
    let list = attributes.compactMap { attribute, value in
      value.map { " \(attribute)=\"\($0)\"" }
    }
    return "<\(name)\(list.joined())>\(content)</\(name)>"
  }

  /// A link; the address is escaped here.
  static func link(
    _ address: String, class name: String? = nil, title: String? = nil, _ content: String
  ) -> String {
    element(
      "a",
      [
        "class": name, "href": escapedAddress(address),
        "title": title.map(escaped),
      ], content)
  }
}

// MARK: - Tables

extension HTML {
  /// A table of texts, columns of numbers marked as such.
  static func table(_ name: String, columns: [String], rows: [[String]], isNumeric: [Bool])
    -> String
  {
    func cells(_ tag: String, _ texts: [String]) -> String {
      zip(texts, isNumeric).map { text, isNumeric in
        let scope = tag == "th" ? "col" : nil
        return element(tag, ["class": isNumeric ? "number" : nil, "scope": scope], escaped(text))
      }.joined()
    }
    let body = rows.map { "<tr>\(cells("td", $0))</tr>\n" }.joined()
    return """
      <table class="\(name)">
      <thead>
      <tr>\(cells("th", columns))</tr>
      </thead>
      <tbody>
      \(body)</tbody>
      </table>

      """
  }
}
