/// What a nucleus likely belongs to, as far as its own picture tells.
///
/// The raw value is what tables and profiles show. Endothelium has the spindle shape of fibroblasts
/// in a section and is part of `stroma`.
public enum NucleusKind: String, Sendable, Codable, CaseIterable {
  /// A tumor nucleus, or nothing that tells otherwise.
  case tumor
  /// Small, round and dense.
  case lymphocyte
  /// A spindle: elongated and narrow; fibroblasts and endothelium.
  case stroma
  /// Too small for a whole nucleus: fragments, granules, parts of split nuclei.
  case debris
  /// Pale, with little contrast and a soft edge: out of the focal plane, or cut at its edge.
  case outOfFocus = "out_of_focus"
}
