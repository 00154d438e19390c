import Mustache

/// Values that a template looks up by name.
///
/// A name without a value counts as empty, and the search for it does not go on to what surrounds
/// the section; looking names up by reflection took most of the time that a page took.
struct TemplateValues: MustacheParent, ExpressibleByDictionaryLiteral {
  private var values: [String: Any] = [:]

  /// What stands for a name without a value.
  private struct Nothing: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
  }

  init(dictionaryLiteral elements: (String, Any?)...) {
    for (name, value) in elements { values[name] = value }
  }

  /// A name and what belongs to it, for lists of facts.
  init(name: String, value: String, detail: String? = nil) {
    self = ["name": name, "value": value, "detail": detail]
  }

  /// The value of a name; nil for none.
  subscript(name: String) -> Any? {
    get { values[name] }
    set { values[name] = newValue }
  }

  func child(named name: String) -> Any? { values[name] ?? Nothing() }
}
