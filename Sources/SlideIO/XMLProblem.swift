/// Why a text cannot be read as XML.
package enum XMLProblem: Error, Sendable, Equatable {
  /// The text is not UTF-8, or declares to be something else; `found` says what.
  case encoding(found: String)
  /// It is not well-formed.
  case broken(line: Int, found: String, expected: String)
  /// Elements are nested deeper than `limit`.
  case tooDeep(line: Int, limit: Int)
  /// It declares a document type or entities, which are never read.
  case hasDocumentType
}
