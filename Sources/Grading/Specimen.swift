/// What the tissue is: how it was taken, from where, and whether treatment came before.
public struct Specimen: Codable, Sendable, Hashable {
  /// How it was taken.
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    case resection
    case biopsy
    case cytology
    case unknown
  }

  /// How it was taken.
  public let kind: Kind
  /// Whether it comes from a metastasis, a lymph node included.
  public let isMetastasis: Bool
  /// Whether treatment (chemotherapy, peptide receptor therapy, …) came before it was taken.
  public let isPostTherapy: Bool
  /// The text it was read from.
  public let text: String

  /// Reads free text such as `resection`, `liver metastasis, core biopsy`, `resection
  /// post-therapy`.
  ///
  /// Words that are not understood are kept in ``text`` and change nothing: a specimen gives flags,
  /// never a grade.
  public init(parsing text: String) {
    let words = PlainText.words(text)
    func says(_ beginnings: [String]) -> Bool {
      words.contains { word in beginnings.contains { word.hasPrefix($0) } }
    }
    self.text = text
    if says(["cytolog", "fna", "aspirat", "smear"]) {
      kind = .cytology
    } else if says(["biops", "core", "fnb", "needle", "punch", "forceps"]) {
      kind = .biopsy
    } else if says(["resect", "excis", "surg", "operat"])
      || words.contains(where: { $0.hasSuffix("ectomy") })
    {
      kind = .resection
    } else {
      kind = .unknown
    }
    // A lymph node among the parts of a resection is usually there to be searched, not involved.
    let isNodeSample = (kind == .biopsy || kind == .cytology) && says(["node"])
    isMetastasis = isNodeSample || Self.affirms(words, ["metasta", "met", "mets"])
    isPostTherapy =
      says(["posttherap", "posttreat", "postneoadj", "neoadj", "pretreated", "yp"])
      || Self.follows(words, "post", ["therap", "treat", "chemo", "prrt", "radio", "neoadj"])
      || Self.follows(words, "after", ["therap", "treat", "chemo", "prrt", "radio", "neoadj"])
  }

  /// Whether `first` is directly followed by a word that begins with one of `beginnings`.
  private static func follows(
    _ words: [Substring], _ first: Substring, _ beginnings: [String]
  ) -> Bool {
    zip(words, words.dropFirst()).contains { word, next in
      word == first && beginnings.contains { next.hasPrefix($0) }
    }
  }

  /// Whether a word begins with `beginnings[0]` or equals another of them, not after a denial.
  private static func affirms(_ words: [Substring], _ beginnings: [Substring]) -> Bool {
    words.indices.contains { index in
      let isNamed = words[index].hasPrefix(beginnings[0]) || beginnings.contains(words[index])
      let isDenied = index > 0 && ["no", "non", "not", "without"].contains(words[index - 1])
      return isNamed && !isDenied
    }
  }

  enum CodingKeys: String, CodingKey {
    case kind
    case isMetastasis = "metastasis"
    case isPostTherapy = "post_therapy"
    case text
  }
}
